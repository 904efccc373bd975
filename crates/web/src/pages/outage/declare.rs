//! Outages that were declared, and the form that declares one.

use askama::Template;
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use desk::Refusal;
use desk::organisation::StaffLine;
use desk::outage::{Outage, OutageInput};
use desk::permission::{Action, Target};

use crate::frame::{Frame, page, page_with};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "outage/list.html")]
struct OutagesPage {
    frame: Frame,
    outages: Vec<Outage>,
    /// Who may be named; empty: the reader declares none.
    people: Vec<StaffLine>,
    typed: Typed,
    problem: Option<String>,
}

fn declares(insider: &Insider) -> bool {
    let all = Target::Unit(None);
    insider.actor.is_allowed(Action::DeclareOutage, all)
}

async fn shown(
    insider: &Insider,
    typed: Typed,
    problem: Option<String>,
) -> Result<OutagesPage, Stop> {
    let declares = declares(insider);
    let (outages, mut people) = insider
        .ask(|desk, actor| Ok((desk.outages(actor)?, desk.people(actor)?)))
        .await?;
    people.retain(|person| declares && !person.has_left && person.unit.is_some());
    Ok(OutagesPage {
        frame: insider.frame(),
        outages,
        people,
        typed,
        problem,
    })
}

/// `GET /outages`
pub(crate) async fn list(insider: Insider) -> Result<Response, Stop> {
    page(&shown(&insider, Typed::default(), None).await?)
}

/// `POST /outages`
pub(crate) async fn declare(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    if !declares(&insider) {
        return Err(Refusal::NotAllowed(Action::DeclareOutage).into());
    }
    let clock = insider.frame().clock;
    let time = |name| clock.read(typed.one(name).unwrap_or_default());
    let (from, until) = (time("from"), time("until"));
    let (reception, lead) = (typed.staff("reception"), typed.staff("lead"));
    let done = insider
        .ask(move |desk, actor| {
            let missing = |field| Refusal::Missing { field };
            let (Some(from), Some(until)) = (from, until) else {
                return Err(missing("outage_time"));
            };
            let input = OutageInput {
                from,
                until,
                reception: reception.ok_or(missing("outage_reception"))?,
                lead: lead.ok_or(missing("outage_lead"))?,
            };
            desk.declare_outage(actor, &input)
        })
        .await;
    match done {
        Ok(_) => Ok(Redirect::to("/outages").into_response()),
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            page_with(status, &shown(&insider, typed, Some(problem)).await?)
        }
    }
}
