//! Commission ratios: of one project or of all, each set kept.

use super::Company;
use crate::calendar::Instant;
use crate::fact::Ref;
use crate::name::Symbol;

/// Commission ratios as set once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratio {
    /// From when on it counts.
    pub from: Instant,
    /// When it was recorded.
    pub recorded: Instant,
    /// Of which project; none: of all that have none of their own.
    pub project: Option<Ref>,
    /// Parts of the whole by role.
    pub parts: Vec<(Symbol, u32)>,
}

impl Company {
    /// Every ratio that was ever set, the earliest in force first.
    pub fn ratios(&self) -> &[Ratio] {
        &self.ratios
    }

    /// The commission ratios of a project in force at `at`, before those of all projects; or else the
    /// first set afterwards (a deal without a ratio takes the first one set later).
    pub fn ratio(
        &self,
        project: Option<Ref>,
        at: Instant,
        known: Instant,
    ) -> Option<&[(Symbol, u32)]> {
        let concerns = move |ratio: &&Ratio| {
            ratio.recorded <= known && (ratio.project.is_none() || ratio.project == project)
        };
        let in_force = || {
            let known_ones = self.ratios.iter().filter(concerns);
            known_ones.filter(|ratio| ratio.from <= at)
        };
        in_force()
            .rfind(|ratio| ratio.project.is_some())
            .or_else(|| in_force().next_back())
            .or_else(|| self.ratios.iter().find(concerns))
            .map(|ratio| ratio.parts.as_slice())
    }
}
