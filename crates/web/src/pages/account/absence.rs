//! Who decides for whom while somebody is away.

use askama::Template;
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::delegation::{DelegationInput, DelegationLine};
use desk::{Refusal, StaffId};

use crate::frame::{Frame, page_with};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "account/absence.html")]
struct AbsencePage {
    frame: Frame,
    lines: Vec<DelegationLine>,
    able: Vec<(StaffId, String)>,
    typed: Typed,
    error: Option<String>,
}

async fn shown(
    insider: &Insider,
    typed: Typed,
    (status, error): (StatusCode, Option<String>),
) -> Result<Response, Stop> {
    let (lines, able) = insider
        .ask(|desk, actor| Ok((desk.delegations(actor)?, desk.stand_ins_for(actor)?)))
        .await?;
    page_with(
        status,
        &AbsencePage {
            frame: insider.frame(),
            lines,
            able,
            typed,
            error,
        },
    )
}

/// `GET /account/absence`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    shown(&insider, Typed::default(), (StatusCode::OK, None)).await
}

/// `POST /account/absence`
pub(crate) async fn set(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    // Whoever passes on nothing is told so before anything else.
    insider.ask(|desk, actor| desk.stand_ins_for(actor)).await?;
    let clock = insider.frame().clock;
    let (to, until) = (typed.staff("staff"), clock.read(&typed.text("until")));
    let from = clock.read(&typed.text("from"));
    let done = insider.ask(move |desk, actor| {
        let input = DelegationInput {
            to: to.ok_or(Refusal::Missing { field: "person" })?,
            from,
            until: until.ok_or(Refusal::Missing {
                field: "away_until",
            })?,
        };
        desk.delegate(actor, &input)
    });
    match done.await {
        Ok(()) => Ok(Redirect::to("/account/absence").into_response()),
        Err(stop) => {
            let (status, error) = stop.in_form(&insider.visitor)?;
            shown(&insider, typed, (status, Some(error))).await
        }
    }
}

/// `POST /account/absence/end`
pub(crate) async fn end(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let staff = typed.staff("staff");
    insider
        .ask(move |desk, actor| {
            desk.stand_ins_for(actor)?;
            desk.end_delegation(actor, staff.ok_or(Refusal::NotFound)?)
        })
        .await?;
    Ok(Redirect::to("/account/absence").into_response())
}
