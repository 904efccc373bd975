//! A process that is killed at any moment loses nothing it acknowledged.
//!
//! The child is this test binary run again: `writes_until_killed` with a store to write in. kill -9 says nothing
//! about power loss: what the system had taken stays.

#![expect(
    clippy::disallowed_methods,
    reason = "the child is told by a variable where to write"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ledger::encoding::Entry;
use ledger::ledger::Ledger;
use ledger::paper::{FiledWith, Paper, PaperCopy};
use ledger::place::Place;
use ledger::privacy::keys::Keys;
use ledger::server::Server;
use ruling::calendar::Instant;
use ruling::fact::FactKind;

use crate::dice::{Dice, rounds};
use crate::postgres::{Cluster, Syncing};
use crate::support::{START, Store, photo, visit_and_claim};

const WRITERS: u64 = 8;
/// A new store after so many kills, so that verifying does not get longer and longer.
const KILLS_PER_STORE: u64 = 10;
/// The child is killed at most so many milliseconds after its first entry.
const PATIENCE: usize = 30;
const STORE: &str = "BAOBEI_CRASH_STORE";
/// Where the data is, if not in the folder.
const SERVER: &str = "BAOBEI_CRASH_SERVER";
const ROUND: &str = "BAOBEI_CRASH_ROUND";

/// What the child said before it was killed.
#[derive(Default)]
struct Acknowledged {
    /// Entries by the key of their command.
    entries: BTreeMap<String, u32>,
    /// Signed checkpoints.
    notes: Vec<String>,
}

/// The child of `property_killed_at_any_moment_nothing_acknowledged_is_lost`: alone it has no store and ends.
#[test]
fn writes_until_killed() {
    let Ok(path) = std::env::var(STORE) else {
        return;
    };
    let round: u64 = std::env::var(ROUND).unwrap().parse().unwrap();
    let keys: Vec<String> = fs::read_to_string(Path::new(&path).with_extension("keys"))
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    let keys = Keys::read(&keys[0], &keys[1], &keys[2]).unwrap();
    let now = Instant::from_seconds(START + i64::try_from(round).unwrap() * 86_400);
    let server = std::env::var(SERVER).ok();
    let server = server.map(|server| Server::read(&server).unwrap());
    let place = Place {
        folder: Path::new(&path),
        server: server.as_ref(),
    };
    let ledger = Ledger::open(place, keys, std::sync::Arc::new(move || now)).unwrap();
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let ledger = &ledger;
            scope.spawn(move || write(ledger, now, round, writer));
        }
    });
}

/// A photo that comes with a customer, like no other of the hundred before it.
fn photo_of(number: u64) -> Paper {
    photo(u8::try_from(number % 100).unwrap())
}

/// Registers one customer after the other, and says so only when it was acknowledged. One writer brings photos.
fn write(ledger: &Ledger, now: Instant, round: u64, writer: u64) {
    let actor = ledger.staff_named("张").unwrap().unwrap();
    for number in 0_u64.. {
        let mut claim = 0;
        let phone = format!("13{writer}{:08}", round * 1000 + number % 1000);
        let typed = [("name", "陈远"), ("phone", phone.as_str())];
        for (part, command) in visit_and_claim(ledger, now, &typed).into_iter().enumerate() {
            let key = format!("{round}-{writer}-{number}-{part}");
            let done = ledger.carry_out(command, key.as_bytes()).unwrap();
            say(&format!("entry {key} {}\n", done.seq));
            claim = done.seq;
        }
        if writer == 1 {
            let papers = ledger::record::Command::FilePapers {
                with: FiledWith::Entry(claim),
                actor,
                papers: vec![photo_of(number)],
            };
            let key = format!("{round}-{writer}-{number}-papers");
            let done = ledger.carry_out(papers, key.as_bytes()).unwrap();
            say(&format!("entry {key} {}\n", done.seq));
        }
        if writer == 0 && number % 4 == 0 {
            let note = ledger.checkpoint().unwrap();
            say(&format!("signed {} .\n", STANDARD.encode(note)));
        }
    }
}

/// One write for a line, so that none is cut by another's.
fn say(line: &str) {
    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
}

/// Lets the child write for a while, kills it, and tells what it had said.
fn killed_after(store: &Store, round: u64, patience: Duration) -> Acknowledged {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::writes_until_killed", "--nocapture"])
        .env(STORE, store.path())
        .env(ROUND, round.to_string())
        .envs(store.on_server.iter().map(|on| (SERVER, on.connection())))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = child.stdout.take().unwrap();
    let (first, started) = std::sync::mpsc::channel();
    let reader = thread::spawn(move || {
        let (mut all, mut part) = (Vec::new(), [0; 4096]);
        while let Ok(count @ 1..) = told.read(&mut part) {
            all.extend_from_slice(&part[..count]);
            if all.windows(6).any(|word| word == b"entry ") {
                // The parent may have stopped listening.
                let _ = first.send(());
            }
        }
        String::from_utf8(all).unwrap()
    });
    let is_started = started.recv_timeout(Duration::from_secs(60)).is_ok();
    thread::sleep(patience);
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        is_started,
        "round {round}: the child wrote nothing\n{errors}"
    );
    assert!(!errors.contains("panicked"), "round {round}: {errors}");
    let told = reader.join().unwrap();
    let mut acknowledged = Acknowledged::default();
    // What follows the last end of a line was cut by the kill.
    let whole = told.rsplit_once('\n').map_or("", |(whole, _)| whole);
    for line in whole.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["entry", key, seq] = words[..] {
            acknowledged
                .entries
                .insert(key.to_owned(), seq.parse().unwrap());
        }
        if let ["signed", note, "."] = words[..] {
            let note = STANDARD.decode(note).unwrap();
            acknowledged.notes.push(String::from_utf8(note).unwrap());
        }
    }
    acknowledged
}

/// Everything said is there, and a command that comes again gets the answer it got.
fn check(store: &Store, round: u64, said: &Acknowledged) {
    let ledger = store.ledger();
    let entries = ledger.entries(1, u32::MAX).unwrap();
    for (number, entry) in (1..).zip(&entries) {
        assert_eq!(entry.seq, number, "round {round}: a gap");
    }
    for (key, seq) in &said.entries {
        let entry = entries.get(*seq as usize - 1);
        let entry = entry.unwrap_or_else(|| panic!("round {round}: entry {seq} ({key}) is lost"));
        if let Some(named) = key.strip_suffix("-papers") {
            let number = named.rsplit('-').next().unwrap().parse().unwrap();
            let kept = ledger.paper(*seq, 0, PaperCopy::Original).unwrap();
            let is_whole = kept.is_some_and(|kept| *kept == photo_of(number).original);
            assert!(is_whole, "round {round}: the photo of entry {seq} ({key})");
            continue;
        }
        let wanted = match key.ends_with('0') {
            true => FactKind::Visited,
            false => FactKind::Registered,
        };
        let is_same = matches!(&entry.entry, Entry::Fact(fact) | Entry::Opened { fact, .. } if fact.kind == wanted);
        assert!(is_same, "round {round}: entry {seq} ({key}) is another");
    }
    for (key, seq) in &said.entries {
        let another = ledger::record::Command::AddUnit("不会被记下".to_owned());
        let again = ledger.carry_out(another, key.as_bytes()).unwrap();
        assert_eq!(
            again.seq, *seq,
            "round {round}: {key} was carried out again"
        );
    }
    let verified = ledger.verify(&said.notes).unwrap();
    assert_eq!(verified.damage, [], "round {round}");
}

#[test]
fn property_killed_at_any_moment_nothing_acknowledged_is_lost() {
    kills(rounds(150, 10_000), Store::showroom, |_| ());
}

#[test]
fn property_killed_on_postgres_nothing_acknowledged_is_lost() {
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::start(Syncing::On)));
    kills(
        rounds(30, 2_000),
        || Store::showroom_on(cluster),
        // Now and then the server crashes, too.
        |round| {
            if round % 3 == 2 {
                cluster.crash();
            }
        },
    );
}

fn kills(rounds: u64, new_store: impl Fn() -> Store, also: impl Fn(u64)) {
    let mut dice = Dice::new("kills");
    let mut store = None;
    let (mut entries, mut notes) = (0, 0);
    for round in 0..rounds {
        if round % KILLS_PER_STORE == 0 {
            store = None;
        }
        let store = store.get_or_insert_with(|| {
            let store = new_store();
            let keys = store.key_texts.concat();
            fs::write(store.path().with_extension("keys"), keys).unwrap();
            store
        });
        store.ledger = None;
        let patience = u64::try_from(dice.below(PATIENCE)).unwrap();
        let said = killed_after(store, round, Duration::from_millis(patience));
        also(round);
        store.open();
        check(store, round, &said);
        (entries, notes) = (entries + said.entries.len(), notes + said.notes.len());
    }
    println!("{rounds} kills, {entries} entries and {notes} checkpoints acknowledged before them");
    assert!(entries > 0);
}
