//! Whose turn it is to write: whoever asks while nobody else does carries their command out themselves. What is
//! asked meanwhile waits for a thread that takes all of it into one commit.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use crate::fault::{Failure, Fault};
use crate::record::{Prepared, Recorded};
use crate::writer::Writer;

/// Commands that may wait before whoever asks has to.
pub(crate) const QUEUE: usize = 4096;

/// Most commands of one commit.
const BATCH_MAX: usize = 1024;

/// Where a command's answer comes.
pub(crate) type Answer = Receiver<Result<Recorded, Failure>>;

/// What waits for its turn.
enum Job {
    /// Carry a command out, in one commit with others that wait.
    Command(Box<Asked>),
    /// Do something else between two commits; it answers by itself.
    Other(Box<dyn FnOnce(&mut Writer) + Send>),
}

/// A command and whoever waits for the answer.
struct Asked {
    command: Prepared,
    answer: SyncSender<Result<Recorded, Failure>>,
}

/// The one writer and the queue before it.
pub(crate) struct Turns {
    writer: Arc<Mutex<Writer>>,
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
        let (own, counted) = (Arc::clone(&writer), Arc::clone(&waiting));
        let thread = std::thread::Builder::new().name("ledger-writer".to_owned());
        let thread = thread.spawn(move || run(&own, &counted, &queue))?;
        Ok(Turns {
            writer,
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

/// Works until nobody can ask any more.
fn run(writer: &Mutex<Writer>, waiting: &AtomicUsize, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        // Where a turn ended in a panic nobody writes any more.
        let Ok(mut writer) = writer.lock() else {
            return;
        };
        let (mut commands, mut answers, mut others) = (Vec::new(), Vec::new(), Vec::new());
        let mut next = Some(first);
        while let Some(job) = next {
            match job {
                Job::Command(asked) => {
                    commands.push(asked.command);
                    answers.push(asked.answer);
                }
                Job::Other(work) => others.push(work),
            }
            let has_room = commands.len() < BATCH_MAX;
            next = has_room.then(|| jobs.try_recv().ok()).flatten();
        }
        waiting.fetch_sub(commands.len() + others.len(), Ordering::AcqRel);
        if !commands.is_empty() {
            for (answer, told) in answers.iter().zip(writer.carry_out(&commands)) {
                // Whoever asked may be gone.
                drop(answer.send(told));
            }
        }
        for work in others {
            work(&mut writer);
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
