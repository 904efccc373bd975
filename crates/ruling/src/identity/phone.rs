//! Phone numbers of the mainland as people write them, and the one spelling they compare by.

use std::fmt;

use super::masked_number::{has_hidden_digits, is_mask_sign, narrow_keeping_ellipsis};

mod problem;
#[cfg(test)]
mod tests;

pub use problem::PhoneProblem;

/// A spreadsheet shows a long number with at least this many figures or it has lost some.
const FIGURES_KEPT_MIN: usize = 9;

/// What people write around a number: what kind of number it is, and that it is a chat account, too.
const NOTES: &[&str] = &[
    "联系电话",
    "手机号码",
    "手机号",
    "手机",
    "移动电话",
    "电话号码",
    "电话",
    "座机",
    "固话",
    "微信同号",
    "微信同步",
    "同微信",
    "微信号",
    "微信",
    "同号",
    "本人",
    "telephone",
    "tel.",
    "tel",
    "mobile",
    "phone",
    "cell",
    "wechat",
];

const MOBILE_DIGITS: usize = 11;

/// A phone number in normalised form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phone {
    kind: PhoneKind,
    digits: String,
    extension: Option<String>,
}

/// What kind of line a number belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhoneKind {
    /// Eleven digits, 13–19: belongs to one person.
    Mobile,
    /// Area code and seven or eight digits.
    Landline,
    /// A 400 or 800 number: belongs to an organisation, never identifies a person.
    Service,
}

impl Phone {
    /// Reads a mobile, landline, 400 or 800 number in any usual spelling: `+86`, `0086`, `86`,
    /// spaces, hyphens, dots, brackets, full-width digits, a spreadsheet's `13812345678.0`,
    /// `13,812,345,678` or `1.3812345678E10`, a label before it (`手机：`) or a note behind it
    /// (`（微信同号）`). An extension (`转8001`, `-8001`, `ext 8001`) is kept apart.
    ///
    /// # Errors
    /// What is wrong with the text, as a [`PhoneProblem`].
    pub fn parse(text: &str) -> Result<Phone, PhoneProblem> {
        let text = narrow_keeping_ellipsis(text);
        let text = without_notes(&text);
        if text.is_empty() {
            return Err(PhoneProblem::Empty);
        }
        let plain = from_spreadsheet(text)?.unwrap_or_else(|| text.to_owned());
        if has_hidden_digits(&plain) {
            return Err(PhoneProblem::Masked);
        }
        if holds_several(&plain) {
            return Err(PhoneProblem::Several);
        }
        let (number, extension) = split_extension(&plain);
        let extension = match extension {
            Some(written) => Some(digits_of(written)?).filter(|digits| !digits.is_empty()),
            None => None,
        };
        let (kind, digits) = classify(number)?;
        if kind == PhoneKind::Mobile && extension.is_some() {
            return Err(PhoneProblem::WrongLength {
                digits: digits.len() + extension.map_or(0, |extra| extra.len()),
            });
        }
        Ok(Phone {
            kind,
            digits,
            extension,
        })
    }

    /// The number, if it can tell a person apart.
    ///
    /// # Errors
    /// [`PhoneProblem::NotPersonal`] for the number of an organisation.
    pub fn of_person(self) -> Result<Phone, PhoneProblem> {
        match self.kind {
            PhoneKind::Mobile | PhoneKind::Landline => Ok(self),
            PhoneKind::Service => Err(PhoneProblem::NotPersonal),
        }
    }

    /// What kind of line it is.
    pub fn kind(&self) -> PhoneKind {
        self.kind
    }

    /// The digits two spellings of one number share: eleven for a mobile number, area code and
    /// number for a landline. Extensions are not part of it.
    pub fn key(&self) -> &str {
        &self.digits
    }

    /// The extension behind a landline or service number.
    pub fn extension(&self) -> Option<&str> {
        self.extension.as_deref()
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self.digits.chars().take(3).collect();
        write!(out, "Phone({:?} {shown}…)", self.kind)
    }
}

/// Without a label before the number and a note behind it that say nothing about it.
pub(super) fn without_notes(text: &str) -> &str {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | ',' | '，');
    let mut rest = text;
    loop {
        let before = rest;
        rest = rest.trim_start_matches(is_mark).trim_end_matches(is_mark);
        if let Some((number, note)) = rest
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once('('))
            && !note.contains(|c: char| c.is_ascii_digit() || is_mask_sign(c))
        {
            rest = number;
        }
        for note in NOTES {
            let starts = rest.get(..note.len());
            if starts.is_some_and(|start| start.eq_ignore_ascii_case(note)) {
                rest = rest.get(note.len()..).unwrap_or_default();
            }
            rest = rest.strip_suffix(note).unwrap_or(rest);
        }
        if rest == before {
            return rest;
        }
    }
}

/// The only number, whole or masked, in a text that holds other words, too (`张伟 13812345678`). None
/// if there are several, or none.
pub fn sole_number(text: &str) -> Option<String> {
    /// Shorter ones are house numbers, dates and ages.
    const FIGURES_MIN: usize = 7;
    let text = narrow_keeping_ellipsis(text);
    let is_figure = |c: char| c.is_ascii_digit() || (is_mask_sign(c) && !c.is_ascii_alphabetic());
    let is_of_number = |c: char| {
        is_figure(c) || (is_separator(c) && !matches!(c, '\n' | '\t' | '(' | ')')) || c == '+'
    };
    let numbers = text.split(|c: char| !is_of_number(c));
    let mut numbers =
        numbers.filter(|part| part.chars().filter(|c| is_figure(*c)).count() >= FIGURES_MIN);
    match (numbers.next(), numbers.next()) {
        (Some(number), None) => Some(number.trim().to_owned()),
        _ => None,
    }
}

/// Two numbers in one field, told apart by a mark, a word or only a space.
fn holds_several(text: &str) -> bool {
    let parts = text.split(['/', '、', ',', ';', '|', '\n', '\t', '和', '或', '及', '&']);
    let has_digit = |part: &&str| part.contains(|c: char| c.is_ascii_digit());
    if parts.filter(has_digit).count() > 1 {
        return true;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let halves = digits.split_at_checked(MOBILE_DIGITS);
    halves.is_some_and(|(one, other)| is_mobile(one) && is_mobile(other))
}

/// `13812345678.0`, `13,812,345,678` and `1.3812345678E10` as digits; `None` if the text is not such
/// a number.
fn from_spreadsheet(text: &str) -> Result<Option<String>, PhoneProblem> {
    let mut groups = text.split(',');
    let is_group = |group: &str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    if groups
        .next()
        .is_some_and(|first| matches!(first.len(), 1..=3))
        && text.contains(',')
        && groups.all(is_group)
    {
        return Ok(Some(text.replace(',', "")));
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let Some((whole, fraction)) = mantissa.split_once('.') else {
        return Ok(None);
    };
    let all_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return Ok(None);
    }
    let Some(exponent) = exponent else {
        let is_whole_number = fraction.bytes().all(|byte| byte == b'0');
        return Ok((is_whole_number && whole.len() >= 10).then(|| whole.to_owned()));
    };
    let Ok(exponent) = exponent.trim_start_matches('+').parse::<usize>() else {
        return Ok(None);
    };
    // Zeros behind the last whole digit are no figures of the number.
    let fraction = match fraction.split_at_checked(exponent) {
        Some((figures, rest)) if rest.bytes().all(|byte| byte == b'0') => figures,
        _ => fraction,
    };
    let figures = format!("{whole}{fraction}");
    if figures.len() < FIGURES_KEPT_MIN || figures.len() > exponent + 1 || exponent > 14 {
        return Err(PhoneProblem::Rounded);
    }
    Ok(Some(format!("{figures:0<width$}", width = exponent + 1)))
}

fn split_extension(text: &str) -> (&str, Option<&str>) {
    for mark in [
        "转", "轉", "分机", "分機", "内线", "ext.", "ext", "Ext.", "Ext", "EXT", "#",
    ] {
        if let Some((number, extension)) = text.split_once(mark) {
            return (number, Some(extension));
        }
    }
    // 010-12345678-8001: a third group behind a complete landline.
    if let Some((number, extension)) = text.rsplit_once('-')
        && (1..=6).contains(&extension.trim().len())
        && matches!(
            classify(number),
            Ok((PhoneKind::Landline | PhoneKind::Service, _))
        )
    {
        return (number, Some(extension));
    }
    (text, None)
}

fn digits_of(text: &str) -> Result<String, PhoneProblem> {
    let mut digits = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
        } else if !is_separator(character) {
            return Err(PhoneProblem::UnexpectedCharacter);
        }
    }
    Ok(digits)
}

/// Characters that people put between digits and that mean nothing.
pub(super) fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '-' | '.'
                | '·'
                | '•'
                | '('
                | ')'
                | '['
                | ']'
                | '‐'
                | '‑'
                | '–'
                | '—'
                | '−'
                | '_'
                | '\''
        )
}

fn classify(text: &str) -> Result<(PhoneKind, String), PhoneProblem> {
    let text = text.trim_start_matches(is_separator);
    let (international, text) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let digits = digits_of(text)?;
    if digits.is_empty() {
        return Err(PhoneProblem::Empty);
    }
    let abroad = if international {
        Some(digits.as_str())
    } else {
        digits.strip_prefix("00")
    };
    if let Some(abroad) = abroad {
        let national = abroad.strip_prefix("86").ok_or(PhoneProblem::Overseas)?;
        // Behind +86 the area code is usually written without its 0.
        return classify_national(national).or_else(|problem| match problem {
            PhoneProblem::WrongLength { .. } | PhoneProblem::UnknownSegment => {
                landline(&format!("0{national}")).ok_or(problem)
            }
            other => Err(other),
        });
    }
    // Without a + the 86 may be part of the number: only what is then complete is taken for a code.
    if let Some(national) = digits.strip_prefix("86") {
        if is_mobile(national) {
            return Ok((PhoneKind::Mobile, national.to_owned()));
        }
        let behind_code = landline(national).or_else(|| landline(&format!("0{national}")));
        if let (12.., Some(landline)) = (digits.len(), behind_code) {
            return Ok(landline);
        }
    }
    let is_neighbour = matches!(
        (digits.get(..3), digits.len()),
        (Some("852" | "853"), 11) | (Some("886"), 11 | 12)
    );
    if is_neighbour {
        return Err(PhoneProblem::Overseas);
    }
    classify_national(&digits)
}

fn classify_national(digits: &str) -> Result<(PhoneKind, String), PhoneProblem> {
    if is_mobile(digits) {
        return Ok((PhoneKind::Mobile, digits.to_owned()));
    }
    if let Some(trunk) = digits.strip_prefix('0') {
        if is_mobile(trunk) {
            return Ok((PhoneKind::Mobile, trunk.to_owned()));
        }
        return landline(digits).ok_or(PhoneProblem::UnknownLandline);
    }
    match digits.len() {
        10 if digits.starts_with("400") || digits.starts_with("800") => {
            Ok((PhoneKind::Service, digits.to_owned()))
        }
        11 => Err(PhoneProblem::UnknownSegment),
        7 | 8 if !digits.starts_with('1') => Err(PhoneProblem::MissingAreaCode),
        digits => Err(PhoneProblem::WrongLength { digits }),
    }
}

fn is_mobile(digits: &str) -> bool {
    let mut first = digits.bytes();
    digits.len() == MOBILE_DIGITS
        && first.next() == Some(b'1')
        && matches!(first.next(), Some(b'3'..=b'9'))
}

/// Area codes: 010, 02x and the four-digit 03xx–09xx; local numbers begin with 2–8.
fn landline(digits: &str) -> Option<(PhoneKind, String)> {
    let is_city =
        digits.starts_with("010") || (digits.starts_with("02") && !digits.starts_with("026"));
    let local = if is_city {
        digits.get(3..)?
    } else if matches!(digits.as_bytes(), [b'0', b'3'..=b'9', ..]) {
        digits.get(4..)?
    } else {
        return None;
    };
    let fits =
        matches!(local.len(), 7 | 8) && matches!(local.as_bytes().first(), Some(b'2'..=b'8'));
    fits.then(|| (PhoneKind::Landline, digits.to_owned()))
}
