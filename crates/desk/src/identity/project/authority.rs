//! Who says of which project an inquiry is, and who may not.

use std::collections::BTreeSet;

use ruling::fact::{Fact, StaffId};
use ruling::policy::problem::Text;
use ruling::rules::oblige::On;
use ruling::rules::who::Who;
use ruling::ruling::{Party, Source};

use super::{Answers, Asked};
use crate::permission::Action;
use crate::task::deciders::holds_office;
use crate::who_else::Rank;
use crate::{Actor, Desk, Refusal};

impl Desk {
    /// Whose answer it is by the regulation which project an entry is of.
    pub(super) fn office_that_answers(
        &self,
        case: u64,
    ) -> Result<Option<(Party, Source)>, Refusal> {
        let (packs, company) = (self.ledger.packs_of(case)?, self.ledger.company()?);
        let now = self.ledger.now();
        let policy = packs.version(packs.in_force(now));
        let mut duties = policy.into_iter().flat_map(|policy| &policy.obliges);
        let Some(bound) = duties.find(|bound| bound.rule.on == On::IdentityOpen) else {
            return Ok(None);
        };
        let role = match bound.rule.who {
            Who::Role(role) => Party::Role(role, None),
            Who::RoleOfActor(role) => {
                let facts = self.ledger.facts_of(case)?;
                let claim = self.ledger.decided_by(case)?;
                let entry = facts.iter().find(|fact| Some(fact.seq) == claim);
                let doer = entry.and_then(Fact::doer);
                let unit = doer.and_then(|doer| company.unit_of(doer, now, now));
                Party::Role(role, unit)
            }
            _ => return Ok(None),
        };
        Ok(Some((role, bound.source)))
    }

    /// The same in the regulation's words.
    pub(crate) fn office_of_project(&self, case: u64) -> Result<Option<Text>, Refusal> {
        let packs = self.ledger.packs_of(case)?;
        let office = self.office_that_answers(case)?;
        let office = office.map(|(party, _)| self.party_name(party, &packs));
        office.transpose()
    }

    pub(super) fn parties_asked(
        &self,
        case: u64,
        asked: &Asked,
    ) -> Result<BTreeSet<StaffId>, Refusal> {
        let mut parties = self.parties_of(case)?;
        for (pair, _) in &asked.projects {
            parties.extend(self.parties_of(pair.other)?);
        }
        Ok(parties)
    }

    /// Whoever has the office answers, and nobody about what is their own. Where nobody could who has it, whoever
    /// stands above does.
    pub(super) fn stands_to(
        &self,
        staff: StaffId,
        case: u64,
        asked: &Asked,
    ) -> Result<Answers, Refusal> {
        let (company, now) = (self.ledger.company()?, self.ledger.now());
        let parties = self.parties_asked(case, asked)?;
        let is_party = |one| {
            company
                .acting(one, now, now)
                .any(|one| parties.contains(&one))
        };
        if is_party(staff) {
            return Ok(Answers::Interested);
        }
        let Some((office, _)) = asked.office else {
            return Ok(Answers::Able);
        };
        let has_it = |one| {
            let mut acting = company.acting(one, now, now);
            acting.any(|one| holds_office(one, Some(office), &company, now))
        };
        if has_it(staff) {
            return Ok(Answers::Able);
        }
        let reaching = self.reaching(Action::ConfirmIdentity, &[&asked.concerned], now)?;
        let mut others = reaching.iter();
        let is_anybody_there = others.any(|(_, one)| has_it(*one) && !is_party(*one));
        let mut above = reaching.iter().filter(|(rank, _)| *rank > Rank::Near);
        let is_above = above.any(|(_, one)| *one == staff);
        Ok(match is_above && !is_anybody_there {
            true => Answers::Able,
            false => Answers::OfOffice,
        })
    }

    pub(super) fn who_answers(
        &self,
        actor: &Actor,
        case: u64,
        asked: &Asked,
    ) -> Result<Vec<String>, Refusal> {
        let now = actor.now;
        self.who_else(Action::ConfirmIdentity, &[&asked.concerned], now, |staff| {
            Ok(staff != actor.staff && self.stands_to(staff, case, asked)? == Answers::Able)
        })
    }
}
