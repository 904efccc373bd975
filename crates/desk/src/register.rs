//! Registering a customer: the form is made from the regulation in force, the answer is judged in the same
//! moment, and what the regulation refuses is told by clause, with nothing stored.

use ledger::fault::{Failure, NotAccepted, Refusal as LedgerRefusal};
use ledger::privacy::personal::Personal;
use ledger::record::{About, Command, NewFact, Recorded};
use ruling::calendar::Instant;
use ruling::explain::InWords;
use ruling::fact::{Answer, Fact, FactKind, Particulars, RegionCode, Seq, StaffId};
use ruling::language::Language;
use ruling::name::{Symbol, SymbolSet};
use ruling::policy::problem::Text;
use ruling::policy::{Admission, FieldKind, Packs, Policy};
use ruling::ruling::Verdict;

use crate::account::token;
use crate::following::person_in_charge;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::permission::{Target, deed};
use crate::refusal::Reason;
use crate::{Actor, Desk, Refusal};

/// Fields by which a customer is told from others, first in every form.
const IDENTIFYING: [&str; 5] = ["name", "phone", "company", "credit_code", "id_number"];

/// What a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// Its name, to send the value under.
    pub name: String,
    /// What people read.
    pub label: Text,
    /// Personal, plain or a paper.
    pub kind: FieldKind,
    /// Whether every registration must have it.
    pub is_needed: bool,
    /// Whether it is masked wherever it is shown.
    pub is_sensitive: bool,
    /// Why personal data is taken.
    pub purpose: Option<Text>,
}

/// The form of the regulation in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationForm {
    /// The regulation's title.
    pub regulation: Text,
    /// Its version, as the company numbers it.
    pub version: String,
    /// Fields, the needed ones first.
    pub fields: Vec<FormField>,
    /// Kinds of customer of which one must be named; none: the regulation asks for none.
    pub customer_types: Vec<(String, Text)>,
}

/// A filled-in form.
#[derive(Debug, Clone, Default)]
pub struct RegistrationInput {
    /// Values by the names of fields. Empty ones count as not given.
    pub fields: Vec<(String, String)>,
    /// Papers and marks that are there, by name.
    pub given: Vec<String>,
    /// Kind of customer, by name.
    pub customer_type: Option<String>,
    /// Division code of the customer or project.
    pub region: Option<String>,
    /// For whom; none: for oneself.
    pub staff: Option<StaffId>,
    /// Whether the customer stands here, brought by whom the registration is for.
    pub is_on_site: bool,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The entry's place in the ledger.
    pub seq: Seq,
    /// The case it belongs to.
    pub case: u64,
    /// When it was recorded.
    pub recorded: Instant,
    /// Where things stand now, in one line.
    pub headline: Text,
    /// Proof of it, for keeping and for `baobei receipt verify`.
    pub proof: String,
}

/// The fields that every claim must carry, whatever its kind.
fn needed(policy: &Policy) -> Vec<Symbol> {
    let always = policy
        .admission
        .iter()
        .filter_map(|bound| match &bound.rule {
            Admission::Require(require) => Some(require),
            _ => None,
        });
    let always = always.filter(|require| {
        let is_conditional = [require.for_type, require.when_given, require.unless_given];
        is_conditional.iter().all(|condition| !condition.is_some())
    });
    always.flat_map(|require| require.fields.clone()).collect()
}

fn customer_types(policy: &Policy, packs: &Packs) -> Vec<(String, Text)> {
    let mut types = Vec::new();
    for bound in &policy.admission {
        let Admission::Require(require) = &bound.rule else {
            continue;
        };
        for kind in require.types.iter().chain([&require.for_type]) {
            let name = packs.names.text(*kind).to_owned();
            if kind.is_some() && !types.iter().any(|(known, _)| *known == name) {
                types.push((name, packs.label(*kind)));
            }
        }
    }
    types
}

fn place_in_form(field: &FormField) -> (bool, usize, FieldPlace) {
    let identifying = IDENTIFYING.iter().position(|name| *name == field.name);
    let kind = match field.kind {
        FieldKind::Document => FieldPlace::Paper,
        _ => FieldPlace::Value,
    };
    (
        !field.is_needed,
        identifying.unwrap_or(IDENTIFYING.len()),
        kind,
    )
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum FieldPlace {
    Value,
    Paper,
}

impl Desk {
    /// The form by which an actor registers customers.
    ///
    /// # Errors
    /// The actor registers none.
    pub fn registration_form(&self, actor: &Actor) -> Result<RegistrationForm, Refusal> {
        actor.may::<deed::Register>(Target::Anything)?;
        let packs = self.packs_of(actor)?;
        let policy = packs.version(packs.in_force(actor.now));
        let policy = policy.ok_or(Refusal::NotFound)?;
        let needed = needed(policy);
        // Marks are derived, never entered.
        let fields = policy.fields.iter();
        let fields = fields.filter(|field| field.kind != FieldKind::Mark);
        let mut fields: Vec<FormField> = fields
            .map(|field| FormField {
                name: packs.names.text(field.name).to_owned(),
                label: field.label.clone(),
                kind: field.kind,
                is_needed: needed.contains(&field.name),
                is_sensitive: field.sensitive,
                purpose: field.purpose.clone(),
            })
            .collect();
        fields.sort_by_key(place_in_form);
        Ok(RegistrationForm {
            regulation: policy.title.clone(),
            version: policy.version.clone(),
            fields,
            customer_types: customer_types(policy, &packs),
        })
    }

    /// Registers a customer. Whoever holds the customer already is told, and what was refused leaves no trace.
    ///
    /// # Errors
    /// [`Refusal::NotAccepted`] with the clauses; fields that cannot be read; somebody else's registration
    /// outside the actor's scope.
    pub fn register(&self, actor: &Actor, input: &RegistrationInput) -> Result<Receipt, Refusal> {
        let claimant = input.staff.unwrap_or(actor.staff);
        let permit = match claimant == actor.staff {
            true => actor.may::<deed::Register>(Target::Anything)?,
            false => {
                let unit = self
                    .ledger
                    .company()?
                    .unit_of(claimant, actor.now, actor.now);
                actor.may::<deed::Register>(Target::Unit(unit))?
            }
        };
        let packs = self.ledger.packs_for(claimant)?;
        let more = particulars(&packs, input)?;
        let now = self.ledger.now();
        let claim = Fact {
            actor: Some(permit.staff),
            person: Some(claimant).filter(|claimant| *claimant != permit.staff),
            particulars: Some(Box::new(more.clone())),
            ..fact(FactKind::Registered, now)
        };
        let visit = Fact {
            person: Some(claimant),
            particulars: Some(Box::new(more)),
            ..fact(FactKind::Visited, now)
        };
        let new = NewFact {
            before: input.is_on_site.then_some(visit).into_iter().collect(),
            fact: claim,
            about: About::Customer,
            fields: values(input),
        };
        match self.record(new, &input.key) {
            Ok(done) => self.receipt_of(&done),
            Err(Failure::Refused(LedgerRefusal::NotAccepted(refused))) => {
                self.tell_of_attempt(claimant, &refused)?;
                Err(self.not_accepted(&refused)?)
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// Records a fact once for each key of whoever does it: with a colleague's key nobody gets the answer that
    /// the colleague got.
    pub(crate) fn record(&self, new: NewFact, key: &str) -> Result<Recorded, Failure> {
        let key = match (key.is_empty(), new.fact.actor) {
            (false, Some(actor)) => format!("{} {key}", actor.0).into_bytes(),
            _ => token::random::<16>()?.to_vec(),
        };
        self.ledger.carry_out(Command::Record(Box::new(new)), &key)
    }

    pub(crate) fn receipt_of(&self, done: &Recorded) -> Result<Receipt, Refusal> {
        self.follow()?;
        let case = done.case.as_ref().ok_or(Refusal::NotFound)?;
        Ok(Receipt {
            seq: done.seq,
            case: case.id,
            recorded: done.recorded,
            headline: self.headline_of(case)?,
            proof: self.ledger.receipt(done.seq)?.to_text(),
        })
    }

    /// Why the regulation does not accept a claim: what failed, by clause. It names nobody.
    fn not_accepted(&self, refused: &NotAccepted) -> Result<Refusal, Refusal> {
        let (regulations, directory) = (self.ledger.regulations()?, self.ledger.directory()?);
        let packs = regulations.packs(refused.domain);
        let ruling = &refused.ruling;
        let words = |language| InWords::new(packs, &refused.case, &directory, language, ruling.at);
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        let last = ruling.claims.len().checked_sub(1);
        let failed = ruling.findings.iter().filter(|finding| {
            finding.claim.map(usize::from) == last && finding.verdict == Verdict::Fail
        });
        let reasons = failed.map(|finding| {
            let clause = packs.clause(finding.source);
            Reason {
                clause: clause
                    .map(|clause| clause.number.clone())
                    .unwrap_or_default(),
                clause_text: clause.map(|clause| clause.text.clone()),
                why: Text::new(zh.why(ruling, finding), en.why(ruling, finding)),
                possible_from: finding.deadline.filter(|deadline| *deadline > ruling.at),
            }
        });
        Ok(Refusal::NotAccepted(reasons.collect()))
    }

    /// Whoever holds a customer hears that a colleague tried to register the customer.
    fn tell_of_attempt(&self, claimant: StaffId, refused: &NotAccepted) -> Result<(), Refusal> {
        let holder = person_in_charge(&refused.ruling).filter(|holder| *holder != claimant);
        let known = refused.case.facts().iter();
        let first = known.map(|fact| fact.seq).min();
        let (Some(holder), Some(case)) = (holder, first) else {
            return Ok(());
        };
        Ok(self.ledger.keep(move |rows| {
            let mark = rows.now().seconds();
            let kind = NoticeKind::Collision;
            notices::tell(
                rows,
                &NewNotice::about_case(holder, kind, case.into(), mark),
            )
        })?)
    }
}

/// A fact of now that nobody has done yet.
pub(crate) fn fact(kind: FactKind, now: Instant) -> Fact {
    Fact {
        seq: 0,
        kind,
        answer: Answer::None,
        what: Symbol::NONE,
        actor: None,
        person: None,
        of: None,
        occurred: now,
        recorded: Instant::MIN,
        counts_at: Instant::MIN,
        particulars: None,
    }
}

/// What was typed, without what was left empty.
pub(crate) fn typed(fields: &[(String, String)]) -> Personal {
    let filled = fields.iter().filter(|(_, value)| !value.trim().is_empty());
    Personal::new(filled.map(|(name, value)| (name.clone(), value.trim().to_owned())))
}

fn values(input: &RegistrationInput) -> Personal {
    typed(&input.fields)
}

fn particulars(packs: &Packs, input: &RegistrationInput) -> Result<Particulars, Refusal> {
    let fields = values(input);
    let names = fields.names().chain(input.given.iter().map(String::as_str));
    let given: SymbolSet = names
        .map(|name| packs.names.find(name))
        .filter(|name| *name != Symbol::UNKNOWN)
        .collect();
    let kind = packs
        .names
        .find(input.customer_type.as_deref().unwrap_or_default());
    if kind == Symbol::UNKNOWN {
        return Err(Refusal::Missing {
            field: "customer_type",
        });
    }
    let region = input.region.as_deref().filter(|code| !code.is_empty());
    let region = region.map(RegionCode::parse).transpose();
    Ok(Particulars {
        given,
        customer_type: kind,
        region: region.map_err(|_| Refusal::Missing { field: "region" })?,
        ..Particulars::default()
    })
}
