//! The company's first person, by the link that the program printed when it started.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::account::link::LinkToken;
use desk::account::opening::SetUpForm;
use desk::account::password::PASSWORD_MIN;
use serde::Deserialize;

use crate::frame::{Frame, page, page_with};
use crate::refusal::Stop;
use crate::visitor::Visitor;

#[derive(Deserialize)]
pub(crate) struct Typed {
    name: String,
    login: String,
    password: String,
}

#[derive(Template)]
#[template(path = "set_up.html")]
struct SetUpPage {
    frame: Frame,
    problem: Option<String>,
    link: String,
    name: String,
    login: String,
    length_min: usize,
}

/// `GET /set-up/{link}`
pub(crate) async fn ask(visitor: Visitor, Path(link): Path<String>) -> Result<Response, Stop> {
    let token = LinkToken::from_text(&link);
    visitor
        .site
        .ask(move |desk| desk.check_set_up_link(&token))
        .await?;
    let (name, login) = (String::new(), String::new());
    page(&SetUpPage {
        frame: visitor.frame(),
        problem: None,
        link,
        name,
        login,
        length_min: PASSWORD_MIN,
    })
}

/// `POST /set-up/{link}`
pub(crate) async fn set_up(
    visitor: Visitor,
    Path(link): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let token = LinkToken::from_text(&link);
    let Typed {
        name,
        login,
        password,
    } = typed;
    let form = SetUpForm {
        name: name.clone(),
        login: login.clone(),
        password: password.into(),
    };
    match visitor
        .site
        .ask(move |desk| desk.set_up(&token, &form))
        .await
    {
        Ok(()) => Ok(Redirect::to("/sign-in").into_response()),
        Err(stop) => {
            let (status, problem) = stop.in_form(&visitor)?;
            let problem = Some(problem);
            let frame = visitor.frame();
            page_with(
                status,
                &SetUpPage {
                    frame,
                    problem,
                    link,
                    name,
                    login,
                    length_min: PASSWORD_MIN,
                },
            )
        }
    }
}
