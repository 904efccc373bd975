//! Setting a second factor up: a secret for the phone, a first code to show that it works, codes for the paper; whoever
//! was signed in already shows password and second factor once more.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::Response;
use desk::account::second_factor::{Asked, Enrolment, RecoveryCodes, ShownAgain};
use serde::Deserialize;

use super::sign_in::Back;
use crate::frame::{Frame, page, page_with};
use crate::refusal::Stop;
use crate::session::Arriving;
use crate::visitor::{Visitor, local};

#[derive(Deserialize)]
pub(crate) struct Shown {
    code: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code_so_far: String,
    secret: String,
    address: String,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "session/second_factor_set_up.html")]
struct SetUpPage {
    frame: Frame,
    problem: Option<String>,
    asked: Asked,
    enrolment: Enrolment,
    next: String,
}

#[derive(Template)]
#[template(path = "session/recovery_codes.html")]
pub(super) struct RecoveryCodesPage {
    pub(super) frame: Frame,
    pub(super) codes: RecoveryCodes,
    pub(super) next: String,
}

/// `GET /sign-in/second-factor`
pub(crate) async fn begin(
    visitor: Visitor,
    arriving: Arriving,
    Query(back): Query<Back>,
) -> Result<Response, Stop> {
    let token = arriving.token;
    let (asked, enrolment) = visitor
        .site
        .ask(move |desk| {
            let asked = desk.second_factor_asks(&token)?;
            Ok((asked, desk.begin_second_factor(&token)?))
        })
        .await?;
    let next = local(&back.next).to_owned();
    page(&SetUpPage {
        frame: visitor.frame(),
        problem: None,
        asked,
        enrolment,
        next,
    })
}

/// `POST /sign-in/second-factor`
pub(crate) async fn confirm(
    visitor: Visitor,
    arriving: Arriving,
    Form(shown): Form<Shown>,
) -> Result<Response, Stop> {
    let Arriving { token, device } = arriving;
    let next = local(&shown.next).to_owned();
    let code = shown.code;
    let again = ShownAgain {
        password: shown.password.into(),
        code: shown.code_so_far.into(),
    };
    let asker = token.clone();
    let asked = visitor
        .site
        .ask(move |desk| desk.second_factor_asks(&asker))
        .await?;
    match visitor
        .site
        .ask(move |desk| desk.confirm_second_factor(&token, &code, &again, &device))
        .await
    {
        Ok((codes, _)) => page(&RecoveryCodesPage {
            frame: visitor.frame(),
            codes,
            next,
        }),
        Err(stop) => {
            let (status, problem) = stop.in_form_shown_again(&visitor)?;
            let enrolment = Enrolment {
                secret: shown.secret.into(),
                address: shown.address.into(),
            };
            page_with(
                status,
                &SetUpPage {
                    frame: visitor.frame(),
                    problem: Some(problem),
                    asked,
                    enrolment,
                    next,
                },
            )
        }
    }
}
