//! A follow-up in two taps.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::follow_up::FollowUpInput;
use serde::Deserialize;

use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Tapped {
    /// `none`: nobody was reached.
    effect: String,
    key: String,
}

/// `POST /cases/{case}/follow-up`
pub(crate) async fn record(
    insider: Insider,
    Path(case): Path<u64>,
    Form(tapped): Form<Tapped>,
) -> Result<Response, Stop> {
    let is_without_effect = tapped.effect == "none";
    let input = FollowUpInput {
        case,
        is_without_effect,
        key: tapped.key,
        ..FollowUpInput::default()
    };
    let receipt = insider
        .ask(move |desk, actor| desk.follow_up(actor, &input))
        .await?;
    Ok(Redirect::to(&format!("/cases/{}", receipt.case)).into_response())
}
