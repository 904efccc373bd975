//! Unified social credit codes (GB 32100-2015).

use super::Refusal;
use super::division::{DivisionCode, Divisions};
use super::folding::narrow;
use crate::language::Language;

#[cfg(test)]
mod tests;

const LENGTH: usize = 18;

/// Digits and letters without I, O, Z, S and V; a character's value is its place here.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// Organisations that the central government registers.
const CENTRAL_REGISTRY: &str = "100000";

/// A unified social credit code whose check characters are right. Not personal data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CreditCode(String);

/// What kind of organisation the first two characters say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganisationClass {
    /// `91`: companies, their branches, partnerships, sole proprietorships.
    Enterprise,
    /// `92`: individual business 个体工商户, not a legal person.
    IndividualBusiness,
    /// `93`: farmers' cooperative.
    Cooperative,
    /// `11`: organ of the state.
    StateOrgan,
    /// `12`: public institution 事业单位.
    PublicInstitution,
    /// `51`: social association.
    SocialAssociation,
    /// `52`: private non-enterprise unit.
    PrivateNonEnterprise,
    /// `53`: foundation.
    Foundation,
    /// Any other pair of the standard.
    Other,
}

/// Something worth a look that is no reason to refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditRemark {
    /// The embedded organisation code (GB 11714) does not fit its own check character.
    OrganisationCode,
    /// The registry's division is no longer in force; codes keep the one they were issued under.
    RetiredDivision,
    /// No such division is known.
    UnknownDivision,
}

/// Why a text is not a credit code we can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditProblem {
    /// Nothing was written.
    Empty,
    /// Fifteen digits: a business registration number from before 2015.
    RegistrationNumber,
    /// Not eighteen characters.
    WrongLength {
        /// How many there are.
        characters: usize,
    },
    /// A letter the alphabet leaves out.
    ForeignLetter {
        /// Where, counting from 1.
        position: usize,
        /// What was written.
        written: char,
        /// What it was probably meant to be.
        likely: char,
    },
    /// Neither a digit nor a capital letter, or a letter among the division's digits.
    UnexpectedCharacter {
        /// Where, counting from 1.
        position: usize,
    },
    /// The last character does not fit the others.
    CheckCharacter,
}

impl CreditCode {
    /// Reads a credit code; spaces, hyphens, small and full-width letters are accepted.
    ///
    /// # Errors
    /// What is wrong with the text, as a [`CreditProblem`].
    pub fn parse(text: &str) -> Result<CreditCode, CreditProblem> {
        let text: String = narrow(text)
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '-')
            .map(|character| character.to_ascii_uppercase())
            .collect();
        match text.chars().count() {
            0 => return Err(CreditProblem::Empty),
            LENGTH => {}
            15 if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                return Err(CreditProblem::RegistrationNumber);
            }
            characters => return Err(CreditProblem::WrongLength { characters }),
        }
        if let Some(problem) = first_misfit(&text) {
            return Err(problem);
        }
        if text.bytes().last() != check_character(&text) {
            return Err(CreditProblem::CheckCharacter);
        }
        Ok(CreditCode(text))
    }

    /// The eighteen characters two spellings of one code share.
    pub fn key(&self) -> &str {
        &self.0
    }

    /// What kind of organisation it is.
    pub fn class(&self) -> OrganisationClass {
        match self.0.get(..2) {
            Some("91") => OrganisationClass::Enterprise,
            Some("92") => OrganisationClass::IndividualBusiness,
            Some("93") => OrganisationClass::Cooperative,
            Some("11") => OrganisationClass::StateOrgan,
            Some("12") => OrganisationClass::PublicInstitution,
            Some("51") => OrganisationClass::SocialAssociation,
            Some("52") => OrganisationClass::PrivateNonEnterprise,
            Some("53") => OrganisationClass::Foundation,
            _ => OrganisationClass::Other,
        }
    }

    /// The embedded organisation code (GB 11714), nine characters with its check character.
    pub fn organisation_code(&self) -> &str {
        self.0.get(8..17).unwrap_or_default()
    }

    /// The division of the registry, in force or not; `None` for the central registry.
    pub fn division(&self) -> Option<DivisionCode> {
        let digits = self
            .0
            .get(2..8)
            .filter(|digits| *digits != CENTRAL_REGISTRY)?;
        DivisionCode::parse(digits).ok()
    }

    /// What is worth a look. Registries have given out codes whose inner organisation code does not
    /// check, so that is no reason to refuse one whose own check character fits.
    pub fn remark(&self) -> Option<CreditRemark> {
        let organisation = self.organisation_code();
        if organisation.bytes().last() != organisation_check_character(organisation) {
            return Some(CreditRemark::OrganisationCode);
        }
        if self.0.get(2..8) == Some(CENTRAL_REGISTRY) {
            return None;
        }
        let divisions = Divisions::embedded();
        match self.division() {
            Some(code) if divisions.get(code).is_some() => None,
            Some(code) if divisions.retired(code).is_some() => Some(CreditRemark::RetiredDivision),
            _ => Some(CreditRemark::UnknownDivision),
        }
    }
}

/// The first character that cannot stand where it stands.
fn first_misfit(text: &str) -> Option<CreditProblem> {
    text.chars().zip(1..).find_map(|(written, position)| {
        let is_division = (3..=8).contains(&position);
        let likely = match written {
            'I' => '1',
            'O' => '0',
            'Z' => '2',
            'S' => '5',
            'V' if !is_division => 'U',
            _ if ALPHABET.contains(written) && !(is_division && written.is_ascii_alphabetic()) => {
                return None;
            }
            _ => return Some(CreditProblem::UnexpectedCharacter { position }),
        };
        Some(CreditProblem::ForeignLetter {
            position,
            written,
            likely,
        })
    })
}

/// MOD 31 over the first seventeen characters, weights the powers of 3.
fn check_character(text: &str) -> Option<u8> {
    let mut weight = 1;
    let mut sum = 0;
    for character in text.chars().take(LENGTH - 1) {
        sum += ALPHABET.find(character)? * weight % 31;
        weight = weight * 3 % 31;
    }
    ALPHABET.as_bytes().get((31 - sum % 31) % 31).copied()
}

/// GB 11714: MOD 11 over eight characters, letters counting from A = 10 through the whole alphabet.
fn organisation_check_character(organisation: &str) -> Option<u8> {
    let mut sum = 0;
    for (character, weight) in organisation.chars().zip(ORGANISATION_WEIGHTS) {
        sum += character.to_digit(36)? * weight;
    }
    match 11 - sum % 11 {
        10 => Some(b'X'),
        11 => Some(b'0'),
        digit => u8::try_from(digit).ok().map(|digit| b'0' + digit),
    }
}

impl CreditRemark {
    /// The remark to show a person.
    pub fn text(self, language: Language) -> &'static str {
        match self {
            CreditRemark::OrganisationCode => language.pick(
                "第 9 至 17 位的组织机构代码自身校验不符（GB 11714），请核对执照；代码仍可使用",
                "the organisation code in characters 9 to 17 fails its own check (GB 11714): compare it with the licence; the code may be used all the same",
            ),
            CreditRemark::RetiredDivision => language.pick(
                "代码第 3 至 8 位是已停用的行政区划，代码仍然有效",
                "characters 3 to 8 are a division no longer in force; the code is valid all the same",
            ),
            CreditRemark::UnknownDivision => language.pick(
                "代码第 3 至 8 位查无此行政区划，请与执照核对",
                "no division with characters 3 to 8 is known; compare with the licence",
            ),
        }
    }
}

impl CreditProblem {
    /// The refusal to show a person.
    pub fn refusal(self, language: Language) -> Refusal {
        let check = language.pick(
            "请与营业执照逐位核对",
            "compare each character with the licence",
        );
        let (rule, remedy): (String, String) = match self {
            CreditProblem::Empty => (
                language.pick("统一社会信用代码不能为空", "a credit code is required").into(),
                language.pick("请填写营业执照上的 18 位代码", "enter the 18 characters on the licence").into(),
            ),
            CreditProblem::RegistrationNumber => (
                language.pick(
                    "15 位的是旧注册号，不是统一社会信用代码（GB 32100）",
                    "15 digits are an old registration number, not a credit code (GB 32100)",
                ).into(),
                language.pick("请填写换发后执照上的 18 位代码", "enter the 18-character code on the current licence").into(),
            ),
            CreditProblem::WrongLength { characters } => (
                language.pick(
                    format!("统一社会信用代码为 18 位，现有 {characters} 位（GB 32100）"),
                    format!("a credit code has 18 characters, this one has {characters} (GB 32100)"),
                ),
                check.into(),
            ),
            CreditProblem::ForeignLetter { position, written, likely } => (
                language.pick(
                    format!("第 {position} 位的字母 {written} 不会出现（GB 32100 不用 I、O、Z、S、V）"),
                    format!("character {position} is the letter {written}, which never occurs (GB 32100 leaves out I, O, Z, S, V)"),
                ),
                language.pick(
                    format!("很可能是 {likely}，请与营业执照核对"),
                    format!("it is probably {likely}; compare with the licence"),
                ),
            ),
            CreditProblem::UnexpectedCharacter { position } => (
                language.pick(
                    format!("第 {position} 位的字符不符（只用数字和大写字母，第 3 至 8 位为数字，GB 32100）"),
                    format!("character {position} does not fit (digits and capital letters, characters 3 to 8 digits, GB 32100)"),
                ),
                check.into(),
            ),
            CreditProblem::CheckCharacter => (
                language.pick(
                    "末位校验码不符，至少有一位写错（GB 32100）",
                    "the check character does not fit: at least one character is wrong (GB 32100)",
                ).into(),
                check.into(),
            ),
        };
        Refusal::new(
            language.pick("统一社会信用代码", "unified social credit code"),
            rule,
            remedy,
        )
    }
}
