//! Instants as people write them.

#[cfg(test)]
mod tests;

use super::{Instant, Zone};
use crate::language::Language;

/// An instant on the zone's clock: `2026-03-05 14:30`, with seconds only if there are any.
pub fn display_at(instant: Instant, zone: &Zone) -> String {
    let (day, hour, minute, second) = zone.civil(instant);
    if second == 0 {
        format!("{day} {hour:02}:{minute:02}")
    } else {
        format!("{day} {hour:02}:{minute:02}:{second:02}")
    }
}

/// A limit as people state it, by the last moment within: `2026-03-31 24:00` if it is the start of a
/// day, else the last second that still counts, `2026-03-22 10:30:00`.
pub fn display_until(until: Instant, zone: &Zone, language: Language) -> String {
    if until == Instant::MAX {
        return language.pick("不限期", "no end").to_owned();
    }
    let day = zone.day_of(until);
    if zone.start_of(day) == until {
        return format!("{} 24:00", day.plus_days(-1));
    }
    let (day, hour, minute, second) = zone.civil(until.plus_seconds(-1));
    format!("{day} {hour:02}:{minute:02}:{second:02}")
}
