//! Citizen identity numbers (GB 11643).

use std::fmt;

use jiff::civil::Date;

use super::Refusal;
use super::division::{DivisionCode, Divisions};
use super::folding::{is_rounded, narrow};
use crate::calendar::CivilDay;
use crate::language::Language;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: &[u8; 11] = b"10X98765432";

/// Birth years before this are slips of the pen.
const BIRTH_YEAR_MIN: i16 = 1850;

/// Residence permits of people from Taiwan; Hong Kong and Macau have codes of their own in GB/T 2260.
const TAIWAN_RESIDENTS: &str = "830000";

/// An 18-character identity number whose check character and birth date are right.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IdNumber {
    text: String,
    birth: Date,
}

/// Sex as the number says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// An odd sequence number.
    Male,
    /// An even sequence number.
    Female,
}

/// Something worth a look that is no reason to refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdRemark {
    /// The division prefix is no longer in force; cards keep the one they were issued under.
    RetiredDivision,
    /// The lists from 2002 on have no such division prefix.
    UnknownDivision,
    /// A foreigner's permanent residence card.
    PermanentResident,
}

/// Why a text is not an identity number we can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdProblem {
    /// Nothing was written.
    Empty,
    /// The form before 1999, withdrawn in 2013; it has no check character.
    FifteenDigits,
    /// A spreadsheet kept only fifteen figures.
    Rounded,
    /// Not eighteen characters.
    WrongLength {
        /// How many there are.
        characters: usize,
    },
    /// Some characters are hidden.
    Masked,
    /// Something other than seventeen digits and a digit or X.
    UnexpectedCharacter {
        /// Where, counting from 1.
        position: usize,
    },
    /// Positions 7–14 are not a date.
    BirthDate,
    /// Positions 7–14 are a date after the day the number was written down.
    NotYetBorn,
    /// The last character does not fit the others.
    CheckCharacter,
}

impl IdNumber {
    /// Reads an identity number; spaces, hyphens, full-width digits and a small x are accepted.
    ///
    /// # Errors
    /// What is wrong with the text, as an [`IdProblem`].
    pub fn parse(text: &str) -> Result<IdNumber, IdProblem> {
        let text = narrow(text);
        if is_rounded(&text) {
            return Err(IdProblem::Rounded);
        }
        let text: String = text
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '-')
            .map(|character| character.to_ascii_uppercase())
            .collect();
        let characters = text.chars().count();
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        match characters {
            0 => return Err(IdProblem::Empty),
            15 if is_digits => return Err(IdProblem::FifteenDigits),
            18 => {}
            characters => return Err(IdProblem::WrongLength { characters }),
        }
        if text.contains(['*', '●', '×', '?']) {
            return Err(IdProblem::Masked);
        }
        let misplaced = text.chars().enumerate().find(|&(index, character)| {
            !(character.is_ascii_digit() || index == 17 && character == 'X')
        });
        if let Some((index, _)) = misplaced {
            return Err(IdProblem::UnexpectedCharacter {
                position: index + 1,
            });
        }
        let birth = birth_date(&text).ok_or(IdProblem::BirthDate)?;
        if text.bytes().last() != check_character(&text) {
            return Err(IdProblem::CheckCharacter);
        }
        Ok(IdNumber { text, birth })
    }

    /// The number, if its bearer was born by a day: that on which it was written down.
    ///
    /// # Errors
    /// [`IdProblem::NotYetBorn`] otherwise. Nothing here knows which day it is.
    pub fn born_by(self, day: CivilDay) -> Result<IdNumber, IdProblem> {
        let (year, month, of_month) = day.ymd();
        let birth = self.birth;
        let born = (
            i32::from(birth.year()),
            i32::from(birth.month()),
            i32::from(birth.day()),
        );
        if born > (year, month.into(), of_month.into()) {
            return Err(IdProblem::NotYetBorn);
        }
        Ok(self)
    }

    /// Date of birth; [`crate::calendar`] turns it into full years of age.
    pub fn birth(&self) -> Date {
        self.birth
    }

    /// Sex as the number says it.
    pub fn sex(&self) -> Sex {
        match self.text.as_bytes().get(16) {
            Some(digit) if digit % 2 == 1 => Sex::Male,
            _ => Sex::Female,
        }
    }

    /// The division the number was first issued in, in force or not. `None` for permanent residents.
    pub fn division(&self) -> Option<DivisionCode> {
        if self.text.starts_with('9') {
            return None;
        }
        DivisionCode::parse(self.text.get(..6)?).ok()
    }

    /// What is worth a look.
    pub fn remark(&self) -> Option<IdRemark> {
        if self.text.starts_with('9') {
            return Some(IdRemark::PermanentResident);
        }
        if self.text.starts_with(TAIWAN_RESIDENTS) {
            return None;
        }
        let divisions = Divisions::embedded();
        match self.division() {
            Some(code) if divisions.get(code).is_some() => None,
            Some(code) if divisions.retired(code).is_some() => Some(IdRemark::RetiredDivision),
            _ => Some(IdRemark::UnknownDivision),
        }
    }

    /// The eighteen characters two spellings of one number share.
    pub fn key(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "IdNumber(…)")
    }
}

fn birth_date(text: &str) -> Option<Date> {
    let year: i16 = text.get(6..10)?.parse().ok()?;
    let month = text.get(10..12)?.parse().ok()?;
    let day = text.get(12..14)?.parse().ok()?;
    Date::new(year, month, day)
        .ok()
        .filter(|birth| birth.year() >= BIRTH_YEAR_MIN)
}

/// ISO 7064 MOD 11-2 over the first seventeen digits.
fn check_character(text: &str) -> Option<u8> {
    let sum: u32 = text
        .bytes()
        .zip(WEIGHTS)
        .map(|(byte, weight)| u32::from(byte - b'0') * weight)
        .sum();
    CHECK_CHARACTERS
        .get(usize::try_from(sum % 11).ok()?)
        .copied()
}

impl IdRemark {
    /// The remark to show a person.
    pub fn text(self, language: Language) -> &'static str {
        match self {
            IdRemark::RetiredDivision => language.pick(
                "证件号前六位是已停用的行政区划代码，证件仍然有效",
                "the first six digits are a division code no longer in force; the card is valid all the same",
            ),
            IdRemark::UnknownDivision => language.pick(
                "证件号前六位查无此行政区划，请与原件核对",
                "no division with these first six digits is known; compare with the original",
            ),
            IdRemark::PermanentResident => language.pick(
                "这是外国人永久居留身份证号",
                "this is the number of a foreign permanent resident",
            ),
        }
    }
}

impl IdProblem {
    /// The refusal to show a person.
    pub fn refusal(self, language: Language) -> Refusal {
        let check = language.pick(
            "请与证件原件逐位核对",
            "compare each character with the original",
        );
        let (rule, remedy) = match self {
            IdProblem::Rounded | IdProblem::Masked => self.incomplete(language),
            IdProblem::Empty => (
                language.pick("证件号不能为空", "an identity number is required").to_owned(),
                language.pick("请填写 18 位公民身份号码", "enter the 18-character identity number"),
            ),
            IdProblem::FifteenDigits => (
                language.pick(
                    "15 位旧号没有校验位，一代证已于 2013 年停用（GB 11643）",
                    "15-digit numbers have no check character; those cards expired in 2013 (GB 11643)",
                ).to_owned(),
                language.pick("请填写现行 18 位号码", "enter the 18-character number in use today"),
            ),
            IdProblem::NotYetBorn => (
                language.pick(
                    "第 7 至 14 位的出生日期晚于填写之日（GB 11643）",
                    "characters 7 to 14 are a date of birth after the number was written down (GB 11643)",
                ).to_owned(),
                check,
            ),
            IdProblem::WrongLength { characters } => (
                language.pick(
                    format!("公民身份号码为 18 位，现有 {characters} 位（GB 11643）"),
                    format!("an identity number has 18 characters, this one has {characters} (GB 11643)"),
                ),
                check,
            ),
            IdProblem::UnexpectedCharacter { position } => (
                language.pick(
                    format!("第 {position} 位不是数字（末位可为 X）（GB 11643）"),
                    format!("character {position} is not a digit (the last may be X) (GB 11643)"),
                ),
                check,
            ),
            IdProblem::BirthDate => (
                language.pick(
                    "第 7 至 14 位不是存在的出生日期（GB 11643）",
                    "characters 7 to 14 are not a date of birth that exists (GB 11643)",
                ).to_owned(),
                check,
            ),
            IdProblem::CheckCharacter => (
                language.pick(
                    "末位校验码不符，至少有一位写错（GB 11643）",
                    "the check character does not fit: at least one character is wrong (GB 11643)",
                ).to_owned(),
                check,
            ),
        };
        Refusal::new(
            language.pick("公民身份号码", "identity number"),
            rule,
            remedy,
        )
    }

    /// Why less than the whole number is there.
    fn incomplete(self, language: Language) -> (String, &'static str) {
        match self {
            IdProblem::Rounded => (
                language
                    .pick(
                        "表格以科学计数法保存，证件号后三位已丢失",
                        "the spreadsheet stored a rounded number and its last digits are lost",
                    )
                    .to_owned(),
                language.pick(
                    "请在表格中把该列设为文本，重新填写证件号",
                    "format the column as text and enter the number again",
                ),
            ),
            _ => (
                language
                    .pick(
                        "这里需要完整证件号，现有几位被隐去",
                        "the whole number is needed and some characters are hidden",
                    )
                    .to_owned(),
                language.pick(
                    "请填写完整的 18 位；不便填写的请留空，改填电话",
                    "enter all 18 characters, or leave it empty and enter the phone",
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// A made-up number with the right check character.
    fn numbered(first_seventeen: &str) -> String {
        let check = char::from(check_character(first_seventeen).unwrap());
        format!("{first_seventeen}{check}")
    }

    #[test]
    fn the_standards_own_examples_are_read() {
        for (text, birth, sex) in [
            ("11010519491231002X", date(1949, 12, 31), Sex::Female),
            ("11010519491231002x", date(1949, 12, 31), Sex::Female),
            ("440524188001010014", date(1880, 1, 1), Sex::Male),
            (" 110105 19491231 002Ｘ ", date(1949, 12, 31), Sex::Female),
            (
                "'110105\u{200b}19491231002x\u{feff}",
                date(1949, 12, 31),
                Sex::Female,
            ),
        ] {
            let id = IdNumber::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
            assert_eq!((id.birth(), id.sex()), (birth, sex), "{text}");
        }
        assert_eq!(
            IdNumber::parse("11010519491231002x").unwrap().key(),
            "11010519491231002X"
        );
    }

    #[test]
    fn an_old_or_unknown_prefix_is_a_remark() {
        for (prefix, remark) in [
            ("110105", None),
            ("110103", Some(IdRemark::RetiredDivision)),
            ("830000", None),
            ("810000", None),
            ("999999", Some(IdRemark::PermanentResident)),
            ("009999", Some(IdRemark::UnknownDivision)),
            ("119999", Some(IdRemark::UnknownDivision)),
        ] {
            let id = IdNumber::parse(&numbered(&format!("{prefix}19900307001"))).unwrap();
            assert_eq!(id.remark(), remark, "{prefix}");
        }
        let leap_day = IdNumber::parse(&numbered("11010520000229001")).unwrap();
        assert_eq!(leap_day.birth(), date(2000, 2, 29));
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_reason() {
        use IdProblem::*;
        let born = |date: &str| numbered(&format!("110105{date}001"));
        for (text, problem) in [
            (String::new(), Empty),
            ("110105491231002".into(), FifteenDigits),
            ("1.10105194912310E+17".into(), Rounded),
            ("110105********002X".into(), Masked),
            ("1101051949123100".into(), WrongLength { characters: 16 }),
            ("1101051949123100222".into(), WrongLength { characters: 19 }),
            (
                "1101051949123100OX".into(),
                UnexpectedCharacter { position: 17 },
            ),
            (
                "X1010519491231002X".into(),
                UnexpectedCharacter { position: 1 },
            ),
            ("110105194912310021".into(), CheckCharacter),
            (born("20010229"), BirthDate),
            (born("19901301"), BirthDate),
            (born("19900432"), BirthDate),
            (born("18491231"), BirthDate),
        ] {
            assert_eq!(IdNumber::parse(&text), Err(problem), "{text}");
            for language in [Language::Chinese, Language::English] {
                let refusal = problem.refusal(language);
                assert!(text.is_empty() || !format!("{refusal:?}").contains(&text));
            }
        }
    }

    #[test]
    fn nobody_registers_before_being_born() {
        let id = || IdNumber::parse(&numbered("11010520260305001")).unwrap();
        let day = |month, day| CivilDay::from_ymd(2026, month, day).unwrap();
        assert_eq!(id().born_by(day(3, 4)), Err(IdProblem::NotYetBorn));
        assert_eq!(id().born_by(day(3, 5)), Ok(id()));
        let old = IdNumber::parse("11010519491231002X").unwrap();
        assert!(old.born_by(day(1, 1)).is_ok());
    }

    proptest! {
        #[test]
        fn any_single_wrong_digit_is_caught(
            year in 1900..2030_u16, month in 1..=12_u8, day in 1..=28_u8, sequence in 0..1000_u16,
            position in 0..18_usize, shift in 1..10_u8,
        ) {
            let right = numbered(&format!("110105{year}{month:02}{day:02}{sequence:03}"));
            prop_assert!(IdNumber::parse(&right).is_ok());
            let mut wrong = right.into_bytes();
            let digit = if wrong[position] == b'X' { 0 } else { wrong[position] - b'0' };
            wrong[position] = b'0' + (digit + shift) % 10;
            prop_assert!(IdNumber::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
        }

        #[test]
        fn no_text_breaks_it(text in "\\PC{0,20}|[0-9xX]{15,19}") {
            if let Ok(id) = IdNumber::parse(&text) {
                prop_assert_eq!(IdNumber::parse(id.key()), Ok(id));
            }
        }
    }
}
