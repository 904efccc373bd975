//! The year and month a table is about: `客户登记表(2026年3月)`.

use crate::value::{Period, half_width};

/// From the titles first, then the sheet's name, then the file's.
pub(super) fn of(titles: &[String], sheet_name: &str, file_name: &str) -> Period {
    let titles = titles.iter().map(String::as_str);
    titles
        .chain([sheet_name, file_name])
        .fold(Period::default(), |period, text| {
            let found = in_text(text);
            // A month belongs to the year beside it, or to one already known.
            let agrees = period.year.is_none() || found.year.is_none() || period.year == found.year;
            Period {
                year: period.year.or(found.year),
                month: period.month.or(found.month.filter(|_| agrees)),
            }
        })
}

fn in_text(text: &str) -> Period {
    let runs = digit_runs(&half_width(text));
    let mut period = Period::default();
    for (index, (before, digits, after)) in runs.iter().enumerate() {
        let number: Option<i16> = digits.parse().ok();
        let year = number.filter(|year| digits.len() == 4 && (1990..=2100).contains(year));
        let month = |digits: &str| {
            digits
                .parse::<i8>()
                .ok()
                .filter(|month| digits.len() <= 2 && (1..=12).contains(month))
        };
        let next = runs
            .get(index + 1)
            .map(|(_, digits, after)| (digits.as_str(), *after));
        let is_joined = matches!(after, Some('年' | '-' | '.' | '/'));
        let is_day = next.is_some_and(|(_, after)| matches!(after, Some('-' | '/' | '.' | '月')))
            && runs.get(index + 2).is_some_and(|(before, digits, _)| {
                digits.len() <= 2 && matches!(before, Some('-' | '/' | '.' | '月'))
            });
        if year.is_some() && is_day {
            // 打印日期:2026-04-01 says when it was printed, not what it is about.
            return Period::default();
        }
        if let Some(year) = year.filter(|_| period.year.is_none()) {
            period.year = Some(year);
            if is_joined {
                period.month = next.and_then(|(digits, _)| month(digits));
            }
        } else if *after == Some('月') && *before != Some('月') && period.month.is_none() {
            period.month = month(digits);
        }
    }
    period
}

/// Each run of digits with the character before and after it, blanks passed over.
fn digit_runs(text: &str) -> Vec<(Option<char>, String, Option<char>)> {
    let mut runs: Vec<(Option<char>, String, Option<char>)> = Vec::new();
    let mut before = None;
    let mut is_inside = false;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if c.is_ascii_digit() {
            if !is_inside {
                runs.push((before, String::new(), None));
            }
            if let Some((_, digits, _)) = runs.last_mut() {
                digits.push(c);
            }
        } else if is_inside && let Some((_, _, after)) = runs.last_mut() {
            *after = Some(c);
        }
        is_inside = c.is_ascii_digit();
        before = Some(c);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_year_and_month() {
        for (text, year, month) in [
            ("滨江壹号营销中心客户登记表(2026年3月)", Some(2026), Some(3)),
            ("2026年 3 月份来访登记", Some(2026), Some(3)),
            ("2026-03 来访", Some(2026), Some(3)),
            ("案场客户登记表-2026-03.xlsx", Some(2026), Some(3)),
            ("2026年度客户台账", Some(2026), None),
            ("3月", None, Some(3)),
            ("打印日期:2026-04-01", None, None),
            ("打印日期：2026年4月1日", None, None),
            ("一期 89 户", None, None),
            ("Sheet1", None, None),
        ] {
            assert_eq!(in_text(text), Period { year, month }, "{text}");
        }
    }

    #[test]
    fn title_goes_before_sheet_and_file() {
        let titles = ["2026年来访".to_owned()];
        assert_eq!(
            of(&titles, "3月", "导出2025-12.xlsx"),
            Period {
                year: Some(2026),
                month: Some(3)
            }
        );
        assert_eq!(
            of(&titles, "来访", "2025-12.xlsx"),
            Period {
                year: Some(2026),
                month: None
            }
        );
    }
}
