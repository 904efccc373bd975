//! Facts about people and units of the company as bytes.

use ruling::calendar::{CivilDay, Instant};
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Ref, RegionCode, StaffId, UnitId};
use ruling::name::{Names, Symbol};

use super::wire::{In, Out};

pub(super) fn encode(fact: &CompanyFact, names: &Names, out: &mut Out) {
    let mut parts = Out::default();
    let (kind, count) = change(&fact.change, names, &mut parts);
    out.head(&format!("company:{kind}"), 1 + count);
    out.int(fact.from.seconds());
    out.0.append(&mut parts.0);
}

/// Writes what a change says and tells its kind and the number of parts.
fn change(change: &Change, names: &Names, out: &mut Out) -> (&'static str, u64) {
    match change {
        Change::Joined { staff, unit, role } => {
            placed("joined", (*staff, *unit), names.text(*role), out)
        }
        Change::Moved { staff, unit, role } => {
            placed("moved", (*staff, *unit), names.text(*role), out)
        }
        Change::Departed { staff } => {
            out.id(Some(staff.0));
            ("departed", 1)
        }
        Change::Suspended { staff, until } => {
            out.id(Some(staff.0));
            out.int(until.seconds());
            ("suspended", 2)
        }
        Change::RegionSet { unit, regions } => {
            out.id(Some(unit.0));
            write_regions(regions, out);
            ("regions", 2)
        }
        Change::RosterSet { unit, monday } => {
            out.id(Some(unit.0));
            out.int(i64::from(monday.days()));
            ("on_duty", 2)
        }
        Change::RatioSet { project, parts } => {
            out.number(project.map(|project| project.0));
            write_shares(parts, names, out);
            ("ratio", 2)
        }
        Change::PriceSet { .. } => write_price(change, out),
        Change::Acknowledged { staff, document } => {
            named("acknowledged", *staff, names.text(*document), out)
        }
        Change::Trained { staff, course } => named("trained", *staff, names.text(*course), out),
        Change::OpeningClosed { domain } => {
            out.text(names.text(*domain));
            ("opening_closed", 1)
        }
        Change::Outage { until } => {
            out.int(until.seconds());
            ("outage", 1)
        }
        Change::LevelSet { staff, level } => named("level", *staff, names.text(*level), out),
        Change::RotaSet { name, order } => {
            out.text(names.text(*name));
            out.array(order.len() as u64);
            for staff in order {
                out.id(Some(staff.0));
            }
            ("rota", 2)
        }
        Change::HoursSet { hours } => {
            out.text(&hours.to_string());
            ("hours", 1)
        }
        Change::StandsIn {
            staff,
            absent,
            until,
        } => stands_in((*staff, *absent), *until, out),
        Change::Named { name, staff } => named("named", *staff, names.text(*name), out),
    }
}

fn write_price(change: &Change, out: &mut Out) -> (&'static str, u64) {
    if let Change::PriceSet {
        product,
        region,
        list_cents,
        floor_cents,
    } = change
    {
        out.number(Some(product.0));
        out.text(&region.map(|code| code.to_string()).unwrap_or_default());
        match list_cents {
            Some(cents) => out.int(*cents),
            None => out.null(),
        }
        out.int(*floor_cents);
    }
    ("price", 4)
}

fn read_price(input: &mut In<'_>) -> Option<Change> {
    Some(Change::PriceSet {
        product: Ref(input.number()??),
        region: match input.text()? {
            "" => None,
            code => Some(RegionCode::parse(code).ok()?),
        },
        list_cents: input.int_or_null()?,
        floor_cents: input.int()?,
    })
}

fn write_regions(regions: &[RegionCode], out: &mut Out) {
    out.array(regions.len() as u64);
    for region in regions {
        out.text(&region.to_string());
    }
}

fn write_shares(shares: &[(Symbol, u32)], names: &Names, out: &mut Out) {
    out.array(2 * shares.len() as u64);
    for (role, share) in shares {
        out.text(names.text(*role));
        out.int(i64::from(*share));
    }
}

fn placed(
    kind: &'static str,
    (staff, unit): (StaffId, UnitId),
    role: &str,
    out: &mut Out,
) -> (&'static str, u64) {
    out.id(Some(staff.0));
    out.id(Some(unit.0));
    out.text(role);
    (kind, 3)
}

fn stands_in(
    (staff, absent): (StaffId, StaffId),
    until: Instant,
    out: &mut Out,
) -> (&'static str, u64) {
    out.id(Some(staff.0));
    out.id(Some(absent.0));
    out.int(until.seconds());
    ("stands_in", 3)
}

fn named(kind: &'static str, staff: StaffId, name: &str, out: &mut Out) -> (&'static str, u64) {
    out.id(Some(staff.0));
    out.text(name);
    (kind, 2)
}

pub(super) fn decode(
    kind: &str,
    input: &mut In<'_>,
    recorded: Instant,
    names: &Names,
) -> Option<CompanyFact> {
    let from = Instant::from_seconds(input.int()?);
    let change = read(kind, input, names)?;
    Some(CompanyFact {
        from,
        recorded,
        change,
    })
}

fn read(kind: &str, input: &mut In<'_>, names: &Names) -> Option<Change> {
    Some(match kind {
        "joined" => Change::Joined {
            staff: StaffId(input.id()??),
            unit: UnitId(input.id()??),
            role: names.find(input.text()?),
        },
        "moved" => Change::Moved {
            staff: StaffId(input.id()??),
            unit: UnitId(input.id()??),
            role: names.find(input.text()?),
        },
        "departed" => Change::Departed {
            staff: StaffId(input.id()??),
        },
        "suspended" => Change::Suspended {
            staff: StaffId(input.id()??),
            until: Instant::from_seconds(input.int()?),
        },
        "regions" => Change::RegionSet {
            unit: UnitId(input.id()??),
            regions: read_regions(input)?,
        },
        "on_duty" => Change::RosterSet {
            unit: UnitId(input.id()??),
            monday: CivilDay::from_days(i32::try_from(input.int()?).ok()?),
        },
        "ratio" => Change::RatioSet {
            project: input.number()?.map(Ref),
            parts: read_shares(input, names)?,
        },
        "price" => read_price(input)?,
        "acknowledged" => Change::Acknowledged {
            staff: StaffId(input.id()??),
            document: names.find(input.text()?),
        },
        "trained" => Change::Trained {
            staff: StaffId(input.id()??),
            course: names.find(input.text()?),
        },
        "opening_closed" => Change::OpeningClosed {
            domain: names.find(input.text()?),
        },
        "outage" => Change::Outage {
            until: Instant::from_seconds(input.int()?),
        },
        "level" => Change::LevelSet {
            staff: StaffId(input.id()??),
            level: names.find(input.text()?),
        },
        "rota" => Change::RotaSet {
            name: names.find(input.text()?),
            order: read_order(input)?,
        },
        "hours" => Change::HoursSet {
            hours: input.text()?.parse().ok()?,
        },
        "stands_in" => Change::StandsIn {
            staff: StaffId(input.id()??),
            absent: StaffId(input.id()??),
            until: Instant::from_seconds(input.int()?),
        },
        "named" => {
            let staff = StaffId(input.id()??);
            let name = names.find(input.text()?);
            Change::Named { name, staff }
        }
        _ => return None,
    })
}

fn read_regions(input: &mut In<'_>) -> Option<Vec<RegionCode>> {
    let count = input.any_array()?;
    (0..count)
        .map(|_| RegionCode::parse(input.text()?).ok())
        .collect()
}

fn read_shares(input: &mut In<'_>, names: &Names) -> Option<Vec<(Symbol, u32)>> {
    let count = input.any_array()? / 2;
    (0..count)
        .map(|_| Some((names.find(input.text()?), input.fit()?)))
        .collect()
}

fn read_order(input: &mut In<'_>) -> Option<Vec<StaffId>> {
    let count = input.any_array()?;
    (0..count).map(|_| Some(StaffId(input.id()??))).collect()
}
