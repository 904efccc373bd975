//! A notice that was looked at.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};

use crate::refusal::Stop;
use crate::session::Insider;

/// `POST /notices/{number}/done`
pub(crate) async fn finish(insider: Insider, Path(number): Path<u64>) -> Result<Response, Stop> {
    insider
        .ask(move |desk, actor| desk.finish_notice(actor, number))
        .await?;
    Ok(Redirect::to("/notices").into_response())
}
