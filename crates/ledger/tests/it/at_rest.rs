use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::dice::rounds;
use crate::support::Store;

#[test]
fn property_no_file_shows_what_was_entered() {
    let mut store = Store::showroom();
    store.hire("司徒静", "甲队");
    for number in 0..rounds(200, 1_000) {
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
        for (secret, gb18030) in SECRETS {
            let wide = secret.encode_utf16();
            let (low, high): (Vec<_>, Vec<_>) = wide
                .map(|unit| (unit.to_le_bytes(), unit.to_be_bytes()))
                .unzip();
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            let upper = hex.to_uppercase();
            let mut forms = vec![
                secret.as_bytes().to_vec(),
                gb18030.to_vec(),
                low.concat(),
                high.concat(),
                hex.into_bytes(),
                upper.into_bytes(),
            ];
            forms.extend((0..3).map(|before| in_base64(secret, before)));
            for bytes in forms {
                assert_eq!(files_with(&store, &bytes), 0, "{secret} stands in a file");
            }
        }
    }
}

/// Parts that all who were entered share, and the same in GB18030.
const SECRETS: [(&str, &[u8]); 3] = [
    ("欧阳明月", b"\xc5\xb7\xd1\xf4\xc3\xf7\xd4\xc2"),
    ("1387654", b"1387654"),
    ("司徒静", b"\xcb\xbe\xcd\xbd\xbe\xb2"),
];

/// The letters of base64 that depend on nothing but the secret, with so many bytes before it.
fn in_base64(secret: &str, before: usize) -> Vec<u8> {
    let bytes = [vec![0; before], secret.as_bytes().to_vec()].concat();
    let letters = STANDARD_NO_PAD.encode(&bytes).into_bytes();
    let (first, last) = ((8 * before).div_ceil(6), 8 * bytes.len() / 6);
    letters[first..last].to_vec()
}
