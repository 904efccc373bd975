//! Outages: while the program was down, people wrote on paper. The system administrator says afterwards from when to
//! when that was, and names two people: who of the reception enters the paper, and the lead who answers for it.

pub mod paper;

use std::num::NonZeroU32;

use ledger::fault::Fault;
use ledger::record::Command;
use ledger::rows::{EngineError, Row, Rows};
use ruling::calendar::{CivilDay, Zone};
use ruling::company::{Change, CompanyFact};
use ruling::fact::{FactKind, Seq, StaffId};

use crate::day_book::VisitLine;
use crate::permission::{Action, Target, deed};
use crate::{Actor, Desk, Instant, Refusal};

/// The longest outage, in days: whoever goes without the program for longer brings in a register.
pub const OUTAGE_DAYS_MAX: u8 = 31;
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// What is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutageInput {
    /// When the program went down.
    pub from: Instant,
    /// First second in which it ran again.
    pub until: Instant,
    /// Who enters what was written on paper.
    pub reception: StaffId,
    /// The lead who answers for it.
    pub lead: StaffId,
}

/// A declared outage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// The entry that declares it.
    pub seq: Seq,
    /// When the program went down.
    pub from: Instant,
    /// First second in which it ran again.
    pub until: Instant,
    /// When it was declared.
    pub declared: Instant,
    /// By whom, by name.
    pub declared_by: String,
    /// Who enters the paper, by name.
    pub reception: String,
    /// The lead who answers for it, by name.
    pub lead: String,
    /// Whether the reader enters it.
    pub may_enter: bool,
}

/// What was entered from paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperEntry {
    /// Whether it is a registration; else a visit.
    pub is_registration: bool,
    /// What happened; of a registration, `brought_by` is whose it is.
    pub line: VisitLine,
}

/// An outage as it is kept.
#[derive(Debug, Clone, Copy)]
struct Kept {
    seq: Seq,
    input: OutageInput,
    declared: Instant,
    declared_by: StaffId,
}

impl Kept {
    fn read(row: &Row<'_>) -> Result<Kept, EngineError> {
        let staff = |column| {
            let staff = NonZeroU32::new(row.int(column)?).ok_or("nobody has this number")?;
            Ok::<_, EngineError>(StaffId(staff))
        };
        Ok(Kept {
            seq: row.int(0)?,
            input: OutageInput {
                from: row.instant(1)?,
                until: row.instant(2)?,
                reception: staff(3)?,
                lead: staff(4)?,
            },
            declared: row.instant(5)?,
            declared_by: staff(6)?,
        })
    }

    fn store(self, rows: &Rows<'_>) -> Result<(), Fault> {
        rows.execute(
            "keeping whose an outage's paper is",
            "INSERT INTO outage (company_id, seq, from_at, until_at, reception_id, lead_id, declared_at, \
             declared_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                rows.company(),
                self.seq.into(),
                self.input.from.into(),
                self.input.until.into(),
                self.input.reception.0.get().into(),
                self.input.lead.0.get().into(),
                self.declared.into(),
                self.declared_by.0.get().into(),
            ],
        )
    }

    /// Whether somebody has to do with it.
    fn names(&self, actor: &Actor) -> bool {
        [self.input.reception, self.input.lead].contains(&actor.staff)
    }
}

impl Desk {
    /// Declares an outage that is over.
    ///
    /// # Errors
    /// Anybody but the system administrator; a time that is not over, ends before it begins or is longer than
    /// [`OUTAGE_DAYS_MAX`]; somebody who receives and registers nobody, or leads nobody there; one person as both.
    pub fn declare_outage(&self, actor: &Actor, input: &OutageInput) -> Result<Seq, Refusal> {
        let permit = actor.may::<deed::DeclareOutage>(Target::Unit(None))?;
        let OutageInput {
            from,
            until,
            reception,
            lead,
        } = *input;
        let longest = from.plus_seconds(i64::from(OUTAGE_DAYS_MAX) * DAY_SECONDS);
        if from >= until || until > actor.now || until > longest {
            return Err(Refusal::OutageSpan {
                days_max: OUTAGE_DAYS_MAX,
            });
        }
        let (enters, answers) = (self.as_actor(reception)?, self.as_actor(lead)?);
        let receives = [Action::RecordVisit, Action::Register];
        if !receives
            .iter()
            .all(|action| enters.is_allowed(*action, Target::Unit(enters.unit)))
        {
            return Err(Refusal::Missing {
                field: "outage_reception",
            });
        }
        if reception == lead || !answers.is_allowed(Action::Review, Target::Unit(enters.unit)) {
            return Err(Refusal::Missing {
                field: "outage_lead",
            });
        }
        let change = CompanyFact {
            from,
            recorded: actor.now,
            change: Change::Outage { until },
        };
        let (input, by) = (*input, permit.staff);
        self.together(by, move |acts| {
            let done = acts.carry_out(Command::Change(Box::new(change)))?;
            let kept = Kept {
                seq: done.seq,
                input,
                declared: done.recorded,
                declared_by: by,
            };
            kept.store(&acts.rows())?;
            Ok(done.seq)
        })
    }

    /// The outages that an actor has to do with, the newest first: all of them for whoever declares any.
    ///
    /// # Errors
    /// The actor neither declares outages nor receives anybody.
    pub fn outages(&self, actor: &Actor) -> Result<Vec<Outage>, Refusal> {
        let declares = actor.is_allowed(Action::DeclareOutage, Target::Unit(None));
        if !declares {
            actor.may::<deed::RecordVisit>(Target::Anything)?;
        }
        let kept = self.kept_outages()?.into_iter();
        let kept = kept.filter(|kept| declares || kept.names(actor));
        kept.map(|kept| self.outage_of(actor, &kept)).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for one that the actor has nothing to do with.
    pub fn outage(&self, actor: &Actor, outage: Seq) -> Result<Outage, Refusal> {
        let mut outages = self.outages(actor)?.into_iter();
        let found = outages.find(|known| known.seq == outage);
        found.ok_or(Refusal::NotFound)
    }

    /// What was entered from the paper of an outage within the actor's reach, in the order in which it happened.
    ///
    /// # Errors
    /// As [`Desk::outage`]; an actor who receives nobody sees none of it.
    pub fn entered_in(&self, actor: &Actor, outage: Seq) -> Result<Vec<PaperEntry>, Refusal> {
        let Outage { from, until, .. } = self.outage(actor, outage)?;
        if !actor.is_allowed(Action::RecordVisit, Target::Anything) {
            return Ok(Vec::new());
        }
        let zone = Zone::shanghai();
        let (first, last) = (zone.day_of(from).days(), zone.day_of(until).days());
        let mut entered = Vec::new();
        for day in (first..=last).map(CivilDay::from_days) {
            for kind in [FactKind::Visited, FactKind::Registered] {
                let lines = self.lines_of(actor, day, kind)?.into_iter();
                let lines =
                    lines.filter(|line| line.is_from_paper && from <= line.at && line.at < until);
                entered.extend(lines.map(|line| PaperEntry {
                    is_registration: kind == FactKind::Registered,
                    line,
                }));
            }
        }
        entered.sort_by_key(|entry| (entry.line.at, entry.line.seq));
        Ok(entered)
    }

    fn kept_outages(&self) -> Result<Vec<Kept>, Fault> {
        self.ledger.look(|rows| {
            rows.query(
                "listing outages",
                "SELECT seq, from_at, until_at, reception_id, lead_id, declared_at, declared_by FROM outage \
                 WHERE company_id = $1 ORDER BY seq DESC",
                &[rows.company()],
                Kept::read,
            )
        })
    }

    fn outage_of(&self, actor: &Actor, kept: &Kept) -> Result<Outage, Refusal> {
        let directory = self.ledger.directory()?;
        let name = |staff| directory.staff.get(&staff).cloned().unwrap_or_default();
        Ok(Outage {
            seq: kept.seq,
            from: kept.input.from,
            until: kept.input.until,
            declared: kept.declared,
            declared_by: name(kept.declared_by),
            reception: name(kept.input.reception),
            lead: name(kept.input.lead),
            may_enter: kept.input.reception == actor.staff,
        })
    }
}
