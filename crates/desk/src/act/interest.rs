//! Whose own interest keeps them from deciding, and to whom it goes instead.

use ruling::case::CaseFile;
use ruling::fact::{Fact, FactKind, StaffId};
use ruling::ruling::Party;

use super::table::{Act, Interest};
use super::{Case, needs};
use crate::dispute::parties::{have_part, is_disputed};
use crate::matter::is_deal;
use crate::{Desk, Refusal};

impl Case<'_> {
    /// Whether somebody has an interest of their own in what a fact decides, or anybody has for whom they stand in:
    /// nobody has their own matter decided by whom they chose.
    pub(super) fn is_interested(self, staff: StaffId, act: &Act, fact: &Fact) -> bool {
        let now = self.actor.now;
        let mut acting = self.seen.company.acting(staff, now, now);
        acting.any(|one| self.has_interest(one, act, fact))
    }

    fn has_interest(self, staff: StaffId, act: &Act, fact: &Fact) -> bool {
        act.interests.iter().any(|interest| match interest {
            Interest::Filer => self.filed(staff, fact),
            Interest::Disputant => self.disputes(staff),
            Interest::Decider => self.decided_first(staff, fact),
            Interest::Receiver => fact.person == Some(staff),
            Interest::Reporter => self.reported(staff, fact),
        })
    }

    fn filed(self, staff: StaffId, fact: &Fact) -> bool {
        let answered = fact.of.and_then(|of| self.seen.judged.file.by_seq(of));
        answered.is_some_and(|answered| {
            [answered.actor, answered.doer()].contains(&Some(staff))
                // Evidence is somebody's for the dispute that it belongs to.
                || self.filed(staff, &Fact { of: answered.of, ..fact.clone() })
        })
    }

    /// Whether somebody reported a violation, or noted or found what the regulation takes for one.
    fn reported(self, staff: StaffId, fact: &Fact) -> bool {
        let judged = &self.seen.judged;
        let facts = judged.file.facts().iter();
        let opened =
            facts.filter(|one| one.kind == FactKind::ViolationOpened && one.what == fact.what);
        let proposed = judged.ruling.violations.iter().filter(|one| {
            one.name == fact.what && fact.of.is_none_or(|shown_by| one.fact == Some(shown_by))
        });
        let told = proposed.filter_map(|one| judged.file.by_seq(one.fact?));
        let told = told.filter(|one| matches!(one.kind, FactKind::Noted | FactKind::Inspected));
        opened.chain(told).any(|one| one.actor == Some(staff))
    }

    /// Whether somebody made the decision that an appeal is about.
    fn decided_first(self, staff: StaffId, fact: &Fact) -> bool {
        if fact.kind == FactKind::ViolationDecided {
            let file = &self.seen.judged.file;
            let is_same = |one: &&Fact| {
                one.kind == fact.kind && (one.what, one.person) == (fact.what, fact.person)
            };
            let appealed = |one: &&Fact| {
                let mut facts = file.facts().iter();
                facts.any(|other| other.kind == FactKind::Appealed && other.of == Some(one.seq))
            };
            let earlier = file.facts().iter().filter(is_same).filter(appealed);
            return earlier.clone().any(|one| one.actor == Some(staff));
        }
        let by_number = |seq| self.seen.judged.file.by_seq(seq);
        let appeal = fact.of.and_then(by_number);
        let decision = appeal.and_then(|appeal| appeal.of).and_then(by_number);
        decision.is_some_and(|decision| decision.actor == Some(staff))
    }

    /// Whether somebody has a part in what a dispute is about: claims the case, holds it, registered it, closed
    /// the deal or helped with it.
    pub(super) fn disputes(self, staff: StaffId) -> bool {
        let judged = &self.seen.judged;
        is_disputed(&judged.file) && have_part(&judged.file, &judged.ruling).contains(&staff)
    }

    /// Whether an entry decides a dispute that its actor has a part in: whoever lost may appeal.
    pub(super) fn is_served(self, fact: &Fact) -> bool {
        let decides = matches!(fact.kind, FactKind::Ruled | FactKind::EvidenceDecided);
        decides && self.disputes(self.actor.staff)
    }

    /// Whether the actor may ask for another decision than this one: of what a dispute or a second look decided,
    /// only whoever had a part in it, asked for it, has the case, or stands in for one of them. What else may be
    /// appealed says so itself.
    pub(super) fn may_appeal(self, decision: &Fact) -> bool {
        if !matches!(decision.kind, FactKind::Ruled | FactKind::EvidenceDecided) {
            return true;
        }
        let judged = &self.seen.judged;
        let mut parties = have_part(&judged.file, &judged.ruling);
        let asked = judged.file.facts().iter();
        let asked = asked.filter(|fact| fact.kind == FactKind::Appealed);
        let asked = asked.filter(|appeal| {
            decision.of == Some(appeal.seq) || is_of_dispute(&judged.file, appeal)
        });
        parties.extend(asked.filter_map(|fact| fact.actor));
        let (company, now) = (&self.seen.company, self.actor.now);
        let mut acting = company.acting(self.actor.staff, now, now);
        acting.any(|one| {
            let unit = company.unit_of(one, now, now).map(Party::Unit);
            let has_case = unit.is_some() && judged.ruling.ownership.owner == unit;
            has_case || parties.contains(&one)
        })
    }
}

/// Whether a decision or an appeal is about whose the case is, and not about a violation, a review or a request.
fn is_of_dispute(file: &CaseFile, fact: &Fact) -> bool {
    let of = fact.of.and_then(|of| file.by_seq(of));
    let of = of.filter(|of| of.seq < fact.seq);
    match fact.kind {
        FactKind::Ruled => true,
        FactKind::EvidenceDecided => {
            of.is_none_or(|of| of.kind != FactKind::Appealed || is_of_dispute(file, of))
        }
        FactKind::Appealed => of.is_some_and(|of| is_deal(of) || is_of_dispute(file, of)),
        _ => false,
    }
}

impl Case<'_> {
    /// Whether its actor has a part in what a dispute is about that somebody else filed.
    pub(super) fn is_other_side(self, fact: &Fact) -> bool {
        let judged = &self.seen.judged;
        let dispute = fact.of.and_then(|of| judged.file.by_seq(of));
        let is_own = dispute.is_some_and(|dispute| dispute.doer() == Some(self.actor.staff));
        !is_own && have_part(&judged.file, &judged.ruling).contains(&self.actor.staff)
    }
}

impl Desk {
    /// Refuses whoever has an interest of their own, and says to whom it goes.
    pub(super) fn refuse_interested(
        &self,
        case: Case<'_>,
        act: &Act,
        fact: &Fact,
    ) -> Result<(), Refusal> {
        match case.is_interested(case.actor.staff, act, fact) {
            true => Err(Refusal::Interested {
                instead: self.who_else(
                    needs(case.words(), act, fact),
                    &[&case.seen.concerned],
                    case.actor.now,
                    |staff| {
                        let is_interested = case.is_interested(staff, act, fact);
                        Ok(!is_interested && self.has_office_for(case, act, fact, staff)?)
                    },
                )?,
            }),
            false => Ok(()),
        }
    }
}
