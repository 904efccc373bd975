//! Several things answered in one go, and what came of each.

use askama::Template;
use axum::Form;
use axum::response::Response;
use desk::Refusal;
use desk::task::{Answer, TaskKind};

use crate::frame::{Frame, page};
use crate::pages::typed::Typed;
use crate::refusal::{Problem, Stop, told};
use crate::session::Insider;

#[derive(Template)]
#[template(path = "task/outcomes.html")]
struct OutcomesPage {
    frame: Frame,
    kind: &'static str,
    /// Each case, and why it was not done; none: it was.
    outcomes: Vec<(u64, Option<Problem>)>,
    done: usize,
}

/// `POST /tasks`
pub(crate) async fn answer(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let kind = TaskKind::named(&typed.text("kind")).ok_or(Refusal::NotFound)?;
    let key = typed.text("key");
    let answers: Option<Vec<Answer>> = typed.all("task").iter().map(|text| read(text)).collect();
    let answers = answers.ok_or(Refusal::NotFound)?;
    let outcomes = insider
        .ask(move |desk, actor| desk.answer_all(actor, kind, &answers, &key))
        .await?;
    let done = outcomes.iter().filter(|one| one.done.is_ok()).count();
    let outcomes = outcomes.into_iter().map(|one| {
        let refusal = one.done.err();
        let problem = refusal.map(|refusal| told(&refusal, &insider.visitor));
        (one.case, problem)
    });
    page(&OutcomesPage {
        kind: kind.name(),
        outcomes: outcomes.collect(),
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
