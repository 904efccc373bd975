//! One line per spelling.

use super::*;

const MARCH: Period = Period {
    year: Some(2026),
    month: Some(3),
};

fn reading(period: Period) -> Reading {
    Reading {
        date_system: DateSystem::From1900,
        period,
    }
}

fn shown(result: Result<Option<Value>, ValueFault>) -> String {
    match result {
        Ok(None) => "-".to_owned(),
        Ok(Some(Value::Text(text) | Value::Phone(text))) => text,
        Ok(Some(Value::Date(date))) => date.to_string(),
        Ok(Some(Value::Time(time))) => time.to_string(),
        Ok(Some(Value::Number(number))) => number.to_string(),
        Ok(Some(Value::Moment(moment))) => match moment.time {
            Some(time) => format!("{} {time}", moment.date),
            None => moment.date.to_string(),
        },
        Err(fault) => format!("{fault:?}"),
    }
}

fn check(kind: ColumnKind, period: Period, cell: Cell, expected: &str) {
    let found = shown(reading(period).value(&cell, kind));
    assert_eq!(found, expected, "{cell:?} as {kind:?}");
}

#[test]
fn dates_and_times_in_every_spelling() {
    for (text, expected) in [
        ("2026/3/5", "2026-03-05"),
        ("2026-03-05 14:30", "2026-03-05 14:30:00"),
        ("2026-03-05T14:30:15", "2026-03-05 14:30:15"),
        ("2026-03-01 10:24:00.000", "2026-03-01 10:24:00"),
        ("2026.3.5", "2026-03-05"),
        ("2026.03.01", "2026-03-01"),
        ("20260305", "2026-03-05"),
        ("20260305 14:30", "2026-03-05 14:30:00"),
        ("3月5日", "2026-03-05"),
        ("3月5号 9:59", "2026-03-05 09:59:00"),
        ("3 月 5 日", "2026-03-05"),
        ("3/5", "2026-03-05"),
        ("3-5 8:05", "2026-03-05 08:05:00"),
        ("3.10", "2026-03-10"),
        ("12月31日", "2025-12-31"),
        ("5日", "2026-03-05"),
        ("5日下午2点", "2026-03-05 14:00:00"),
        ("5", "2026-03-05"),
        ("26/3/5", "2026-03-05"),
        ("25年12月31日", "2025-12-31"),
        ("2026年3月5日下午2点30分", "2026-03-05 14:30:00"),
        ("2026年3月5日14:30", "2026-03-05 14:30:00"),
        ("2026年3月5日14时30分15秒", "2026-03-05 14:30:15"),
        ("2026年3月5日 晚上8点半", "2026-03-05 20:30:00"),
        ("3月5日中午12点", "2026-03-05 12:00:00"),
        ("3月5日凌晨12:10", "2026-03-05 00:10:00"),
        ("2026-03-05 2:30 PM", "2026-03-05 14:30:00"),
        ("2026-03-05 12:30 am", "2026-03-05 00:30:00"),
        ("2026/3/5 星期四 14：30", "2026-03-05 14:30:00"),
        ("2026-03-05（周四）", "2026-03-05"),
        ("２０２６／３／５　１４：３０", "2026-03-05 14:30:00"),
        ("  2026-03-05 \u{a0}\u{3000}", "2026-03-05"),
        ("2026-2-30", "NoSuchDate"),
        ("2026-13-01", "NoSuchDate"),
        ("32日", "NoSuchDate"),
        ("2026-03-05 25:00", "NoSuchDate"),
        ("2026-03-05 上午14点", "NoSuchDate"),
        ("2026-03-05 晚上12点", "NoSuchDate"),
        ("3/5/2026", "AmbiguousDate"),
        ("05/3/6", "AmbiguousDate"),
        ("14:30", "NoDate"),
        ("下午2:30", "NoDate"),
        ("2026年3月", "NotADate"),
        ("2026/3", "NotADate"),
        ("2026", "NotADate"),
        ("3月上旬", "NotADate"),
        ("昨天", "NotADate"),
        ("3月5日-6日", "NotADate"),
        ("2026-03-05 14:30-15:00", "NotADate"),
        ("99999999999999999999", "NotADate"),
        ("-", "-"),
        ("无", "-"),
        ("　", "-"),
    ] {
        check(
            ColumnKind::DateTime,
            MARCH,
            Cell::Text(text.into()),
            expected,
        );
    }
}

#[test]
fn parts_that_nobody_wrote_are_asked_for() {
    let year_only = Period {
        year: Some(2026),
        month: None,
    };
    for (text, period, expected) in [
        ("3月5日", Period::default(), "NoYear"),
        ("5日", Period::default(), "NoMonth"),
        ("5日", year_only, "NoMonth"),
        ("12月31日", year_only, "2026-12-31"),
        ("5", Period::default(), "NotADate"),
        ("26/3/5", Period::default(), "AmbiguousDate"),
    ] {
        check(
            ColumnKind::DateTime,
            period,
            Cell::Text(text.into()),
            expected,
        );
    }
}

#[test]
fn numbers_in_date_columns() {
    for (number, expected) in [
        (46_082.0, "2026-03-01"),
        (46_082.395_138_888_9, "2026-03-01 09:29:00"),
        (20_260_305.0, "2026-03-05"),
        (5.0, "2026-03-05"),
        (3.1, "AmbiguousDate"),
        (0.5, "NotADate"),
        (-1.0, "NotADate"),
        (f64::INFINITY, "NotADate"),
    ] {
        check(ColumnKind::DateTime, MARCH, Cell::Number(number), expected);
    }
    let mac = Reading {
        date_system: DateSystem::From1904,
        period: MARCH,
    };
    let found = shown(mac.value(&Cell::Number(44_620.0), ColumnKind::Date));
    assert_eq!(found, "2026-03-01");
}

#[test]
fn times_alone() {
    for (text, expected) in [
        ("14:30", "14:30:00"),
        ("14：30", "14:30:00"),
        ("下午2:30", "14:30:00"),
        ("2点一刻", "02:15:00"),
        ("上午9点整", "09:00:00"),
        ("3 pm", "15:00:00"),
        ("14", "NotATime"),
        ("24:00", "NoSuchDate"),
        ("14:30左右", "NotATime"),
    ] {
        check(ColumnKind::Time, MARCH, Cell::Text(text.into()), expected);
    }
    check(ColumnKind::Time, MARCH, Cell::Number(0.5), "12:00:00");
}

#[test]
fn phones_keep_their_shape() {
    for (cell, expected) in [
        (Cell::Number(13_812_345_678.0), "13812345678"),
        (Cell::Number(1.381_234_567_8e10), "13812345678"),
        (Cell::Number(1e18), "LostDigits"),
        (Cell::Number(0.5), "NotAPhone"),
        (Cell::Text("13812345678.0".into()), "13812345678"),
        (Cell::Text("1.3812345678E+10".into()), "13812345678"),
        (Cell::Text("1.38E+10".into()), "LostDigits"),
        (Cell::Text("'13812345678".into()), "13812345678"),
        (Cell::Text("１３８１２３４５６７８".into()), "13812345678"),
        (Cell::Text("+86 138-1234-5678 ".into()), "+86 138-1234-5678"),
        (Cell::Text("1381234****".into()), "1381234****"),
        (Cell::Text("1395438355".into()), "1395438355"),
        (
            Cell::Text("0571-88886666转801".into()),
            "0571-88886666转801",
        ),
        (Cell::Text("保密".into()), "NotAPhone"),
        (Cell::Text("无".into()), "-"),
        (Cell::Bool(true), "NotAPhone"),
    ] {
        check(ColumnKind::Phone, MARCH, cell, expected);
    }
}

#[test]
fn text_and_numbers() {
    use ColumnKind::{Number, Text};
    for (kind, cell, expected) in [
        (Text, Cell::Text("\u{3000}张三\u{200b} ".into()), "张三"),
        (Text, Cell::Text("无".into()), "无"),
        (Text, Cell::Number(89.0), "89"),
        (Text, Cell::Number(4.201_061_990_010_1e17), "LostDigits"),
        (Text, Cell::Error("#N/A".into()), "FormulaError"),
        (Number, Cell::Text("1,200.50".into()), "1200.5"),
        (Number, Cell::Text("¥ 1,200元".into()), "1200"),
        (Number, Cell::Text("12万".into()), "120000"),
        (Number, Cell::Text("5％".into()), "0.05"),
        (Number, Cell::Text("(300)".into()), "-300"),
        (Number, Cell::Text("1,2".into()), "NotANumber"),
        (Number, Cell::Text("约300".into()), "NotANumber"),
        (Number, Cell::Text("inf".into()), "NotANumber"),
    ] {
        check(kind, MARCH, cell, expected);
    }
}
