//! Who looked at one's customers: others' looks and reveals, told to whoever had the customer then.

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::read::StoredEntry;
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId};

use crate::customers::PAGE_MAX;
use crate::deeds::{DeedKind, DeedPlace};
use crate::permission::{Target, deed};
use crate::{Actor, Desk, Refusal};

/// Somebody looked at a customer of the reader's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToMine {
    /// The entry that says so.
    pub seq: Seq,
    /// When.
    pub at: Instant,
    /// Who.
    pub who: String,
    /// A look, or a reveal of personal data.
    pub kind: DeedKind,
    /// The reader's case.
    pub case: u64,
    /// Why, for a reveal; none once the data was erased.
    pub reason: Option<String>,
}

/// An access as it is taken in from the log.
pub(crate) struct Seen {
    staff: StaffId,
    seq: Seq,
    at: Instant,
    cases: Vec<u64>,
}

impl Desk {
    /// Others' accesses to the customers whom an actor had then, the newest first, after one place.
    ///
    /// # Errors
    /// A role that has no customers and sees no accesses.
    pub fn accesses_to_mine(
        &self,
        actor: &Actor,
        after: Option<DeedPlace>,
        limit: u32,
    ) -> Result<(Vec<AccessToMine>, Option<DeedPlace>), Refusal> {
        let permit = actor.may::<deed::SeeAccesses>(Target::Anything)?;
        self.follow()?;
        let limit = limit.clamp(1, PAGE_MAX);
        let found = self
            .ledger
            .look(|rows| told(rows, permit.staff, after, limit))?;
        let is_full = found.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        let next = found.last().map(|(place, _)| *place).filter(|_| is_full);
        let directory = self.ledger.directory()?;
        let mut lines = Vec::with_capacity(found.len());
        for (place, case) in found {
            let Some(access) = self.ledger.access_of(place.seq)? else {
                continue;
            };
            let who = directory.staff.get(&access.staff).cloned();
            lines.push(AccessToMine {
                seq: place.seq,
                at: access.recorded,
                who: who.unwrap_or_default(),
                kind: match access.deed.as_str() {
                    "reveal" => DeedKind::Reveal,
                    _ => DeedKind::Look,
                },
                case,
                reason: access.reason,
            });
        }
        Ok((lines, next))
    }

    /// The looks and reveals among entries, with the cases they showed.
    pub(crate) fn seen_by_others(&self, entries: &[StoredEntry]) -> Result<Vec<Seen>, Refusal> {
        let mut seen = Vec::new();
        for entry in entries {
            seen.extend(self.seen_by(entry)?);
        }
        Ok(seen)
    }

    fn seen_by(&self, entry: &StoredEntry) -> Result<Option<Seen>, Refusal> {
        let Entry::Accessed {
            staff,
            subject: Some(_),
            ..
        } = &entry.entry
        else {
            return Ok(None);
        };
        let access = self.ledger.access_of(entry.seq)?;
        Ok(access.map(|access| Seen {
            staff: *staff,
            seq: entry.seq,
            at: entry.recorded,
            cases: access.cases,
        }))
    }
}

fn told(
    rows: &Rows<'_>,
    holder: StaffId,
    after: Option<DeedPlace>,
    limit: u32,
) -> Result<Vec<(DeedPlace, u64)>, Fault> {
    let after = after.unwrap_or(DeedPlace {
        at: Instant::MAX,
        seq: Seq::MAX,
    });
    rows.query(
        "listing who looked at somebody's customers",
        "SELECT accessed_at, seq, case_id FROM access_told WHERE company_id = $1 AND holder_id = $2 AND \
         accessed_at <= $3 AND (accessed_at, seq) < ($3, $4) ORDER BY accessed_at DESC, seq DESC, case_id DESC \
         LIMIT $5",
        &[
            rows.company(),
            holder.0.get().into(),
            after.at.into(),
            after.seq.into(),
            limit.into(),
        ],
        |row| {
            let place = DeedPlace {
                at: row.instant(0)?,
                seq: row.int(1)?,
            };
            Ok((place, row.id(2)?))
        },
    )
}

/// Tells whoever has a case now that somebody else looked. To be called once its line is stored.
pub(crate) fn tell(rows: &Rows<'_>, seen: &Seen) -> Result<(), Fault> {
    for case in &seen.cases {
        let holder = rows.query_one(
            "reading who has a case",
            "SELECT holder_id FROM case_line WHERE company_id = $1 AND case_id = $2",
            &[rows.company(), (*case).into()],
            |row| row.optional_int::<u32>(0),
        )?;
        let other = holder
            .flatten()
            .filter(|holder| *holder != seen.staff.0.get());
        let Some(holder) = other else {
            continue;
        };
        rows.execute(
            "noting who looked at somebody's customer",
            "INSERT INTO access_told (company_id, holder_id, accessed_at, seq, case_id) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (company_id, holder_id, accessed_at, seq, case_id) DO NOTHING",
            &[
                rows.company(),
                holder.into(),
                seen.at.into(),
                seen.seq.into(),
                (*case).into(),
            ],
        )?;
    }
    Ok(())
}
