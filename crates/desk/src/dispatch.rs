//! Giving cases to people: several at once, each by the same act, and told to whoever registered them, with the
//! reason.

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::fact::{Fact, FactKind, Seq, StaffId};

use crate::act::{ActEntry, ActInput};
use crate::case_line;
use crate::permission::{Target, deed};
use crate::{Actor, Desk, Refusal};

/// Most cases given at once.
pub const GIVEN_MAX: usize = 100;
/// Lines of a page.
const PAGE: u32 = 20;

/// Cases to be given to somebody.
#[derive(Debug, Clone, Default)]
pub struct AssignAll {
    /// Which: up to [`GIVEN_MAX`].
    pub cases: Vec<u64>,
    /// To whom.
    pub to: Option<StaffId>,
    /// Why.
    pub reason: String,
    /// Sent again, the same key gives the first answers.
    pub key: String,
}

/// What came of it. What was refused stays where it was, and what was given stays given: sent again, it goes on.
#[derive(Debug, Default)]
pub struct Assigned {
    /// Cases that were given.
    pub done: Vec<u64>,
    /// Cases that were not, and why.
    pub refused: Vec<(u64, Refusal)>,
}

/// What became of a case that somebody registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllocationLine {
    /// The case.
    pub case: u64,
    /// When it was given.
    pub at: Instant,
    /// To whom; none: taken back from everybody.
    pub to: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// Why, in their words; none: none was given, or the customer's data was erased.
    pub reason: Option<String>,
    /// First second in which the next thing due in it is late, for whoever it was given to.
    pub due_until: Option<Instant>,
    /// Whether it was given to the reader.
    pub is_mine: bool,
}

/// A page of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allocations {
    /// The newest first.
    pub lines: Vec<AllocationLine>,
    /// Where the next page begins; none: this is the last.
    pub next: Option<Seq>,
}

impl Desk {
    /// Gives cases to somebody, one after the other: each is refused for itself.
    ///
    /// # Errors
    /// No cases or too many, or nobody to give them to.
    pub fn assign_all(&self, actor: &Actor, input: &AssignAll) -> Result<Assigned, Refusal> {
        actor.may::<deed::Assign>(Target::Anything)?;
        if input.cases.is_empty() || input.cases.len() > GIVEN_MAX {
            return Err(Refusal::Missing { field: "cases" });
        }
        if input.to.is_none() {
            return Err(Refusal::Missing { field: "person" });
        }
        let mut assigned = Assigned::default();
        for case in &input.cases {
            let one = ActInput {
                case: Some(*case),
                act: "assign".to_owned(),
                entry: ActEntry {
                    person: input.to,
                    reason: input.reason.clone(),
                    ..ActEntry::default()
                },
                key: match input.key.is_empty() {
                    true => String::new(),
                    false => format!("{} {case}", input.key),
                },
                ..ActInput::default()
            };
            match self.act(actor, &one) {
                Ok(_) => assigned.done.push(*case),
                Err(Refusal::Fault(fault)) => return Err(fault.into()),
                Err(refusal) => assigned.refused.push((*case, refusal)),
            }
        }
        Ok(assigned)
    }

    /// What became of the cases that an actor registered, and which were given to them: the newest first, before
    /// one entry.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn allocations(&self, actor: &Actor, before: Option<Seq>) -> Result<Allocations, Refusal> {
        self.follow()?;
        let staff = actor.staff.0.get();
        let before = before.unwrap_or(Seq::MAX);
        let kept = self.ledger.look(|rows| {
            let values = [rows.company(), staff.into(), before.into(), PAGE.into()];
            rows.query(
                "listing what became of somebody's registrations",
                "SELECT seq, case_id FROM allocation WHERE company_id = $1 AND staff_id = $2 AND seq < $3 \
                 ORDER BY seq DESC LIMIT $4",
                &values,
                |row| Ok((row.int::<Seq>(0)?, row.id(1)?)),
            )
        })?;
        let is_whole = kept.len() == PAGE as usize;
        let next = kept.last().map(|(seq, _)| *seq).filter(|_| is_whole);
        let mut lines = Vec::with_capacity(kept.len());
        for (seq, case) in kept {
            lines.extend(self.allocation(actor, seq, case)?);
        }
        Ok(Allocations { lines, next })
    }

    fn allocation(
        &self,
        actor: &Actor,
        seq: Seq,
        case: u64,
    ) -> Result<Option<AllocationLine>, Refusal> {
        let entry = self.ledger.entries(seq, 1)?.pop();
        let Some(Entry::Fact(fact)) = entry.map(|stored| stored.entry) else {
            return Ok(None);
        };
        let directory = self.ledger.directory()?;
        let name = |staff: StaffId| directory.staff.get(&staff).cloned();
        let is_mine = fact.person == Some(actor.staff);
        let line = self.ledger.look(|rows| case_line::read(rows, case))?;
        let due = line.filter(|line| is_mine && line.holder == fact.person);
        Ok(Some(AllocationLine {
            case,
            at: fact.recorded,
            to: fact.person.and_then(name),
            by: fact.actor.and_then(name),
            reason: self.ledger.reason_of(seq)?,
            due_until: due
                .and_then(|line| line.due)
                .filter(|due| *due < Instant::MAX),
            is_mine,
        }))
    }
}

/// Whom an entry that gives a case to somebody is told: who gets it, whoever registered it, and who had it by an
/// earlier one.
pub(crate) fn told_of(fact: &Fact, facts: &[Fact]) -> Vec<StaffId> {
    let earlier = facts.iter().filter(|known| known.seq < fact.seq);
    let concerned = earlier.filter_map(|known| match known.kind {
        FactKind::Registered => known.doer(),
        FactKind::Assigned => known.person,
        _ => None,
    });
    let mut told: Vec<StaffId> = concerned.chain(fact.person).collect();
    told.sort_unstable();
    told.dedup();
    told
}

/// Notes for each of them what became of the case.
pub(crate) fn note_allocation(
    rows: &Rows<'_>,
    staff: StaffId,
    seq: Seq,
    case: u64,
) -> Result<(), Fault> {
    rows.execute(
        "noting what became of a registration",
        "INSERT INTO allocation (company_id, staff_id, seq, case_id) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (company_id, staff_id, seq) DO NOTHING",
        &[
            rows.company(),
            staff.0.get().into(),
            seq.into(),
            case.into(),
        ],
    )
}
