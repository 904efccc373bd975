//! Following up: two taps, effective or not.

use ledger::privacy::personal::Personal;
use ledger::record::{About, NewFact};
use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind, StaffId};
use ruling::name::Symbol;
use ruling::policy::{HolderKind, Policy};
use ruling::ruling::Party;

use crate::filled_in::{kept, typed};
use crate::permission::{Action, Target, deed};
use crate::register::{Receipt, fact};
use crate::sight::{Seen, Sight};
use crate::{Actor, Desk, Refusal};

/// A follow-up as entered.
#[derive(Debug, Clone, Default)]
pub struct FollowUpInput {
    /// Which case.
    pub case: u64,
    /// Whether it had no effect: nobody answered, a wrong number.
    pub is_without_effect: bool,
    /// How, by a name that the regulation has; empty: not said.
    pub channel: String,
    /// When; none: now.
    pub occurred: Option<Instant>,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

/// A follow-up of a customer whom a colleague of the same store is in charge of, as entered.
#[derive(Debug, Clone, Default)]
pub struct StoreFollowUpInput {
    /// What the customer is known by, and which of their projects and demands it is about, by names of the form's
    /// fields.
    pub fields: Vec<(String, String)>,
    /// Whether it had no effect: nobody answered, a wrong number.
    pub is_without_effect: bool,
    /// When; none: now.
    pub occurred: Option<Instant>,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

/// Whether the actor's own store holds a case: then whoever acted in it keeps it, also while a colleague is in charge.
pub(crate) fn is_of_own_store(actor: &Actor, seen: &Seen) -> bool {
    let policy = seen.packs.version(seen.packs.in_force(actor.now));
    let owner = seen.judged.ruling.ownership.owner;
    policy.is_some_and(is_held_by_units)
        && actor.unit.is_some()
        && owner == actor.unit.map(Party::Unit)
}

/// Whether a regulation lets units hold customers, so that colleagues of the unit keep them, too.
pub(crate) fn is_held_by_units(policy: &Policy) -> bool {
    policy.holder == HolderKind::Unit
}

impl Desk {
    /// Records a follow-up of a customer whom the actor's own store holds. Whoever is not in charge sees nothing of
    /// the case: they name the customer, and are told no more than a duplicate check would tell.
    ///
    /// # Errors
    /// [`Refusal::NotOfStore`] unless the store holds just one case of them; fields that cannot be read or identify
    /// nobody; today's budget of checks used up; [`Refusal::NotFound`] where the regulation lets no unit hold.
    pub fn follow_up_for_store(
        &self,
        actor: &Actor,
        input: &StoreFollowUpInput,
    ) -> Result<Receipt, Refusal> {
        let permit = actor.may::<deed::FollowUp>(Target::Anything)?;
        let packs = self.packs_of(actor)?;
        let policy = packs.version(packs.in_force(actor.now));
        let policy = policy.filter(|policy| is_held_by_units(policy));
        let policy = policy.ok_or(Refusal::NotFound)?;
        let unit = actor.unit.ok_or(Refusal::NotFound)?;
        self.refuse_suspended(&packs, FactKind::FollowedUp, &[Some(actor.staff)])?;
        self.spend(permit.staff, self.budget_of_checks())?;
        let fields = kept(policy, &packs, &typed(&input.fields));
        let mut held = Vec::new();
        for case in self.ledger.cases_meant(actor.staff, &fields)? {
            let judged = self.ledger.case(case, actor.now, actor.now)?;
            let owner = judged.and_then(|judged| judged.ruling.ownership.owner);
            if owner == Some(Party::Unit(unit)) {
                held.push(case);
            }
        }
        let [case] = held.as_slice() else {
            return Err(Refusal::NotOfStore {
                is_several: !held.is_empty(),
            });
        };
        let kept = (*case, permit.staff, Symbol::NONE);
        let happened = (input.occurred, input.is_without_effect);
        self.record_follow_up(kept, happened, &input.key)
    }

    /// Records a follow-up.
    ///
    /// # Errors
    /// No case that the actor follows up, or a channel that the regulation does not know.
    pub fn follow_up(&self, actor: &Actor, input: &FollowUpInput) -> Result<Receipt, Refusal> {
        let seen = self.seen(actor, input.case, actor.now, actor.now)?;
        let permit = actor.may::<deed::FollowUp>(seen.concerned.target());
        // The case is seen, so that it is there is no secret.
        let permit = permit.map_err(|_| Refusal::NotAllowed(Action::FollowUp))?;
        if seen.sight == Sight::OwnPart && !is_of_own_store(actor, &seen) {
            return Err(Refusal::NotAllowed(Action::FollowUp));
        }
        let what = seen.packs.names.find(&input.channel);
        if what == Symbol::UNKNOWN {
            return Err(Refusal::Missing { field: "channel" });
        }
        let kept = (input.case, permit.staff, what);
        let happened = (input.occurred, input.is_without_effect);
        self.record_follow_up(kept, happened, &input.key)
    }

    /// Records it in a case, by whom and by which channel; when it happened, and whether it led to nothing.
    fn record_follow_up(
        &self,
        (case, staff, what): (u64, StaffId, Symbol),
        (occurred, is_without_effect): (Option<Instant>, bool),
        key: &str,
    ) -> Result<Receipt, Refusal> {
        let now = self.ledger.now();
        let fact = Fact {
            actor: Some(staff),
            what,
            answer: match is_without_effect {
                true => Answer::No,
                false => Answer::None,
            },
            occurred: occurred.unwrap_or(now),
            ..fact(FactKind::FollowedUp, now)
        };
        let new = NewFact {
            before: Vec::new(),
            fact,
            about: About::Case(case),
            fields: Personal::default(),
        };
        let done = self.record(new, key, None)?;
        self.receipt_of(&done)
    }
}
