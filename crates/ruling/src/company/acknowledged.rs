//! Who acknowledged what: many, and no judgment asks for them.

use super::Company;
use crate::calendar::Instant;
use crate::fact::StaffId;
use crate::name::Symbol;

/// Somebody acknowledged a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Acknowledgement {
    pub(super) from: Instant,
    pub(super) recorded: Instant,
    pub(super) staff: StaffId,
    pub(super) document: Symbol,
}

impl Company {
    /// Whether the person acknowledged the document.
    pub fn has_acknowledged(
        &self,
        staff: StaffId,
        document: Symbol,
        at: Instant,
        known: Instant,
    ) -> bool {
        let mut all = self.acknowledged.iter();
        all.any(|one| {
            (one.staff, one.document) == (staff, document)
                && one.from <= at
                && one.recorded <= known
        })
    }

    /// Who acknowledged a document, and when that was recorded.
    pub fn acknowledgements(&self, document: Symbol) -> impl Iterator<Item = (StaffId, Instant)> {
        let all = self.acknowledged.iter();
        let all = all.filter(move |one| one.document == document);
        all.map(|one| (one.staff, one.recorded))
    }
}
