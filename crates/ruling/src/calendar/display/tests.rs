use super::super::CivilDay;
use super::*;

fn day(text: &str) -> CivilDay {
    CivilDay::parse(text).unwrap()
}

#[test]
fn a_limit_is_shown_by_its_last_moment() {
    let zone = Zone::shanghai();
    let shown = |until| display_until(until, &zone, Language::Chinese);
    assert_eq!(shown(zone.start_of(day("2026-04-01"))), "2026-03-31 24:00");
    assert_eq!(
        shown(zone.at(day("2026-03-22"), 10, 30, 1)),
        "2026-03-22 10:30:00"
    );
    assert_eq!(
        shown(zone.at(day("2026-03-22"), 0, 0, 1)),
        "2026-03-22 00:00:00"
    );
    assert_eq!(shown(Instant::MAX), "不限期");
    assert_eq!(
        display_until(Instant::MAX, &zone, Language::English),
        "no end"
    );
}

#[test]
fn a_day_that_begins_at_one_still_closes_the_day_before_at_24_00() {
    let zone = Zone::named("America/Sao_Paulo").unwrap();
    let until = zone.start_of(day("2018-11-04"));
    assert_eq!(
        display_until(until, &zone, Language::English),
        "2018-11-03 24:00"
    );
}

#[test]
fn seconds_are_shown_only_if_there_are_any() {
    let zone = Zone::shanghai();
    assert_eq!(
        display_at(zone.at(day("2026-03-05"), 14, 30, 0), &zone),
        "2026-03-05 14:30"
    );
    assert_eq!(
        display_at(zone.at(day("2026-03-05"), 0, 0, 7), &zone),
        "2026-03-05 00:00:07"
    );
}
