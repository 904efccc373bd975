//! Choosing a password by a link: the first, or another for a forgotten one.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::account::link::LinkToken;
use desk::account::password::PASSWORD_MIN;
use serde::Deserialize;

use crate::frame::{Frame, page, page_with};
use crate::refusal::Stop;
use crate::visitor::Visitor;

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    password: String,
}

#[derive(Template)]
#[template(path = "session/choose_password.html")]
struct ChoosePasswordPage {
    frame: Frame,
    problem: Option<String>,
    link: String,
    length_min: usize,
}

impl ChoosePasswordPage {
    fn new(visitor: &Visitor, link: String, problem: Option<String>) -> ChoosePasswordPage {
        ChoosePasswordPage {
            frame: visitor.frame(),
            problem,
            link,
            length_min: PASSWORD_MIN,
        }
    }
}

/// `GET /password/{link}`
pub(crate) async fn ask(visitor: Visitor, Path(link): Path<String>) -> Result<Response, Stop> {
    let token = LinkToken::from_text(&link);
    visitor
        .site
        .ask(move |desk| desk.check_password_link(&token))
        .await?;
    page(&ChoosePasswordPage::new(&visitor, link, None))
}

/// `POST /password/{link}`
pub(crate) async fn choose(
    visitor: Visitor,
    Path(link): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let token = LinkToken::from_text(&link);
    // A link that opens nothing any more has no form to go back to.
    let checked = token.clone();
    let site = &visitor.site;
    site.ask(move |desk| desk.check_password_link(&checked))
        .await?;
    let chosen = site
        .ask(move |desk| desk.choose_password(&token, &typed.password))
        .await;
    match chosen {
        Ok(()) => Ok(Redirect::to("/sign-in").into_response()),
        Err(stop) => {
            let (status, problem) = stop.in_form(&visitor)?;
            let form = ChoosePasswordPage::new(&visitor, link, Some(problem));
            page_with(status, &form)
        }
    }
}
