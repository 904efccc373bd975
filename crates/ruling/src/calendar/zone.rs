//! Time zones: between instants and civil days.

#[cfg(test)]
mod tests;

use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::{CivilDay, Instant};
use crate::language::Language;

const DAY: i64 = 86_400;
/// Offsets are exact between these; before and after, the nearest one goes on.
const TABLE_FROM: i64 = -2_208_988_800; // 1900-01-01 UTC
const TABLE_TO: i64 = 4_102_444_800; // 2100-01-01 UTC
/// An instant that is tried first: most facts are from about now.
const RECENT: i64 = 1_767_225_600; // 2026-01-01 UTC
/// No change of offset ever moved the clock further than this.
const LARGEST_SHIFT: i64 = 2 * DAY;

/// A time zone, with its changes of offset from 1900 to 2100 laid out in a table.
///
/// Cheap to clone. Ordinary look-ups do not search: they try the segment around 2026 first, which
/// for Asia/Shanghai is everything since 1991.
#[derive(Debug, Clone)]
pub struct Zone {
    recent: Segment,
    table: Arc<Table>,
}

#[derive(Debug)]
struct Table {
    name: String,
    segments: Vec<Segment>,
}

/// A stretch of time with one offset: seconds `from..to` since the epoch.
#[derive(Debug, Clone, Copy)]
struct Segment {
    from: i64,
    to: i64,
    /// Seconds that local time is ahead of UTC.
    offset: i64,
}

/// There is no time zone of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
pub struct UnknownZone {
    /// The name as it was written.
    pub name: String,
}

impl UnknownZone {
    /// What was wrong and what to do, for the reader.
    pub fn message(&self, language: Language) -> String {
        let name = &self.name;
        language.pick(
            format!("没有名为“{name}”的时区:请用 IANA 名称,例如 Asia/Shanghai"),
            format!("no time zone is called \"{name}\": use an IANA name, such as Asia/Shanghai"),
        )
    }
}

impl Zone {
    /// The zone of this IANA name, such as `Asia/Shanghai`, from the bundled time zone database
    /// (never the machine's own).
    ///
    /// # Errors
    /// If the database has no such name.
    pub fn named(name: &str) -> Result<Zone, UnknownZone> {
        let unknown = || UnknownZone {
            name: name.to_owned(),
        };
        let zone = TimeZoneDatabase::bundled()
            .get(name)
            .map_err(|_| unknown())?;
        let name = zone.iana_name().ok_or_else(unknown)?.to_owned();
        let segments = segments(&zone);
        let recent = *find(&segments, |segment| RECENT < segment.to).ok_or_else(unknown)?;
        Ok(Zone {
            recent,
            table: Arc::new(Table { name, segments }),
        })
    }

    /// Asia/Shanghai, the zone of a pack that names none.
    pub fn shanghai() -> Zone {
        static SHANGHAI: LazyLock<Zone> = LazyLock::new(|| {
            #[expect(
                clippy::expect_used,
                reason = "the database is compiled in; a test asks for it"
            )]
            Zone::named("Asia/Shanghai").expect("the bundled database has Asia/Shanghai")
        });
        SHANGHAI.clone()
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.table.name
    }

    /// The civil day of an instant.
    #[inline]
    pub fn day_of(&self, instant: Instant) -> CivilDay {
        CivilDay::saturating(self.local(instant).div_euclid(DAY))
    }

    /// The civil day, hour, minute and second of an instant.
    pub fn civil(&self, instant: Instant) -> (CivilDay, u8, u8, u8) {
        let local = self.local(instant);
        let second = local.rem_euclid(DAY);
        // Each is below 60, so it fits.
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        (self.day_of(instant), hour as u8, minute as u8, second as u8)
    }

    /// The first instant of a civil day. That is not 0:00 where the clock was put forward over
    /// midnight. A day that the zone skipped begins where the next one does.
    #[inline]
    pub fn start_of(&self, day: CivilDay) -> Instant {
        self.instant_of(day, 0, |gap| gap.to)
    }

    /// The instant of a civil time. A time that the clock skipped counts from the offset before the
    /// change, so it comes out later; of a time that came twice, the first is taken. Hours, minutes
    /// and seconds beyond the clock's run on into the next.
    pub fn at(&self, day: CivilDay, hour: u8, minute: u8, second: u8) -> Instant {
        let second_of_day = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        self.instant_of(day, second_of_day, |gap| gap.compatible)
    }

    #[inline]
    fn instant_of(&self, day: CivilDay, second_of_day: i64, skipped: fn(Gap) -> i64) -> Instant {
        // The ends of the range stand for "ever": they must not come back as a finite time.
        match day.days() {
            i32::MAX => return Instant::MAX,
            i32::MIN => return Instant::MIN,
            _ => {}
        }
        let local = i64::from(day.days()) * DAY + second_of_day;
        let instant = local - self.recent.offset;
        if instant.saturating_sub(LARGEST_SHIFT) >= self.recent.from
            && instant.saturating_add(LARGEST_SHIFT) < self.recent.to
        {
            return Instant::from_seconds(instant);
        }
        Instant::from_seconds(self.search_local(local, skipped))
    }

    fn search_local(&self, local: i64, skipped: fn(Gap) -> i64) -> i64 {
        let segments = &self.table.segments;
        let index = segments.partition_point(|segment| segment.local_to() <= local);
        let segment = segments.get(index).unwrap_or(&self.recent);
        let instant = local - segment.offset;
        let before = index.checked_sub(1).and_then(|before| segments.get(before));
        match before {
            Some(before) if instant < segment.from => skipped(Gap {
                to: segment.from,
                compatible: local - before.offset,
            }),
            _ => instant,
        }
    }

    /// Seconds since the epoch as the clock on the wall would count them.
    #[inline]
    fn local(&self, instant: Instant) -> i64 {
        let seconds = instant.seconds();
        let offset = if (self.recent.from..self.recent.to).contains(&seconds) {
            self.recent.offset
        } else {
            self.search(seconds).offset
        };
        seconds.saturating_add(offset)
    }

    fn search(&self, seconds: i64) -> &Segment {
        find(&self.table.segments, |segment| seconds < segment.to).unwrap_or(&self.recent)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

/// A civil time that the clock skipped: where the clock went on, and the time counted from before.
struct Gap {
    to: i64,
    compatible: i64,
}

impl Segment {
    /// The first local second that comes after this segment.
    fn local_to(&self) -> i64 {
        self.to.saturating_add(self.offset)
    }
}

/// The first segment for which `reaches` holds; it must hold for all later ones.
fn find(segments: &[Segment], reaches: impl Fn(&Segment) -> bool) -> Option<&Segment> {
    let index = segments.partition_point(|segment| !reaches(segment));
    segments.get(index).or(segments.last())
}

/// The offsets of a zone in order of time, from ever to ever.
fn segments(zone: &TimeZone) -> Vec<Segment> {
    let Ok(start) = Timestamp::from_second(TABLE_FROM) else {
        return Vec::new();
    };
    let mut segments = Vec::new();
    let (mut from, mut offset) = (i64::MIN, i64::from(zone.to_offset(start).seconds()));
    for change in zone.following(start) {
        let at = change.timestamp().as_second();
        if at >= TABLE_TO {
            break;
        }
        let next = i64::from(change.offset().seconds());
        // A change of name or of the daylight flag alone moves no clock.
        if next != offset {
            segments.push(Segment {
                from,
                to: at,
                offset,
            });
            (from, offset) = (at, next);
        }
    }
    segments.push(Segment {
        from,
        to: i64::MAX,
        offset,
    });
    segments
}
