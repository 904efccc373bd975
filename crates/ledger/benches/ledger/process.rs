//! Whole processes: how soon one answers after its start, and what it keeps in memory.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use crate::Bases;
use crate::customers::Customer;
use crate::figure::{Bar, Pair, line};
use crate::load::millis;
use crate::ours::Ours;
use crate::postgres;
use crate::verifying::{Extent, verify_on};

/// Does what a child of this bench is asked to; tells whether this process is one.
pub(crate) fn is_child(words: &[&str]) -> bool {
    match words {
        ["child", "answer", folder, ..] => {
            let ours = Ours::open(Path::new(folder));
            let typed = Customer::new(0).fields();
            let answer = ours.ledger.check(ours.asker(), &typed, &ours.key());
            tell(&format!("{:?}", answer.expect("an answer")));
            // Alive until whoever asks has looked.
            std::io::stdin()
                .read_line(&mut String::new())
                .expect("a line");
            true
        }
        ["child", "write", folder, ..] => {
            let ours = Ours::open(Path::new(folder));
            for first in (600_000_000_u64..).step_by(10_000) {
                ours.turn(first..first + 10_000, 64);
                tell("wrote");
            }
            true
        }
        ["child", "register", folder, connection, ..] => {
            let ours = postgres::found(Path::new(folder), connection);
            postgres::register_when_told(|numbers, clients| drop(ours.turn(numbers, clients)));
            true
        }
        ["child", "register-raw", connection, ..] => {
            let raw = postgres::raw(connection);
            postgres::register_when_told(|numbers, clients| drop(raw.turn(numbers, clients)));
            true
        }
        ["child", "verify", folder, cores, extent, ..] => {
            let cores = cores.parse().expect("a number");
            let extent = Extent::named(extent);
            tell(&verify_on(Path::new(folder), cores, extent));
            true
        }
        _ => false,
    }
}

pub(crate) fn tell(text: &str) {
    println!("{text}");
    std::io::stdout().flush().expect("told");
}

/// A child of this bench: asked and answering by lines.
pub(crate) struct Kid {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Kid {
    pub(crate) fn start(words: &[&str]) -> Kid {
        let program = std::env::current_exe().expect("this program");
        let mut child = Command::new(program)
            .arg("child")
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a child");
        let input = child.stdin.take().expect("its input");
        let output = child.stdout.take().expect("its output");
        Kid {
            child,
            input,
            output: BufReader::new(output),
        }
    }

    pub(crate) fn ask(&mut self, line: &str) {
        writeln!(self.input, "{line}").expect("a child that listens");
    }

    /// The next line.
    pub(crate) fn answer(&mut self) -> String {
        let mut text = String::new();
        self.output.read_line(&mut text).expect("a line");
        assert!(!text.is_empty(), "the child answered nothing");
        text
    }

    /// Lets it end by itself.
    pub(crate) fn end(mut self) {
        drop(self.input);
        self.child.wait().expect("its end");
    }
}

/// Milliseconds from the start of a process to its first answer, and its anonymous memory in MB then.
fn answer(folder: &Path) -> (f64, f64) {
    let start = Instant::now();
    let mut kid = Kid::start(&["answer", &folder.to_string_lossy()]);
    kid.answer();
    let taken = millis(start.elapsed());
    let smaps = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", kid.child.id()));
    let smaps = smaps.expect("what the kernel says of the process");
    let anonymous = smaps
        .lines()
        .find_map(|line| line.strip_prefix("Anonymous:"));
    let kilobytes = anonymous.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    kid.end();
    (taken, kilobytes.expect("a number") / 1024.0)
}

fn at_most(name: &str, unit: &str, value: f64, limit: f64) {
    line(name, unit, "limit", Pair(value, limit), &Bar::AtMost(1.0));
}

pub(crate) fn start_and_memory(bases: &Bases) {
    let (taken, memory) = answer(&bases.ours());
    at_most("first answer after start, full", "ms", taken, 2000.0);
    at_most("anonymous memory, full", "MB", memory, 320.0);
    let (taken, memory) = answer(&bases.empty());
    at_most("first answer after start, empty", "ms", taken, 150.0);
    at_most("anonymous memory, empty", "MB", memory, 48.0);
}

/// A process that writes is killed without warning, and the next one answers.
pub(crate) fn after_kill(bases: &Bases) {
    let mut kid = Kid::start(&["write", &bases.ours().to_string_lossy()]);
    kid.answer();
    kid.child.kill().expect("killed");
    kid.child.wait().expect("its end");
    let (taken, _) = answer(&bases.ours());
    at_most("first answer after kill -9, full", "ms", taken, 3000.0);
}
