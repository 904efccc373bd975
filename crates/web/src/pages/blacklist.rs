//! The company's list of dealers that it does not want.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::blacklist::{BlacklistInput, BlacklistPage};

use crate::frame::{Frame, page_with};
use crate::pages::typed::Typed;
use crate::refusal::{Problem, Stop};
use crate::session::Insider;

#[derive(Template)]
#[template(path = "blacklist/list.html")]
struct ListPage {
    frame: Frame,
    list: BlacklistPage,
    /// Those who were taken off it again.
    are_taken_off: bool,
    is_first: bool,
    typed: Typed,
    problem: Option<Problem>,
}

async fn shown(
    insider: &Insider,
    asked: &Typed,
    (typed, wrong): (Typed, Option<(StatusCode, Problem)>),
) -> Result<Response, Stop> {
    let are_taken_off = asked.one("off") == Some("yes");
    let before = asked.one("before").and_then(|before| before.parse().ok());
    let list = insider
        .ask(move |desk, actor| desk.blacklist(actor, are_taken_off, before))
        .await?;
    let (status, problem) = wrong.unzip();
    page_with(
        status.unwrap_or(StatusCode::OK),
        &ListPage {
            frame: insider.frame(),
            list,
            are_taken_off,
            is_first: before.is_none(),
            typed,
            problem,
        },
    )
}

/// The list once something was done, or what is wrong with it.
async fn answered<T>(
    insider: &Insider,
    typed: Typed,
    done: Result<T, Stop>,
) -> Result<Response, Stop> {
    match done {
        Ok(_) => Ok(Redirect::to("/blacklist").into_response()),
        Err(stop) => {
            let wrong = stop.in_form_with_reasons(&insider.visitor)?;
            shown(insider, &Typed::default(), (typed, Some(wrong))).await
        }
    }
}

/// `GET /blacklist?off=yes&before=…`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Typed>) -> Result<Response, Stop> {
    shown(&insider, &asked, (Typed::default(), None)).await
}

/// `POST /blacklist`
pub(crate) async fn put_on(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let input = BlacklistInput {
        company: typed.text("company"),
        credit_code: typed.text("credit_code"),
        reason: typed.text("reason"),
    };
    let done = insider
        .ask(move |desk, actor| desk.put_on_blacklist(actor, &input))
        .await;
    answered(&insider, typed, done).await
}

/// `POST /blacklist/{entry}/off`
pub(crate) async fn take_off(
    insider: Insider,
    Path(entry): Path<u64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let reason = typed.text("reason");
    let done = insider
        .ask(move |desk, actor| desk.take_off_blacklist(actor, entry, &reason))
        .await;
    answered(&insider, Typed::default(), done).await
}
