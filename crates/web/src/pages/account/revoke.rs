//! Ending a session on another device.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};

use crate::refusal::Stop;
use crate::session::Insider;

/// `POST /account/sessions/{id}/end`
pub(crate) async fn revoke(insider: Insider, Path(id): Path<String>) -> Result<Response, Stop> {
    insider
        .ask(move |desk, actor| desk.revoke_session(actor, &id))
        .await?;
    Ok(Redirect::to("/account").into_response())
}
