//! Signing in: login and password, then whatever else the account asks for.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::response::{IntoResponse, Redirect, Response};
use desk::account::{DeviceToken, SignInForm, SignInStep};
use serde::Deserialize;

use crate::cookie::Cookie;
use crate::device::device_label;
use crate::frame::{Frame, page, page_with};
use crate::refusal::Stop;
use crate::site::CastGroup;
use crate::visitor::{Visitor, local, query_value};

#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    pub(super) next: String,
    /// Whose card was clicked: only a demo says so.
    #[serde(default)]
    pub(super) login: String,
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "session/sign_in.html")]
struct SignInPage<'a> {
    frame: Frame,
    problem: Option<String>,
    login: String,
    next: String,
    cast: &'a [CastGroup],
}

/// `GET /sign-in`
pub(crate) async fn ask(visitor: Visitor, Query(back): Query<Back>) -> Result<Response, Stop> {
    page(&SignInPage {
        frame: visitor.frame(),
        problem: None,
        login: String::new(),
        next: local(&back.next).to_owned(),
        cast: &visitor.site.cast,
    })
}

/// `POST /sign-in`
pub(crate) async fn sign_in(
    visitor: Visitor,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let site = &visitor.site;
    let device = Cookie::Device
        .read(&site.door, &headers)
        .map(|text| DeviceToken::from_text(&text));
    let browser = headers.get(USER_AGENT).and_then(|line| line.to_str().ok());
    let form = SignInForm {
        login: typed.login.clone(),
        password: typed.password.into(),
        origin: visitor.origin.clone(),
        device,
        device_label: device_label(browser.unwrap_or_default()),
    };
    match site.ask(move |desk| desk.sign_in(&form)).await {
        Ok(signed_in) => {
            let cookies = [
                Cookie::Session.set(&site.door, Some(signed_in.token.text())),
                Cookie::Device.set(&site.door, Some(signed_in.device.text())),
            ];
            let cookies = cookies.into_iter().flatten().map(|line| (SET_COOKIE, line));
            let mut on = where_next(signed_in.next, &typed.next);
            if signed_in.next == SignInStep::SecondFactor && !site.cast.is_empty() {
                on = format!("{on}&login={}", query_value(&typed.login));
            }
            let on = Redirect::to(&on);
            let mut response = on.into_response();
            response.headers_mut().extend(cookies);
            Ok(response)
        }
        Err(stop) => {
            let (status, problem) = stop.in_form(&visitor)?;
            page_with(
                status,
                &SignInPage {
                    frame: visitor.frame(),
                    problem: Some(problem),
                    login: typed.login,
                    next: local(&typed.next).to_owned(),
                    cast: &site.cast,
                },
            )
        }
    }
}

/// Where signing in goes on.
pub(crate) fn where_next(step: SignInStep, next: &str) -> String {
    let place = match step {
        SignInStep::Done => return local(next).to_owned(),
        SignInStep::SecondFactor => "/sign-in/code",
        SignInStep::SetUpSecondFactor => "/sign-in/second-factor",
        SignInStep::ChangePassword => "/sign-in/password",
    };
    format!("{place}?next={}", query_value(local(next)))
}
