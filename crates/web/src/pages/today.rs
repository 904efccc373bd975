//! My day: what is late, what is due, what ends soon.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use desk::daily_list::ListLine;
use desk::notices::NoticeCounts;
use desk::permission::{Action, Target};
use desk::plan::Plan;
use desk::signing::ToSign;
use desk::suspension::LookedAfter;
use desk::task::TaskKind;
use desk::today::{DutyOfDay, LapsingLine, Today};

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "today/show.html")]
struct TodayPage {
    frame: Frame,
    lists: Vec<DutyList>,
    lapsing: Vec<LapsingLine>,
    planned: Vec<Plan>,
    /// The regulation that the reader has not signed for.
    to_sign: Option<ToSign>,
    /// Suspended colleagues whose customers the reader looks after.
    looked_after: Vec<LookedAfter>,
    /// Lists of a day that the reader's outlet has to confirm.
    lists_to_confirm: Vec<ListLine>,
    is_cut: bool,
    notices: NoticeCounts,
    /// How many things wait in the list of all that is to be decided or done.
    tasks: u64,
    /// How many of them are records to be signed: several are signed in one go.
    signatures: u64,
    may_register: bool,
}

/// Duties of one urgency; those without any are not shown.
struct DutyList {
    title: &'static str,
    tone: &'static str,
    duties: Vec<DutyOfDay>,
}

/// `GET /`: whoever has no customers has first steps, while there are any, then notices.
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    if !insider.actor.is_allowed(Action::SeeCase, Target::Anything) {
        return Ok(Redirect::to("/first-steps").into_response());
    }
    let (today, notices, to_sign, looked_after, counts, lists_to_confirm) = insider
        .ask(|desk, actor| {
            let to_sign = desk.to_sign(actor)?.filter(|it| it.signed.is_none());
            let looked_after = desk.looked_after(actor)?;
            let counts = desk.notice_counts(actor)?;
            let tasks = desk.task_counts(actor)?;
            let lists = desk.lists_to_confirm(actor)?;
            let today = desk.today(actor)?;
            Ok((today, counts, to_sign, looked_after, tasks, lists))
        })
        .await?;
    let may_register = insider.actor.is_allowed(Action::Register, Target::Anything);
    let frame = insider.frame();
    let Today {
        overdue,
        due,
        later,
        lapsing,
        planned,
        is_cut,
    } = today;
    let list = |title, tone, duties| DutyList {
        title,
        tone,
        duties,
    };
    let mut lists = vec![
        list(frame.say.today_overdue(), "bad", overdue),
        list(frame.say.today_due(), "warn", due),
        list(frame.say.today_later(), "plain", later),
    ];
    lists.retain(|list| !list.duties.is_empty());
    page(&TodayPage {
        frame,
        lists,
        lapsing,
        planned,
        to_sign,
        looked_after,
        lists_to_confirm,
        is_cut,
        notices,
        tasks: insider.badge.tasks,
        signatures: counts.of(TaskKind::Signature),
        may_register,
    })
}
