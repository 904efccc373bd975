use ledger::privacy::keys::{KeyPurpose, new_key_line};

use super::showroom;
use crate::support::CHEN;

#[test]
fn rotating_keys_wraps_everything_anew() {
    let mut store = showroom();
    store.register("张", CHEN).unwrap();
    let line = new_key_line(KeyPurpose::KeyEncryption, 2).unwrap();
    store.key_texts[1].push_str(&line);
    store.reopen();
    // Three of staff, one customer.
    assert_eq!(store.ledger().rotate_keys(|_| ()).unwrap(), 4);
    assert_eq!(store.ledger().rotate_keys(|_| ()).unwrap(), 0);
    // The old key is not needed any more.
    store.key_texts[1] = line.to_string();
    store.reopen();
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn rebuilding_changes_nothing() {
    let store = showroom();
    store.register("张", CHEN).unwrap();
    store.pass(60);
    store
        .register("李", &[("name", "陈远"), ("phone", "1390000****")])
        .unwrap();
    store.assert_rebuilding_changes_nothing();
}
