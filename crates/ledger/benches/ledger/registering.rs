//! Registering, acknowledged = synced: against raw engines, and against ourselves when small.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use rusqlite::Connection;

use crate::customers::Customer;
use crate::figure::{Bar, Pair, line, middle};
use crate::load::{Load, drive, millis};
use crate::ours::Ours;
use crate::raw::Raw;
use crate::{Bases, Fresh, Size, told};

/// What an append of 4 KiB with a sync costs on this disk.
pub(crate) fn tell_sync(folder: &Path) {
    let path = folder.join("bench-sync");
    let mut file = File::create(&path).expect("a file");
    let mut times: Vec<f64> = (0..200)
        .map(|_| {
            let start = Instant::now();
            file.write_all(&[7; 4096]).expect("written");
            file.sync_data().expect("synced");
            millis(start.elapsed())
        })
        .collect();
    times.sort_by(f64::total_cmp);
    std::fs::remove_file(&path).expect("removed");
    told("append of 4 KiB and sync, p50", times[100], "ms");
    told("append of 4 KiB and sync, p99", times[198], "ms");
}

/// Rows that earlier runs added to the base.
pub(crate) fn since_base(raw: &Path, base: u64) -> u64 {
    let connection = Connection::open(raw).expect("the raw table");
    let rows: i64 = connection
        .query_row("SELECT max(id) FROM customer", [], |row| row.get(0))
        .expect("a count");
    // Ours may have had turns that the raw table had not.
    8 * (rows.cast_unsigned() - base)
}

impl Raw {
    pub(crate) fn turn(&self, numbers: std::ops::Range<u64>, clients: usize) -> Load {
        drive(numbers.map(Customer::new).collect(), clients, |customer| {
            self.register(customer);
        })
    }

    pub(crate) fn fill(&self, count: u64) {
        for first in (0..count).step_by(50_000) {
            self.turn(first..(first + 50_000).min(count), 512);
        }
    }
}

const RAW: &str = "raw SQLite, same four indexes";

/// Ours and both raw engines in turns, by number of clients.
pub(crate) fn against_raw(size: &Size, bases: &Bases, ours: &Ours, raw: &Raw, fresh: &mut Fresh) {
    let log = Raw::append_log(&bases.file("append.log"));
    for (clients, bar, longer) in [(1, 0.7, 1), (16, 0.9, 2), (64, 1.0, 4), (1024, 1.0, 8)] {
        let count = size.turn * longer;
        let (mut to_raw, mut to_log, mut spread, mut stalls) = (vec![], vec![], vec![], vec![]);
        for _ in 0..size.rounds {
            let numbers = fresh.take(count);
            let mine = ours.turn(numbers.clone(), clients);
            let theirs = raw.turn(numbers.clone(), clients);
            let appended = log.turn(numbers, clients);
            to_raw.push(Pair(mine.rate, theirs.rate));
            to_log.push(Pair(mine.rate, appended.rate));
            spread.push(Pair(mine.within(0.99), mine.within(0.5)));
            stalls.push(Pair(millis(mine.stall), millis(theirs.stall)));
        }
        let name = format!("register + check, synced, {clients} clients");
        line(&name, "rows/s", RAW, middle(to_raw), &Bar::AtLeast(bar));
        told(
            &format!("the same for an append log with its index in memory, {clients} clients"),
            middle(to_log).1,
            "rows/s",
        );
        if clients == 64 {
            line(
                "p99 of a registration, 64 clients",
                "ms",
                "p50",
                middle(spread),
                &Bar::AtMost(3.0),
            );
            let longest = stalls
                .iter()
                .copied()
                .map(|Pair(mine, _)| mine)
                .fold(0.0, f64::max);
            let theirs = stalls
                .iter()
                .copied()
                .map(|Pair(_, theirs)| theirs)
                .fold(0.0, f64::max);
            line(
                "longest time without an answer, 64 clients",
                "ms",
                "limit",
                Pair(longest, 100.0),
                &Bar::AtMost(1.0),
            );
            told("the same for raw SQLite", theirs, "ms");
        }
    }
}

/// The full base and a small one, which is founded anew for each round.
pub(crate) fn against_small(size: &Size, bases: &Bases, ours: &Ours, fresh: &mut Fresh) {
    let rounds = (0..size.rounds).map(|round| {
        let folder = bases.file(&format!("small-{round}"));
        let small = Ours::found(&folder);
        small.fill(size.small);
        let numbers = fresh.take(size.turn * 2);
        let large = ours.turn(numbers.clone(), 64).rate;
        let pair = Pair(large, small.turn(numbers, 64).rate);
        drop(small);
        std::fs::remove_dir_all(folder).expect("removed");
        pair
    });
    let name = format!("register + check, base of {}, 64 clients", size.base);
    let reference = format!("base of {}", size.small);
    line(
        &name,
        "rows/s",
        &reference,
        middle(rounds.collect()),
        &Bar::AtLeast(0.4),
    );
}
