//! The reception's day: who came, with whom, in the order in which it happened, and whom to call about a
//! customer who came alone.

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::read::StoredEntry;
use ledger::rows::Rows;
use ruling::calendar::{CivilDay, Zone};
use ruling::fact::{Fact, FactKind, Seq, StaffId};
use ruling::ruling::Mode;

use crate::following::{concerned_by, person_in_charge};
use crate::permission::{Action, Target, deed};
use crate::{Actor, Desk, Instant, Refusal};

/// A visit of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitLine {
    /// The entry that says so.
    pub seq: Seq,
    /// The case; none: the reader does not see it.
    pub case: Option<u64>,
    /// When the customer came.
    pub at: Instant,
    /// What the customer is called, masked; none: erased.
    pub customer: Option<String>,
    /// Who brought the customer; none: came alone.
    pub brought_by: Option<String>,
    /// Who recorded it.
    pub recorded_by: Option<String>,
    /// When it was recorded.
    pub recorded: Instant,
    /// Whether it was entered from paper.
    pub is_from_paper: bool,
}

/// What whoever recorded a visit does next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AfterVisit {
    /// Whom to call: the customer is theirs, and they did not bring them.
    pub call: Option<String>,
    /// The customer may be somebody known: the later case and the earlier one.
    pub may_be_one: Option<(u64, u64)>,
}

/// What happened on a day, as it is kept: the entry and its case.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) case: u64,
    pub(crate) fact: Fact,
}

/// Keeps a visit or registration under the day on which it happened.
pub(crate) fn keep(
    rows: &Rows<'_>,
    (case, seq): (u64, Seq),
    kind: FactKind,
    occurred: Instant,
) -> Result<(), Fault> {
    let is_registration = match kind {
        FactKind::Visited => 0u8,
        FactKind::Registered => 1,
        _ => return Ok(()),
    };
    let day = Zone::shanghai().day_of(occurred);
    rows.execute(
        "noting who came on a day",
        "INSERT INTO arrival (company_id, day_no, is_registration, seq, case_id) VALUES ($1, $2, $3, $4, $5)",
        &[
            rows.company(),
            i64::from(day.days()).into(),
            is_registration.into(),
            seq.into(),
            case.into(),
        ],
    )
}

/// A scan of a day's sheet, as it is kept: whose registrations, and the entry that brought it.
pub(crate) type DayScan = (CivilDay, Seq);

/// The scans of sheets among entries.
pub(crate) fn scans_in(entries: &[StoredEntry]) -> Vec<DayScan> {
    let scans = entries.iter().filter_map(|entry| match entry.entry {
        Entry::SheetScanned { day, .. } => Some((day, entry.seq)),
        _ => None,
    });
    scans.collect()
}

/// Keeps scans under the days whose sheets they are of.
pub(crate) fn keep_scans(rows: &Rows<'_>, scans: &[DayScan]) -> Result<(), Fault> {
    scans.iter().try_for_each(|(day, seq)| {
        rows.execute(
            "noting the scan of a day's sheet",
            "INSERT INTO day_scan (company_id, day_no, seq) VALUES ($1, $2, $3)",
            &[rows.company(), i64::from(day.days()).into(), (*seq).into()],
        )
    })
}

/// The entries that brought scans of a day's sheet, in order.
pub(crate) fn scans_of(rows: &Rows<'_>, day: CivilDay) -> Result<Vec<Seq>, Fault> {
    rows.query(
        "listing the scans of a day's sheet",
        "SELECT seq FROM day_scan WHERE company_id = $1 AND day_no = $2 ORDER BY seq",
        &[rows.company(), i64::from(day.days()).into()],
        |row| row.int(0),
    )
}

impl Desk {
    /// The visits of a day within the actor's reach, in the order in which they happened.
    ///
    /// # Errors
    /// The actor receives nobody.
    pub fn visits_of(&self, actor: &Actor, day: CivilDay) -> Result<Vec<VisitLine>, Refusal> {
        actor.may::<deed::RecordVisit>(Target::Anything)?;
        self.lines_of(actor, day, FactKind::Visited)
    }

    /// What of a kind happened on a day, as the reception reads it.
    pub(crate) fn lines_of(
        &self,
        actor: &Actor,
        day: CivilDay,
        kind: FactKind,
    ) -> Result<Vec<VisitLine>, Refusal> {
        let directory = self.ledger.directory()?;
        let name = |staff: StaffId| directory.staff.get(&staff).cloned();
        let mut lines = Vec::new();
        for Arrival { case, fact } in self.arrivals(actor, day, kind)? {
            let concerned = self
                .ledger
                .look(|rows| crate::sight::Concerned::of(rows, case))?;
            let sees = actor.is_allowed(Action::SeeCase, concerned.target());
            lines.push(VisitLine {
                seq: fact.seq,
                case: sees.then_some(case),
                at: fact.occurred,
                customer: self.customer_name(case)?,
                brought_by: match kind {
                    FactKind::Registered => fact.doer(),
                    _ => fact.person,
                }
                .and_then(name),
                recorded_by: fact.actor.and_then(name),
                recorded: fact.recorded,
                is_from_paper: fact.is_from_paper(),
            });
        }
        Ok(lines)
    }

    /// What of a kind happened on a day, as far as whoever receives customers has to do with it.
    pub(crate) fn arrivals(
        &self,
        actor: &Actor,
        day: CivilDay,
        kind: FactKind,
    ) -> Result<Vec<Arrival>, Refusal> {
        self.follow()?;
        let is_registration = u8::from(kind == FactKind::Registered);
        let kept = self.ledger.look(|rows| {
            rows.query(
                "listing who came on a day",
                "SELECT seq, case_id FROM arrival WHERE company_id = $1 AND day_no = $2 AND is_registration = $3 \
                 ORDER BY seq",
                &[
                    rows.company(),
                    i64::from(day.days()).into(),
                    is_registration.into(),
                ],
                |row| Ok((row.int::<Seq>(0)?, row.id(1)?)),
            )
        })?;
        let (company, organisation) = (self.ledger.company()?, self.organisation()?);
        let mut arrivals = Vec::new();
        for (seq, case) in kept {
            let entry = self.ledger.entries(seq, 1)?.into_iter().next();
            let Some(Entry::Fact(fact) | Entry::Opened { fact, .. }) = entry.map(|it| it.entry)
            else {
                continue;
            };
            let (staff, units) = concerned_by(&fact, &company, &organisation);
            let staff: Vec<StaffId> = staff.into_iter().collect();
            let target = Target::Of {
                staff: &staff,
                units: &units,
            };
            if actor.is_allowed(Action::RecordVisit, target) {
                arrivals.push(Arrival { case, fact });
            }
        }
        arrivals.sort_by_key(|arrival| (arrival.fact.occurred, arrival.fact.seq));
        Ok(arrivals)
    }

    /// What is to be done after a visit that the actor recorded: no more than a duplicate check tells.
    ///
    /// # Errors
    /// No such visit of theirs.
    pub fn after_visit(&self, actor: &Actor, visit: Seq) -> Result<AfterVisit, Refusal> {
        let entry = self.ledger.entries(visit, 1)?.into_iter().next();
        let entry = entry.ok_or(Refusal::NotFound)?;
        let (Entry::Fact(fact) | Entry::Opened { fact, .. }) = &entry.entry else {
            return Err(Refusal::NotFound);
        };
        let is_theirs = fact.actor == Some(actor.staff) && fact.kind == FactKind::Visited;
        let case = entry.case.filter(|_| is_theirs).ok_or(Refusal::NotFound)?;
        let judged = self.ledger.case(case, actor.now, actor.now)?;
        let judged = judged.ok_or(Refusal::NotFound)?;
        if judged.id != case {
            return Ok(AfterVisit {
                call: None,
                may_be_one: Some((case, judged.id)),
            });
        }
        let is_held = matches!(judged.ruling.protection.mode, Mode::Forbid | Mode::Ask);
        let holder = person_in_charge(&judged.ruling).filter(|_| is_held);
        let others = holder.filter(|holder| ![fact.person, fact.actor].contains(&Some(*holder)));
        let directory = self.ledger.directory()?;
        Ok(AfterVisit {
            call: others.and_then(|holder| directory.staff.get(&holder).cloned()),
            may_be_one: None,
        })
    }
}
