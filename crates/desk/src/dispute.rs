//! A dispute: who claims what against whom, how long others may, who is examined first and by what, what was filed,
//! what each decision would come to, who decides and who may not, and what was decided.

mod draft;
mod filed;
mod letter;
pub(crate) mod parties;

use std::collections::BTreeSet;

use ruling::calendar::Instant;
use ruling::explain::{InWords, Section};
use ruling::fact::{Answer, Fact, FactKind, Seq, StaffId};
use ruling::language::Language;
use ruling::policy::Policy;
use ruling::policy::problem::Text;
use ruling::ruling::{State, Verdict};

pub use self::draft::Draft;
pub use self::filed::Filed;
pub use self::letter::Letter;
use self::parties::have_part;
use crate::case_sheet::RulingLine;
use crate::hearing::{answer_until, appeal_until};
use crate::matter::{
    Matter, MatterKind, MatterState, Outcome, Precedent, answer_to, dispute_decided, of_case,
};
use crate::permission::Action;
use crate::sight::{Seen, Sight};
use crate::who_else::Rank;
use crate::{Actor, Desk, Refusal};

/// The time in which a deal may be claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimTime {
    /// The clause that gives it.
    pub clause: String,
    /// In the company's words.
    pub clause_text: Option<Text>,
    /// First second in which it is over.
    pub until: Instant,
    /// Whether it is not over yet.
    pub is_open: bool,
    /// Whether this dispute was filed within it.
    pub in_time: bool,
}

/// A condition that somebody who claims must meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The clause that asks for it.
    pub clause: String,
    /// In the company's words.
    pub clause_text: Option<Text>,
    /// How it came out; none: nothing was found about it yet.
    pub found: Option<(Verdict, Text)>,
}

/// The other side's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherSide {
    /// First second in which it comes late; a late one is read all the same. None: nothing waits for it any more.
    pub until: Option<Instant>,
    /// Whether that is past.
    pub is_late: bool,
    /// When it came.
    pub answered: Option<Instant>,
}

impl OtherSide {
    pub(crate) fn new(until: Option<Instant>, answered: Option<Instant>, now: Instant) -> Self {
        OtherSide {
            until,
            is_late: until.is_some_and(|until| until <= now),
            answered,
        }
    }
}

/// The time in which a decision may be appealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppealTime {
    /// The decision.
    pub decision: Seq,
    /// First second in which it is too late.
    pub until: Option<Instant>,
    /// Whether it is not over yet.
    pub is_open: bool,
    /// The appeal that waits for an answer.
    pub waits: Option<Seq>,
}

/// A dispute as its reader may see it.
#[derive(Debug)]
pub struct DisputeSheet {
    /// A dispute, or a second look at an undisputed deal.
    pub kind: MatterKind,
    /// The case.
    pub case: u64,
    /// The entry that brought it up.
    pub entry: Seq,
    /// How much of the case the reader sees.
    pub sight: Sight,
    /// The customer, masked; none of another's.
    pub customer: Option<String>,
    /// How it stands.
    pub state: MatterState,
    /// How it was decided last.
    pub outcome: Option<Outcome>,
    /// Whoever claims, by name.
    pub claimant: String,
    /// The other side, by name; empty: there is none.
    pub other: String,
    /// Whether the reader is the other side.
    pub is_other: bool,
    /// Where the case stands now, in one line.
    pub headline: Text,
    /// Whether who owns the case is settled.
    pub is_final: bool,
    /// The time for claims, where the regulation gives one and there is a deal.
    pub time: Option<ClaimTime>,
    /// What whoever claims is examined by, before the other side is.
    pub conditions: Vec<Condition>,
    /// What was filed and decided, oldest first.
    pub filed: Vec<Filed>,
    /// The other side's answer; none for a second look.
    pub answer: Option<OtherSide>,
    /// Those who may not decide, by name: they have an interest.
    pub interested: Vec<String>,
    /// Those who may, the nearest first.
    pub deciders: Vec<String>,
    /// What each decision would come to, for whoever may decide.
    pub drafts: Vec<Draft>,
    /// The time for an appeal; none: nothing was decided.
    pub appeal: Option<AppealTime>,
    /// What the case has come to: who owns it, who gets what, violations.
    pub came_to: Vec<RulingLine>,
    /// How people decided before about the same clause.
    pub precedents: Vec<Precedent>,
    /// What the reader may do: acts by their names in [`crate::act::table::ACTS`], as people call them.
    pub acts: Vec<(&'static str, Text)>,
}

/// Acts that belong to a dispute, in the order shown.
const ACTS_OF_DISPUTE: [&str; 9] = [
    "file-evidence",
    "answer-dispute",
    "relate",
    "sign",
    "refuse-to-sign",
    "appeal",
    "withdraw-dispute",
    "decide-appeal",
    "choose-fee",
];

/// The parts of a ruling that a dispute is about.
const CAME_TO: [Section; 3] = [Section::Ownership, Section::Credit, Section::Violations];

impl Desk {
    /// A dispute of a case, or a second look at its deal: for its sides, and for whoever sees the case whole.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], also for one that the actor may not see.
    pub fn dispute(&self, actor: &Actor, case: u64, entry: Seq) -> Result<DisputeSheet, Refusal> {
        let (seen, matter) = self.dispute_seen(actor, case, entry)?;
        self.trace_look(actor, case, &seen.concerned)?;
        let file = &seen.judged.file;
        let brought = file.by_seq(entry).ok_or(Refusal::NotFound)?;
        let policy = seen.packs.version(seen.packs.in_force(actor.now));
        let policy = policy.ok_or(Refusal::NotFound)?;
        let decision = decision_of(&seen, &matter, brought);
        let directory = self.ledger.directory()?;
        let name = |staff: &StaffId| directory.staff.get(staff).cloned().unwrap_or_default();
        let interested: BTreeSet<StaffId> = have_part(file, &seen.judged.ruling);
        let is_whole = seen.sight == Sight::Whole;
        let lines = self.ruling_lines(&seen)?.into_iter();
        Ok(DisputeSheet {
            kind: matter.kind,
            case: seen.judged.id,
            entry,
            sight: seen.sight,
            customer: match is_whole {
                true => self.customer_name(case)?,
                false => None,
            },
            state: matter.state,
            outcome: matter.decided.map(|(_, _, outcome)| outcome),
            claimant: matter.staff.as_ref().map(name).unwrap_or_default(),
            other: matter.other.as_ref().map(name).unwrap_or_default(),
            is_other: matter.other == Some(actor.staff),
            headline: self.headline_of(&seen.judged)?,
            is_final: seen.judged.ruling.ownership.state == State::Final,
            time: claim_time(&seen, policy, brought, actor.now),
            conditions: self.conditions(&seen, policy, brought)?,
            filed: self.filed(actor, &seen, &matter)?,
            answer: (matter.kind == MatterKind::Dispute)
                .then(|| other_side_of(&seen, policy, brought, (matter.state, actor.now))),
            interested: interested.iter().map(name).collect(),
            deciders: self.deciders_of(&seen, actor.now, &matter)?,
            drafts: self.drafts(actor, &seen, &matter)?,
            appeal: decision.map(|decision| appeal_time(&seen, policy, decision, actor.now)),
            came_to: lines
                .filter(|line| CAME_TO.contains(&line.section))
                .collect(),
            precedents: self.precedents(actor, &matter)?,
            acts: self.acts_of_dispute(actor, case, &matter)?,
        })
    }

    /// The disputes and second looks of a case that somebody may open: entry, who brought it up, when, how it stands.
    ///
    /// # Errors
    /// As [`Desk::dispute`].
    pub fn disputes_of_case(
        &self,
        actor: &Actor,
        case: u64,
    ) -> Result<Vec<(Seq, String, Instant, MatterState)>, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let directory = self.ledger.directory()?;
        let matters = self.ledger.look(|rows| of_case(rows, seen.judged.id))?;
        let shown = matters
            .into_iter()
            .filter(|matter| is_for(actor, &seen, matter));
        let lines = shown.map(|matter| {
            let name = matter.staff.and_then(|staff| directory.staff.get(&staff));
            let name = name.cloned().unwrap_or_default();
            (matter.entry, name, matter.opened, matter.state)
        });
        Ok(lines.collect())
    }

    /// A dispute with its case, for whoever may see both.
    pub(crate) fn dispute_seen(
        &self,
        actor: &Actor,
        case: u64,
        entry: Seq,
    ) -> Result<(Seen, Matter), Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let matters = self.ledger.look(|rows| of_case(rows, seen.judged.id))?;
        let mut meant = matters
            .into_iter()
            .filter(|matter| matter.entry == entry && is_for(actor, &seen, matter));
        let matter = meant.next().ok_or(Refusal::NotFound)?;
        Ok((seen, matter))
    }

    /// The conditions that the regulation examines whoever claims by, in its order.
    fn conditions(
        &self,
        seen: &Seen,
        policy: &Policy,
        dispute: &Fact,
    ) -> Result<Vec<Condition>, Refusal> {
        let Some(window) = &policy.window else {
            return Ok(Vec::new());
        };
        let (ruling, packs) = (&seen.judged.ruling, &seen.packs);
        let directory = self.ledger.directory()?;
        let words =
            |language| InWords::new(packs, &seen.judged.file, &directory, language, ruling.at);
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        let is_own = |finding: &&ruling::ruling::Finding| {
            let claim = finding
                .claim
                .and_then(|claim| ruling.claims.get(usize::from(claim)));
            let of_claim = claim.is_some_and(|claim| claim.person == dispute.doer());
            of_claim || finding.fact == Some(dispute.seq)
        };
        let tests = window.rule.tests.iter().map(|number| {
            let mut clauses = policy.clauses.iter();
            let clause = clauses.find(|clause| clause.number == *number);
            let findings = ruling.findings.iter().filter(is_own);
            let mut of_clause: Vec<_> = findings
                .filter(|finding| packs.clause(finding.source).map(|it| &it.number) == Some(number))
                .collect();
            // What fails decides, else what was found last.
            of_clause.sort_by_key(|finding| finding.verdict == Verdict::Fail);
            Condition {
                clause: number.clone(),
                clause_text: clause.map(|clause| clause.text.clone()),
                found: of_clause.last().map(|finding| {
                    let text = Text::new(zh.why(ruling, finding), en.why(ruling, finding));
                    (finding.verdict, text)
                }),
            }
        });
        Ok(tests.collect())
    }

    /// Who decides: those whose roles reach the case and who have no part in it.
    fn deciders_of(
        &self,
        seen: &Seen,
        now: Instant,
        matter: &Matter,
    ) -> Result<Vec<String>, Refusal> {
        let company = self.ledger.company()?;
        let policy = seen.packs.version(seen.packs.in_force(now));
        let window = policy.and_then(|policy| policy.window.as_ref());
        let office = window.map(|window| window.rule.decided_by);
        let office = office.filter(|office| office.is_some() && matter.kind == MatterKind::Dispute);
        let part = have_part(&seen.judged.file, &seen.judged.ruling);
        let in_office =
            |staff| office.is_none_or(|office| company.role_of(staff, now, now) == office);
        let names = self.who_else(Action::Decide, &[&seen.concerned], now, |staff| {
            Ok(in_office(staff) && !part.contains(&staff))
        })?;
        if !names.is_empty() {
            return Ok(names);
        }
        // Where nobody in that office is without a part, it comes to those above.
        let reaching = self.reaching(Action::Decide, &[&seen.concerned], now)?;
        let above = reaching.iter().filter(|(rank, _)| *rank > Rank::Near);
        let above: BTreeSet<StaffId> = above.map(|(_, staff)| *staff).collect();
        self.who_else(Action::Decide, &[&seen.concerned], now, |staff| {
            Ok(above.contains(&staff) && !part.contains(&staff))
        })
    }

    fn acts_of_dispute(
        &self,
        actor: &Actor,
        case: u64,
        matter: &Matter,
    ) -> Result<Vec<(&'static str, Text)>, Refusal> {
        let offers = self.acts(actor, case)?.offers.into_iter();
        let is_over = |act: &str| match matter.state {
            MatterState::Open | MatterState::Appealed => false,
            // Nothing is added to what was decided: it is appealed.
            MatterState::Decided => matches!(act, "answer-dispute" | "file-evidence"),
            MatterState::Withdrawn => true,
        };
        let meant = offers.filter(|offer| {
            let name = offer.act.name;
            let is_of_it = ACTS_OF_DISPUTE.contains(&name);
            is_of_it && !is_over(name) && offer.refusal.is_none()
        });
        Ok(meant.map(|offer| (offer.act.name, offer.label)).collect())
    }
}

/// Whether a matter is a dispute or a second look, and its reader a side of it or sees the case whole.
fn is_for(actor: &Actor, seen: &Seen, matter: &Matter) -> bool {
    let is_side = [matter.staff, matter.other].contains(&Some(actor.staff));
    matter.kind != MatterKind::Violation && (is_side || seen.sight == Sight::Whole)
}

/// The entry that decided a matter last.
fn decision_of<'a>(seen: &'a Seen, matter: &Matter, brought: &Fact) -> Option<&'a Fact> {
    match matter.kind {
        MatterKind::Dispute => dispute_decided(&seen.judged.file, brought),
        MatterKind::Violation | MatterKind::Look => None,
    }
}

fn claim_time(seen: &Seen, policy: &Policy, dispute: &Fact, now: Instant) -> Option<ClaimTime> {
    let deals = seen.judged.ruling.deals.iter().rev();
    let until = deals.filter_map(|deal| deal.window_until).next()?;
    let window = policy.window.as_ref()?;
    let clause = seen.packs.clause(window.source);
    Some(ClaimTime {
        clause: clause
            .map(|clause| clause.number.clone())
            .unwrap_or_default(),
        clause_text: clause.map(|clause| clause.text.clone()),
        until,
        is_open: now < until,
        in_time: dispute.counts_at < until,
    })
}

fn other_side_of(
    seen: &Seen,
    policy: &Policy,
    dispute: &Fact,
    (state, now): (MatterState, Instant),
) -> OtherSide {
    let facts = seen.judged.file.facts().iter();
    let mut answers = facts.filter(|fact| {
        let is_answer = fact.kind == FactKind::EvidenceFiled && fact.answer == Answer::No;
        is_answer && fact.of == Some(dispute.seq)
    });
    let until = match state {
        MatterState::Open => answer_until(&seen.packs, policy, "", dispute.recorded),
        MatterState::Decided | MatterState::Withdrawn | MatterState::Appealed => None,
    };
    OtherSide::new(until, answers.next().map(|fact| fact.recorded), now)
}

pub(crate) fn appeal_time(
    seen: &Seen,
    policy: &Policy,
    decision: &Fact,
    now: Instant,
) -> AppealTime {
    let file = &seen.judged.file;
    let until = appeal_until(&seen.packs, policy, decision);
    let mut appeals = file.facts().iter().rev();
    let appeal =
        appeals.find(|fact| fact.kind == FactKind::Appealed && fact.of == Some(decision.seq));
    let waits = appeal.filter(|appeal| answer_to(file, appeal).is_none());
    AppealTime {
        decision: decision.seq,
        until,
        is_open: appeal.is_none() && until.is_none_or(|until| now < until),
        waits: waits.map(|appeal| appeal.seq),
    }
}
