//! What somebody means to do with a case: planned and dropped.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::{Instant, Refusal};
use serde::Deserialize;

use crate::refusal::Stop;
use crate::session::Insider;
use crate::visitor::local;

#[derive(Deserialize)]
pub(crate) struct Planned {
    /// When to be reminded, `2026-03-05T14:30`.
    at: String,
}

/// `POST /cases/{case}/plan`
pub(crate) async fn plan(
    insider: Insider,
    Path(case): Path<u64>,
    Form(planned): Form<Planned>,
) -> Result<Response, Stop> {
    let at = insider.frame().clock.read(&planned.at);
    insider
        .ask(move |desk, actor| {
            let at = at.ok_or(Refusal::Missing { field: "plan_at" })?;
            desk.plan(actor, case, at)
        })
        .await?;
    Ok(Redirect::to(&format!("/cases/{case}")).into_response())
}

#[derive(Deserialize)]
pub(crate) struct Dropped {
    /// Which of the plans with the case, by its second.
    at: i64,
    /// Where to go on.
    #[serde(default)]
    next: String,
}

/// `POST /cases/{case}/plan/drop`
pub(crate) async fn drop(
    insider: Insider,
    Path(case): Path<u64>,
    Form(dropped): Form<Dropped>,
) -> Result<Response, Stop> {
    let at = Instant::from_seconds(dropped.at);
    insider
        .ask(move |desk, actor| desk.drop_plan(actor, case, at))
        .await?;
    Ok(Redirect::to(local(&dropped.next)).into_response())
}
