//! What a robot is still to tell, and how far it has come.

use std::num::NonZeroU32;

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::fact::StaffId;

use super::{NoticePlace, Robot, ToTell};
use crate::notices::NoticeKind;

/// Notices looked at for one robot at once.
const READ_AT_ONCE: u32 = 200;

/// What people were told since a robot was told last, in order.
pub(super) fn told_after(rows: &Rows<'_>, robot: &Robot) -> Result<Vec<(StaffId, ToTell)>, Fault> {
    let seen = robot.seen;
    rows.query(
        "listing what a group is to be told",
        "SELECT told_at, staff_id, notice_no, kind, about_id FROM notice WHERE company_id = $1 AND told_at >= $2 AND \
         (told_at, staff_id, notice_no) > ($2, $3, $4) AND told_at < $5 ORDER BY told_at, staff_id, notice_no LIMIT $6",
        &[
            rows.company(),
            seen.at.into(),
            seen.staff.into(),
            seen.number.into(),
            // Of this second more may come, before what is there.
            rows.now().into(),
            READ_AT_ONCE.into(),
        ],
        |row| {
            let staff = NonZeroU32::new(row.int(1)?).ok_or("nobody has this number")?;
            let kind = NoticeKind::named(&row.text(3)?).ok_or("no notice is of this kind")?;
            let about = row.id(4)?;
            let place = NoticePlace {
                at: row.instant(0)?,
                staff: staff.get(),
                number: row.id(2)?,
            };
            let case = Some(about).filter(|_| kind.is_about_case());
            Ok((StaffId(staff), ToTell { kind, case, place }))
        },
    )
}

/// A robot goes on after a place.
pub(super) fn pass_over(rows: &Rows<'_>, robot: u32, place: NoticePlace) -> Result<(), Fault> {
    rows.execute(
        "noting how far a group was told",
        "UPDATE robot SET seen_at = $1, seen_staff = $2, seen_no = $3 WHERE company_id = $4 AND robot_no = $5",
        &[
            place.at.into(),
            place.staff.into(),
            place.number.into(),
            rows.company(),
            robot.into(),
        ],
    )
}
