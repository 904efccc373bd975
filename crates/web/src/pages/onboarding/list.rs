//! Applications, and admitted dealers that are no unit yet.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::Instant;
use desk::customers::Place;
use desk::onboarding::ApplicationPage;
use desk::permission::{Action, Target};
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Where the page before ended: its last line's time and case.
    at: Option<i64>,
    case: Option<u64>,
}

#[derive(Template)]
#[template(path = "onboarding/list.html")]
struct ApplicationsPage {
    frame: Frame,
    list: ApplicationPage,
    /// Cases of dealers to be set up, for whoever makes units.
    admitted: Option<Vec<u64>>,
    sees: bool,
    may_file: bool,
    keeps_blacklist: bool,
}

/// `GET /onboarding`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let may = |action| insider.actor.is_allowed(action, Target::Anything);
    let (makes_units, sees) = (may(Action::ManageUnits), may(Action::SeeCase));
    let after = asked.at.zip(asked.case).map(|(at, case)| Place {
        at: Instant::from_seconds(at),
        case,
    });
    let (list, admitted) = insider
        .ask(move |desk, actor| {
            let admitted = match makes_units {
                true => Some(desk.admitted_dealers(actor)?),
                false => None,
            };
            let list = match sees || !makes_units {
                true => desk.applications(actor, after)?,
                false => ApplicationPage::default(),
            };
            Ok((list, admitted))
        })
        .await?;
    page(&ApplicationsPage {
        frame: insider.frame(),
        list,
        admitted,
        sees,
        may_file: may(Action::Register),
        keeps_blacklist: may(Action::KeepBlacklist),
    })
}
