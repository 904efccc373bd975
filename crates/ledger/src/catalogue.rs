//! Projects and kinds of products that the company has by name: what is set for one of them names it by the same
//! reference as facts about customers do.

use ruling::fact::Ref;

use crate::customer::scope_tag;
use crate::fault::Fault;
use crate::found_by::FoundBy;
use crate::ledger::Ledger;
use crate::privacy::blind_index::{Tag, TagKind, Tagger};

/// What is in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CatalogueKind {
    /// 项目: what customers buy in.
    Project,
    /// 品类: what they ask for.
    Product,
}

impl CatalogueKind {
    /// The name in entries: that of the field by which customers have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            CatalogueKind::Project => "project",
            CatalogueKind::Product => "demand",
        }
    }

    pub(crate) fn named(name: &str) -> Option<CatalogueKind> {
        let all = [CatalogueKind::Project, CatalogueKind::Product];
        all.into_iter().find(|kind| kind.name() == name)
    }

    fn tag_kind(self) -> TagKind {
        match self {
            CatalogueKind::Project => TagKind::Project,
            CatalogueKind::Product => TagKind::Demand,
        }
    }

    /// What stands for a name, in any spelling that counts as the same.
    pub(crate) fn tag(self, name: &str, tagger: &Tagger) -> Tag {
        scope_tag(self.tag_kind(), name, tagger)
    }
}

/// Something in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogued {
    /// A project, or a kind of product.
    pub kind: CatalogueKind,
    /// What facts know it by.
    pub reference: Ref,
    /// What people call it.
    pub name: String,
    pub(crate) tag: Tag,
}

/// All of it, in the order in which it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue(Vec<Catalogued>);

impl Catalogue {
    /// Everything of a kind.
    pub fn of(&self, kind: CatalogueKind) -> impl Iterator<Item = &Catalogued> {
        self.0.iter().filter(move |one| one.kind == kind)
    }

    /// What people call something that facts know by a reference.
    pub fn name(&self, kind: CatalogueKind, reference: Ref) -> Option<&str> {
        let mut of_kind = self.of(kind);
        let one = of_kind.find(|one| one.reference == reference);
        one.map(|one| one.name.as_str())
    }

    /// The reference of a value with this tag.
    pub(crate) fn reference(&self, tag: Tag) -> Option<Ref> {
        let mut all = self.0.iter();
        all.find(|one| one.tag == tag).map(|one| one.reference)
    }

    /// Takes one in; the name that came last is what it is called.
    pub(crate) fn note(&mut self, new: Catalogued) {
        match self.0.iter_mut().find(|one| one.tag == new.tag) {
            Some(known) => *known = new,
            None => self.0.push(new),
        }
    }
}

impl Ledger {
    /// The projects and products that the company has by name.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn catalogue(&self) -> Result<std::sync::Arc<Catalogue>, Fault> {
        Ok(std::sync::Arc::clone(&self.state()?.catalogue))
    }

    /// The reference by which facts know a name: the catalogue's, else that of customers it was typed for.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn known_as(&self, kind: CatalogueKind, name: &str) -> Result<Option<Ref>, Fault> {
        let tag = kind.tag(name, &self.tagger);
        let state = self.state()?;
        if let Some(known) = state.catalogue.reference(tag) {
            return Ok(Some(known));
        }
        let Some(subject) = state.index.subjects(tag).first().copied() else {
            return Ok(None);
        };
        drop(state);
        let row = self.reader()?.subject(subject)?;
        let found_by = row.and_then(|row| FoundBy::of(&row)).unwrap_or_default();
        Ok(found_by.reference(tag))
    }

    /// The reference by which the catalogue has a name, in whatever spelling.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn catalogued(&self, kind: CatalogueKind, name: &str) -> Result<Option<Ref>, Fault> {
        let tag = kind.tag(name, &self.tagger);
        Ok(self.state()?.catalogue.reference(tag))
    }
}
