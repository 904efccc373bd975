//! The language, chosen by whoever reads: for this browser, and for whoever is signed in wherever they are.

use axum::Form;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use desk::Desk;
use serde::Deserialize;

use crate::cookie::Cookie;
use crate::refusal::Stop;
use crate::session::token_of;
use crate::visitor::{Visitor, language_of, local};

#[derive(Deserialize)]
pub(crate) struct Choice {
    language: String,
    next: String,
}

/// `POST /language`
pub(crate) async fn choose(
    visitor: Visitor,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Result<Response, Stop> {
    let language = language_of(&choice.language).ok_or(Stop::NotFound)?;
    if let Some(token) = token_of(&visitor.site, &headers) {
        let keep = move |desk: &Desk| desk.keep_language(&token, language);
        visitor.site.ask(keep).await?;
    }
    let code = language.pick("zh", "en");
    let cookie = Cookie::Language
        .set(&visitor.site.door, Some(code))
        .ok_or(Stop::Broken)?;
    let back = Redirect::to(local(&choice.next));
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), back).into_response())
}
