//! What may count from paper: the opening, in which an old register is brought in, and outages.

use super::{Change, Company, CompanyFact};
use crate::calendar::Instant;
use crate::name::Symbol;

impl Company {
    /// When the opening of a domain closed, or will close. A file that closes it has one, whenever that
    /// became known: no registration may be accepted today and be refused tomorrow for it.
    pub fn opening_closed(&self, domain: Symbol) -> Option<Instant> {
        let closes = |fact: &&CompanyFact| match fact.change {
            Change::OpeningClosed { domain: named } => !named.is_some() || named == domain,
            _ => false,
        };
        let closings = self.others.iter().filter(closes);
        closings.map(|fact| fact.from).min()
    }

    /// Whether the file says anything of openings or outages at all.
    pub(crate) fn tells_of_paper(&self) -> bool {
        self.others.iter().any(|fact| {
            matches!(
                fact.change,
                Change::OpeningClosed { .. } | Change::Outage { .. }
            )
        })
    }

    fn outages(&self, known: Instant) -> impl Iterator<Item = (Instant, Instant)> {
        self.others
            .iter()
            .filter(move |fact| fact.recorded <= known)
            .filter_map(|fact| match fact.change {
                Change::Outage { until } => Some((fact.from, until)),
                _ => None,
            })
    }

    /// Whether the system was down at an instant.
    pub fn was_down(&self, at: Instant, known: Instant) -> bool {
        self.outages(known)
            .any(|(from, until)| from <= at && at < until)
    }

    /// When the system was down for the first time.
    pub fn first_outage(&self, known: Instant) -> Option<Instant> {
        self.outages(known).map(|(from, _)| from).min()
    }
}
