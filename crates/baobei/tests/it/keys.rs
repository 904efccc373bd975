//! Where keys come from, and what is said where one is missing, wrong or with a program that does not answer.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::desk::{Desk, text};

const PURPOSES: [&str; 3] = ["log", "key-encryption", "index"];

fn file(desk: &Desk, purpose: &str) -> PathBuf {
    desk.path("store/keys").join(format!("{purpose}.key"))
}

fn variable(purpose: &str, ending: &str) -> String {
    let name = purpose.to_uppercase().replace('-', "_");
    format!("BAOBEI_{name}_KEY{ending}")
}

/// What is known of a customer who is held: it takes all three keys to say so.
fn check(desk: &Desk, variables: &[(String, String)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_baobei"))
        .args(["check", "--data", "store", "--by", "欧阳"])
        .args(["name=陈远", "phone=1390000****"])
        .envs(variables.iter().cloned())
        .current_dir(desk.path("."))
        .output()
        .unwrap()
}

fn finds(desk: &Desk, variables: &[(String, String)]) {
    let output = check(desk, variables);
    let (told, why) = (text(&output.stdout), text(&output.stderr));
    assert!(told.contains("疑似"), "{variables:?}: {told}{why}");
}

/// With its exit code, and in Chinese.
fn refused(desk: &Desk, variables: &[(String, String)], code: i32, word: &str) {
    let output = check(desk, variables);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{variables:?}: {told}");
    assert!(told.contains(word), "{variables:?}: {told}");
    assert!(
        !told.contains("baobei-key-v1 log 1"),
        "a key was told: {told}"
    );
}

fn desk() -> Desk {
    let (desk, _) = Desk::new();
    desk.register("司徒", "13900000001");
    desk
}

#[test]
fn each_key_comes_from_its_file_or_a_variable_and_the_first_of_them_counts() {
    let desk = desk();
    finds(&desk, &[]);
    for purpose in PURPOSES {
        let path = file(&desk, purpose);
        let elsewhere = desk.path(&format!("{purpose} elsewhere"));
        fs::rename(&path, &elsewhere).unwrap();
        refused(&desk, &[], 3, &format!("{purpose}.key"));
        let key = fs::read_to_string(&elsewhere).unwrap();
        let place = elsewhere.display().to_string();
        let sources = [
            (variable(purpose, ""), key),
            (variable(purpose, "_FILE"), place.clone()),
            (variable(purpose, "_COMMAND"), format!("cat '{place}'")),
        ];
        let bad = [
            (variable(purpose, ""), "nothing".to_owned()),
            (variable(purpose, "_FILE"), "missing".to_owned()),
            (variable(purpose, "_COMMAND"), "false".to_owned()),
        ];
        for (number, source) in sources.iter().enumerate() {
            finds(&desk, std::slice::from_ref(source));
            // One that comes after it is not even looked at, one before it decides.
            for after in &bad[number + 1..] {
                finds(&desk, &[source.clone(), after.clone()]);
            }
            for before in &bad[..number] {
                assert!(
                    !check(&desk, &[source.clone(), before.clone()])
                        .status
                        .success()
                );
            }
        }
        // A variable goes before the file.
        fs::write(&path, "nothing").unwrap();
        finds(&desk, &sources[..1]);
        refused(&desk, &[], 1, &format!("密钥 {purpose} 无法使用"));
        refused(&desk, &bad[1..2], 3, "missing");
        refused(&desk, &bad[2..], 3, "_COMMAND 的命令没有给出密钥");
        fs::rename(&elsewhere, &path).unwrap();
    }
}

#[test]
fn a_key_of_another_kind_or_another_ledger_is_refused_by_name() {
    let (desk, other) = (desk(), desk());
    let own: Vec<Vec<u8>> = PURPOSES
        .iter()
        .map(|purpose| fs::read(file(&desk, purpose)).unwrap())
        .collect();
    for (number, purpose) in PURPOSES.iter().enumerate() {
        let path = file(&desk, purpose);
        fs::write(&path, &own[(number + 1) % 3]).unwrap();
        refused(&desk, &[], 1, &format!("密钥 {purpose} 无法使用"));
        fs::copy(file(&other, purpose), &path).unwrap();
        let word = match *purpose {
            "key-encryption" => "密钥是别的账本的",
            _ => &format!("密钥 {purpose} 不是这个账本的"),
        };
        refused(&desk, &[], 3, word);
        fs::write(&path, &own[number]).unwrap();
    }
    finds(&desk, &[]);
}

#[test]
fn a_key_file_that_others_may_read_is_told() {
    let desk = desk();
    let told = || text(&check(&desk, &[]).stderr);
    assert_eq!(told(), "");
    let path = file(&desk, "index");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(told().contains("chmod 600"), "{}", told());
    // Keys that are made are their owner's alone.
    desk.told(&["rotate-keys", "--data", "store"]);
    let made = fs::metadata(file(&desk, "key-encryption")).unwrap();
    assert_eq!(made.permissions().mode() & 0o777, 0o600);
}

/// The line that names a program, which behaves in some manner.
fn program(desk: &Desk, number: u32, manner: &str) -> String {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/key_program.py");
    let (program, key) = (program.display(), desk.path("program's own key"));
    let key = key.display();
    format!(
        "baobei-key-program-v1 key-encryption {number} exec python3 '{program}' \"{key}\" {manner}\n"
    )
}

#[test]
fn a_program_can_have_the_key_and_it_can_be_taken_from_it_again() {
    let desk = desk();
    let path = file(&desk, "key-encryption");
    let local = fs::read_to_string(&path).unwrap();
    fs::write(desk.path("program's own key"), "not known to the ledger").unwrap();
    fs::write(&path, local + &program(&desk, 2, "")).unwrap();
    let rotate = ["rotate-keys", "--data", "store", "--no-new-key"];
    desk.told(&rotate);
    // The older key is not needed any more, and the newer one never came here.
    fs::write(&path, program(&desk, 2, "")).unwrap();
    finds(&desk, &[]);
    let collided = desk.register("欧阳", "13900000001");
    assert!(collided.contains("撞单"), "{collided}");
    desk.register("欧阳", "13900000002");
    desk.told(&["verify", "--data", "store"]);
    desk.told(&["backup", "--data", "store", "copy.sqlite3"]);
    let restored = ["--data", "new", "--keys", "store/keys"];
    desk.told(&[&["restore"], &restored[..], &["copy.sqlite3"]].concat());
    desk.told(&[&["verify"], &restored[..]].concat());

    let renewed = desk.run(&["rotate-keys", "--data", "store"]);
    assert_eq!(
        renewed.status.code(),
        Some(2),
        "no key is made beside a program's"
    );
    let line = "baobei-key-v1 key-encryption 3 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
    fs::write(&path, program(&desk, 2, "") + line).unwrap();
    desk.told(&rotate);
    fs::write(&path, line).unwrap();
    desk.told(&["verify", "--data", "store"]);
}

#[test]
fn a_program_that_does_not_answer_stores_nothing_and_is_named() {
    let desk = desk();
    let path = file(&desk, "key-encryption");
    let local = fs::read_to_string(&path).unwrap();
    fs::write(desk.path("program's own key"), "not known to the ledger").unwrap();
    let facts = desk.told(&["facts", "--data", "store"]);
    let register = ["register", "--data", "store", "--by", "欧阳", "--visited"];
    let register = [&register[..], &["name=林涛", "phone=13900000003"]].concat();
    for (manner, word) in [
        ("refuses", "拒绝"),
        ("nonsense", "没有正确回答"),
        ("silent", "十秒内"),
        ("ends", "没有正确回答"),
    ] {
        // What is there opens with the older key; a new customer's key is to be wrapped by the program.
        fs::write(&path, local.clone() + &program(&desk, 2, manner)).unwrap();
        let output = desk.run(&register);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{manner}: {told}");
        assert!(
            told.contains(word) && told.contains("什么也没有存下"),
            "{manner}: {told}"
        );
        let english = desk.run(&[&register[..], &["--lang", "en"]].concat());
        assert!(text(&english.stderr).contains("key number 2"), "{manner}");
        assert_eq!(desk.told(&["facts", "--data", "store"]), facts, "{manner}");
    }
    fs::write(&path, local).unwrap();
    desk.told(&register);
    desk.told(&["verify", "--data", "store"]);
}
