//! A backup in the place of a new company's ledger: looked at wholly beside it, and what is wrong is told apart.

use std::fs;
use std::path::{Path, PathBuf};

use desk::restoring::{
    Backup, KeyOrigin, KeyTexts, READY, RestoreProblem, RestoreStep, Restored, look_at, make_ready,
};
use ledger::ledger::Ledger;
use ledger::privacy::keys::{KeyPurpose, new_key_line};
use ledger::upkeep::take_over;
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::deeds::{CHEN, register};
use crate::world;
use crate::world::World;

/// A company with a customer, and its backup.
struct Former {
    world: World,
    copy: PathBuf,
}

fn former() -> Former {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    world.desk().ledger().checkpoint().unwrap();
    let copy = world.folder.path().join("copy");
    world.desk().ledger().back_up(&copy).unwrap();
    Former { world, copy }
}

fn line(purpose: KeyPurpose) -> String {
    new_key_line(purpose, 1).unwrap().to_string()
}

/// Keys of a company that was just founded: not those of the backup.
fn new_keys(origin: KeyOrigin) -> KeyTexts {
    let purposes = [
        KeyPurpose::Log,
        KeyPurpose::KeyEncryption,
        KeyPurpose::Index,
    ];
    KeyTexts::new(purposes.map(|purpose| (line(purpose), origin)))
}

fn brought(texts: &[&str]) -> Vec<Zeroizing<String>> {
    let texts = texts.iter().map(|text| Zeroizing::new((*text).to_owned()));
    texts.collect()
}

impl Former {
    fn look(
        &self,
        copy: &Path,
        keys: &KeyTexts,
        signed: Option<&str>,
    ) -> (TempDir, Result<Restored, RestoreProblem>) {
        let folder = TempDir::new().unwrap();
        let backup = Backup { copy, signed };
        let beside = folder.path().join("beside");
        let now = self.world.time_source();
        let found = look_at(backup, &beside, keys, now, |_| {});
        (folder, found)
    }

    fn keys(&self) -> KeyTexts {
        let [log, key_encryption, index] = self.world.key_lines();
        let files = brought(&[&(log + &index), "", &key_encryption]);
        new_keys(KeyOrigin::File).with_brought(&files).unwrap()
    }
}

#[test]
fn a_whole_backup_with_its_keys_takes_the_place_of_a_new_ledger() {
    let former = former();
    let steps = std::cell::RefCell::new(Vec::new());
    let mut new = World::founded(None);
    assert!(new.desk().is_untouched().unwrap());
    assert!(!former.world.desk().is_untouched().unwrap());
    let (folder, keys) = (new.path(), former.keys());
    let backup = Backup {
        copy: &former.copy,
        signed: None,
    };
    let beside = folder.join("restoring");
    let tell = |step| steps.borrow_mut().push(step);
    let restored = look_at(backup, &beside, &keys, former.world.time_source(), tell).unwrap();
    assert_eq!(
        *steps.borrow(),
        [RestoreStep::Copying, RestoreStep::Verifying]
    );
    assert!(restored.is_set_up && restored.cases == 1 && restored.entries > 10);
    make_ready(&beside, &folder, &keys).unwrap();
    new.close();
    let ready = folder.join(READY);
    assert!(ready.join("log.key").exists() && !beside.exists());
    take_over(&ready, &folder).unwrap();
    // Whoever was stopped does it again: nothing is lost by that.
    take_over(&ready, &folder).unwrap();
    let ledger = Ledger::open(&folder, former.world.keys(), former.world.time_source()).unwrap();
    assert_eq!(ledger.log_key().unwrap().to_text(), restored.log_key);
    assert_eq!(ledger.verify(&[]).unwrap().damage, []);
}

#[test]
fn a_key_that_is_missing_is_named_and_the_one_of_a_variable_stays() {
    let former = former();
    let own = former.world.key_lines();
    let purposes = [
        KeyPurpose::Log,
        KeyPurpose::KeyEncryption,
        KeyPurpose::Index,
    ];
    for (missing, purpose) in purposes.into_iter().enumerate() {
        let others = own.iter().enumerate();
        let others: Vec<&str> = others
            .filter(|(place, _)| *place != missing)
            .map(|(_, line)| line.as_str())
            .collect();
        let keys = new_keys(KeyOrigin::File);
        let keys = keys.with_brought(&brought(&others)).unwrap();
        let (_folder, found) = former.look(&former.copy, &keys, None);
        assert_eq!(found, Err(RestoreProblem::OtherKey(purpose)));
    }
    // What a variable gives is used whatever is brought.
    let all: Vec<&str> = own.iter().map(String::as_str).collect();
    let fixed = new_keys(KeyOrigin::Variable);
    let fixed = fixed.with_brought(&brought(&all)).unwrap();
    let (_folder, found) = former.look(&former.copy, &fixed, None);
    let Err(RestoreProblem::OtherKeyOfVariable(_)) = found else {
        panic!("{found:?}");
    };
}

#[test]
fn the_key_by_which_logins_are_found_is_missed_where_there_is_no_customer_yet() {
    let world = world();
    let copy = world.folder.path().join("copy");
    world.desk().ledger().back_up(&copy).unwrap();
    let former = Former { world, copy };
    let [log, key_encryption, _] = former.world.key_lines();
    let keys = new_keys(KeyOrigin::File);
    let keys = keys
        .with_brought(&brought(&[&log, &key_encryption]))
        .unwrap();
    let (_folder, found) = former.look(&former.copy, &keys, None);
    assert_eq!(found, Err(RestoreProblem::OtherKey(KeyPurpose::Index)));
}

#[test]
fn what_is_no_key_or_is_with_a_program_is_not_taken() {
    let keys = new_keys(KeyOrigin::File);
    let refused = |text: &str| keys.with_brought(&brought(&[text])).unwrap_err();
    for none in [
        "hello",
        "baobei-key-v1 log 1 short",
        "baobei-key-v1 other 1 AAAA",
    ] {
        assert_eq!(refused(none), RestoreProblem::NotAKey, "{none}");
    }
    // A page must not have the program start another.
    let program = "baobei-key-program-v1 key-encryption 2 touch /tmp/started";
    assert_eq!(refused(program), RestoreProblem::KeyOfProgram);
}

#[test]
fn what_is_no_backup_or_a_damaged_one_is_told_apart() {
    let former = former();
    let keys = former.keys();
    let other = former.world.folder.path().join("other");
    let look = |bytes: &[u8]| {
        fs::write(&other, bytes).unwrap();
        former.look(&other, &keys, None).1.unwrap_err()
    };
    assert_eq!(look(b""), RestoreProblem::NotACopy);
    assert_eq!(look("手机号,姓名\n".as_bytes()), RestoreProblem::NotACopy);
    let whole = fs::read(&former.copy).unwrap();
    let half = look(&whole[..whole.len() / 2]);
    assert!(matches!(half, RestoreProblem::Damaged(_)), "{half:?}");
    // One bit of what was sealed, somewhere in the middle of the entries.
    let name = former.world.desk().company_name().unwrap();
    let mut windows = whole.windows(name.len());
    let place = windows
        .position(|window| window == name.as_bytes())
        .unwrap();
    let mut changed = whole.clone();
    changed[place] ^= 1;
    let found = look(&changed);
    assert!(matches!(found, RestoreProblem::Damaged(_)), "{found:?}");
    // A database of another program.
    let mut empty = b"SQLite format 3\0".to_vec();
    empty.resize(4096, 0);
    let found = look(&empty);
    assert!(
        matches!(found, RestoreProblem::Damaged(_) | RestoreProblem::NotACopy),
        "{found:?}"
    );
}

#[test]
fn the_mark_of_another_ledger_erases_nobody_here() {
    let former = former();
    let keys = former.keys();
    let own = fs::read_to_string(former.world.path().join("high-water")).unwrap();
    let (_folder, found) = former.look(&former.copy, &keys, Some(&own));
    assert!(found.is_ok(), "{found:?}");
    let other = World::founded(None);
    other.desk().ledger().checkpoint().unwrap();
    let other = fs::read_to_string(other.path().join("high-water")).unwrap();
    let (_folder, found) = former.look(&former.copy, &keys, Some(&format!("{other}erased 1\n")));
    assert_eq!(found, Err(RestoreProblem::OtherMark));
}
