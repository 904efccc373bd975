//! What deals rest on beside the regulation: the ratios of projects, and what products cost.

pub mod prices;
pub mod quote;
pub mod ratios;

use ruling::calendar::{CivilDay, Zone};

use crate::{Actor, Instant, Refusal};

/// From when on something set counts: the beginning of a day to come; none, or today: from now on. What was is not
/// set afterwards.
fn in_force_from(actor: &Actor, day: Option<CivilDay>) -> Result<Instant, Refusal> {
    let zone = Zone::shanghai();
    let today = zone.day_of(actor.now);
    match day {
        None => Ok(actor.now),
        Some(day) if day == today => Ok(actor.now),
        Some(day) if day > today => Ok(zone.start_of(day)),
        Some(_) => Err(Refusal::DayPassed),
    }
}
