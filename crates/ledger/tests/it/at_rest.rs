use std::fs;

use crate::support::Store;

#[test]
fn no_file_shows_what_was_entered() {
    let mut store = Store::showroom();
    store.hire("司徒静", "甲队");
    for number in 0..40 {
        let phone = format!("1387654{number:04}");
        store
            .register("张", &[("name", "欧阳明月"), ("phone", &phone)])
            .unwrap();
    }
    let files_with = |store: &Store, bytes: &[u8]| {
        let files = fs::read_dir(store.path()).unwrap();
        let texts = files.map(|file| fs::read(file.unwrap().path()).unwrap());
        texts
            .filter(|text| text.windows(bytes.len()).any(|part| part == bytes))
            .count()
    };
    for closed in [false, true] {
        if closed {
            store.ledger = None;
        }
        for secret in ["欧阳明月", "13876540007", "1387654", "司徒静"] {
            let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            for bytes in [secret.as_bytes(), &wide, hex.as_bytes()] {
                assert_eq!(files_with(&store, bytes), 0, "{secret} stands in a file");
            }
        }
    }
}
