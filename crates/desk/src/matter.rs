//! What somebody without an interest of their own decides in a case, or decided: disputes, proposed violations,
//! second looks. Kept in rows as the log is followed, so that no list judges; they follow from the log.

mod accused;
mod found;
mod rows;

use std::collections::BTreeMap;

use ledger::fault::Fault;
use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId};
use ruling::policy::problem::Text;

pub(crate) use self::accused::{decided as violation_decided, forbidden_by};
pub(crate) use self::found::{answer_to, dispute_decided, is_deal, settled_by};
pub(crate) use self::rows::{Matter, of_case, upheld};
use crate::customers::{PAGE_MAX, Page};
use crate::following::WHOLE_COMPANY;
use crate::permission::{Action, Target};
use crate::sight::Concerned;
use crate::{Actor, Desk, Refusal};

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatterKind {
    /// Who owns a case that somebody claims.
    Dispute,
    /// Whether somebody violated the regulation.
    Violation,
    /// Whether an undisputed deal is to stand, which somebody asked a person to look at.
    Look,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatterState {
    /// Nobody has decided.
    Open,
    /// Decided.
    Decided,
    /// Taken back by whoever brought it.
    Withdrawn,
    /// Decided, and somebody else is to look at that again.
    Appealed,
}

/// How a decision came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// For whoever claims; a violation is upheld; a deal looked at again is to be decided anew.
    For,
    /// Against: the other side keeps what it has; a violation is dismissed; a deal stands.
    Against,
    /// For somebody else, or nobody.
    Other,
}

/// A line of a list of matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterLine {
    /// What is decided.
    pub kind: MatterKind,
    /// The case.
    pub case: u64,
    /// The entry that brought it up.
    pub entry: Seq,
    /// Whoever claims, or is accused, or asks.
    pub staff: Option<StaffId>,
    /// Their name.
    pub who: String,
    /// The other side, by name.
    pub other: String,
    /// What the regulation calls the violation.
    pub what: Option<Text>,
    /// The clause, by its number; empty: none is known.
    pub clause: String,
    /// The customer, masked; none where the reader sees their own part only.
    pub customer: Option<String>,
    /// When it was brought up.
    pub opened: Instant,
    /// How it stands.
    pub state: MatterState,
    /// When it was decided, and how.
    pub decided: Option<(Instant, Outcome)>,
    /// Whether the reader is one of the sides.
    pub is_own: bool,
}

/// How people decided before about the same clause: nobody is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Precedent {
    /// When.
    pub decided: Instant,
    /// How.
    pub outcome: Outcome,
    /// The matter, for whoever may see its case: case and entry.
    pub open: Option<(u64, Seq)>,
}

/// Most precedents shown: the newest.
const PRECEDENTS_MAX: u32 = 8;

impl Desk {
    /// Disputes and second looks that an actor decides, by scope, or takes part in: the newest first, before one
    /// entry.
    ///
    /// # Errors
    /// The actor neither brings up nor decides any.
    pub fn disputes(
        &self,
        actor: &Actor,
        is_open: bool,
        before: Option<Seq>,
    ) -> Result<Page<MatterLine>, Refusal> {
        let may = |action| actor.is_allowed(action, Target::Anything);
        if !may(Action::Dispute) && !may(Action::Decide) {
            return Err(Refusal::NotAllowed(Action::Dispute));
        }
        let kinds = [MatterKind::Dispute, MatterKind::Look];
        self.matters(actor, &kinds, Action::Decide, (is_open, before))
    }

    /// Violations that an actor decides, by scope, is accused of or reported: the newest first, before one entry.
    ///
    /// # Errors
    /// The actor neither brings up nor decides any.
    pub fn violations(
        &self,
        actor: &Actor,
        is_open: bool,
        before: Option<Seq>,
    ) -> Result<Page<MatterLine>, Refusal> {
        let may = |action| actor.is_allowed(action, Target::Anything);
        if !may(Action::Dispute) && !may(Action::Sanction) {
            return Err(Refusal::NotAllowed(Action::Dispute));
        }
        let kinds = [MatterKind::Violation];
        self.matters(actor, &kinds, Action::Sanction, (is_open, before))
    }

    fn matters(
        &self,
        actor: &Actor,
        kinds: &[MatterKind],
        decide: Action,
        (is_open, before): (bool, Option<Seq>),
    ) -> Result<Page<MatterLine>, Refusal> {
        self.follow()?;
        self.turn_lines(1)?;
        let before = before.unwrap_or(Seq::MAX);
        let scopes = actor.scopes_of(decide).into_iter();
        let scopes: Vec<u32> = scopes
            .map(|scope| scope.map_or(WHOLE_COMPANY, |unit| unit.0.get()))
            .collect();
        let found = self.ledger.look(|rows| {
            let mut found = BTreeMap::new();
            for kind in kinds {
                let mut all = rows::of_staff(rows, actor.staff, (*kind, is_open), before)?;
                for scope in &scopes {
                    all.extend(rows::of_unit(rows, *scope, (*kind, is_open), before)?);
                }
                let keyed = all.into_iter().map(|matter| (matter.key(), matter));
                found.extend(keyed);
            }
            Ok::<_, Fault>(found)
        })?;
        let most = usize::try_from(PAGE_MAX).unwrap_or(usize::MAX);
        let is_cut = found.len() > most;
        let shown: Vec<Matter> = found.into_values().rev().take(most).collect();
        let next = shown.last().map(|matter| matter.entry).filter(|_| is_cut);
        let lines = shown.iter().map(|matter| self.matter_line(actor, matter));
        Ok(Page {
            lines: lines.collect::<Result<_, _>>()?,
            next,
        })
    }

    fn matter_line(&self, actor: &Actor, matter: &Matter) -> Result<MatterLine, Refusal> {
        let directory = self.ledger.directory()?;
        let name = |staff: Option<StaffId>| {
            let name = staff.and_then(|staff| directory.staff.get(&staff));
            name.cloned().unwrap_or_default()
        };
        let concerned = self.ledger.look(|rows| Concerned::of(rows, matter.case))?;
        let units = Target::Of {
            staff: &[],
            units: &concerned.units,
        };
        let regulations = self.ledger.regulations()?;
        let packs = regulations.packs(matter.domain);
        Ok(MatterLine {
            kind: matter.kind,
            case: matter.case,
            entry: matter.entry,
            staff: matter.staff,
            who: name(matter.staff),
            // Who reported a violation is nobody else's business.
            other: match matter.kind == MatterKind::Violation && matter.other != Some(actor.staff) {
                true => String::new(),
                false => name(matter.other),
            },
            what: matter.what(packs),
            clause: matter.clause.clone(),
            customer: match actor.is_allowed(Action::SeeCase, units) {
                true => self.customer_name(matter.case)?,
                false => None,
            },
            opened: matter.opened,
            state: matter.state,
            decided: matter.decided.map(|(_, at, outcome)| (at, outcome)),
            is_own: [matter.staff, matter.other].contains(&Some(actor.staff)),
        })
    }

    /// How people decided before about the same clause in the same domain, the newest first.
    pub(crate) fn precedents(
        &self,
        actor: &Actor,
        matter: &Matter,
    ) -> Result<Vec<Precedent>, Refusal> {
        let earlier = self
            .ledger
            .look(|rows| rows::decided_before(rows, matter, PRECEDENTS_MAX))?;
        let lines = earlier.into_iter().map(|(case, entry, decided, outcome)| {
            let concerned = self.ledger.look(|rows| Concerned::of(rows, case))?;
            let sees = actor.is_allowed(Action::SeeCase, concerned.target());
            Ok(Precedent {
                decided,
                outcome,
                open: sees.then_some((case, entry)),
            })
        });
        lines.collect()
    }
}
