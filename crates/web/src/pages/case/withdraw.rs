//! A registration made by mistake, taken back.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::Seq;
use desk::withdrawal::WithdrawalInput;
use serde::Deserialize;

use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Sent {
    /// The entry that filed it.
    registration: Seq,
    key: String,
}

/// `POST /cases/{case}/withdraw`
pub(crate) async fn withdraw(
    insider: Insider,
    Path(case): Path<u64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Stop> {
    let input = WithdrawalInput {
        case,
        registration: sent.registration,
        key: sent.key,
    };
    insider
        .ask(move |desk, actor| desk.withdraw(actor, &input))
        .await?;
    Ok(Redirect::to(&format!("/cases/{case}")).into_response())
}
