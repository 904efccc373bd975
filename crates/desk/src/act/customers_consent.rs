//! A customer consents in a case that is there already: under which notice and by what, and the code to their phone.

use ruling::fact::FactKind;

use super::table::{self, Act};
use super::{ActInput, Case};
use crate::consent::code::{CodeProblem, CodeToSend, CodeTyped};
use crate::form::{FormField, form};
use crate::{Actor, Desk, Refusal};

/// The act by which it is recorded.
const CONSENT: &str = "consent";

/// How a customer consents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentForm {
    /// The version of the notice that they are shown.
    pub notice: String,
    /// What is taken of them, with its purpose.
    pub taken: Vec<FormField>,
    /// Whether they may by a code sent to their phone.
    pub takes_code: bool,
}

impl Desk {
    /// How a customer consents, if that is what an act records; not one colleague to another.
    pub(super) fn consent_form(&self, case: Case<'_>, act: &Act) -> Option<ConsentForm> {
        let is_customers = act.kind == FactKind::Consented && act.takes_name();
        is_customers.then(|| {
            let fields = form(case.policy, case.packs()).fields.into_iter();
            ConsentForm {
                notice: case.policy.version.clone(),
                taken: fields.filter(|field| field.purpose.is_some()).collect(),
                takes_code: self.takes_codes(case.policy, case.packs()),
            }
        })
    }

    /// Makes a code by which the customer of a case consents to something, for the mobile number that is kept of them;
    /// one made before is void. Whoever sends it says with [`Desk::code_not_sent`] if it could not be.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a case that the actor may not see; why the act may not be done, as [`Desk::acts`] tells
    /// it; [`Refusal::ConsentCode`]; today's budget used up.
    pub fn consent_code_in(
        &self,
        actor: &Actor,
        case: u64,
        scope: &str,
    ) -> Result<CodeToSend, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let looked_at = Case::of(actor, &seen)?;
        let act = table::named(CONSENT).ok_or(Refusal::NotFound)?;
        if !looked_at.words().have(act) {
            return Err(Refusal::NotFound);
        }
        if let Some(refusal) = self.offer(looked_at, act)?.refusal {
            return Err(refusal);
        }
        let regulation = (looked_at.policy, looked_at.packs());
        self.code_to_kept(actor.staff, regulation, seen.case, scope)
    }

    /// A code that was typed is the one that was sent to the customer, for what they consent to.
    pub(super) fn refuse_wrong_code(
        &self,
        case: Case<'_>,
        act: &Act,
        (input, key): (&ActInput, &[u8]),
    ) -> Result<(), Refusal> {
        if input.code.trim().is_empty() {
            return Ok(());
        }
        if self.consent_form(case, act).is_none() {
            return Err(CodeProblem::NotOffered.into());
        }
        let (policy, packs) = (case.policy, case.packs());
        let kept = self.phones_kept(policy, packs, case.seen.case)?;
        let typed = CodeTyped {
            code: &input.code,
            fields: &kept,
            without_mobile: CodeProblem::NoMobileKept,
            consents: &[input.entry.what.trim().to_owned()],
            key,
        };
        self.check_code(case.actor.staff, (policy, packs), &typed)
    }
}
