//! A scenario told to a company: each fact is done through the desk by whoever did it, when it was done.

mod recorded;

use std::collections::BTreeMap;

use desk::data_subjects::erasure::WithdrawalOfConsent;
use desk::follow_up::{FollowUpInput, StoreFollowUpInput};
use desk::form::RegistrationForm;
use desk::refusal::LedgerRefusal;
use desk::register::{Receipt, RegistrationInput};
use desk::terms::ratios::RatioInput;
use desk::visit::VisitInput;
use desk::withdrawal::WithdrawalInput;
use desk::{Instant, Refusal, Seq, StaffId};
use ledger::privacy::personal::Personal;
use ledger::record::{About, Command, NewFact};
use ruling::company::{Change, CompanyFact, Ratio};
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref};
use ruling::name::Symbol;
use ruling::policy::Packs;
use ruling::scenario::Scenario;

use super::stage::Stage;
use super::typed::Typist;

/// What became of a scenario's facts.
pub(super) struct Told<'a> {
    pub(super) stage: &'a Stage,
    pub(super) scenario: &'a Scenario,
    pub(super) packs: &'a Packs,
    pub(super) form: &'a RegistrationForm,
    /// The entry of each fact that was recorded, and its case.
    pub(super) entries: BTreeMap<Seq, (Seq, u64)>,
    /// Facts that were refused, and by which code.
    pub(super) refused: BTreeMap<Seq, (FactKind, String)>,
    /// Claims that were refused until the customer consented, and filed again then.
    filed_again: BTreeMap<Seq, Instant>,
    /// Who entered what a scenario has nobody do.
    entered_by: BTreeMap<Seq, StaffId>,
    /// How the ledger refers to the scenario's outsiders.
    outsiders: BTreeMap<u64, Ref>,
}

impl<'a> Told<'a> {
    pub(super) fn new(
        stage: &'a Stage,
        scenario: &'a Scenario,
        packs: &'a Packs,
        form: &'a RegistrationForm,
    ) -> Told<'a> {
        Told {
            stage,
            scenario,
            packs,
            form,
            entries: BTreeMap::new(),
            refused: BTreeMap::new(),
            filed_again: BTreeMap::new(),
            entered_by: BTreeMap::new(),
            outsiders: BTreeMap::new(),
        }
    }

    /// Tells everything when it was recorded, what changes in the company too.
    pub(super) fn tell_all(&mut self, company: &[CompanyFact]) {
        let mut changes: Vec<&CompanyFact> = company.iter().collect();
        changes.sort_by_key(|change| change.recorded);
        let mut changes = changes.into_iter().peekable();
        let mut facts: Vec<&Fact> = self.scenario.case.facts().iter().collect();
        facts.sort_by_key(|fact| (fact.recorded, fact.seq));
        for fact in facts {
            while let Some(change) = changes.next_if(|change| change.recorded <= fact.recorded) {
                self.change(change);
            }
            self.tell(fact);
        }
        changes.for_each(|change| self.change(change));
    }

    /// What changes in the company: a ratio is set at the desk by whoever may, all else stands in the company's file.
    fn change(&self, change: &CompanyFact) {
        let Change::RatioSet { parts, .. } = &change.change else {
            return self.stage.change(change);
        };
        let mut ratios = self.scenario.company.ratios().iter();
        let same = |ratio: &&Ratio| {
            (ratio.from, ratio.recorded) == (change.from, change.recorded) && ratio.parts == *parts
        };
        let ratio = ratios.find(same).unwrap();
        let project = ratio.project.and_then(|one| self.scenario.intern.text(one));
        let named = |(role, part): &(Symbol, u32)| (self.packs.names.text(*role).to_owned(), *part);
        let is_later = change.from > change.recorded;
        let input = RatioInput {
            project: project.unwrap_or_default().to_owned(),
            parts: parts.iter().map(named).collect(),
            from: is_later.then(|| self.scenario.zone.day_of(change.from)),
        };
        self.stage.set_ratio(change.recorded, &input);
    }

    /// Tells a fact when it was recorded. What is refused is not recorded; a claim that lacked consent is filed
    /// again with it.
    fn tell(&mut self, fact: &Fact) {
        self.tell_once(fact);
        if fact.kind != FactKind::Consented || fact.actor.is_some() {
            return;
        }
        let claims: Vec<Seq> = self.refused.keys().copied().collect();
        for seq in claims {
            let claim = self
                .scenario
                .case
                .by_seq(seq)
                .filter(|claim| claim.kind == FactKind::Registered);
            if let Some(claim) = claim {
                self.refused.remove(&seq);
                self.tell_once(claim);
                self.filed_again.insert(seq, fact.recorded);
            }
        }
    }

    fn tell_once(&mut self, fact: &Fact) {
        self.stage.at(fact.recorded);
        let done = match fact.kind {
            _ if fact.is_from_paper() => self.attest(fact),
            FactKind::Visited => self.visit(fact).map(entry),
            FactKind::Registered => self.register(fact).map(entry),
            FactKind::FollowedUp => self.follow_up(fact).map(entry),
            FactKind::Withdrawn if self.answers(fact, FactKind::Registered) => {
                self.withdraw(fact).map(entry)
            }
            FactKind::Linked if self.is_about_identity(fact) => self.confirm(fact).map(entry),
            FactKind::ConsentWithdrawn if self.is_erased_with(fact) => self.withdraw_consent(fact),
            FactKind::Erased => self.last_of(fact),
            _ => self.act(fact).map(entry),
        };
        match done {
            Ok(entry) => {
                self.entries.insert(fact.seq, entry);
                self.note_outsider(fact, entry);
                self.note_who_entered(fact, entry);
            }
            Err(Refusal::Fault(fault)) => panic!("{}: {fault}", self.scenario.path),
            Err(refusal) => drop(
                self.refused
                    .insert(fact.seq, (fact.kind, in_words(&refusal))),
            ),
        }
    }

    fn answers(&self, fact: &Fact, kind: FactKind) -> bool {
        let answered = fact.of.and_then(|of| self.scenario.case.by_seq(of));
        answered.is_some_and(|answered| answered.kind == kind)
    }

    fn is_about_identity(&self, fact: &Fact) -> bool {
        ["same_as", "not_same"].contains(&self.packs.names.text(fact.what))
    }

    pub(super) fn typist(&self) -> Typist<'a> {
        Typist {
            scenario: self.scenario,
            packs: self.packs,
            form: self.form,
        }
    }

    pub(super) fn key(fact: &Fact) -> String {
        format!("fact {}", fact.seq)
    }

    fn visit(&self, fact: &Fact) -> Result<Receipt, Refusal> {
        let who = fact.person.or(fact.actor);
        let input = VisitInput {
            fields: self.typist().identity(fact.particulars.as_deref()),
            brought_by: who,
            occurred: Some(fact.occurred),
            key: Told::key(fact),
        };
        self.stage
            .0
            .desk()
            .visit(&self.stage.actor(fact.actor), &input)
    }

    fn register(&self, fact: &Fact) -> Result<Receipt, Refusal> {
        let typed = self.typist().registration(fact);
        let typed = typed.map_err(|_| Refusal::Missing { field: "mark" })?;
        if let Some(before) = self.typist().known_before(fact) {
            let actor = self.stage.actor(fact.actor);
            self.stage.0.desk().register(&actor, &before)?;
        }
        if let Some(listed) = self.typist().blacklisted_before(fact) {
            let keeper = self.stage.actor(None);
            self.stage.0.desk().put_on_blacklist(&keeper, &listed)?;
        }
        let input = RegistrationInput {
            staff: fact.person,
            key: Told::key(fact),
            ..typed
        };
        self.stage
            .0
            .desk()
            .register(&self.stage.actor(fact.actor), &input)
    }

    fn follow_up(&self, fact: &Fact) -> Result<Receipt, Refusal> {
        let input = FollowUpInput {
            case: self.case_of(fact).ok_or(Refusal::NotFound)?,
            is_without_effect: fact.answer == Answer::No,
            channel: self.packs.names.text(fact.what).to_owned(),
            occurred: Some(fact.occurred),
            key: Told::key(fact),
        };
        let (desk, actor) = (self.stage.0.desk(), self.stage.actor(fact.actor));
        match desk.follow_up(&actor, &input) {
            // Whoever sees nothing of the case names the customer instead, where their store may hold it.
            Err(Refusal::NotFound) if self.form.is_for_unit => {
                let named = StoreFollowUpInput {
                    fields: self.typist().first_entry(fact.particulars.as_deref()),
                    is_without_effect: input.is_without_effect,
                    occurred: input.occurred,
                    key: input.key,
                };
                desk.follow_up_for_store(&actor, &named)
            }
            done => done,
        }
    }

    fn withdraw(&self, fact: &Fact) -> Result<Receipt, Refusal> {
        let (registration, case) = self.entry_of(fact.of).ok_or(Refusal::NotFound)?;
        let input = WithdrawalInput {
            case,
            registration,
            key: Told::key(fact),
        };
        self.stage
            .0
            .desk()
            .withdraw(&self.stage.actor(fact.actor), &input)
    }

    pub(super) fn entry_of(&self, fact: Option<Seq>) -> Option<(Seq, u64)> {
        self.entries.get(&fact?).copied()
    }

    /// The case that a fact is about: of what it answers, else of the customer, else the only one.
    pub(super) fn case_of(&self, fact: &Fact) -> Option<u64> {
        if let Some((_, case)) = self.entry_of(fact.of) {
            return Some(case);
        }
        let parts = |fact: &Fact| {
            let more = fact.particulars.as_deref();
            more.map_or([None; 3], |more| [more.project, more.demand, more.contract])
        };
        let fits = |known: &&Fact| {
            let pairs = parts(known).into_iter().zip(parts(fact));
            let mut given = pairs.filter(|(_, given)| given.is_some());
            given.all(|(known, given)| known.is_none() || known == given)
        };
        let known = self.scenario.case.facts().iter();
        let known = known.filter(|known| self.entries.contains_key(&known.seq));
        let mut known = known.filter(fits);
        let mut claims = known
            .clone()
            .filter(|known| known.kind == FactKind::Registered);
        let same = claims.next().or_else(|| known.next())?;
        self.entries.get(&same.seq).map(|(_, case)| *case)
    }

    /// Whether what is kept of the customer is erased by the same deed.
    fn is_erased_with(&self, fact: &Fact) -> bool {
        let mut facts = self.scenario.case.facts().iter();
        facts.any(|one| one.kind == FactKind::Erased && one.recorded == fact.recorded)
    }

    /// Somebody takes the customer's word that they consent no longer, and erases what is kept of them.
    fn withdraw_consent(&self, fact: &Fact) -> Result<(Seq, u64), Refusal> {
        let input = WithdrawalOfConsent {
            case: self.case_of(fact).ok_or(Refusal::NotFound)?,
            reason: "客户当面要求删除".to_owned(),
            is_sure: true,
        };
        let actor = self.stage.actor(fact.actor);
        self.stage.0.desk().withdraw_consent(&actor, &input)?;
        self.last_of(fact)
    }

    /// The last entry of a kind in the case: what one deed recorded together with another.
    fn last_of(&self, fact: &Fact) -> Result<(Seq, u64), Refusal> {
        let case = self.case_of(fact).ok_or(Refusal::NotFound)?;
        let now = self.stage.0.now();
        let kept = self.stage.0.desk().ledger().case(case, now, now)?;
        let kept = kept.ok_or(Refusal::NotFound)?;
        let mut entries = kept.file.facts().iter().rev();
        let entry = entries.find(|entry| entry.kind == fact.kind);
        entry
            .map(|entry| (entry.seq, case))
            .ok_or(Refusal::NotFound)
    }

    /// What stands on paper comes in by the ledger's door for registers and outages, as `baobei import` has it.
    fn attest(&self, fact: &Fact) -> Result<(Seq, u64), Refusal> {
        self.to_ledger(fact)
    }

    fn to_ledger(&self, fact: &Fact) -> Result<(Seq, u64), Refusal> {
        let case = match fact.kind {
            FactKind::Registered | FactKind::Visited => None,
            _ => self.case_of(fact),
        };
        let more = fact.particulars.as_deref();
        let is_another = more.is_some_and(|more| {
            let customer = more
                .customer
                .filter(|own| Some(*own) != self.scenario.case.customer);
            customer.is_some() || more.phone.is_some() || more.name.is_some()
        });
        let fields = match (case, is_another) {
            (Some(_), false) => Personal::default(),
            (None, _) => Personal::new(self.typist().kept(self.typist().first_entry(more))),
            (Some(_), true) => Personal::new(self.typist().kept(self.typist().identity(more))),
        };
        let mut told = fact.clone();
        told.of = match fact.of {
            Some(of) => Some(self.entry_of(Some(of)).ok_or_else(|| unknown(of))?.0),
            None => None,
        };
        if let Some(more) = &mut told.particulars {
            more.other_customer = more
                .other_customer
                .and_then(|other| self.outsiders.get(&other.0).copied());
            more.phone = None;
            more.name = None;
        }
        if !self.packs.names.mentions(told.what) {
            told.what = Symbol::NONE;
        }
        let new = NewFact {
            before: Vec::new(),
            fact: told,
            about: case.map_or(About::Customer, About::Case),
            fields,
        };
        let ledger = self.stage.0.desk().ledger();
        let key = Told::key(fact);
        let done = ledger.carry_out(Command::Record(Box::new(new)), key.as_bytes())?;
        Ok((done.seq, done.case.map_or(0, |case| case.id)))
    }

    fn note_outsider(&mut self, fact: &Fact, (seq, case): (Seq, u64)) {
        let told = fact.particulars.as_ref().and_then(|more| more.customer);
        let Some(told) = told.or(self.scenario.case.customer) else {
            return;
        };
        let now = self.stage.0.now();
        let known = self.stage.0.desk().ledger().case(case, now, now).unwrap();
        let kept = known.and_then(|case| case.file.by_seq(seq).cloned());
        let kept = kept.and_then(|fact| {
            fact.particulars
                .and_then(|more: Box<Particulars>| more.customer)
        });
        if let Some(kept) = kept {
            self.outsiders.entry(told.0).or_insert(kept);
        }
    }

    fn note_who_entered(&mut self, fact: &Fact, (seq, case): (Seq, u64)) {
        let now = self.stage.0.now();
        let known = self.stage.0.desk().ledger().case(case, now, now).unwrap();
        let kept = known.and_then(|case| case.file.by_seq(seq)?.actor);
        if let (None, Some(kept)) = (fact.actor, kept) {
            self.entered_by.insert(fact.seq, kept);
        }
    }
}

/// Why something was refused: its code, and what the regulation or the form says of it.
fn in_words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotAccepted(reasons) => {
            let told = reasons
                .iter()
                .map(|reason| format!("{} {}", reason.clause, reason.why.zh));
            let told: Vec<String> = told.collect();
            format!("not_accepted {}", told.join("; "))
        }
        Refusal::Missing { field } => format!("missing {field}"),
        Refusal::NotAllowed(action) => format!("not_allowed {action:?}"),
        other => other.code().to_owned(),
    }
}

/// Where a receipt says that it was recorded.
fn entry(receipt: Receipt) -> (Seq, u64) {
    (receipt.seq, receipt.case)
}

fn unknown(of: Seq) -> Refusal {
    Refusal::Ledger(Box::new(LedgerRefusal::UnknownFact(of)))
}
