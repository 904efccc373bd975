use proptest::prelude::*;

use super::*;

#[test]
fn both_languages_are_read() {
    let day_3 = Span::DayAt {
        day: 3,
        hour: 10,
        minute: 30,
    };
    for (text, span) in [
        ("24 hours", Span::Seconds(86_400)),
        ("24 小时", Span::Seconds(86_400)),
        ("24小时", Span::Seconds(86_400)),
        ("1 hour", Span::Seconds(3_600)),
        ("20 minutes", Span::Seconds(1_200)),
        ("20 分钟", Span::Seconds(1_200)),
        ("90 seconds", Span::Seconds(90)),
        ("20 open minutes", Span::OpenMinutes(20)),
        ("20 个营业分钟", Span::OpenMinutes(20)),
        ("15 days", Span::Days(15)),
        ("1 day", Span::Days(1)),
        ("15 日", Span::Days(15)),
        ("15 天", Span::Days(15)),
        ("2 weeks", Span::Days(14)),
        ("2 周", Span::Days(14)),
        ("5 working days", Span::WorkingDays(5)),
        ("  5  Working   Days ", Span::WorkingDays(5)),
        ("5 个工作日", Span::WorkingDays(5)),
        ("5个工作日", Span::WorkingDays(5)),
        ("5 工作日", Span::WorkingDays(5)),
        ("2 months", Span::Months(2)),
        ("2 个月", Span::Months(2)),
        ("1 year", Span::Months(12)),
        ("1 年", Span::Months(12)),
        ("same day", Span::SameDay),
        ("当天", Span::SameDay),
        ("当日", Span::SameDay),
        ("week", Span::SameWeek),
        ("本周", Span::SameWeek),
        ("day 3 10:30", day_3),
        ("第 3 日 10:30", day_3),
        ("第3天10:30", day_3),
        ("day 3 24:00", Span::Days(2)),
    ] {
        assert_eq!(text.parse(), Ok(span), "{text}");
    }
}

#[test]
fn a_near_miss_is_answered_with_what_may_have_been_meant() {
    for (text, meant) in [
        ("24 hrs", Some("24 hours")),
        ("15 dayz", Some("15 days")),
        ("5 workin days", Some("5 working days")),
        ("3 monht", Some("3 months")),
        ("2 月", Some("2 months")),
        ("5 个作工日", None),
        ("same dya", Some("same day")),
        ("soon", None),
        ("", None),
        ("15", None),
        ("-3 days", None),
        ("day 0 10:30", None),
        ("day 3 24:30", None),
        ("day 3 10:60", None),
        ("99999999999 days", None),
        ("4294967295 weeks", None),
    ] {
        let bad = text.parse::<Span>().unwrap_err();
        assert_eq!(bad.text, text);
        assert_eq!(
            bad.meant.map(|meant| meant.to_string()).as_deref(),
            meant,
            "{text}"
        );
    }
}

#[test]
fn refusals_name_the_remedy_in_both_languages() {
    let near = "15 dayz".parse::<Span>().unwrap_err();
    assert_eq!(
        near.to_string(),
        "\"15 dayz\" is not a span: did you mean \"15 days\"?"
    );
    assert_eq!(
        near.message(Language::Chinese),
        "“15 dayz”不是期限:是否要写“15 天”?"
    );
    let far = "soon".parse::<Span>().unwrap_err();
    assert_eq!(
        far.to_string(),
        "\"soon\" is not a span: write 24 hours, 20 minutes, 20 open minutes, 15 days, 5 working \
         days, 2 months, same day, week or day 3 10:30"
    );
    assert_eq!(
        far.message(Language::Chinese),
        "“soon”不是期限:可写 24 小时、20 分钟、20 个营业分钟、15 天、5 个工作日、2 个月、当天、本周、第 3 日 10:30"
    );
}

#[test]
fn what_lasts_longer_than_a_century_is_refused() {
    for text in [
        "4294967295 days",
        "99999999999 天",
        "4294967295 weeks",
        "101 years",
        "1201 个月",
        "4294967295 hours",
        "36601 working days",
        "4294967295 个营业分钟",
        "day 99999999 10:30",
    ] {
        let bad = text.parse::<Span>().unwrap_err();
        assert!(bad.is_too_long, "{text}");
    }
    for text in ["100 years", "36600 days", "100 年", "36600 个工作日"] {
        assert!(text.parse::<Span>().is_ok(), "{text}");
    }
    let bad = "101 年".parse::<Span>().unwrap_err();
    assert_eq!(
        bad.message(Language::Chinese),
        "期限“101 年”太长:最长 100 年;没有期限的不要写期限"
    );
}

pub(in crate::calendar) fn any_span() -> impl Strategy<Value = Span> {
    prop_oneof![
        (0i64..10_000_000).prop_map(Span::Seconds),
        (0u32..2_000).prop_map(Span::Days),
        (0u32..200).prop_map(Span::WorkingDays),
        (0u32..60).prop_map(Span::Months),
        Just(Span::SameDay),
        Just(Span::SameWeek),
        (1u32..40, 0u8..24, 0u8..60).prop_map(|(day, hour, minute)| Span::DayAt {
            day,
            hour,
            minute
        }),
        (0u32..5_000).prop_map(Span::OpenMinutes),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(span in any_span()) {
        prop_assert_eq!(span.to_string().parse(), Ok(span));
        prop_assert_eq!(span.text(Language::Chinese).parse(), Ok(span));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,20}") {
        let _ = text.parse::<Span>().map_err(|bad| bad.to_string());
    }
}
