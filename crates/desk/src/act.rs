//! What people do with a case beyond registering, receiving and following up: what one may do now and why not
//! the rest, and one door through which it is done.
//!
//! Three things must agree: the program's table of permissions (whose role opens this door), the regulation (an
//! act that it would give no effect is refused, with its clause), and nobody's own interest. Where a regulation
//! names an office for a step, whoever has an office by the company file must have that one; somebody without
//! any office decides by their role in the program.

mod against;
pub mod beside;
mod case;
mod customers_consent;
pub mod duty;
mod entry;
mod form;
mod interest;
mod office;
mod on_customer;
pub mod preview;
mod settled;
mod signatory;
pub(crate) mod stand;
pub mod table;
mod warning;
pub(crate) mod words;

use ledger::fault::{Failure, Refusal as LedgerRefusal};
use ledger::privacy::personal::Personal;
use ledger::record::{About, Command, NewFact, Recorded};
use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind, Seq, StaffId};
use ruling::policy::problem::Text;

use self::case::Case;
pub use self::customers_consent::ConsentForm;
use self::duty::refuse_other_score;
use self::table::{ACTS, Act};
use self::words::Words;
use crate::consent::Signature;
use crate::desk::key_of;
use crate::paper::PaperUpload;
use crate::permission::Action;
use crate::refusal::Reason;
use crate::register::Receipt;
use crate::sight::{Seen, Sight};
use crate::signed::{clause_of, signed};
use crate::{Actor, Desk, Refusal};

/// What was filled in for an act. Empty texts and lists count as not given.
#[derive(Debug, Clone, Default)]
pub struct ActEntry {
    /// Which of the regulation's names: a step, a paper, a grade, an event.
    pub what: String,
    /// What is decided.
    pub answer: Answer,
    /// The member of staff whom it is about.
    pub person: Option<StaffId>,
    /// Several of them: assistants, signatories.
    pub people: Vec<StaffId>,
    /// The entry that is answered, corrected or signed.
    pub of: Option<Seq>,
    /// The entry that names whom the customer is related to; none: the last that names somebody else, which
    /// whoever says so need not know of.
    pub relative: Option<Seq>,
    /// Money, in cents.
    pub cents: Option<i64>,
    /// A count or score.
    pub value: Option<i64>,
    /// The right time of what is corrected.
    pub since: Option<Instant>,
    /// First second in which it no longer holds.
    pub until: Option<Instant>,
    /// Papers and marks that are there, by name.
    pub given: Vec<String>,
    /// Fields that are corrected, by name; those typed count anyway.
    pub changed: Vec<String>,
    /// Kind of customer or of what is noted, by name.
    pub customer_type: String,
    /// Whose phone it is, as a relation to the customer.
    pub phone_of: String,
    /// Division code.
    pub region: String,
    /// Values by the names of fields, sealed.
    pub fields: Vec<(String, String)>,
    /// Why, in the person's own words, sealed.
    pub reason: String,
    /// When it happened; none: now.
    pub occurred: Option<Instant>,
}

/// An act to be done.
#[derive(Debug, Clone, Default)]
pub struct ActInput {
    /// With which case; none: with that of the customer whom the fields identify, opened if there is none.
    pub case: Option<u64>,
    /// Which act, by its name in [`table::ACTS`].
    pub act: String,
    /// What was filled in.
    pub entry: ActEntry,
    /// Photos and documents that belong to it. One that the regulation has a name for is there without a tick.
    pub papers: Vec<PaperUpload>,
    /// The customer's own hand under the notice, where they consent.
    pub signatures: Vec<Signature>,
    /// The code that was sent to the customer's phone and read out, where they consent by it.
    pub code: String,
    /// The last entry of the case that whoever acts saw; none: the case as it is now.
    pub seen: Option<Seq>,
    /// Whether whoever acts was told what violation it may be, and records it all the same.
    pub warned: bool,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

/// Something that may be chosen in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What people read.
    pub label: Text,
}

/// A part of an act's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActField {
    /// What it is: pages know how to ask for each.
    pub ask: table::Ask,
    /// Whether it must be given.
    pub is_needed: bool,
    /// What may be chosen, where that is a list.
    pub choices: Vec<Choice>,
    /// The names with which it is asked for; empty: with any.
    pub only_with: Vec<String>,
    /// Of the choices, the one that the form begins with.
    pub suggested: Option<String>,
}

/// An act that a case has by its regulation.
#[derive(Debug)]
pub struct ActOffer {
    /// Which.
    pub act: &'static Act,
    /// What people read.
    pub label: Text,
    /// Why one may not; none: one may.
    pub refusal: Option<Refusal>,
    /// What the regulation says of it all the same: violations it would lead to.
    pub warnings: Vec<Reason>,
    /// What its form asks for; empty where one may not.
    pub fields: Vec<ActField>,
    /// How a customer consents, where that is what is recorded and one may.
    pub consent: Option<ConsentForm>,
}

/// Everything one may do with a case, and why not the rest.
#[derive(Debug)]
pub struct ActOffers {
    /// The last entry of the case that this was made from: to be sent with what is decided.
    pub seen: Seq,
    /// The customer, masked; of a case seen in part, none.
    pub customer: Option<String>,
    /// Each act of the case's regulation, in the table's order.
    pub offers: Vec<ActOffer>,
}

/// An act about to be done.
struct Prepared {
    fact: Fact,
    fields: Personal,
    /// The last entry of the case that whoever acts saw.
    last: Seq,
    warnings: Vec<Reason>,
}

impl Desk {
    /// What an actor may do with a case now, and why not the rest.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], also for a case that the actor may not see.
    pub fn acts(&self, actor: &Actor, case: u64) -> Result<ActOffers, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let case = Case::of(actor, &seen)?;
        let acts = ACTS.iter().filter(|act| case.words().have(act));
        let offers = acts.map(|act| self.offer(case, act));
        Ok(ActOffers {
            seen: case.last(),
            customer: match seen.sight {
                Sight::Whole => self.customer_name(seen.case)?,
                Sight::OwnPart => None,
            },
            offers: offers.collect::<Result<_, _>>()?,
        })
    }

    fn offer(&self, case: Case<'_>, act: &'static Act) -> Result<ActOffer, Refusal> {
        let mut offer = ActOffer {
            act,
            label: Text::new(act.label.0, act.label.1),
            refusal: case.role_allows(act.action, act).err(),
            warnings: Vec::new(),
            fields: Vec::new(),
            consent: None,
        };
        if offer.refusal.is_some() {
            return Ok(offer);
        }
        match self.fields_of(case, act) {
            Ok(fields) => offer.fields = fields,
            Err(refusal) => {
                offer.refusal = Some(refusal);
                return Ok(offer);
            }
        }
        let blank = entry::blank(case, act, &offer.fields);
        match self.objections(case, act, &blank, against::Filled::NotYet) {
            Ok(warnings) => {
                offer.warnings = warnings;
                offer.consent = self.consent_form(case, act);
            }
            Err(Refusal::Fault(fault)) => return Err(fault.into()),
            Err(refusal) => offer.refusal = Some(refusal),
        }
        Ok(offer)
    }

    /// Does an act.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a case that the actor may not see and an act that there is none of; else why it
    /// may not be done, as [`Desk::acts`] tells it, with nothing stored.
    pub fn act(&self, actor: &Actor, input: &ActInput) -> Result<Receipt, Refusal> {
        let act = table::named(&input.act).ok_or(Refusal::NotFound)?;
        let Some(case) = input.case else {
            return self.act_on_customer(actor, act, input);
        };
        let key = key_of(actor, &input.key)?;
        let refusal = loop {
            match self.act_on(actor, act, (case, input), &key) {
                // Whoever decides looks again; what is only recorded is recorded behind.
                Err(Refusal::Ledger(refusal))
                    if matches!(*refusal, LedgerRefusal::CaseChanged) && !act.decides => {}
                Ok(receipt) => return Ok(receipt),
                Err(refusal) => break refusal,
            }
        };
        // What is refused now may be what was done already.
        match self.answered(case, &key) {
            Ok(done) if !input.key.is_empty() => self.receipt_of(&done),
            _ => Err(refusal),
        }
    }

    /// The first answer of an act that comes again. The ledger gives it before it looks at anything else; an act
    /// by somebody who saw nothing of the case is refused otherwise, and leaves nothing.
    pub(crate) fn answered(&self, case: u64, key: &[u8]) -> Result<Recorded, Failure> {
        let now = self.ledger.now();
        let new = NewFact {
            before: Vec::new(),
            fact: crate::register::fact(FactKind::Noted, now),
            about: About::Case(case),
            fields: Personal::default(),
        };
        let command = Command::Act {
            new: Box::new(new),
            seen: 0,
        };
        self.ledger.carry_out(command, key)
    }

    fn act_on(
        &self,
        actor: &Actor,
        act: &'static Act,
        (case, input): (u64, &ActInput),
        key: &[u8],
    ) -> Result<Receipt, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let case = Case::of(actor, &seen)?;
        let prepared = self.prepare(case, act, input);
        if let (Err(Refusal::NotAccepted(_)), FactKind::Quoted) = (&prepared, act.kind) {
            let (fact, fields) = self.filled(case, act, &input.entry)?;
            self.note_low_quote(actor, &seen, (&fact, &fields, key))?;
        }
        let Prepared {
            mut fact,
            fields,
            last,
            warnings,
        } = prepared?;
        warning::heard(act, input, warnings, &mut fact)?;
        self.refuse_wrong_code(case, act, (input, key))?;
        let new = NewFact {
            before: Vec::new(),
            fact,
            about: About::Case(seen.kept_in()),
            fields,
        };
        let changes = self.sanctions_of(case.seen, &new.fact)?;
        let clause = clause_of(case.policy, case.packs(), &new.fact);
        let fact = new.fact.clone();
        let act = Command::Act {
            new: Box::new(new),
            seen: last,
        };
        let command = signed(act, &fact, clause);
        let uploads = self.with_signatures(&input.papers, &input.signatures)?;
        let papers = self.read_papers(actor.staff, &uploads)?;
        let done = match changes.is_empty() {
            true => self.carry_out_with_papers(command, key.to_vec(), papers),
            false => self.carry_out_with(command, key, (changes, papers)),
        };
        self.told(done)
    }

    /// Whether the regulation of a case that somebody looks at has an act.
    pub(crate) fn has_act(&self, actor: &Actor, seen: &Seen, name: &str) -> bool {
        let case = Case::of(actor, seen);
        let act = table::named(name);
        case.is_ok_and(|case| act.is_some_and(|act| case.words().have(act)))
    }

    /// The fact that an act would record in a case that was looked at, for whoever does it together with more.
    ///
    /// # Errors
    /// As [`Desk::act`].
    pub(crate) fn prepared(
        &self,
        actor: &Actor,
        seen: &Seen,
        input: &ActInput,
    ) -> Result<(Fact, Personal, Seq), Refusal> {
        let act = table::named(&input.act).ok_or(Refusal::NotFound)?;
        let prepared = self.prepare(Case::of(actor, seen)?, act, input)?;
        Ok((prepared.fact, prepared.fields, prepared.last))
    }

    /// The fact that an act would record, with nothing against it.
    fn prepare(
        &self,
        case: Case<'_>,
        act: &'static Act,
        input: &ActInput,
    ) -> Result<Prepared, Refusal> {
        if !case.words().have(act) {
            return Err(Refusal::NotFound);
        }
        // Whose role never opens this door learns no more of it.
        case.role_allows(act.action, act)?;
        let (mut fact, fields) = self.filled(case, act, &input.entry_with_papers())?;
        case.role_allows(needs(case.words(), act, &fact), act)?;
        refuse_other_score(case.words(), &fact)?;
        let last = input.seen.filter(|_| act.decides).unwrap_or(case.last());
        if last != case.last() {
            return Err(LedgerRefusal::CaseChanged.into());
        }
        let warnings = self.objections(case, act, &fact, against::Filled::Whole)?;
        let absent = self.decided_for(case.actor.staff, case.seen, act, &fact)?;
        fact = self.in_office(case, act, fact)?;
        if let Some(absent) = absent {
            fact = against::on_behalf_of(absent, fact);
        }
        Ok(Prepared {
            fact,
            fields,
            last,
            warnings,
        })
    }

    pub(crate) fn told(&self, done: Result<Recorded, Failure>) -> Result<Receipt, Refusal> {
        match done {
            Ok(done) => self.receipt_of(&done),
            Err(Failure::Refused(LedgerRefusal::NotAccepted(refused))) => {
                let regulations = self.ledger.regulations()?;
                let packs = regulations.packs(refused.domain);
                let reasons = self.reasons(packs, &refused.case, &refused.ruling)?;
                Err(Refusal::NotAccepted(reasons))
            }
            Err(failure) => Err(failure.into()),
        }
    }
}

/// What an act needs by the table of permissions: an event that opens a claim is a registration.
fn needs(words: Words<'_>, act: &Act, fact: &Fact) -> Action {
    let is_claim = fact.kind == FactKind::Noted && words.opens_claim(fact.kind, fact.what);
    match is_claim {
        true => Action::Register,
        false => act.action,
    }
}
