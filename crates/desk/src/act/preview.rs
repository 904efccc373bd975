//! What a decision would change, before it is made: the case judged with it and without.

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::company::Change as CompanyChange;
use ruling::explain::{Line, Section, explain};
use ruling::fact::Fact;
use ruling::language::Language;
use ruling::policy::problem::Text;
use ruling::ruling::Ruling;

use super::{ActInput, Case};
use crate::refusal::Reason;
use crate::sight::Seen;
use crate::{Actor, Desk, Refusal};

/// A part of the ruling that would be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which part.
    pub section: Section,
    /// What it says now.
    pub before: Vec<Text>,
    /// What it would say.
    pub after: Vec<Text>,
}

/// What a decision does by itself with somebody, beside the ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CarriedOut {
    /// They are suspended until then: they neither register nor quote nor sign.
    Suspended(String, Instant),
    /// A suspension of theirs ends now.
    Restored(String),
    /// They leave the company, and their account is closed.
    Dismissed(String),
}

/// What an act would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Where things stand now, in one line.
    pub before: Text,
    /// Where they would stand.
    pub after: Text,
    /// The parts of the ruling that differ.
    pub changes: Vec<Change>,
    /// Violations that it would lead to.
    pub warnings: Vec<Reason>,
    /// What it does by itself with people.
    pub carried_out: Vec<CarriedOut>,
}

impl Preview {
    /// Whether nothing would be otherwise.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.before == self.after && self.changes.is_empty() && self.carried_out.is_empty()
    }
}

/// The parts that people decide about.
const SHOWN: [Section; 5] = [
    Section::Ownership,
    Section::Protection,
    Section::Claims,
    Section::Credit,
    Section::Violations,
];

/// A ruling in both languages, line by line.
struct Told {
    headline: Text,
    lines: Vec<(Section, Text)>,
}

impl Desk {
    /// What an act would change. Nothing is recorded.
    ///
    /// # Errors
    /// As [`Desk::act`].
    pub fn preview_act(&self, actor: &Actor, input: &ActInput) -> Result<Preview, Refusal> {
        let act = super::table::named(&input.act).ok_or(Refusal::NotFound)?;
        let case = input.case.ok_or(Refusal::NotFound)?;
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let case = Case::of(actor, &seen)?;
        let prepared = self.prepare(case, act, input)?;
        let with = self.judged_with(case, &prepared.fact)?;
        let judged = &seen.judged;
        let before = self.in_words(case, &judged.ruling, &judged.file)?;
        let after = self.in_words(case, &with.ruling, &with.file)?;
        let of = |told: &Told, section| {
            let lines = told.lines.iter().filter(|(known, _)| *known == section);
            lines.map(|(_, text)| text.clone()).collect::<Vec<_>>()
        };
        let shown = SHOWN.into_iter();
        let shown = shown.filter(|section| seen.sight.shows(*section));
        let changes = shown.map(|section| Change {
            section,
            before: of(&before, section),
            after: of(&after, section),
        });
        let changes = changes.filter(|change| change.before != change.after);
        Ok(Preview {
            changes: changes.collect(),
            before: before.headline,
            after: after.headline,
            warnings: prepared.warnings,
            carried_out: self.carried_out(&seen, &prepared.fact, actor.now)?,
        })
    }

    fn carried_out(
        &self,
        seen: &Seen,
        decision: &Fact,
        now: Instant,
    ) -> Result<Vec<CarriedOut>, Refusal> {
        let directory = self.ledger.directory()?;
        let name = |staff| directory.staff.get(&staff).cloned().unwrap_or_default();
        let changes = self.sanctions_of(seen, decision)?.into_iter();
        let told = changes.filter_map(|change| match change {
            CompanyChange::Suspended { staff, until } if until > now => {
                Some(CarriedOut::Suspended(name(staff), until))
            }
            CompanyChange::Suspended { staff, .. } => Some(CarriedOut::Restored(name(staff))),
            CompanyChange::Departed { staff } => Some(CarriedOut::Dismissed(name(staff))),
            _ => None,
        });
        Ok(told.collect())
    }

    fn in_words(&self, case: Case<'_>, ruling: &Ruling, file: &CaseFile) -> Result<Told, Refusal> {
        let directory = self.ledger.directory()?;
        let told = |language| explain(ruling, case.packs(), file, &directory, language);
        let (zh, en) = (told(Language::Chinese), told(Language::English));
        let pairs = zh.lines.into_iter().zip(en.lines);
        let both = |(zh, en): (Line, Line)| (zh.section, Text::new(zh.text, en.text));
        Ok(Told {
            headline: Text::new(zh.headline, en.headline),
            lines: pairs.map(both).collect(),
        })
    }
}
