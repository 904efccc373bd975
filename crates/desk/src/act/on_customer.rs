//! An act about a customer whom somebody names by what they are known by, without having seen a case of theirs.

use ledger::record::{About, NewFact};

use super::duty::refuse_other_score;
use super::table::Act;
use super::words::Words;
use super::{ActInput, entry, needs, warning};
use crate::consent::code::CodeProblem;
use crate::permission::Target;
use crate::register::Receipt;
use crate::{Actor, Desk, Refusal};

impl Desk {
    /// The first that is known of a customer, or something about one whose case the actor need not see.
    pub(super) fn act_on_customer(
        &self,
        actor: &Actor,
        act: &'static Act,
        input: &ActInput,
    ) -> Result<Receipt, Refusal> {
        let new = self.fact_on_customer(actor, act, input)?;
        self.refuse_customer_brought_again(actor, &new, &input.key)?;
        self.refuse_unseen_signer(actor, &new, &input.key)?;
        let papers = self.read_papers(actor.staff, &input.papers)?;
        let done = self.record(new, &input.key, papers);
        self.told(done)
    }

    /// What that would record, with nothing against it.
    ///
    /// # Errors
    /// As [`Desk::act`].
    pub(crate) fn fact_on_customer(
        &self,
        actor: &Actor,
        act: &'static Act,
        input: &ActInput,
    ) -> Result<NewFact, Refusal> {
        let packs = self.packs_of(actor)?;
        let policy = packs.version(packs.in_force(actor.now));
        let words = Words {
            packs: &packs,
            policy: policy.ok_or(Refusal::NotFound)?,
        };
        if !act.opens || !words.have(act) {
            return Err(Refusal::NotFound);
        }
        let now = self.ledger.now();
        if !input.code.trim().is_empty() {
            // One is sent where a case shows whose phone it goes to.
            return Err(CodeProblem::NotOffered.into());
        }
        self.refuse_suspended(&packs, act.kind, &[Some(actor.staff)])?;
        let filled_in = input.entry_with_papers();
        let (mut fact, fields) = entry::of_customer((actor, words), act, &filled_in, now)?;
        refuse_other_score(words, &fact)?;
        let action = needs(words, act, &fact);
        if !actor.is_allowed(action, Target::Anything) {
            return Err(Refusal::NotAllowed(action));
        }
        if let Some(claimant) = fact
            .person
            .filter(|_| words.opens_claim(fact.kind, fact.what))
        {
            self.permit_for(actor, claimant)?;
        }
        let warnings = self.refuse_gated(words, act, &fact, now)?;
        warning::heard(act, input, warnings, &mut fact)?;
        Ok(NewFact {
            before: Vec::new(),
            fact,
            about: About::Customer,
            fields,
        })
    }
}
