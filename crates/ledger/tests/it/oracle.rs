//! The store against a model of it: a list of facts per customer and regulation, judged by the engine alone. Whatever is done
//! in whatever order, both say the same.

use std::collections::BTreeMap;

use ledger::fault::{Failure, Refusal};
use ledger::record::{Command, Recorded};
use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::fact::{Fact, FactKind, Ref};
use ruling::judge::judge;
use ruling::ruling::{Ruling, Standing};

use super::showroom;
use crate::dice::{Dice, rounds};
use crate::support::Store;

const PEOPLE: [&str; 3] = ["张", "李", "王"];
const PHONES: usize = 5;
const STEPS: usize = 50;

/// What the model knows of a customer under one of two regulations: the number of their case, once there is one,
/// and its facts.
#[derive(Default, Clone)]
struct Customer {
    domain: u32,
    case: Option<u64>,
    facts: Vec<Fact>,
}

struct Model<'a> {
    store: &'a Store,
    /// By phone and domain; whoever was erased begins anew under it.
    customers: BTreeMap<(String, u32), Customer>,
    /// Those erased: nothing leads to them any more, but their rulings stay.
    forgotten: Vec<Customer>,
    /// Commands carried out, with their keys and first answers.
    answered: Vec<(Command, Vec<u8>, Recorded)>,
}

fn ruling(store: &Store, customer: &Customer, at: Instant) -> Ruling {
    let file = CaseFile::new(Some(Ref(0)), customer.facts.clone());
    let company = store.ledger().company().unwrap();
    let regulations = store.ledger().regulations().unwrap();
    judge(&file, &company, regulations.packs(customer.domain), at, at)
}

/// As the engine reads it where every customer has the number 0.
fn as_modelled(fact: &Fact, seq: u32, recorded: Instant) -> Fact {
    let mut fact = fact.clone();
    (fact.seq, fact.recorded, fact.counts_at) = (seq, recorded, recorded);
    fact.particulars.get_or_insert_default().customer = Some(Ref(0));
    fact
}

impl Model<'_> {
    fn record(&mut self, kind: FactKind, who: &str, phone: &str, step: usize) {
        let typed = [("name", "陈远"), ("phone", phone)];
        let command = self.store.fact(kind, who, &typed);
        let Command::Record(new) = &command else {
            panic!("a fact is recorded");
        };
        let (seq, now) = (self.store.ledger().size().unwrap() + 1, self.store.now());
        let domain = if who == "李" { 2 } else { 1 };
        let key_of_customer = (phone.to_owned(), domain);
        let begun = Customer {
            domain,
            ..Customer::default()
        };
        let known = self.customers.get(&key_of_customer).cloned();
        let known = known.unwrap_or(begun);
        let mut wanted = known.clone();
        wanted.facts.push(as_modelled(&new.fact, seq, now));
        let ruled = ruling(self.store, &wanted, now);
        let is_refused = ruled
            .claims
            .iter()
            .any(|claim| claim.fact == seq && claim.standing == Standing::Refused);
        let key = format!("step {step}").into_bytes();
        match self.store.ledger().carry_out(command.clone(), &key) {
            Ok(recorded) => {
                assert!(!is_refused, "step {step}: the model refuses");
                let case = recorded.case.as_ref().unwrap();
                assert_eq!((recorded.seq, recorded.recorded), (seq, now), "step {step}");
                assert_eq!(known.case.unwrap_or(case.id), case.id, "step {step}");
                assert_eq!(case.ruling.segments, ruled.segments, "step {step}");
                assert_eq!(case.ruling.claims, ruled.claims, "step {step}");
                wanted.case = Some(case.id);
                self.customers.insert(key_of_customer, wanted);
                self.answered.push((command, key, recorded));
            }
            Err(Failure::Refused(Refusal::NotAccepted(_))) => {
                assert!(is_refused, "step {step}: the model accepts");
                let size = self.store.ledger().size().unwrap();
                assert_eq!(size + 1, seq, "step {step}: a refusal leaves nothing");
            }
            Err(other) => panic!("step {step}: {other:?}"),
        }
    }

    fn erase(&mut self, phone: &str, step: usize) {
        let known = [1, 2].map(|domain| self.customers.remove(&(phone.to_owned(), domain)));
        let mut known: Vec<Customer> = known.into_iter().flatten().collect();
        known.sort_by_key(|customer| customer.case);
        let Some(first) = known.first() else { return };
        let (case, actor) = (first.case.unwrap(), self.store.staff("张"));
        let key = format!("step {step}").into_bytes();
        let command = Command::Erase { case, actor };
        let done = self.store.ledger().carry_out(command, &key).unwrap();
        let template = self.store.fact(FactKind::Erased, "张", &[]);
        let Command::Record(new) = template else {
            panic!("a fact is recorded");
        };
        // Whoever is erased is so in all their cases.
        for (seq, mut customer) in (done.seq + 1..).zip(known) {
            let fact = as_modelled(&new.fact, seq, done.recorded);
            customer.facts.push(fact);
            self.forgotten.push(customer);
        }
    }

    /// Asked again, a command gets its first answer and does nothing.
    fn ask_again(&self, dice: &mut Dice) {
        if self.answered.is_empty() {
            return;
        }
        let (command, key, first) = &self.answered[dice.below(self.answered.len())];
        let before = self.store.ledger().size().unwrap();
        let again = self.store.ledger().carry_out(command.clone(), key).unwrap();
        assert_eq!((again.seq, again.recorded), (first.seq, first.recorded));
        assert_eq!(self.store.ledger().size().unwrap(), before);
    }

    fn holds(&self) {
        let now = self.store.now();
        for customer in self.customers.values().chain(&self.forgotten) {
            let stored = self.store.ledger().case(customer.case.unwrap(), now, now);
            let stored = stored.unwrap().unwrap();
            let ruled = ruling(self.store, customer, now);
            assert_eq!(stored.ruling.segments, ruled.segments);
            assert_eq!(stored.ruling.owner(), ruled.owner());
        }
        let verified = self.store.ledger().verify(&[]).unwrap();
        assert_eq!(verified.damage, []);
        assert_eq!(
            verified.entries,
            u64::from(self.store.ledger().size().unwrap())
        );
    }
}

#[test]
fn property_the_store_says_what_a_plain_model_says() {
    let mut dice = Dice::new("oracle");
    for _ in 0..rounds(5, 1_000) {
        let mut store = showroom();
        store.put_under_furnishing("乙队");
        let mut model = Model {
            store: &store,
            customers: BTreeMap::new(),
            forgotten: Vec::new(),
            answered: Vec::new(),
        };
        for step in 0..STEPS {
            let who = PEOPLE[dice.below(PEOPLE.len())];
            let phone = format!("1390000000{}", dice.below(PHONES));
            match dice.below(10) {
                0..=2 => model.record(FactKind::Visited, who, &phone, step),
                3..=5 => model.record(FactKind::Registered, who, &phone, step),
                6 => model.record(FactKind::FollowedUp, who, &phone, step),
                7 => model.ask_again(&mut dice),
                8 if dice.below(4) == 0 => model.erase(&phone, step),
                _ => store.pass(1 + 3_600 * i64::try_from(dice.below(24 * 20)).unwrap()),
            }
        }
        model.holds();
        let Model {
            customers,
            forgotten,
            answered,
            ..
        } = model;
        store.reopen();
        Model {
            store: &store,
            customers,
            forgotten,
            answered,
        }
        .holds();
    }
}
