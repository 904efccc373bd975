//! Bank account numbers: their form only, for every bank numbers in its own way.

use std::fmt;

use super::Refusal;
use super::folding::{is_rounded, narrow};
use crate::language::Language;

const DIGITS_MIN: usize = 8;
const DIGITS_MAX: usize = 30;

/// Lengths of cards (ISO/IEC 7812).
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 16..=19;

/// Digits of an account or card.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BankAccount(String);

/// Something worth a look that is no reason to refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankAccountRemark {
    /// As long as a card number, but not passing the cards' check (Luhn). Company accounts need not.
    CardCheck,
}

/// Why a text is not an account number we can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankAccountProblem {
    /// Nothing was written.
    Empty,
    /// A spreadsheet kept only fifteen figures.
    Rounded,
    /// Something other than digits, spaces and hyphens.
    UnexpectedCharacter {
        /// Where, counting from 1.
        position: usize,
    },
    /// Too short or too long.
    WrongLength {
        /// How many digits there are.
        digits: usize,
    },
}

impl BankAccount {
    /// Reads an account number of 8 to 30 digits; spaces, hyphens and full-width digits are accepted.
    ///
    /// # Errors
    /// What is wrong with the text, as a [`BankAccountProblem`].
    pub fn parse(text: &str) -> Result<BankAccount, BankAccountProblem> {
        let text = narrow(text);
        if text.is_empty() {
            return Err(BankAccountProblem::Empty);
        }
        if is_rounded(&text) {
            return Err(BankAccountProblem::Rounded);
        }
        let mut digits = String::with_capacity(text.len());
        for (character, position) in text.chars().zip(1..) {
            if character.is_ascii_digit() {
                digits.push(character);
            } else if !character.is_whitespace() && character != '-' {
                return Err(BankAccountProblem::UnexpectedCharacter { position });
            }
        }
        if !(DIGITS_MIN..=DIGITS_MAX).contains(&digits.len()) {
            return Err(BankAccountProblem::WrongLength {
                digits: digits.len(),
            });
        }
        Ok(BankAccount(digits))
    }

    /// The digits two spellings of one account share.
    pub fn key(&self) -> &str {
        &self.0
    }

    /// What is worth a look.
    pub fn remark(&self) -> Option<BankAccountRemark> {
        let is_card_long = CARD_DIGITS.contains(&self.0.len());
        (is_card_long && !passes_luhn(&self.0)).then_some(BankAccountRemark::CardCheck)
    }
}

impl fmt::Debug for BankAccount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "BankAccount({} digits)", self.0.len())
    }
}

fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(index, byte)| {
            let digit = u32::from(byte - b'0');
            match (index % 2, digit) {
                (0, digit) => digit,
                (_, digit) if digit > 4 => digit * 2 - 9,
                (_, digit) => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

impl BankAccountRemark {
    /// The remark to show a person.
    pub fn text(self, language: Language) -> &'static str {
        match self {
            BankAccountRemark::CardCheck => language.pick(
                "若是个人银行卡号，末位校验不符，请核对；对公账号可忽略",
                "if this is a personal card, its last digit does not fit: check it; a company account may ignore this",
            ),
        }
    }
}

impl BankAccountProblem {
    /// The refusal to show a person.
    pub fn refusal(self, language: Language) -> Refusal {
        let (rule, remedy) = match self {
            BankAccountProblem::Empty => (
                language.pick("银行账号不能为空", "a bank account is required").to_owned(),
                language.pick("请填写账号", "enter the account number"),
            ),
            BankAccountProblem::Rounded => (
                language.pick(
                    "表格以科学计数法保存，账号后几位已丢失",
                    "the spreadsheet stored a rounded number and its last digits are lost",
                ).to_owned(),
                language.pick(
                    "请在表格中把该列设为文本，重新填写账号",
                    "format the column as text and enter the account again",
                ),
            ),
            BankAccountProblem::UnexpectedCharacter { position } => (
                language.pick(
                    format!("银行账号只含数字，第 {position} 个字符不是"),
                    format!("a bank account holds digits only; character {position} is none"),
                ),
                language.pick("请删去其他文字；开户行填在另一栏", "remove it; the bank's name has its own field"),
            ),
            BankAccountProblem::WrongLength { digits } => (
                language.pick(
                    format!("银行账号为 {DIGITS_MIN} 至 {DIGITS_MAX} 位，现有 {digits} 位"),
                    format!("a bank account has {DIGITS_MIN} to {DIGITS_MAX} digits, this one has {digits}"),
                ),
                language.pick("请核对是否多写或漏写", "check for a missing or an extra digit"),
            ),
        };
        Refusal::new(language.pick("银行账号", "bank account"), rule, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accounts_are_read_and_cards_checked_softly() {
        for (text, key, remark) in [
            ("12345678", "12345678", None),
            ("1105 0000 0000-000", "110500000000000", None),
            ("'1105\u{200b}0000\u{a0}0000000", "110500000000000", None),
            ("4111 1111 1111 1111", "4111111111111111", None),
            (
                "４１１１１１１１１１１１１１１２",
                "4111111111111112",
                Some(BankAccountRemark::CardCheck),
            ),
        ] {
            let account = BankAccount::parse(text).unwrap();
            assert_eq!((account.key(), account.remark()), (key, remark), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_reason() {
        use BankAccountProblem::*;
        for (text, problem) in [
            ("", Empty),
            ("6.22202E+18", Rounded),
            ("工行 12345678", UnexpectedCharacter { position: 1 }),
            ("1234567", WrongLength { digits: 7 }),
            (
                "1234567890123456789012345678901",
                WrongLength { digits: 31 },
            ),
        ] {
            assert_eq!(BankAccount::parse(text), Err(problem), "{text}");
            for language in [Language::Chinese, Language::English] {
                assert!(!problem.refusal(language).remedy.is_empty());
            }
        }
    }

    proptest! {
        #[test]
        fn a_key_parses_to_itself(digits in "[0-9]{8,30}") {
            let account = BankAccount::parse(&digits).unwrap();
            prop_assert_eq!(account.key(), digits);
        }
    }
}
