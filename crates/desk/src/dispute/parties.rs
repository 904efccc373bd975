//! Who has a part in what a dispute is about.

use std::collections::BTreeSet;

use ruling::case::CaseFile;
use ruling::fact::{Fact, FactKind, StaffId};
use ruling::ruling::{Ruling, Standing};

use crate::following::person_in_charge;

/// Whether somebody disputes the case, or did.
pub(crate) fn is_disputed(file: &CaseFile) -> bool {
    let mut facts = file.facts().iter();
    facts.any(|fact| fact.kind == FactKind::Disputed)
}

/// Whoever claims the case in a dispute, holds it, registered it with any effect, closed its deal or helped with that.
pub(crate) fn have_part(file: &CaseFile, ruling: &Ruling) -> BTreeSet<StaffId> {
    let disputes = file.facts().iter();
    let disputes = disputes.filter(|fact| fact.kind == FactKind::Disputed);
    let claims = ruling.claims.iter();
    let claims =
        claims.filter(|claim| !matches!(claim.standing, Standing::Refused | Standing::Void));
    let deals = ruling
        .deals
        .iter()
        .filter_map(|deal| file.by_seq(deal.fact));
    let helpers = deals.clone().filter_map(|deal| deal.particulars.as_ref());
    let all = disputes
        .filter_map(Fact::doer)
        .chain(person_in_charge(ruling))
        .chain(claims.filter_map(|claim| claim.person))
        .chain(deals.filter_map(Fact::doer))
        .chain(helpers.flat_map(|more| more.people.iter().copied()));
    all.collect()
}

/// The other side of a dispute: whoever held the case when it was filed, else whoever closed the deal, else whose
/// claim stands beside it. `then` is the ruling of that moment.
pub(crate) fn other_side(file: &CaseFile, then: &Ruling, dispute: &Fact) -> Option<StaffId> {
    let deal = then.deals.last().and_then(|deal| file.by_seq(deal.fact));
    let claims = then.claims.iter();
    let claims =
        claims.filter(|claim| matches!(claim.standing, Standing::Holding | Standing::Standing));
    let mut all = person_in_charge(then)
        .into_iter()
        .chain(deal.and_then(Fact::doer))
        .chain(claims.filter_map(|claim| claim.person));
    all.find(|staff| dispute.doer() != Some(*staff))
}
