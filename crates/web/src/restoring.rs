//! A backup that takes the place of a new company's ledger: what becomes of it, until the program goes on with it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use desk::account::link::LinkToken;
use desk::restoring::{self, Backup, KeyTexts, RestoreProblem, RestoreStep, Restored};
use tokio::sync::Notify;
use zeroize::Zeroizing;

use crate::site::{Site, TimeSource};

/// In the ledger's folder, while a backup is brought and looked at; whatever is left there is worth nothing.
const BESIDE: &str = "restoring";

/// Where a backup comes to, and how far it is.
pub struct Restoring {
    folder: PathBuf,
    keys: KeyTexts,
    now: TimeSource,
    state: Mutex<State>,
    ready: Notify,
}

#[derive(Clone)]
enum State {
    Nothing,
    /// Somebody brings one.
    Busy(LinkToken, RestoreStep),
    /// The last one will not do.
    Refused(LinkToken, RestoreProblem),
    /// It is in its place, or will be as soon as the program goes on.
    Done(LinkToken, Restored),
}

/// What whoever brought a backup sees of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It is under way.
    Busy(RestoreStep),
    /// It will not do.
    Refused(RestoreProblem),
    /// It is there.
    Done(Restored),
}

/// What was brought.
pub(crate) struct Brought {
    /// Texts of key files.
    pub(crate) keys: Vec<Zeroizing<String>>,
    /// What the old ledger had signed last.
    pub(crate) signed: Option<String>,
}

/// Somebody's turn to bring a backup. Whoever goes away in between gives it back.
pub(crate) struct Turn {
    restoring: Arc<Restoring>,
    link: LinkToken,
}

impl Restoring {
    /// For a ledger in this folder, opened with these keys.
    pub fn new(folder: PathBuf, keys: KeyTexts, now: TimeSource) -> Restoring {
        Restoring {
            folder,
            keys,
            now,
            state: Mutex::new(State::Nothing),
            ready: Notify::new(),
        }
    }

    /// Waits until a ledger is ready to be taken in.
    pub(crate) async fn ready(&self) {
        self.ready.notified().await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A state is whole whenever it is there.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a backup is under way or has come: nothing else is begun then.
    pub(crate) fn is_taken(&self) -> bool {
        matches!(*self.state(), State::Busy(..) | State::Done(..))
    }

    /// What somebody with this link sees.
    pub(crate) fn seen_by(&self, link: &LinkToken) -> Option<Seen> {
        let (whose, seen) = match self.state().clone() {
            State::Nothing => return None,
            State::Busy(whose, step) => (whose, Seen::Busy(step)),
            State::Refused(whose, problem) => (whose, Seen::Refused(problem)),
            State::Done(whose, restored) => (whose, Seen::Done(restored)),
        };
        (whose == *link).then_some(seen)
    }

    /// Begins, if nobody else has.
    pub(crate) fn begin(self: &Arc<Self>, link: &LinkToken) -> Option<Turn> {
        let mut state = self.state();
        if matches!(*state, State::Busy(..) | State::Done(..)) {
            return None;
        }
        *state = State::Busy(link.clone(), RestoreStep::Coming);
        drop(state);
        Some(Turn {
            restoring: Arc::clone(self),
            link: link.clone(),
        })
    }

    fn beside(&self) -> PathBuf {
        self.folder.join(BESIDE)
    }
}

impl Turn {
    /// An empty place for the backup's bytes.
    pub(crate) fn place(&self) -> std::io::Result<PathBuf> {
        let beside = self.restoring.beside();
        clear(&beside)?;
        std::fs::create_dir_all(&beside)?;
        Ok(beside.join("copy"))
    }

    /// Says why it will not do.
    pub(crate) fn refuse(self, problem: RestoreProblem) {
        if let RestoreProblem::Failed(why) = &problem {
            tracing::error!(why, "a backup was not restored");
        }
        *self.restoring.state() = State::Refused(self.link.clone(), problem);
    }

    /// Looks at what was brought and has it taken in. It takes as long as verifying takes.
    pub(crate) fn go_on(self, site: &Site, brought: &Brought) {
        match self.looked_at(site, brought) {
            Err(problem) => self.refuse(problem),
            Ok(restored) => {
                *self.restoring.state() = State::Done(self.link.clone(), restored);
                self.restoring.ready.notify_one();
            }
        }
    }

    fn looked_at(&self, site: &Site, brought: &Brought) -> Result<Restored, RestoreProblem> {
        let restoring = &self.restoring;
        let keys = restoring.keys.with_brought(&brought.keys)?;
        let (copy, made) = (
            restoring.beside().join("copy"),
            restoring.beside().join("ledger"),
        );
        let backup = Backup {
            copy: &copy,
            signed: brought.signed.as_deref(),
        };
        let tell = |step| *restoring.state() = State::Busy(self.link.clone(), step);
        let now = Arc::clone(&restoring.now);
        let restored = restoring::look_at(backup, &made, &keys, now, tell)?;
        let failed = |error: std::io::Error| restoring::file_problem(&error);
        std::fs::remove_file(&copy).map_err(failed)?;
        // Nobody sets the company up meanwhile; somebody may have worked on it by command before.
        match site.desk.is_untouched() {
            Ok(true) => restoring::make_ready(&made, &restoring.folder, &keys)?,
            Ok(false) => return Err(RestoreProblem::NotNew),
            Err(failed) => return Err(RestoreProblem::Failed(failed.to_string())),
        }
        clear(&restoring.beside()).map_err(failed)?;
        Ok(restored)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.restoring.state();
        if matches!(*state, State::Busy(..)) {
            *state = State::Nothing;
        }
        drop(state);
        if !self.restoring.is_taken() {
            // What is left is cleared away before the next one.
            drop(clear(&self.restoring.beside()));
        }
    }
}

fn clear(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
