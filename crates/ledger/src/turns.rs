//! Whose turn it is to write: whoever asks while nobody else does carries their command out themselves. What is
//! asked meanwhile waits for a thread that takes all of it into one commit.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::fault::{Failure, Fault};
use crate::record::{Prepared, Recorded};
use crate::writer::Writer;

/// Commands that may wait before whoever asks has to.
pub(crate) const QUEUE: usize = 4096;

/// Most commands of one commit.
const BATCH_MAX: usize = 1024;

/// Traces that are committed at once; fewer wait for others, or for a command, for a while.
const TRACES_TOGETHER: usize = 128;

/// How long traces wait for company. After each commit every reader fetches its pages anew: were a few traces
/// committed at a time, whoever checks would pay for them.
const TRACES_WAIT: Duration = Duration::from_millis(5);

/// Where a command's answer comes.
pub(crate) type Answer = Receiver<Result<Recorded, Failure>>;

/// What waits for its turn.
enum Job {
    /// Carry a command out, in one commit with others that wait.
    Command(Box<Asked>),
    /// Take in the traces that wait.
    Traces {
        /// Whether somebody waits for them.
        now: bool,
    },
    /// Do something else between two commits; it answers by itself.
    Other(Box<dyn FnOnce(&mut Writer) + Send>),
}

/// A command and whoever waits for the answer.
struct Asked {
    command: Prepared,
    answer: SyncSender<Result<Recorded, Failure>>,
}

/// Traces that wait. Nothing is done while it is locked, so that a panic elsewhere leaves it whole.
#[derive(Default)]
struct Traces(Mutex<Vec<Asked>>);

impl Traces {
    /// How many wait with this one.
    fn add(&self, one: Asked) -> usize {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(one);
        waiting.len()
    }

    fn len(&self) -> usize {
        (self.0.lock().unwrap_or_else(PoisonError::into_inner)).len()
    }

    fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The one writer and the queue before it.
pub(crate) struct Turns {
    writer: Arc<Mutex<Writer>>,
    traces: Arc<Traces>,
    /// Jobs whose turn has not come: while there are any, nobody goes before them.
    waiting: Arc<AtomicUsize>,
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Turns {
    pub(crate) fn start(writer: Writer) -> io::Result<Turns> {
        let (jobs, queue) = sync_channel(QUEUE);
        let writer = Arc::new(Mutex::new(writer));
        let waiting = Arc::new(AtomicUsize::new(0));
        let traces = Arc::new(Traces::default());
        let work = Work {
            writer: Arc::clone(&writer),
            traces: Arc::clone(&traces),
            waiting: Arc::clone(&waiting),
            jobs: queue,
        };
        let thread = std::thread::Builder::new().name("ledger-writer".to_owned());
        let thread = thread.spawn(move || work.run())?;
        Ok(Turns {
            writer,
            traces,
            waiting,
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Carries a command out: in this thread where nobody else writes, which spares waking two threads.
    pub(crate) fn carry_out(&self, command: Prepared) -> Result<Recorded, Failure> {
        if self.waiting.load(Ordering::Acquire) == 0
            && let Ok(mut writer) = self.writer.try_lock()
        {
            let answer = writer.carry_out(&[command]).pop();
            writer.end_turn(1);
            return answer.unwrap_or_else(|| Err(Fault::Stopped.into()));
        }
        let wait = self.send(command)?;
        wait.recv().map_err(|_| Fault::Stopped)?
    }

    /// Lets a command wait for its turn.
    pub(crate) fn send(&self, command: Prepared) -> Result<Answer, Fault> {
        let (answer, wait) = sync_channel(1);
        self.ask(Job::Command(Box::new(Asked { command, answer })))?;
        Ok(wait)
    }

    /// Lets a trace wait for its turn, and for others. Only the first of those that wait wakes the writer, and one
    /// that makes them many.
    pub(crate) fn leave(&self, trace: Prepared) -> Result<Answer, Fault> {
        let (answer, wait) = sync_channel(1);
        let command = trace;
        let waiting = self.traces.add(Asked { command, answer });
        if waiting == 1 || waiting == TRACES_TOGETHER {
            let now = waiting > 1;
            self.ask(Job::Traces { now })?;
        }
        Ok(wait)
    }

    /// Has the traces that wait committed without waiting for others.
    pub(crate) fn hurry(&self) -> Result<(), Fault> {
        match self.traces.len() {
            0 => Ok(()),
            _ => self.ask(Job::Traces { now: true }),
        }
    }

    /// Lets something be done between two commits.
    pub(crate) fn between_commits(
        &self,
        work: impl FnOnce(&mut Writer) + Send + 'static,
    ) -> Result<(), Fault> {
        self.ask(Job::Other(Box::new(work)))
    }

    fn ask(&self, job: Job) -> Result<(), Fault> {
        let jobs = self.jobs.as_ref().ok_or(Fault::Stopped)?;
        self.waiting.fetch_add(1, Ordering::AcqRel);
        jobs.send(job).map_err(|_| Fault::Stopped)
    }
}

/// What the writer's thread works with.
struct Work {
    writer: Arc<Mutex<Writer>>,
    traces: Arc<Traces>,
    waiting: Arc<AtomicUsize>,
    jobs: Receiver<Job>,
}

impl Work {
    /// Works until nobody can ask any more.
    fn run(self) {
        while let Ok(first) = self.jobs.recv() {
            let mut jobs = vec![first];
            if matches!(jobs.as_slice(), [Job::Traces { now: false }]) && self.is_early() {
                // Whatever comes ends the wait: a command takes them along.
                jobs.extend(self.jobs.recv_timeout(TRACES_WAIT));
            }
            // Where a turn ended in a panic nobody writes any more.
            let Ok(mut writer) = self.writer.lock() else {
                return;
            };
            self.take_turn(jobs, &mut writer);
        }
    }

    /// Whether there are traces, and few.
    fn is_early(&self) -> bool {
        (1..TRACES_TOGETHER).contains(&self.traces.len())
    }

    /// Carries out what has come by now in one commit, traces first, and then whatever goes between commits.
    fn take_turn(&self, mut jobs: Vec<Job>, writer: &mut Writer) {
        jobs.extend(self.jobs.try_iter().take(BATCH_MAX - 1));
        self.waiting.fetch_sub(jobs.len(), Ordering::AcqRel);
        let (mut commands, mut answers, mut others) = (Vec::new(), Vec::new(), Vec::new());
        let mut add = |asked: Asked| {
            commands.push(asked.command);
            answers.push(asked.answer);
        };
        self.traces.take().into_iter().for_each(&mut add);
        for job in jobs {
            match job {
                Job::Command(asked) => add(*asked),
                Job::Traces { .. } => {}
                Job::Other(work) => others.push(work),
            }
        }
        if !commands.is_empty() {
            for (answer, told) in answers.iter().zip(writer.carry_out(&commands)) {
                // Whoever asked may be gone.
                drop(answer.send(told));
            }
        }
        for work in others {
            work(writer);
        }
        writer.end_turn(commands.len());
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to finish.
            drop(thread.join());
        }
    }
}
