//! PostgreSQL: a connection that blocks at the seam and pipelines below it.
//!
//! What only changes rows is not waited for: it is sent together with the next question, or with COMMIT, and
//! rows for one table in one statement. A transaction begins by locking the company's row, so that one company's
//! writes are serial on all nodes; nothing rests on a higher isolation level.

mod pending;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row as Found, Statement};

use self::pending::{Held, Pending, Request, of_many_rows};
use crate::fault::{Doing, Fault};
use crate::server::{Server, ServerFault};
use crate::store::{EngineError, EngineRow, Question, Row, Value};

/// A server that does not answer a connection in this time is not there.
const PATIENCE: Duration = Duration::from_secs(10);
const CONNECTING: &str = "connecting to PostgreSQL";
/// Statements kept prepared per connection.
const STATEMENTS_KEPT: usize = 256;
/// Rows that wait to be sent, at most, so that neither side holds too many.
const PENDING_MAX: usize = 4096;

/// Whatever the server's or role's defaults are. Plans are kept, so one that is made while a table is empty must
/// be good for a full one: by an index, as everything here is read.
const SETTINGS: &str = "SET default_transaction_isolation = 'read committed'; SET lock_timeout = 0; \
                        SET client_min_messages = error; SET enable_seqscan = off; SET jit = off";

/// Whoever writes asks the same few questions for every batch: to plan each anew for its values takes longer than to
/// answer it.
const SETTINGS_TO_WRITE: &str = "SET plan_cache_mode = force_generic_plan";
const SETTINGS_TO_READ: &str = "SET default_transaction_read_only = on";

/// A statement, and the values of its parameters.
type Run<'a> = (Statement, Vec<Box<dyn ToSql + Sync + 'a>>);

/// What a lost connection takes with it.
struct Session {
    client: Client,
    prepared: HashMap<String, Statement>,
}

/// How far a transaction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// There is none.
    None,
    /// Nothing of it was answered: over a new connection all of it can be sent again.
    Begun,
    Open,
    /// Something failed: it can only be undone.
    Failed,
}

/// What failed, and the request with which it did.
struct Failed(&'static str, ServerFault);

impl From<Failed> for Fault {
    fn from(Failed(doing, problem): Failed) -> Fault {
        Fault::OnServer { doing, problem }
    }
}

/// A connection to the server, made again when it is lost between transactions.
pub(crate) struct Postgres {
    server: Server,
    is_reader: bool,
    runtime: Runtime,
    session: RefCell<Option<Session>>,
    stage: Cell<Stage>,
    /// Not yet sent.
    pending: RefCell<Pending>,
}

impl Postgres {
    /// Connects, to write.
    pub(crate) fn open_writer(server: &Server) -> Result<Postgres, Fault> {
        Postgres::open(server, false)
    }

    /// Connects, to read only.
    pub(crate) fn open_reader(server: &Server) -> Result<Postgres, Fault> {
        Postgres::open(server, true)
    }

    fn open(server: &Server, is_reader: bool) -> Result<Postgres, Fault> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let postgres = Postgres {
            server: server.clone(),
            is_reader,
            runtime: runtime.doing(CONNECTING)?,
            session: RefCell::new(None),
            stage: Cell::new(Stage::None),
            pending: RefCell::new(Pending::default()),
        };
        let session = postgres.connect();
        let session = session.map_err(|problem| Failed(CONNECTING, problem))?;
        postgres.session.replace(Some(session));
        Ok(postgres)
    }

    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    fn connect(&self) -> Result<Session, ServerFault> {
        let no_answer = |_| ServerFault::Unreachable("no answer".to_owned());
        self.runtime.block_on(async {
            let connecting = tokio::time::timeout(PATIENCE, self.prepared_client());
            let client = connecting.await.map_err(no_answer)?;
            Ok(Session {
                client: client.map_err(|error| ServerFault::of_connecting(&error))?,
                prepared: HashMap::new(),
            })
        })
    }

    async fn prepared_client(&self) -> Result<Client, tokio_postgres::Error> {
        let config = self.server.config();
        let client = match self.server.tls() {
            Some(tls) => {
                let (client, connection) = config.connect(tls.clone()).await?;
                tokio::spawn(connection);
                client
            }
            None => {
                let (client, connection) = config.connect(NoTls).await?;
                tokio::spawn(connection);
                client
            }
        };
        client.batch_execute(SETTINGS).await?;
        let own = match self.is_reader {
            true => SETTINGS_TO_READ,
            false => SETTINGS_TO_WRITE,
        };
        client.batch_execute(own).await?;
        // What is acknowledged is synced.
        let synced = client.query_one("SHOW synchronous_commit", &[]).await?;
        if synced.try_get::<_, String>(0)? == "off" {
            client.batch_execute("SET synchronous_commit = on").await?;
        }
        Ok(client)
    }

    /// Begins a transaction, and with it the turn of this node to write for the company. It is sent with the
    /// first question.
    pub(crate) fn begin(&self, company: u32) {
        let doing = "waiting for the turn to write";
        let lock = "SELECT company_id FROM company WHERE company_id = $1 FOR NO KEY UPDATE";
        self.begin_with(vec![
            Request::new(doing, "BEGIN", &[]),
            Request::new(doing, lock, &[company.into()]),
        ]);
    }

    /// Begins to read as of the moment of the first question.
    pub(crate) fn begin_snapshot(&self) {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        self.begin_with(vec![Request::new("beginning to read", begin, &[])]);
    }

    fn begin_with(&self, requests: Vec<Request>) {
        let mut pending = Pending::default();
        pending.requests = requests;
        self.pending.replace(pending);
        self.stage.set(Stage::Begun);
    }

    /// Begins to read as of the moment that another connection has given a name, or as of now, and tells the name.
    pub(crate) fn begin_same_snapshot(
        &self,
        name: Option<String>,
    ) -> Result<Option<String>, Fault> {
        let doing = "beginning to read";
        self.begin_snapshot();
        if let Some(name) = &name {
            let same = format!("SET TRANSACTION SNAPSHOT '{name}'");
            self.query(doing, &same, &[], |_| Ok(()))?;
            return Ok(Some(name.clone()));
        }
        let name = "SELECT pg_export_snapshot()";
        let names = self.query(doing, name, &[], |row| row.text(0))?;
        Ok(names.into_iter().next())
    }

    /// Commits. That the answer does not come is a problem of its own: what was written may be there or not.
    pub(crate) fn commit(&self) -> Result<(), Fault> {
        let doing = "committing";
        if self.stage.get() == Stage::Failed {
            return Err(Failed(doing, ServerFault::Undone).into());
        }
        let mut requests = self.pending.take().requests;
        requests.push(Request::new(doing, "COMMIT", &[]));
        let is_there = |session: &Session| !session.client.is_closed();
        let is_sent = self.session.borrow().as_ref().is_some_and(is_there);
        let done = self.send(&requests);
        self.stage.set(Stage::None);
        match done {
            Ok(_) => Ok(()),
            Err(Failed(_, ServerFault::Lost(_))) if is_sent => {
                self.session.replace(None);
                Err(Failed(doing, ServerFault::CommitUnanswered).into())
            }
            Err(failed) => {
                self.stage.set(Stage::Failed);
                Err(failed.into())
            }
        }
    }

    /// Undoes the transaction; a connection that does not even do that is given up, which undoes it, too.
    pub(crate) fn roll_back(&self) {
        self.pending.take();
        let stage = self.stage.replace(Stage::None);
        let mut session = self.session.borrow_mut();
        let is_to_undo = matches!(stage, Stage::Open | Stage::Failed);
        if let Some(Session { client, .. }) = session.as_ref().filter(|_| is_to_undo) {
            let undone = self.runtime.block_on(client.batch_execute("ROLLBACK"));
            if undone.is_err() {
                *session = None;
            }
        }
    }

    pub(crate) fn query<T>(
        &self,
        doing: &'static str,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, EngineError>,
    ) -> Result<Vec<T>, Fault> {
        let mut requests = self.pending.take().requests;
        requests.push(Request::new(doing, sql, values));
        let rows = self.ask(&requests)?.pop().unwrap_or_default();
        let rows = rows.iter().map(|row| read(&Row(EngineRow::Postgres(row))));
        rows.collect::<Result<_, _>>().doing(doing)
    }

    /// Asks several questions in one go, each about the company's rows that have one of its values.
    pub(crate) fn query_each(
        &self,
        company: u32,
        questions: &mut [Question<'_>],
    ) -> Result<(), Fault> {
        let mut requests = self.pending.take().requests;
        let before = requests.len();
        requests.extend(questions.iter().map(|question| {
            Request::each(question.doing, &question.select, company, &question.values)
        }));
        let answers = self.ask(&requests)?;
        for (question, rows) in questions.iter_mut().zip(answers.iter().skip(before)) {
            for row in rows {
                (question.read)(&Row(EngineRow::Postgres(row))).doing(question.doing)?;
            }
        }
        Ok(())
    }

    /// Changes rows. In a transaction it is sent with the next question; what fails is told then.
    pub(crate) fn execute(
        &self,
        doing: &'static str,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<(), Fault> {
        let mut pending = self.pending.borrow_mut();
        pending.add(doing, sql, values);
        if self.stage.get() == Stage::None || pending.rows >= PENDING_MAX {
            self.ask(&std::mem::take(&mut *pending).requests)?;
        }
        Ok(())
    }

    /// Runs several statements without parameters, whole or not at all.
    pub(crate) fn script(&self, doing: &'static str, statements: &str) -> Result<(), Fault> {
        let done = self.try_script(statements);
        Ok(done.map_err(|problem| Failed(doing, problem))?)
    }

    fn try_script(&self, statements: &str) -> Result<(), ServerFault> {
        let mut session = self.session.borrow_mut();
        let kept = session.take().filter(|kept| !kept.client.is_closed());
        let session = session.insert(match kept {
            Some(kept) => kept,
            None => self.connect()?,
        });
        let done = session.client.batch_execute(statements);
        let done = self.runtime.block_on(done);
        done.map_err(|error| ServerFault::of(&error))
    }

    /// Sends and waits for all answers; tells the rows of each. Where the connection is lost before anything
    /// of a transaction was answered, all is sent again over a new one.
    fn ask(&self, requests: &[Request]) -> Result<Vec<Vec<Found>>, Failed> {
        let stage = self.stage.get();
        let mut done = self.send(requests);
        let may_connect = matches!(stage, Stage::None | Stage::Begun);
        if may_connect && matches!(done, Err(Failed(_, ServerFault::Lost(_)))) {
            let connected = self
                .connect()
                .map_err(|problem| Failed(CONNECTING, problem));
            done = connected.and_then(|session| {
                self.session.replace(Some(session));
                self.send(requests)
            });
        }
        if stage != Stage::None {
            self.stage.set(match done {
                Ok(_) => Stage::Open,
                Err(_) => Stage::Failed,
            });
        }
        done
    }

    /// Sends in one go what is asked, over the connection that there is.
    fn send(&self, requests: &[Request]) -> Result<Vec<Vec<Found>>, Failed> {
        let mut session = self.session.borrow_mut();
        let session = session.as_mut().ok_or_else(|| Failed(CONNECTING, lost()))?;
        let mut runs = Vec::with_capacity(requests.len());
        for request in requests {
            let run = self.run(session, request);
            runs.push(run.map_err(|problem| Failed(request.doing, problem))?);
        }
        let client = &session.client;
        let answers = runs.iter().map(|run| Box::pin(answer(client, run)));
        let answers = self.runtime.block_on(in_order(answers.collect()));
        let answers = requests.iter().zip(answers).map(|(request, answer)| {
            answer.map_err(|error| Failed(request.doing, ServerFault::of(&error)))
        });
        answers.collect()
    }

    /// The statement that a request runs, and its values.
    fn run<'a>(&self, session: &mut Session, request: &'a Request) -> Result<Run<'a>, ServerFault> {
        let statement = self.prepared(session, &request.sql)?;
        if let [values] = &request.rows[..] {
            let values = values.iter().map(|value| Box::new(value) as _);
            return Ok((statement, values.collect()));
        }
        let columns = (0..statement.params().len()).map(|column| {
            let rows = request.rows.iter();
            let values: Vec<&Held> = rows.filter_map(|row| row.get(column)).collect();
            Box::new(values) as _
        });
        let columns = columns.collect();
        let sql = of_many_rows(&request.sql, statement.params());
        Ok((self.prepared(session, &sql)?, columns))
    }

    fn prepared(&self, session: &mut Session, sql: &str) -> Result<Statement, ServerFault> {
        if let Some(statement) = session.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.runtime.block_on(session.client.prepare(sql));
        let statement = statement.map_err(|error| ServerFault::of(&error))?;
        if session.prepared.len() >= STATEMENTS_KEPT {
            session.prepared.clear();
        }
        session.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn lost() -> ServerFault {
    ServerFault::Lost("no connection".to_owned())
}

async fn answer(client: &Client, run: &Run<'_>) -> Result<Vec<Found>, tokio_postgres::Error> {
    let (statement, values) = run;
    let values = values.iter().map(|value| &**value as &(dyn ToSql + Sync));
    let rows = client.query_raw(statement, values).await?;
    rows.try_collect().await
}

/// Waits for all; each is begun, and so sent, after the one before it.
async fn in_order<T, F: Future<Output = T>>(mut waiting: Vec<Pin<Box<F>>>) -> Vec<T> {
    let mut begun = Vec::with_capacity(waiting.len());
    for future in &mut waiting {
        begun.push(poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await);
    }
    let mut done = Vec::with_capacity(waiting.len());
    for (begun, future) in begun.into_iter().zip(waiting) {
        done.push(match begun {
            Poll::Ready(answer) => answer,
            Poll::Pending => future.await,
        });
    }
    done
}
