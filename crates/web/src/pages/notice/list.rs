//! The inbox: what is to be looked at, and what was.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::notices::{About, Notice, NoticeCounts, NoticeKind, NoticeList, SentNotice};
use desk::{Instant, StaffId};
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::moment::Clock;
use crate::pages::daily_list::show::address;
use crate::pages::organisation::name_of;
use crate::refusal::Stop;
use crate::session::Insider;
use crate::words::Words;

/// Notices on one page.
const PAGE: u32 = 30;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `done`, `sent` or `copied`; else what is open.
    list: Option<String>,
    /// Where the page before ended: a number, or, of what was sent, how many came before.
    before: Option<u64>,
}

#[derive(Template)]
#[template(path = "notice/list.html")]
struct NoticesPage {
    frame: Frame,
    counts: NoticeCounts,
    list: &'static str,
    lines: Vec<Line>,
    /// The number to go on from; none: this is the end.
    before: Option<u64>,
}

struct Line {
    /// What it is finished by; none: it is nothing to be done by the reader.
    number: Option<u64>,
    told: Instant,
    text: String,
    /// Whom it was told, and when they had done with it.
    to: Option<(String, Option<Instant>)>,
    opens: Opens,
}

/// Where what a notice tells of is seen.
enum Opens {
    Case(u64),
    /// The reader's statement.
    Credit,
    /// What others do that is unusual.
    Alerts,
    /// Customers who wait for somebody.
    Pool,
    /// Who decides for whom while somebody is away.
    Absence,
    /// A list of a day, or all of it.
    List(String),
    /// What happened to the reader's own account.
    Account,
}

impl Opens {
    fn of(kind: NoticeKind, about: About) -> Opens {
        match (about, kind) {
            (About::Case(case), _) => Opens::Case(case),
            (About::List { unit, day }, _) => Opens::List(match unit {
                Some(unit) => address(day, unit),
                None => format!("/daily-lists?day={day}"),
            }),
            (_, NoticeKind::StatementIssued) => Opens::Credit,
            (_, NoticeKind::ColleagueLeft) => Opens::Pool,
            (_, NoticeKind::StandsIn | NoticeKind::StoodInFor | NoticeKind::StandInEnded) => {
                Opens::Absence
            }
            (
                _,
                NoticeKind::TwoPlacesOf
                | NoticeKind::ManyLooks
                | NoticeKind::ManyChecks
                | NoticeKind::ManyExports,
            ) => Opens::Alerts,
            _ => Opens::Account,
        }
    }
}

/// `GET /notices`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let say = insider.visitor.say;
    let word = asked.list.as_deref().unwrap_or_default();
    let mut known = ["done", "sent", "copied"].into_iter();
    let list = known.find(|known| *known == word);
    let list = list.unwrap_or("open");
    let from = asked.before;
    let (counts, found, people, units) = insider
        .ask(move |desk, actor| {
            let found = match list {
                "sent" => Found::Sent(desk.sent_notices(actor, skipped(from), PAGE)?),
                "done" => Found::Own(desk.notices(actor, NoticeList::Done, from, PAGE)?),
                "copied" => Found::Own(desk.notices(actor, NoticeList::Copied, from, PAGE)?),
                _ => Found::Own(desk.notices(actor, NoticeList::Open, from, PAGE)?),
            };
            let counts = desk.notice_counts(actor)?;
            Ok((counts, found, desk.people(actor)?, desk.units(actor)?))
        })
        .await?;
    let name = |staff: StaffId| {
        let known = people.iter().find(|line| line.staff == staff);
        known.map(|line| line.name.clone()).unwrap_or_default()
    };
    let clock = insider.frame().clock;
    // Whom or what a notice names, in words.
    let whose = |about: About| match about {
        About::Staff(staff) => name(staff),
        About::Case(_) => String::new(),
        About::List { unit, day } => {
            let unit = unit.and_then(|unit| name_of(unit, &units));
            format!("{} {}", unit.unwrap_or_default(), clock.day(day))
                .trim()
                .to_owned()
        }
    };
    let (lines, before): (Vec<Line>, _) = match found {
        Found::Own(notices) => {
            let is_whole = notices.len() == PAGE as usize;
            let last = notices.last().map(|notice| notice.number);
            let lines = notices.iter().map(|notice| Line {
                number: Some(notice.number).filter(|_| list == "open"),
                told: notice.told,
                text: text_by(notice, &whose(notice.about), (say, &clock)),
                to: None,
                opens: Opens::of(notice.kind, notice.about),
            });
            (lines.collect(), last.filter(|_| is_whole))
        }
        Found::Sent(notices) => {
            let is_whole = notices.len() == PAGE as usize;
            let next = u64::from(skipped(from)) + u64::from(PAGE);
            let lines = notices.iter().map(|notice| sent(notice, name, say));
            (lines.collect(), Some(next).filter(|_| is_whole))
        }
    };
    page(&NoticesPage {
        frame: insider.frame(),
        counts,
        list,
        lines,
        before,
    })
}

enum Found {
    Own(Vec<Notice>),
    Sent(Vec<SentNotice>),
}

fn skipped(from: Option<u64>) -> u32 {
    from.and_then(|from| from.try_into().ok()).unwrap_or(0)
}

/// What a notice says, with the time by which something is to be done.
fn text_by(notice: &Notice, who: &str, (say, clock): (Words, &Clock)) -> String {
    match (notice.kind, notice.due) {
        (NoticeKind::ListDue, Some(due)) => say.notice_list_due_by(who, clock.at(&due)),
        (kind, _) => text(kind, who, say),
    }
}

fn sent(notice: &SentNotice, name: impl Fn(StaffId) -> String, say: Words) -> Line {
    Line {
        number: None,
        told: notice.told,
        text: text_of_sent(notice.kind, say).to_owned(),
        to: Some((name(notice.to), notice.done)),
        opens: Opens::of(notice.kind, notice.about),
    }
}

/// What somebody's own doing told others.
fn text_of_sent(kind: NoticeKind, say: Words) -> &'static str {
    match kind {
        NoticeKind::Collision => say.notice_sent_collision(),
        NoticeKind::WalkIn => say.notice_sent_walk_in(),
        NoticeKind::Revealed => say.notice_sent_revealed(),
        NoticeKind::StandsIn => say.notice_sent_stands_in(),
        _ => say.notice_sent_other(),
    }
}

/// What a notice says.
pub(crate) fn text(kind: NoticeKind, who: &str, say: Words) -> String {
    match kind {
        NoticeKind::Collision => say.notice_collision().to_owned(),
        NoticeKind::CollidedWith => say.notice_collided_with().to_owned(),
        NoticeKind::WalkIn => say.notice_walk_in().to_owned(),
        NoticeKind::MaybeSame => say.notice_maybe_same().to_owned(),
        NoticeKind::FoundSame => say.notice_found_same().to_owned(),
        NoticeKind::FoundApart => say.notice_found_apart().to_owned(),
        NoticeKind::ProjectFound => say.notice_project_found().to_owned(),
        NoticeKind::ProjectOther => say.notice_project_other().to_owned(),
        NoticeKind::Assigned => say.notice_assigned().to_owned(),
        NoticeKind::GivenToAnother => say.notice_given_to_another().to_owned(),
        NoticeKind::FormReturned => say.notice_form_returned().to_owned(),
        NoticeKind::FormRejected => say.notice_form_rejected().to_owned(),
        NoticeKind::FormPassed => say.notice_form_passed().to_owned(),
        NoticeKind::RequestGranted => say.notice_request_granted().to_owned(),
        NoticeKind::RequestRefused => say.notice_request_refused().to_owned(),
        NoticeKind::ColleagueLeft => say.notice_colleague_left(who),
        NoticeKind::Disputed => say.notice_disputed().to_owned(),
        NoticeKind::DisputeDecided => say.notice_dispute_decided().to_owned(),
        NoticeKind::Accused => say.notice_accused().to_owned(),
        NoticeKind::Sanctioned => say.notice_sanctioned().to_owned(),
        NoticeKind::ReportDecided => say.notice_report_decided().to_owned(),
        NoticeKind::DueSoon => say.notice_due_soon().to_owned(),
        NoticeKind::Raised => say.notice_raised().to_owned(),
        NoticeKind::Planned => say.notice_planned().to_owned(),
        NoticeKind::StandsIn => say.notice_stands_in(who),
        NoticeKind::StoodInFor => say.notice_stood_in_for(who),
        NoticeKind::StandInEnded => say.notice_stand_in_ended(who),
        NoticeKind::TwoPlaces => say.notice_two_places().to_owned(),
        NoticeKind::TwoPlacesOf => say.notice_two_places_of(who),
        NoticeKind::NewDevice => say.notice_new_device().to_owned(),
        NoticeKind::PasswordChanged => say.notice_password_changed().to_owned(),
        NoticeKind::PasswordGuessed => say.notice_password_guessed().to_owned(),
        NoticeKind::SecondFactorSet => say.notice_second_factor_set().to_owned(),
        NoticeKind::SecondFactorDropped => say.notice_second_factor_dropped().to_owned(),
        NoticeKind::RecoveryCodeUsed => say.notice_recovery_code_used().to_owned(),
        NoticeKind::RecoveryCodesRenewed => say.notice_recovery_codes_renewed().to_owned(),
        NoticeKind::Revealed => say.notice_revealed().to_owned(),
        NoticeKind::StatementIssued => say.notice_statement_issued().to_owned(),
        NoticeKind::ListDue => say.notice_list_due(who),
        NoticeKind::ListLate => say.notice_list_late(who),
        NoticeKind::ListsDelivered => say.notice_lists_delivered(who),
        NoticeKind::ManyLooks => say.notice_many_looks(who),
        NoticeKind::ManyChecks => say.notice_many_checks(who),
        NoticeKind::ManyExports => say.notice_many_exports(who),
    }
}
