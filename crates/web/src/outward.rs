//! What leaves the program: by itself, messages to robots of chat groups, a case's number and a link, and to people's own
//! addresses, that something waits and a link; when asked to, a code to a customer's own phone. Nothing else.

pub mod mail;
mod post;
pub(crate) mod robot;
pub mod sms;

use std::sync::Arc;
use std::time::Duration;

use desk::robots::{RobotTarget, ToTell};

pub use self::post::Reach;
use crate::site::Site;
use crate::words::Words;

/// How often it is looked whether something is to be told.
const LOOKED_EVERY: Duration = Duration::from_secs(15);

/// Tells groups what they are to be told, again and again. What fails is noted and tried later.
pub(crate) async fn tell_groups(site: Arc<Site>) {
    let mut times = tokio::time::interval(LOOKED_EVERY);
    loop {
        times.tick().await;
        // A database that does not answer is in the log, and asked again.
        let Ok(all) = site.ask(desk::Desk::to_tell).await else {
            continue;
        };
        for (target, messages) in all {
            tell(&site, &target, messages).await;
        }
    }
}

/// Tells one group, until something fails.
async fn tell(site: &Site, target: &RobotTarget, messages: Vec<ToTell>) {
    for told in messages {
        let text = robot::text(&told, &site.door.url(), Words(target.language));
        let came = send(site, target, &text).await;
        let (robot, is_over) = (target.robot, came.is_err());
        let noted = site
            .ask(move |desk| desk.told_group(robot, told, came))
            .await;
        if is_over || noted.is_err() {
            return;
        }
    }
}

/// Sends one message; why it could not be, by a stable word.
pub(crate) async fn send(
    site: &Site,
    target: &RobotTarget,
    text: &str,
) -> Result<(), &'static str> {
    let message = robot::message(target, (site.now)().seconds(), text);
    let answer = post::json(&message.address, &message.body, site.reach).await?;
    robot::understood(&answer)
}
