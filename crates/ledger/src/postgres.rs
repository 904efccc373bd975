//! PostgreSQL: a connection that blocks at the seam and pipelines below it.
//!
//! What only changes rows is not waited for: it is sent together with the next question, or with COMMIT. A
//! transaction begins by locking the company's row, so that one company's writes are serial on all nodes;
//! nothing rests on a higher isolation level.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls, Row as Found, Statement};

use crate::server::Server;
use crate::store::{EngineError, EngineRow, Row, Value};

/// A server that does not answer a connection in this time is not there.
const PATIENCE: Duration = Duration::from_secs(10);
/// Statements kept prepared per connection.
const STATEMENTS_KEPT: usize = 256;
/// Changes sent without waiting, so that neither side holds too many.
const PENDING_MAX: usize = 512;

/// What PostgreSQL could not do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// The server cannot be reached, or the connection broke.
    #[error("the connection to PostgreSQL is lost ({0})")]
    Lost(String),
    /// Another transaction was in the way; done again, it can succeed.
    #[error("another transaction was in the way")]
    Conflict,
    /// The answer to COMMIT did not come.
    #[error("the connection to PostgreSQL broke during the commit")]
    CommitUnanswered,
    /// The server refused. Its detail may repeat values, so it is not told.
    #[error("PostgreSQL says: {0}")]
    Said(String),
}

impl From<tokio_postgres::Error> for Problem {
    fn from(error: tokio_postgres::Error) -> Problem {
        let Some(said) = error.as_db_error() else {
            return Problem::Lost(error.to_string());
        };
        let code = said.code();
        let is_shutdown = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        ]
        .contains(code);
        let is_conflict = *code == SqlState::T_R_SERIALIZATION_FAILURE
            || *code == SqlState::T_R_DEADLOCK_DETECTED;
        match (is_shutdown, is_conflict) {
            (true, _) => Problem::Lost(said.message().to_owned()),
            (_, true) => Problem::Conflict,
            _ => Problem::Said(format!("{} ({})", said.message(), code.code())),
        }
    }
}

/// A value that waits to be sent.
#[derive(Debug, Clone)]
enum Held {
    Null,
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
}

impl From<&Value<'_>> for Held {
    fn from(value: &Value<'_>) -> Held {
        match value {
            Value::Null => Held::Null,
            Value::Int(number) => Held::Int(*number),
            Value::Bytes(bytes) => Held::Bytes(bytes.to_vec()),
            Value::Text(text) => Held::Text((*text).to_owned()),
        }
    }
}

impl ToSql for Held {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, EngineError> {
        match self {
            Held::Null => Ok(IsNull::Yes),
            Held::Int(number) => number.to_sql_checked(wanted, out),
            Held::Bytes(bytes) => bytes.to_sql_checked(wanted, out),
            Held::Text(text) => text.to_sql_checked(wanted, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

type Request = (Statement, Vec<Held>);

/// What a lost connection takes with it.
struct Session {
    client: Client,
    prepared: HashMap<String, Statement>,
    /// Changes not yet sent.
    pending: Vec<Request>,
    is_in_transaction: bool,
}

/// A connection to the server, made again when it is lost between transactions.
pub(crate) struct Postgres {
    server: Server,
    is_reader: bool,
    runtime: Runtime,
    session: RefCell<Option<Session>>,
}

impl Postgres {
    /// Connects, to write.
    pub(crate) fn open_writer(server: &Server) -> Result<Postgres, EngineError> {
        Postgres::open(server, false)
    }

    /// Connects, to read only.
    pub(crate) fn open_reader(server: &Server) -> Result<Postgres, EngineError> {
        Postgres::open(server, true)
    }

    fn open(server: &Server, is_reader: bool) -> Result<Postgres, EngineError> {
        let postgres = Postgres {
            server: server.clone(),
            is_reader,
            runtime: Builder::new_current_thread().enable_all().build()?,
            session: RefCell::new(None),
        };
        *postgres.session.borrow_mut() = Some(postgres.connect()?);
        Ok(postgres)
    }

    fn connect(&self) -> Result<Session, Problem> {
        let config = self.server.config();
        let client = self.runtime.block_on(async {
            let connecting = async {
                match self.server.tls() {
                    Some(tls) => {
                        let (client, connection) = config.connect(tls.clone()).await?;
                        tokio::spawn(connection);
                        Ok::<_, tokio_postgres::Error>(client)
                    }
                    None => {
                        let (client, connection) = config.connect(NoTls).await?;
                        tokio::spawn(connection);
                        Ok(client)
                    }
                }
            };
            let timed_out = |_| Problem::Lost("no answer".to_owned());
            Ok::<_, Problem>(
                tokio::time::timeout(PATIENCE, connecting)
                    .await
                    .map_err(timed_out)??,
            )
        })?;
        // Whatever the server's or role's defaults are: times do not matter, and what is acknowledged is synced.
        let mut settings =
            "SET default_transaction_isolation = 'read committed'; SET lock_timeout = 0; \
                            SET client_min_messages = error"
                .to_owned();
        if self.is_reader {
            settings.push_str("; SET default_transaction_read_only = on");
        }
        self.runtime.block_on(client.batch_execute(&settings))?;
        let synced = self
            .runtime
            .block_on(client.query_one("SHOW synchronous_commit", &[]))?;
        if synced.try_get::<_, String>(0)? == "off" {
            self.runtime
                .block_on(client.batch_execute("SET synchronous_commit = on"))?;
        }
        Ok(Session {
            client,
            prepared: HashMap::new(),
            pending: Vec::new(),
            is_in_transaction: false,
        })
    }

    /// Begins a transaction, and with it the turn of this node to write for the company.
    pub(crate) fn begin(&self, company: u32) -> Result<(), EngineError> {
        let lock = "SELECT company_id FROM company WHERE company_id = $1 FOR NO KEY UPDATE";
        self.again_if_lost(|session| {
            let begin = self.prepared(session, "BEGIN")?;
            session.pending.push((begin, Vec::new()));
            session.is_in_transaction = true;
            let lock = self.prepared(session, lock)?;
            self.send(session, Some((lock, vec![Held::Int(company.into())])))?;
            Ok(())
        })
    }

    /// Begins to read as of one moment.
    pub(crate) fn begin_snapshot(&self) -> Result<(), EngineError> {
        self.again_if_lost(|session| {
            let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
            let begin = self.prepared(session, begin)?;
            self.send(session, Some((begin, Vec::new())))?;
            session.is_in_transaction = true;
            Ok(())
        })
    }

    /// Begins to read as of the moment that another connection has given a name, or as of now, and tells the name.
    pub(crate) fn begin_same_snapshot(
        &self,
        name: Option<String>,
    ) -> Result<Option<String>, EngineError> {
        self.begin_snapshot()?;
        if let Some(name) = &name {
            self.script(&format!("SET TRANSACTION SNAPSHOT '{name}'"))?;
            return Ok(Some(name.clone()));
        }
        let names = self.query("SELECT pg_export_snapshot()", &[], |row| row.text(0))?;
        Ok(names.into_iter().next())
    }

    /// Commits. That the answer does not come is a problem of its own: what was written may be there or not.
    pub(crate) fn commit(&self) -> Result<(), EngineError> {
        let mut slot = self.session.borrow_mut();
        let session = slot.as_mut().ok_or_else(lost)?;
        let commit = self.prepared(session, "COMMIT")?;
        let done = self.send(session, Some((commit, Vec::new())));
        session.is_in_transaction = false;
        match done {
            Ok(_) => Ok(()),
            Err(Problem::Lost(_)) => {
                *slot = None;
                Err(Problem::CommitUnanswered.into())
            }
            Err(problem) => Err(problem.into()),
        }
    }

    /// Undoes the transaction; a connection that does not even do that is given up, which undoes it, too.
    pub(crate) fn roll_back(&self) {
        let mut slot = self.session.borrow_mut();
        let Some(session) = slot.as_mut() else { return };
        session.pending.clear();
        session.is_in_transaction = false;
        if self
            .runtime
            .block_on(session.client.batch_execute("ROLLBACK"))
            .is_err()
        {
            *slot = None;
        }
    }

    pub(crate) fn query<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, EngineError>,
    ) -> Result<Vec<T>, EngineError> {
        let rows = self.again_if_lost(|session| {
            let statement = self.prepared(session, sql)?;
            let values = values.iter().map(Held::from).collect();
            self.send(session, Some((statement, values)))
        })?;
        rows.iter()
            .map(|row| read(&Row(EngineRow::Postgres(row))))
            .collect()
    }

    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<(), EngineError> {
        self.again_if_lost(|session| {
            let statement = self.prepared(session, sql)?;
            let values = values.iter().map(Held::from).collect();
            session.pending.push((statement, values));
            match session.is_in_transaction && session.pending.len() < PENDING_MAX {
                true => Ok(()),
                false => self.send(session, None).map(drop),
            }
        })
    }

    /// Runs several statements without parameters, whole or not at all.
    pub(crate) fn script(&self, statements: &str) -> Result<(), EngineError> {
        self.again_if_lost(|session| {
            Ok(self
                .runtime
                .block_on(session.client.batch_execute(statements))?)
        })
    }

    /// Does something over the connection; where it is lost outside a transaction, over a new one.
    fn again_if_lost<T>(
        &self,
        work: impl Fn(&mut Session) -> Result<T, Problem>,
    ) -> Result<T, EngineError> {
        let mut slot = self.session.borrow_mut();
        let was_in_transaction = slot
            .as_ref()
            .is_some_and(|session| session.is_in_transaction);
        let mut session = match slot.take() {
            Some(session) if was_in_transaction || !session.client.is_closed() => session,
            _ => self.connect()?,
        };
        let done = match work(&mut session) {
            Err(Problem::Lost(_)) if !was_in_transaction => {
                session = self.connect()?;
                work(&mut session)
            }
            done => done,
        };
        // Kept also when broken: the transaction that it was in must end before there is another.
        *slot = Some(session);
        Ok(done?)
    }

    fn prepared(&self, session: &mut Session, sql: &str) -> Result<Statement, Problem> {
        if let Some(statement) = session.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.runtime.block_on(session.client.prepare(sql))?;
        if session.prepared.len() >= STATEMENTS_KEPT {
            session.prepared.clear();
        }
        session.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Sends what is pending and one request more in one go, and waits for all answers.
    fn send(&self, session: &mut Session, last: Option<Request>) -> Result<Vec<Found>, Problem> {
        let requests: Vec<Request> = session.pending.drain(..).chain(last).collect();
        let client = &session.client;
        let answers = requests.iter().map(|request| answer(client, request));
        let answers = self
            .runtime
            .block_on(in_order(answers.map(Box::pin).collect()));
        let mut rows = Vec::new();
        for answer in answers {
            rows = answer?;
        }
        Ok(rows)
    }
}

fn lost() -> Problem {
    Problem::Lost("no connection".to_owned())
}

async fn answer(client: &Client, request: &Request) -> Result<Vec<Found>, tokio_postgres::Error> {
    let (statement, values) = request;
    let rows = client.query_raw(
        statement,
        values.iter().map(|value| value as &(dyn ToSql + Sync)),
    );
    rows.await?.try_collect().await
}

/// Waits for all; each is begun, and so sent, after the one before it.
async fn in_order<T, F: Future<Output = T>>(mut waiting: Vec<Pin<Box<F>>>) -> Vec<T> {
    let mut done: Vec<Option<T>> = waiting.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut is_ready = true;
        for (future, slot) in waiting.iter_mut().zip(&mut done) {
            if slot.is_none() {
                match future.as_mut().poll(context) {
                    Poll::Ready(answer) => *slot = Some(answer),
                    Poll::Pending => is_ready = false,
                }
            }
        }
        match is_ready {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
    done.into_iter().flatten().collect()
}
