use proptest::prelude::*;

use super::*;

fn day(text: &str) -> CivilDay {
    CivilDay::parse(text).unwrap()
}

fn built_in() -> &'static Workdays {
    Workdays::state_council()
}

#[test]
fn every_day_is_as_an_independent_data_set_has_it() {
    // Two days where that data set contradicts the notices it quotes (data/holidays.toml).
    let departures = [(day("2016-10-09"), true), (day("2016-12-30"), true)];
    for days in day("2004-01-01").days()..=day("2026-12-25").days() {
        let day = CivilDay::from_days(days);
        let (year, month, of_month) = day.ymd();
        let date = chinese_holiday::Ymd::new(year.try_into().unwrap(), month, of_month);
        let theirs = chinese_holiday::chinese_holiday(date).is_workday();
        let departure = departures.iter().find(|(other, _)| *other == day);
        let expected = departure.map_or(theirs, |&(_, working)| {
            assert_ne!(working, theirs, "{day} is no departure any more");
            working
        });
        assert_eq!(built_in().is_working(day), Ok(expected), "{day}");
    }
}

#[test]
fn the_notice_for_the_next_year_reaches_into_december() {
    for (text, working) in [
        ("2005-12-31", true),
        ("2006-12-30", true),
        ("2006-12-31", true),
        ("2007-12-29", true),
        ("2007-12-31", false),
        ("2011-12-31", true),
        ("2016-12-30", true),
        ("2018-12-29", true),
        ("2018-12-31", false),
        ("2023-12-31", false),
        ("2024-12-31", true),
    ] {
        assert_eq!(built_in().is_working(day(text)), Ok(working), "{text}");
    }
}

#[test]
fn a_year_without_a_notice_is_an_error_and_so_is_the_end_of_december_before_it() {
    let missing = |year| Err(MissingYear { year });
    assert_eq!(built_in().is_working(day("2026-12-25")), Ok(true));
    assert_eq!(built_in().is_working(day("2026-12-26")), missing(2027));
    assert_eq!(built_in().is_working(day("2026-12-31")), missing(2027));
    assert_eq!(built_in().is_working(day("2027-01-01")), missing(2027));
    assert_eq!(built_in().is_working(day("2028-06-01")), missing(2028));
    assert_eq!(built_in().is_working(day("2003-12-31")), missing(2003));
    assert_eq!(
        built_in().years().collect::<Vec<_>>(),
        (2004..=2026).collect::<Vec<_>>()
    );
}

#[test]
fn counting_stops_at_the_first_unknown_day() {
    let count = |from, n| built_in().nth_working_day_after(day(from), n);
    assert_eq!(count("2026-12-23", 2), Ok(day("2026-12-25")));
    assert_eq!(count("2026-12-23", 3), Err(MissingYear { year: 2027 }));
    assert_eq!(count("2026-12-25", 1), Err(MissingYear { year: 2027 }));
    assert_eq!(count("2026-12-25", 0), Ok(day("2026-12-25")));
    assert_eq!(
        count("2026-11-20", u32::MAX),
        Err(MissingYear { year: 2027 })
    );
    assert_eq!(count("2003-12-31", 1), Ok(day("2004-01-02")));
    assert_eq!(
        built_in().between(day("2026-12-23"), day("2026-12-25")),
        Ok(2)
    );
    assert_eq!(
        built_in().between(day("2026-12-23"), day("2026-12-28")),
        Err(MissingYear { year: 2027 })
    );
    assert_eq!(
        built_in().between(day("2026-12-28"), day("2026-12-28")),
        Ok(0)
    );
}

#[test]
fn the_missing_year_is_named_with_a_remedy() {
    let missing = MissingYear { year: 2027 };
    assert_eq!(
        missing.message(Language::Chinese),
        "日历缺 2027 年的放假与调休安排,不能计算工作日:待国务院办公厅发布2027年部分节假日安排的通知后,\
         升级程序,或在公司日历文件中加入 [[year]] year = 2027"
    );
    assert_eq!(
        missing.to_string(),
        "the calendar has no holidays for 2027, so working days cannot be counted: once the State \
         Council has published its notice for 2027, update the program or add [[year]] year = 2027 \
         to the company's calendar file"
    );
}

#[test]
fn a_company_adds_a_year_and_its_own_days() {
    let company = built_in()
        .with_company_file(
            r#"
            [[year]]
            year = 2027
            notice = "invented for this test"
            off = ["2027-01-01..2027-01-03"]
            work = ["2026-12-27"]

            [company]
            off = ["2026-07-01"]
            work = ["2026-07-04"]
            "#,
        )
        .unwrap();
    for (text, working) in [
        ("2026-12-26", false),
        ("2026-12-27", true),
        ("2026-12-31", true),
        ("2027-01-01", false),
        ("2027-01-04", true),
        ("2026-07-01", false),
        ("2026-07-04", true),
        ("2026-10-01", false),
    ] {
        assert_eq!(company.is_working(day(text)), Ok(working), "{text}");
    }
    assert_eq!(
        company.is_working(day("2027-12-26")),
        Err(MissingYear { year: 2028 })
    );
    assert_eq!(
        company.nth_working_day_after(day("2026-12-25"), 2),
        Ok(day("2026-12-28"))
    );
    assert_ne!(company.hash(), built_in().hash());
}

#[test]
fn a_company_s_own_day_does_not_make_a_year_known() {
    let company = built_in()
        .with_company_file("[company]\noff = [\"2027-01-04\"]")
        .unwrap();
    assert_eq!(
        company.is_working(day("2027-01-04")),
        Err(MissingYear { year: 2027 })
    );
    assert_eq!(
        company.is_working(day("2027-01-05")),
        Err(MissingYear { year: 2027 })
    );
}

#[test]
fn a_later_notice_replaces_the_year_and_a_company_s_days_go_before_it() {
    let first = built_in()
        .with_company_file("[company]\nwork = [\"2026-10-01\"]")
        .unwrap();
    let second = first
        .with_company_file("[[year]]\nyear = 2026\noff = [\"2026-03-02\"]")
        .unwrap();
    assert_eq!(second.is_working(day("2026-10-01")), Ok(true));
    assert_eq!(second.is_working(day("2026-10-02")), Ok(true));
    assert_eq!(second.is_working(day("2026-03-02")), Ok(false));
}

#[test]
fn a_gap_between_known_years_stays_unknown() {
    let company = built_in()
        .with_company_file("[[year]]\nyear = 2029")
        .unwrap();
    assert_eq!(
        company.is_working(day("2028-12-29")),
        Err(MissingYear { year: 2028 })
    );
    assert_eq!(company.is_working(day("2029-01-02")), Ok(true));
    assert_eq!(
        company.nth_working_day_after(day("2026-12-20"), 300),
        Err(MissingYear { year: 2027 })
    );
}

#[test]
fn the_hash_is_of_what_the_calendar_says() {
    let same = built_in()
        .with_company_file("# nothing\n[company]\noff = [\"2026-11-22\"]")
        .unwrap();
    assert_eq!(
        same.hash(),
        built_in().hash(),
        "22 November 2026 is a Sunday anyway"
    );
    let other = built_in()
        .with_company_file("[company]\noff = [\"2026-11-23\"]")
        .unwrap();
    assert_ne!(other.hash(), built_in().hash());
}

#[test]
fn all_problems_of_a_company_file_are_told_at_once() {
    let text = "[[year]]\nyear = 2027\nofff = []\noff = [\"2027-02-30\", \"2027-12-26\", \"2027-05-01\"]\n\
                work = [\"2027-05-01\", 7]\n[[year]]\nyear = 2027\n[[year]]\nyear = \"二〇二八\"\n\
                [[year]]\nyear = 3000\n[company]\noff = \"2027-01-01\"\n";
    let problems = built_in().with_company_file(text).unwrap_err();
    let told = |language| {
        let lines = problems.iter().map(|problem| {
            format!(
                "{}:{} {}",
                problem.line,
                problem.column,
                problem.message(language)
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!("company_file_problems_zh", told(Language::Chinese));
    insta::assert_snapshot!("company_file_problems_en", told(Language::English));
}

#[test]
fn a_range_written_backwards_is_told_as_that() {
    let text = "[company]\noff = [\"2026-05-30..2026-05-20\", \"2026-05-20..2026-05-20\"]\n";
    let problems = built_in().with_company_file(text).unwrap_err();
    let kinds: Vec<_> = problems.iter().map(|problem| &problem.kind).collect();
    let backwards = CalendarFileProblemKind::Backwards("2026-05-30..2026-05-20".to_owned());
    assert_eq!(kinds, [&backwards]);
    assert_eq!(problems[0].line, 2);
}

#[test]
fn a_file_that_is_not_toml_is_refused_with_its_place() {
    let problems = built_in()
        .with_company_file("[[year]]\nyear 2027\n")
        .unwrap_err();
    assert_eq!(problems.first().map(|problem| problem.line), Some(2));
    assert!(matches!(
        problems.first().map(|problem| &problem.kind),
        Some(CalendarFileProblemKind::NotToml(_))
    ));
}

proptest! {
    #[test]
    fn counting_is_the_same_as_walking(start in 12_418i32..20_700, n in 1u32..60) {
        let from = CivilDay::from_days(start);
        let (mut walked, mut left) = (from, n);
        while left > 0 {
            walked = walked.plus_days(1);
            left -= u32::from(built_in().is_working(walked).unwrap());
        }
        prop_assert_eq!(built_in().nth_working_day_after(from, n), Ok(walked));
        prop_assert_eq!(built_in().between(from, walked), Ok(n));
    }
}
