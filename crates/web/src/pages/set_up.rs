//! The company's first person, by the link that the program printed when it started; or a backup in its place.

pub(crate) mod restore;

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::account::link::LinkToken;
use desk::account::password::PASSWORD_MIN;
use desk::account::set_up::SetUpForm;
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
#[template(path = "set_up/new.html")]
struct SetUpPage {
    frame: Frame,
    problem: Option<String>,
    link: String,
    name: String,
    login: String,
    length_min: usize,
    /// Whether a backup may be brought here.
    offers_restore: bool,
}

/// `GET /set-up/{link}`
pub(crate) async fn ask(visitor: Visitor, Path(link): Path<String>) -> Result<Response, Stop> {
    let token = LinkToken::from_text(&link);
    if let Some(elsewhere) = taken(&visitor, &link) {
        return Ok(elsewhere);
    }
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
        offers_restore: visitor.site.restoring.is_some(),
    })
}

/// While a backup comes, nobody begins anew beside it.
fn taken(visitor: &Visitor, link: &str) -> Option<Response> {
    let restoring = visitor.site.restoring.as_ref()?;
    let seen = restoring.seen_by(&LinkToken::from_text(link));
    let is_taken = restoring.is_taken() && seen.is_some();
    is_taken.then(|| Redirect::to(&format!("/set-up/{link}/restore")).into_response())
}

/// `POST /set-up/{link}`
pub(crate) async fn set_up(
    visitor: Visitor,
    Path(link): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let token = LinkToken::from_text(&link);
    if let Some(elsewhere) = taken(&visitor, &link) {
        return Ok(elsewhere);
    }
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
                    offers_restore: visitor.site.restoring.is_some(),
                },
            )
        }
    }
}
