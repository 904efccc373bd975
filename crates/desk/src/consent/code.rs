//! A code sent to the customer's phone: whoever reads it out holds the phone, and consents to the notice that came with
//! it. The desk makes and judges codes; how one is sent is not its affair.

mod kept;

use ledger::fault::Fault;
use ruling::calendar::Instant;
use ruling::fact::StaffId;
use ruling::identity::phone::{Phone, PhoneKind};
use ruling::policy::{Packs, Policy};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use self::kept::{Sent, keep, phone_tag, try_code};
use super::Way;
use crate::account::token::random;
use crate::form::{ConsentAsked, FormField, form};
use crate::notices::NoticeKind;
use crate::permission::{Action, Target, deed};
use crate::usage::Budget;
use crate::{Actor, Desk, Identity, Refusal, Text};

/// Minutes within which a code is read out.
pub const CODE_MINUTES: i64 = 5;

/// Why no code is sent, or one does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeProblem {
    /// The company sends none, or the regulation knows no consent by code.
    NotOffered,
    /// What was typed is no mobile number.
    NotMobile,
    /// Of the customer no mobile number is kept.
    NoMobileKept,
    /// Nothing is ticked that the customer would consent to.
    NothingTicked,
    /// This number was sent enough for now.
    TooMany {
        /// When it may be sent another.
        until: Instant,
    },
    /// None was sent to this number by whoever types it.
    NoneSent,
    /// Another than was sent, or for other consents.
    Wrong {
        /// How often it may still be tried.
        tries: u32,
    },
    /// Sent longer ago than it holds.
    TooOld,
    /// Tried too often: it opens nothing any more.
    TriedOut,
    /// It was right for something else before.
    Used,
    /// It could not be sent.
    NotSent,
}

/// A code to be sent. `Debug` shows neither code nor number.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeToSend {
    /// The mobile number, eleven digits.
    pub phone: Zeroizing<String>,
    /// Six digits.
    pub code: Zeroizing<String>,
    /// The company that asks.
    pub company: String,
    /// What the customer consents to by reading it out.
    pub scopes: Vec<Text>,
}

impl std::fmt::Debug for CodeToSend {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("CodeToSend(…)")
    }
}

/// A code as it was typed in, for the registration of this number.
pub(crate) struct CodeTyped<'a> {
    pub(crate) code: &'a str,
    pub(crate) fields: &'a [(String, String)],
    /// What is wrong where there is no mobile number among the fields.
    pub(crate) without_mobile: CodeProblem,
    /// The consents that are ticked.
    pub(crate) consents: &'a [String],
    /// Of the form: sent again it counts again, and no other does.
    pub(crate) key: &'a [u8],
}

impl Desk {
    /// Whether customers consent by a code here.
    pub(crate) fn takes_codes(&self, policy: &Policy, packs: &Packs) -> bool {
        let is_named = packs.names.mentions(packs.names.find(Way::Code.name()));
        self.settings.sends_codes && is_named && !form(policy, packs).consents.is_empty()
    }

    /// Makes a code for the number in a form and the consents that are ticked there; one made before is void. Whoever sends it says with
    /// [`Desk::code_not_sent`] if it could not be.
    ///
    /// # Errors
    /// [`Refusal::ConsentCode`]; today's budget used up.
    pub fn consent_code(
        &self,
        actor: &Actor,
        fields: &[(String, String)],
        consents: &[String],
    ) -> Result<CodeToSend, Refusal> {
        let permit = actor.may::<deed::Register>(Target::Anything)?;
        let packs = self.packs_of(actor)?;
        let policy = packs.version(packs.in_force(actor.now));
        let policy = policy.ok_or(Refusal::NotFound)?;
        if !self.takes_codes(policy, &packs) {
            return Err(CodeProblem::NotOffered.into());
        }
        let phone = mobile(policy, &packs, fields).ok_or(CodeProblem::NotMobile)?;
        self.code_for(permit.staff, (policy, &packs), phone, consents)
    }

    /// The same for a consent given later, to the number that is kept of the case's customer, which is shown to nobody.
    pub(crate) fn code_to_kept(
        &self,
        staff: StaffId,
        (policy, packs): (&Policy, &Packs),
        case: u64,
        scope: &str,
    ) -> Result<CodeToSend, Refusal> {
        if !self.takes_codes(policy, packs) {
            return Err(CodeProblem::NotOffered.into());
        }
        let kept = self.phones_kept(policy, packs, case)?;
        let phone = mobile(policy, packs, &kept).ok_or(CodeProblem::NoMobileKept)?;
        self.code_for(staff, (policy, packs), phone, &[scope.to_owned()])
    }

    /// The phones kept of a case's customer, by the names that forms have for them.
    pub(crate) fn phones_kept(
        &self,
        policy: &Policy,
        packs: &Packs,
        case: u64,
    ) -> Result<Vec<(String, String)>, Fault> {
        let mut kept = Vec::new();
        for field in phones(policy, packs) {
            let mut named = policy.fields.iter();
            let named = named.find(|known| packs.names.text(known.name) == field.name);
            let Some(kept_as) = named.map(|known| known.kept_as(&packs.names)) else {
                continue;
            };
            let value = self.ledger.kept_unshown(case, kept_as)?;
            kept.extend(value.map(|value| (field.name, value.to_string())));
        }
        Ok(kept)
    }

    fn code_for(
        &self,
        staff: StaffId,
        (policy, packs): (&Policy, &Packs),
        phone: Zeroizing<String>,
        consents: &[String],
    ) -> Result<CodeToSend, Refusal> {
        let asked: Vec<ConsentAsked> = ticked(policy, packs, consents).collect();
        if asked.is_empty() {
            return Err(CodeProblem::NothingTicked.into());
        }
        let known = phone.clone();
        // A number that was sent enough costs whoever asks nothing.
        self.ledger
            .look(|rows| Sent::of(rows, phone_tag(rows, &known))?.may_be_sent(rows.now()))?;
        self.spend(
            staff,
            Budget {
                action: Action::Register,
                deed: "consent_code",
                limit: self.settings.codes_a_day,
                alert: NoticeKind::ManyChecks,
            },
        )?;
        let code = six_digits()?;
        let (to, made) = (phone.clone(), code.clone());
        let scopes = scopes(&asked);
        self.ledger
            .keep(move |rows| keep(rows, staff, (&to, &scopes), &made))?;
        Ok(CodeToSend {
            phone,
            code,
            company: self.company_name()?,
            scopes: asked.into_iter().map(|asked| asked.label).collect(),
        })
    }

    /// A code did not reach its number: it opens nothing, and another may be sent at once.
    ///
    /// # Errors
    /// Rows that cannot be written.
    pub fn code_not_sent(&self, sent: &CodeToSend) -> Result<(), Refusal> {
        let phone = sent.phone.clone();
        Ok(self.ledger.keep(move |rows| {
            rows.execute(
                "taking back a code that was not sent",
                "UPDATE consent_code SET tries = 0, sent_at = $1, hour_sent = hour_sent - 1, day_sent = day_sent - 1 \
                 WHERE company_id = $2 AND phone_tag = $3 AND hour_sent > 0 AND day_sent > 0",
                &[
                    Instant::MIN.into(),
                    rows.company(),
                    phone_tag(rows, &phone).into(),
                ],
            )
        })?)
    }

    /// That a code was sent to the number in a form, by this person, and is the one that was typed.
    pub(crate) fn check_code(
        &self,
        staff: StaffId,
        (policy, packs): (&Policy, &Packs),
        typed: &CodeTyped<'_>,
    ) -> Result<(), Refusal> {
        if !self.takes_codes(policy, packs) {
            return Err(CodeProblem::NotOffered.into());
        }
        let phone = mobile(policy, packs, typed.fields).ok_or(typed.without_mobile)?;
        let digits = typed.code.chars().filter(char::is_ascii_digit);
        let code: Zeroizing<String> = Zeroizing::new(digits.collect());
        let form: [u8; 32] = Sha256::digest(typed.key).into();
        let asked: Vec<ConsentAsked> = ticked(policy, packs, typed.consents).collect();
        let scopes = scopes(&asked);
        // A try that fails is counted, and so must not be undone with the refusal.
        let wrong = self
            .ledger
            .keep(move |rows| try_code(rows, staff, (&phone, &scopes, &code), form))?;
        match wrong {
            None => Ok(()),
            Some(problem) => Err(problem.into()),
        }
    }
}

impl From<CodeProblem> for Refusal {
    fn from(problem: CodeProblem) -> Refusal {
        Refusal::ConsentCode(problem)
    }
}

/// The mobile number in a form.
fn mobile(
    policy: &Policy,
    packs: &Packs,
    fields: &[(String, String)],
) -> Option<Zeroizing<String>> {
    let phone = phones(policy, packs).find_map(|field| {
        let typed = fields.iter().find(|(name, _)| *name == field.name)?;
        Phone::parse(&typed.1).ok()
    });
    let phone = phone.filter(|phone| phone.kind() == PhoneKind::Mobile)?;
    Some(Zeroizing::new(phone.key().to_owned()))
}

/// The fields of the form that are phones of the customer.
fn phones(policy: &Policy, packs: &Packs) -> impl Iterator<Item = FormField> {
    let asked = form(policy, packs).fields.into_iter();
    asked.filter(|field| field.identifies == Some(Identity::Phone))
}

/// The consents of the form that are ticked.
fn ticked(policy: &Policy, packs: &Packs, given: &[String]) -> impl Iterator<Item = ConsentAsked> {
    let asked = form(policy, packs).consents.into_iter();
    asked.filter(|asked| given.contains(&asked.scope))
}

/// Consents by their names: a code read out is for these and no others.
fn scopes(asked: &[ConsentAsked]) -> String {
    let names: Vec<&str> = asked.iter().map(|asked| asked.scope.as_str()).collect();
    names.join(",")
}

/// Six digits, each as likely as any other.
fn six_digits() -> Result<Zeroizing<String>, Fault> {
    // Numbers above would make small ones more likely.
    let bound = u32::MAX - u32::MAX % 1_000_000;
    loop {
        let number = u32::from_be_bytes(random::<4>()?);
        if number < bound {
            return Ok(Zeroizing::new(format!("{:06}", number % 1_000_000)));
        }
    }
}
