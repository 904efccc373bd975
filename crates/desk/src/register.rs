//! Registering a customer: the answer is judged in the same moment, and what the regulation refuses is told by
//! clause, with nothing stored.

pub(crate) mod found;

use ledger::fault::{Failure, NotAccepted, Refusal as LedgerRefusal};
use ledger::record::{About, Command, NewFact, Recorded};
use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::explain::InWords;
use ruling::fact::{Answer, Fact, FactKind, Seq, StaffId};
use ruling::judge::judge;
use ruling::language::Language;
use ruling::name::Symbol;
use ruling::policy::problem::Text;
use ruling::policy::{Packs, Policy};
use ruling::ruling::{ClaimOutcome, Ruling, Standing, Verdict, Why};

use crate::account::token;
use crate::consent::code::{CodeProblem, CodeTyped};
use crate::consent::{Signature, Way, consent, consents_given, notice_shown};
use crate::desk::key_of;
use crate::filled_in::{Beside, FilledIn, filled_in};
use crate::following::person_in_charge;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::paper::{Brought, PaperUpload};
use crate::permission::{Permit, Target, deed};
use crate::refusal::Reason;
use crate::signed::signed;
use crate::{Actor, Desk, Refusal, receipt};

/// A filled-in form.
#[derive(Debug, Clone, Default)]
pub struct RegistrationInput {
    /// Values by the names of fields. Empty ones count as not given.
    pub fields: Vec<(String, String)>,
    /// Papers that are there, and marks that whoever registers states, by name.
    pub given: Vec<String>,
    /// Consents that the customer gave by a tick, the notice shown to them, by scope.
    pub consents: Vec<String>,
    /// Consents that the customer signed by hand under the notice: with a signature no tick is needed.
    pub signatures: Vec<Signature>,
    /// The code that was sent to the customer's phone and read out: with it the ticks are consent by code.
    pub code: String,
    /// Kind of customer, by name.
    pub customer_type: Option<String>,
    /// Division code of the customer or project.
    pub region: Option<String>,
    /// For whom; none: for oneself.
    pub staff: Option<StaffId>,
    /// Whether the customer stands here, brought by whom the registration is for.
    pub is_on_site: bool,
    /// Photos and documents. One that the regulation has a name for is there without a tick.
    pub papers: Vec<PaperUpload>,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The entry's place in the ledger.
    pub seq: Seq,
    /// The case it is kept in, which may wait in another.
    pub case: u64,
    /// When it was recorded.
    pub recorded: Instant,
    /// Where things stand now, in one line.
    pub headline: Text,
    /// Proof of it, for keeping and for `baobei receipt verify`.
    pub proof: String,
    /// The lines of the proof that a paper shows, to be compared with it.
    pub reference: String,
}

impl RegistrationInput {
    /// What is ticked, and the papers that came.
    fn given_with_papers(&self) -> Vec<String> {
        let brought = self.papers.iter().map(|paper| &paper.what);
        let given = self.given.iter().chain(brought);
        given.filter(|name| !name.is_empty()).cloned().collect()
    }

    /// What the regulation asks consent for and the customer consents to: a signature counts before a code, and that
    /// before a tick.
    fn consents_by_way(&self, policy: &Policy, packs: &Packs) -> Vec<(Symbol, Way)> {
        let signed = self.signatures.iter().map(|one| one.scope.clone());
        let signed = consents_given(policy, packs, &signed.collect::<Vec<_>>());
        let mut consents = consents_given(policy, packs, &self.consents);
        consents.retain(|scope| !signed.contains(scope));
        let way = match self.code.trim().is_empty() {
            true => Way::Ticked,
            false => Way::Code,
        };
        let consents = consents.into_iter().map(|scope| (scope, way));
        let signed = signed.into_iter().map(|scope| (scope, Way::Signed));
        signed.chain(consents).collect()
    }
}

impl Desk {
    /// Registers a customer. Whoever holds the customer already is told, and what was refused leaves no trace.
    ///
    /// # Errors
    /// [`Refusal::NotAccepted`] with the clauses; fields that cannot be read; somebody else's registration
    /// outside the actor's scope.
    pub fn register(&self, actor: &Actor, input: &RegistrationInput) -> Result<Receipt, Refusal> {
        let claimant = input.staff.unwrap_or(actor.staff);
        let permit = self.permit_for(actor, claimant)?;
        let uploads = self.with_signatures(&input.papers, &input.signatures)?;
        let papers = self.read_papers(permit.staff, &uploads)?;
        let packs = self.ledger.packs_for(claimant)?;
        let now = self.ledger.now();
        let both = [Some(actor.staff), Some(claimant)];
        self.refuse_suspended(&packs, FactKind::Registered, &both)?;
        let policy = packs.version(packs.in_force(now));
        let policy = policy.ok_or(Refusal::NotFound)?;
        let key = key_of(actor, &input.key)?;
        let consents = self.consents_given(permit.staff, (input, &key), (policy, &packs))?;
        let beside = Beside {
            given: &input.given_with_papers(),
            customer_type: input.customer_type.as_deref(),
            region: input.region.as_deref(),
        };
        let mut typed = input.fields.clone();
        if !consents.is_empty() {
            typed.extend(notice_shown(policy, &packs));
        }
        let FilledIn { fields, more } = filled_in((policy, &packs), &typed, beside, now)?;
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
        // Consent comes before everything that is stored of the customer.
        let before = consents
            .into_iter()
            .map(|(scope, way)| consent(scope, way, &packs, now));
        let before: Vec<Fact> = before.chain(input.is_on_site.then_some(visit)).collect();
        let uncounted = NewFact {
            before,
            fact: claim,
            about: About::Customer,
            fields,
        };
        let mut papers = Some(papers);
        let again = || match papers.take() {
            Some(papers) => Ok(papers),
            None => self.read_papers(permit.staff, &uploads),
        };
        let done = self.record_claim((&packs, claimant), (&uncounted, &key), again)?;
        self.receipt_of(&done)
    }

    /// Records a claim in its turn. Whoever holds the customer hears of one that is not accepted.
    ///
    /// # Errors
    /// [`Refusal::NotAccepted`] with the clauses, or why the ledger does not take it.
    pub(crate) fn record_claim(
        &self,
        (packs, claimant): (&Packs, StaffId),
        claim: (&NewFact, &[u8]),
        papers: impl FnMut() -> Result<Option<Brought>, Refusal>,
    ) -> Result<Recorded, Refusal> {
        let (new, done) = self.record_counted((packs, claimant), claim, papers)?;
        let refused = match done {
            Ok(done) => return Ok(done),
            Err(Failure::Refused(LedgerRefusal::NotAccepted(refused))) => {
                self.tell_of_attempt(claimant, &refused)?;
                self.reasons(packs, &refused.case, &refused.ruling)?
            }
            // Somebody of whom nothing is known: what the regulation asks for says what is missing.
            Err(Failure::Refused(LedgerRefusal::NothingIdentifies)) => {
                self.reasons_alone(packs, new)?
            }
            Err(failure) => return Err(failure.into()),
        };
        match refused.is_empty() {
            true => Err(Refusal::Ledger(Box::new(LedgerRefusal::NothingIdentifies))),
            false => Err(Refusal::NotAccepted(refused)),
        }
    }

    /// What the customer consents to, and how; a code that was typed is the one that was sent.
    fn consents_given(
        &self,
        staff: StaffId,
        (input, key): (&RegistrationInput, &[u8]),
        (policy, packs): (&Policy, &Packs),
    ) -> Result<Vec<(Symbol, Way)>, Refusal> {
        if !input.code.trim().is_empty() {
            let typed = CodeTyped {
                code: &input.code,
                fields: &input.fields,
                without_mobile: CodeProblem::NotMobile,
                consents: &input.consents,
                key,
            };
            self.check_code(staff, (policy, packs), &typed)?;
        }
        Ok(input.consents_by_way(policy, packs))
    }

    pub(crate) fn permit_for(
        &self,
        actor: &Actor,
        claimant: StaffId,
    ) -> Result<Permit<deed::Register>, Refusal> {
        match claimant == actor.staff {
            true => actor.may(Target::Anything),
            false => {
                let unit = self
                    .ledger
                    .company()?
                    .unit_of(claimant, actor.now, actor.now);
                actor.may(Target::Unit(unit))
            }
        }
    }

    /// Why the regulation would not accept a claim that is all there is.
    fn reasons_alone(&self, packs: &Packs, new: NewFact) -> Result<Vec<Reason>, Refusal> {
        let now = new.fact.occurred;
        let facts = new.before.into_iter().chain([new.fact]);
        let facts = (1..).zip(facts).map(|(seq, fact)| Fact {
            seq,
            recorded: now,
            counts_at: now,
            ..fact
        });
        let case = CaseFile::new(None, facts.collect());
        let ruling = judge(&case, &*self.ledger.company()?, packs, now, now);
        let is_refused = |claim: &ClaimOutcome| claim.standing == Standing::Refused;
        match ruling.claims.iter().any(is_refused) {
            true => self.reasons(packs, &case, &ruling),
            false => Ok(Vec::new()),
        }
    }

    /// Records a fact once for each key of whoever does it: with a colleague's key nobody gets the answer that
    /// the colleague got.
    pub(crate) fn record(
        &self,
        new: NewFact,
        key: &str,
        papers: Option<Brought>,
    ) -> Result<Recorded, Failure> {
        let key = match (key.is_empty(), new.fact.actor) {
            (false, Some(actor)) => format!("{} {key}", actor.0).into_bytes(),
            _ => token::random::<16>()?.to_vec(),
        };
        let fact = new.fact.clone();
        let command = signed(Command::Record(Box::new(new)), &fact, String::new());
        self.carry_out_with_papers(command, key, papers)
    }

    pub(crate) fn receipt_of(&self, done: &Recorded) -> Result<Receipt, Refusal> {
        self.follow()?;
        let judged = done.case.as_ref().ok_or(Refusal::NotFound)?;
        let entry = self.ledger.entries(done.seq, 1)?.pop();
        let kept_in = entry.and_then(|entry| entry.case);
        let proof = self.ledger.receipt(done.seq)?;
        let case = kept_in.unwrap_or(judged.id);
        let waits = match case == judged.id {
            true => None,
            false => self.waits_in_several(case)?,
        };
        Ok(Receipt {
            seq: done.seq,
            case,
            recorded: done.recorded,
            headline: match waits {
                Some(headline) => headline,
                None => self.headline_of(judged)?,
            },
            reference: receipt::reference(&proof),
            proof: proof.to_text(),
        })
    }

    /// Why the regulation does not accept the last claim: what failed, by clause. It names nobody.
    pub(crate) fn reasons(
        &self,
        packs: &Packs,
        case: &CaseFile,
        ruling: &Ruling,
    ) -> Result<Vec<Reason>, Refusal> {
        let directory = self.ledger.directory()?;
        let words = |language| InWords::new(packs, case, &directory, language, ruling.at);
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        // The last that was recorded: one from paper may come before others.
        let claims = ruling.claims.iter().enumerate();
        let last = claims.max_by_key(|(_, claim)| claim.fact);
        let last = last.map(|(place, _)| place);
        let failed = ruling.findings.iter().filter(|finding| {
            finding.claim.map(usize::from) == last && finding.verdict == Verdict::Fail
        });
        let policy = packs.version(packs.in_force(ruling.at));
        let reasons = failed.map(|finding| {
            let why = Text::new(zh.why(ruling, finding), en.why(ruling, finding));
            Reason {
                field: policy.and_then(|policy| field_asked(policy, packs, finding.why)),
                possible_from: finding.deadline.filter(|deadline| *deadline > ruling.at),
                ..Reason::by_clause(packs, finding.source, why)
            }
        });
        Ok(reasons.collect())
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

/// The field of the form that a finding is about: of a mark, what it is seen from.
fn field_asked(policy: &Policy, packs: &Packs, why: Why) -> Option<String> {
    let (Why::Missing(name) | Why::NotAllowed(name) | Why::Expired(name)) = why else {
        return None;
    };
    let mut fields = policy.fields.iter();
    let field = fields.find(|field| field.name == name)?;
    let seen_from = field.derived.as_ref().filter(|_| !field.is_stated);
    let seen_from = seen_from.and_then(|derived| derived.of.first().copied());
    Some(packs.names.text(seen_from.unwrap_or(name)).to_owned())
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
