//! Publishing a regulation: first what it would change or what is wrong with it, then for good.

use askama::Template;
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::permission::Target;
use desk::publication::{Preview, ProblemLine};

use super::{change, texts};
use crate::frame::{Frame, page_with};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "regulations/publish.html")]
struct PublishPage {
    frame: Frame,
    /// None: the texts have problems.
    preview: Option<Preview>,
    problems: Vec<ProblemLine>,
    problem: Option<String>,
    /// Clauses that differ, and how.
    changes: Vec<(String, &'static str)>,
    /// The name of one that comes with the program; else the texts are the form's own.
    shipped: String,
    pack: String,
    regulation: String,
}

async fn show_with(
    insider: &Insider,
    typed: &Typed,
    problem: Option<(StatusCode, String)>,
) -> Result<Response, Stop> {
    let (pack, regulation) = texts(&insider.visitor, typed);
    let asked = (pack.clone(), regulation.clone());
    let answer = insider
        .ask(move |desk, actor| {
            let permit = actor.may(Target::Unit(None))?;
            desk.preview_regulation(&permit, &asked.0, &asked.1)
        })
        .await?;
    let (preview, problems) = match answer {
        Ok(preview) => (Some(preview), Vec::new()),
        Err(problems) => (None, problems),
    };
    let status = match (&problem, problems.is_empty()) {
        (Some((status, _)), _) => *status,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let say = insider.visitor.say;
    let changes = preview.iter().flat_map(|preview| &preview.changes);
    let changes = changes.map(|(clause, what)| (clause.clone(), change(*what, say)));
    page_with(
        status,
        &PublishPage {
            frame: insider.frame(),
            changes: changes.collect(),
            preview,
            problems,
            problem: problem.map(|(_, sentence)| sentence),
            shipped: typed.text("shipped"),
            pack,
            regulation,
        },
    )
}

/// `POST /regulations/preview`
pub(crate) async fn preview(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    show_with(&insider, &typed, None).await
}

/// `POST /regulations`
pub(crate) async fn publish(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let asked = texts(&insider.visitor, &typed);
    let done = insider
        .ask(move |desk, actor| {
            let permit = actor.may(Target::Unit(None))?;
            desk.publish(&permit, &asked.0, &asked.1)
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to("/regulations").into_response()),
        Err(stop) => {
            let problem = stop.in_form(&insider.visitor)?;
            show_with(&insider, &typed, Some(problem)).await
        }
    }
}
