use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZoneDatabase;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

use super::super::display_until;
use super::super::span::tests::any_span;
use super::*;
use crate::language::Language;

/// The instant of `2026-03-01 12:00:00` on a zone's clock.
fn at(zone: &Zone, text: &str) -> Instant {
    let (day, time) = text.split_once(' ').unwrap();
    let mut parts = time.split(':').map(|part| part.parse::<u8>().unwrap());
    let mut next = || parts.next().unwrap_or(0);
    zone.at(CivilDay::parse(day).unwrap(), next(), next(), next())
}

fn ends_in(
    zone: &Zone,
    hours: &OpeningHours,
    span: &str,
    from: &str,
) -> Result<Instant, MissingYear> {
    let clock = Clock {
        zone,
        workdays: Workdays::state_council(),
        hours,
    };
    clock.ends(span.parse().unwrap(), at(zone, from))
}

fn assert_ends(span: &str, from: &str, until: &str) {
    let zone = Zone::shanghai();
    let ends = ends_in(&zone, &OpeningHours::default(), span, from);
    let shown = ends.map(|ends| display_until(ends, &zone, Language::Chinese));
    assert_eq!(ends, Ok(at(&zone, until)), "{span} from {from}: {shown:?}");
}

#[test]
fn the_starting_day_does_not_count_and_the_last_one_ends_at_24_00() {
    // Regulation 4, example 5: the 90th day after 1 March is 30 May.
    assert_ends("90 days", "2026-03-01 12:00", "2026-05-31 00:00:00");
    assert_ends("15 days", "2026-03-01 00:00:00", "2026-03-17 00:00:00");
    assert_ends("15 days", "2026-03-01 23:59:59", "2026-03-17 00:00:00");
    assert_ends("1 day", "2026-12-31 09:00", "2027-01-02 00:00:00");
    assert_ends("same day", "2026-03-01 00:00:00", "2026-03-02 00:00:00");
    assert_ends("same day", "2026-03-01 23:59:59", "2026-03-02 00:00:00");
}

#[test]
fn hours_and_minutes_include_the_second_that_completes_them() {
    assert_ends("24 hours", "2026-03-01 10:00:00", "2026-03-02 10:00:01");
    assert_ends("30 minutes", "2026-03-01 23:45:00", "2026-03-02 00:15:01");
}

#[test]
fn day_three_half_past_ten_includes_that_second() {
    // Regulation 7, interpretation 9 and examples 1 and 2.
    assert_ends("day 3 10:30", "2026-03-20 15:00", "2026-03-22 10:30:01");
    assert_ends("day 1 10:30", "2026-03-20 15:00", "2026-03-20 10:30:01");
}

#[test]
fn working_days_follow_the_notices() {
    // Regulation 8, interpretation 2 and example 1.
    assert_ends("5 working days", "2026-02-13 12:00", "2026-02-28 00:00:00");
    assert_ends("5 working days", "2026-09-30 12:00", "2026-10-14 00:00:00");
    // 2 and 3 March 2026 are a Monday and a Tuesday; 28 February is a make-up working Saturday.
    assert_ends("3 working days", "2026-03-02 09:00", "2026-03-06 00:00:00");
    assert_ends("1 working day", "2026-02-27 09:00", "2026-03-01 00:00:00");
}

#[test]
fn working_days_into_a_year_without_a_notice_are_an_error() {
    let (zone, hours) = (Zone::shanghai(), OpeningHours::default());
    let missing = Err(MissingYear { year: 2027 });
    assert_ends("2 working days", "2026-12-23 09:00", "2026-12-26 00:00:00");
    assert_eq!(
        ends_in(&zone, &hours, "3 working days", "2026-12-23 09:00"),
        missing
    );
    assert_eq!(
        ends_in(&zone, &hours, "1 working day", "2026-12-31 09:00"),
        missing
    );
    assert_eq!(
        ends_in(&zone, &hours, "1 working day", "2027-03-01 09:00"),
        missing
    );
    assert_ends("30 days", "2026-12-23 09:00", "2027-01-23 00:00:00");
}

#[test]
fn months_end_on_the_same_day_or_the_last_of_the_month() {
    assert_ends("1 month", "2026-03-05 12:00", "2026-04-06 00:00:00");
    assert_ends("1 month", "2026-01-31 12:00", "2026-03-01 00:00:00");
    assert_ends("2 months", "2026-12-31 12:00", "2027-03-01 00:00:00");
    assert_ends("1 year", "2024-02-29 12:00", "2025-03-01 00:00:00");
}

#[test]
fn the_week_ends_on_sunday_at_24_00() {
    assert_ends("week", "2026-11-23 00:00:00", "2026-11-30 00:00:00");
    assert_ends("week", "2026-11-29 23:59:59", "2026-11-30 00:00:00");
}

#[test]
fn a_day_is_not_24_hours_where_the_clock_changes() {
    // New York puts the clock forward on 8 March 2026, and back on 1 November 2026.
    let (zone, hours) = (
        Zone::named("America/New_York").unwrap(),
        OpeningHours::default(),
    );
    let ends = |span, from| ends_in(&zone, &hours, span, from).unwrap();
    assert_eq!(
        ends("24 hours", "2026-03-07 12:00"),
        at(&zone, "2026-03-08 13:00:01")
    );
    assert_eq!(
        ends("1 day", "2026-03-07 12:00"),
        at(&zone, "2026-03-09 00:00:00")
    );
    assert_eq!(
        ends("24 hours", "2026-10-31 12:00"),
        at(&zone, "2026-11-01 11:00:01")
    );
    assert_eq!(
        ends("1 day", "2026-10-31 12:00"),
        at(&zone, "2026-11-02 00:00:00")
    );
    let short =
        ends("same day", "2026-03-08 12:00").seconds() - at(&zone, "2026-03-08 00:00").seconds();
    assert_eq!(short, 23 * 3600);
    assert_eq!(
        ends("day 2 02:30", "2026-03-07 12:00"),
        at(&zone, "2026-03-08 03:30:01")
    );
}

#[test]
fn hours_pass_and_days_are_the_civil_ones_over_shanghai_s_daylight_saving() {
    // Forward on 4 May 1986 at 02:00, back on 14 September 1986 at 02:00.
    assert_ends("24 hours", "1986-05-03 12:00", "1986-05-04 13:00:01");
    assert_ends("1 day", "1986-05-03 12:00", "1986-05-05 00:00:00");
    assert_ends("24 hours", "1986-09-13 12:00", "1986-09-14 11:00:01");
    assert_ends("1 day", "1986-09-13 12:00", "1986-09-15 00:00:00");
    assert_ends("2 months", "1986-03-31 12:00", "1986-06-01 00:00:00");
    assert_ends("day 2 09:00", "1986-09-13 12:00", "1986-09-14 09:00:01");
}

#[test]
fn open_minutes_pass_only_while_open() {
    let zone = Zone::shanghai();
    let hours = "Mon-Sun 09:00-21:00; 2026-10-01 closed".parse().unwrap();
    for (from, until) in [
        ("2026-03-01 10:00:00", "2026-03-01 10:20:01"),
        ("2026-03-01 20:50:00", "2026-03-02 09:10:01"),
        ("2026-03-01 20:40:00", "2026-03-01 21:00:01"),
        ("2026-03-01 22:00:00", "2026-03-02 09:20:01"),
        ("2026-03-01 03:00:00", "2026-03-01 09:20:01"),
        ("2026-09-30 20:55:00", "2026-10-02 09:15:01"),
    ] {
        let ends = ends_in(&zone, &hours, "20 open minutes", from);
        assert_eq!(ends, Ok(at(&zone, until)), "{from}");
    }
    assert_ends(
        "20 open minutes",
        "2026-03-01 23:50:00",
        "2026-03-02 00:10:01",
    );
}

#[test]
fn a_span_from_ever_or_beyond_it_has_no_end() {
    let (zone, hours) = (Zone::shanghai(), OpeningHours::default());
    let clock = Clock {
        zone: &zone,
        workdays: Workdays::state_council(),
        hours: &hours,
    };
    let now = at(&zone, "2026-03-01 12:00");
    for span in [
        Span::Seconds(1),
        Span::Days(1),
        Span::SameDay,
        Span::OpenMinutes(1),
    ] {
        assert_eq!(clock.ends(span, Instant::MAX), Ok(Instant::MAX), "{span}");
    }
    for span in [
        Span::Seconds(i64::MAX),
        Span::Days(u32::MAX),
        Span::OpenMinutes(u32::MAX),
    ] {
        assert_eq!(clock.ends(span, now), Ok(Instant::MAX), "{span}");
    }
    for span in [Span::Months(u32::MAX), Span::SameWeek, Span::Days(u32::MAX)] {
        let _ = (
            clock.ends(span, Instant::MIN),
            clock.ends(span, Instant::MAX),
        );
    }
}

proptest! {
    #[test]
    fn a_later_start_never_ends_earlier(
        span in any_span(),
        from in 1_100_000_000i64..1_760_000_000,
        later in 0i64..3_000_000,
        name in prop::sample::select(["Asia/Shanghai", "America/New_York", "Europe/London"].as_slice()),
        hours in prop::sample::select(["Mon-Sun 00:00-24:00", "Mon-Fri 09:00-12:00,13:30-18:00"].as_slice()),
    ) {
        let (zone, hours) = (Zone::named(name).unwrap(), hours.parse().unwrap());
        let clock = Clock { zone: &zone, workdays: Workdays::state_council(), hours: &hours };
        let from = Instant::from_seconds(from);
        let ends = clock.ends(span, from).unwrap();
        prop_assert!(ends <= clock.ends(span, from.plus_seconds(later)).unwrap());
        let may_be_past = matches!(span, Span::DayAt { day: 1, .. });
        prop_assert!(ends > from || may_be_past);
    }
    #[test]
    fn civil_spans_end_where_jiff_ends_them(
        seconds in -200_000_000i64..2_500_000_000,
        name in prop::sample::select(["Asia/Shanghai", "America/New_York", "America/Havana", "Europe/London"].as_slice()),
        count in 0i32..400,
    ) {
        let (zone, hours) = (Zone::named(name).unwrap(), OpeningHours::default());
        let clock = Clock { zone: &zone, workdays: Workdays::state_council(), hours: &hours };
        let jiff_zone = TimeZoneDatabase::bundled().get(name).unwrap();
        let first = jiff_zone.to_datetime(Timestamp::from_second(seconds).unwrap()).date();
        let end_of = |day: Date| {
            let next = day.tomorrow().unwrap().at(0, 0, 0, 0);
            jiff_zone.to_timestamp(next).unwrap().as_second()
        };
        let sunday = i64::from(first.weekday().since(Weekday::Monday));
        for (span, last) in [
            (Span::SameDay, first),
            (Span::Days(count.unsigned_abs()), first + i64::from(count).days()),
            (Span::Months(count.unsigned_abs()), first + i64::from(count).months()),
            (Span::SameWeek, first + (6 - sunday).days()),
        ] {
            let ends = clock.ends(span, Instant::from_seconds(seconds)).unwrap();
            prop_assert_eq!(ends.seconds(), end_of(last), "{} from {} in {}", span, seconds, name);
        }
    }
}
