//! Whether a customer is free, as far as whoever asks may know. Each check leaves a trace and is counted.

use ledger::check::DuplicateAnswer;

use crate::account::token;
use crate::filled_in::{kept, typed};
use crate::notices::NoticeKind;
use crate::permission::{Action, Target, deed};
use crate::usage::Budget;
use crate::{Actor, Desk, Refusal, Text};

/// The answer, with whom to ask by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateSheet {
    /// All there is to know.
    pub answer: DuplicateAnswer,
    /// Whom to ask; none: nobody in particular.
    pub ask: Option<Text>,
}

impl Desk {
    /// How often somebody may ask in a day about customers whom they name.
    pub(crate) fn budget_of_checks(&self) -> Budget {
        Budget {
            action: Action::CheckDuplicate,
            deed: "check",
            limit: self.settings.checks_a_day,
            alert: NoticeKind::ManyChecks,
        }
    }

    /// Checks whether a customer is free.
    ///
    /// # Errors
    /// Fields that cannot be read or identify nobody, or today's budget used up.
    pub fn duplicate_check(
        &self,
        actor: &Actor,
        fields: &[(String, String)],
    ) -> Result<DuplicateSheet, Refusal> {
        let permit = actor.may::<deed::CheckDuplicate>(Target::Anything)?;
        let packs = self.packs_of(actor)?;
        let policy = packs.version(packs.in_force(actor.now));
        let fields = kept(policy.ok_or(Refusal::NotFound)?, &packs, &typed(fields));
        self.spend(permit.staff, self.budget_of_checks())?;
        let key: [u8; 16] = token::random()?;
        let answer = self.ledger.check(permit.staff, &fields, &key)?;
        let ask = match answer {
            DuplicateAnswer::Held { ask, .. } => ask,
            _ => None,
        };
        let ask = ask
            .map(|party| self.party_name(party, &packs))
            .transpose()?;
        Ok(DuplicateSheet { answer, ask })
    }
}
