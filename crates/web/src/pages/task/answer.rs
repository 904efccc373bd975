//! Several things answered in one go, and what came of each.

use askama::Template;
use axum::Form;
use axum::response::Response;
use desk::task::{Answer, TaskKind};
use desk::{Refusal, Text};

use crate::frame::{Frame, page};
use crate::pages::typed::Typed;
use crate::refusal::{Problem, Stop, told};
use crate::session::Insider;

#[derive(Template)]
#[template(path = "task/outcomes.html")]
struct OutcomesPage {
    frame: Frame,
    kind: &'static str,
    /// What was refused first.
    outcomes: Vec<Line>,
    done: usize,
}

/// What came of one.
struct Line {
    case: u64,
    customer: Option<String>,
    asked: Option<Text>,
    /// Why it was not done; none: it was.
    problem: Option<Problem>,
}

/// `POST /tasks`
pub(crate) async fn answer(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let kind = TaskKind::named(&typed.text("kind")).ok_or(Refusal::NotFound)?;
    let key = typed.text("key");
    // Without scripts nothing ticks all that are shown, so a button of its own takes them.
    let chosen = match typed.one("all") {
        Some(_) => "listed",
        None => "task",
    };
    let answers: Option<Vec<Answer>> = typed.all(chosen).iter().map(|text| read(text)).collect();
    let answers = answers.ok_or(Refusal::NotFound)?;
    let outcomes = insider
        .ask(move |desk, actor| desk.answer_all(actor, kind, &answers, &key))
        .await?;
    let done = outcomes.iter().filter(|one| one.done.is_ok()).count();
    let outcomes = outcomes.into_iter().map(|one| Line {
        case: one.case,
        customer: one.customer,
        asked: one.asked,
        problem: one
            .done
            .err()
            .map(|refusal| told(&refusal, &insider.visitor)),
    });
    let mut outcomes: Vec<Line> = outcomes.collect();
    outcomes.sort_by_key(|line| line.problem.is_none());
    page(&OutcomesPage {
        kind: kind.name(),
        outcomes,
        done,
        frame: insider.frame(),
    })
}

/// A task as the list sends it.
fn read(text: &str) -> Option<Answer> {
    let mut parts = text.splitn(4, ' ');
    Some(Answer {
        case: parts.next()?.parse().ok()?,
        of: parts.next()?.parse().ok()?,
        seen: parts.next()?.parse().ok()?,
        what: parts.next().unwrap_or_default().to_owned(),
    })
}
