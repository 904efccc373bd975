//! A person takes their consent back.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::data_subjects::erasure::WithdrawalOfConsent;

use super::show::again;
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

/// `POST /data-subjects/{case}/withdrawal`
pub(crate) async fn record(
    insider: Insider,
    Path(case): Path<u64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let input = WithdrawalOfConsent {
        case,
        reason: typed.text("subject_reason"),
        is_sure: typed.one("erase_sure") == Some("yes"),
    };
    let done = insider
        .ask(move |desk, actor| desk.withdraw_consent(actor, &input))
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/data-subjects/{case}")).into_response()),
        Err(stop) => again(&insider, case, stop).await,
    }
}
