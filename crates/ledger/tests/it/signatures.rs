//! Electronic signatures: by a key of the signer's own, over what was signed, as long as the ledger lasts.

use ledger::fault::{Failure, Refusal};
use ledger::ledger::Ledger;
use ledger::privacy::keys::{KeyPurpose, new_key_line};
use ledger::record::{About, Command, NewFact, Recorded};
use ledger::signature::{CheckedSignature, SignatureCheck};
use ledger::upkeep::restore;
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Answer, FactKind, Seq};

use super::showroom;
use crate::support::{CHEN, Store, photo};

fn done_with(store: &Store, kind: FactKind, who: &str, of: Seq) -> NewFact {
    let Command::Record(new) = store.fact(kind, who, &[]) else {
        panic!("no fact");
    };
    let case = store.ledger().entries(of, 1).unwrap()[0].case.unwrap();
    let mut new = *new;
    new.about = About::Case(case);
    new.fact.of = Some(of);
    new.fact.answer = Answer::Yes;
    new
}

fn signed(new: NewFact) -> Command {
    let by = new.fact.actor.unwrap();
    Command::Signed {
        act: Box::new(Command::Record(Box::new(new))),
        by,
        clause: "二.3".to_owned(),
    }
}

/// 王 reviews what 张 registered, and signs.
pub(crate) fn review(store: &Store, of: Seq) -> Result<Recorded, Failure> {
    store.run(signed(done_with(store, FactKind::Reviewed, "王", of)))
}

fn signatures(store: &Store, of: Seq) -> Vec<CheckedSignature> {
    let case = store.ledger().entries(of, 1).unwrap()[0].case.unwrap();
    store.ledger().signatures(case).unwrap()
}

fn is_sound(store: &Store, count: u64) {
    let found = store.ledger().verify(&[]).unwrap();
    assert_eq!((found.damage, found.signatures), (Vec::new(), count));
}

#[test]
fn what_is_signed_is_the_claim_with_corrections_and_papers_and_the_act() {
    let store = showroom();
    let claim = store.register("张", CHEN).unwrap().seq;
    let papers = store.file_papers(claim, &[photo(1)]).seq;
    let amended = store
        .run(Command::Record(Box::new(done_with(
            &store,
            FactKind::Amended,
            "张",
            claim,
        ))))
        .unwrap()
        .seq;
    let act = review(&store, claim).unwrap().seq;
    let made = signatures(&store, claim);
    let [signature] = &made[..] else {
        panic!("{made:?}");
    };
    assert_eq!(signature.signed.content, [2, claim, papers, amended, act]);
    assert_eq!(signature.signed.act, act);
    assert_eq!(signature.signed.signer, store.staff("王"));
    assert_eq!(signature.signed.clause, "二.3");
    assert_eq!(signature.check, SignatureCheck::Valid);
    assert_eq!(signature.key_replaced, None);
    is_sound(&store, 1);
}

#[test]
fn one_key_signs_all_that_one_person_signs_and_a_retry_signs_nothing_more() {
    let store = showroom();
    let claim = store.register("张", CHEN).unwrap().seq;
    review(&store, claim).unwrap();
    let again = signed(done_with(&store, FactKind::Reviewed, "王", claim));
    let first = store.ledger().carry_out(again.clone(), b"once").unwrap();
    let size = store.ledger().size().unwrap();
    let second = store.ledger().carry_out(again, b"once").unwrap();
    assert_eq!(
        (second.seq, store.ledger().size().unwrap()),
        (first.seq, size)
    );
    let other = signed(done_with(&store, FactKind::Reviewed, "李", claim));
    store.run(other).unwrap();
    let keys: Vec<Seq> = signatures(&store, claim)
        .iter()
        .map(|one| one.signed.key)
        .collect();
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[1], keys[2]);
    is_sound(&store, 3);
}

#[test]
fn signing_changes_no_ruling_and_nothing_that_is_derived() {
    let store = showroom();
    let claim = store.register("张", CHEN).unwrap();
    let case = claim.case.unwrap().id;
    store.pass(60);
    review(&store, claim.seq).unwrap();
    let judged = |store: &Store| {
        let judged = store.ledger().case(case, store.now(), store.now());
        judged.unwrap().unwrap().file.facts().len()
    };
    assert_eq!(judged(&store), 3);
    store.assert_rebuilding_changes_nothing();
}

#[test]
fn erasing_the_customer_and_new_keys_break_no_signature() {
    let mut store = showroom();
    let claim = store.register("张", CHEN).unwrap();
    store.file_papers(claim.seq, &[photo(1)]);
    review(&store, claim.seq).unwrap();
    let case = claim.case.unwrap().id;
    let actor = store.staff("王");
    store.run(Command::Erase { case, actor }).unwrap();
    is_sound(&store, 1);
    let newer = new_key_line(KeyPurpose::KeyEncryption, 2).unwrap();
    let older = store.key_texts[1].clone();
    store.key_texts[1] = format!("{older}{}", *newer);
    store.reopen();
    store.ledger().rotate_keys(|_| ()).unwrap();
    store.key_texts[1] = newer.to_string();
    store.reopen();
    is_sound(&store, 1);
    // The older key is gone, and the same signer's key is opened by the newer one.
    let other = store.register("张", &[("name", "林涛"), ("phone", "13900000002")]);
    let other = other.unwrap().seq;
    review(&store, other).unwrap();
    let key = |of| signatures(&store, of)[0].signed.key;
    assert_eq!(key(other), key(claim.seq));
    is_sound(&store, 2);
}

#[test]
fn whoever_left_signs_nothing_more_and_what_they_signed_stays() {
    let store = showroom();
    let claim = store.register("张", CHEN).unwrap().seq;
    review(&store, claim).unwrap();
    store.pass(60);
    let departed = CompanyFact {
        from: store.now(),
        recorded: Instant::MIN,
        change: Change::Departed {
            staff: store.staff("王"),
        },
    };
    store.run(Command::Change(Box::new(departed))).unwrap();
    store.pass(60);
    let before = store.ledger().size().unwrap();
    let refused = review(&store, claim).unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::SignerLeft)));
    assert_eq!(
        store.ledger().size().unwrap(),
        before,
        "nothing is recorded"
    );
    assert_eq!(signatures(&store, claim)[0].check, SignatureCheck::Valid);
    is_sound(&store, 1);
}

#[test]
fn a_lost_key_is_replaced_and_what_it_signed_still_verifies() {
    let store = showroom();
    let claim = store.register("张", CHEN).unwrap().seq;
    review(&store, claim).unwrap();
    let key = signatures(&store, claim)[0].signed.key;
    store.pass(60);
    let dropped = store
        .ledger()
        .keep(move |rows| rows.drop_secret(&format!("signing-key/{key}")));
    dropped.unwrap();
    review(&store, claim).unwrap();
    let made = signatures(&store, claim);
    assert_ne!(made[1].signed.key, key);
    assert_eq!(made[0].check, SignatureCheck::Valid);
    assert_eq!(made[0].key_replaced, Some(store.now()));
    assert_eq!(made[1].key_replaced, None);
    is_sound(&store, 2);
}

#[test]
fn an_acknowledgement_is_signed_with_the_version_that_was_the_newest() {
    let store = showroom();
    let staff = store.staff("张");
    let acknowledged = CompanyFact {
        from: store.now(),
        recorded: Instant::MIN,
        change: Change::Acknowledged {
            staff,
            document: store.packs().names.find("showroom"),
        },
    };
    let act = Command::Signed {
        act: Box::new(Command::Change(Box::new(acknowledged))),
        by: staff,
        clause: String::new(),
    };
    let done = store.run(act).unwrap();
    let made = store.ledger().signatures_by(staff).unwrap();
    assert_eq!(made[0].signed.content, [2, done.seq]);
    assert_eq!(made[0].check, SignatureCheck::Valid);
    let others = store.ledger().signatures_by(store.staff("李")).unwrap();
    assert_eq!(others, []);
    is_sound(&store, 1);
}

/// Signs a little, for tests that close the store.
pub(crate) fn fill(store: &Store) -> Seq {
    let claim = store.register("张", CHEN).unwrap().seq;
    review(store, claim).unwrap();
    claim
}

#[test]
fn signatures_go_with_a_copy() {
    let mut store = Store::showroom();
    let claim = fill(&store);
    let copy = store.folder.path().join("copy.sqlite3");
    store.ledger().back_up(&copy).unwrap();
    let key = signatures(&store, claim)[0].signed.key;
    store.ledger = None;
    let elsewhere = store.folder.path().join("restored");
    restore(&copy, &elsewhere, &store.keys(), None).unwrap();
    let restored = Ledger::open(&elsewhere, store.keys(), store.time_source()).unwrap();
    store.ledger = Some(restored);
    review(&store, claim).unwrap();
    let keys: Vec<Seq> = signatures(&store, claim)
        .iter()
        .map(|one| one.signed.key)
        .collect();
    assert_eq!(keys, [key, key], "the copy has the signer's key");
    is_sound(&store, 2);
}
