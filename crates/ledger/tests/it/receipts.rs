use ledger::encoding::Leaf;
use ledger::log::checkpoint::LogKey;
use ledger::log::receipt::Receipt;

use super::showroom;
use crate::support::CHEN;

#[test]
fn a_receipt_verifies_without_the_store() {
    let store = showroom();
    let done = store.register("张", CHEN).unwrap();
    let text = store.ledger().receipt(done.seq).unwrap().to_text();
    let key = store.ledger().log_key().unwrap().to_text();
    drop(store);
    let receipt = Receipt::parse(&text).unwrap();
    let checkpoint = receipt.verify(&LogKey::parse(&key).unwrap()).unwrap();
    let leaf = Leaf::read(&receipt.leaf).unwrap();
    assert_eq!((leaf.seq, leaf.kind.as_str()), (done.seq, "registered"));
    assert!(checkpoint.size >= u64::from(done.seq));
}

#[test]
fn every_entry_of_a_long_ledger_has_a_receipt() {
    let store = showroom();
    for number in 0..300 {
        let phone = format!("139{number:08}");
        store
            .register("张", &[("name", "陈远"), ("phone", &phone)])
            .unwrap();
    }
    let key = store.ledger().log_key().unwrap();
    let last = store.ledger().entries(1, 10_000).unwrap().len();
    for seq in (1..=last).step_by(37) {
        let receipt = store.ledger().receipt(u32::try_from(seq).unwrap()).unwrap();
        assert!(receipt.verify(&key).is_ok(), "entry {seq}");
    }
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn a_receipt_names_nobody() {
    let store = showroom();
    let done = store.register("张", CHEN).unwrap();
    let leaf = store.ledger().receipt(done.seq).unwrap().leaf;
    for secret in ["陈远", "13900000001", "张"] {
        let found = leaf
            .windows(secret.len())
            .any(|bytes| bytes == secret.as_bytes());
        assert!(!found, "{secret} stands in a leaf");
    }
}
