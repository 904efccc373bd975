//! `baobei import`: the register a company already keeps, row by row into the ledger.

mod people;
mod report;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use ledger::fault::{Failure as LedgerFailure, Refusal};
use ledger::ledger::Ledger;
use ledger::record::{About, Command, JudgedCase, NewFact, Recorded, of_same_command};
use ruling::calendar::Instant;
use ruling::explain::Directory;
use ruling::fact::{Fact, Seq};
use ruling::language::Language;
use sha2::{Digest, Sha256};

use self::people::Cast;
use super::judge_register::{choices, sheet_failure, tell};
use crate::failure::Failure;
use crate::register::{self, Intake, IntakeRow, RowProblems};
use crate::store::{self, StoreAt, command_key, failure, fault};

/// Rows handed to the writer at once.
const CHUNK: usize = 512;

/// What was asked for.
#[derive(clap::Args)]
pub(crate) struct Import {
    #[command(flatten)]
    store: StoreAt,
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "KEY=HEADER")]
    map: Vec<String>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long)]
    add_staff: bool,
    #[arg(long, value_name = "NAME")]
    regulation: Option<String>,
}

/// What became of the rows.
#[derive(Default)]
struct Outcome {
    /// Rows recorded now.
    recorded: usize,
    /// Rows that an earlier import of the same file recorded.
    already: usize,
    /// Each row recorded: row, what became of it, why, and what to look into.
    rows: Vec<RowOutcome>,
    /// Rows that are not in the ledger, in the order of the file.
    rejected: Vec<RowProblems>,
}

struct RowOutcome {
    sheet: usize,
    row: u32,
    became: &'static str,
    because: String,
    remarks: Vec<String>,
}

/// Imports, or with `--dry-run` tells what importing would do.
///
/// # Errors
/// A file that is no register, a fault.
pub(crate) fn run(asked: &Import, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let bytes = fs::read(&asked.file).map_err(|error| Failure::unreadable(&asked.file, &error))?;
    let ledger = asked.store.open()?;
    let regulations = ledger.regulations().map_err(fault)?;
    let domain = match &asked.regulation {
        Some(name) => regulations.named(name).ok_or_else(|| {
            let unknown = Refusal::UnknownRegulation(name.clone());
            failure(unknown.into(), &ledger)
        })?,
        None => regulations.domain_of(&[], Instant::MIN),
    };
    let packs = regulations.packs(domain);
    let name = asked.file.file_name().unwrap_or_default().to_string_lossy();
    let mut intake = Intake::read(&bytes, &name, packs, choices(&asked.map)?, language)
        .map_err(sheet_failure)?;
    tell(&intake.remarks, language);
    let cast = Cast::of(&intake, &ledger, asked.add_staff, asked.regulation.clone())?;
    let mut outcome = Outcome {
        rejected: std::mem::take(&mut intake.unreadable),
        ..Outcome::default()
    };
    let (rows, strangers) = cast.known_rows(std::mem::take(&mut intake.rows));
    outcome.rejected.extend(
        strangers
            .into_iter()
            .map(|(row, who)| people::stranger(&row, &who, language)),
    );
    let (rows, of_others) = cast.rows_under(domain, rows, &ledger)?;
    outcome.rejected.extend(
        of_others
            .into_iter()
            .map(|(row, other)| people::of_another(&row, &other, language)),
    );
    let import = Running {
        ledger: &ledger,
        directory: cast.directory(&ledger)?,
        hash: Sha256::digest(&bytes).into(),
        before: ledger.size().map_err(fault)?,
        language,
    };
    match asked.dry_run {
        true => import.rehearse(&cast, rows, &mut outcome)?,
        false => import.record(&cast, rows, &mut outcome)?,
    }
    outcome.rejected.sort_by_key(|row| (row.sheet, row.row));
    outcome.rows.sort_by_key(|row| (row.sheet, row.row));
    report::print(&intake, &cast, &outcome, asked.dry_run, language, json)
}

/// An import under way.
struct Running<'a> {
    ledger: &'a Ledger,
    /// What people are called, those to be added, too.
    directory: Directory,
    /// Of the file: the same file again has the same keys.
    hash: [u8; 32],
    /// Entries there were when it began.
    before: Seq,
    language: Language,
}

impl Running<'_> {
    fn record(
        &self,
        cast: &Cast,
        rows: Vec<IntakeRow>,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        for (number, command) in cast.commands().into_iter().enumerate() {
            let key = [command_key(None), number.to_be_bytes().to_vec()].concat();
            self.ledger
                .carry_out(command, &key)
                .map_err(|failed| failure(failed, self.ledger))?;
        }
        let progress = store::progress();
        let (mut done, of) = (0, rows.len() as u64);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<IntakeRow> = rows.by_ref().take(CHUNK).collect();
            let commands = chunk.iter().map(|row| self.command(cast, row)).collect();
            let answers = self.ledger.carry_out_all(commands).map_err(fault)?;
            done += chunk.len() as u64;
            for (row, answer) in chunk.into_iter().zip(answers) {
                self.take_in(row, answer, outcome)?;
            }
            progress(done, of);
        }
        self.ledger.checkpoint().map_err(fault)?;
        Ok(())
    }

    /// The same with nothing written.
    fn rehearse(
        &self,
        cast: &Cast,
        rows: Vec<IntakeRow>,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        let mut commands: Vec<(Command, Vec<u8>)> = (0_usize..)
            .zip(cast.commands())
            .map(|(number, command)| (command, number.to_be_bytes().to_vec()))
            .collect();
        let before = commands.len();
        commands.extend(rows.iter().map(|row| self.command(cast, row)));
        let answers = self.ledger.rehearse(commands).map_err(fault)?;
        for (row, answer) in rows.into_iter().zip(answers.into_iter().skip(before)) {
            self.take_in(row, answer, outcome)?;
        }
        Ok(())
    }

    /// The row as one command, whose key says which row of which file it is.
    fn command(&self, cast: &Cast, row: &IntakeRow) -> (Command, Vec<u8>) {
        let new = NewFact {
            before: row
                .before
                .iter()
                .map(|fact| of_ledger(fact, cast))
                .collect(),
            fact: of_ledger(&row.fact, cast),
            about: About::Customer,
            fields: row.fields.clone(),
        };
        let mut key = b"import".to_vec();
        key.extend_from_slice(&self.hash);
        key.extend_from_slice(&(row.sheet as u64).to_be_bytes());
        key.extend_from_slice(&row.row.to_be_bytes());
        (Command::Record(Box::new(new)), key)
    }

    fn take_in(
        &self,
        row: IntakeRow,
        answer: Result<Recorded, LedgerFailure>,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        let count = Seq::try_from(row.facts().count()).unwrap_or(Seq::MAX);
        match answer {
            Ok(done) => {
                match done.seq > self.before {
                    true => outcome.recorded += 1,
                    false => outcome.already += 1,
                }
                let Some(case) = &done.case else {
                    return Ok(());
                };
                let (became, because) = self.became(case, done.seq, count)?;
                outcome.rows.push(RowOutcome {
                    sheet: row.sheet,
                    row: row.row,
                    became,
                    because,
                    remarks: row.remarks,
                });
            }
            Err(LedgerFailure::Fault(failed)) => return Err(fault(failed)),
            Err(LedgerFailure::Refused(refused)) => {
                let mut problems = self.reasons(&refused, count)?;
                problems.extend(row.remarks);
                outcome.rejected.push(RowProblems {
                    sheet: row.sheet,
                    row: row.row,
                    problems,
                });
            }
        }
        Ok(())
    }

    fn reasons(&self, refused: &Refusal, count: Seq) -> Result<Vec<String>, Failure> {
        let Refusal::NotAccepted(not) = refused else {
            let reasons = store::reasons(refused, self.ledger).into_iter();
            let told = reasons.map(|text| text.in_language(self.language).to_owned());
            return Ok(told.collect());
        };
        let case = JudgedCase {
            id: 0,
            domain: not.domain,
            file: not.case.clone(),
            ruling: not.ruling.clone(),
        };
        let last = case.file.facts().iter().map(|fact| fact.seq).max();
        let (became, because) = self.became(&case, last.unwrap_or(0), count)?;
        let language = self.language;
        Ok(vec![language.pick(
            format!("制度{became}：{because}"),
            format!("{became} by the regulation: {because}"),
        )])
    }

    fn became(
        &self,
        case: &JudgedCase,
        last: Seq,
        count: Seq,
    ) -> Result<(&'static str, String), Failure> {
        let regulations = self.ledger.regulations().map_err(fault)?;
        let facts = (last.saturating_sub(count) + 1, last);
        Ok(register::outcome(
            case,
            facts,
            regulations.packs(case.domain),
            &self.directory,
            self.language,
        ))
    }
}

/// A fact of the register with the ledger's people; it counts from the time that the register says.
fn of_ledger(fact: &Fact, cast: &Cast) -> Fact {
    let of = fact
        .of
        .and_then(|of| u16::try_from(of.saturating_sub(1)).ok());
    Fact {
        actor: fact.actor.and_then(|staff| cast.staff(staff)),
        person: fact.person.and_then(|staff| cast.staff(staff)),
        of: of.map(of_same_command),
        recorded: Instant::MIN,
        ..fact.clone()
    }
}
