//! New recovery codes, by whoever shows password and second factor once more.

use askama::Template;
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::second_factor_set_up::RecoveryCodesPage;
use crate::frame::{Frame, page, page_with};
use crate::refusal::Stop;
use crate::session::Arriving;
use crate::visitor::Visitor;

#[derive(Deserialize)]
pub(crate) struct Shown {
    password: String,
    code: String,
}

#[derive(Template)]
#[template(path = "session/renew_recovery_codes.html")]
struct RenewPage {
    frame: Frame,
    problem: Option<String>,
}

/// Where whoever has no second step yet sets one up: recovery codes come with it.
const SET_UP: &str = "/sign-in/second-factor?next=/account";

async fn has_second_step(visitor: &Visitor, arriving: &Arriving) -> Result<bool, Stop> {
    let token = arriving.token.clone();
    let asked = visitor
        .site
        .ask(move |desk| desk.second_factor_asks(&token))
        .await?;
    Ok(asked.code)
}

/// `GET /sign-in/recovery-codes`
pub(crate) async fn ask(visitor: Visitor, arriving: Arriving) -> Result<Response, Stop> {
    if !has_second_step(&visitor, &arriving).await? {
        return Ok(Redirect::to(SET_UP).into_response());
    }
    page(&RenewPage {
        frame: visitor.frame(),
        problem: None,
    })
}

/// `POST /sign-in/recovery-codes`
pub(crate) async fn renew(
    visitor: Visitor,
    arriving: Arriving,
    Form(shown): Form<Shown>,
) -> Result<Response, Stop> {
    if !has_second_step(&visitor, &arriving).await? {
        return Ok(Redirect::to(SET_UP).into_response());
    }
    let Shown { password, code } = shown;
    let token = arriving.token;
    match visitor
        .site
        .ask(move |desk| desk.renew_recovery_codes(&token, &password, &code))
        .await
    {
        Ok(codes) => page(&RecoveryCodesPage {
            frame: visitor.frame(),
            codes,
            next: "/account".to_owned(),
        }),
        Err(stop) => {
            let (status, problem) = stop.in_form_shown_again(&visitor)?;
            page_with(
                status,
                &RenewPage {
                    frame: visitor.frame(),
                    problem: Some(problem),
                },
            )
        }
    }
}
