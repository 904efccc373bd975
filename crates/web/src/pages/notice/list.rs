//! The inbox: what is to be looked at, and what was.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::notices::{About, Notice, NoticeCounts, NoticeKind, NoticeList};
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;
use crate::words::Words;

/// Notices on one page.
const PAGE: u32 = 30;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `done`, or nothing for what is open.
    list: Option<String>,
    before: Option<u64>,
}

#[derive(Template)]
#[template(path = "notice/list.html")]
struct NoticesPage {
    frame: Frame,
    counts: NoticeCounts,
    is_done: bool,
    lines: Vec<Line>,
    /// The number to go on from; none: this is the end.
    before: Option<u64>,
}

struct Line {
    notice: Notice,
    text: String,
    /// The case it is about.
    case: Option<u64>,
}

/// `GET /notices`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let is_done = asked.list.as_deref() == Some("done");
    let list = if is_done {
        NoticeList::Done
    } else {
        NoticeList::Open
    };
    let say = insider.visitor.say;
    let (counts, notices, people) = insider
        .ask(move |desk, actor| {
            let notices = desk.notices(actor, list, asked.before, PAGE)?;
            Ok((desk.notice_counts(actor)?, notices, desk.people(actor)?))
        })
        .await?;
    let is_whole = notices.len() == PAGE as usize;
    let before = notices
        .last()
        .map(|notice| notice.number)
        .filter(|_| is_whole);
    let name = |about| match about {
        About::Staff(staff) => people
            .iter()
            .find(|line| line.staff == staff)
            .map(|line| line.name.clone()),
        About::Case(_) => None,
    };
    let lines = notices.into_iter().map(|notice| Line {
        notice,
        case: match notice.about {
            About::Case(case) => Some(case),
            About::Staff(_) => None,
        },
        text: text(notice.kind, &name(notice.about).unwrap_or_default(), say),
    });
    page(&NoticesPage {
        frame: insider.frame(),
        counts,
        is_done,
        lines: lines.collect(),
        before,
    })
}

fn text(kind: NoticeKind, who: &str, say: Words) -> String {
    match kind {
        NoticeKind::Collision => say.notice_collision().to_owned(),
        NoticeKind::CollidedWith => say.notice_collided_with().to_owned(),
        NoticeKind::WalkIn => say.notice_walk_in().to_owned(),
        NoticeKind::FoundSame => say.notice_found_same().to_owned(),
        NoticeKind::FoundApart => say.notice_found_apart().to_owned(),
        NoticeKind::DueSoon => say.notice_due_soon().to_owned(),
        NoticeKind::Planned => say.notice_planned().to_owned(),
        NoticeKind::TwoPlaces => say.notice_two_places().to_owned(),
        NoticeKind::TwoPlacesOf => say.notice_two_places_of(who),
        NoticeKind::NewDevice => say.notice_new_device().to_owned(),
        NoticeKind::PasswordChanged => say.notice_password_changed().to_owned(),
        NoticeKind::PasswordGuessed => say.notice_password_guessed().to_owned(),
        NoticeKind::SecondFactorSet => say.notice_second_factor_set().to_owned(),
        NoticeKind::SecondFactorDropped => say.notice_second_factor_dropped().to_owned(),
        NoticeKind::RecoveryCodeUsed => say.notice_recovery_code_used().to_owned(),
        NoticeKind::Revealed => say.notice_revealed().to_owned(),
        NoticeKind::ManyLooks => say.notice_many_looks(who),
        NoticeKind::ManyChecks => say.notice_many_checks(who),
        NoticeKind::ManyExports => say.notice_many_exports(who),
    }
}
