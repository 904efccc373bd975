use proptest::prelude::*;

use super::*;

fn day(text: &str) -> CivilDay {
    CivilDay::parse(text).unwrap()
}

#[test]
fn only_days_that_exist_are_days() {
    assert_eq!(CivilDay::from_ymd(1970, 1, 1), Some(CivilDay::from_days(0)));
    assert_eq!(
        CivilDay::from_ymd(2024, 2, 29).map(CivilDay::ymd),
        Some((2024, 2, 29))
    );
    for (year, month, day) in [
        (2026, 2, 29),
        (1900, 2, 29),
        (2026, 4, 31),
        (2026, 13, 1),
        (2026, 0, 1),
        (2026, 1, 0),
        (0, 1, 1),
    ] {
        assert_eq!(CivilDay::from_ymd(year, month, day), None);
    }
    for text in [
        "2026-1-05",
        "2026-01-5",
        "2026/01/05",
        "2026-01-05 ",
        "2026-02-30",
        "+026-01-01",
        "",
    ] {
        assert_eq!(CivilDay::parse(text), None, "{text}");
    }
}

#[test]
fn a_month_later_is_the_same_day_or_the_last() {
    for (from, months, to) in [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-03-15", -3, "2025-12-15"),
        ("2026-12-31", 2, "2027-02-28"),
    ] {
        assert_eq!(day(from).plus_months(months), day(to), "{from} {months}");
    }
}

#[test]
fn weeks_begin_on_monday() {
    assert_eq!(day("2026-11-23").weekday(), 1);
    assert_eq!(day("2026-11-29").weekday(), 7);
    assert_eq!(day("2026-11-29").monday(), day("2026-11-23"));
    assert_eq!(day("2026-11-23").monday(), day("2026-11-23"));
    assert_eq!(day("1969-12-31").weekday(), 3);
}

#[test]
fn years_of_age_are_full_from_the_birthday_on() {
    let born = day("2008-03-05");
    assert_eq!(full_years(born, day("2026-03-04")), 17);
    assert_eq!(full_years(born, day("2026-03-05")), 18);
    assert_eq!(full_years(born, born), 0);
    assert_eq!(full_years(born, day("2008-03-04")), -1);
}

#[test]
fn who_was_born_on_a_leap_day_is_a_year_older_on_28_february() {
    let born = day("2008-02-29");
    assert_eq!(full_years(born, day("2026-02-27")), 17);
    assert_eq!(full_years(born, day("2026-02-28")), 18);
    assert_eq!(full_years(born, day("2024-02-28")), 15);
    assert_eq!(full_years(born, day("2024-02-29")), 16);
}

#[test]
fn the_ends_of_the_range_hold() {
    for end in [CivilDay::from_days(i32::MAX), CivilDay::from_days(i32::MIN)] {
        let _ = (end.ymd(), end.weekday(), end.monday(), end.to_string());
        let _ = (
            end.plus_months(i32::MAX),
            end.plus_months(i32::MIN),
            end.plus_days(i32::MAX),
        );
    }
}

proptest! {
    #[test]
    fn days_and_dates_agree_with_jiff(days in -700_000i32..2_900_000) {
        let ours = CivilDay::from_days(days);
        let epoch = jiff::civil::date(1970, 1, 1);
        let theirs = epoch.checked_add(jiff::Span::new().days(days)).unwrap();
        let (year, month, day) = ours.ymd();
        prop_assert_eq!(
            (year, month, day),
            (theirs.year().into(), theirs.month().try_into().unwrap(), theirs.day().try_into().unwrap())
        );
        prop_assert_eq!(CivilDay::from_ymd(year, month, day), Some(ours));
        prop_assert_eq!(i8::try_from(ours.weekday()).unwrap(), theirs.weekday().to_monday_one_offset());
        prop_assert_eq!(CivilDay::parse(&ours.to_string()), Some(ours));
    }

    #[test]
    fn months_agree_with_jiff(days in -200_000i32..200_000, months in -2_000i32..2_000) {
        let ours = CivilDay::from_days(days).plus_months(months);
        let theirs = jiff::civil::date(1970, 1, 1)
            .checked_add(jiff::Span::new().days(days)).unwrap()
            .checked_add(jiff::Span::new().months(months)).unwrap();
        prop_assert_eq!(ours.to_string(), theirs.to_string());
    }
}
