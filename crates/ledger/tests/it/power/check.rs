//! Whether a folder that was found after a mishap is still the ledger that was acknowledged.

use std::path::Path;

use ledger::fault::Fault;
use rusqlite::Connection;
use rusqlite::types::Value;

use super::script::{Actor, Answer, COPY, KeyTexts, Ring, STEPS, Step};

/// Answers by number of step; none where none was given.
pub(crate) type Said = Vec<Option<Answer>>;

/// The table of entries, as a history that every image must be the beginning of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct History {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

/// Columns that erasing empties.
const ERASABLE: [&str; 1] = ["sealed"];

impl History {
    pub(crate) fn read(store: &Path) -> History {
        let connection = Connection::open(store.join("ledger.sqlite3")).unwrap();
        let mut select = connection
            .prepare("SELECT * FROM fact ORDER BY seq")
            .unwrap();
        let columns: Vec<String> = select.column_names().map(str::to_owned).collect();
        let rows = select
            .query_map([], |row| {
                (0..columns.len()).map(|column| row.get(column)).collect()
            })
            .unwrap()
            .map(Result::unwrap)
            .collect();
        History { columns, rows }
    }

    /// Every entry here is the one of `whole`, byte for byte; what was erased may be gone or still there.
    fn is_beginning_of(&self, whole: &History, is_erased: bool) -> Result<(), String> {
        for (number, (row, wanted)) in self.rows.iter().zip(&whole.rows).enumerate() {
            for (column, (found, wanted)) in self.columns.iter().zip(row.iter().zip(wanted)) {
                let can_differ =
                    !is_erased && *wanted == Value::Null && ERASABLE.contains(&column.as_str());
                if found != wanted && !can_differ {
                    return Err(format!("entry {}: {column} is another", number + 1));
                }
            }
        }
        match self.rows.len() <= whole.rows.len() {
            true => Ok(()),
            false => Err("entries that nobody wrote".to_owned()),
        }
    }
}

/// What a store must be, whatever happened.
pub(crate) struct Wanted<'a> {
    pub(crate) keys: &'a KeyTexts,
    pub(crate) said: &'a Said,
    /// What became of the store without the mishap, if that is known.
    pub(crate) whole: Option<&'a History>,
}

impl Wanted<'_> {
    fn is_said(&self, step: Step) -> bool {
        let mut steps = STEPS.iter().zip(self.said);
        steps.any(|(one, said)| *one == step && said.is_some())
    }

    fn notes(&self) -> Vec<String> {
        let said = self.said.iter().flatten();
        said.filter_map(|answer| match answer {
            Answer::Signed(note) => Some(note.clone()),
            _ => None,
        })
        .collect()
    }

    /// Opens the store, looks for everything that was acknowledged, asks everything again, and verifies.
    pub(crate) fn check(&self, store: &Path) -> Result<(), String> {
        // After a rotation that was acknowledged the older key may be thrown away.
        let ring = match self.is_said(Step::Rotate) {
            true => Ring::Newer,
            false => Ring::Both,
        };
        let mut actor = Actor::new(store, self.keys, ring);
        match actor.open() {
            Ok(()) => self.holds(store, &actor)?,
            Err(Fault::NoLedger(_)) if !self.is_said(Step::Found) => {}
            Err(fault) => return Err(format!("does not open: {fault} ({fault:?})")),
        }
        self.copy_is_whole(&store.with_file_name(COPY))?;
        self.ask_again(&mut actor)?;
        actor
            .open()
            .map_err(|fault| format!("does not open after all is asked again: {fault}"))?;
        self.verifies(&actor, "after all is asked again")
    }

    fn holds(&self, store: &Path, actor: &Actor) -> Result<(), String> {
        let found = History::read(store);
        if let Some(whole) = self.whole {
            found.is_beginning_of(whole, self.is_said(Step::Erase))?;
        }
        let last = self
            .said
            .iter()
            .flatten()
            .filter_map(|answer| match answer {
                Answer::Recorded(seq, ..) => Some(*seq as usize),
                _ => None,
            });
        let last = last.max().unwrap_or(0);
        if found.rows.len() < last {
            return Err(format!(
                "entry {last} was acknowledged, there are {}",
                found.rows.len()
            ));
        }
        self.verifies(actor, "as found")
    }

    /// A copy that has its name is whole, and one that was acknowledged is there.
    fn copy_is_whole(&self, copy: &Path) -> Result<(), String> {
        if !copy.exists() {
            return match self.is_said(Step::BackUp) {
                true => Err("the copy was acknowledged and is not there".to_owned()),
                false => Ok(()),
            };
        }
        let connection = Connection::open(copy).unwrap();
        let found = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0));
        let entries = connection.query_row("SELECT count(*) FROM fact", [], |row| row.get(0));
        match (found, entries) {
            (Ok::<String, _>(found), Ok::<i64, _>(1..)) if found == "ok" => Ok(()),
            other => Err(format!("the copy is not whole: {other:?}")),
        }
    }

    fn verifies(&self, actor: &Actor, when: &str) -> Result<(), String> {
        let verified = actor.ledger().verify(&self.notes());
        let damage = verified
            .map_err(|fault| format!("does not verify {when}: {fault}"))?
            .damage;
        match damage.is_empty() {
            true => Ok(()),
            false => Err(format!("damaged {when}: {damage:?}")),
        }
    }

    /// Every command that comes again gets the answer it got, every other is carried out.
    fn ask_again(&self, actor: &mut Actor) -> Result<(), String> {
        for (number, said) in self.said.iter().enumerate() {
            let answer = actor.take(number).map_err(|fault| {
                format!("step {number}, {:?}, asked again: {fault}", STEPS[number])
            })?;
            let is_same = match (said, &answer) {
                // A checkpoint that is asked for again covers more.
                (None, _) | (Some(Answer::Signed(_)), Answer::Signed(_)) => true,
                (Some(said), answer) => said == answer,
            };
            if !is_same {
                return Err(format!(
                    "step {number}, {:?}, was answered {said:?} and now {answer:?}",
                    STEPS[number]
                ));
            }
        }
        Ok(())
    }
}
