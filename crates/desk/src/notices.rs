//! What people are told: open until done. A notice names a case or a person, never a customer.

mod kind;

use std::num::NonZeroU32;

use ledger::fault::Fault;
use ledger::rows::{EngineError, Row, Rows};
use ruling::calendar::{CivilDay, Instant, Zone};
use ruling::fact::{StaffId, UnitId};

pub use self::kind::NoticeKind;
use crate::account::session::{Session, SessionToken};
use crate::account::{Account, SignInStep};
use crate::{Actor, Desk, Refusal};

/// Most notices of one page.
const PAGE_MAX: u32 = 100;

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A case.
    Case(u64),
    /// A person of the company.
    Staff(StaffId),
    /// A list of a day.
    List {
        /// Whose; none: all those of the day.
        unit: Option<UnitId>,
        /// Which day's.
        day: CivilDay,
    },
}

/// A notice as its reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// Its number among the reader's.
    pub number: u64,
    /// What happened.
    pub kind: NoticeKind,
    /// To what.
    pub about: About,
    /// The last second in which what it asks for is done in time, where the regulation says so.
    pub due: Option<Instant>,
    /// When it was told.
    pub told: Instant,
    /// When it was done; none: it is open, or a copy.
    pub done: Option<Instant>,
}

/// What somebody's doing told others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentNotice {
    /// What happened.
    pub kind: NoticeKind,
    /// To what.
    pub about: About,
    /// Who was told.
    pub to: StaffId,
    /// When.
    pub told: Instant,
    /// When they had done with it; none: not yet.
    pub done: Option<Instant>,
}

/// Which notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeList {
    /// 待办: still open.
    Open,
    /// 已办: done.
    Done,
    /// 抄送我: for information, nothing is to be done.
    Copied,
}

impl NoticeList {
    fn number(self) -> u8 {
        match self {
            NoticeList::Open => 0,
            NoticeList::Done => 1,
            NoticeList::Copied => 2,
        }
    }
}

/// How many notices somebody has; equal to the lengths of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoticeCounts {
    /// 待办.
    pub open: u64,
    /// 已办.
    pub done: u64,
    /// 我发起的.
    pub sent: u64,
    /// 抄送我.
    pub copied: u64,
}

/// A notice to be told once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewNotice {
    to: StaffId,
    kind: NoticeKind,
    about: u64,
    mark: i64,
    from: Option<StaffId>,
}

impl NewNotice {
    /// About a person. `mark` tells two of a kind apart.
    pub(crate) fn about_staff(to: StaffId, kind: NoticeKind, who: StaffId, mark: i64) -> NewNotice {
        NewNotice::about_case(to, kind, who.0.get().into(), mark)
    }

    /// About a case. `mark` tells two of a kind apart.
    pub(crate) fn about_case(to: StaffId, kind: NoticeKind, case: u64, mark: i64) -> NewNotice {
        NewNotice {
            to,
            kind,
            about: case,
            mark,
            from: None,
        }
    }

    /// About a unit's list of a day; none: about all those of the day.
    pub(crate) fn about_list(
        to: StaffId,
        kind: NoticeKind,
        unit: Option<UnitId>,
        day: CivilDay,
    ) -> NewNotice {
        let unit = unit.map_or(0, |unit| unit.0.get());
        NewNotice::about_case(to, kind, unit.into(), day.days().into())
    }

    /// The same, told because of what somebody else did.
    pub(crate) fn from(self, from: Option<StaffId>) -> NewNotice {
        let from = from.filter(|from| *from != self.to);
        NewNotice { from, ..self }
    }
}

/// Tells somebody something, once.
pub(crate) fn tell(rows: &Rows<'_>, new: &NewNotice) -> Result<(), Fault> {
    let staff = new.to.0.get();
    let values = [
        rows.company(),
        staff.into(),
        new.kind.name().into(),
        new.about.into(),
        new.mark.into(),
    ];
    let known = rows.query_one(
        "looking for a notice",
        "SELECT notice_no FROM notice WHERE company_id = $1 AND staff_id = $2 AND kind = $3 AND about_id = $4 \
         AND mark = $5",
        &values,
        |row| row.id(0),
    )?;
    if known.is_some() {
        return Ok(());
    }
    let last = rows.query_one(
        "numbering a notice",
        "SELECT notice_no FROM notice WHERE company_id = $1 AND staff_id = $2 ORDER BY notice_no DESC LIMIT 1",
        &[rows.company(), staff.into()],
        |row| row.id(0),
    )?;
    let [company, staff, kind, about, mark] = values;
    let number = last.unwrap_or(0).saturating_add(1);
    let list = match new.kind.is_copy() {
        true => NoticeList::Copied,
        false => NoticeList::Open,
    };
    rows.execute(
        "telling somebody",
        "INSERT INTO notice (company_id, staff_id, notice_no, kind, about_id, mark, told_at, list_no, \
         done_at, from_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9)",
        &[
            company,
            staff,
            number.into(),
            kind,
            about,
            mark,
            rows.now().into(),
            list.number().into(),
            new.from.map(|from| from.0.get()).into(),
        ],
    )
}

/// Nobody is asked any more to confirm a list that was.
pub(crate) fn list_confirmed(rows: &Rows<'_>, unit: UnitId, day: CivilDay) -> Result<(), Fault> {
    rows.execute(
        "finishing what asked for a list",
        "UPDATE notice SET list_no = 1, done_at = $1 WHERE company_id = $2 AND told_at >= $3 AND kind = $4 AND \
         about_id = $5 AND mark = $6 AND list_no = 0",
        &[
            rows.now().into(),
            rows.company(),
            // Nobody is asked for a list before its day.
            Zone::shanghai().start_of(day).into(),
            NoticeKind::ListDue.name().into(),
            unit.0.get().into(),
            i64::from(day.days()).into(),
        ],
    )
}

const LISTED: &str = "SELECT kind, about_id, mark, told_at, done_at, notice_no FROM notice WHERE company_id = $1 AND \
     staff_id = $2 AND list_no = $3 AND notice_no < $4 ORDER BY notice_no DESC LIMIT $5";
// The newest first; those told in one second in any order, but always the same.
const SENT: &str = "SELECT kind, about_id, mark, told_at, done_at, staff_id FROM notice WHERE company_id = $1 AND \
     from_id = $2 ORDER BY told_at DESC, staff_id DESC, notice_no DESC LIMIT $3 OFFSET $4";

/// Kind and subject of a row that begins with them and the mark.
fn what(row: &Row<'_>) -> Result<(NoticeKind, About), EngineError> {
    let kind = NoticeKind::named(&row.text(0)?).ok_or("no notice is of this kind")?;
    let about = row.id(1)?;
    if kind.is_about_list() {
        let unit = u32::try_from(about).ok().and_then(NonZeroU32::new);
        let day = row.int(2)?;
        return Ok((
            kind,
            About::List {
                unit: unit.map(UnitId),
                day: CivilDay::from_days(day),
            },
        ));
    }
    let staff = u32::try_from(about).ok().and_then(NonZeroU32::new);
    Ok(match staff.filter(|_| kind.is_about_staff()) {
        Some(staff) => (kind, About::Staff(StaffId(staff))),
        None => (kind, About::Case(about)),
    })
}

/// How many notices somebody has in a list.
fn count(rows: &Rows<'_>, staff: StaffId, list: NoticeList) -> Result<u64, Fault> {
    let sql =
        "SELECT count(*) FROM notice WHERE company_id = $1 AND staff_id = $2 AND list_no = $3";
    let values = [rows.company(), staff.0.get().into(), list.number().into()];
    let count = rows.query_one("counting notices", sql, &values, |row| row.int(0))?;
    Ok(count.unwrap_or(0))
}

impl Desk {
    /// An actor's notices, the newest first, before one number.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn notices(
        &self,
        actor: &Actor,
        list: NoticeList,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Notice>, Refusal> {
        let before = before.unwrap_or(i64::MAX.cast_unsigned());
        let limit = limit.min(PAGE_MAX);
        let mut notices = self.ledger.look(|rows| {
            let values = [
                rows.company(),
                actor.staff.0.get().into(),
                list.number().into(),
                before.into(),
                limit.into(),
            ];
            rows.query("listing notices", LISTED, &values, |row| {
                let (kind, about) = what(row)?;
                Ok(Notice {
                    number: row.id(5)?,
                    kind,
                    about,
                    due: None,
                    told: row.instant(3)?,
                    done: row.optional_instant(4)?,
                })
            })
        })?;
        for notice in &mut notices {
            notice.due = self.due_of(notice)?;
        }
        Ok(notices)
    }

    /// By when what a notice asks for is to be done.
    fn due_of(&self, notice: &Notice) -> Result<Option<Instant>, Refusal> {
        match (notice.kind, notice.about) {
            (
                NoticeKind::ListDue,
                About::List {
                    unit: Some(unit),
                    day,
                },
            ) => self.list_confirmed_by(unit, day),
            _ => Ok(None),
        }
    }

    /// What others were told because of what an actor did, the newest first, from one place of the list on.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn sent_notices(
        &self,
        actor: &Actor,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<SentNotice>, Refusal> {
        let limit = limit.min(PAGE_MAX);
        Ok(self.ledger.look(|rows| {
            let from = actor.staff.0.get();
            let values = [rows.company(), from.into(), limit.into(), skip.into()];
            rows.query("listing what others were told", SENT, &values, |row| {
                let (kind, about) = what(row)?;
                let to = NonZeroU32::new(row.int(5)?).ok_or("nobody has this number")?;
                Ok(SentNotice {
                    kind,
                    about,
                    to: StaffId(to),
                    told: row.instant(3)?,
                    done: row.optional_instant(4)?,
                })
            })
        })?)
    }

    /// How many notices an actor has.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn notice_counts(&self, actor: &Actor) -> Result<NoticeCounts, Refusal> {
        Ok(self.ledger.look(|rows| {
            let sent = rows.query_one(
                "counting what others were told",
                "SELECT count(*) FROM notice WHERE company_id = $1 AND from_id = $2",
                &[rows.company(), actor.staff.0.get().into()],
                |row| row.int(0),
            )?;
            Ok::<_, Fault>(NoticeCounts {
                open: count(rows, actor.staff, NoticeList::Open)?,
                done: count(rows, actor.staff, NoticeList::Done)?,
                sent: sent.unwrap_or(0),
                copied: count(rows, actor.staff, NoticeList::Copied)?,
            })
        })?)
    }

    /// How many things an actor is to decide or do, and lists to confirm.
    fn all_tasks(&self, actor: &Actor) -> Result<u64, Refusal> {
        let lists = self.lists_to_confirm(actor)?.len();
        let tasks = self.task_counts(actor)?.all;
        Ok(tasks.saturating_add(u64::try_from(lists).unwrap_or(u64::MAX)))
    }

    /// How much waits for an actor: for the badges.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn badge_of(&self, actor: &Actor) -> Result<Badge, Refusal> {
        let staff = actor.staff;
        let open = self
            .ledger
            .look(|rows| count(rows, staff, NoticeList::Open))?;
        Ok(Badge {
            account: actor.account,
            open,
            tasks: self.all_tasks(actor)?,
        })
    }

    /// The same by a session's token, for a badge that is kept up to date while nobody does anything: it does not
    /// keep the session alive. None: the session is over.
    ///
    /// # Errors
    /// Rows that cannot be read or written.
    pub fn badge(&self, token: &SessionToken) -> Result<Option<Badge>, Refusal> {
        let settings = self.settings;
        let account = self.ledger.look(|rows| {
            let session = Session::of(rows, token, &settings)?;
            match session.filter(|session| session.step == SignInStep::Done) {
                Some(session) => Account::numbered(rows, session.account),
                None => Ok::<_, Fault>(None),
            }
        })?;
        let Some(account) = account else {
            return Ok(None);
        };
        if self.is_out(&account)? {
            return Ok(None);
        }
        self.follow()?;
        self.badge_of(&self.actor_of(&account)?).map(Some)
    }

    /// Marks a notice as done.
    ///
    /// # Errors
    /// The actor has no such notice.
    pub fn finish_notice(&self, actor: &Actor, number: u64) -> Result<(), Refusal> {
        let staff = actor.staff.0.get();
        self.ledger.keep(move |rows| {
            let values = [rows.company(), staff.into(), number.into()];
            let known = rows.query_one(
                "looking for a notice",
                "SELECT told_at FROM notice WHERE company_id = $1 AND staff_id = $2 AND notice_no = $3",
                &values,
                |row| row.instant(0),
            )?;
            known.ok_or(Refusal::NotFound)?;
            let [company, staff, number] = values;
            Ok(rows.execute(
                "finishing a notice",
                "UPDATE notice SET list_no = 1, done_at = $1 WHERE company_id = $2 AND staff_id = $3 AND \
                 notice_no = $4 AND list_no = 0",
                &[rows.now().into(), company, staff, number],
            )?)
        })
    }
}

/// What the badges of somebody signed in show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    /// Whose it is: an account's number.
    pub account: u32,
    /// How many notices are to be seen to.
    pub open: u64,
    /// How many things wait to be decided or done.
    pub tasks: u64,
}
