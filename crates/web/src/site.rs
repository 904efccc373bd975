//! What every request shares.

use std::panic::resume_unwind;
use std::sync::Arc;

use desk::{Desk, Instant, Refusal, Text};
use ruling::calendar::Zone;
use tokio::task::spawn_blocking;

use crate::door::Door;
use crate::metrics::Metrics;
use crate::outward::Reach;
use crate::outward::mail::MailServer;
use crate::outward::sms::SmsSender;
use crate::printed::{FONTS, Printer};
use crate::refusal::Stop;
use crate::restoring::Restoring;
use crate::streams::Streams;

/// Where times come from.
pub type TimeSource = Arc<dyn Fn() -> Instant + Send + Sync>;

/// Shows what an authenticator shows now.
pub type CodeSource = Arc<dyn Fn() -> String + Send + Sync>;

/// People of an invented company who belong together.
#[derive(Clone)]
pub struct CastGroup {
    /// What stands above their cards, Chinese and English.
    pub title: (String, String),
    /// Those who have a card.
    pub members: Vec<CastMember>,
}

/// Somebody of an invented company, whose card on the sign-in page signs in.
#[derive(Clone)]
pub struct CastMember {
    /// Their name.
    pub name: String,
    /// What they are, Chinese and English.
    pub role: (String, String),
    /// What to try as them, Chinese and English.
    pub day: (String, String),
    /// Their login.
    pub login: String,
    /// Their password, known to everybody.
    pub password: String,
    /// What their authenticator would show, where they have one.
    pub code: Option<CodeSource>,
}

/// A regulation that comes with the program, to be chosen.
#[derive(Debug, Clone)]
pub struct Shipped {
    /// By what a form names it.
    pub name: String,
    /// The name that its pack has, by which the company knows it.
    pub known_as: String,
    /// Its version, as its pack numbers it.
    pub version: String,
    /// What it is called.
    pub title: Text,
    /// Text of `pack.toml`.
    pub pack: String,
    /// Text of `regulation.md`.
    pub regulation: String,
}

/// The pages of one company.
pub struct Site {
    /// How the pages are reached.
    pub door: Door,
    /// The company at work.
    pub desk: Arc<Desk>,
    /// The time.
    pub now: TimeSource,
    /// Of an invented company only.
    pub cast: Vec<CastGroup>,
    /// Regulations that come with the program.
    pub shipped: Vec<Shipped>,
    /// Where messages to chat groups may go.
    pub reach: Reach,
    /// The company's mail server; none: nobody is written to.
    pub mail: Option<MailServer>,
    /// Who sends codes to customers; none: nobody consents by code.
    pub sms: Option<SmsSender>,
    /// Where a backup may take the place of a new company's ledger.
    pub restoring: Option<Arc<Restoring>>,
    /// Makes papers.
    pub printer: Arc<Printer>,
    pub(crate) zone: Zone,
    pub(crate) metrics: Metrics,
    pub(crate) streams: Streams,
}

impl Site {
    /// Pages behind this door.
    pub fn new(door: Door, desk: Arc<Desk>, now: TimeSource) -> Site {
        Site {
            door,
            desk,
            now,
            cast: Vec::new(),
            shipped: Vec::new(),
            reach: Reach::Public,
            mail: None,
            sms: None,
            restoring: None,
            printer: Arc::new(Printer::new(FONTS.into())),
            zone: Zone::shanghai(),
            metrics: Metrics::new(),
            streams: Streams::new(),
        }
    }

    /// Asks the desk, off the threads that serve requests. A panic goes on here, where it becomes a page.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Desk) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Stop> {
        let desk = Arc::clone(&self.desk);
        match spawn_blocking(move || question(&desk)).await {
            Ok(answer) => answer.map_err(Stop::from),
            Err(failed) => match failed.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(_) => Err(Stop::Broken),
            },
        }
    }
}
