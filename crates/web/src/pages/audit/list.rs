//! What somebody did from one day to another.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::StaffId;
use desk::deeds::{DeedLine, DeedPlace};
use desk::permission::{Action, Target};

use super::told;
use super::wanted::{KINDS, Wanted, audits_all};
use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "audit/list.html")]
struct AuditPage {
    frame: Frame,
    wanted: Wanted,
    staff: Option<StaffId>,
    people: Vec<(StaffId, String)>,
    audits_all: bool,
    kinds: Vec<(&'static str, &'static str)>,
    lines: Vec<Line>,
    next: Option<DeedPlace>,
    opens_cases: bool,
    sees_alerts: bool,
}

struct Line {
    line: DeedLine,
    text: String,
}

/// `GET /audit`
pub(crate) async fn list(insider: Insider, Query(wanted): Query<Wanted>) -> Result<Response, Stop> {
    let frame = insider.frame();
    let wanted = wanted.within_days(&frame.clock, frame.now);
    let query = wanted.query(&insider.actor, &frame.clock);
    let (found, people) = insider
        .ask(move |desk, actor| Ok((desk.deeds(actor, &query)?, desk.audited(actor)?)))
        .await?;
    let (say, actor) = (frame.say, &insider.actor);
    let lines = found.lines.into_iter().map(|line| Line {
        text: told::deed(&line, say),
        line,
    });
    let kinds = KINDS
        .iter()
        .map(|(word, kind)| (*word, told::kind(*kind, say)));
    page(&AuditPage {
        staff: wanted.staff(actor),
        people,
        audits_all: audits_all(actor),
        kinds: kinds.collect(),
        lines: lines.collect(),
        next: found.next,
        opens_cases: actor.is_allowed(Action::SeeCase, Target::Anything),
        sees_alerts: actor.is_allowed(Action::SeeAlerts, Target::Anything),
        wanted,
        frame,
    })
}
