//! Sentences: a ruling, a permission or a what-if in the reader's language.
//!
//! Rulings are data; text is made here, only for what somebody reads. Nothing in it identifies a
//! customer: facts carry references, and the names of staff and units come from the caller.

mod answer;
mod awaits;
mod en;
mod future;
mod holding;
pub mod label;
mod outcome;
mod reader;
mod reasons;
mod rule_words;
#[cfg(test)]
mod sample;
mod single;
#[cfg(test)]
mod tests;
mod told;
mod zh;

use std::collections::BTreeMap;

use self::reader::Reader;
use crate::case::CaseFile;
use crate::fact::{StaffId, UnitId};
use crate::language::Language;
use crate::policy::{Clause, Packs};
use crate::ruling::{Ruling, Step, Verdict};

pub use self::answer::{explain_objection, explain_permission, explain_what_if};
pub use self::single::InWords;

/// What people and units are called. Who is not in it appears by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    /// Names of staff.
    pub staff: BTreeMap<StaffId, String>,
    /// Names of units.
    pub units: BTreeMap<UnitId, String>,
}

/// The part of an explanation that a line belongs to, in the order they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// 归属: who owns the case, how firmly, and what is still open.
    Ownership,
    /// 保护: what others may do, and until when.
    Protection,
    /// 之后: what follows if nothing further happens.
    After,
    /// 主张: every claim and where it stands.
    Claims,
    /// 理由: the conditions checked, by step.
    Reasons(Step),
    /// 业绩分配: who gets which part.
    Credit,
    /// 义务: who must do what by when.
    Obligations,
    /// 违规: what is proposed for a person to decide.
    Violations,
}

/// One sentence of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it belongs.
    pub section: Section,
    /// How the condition came out; only for reasons.
    pub verdict: Option<Verdict>,
    /// The clause it rests on, of the version that counted.
    pub clause: Option<Clause>,
    /// The sentence, without the clause's number.
    pub text: String,
}

/// A ruling in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The language it is written in.
    pub language: Language,
    /// The answer in one line.
    pub headline: String,
    /// Everything else, in the order of [`Section`].
    pub lines: Vec<Line>,
}

/// Puts a ruling into words. `packs` and `case` are the ones it was made from.
pub fn explain(
    ruling: &Ruling,
    packs: &Packs,
    case: &CaseFile,
    directory: &Directory,
    language: Language,
) -> Explanation {
    let reader = Reader::new(packs, case, directory, language, packs.in_force(ruling.at));
    let mut lines = Vec::new();
    holding::ownership(&reader, ruling, &mut lines);
    future::protection(&reader, ruling, &mut lines);
    future::after(&reader, ruling, &mut lines);
    reasons::claims(&reader, ruling, &mut lines);
    reasons::findings(&reader, ruling, &mut lines);
    outcome::credit(&reader, ruling, &mut lines);
    outcome::obligations(&reader, ruling, &mut lines);
    outcome::violations(&reader, ruling, &mut lines);
    Explanation {
        language,
        headline: holding::headline(&reader, ruling),
        lines,
    }
}

impl Line {
    fn new(section: Section, clause: Option<&Clause>, text: String) -> Self {
        Line {
            section,
            verdict: None,
            clause: clause.cloned(),
            text,
        }
    }
}

impl Explanation {
    /// The whole explanation as plain text: the headline, then each section under its title.
    pub fn to_text(&self) -> String {
        let mut text = self.headline.clone();
        text.push('\n');
        let mut section = None;
        for line in &self.lines {
            if section != Some(line.section) {
                self.title(section, line.section, &mut text);
                section = Some(line.section);
            }
            let mark = line.verdict.map_or("-", label::mark);
            text.push_str(&format!("  {mark} "));
            if let Some(Clause { number, .. }) = &line.clause {
                let clause = self
                    .language
                    .pick(format!("【{number}】"), format!("[{number}] "));
                text.push_str(&clause);
            }
            text.push_str(&line.text);
            text.push('\n');
        }
        text
    }

    /// The section's title; steps of reasons share one title and have one each below it.
    fn title(&self, before: Option<Section>, section: Section, text: &mut String) {
        let title = section.label(self.language);
        let goes_on = before.is_some_and(|before| before.label(self.language) == title);
        if !goes_on {
            text.push_str(&format!("\n{title}\n"));
        }
        if let Section::Reasons(step) = section {
            text.push_str(&format!(" {}\n", step.label(self.language)));
        }
    }
}
