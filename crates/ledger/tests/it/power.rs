//! The power goes, the disk fails or is full: nothing acknowledged is lost, nothing is half written.
//!
//! A child (this test binary, run again) works through a script with a recorder loaded before its C library
//! (`tests/power/recorder.c`), which writes down every operation on the store's files. From that record the
//! folder is built as it may be found when the power went at that operation. The same recorder lets any
//! operation fail.

#![expect(
    clippy::disallowed_methods,
    reason = "the child is told by a variable where to write"
)]

mod check;
mod disk;
mod errors;
mod recording;
mod room;
mod script;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

use self::check::{History, Said, Wanted};
use self::disk::{Disk, Operation, WAYS};
use self::recording::{WORKSHOP, Workshop, temporary};
use self::script::{Actor, Answer, KeyTexts, Ring, STEPS, instruct};
use crate::dice::{Dice, rounds};

/// The store below the watched folder; neither folder is there before.
const STORE: &str = "公司/账本";
/// The child of both properties.
const RECORDED: &str = "power::works_through_the_script_recorded";
const CHECKERS: usize = 2;

fn keys_in(workshop: &Path) -> KeyTexts {
    let text = fs::read_to_string(workshop.join("keys")).unwrap();
    let mut lines = text.lines().map(|line| format!("{line}\n"));
    let mut next = || lines.next().unwrap();
    KeyTexts {
        log: next(),
        index: next(),
        older: next(),
        newer: next(),
    }
}

fn write_keys(workshop: &Workshop, keys: &KeyTexts) {
    let text = [&keys.log, &keys.index, &keys.older, &keys.newer];
    let text = text.map(String::as_str).concat();
    fs::write(workshop.path().join("keys"), text).unwrap();
}

/// Works through the script once. Alone it has no workshop and ends.
#[test]
fn works_through_the_script_recorded() {
    let Ok(workshop) = std::env::var(WORKSHOP) else {
        return;
    };
    let workshop = PathBuf::from(workshop);
    let control = workshop.join("control");
    let record = workshop.join("record");
    instruct(&control, &format!("record {}\n", record.display()));
    let store = workshop.join("watched").join(STORE);
    let mut actor = Actor::new(&store, &keys_in(&workshop), Ring::Older);
    for number in 0..STEPS.len() {
        let answer = actor.take(number).unwrap();
        instruct(&control, &format!("mark {number} {}\n", answer.to_text()));
    }
    drop(actor);
    instruct(&control, "stop\n");
}

/// Takes an answer in that the child had got by then.
fn note(said: &mut Said, mark: &str) {
    if let Some((number, answer)) = mark.split_once(' ') {
        said[number.parse::<usize>().unwrap()] = Some(Answer::from_text(answer));
    }
}

/// A folder to be checked, with what was acknowledged before the power went.
struct Image {
    folder: TempDir,
    said: Arc<Said>,
    what: String,
}

#[test]
fn property_power_cut_at_any_operation_nothing_acknowledged_is_lost() {
    let workshop = Workshop::new();
    let keys = KeyTexts::new();
    write_keys(&workshop, &keys);
    succeeds(workshop.child(RECORDED, ""));
    let whole = History::read(&workshop.watched("").join(STORE));
    let operations = workshop.recorded("record");
    let total = usize::try_from(rounds(1_500, 100_000)).unwrap();
    let failures = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        let (images, queue) = sync_channel::<Image>(2 * CHECKERS);
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..CHECKERS {
            let queue = Arc::clone(&queue);
            scope.spawn(|| check_images(queue, &keys, &whole, &failures));
        }
        drop(queue);
        cut(&workshop, &operations, total, &mut |image| {
            images.send(image).unwrap();
        });
        drop(images);
    });
    let failures = failures.into_inner().unwrap();
    for (problem, (count, example)) in &failures {
        println!("{count} images, as {example}: {problem}");
    }
    assert!(failures.is_empty());
}

/// Makes `total` images, as many for each operation at which the power may go.
fn cut(workshop: &Workshop, operations: &[Operation], total: usize, take: &mut dyn FnMut(Image)) {
    let mut dice = Dice::new("power");
    let mut disk = Disk::new(&workshop.watched(""));
    let mut said: Said = vec![None; STEPS.len()];
    let cuts = operations.iter().filter(|one| one.can_be_cut()).count();
    println!("{cuts} operations, {total} images");
    let (mut cut, mut made) = (0, 0);
    for (number, operation) in operations.iter().enumerate() {
        if let Operation::Mark(mark) = operation {
            note(&mut said, mark);
        }
        // A sync that did not return has synced nothing for certain; anything else may be on its way.
        let is_sync = matches!(operation, Operation::Sync(_));
        if !is_sync {
            disk.perform(operation);
        }
        if operation.can_be_cut() {
            cut += 1;
            let acknowledged = Arc::new(said.clone());
            while made < total * cut / cuts {
                let way = WAYS[dice.below(WAYS.len())];
                let folder = temporary();
                disk.write_image(folder.path(), way, &mut dice);
                take(Image {
                    folder,
                    said: Arc::clone(&acknowledged),
                    what: format!("operation {number} with {way:?}"),
                });
                made += 1;
            }
        }
        if is_sync {
            disk.perform(operation);
        }
    }
}

/// How often each problem came, and where first.
type Failures = Mutex<BTreeMap<String, (u64, String)>>;

fn check_images(
    queue: Arc<Mutex<Receiver<Image>>>,
    keys: &KeyTexts,
    whole: &History,
    failures: &Failures,
) {
    loop {
        let next = queue.lock().unwrap().recv();
        let Ok(image) = next else { return };
        let wanted = Wanted {
            keys,
            said: &image.said,
            whole: Some(whole),
        };
        if let Err(problem) = wanted.check(&image.folder.path().join(STORE)) {
            let problem = problem.replace(image.folder.path().to_str().unwrap(), "");
            let mut failures = failures.lock().unwrap();
            failures.entry(problem).or_insert((0, image.what)).0 += 1;
        }
    }
}

fn succeeds(mut child: std::process::Command) -> String {
    let output = child.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}
