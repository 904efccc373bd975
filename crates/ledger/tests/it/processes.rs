//! Three processes on one server, 64 people in all, register one customer in the same moment: one holds.
//!
//! The children are this test binary run again: `registers_when_told`.

#![expect(
    clippy::disallowed_methods,
    reason = "a child is told by variables where and as whom to write"
)]

use std::fs;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;

use ledger::ledger::Ledger;
use ledger::place::Place;
use ledger::privacy::keys::Keys;
use ledger::server::Server;
use ruling::calendar::Instant;
use ruling::ruling::Standing;
use tempfile::TempDir;

use crate::dice::rounds;
use crate::postgres;
use crate::support::{Store, visit_and_register_by};

const PROCESSES: usize = 3;
const PEOPLE: usize = 64;
const FOLDER: &str = "BAOBEI_RACE_FOLDER";
const SERVER: &str = "BAOBEI_RACE_SERVER";
const PROCESS: &str = "BAOBEI_RACE_PROCESS";

/// The child of the test below: alone it has nothing to do and ends. Told an instant and a phone, everybody of
/// this process registers it, and what each was told goes back.
#[test]
fn registers_when_told() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let process: usize = std::env::var(PROCESS).unwrap().parse().unwrap();
    let server = Server::read(&std::env::var(SERVER).unwrap()).unwrap();
    let keys = fs::read_to_string(Path::new(&folder).join("keys")).unwrap();
    let keys: Vec<&str> = keys.lines().collect();
    let keys = Keys::read(keys[0], keys[1], keys[2]).unwrap();
    let place = Place {
        folder: Path::new(&folder),
        server: Some(&server),
    };
    let clock = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(crate::support::START));
    let time = std::sync::Arc::clone(&clock);
    let order = std::sync::atomic::Ordering::SeqCst;
    let ledger = Ledger::open(
        place,
        keys,
        std::sync::Arc::new(move || Instant::from_seconds(time.load(order))),
    )
    .unwrap();
    say("ready");
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let (at, phone) = line.split_once(' ').unwrap();
        clock.store(at.parse().unwrap(), order);
        let typed = [("name", "陈远"), ("phone", phone)];
        thread::scope(|scope| {
            for number in (0..PEOPLE).filter(|number| number % PROCESSES == process) {
                let (ledger, clock) = (&ledger, &clock);
                scope.spawn(move || {
                    let now = Instant::from_seconds(clock.load(order));
                    let claim = visit_and_register_by(ledger, now, &person(number), &typed);
                    let key = format!("{phone}-{number}");
                    let done = ledger.carry_out(claim, key.as_bytes()).unwrap();
                    let case = done.case.unwrap();
                    let claim = case
                        .ruling
                        .claims
                        .iter()
                        .find(|claim| claim.fact == done.seq);
                    let is_holding = claim.unwrap().standing == Standing::Holding;
                    say(&format!("answer {} {} {is_holding}", done.seq, case.id));
                });
            }
        });
        say("done");
    }
}

fn person(number: usize) -> String {
    format!("销售{number}")
}

/// One write for a line, so that none is cut by another's.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

struct Node {
    child: Child,
    told: Lines<BufReader<ChildStdout>>,
    _folder: TempDir,
}

impl Node {
    fn start(store: &Store, process: usize) -> Node {
        let folder = TempDir::new().unwrap();
        fs::copy(
            store.path().join("store.toml"),
            folder.path().join("store.toml"),
        )
        .unwrap();
        fs::write(folder.path().join("keys"), store.key_texts.concat()).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "processes::registers_when_told", "--nocapture"])
            .env(FOLDER, folder.path())
            .env(SERVER, store.on_server.as_ref().unwrap().connection())
            .env(PROCESS, process.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let told = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut node = Node {
            child,
            told,
            _folder: folder,
        };
        node.until("ready");
        node
    }

    /// The lines up to this one.
    fn until(&mut self, last: &str) -> Vec<String> {
        let mut lines = Vec::new();
        for line in self.told.by_ref() {
            let line = line.unwrap();
            if line == last {
                return lines;
            }
            lines.push(line);
        }
        panic!("a process ended before it said {last}: {lines:?}");
    }
}

#[test]
fn property_of_three_processes_that_register_one_customer_at_once_one_holds() {
    let store = Store::showroom_on(postgres::shared());
    for number in 0..PEOPLE {
        store.hire(&person(number), &format!("{number}队"));
    }
    let mut nodes: Vec<Node> = (0..PROCESSES)
        .map(|process| Node::start(&store, process))
        .collect();
    let total = rounds(5, 2_000);
    for round in 0..total {
        let phone = format!("135{round:08}");
        store.pass(86_400);
        for node in &mut nodes {
            let mut input = node.child.stdin.as_ref().unwrap();
            writeln!(input, "{} {phone}", store.now().seconds()).unwrap();
        }
        let mut answers: Vec<(u32, u64, bool)> = Vec::new();
        for node in &mut nodes {
            for line in node.until("done") {
                if let ["answer", seq, case, is_holding] = line.split(' ').collect::<Vec<_>>()[..] {
                    answers.push((
                        seq.parse().unwrap(),
                        case.parse().unwrap(),
                        is_holding == "true",
                    ));
                }
            }
        }
        answers.sort_unstable();
        assert_eq!(answers.len(), PEOPLE, "round {round}");
        let (_, case, _) = answers[0];
        for (number, (_, of, is_holding)) in answers.iter().enumerate() {
            assert_eq!(*of, case, "round {round}: one customer, one case");
            assert_eq!(*is_holding, number == 0, "round {round}: answer {number}");
        }
    }
    for mut node in nodes {
        drop(node.child.stdin.take());
        assert!(node.child.wait().unwrap().success());
    }
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}
