//! There is no room on the disk for a while: nobody is told that anything was stored, and whoever has the ledger open
//! goes on with it once there is room again.

use std::path::PathBuf;

use ledger::fault::{Failure, Fault};
use ledger::ledger::Ledger;
use ledger::record::Command;
use ruling::fact::FactKind;

use super::recording::{WORKSHOP, Workshop};
use super::script::{Actor, KeyTexts, Ring, STEPS, Step, instruct};
use super::{STORE, keys_in, succeeds, write_keys};
use crate::support::{CHEN, fact};

fn refused(done: Result<ledger::record::Recorded, Failure>) -> String {
    match done {
        Err(Failure::Fault(fault @ Fault::Store { .. })) => fault.to_string(),
        other => panic!("without room: {other:?}"),
    }
}

fn visit(ledger: &Ledger) -> Command {
    fact(ledger, ledger.now(), FactKind::Visited, "王", CHEN)
}

/// The child of the test below: alone it has no workshop and ends.
#[test]
fn works_while_there_is_no_room() {
    let Ok(workshop) = std::env::var(WORKSHOP) else {
        return;
    };
    let workshop = PathBuf::from(workshop);
    let control = workshop.join("control");
    let record = |name: &str| workshop.join(name).display().to_string();
    // Only what is opened while there is a record can fail.
    instruct(&control, &format!("record {}\n", record("before")));
    let mut actor = Actor::new(
        &workshop.join("watched").join(STORE),
        &keys_in(&workshop),
        Ring::Older,
    );
    let claim = STEPS
        .iter()
        .position(|step| *step == Step::Claim("张", CHEN));
    let claim = claim.unwrap();
    for number in 0..=claim {
        actor.take(number).unwrap();
    }
    let ledger = actor.ledger();
    let size = ledger.size().unwrap();
    instruct(&control, &format!("fail {} full 0\n", record("full")));
    for _ in 0..3 {
        let told = refused(ledger.carry_out(visit(ledger), b"visit"));
        assert!(told.contains("check the disk's space"), "{told}");
    }
    // Of several who wait for one commit each hears why.
    let both = [b"one".to_vec(), b"other".to_vec()].map(|key| (visit(ledger), key));
    for done in ledger.carry_out_all(both.into()).unwrap() {
        let told = refused(done);
        assert!(told.contains("check the disk's space"), "{told}");
    }
    // What was stored before is read as ever.
    assert_eq!(ledger.size().unwrap(), size);
    assert_eq!(ledger.verify(&[]).unwrap().damage, []);
    instruct(&control, &format!("record {}\n", record("room")));
    let done = ledger.carry_out(visit(ledger), b"visit").unwrap();
    assert_eq!(done.seq, size + 1);
    let again = ledger.carry_out(visit(ledger), b"visit").unwrap();
    assert_eq!(again.seq, done.seq);
    ledger.checkpoint().unwrap();
    assert_eq!(ledger.verify(&[]).unwrap().damage, []);
    actor.ledger = None;
    actor.open().unwrap();
    assert_eq!(actor.ledger().size().unwrap(), size + 1);
    assert_eq!(actor.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn without_room_nothing_is_acknowledged_and_with_room_the_same_process_goes_on() {
    let workshop = Workshop::new();
    write_keys(&workshop, &KeyTexts::new());
    succeeds(workshop.child("power::room::works_while_there_is_no_room", ""));
}
