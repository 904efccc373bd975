//! Rows beside the log: whole or not at all, secrets that open and are sealed anew, grants that nobody widens.

use std::num::NonZeroU32;

use ledger::fault::{Failure, Fault, Refusal};
use ledger::organisation::Grant;
use ledger::privacy::keys::{KeyPurpose, new_key_line};
use ledger::record::Command;
use ledger::rows::{Migration, Rows, Series};
use ruling::fact::{StaffId, UnitId};

use super::showroom;
use crate::support::Store;

const BESIDE: Series = Series {
    name: "beside",
    steps: &[Migration {
        sqlite: "CREATE TABLE beside (company_id INTEGER NOT NULL, number INTEGER NOT NULL, \
                 PRIMARY KEY (company_id, number)) WITHOUT ROWID;",
        postgres: "CREATE TABLE beside (company_id BIGINT NOT NULL, number BIGINT NOT NULL, \
                   PRIMARY KEY (company_id, number));",
    }],
};

fn put(rows: &Rows<'_>, number: i64) -> Result<(), Fault> {
    rows.execute(
        "putting a number",
        "INSERT INTO beside (company_id, number) VALUES ($1, $2)",
        &[rows.company(), number.into()],
    )
}

fn numbers(store: &Store) -> Vec<i64> {
    let numbers = store.ledger().look(|rows| {
        rows.query(
            "reading numbers",
            "SELECT number FROM beside WHERE company_id = $1 ORDER BY number",
            &[rows.company()],
            |row| row.int(0),
        )
    });
    numbers.unwrap_or_else(|fault: Fault| panic!("{fault}"))
}

#[test]
fn what_is_refused_leaves_no_row_and_the_ledger_goes_on() {
    let mut store = showroom();
    store.ledger().keep_tables(&BESIDE).unwrap();
    let kept: Result<(), Fault> = store.ledger().keep(|rows| put(rows, 1));
    kept.unwrap();
    let refused = store.ledger().keep(|rows| {
        put(rows, 2)?;
        Err::<(), Failure>(Refusal::NoReason.into())
    });
    assert!(matches!(refused, Err(Failure::Refused(Refusal::NoReason))));
    assert_eq!(numbers(&store), [1]);
    store.register("张", crate::support::CHEN).unwrap();
    store.reopen();
    store.ledger().keep_tables(&BESIDE).unwrap();
    assert_eq!(numbers(&store), [1]);
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn secrets_open_after_the_key_that_sealed_them_was_replaced_and_removed() {
    let mut store = showroom();
    let kept: Result<(), Fault> = store
        .ledger()
        .keep(|rows| rows.keep_secret("totp/1", b"one"));
    kept.unwrap();
    let newer = new_key_line(KeyPurpose::KeyEncryption, 2).unwrap();
    store.key_texts[1].push_str(&newer);
    store.reopen();
    store.ledger().rotate_keys(|_| {}).unwrap();
    store.key_texts[1] = newer.to_string();
    store.reopen();
    let secret = |name: &'static str| -> Result<_, Fault> {
        store.ledger().look(move |rows| rows.secret(name))
    };
    assert_eq!(secret("totp/1").unwrap().unwrap().as_slice(), b"one");
    assert!(secret("totp/2").unwrap().is_none());
}

fn given(grant: Grant) -> Command {
    Command::Grant {
        grant: Box::new(grant),
        excludes: vec!["auditor".to_owned()],
    }
}

/// A grant to somebody, by another's grant.
fn grant(store: &Store, to: &str, scope: Option<UnitId>, by: Option<(&str, u32)>) -> Command {
    let grant = Grant {
        staff: store.staff(to),
        role: "team_lead".to_owned(),
        scope,
        from: store.now(),
        until: None,
        by: by.map(|(name, own)| (store.staff(name), own)),
    };
    given(grant)
}

fn refusal(done: Result<ledger::record::Recorded, Failure>) -> Refusal {
    match done {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn nobody_gives_what_reaches_further_than_their_own_or_was_taken_back() {
    let mut store = showroom();
    let (one, other) = (store.unit("甲队"), store.unit("乙队"));
    let first = store.run(grant(&store, "张", None, None)).unwrap().seq;
    let again = refusal(store.run(grant(&store, "王", None, None)));
    assert_eq!(again, Refusal::GrantTooWide, "set-up gives one grant");
    let lead = grant(&store, "王", Some(one), Some(("张", first)));
    let lead = store.run(lead).unwrap().seq;
    let by_lead = |scope| refusal(store.run(grant(&store, "李", scope, Some(("王", lead)))));
    assert_eq!(by_lead(Some(other)), Refusal::GrantTooWide);
    assert_eq!(by_lead(None), Refusal::GrantTooWide);
    let oneself = grant(&store, "王", Some(one), Some(("王", lead)));
    assert_eq!(refusal(store.run(oneself)), Refusal::GrantToOneself);
    let revoke = |grant, name: &str, own| Command::Revoke {
        grant,
        by: Some((store.staff(name), own)),
    };
    let upwards = refusal(store.run(revoke(first, "王", lead)));
    assert_eq!(upwards, Refusal::GrantTooWide);
    store.run(revoke(lead, "张", first)).unwrap();
    assert_eq!(by_lead(Some(one)), Refusal::GrantTooWide);
    let auditor = |by| Grant {
        staff: store.staff("李"),
        role: "auditor".to_owned(),
        scope: None,
        from: store.now(),
        until: Some(store.now().plus_seconds(60)),
        by,
    };
    let by = Some((store.staff("张"), first));
    store.run(given(auditor(by))).unwrap();
    let both = refusal(store.run(grant(&store, "李", Some(one), Some(("张", first)))));
    assert_eq!(both, Refusal::GrantExcluded);
    store.pass(60);
    store
        .run(grant(&store, "李", Some(one), Some(("张", first))))
        .unwrap();
    store.reopen();
    let organisation = store.ledger().organisation().unwrap();
    let told = organisation.grant(lead).unwrap();
    assert_eq!(told.revoked.unwrap().1, Some(store.staff("张")));
    assert!(!told.is_in_force(store.now()));
}

#[test]
fn units_are_placed_only_where_they_can_be() {
    let store = showroom();
    let (one, other) = (store.unit("甲队"), store.unit("乙队"));
    let place = |unit, parent| Command::Place {
        unit,
        kind: "team".to_owned(),
        parent,
    };
    store.run(place(one, Some(other))).unwrap();
    let circle = refusal(store.run(place(other, Some(one))));
    assert_eq!(circle, Refusal::UnitWithinItself);
    let unknown = UnitId(NonZeroU32::new(99).unwrap());
    let nowhere = refusal(store.run(place(one, Some(unknown))));
    assert_eq!(nowhere, Refusal::UnknownUnit);
    let organisation = store.ledger().organisation().unwrap();
    assert!(organisation.is_within(Some(one), Some(other), store.now()));
    assert!(!organisation.is_within(Some(other), Some(one), store.now()));
    let nobody = Grant {
        staff: StaffId(NonZeroU32::new(99).unwrap()),
        role: "team_lead".to_owned(),
        scope: None,
        from: store.now(),
        until: None,
        by: None,
    };
    let nobody = refusal(store.run(given(nobody)));
    assert!(matches!(nobody, Refusal::UnknownStaff(_)));
}
