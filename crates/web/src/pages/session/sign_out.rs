//! Leaving.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};

use crate::cookie::Cookie;
use crate::refusal::Stop;
use crate::session::token_of;
use crate::site::Site;

/// `POST /sign-out`
pub(crate) async fn sign_out(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    if let Some(token) = token_of(&site, &headers) {
        site.ask(move |desk| desk.sign_out(&token)).await?;
    }
    let gone = Cookie::Session.set(&site.door, None).ok_or(Stop::Broken)?;
    Ok((
        AppendHeaders([(SET_COOKIE, gone)]),
        Redirect::to("/sign-in"),
    )
        .into_response())
}
