//! Whose own interest keeps them from deciding, and to whom it goes instead.

use ruling::fact::{Fact, FactKind, StaffId};

use super::table::{Act, Interest};
use super::{Case, needs};
use crate::following::person_in_charge;
use crate::{Desk, Refusal};

impl Case<'_> {
    /// Whether somebody has an interest of their own in what a fact decides.
    pub(super) fn is_interested(self, staff: StaffId, act: &Act, fact: &Fact) -> bool {
        act.interests.iter().any(|interest| match interest {
            Interest::Filer => self.filed(staff, fact),
            Interest::Disputant => self.disputes(staff),
            Interest::Receiver => fact.person == Some(staff),
            Interest::Reporter => self.facts().iter().any(|reported| {
                reported.kind == FactKind::ViolationOpened
                    && reported.actor == Some(staff)
                    && reported.what == fact.what
            }),
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

    /// Whether somebody claims the case in a dispute, or holds what others claim.
    fn disputes(self, staff: StaffId) -> bool {
        let disputes = self.facts().iter();
        let mut disputes = disputes
            .filter(|fact| fact.kind == FactKind::Disputed)
            .peekable();
        let holds = person_in_charge(&self.seen.judged.ruling) == Some(staff);
        (disputes.peek().is_some() && holds) || disputes.any(|fact| fact.doer() == Some(staff))
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
                        Ok(!is_interested && self.has_office_for(case, act, staff)?)
                    },
                )?,
            }),
            false => Ok(()),
        }
    }
}
