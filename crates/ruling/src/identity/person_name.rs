//! Names of people as they are written on forms: spacing, dots, titles, and names partly hidden.

use std::fmt;

use super::folding::fold;
use super::{Comparison, Refusal};
use crate::language::Language;

/// Titles people write behind a name, longer ones first, with the spelling they are kept as.
const TITLES: &[&str] = &[
    "先生", "女士", "小姐", "太太", "老师", "师傅", "老板", "经理", "主任", "阿姨", "夫人", "总",
];

/// Surnames of two characters that are likely alone before a title (欧阳先生).
const DOUBLE_SURNAMES: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "令狐", "皇甫", "尉迟", "公孙", "慕容", "长孙",
    "宇文", "夏侯", "轩辕", "端木", "百里", "南宫", "闻人", "独孤",
];

/// A person's name in normalised form; parts may be hidden.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName {
    letters: Vec<Option<char>>,
    is_open: bool,
    title: Option<&'static str>,
}

/// Why a text is not a person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonNameProblem {
    /// Nothing was written.
    Empty,
    /// No letter of the name is visible.
    NothingVisible,
    /// Digits or signs that no name has.
    UnexpectedCharacter,
}

impl PersonName {
    /// Reads a name. Width, case, traditional characters, spaces and the dot of longer names
    /// (阿依古丽·买买提) make no difference; a title is kept apart. `张*`, `张某` and `张先生` hide the
    /// rest of the name, `张*丰` one character.
    ///
    /// # Errors
    /// What is wrong with the text, as a [`PersonNameProblem`].
    pub fn parse(text: &str) -> Result<PersonName, PersonNameProblem> {
        let folded = fold(text);
        let plain: String = without_note(&folded)
            .chars()
            .filter(|c| !is_spacing(*c))
            .collect();
        if plain.is_empty() {
            return Err(PersonNameProblem::Empty);
        }
        let (name, title) = split_title(&plain);
        let is_han = name.chars().any(|c| !c.is_ascii() && c.is_alphabetic());
        let mut letters = Vec::with_capacity(name.len());
        for letter in name.chars() {
            if is_mask_sign(letter) || (is_han && matches!(letter, 'x' | '某')) {
                letters.push(None);
            } else if letter.is_alphabetic() {
                letters.push(Some(letter));
            } else {
                return Err(PersonNameProblem::UnexpectedCharacter);
            }
        }
        if letters.iter().all(Option::is_none) {
            return Err(PersonNameProblem::NothingVisible);
        }
        let mut is_open = title.is_some() && is_surname(name);
        // A hidden end says nothing about how long the name is: 张* is 张三 or 张三丰.
        while letters.pop_if(|letter| letter.is_none()).is_some() {
            is_open = true;
        }
        Ok(PersonName {
            letters,
            is_open,
            title,
        })
    }

    /// The title written behind the name (先生, 总).
    pub fn title(&self) -> Option<&'static str> {
        self.title
    }

    /// What two spellings of one fully written name share; `None` if part of the name is hidden.
    pub fn key(&self) -> Option<String> {
        if self.is_open {
            return None;
        }
        self.letters.iter().copied().collect()
    }

    /// Fully written names are the same or different; a hidden part makes them compatible at most.
    /// Titles do not count.
    pub fn compare(&self, other: &PersonName) -> Comparison {
        let mut is_hidden = self.is_open || other.is_open;
        for (mine, theirs) in self.letters.iter().zip(&other.letters) {
            match (mine, theirs) {
                (Some(mine), Some(theirs)) if mine != theirs => return Comparison::Different,
                (Some(_), Some(_)) => {}
                _ => is_hidden = true,
            }
        }
        // An open name goes on for at least one letter, so it cannot end where a longer one begins.
        let lengths_fit = match (self.is_open, other.is_open) {
            (false, false) => self.letters.len() == other.letters.len(),
            (true, false) => self.letters.len() < other.letters.len(),
            (false, true) => self.letters.len() > other.letters.len(),
            (true, true) => true,
        };
        match (lengths_fit, is_hidden) {
            (false, _) => Comparison::Different,
            (true, true) => Comparison::Compatible,
            (true, false) => Comparison::Same,
        }
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PersonName({} letters)", self.letters.len())
    }
}

/// 张伟（老客户）: what stands in brackets behind a name is not part of it.
fn without_note(folded: &str) -> &str {
    let bracketed = folded.trim_end().strip_suffix(')');
    match bracketed.and_then(|rest| rest.rsplit_once('(')) {
        Some((name, _)) if !name.trim().is_empty() => name,
        _ => folded,
    }
}

fn is_spacing(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '·' | '•' | '・' | '‧' | '∙' | '⋅' | '.' | '-' | '\'' | '’'
        )
}

fn is_mask_sign(character: char) -> bool {
    matches!(
        character,
        '*' | '×' | '○' | '〇' | '●' | '?' | '■' | '□' | '∗'
    )
}

fn split_title(name: &str) -> (&str, Option<&'static str>) {
    TITLES
        .iter()
        .find_map(|title| {
            let rest = name.strip_suffix(title).filter(|rest| !rest.is_empty())?;
            Some((rest, Some(*title)))
        })
        .unwrap_or((name, None))
}

fn is_surname(name: &str) -> bool {
    name.chars().count() == 1 || DOUBLE_SURNAMES.contains(&name)
}

impl PersonNameProblem {
    /// The refusal to show a person.
    pub fn refusal(self, language: Language) -> Refusal {
        let (rule, remedy) = match self {
            PersonNameProblem::Empty => language.pick(
                ("姓名不能为空", "请填写客户姓名"),
                ("a name is required", "enter the customer's name"),
            ),
            PersonNameProblem::NothingVisible => language.pick(
                ("姓名至少要写出一个字", "请至少写出姓氏，如 张*"),
                (
                    "at least one letter of the name must be visible",
                    "enter at least the surname, as in 张*",
                ),
            ),
            PersonNameProblem::UnexpectedCharacter => language.pick(
                ("姓名不含数字和符号", "请删去数字和符号；电话填在另一栏"),
                (
                    "a name holds no digits or signs",
                    "remove them; the phone has a field of its own",
                ),
            ),
        };
        Refusal::new(language.pick("姓名", "name"), rule, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> PersonName {
        PersonName::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
    }

    #[test]
    fn three_answers() {
        use Comparison::*;
        for (a, b, answer) in [
            ("张三", " 张 三 ", Same),
            ("張三豐", "张三丰", Same),
            ("阿依古丽·买买提", "阿依古丽买买提", Same),
            ("阿依古丽•买买提", "阿依古丽.买买提", Same),
            ("John Smith", "ＪＯＨＮ SMITH", Same),
            ("张伟先生", "张伟", Same),
            ("张三", "张四", Different),
            ("张三", "张三丰", Different),
            ("张三（老客户）", "张三", Same),
            ("张\u{200b}三", "张三", Same),
            ("张*", "张三", Compatible),
            ("张*", "张三丰", Compatible),
            ("张**", "张三", Compatible),
            ("张*", "张*", Compatible),
            ("张*", "李四", Different),
            ("*三", "张三", Compatible),
            ("*三", "张四", Different),
            ("张*丰", "张三丰", Compatible),
            ("张*丰", "张三", Different),
            ("张x丰", "张三丰", Compatible),
            ("张某", "张三", Compatible),
            ("张某某", "张三", Compatible),
            ("张先生", "张三", Compatible),
            ("张总", "張三", Compatible),
            ("张先生", "李三", Different),
            ("张先生", "张先生", Compatible),
            ("欧阳女士", "欧阳修", Compatible),
            ("张先生", "张", Different),
        ] {
            assert_eq!(name(a).compare(&name(b)), answer, "{a} {b}");
        }
    }

    #[test]
    fn titles_are_kept_apart() {
        for (text, title, key) in [
            ("张伟先生", Some("先生"), Some("张伟")),
            ("王總", Some("总"), None),
            ("张伟", None, Some("张伟")),
            ("张*", None, None),
        ] {
            assert_eq!(
                (name(text).title(), name(text).key().as_deref()),
                (title, key),
                "{text}"
            );
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_reason() {
        use PersonNameProblem::*;
        for (text, problem) in [
            ("", Empty),
            (" · ", Empty),
            ("**", NothingVisible),
            ("张3", UnexpectedCharacter),
            ("张三13812345678", UnexpectedCharacter),
        ] {
            assert_eq!(PersonName::parse(text), Err(problem), "{text}");
            for language in [Language::Chinese, Language::English] {
                assert!(!problem.refusal(language).remedy.is_empty());
            }
        }
    }

    proptest! {
        #[test]
        fn comparing_is_symmetric(a in "[张李三四*]{1,4}(先生)?", b in "[张李三四*]{1,4}(总)?") {
            if let (Ok(a), Ok(b)) = (PersonName::parse(&a), PersonName::parse(&b)) {
                prop_assert_eq!(a.compare(&b), b.compare(&a));
            }
        }

        #[test]
        fn normalising_is_idempotent(text in "[一-龥a-zA-Z ·.]{1,8}") {
            if let Some(key) = PersonName::parse(&text).ok().and_then(|name| name.key()) {
                // 先生先生 is a title behind a title: what is left is a name of its own.
                if !TITLES.iter().any(|title| key.ends_with(title)) {
                    prop_assert_eq!(name(&key).key(), Some(key));
                }
            }
        }
    }
}
