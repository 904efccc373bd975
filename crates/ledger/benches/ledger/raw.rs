//! What the ledger is measured against: plain tables and files that keep no promise but durability.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::{Connection, OptionalExtension, params};

use crate::customers::Customer;

/// A customer to register, and whoever waits for whether they are new.
pub(crate) type Job = (Customer, SyncSender<bool>);

/// Same as the ledger's.
const BATCH_MAX: usize = 1024;

/// One thread that writes batches; whoever asks waits for its commit.
pub(crate) struct Raw {
    jobs: Option<SyncSender<Job>>,
    writer: Option<JoinHandle<()>>,
}

impl Raw {
    pub(crate) fn start(mut commit: impl FnMut(&[Job]) -> Vec<bool> + Send + 'static) -> Raw {
        let (jobs, queue): (SyncSender<Job>, Receiver<Job>) = sync_channel(4096);
        let writer = std::thread::spawn(move || {
            while let Ok(first) = queue.recv() {
                let mut batch = vec![first];
                while batch.len() < BATCH_MAX
                    && let Ok(job) = queue.try_recv()
                {
                    batch.push(job);
                }
                let answers = commit(&batch);
                for ((_, answer), new) in batch.into_iter().zip(answers) {
                    answer.send(new).expect("a client that waits");
                }
            }
        });
        Raw {
            jobs: Some(jobs),
            writer: Some(writer),
        }
    }

    /// SQLite with one plain table of four indexes: look-ups by each key, then one row.
    pub(crate) fn sqlite(path: &Path) -> Raw {
        let connection = open(path);
        Raw::start(move |batch| {
            connection.execute_batch("BEGIN IMMEDIATE").expect("begin");
            let answers = batch
                .iter()
                .map(|(customer, _)| register(&connection, customer));
            let answers = answers.collect();
            connection.execute_batch("COMMIT").expect("commit");
            answers
        })
    }

    /// A file of rows, synced for every batch, and the keys in memory.
    pub(crate) fn append_log(path: &Path) -> Raw {
        let mut file = File::create(path).expect("a file");
        let (mut known, hasher) = (HashMap::new(), RandomState::new());
        Raw::start(move |batch| {
            let mut bytes = Vec::new();
            let mut answers = Vec::new();
            for (customer, _) in batch {
                let Customer {
                    phone,
                    code,
                    name,
                    number,
                } = customer;
                let keys = [phone, code, name].map(|key| hasher.hash_one(key));
                answers.push(keys.iter().all(|key| !known.contains_key(key)));
                known.extend(keys.map(|key| (key, *number)));
                writeln!(bytes, "{number}\t{phone}\t{code}\t{name}").expect("memory");
            }
            file.write_all(&bytes).expect("written");
            file.sync_data().expect("synced");
            answers
        })
    }

    pub(crate) fn register(&self, customer: Customer) {
        let (answer, wait) = sync_channel(1);
        let jobs = self.jobs.as_ref().expect("open");
        jobs.send((customer, answer)).expect("a writer");
        wait.recv().expect("an answer");
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            writer.join().expect("a writer that ended well");
        }
    }
}

fn open(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("a database");
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE IF NOT EXISTS customer (id INTEGER PRIMARY KEY, phone TEXT, code TEXT, name TEXT,
                 holder INTEGER, until INTEGER, recorded INTEGER);
             CREATE INDEX IF NOT EXISTS by_phone ON customer (phone);
             CREATE INDEX IF NOT EXISTS by_code ON customer (code);
             CREATE INDEX IF NOT EXISTS by_name ON customer (name);
             CREATE INDEX IF NOT EXISTS by_holder ON customer (holder, until);",
        )
        .expect("a table");
    connection
}

const LOOK_UPS: [&str; 3] = [
    "SELECT id FROM customer WHERE phone = ?1",
    "SELECT id FROM customer WHERE code = ?1",
    "SELECT id FROM customer WHERE name = ?1 LIMIT 1",
];

fn find(connection: &Connection, customer: &Customer) -> bool {
    let keys = [&customer.phone, &customer.code, &customer.name];
    let found = LOOK_UPS.into_iter().zip(keys).map(|(sql, key)| {
        let mut select = connection.prepare_cached(sql).expect("a statement");
        let found: Option<i64> = select
            .query_row([key], |row| row.get(0))
            .optional()
            .expect("a look-up");
        found.is_some()
    });
    found.fold(false, |any, one| any | one)
}

fn register(connection: &Connection, customer: &Customer) -> bool {
    let is_new = !find(connection, customer);
    let number = customer.number.cast_signed();
    connection
        .prepare_cached(
            "INSERT INTO customer (phone, code, name, holder, until, recorded) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .and_then(|mut insert| {
            let Customer { phone, code, name, .. } = customer;
            insert.execute(params![phone, code, name, number % 40, 1_800_000_000 + number / 50, 1_772_330_400])
        })
        .expect("a row");
    is_new
}

/// Looks customers up, each by all four indexes, beside the writer.
pub(crate) struct RawReader(Mutex<Connection>);

impl RawReader {
    pub(crate) fn new(path: &Path) -> RawReader {
        RawReader(Mutex::new(open(path)))
    }

    pub(crate) fn check(&self, customer: &Customer) -> bool {
        let connection = self.0.lock().expect("nobody failed");
        let held: Option<i64> = connection
            .prepare_cached("SELECT id FROM customer WHERE holder = ?1 AND until > ?2 LIMIT 1")
            .and_then(|mut select| {
                let holder = customer.number.cast_signed() % 40;
                select
                    .query_row([holder, 1_800_000_000], |row| row.get(0))
                    .optional()
            })
            .expect("a look-up");
        find(&connection, customer) && held.is_some()
    }
}
