//! The case page: who owns it, why, what is due, what happened, and what one may do now.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use desk::case_sheet::{CaseSheet, RulingLine};
use desk::deal::{Buyer, DealShare, DealStep, Relation, RelationState, StepLine};
use desk::identity::project::ProjectNote;
use desk::matter::MatterKind;
use desk::moments::{Changed, Moment};
use desk::paper::{CasePapers, PaperView};
use desk::permission::{Action, Target};
use desk::sight::Sight;
use desk::signed::SignatureMark;
use desk::{Instant, Mode, Section, Seq, State};
use serde::Deserialize;

use super::act::ActsPart;
use super::reveal;
use crate::form_token::new_secret;
use crate::frame::{Frame, page};
use crate::money;
use crate::pages::credit;
use crate::pages::matter::state_of;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The moment judged, `2026-03-05T14:30`; empty: now.
    #[serde(default)]
    at: String,
    /// `then`: only what was known at that moment.
    #[serde(default)]
    known: String,
}

#[derive(Template)]
#[template(path = "case/show.html")]
struct CasePage {
    frame: Frame,
    sheet: CaseSheet,
    /// The ruling's parts in order, each with its title.
    parts: Vec<(String, Vec<RulingLine>)>,
    /// What was asked, to be shown again.
    at: String,
    is_known_then: bool,
    is_now: bool,
    may_follow_up: bool,
    /// Whether quotes on paper are for the reader.
    may_quote: bool,
    /// When to be reminded, as proposed.
    plan_at: String,
    /// Reasons for seeing the customer's data; none: the reader may not.
    reasons: Vec<(&'static str, &'static str)>,
    /// Moments to look back at, oldest first.
    stops: Vec<MomentLine>,
    /// Disputes and second looks: entry, who brought it up, when, and the words and colour of how it stands.
    disputes: Vec<(Seq, String, Instant, (&'static str, &'static str))>,
    /// Only of the case as it is now.
    acts: Option<ActsPart>,
    /// Photos and documents.
    papers: CasePapers,
    key: String,
}

impl CasePage {
    /// Who says which project an entry is of.
    fn office<'a>(&self, note: &'a ProjectNote) -> &'a str {
        let say = self.frame.say;
        let office = note.office.as_ref().map(|office| say.text(office));
        office.unwrap_or(say.identity_project_somebody())
    }

    fn deal_step(&self, line: &StepLine) -> &'static str {
        let say = self.frame.say;
        match line.step {
            DealStep::Quote => say.deal_quote(),
            DealStep::Contract => say.deal_contract(),
            DealStep::Delivery => say.deal_delivery(),
            DealStep::Invoice => say.deal_invoice(),
        }
    }

    /// The price of one and how many, of a quote; else the amount.
    fn deal_amount(&self, line: &StepLine, cents: &i64) -> String {
        let say = self.frame.say;
        let amount = money::figures(cents);
        match (line.step, line.quantity) {
            (DealStep::Quote, Some(count)) => {
                format!("{} · {}", say.deal_each(amount), say.deal_times(count))
            }
            (DealStep::Quote, None) => say.deal_each(amount),
            _ => amount,
        }
    }

    /// Who did it, and who took part.
    fn deal_people(&self, line: &StepLine) -> String {
        let say = self.frame.say;
        let by = line.by.as_ref().map(|name| match line.step {
            DealStep::Quote => say.deal_by_quoted(name),
            DealStep::Contract => say.deal_by_signed(name),
            DealStep::Delivery => say.deal_by_delivered(name),
            DealStep::Invoice => say.deal_by_invoiced(name),
        });
        let others = (!line.others.is_empty()).then(|| {
            let names = say.list(&line.others);
            match line.step {
                DealStep::Contract => say.deal_signatories(names),
                DealStep::Delivery => say.deal_assistants(names),
                DealStep::Quote | DealStep::Invoice => say.deal_invoiced_with(names),
            }
        });
        by.into_iter().chain(others).collect::<Vec<_>>().join(" · ")
    }

    fn deal_buyer(&self, buyer: &Buyer) -> String {
        let say = self.frame.say;
        match buyer {
            Buyer::Customer => say.deal_buyer_customer().to_owned(),
            Buyer::Another => say.deal_buyer_another().to_owned(),
            Buyer::Relative(relations) => {
                let relations: Vec<&str> = relations.iter().map(|one| say.text(one)).collect();
                say.deal_buyer_relative(say.list(&relations))
            }
        }
    }

    fn credit_kind(&self, share: &DealShare) -> &'static str {
        credit::kind(share.kind, self.frame.say)
    }

    fn relation_state(&self, relation: &Relation) -> &'static str {
        let say = self.frame.say;
        match relation.state {
            RelationState::Recorded => say.deal_relation_recorded(),
            RelationState::Believed => say.deal_relation_believed(),
            RelationState::NotBelieved => say.deal_relation_not_believed(),
        }
    }

    /// The electronic signature on an entry.
    fn signature(&self, act: &u32) -> Option<&SignatureMark> {
        let mut marks = self.sheet.signatures.iter();
        marks.find(|mark| mark.act == *act)
    }

    /// What others may do with the customer. Where nobody holds it nobody is replaced.
    fn mode(&self) -> &'static str {
        let say = self.frame.say;
        match (self.sheet.mode, &self.sheet.holder) {
            (Mode::Open, None) => say.case_open_to_others(),
            (mode, _) => say.mode(&mode),
        }
    }

    /// Whether a deal settled it for good, or nobody knows any more whose case it is: what others may do with the
    /// customer is no question then.
    fn is_settled(&self) -> bool {
        self.sheet.state == State::Final || self.sheet.erased.is_some()
    }
}

/// A moment of the case as the list of them shows it.
struct MomentLine {
    /// As the address has it.
    value: String,
    label: String,
    is_shown: bool,
}

/// `GET /cases/{case}`
pub(crate) async fn show(
    insider: Insider,
    Path(case): Path<u64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let frame = insider.frame();
    let at = frame.clock.read(&asked.at);
    let is_known_then = asked.known == "then";
    let known: Option<Instant> = at.filter(|_| is_known_then);
    let (mut sheet, offers, disputes, papers) = insider
        .ask(move |desk, actor| {
            let sheet = desk.case_sheet(actor, case, at, known)?;
            let (offers, disputes) = match at {
                None => (
                    Some(desk.acts(actor, case)?),
                    desk.disputes_of_case(actor, case)?,
                ),
                Some(_) => (None, Vec::new()),
            };
            let papers = desk.papers(actor, case)?;
            Ok((sheet, offers, disputes, papers))
        })
        .await?;
    let acts = offers.map(|offers| ActsPart::of(case, &offers, &insider.visitor));
    let lines = std::mem::take(&mut sheet.ruling);
    let may = |action| {
        let mut allowed = sheet.actions.iter().filter(|line| line.is_allowed);
        allowed.any(|line| line.action == action)
    };
    let is_open = sheet.sight == Sight::Whole && at.is_none();
    let disputes = disputes.into_iter();
    let disputes = disputes.map(|(entry, who, at, state)| {
        (
            entry,
            who,
            at,
            state_of(MatterKind::Dispute, state, frame.say),
        )
    });
    page(&CasePage {
        disputes: disputes.collect(),
        parts: parts(lines, &frame),
        plan_at: frame.clock.field(&proposed(&sheet, &frame)),
        reasons: match is_open && may(Action::Reveal) {
            true => reveal::reasons(frame.say),
            false => Vec::new(),
        },
        stops: stops(&sheet, &frame, at),
        at: if at.is_some() {
            asked.at
        } else {
            String::new()
        },
        may_quote: insider.actor.is_allowed(Action::Deal, Target::Anything),
        is_known_then,
        is_now: at.is_none(),
        may_follow_up: may(Action::FollowUp) && is_open,
        acts,
        papers,
        key: new_secret().unwrap_or_default(),
        frame,
        sheet,
    })
}

/// The moments at which the case changed, and the one that is shown if it is another.
fn stops(sheet: &CaseSheet, frame: &Frame, shown: Option<Instant>) -> Vec<MomentLine> {
    let say = frame.say;
    let told = |moment: &Moment| {
        let changes = moment.changed.iter().map(|changed| match changed {
            Changed::Recorded(what) => {
                format!("{} {}", frame.clock.at(&moment.at), say.text(what))
            }
            Changed::ByTime(mode) => {
                say.case_by_time(frame.clock.until(&moment.at), say.mode(mode))
            }
        });
        changes.collect::<Vec<_>>().join(" · ")
    };
    let known = sheet.moments.iter().map(|moment| MomentLine {
        value: frame.clock.field(&moment.at),
        label: told(moment),
        is_shown: shown == Some(moment.at),
    });
    let mut stops: Vec<MomentLine> = known.collect();
    if let Some(other) = shown.filter(|_| !stops.iter().any(|stop| stop.is_shown)) {
        let before = sheet.moments.iter().filter(|moment| moment.at < other);
        let line = MomentLine {
            value: frame.clock.field(&other),
            label: frame.clock.at(&other),
            is_shown: true,
        };
        stops.insert(before.count(), line);
    }
    stops
}

/// When to be reminded: in the morning of the last day, an hour before the end if that is over; else tomorrow.
fn proposed(sheet: &CaseSheet, frame: &Frame) -> Instant {
    let duties = sheet.duties.iter().filter(|duty| duty.is_mine);
    let due = duties.filter_map(|duty| duty.due_until);
    let limits = due.chain(sheet.kept_by_follow_up);
    let next = limits.filter(|until| *until > frame.now).min();
    let day = 24 * 60 * 60;
    let at = next.map_or_else(
        || frame.clock.morning(frame.now.plus_seconds(day)),
        |until| match frame.clock.morning(until) {
            morning if morning > frame.now => morning,
            _ => until.plus_seconds(-60 * 60),
        },
    );
    let in_an_hour = frame.now.plus_seconds(60 * 60);
    if at > frame.now { at } else { in_an_hour }
}

/// Lines under their titles; each step of the reasons has its own.
fn parts(lines: Vec<RulingLine>, frame: &Frame) -> Vec<(String, Vec<RulingLine>)> {
    let language = frame.say.0;
    let mut parts: Vec<(String, Vec<RulingLine>)> = Vec::new();
    for line in lines {
        let title = match line.section {
            Section::Reasons(step) => format!(
                "{} · {}",
                line.section.label(language),
                step.label(language)
            ),
            section => section.label(language).to_owned(),
        };
        match parts.last_mut().filter(|(last, _)| *last == title) {
            Some((_, lines)) => lines.push(line),
            None => parts.push((title, vec![line])),
        }
    }
    parts
}
