//! Units placed and put under regulations, accounts changed, roles granted and taken back, names of projects and
//! products, statements issued, lists confirmed, as bytes.

use ruling::calendar::{CivilDay, Instant};
use ruling::fact::{Ref, Seq, StaffId, UnitId};

use super::Entry;
use super::wire::{In, Out};
use crate::catalogue::CatalogueKind;
use crate::organisation::Grant;

/// Names of projects and products, statements that were issued, lists that were confirmed.
pub(super) fn of_business(entry: &Entry, out: &mut Out) {
    match entry {
        Entry::Catalogued {
            kind,
            reference,
            name,
        } => {
            out.head("catalogued", 3);
            out.text(kind.name());
            out.number(Some(reference.0));
            out.text(name);
        }
        Entry::StatementsIssued { month, by } => {
            out.head("statements_issued", 2);
            out.int(i64::from(*month));
            out.id(Some(by.0));
        }
        Entry::ListConfirmed { unit, day, by } => {
            out.head("list_confirmed", 3);
            out.id(Some(unit.0));
            out.int(i64::from(day.days()));
            out.id(Some(by.0));
        }
        _ => {}
    }
}

pub(super) fn read_catalogued(input: &mut In<'_>) -> Option<Entry> {
    Some(Entry::Catalogued {
        kind: CatalogueKind::named(input.text()?)?,
        reference: Ref(input.number()??),
        name: input.text()?.to_owned(),
    })
}

pub(super) fn read_issued(input: &mut In<'_>) -> Option<Entry> {
    Some(Entry::StatementsIssued {
        month: input.fit()?,
        by: StaffId(input.id()??),
    })
}

pub(super) fn read_confirmed(input: &mut In<'_>) -> Option<Entry> {
    Some(Entry::ListConfirmed {
        unit: UnitId(input.id()??),
        day: CivilDay::from_days(input.fit()?),
        by: StaffId(input.id()??),
    })
}

pub(super) fn placed(unit: UnitId, kind: &str, parent: Option<UnitId>, out: &mut Out) {
    out.head("placed", 3);
    out.id(Some(unit.0));
    out.text(kind);
    out.id(parent.map(|parent| parent.0));
}

pub(super) fn read_placed(input: &mut In<'_>) -> Option<Entry> {
    Some(Entry::Placed {
        unit: UnitId(input.id()??),
        kind: input.text()?.to_owned(),
        parent: input.id()?.map(UnitId),
    })
}

pub(super) fn governed(unit: UnitId, domain: u32, from: Instant, out: &mut Out) {
    out.head("governed", 3);
    out.id(Some(unit.0));
    out.int(i64::from(domain));
    out.int(from.seconds());
}

pub(super) fn read_governed(input: &mut In<'_>) -> Option<Entry> {
    Some(Entry::Governed {
        unit: UnitId(input.id()??),
        domain: input.fit()?,
        from: Instant::from_seconds(input.int()?),
    })
}

pub(super) fn account(by: StaffId, deed: &str, staff: StaffId, out: &mut Out) {
    out.head("account", 3);
    out.id(Some(by.0));
    out.text(deed);
    out.id(Some(staff.0));
}

pub(super) fn read_account(input: &mut In<'_>) -> Option<Entry> {
    Some(Entry::Account {
        by: StaffId(input.id()??),
        deed: input.text()?.to_owned(),
        staff: StaffId(input.id()??),
    })
}

pub(super) fn revoked(grant: Seq, by: Option<(StaffId, Seq)>, out: &mut Out) {
    out.head("revoked", 3);
    out.int(i64::from(grant));
    write_by(by, out);
}

pub(super) fn granted(grant: &Grant, out: &mut Out) {
    out.head("granted", 7);
    out.id(Some(grant.staff.0));
    out.text(&grant.role);
    out.id(grant.scope.map(|unit| unit.0));
    out.int(grant.from.seconds());
    match grant.until {
        Some(until) => out.int(until.seconds()),
        None => out.null(),
    }
    write_by(grant.by, out);
}

/// Who did it and by which grant of their own: two elements, both or neither `null`.
fn write_by(by: Option<(StaffId, Seq)>, out: &mut Out) {
    out.id(by.map(|(staff, _)| staff.0));
    out.number(by.map(|(_, own)| own.into()));
}

pub(super) fn read_grant(input: &mut In<'_>) -> Option<Grant> {
    Some(Grant {
        staff: StaffId(input.id()??),
        role: input.text()?.to_owned(),
        scope: input.id()?.map(UnitId),
        from: Instant::from_seconds(input.int()?),
        until: input.int_or_null()?.map(Instant::from_seconds),
        by: read_by(input)?,
    })
}

pub(super) fn read_by(input: &mut In<'_>) -> Option<Option<(StaffId, Seq)>> {
    match (input.id()?, input.number()?) {
        (Some(staff), Some(own)) => Some(Some((StaffId(staff), Seq::try_from(own).ok()?))),
        (None, None) => Some(None),
        _ => None,
    }
}
