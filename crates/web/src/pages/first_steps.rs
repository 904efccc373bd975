//! The first steps of a new company, until all are done.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use desk::first_steps::FirstStep;
use desk::permission::{Role, Target};

use crate::frame::{Frame, page};
use crate::pages::account;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "first_steps.html")]
struct FirstStepsPage {
    frame: Frame,
    steps: Vec<Step>,
}

struct Step {
    what: &'static str,
    why: &'static str,
    is_done: bool,
    /// Where it is done; none: somebody else does it.
    place: Option<&'static str>,
    /// Whose step it is.
    role: &'static str,
}

/// `GET /first-steps`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    let steps = insider.ask(|desk, actor| desk.first_steps(actor)).await?;
    if steps.is_empty() {
        return Ok(Redirect::to("/notices").into_response());
    }
    let frame = insider.frame();
    let say = frame.say;
    let steps = steps.into_iter().map(|(step, is_done)| {
        let (what, why, place) = match step {
            FirstStep::SystemAdministrator => (
                say.first_administrator(),
                say.first_administrator_why(),
                "/people/new",
            ),
            FirstStep::Units => (say.first_units(), say.first_units_why(), "/organisation"),
            FirstStep::Regulation => (
                say.first_regulation(),
                say.first_regulation_why(),
                "/regulations",
            ),
            FirstStep::Salespeople => (
                say.first_salespeople(),
                say.first_salespeople_why(),
                "/people/new",
            ),
        };
        let role = match step {
            FirstStep::SystemAdministrator | FirstStep::Salespeople => Role::SecurityAdministrator,
            FirstStep::Units | FirstStep::Regulation => Role::SystemAdministrator,
        };
        let may = insider.actor.is_allowed(step.action(), Target::Anything);
        Step {
            what,
            why,
            is_done,
            place: may.then_some(place),
            role: account::show::role(role, say),
        }
    });
    let steps = steps.collect();
    page(&FirstStepsPage { frame, steps })
}
