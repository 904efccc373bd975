//! How long a request may take: what comes slowly goes on coming, what stands still is let go.

use std::error::Error;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::LengthLimitError;
use tower_http::timeout::TimeoutBody;

use crate::form_token::is_in_parts;

/// Longer than anything takes, once it is here.
const ANSWERED: Duration = Duration::from_secs(30);
/// Longer than the largest form with photos takes from a phone that sends 50 KB a second.
const WITH_FILES: Duration = Duration::from_secs(15 * 60);
/// So long nothing may come of a form that has begun to come.
const SILENCE: Duration = Duration::from_secs(30);

/// Lets go what takes too long, and what stands still while it comes.
pub(crate) async fn limit(request: Request, next: Next) -> Response {
    let limit = match is_in_parts(request.headers()) {
        true => WITH_FILES,
        false => ANSWERED,
    };
    let request = request.map(|body| Body::new(TimeoutBody::new(SILENCE, body)));
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Why a form could not be read: it is too large, or did not come whole.
pub(crate) fn unread(error: &axum::Error) -> StatusCode {
    let cause = error.source();
    match cause.is_some_and(|cause| cause.is::<LengthLimitError>()) {
        true => StatusCode::PAYLOAD_TOO_LARGE,
        false => StatusCode::REQUEST_TIMEOUT,
    }
}
