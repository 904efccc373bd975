//! The second step of signing in: the code that the phone shows, or one from the paper.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::sign_in::{Back, where_next};
use crate::frame::{Frame, page, page_with};
use crate::refusal::Stop;
use crate::session::Arriving;
use crate::visitor::{Visitor, local};

#[derive(Deserialize)]
pub(crate) struct Shown {
    code: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    login: String,
}

#[derive(Template)]
#[template(path = "session/second_factor.html")]
struct SecondFactorPage {
    frame: Frame,
    problem: Option<String>,
    next: String,
    login: String,
    /// In a demo: what the phone would show.
    demo_code: Option<String>,
}

impl SecondFactorPage {
    fn new(visitor: &Visitor, back: &Back, problem: Option<String>) -> SecondFactorPage {
        let groups = visitor.site.cast.iter();
        let mut cast = groups.flat_map(|group| &group.members);
        let signing_in = cast.find(|member| member.login == back.login);
        let code = signing_in.and_then(|member| member.code.as_ref());
        SecondFactorPage {
            frame: visitor.frame(),
            problem,
            next: local(&back.next).to_owned(),
            login: back.login.clone(),
            demo_code: code.map(|code| code()),
        }
    }
}

/// `GET /sign-in/code`
pub(crate) async fn ask(
    visitor: Visitor,
    _: Arriving,
    Query(back): Query<Back>,
) -> Result<Response, Stop> {
    page(&SecondFactorPage::new(&visitor, &back, None))
}

/// `POST /sign-in/code`
pub(crate) async fn show(
    visitor: Visitor,
    arriving: Arriving,
    Form(shown): Form<Shown>,
) -> Result<Response, Stop> {
    let Arriving { token, device } = arriving;
    let code = shown.code;
    match visitor
        .site
        .ask(move |desk| desk.second_factor(&token, &code, &device))
        .await
    {
        Ok(step) => Ok(Redirect::to(&where_next(step, &shown.next)).into_response()),
        Err(stop) => {
            let (status, problem) = stop.in_form(&visitor)?;
            let back = Back {
                next: shown.next,
                login: shown.login,
            };
            page_with(
                status,
                &SecondFactorPage::new(&visitor, &back, Some(problem)),
            )
        }
    }
}
