//! A person takes their consent back: processing ends and what is kept of them is erased, as one deed.

use ledger::record::{About, Command, NewFact};

use super::ConsentKind;
use crate::act::{ActEntry, ActInput};
use crate::permission::Action;
use crate::sight::Seen;
use crate::{Actor, Desk, Refusal};

/// The act that records it, where a regulation has it.
const ACT: &str = "withdraw-consent";

/// Why consent cannot be taken back by whoever looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWithdrawal {
    /// Nothing is kept any more.
    Erased,
    /// The regulation rests on no consent: data goes when its time is over.
    NoConsent,
    /// The person has cases for which others answer.
    OfOthers,
}

/// A person who takes their consent back.
#[derive(Debug, Clone, Default)]
pub struct WithdrawalOfConsent {
    /// A case of theirs.
    pub case: u64,
    /// Why or how, in the words of whoever records it.
    pub reason: String,
    /// Whether whoever records it saw what it means.
    pub is_sure: bool,
}

impl Desk {
    /// Why consent cannot be taken back; none: it can.
    pub(super) fn no_withdrawal(
        &self,
        actor: &Actor,
        seen: &Seen,
        is_erased: bool,
        (cases, all): (&[u64], &[u64]),
    ) -> Option<NoWithdrawal> {
        if is_erased {
            return Some(NoWithdrawal::Erased);
        }
        if cases.len() < all.len() {
            return Some(NoWithdrawal::OfOthers);
        }
        match self.rests_on_consent(actor, seen) {
            true => None,
            false => Some(NoWithdrawal::NoConsent),
        }
    }

    /// Records that a person takes their consent back, in every case of theirs that rests on it, and erases what is
    /// kept of them: all of it or nothing.
    ///
    /// # Errors
    /// A case that the actor does not answer for, one of the person's that others answer for, a regulation without
    /// consent, or erased data.
    pub fn withdraw_consent(
        &self,
        actor: &Actor,
        input: &WithdrawalOfConsent,
    ) -> Result<(), Refusal> {
        let (permit, seen) = self.answered_for(actor, input.case)?;
        if !input.is_sure {
            return Err(Refusal::Missing {
                field: "erase_sure",
            });
        }
        if input.reason.trim().is_empty() {
            return Err(Refusal::Missing {
                field: "subject_reason",
            });
        }
        if !self.rests_on_consent(actor, &seen) {
            return Err(Refusal::NothingToAnswer);
        }
        let mut commands = Vec::new();
        for case in self.ledger.cases_of_customer(input.case)? {
            // For whom others answer, others erase.
            let (_, seen) = self
                .answered_for(actor, case)
                .map_err(|_| Refusal::NotAllowed(Action::AnswerSubjects))?;
            if self.rests_on_consent(actor, &seen) {
                commands.push(self.withdrawal_in(actor, &seen, input)?);
            }
        }
        let (case, by) = (input.case, permit.staff);
        self.together(by, move |acts| {
            for command in commands {
                acts.carry_out(command)?;
            }
            acts.carry_out(Command::Erase { case, actor: by })?;
            Ok(())
        })?;
        self.follow()
    }

    fn withdrawal_in(
        &self,
        actor: &Actor,
        seen: &Seen,
        input: &WithdrawalOfConsent,
    ) -> Result<Command, Refusal> {
        let act = ActInput {
            case: Some(seen.case),
            act: ACT.to_owned(),
            entry: ActEntry {
                reason: input.reason.clone(),
                ..ActEntry::default()
            },
            ..ActInput::default()
        };
        let (fact, fields, last) = self.prepared(actor, seen, &act)?;
        Ok(Command::Act {
            new: Box::new(NewFact {
                before: Vec::new(),
                fact,
                about: About::Case(seen.kept_in()),
                fields,
            }),
            seen: last,
        })
    }

    /// Whether the regulation of a case has a word for taking consent back.
    fn rests_on_consent(&self, actor: &Actor, seen: &Seen) -> bool {
        self.has_act(actor, seen, ACT)
    }
}

impl ConsentKind {
    /// A stable name, for the file that people are given.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ConsentKind::Given => "given",
            ConsentKind::Withdrawn => "withdrawn",
            ConsentKind::Erased => "erased",
        }
    }
}
