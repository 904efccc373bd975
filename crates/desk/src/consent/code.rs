//! A code sent to the customer's phone: whoever reads it out holds the phone, and consents to the notice that came with
//! it. The desk makes and judges codes; how one is sent is not its affair.

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::fact::StaffId;
use ruling::identity::phone::{Phone, PhoneKind};
use ruling::policy::{Packs, Policy};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Way;
use crate::account::token::random;
use crate::form::{ConsentAsked, FormField, form};
use crate::notices::NoticeKind;
use crate::permission::{Action, Target, deed};
use crate::usage::Budget;
use crate::{Actor, Desk, Identity, Refusal, Text};

/// Minutes within which a code is read out.
pub const CODE_MINUTES: i64 = 5;
/// Tries at one code.
const TRIES: u32 = 5;
/// Seconds between two codes for one number.
const PAUSE_SECONDS: i64 = 60;
/// Codes for one number in an hour and in a day, whoever sends them: nobody is pestered.
const AN_HOUR: u32 = 3;
const A_DAY: u32 = 6;
const HOUR_SECONDS: i64 = 60 * 60;
const DAY_SECONDS: i64 = 24 * HOUR_SECONDS;

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

fn phone_tag(rows: &Rows<'_>, phone: &str) -> u64 {
    rows.tag(&format!("consent code/{phone}"))
}

/// Without the index key nobody finds a code by trying all of them.
fn code_hash(
    rows: &Rows<'_>,
    staff: StaffId,
    (phone, scopes): (&str, &str),
    code: &str,
) -> [u8; 32] {
    let tag = rows.tag(&format!("consent code/{}/{phone}/{scopes}/{code}", staff.0));
    Sha256::digest(tag.to_be_bytes()).into()
}

/// What a number was sent.
struct Sent {
    at: Instant,
    hour: (i64, u32),
    day: (i64, u32),
}

impl Sent {
    fn of(rows: &Rows<'_>, tag: u64) -> Result<Sent, Fault> {
        let known = rows.query_one(
            "reading what a number was sent",
            "SELECT sent_at, hour_no, hour_sent, day_no, day_sent FROM consent_code \
             WHERE company_id = $1 AND phone_tag = $2",
            &[rows.company(), tag.into()],
            |row| {
                Ok(Sent {
                    at: row.instant(0)?,
                    hour: (row.int(1)?, row.int(2)?),
                    day: (row.int(3)?, row.int(4)?),
                })
            },
        )?;
        Ok(known.unwrap_or(Sent {
            at: Instant::MIN,
            hour: (0, 0),
            day: (0, 0),
        }))
    }

    /// How many it was sent in the present hour and day.
    fn counts(&self, now: Instant) -> (u32, u32) {
        let in_span = |(number, sent): (i64, u32), seconds: i64| match number
            == now.seconds().div_euclid(seconds)
        {
            true => sent,
            false => 0,
        };
        (
            in_span(self.hour, HOUR_SECONDS),
            in_span(self.day, DAY_SECONDS),
        )
    }

    fn may_be_sent(&self, now: Instant) -> Result<(), Refusal> {
        let (in_hour, in_day) = self.counts(now);
        let next = |seconds: i64| {
            let number = now.seconds().div_euclid(seconds) + 1;
            Instant::from_seconds(number * seconds)
        };
        let until = if in_day >= A_DAY {
            next(DAY_SECONDS)
        } else if in_hour >= AN_HOUR {
            next(HOUR_SECONDS)
        } else {
            self.at.plus_seconds(PAUSE_SECONDS)
        };
        match now < until {
            true => Err(CodeProblem::TooMany { until }.into()),
            false => Ok(()),
        }
    }
}

fn keep(
    rows: &Rows<'_>,
    staff: StaffId,
    (phone, scopes): (&str, &str),
    code: &str,
) -> Result<(), Refusal> {
    let (now, tag) = (rows.now(), phone_tag(rows, phone));
    let sent = Sent::of(rows, tag)?;
    sent.may_be_sent(now)?;
    let (in_hour, in_day) = sent.counts(now);
    rows.execute(
        "forgetting old codes",
        "DELETE FROM consent_code WHERE company_id = $1 AND sent_at < $2",
        &[rows.company(), now.plus_seconds(-DAY_SECONDS).into()],
    )?;
    let hash = code_hash(rows, staff, (phone, scopes), code);
    Ok(rows.execute(
        "keeping a code",
        "INSERT INTO consent_code (company_id, phone_tag, staff_id, code_hash, used_for, tries, sent_at, hour_no, \
         hour_sent, day_no, day_sent) VALUES ($1, $2, $3, $4, NULL, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (company_id, phone_tag) DO UPDATE SET staff_id = excluded.staff_id, \
         code_hash = excluded.code_hash, used_for = NULL, tries = excluded.tries, sent_at = excluded.sent_at, \
         hour_no = excluded.hour_no, hour_sent = excluded.hour_sent, day_no = excluded.day_no, \
         day_sent = excluded.day_sent",
        &[
            rows.company(),
            tag.into(),
            staff.0.get().into(),
            (&hash).into(),
            TRIES.into(),
            now.into(),
            now.seconds().div_euclid(HOUR_SECONDS).into(),
            in_hour.saturating_add(1).into(),
            now.seconds().div_euclid(DAY_SECONDS).into(),
            in_day.saturating_add(1).into(),
        ],
    )?)
}

/// A code that was sent, as it is found when one is typed in.
struct Held {
    hash: [u8; 32],
    used_for: Option<[u8; 32]>,
    tries: u32,
    sent: Instant,
}

impl Held {
    fn of(rows: &Rows<'_>, staff: StaffId, tag: u64) -> Result<Option<Held>, Fault> {
        rows.query_one(
            "reading a code",
            "SELECT code_hash, used_for, tries, sent_at FROM consent_code \
             WHERE company_id = $1 AND phone_tag = $2 AND staff_id = $3",
            &[rows.company(), tag.into(), staff.0.get().into()],
            |row| {
                Ok(Held {
                    hash: row.array(0)?,
                    used_for: row.optional_array(1)?,
                    tries: row.int(2)?,
                    sent: row.instant(3)?,
                })
            },
        )
    }

    /// Why it opens nothing, whatever is typed.
    fn is_over(&self, now: Instant) -> Option<CodeProblem> {
        if self.sent == Instant::MIN {
            return Some(CodeProblem::NoneSent);
        }
        if self.sent.plus_seconds(CODE_MINUTES * 60) <= now {
            return Some(CodeProblem::TooOld);
        }
        (self.tries == 0).then_some(CodeProblem::TriedOut)
    }
}

/// What is wrong with a code that was typed in. The right one is for one form, however often that is sent; a wrong one
/// is counted.
fn try_code(
    rows: &Rows<'_>,
    staff: StaffId,
    (phone, scopes, code): (&str, &str, &str),
    form: [u8; 32],
) -> Result<Option<CodeProblem>, Fault> {
    let tag = phone_tag(rows, phone);
    let Some(held) = Held::of(rows, staff, tag)? else {
        return Ok(Some(CodeProblem::NoneSent));
    };
    if let Some(problem) = held.is_over(rows.now()) {
        return Ok(Some(problem));
    }
    let is_right = held.hash == code_hash(rows, staff, (phone, scopes), code);
    let is_for_another = held.used_for.is_some_and(|used| used != form);
    if is_right && !is_for_another {
        rows.execute(
            "using a code",
            "UPDATE consent_code SET used_for = $1 WHERE company_id = $2 AND phone_tag = $3",
            &[(&form).into(), rows.company(), tag.into()],
        )?;
        return Ok(None);
    }
    rows.execute(
        "counting a try at a code",
        "UPDATE consent_code SET tries = tries - 1 WHERE company_id = $1 AND phone_tag = $2 AND tries > 0",
        &[rows.company(), tag.into()],
    )?;
    let tries = held.tries.saturating_sub(1);
    Ok(Some(match (is_right, tries) {
        (true, _) => CodeProblem::Used,
        (false, 0) => CodeProblem::TriedOut,
        (false, tries) => CodeProblem::Wrong { tries },
    }))
}
