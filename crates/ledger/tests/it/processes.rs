//! Three processes on one server, 64 people in all, register one customer in the same moment: one holds; and whoever
//! hides part of the number waits.
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
use ruling::ruling::{Pending, Standing};
use tempfile::TempDir;

use crate::dice::rounds;
use crate::postgres;
use crate::race::masked;
use crate::support::{Store, visit_and_register_by};

const PROCESSES: usize = 3;
const PEOPLE: usize = 64;
const FOLDER: &str = "BAOBEI_RACE_FOLDER";
const SERVER: &str = "BAOBEI_RACE_SERVER";
const PROCESS: &str = "BAOBEI_RACE_PROCESS";

/// The child of the tests below: alone it has nothing to do and ends. Told an instant, a name and phones, everybody of
/// this process registers one of them, and what each was told goes back.
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
        let [at, name, phones @ ..] = &line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("nothing to register: {line}");
        };
        clock.store(at.parse().unwrap(), order);
        thread::scope(|scope| {
            for number in (0..PEOPLE).filter(|number| number % PROCESSES == process) {
                let (ledger, clock) = (&ledger, &clock);
                scope.spawn(move || {
                    let phone = phones[number % phones.len()];
                    let typed = [("name", *name), ("phone", phone)];
                    let now = Instant::from_seconds(clock.load(order));
                    let claim = visit_and_register_by(ledger, now, &person(number), &typed);
                    let key = format!("{name}-{phone}-{number}");
                    let done = ledger.carry_out(claim, key.as_bytes()).unwrap();
                    let case = done.case.unwrap();
                    let claim = case
                        .ruling
                        .claims
                        .iter()
                        .find(|claim| claim.fact == done.seq);
                    let standing = claim.unwrap().standing;
                    say(&format!("answer {} {} {standing:?}", done.seq, case.id));
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

/// What somebody was told: the entry that answered, the case, how the claim stands.
type Told = (u32, u64, String);

/// A company on a server with three processes that write for it.
struct Company {
    store: Store,
    nodes: Vec<Node>,
}

impl Company {
    fn of_64() -> Company {
        let store = Store::showroom_on(postgres::shared());
        for number in 0..PEOPLE {
            store.hire(&person(number), &format!("{number}队"));
        }
        let nodes = (0..PROCESSES).map(|process| Node::start(&store, process));
        Company {
            nodes: nodes.collect(),
            store,
        }
    }

    /// Everybody registers a customer of this name in the same moment, one with this phone, the next with that.
    fn all_register(&mut self, name: &str, phones: &[String]) -> Vec<Told> {
        for node in &mut self.nodes {
            let mut input = node.child.stdin.as_ref().unwrap();
            let now = self.store.now().seconds();
            writeln!(input, "{now} {name} {}", phones.join(" ")).unwrap();
        }
        let mut told = Vec::new();
        for node in &mut self.nodes {
            for line in node.until("done") {
                if let ["answer", seq, case, standing] = line.split(' ').collect::<Vec<_>>()[..] {
                    let (seq, case) = (seq.parse().unwrap(), case.parse().unwrap());
                    told.push((seq, case, standing.to_owned()));
                }
            }
        }
        told.sort_unstable();
        assert_eq!(told.len(), PEOPLE);
        told
    }

    fn end(self) {
        for mut node in self.nodes {
            drop(node.child.stdin.take());
            assert!(node.child.wait().unwrap().success());
        }
        assert_eq!(self.store.ledger().verify(&[]).unwrap().damage, []);
    }
}

#[test]
fn property_of_three_processes_that_register_one_customer_at_once_one_holds() {
    let mut company = Company::of_64();
    for round in 0..rounds(50, 2_000) {
        company.store.pass(86_400);
        let told = company.all_register("陈远", &[format!("135{round:08}")]);
        for (number, (_, case, standing)) in told.iter().enumerate() {
            assert_eq!(*case, told[0].1, "round {round}: one customer, one case");
            let is_holding = *standing == format!("{:?}", Standing::Holding);
            assert_eq!(is_holding, number == 0, "round {round}: answer {number}");
        }
    }
    company.end();
}

#[test]
fn property_of_three_processes_that_register_compatible_masks_at_once_none_slips_through() {
    let mut company = Company::of_64();
    for round in 0..rounds(5, 2_000) {
        company.store.pass(86_400);
        let (name, [phone, masks @ ..]) = masked(round);
        let typed = [("name", &*name), ("phone", &*phone)];
        let first = company.store.register("张", &typed).unwrap();
        let first = first.case.unwrap().id;
        for (seq, case, standing) in company.all_register(&name, &masks) {
            let pending = format!("{:?}", Standing::Waiting(Pending::Identity));
            assert_eq!(standing, pending, "round {round}: told to entry {seq}");
            assert_eq!(case, first, "round {round}: slipped through");
        }
    }
    company.end();
}
