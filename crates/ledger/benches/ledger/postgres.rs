//! The ledger on PostgreSQL against a plain table in the same cluster, which syncs and lies on this machine.
//!
//! Raw PostgreSQL commits what waits in one transaction, as ours does. Its statements are prepared and go out
//! in one go, from BEGIN to COMMIT: for every customer the three look-ups, then the row.

use std::future::{Future, poll_fn};
use std::ops::Range;
use std::path::Path;
use std::task::Poll;
use std::time::Instant;

use ledger::place::Place;
use ledger::server::Server;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Statement};

use crate::cluster::{Cluster, Syncing, programs};
use crate::figure::{Bar, Pair, line, middle};
use crate::ours::Ours;
use crate::process::{Kid, tell};
use crate::raw::{Job, Raw};
use crate::{Bases, Fresh, Size, told};

const CLIENTS: usize = 64;
/// Processes that write at once, each for a company of its own.
const PROCESSES: usize = 3;

const TABLE: &str = "
    CREATE TABLE customer (id BIGSERIAL PRIMARY KEY, phone TEXT, code TEXT, name TEXT, holder BIGINT,
        until BIGINT, recorded BIGINT);
    CREATE INDEX by_phone ON customer (phone);
    CREATE INDEX by_code ON customer (code);
    CREATE INDEX by_name ON customer (name);
    CREATE INDEX by_holder ON customer (holder, until);";

const STATEMENTS: [&str; 6] = [
    "BEGIN",
    "SELECT id FROM customer WHERE phone = $1",
    "SELECT id FROM customer WHERE code = $1",
    "SELECT id FROM customer WHERE name = $1 LIMIT 1",
    "INSERT INTO customer (phone, code, name, holder, until, recorded) VALUES ($1, $2, $3, $4, $5, $6)",
    "COMMIT",
];

type Parameters<'a> = Vec<&'a (dyn ToSql + Sync)>;

/// A connection of raw PostgreSQL.
struct Connection {
    runtime: Runtime,
    client: Client,
    statements: Vec<Statement>,
}

impl Connection {
    fn new(connection: &str) -> Connection {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let config: Config = connection.parse().expect("a connection");
        let (client, statements) = runtime.block_on(async {
            let (client, connection) = config.connect(NoTls).await.expect("a server");
            tokio::spawn(connection);
            client.batch_execute(TABLE).await.expect("a table");
            // Its plans are kept, as ours are: made while the table is empty, they would read all of it ever after.
            client
                .batch_execute("SET enable_seqscan = off")
                .await
                .expect("a setting");
            let mut statements = Vec::new();
            for sql in STATEMENTS {
                statements.push(client.prepare(sql).await.expect("a statement"));
            }
            (client, statements)
        });
        Connection {
            statements,
            runtime,
            client,
        }
    }

    fn commit(&self, batch: &[Job]) -> Vec<bool> {
        let numbers = batch.iter().map(|(customer, _)| {
            let number = customer.number.cast_signed();
            [number % 40, 1_800_000_000 + number / 50, 1_772_330_400]
        });
        let numbers: Vec<[i64; 3]> = numbers.collect();
        let [begin, look_ups @ .., insert, commit] = &self.statements[..] else {
            unreachable!("as many as there are texts");
        };
        let mut requests: Vec<(&Statement, Parameters<'_>)> = vec![(begin, Vec::new())];
        for ((customer, _), numbers) in batch.iter().zip(&numbers) {
            let keys = [&customer.phone, &customer.code, &customer.name];
            let finds = look_ups.iter().zip(keys);
            requests.extend(finds.map(|(find, key)| (find, vec![key as _])));
            let keys = keys.into_iter().map(|key| key as &(dyn ToSql + Sync));
            let numbers = numbers.iter().map(|number| number as _);
            requests.push((insert, keys.chain(numbers).collect()));
        }
        requests.push((commit, Vec::new()));
        let answers = self.runtime.block_on(self.in_one_go(&requests));
        let of_customers = answers[1..].chunks_exact(look_ups.len() + 1);
        of_customers
            .map(|found| found.iter().all(|rows| *rows == 0))
            .collect()
    }

    /// Sends all requests, then waits for their answers: how many rows each found.
    async fn in_one_go(&self, requests: &[(&Statement, Parameters<'_>)]) -> Vec<usize> {
        let sent = requests
            .iter()
            .map(|(statement, values)| Box::pin(self.client.query(*statement, values)));
        let mut sent: Vec<_> = sent.collect();
        let mut early = Vec::new();
        for request in &mut sent {
            early.push(poll_fn(|context| Poll::Ready(request.as_mut().poll(context))).await);
        }
        let mut counts = Vec::new();
        for (early, request) in early.into_iter().zip(sent) {
            let rows = match early {
                Poll::Ready(rows) => rows,
                Poll::Pending => request.await,
            };
            counts.push(rows.expect("an answer").len());
        }
        counts
    }
}

pub(crate) fn raw(connection: &str) -> Raw {
    let connection = Connection::new(connection);
    Raw::start(move |batch| connection.commit(batch))
}

/// A company of its own in this database.
pub(crate) fn found(folder: &Path, connection: &str) -> Ours {
    let server = Server::read(connection).expect("a connection");
    let place = Place {
        folder,
        server: Some(&server),
    };
    Ours::found_at(place)
}

/// Registers as many new customers as this process is told, whenever it is told.
pub(crate) fn register_when_told(turn: impl Fn(Range<u64>, usize)) {
    tell("ready");
    for asked in std::io::stdin().lines() {
        let asked = asked.expect("a line");
        let (first, count) = asked.split_once(' ').expect("two numbers");
        let first: u64 = first.parse().expect("a number");
        let count: u64 = count.parse().expect("a number");
        turn(first..first + count, CLIENTS);
        tell("done");
    }
}

/// What so many processes register in a second, all together.
fn together(kids: &mut [Kid], fresh: &mut Fresh, count: u64) -> f64 {
    let start = Instant::now();
    for kid in kids.iter_mut() {
        kid.ask(&format!("{} {count}", fresh.take(count).start));
    }
    for kid in kids.iter_mut() {
        kid.answer();
    }
    (kids.len() as u64 * count) as f64 / start.elapsed().as_secs_f64()
}

/// How well ours does beside a plain table, and beside itself for several companies at once.
pub(crate) fn run(size: &Size, bases: &Bases, fresh: &mut Fresh) {
    if programs().is_none() {
        println!(
            "PostgreSQL is not installed: nothing was measured on it\t-\t-\t-\t-\t-\t-\tshort"
        );
        return;
    }
    let cluster = Cluster::start(Syncing::On);
    let (theirs, mine) = (cluster.database(), cluster.database());
    let raw = raw(&cluster.connection(&theirs));
    let ours = found(&bases.file("on-postgres"), &cluster.connection(&mine));
    // A base that statistics are made of, as of any database in use.
    let base = fresh.take(size.base / 10);
    ours.turn(base.clone(), 512);
    raw.turn(base, 512);
    for database in [&mine, &theirs] {
        cluster.sql(database, "VACUUM ANALYZE");
    }
    let count = size.turn.max(1_000) * 4;
    let rounds = (0..size.rounds).map(|_| {
        let numbers = fresh.take(count);
        let mine = ours.turn(numbers.clone(), CLIENTS);
        Pair(mine.rate, raw.turn(numbers, CLIENTS).rate)
    });
    line(
        "PostgreSQL: register + check, synced, 64 clients",
        "rows/s",
        "raw PostgreSQL, same four indexes",
        middle(rounds.collect()),
        &Bar::AtLeast(0.8),
    );
    drop((ours, raw));
    let kids = (0..PROCESSES).map(|number| {
        let folder = bases.file(&format!("on-postgres-{number}"));
        let folder = folder.to_string_lossy().into_owned();
        Kid::start(&["register", &folder, &cluster.connection(&mine)])
    });
    let (pair, busy) = at_once(kids.collect(), size.rounds, count, fresh);
    line(
        "PostgreSQL: three processes, a company each",
        "rows/s",
        "one process",
        pair,
        &Bar::AtLeast(1.6),
    );
    // No more can be gained than there are processors that one process and the server leave idle.
    busy.tell("process");
    let processors = std::thread::available_parallelism().expect("processors");
    let processors = processors.get() as f64;
    told("of so many", processors, "processors");
    let kids = (0..PROCESSES).map(|_| {
        let database = cluster.database();
        Kid::start(&["register-raw", &cluster.connection(&database)])
    });
    let (Pair(three, one), busy) = at_once(kids.collect(), size.rounds, count, fresh);
    told("the same for raw PostgreSQL", three / one, "of one process");
    busy.tell("raw process");
}

/// How many processors were busy with what processes registered.
struct Busy {
    one: f64,
    several: f64,
}

impl Busy {
    fn tell(&self, process: &str) {
        let line = |which: &str, busy| {
            let name = format!("{which} and the server keep busy");
            told(&name, busy, "processors");
        };
        line(&format!("one {process}"), self.one);
        line(&format!("three {process}es"), self.several);
    }
}

/// What several processes register in a second beside one of them, in turns, and how many processors are busy then.
fn at_once(mut kids: Vec<Kid>, rounds: usize, count: u64, fresh: &mut Fresh) -> (Pair, Busy) {
    for kid in &mut kids {
        kid.answer();
    }
    let mut one = Meter::default();
    let mut several = Meter::default();
    let rounds = (0..rounds).map(|_| {
        Pair(
            several.over(|| together(&mut kids, fresh, count)),
            one.over(|| together(&mut kids[..1], fresh, count)),
        )
    });
    let pair = middle(rounds.collect());
    let busy = Busy {
        one: one.processors(),
        several: several.processors(),
    };
    (pair, busy)
}

/// Sums up how long something took and how long processors worked meanwhile, in seconds.
#[derive(Default)]
struct Meter {
    taken: f64,
    worked: f64,
}

impl Meter {
    fn over<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (start, before) = (Instant::now(), busy_seconds());
        let done = work();
        self.taken += start.elapsed().as_secs_f64();
        self.worked += busy_seconds() - before;
        done
    }

    fn processors(&self) -> f64 {
        self.worked / self.taken
    }
}

/// Seconds that processors of this machine have worked since it was started: Linux counts them by the hundredth.
fn busy_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/stat").expect("Linux");
    let all = stat.lines().next().expect("of all processors");
    let counts = all.split_whitespace().skip(1);
    let counts: Vec<u64> = counts.filter_map(|count| count.parse().ok()).collect();
    // user, nice, system, then idle and waiting, then interrupts.
    let busy: u64 = counts[..3].iter().chain(&counts[5..7]).sum();
    busy as f64 / 100.0
}
