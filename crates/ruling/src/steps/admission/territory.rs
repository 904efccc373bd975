//! Admission: is the claimant's unit responsible for the customer's place?

use crate::fact::{Fact, RegionCode};
use crate::fold::{ANYONE, About, Fold};
use crate::rules::on_fail::OnFail;
use crate::rules::territory::Territory;
use crate::ruling::{ClaimId, Pending, Source, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// Whether the unit is one of those with the finest division around the place.
    pub(crate) fn is_responsible(&self, unit: crate::fact::UnitId, place: RegionCode) -> bool {
        let holding = |area: RegionCode| {
            self.company
                .regions(self.now, self.known)
                .filter(move |(_, codes)| codes.contains(&area))
                .map(|(unit, _)| unit)
        };
        place
            .ancestry()
            .find(|area| holding(*area).next().is_some())
            .is_some_and(|area| holding(area).any(|other| other == unit))
    }

    pub(crate) fn check_territory(
        &mut self,
        rule: Territory,
        source: Source,
        id: ClaimId,
        fact: &Fact,
    ) -> Option<OnFail> {
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            ..About::default()
        };
        let unit = fact
            .doer()
            .and_then(|doer| self.company.unit_of(doer, fact.counts_at, self.known));
        let own = self.claim(id).and_then(|claim| claim.region);
        let (Some(place), Some(unit)) = (own.or(self.region), unit) else {
            self.find(
                Step::Admission,
                source,
                Verdict::Note,
                Why::RegionUnknown,
                about,
            );
            return None;
        };
        if self.is_responsible(unit, place) {
            self.find(Step::Admission, source, Verdict::Pass, Why::InRegion, about);
            if let Some(claim) = self.claim_mut(id) {
                claim.region_outside = false;
                claim.permission = crate::name::Symbol::NONE;
            }
            return None;
        }
        let party = self.claim(id).map_or(ANYONE, |claim| claim.party);
        if let Some(claim) = self.claim_mut(id) {
            claim.region_outside = true;
            claim.permission = rule.permission;
        }
        if let Some(decided) = self.permission_of(party, rule.permission, (self.now, fact.seq)) {
            let about = About {
                against: Some(decided),
                ..about
            };
            self.find(
                Step::Admission,
                source,
                Verdict::Pass,
                Why::PermittedOutside,
                about,
            );
            return None;
        }
        self.find(
            Step::Admission,
            source,
            Verdict::Fail,
            Why::OutOfRegion,
            about,
        );
        Some(OnFail::Wait(Pending::Review))
    }
}
