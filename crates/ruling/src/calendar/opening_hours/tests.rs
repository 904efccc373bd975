use super::*;

#[test]
fn parts_in_either_language_mean_the_same() {
    let english = "Mon-Fri 09:00-12:00,13:30-18:00; Sat 10:00-16:00; 2026-10-01..2026-10-03 closed";
    let chinese = "周一至周五 9:00至12:00、13:30至18:00;周六 10:00-16:00;2026-10-01..2026-10-03 休";
    assert_eq!(english.parse::<OpeningHours>(), chinese.parse());
    assert_eq!("Mon-Sun 00:00-24:00".parse(), Ok(OpeningHours::default()));
    assert_eq!(
        "Sat-Mon 09:00-10:00".parse::<OpeningHours>(),
        "Mon,Sat,Sun 09:00-10:00".parse()
    );
    assert_eq!(
        "Mon 13:00-18:00; Mon 09:00-12:00".parse::<OpeningHours>(),
        "Mon 09:00-12:00, 13:00-18:00".parse()
    );
}

#[test]
fn a_date_goes_before_its_day_of_the_week() {
    let hours: OpeningHours = "Mon-Sun 09:00-21:00; 2026-10-01 10:00-12:00"
        .parse()
        .unwrap();
    let open = |text| hours.of(CivilDay::parse(text).unwrap()).to_vec();
    let hour = |from: u32, to: u32| {
        vec![Range {
            start: from * 3600,
            end: to * 3600,
        }]
    };
    assert_eq!(open("2026-10-01"), hour(10, 12));
    assert_eq!(open("2026-10-02"), hour(9, 21));
}

#[test]
fn what_cannot_be_read_is_refused_with_its_remedy() {
    for (text, part, kind) in [
        ("Mon-Fri", "Mon-Fri", BadHoursKind::Times),
        ("Mon-Fri 9-18", "Mon-Fri 9-18", BadHoursKind::Times),
        ("Mon 18:00-02:00", "Mon 18:00-02:00", BadHoursKind::Times),
        ("Mon 09:00-24:01", "Mon 09:00-24:01", BadHoursKind::Times),
        (
            "Mon 09:00-18:00; Mo 09:00-18:00",
            "Mo 09:00-18:00",
            BadHoursKind::Days,
        ),
        (
            "Mon 09:00-18:00; 2026-02-30 closed",
            "2026-02-30 closed",
            BadHoursKind::Days,
        ),
        (
            "Mon 09:00-18:00; 2026-02-03..2026-02-01 closed",
            "2026-02-03..2026-02-01 closed",
            BadHoursKind::Days,
        ),
        (
            "Mon 09:00-12:00,11:00-18:00",
            "Mon 09:00-12:00,11:00-18:00",
            BadHoursKind::Overlap,
        ),
        (
            "Mon 09:00-12:00; Mon-Tue 11:00-18:00",
            "Mon-Tue 11:00-18:00",
            BadHoursKind::Overlap,
        ),
        (
            "2026-10-01 09:00-12:00",
            "2026-10-01 09:00-12:00",
            BadHoursKind::NeverOpen,
        ),
        ("", "", BadHoursKind::NeverOpen),
    ] {
        let bad = BadHours {
            part: part.to_owned(),
            kind,
        };
        assert_eq!(text.parse::<OpeningHours>(), Err(bad), "{text}");
    }
    let bad = "Mon 18:00-02:00".parse::<OpeningHours>().unwrap_err();
    assert_eq!(
        bad.to_string(),
        "opening hours \"Mon 18:00-02:00\": the times are not clear: write 09:00-12:00,13:30-18:00 \
         or closed; split a night over two days"
    );
    assert_eq!(
        bad.message(Language::Chinese),
        "营业时间“Mon 18:00-02:00”看不出开关门时间:请写 09:00-12:00,13:30-18:00 或 closed(休);过夜的分写两天"
    );
}

#[test]
fn hours_are_written_as_they_are_read() {
    let text = "Mon-Fri 09:00-12:00,13:30-18:00; Sat 00:00-24:00; 2026-10-01..2026-10-02 closed";
    let hours: OpeningHours = text.parse().unwrap();
    assert_eq!(hours.to_string().parse(), Ok(hours));
    let always = OpeningHours::default();
    assert_eq!(always.to_string().parse(), Ok(always));
}
