//! Which acts a regulation has, and by which of its names: from its rules alone.

use ruling::fact::FactKind;
use ruling::name::Symbol;
use ruling::policy::event::{EventFilter, EventId};
use ruling::policy::{Admission, Examination, FieldKind, Packs, Policy};
use ruling::rules::departure::Leaves;
use ruling::rules::lapse::LapseEffect;
use ruling::rules::matching::Compared;
use ruling::rules::on_fail::OnFail;
use ruling::rules::permit::Gate;
use ruling::rules::protect::AtEnd;

use super::table::{Act, Ask};
use crate::hearing::sanctions;

/// A regulation in force, asked about acts.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) packs: &'a Packs,
    pub(crate) policy: &'a Policy,
}

impl<'a> Words<'a> {
    /// Whether the regulation has a use for an act.
    pub(crate) fn have(self, act: &Act) -> bool {
        let policy = self.policy;
        match act.kind {
            FactKind::Reviewed => self.approval_steps().next().is_some(),
            FactKind::Assigned => {
                let leaves = policy.departure.as_ref();
                policy.assign.is_some() || leaves.is_some_and(|leaves| leaves.rule.by.is_some())
            }
            FactKind::Accepted | FactKind::Declined => {
                policy.assign.as_ref().is_some_and(|assign| {
                    assign.rule.accept_within.is_some() || assign.rule.rota.is_some()
                })
            }
            FactKind::Released => self.has_pool(),
            FactKind::EvidenceDecided => {
                act.is_about(FactKind::Appealed) || policy.window.is_some()
            }
            FactKind::EvidenceFiled if act.is_about(FactKind::ViolationOpened) => {
                !self.violations().is_empty()
            }
            FactKind::EvidenceFiled => policy.has_holder || policy.window.is_some(),
            FactKind::Ruled | FactKind::Disputed | FactKind::Withdrawn | FactKind::Waived => {
                policy.has_holder
            }
            FactKind::Appealed | FactKind::Contacted | FactKind::Amended => true,
            FactKind::TierChosen => !self.fees().is_empty(),
            FactKind::Consented if act.takes_name() => !self.names(act).is_empty(),
            FactKind::Consented => policy.consent.is_some(),
            FactKind::Quoted | FactKind::Archived => self.mentions(act.kind) || self.gates(act),
            FactKind::Contracted | FactKind::Delivered | FactKind::ConsentWithdrawn => {
                self.mentions(act.kind)
            }
            FactKind::Signed | FactKind::RefusedToSign => {
                self.signs_tracks() || !self.names(act).is_empty()
            }
            FactKind::Invoiced => policy.examinations.iter().any(|bound| {
                let Examination::Match(rule) = &bound.rule else {
                    return false;
                };
                rule.what != Compared::Person
            }),
            _ => !self.names(act).is_empty(),
        }
    }

    /// The names that may go with an act, in the regulation's order.
    pub(crate) fn names(self, act: &Act) -> Vec<Symbol> {
        let mut names: Vec<Symbol> = match act.kind {
            FactKind::Reviewed => self.approval_steps().collect(),
            FactKind::PermissionAsked | FactKind::PermissionDecided => self.permissions(),
            FactKind::Graded => self.grades(),
            FactKind::Signed | FactKind::RefusedToSign => self.signed(act.kind),
            FactKind::Linked => self.relations(),
            FactKind::ViolationOpened | FactKind::ViolationDecided => self.violations(),
            FactKind::EvidenceFiled if act.is_about(FactKind::ViolationOpened) => self.violations(),
            FactKind::Noted => self.noted(),
            kind => self.of_events(kind),
        };
        let mut seen = Vec::new();
        names.retain(|name| {
            let is_new = name.is_some() && *name != Symbol::UNKNOWN && !seen.contains(name);
            seen.push(*name);
            is_new
        });
        names
    }

    /// With which of its names something is asked for: each permission is about something else. Empty: with any;
    /// none: with no name that the regulation has.
    pub(super) fn only_with(self, act: &Act, ask: Ask) -> Option<Vec<String>> {
        let is_permission = matches!(
            act.kind,
            FactKind::PermissionAsked | FactKind::PermissionDecided
        );
        let names = match ask {
            Ask::Person => self.changes(),
            Ask::Amount | Ask::Number | Ask::Until | Ask::Typed(_) => self.prices(),
            Ask::Region => self.crossings(),
            _ => return Some(Vec::new()),
        };
        if !is_permission {
            return Some(Vec::new());
        }
        let text = |name: &Symbol| self.packs.names.text(*name).to_owned();
        let names: Vec<String> = names.iter().map(text).collect();
        (!names.is_empty()).then_some(names)
    }

    /// The fees of which one may be chosen, in cents.
    pub(super) fn fees(self) -> Vec<i64> {
        let fees = self
            .policy
            .shares
            .iter()
            .filter_map(|bound| bound.rule.fee.as_ref());
        let fees = fees.filter(|fee| fee.choices_cents.len() > 1);
        let mut cents: Vec<i64> = fees.flat_map(|fee| fee.choices_cents.clone()).collect();
        cents.sort_unstable();
        cents.dedup();
        cents
    }

    /// What decisions on violations may lead to, in the order of the clauses.
    pub(super) fn sanctions(self) -> Vec<Symbol> {
        let mut seen = Vec::new();
        for (_, kept) in sanctions(self.policy, "") {
            for choice in kept.choices.iter().chain(&kept.states) {
                if !seen.contains(choice) {
                    seen.push(*choice);
                }
            }
        }
        seen
    }

    /// Papers and marks that may come with an act.
    pub(super) fn papers(self, act: &Act) -> Vec<Symbol> {
        if act.kind == FactKind::Archived {
            let gates = self.policy.permits.iter();
            let gates = gates.filter(|bound| self.is_gate_of(bound.rule.action, act));
            let gates = gates.flat_map(|bound| bound.rule.gates.clone());
            let given = gates.filter_map(|gate| match gate {
                Gate::Given(field) => Some(field),
                _ => None,
            });
            return given.collect();
        }
        let papers = self.policy.fields.iter();
        let papers = papers.filter(|field| field.kind == FieldKind::Document);
        papers.map(|field| field.name).collect()
    }

    /// Whether an event opens a claim, so that recording it is registering.
    pub(super) fn opens_claim(self, kind: FactKind, what: Symbol) -> bool {
        let mut opening = self.policy.opens.iter();
        opening.any(|event| {
            let filter = self.packs.events.filter(event);
            filter.is_some_and(|filter| filter.kinds.contains(&(kind, what)))
        })
    }

    /// Which of its names are noted when something that the regulation asks for is done.
    pub(super) fn noted_for(self, what: Symbol) -> Vec<Symbol> {
        let asked = self.policy.obliges.iter();
        let asked = asked.filter(|bound| bound.rule.what == what);
        let events = asked.flat_map(|bound| bound.rule.done_by.iter());
        let filters = events.filter_map(|event| self.packs.events.filter(event));
        let mut names = Vec::new();
        for (kind, name) in filters.flat_map(|filter| &filter.kinds) {
            if *kind == FactKind::Noted && name.is_some() && !names.contains(name) {
                names.push(*name);
            }
        }
        names
    }

    /// The scores of which one is given with what is noted, the least and the most; none: no score is.
    pub(crate) fn scores(self, name: Symbol) -> Option<(i64, i64)> {
        let noted = |filter: &&EventFilter| filter.kinds.contains(&(FactKind::Noted, name));
        self.filters().filter(noted).find_map(|filter| filter.value)
    }

    /// What the regulation calls an act where it permits or refuses it.
    pub(super) fn actions(self, act: &Act) -> impl Iterator<Item = Symbol> {
        let names = act.gates.iter().map(|gate| self.packs.names.find(gate));
        names.filter(move |name| {
            let mut permits = self.policy.permits.iter();
            permits.any(|bound| bound.rule.action == *name)
        })
    }

    fn gates(self, act: &Act) -> bool {
        self.actions(act).next().is_some()
    }

    fn is_gate_of(self, action: Symbol, act: &Act) -> bool {
        self.actions(act).any(|known| known == action)
    }

    fn filters(self) -> impl Iterator<Item = &'a EventFilter> {
        let events = &self.packs.events;
        let numbers = (0..=u8::MAX).take(events.len());
        numbers.filter_map(|number| events.filter(EventId(number)))
    }

    fn of_events(self, kind: FactKind) -> Vec<Symbol> {
        let kinds = self.filters().flat_map(|filter| &filter.kinds);
        kinds
            .filter(|(known, _)| *known == kind)
            .map(|(_, what)| *what)
            .collect()
    }

    fn mentions(self, kind: FactKind) -> bool {
        self.filters()
            .any(|filter| filter.kinds.iter().any(|(known, _)| *known == kind))
    }

    fn approval_steps(self) -> impl Iterator<Item = Symbol> {
        let reviews = self.policy.approvals.iter();
        let reviews = reviews.filter(|bound| !bound.rule.kind.is_some());
        reviews.flat_map(|bound| bound.rule.steps.clone())
    }

    fn permissions(self) -> Vec<Symbol> {
        let policy = self.policy;
        let mut names: Vec<Symbol> = policy
            .approvals
            .iter()
            .map(|bound| bound.rule.kind)
            .collect();
        names.extend(self.crossings());
        names.extend(self.changes());
        names.extend(self.prices());
        names.extend(self.of_events(FactKind::PermissionAsked));
        names
    }

    /// Permissions to claim in another's region.
    fn crossings(self) -> Vec<Symbol> {
        let admission = self.policy.admission.iter();
        let territories = admission.filter_map(|bound| match &bound.rule {
            Admission::Territory(territory) => Some(territory.permission),
            _ => None,
        });
        territories.collect()
    }

    /// Permissions by which a case gets another holder.
    fn changes(self) -> Vec<Symbol> {
        let asked = self.policy.assign.iter().map(|bound| bound.rule.asked_as);
        asked.filter(|name| name.is_some()).collect()
    }

    /// Permissions to sell below the floor.
    fn prices(self) -> Vec<Symbol> {
        let mut gates = self
            .policy
            .permits
            .iter()
            .flat_map(|bound| &bound.rule.gates);
        let is_priced = gates.any(|gate| *gate == Gate::PriceAllowed);
        let name = is_priced.then(|| self.packs.names.find("special_price"));
        name.into_iter().collect()
    }

    fn grades(self) -> Vec<Symbol> {
        let examinations = self.policy.examinations.iter();
        let cadences = examinations.filter_map(|bound| match &bound.rule {
            Examination::Cadence(cadence) => Some(cadence),
            _ => None,
        });
        let tiers = cadences.flat_map(|cadence| cadence.tiers.iter().map(|(tier, _)| *tier));
        tiers.chain(self.of_events(FactKind::Graded)).collect()
    }

    fn signed(self, kind: FactKind) -> Vec<Symbol> {
        let mut papers = self.papers_to_sign();
        papers.extend(self.of_events(kind));
        papers
    }

    /// The papers on which the regulation wants somebody's signature.
    pub(super) fn papers_to_sign(self) -> Vec<Symbol> {
        let examinations = self.policy.examinations.iter();
        let papers = examinations.filter_map(|bound| match &bound.rule {
            Examination::Signed(signed) => Some(signed.document),
            _ => None,
        });
        papers.collect()
    }

    fn signs_tracks(self) -> bool {
        self.policy.examinations.iter().any(|bound| {
            matches!(&bound.rule, Examination::Cadence(cadence) if cadence.signed_by.is_some())
        })
    }

    fn relations(self) -> Vec<Symbol> {
        let examinations = self.policy.examinations.iter();
        let via = examinations.flat_map(|bound| match &bound.rule {
            Examination::Match(rule) => rule.via.clone(),
            _ => Vec::new(),
        });
        let shares = self.policy.shares.iter();
        via.chain(shares.flat_map(|bound| bound.rule.linked.clone()))
            .collect()
    }

    fn violations(self) -> Vec<Symbol> {
        let policy = self.policy;
        let named = |on_fail: &OnFail| match on_fail {
            OnFail::Violation(name) => *name,
            _ => Symbol::NONE,
        };
        let rules = policy.violations.iter();
        let mut names: Vec<Symbol> = rules
            .flat_map(|bound| [bound.rule.name, bound.rule.also_name])
            .collect();
        names.extend(
            policy
                .permits
                .iter()
                .map(|bound| named(&bound.rule.on_fail)),
        );
        names.extend(
            policy
                .admission
                .iter()
                .filter_map(|bound| match &bound.rule {
                    Admission::Deadline(deadline) => Some(named(&deadline.on_fail)),
                    _ => None,
                }),
        );
        names.extend(policy.deal.iter().map(|bound| bound.rule.late_entry));
        names
    }

    fn noted(self) -> Vec<Symbol> {
        let mut names = self.of_events(FactKind::Noted);
        let mut shares = self.policy.shares.iter();
        if shares.any(|bound| bound.rule.commission_by_ratio) {
            names.push(self.packs.names.find("commission"));
        }
        names
    }

    fn has_pool(self) -> bool {
        let policy = self.policy;
        let lapses = policy
            .lapses
            .iter()
            .any(|bound| bound.rule.effect == LapseEffect::Pool);
        let ends = policy
            .protects
            .iter()
            .any(|bound| bound.rule.at_end == AtEnd::Lapses(LapseEffect::Pool));
        let leaves = policy
            .departure
            .iter()
            .any(|bound| bound.rule.to == Leaves::ToPool);
        lapses || ends || leaves
    }
}
