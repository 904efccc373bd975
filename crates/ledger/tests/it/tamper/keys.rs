//! Keys swapped, and what they signed changed.

use ledger::verify::DamageKind;
use rusqlite::Connection;

use super::{names, store, with_change};
use crate::signatures;
use crate::support::Store;

#[test]
fn a_key_swapped_between_customers_is_told_with_both() {
    let mut store = store();
    store.ledger = None;
    let changed = with_change(&store, |connection| {
        let read = "SELECT subject.subject_id, wrapped_key FROM case_file JOIN subject ON subject.subject_id = case_id \
                    WHERE wrapped_key IS NOT NULL LIMIT 2";
        let mut keys = connection.prepare(read).unwrap();
        let keys = keys.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let keys = keys.unwrap().collect::<Result<Vec<(u32, Vec<u8>)>, _>>();
        let [one, other] = keys.unwrap().try_into().unwrap();
        for (subject, key) in [(one.0, &other.1), (other.0, &one.1)] {
            let swap = "UPDATE subject SET wrapped_key = ?2 WHERE subject_id = ?1";
            assert_eq!(connection.execute(swap, (subject, key)).unwrap(), 1);
        }
        Some((one.0, other.0))
    });
    let ((one, other), told) = changed.unwrap();
    for subject in [one, other].map(u64::from) {
        assert!(names(&told, "subject", &[subject]), "{told:?}");
    }
}

/// Changes the last byte of what an entry says.
fn change_entry(connection: &Connection, seq: u32) -> Option<()> {
    let read = "SELECT entry FROM fact WHERE seq = ?1";
    let mut entry: Vec<u8> = connection.query_row(read, [seq], |row| row.get(0)).unwrap();
    *entry.last_mut()? ^= 1;
    let change = "UPDATE fact SET entry = ?2 WHERE seq = ?1";
    (connection.execute(change, (seq, entry)).unwrap() == 1).then_some(())
}

#[test]
fn a_changed_signature_a_swapped_key_and_changed_content_are_told_as_such() {
    let mut store = Store::showroom();
    let claim = signatures::fill(&store);
    let case = store.ledger().entries(claim, 1).unwrap()[0].case.unwrap();
    let made = store.ledger().signatures(case).unwrap();
    let (signature, key, act) = (made[0].seq, made[0].signed.key, made[0].signed.act);
    store.ledger = None;
    let told_of = |seq: u32| {
        let changed = with_change(&store, |connection| change_entry(connection, seq));
        let damage = changed.unwrap().1.unwrap();
        let damage = damage.into_iter();
        let told: Vec<_> = damage
            .filter(|one| ["signature", "secret"].contains(&one.table))
            .map(|one| (one.table, one.row, one.kind))
            .collect();
        told
    };
    let of = |kind| ("signature", u64::from(signature), kind);
    assert_eq!(told_of(signature), [of(DamageKind::BadSignature)]);
    let key_told = ("secret", u64::from(key), DamageKind::NotWhatWasSealed);
    assert_eq!(told_of(key), [of(DamageKind::BadSignature), key_told]);
    for content in [claim, act] {
        assert_eq!(told_of(content), [of(DamageKind::NotWhatWasSigned)]);
    }
}
