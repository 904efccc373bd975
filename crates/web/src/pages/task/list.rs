//! The list of what waits.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::daily_list::ListLine;
use desk::task::{TaskKind, TaskLine, TaskPlace};
use serde::Deserialize;

use super::{Place, kind_name};
use crate::form_token::new_secret;
use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// One kind; else all.
    #[serde(default)]
    kind: String,
    /// Where the page before ended.
    #[serde(default)]
    after: String,
}

/// A kind to look at.
struct Tab {
    address: String,
    name: String,
    is_here: bool,
}

struct Line {
    task: TaskLine,
    kind: &'static str,
    place: Place,
    /// What is sent when it is chosen; none: it is answered by itself.
    chosen: Option<String>,
}

#[derive(Template)]
#[template(path = "task/list.html")]
struct TasksPage {
    frame: Frame,
    tabs: Vec<Tab>,
    /// The one kind that is shown.
    kind: Option<TaskKind>,
    lines: Vec<Line>,
    /// Lists of a day that the reader's outlet has to confirm: they are about no case, and stand before the first page.
    lists_to_confirm: Vec<ListLine>,
    /// The address of the next page.
    next: Option<String>,
    key: String,
}

impl TasksPage {
    fn is_in_bulk(&self) -> bool {
        self.kind.is_some_and(TaskKind::is_in_bulk) && !self.lines.is_empty()
    }
}

/// `GET /tasks`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let kind = TaskKind::named(&asked.kind);
    let after = TaskPlace::from_text(&asked.after);
    let is_first = kind.is_none() && after.is_none();
    let (list, counts, mut lists_to_confirm) = insider
        .ask(move |desk, actor| {
            let (list, counts) = (desk.tasks(actor, kind, after)?, desk.task_counts(actor)?);
            Ok((list, counts, desk.lists_to_confirm(actor)?))
        })
        .await?;
    let count = insider.badge.tasks;
    lists_to_confirm.retain(|_| is_first);
    let frame = insider.frame();
    let say = frame.say;
    let mut tabs = vec![Tab {
        address: "/tasks".to_owned(),
        name: say.task_all(count),
        is_here: kind.is_none(),
    }];
    tabs.extend(counts.of_kinds.iter().map(|(one, count)| Tab {
        address: format!("/tasks?kind={}", one.name()),
        name: say.task_of_kind(kind_name(*one, say), count),
        is_here: kind == Some(*one),
    }));
    let word = kind.map(TaskKind::name).unwrap_or_default();
    let lines = list.lines.into_iter().map(|task| Line {
        kind: kind_name(task.kind, say),
        place: Place::of(&task),
        chosen: chosen(&task).filter(|_| kind.is_some_and(TaskKind::is_in_bulk)),
        task,
    });
    page(&TasksPage {
        tabs,
        lists_to_confirm,
        kind,
        lines: lines.collect(),
        next: list
            .next
            .map(|next| format!("/tasks?kind={word}&after={}", next.to_text())),
        key: new_secret().unwrap_or_default(),
        frame,
    })
}

/// A task as a form sends it: case, entry, last entry seen, name.
fn chosen(task: &TaskLine) -> Option<String> {
    let of = task.of?;
    Some(format!(
        "{} {of} {} {}",
        task.case, task.seen, task.what_name
    ))
}
