//! Times as pages tell them: `2026-03-05（周四）14:30`.

use print::document::Dated;
use ruling::calendar::{CivilDay, Instant, Zone};
use ruling::language::Language;

/// Hours that the zone of all pages, Shanghai's, is ahead since 1991.
const AHEAD_OF_UTC: i8 = 8;

/// Tells times on one zone's clock in one language.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    zone: Zone,
    language: Language,
}

impl Clock {
    /// A clock of this zone.
    pub(crate) fn new(zone: Zone, language: Language) -> Clock {
        Clock { zone, language }
    }

    /// A point in time: `2026-03-05（周四）14:30`.
    pub(crate) fn at(&self, instant: &Instant) -> String {
        let (day, hour, minute, _) = self.zone.civil(*instant);
        self.timed(day, &format!("{hour:02}:{minute:02}"))
    }

    /// A point in time to the second: `2026-03-05（周四）17:30:00`.
    pub(crate) fn second(&self, instant: &Instant) -> String {
        let (day, hour, minute, second) = self.zone.civil(*instant);
        self.timed(day, &format!("{hour:02}:{minute:02}:{second:02}"))
    }

    /// A point in time as the file of a paper says it.
    pub(crate) fn dated(&self, instant: Instant) -> Dated {
        let (day, hour, minute, second) = self.zone.civil(instant);
        let (year, month, day) = day.ymd();
        Dated {
            year: u16::try_from(year).unwrap_or_default(),
            month,
            day,
            hour,
            minute,
            second,
            ahead: AHEAD_OF_UTC,
        }
    }

    /// A moment as a browser's field for one holds it, `2026-03-05T14:30`, to the second where there is one.
    pub(crate) fn field(&self, instant: &Instant) -> String {
        let (day, hour, minute, second) = self.zone.civil(*instant);
        match second {
            0 => format!("{day}T{hour:02}:{minute:02}"),
            _ => format!("{day}T{hour:02}:{minute:02}:{second:02}"),
        }
    }

    /// The time of a day that is told beside it: `14:30`.
    pub(crate) fn time(&self, instant: &Instant) -> String {
        let (_, hour, minute, _) = self.zone.civil(*instant);
        format!("{hour:02}:{minute:02}")
    }

    /// A moment as a browser's field for one sends it, `2026-03-05T14:30`; none if it is none.
    pub(crate) fn read(&self, text: &str) -> Option<Instant> {
        let (day, time) = text.split_once('T')?;
        let mut parts = time.split(':').map(str::parse::<u8>);
        let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
        let second = parts.next().unwrap_or(Ok(0)).ok()?;
        let is_time = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
        is_time.then_some(self.zone.at(CivilDay::parse(day)?, hour, minute, second))
    }

    /// When a day begins, as a browser's field for one sends it, `2026-03-05`; none if it is none.
    pub(crate) fn read_day(&self, text: &str) -> Option<Instant> {
        Some(self.zone.start_of(CivilDay::parse(text)?))
    }

    /// When the day after it begins.
    pub(crate) fn read_day_end(&self, text: &str) -> Option<Instant> {
        Some(self.zone.start_of(CivilDay::parse(text)?.plus_days(1)))
    }

    /// A limit: `2026-03-31（周二）24:00`. Seconds beyond the minute are left out: whoever keeps to it is in time.
    pub(crate) fn until(&self, until: &Instant) -> String {
        let until = *until;
        if until == Instant::MAX {
            return self.language.pick("不限期", "no end").to_owned();
        }
        let day = self.zone.day_of(until);
        if self.zone.start_of(day) == until {
            return self.timed(day.plus_days(-1), "24:00");
        }
        self.at(&until)
    }

    /// Nine in the morning of the last day of a limit.
    pub(crate) fn morning(&self, until: Instant) -> Instant {
        let day = self.zone.day_of(until.plus_seconds(-1));
        self.zone.at(day, 9, 0, 0)
    }

    /// A day: `2026-03-05（周四）`.
    pub(crate) fn day(&self, day: CivilDay) -> String {
        let weekday = self.weekday(day);
        match self.language {
            Language::Chinese => format!("{day}（{weekday}）"),
            Language::English => format!("{day} ({weekday})"),
        }
    }

    fn timed(&self, day: CivilDay, time: &str) -> String {
        let told = self.day(day);
        match self.language {
            Language::Chinese => format!("{told}{time}"),
            Language::English => format!("{told} {time}"),
        }
    }

    fn weekday(&self, day: CivilDay) -> &'static str {
        match day.weekday() {
            1 => self.language.pick("周一", "Mon"),
            2 => self.language.pick("周二", "Tue"),
            3 => self.language.pick("周三", "Wed"),
            4 => self.language.pick("周四", "Thu"),
            5 => self.language.pick("周五", "Fri"),
            6 => self.language.pick("周六", "Sat"),
            _ => self.language.pick("周日", "Sun"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(language: Language) -> Clock {
        Clock::new(Zone::shanghai(), language)
    }

    #[test]
    fn times_are_told_with_the_day_of_the_week() {
        let zone = Zone::shanghai();
        let day = CivilDay::from_ymd(2026, 3, 5).unwrap();
        let at = zone.at(day, 14, 30, 0);
        assert_eq!(clock(Language::Chinese).at(&at), "2026-03-05（周四）14:30");
        assert_eq!(clock(Language::English).at(&at), "2026-03-05 (Thu) 14:30");
    }

    #[test]
    fn a_moment_is_read_as_the_browser_sends_it() {
        let clock = clock(Language::Chinese);
        let read = clock.read("2026-03-05T14:30").unwrap();
        assert_eq!(clock.at(&read), "2026-03-05（周四）14:30");
        for text in ["2026-03-05T14:30", "2026-03-05T14:30:17"] {
            assert_eq!(clock.field(&clock.read(text).unwrap()), text);
        }
        for none in [
            "",
            "2026-03-05",
            "2026-13-05T14:30",
            "2026-03-05T24:00",
            "2026-03-05T14:60",
            "2026-03-05T14:30:60",
            "2026-03-05T14:30:00:00",
        ] {
            assert_eq!(clock.read(none), None, "{none}");
        }
    }

    #[test]
    fn a_limit_at_midnight_is_told_as_the_end_of_the_day_before() {
        let zone = Zone::shanghai();
        let midnight = zone.start_of(CivilDay::from_ymd(2026, 4, 1).unwrap());
        assert_eq!(
            clock(Language::Chinese).until(&midnight),
            "2026-03-31（周二）24:00"
        );
        let noon = midnight.plus_seconds(12 * 3600 + 1);
        assert_eq!(
            clock(Language::Chinese).until(&noon),
            "2026-04-01（周三）12:00"
        );
    }
}
