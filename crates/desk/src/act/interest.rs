//! Whose own interest keeps them from deciding, and to whom it goes instead.

use ruling::fact::{Fact, FactKind, StaffId};

use super::table::{Act, Interest};
use super::{Case, needs};
use crate::actor::roles_of;
use crate::following::person_in_charge;
use crate::permission::{Reach, Role};
use crate::{Desk, Refusal};

/// How many colleagues are named to whom it goes.
const NAMED_MAX: usize = 3;

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
                instead: self.instead(case, act, fact)?,
            }),
            false => Ok(()),
        }
    }

    /// Who may do it without an interest of their own: those whose scope is nearest first, then the general
    /// manager, then whoever decides from outside.
    fn instead(&self, case: Case<'_>, act: &Act, fact: &Fact) -> Result<Vec<String>, Refusal> {
        let (organisation, directory) = (self.organisation()?, self.ledger.directory()?);
        let now = case.actor.now;
        let company = self.ledger.company()?;
        let action = needs(case.words(), act, fact);
        let mut able = Vec::new();
        for (staff, name) in &directory.staff {
            let has_left = company.departed_by(*staff, now, now).is_some();
            if has_left || case.is_interested(*staff, act, fact) {
                continue;
            }
            if !self.has_office_for(case, act, *staff)? {
                continue;
            }
            let roles = roles_of(&organisation, *staff, now)?;
            let rank = roles.iter().filter_map(|held| {
                let is_near = held
                    .scope
                    .is_none_or(|scope| case.seen.concerned.units.contains(&scope));
                let reaches = match held.role.reach(action) {
                    Reach::Scope => is_near,
                    // What is put to somebody from outside becomes theirs.
                    Reach::Own => held.role == Role::ExternalDecider,
                    Reach::Nothing => false,
                };
                reaches.then_some(match held.role {
                    Role::ExternalDecider => 2,
                    Role::GeneralManager => 1,
                    _ => 0,
                })
            });
            able.extend(rank.min().map(|rank: u8| (rank, *staff, name.clone())));
        }
        able.sort_by_key(|(rank, staff, _)| (*rank, *staff));
        let names = able.into_iter().take(NAMED_MAX);
        Ok(names.map(|(.., name)| name).collect())
    }
}
