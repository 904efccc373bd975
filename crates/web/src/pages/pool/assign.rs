//! Giving several customers to a colleague. What was refused is told one by one; what was given stays given.

use askama::Template;
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::dispatch::AssignAll;

use crate::frame::{Frame, page_with};
use crate::pages::typed::Typed;
use crate::refusal::{Problem, Stop, told};
use crate::session::Insider;
use crate::visitor::local;

#[derive(Template)]
#[template(path = "pool/assigned.html")]
struct AssignedPage {
    frame: Frame,
    done: usize,
    refused: Vec<(u64, Problem)>,
    problem: Option<Problem>,
    next: String,
}

/// `POST /pool/assign`
pub(crate) async fn assign(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let cases = typed.all("case");
    let input = AssignAll {
        cases: cases.iter().filter_map(|case| case.parse().ok()).collect(),
        to: typed.staff("person"),
        reason: typed.text("reason"),
        key: typed.text("key"),
    };
    let next = match typed.one("next") {
        Some(next) => local(next).to_owned(),
        None => "/pool?list=waiting".to_owned(),
    };
    let assigned = insider
        .ask(move |desk, actor| desk.assign_all(actor, &input))
        .await;
    let mut shown = AssignedPage {
        frame: insider.frame(),
        done: 0,
        refused: Vec::new(),
        problem: None,
        next,
    };
    let status = match assigned {
        Ok(assigned) if assigned.refused.is_empty() => {
            return Ok(Redirect::to(&shown.next).into_response());
        }
        Ok(assigned) => {
            let refused = assigned.refused.iter();
            let refused = refused.map(|(case, refusal)| (*case, told(refusal, &insider.visitor)));
            shown.refused = refused.collect();
            shown.done = assigned.done.len();
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(stop) => {
            let (status, problem) = stop.in_form_with_reasons(&insider.visitor)?;
            shown.problem = Some(problem);
            status
        }
    };
    page_with(status, &shown)
}
