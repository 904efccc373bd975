//! Following up: two taps, effective or not.

use ledger::privacy::personal::Personal;
use ledger::record::{About, NewFact};
use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind};
use ruling::name::Symbol;

use crate::permission::{Action, deed};
use crate::register::{Receipt, fact};
use crate::sight::Sight;
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

impl Desk {
    /// Records a follow-up.
    ///
    /// # Errors
    /// No case that the actor follows up, or a channel that the regulation does not know.
    pub fn follow_up(&self, actor: &Actor, input: &FollowUpInput) -> Result<Receipt, Refusal> {
        let seen = self.seen(actor, input.case, actor.now, actor.now)?;
        let permit = actor.may::<deed::FollowUp>(seen.concerned.target());
        // The case is seen, so that it is there is no secret.
        let permit = permit.map_err(|_| Refusal::NotAllowed(Action::FollowUp))?;
        if seen.sight == Sight::OwnPart {
            return Err(Refusal::NotAllowed(Action::FollowUp));
        }
        let what = seen.packs.names.find(&input.channel);
        if what == Symbol::UNKNOWN {
            return Err(Refusal::Missing { field: "channel" });
        }
        let now = self.ledger.now();
        let fact = Fact {
            actor: Some(permit.staff),
            what,
            answer: match input.is_without_effect {
                true => Answer::No,
                false => Answer::None,
            },
            occurred: input.occurred.unwrap_or(now),
            ..fact(FactKind::FollowedUp, now)
        };
        let new = NewFact {
            before: Vec::new(),
            fact,
            about: About::Case(input.case),
            fields: Personal::default(),
        };
        let done = self.record(new, &input.key, None)?;
        self.receipt_of(&done)
    }
}
