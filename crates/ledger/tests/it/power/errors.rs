//! Any operation on the store's files fails, once or for good: the child is told, loses nothing and goes on.

use std::fs;
use std::path::{Path, PathBuf};

use super::check::{Said, Wanted};
use super::disk::{Disk, Operation, WAYS};
use super::recording::{PART, WORKSHOP, Workshop, temporary};
use super::script::{Actor, KeyTexts, Ring, STEPS, instruct};
use super::{RECORDED, STORE, keys_in, note, succeeds, write_keys};
use crate::dice::{Dice, rounds};

const CHILDREN: usize = 2;

/// How an operation fails: once, or it and all after it; written by half, or by half and then not at all; with no
/// room for good, or for a while.
const KINDS: [[&str; 2]; 3] = [
    ["error", "errors"],
    ["short", "torn"],
    ["full", "full-for-a-while"],
];
/// How often a step is tried before whoever works gives up.
const TRIES: usize = 3;
/// Reads are many, and most are alike.
const READS_PER_WAY: usize = 50;

/// At how many moments the power goes where a folder could not be synced.
const MOMENTS_WITHOUT_NAMES: usize = 40;

/// A mishap: how, and at which operation or read.
type Mishap = (&'static str, usize);

/// Each operation fails in so many of the ways, first in one of each kind; so do some reads.
fn mishaps(operations: usize, reads: usize, ways: usize, dice: &mut Dice) -> Vec<Mishap> {
    let first = dice.below(2);
    let mut all = Vec::new();
    for way in 0..ways {
        let kind = |number| KINDS[way % 3][(first + way / 3 + number) % 2];
        all.extend((0..operations).map(|number| (kind(number), number)));
    }
    let wanted = (READS_PER_WAY * ways).min(reads);
    all.extend((0..wanted).map(|number| ("unreadable", number * reads / wanted)));
    all
}

/// The child of `property_whatever_operation_fails_…`: alone it has no workshop and ends.
#[test]
fn works_through_the_script_with_mishaps() {
    let (Ok(workshop), Ok(part)) = (std::env::var(WORKSHOP), std::env::var(PART)) else {
        return;
    };
    let workshop = PathBuf::from(workshop);
    let list = fs::read_to_string(workshop.join(format!("mishaps{part}"))).unwrap();
    let keys = keys_in(&workshop);
    let mut dice = Dice::new("mishaps");
    for line in list.lines() {
        if let Err(problem) = one_mishap(&workshop, &part, &keys, line, &mut dice) {
            println!("\n! {line}: {problem}");
        }
    }
}

/// Works through the script with one mishap, then looks at what is there, and at what is there when the
/// power goes too.
fn one_mishap(
    workshop: &Path,
    part: &str,
    keys: &KeyTexts,
    mishap: &str,
    dice: &mut Dice,
) -> Result<(), String> {
    let control = workshop.join(format!("control{part}"));
    let record = workshop.join(format!("record{part}"));
    let watched = workshop.join(format!("watched{part}"));
    drop(fs::remove_dir_all(&watched));
    fs::create_dir(&watched).unwrap();
    instruct(&control, &format!("fail {} {mishap}\n", record.display()));
    let store = watched.join(STORE);
    let mut said: Said = vec![None; STEPS.len()];
    let mut actor = Actor::new(&store, keys, Ring::Older);
    'steps: for (number, said) in said.iter_mut().enumerate() {
        for tried in 0..TRIES {
            match actor.take(number) {
                Ok(answer) => {
                    instruct(&control, &format!("mark {number} {}\n", answer.to_text()));
                    *said = Some(answer);
                    continue 'steps;
                }
                // There may be room again, and who missed nothing else goes on as they are.
                Err(_) if mishap.starts_with("full") && tried == 0 => {}
                // Opened again, it goes on from what is on the disk.
                Err(_) => actor.ledger = None,
            }
        }
        break;
    }
    drop(actor);
    instruct(&control, "stop\n");
    let operations = Operation::all(&fs::read(record).unwrap());
    // Of few operations does so much depend that comes later.
    let moments = if loses_names(&operations, &watched) {
        MOMENTS_WITHOUT_NAMES
    } else {
        1
    };
    for _ in 0..moments {
        power_goes(&operations, &watched, keys, dice)
            .map_err(|problem| format!("and then the power went: {problem}"))?;
    }
    let wanted = Wanted {
        keys,
        said: &said,
        whole: None,
    };
    wanted.check(&store)
}

/// Whether a folder could not be synced: whatever was named in it may be gone with the power, however much was synced
/// of what it names.
fn loses_names(operations: &[Operation], watched: &Path) -> bool {
    let mut disk = Disk::new(watched);
    operations.iter().any(|operation| {
        disk.perform(operation);
        matches!(operation, Operation::SyncFailed(fd) if disk.is_folder(*fd))
    })
}

/// The power goes, too, at some moment.
fn power_goes(
    operations: &[Operation],
    watched: &Path,
    keys: &KeyTexts,
    dice: &mut Dice,
) -> Result<(), String> {
    let mut disk = Disk::new(watched);
    let mut said: Said = vec![None; STEPS.len()];
    for operation in &operations[..dice.below(operations.len() + 1)] {
        disk.perform(operation);
        if let Operation::Mark(mark) = operation {
            note(&mut said, mark);
        }
    }
    let image = temporary();
    disk.write_image(image.path(), WAYS[dice.below(WAYS.len())], dice);
    let wanted = Wanted {
        keys,
        said: &said,
        whole: None,
    };
    wanted.check(&image.path().join(STORE))
}

#[test]
fn property_whatever_operation_fails_nothing_acknowledged_is_lost() {
    let workshop = Workshop::new();
    write_keys(&workshop, &KeyTexts::new());
    succeeds(workshop.child(RECORDED, ""));
    let (operations, reads) = workshop.counted("record");
    let ways = usize::try_from(rounds(3, 6).min(6)).unwrap();
    let all = mishaps(operations, reads, ways, &mut Dice::new("mishaps"));
    println!(
        "{operations} operations, {reads} reads, {} mishaps",
        all.len()
    );
    let mut children = Vec::new();
    for part in 0..CHILDREN {
        let list: String = all
            .iter()
            .skip(part)
            .step_by(CHILDREN)
            .map(|(kind, number)| format!("{kind} {number}\n"))
            .collect();
        fs::write(workshop.path().join(format!("mishaps{part}")), list).unwrap();
        let child = workshop.child(
            "power::errors::works_through_the_script_with_mishaps",
            &part.to_string(),
        );
        children.push(std::thread::spawn(move || succeeds(child)));
    }
    let told: String = children
        .into_iter()
        .map(|child| child.join().unwrap())
        .collect();
    let problems: Vec<&str> = told.lines().filter(|line| line.starts_with('!')).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
