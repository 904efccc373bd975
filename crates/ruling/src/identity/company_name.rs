//! Names of organisations: taken apart into place, core, trade word and legal form, and compared
//! as people mean them.

use std::collections::BTreeSet;

use super::Refusal;
use super::division::DivisionCode;
use crate::language::Language;

mod comparison;
mod parts;

#[cfg(test)]
mod tests;

pub use comparison::{Difference, NameComparison, Similarity};

/// An organisation's name in its parts, all folded. At least the core is never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyName {
    place: Option<Place>,
    core: String,
    trade: Option<&'static str>,
    form: Option<&'static str>,
    branch: Option<String>,
}

/// The place in a name, before it or in brackets within.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    codes: Vec<DivisionCode>,
    written: String,
    /// 安顺达装饰 may be 达装饰 of 安顺 or 安顺达装饰 of nowhere: its place can be read as part of the core.
    may_be_core: bool,
}

/// Why a text is not an organisation's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompanyNameProblem {
    /// Nothing was written.
    Empty,
    /// Signs only.
    NoLetters,
}

impl CompanyName {
    /// Reads a name. Width, case, brackets, traditional characters, spaces and punctuation make
    /// no difference; 有限公司 and 有限责任公司 are one form, 武汉, 武汉市 and 湖北武汉 one place,
    /// before the name or in brackets within it.
    ///
    /// # Errors
    /// What is wrong with the text, as a [`CompanyNameProblem`].
    pub fn parse(text: &str) -> Result<CompanyName, CompanyNameProblem> {
        parts::take_apart(text)
    }

    /// What two spellings of one name share. Equal keys and [`NameComparison::Same`] are one thing.
    pub fn key(&self) -> String {
        let codes = self.codes().iter().map(ToString::to_string);
        [
            codes.collect::<Vec<_>>().join("+"),
            self.core.clone(),
            self.trade.unwrap_or_default().to_owned(),
            self.form.unwrap_or_default().to_owned(),
            self.branch.clone().unwrap_or_default(),
        ]
        .join("|")
    }

    /// The places the name may mean, finest level said; empty if it names none.
    pub fn codes(&self) -> &[DivisionCode] {
        self.place.as_ref().map_or(&[], |place| &place.codes)
    }

    /// The distinguishing part: without place, trade word and legal form.
    pub fn core(&self) -> &str {
        &self.core
    }

    /// The trade word (行业词), such as 建材.
    pub fn trade(&self) -> Option<&'static str> {
        self.trade
    }

    /// The legal form, one word per form: 有限, 股份, 集团 …
    pub fn form(&self) -> Option<&'static str> {
        self.form
    }

    /// The branch behind a complete name, such as 深圳分公司.
    pub fn branch(&self) -> Option<&str> {
        self.branch.as_deref()
    }

    /// Words of which two names that are the same or similar share at least one: candidates for
    /// [`CompanyName::compare`] among many names.
    pub fn likeness_keys(&self) -> BTreeSet<String> {
        comparison::likeness_keys(self)
    }

    /// Whether two names can belong to one organisation, and why (regimes: 企业的同一性).
    pub fn compare(&self, other: &CompanyName) -> NameComparison {
        comparison::compare(self, other)
    }
}

impl CompanyNameProblem {
    /// The refusal to show a person.
    pub fn refusal(self, language: Language) -> Refusal {
        let (rule, remedy) = match self {
            CompanyNameProblem::Empty => language.pick(
                ("企业名称不能为空", "请按营业执照填写全称"),
                (
                    "a company name is required",
                    "enter the full name on the licence",
                ),
            ),
            CompanyNameProblem::NoLetters => language.pick(
                ("企业名称须含文字", "请按营业执照填写全称"),
                (
                    "a company name holds letters",
                    "enter the full name on the licence",
                ),
            ),
        };
        Refusal::new(language.pick("企业名称", "company name"), rule, remedy)
    }
}
