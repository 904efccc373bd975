//! What `baobei judge` reads and writes: kinds of files, encodings, and what it never overwrites.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use sheets::Book;

use crate::register::judge;

const REGISTER: &str = "来访日期,置业顾问,团队,客户姓名,联系电话\n\
    2026-03-02,王敏,甲组,张三,13800000001\n\
    2026-03-09,李强,乙组,张三,138 0000 0001\n";

fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn utf_16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// `REGISTER` in GB18030.
const GB18030: &[u8] = b"\xc0\xb4\xb7\xc3\xc8\xd5\xc6\xda,\xd6\xc3\xd2\xb5\xb9\xcb\xce\xca,\xcd\xc5\xb6\xd3,\xbf\xcd\xbb\xa7\xd0\xd5\xc3\xfb,\xc1\xaa\xcf\xb5\xb5\xe7\xbb\xb0\n\
    2026-03-02,\xcd\xf5\xc3\xf4,\xbc\xd7\xd7\xe9,\xd5\xc5\xc8\xfd,13800000001\n\
    2026-03-09,\xc0\xee\xc7\xbf,\xd2\xd2\xd7\xe9,\xd5\xc5\xc8\xfd,138 0000 0001\n";

#[test]
fn every_encoding_of_a_text_table_is_judged_the_same() {
    let folder = folder("encodings");
    let with_mark = format!("\u{feff}{REGISTER}");
    let tabs = REGISTER.replace(',', "\t");
    let files: [(&str, Vec<u8>); 5] = [
        ("普通.csv", REGISTER.into()),
        ("标记.csv", with_mark.into()),
        ("宽.csv", utf_16(REGISTER)),
        ("国标.csv", GB18030.to_vec()),
        ("制表.tsv", tabs.into()),
    ];
    for (name, bytes) in files {
        let register = folder.join(name);
        fs::write(&register, &bytes).unwrap();
        let output = judge(&register, &["--json"]);
        assert!(output.status.success(), "{name}: {}", told(&output));
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["summary"]["held_by"]["甲组"], 1, "{name}: {answer}");
        assert_eq!(answer["summary"]["collisions"], 1, "{name}");
        let written = fs::read(answer["written"].as_str().unwrap()).unwrap();
        let copy = Book::read(&written, name).unwrap();
        let header = copy.sheets[0].row(1).unwrap();
        assert_eq!(header.cell(3).display(), "客户姓名", "{name}");
        assert_eq!(header.cell(5).display(), "归属", "{name}");
        assert_eq!(fs::read(&register).unwrap(), bytes, "{name}");
    }
}

#[test]
fn only_an_earlier_copy_is_written_over() {
    let folder = folder("written_over");
    let register = folder.join("登记.csv");
    fs::write(&register, REGISTER).unwrap();
    assert!(judge(&register, &[]).status.success());
    let copy = folder.join("登记-裁决.csv");
    let first = fs::read(&copy).unwrap();
    assert!(judge(&register, &["--lang", "en"]).status.success());
    let second = fs::read(&copy).unwrap();
    assert!(first != second && second.ends_with(b"\n"));

    let foreign = folder.join("名册.csv");
    fs::write(&foreign, "姓名,归属\n张三,甲\n").unwrap();
    let refused = judge(&register, &["--out", foreign.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(told(&refused).contains("已经存在"), "{}", told(&refused));
    assert_eq!(
        fs::read_to_string(&foreign).unwrap(),
        "姓名,归属\n张三,甲\n"
    );
    let onto_folder = judge(&register, &["--out", folder.to_str().unwrap()]);
    assert_eq!(onto_folder.status.code(), Some(2));
    assert!(told(&onto_folder).contains("文件夹"));
    // Nothing unfinished stays.
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
}

#[cfg(unix)]
#[test]
fn a_link_to_the_original_never_leads_to_it() {
    let folder = folder("linked");
    let register = folder.join("登记.csv");
    fs::write(&register, REGISTER).unwrap();
    let link = folder.join("别名.csv");
    std::os::unix::fs::symlink(&register, &link).unwrap();
    let refused = judge(&register, &["--out", link.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    // A copy judged again, with another name of the same file to write to.
    assert!(judge(&register, &[]).status.success());
    let copy = folder.join("登记-裁决.csv");
    let before = fs::read(&copy).unwrap();
    let second_name = folder.join("同一份.csv");
    fs::hard_link(&copy, &second_name).unwrap();
    let english = ["--lang", "en", "--out", second_name.to_str().unwrap()];
    assert!(judge(&copy, &english).status.success());
    assert_eq!(fs::read(&copy).unwrap(), before);
    assert_ne!(fs::read(&second_name).unwrap(), before);
}

#[test]
fn a_misspelt_column_is_told_what_was_meant() {
    let folder = folder("misspelt");
    let register = folder.join("登记.csv");
    fs::write(&register, REGISTER).unwrap();
    let header = told(&judge(&register, &["--map", "phone=联系电活"]));
    assert!(header.contains("是不是“联系电话”"), "{header}");
    let key = told(&judge(
        &register,
        &["--map", "phoen=联系电话", "--lang", "en"],
    ));
    assert!(key.contains("did you mean `phone`?"), "{key}");
}
