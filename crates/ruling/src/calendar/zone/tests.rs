use jiff::civil::DateTime;
use proptest::prelude::*;

use super::*;

/// Zones with every oddity: a fixed offset since 1991, daylight saving on both halves of the globe,
/// at midnight, by half an hour, an offset of 45 minutes, and a day that was skipped.
const ZONES: [&str; 9] = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "America/Sao_Paulo",
    "America/Havana",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
];

fn day(text: &str) -> CivilDay {
    CivilDay::parse(text).unwrap()
}

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

fn utc(text: &str) -> Instant {
    Instant::from_seconds(text.parse::<Timestamp>().unwrap().as_second())
}

#[test]
fn shanghai_had_daylight_saving_from_1986_to_1991() {
    let shanghai = Zone::shanghai();
    assert_eq!(shanghai.name(), "Asia/Shanghai");
    assert_eq!(
        shanghai.start_of(day("1988-07-01")),
        utc("1988-06-30T15:00:00Z")
    );
    assert_eq!(
        shanghai.start_of(day("1991-07-01")),
        utc("1991-06-30T15:00:00Z")
    );
    assert_eq!(
        shanghai.start_of(day("1992-07-01")),
        utc("1992-06-30T16:00:00Z")
    );
    assert_eq!(
        shanghai.start_of(day("2026-07-01")),
        utc("2026-06-30T16:00:00Z")
    );
    // 2:00 to 3:00 was skipped on 17 April 1988; 1:00 to 2:00 came twice on 11 September 1988.
    assert_eq!(
        shanghai.at(day("1988-04-17"), 2, 30, 0),
        utc("1988-04-16T18:30:00Z")
    );
    assert_eq!(
        shanghai.civil(utc("1988-04-16T18:30:00Z")),
        (day("1988-04-17"), 3, 30, 0)
    );
    assert_eq!(
        shanghai.at(day("1988-09-11"), 1, 30, 0),
        utc("1988-09-10T16:30:00Z")
    );
}

#[test]
fn a_day_without_midnight_begins_when_the_clock_was_put_forward() {
    // São Paulo put the clock forward from 0:00 to 1:00 on 4 November 2018.
    let sao_paulo = zone("America/Sao_Paulo");
    let start = sao_paulo.start_of(day("2018-11-04"));
    assert_eq!(start, utc("2018-11-04T03:00:00Z"));
    assert_eq!(sao_paulo.civil(start), (day("2018-11-04"), 1, 0, 0));
    assert_eq!(sao_paulo.day_of(start.plus_seconds(-1)), day("2018-11-03"));
}

#[test]
fn a_day_with_two_midnights_begins_with_the_first() {
    // Havana puts the clock back from 1:00 to 0:00, so that 0:00 comes twice.
    let havana = zone("America/Havana");
    assert_eq!(
        havana.start_of(day("2025-11-02")),
        utc("2025-11-02T04:00:00Z")
    );
}

#[test]
fn a_skipped_day_begins_where_the_next_one_does() {
    // Samoa went from 29 to 31 December 2011.
    let apia = zone("Pacific/Apia");
    assert_eq!(
        apia.start_of(day("2011-12-30")),
        apia.start_of(day("2011-12-31"))
    );
    assert_eq!(
        apia.day_of(apia.start_of(day("2011-12-31")).plus_seconds(-1)),
        day("2011-12-29")
    );
}

#[test]
fn ever_stays_ever() {
    for name in ZONES {
        let zone = zone(name);
        assert_eq!(zone.start_of(zone.day_of(Instant::MAX)), Instant::MAX);
        assert_eq!(zone.start_of(zone.day_of(Instant::MIN)), Instant::MIN);
        let _ = (zone.civil(Instant::MAX), zone.civil(Instant::MIN));
    }
}

#[test]
fn an_unknown_zone_is_named_with_a_remedy() {
    let unknown = Zone::named("Asia/Peking2").unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "no time zone is called \"Asia/Peking2\": use an IANA name, such as Asia/Shanghai"
    );
    assert_eq!(
        unknown.message(Language::Chinese),
        "没有名为“Asia/Peking2”的时区:请用 IANA 名称,例如 Asia/Shanghai"
    );
}

#[test]
fn every_zone_agrees_with_jiff_around_each_of_its_changes() {
    for name in TimeZoneDatabase::bundled().available() {
        let (ours, theirs) = (zone(name.as_str()), jiff_zone(name.as_str()));
        for segment in &ours.table.segments {
            for seconds in [-86_400, -3_601, -1, 0, 1, 3_600, 86_400] {
                let at = segment.from.saturating_add(seconds);
                if (TABLE_FROM..TABLE_TO - DAY).contains(&at) {
                    assert_same(&ours, &theirs, at);
                }
            }
        }
    }
}

fn jiff_zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

/// The civil time of an instant, and back, as jiff has it; a civil time in a gap too.
fn assert_same(ours: &Zone, theirs: &TimeZone, seconds: i64) {
    let name = ours.name();
    let instant = Instant::from_seconds(seconds);
    let expected = theirs.to_datetime(Timestamp::from_second(seconds).unwrap());
    let (day, hour, minute, second) = ours.civil(instant);
    let written = format!("{day}T{hour:02}:{minute:02}:{second:02}");
    assert_eq!(written, expected.to_string(), "{name} at {seconds}");
    for minutes in [0, 30, -30] {
        let civil: DateTime = expected
            .checked_add(jiff::Span::new().minutes(minutes))
            .unwrap();
        let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
        let day = CivilDay::parse(&civil.date().to_string()).unwrap();
        let at = ours.at(
            day,
            hour.try_into().unwrap(),
            minute.try_into().unwrap(),
            second.try_into().unwrap(),
        );
        let expected = theirs.to_timestamp(civil).unwrap().as_second();
        assert_eq!(at.seconds(), expected, "{name} at {civil}");
    }
}

proptest! {
    #[test]
    fn any_instant_agrees_with_jiff(
        seconds in TABLE_FROM..TABLE_TO - DAY,
        name in prop::sample::select(ZONES.as_slice()),
    ) {
        assert_same(&zone(name), &jiff_zone(name), seconds);
    }

    #[test]
    fn a_day_starts_within_itself_and_after_the_day_before(
        days in -25_000i32..47_000,
        name in prop::sample::select(ZONES.as_slice()),
    ) {
        let (zone, day) = (zone(name), CivilDay::from_days(days));
        prop_assume!(!(name == "Pacific/Apia" && day == CivilDay::parse("2011-12-30").unwrap()));
        let start = zone.start_of(day);
        prop_assert_eq!(zone.day_of(start), day);
        prop_assert!(zone.day_of(start.plus_seconds(-1)) < day);
    }
}
