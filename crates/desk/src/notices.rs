//! What people are told: open until done. A notice names a case or a person, never a customer.

use std::num::NonZeroU32;

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::fact::StaffId;

use crate::{Actor, Desk, Refusal};

/// Most notices of one page.
const PAGE_MAX: u32 = 100;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// A colleague tried to register your customer.
    Collision,
    /// Your registration met one before it.
    CollidedWith,
    /// Your customer came without you.
    WalkIn,
    /// Your customer was found to be a colleague's, or a colleague's to be yours.
    FoundSame,
    /// Your customer was found not to be a colleague's.
    FoundApart,
    /// Something is due soon.
    DueSoon,
    /// The time has come for what you planned.
    Planned,
    /// Your account was used from two places at once.
    TwoPlaces,
    /// A colleague's was.
    TwoPlacesOf,
    /// Your account was signed in from a browser not seen before.
    NewDevice,
    /// Your password was changed.
    PasswordChanged,
    /// Somebody guesses at your password.
    PasswordGuessed,
    /// A second factor was set up for your account.
    SecondFactorSet,
    /// Your second factor was taken away.
    SecondFactorDropped,
    /// A recovery code of yours was used.
    RecoveryCodeUsed,
    /// A colleague saw the personal data of your customer.
    Revealed,
    /// Somebody looks at unusually many cases.
    ManyLooks,
    /// Somebody checks unusually many customers.
    ManyChecks,
    /// Somebody takes unusually many lists out.
    ManyExports,
}

impl NoticeKind {
    const ALL: &[NoticeKind] = &[
        NoticeKind::Collision,
        NoticeKind::CollidedWith,
        NoticeKind::WalkIn,
        NoticeKind::FoundSame,
        NoticeKind::FoundApart,
        NoticeKind::DueSoon,
        NoticeKind::Planned,
        NoticeKind::TwoPlaces,
        NoticeKind::TwoPlacesOf,
        NoticeKind::NewDevice,
        NoticeKind::PasswordChanged,
        NoticeKind::PasswordGuessed,
        NoticeKind::SecondFactorSet,
        NoticeKind::SecondFactorDropped,
        NoticeKind::RecoveryCodeUsed,
        NoticeKind::Revealed,
        NoticeKind::ManyLooks,
        NoticeKind::ManyChecks,
        NoticeKind::ManyExports,
    ];

    /// A stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NoticeKind::Collision => "collision",
            NoticeKind::CollidedWith => "collided_with",
            NoticeKind::WalkIn => "walk_in",
            NoticeKind::FoundSame => "found_same",
            NoticeKind::FoundApart => "found_apart",
            NoticeKind::DueSoon => "due_soon",
            NoticeKind::Planned => "planned",
            NoticeKind::TwoPlaces => "two_places",
            NoticeKind::TwoPlacesOf => "two_places_of",
            NoticeKind::NewDevice => "new_device",
            NoticeKind::PasswordChanged => "password_changed",
            NoticeKind::PasswordGuessed => "password_guessed",
            NoticeKind::SecondFactorSet => "second_factor_set",
            NoticeKind::SecondFactorDropped => "second_factor_dropped",
            NoticeKind::RecoveryCodeUsed => "recovery_code_used",
            NoticeKind::Revealed => "revealed",
            NoticeKind::ManyLooks => "many_looks",
            NoticeKind::ManyChecks => "many_checks",
            NoticeKind::ManyExports => "many_exports",
        }
    }

    fn named(name: &str) -> Option<NoticeKind> {
        let mut all = NoticeKind::ALL.iter().copied();
        all.find(|kind| kind.name() == name)
    }

    /// Whether the notice names a person of the company instead of a case.
    fn is_about_staff(self) -> bool {
        !matches!(
            self,
            NoticeKind::Collision
                | NoticeKind::CollidedWith
                | NoticeKind::WalkIn
                | NoticeKind::FoundSame
                | NoticeKind::FoundApart
                | NoticeKind::DueSoon
                | NoticeKind::Planned
                | NoticeKind::Revealed
        )
    }
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A case.
    Case(u64),
    /// A person of the company.
    Staff(StaffId),
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
    /// When it was told.
    pub told: Instant,
    /// When it was done; none: it is open.
    pub done: Option<Instant>,
}

/// Which notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeList {
    /// 待办: still open.
    Open,
    /// 已办: done.
    Done,
}

/// How many notices somebody has; equal to the lengths of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoticeCounts {
    /// 待办.
    pub open: u64,
    /// 已办.
    pub done: u64,
}

/// A notice to be told once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewNotice {
    to: StaffId,
    kind: NoticeKind,
    about: u64,
    mark: i64,
}

impl NewNotice {
    /// About a person. `mark` tells two of a kind apart.
    pub(crate) fn about_staff(to: StaffId, kind: NoticeKind, who: StaffId, mark: i64) -> NewNotice {
        NewNotice {
            to,
            kind,
            about: who.0.get().into(),
            mark,
        }
    }

    /// About a case. `mark` tells two of a kind apart.
    pub(crate) fn about_case(to: StaffId, kind: NoticeKind, case: u64, mark: i64) -> NewNotice {
        NewNotice {
            to,
            kind,
            about: case,
            mark,
        }
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
    rows.execute(
        "telling somebody",
        "INSERT INTO notice (company_id, staff_id, notice_no, kind, about_id, mark, told_at, is_done, \
         done_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, NULL)",
        &[company, staff, number.into(), kind, about, mark, rows.now().into()],
    )
}

const LISTED: &str = "SELECT notice_no, kind, about_id, told_at, done_at FROM notice WHERE company_id = $1 AND \
     staff_id = $2 AND is_done = $3 AND notice_no < $4 ORDER BY notice_no DESC LIMIT $5";

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
        let is_done: u8 = match list {
            NoticeList::Open => 0,
            NoticeList::Done => 1,
        };
        let before = before.unwrap_or(i64::MAX.cast_unsigned());
        let limit = limit.min(PAGE_MAX);
        Ok(self.ledger.look(|rows| {
            let values = [
                rows.company(),
                actor.staff.0.get().into(),
                is_done.into(),
                before.into(),
                limit.into(),
            ];
            rows.query("listing notices", LISTED, &values, |row| {
                let kind = NoticeKind::named(&row.text(1)?).ok_or("no notice is of this kind")?;
                let about = row.id(2)?;
                let staff = u32::try_from(about).ok().and_then(NonZeroU32::new);
                Ok(Notice {
                    number: row.id(0)?,
                    kind,
                    about: match staff.filter(|_| kind.is_about_staff()) {
                        Some(staff) => About::Staff(StaffId(staff)),
                        None => About::Case(about),
                    },
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
        let count = |rows: &Rows<'_>, is_done: u8| {
            let sql = "SELECT count(*) FROM notice WHERE company_id = $1 AND staff_id = $2 AND is_done = $3";
            let values = [rows.company(), actor.staff.0.get().into(), is_done.into()];
            rows.query_one("counting notices", sql, &values, |row| row.int::<u64>(0))
        };
        Ok(self.ledger.look(|rows| {
            Ok::<_, Fault>(NoticeCounts {
                open: count(rows, 0)?.unwrap_or(0),
                done: count(rows, 1)?.unwrap_or(0),
            })
        })?)
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
                "UPDATE notice SET is_done = 1, done_at = $1 WHERE company_id = $2 AND staff_id = $3 AND \
                 notice_no = $4 AND is_done = 0",
                &[rows.now().into(), company, staff, number],
            )?)
        })
    }
}
