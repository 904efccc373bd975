//! Whose office an act is, and to whom it comes where nobody in that office may do it: the general manager, then
//! whoever decides from outside.

use ruling::fact::{Fact, FactKind, StaffId, UnitId};
use ruling::name::Symbol;
use ruling::policy::problem::Text;
use ruling::rules::who::Who;

use super::table::Act;
use super::{Case, needs};
use crate::dispute::parties::have_part;
use crate::who_else::Rank;
use crate::{Desk, Refusal};

impl Desk {
    /// Whether an act is somebody's by the office it belongs to, which the regulation may leave open; or because they
    /// stand above, and everybody who has it and whose roles reach the case has a part in the matter.
    pub(super) fn has_office_for(
        &self,
        case: Case<'_>,
        act: &Act,
        fact: &Fact,
        staff: StaffId,
    ) -> Result<bool, Refusal> {
        if case.has_own_office(act, staff) {
            return Ok(true);
        }
        let now = case.actor.now;
        let action = needs(case.words(), act, fact);
        let reaching = self.reaching(action, &[&case.seen.concerned], now)?;
        let is_above = |&(rank, one): &(Rank, StaffId)| one == staff && rank > Rank::Near;
        let mut others = reaching.iter().map(|(_, one)| *one);
        Ok(reaching.iter().any(is_above)
            && !others
                .any(|one| case.has_own_office(act, one) && !case.is_interested(one, act, fact)))
    }

    /// A fact as whoever is above does it in an office that they do not have: in whose place, or for which unit, where
    /// nobody has it.
    pub(super) fn in_office(
        &self,
        case: Case<'_>,
        act: &Act,
        mut fact: Fact,
    ) -> Result<Fact, Refusal> {
        if case.has_own_office(act, case.actor.staff) {
            return Ok(fact);
        }
        let action = needs(case.words(), act, &fact);
        let reaching = self.reaching(action, &[&case.seen.concerned], case.actor.now)?;
        let mut others = reaching.into_iter().map(|(_, one)| one);
        let replaced = others.find(|one| case.has_own_office(act, *one));
        let (replaced, vacant) = match replaced {
            Some(_) => (replaced, None),
            None => case.office_where_it_happened(act, &fact),
        };
        if replaced.is_some() || vacant.is_some() {
            let more = fact.particulars.get_or_insert_default();
            more.in_place_of = replaced;
            more.unit = more.unit.or(vacant);
        }
        Ok(fact)
    }
}

impl Case<'_> {
    /// Whether somebody has the office that an act belongs to, or the regulation names none. Where it decides
    /// on sanctions only, somebody without any office acts by their role in the program.
    fn has_own_office(self, act: &Act, staff: StaffId) -> bool {
        let offices = self.offices_of(act);
        if offices.is_empty() {
            return true;
        }
        let (company, now) = (&self.seen.company, self.actor.now);
        let office = company.role_of(staff, now, now);
        let by_role = act.kind == FactKind::ViolationDecided && !office.is_some();
        let has = |one: StaffId| {
            let mut offices = offices.iter();
            offices.any(|who| match *who {
                Who::Role(role) | Who::RoleOfUnit(role) => company.role_of(one, now, now) == role,
                Who::Named(name) => company.named(name, now, now) == Some(one),
                _ => true,
            })
        };
        by_role || company.acting(staff, now, now).any(has)
    }

    /// Of the units of whoever has a part in a dispute, the first: who has the office in it though no role of theirs
    /// reaches the case, or else the unit itself.
    fn office_where_it_happened(self, act: &Act, fact: &Fact) -> (Option<StaffId>, Option<UnitId>) {
        let (company, now) = (&self.seen.company, self.actor.now);
        let judged = &self.seen.judged;
        let roles = self
            .offices_of(act)
            .into_iter()
            .filter_map(|who| match who {
                Who::Role(role) => Some(role),
                _ => None,
            });
        let roles: Vec<Symbol> = roles.collect();
        let answered = fact.of.and_then(|of| judged.file.by_seq(of)?.doer());
        let parties = have_part(&judged.file, &judged.ruling).into_iter();
        let parties = answered.into_iter().chain(parties);
        let units = parties.filter_map(|one| company.unit_of(one, now, now));
        let holder = |unit: UnitId| {
            let holders = roles.iter();
            let mut holders = holders
                .flat_map(|role| company.holders_of_role(unit, *role, now, now))
                .filter(|one| *one != self.actor.staff);
            holders.next()
        };
        let units: Vec<UnitId> = units.filter(|_| !roles.is_empty()).collect();
        let vacant = units.iter().find(|unit| holder(**unit).is_none());
        match vacant {
            Some(unit) => (None, Some(*unit)),
            None => (units.iter().find_map(|unit| holder(*unit)), None),
        }
    }

    /// What the offices are called that an act belongs to.
    pub(super) fn office_names(self, act: &Act) -> Vec<Text> {
        let offices = self.offices_of(act).into_iter();
        let named = offices.filter_map(|who| match who {
            Who::Role(role) | Who::RoleOfUnit(role) | Who::Named(role) => Some(role),
            _ => None,
        });
        named.map(|role| self.packs().label(role)).collect()
    }

    /// Who decides disputes or violations, where the regulation says so.
    fn offices_of(self, act: &Act) -> Vec<Who> {
        match act.kind {
            // An appeal goes to whoever may decide and did not.
            FactKind::EvidenceDecided if act.is_about(FactKind::Appealed) => Vec::new(),
            FactKind::EvidenceDecided | FactKind::Ruled | FactKind::TierChosen => {
                let window = self.policy.window.as_ref();
                let role = window.map(|window| window.rule.decided_by);
                let role = role.filter(|role| role.is_some());
                role.map(Who::Role).into_iter().collect()
            }
            FactKind::ViolationDecided => {
                let kept = self.policy.kepts.iter();
                let sanctions = kept.filter(|bound| bound.rule.by == "sanctions");
                sanctions
                    .flat_map(|bound| bound.rule.decided_by.clone())
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}
