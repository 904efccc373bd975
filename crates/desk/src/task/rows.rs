//! What waits, in rows beside the log: written with a case's line, read by ranges.

use std::num::NonZeroU32;

use ledger::fault::Fault;
use ledger::rows::{EngineError, Row, Rows, Value};
use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId, UnitId};

use super::kind::{Answered, TaskKind};

/// Whose list a range of rows is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReaderKey {
    kind: u8,
    id: u32,
    office: String,
}

impl ReaderKey {
    pub(crate) fn staff(staff: StaffId) -> ReaderKey {
        ReaderKey {
            kind: 0,
            id: staff.0.get(),
            office: String::new(),
        }
    }

    pub(crate) fn unit(unit: UnitId) -> ReaderKey {
        ReaderKey {
            kind: 1,
            id: unit.0.get(),
            office: String::new(),
        }
    }

    pub(crate) fn office(office: &str, unit: Option<UnitId>) -> ReaderKey {
        ReaderKey {
            kind: 2,
            id: unit.map_or(0, |unit| unit.0.get()),
            office: office.to_owned(),
        }
    }

    /// Whether rows are one person's, whose case it is; else only those count whose case the reader reaches.
    pub(crate) fn is_personal(&self) -> bool {
        self.kind == 0
    }
}

/// Which cases somebody sees: those that they have a part in, and all of these units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sees {
    pub(crate) staff: StaffId,
    pub(crate) scopes: Vec<u32>,
}

impl Sees {
    /// What must hold of a row of `task_for`. Numbers only: nothing typed is in it.
    fn condition(&self) -> String {
        let staff = self.staff.0;
        let units: Vec<String> = self.scopes.iter().map(u32::to_string).collect();
        let in_scope = match units.is_empty() {
            true => String::new(),
            false => format!(
                " OR EXISTS (SELECT 1 FROM case_of_unit u WHERE u.company_id = f.company_id AND \
                 u.case_id = f.case_id AND u.unit_id IN ({}))",
                units.join(", ")
            ),
        };
        format!(
            " AND (EXISTS (SELECT 1 FROM case_of_staff s WHERE s.company_id = f.company_id AND s.staff_id = {staff} \
             AND s.case_id = f.case_id){in_scope})"
        )
    }
}

/// A list that somebody reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadList {
    pub(crate) key: ReaderKey,
    /// The colleague in whose office they stand in. Its duties come to them; what is decided comes by name.
    pub(crate) behalf: Option<Sees>,
}

impl ReadList {
    pub(crate) fn own(key: ReaderKey) -> ReadList {
        ReadList { key, behalf: None }
    }

    /// The least and the greatest number of the kinds that are read in it, of those wanted.
    fn kinds(&self, wanted: Option<TaskKind>) -> (u8, u8) {
        let (least, most) = wanted.map_or((0, u8::MAX), |kind| (kind.number(), kind.number()));
        match self.behalf {
            Some(_) => (least, most.min(TaskKind::Duty.number())),
            None => (least, most),
        }
    }
}

/// A place in a list, to be stored.
pub(crate) struct NewReader {
    pub(crate) key: ReaderKey,
    pub(crate) from: Instant,
    pub(crate) is_raised: bool,
    pub(crate) on_behalf: Option<StaffId>,
}

/// Something that waits, to be stored.
pub(crate) struct NewTask {
    pub(crate) kind: TaskKind,
    pub(crate) answered: Answered,
    pub(crate) of: Option<Seq>,
    pub(crate) person: Option<StaffId>,
    pub(crate) asker: Option<StaffId>,
    pub(crate) what: String,
    pub(crate) clause: String,
    pub(crate) since: Instant,
    pub(crate) due: Option<Instant>,
    pub(crate) readers: Vec<NewReader>,
}

/// Something that waits, as it was stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredTask {
    pub(crate) place: TaskPlace,
    pub(crate) kind: TaskKind,
    pub(crate) answered: Answered,
    pub(crate) of: Option<Seq>,
    pub(crate) person: Option<StaffId>,
    pub(crate) asker: Option<StaffId>,
    pub(crate) what: String,
    pub(crate) clause: String,
    pub(crate) is_raised: bool,
    pub(crate) on_behalf: Option<StaffId>,
}

/// A place in a list: what is late comes first, then what is due, then what waits longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskPlace {
    pub(crate) due: Instant,
    pub(crate) since: Instant,
    pub(crate) case: u64,
    pub(crate) number: u32,
}

impl TaskPlace {
    const FIRST: TaskPlace = TaskPlace {
        due: Instant::MIN,
        since: Instant::MIN,
        case: 0,
        number: 0,
    };

    /// As addresses hold it.
    #[must_use]
    pub fn to_text(self) -> String {
        let (due, since) = (self.due.seconds(), self.since.seconds());
        format!("{due}.{since}.{}.{}", self.case, self.number)
    }

    /// The place that an address holds; none: no place.
    #[must_use]
    pub fn from_text(text: &str) -> Option<TaskPlace> {
        let mut parts = text.split('.');
        let place = TaskPlace {
            due: Instant::from_seconds(parts.next()?.parse().ok()?),
            since: Instant::from_seconds(parts.next()?.parse().ok()?),
            case: parts.next()?.parse().ok()?,
            number: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(place)
    }
}

fn person(staff: Option<StaffId>) -> Value<'static> {
    staff.map(|staff| staff.0.get()).into()
}

/// Stores what waits in a case instead of what waited before.
pub(crate) fn store(rows: &Rows<'_>, case: u64, tasks: &[NewTask]) -> Result<(), Fault> {
    for sql in [
        "DELETE FROM task_for WHERE company_id = $1 AND case_id = $2",
        "DELETE FROM task WHERE company_id = $1 AND case_id = $2",
    ] {
        rows.execute("dropping what waited", sql, &[rows.company(), case.into()])?;
    }
    for (number, task) in (1_u32..).zip(tasks) {
        rows.execute(
            "storing what waits",
            "INSERT INTO task (company_id, case_id, task_no, kind, answered, of_seq, person_id, asker_id, what, clause) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                rows.company(),
                case.into(),
                number.into(),
                task.kind.number().into(),
                task.answered.name().into(),
                task.of.into(),
                person(task.person),
                person(task.asker),
                (&task.what).into(),
                (&task.clause).into(),
            ],
        )?;
        for reader in &task.readers {
            let key = &reader.key;
            rows.execute(
                "storing for whom it waits",
                "INSERT INTO task_for (company_id, for_kind, for_id, office, case_id, task_no, kind, due_at, since_at, \
                 from_at, is_raised, behalf_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
                 ON CONFLICT (company_id, for_kind, for_id, office, case_id, task_no) DO NOTHING",
                &[
                    rows.company(),
                    key.kind.into(),
                    key.id.into(),
                    (&key.office).into(),
                    case.into(),
                    number.into(),
                    task.kind.number().into(),
                    task.due.unwrap_or(Instant::MAX).into(),
                    task.since.into(),
                    reader.from.into(),
                    u8::from(reader.is_raised).into(),
                    person(reader.on_behalf),
                ],
            )?;
        }
    }
    Ok(())
}

/// Has what is to be decided looked at anew: whose it is may have changed with the company.
pub(crate) fn look_again(rows: &Rows<'_>) -> Result<(), Fault> {
    rows.execute(
        "having what waits looked at again",
        "UPDATE case_line SET turns_at = $1 WHERE company_id = $2 AND (turns_at IS NULL OR turns_at > $1) AND case_id IN \
         (SELECT case_id FROM task WHERE company_id = $2 AND kind > 0)",
        &[rows.now().into(), rows.company()],
    )
}

/// Which rows of a list.
pub(crate) struct Wanted<'a> {
    pub(crate) lists: &'a [ReadList],
    /// Which cases the reader sees.
    pub(crate) sees: &'a Sees,
}

impl Wanted<'_> {
    /// What must hold of a row beyond the list it is in: of what is not the reader's in person, only those cases
    /// count that they see, and with them whoever they stand in for.
    fn condition(&self, list: &ReadList) -> String {
        if list.key.is_personal() {
            return String::new();
        }
        let behalf = list.behalf.as_ref();
        let of_behalf = behalf.map_or_else(String::new, Sees::condition);
        self.sees.condition() + &of_behalf
    }

    /// A page of the list: one kind or all, after a place.
    pub(crate) fn page(
        &self,
        rows: &Rows<'_>,
        kind: Option<TaskKind>,
        after: Option<TaskPlace>,
        limit: u32,
    ) -> Result<Vec<StoredTask>, Fault> {
        let after = after.unwrap_or(TaskPlace::FIRST);
        let mut all = Vec::new();
        for list in self.lists {
            let (key, (least, most)) = (&list.key, list.kinds(kind));
            let condition = self.condition(list);
            let sql = format!(
                "SELECT f.due_at, f.since_at, f.case_id, f.task_no, f.is_raised, t.kind, t.answered, t.of_seq, \
                 t.person_id, t.asker_id, t.what, t.clause, f.behalf_id FROM task_for f JOIN task t ON t.company_id = f.company_id \
                 AND t.case_id = f.case_id AND t.task_no = f.task_no WHERE f.company_id = $1 AND f.for_kind = $2 AND \
                 f.for_id = $3 AND f.office = $4 AND f.from_at <= $5 AND f.kind >= $6 AND f.kind <= $7 AND \
                 (f.due_at, f.since_at, f.case_id, f.task_no) > ($8, $9, $10, $11){condition} \
                 ORDER BY f.due_at, f.since_at, f.case_id, f.task_no LIMIT $12"
            );
            let values = [
                rows.company(),
                key.kind.into(),
                key.id.into(),
                (&key.office).into(),
                rows.now().into(),
                least.into(),
                most.into(),
                after.due.into(),
                after.since.into(),
                after.case.into(),
                after.number.into(),
                limit.into(),
            ];
            let found = rows.query("listing what waits", &sql, &values, stored)?;
            all.extend(found.into_iter().map(|task| {
                StoredTask {
                    on_behalf: list
                        .behalf
                        .as_ref()
                        .map(|absent| absent.staff)
                        .or(task.on_behalf),
                    ..task
                }
            }));
        }
        all.sort_by_key(|task: &StoredTask| task.place);
        all.dedup_by_key(|task| task.place);
        all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(all)
    }

    /// How many there are of each kind.
    pub(crate) fn counts(&self, rows: &Rows<'_>) -> Result<Vec<(TaskKind, u64)>, Fault> {
        let mut all = Vec::new();
        for list in self.lists {
            let (key, (least, most)) = (&list.key, list.kinds(None));
            let condition = self.condition(list);
            let sql = format!(
                "SELECT f.kind, count(*) FROM task_for f WHERE f.company_id = $1 AND f.for_kind = $2 AND \
                 f.for_id = $3 AND f.office = $4 AND f.from_at <= $5 AND f.kind >= $6 AND f.kind <= $7{condition} \
                 GROUP BY f.kind"
            );
            let values = [
                rows.company(),
                key.kind.into(),
                key.id.into(),
                (&key.office).into(),
                rows.now().into(),
                least.into(),
                most.into(),
            ];
            let counted = rows.query("counting what waits", &sql, &values, |row| {
                Ok((kind_of(row, 0)?, row.int::<u64>(1)?))
            })?;
            all.extend(counted);
        }
        Ok(all)
    }
}

fn kind_of(row: &Row<'_>, column: usize) -> Result<TaskKind, EngineError> {
    let kind = TaskKind::numbered(row.int(column)?);
    Ok(kind.ok_or("nothing that waits is of this kind")?)
}

fn stored(row: &Row<'_>) -> Result<StoredTask, EngineError> {
    let staff = |column| -> Result<Option<StaffId>, EngineError> {
        let id = row.optional_int::<u32>(column)?;
        Ok(id.and_then(NonZeroU32::new).map(StaffId))
    };
    Ok(StoredTask {
        place: TaskPlace {
            due: row.instant(0)?,
            since: row.instant(1)?,
            case: row.id(2)?,
            number: row.int(3)?,
        },
        is_raised: row.int::<u8>(4)? == 1,
        kind: kind_of(row, 5)?,
        answered: Answered::named(&row.text(6)?),
        of: row.optional_int(7)?,
        person: staff(8)?,
        asker: staff(9)?,
        what: row.text(10)?,
        clause: row.text(11)?,
        on_behalf: staff(12)?,
    })
}

/// What came to somebody after an instant because those below are late or may not: who, which case, since when.
pub(crate) fn raised(
    rows: &Rows<'_>,
    after: Instant,
) -> Result<Vec<(StaffId, u64, Instant)>, Fault> {
    rows.query(
        "listing what came to whoever is above",
        "SELECT for_id, case_id, from_at FROM task_for WHERE company_id = $1 AND from_at > $2 AND from_at <= $3 AND \
         is_raised = 1 AND +for_kind = 0",
        &[rows.company(), after.into(), rows.now().into()],
        |row| {
            let staff = NonZeroU32::new(row.int(0)?).ok_or("nobody has this number")?;
            Ok((StaffId(staff), row.id(1)?, row.instant(2)?))
        },
    )
}

/// Whether something in a case was put to somebody in person.
pub(crate) fn is_put_to(rows: &Rows<'_>, case: u64, staff: StaffId) -> Result<bool, Fault> {
    let found = rows.query_one(
        "looking whether something was put to somebody",
        "SELECT task_no FROM task_for WHERE company_id = $1 AND for_kind = 0 AND for_id = $2 AND case_id = $3 AND \
         from_at <= $4 AND kind > 0 LIMIT 1",
        &[
            rows.company(),
            staff.0.get().into(),
            case.into(),
            rows.now().into(),
        ],
        |row| row.int::<u32>(0),
    )?;
    Ok(found.is_some())
}
