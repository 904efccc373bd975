//! Whole processes: how soon one answers after its start, and what it keeps in memory.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Instant;

use crate::Bases;
use crate::customers::Customer;
use crate::figure::{Bar, Pair, line};
use crate::load::millis;
use crate::ours::Ours;
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
        ["child", "verify", folder, cores, extent, ..] => {
            let cores = cores.parse().expect("a number");
            let extent = Extent::named(extent);
            tell(&verify_on(Path::new(folder), cores, extent));
            true
        }
        _ => false,
    }
}

fn tell(text: &str) {
    println!("{text}");
    std::io::stdout().flush().expect("told");
}

/// A child and its first line.
pub(crate) fn child(words: &[&str]) -> (Child, ChildStdin, String) {
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new(program)
        .arg("child")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let input = child.stdin.take().expect("its input");
    let mut text = String::new();
    let output = child.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut text).expect("a line");
    assert!(!text.is_empty(), "the child answered nothing");
    (child, input, text)
}

/// Milliseconds from the start of a process to its first answer, and its anonymous memory in MB then.
fn answer(folder: &Path) -> (f64, f64) {
    let start = Instant::now();
    let (mut child, input, _) = child(&["answer", &folder.to_string_lossy()]);
    let taken = millis(start.elapsed());
    let smaps = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", child.id()));
    let smaps = smaps.expect("what the kernel says of the process");
    let anonymous = smaps
        .lines()
        .find_map(|line| line.strip_prefix("Anonymous:"));
    let kilobytes = anonymous.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    drop(input);
    child.wait().expect("its end");
    (taken, kilobytes.expect("a number") / 1024.0)
}

fn at_most(name: &str, unit: &str, value: f64, limit: f64) {
    line(name, unit, "limit", Pair(value, limit), &Bar::AtMost(1.0));
}

pub(crate) fn start_and_memory(bases: &Bases) {
    let (taken, memory) = answer(&bases.ours());
    at_most("first answer after start, full", "ms", taken, 2000.0);
    at_most("anonymous memory, full", "MB", memory, 320.0);
    let empty = bases.file("empty");
    if !empty.exists() {
        drop(Ours::found(&empty));
    }
    let (taken, memory) = answer(&empty);
    at_most("first answer after start, empty", "ms", taken, 150.0);
    at_most("anonymous memory, empty", "MB", memory, 48.0);
}

/// A process that writes is killed without warning, and the next one answers.
pub(crate) fn after_kill(bases: &Bases) {
    let (mut child, _input, _) = child(&["write", &bases.ours().to_string_lossy()]);
    child.kill().expect("killed");
    child.wait().expect("its end");
    let (taken, _) = answer(&bases.ours());
    at_most("first answer after kill -9, full", "ms", taken, 3000.0);
}
