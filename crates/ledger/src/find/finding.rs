//! Who was found.

use std::collections::BTreeSet;

use ruling::fact::Seq;
use ruling::policy::Packs;

use super::tells_apart;
use crate::found_by::FoundBy;
use crate::privacy::blind_index::{Tag, TagKind};
use crate::store::{CaseRow, RootRow};

/// Somebody known who is, or may be, meant.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) subject: u64,
    pub(super) found_by: FoundBy,
    pub(super) wrapped_key: Vec<u8>,
}

/// What was found, each in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Finding {
    /// They have a value that identifies, and nothing contradicts.
    pub(crate) same: Vec<Candidate>,
    /// The same name and a number that is partly hidden, or a similar company name, and nothing contradicts.
    pub(crate) alike: Vec<Candidate>,
}

impl Candidate {
    pub(super) fn has(&self, tag: Tag) -> bool {
        self.found_by.reference(tag).is_some()
    }

    /// The entries that sealed numbers beside a name.
    pub(super) fn numbers_sealed_at(&self) -> BTreeSet<Seq> {
        let is_beside_name =
            |tag: &Tag| matches!(tag.kind, TagKind::NameAndMask | TagKind::NameOfMasked);
        let tags = self.found_by.tags.iter();
        let beside_name = tags.filter(|known| is_beside_name(&known.tag));
        beside_name.map(|known| known.seq).collect()
    }

    /// Whose phone is that of somebody who works there.
    pub(super) fn is_organisation(&self) -> bool {
        let mut known = self.found_by.tags.iter();
        known.any(|known| matches!(known.tag.kind, TagKind::CreditCode | TagKind::CompanyName))
    }

    /// Where those of the cases are judged that are under a domain's regulation and in which the customer is meant:
    /// of the project and demand typed, or any where none was.
    pub(crate) fn cases_among(
        &self,
        cases: &[(CaseRow, Option<RootRow>)],
        (domain, packs): (u32, &Packs),
        typed: &[Tag],
    ) -> BTreeSet<RootRow> {
        let typed: Vec<_> = typed
            .iter()
            .filter(|tag| tells_apart(packs, tag.kind))
            .collect();
        let is_meant = |case: &CaseRow| {
            typed.iter().all(|tag| {
                let part = match tag.kind {
                    // What names no project may be of the one typed.
                    TagKind::Project if case.project.is_none() && packs.may_lack_project() => {
                        return true;
                    }
                    TagKind::Project => case.project,
                    TagKind::Demand => case.demand,
                    _ => case.contract,
                };
                part.is_some() && self.found_by.reference(**tag) == part
            })
        };
        let own = cases.iter().filter(|(case, _)| case.domain == domain);
        let meant = own.filter(|(case, _)| is_meant(case));
        meant
            .map(|(case, root)| {
                let (case, subject) = (case.case, case.subject);
                root.unwrap_or(RootRow { case, subject })
            })
            .collect()
    }
}

impl Finding {
    /// All who were found.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = u64> {
        let found = self.same.iter().chain(&self.alike);
        found.map(|found| found.subject)
    }

    pub(super) fn has(&self, subject: u64) -> bool {
        let mut found = self.same.iter().chain(&self.alike);
        found.any(|found| found.subject == subject)
    }
}
