//! Entries that name no project, where the regulation lets that be: of the customer's only project, or waiting in each
//! of several until somebody says which. The engine, told everything about the customer, says what is right.

use std::collections::{BTreeMap, BTreeSet};

use ledger::check::DuplicateAnswer;
use ledger::fault::Failure;
use ledger::pair::Decision;
use ledger::record::{About, Command, Recorded};
use ruling::case::{CaseFile, CaseKey};
use ruling::fact::{Fact, FactKind, Ref, Seq};
use ruling::judge::judge;
use ruling::ruling::{Party, Pending, Ruling, Standing};

use super::store_under;
use crate::dice::{Dice, rounds};
use crate::support::{Store, fields};

const CUSTOMER: [(&str, &str); 2] = [("name", "陈远"), ("phone", "13900000001")];
/// Fits the customer's.
const MASKED: [(&str, &str); 2] = [("name", "陈远"), ("phone", "139****0001")];
const PROJECTS: [&str; 4] = ["一期", "二期", "三期", "四期"];

/// 张 and 王 of 甲队 with 赵, who manages it; 李 of 乙队 with 钱.
fn store() -> Store {
    let store = store_under("6-building-materials");
    store.hire_as("赵", "甲队", "manager");
    store.hire_as("钱", "乙队", "manager");
    store
}

/// What is typed of a customer, a kind of product, and a project if one is named.
fn typed<'a>(
    customer: &[(&'a str, &'a str)],
    project: Option<&'a str>,
    demand: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let mut typed = customer.to_vec();
    typed.push(("demand", demand));
    typed.extend(project.map(|project| ("project", project)));
    typed
}

fn entered(
    store: &Store,
    kind: FactKind,
    who: &str,
    typed: &[(&str, &str)],
) -> Result<Recorded, Failure> {
    let Command::Record(mut new) = store.fact(kind, who, typed) else {
        panic!("a fact is recorded");
    };
    if kind == FactKind::Noted {
        new.fact.what = store.packs().names.find("inquiry");
    }
    store.run(Command::Record(new))
}

fn register(store: &Store, who: &str, project: Option<&str>) -> Recorded {
    entered(
        store,
        FactKind::Registered,
        who,
        &typed(&CUSTOMER, project, "瓷砖"),
    )
    .unwrap()
}

fn inquire(store: &Store, who: &str) -> Recorded {
    entered(store, FactKind::Noted, who, &typed(&CUSTOMER, None, "瓷砖")).unwrap()
}

/// The case in which an entry is kept, whichever it is judged in.
fn kept_in(store: &Store, seq: Seq) -> u64 {
    store.ledger().entries(seq, 1).unwrap()[0].case.unwrap()
}

/// Somebody who looks at a case says whether a claim is of it.
fn told(store: &Store, who: &str, what: &str, claim: Seq, case: u64) -> Result<Recorded, Failure> {
    let Command::Record(mut new) = store.fact(FactKind::Linked, who, &[]) else {
        panic!("a fact is recorded");
    };
    new.fact = Fact {
        what: store.packs().names.find(what),
        of: Some(claim),
        ..new.fact
    };
    new.about = About::Case(case);
    store.run(Command::Record(new))
}

fn ruling(store: &Store, case: u64) -> Ruling {
    let now = store.now();
    store.ledger().case(case, now, now).unwrap().unwrap().ruling
}

fn standing(ruling: &Ruling, claim: Seq) -> Option<Standing> {
    let mut claims = ruling.claims.iter();
    claims.find(|one| one.fact == claim).map(|one| one.standing)
}

fn sound(store: Store) {
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    store.assert_rebuilding_changes_nothing();
}

const WAITS: Option<Standing> = Some(Standing::Waiting(Pending::Identity));

#[test]
fn of_the_only_project_an_inquiry_is_whether_it_comes_before_or_after() {
    let store = store();
    let inquiry = inquire(&store, "张");
    let own = kept_in(&store, inquiry.seq);
    // Whoever asks about a project by name is told that somebody was there first.
    let asked = typed(&CUSTOMER, Some("一期"), "瓷砖");
    let answer = store
        .ledger()
        .check(store.staff("李"), &fields(&asked), b"check");
    assert!(matches!(answer.unwrap(), DuplicateAnswer::Held { .. }));
    let first = register(&store, "李", Some("一期"));
    assert_eq!(kept_in(&store, first.seq), own);
    let second = register(&store, "李", Some("二期"));
    let other = kept_in(&store, second.seq);
    assert_ne!(other, own);
    let judged = ruling(&store, own);
    assert_eq!(standing(&judged, inquiry.seq), Some(Standing::Holding));
    assert_eq!(standing(&judged, first.seq), Some(Standing::Collided));
    assert_eq!(
        store.ledger().project_name(own).unwrap().as_deref(),
        Some("一期")
    );
    // Of another kind of product there is no project yet.
    let floor = entered(
        &store,
        FactKind::Noted,
        "王",
        &typed(&CUSTOMER, None, "地板"),
    )
    .unwrap();
    assert_ne!(kept_in(&store, floor.seq), own);
    let named = entered(
        &store,
        FactKind::Registered,
        "王",
        &typed(&CUSTOMER, Some("一期"), "地板"),
    );
    let named = named.unwrap();
    let after = entered(
        &store,
        FactKind::Noted,
        "李",
        &typed(&CUSTOMER, None, "地板"),
    )
    .unwrap();
    let cases = [floor.seq, named.seq, after.seq].map(|seq| kept_in(&store, seq));
    assert_eq!(cases, [cases[0]; 3]);
    sound(store);
}

#[test]
fn of_several_projects_it_waits_in_each_until_one_is_named_and_may_be_named_again() {
    let store = store();
    let first = register(&store, "李", Some("一期"));
    let second = register(&store, "李", Some("二期"));
    let cases = [first.seq, second.seq].map(|seq| kept_in(&store, seq));
    store.pass(61 * 24 * 3_600);
    let inquiry = inquire(&store, "张");
    let own = kept_in(&store, inquiry.seq);
    assert!(store.ledger().asks_project(own).unwrap());
    let later = register(&store, "李", Some("三期"));
    let third = kept_in(&store, later.seq);
    assert!(!cases.contains(&third) && third != own);
    // Another inquiry is another question.
    let again = inquire(&store, "王");
    assert_ne!(kept_in(&store, again.seq), own);
    for case in cases {
        let judged = ruling(&store, case);
        assert_eq!(standing(&judged, inquiry.seq), WAITS);
        assert!(judged.ownership.reasons.contains(Pending::Identity));
    }
    assert_eq!(standing(&ruling(&store, third), inquiry.seq), None);
    assert_eq!(standing(&ruling(&store, third), again.seq), WAITS);
    let is_held = |case: u64, claim: Seq| {
        assert_eq!(
            standing(&ruling(&store, case), claim),
            Some(Standing::Holding)
        );
    };
    for place in [0, 1, 0] {
        let decision = Decision {
            case: own,
            other: cases[place],
            is_same: true,
            actor: store.staff("赵"),
        };
        let foreseen = store.ledger().if_decided(&decision).unwrap();
        told(&store, "赵", "same_as", inquiry.seq, cases[place]).unwrap();
        is_held(cases[place], inquiry.seq);
        assert_eq!(
            standing(&ruling(&store, cases[1 - place]), inquiry.seq),
            None
        );
        for judged in foreseen {
            let came = ruling(&store, judged.id);
            assert_eq!(came.ownership, judged.ruling.ownership, "{place}");
        }
        assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    }
    // Of none of them, it stands alone, and may still be found to be of one.
    told(&store, "赵", "not_same", inquiry.seq, cases[0]).unwrap();
    assert_eq!(standing(&ruling(&store, cases[0]), inquiry.seq), None);
    is_held(own, inquiry.seq);
    told(&store, "赵", "same_as", inquiry.seq, cases[1]).unwrap();
    is_held(cases[1], inquiry.seq);
    assert_eq!(standing(&ruling(&store, cases[1]), again.seq), WAITS);
    // Forgotten, the customer is so in every case.
    let erase = Command::Erase {
        case: own,
        actor: store.staff("张"),
    };
    store.run(erase).unwrap();
    assert_eq!(store.ledger().project_name(cases[1]).unwrap(), None);
    sound(store);
}

#[test]
fn whoever_may_be_the_customer_waits_in_their_projects_and_alone_takes_none() {
    let store = store();
    let [first, second] = ["一期", "二期"].map(|name| register(&store, "李", Some(name)));
    let cases = [first.seq, second.seq].map(|seq| kept_in(&store, seq));
    let masked = entered(&store, FactKind::Noted, "张", &typed(&MASKED, None, "瓷砖")).unwrap();
    for case in cases {
        let judged = ruling(&store, case);
        assert_eq!(standing(&judged, masked.seq), WAITS);
        assert_eq!(judged.owner(), Some(Party::Unit(store.unit("乙队"))));
    }
    told(&store, "赵", "not_same", masked.seq, cases[0]).unwrap();
    let own = kept_in(&store, masked.seq);
    assert_eq!(
        standing(&ruling(&store, own), masked.seq),
        Some(Standing::Holding)
    );
    // The customer it was found to be has a first project now.
    let named = entered(
        &store,
        FactKind::Registered,
        "王",
        &typed(&MASKED, Some("四期"), "瓷砖"),
    );
    assert!(named.is_ok());
    told(&store, "赵", "not_same", masked.seq, cases[0]).ok();
    sound(store);
}

/// Everything about one customer as the engine reads it: each fact with its project where its case has one.
struct Model<'a> {
    store: &'a Store,
    facts: BTreeMap<Seq, Fact>,
    /// Of each project that was named: its case and the number by which facts know it.
    projects: BTreeMap<&'static str, (u64, Ref)>,
    /// Entries without a project that several projects had to wait for.
    open: BTreeMap<Seq, BTreeSet<&'static str>>,
}

impl Model<'_> {
    fn stored(&self, done: &Recorded) -> Fact {
        let case = kept_in(self.store, done.seq);
        let facts = self.store.ledger().facts_of(case).unwrap();
        let mut fact = facts.into_iter().find(|fact| fact.seq == done.seq).unwrap();
        let suspected = self.store.packs().names.find("suspected");
        let more = fact.particulars.get_or_insert_default();
        more.given = more
            .given
            .iter()
            .filter(|name| *name != suspected)
            .collect();
        fact
    }

    fn enter(&mut self, kind: FactKind, who: &str, project: Option<&'static str>) {
        let done = entered(self.store, kind, who, &typed(&CUSTOMER, project, "瓷砖")).unwrap();
        let fact = self.stored(&done);
        if let Some(project) = project {
            let reference = fact.particulars.as_ref().unwrap().project.unwrap();
            let case = kept_in(self.store, done.seq);
            let known = self.projects.entry(project).or_insert((case, reference));
            assert_eq!(*known, (case, reference));
        } else if self.projects.len() > 1 {
            let known = self.projects.keys().copied().collect();
            self.open.insert(done.seq, known);
        }
        self.facts.insert(done.seq, fact);
    }

    fn follow_up(&mut self, who: &str, project: &'static str) {
        let Some((case, reference)) = self.projects.get(project).copied() else {
            return;
        };
        let Command::Record(mut new) = self.store.fact(FactKind::FollowedUp, who, &[]) else {
            panic!("a fact is recorded");
        };
        new.about = About::Case(case);
        let done = self.store.run(Command::Record(new)).unwrap();
        let mut fact = self.stored(&done);
        fact.particulars.get_or_insert_default().project = Some(reference);
        self.facts.insert(done.seq, fact);
    }

    /// The manager of whoever asked says which project it is, or that it is none of them.
    fn tell(&mut self, dice: &mut Dice, project: Option<&'static str>) {
        let open: Vec<Seq> = self.open.keys().copied().collect();
        if open.is_empty() {
            return;
        }
        let claim = open[dice.below(open.len())];
        let known = &self.open[&claim];
        let chosen = project.filter(|name| known.contains(name));
        let looked_at = chosen.or(known.first().copied()).unwrap();
        let what = if chosen.is_some() {
            "same_as"
        } else {
            "not_same"
        };
        let is_of_first = self.facts[&claim].actor == Some(self.store.staff("李"));
        let who = if is_of_first { "钱" } else { "赵" };
        let (case, _) = self.projects[looked_at];
        let own = kept_in(self.store, claim);
        let case = match chosen {
            Some(_) => case,
            None => own,
        };
        let done = told(self.store, who, what, claim, case).unwrap();
        assert_eq!(kept_in(self.store, done.seq), own);
        let mut fact = self.stored(&done);
        fact.particulars.get_or_insert_default().project = chosen.map(|name| self.projects[name].1);
        self.facts.insert(done.seq, fact);
    }

    /// Whether a fact is, or is about, an entry that was last told to be of another project, or of none.
    fn is_told_apart(&self, fact: &Fact, project: Ref) -> bool {
        let same = self.store.packs().names.find("same_as");
        let entry = fact.of.unwrap_or(fact.seq);
        let mut told = self.facts.values().rev();
        let last = told.find(|one| one.kind == FactKind::Linked && one.of == Some(entry));
        last.is_some_and(|last| {
            let named = last.particulars.as_ref().and_then(|more| more.project);
            last.what != same || named != Some(project)
        })
    }

    fn holds(&self) {
        let (packs, company) = (self.store.packs(), self.store.ledger().company().unwrap());
        let now = self.store.now();
        for (name, (case, reference)) in &self.projects {
            let stored = self.store.ledger().case(*case, now, now).unwrap().unwrap();
            let all: Vec<Fact> = self.facts.values().cloned().collect();
            let demand = all
                .iter()
                .find_map(|fact| fact.particulars.as_ref()?.demand);
            let key = CaseKey {
                project: Some(*reference),
                demand,
                contract: None,
            };
            let file = CaseFile::new(stored.file.customer, all).narrowed(key, &packs, &company);
            // Narrowed, a case still has what was found to be of another project, without its claim.
            let own = file.facts().iter();
            let own = own.filter(|fact| !self.is_told_apart(fact, *reference));
            let file = CaseFile::new(stored.file.customer, own.cloned().collect());
            let wanted = judge(&file, &company, &packs, now, now);
            let got = stored.ruling;
            assert_eq!(got.ownership, wanted.ownership, "{name}");
            assert_eq!(got.segments, wanted.segments, "{name}");
            assert_eq!(got.claims, wanted.claims, "{name}");
            assert_eq!(got.obligations, wanted.obligations, "{name}");
        }
    }
}

#[test]
fn property_every_project_has_what_the_engine_gives_it() {
    let mut dice = Dice::new("projects");
    for _ in 0..rounds(8, 1_000) {
        let store = store();
        let mut model = Model {
            store: &store,
            facts: BTreeMap::new(),
            projects: BTreeMap::new(),
            open: BTreeMap::new(),
        };
        for _ in 0..24 {
            let who = ["张", "李", "王"][dice.below(3)];
            let project = PROJECTS[dice.below(PROJECTS.len())];
            match dice.below(8) {
                0 | 1 => model.enter(FactKind::Noted, who, None),
                2 => model.enter(FactKind::Registered, who, Some(project)),
                3 => model.enter(FactKind::Registered, who, None),
                4 => model.follow_up(who, project),
                5 => {
                    let chosen = (dice.below(4) > 0).then_some(project);
                    model.tell(&mut dice, chosen);
                }
                _ => store.pass(1 + 3_600 * i64::try_from(dice.below(24 * 20)).unwrap()),
            }
            model.holds();
        }
        sound(store);
    }
}

/// The same with customers who may be one another, decided either way: whatever comes of it follows from the log.
#[test]
fn property_whoever_may_be_one_and_whatever_project_the_log_says_it_all() {
    let mut dice = Dice::new("doubtful projects");
    for _ in 0..rounds(8, 1_000) {
        let store = store();
        let mut claims: Vec<Seq> = Vec::new();
        for _ in 0..24 {
            let who = ["张", "李", "王"][dice.below(3)];
            let phone = ["13900000001", "139****0001", "13911110001", "139****1111"][dice.below(4)];
            let project = PROJECTS.get(dice.below(6)).copied();
            let kind = [FactKind::Noted, FactKind::Registered][dice.below(2)];
            let typed = typed(&[("name", "陈远"), ("phone", phone)], project, "瓷砖");
            match dice.below(6) {
                0..=2 => claims.push(entered(&store, kind, who, &typed).unwrap().seq),
                3 | 4 if !claims.is_empty() => {
                    let [claim, looked_at] = [0; 2].map(|_| claims[dice.below(claims.len())]);
                    let now = store.now();
                    let kept = kept_in(&store, looked_at);
                    let root = store.ledger().case(kept, now, now).unwrap().unwrap().id;
                    let what = ["same_as", "not_same"][dice.below(2)];
                    // What has nothing to do with the case looked at is refused, and leaves nothing.
                    if let Err(Failure::Fault(fault)) = told(&store, "赵", what, claim, root) {
                        panic!("{fault}");
                    }
                }
                _ => store.pass(3_600),
            }
        }
        sound(store);
    }
}
