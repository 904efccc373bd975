//! Lists that need no judging: who holds what, what is due, whose protection ends. They are right at any
//! moment, because every fact leaves the future segments and obligations of its case behind.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use ruling::calendar::Instant;
use ruling::fact::{StaffId, UnitId};
use ruling::ruling::{Mode, State};

use crate::case_store::roots;
use crate::encoding::{ProjectedDuty, ProjectedParty, ProjectedSegment, Projection};
use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::store::{After, Listed};

/// Whom a list names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listee {
    /// A person.
    Staff(StaffId),
    /// A unit as a whole.
    Unit(UnitId),
    /// Whoever has an office in a unit, or in the company; which one, the case's ruling says.
    Office(Option<UnitId>),
    /// Whoever is responsible for the customer's region.
    Region,
    /// The customer.
    Customer,
}

/// A stretch in which somebody holds a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// The case.
    pub case: u64,
    /// Who holds it.
    pub owner: Option<Listee>,
    /// Who is in charge of it.
    pub person: Option<StaffId>,
    /// What others may do.
    pub mode: Mode,
    /// First second in which it is over; none: no end foreseen.
    pub until: Option<Instant>,
    number: u32,
}

/// Something that somebody must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The case.
    pub case: u64,
    /// What, by the name that the regulation has for it.
    pub what: String,
    /// The clause that asks for it.
    pub clause: String,
    /// Who.
    pub who: Option<Listee>,
    /// First second in which it is too late.
    pub until: Instant,
    number: u32,
}

/// What is kept of a case at an instant, without judging it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outlook {
    /// How firmly it is held.
    pub state: State,
    /// What others may do.
    pub mode: Mode,
    /// Who holds it.
    pub owner: Option<Listee>,
    /// Who is in charge of it.
    pub person: Option<StaffId>,
    /// First second in which others may do more, or another holds it; none: no end foreseen.
    pub ends: Option<Instant>,
    /// Something is to be done: the first second in which the soonest is too late, [`Instant::MAX`] for what has
    /// no deadline.
    pub due: Option<Instant>,
    /// The same, of what an office is to do.
    pub office_due: Option<Instant>,
    /// First second in which any of this is otherwise if nothing further happens.
    pub turns: Option<Instant>,
    /// The case is judged in another, in which it waits, and all of this is of that one.
    pub waits: bool,
}

/// Where the next page of a list by time begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(After);

impl Cursor {
    /// The first page: everything after an instant.
    #[must_use]
    pub fn after(at: Instant) -> Cursor {
        Cursor(After {
            at,
            case: i64::MAX as u64,
            number: u32::MAX,
        })
    }
}

impl Holding {
    /// Where the page after this one begins, in a list by time.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor(After {
            at: self.until.unwrap_or(Instant::MAX),
            case: self.case,
            number: self.number,
        })
    }
}

impl Duty {
    /// Where the page after this one begins.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor(After {
            at: self.until,
            case: self.case,
            number: self.number,
        })
    }
}

impl Ledger {
    /// Up to `limit` cases after case `after` that are held at an instant, now or later, in order of their
    /// numbers: all, or those that a person is in charge of. What was before a case's last fact is not kept
    /// with it; [`Ledger::case`] judges it.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn held(
        &self,
        at: Instant,
        person: Option<StaffId>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Holding>, Fault> {
        let person = person.map(|person| person.0.get());
        let rows = self.reader()?.held(at, person, after, limit)?;
        Ok(rows.into_iter().map(holding).collect())
    }

    /// What is kept of a case at an instant, now or later; where it waits in another, of that one. None: there is
    /// no such case, or nothing of it is known from then on.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn outlook(&self, case: u64, at: Instant) -> Result<Option<Outlook>, Fault> {
        let reader = self.reader()?;
        let waits_in = roots(&reader, case)?.first().copied();
        let root = waits_in.unwrap_or(case);
        let projection = reader.projection(root)?.unwrap_or_default();
        let outlook = outlook(&projection, at);
        Ok(outlook.map(|outlook| Outlook {
            waits: waits_in.is_some(),
            ..outlook
        }))
    }

    /// The cases whose rulings change with a case's: itself, and all that wait where it is judged.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn judged_with(&self, case: u64) -> Result<BTreeSet<u64>, Fault> {
        let reader = self.reader()?;
        let mut all = BTreeSet::from([case]);
        let mut roots = roots(&reader, case)?;
        if roots.is_empty() {
            roots.push(case);
        }
        for root in roots {
            all.insert(root);
            let links = reader.links_of(root)?.into_iter();
            all.extend(links.map(|(later, _)| later));
        }
        Ok(all)
    }

    /// Up to `limit` duties after a place in the list, due by an instant, soonest first.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn due(&self, after: Cursor, until: Instant, limit: u32) -> Result<Vec<Duty>, Fault> {
        let rows = self.reader()?.due(after.0, until, limit)?;
        Ok(rows.into_iter().filter_map(duty).collect())
    }

    /// Up to `limit` protections after a place in the list that end by an instant, soonest first.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn ending(&self, after: Cursor, until: Instant, limit: u32) -> Result<Vec<Holding>, Fault> {
        let rows = self.reader()?.ending(after.0, until, limit)?;
        Ok(rows.into_iter().map(holding).collect())
    }
}

fn outlook(projection: &Projection, at: Instant) -> Option<Outlook> {
    let is_over = |segment: &&ProjectedSegment| segment.until.is_some_and(|until| until <= at);
    let mut ahead = projection.segments.iter().skip_while(is_over).peekable();
    let current = *ahead.peek()?;
    // Protection goes on while the same party holds it and others may not do more.
    let kept = ahead.take_while(|next| next.owner == current.owner && next.mode >= current.mode);
    let ends = kept.last().and_then(|last| last.until);
    let soonest = |is_meant: fn(&ProjectedParty) -> bool| {
        let meant = projection.duties.iter().filter(|duty| is_meant(&duty.who));
        meant
            .map(|duty| duty.due_until.unwrap_or(Instant::MAX))
            .min()
    };
    Some(Outlook {
        state: state_of(current.state),
        mode: mode_of(current.mode),
        owner: listee(current.owner),
        person: current.person.and_then(NonZeroU32::new).map(StaffId),
        ends: ends.filter(|_| current.owner.kind > 0),
        due: soonest(|_| true),
        office_due: soonest(|who| matches!(listee(*who), Some(Listee::Office(_)))),
        turns: current.until,
        waits: false,
    })
}

fn holding((case, number, row): Listed<ProjectedSegment>) -> Holding {
    Holding {
        case,
        owner: listee(row.owner),
        person: row.person.and_then(NonZeroU32::new).map(StaffId),
        mode: mode_of(row.mode),
        until: row.until,
        number,
    }
}

fn duty((case, number, row): Listed<ProjectedDuty>) -> Option<Duty> {
    Some(Duty {
        case,
        what: row.what,
        clause: row.clause,
        who: listee(row.who),
        until: row.due_until?,
        number,
    })
}

fn listee(party: ProjectedParty) -> Option<Listee> {
    let id = party.id.and_then(NonZeroU32::new);
    match party.kind {
        1 => id.map(|id| Listee::Staff(StaffId(id))),
        2 => id.map(|id| Listee::Unit(UnitId(id))),
        3 => Some(Listee::Office(id.map(UnitId))),
        4 => Some(Listee::Region),
        5 => Some(Listee::Customer),
        _ => None,
    }
}

/// The state that a stored number stands for.
#[must_use]
pub fn state_of(number: u8) -> State {
    use State::{Final, Frozen, None, Pending, Provisional};
    let states = [None, Pending, Provisional, Frozen, Final];
    let known = states.into_iter().find(|state| *state as u8 == number);
    known.unwrap_or_default()
}

/// The mode that a stored number stands for.
#[must_use]
pub fn mode_of(number: u8) -> Mode {
    let modes = [Mode::Open, Mode::Pool, Mode::Ask, Mode::Forbid];
    let known = modes.into_iter().find(|mode| *mode as u8 == number);
    known.unwrap_or_default()
}
