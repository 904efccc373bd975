//! Whether two customers are one: what waits to be decided, both sides masked, what a decision would lead to, and
//! the decision, which can be taken back. Nobody decides about a customer of their own.

mod news;
pub(crate) mod pairs;
mod parties;
pub mod project;

use std::collections::BTreeSet;

use ledger::pair::Decision;
pub use ledger::pair::Likeness;
use ledger::privacy::personal::Personal;
use ledger::record::{About, JudgedCase, NewFact};
use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::explain::InWords;
use ruling::fact::{Fact, FactKind, Particulars, Seq};
use ruling::language::Language;
use ruling::policy::problem::Text;

pub use self::pairs::PairState;
use self::pairs::{Pair, decisions, pair, pairs_of_unit};
use crate::case_sheet::TimelineLine;
use crate::customers::Page;
use crate::following::WHOLE_COMPANY;
use crate::permission::{Action, Permit, Target, deed};
use crate::register::{Receipt, fact};
use crate::sight::Concerned;
use crate::{Actor, Desk, Refusal};

/// Pairs of one page.
const PAGE: u32 = 50;

/// A pair in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairLine {
    /// The later case.
    pub case: u64,
    /// The earlier one.
    pub other: u64,
    /// Since when it stands so with them.
    pub since: Instant,
    /// What each customer is called, masked; none: unknown, or out of the reader's reach.
    pub customers: [Option<String>; 2],
    /// Whether the reader may look at both sides.
    pub can_be_opened: bool,
    /// Who decides, if the reader does not.
    pub ask: Vec<String>,
    /// Whether the question is of which project the later is, not whose: then it stands once for all projects.
    pub asks_project: bool,
}

/// A field of both customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPair {
    /// What people read.
    pub label: Text,
    /// What is known of each, masked; none: nothing.
    pub values: [Option<String>; 2],
    /// How alike both are in full; none: only one is known.
    pub likeness: Option<Likeness>,
}

/// One of the two cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Its number.
    pub case: u64,
    /// Where it stands, in one line; none: it waits in the other and has no ruling of its own.
    pub headline: Option<Text>,
    /// Who came and who registered, oldest first.
    pub came: Vec<TimelineLine>,
}

/// What a decision would make of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Which.
    pub case: u64,
    /// Who would hold it; none: nobody.
    pub holder: Option<Text>,
    /// Where it would stand, in one line.
    pub headline: Text,
}

/// Who decided what, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionLine {
    /// Their name; none: nobody of the company.
    pub who: Option<String>,
    /// When.
    pub at: Instant,
    /// Whether the customers were found to be one.
    pub is_same: bool,
}

/// Two cases whose customers may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairSheet {
    /// How it stands with them.
    pub state: PairState,
    /// What was typed about both.
    pub fields: Vec<FieldPair>,
    /// The later case and the earlier one.
    pub sides: [Side; 2],
    /// What would follow if they were one; empty: they are.
    pub if_same: Vec<Outcome>,
    /// What would follow if they were not; empty: they are not.
    pub if_apart: Vec<Outcome>,
    /// Who decided, the last first.
    pub history: Vec<DecisionLine>,
    /// Whether one of the sides is the reader's own: then they do not decide.
    pub is_own: bool,
    /// Who decides instead.
    pub ask: Vec<String>,
}

/// A decision as entered.
#[derive(Debug, Clone, Default)]
pub struct DecisionInput {
    /// The later case.
    pub case: u64,
    /// The earlier one.
    pub other: u64,
    /// Whether they are one.
    pub is_same: bool,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

/// A pair that somebody may look at, with both cases as judged now.
struct Seen {
    pair: Pair,
    concerned: [Concerned; 2],
    judged: [JudgedCase; 2],
    permit: Permit<deed::ConfirmIdentity>,
}

impl Desk {
    /// Pairs of cases in a state of which the actor reaches one side at least, the newest first, before an entry.
    ///
    /// # Errors
    /// The actor confirms nobody's identity.
    pub fn identity_pairs(
        &self,
        actor: &Actor,
        state: PairState,
        before: Option<Seq>,
    ) -> Result<Page<PairLine>, Refusal> {
        actor.may::<deed::ConfirmIdentity>(Target::Anything)?;
        self.follow()?;
        let scopes = actor.scopes_of(Action::ConfirmIdentity).into_iter();
        let units: BTreeSet<u32> = scopes
            .map(|scope| scope.map_or(WHOLE_COMPANY, |unit| unit.0.get()))
            .collect();
        let before = before.unwrap_or(Seq::MAX);
        let mut pairs: Vec<Pair> = Vec::new();
        for unit in units {
            let more = self
                .ledger
                .look(|rows| pairs_of_unit(rows, state, before, unit, PAGE))?;
            pairs.extend(more);
        }
        pairs.sort_by_key(|pair| std::cmp::Reverse(pair.since));
        pairs.dedup_by_key(|pair| pair.since);
        let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let is_full = pairs.len() >= size;
        pairs.truncate(size);
        let next = pairs.last().map(|pair| pair.since).filter(|_| is_full);
        let mut lines = Vec::with_capacity(pairs.len());
        for pair in pairs {
            match self.ledger.asks_project(pair.case)? {
                false => lines.push(self.pair_line(actor, &pair)?),
                // A question of several projects stands in a list once.
                true if self.stands_for_question(&pair)? => {
                    lines.push(self.question_line(actor, &pair)?);
                }
                true => {}
            }
        }
        Ok(Page { lines, next })
    }

    fn pair_line(&self, actor: &Actor, pair: &Pair) -> Result<PairLine, Refusal> {
        let cases = [pair.case, pair.other];
        let concerned = self.concerned_of(cases)?;
        let reached = concerned.each_ref().map(|side| reaches(actor, side));
        let can_be_opened = reached == [true, true];
        let name = |place: usize| match reached.get(place) {
            Some(true) => self.customer_name(cases.get(place).copied().unwrap_or_default()),
            _ => Ok(None),
        };
        let is_own = can_be_opened && self.is_own(actor, cases)?;
        let ask = match can_be_opened && !is_own {
            true => Vec::new(),
            false => self.who_decides(actor, &concerned, cases)?,
        };
        Ok(PairLine {
            case: pair.case,
            other: pair.other,
            since: pair.since_at,
            customers: [name(0)?, name(1)?],
            can_be_opened,
            ask,
            asks_project: false,
        })
    }

    /// Two cases side by side. Whoever has no part in them leaves a trace on both.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a pair that is none, and for one of which the actor does not reach both sides.
    pub fn identity_pair(
        &self,
        actor: &Actor,
        case: u64,
        other: u64,
    ) -> Result<PairSheet, Refusal> {
        let seen = self.seen_pair(actor, case, other)?;
        for (case, concerned) in [case, other].into_iter().zip(&seen.concerned) {
            self.trace_look(actor, case, concerned)?;
        }
        let is_own = self.is_own(actor, [case, other])?;
        let state = seen.pair.state;
        let foreseen = |is_same, is_so: bool| match is_so {
            true => Ok(Vec::new()),
            false => self.outcomes(&Decision {
                case,
                other,
                is_same,
                actor: actor.staff,
            }),
        };
        let [later, earlier] = &seen.judged;
        Ok(PairSheet {
            state,
            fields: self.fields_of_both([case, other], later)?,
            sides: [self.side(case, later)?, self.side(other, earlier)?],
            if_same: foreseen(true, state == PairState::Same)?,
            if_apart: foreseen(false, state == PairState::Apart)?,
            history: self.decision_lines(case)?,
            is_own,
            ask: match is_own {
                true => self.who_decides(actor, &seen.concerned, [case, other])?,
                false => Vec::new(),
            },
        })
    }

    /// Decides whether two customers are one. The decision can be changed later; both sides are told.
    ///
    /// # Errors
    /// No pair whose both sides the actor reaches; [`Refusal::Interested`] if a side is theirs;
    /// [`Refusal::Settled`] if it stands so with them already.
    pub fn confirm_identity(
        &self,
        actor: &Actor,
        input: &DecisionInput,
    ) -> Result<Receipt, Refusal> {
        let cases = [input.case, input.other];
        let seen = self.seen_pair(actor, input.case, input.other)?;
        if self.is_own(actor, cases)? {
            let instead = self.who_decides(actor, &seen.concerned, cases)?;
            return Err(Refusal::Interested { instead });
        }
        let stands = match input.is_same {
            true => PairState::Same,
            false => PairState::Apart,
        };
        if seen.pair.state == stands {
            return Err(Refusal::Settled);
        }
        let regulations = self.ledger.regulations()?;
        let what = match input.is_same {
            true => "same_as",
            false => "not_same",
        };
        let mut on_behalf = None;
        for judged in seen.judged {
            on_behalf = match on_behalf {
                None => self.identity_decided_for(actor.staff, judged)?,
                known => known,
            };
        }
        let more = on_behalf.map(|absent| {
            Box::new(Particulars {
                on_behalf: Some(absent),
                ..Particulars::default()
            })
        });
        let decision = Fact {
            actor: Some(seen.permit.staff),
            particulars: more,
            what: regulations.names().find(what),
            of: self.ledger.decided_by(input.case)?,
            ..fact(FactKind::Linked, self.ledger.now())
        };
        let new = NewFact {
            before: Vec::new(),
            fact: decision,
            about: About::Case(input.other),
            fields: Personal::default(),
        };
        let done = self.record(new, &input.key, None)?;
        self.receipt_of(&done)
    }

    fn concerned_of(&self, cases: [u64; 2]) -> Result<[Concerned; 2], Refusal> {
        Ok(self.ledger.look(|rows| {
            let [case, other] = cases;
            Ok::<_, ledger::fault::Fault>([Concerned::of(rows, case)?, Concerned::of(rows, other)?])
        })?)
    }

    /// A pair that is not there concerns nobody: it is refused by the same statements as another's.
    fn seen_pair(&self, actor: &Actor, case: u64, other: u64) -> Result<Seen, Refusal> {
        self.follow()?;
        let concerned = self.concerned_of([case, other])?;
        let known = self.ledger.look(|rows| pair(rows, case, other))?;
        let [later, earlier] = &concerned;
        let permit = actor.may(later.target())?;
        actor.may::<deed::ConfirmIdentity>(earlier.target())?;
        let pair = known.ok_or(Refusal::NotFound)?;
        // Of which project it is, is another question, and may be another office's.
        if self.ledger.asks_project(case)? {
            return Err(Refusal::NotFound);
        }
        let judged = |case| {
            let judged = self.ledger.case(case, actor.now, actor.now)?;
            judged.ok_or(Refusal::NotFound)
        };
        Ok(Seen {
            pair,
            judged: [judged(case)?, judged(other)?],
            concerned,
            permit,
        })
    }

    fn fields_of_both(
        &self,
        cases: [u64; 2],
        judged: &JudgedCase,
    ) -> Result<Vec<FieldPair>, Refusal> {
        let packs = self.packs_of_case(judged)?;
        let fields = self.ledger.compared(cases)?.into_iter();
        Ok(fields
            .map(|field| FieldPair {
                label: packs.label(packs.names.find(&field.name)),
                values: field.values,
                likeness: field.likeness,
            })
            .collect())
    }

    fn side(&self, case: u64, judged: &JudgedCase) -> Result<Side, Refusal> {
        let directory = self.ledger.directory()?;
        let packs = self.packs_of_case(judged)?;
        let file = CaseFile::new(judged.file.customer, self.ledger.facts_of(case)?);
        let at = judged.ruling.at;
        let words = |language| InWords::new(&packs, &file, &directory, language, at);
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        let came = file.facts().iter();
        let came = came.filter(|fact| {
            matches!(
                fact.kind,
                FactKind::Registered | FactKind::Visited | FactKind::Contacted | FactKind::Noted
            )
        });
        Ok(Side {
            case,
            headline: match judged.id == case {
                true => Some(self.headline_of(judged)?),
                false => None,
            },
            came: came
                .map(|fact| TimelineLine {
                    seq: fact.seq,
                    kind: fact.kind,
                    occurred: fact.occurred,
                    recorded: fact.recorded,
                    text: Text::new(zh.deed(fact), en.deed(fact)),
                    score: None,
                    way: None,
                })
                .collect(),
        })
    }

    fn outcomes(&self, decision: &Decision) -> Result<Vec<Outcome>, Refusal> {
        let mut outcomes = Vec::new();
        for judged in self.ledger.if_decided(decision)? {
            let packs = self.packs_of_case(&judged)?;
            let holder = judged.ruling.ownership.owner;
            let holder = holder.map(|party| self.party_name(party, &packs));
            outcomes.push(Outcome {
                case: judged.id,
                holder: holder.transpose()?,
                headline: self.headline_of(&judged)?,
            });
        }
        Ok(outcomes)
    }

    fn decision_lines(&self, case: u64) -> Result<Vec<DecisionLine>, Refusal> {
        let directory = self.ledger.directory()?;
        let made = self.ledger.look(|rows| decisions(rows, case))?.into_iter();
        Ok(made
            .map(|decided| DecisionLine {
                who: decided
                    .staff
                    .and_then(|staff| directory.staff.get(&staff).cloned()),
                at: decided.at,
                is_same: decided.is_same,
            })
            .collect())
    }
}

/// Whether somebody confirms identity in a case.
fn reaches(actor: &Actor, side: &Concerned) -> bool {
    actor.is_allowed(Action::ConfirmIdentity, side.target())
}
