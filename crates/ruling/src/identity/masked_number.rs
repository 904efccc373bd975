//! Mobile numbers of which some digits are hidden, compared with each other and with full ones.

use std::fmt;

use super::folding::narrow;
use super::phone::{Phone, PhoneKind, PhoneProblem, is_separator, without_notes};
use super::{Comparison, Refusal};
use crate::language::Language;

#[cfg(test)]
mod tests;

/// Digits of a mobile number.
pub const POSITIONS: usize = 11;

/// With fewer visible digits a mask fits too many people to be of use.
pub const VISIBLE_MIN: usize = 6;

/// Eleven positions, each a digit or hidden: a full mobile number and a masked one alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberKey([Option<u8>; POSITIONS]);

/// Which positions a mask hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MaskShape {
    /// Nothing is hidden.
    Full,
    /// 隐后四: `1351234****`.
    LastFourHidden,
    /// 前三后四: `135****5678`.
    FirstThreeLastFour,
    /// 前三后六: `135**345678`.
    FirstThreeLastSix,
    /// Any other pattern.
    Other,
}

/// Why a text is not a masked mobile number we can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaskProblem {
    /// Nothing is hidden and it is not a phone number either.
    Phone(PhoneProblem),
    /// A full number that is not a mobile number: only those are compared position by position.
    NotMobile,
    /// Something other than digits, mask signs and separators.
    UnexpectedCharacter,
    /// Digits and mask signs together are not eleven.
    WrongLength {
        /// How many positions there are.
        positions: usize,
    },
    /// The visible beginning is not that of a mobile number.
    UnknownSegment,
    /// Too little is visible.
    TooFewVisible {
        /// How many digits are visible.
        visible: usize,
    },
}

impl NumberKey {
    /// Reads a mobile number, full or masked. A mask may use `*`, `x`, `×`, `●`, `?` and the like,
    /// or two or more hyphens, dots, tildes or number signs in a row; each sign stands for one digit,
    /// so that digits and signs make eleven. One ellipsis stands for all digits that are missing.
    ///
    /// # Errors
    /// What is wrong with the text, as a [`MaskProblem`].
    pub fn parse(text: &str) -> Result<NumberKey, MaskProblem> {
        let written = narrow_keeping_ellipsis(text);
        let written = without_notes(&written);
        if !has_hidden_digits(written) {
            let phone = Phone::parse(text).map_err(MaskProblem::Phone)?;
            return NumberKey::of(&phone).ok_or(MaskProblem::NotMobile);
        }
        let positions = without_country_code(positions_of(written)?);
        let found = positions.len();
        let key: [Option<u8>; POSITIONS] = positions
            .try_into()
            .map_err(|_| MaskProblem::WrongLength { positions: found })?;
        let [first, second, ..] = key;
        if first.is_some_and(|digit| digit != 1) || second.is_some_and(|digit| digit < 3) {
            return Err(MaskProblem::UnknownSegment);
        }
        let visible = key.iter().flatten().count();
        if visible < VISIBLE_MIN {
            return Err(MaskProblem::TooFewVisible { visible });
        }
        Ok(NumberKey(key))
    }

    /// The key of a full mobile number; `None` for landlines and service numbers.
    pub fn of(phone: &Phone) -> Option<NumberKey> {
        if phone.kind() != PhoneKind::Mobile {
            return None;
        }
        let positions: Vec<Option<u8>> =
            phone.key().bytes().map(|byte| Some(byte - b'0')).collect();
        positions.try_into().ok().map(NumberKey)
    }

    /// Full numbers are the same or different; where anything is hidden, even two masks spelled
    /// alike are only compatible.
    pub fn compare(&self, other: &NumberKey) -> Comparison {
        let mut hidden = false;
        for (mine, theirs) in self.0.iter().zip(&other.0) {
            match (mine, theirs) {
                (Some(mine), Some(theirs)) if mine != theirs => return Comparison::Different,
                (Some(_), Some(_)) => {}
                _ => hidden = true,
            }
        }
        if hidden {
            Comparison::Compatible
        } else {
            Comparison::Same
        }
    }

    /// The positions that are hidden.
    pub fn hidden(&self) -> [bool; POSITIONS] {
        self.0.map(|position| position.is_none())
    }

    /// What is left of the number with these positions hidden, too. Two numbers are compatible if
    /// something of them is hidden and equal things are left of both with all of it hidden.
    pub fn hiding(&self, hidden: [bool; POSITIONS]) -> NumberKey {
        let mut key = self.0;
        for (position, hide) in key.iter_mut().zip(hidden) {
            position.take_if(|_| hide);
        }
        NumberKey(key)
    }

    /// Which shape of mask that makes.
    pub fn shape(&self) -> MaskShape {
        let hidden = self.hidden();
        [
            MaskShape::Full,
            MaskShape::LastFourHidden,
            MaskShape::FirstThreeLastFour,
            MaskShape::FirstThreeLastSix,
        ]
        .into_iter()
        .find(|shape| shape.hidden() == Some(hidden))
        .unwrap_or(MaskShape::Other)
    }

    /// This number as it would be written in a mask of that shape; `None` if a digit the shape
    /// shows is hidden here, or the shape is [`MaskShape::Other`].
    pub fn masked_as(&self, shape: MaskShape) -> Option<NumberKey> {
        let hidden = shape.hidden()?;
        let key = self.hiding(hidden);
        (key.hidden() == hidden).then_some(key)
    }
}

impl MaskShape {
    fn hidden(self) -> Option<[bool; POSITIONS]> {
        let hidden = match self {
            MaskShape::Full => 0..0,
            MaskShape::LastFourHidden => 7..11,
            MaskShape::FirstThreeLastFour => 3..7,
            MaskShape::FirstThreeLastSix => 3..5,
            MaskShape::Other => return None,
        };
        Some(std::array::from_fn(|position| hidden.contains(&position)))
    }
}

/// The number with stars for what is hidden.
impl fmt::Display for NumberKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|position| match position {
            Some(digit) => write!(out, "{digit}"),
            None => write!(out, "*"),
        })
    }
}

impl fmt::Debug for NumberKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "NumberKey({:?})", self.shape())
    }
}

pub(super) fn is_mask_sign(character: char) -> bool {
    "*xX×✕✖✱●○◯〇∙■□▪◼◻★☆◆◇▲△▇█░▒▓※?⁎∗❋�".contains(character)
}

/// Alone a separator, in a run a mask: `138-1234-5678` and `135----5678`.
fn hides_in_runs(character: char) -> bool {
    "-–—‐−._·•~#".contains(character)
}

/// The sign that stands for as many digits as are missing.
const ELLIPSIS: char = '⋯';

/// Narrow forms, except that `…` would become three dots, which are three digits.
pub(super) fn narrow_keeping_ellipsis(text: &str) -> String {
    narrow(&text.replace('…', "⋯"))
}

/// Whether a text stands for a number with hidden digits: digits and mask signs.
pub(super) fn has_hidden_digits(text: &str) -> bool {
    let written_as_number = text.chars().all(|c| {
        c.is_ascii_digit()
            || matches!(c, '+' | ELLIPSIS)
            || is_separator(c)
            || is_mask_sign(c)
            || hides_in_runs(c)
    });
    // 138--1234--5678 hides nothing: all digits are there.
    let is_short = text.chars().filter(char::is_ascii_digit).count() < POSITIONS;
    let in_run = |(a, b): (char, char)| a == b && hides_in_runs(a);
    let mut pairs = text.chars().zip(text.chars().skip(1));
    written_as_number
        && (text.contains(is_mask_sign)
            || text.contains(ELLIPSIS)
            || (is_short && pairs.any(in_run)))
}

fn positions_of(text: &str) -> Result<Vec<Option<u8>>, MaskProblem> {
    let mut positions = Vec::with_capacity(POSITIONS);
    let mut missing_at = None;
    let mut characters = text.chars().peekable();
    let mut before = None;
    while let Some(character) = characters.next() {
        let is_run = before == Some(character) || characters.peek() == Some(&character);
        before = Some(character);
        if let Some(digit) = character.to_digit(10) {
            positions.push(u8::try_from(digit).ok());
        } else if is_mask_sign(character) || (is_run && hides_in_runs(character)) {
            positions.push(None);
        } else if character == ELLIPSIS {
            let is_second = missing_at.is_some_and(|at| at != positions.len());
            if is_second {
                return Err(MaskProblem::WrongLength {
                    positions: positions.len(),
                });
            }
            missing_at = Some(positions.len());
        } else if !is_separator(character) && character != '+' {
            return Err(MaskProblem::UnexpectedCharacter);
        }
    }
    if let Some(at) = missing_at {
        let missing = POSITIONS.saturating_sub(positions.len());
        positions.splice(at..at, std::iter::repeat_n(None, missing));
    }
    Ok(positions)
}

fn without_country_code(positions: Vec<Option<u8>>) -> Vec<Option<u8>> {
    let code: &[u8] = match positions.len() {
        13 => &[8, 6],
        15 => &[0, 0, 8, 6],
        _ => return positions,
    };
    let (prefix, rest) = positions.split_at(code.len());
    if prefix
        .iter()
        .eq(code.iter().copied().map(Some).collect::<Vec<_>>().iter())
    {
        rest.to_vec()
    } else {
        positions
    }
}

impl MaskProblem {
    /// The refusal to show a person.
    pub fn refusal(self, language: Language) -> Refusal {
        let field = language.pick("隐号电话", "masked phone");
        match self {
            MaskProblem::Phone(problem) => problem.refusal(language),
            MaskProblem::NotMobile => Refusal::new(
                field,
                language.pick("隐号只用于手机号", "only mobile numbers are compared in parts"),
                language.pick("请填手机号；固定电话填完整号码", "enter a mobile number, or the full landline in its own field"),
            ),
            MaskProblem::UnexpectedCharacter => Refusal::new(
                field,
                language.pick("隐号只含数字和星号", "a masked number holds digits and stars only"),
                language.pick("请删去其他文字，如写作 135****5678", "remove everything else, as in 135****5678"),
            ),
            MaskProblem::WrongLength { positions } => Refusal::new(
                field,
                language.pick(
                    format!("数字与星号合计应为 11 位，现有 {positions} 位"),
                    format!("digits and stars make 11 positions, this has {positions}"),
                ),
                language.pick("请隐去几位就写几个星号", "write one star for each hidden digit"),
            ),
            MaskProblem::UnknownSegment => Refusal::new(
                field,
                language.pick("手机号以 13 至 19 开头", "a mobile number begins with 13 to 19"),
                language.pick("请核对前两位", "check the first two digits"),
            ),
            MaskProblem::TooFewVisible { visible } => Refusal::new(
                field,
                language.pick(
                    format!("至少要露出 {VISIBLE_MIN} 位数字，现有 {visible} 位，会与太多人相符"),
                    format!("at least {VISIBLE_MIN} digits must be visible; {visible} fit too many people"),
                ),
                language.pick("请按前三后四填写，如 135****5678", "show the first three and last four, as in 135****5678"),
            ),
        }
    }
}
