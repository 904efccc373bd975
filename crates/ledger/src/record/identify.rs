//! Whom a fact is about: known by a key, possibly somebody known, or somebody new; and in which case.

use std::collections::BTreeSet;

use ruling::fact::{Particulars, Ref};
use ruling::policy::Packs;

use super::Work;
use crate::case_store::roots;
use crate::customer::{CustomerKeys, field};
use crate::fault::{Failure, Fault, Refusal};
use crate::find::{Finder, tells_apart};
use crate::found_by::FoundBy;
use crate::privacy::blind_index::{Tag, TagKind};
use crate::privacy::personal::Personal;
use crate::project::{compatible, named, project_of_new};
use crate::reference::{by_chance, first_brought};
use crate::store::CaseRow;
use crate::subject::personal_of;
use crate::typed::Typed;

/// Whom fields mean.
pub(super) struct Found {
    pub(super) subject: u64,
    pub(super) is_new: bool,
    /// Subjects it may be the same as, earliest first.
    pub(super) may_be: Vec<u64>,
}

impl Work<'_> {
    /// Whom the fields mean: somebody known by a key, the case's customer, or somebody new.
    pub(super) fn whom(
        &self,
        typed: &Typed,
        case: Option<&CaseRow>,
        fields: &Personal,
    ) -> Result<Found, Failure> {
        let next = self.next_seq().into();
        let found = |subject, is_new, may_be| Found {
            subject,
            is_new,
            may_be,
        };
        if !typed.sought.keys.identify() {
            return match case {
                // Somebody else's name in a case, e.g. a buyer's, is somebody new.
                Some(row) if fields.get(field::NAME).is_none() => {
                    Ok(found(row.subject, false, Vec::new()))
                }
                Some(row) if self.has_name(row.subject, &typed.sought.keys)? => {
                    Ok(found(row.subject, false, Vec::new()))
                }
                Some(_) => Ok(found(next, true, Vec::new())),
                None => Err(Refusal::NothingIdentifies.into()),
            };
        }
        let finder = Finder::new(self.state, self.database, self.keys, &typed.sought);
        let finding = finder.find()?;
        let same: Vec<u64> = finding.same.iter().map(|found| found.subject).collect();
        let alike = finding.alike.iter().map(|found| found.subject);
        Ok(match same.as_slice() {
            [only] => found(*only, false, Vec::new()),
            [] => found(next, true, alike.collect()),
            _ => found(next, true, same),
        })
    }

    /// The customer of a case, of whom somebody says that the fields are theirs. Where a mask fits, that decides:
    /// whoever says so has the customer before them. What contradicts is refused.
    pub(super) fn customer_of(
        &self,
        row: &CaseRow,
        typed: &Typed,
        scope: Scope,
    ) -> Result<Found, Failure> {
        let not_of_case = |field| Refusal::NotOfCase {
            case: row.case,
            field,
        };
        if let Some(field) = scope
            .limited_to(self.state.regulations.packs(row.domain))
            .contradicts(row)
        {
            return Err(not_of_case(field).into());
        }
        let finder = Finder::new(self.state, self.database, self.keys, &typed.sought);
        let same = finder.find()?.same;
        let is_known = same.iter().any(|found| found.subject == row.subject);
        if !is_known {
            let known = self.keys_of(row.subject)?;
            let differs = typed.sought.keys.contradicts(&known);
            let differs = differs.or((!same.is_empty()).then(|| typed.sought.keys.best_field()));
            if let Some(field) = differs {
                return Err(not_of_case(field).into());
            }
        }
        Ok(Found {
            subject: row.subject,
            is_new: false,
            may_be: Vec::new(),
        })
    }

    /// Whom a correction in a case means: whoever is known by what it says, or has another name; else the case's
    /// customer, whose right phone or number it is.
    pub(super) fn corrected_of(
        &self,
        row: &CaseRow,
        typed: &Typed,
        fields: &Personal,
    ) -> Result<Found, Failure> {
        let found = self.whom(typed, Some(row), fields)?;
        let is_unknown = found.is_new && found.may_be.is_empty();
        let is_named_so =
            fields.get(field::NAME).is_none() || self.has_name(row.subject, &typed.sought.keys)?;
        Ok(match is_unknown && is_named_so {
            true => Found {
                subject: row.subject,
                is_new: false,
                may_be: Vec::new(),
            },
            false => found,
        })
    }

    /// The customer of a case, of whom somebody says that they bought, with a phone or number not known of them yet.
    /// Another name, and whoever else is known by what was typed, contradict that.
    pub(super) fn buyer_of(
        &self,
        row: &CaseRow,
        typed: &Typed,
        fields: &Personal,
    ) -> Result<Found, Failure> {
        let found = self.corrected_of(row, typed, fields)?;
        if found.subject == row.subject {
            return Ok(found);
        }
        let is_named_so = self.has_name(row.subject, &typed.sought.keys)?;
        let field = match is_named_so {
            true => typed.sought.keys.best_field(),
            false => field::NAME,
        };
        Err(Refusal::NotOfCase {
            case: row.case,
            field,
        }
        .into())
    }

    pub(super) fn has_name(&self, subject: u64, keys: &CustomerKeys) -> Result<bool, Failure> {
        Ok(self.keys_of(subject)?.has_name_of(keys))
    }

    /// What is known of a subject, unsealed: the last value of each field.
    pub(crate) fn keys_of(&self, subject: u64) -> Result<CustomerKeys, Failure> {
        let personal = personal_of(self.database, self.keys, subject)?;
        Ok(CustomerKeys::read(&personal).unwrap_or_default())
    }

    pub(super) fn scope_of(&self, typed: &Typed) -> Result<Scope, Fault> {
        let mut scope = Scope::default();
        for &tag in &typed.sought.scope {
            let part = Some((tag, self.reference(tag)?));
            match tag.kind {
                TagKind::Project => scope.project = part,
                TagKind::Demand => scope.demand = part,
                _ => scope.contract = part,
            }
        }
        Ok(scope)
    }

    /// The subject's case of this scope under a domain's regulation, or a new one. Where the regulation lets a project
    /// be missing, an entry without one is of the customer's only project, and the first that is named is that of what
    /// came before it.
    pub(super) fn case_for(
        &self,
        found: &Found,
        domain: u32,
        scope: Scope,
    ) -> Result<CaseRow, Failure> {
        let wanted = scope.limited_to(self.state.regulations.packs(domain));
        let new = CaseRow {
            case: self.next_seq().into(),
            domain,
            subject: found.subject,
            project: wanted.project.map(|(_, reference)| reference),
            demand: wanted.demand.map(|(_, reference)| reference),
            contract: wanted.contract.map(|(_, reference)| reference),
            judged_seq: self.next_seq(),
        };
        if found.is_new {
            return Ok(new);
        }
        let known = self.database.cases_of_subject(found.subject)?;
        if self.may_lack_project(&new) {
            return self.case_of_project(&known, new);
        }
        let same = known.iter().find(|row| row.scope() == new.scope());
        Ok(same.copied().unwrap_or(new))
    }

    pub(super) fn may_lack_project(&self, case: &CaseRow) -> bool {
        self.state.regulations.packs(case.domain).may_lack_project()
    }

    fn case_of_project(&self, known: &[CaseRow], new: CaseRow) -> Result<CaseRow, Failure> {
        let named: Vec<&CaseRow> = compatible(known, &new).collect();
        let same = || known.iter().find(|row| row.scope() == new.scope());
        let (only, is_several) = (named.first().copied(), named.len() > 1);
        if new.project.is_some() {
            let before = || {
                let unnamed = known.iter().filter(|_| named.is_empty());
                let mut unnamed = unnamed.filter(|row| row.project.is_none());
                unnamed.find(|row| row.is_alike(&new))
            };
            let before = match same() {
                Some(same) => Some(same),
                None => match before() {
                    Some(before) if roots(self.database, before.case)?.is_empty() => Some(before),
                    _ => None,
                },
            };
            return Ok(before.copied().unwrap_or(new));
        }
        Ok(match is_several {
            true => CaseRow {
                project: project_of_new(known, &new),
                ..new
            },
            false => only.or_else(same).copied().unwrap_or(new),
        })
    }

    /// The row of a case that is of a project from now on, because an entry names it for the first time.
    pub(super) fn named_by(&self, case: &CaseRow, scope: Scope) -> Result<Option<CaseRow>, Fault> {
        let project = scope.project.map(|(_, reference)| reference);
        let is_open = case.project.is_none() && self.may_lack_project(case);
        let Some(project) = project.filter(|_| is_open && !self.is_new(case)) else {
            return Ok(None);
        };
        if !roots(self.database, case.case)?.is_empty() {
            return Ok(None);
        }
        let known = self.database.cases_of_subject(case.subject)?;
        Ok(named(&known, case, project))
    }

    /// The references by which facts know the customer's values, and what the subject is found by from now on.
    pub(super) fn referred(
        &self,
        typed: &Typed,
        found: &Found,
        scope: Scope,
    ) -> Result<(Particulars, FoundBy), Fault> {
        let mut more = Particulars {
            customer: Some(Ref(found.subject)),
            project: scope.project.map(|(_, reference)| reference),
            demand: scope.demand.map(|(_, reference)| reference),
            contract: scope.contract.map(|(_, reference)| reference),
            ..Particulars::default()
        };
        for &tag in &typed.tags {
            let slot = match tag.kind {
                TagKind::Phone => &mut more.phone,
                TagKind::Name | TagKind::CompanyName => &mut more.name,
                _ => continue,
            };
            *slot = Some(self.reference(tag)?);
        }
        let found_by = FoundBy::new(typed, &more, self.next_seq());
        Ok((more, found_by))
    }

    /// Whether a case is yet to be opened: it has the number of its first entry.
    pub(super) fn is_new(&self, case: &CaseRow) -> bool {
        case.case == u64::from(self.next_seq())
    }

    /// The reference that a value has, or a new one: that of the command's first entry, of a person's name any.
    pub(super) fn reference(&self, tag: Tag) -> Result<Ref, Fault> {
        let new = || match tag.kind {
            TagKind::Name => by_chance(),
            kind => Ok(first_brought(kind, self.next_seq())),
        };
        if let Some(known) = self.state.catalogue.reference(tag) {
            return Ok(known);
        }
        let Some(subject) = self.state.index.subjects(tag).first().copied() else {
            return Ok(new()?);
        };
        let row = self.database.subject(subject)?;
        let found_by = row.and_then(|row| FoundBy::of(&row)).unwrap_or_default();
        // They may lack it: the tags of two kinds met by chance.
        Ok(match found_by.reference(tag) {
            Some(known) => known,
            None => new()?,
        })
    }

    /// The cases that a new one is linked to: those with a ruling of their own among, or behind, the cases of
    /// the same scope of subjects that its own may be; of one that names no project, those of every project that it
    /// may be of.
    pub(super) fn linked_to(&self, case: &CaseRow, may_be: &[u64]) -> Result<Vec<u64>, Fault> {
        let mut linked = BTreeSet::new();
        let may_be = may_be.iter().copied();
        let own = Some(case.subject).filter(|_| case.is_of_unknown_project());
        for subject in may_be.chain(own) {
            let cases = self.database.cases_of_subject(subject)?;
            for row in cases.iter().filter(|row| self.may_wait_in(case, row)) {
                match roots(self.database, row.case)?.as_slice() {
                    [] => drop(linked.insert(row.case)),
                    roots => linked.extend(roots),
                }
            }
        }
        Ok(linked.into_iter().collect())
    }
}

impl Work<'_> {
    /// Whether a case may wait in another, as far as what they are about tells.
    pub(super) fn may_wait_in(&self, case: &CaseRow, other: &CaseRow) -> bool {
        let may_be_of =
            || case.lacks_project() && self.may_lack_project(case) && other.is_compatible(case);
        case.scope() == other.scope() || may_be_of()
    }
}

/// Values that may be parts of a case's scope, with the tags they are found by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scope {
    project: Option<(Tag, Ref)>,
    demand: Option<(Tag, Ref)>,
    contract: Option<(Tag, Ref)>,
}

impl Scope {
    /// Only the parts that tell cases of this regulation apart.
    fn limited_to(self, packs: &Packs) -> Scope {
        let told = |part: Option<(Tag, Ref)>| part.filter(|(tag, _)| tells_apart(packs, tag.kind));
        Scope {
            project: told(self.project),
            demand: told(self.demand),
            contract: told(self.contract),
        }
    }
}

impl Scope {
    /// The part in which it is another than a case's.
    fn contradicts(&self, case: &CaseRow) -> Option<&'static str> {
        let parts = [
            (field::PROJECT, self.project, case.project),
            (field::DEMAND, self.demand, case.demand),
            (field::CONTRACT, self.contract, case.contract),
        ];
        let mut parts = parts.into_iter();
        let differs = parts.find(|(_, typed, known)| {
            let typed = typed.map(|(_, reference)| reference);
            typed
                .zip(*known)
                .is_some_and(|(typed, known)| typed != known)
        });
        differs.map(|(name, ..)| name)
    }
}
