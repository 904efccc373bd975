//! Who filed papers, and with what, as bytes.

use ruling::fact::{Seq, StaffId};

use super::Entry;
use super::wire::{In, Out};

pub(super) fn write(staff: StaffId, of: Option<Seq>, out: &mut Out) {
    out.head("papers", 2);
    out.int(i64::from(staff.0.get()));
    out.number(of.map(u64::from));
}

pub(super) fn read(input: &mut In<'_>) -> Option<Entry> {
    Some(Entry::Papers {
        staff: StaffId(input.fit()?),
        of: match input.number()? {
            Some(of) => Some(Seq::try_from(of).ok()?),
            None => None,
        },
    })
}
