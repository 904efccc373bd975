//! What the demo's company has to show.

use std::collections::BTreeSet;
use std::mem::discriminant;
use std::sync::Arc;

use desk::account::{SignInForm, SignInStep};
use desk::customers::{CustomerQuery, Whose};
use desk::{Desk, Settings};
use ledger::encoding::Entry;
use ledger::ledger::Ledger;
use ledger::record::JudgedCase;
use ruling::calendar::{CivilDay, Instant, Zone};
use ruling::policy::Packs;
use ruling::ruling::{Reasons, Verdict};
use ruling::scenario::{pending_word, standing_word};
use tempfile::TempDir;

use super::story::{BRANCHES, list_of, table, words};
use super::{Account, Founded, PASSWORD, Story, code, found};
use crate::store::StoreAt;

/// What every branch has at least one of, or the nearest thing that its regulation knows.
const KINDS: [&str; 4] = ["collision", "lapse", "dispute", "violation"];

/// A demo in a folder of its own.
struct Company {
    at: StoreAt,
    story: Story,
    founded: Founded,
    now: Instant,
    _folder: TempDir,
}

impl Company {
    fn new(now: Instant) -> Company {
        let folder = TempDir::new().unwrap();
        let at = StoreAt {
            data: folder.path().join("demo"),
            keys: None,
            postgres: None,
        };
        let story = Story::told().unwrap();
        let founded = found(&at, &story, now).unwrap();
        Company {
            at,
            story,
            founded,
            now,
            _folder: folder,
        }
    }

    fn open(&self) -> Ledger {
        let keys = self.at.key_place().read().unwrap();
        let now = self.now;
        Ledger::open(self.at.place(None), keys, Arc::new(move || now)).unwrap()
    }
}

/// An hour of a day in 2026.
fn at(month: u8, day: u8, hour: u8) -> Instant {
    let day = CivilDay::from_ymd(2026, month, day).unwrap();
    Zone::shanghai().at(day, hour, 0, 0)
}

/// Whether a ruling shows what is claimed of it: `claim:collided`, `overdue:review`, `violation:越区` and so on.
fn holds(proof: &str, case: &JudgedCase, packs: &Packs) -> bool {
    let ruling = &case.ruling;
    let (how, what) = proof.split_once(':').unwrap();
    let name = packs.names.find(what);
    let claims = || {
        ruling
            .claims
            .iter()
            .map(|claim| standing_word(claim.standing))
    };
    let awaits = |reasons: Reasons| reasons.iter().any(|reason| pending_word(reason) == what);
    let mut duties = ruling.obligations.iter();
    match how {
        "claim" => claims().any(|standing| standing == what),
        "two-claims" => claims().filter(|standing| standing == what).count() >= 2,
        "duty" => duties.any(|duty| duty.what == name),
        "overdue" => duties.any(|duty| duty.what == name && duty.overdue),
        "violation" => ruling.violations.iter().any(|one| one.name == name),
        "pending" => awaits(ruling.ownership.reasons),
        "credit-pending" => awaits(ruling.credit.reasons),
        "failed" => ruling.findings.iter().any(|finding| {
            let clause = packs.clause(finding.source);
            let is_clause = clause.is_some_and(|clause| clause.number == what);
            is_clause && finding.verdict == Verdict::Fail
        }),
        "fact" => case
            .file
            .facts()
            .iter()
            .any(|fact| fact.kind.name() == what),
        _ => false,
    }
}

/// What each customer written by hand is an example of, as the files say.
fn shows(branch: usize) -> Vec<Vec<String>> {
    let file = table(BRANCHES[branch]).unwrap();
    let customers = list_of(&file, "customer").unwrap().iter();
    let shows = customers.map(|customer| {
        customer
            .get("shows")
            .map_or(Vec::new(), |shows| words(shows).unwrap())
    });
    shows.collect()
}

/// Every example that the files name and that is not there, and every kind of which a branch has none.
fn missing_examples(company: &Company, ledger: &Ledger) -> Vec<String> {
    let now = company.now;
    let mut missing = Vec::new();
    for (place, branch) in company.story.branches.iter().enumerate() {
        let customers = company.story.customers.iter().enumerate();
        let own = customers.filter(|(_, customer)| customer.branch == place);
        let mut kinds = BTreeSet::new();
        for ((number, customer), shows) in own.zip(shows(place)) {
            let case = company.founded.cases[&number];
            let case = ledger.case(case, now, now).unwrap().unwrap();
            let packs = ledger.packs_of(case.id).unwrap();
            for line in shows {
                let (kind, proof) = line.split_once(' ').unwrap();
                kinds.insert(kind.to_owned());
                if !holds(proof, &case, &packs) {
                    let name = customer.field("name");
                    missing.push(format!("{} {name}: {line}", branch.regulation));
                }
            }
        }
        for kind in KINDS.iter().filter(|kind| !kinds.contains(**kind)) {
            missing.push(format!("{}: nothing shows a {kind}", branch.regulation));
        }
    }
    missing
}

/// Whether somebody who signs in has no list with a case in it.
fn sees_nothing(desk: &Desk, account: &Account) -> bool {
    let form = SignInForm {
        login: account.login.clone(),
        password: PASSWORD.to_owned().into(),
        origin: "127.0.0.1".to_owned(),
        ..SignInForm::default()
    };
    let signed_in = desk.sign_in(&form).unwrap();
    if signed_in.next == SignInStep::SecondFactor {
        let secret = account.secret.as_deref().unwrap();
        let code = code(secret, desk.ledger().now().seconds()).unwrap();
        desk.second_factor(&signed_in.token, &code, &signed_in.device)
            .unwrap();
    }
    let actor = desk.actor(&signed_in.token, "127.0.0.1").unwrap().unwrap();
    let units = desk.units(&actor).unwrap();
    let units = units.iter().map(|line| Whose::Unit(line.unit));
    let mut lists = [Whose::Mine, Whose::Company].into_iter().chain(units);
    lists.all(|whose| {
        let query = CustomerQuery {
            whose,
            ..CustomerQuery::default()
        };
        desk.customers(&actor, &query)
            .map_or(true, |page| page.lines.is_empty())
    })
}

/// Administrators have no customers, an outside decider none before something is put to him, and the clerk receives
/// lists.
fn may_have_no_cases(login: &str) -> bool {
    ["anlan", "heyun", "tansu", "weiheng", "guanxiao"].contains(&login)
}

#[test]
fn every_branch_shows_its_examples_whenever_the_demo_begins() {
    // In the Spring Festival, after it, in the week of the National Day, on the last day of a year.
    for now in [at(2, 20, 0), at(3, 10, 12), at(10, 3, 8), at(12, 31, 23)] {
        let company = Company::new(now);
        let missing = missing_examples(&company, &company.open());
        assert_eq!(missing, [""; 0], "{now:?}");
    }
}

#[test]
fn every_branch_has_something_for_everybody() {
    let company = Company::new(at(11, 27, 16));
    let ledger = company.open();
    assert_eq!(missing_examples(&company, &ledger), [""; 0]);
    assert!(ledger.verify(&[]).unwrap().damage.is_empty());
    let desk = Desk::open(ledger, Settings::default()).unwrap();
    let offices = company.story.branches.iter().map(|branch| &branch.office);
    for card in offices
        .chain([&company.story.head_office])
        .flat_map(|office| &office.cards)
    {
        let mut accounts = company.founded.accounts.iter();
        let account = accounts.find(|one| one.login == card.login).unwrap();
        let sees_nothing = sees_nothing(&desk, account);
        assert!(
            !sees_nothing || may_have_no_cases(&card.login),
            "{}",
            card.login
        );
    }
}

/// Entries without what is random in every ledger: references, keys, what is sealed.
fn told(ledger: &Ledger) -> Vec<String> {
    let entries = ledger.entries(1, 100_000).unwrap();
    let told = entries.iter().map(|entry| {
        let what = match &entry.entry {
            Entry::Fact(fact) | Entry::Opened { fact, .. } => format!(
                "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                fact.kind, fact.what, fact.answer, fact.actor, fact.person, fact.of, fact.occurred
            ),
            other => format!("{:?}", discriminant(other)),
        };
        format!("{} {:?} {what}", entry.recorded.seconds(), entry.case)
    });
    told.collect()
}

#[test]
fn the_same_seed_tells_the_same_story() {
    let now = at(11, 27, 16);
    let (one, other) = (Company::new(now), Company::new(now));
    let (one, other) = (told(&one.open()), told(&other.open()));
    assert!(one.len() > 4_000);
    assert_eq!(one, other);
}
