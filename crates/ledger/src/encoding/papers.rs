//! Who filed papers, and with what, as bytes.

use ruling::calendar::CivilDay;
use ruling::fact::{Seq, StaffId};

use super::Entry;
use super::wire::{In, Out};

/// An entry that brings papers, of a case or of a day.
pub(super) fn write(entry: &Entry, out: &mut Out) {
    match entry {
        Entry::Papers { staff, of } => {
            out.head("papers", 2);
            out.int(i64::from(staff.0.get()));
            out.number(of.map(u64::from));
        }
        Entry::SheetScanned {
            staff,
            day,
            registrations,
        } => {
            out.head("sheet_scanned", 3);
            out.int(i64::from(staff.0.get()));
            out.int(day.days().into());
            out.array(registrations.len() as u64);
            for registration in registrations {
                out.int(i64::from(*registration));
            }
        }
        _ => {}
    }
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

pub(super) fn read_sheet(input: &mut In<'_>) -> Option<Entry> {
    let staff = StaffId(input.fit()?);
    let day = CivilDay::from_days(input.int()?.try_into().ok()?);
    let mut registrations = Vec::new();
    for _ in 0..input.any_array()? {
        registrations.push(input.fit()?);
    }
    Some(Entry::SheetScanned {
        staff,
        day,
        registrations,
    })
}
