//! Money as pages tell it: in figures, and in the characters that nobody can alter on paper.

use desk::Language;
use sheets::Cell;

/// ¥12,300.00; a minus before it.
pub(crate) fn figures(cents: &i64) -> String {
    let (yuan, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let digits = yuan.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if *cents < 0 { "-" } else { "" };
    format!("{sign}¥{grouped}.{rest:02}")
}

/// Yuan as a number of a sheet; nothing where there is no amount.
pub(crate) fn cell(cents: Option<i64>) -> Cell {
    let Some(cents) = cents else {
        return Cell::Empty;
    };
    let sign = if cents < 0 { "-" } else { "" };
    let (yuan, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let number = format!("{sign}{yuan}.{rest:02}").parse();
    number.map_or(Cell::Empty, Cell::Number)
}

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
/// Of the four places of a group, from the highest.
const PLACES: [&str; 4] = ["仟", "佰", "拾", ""];
/// Of groups of four, from the lowest: more than any amount has.
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// 大写: 壹万贰仟叁佰元整. Only Chinese papers have it; in English the figures stand alone.
pub(crate) fn in_characters(cents: i64, language: Language) -> String {
    if language != Language::Chinese {
        return String::new();
    }
    let (yuan, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let mut out = String::new();
    if cents < 0 {
        out.push('负');
    }
    if yuan > 0 || rest == 0 {
        out.push_str(&whole(yuan));
        out.push('元');
    }
    let (jiao, fen) = (rest / 10, rest % 10);
    match (jiao, fen) {
        (0, 0) => out.push('整'),
        (0, fen) => {
            if yuan > 0 {
                out.push('零');
            }
            out.push_str(digit(fen));
            out.push('分');
        }
        (jiao, fen) => {
            out.push_str(digit(jiao));
            out.push('角');
            match fen {
                0 => out.push('整'),
                fen => {
                    out.push_str(digit(fen));
                    out.push('分');
                }
            }
        }
    }
    out
}

fn digit(digit: u64) -> &'static str {
    let place = usize::try_from(digit).unwrap_or(0);
    DIGITS.get(place).copied().unwrap_or_default()
}

/// A whole number of yuan.
fn whole(yuan: u64) -> String {
    if yuan == 0 {
        return "零".to_owned();
    }
    let mut out = String::new();
    let mut is_zero_due = false;
    for (place, name) in GROUPS.iter().enumerate().rev() {
        let unit = 10_u64.pow(4 * u32::try_from(place).unwrap_or(0));
        let group = yuan / unit % 10_000;
        if group == 0 {
            is_zero_due = !out.is_empty();
            continue;
        }
        for (place, position) in PLACES.iter().enumerate() {
            let unit = 10_u64.pow(3 - u32::try_from(place).unwrap_or(0));
            match group / unit % 10 {
                0 => is_zero_due = !out.is_empty(),
                figure => {
                    if is_zero_due {
                        out.push('零');
                        is_zero_due = false;
                    }
                    out.push_str(digit(figure));
                    out.push_str(position);
                }
            }
        }
        out.push_str(name);
        // Zeros at the end of a group are not told unless a figure follows.
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{figures, in_characters};
    use desk::Language;

    #[test]
    fn figures_are_grouped_and_never_lose_a_cent() {
        assert_eq!(figures(&0), "¥0.00");
        assert_eq!(figures(&5), "¥0.05");
        assert_eq!(figures(&1_230_000), "¥12,300.00");
        assert_eq!(figures(&-123_456_789), "-¥1,234,567.89");
        assert_eq!(figures(&i64::MIN), "-¥92,233,720,368,547,758.08");
    }

    #[test]
    fn amounts_in_characters_are_those_of_a_cheque() {
        let said = |cents| in_characters(cents, Language::Chinese);
        for (cents, words) in [
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角整"),
            (56, "伍角陆分"),
            (100, "壹元整"),
            (105, "壹元零伍分"),
            (1_230_000, "壹万贰仟叁佰元整"),
            (100_500, "壹仟零伍元整"),
            (1_000_500_000, "壹仟万零伍仟元整"),
            (10_000_010_000, "壹亿零壹佰元整"),
            (286_000_000, "贰佰捌拾陆万元整"),
            (1_050_000, "壹万零伍佰元整"),
            (1_005, "壹拾元零伍分"),
            (-123_456, "负壹仟贰佰叁拾肆元伍角陆分"),
        ] {
            assert_eq!(said(cents), words, "{cents}");
        }
        assert_eq!(in_characters(100, Language::English), "");
    }
}
