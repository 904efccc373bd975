//! A new password, by whoever knows the old one.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use desk::account::password::PASSWORD_MIN;
use serde::Deserialize;

use super::sign_in::{Back, where_next};
use crate::frame::{Frame, page, page_with};
use crate::refusal::Stop;
use crate::session::Arriving;
use crate::visitor::{Visitor, local};

#[derive(Deserialize)]
pub(crate) struct Chosen {
    old: String,
    new: String,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "session/password.html")]
struct PasswordPage {
    frame: Frame,
    problem: Option<String>,
    length_min: usize,
    next: String,
}

impl PasswordPage {
    fn new(visitor: &Visitor, next: &str, problem: Option<String>) -> PasswordPage {
        PasswordPage {
            frame: visitor.frame(),
            problem,
            length_min: PASSWORD_MIN,
            next: local(next).to_owned(),
        }
    }
}

/// `GET /sign-in/password`
pub(crate) async fn ask(
    visitor: Visitor,
    _: Arriving,
    Query(back): Query<Back>,
) -> Result<Response, Stop> {
    page(&PasswordPage::new(&visitor, &back.next, None))
}

/// `POST /sign-in/password`
pub(crate) async fn change(
    visitor: Visitor,
    arriving: Arriving,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Stop> {
    let token = arriving.token;
    let (old, new) = (chosen.old, chosen.new);
    match visitor
        .site
        .ask(move |desk| desk.change_password(&token, &old, &new))
        .await
    {
        Ok(step) => Ok(Redirect::to(&where_next(step, &chosen.next)).into_response()),
        Err(stop) => {
            let (status, problem) = stop.in_form_shown_again(&visitor)?;
            page_with(
                status,
                &PasswordPage::new(&visitor, &chosen.next, Some(problem)),
            )
        }
    }
}
