//! Lists that need no judging: who holds what, what is due, whose protection ends. They are right at any
//! moment, because every fact leaves the future segments and obligations of its case behind.

use std::num::NonZeroU32;

use ruling::calendar::Instant;
use ruling::fact::{StaffId, UnitId};
use ruling::ruling::Mode;

use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::store::{After, Listed, ObligationRow, PartyColumns, SegmentRow};

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
    /// in rows; [`Ledger::case`] judges it.
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

fn holding((case, number, row): Listed<SegmentRow>) -> Holding {
    Holding {
        case,
        owner: listee(row.owner),
        person: row.person.and_then(NonZeroU32::new).map(StaffId),
        mode: mode(row.mode),
        until: row.until,
        number,
    }
}

fn duty((case, number, row): Listed<ObligationRow>) -> Option<Duty> {
    Some(Duty {
        case,
        what: row.what,
        clause: row.clause,
        who: listee(row.who),
        until: row.due_until?,
        number,
    })
}

fn listee(party: PartyColumns) -> Option<Listee> {
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

fn mode(number: u8) -> Mode {
    let modes = [Mode::Open, Mode::Pool, Mode::Ask, Mode::Forbid];
    let known = modes.into_iter().find(|mode| *mode as u8 == number);
    known.unwrap_or_default()
}
