//! A violation: what shows it, what the accused says, who decides and who may not, what the regulation lets it lead
//! to, and what was decided. Nothing is punished by itself: what the engine finds is only proposed.

use std::collections::BTreeSet;

use ruling::calendar::Instant;
use ruling::explain::InWords;
use ruling::fact::{Fact, FactKind, Seq, StaffId};
use ruling::language::Language;
use ruling::policy::Policy;
use ruling::policy::problem::Text;

use crate::dispute::{AppealTime, OtherSide, appeal_time};
use crate::hearing::{answer_until, sanctions};
use crate::matter::{Matter, MatterKind, MatterState, Outcome, of_case, violation_decided};
use crate::permission::{Action, Target};
use crate::sight::{Seen, Sight};
use crate::suspension::is_answer;
use crate::{Actor, Desk, Refusal};

/// What a clause lets a decision lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// Its number.
    pub clause: String,
    /// In the company's words.
    pub clause_text: Option<Text>,
    /// What may be chosen, the lightest first as the regulation lists it.
    pub choices: Vec<Text>,
    /// What a decision must state.
    pub states: Vec<Text>,
    /// Within which time an earlier violation makes the next graver.
    pub graver_within: Option<Text>,
}

/// Something said in the hearing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// When it was recorded.
    pub recorded: Instant,
    /// Who, what.
    pub text: Text,
    /// In their own words.
    pub reason: Option<String>,
    /// What the decision leads to.
    pub sanctions: Vec<Text>,
    /// Until when.
    pub until: Option<Instant>,
}

/// How the reader stands to a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standpoint {
    /// They are accused of it.
    Accused,
    /// They reported it: they are told how it came out, no more.
    Reporter,
    /// They oversee the unit.
    Overseer,
}

/// A violation as its reader may see it.
#[derive(Debug)]
pub struct ViolationSheet {
    /// The case.
    pub case: u64,
    /// The entry that shows it.
    pub entry: Seq,
    /// The name that the pack has for it, and who is accused: for what is done about it.
    pub name: String,
    /// Who is accused.
    pub staff: Option<StaffId>,
    /// What people call it.
    pub what: Text,
    /// The clause that forbids it.
    pub clause: String,
    /// In the company's words.
    pub clause_text: Option<Text>,
    /// Who is accused, by name; empty: an office.
    pub accused: String,
    /// How the reader stands to it.
    pub standpoint: Standpoint,
    /// The customer, masked.
    pub customer: Option<String>,
    /// How it stands.
    pub state: MatterState,
    /// How it came out.
    pub outcome: Option<Outcome>,
    /// When it arose.
    pub opened: Instant,
    /// The entry that shows it, in words.
    pub shown_by: Text,
    /// The time in which the accused answers.
    pub answer: OtherSide,
    /// Whether it may be decided now, as far as the hearing goes.
    pub is_heard: bool,
    /// What was said and decided, oldest first.
    pub heard: Vec<Heard>,
    /// What it may lead to.
    pub ladder: Vec<Ladder>,
    /// When the same person was found to have violated the regulation before.
    pub earlier: Vec<Instant>,
    /// Who decides, the nearest first.
    pub deciders: Vec<String>,
    /// First second after a suspension of the accused that is in force.
    pub suspended_until: Option<Instant>,
    /// The time for an appeal; none: nothing was decided.
    pub appeal: Option<AppealTime>,
    /// What the reader may do: acts by name, as people call them.
    pub acts: Vec<(&'static str, Text)>,
}

const ACTS_OF_VIOLATION: [&str; 4] = [
    "answer-violation",
    "decide-violation",
    "appeal",
    "decide-appeal",
];

impl Desk {
    /// A violation of a case, for whoever is accused of it, reported it, or decides on it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], also for one that the actor may not see.
    pub fn violation(
        &self,
        actor: &Actor,
        case: u64,
        (entry, staff): (Seq, Option<StaffId>),
    ) -> Result<ViolationSheet, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let matters = self.ledger.look(|rows| of_case(rows, seen.judged.id))?;
        let mut meant = matters.into_iter().filter(|matter| {
            matter.kind == MatterKind::Violation && (matter.entry, matter.staff) == (entry, staff)
        });
        let matter = meant.next().ok_or(Refusal::NotFound)?;
        let standpoint = standpoint_of(actor, &seen, &matter).ok_or(Refusal::NotFound)?;
        self.trace_look(actor, case, &seen.concerned)?;
        let packs = &seen.packs;
        let policy = packs.version(packs.in_force(actor.now));
        let policy = policy.ok_or(Refusal::NotFound)?;
        let file = &seen.judged.file;
        let name = packs.names.find(&matter.name);
        let decision = violation_decided(file, (entry, name, staff));
        let answers = file
            .facts()
            .iter()
            .filter(|said| is_answer(said, staff, name));
        let answered = answers.map(|said| said.recorded).next();
        let until = answer_until(packs, policy, &matter.clause, matter.opened);
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let clause = policy
            .clauses
            .iter()
            .find(|one| one.number == matter.clause);
        let accused = staff.and_then(|staff| directory.staff.get(&staff));
        let is_told = standpoint != Standpoint::Reporter;
        Ok(ViolationSheet {
            case: seen.judged.id,
            entry,
            staff,
            what: matter.what(packs).ok_or(Refusal::NotFound)?,
            clause_text: clause.map(|clause| clause.text.clone()),
            accused: accused.cloned().unwrap_or_default(),
            standpoint,
            customer: self.customer_shown(&seen)?,
            state: matter.state,
            outcome: matter.decided.map(|(_, _, outcome)| outcome),
            opened: matter.opened,
            shown_by: self.in_both(&seen, entry)?,
            answer: OtherSide::new(until, answered, actor.now),
            is_heard: answered.is_some() || until.is_none_or(|until| actor.now >= until),
            heard: match is_told {
                true => self.heard(&seen, &matter)?,
                false => Vec::new(),
            },
            ladder: ladder(&seen, policy, &matter.clause),
            earlier: match standpoint {
                Standpoint::Overseer => self.upheld_before(&matter)?,
                Standpoint::Accused | Standpoint::Reporter => Vec::new(),
            },
            deciders: self.judges_of(&seen, policy, &matter, actor.now)?,
            suspended_until: staff
                .filter(|_| is_told)
                .and_then(|staff| company.suspended_until(staff, actor.now, actor.now)),
            appeal: decision
                .filter(|_| is_told)
                .map(|decision| appeal_time(&seen, policy, decision, actor.now)),
            acts: self.acts_of_violation(actor, case, (standpoint, matter.state))?,
            clause: matter.clause,
            name: matter.name,
        })
    }

    /// The customer, masked; none of another's.
    fn customer_shown(&self, seen: &Seen) -> Result<Option<String>, Refusal> {
        match seen.sight {
            Sight::Whole => self.customer_name(seen.case),
            Sight::OwnPart => Ok(None),
        }
    }

    /// The entry that shows a violation, in words.
    fn in_both(&self, seen: &Seen, entry: Seq) -> Result<Text, Refusal> {
        let fact = seen.judged.file.by_seq(entry).ok_or(Refusal::NotFound)?;
        let directory = self.ledger.directory()?;
        let words = |language| {
            let at = seen.judged.ruling.at;
            InWords::new(&seen.packs, &seen.judged.file, &directory, language, at).fact(fact)
        };
        Ok(Text::new(
            words(Language::Chinese),
            words(Language::English),
        ))
    }

    fn heard(&self, seen: &Seen, matter: &Matter) -> Result<Vec<Heard>, Refusal> {
        let directory = self.ledger.directory()?;
        let (file, packs) = (&seen.judged.file, &seen.packs);
        let at = seen.judged.ruling.at;
        let words = |language| InWords::new(packs, file, &directory, language, at);
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        let lines = said_about(seen, matter).into_iter().map(|fact| {
            let more = fact.particulars.as_ref();
            let given = more.into_iter().flat_map(|more| more.given.iter());
            Ok(Heard {
                recorded: fact.recorded,
                text: Text::new(zh.deed(fact), en.deed(fact)),
                reason: self.ledger.reason_of(fact.seq)?,
                sanctions: given.map(|name| packs.label(name)).collect(),
                until: more.and_then(|more| more.until),
            })
        });
        lines.collect()
    }

    /// When the same person was found to have violated the regulation before, the newest first.
    fn upheld_before(&self, matter: &Matter) -> Result<Vec<Instant>, Refusal> {
        let Some(staff) = matter.staff else {
            return Ok(Vec::new());
        };
        Ok(self
            .ledger
            .look(|rows| crate::matter::upheld(rows, staff, matter))?)
    }

    /// Who decides: those whose roles reach the case, who have the office if the regulation names one, and who are
    /// neither accused nor reported it.
    fn judges_of(
        &self,
        seen: &Seen,
        policy: &Policy,
        matter: &Matter,
        now: Instant,
    ) -> Result<Vec<String>, Refusal> {
        let company = self.ledger.company()?;
        let offices = sanctions(policy, "").into_iter();
        let offices: Vec<_> = offices
            .flat_map(|(_, kept)| kept.decided_by.clone())
            .collect();
        self.who_else(Action::Sanction, &[&seen.concerned], now, |staff| {
            let is_side = [matter.staff, matter.other].contains(&Some(staff));
            let office = company.role_of(staff, now, now);
            let has_office = offices.iter().any(|who| {
                use ruling::rules::who::Who;
                matches!(who, Who::Role(role) | Who::RoleOfUnit(role) if *role == office)
            });
            Ok(!is_side && (has_office || offices.is_empty() || !office.is_some()))
        })
    }

    fn acts_of_violation(
        &self,
        actor: &Actor,
        case: u64,
        (standpoint, state): (Standpoint, MatterState),
    ) -> Result<Vec<(&'static str, Text)>, Refusal> {
        let offers = self.acts(actor, case)?.offers.into_iter();
        let meant = offers.filter(|offer| {
            let fits = match offer.act.name {
                "answer-violation" => {
                    standpoint == Standpoint::Accused && state == MatterState::Open
                }
                "decide-violation" => {
                    standpoint == Standpoint::Overseer && state == MatterState::Open
                }
                "appeal" => standpoint == Standpoint::Accused && state == MatterState::Decided,
                _ => standpoint == Standpoint::Overseer && state == MatterState::Appealed,
            };
            let is_role = matches!(offer.refusal, Some(Refusal::NotAllowed(_)));
            ACTS_OF_VIOLATION.contains(&offer.act.name) && fits && !is_role
        });
        Ok(meant.map(|offer| (offer.act.name, offer.label)).collect())
    }
}

fn standpoint_of(actor: &Actor, seen: &Seen, matter: &Matter) -> Option<Standpoint> {
    let units = Target::Of {
        staff: &[],
        units: &seen.concerned.units,
    };
    let oversees = actor.is_allowed(Action::Sanction, units) && seen.sight == Sight::Whole;
    match (matter.staff == Some(actor.staff), oversees) {
        (true, _) => Some(Standpoint::Accused),
        (false, true) => Some(Standpoint::Overseer),
        (false, false) => (matter.other == Some(actor.staff)).then_some(Standpoint::Reporter),
    }
}

/// What was said and decided about a violation, oldest first.
fn said_about<'a>(seen: &'a Seen, matter: &Matter) -> Vec<&'a Fact> {
    let file = &seen.judged.file;
    let name = seen.packs.names.find(&matter.name);
    let mut numbers = BTreeSet::from([matter.entry]);
    let mut said = Vec::new();
    for fact in file.facts() {
        let is_said = match fact.kind {
            FactKind::ViolationOpened => fact.seq == matter.entry,
            FactKind::EvidenceFiled => is_answer(fact, matter.staff, name),
            FactKind::ViolationDecided => {
                let is_it = fact.what == name && fact.person == matter.staff;
                is_it && fact.of.is_none_or(|of| of == matter.entry)
            }
            FactKind::Appealed | FactKind::EvidenceDecided => fact
                .of
                .is_some_and(|of| of != matter.entry && numbers.contains(&of)),
            _ => false,
        };
        if is_said {
            numbers.insert(fact.seq);
            said.push(fact);
        }
    }
    said
}

fn ladder(seen: &Seen, policy: &Policy, forbidden: &str) -> Vec<Ladder> {
    let packs = &seen.packs;
    let all = sanctions(policy, forbidden).into_iter();
    let steps = all.map(|(number, kept)| {
        let clause = policy.clauses.iter().find(|clause| clause.number == number);
        let within = kept.graver_within;
        Ladder {
            clause: number.to_owned(),
            clause_text: clause.map(|clause| clause.text.clone()),
            choices: kept.choices.iter().map(|name| packs.label(*name)).collect(),
            states: kept.states.iter().map(|name| packs.label(*name)).collect(),
            graver_within: within
                .map(|span| Text::new(span.text(Language::Chinese), span.text(Language::English))),
        }
    });
    steps.filter(|step| !step.choices.is_empty()).collect()
}
