//! Single parts of a ruling in words, for whoever shows them one by one.

use super::Directory;
use super::reader::Reader;
use super::told::Told;
use crate::calendar::Instant;
use crate::case::CaseFile;
use crate::fact::Fact;
use crate::language::Language;
use crate::name::Symbol;
use crate::policy::Packs;
use crate::ruling::{Finding, Party, Ruling, Source};

/// Names parties, facts and conditions as the whole explanation does.
pub struct InWords<'a>(Reader<'a>);

impl<'a> InWords<'a> {
    /// For the ruling of a case, told in the zone of the version in force at an instant.
    pub fn new(
        packs: &'a Packs,
        case: &'a CaseFile,
        directory: &'a Directory,
        language: Language,
        at: Instant,
    ) -> Self {
        let version = packs.in_force(at);
        InWords(Reader::new(packs, case, directory, language, version))
    }

    /// Who holds, receives or must do.
    pub fn party(&self, party: Party) -> String {
        self.0.party(party)
    }

    /// What people read for a name of the pack.
    pub fn name(&self, name: Symbol) -> String {
        self.0.name(name)
    }

    /// The number of a clause.
    pub fn clause(&self, source: Source) -> Option<String> {
        let clause = self.0.clause(source)?;
        Some(clause.number.clone())
    }

    /// Who, what; where a page tells the time in its own way.
    pub fn deed(&self, fact: &Fact) -> String {
        self.0.deed(fact)
    }

    /// An instant that people plan by, with the day of the week.
    pub fn moment(&self, instant: Instant) -> String {
        self.0.moment(instant)
    }

    /// When, who, what.
    pub fn fact(&self, fact: &Fact) -> String {
        self.0.fact(fact)
    }

    /// Why a condition came out as it did.
    pub fn why(&self, ruling: &Ruling, finding: &Finding) -> String {
        Told::of(&self.0, ruling, finding).sentence(finding.why)
    }
}
