//! The duplicate check: the whole company is searched, almost nothing is told.

use std::sync::atomic::Ordering;
use std::sync::mpsc::TryRecvError;

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::fact::{Fact, FactKind, Ref, Seq, StaffId};
use ruling::fold::Workspace;
use ruling::judge::judge_into;
use ruling::name::{Names, Symbol};
use ruling::policy::Packs;
use ruling::ruling::{ClaimOutcome, Mode, Party, Ruling, Standing};

use crate::encoding::Entry;
use crate::fault::{Failure, Fault, Refusal};
use crate::find::{Candidate, Finder};
use crate::ledger::Ledger;
use crate::privacy::personal::Personal;
use crate::record::{Command, Prepared};
use crate::state::State;
use crate::store::Database;
pub use crate::store::Effort;
use crate::turns::Answer;
use crate::typed::Sought;

/// What a check is called in its trace.
const CHECK: &str = "check";
/// Rows read at once.
const SCAN: u32 = 2_000;
/// Traces that may wait for the writer before whoever checks has to. Fast askers wait for a commit once in so many
/// checks: with fewer than 100 that is their 99th percentile.
const TRACES_WAITING_MAX: usize = 256;

/// All that whoever asks is told. Which record matched, how many and by which key is not among it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DuplicateAnswer {
    /// Nobody has registered this customer, or never will have.
    Free,
    /// Somebody registered the customer, and nothing keeps a new valid claim out: it takes over, or stands beside.
    Open,
    /// Somebody holds the customer.
    Held {
        /// First second in which that may be over; none: no end foreseen.
        until: Option<Instant>,
        /// Whom to ask.
        ask: Option<Party>,
        /// Whether the holder's consent would let another in.
        by_consent: bool,
    },
    /// A new claim would wait behind another.
    WaitsBehind,
    /// Possibly somebody known: to be confirmed on site.
    PossiblySame,
    /// Not now; the next time it is possible, where one is foreseen.
    NotNow {
        /// First second in which it is.
        next: Option<Instant>,
    },
}

/// Memory that cases are judged with.
pub(crate) struct Judging {
    memory: Workspace,
    ruling: Ruling,
}

impl Default for Judging {
    fn default() -> Judging {
        Judging {
            memory: Workspace::default(),
            ruling: Ruling::empty(),
        }
    }
}

impl Ledger {
    /// Whether a customer is free, as far as whoever asks may know. The check leaves a trace, which the writer
    /// has when this returns and commits with what it commits next: see [`Ledger::keep_traces`].
    ///
    /// # Errors
    /// Fields that cannot be read or identify nobody, or a fault, also of a trace left before.
    pub fn check(
        &self,
        asker: StaffId,
        fields: &Personal,
        key: &[u8],
    ) -> Result<DuplicateAnswer, Failure> {
        let typed = Sought::read(fields, &self.tagger)?;
        if !typed.keys.identify() {
            return Err(Refusal::NothingIdentifies.into());
        }
        self.leave_trace(asker, key)?;
        let state = self.state()?;
        let reader = self.reader()?;
        Ok(reader.snapshot(|| self.answer(&state, &reader, asker, &typed))?)
    }

    /// Lets a trace wait for the writer. Only so many wait at a time, and none where nothing is written any more.
    fn leave_trace(&self, asker: StaffId, key: &[u8]) -> Result<(), Failure> {
        if self.stopped.load(Ordering::Acquire) {
            return Err(Fault::Stopped.into());
        }
        let trace = Command::Trace {
            staff: asker,
            deed: CHECK.to_owned(),
        };
        let trace = Prepared::new(trace, key.to_vec(), &self.tagger);
        let kept = self.turns.leave(trace)?;
        self.wait_for_traces(TRACES_WAITING_MAX, Some(kept))
    }

    /// Waits until the trace of every check made so far is committed.
    ///
    /// # Errors
    /// A trace could not be written.
    pub fn keep_traces(&self) -> Result<(), Failure> {
        self.turns.hurry()?;
        self.wait_for_traces(0, None)
    }

    /// Takes in what became of traces, and waits while more than so many have no answer.
    fn wait_for_traces(&self, most: usize, new: Option<Answer>) -> Result<(), Failure> {
        let mut traces = self.traces.lock().map_err(|_| Fault::Stopped)?;
        traces.extend(new);
        while let Some(oldest) = traces.front() {
            let kept = match traces.len() > most {
                true => oldest.recv().map_err(|_| Fault::Stopped)?,
                false => match oldest.try_recv() {
                    Err(TryRecvError::Empty) => return Ok(()),
                    kept => kept.map_err(|_| Fault::Stopped)?,
                },
            };
            traces.pop_front();
            kept?;
        }
        Ok(())
    }

    /// How often somebody checked from one instant to before another, whoever just did included.
    ///
    /// # Errors
    /// Rows that cannot be read, or a trace that could not be written.
    pub fn checks_of(&self, asker: StaffId, from: Instant, until: Instant) -> Result<u64, Failure> {
        self.keep_traces()?;
        let reader = self.reader()?;
        let mut count = 0;
        let mut next = first_from(&reader, from)?;
        loop {
            let rows = reader.facts(next, SCAN)?;
            let Some(last) = rows.last() else {
                return Ok(count);
            };
            next = last.seq + 1;
            for row in &rows {
                if row.recorded >= until {
                    return Ok(count);
                }
                let entry = Entry::decode(&row.entry, row.seq, row.recorded, &Names::default());
                let is_check = matches!(&entry, Some(Entry::Accessed { staff, deed, .. })
                    if *staff == asker && deed == CHECK);
                count += u64::from(is_check);
            }
        }
    }

    /// What the questions of this ledger have cost so far; for tests that answers cost alike.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn effort(&self) -> Result<Effort, Fault> {
        Ok(self.reader()?.effort())
    }

    fn answer(
        &self,
        state: &State,
        reader: &Database,
        asker: StaffId,
        typed: &Sought,
    ) -> Result<DuplicateAnswer, Fault> {
        let finder = Finder::new_even(state, reader, &self.keys, typed);
        let finding = finder.find()?;
        let now = self.now().max(state.last_recorded);
        // Other regulations' cases are no obstacle to one of the asker's.
        let domain = state.domain_of(Some(asker), now, now);
        let packs = state.regulations.packs(domain);
        let meant_by = |found: &Candidate| {
            let cases = finder.cases_of(found.subject)?;
            Ok::<_, Fault>(found.cases_among(&cases, (domain, packs), &typed.scope))
        };
        let mut files = Vec::new();
        let mut answers = Vec::new();
        let possible = match finding.same.as_slice() {
            [] => finding.alike.as_slice(),
            [only] => {
                for root in meant_by(only)? {
                    files.push(finder.judged_in(domain, root)?.file());
                }
                &[]
            }
            several => several,
        };
        for found in possible {
            if !meant_by(found)?.is_empty() {
                answers.push(DuplicateAnswer::PossiblySame);
                break;
            }
        }
        if files.is_empty() {
            // Who was not found is judged like who was never registered.
            let nobody = state.decoy.map_or(0, |(subject, _)| subject);
            files.push(CaseFile::new(Some(Ref(nobody)), Vec::new()));
        }
        let mut judging = self.judging.lock().map_err(|_| Fault::Stopped)?;
        let asked = Asked {
            state,
            packs,
            asker,
            now,
        };
        let judged = files.iter();
        answers.extend(judged.map(|file| asked.answer_about(file, &mut judging)));
        drop(judging);
        finder.even_out()?;
        let strictest = answers.into_iter().max_by_key(|answer| strictness(*answer));
        Ok(strictest.unwrap_or(DuplicateAnswer::Free))
    }
}

/// The first entry recorded at or after an instant: entries are in the order of their times.
fn first_from(reader: &Database, from: Instant) -> Result<Seq, Fault> {
    let (mut low, mut high) = (1, reader.last_fact()?.map_or(1, |(seq, _)| seq + 1));
    while low < high {
        let middle = low + (high - low) / 2;
        match reader.fact(middle)? {
            Some(row) if row.recorded < from => low = middle + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}

/// Who asks, when, and by what it is judged.
struct Asked<'a> {
    state: &'a State,
    packs: &'a Packs,
    asker: StaffId,
    now: Instant,
}

impl Asked<'_> {
    fn answer_about(&self, file: &CaseFile, judging: &mut Judging) -> DuplicateAnswer {
        let answer = told(self.judge(file, judging));
        match self.limited(file, judging) {
            Some(next) => DuplicateAnswer::NotNow { next },
            None => answer,
        }
    }

    fn judge<'j>(&self, file: &CaseFile, judging: &'j mut Judging) -> &'j Ruling {
        let Judging { memory, ruling } = judging;
        let company = &self.state.company;
        judge_into(
            memory, file, company, self.packs, self.now, self.now, ruling,
        );
        ruling
    }

    /// Whether a limit or suspension keeps the asker from registering now, and until when. Whether that has to be
    /// judged at all depends on the regulation and the asker, on nothing of the customer.
    fn limited(&self, file: &CaseFile, judging: &mut Judging) -> Option<Option<Instant>> {
        let company = &self.state.company;
        let suspended = company.suspended_until(self.asker, self.now, self.now);
        if !self.packs.limits_claims() && suspended.is_none() {
            return None;
        }
        let mut facts = file.facts().to_vec();
        let seq = self.state.last_seq.saturating_add(1);
        facts.push(attempt(seq, self.asker, self.now, file.customer));
        let tried = CaseFile::new(file.customer, facts);
        let ruling = self.judge(&tried, judging);
        let claim = ruling.claims.iter().position(|claim| claim.fact == seq)?;
        let stops = ruling.findings.iter().find(|finding| {
            use ruling::ruling::Why::{LimitReached, Suspended, TooSoon};
            finding.claim.map(usize::from) == Some(claim)
                && matches!(finding.why, LimitReached(..) | TooSoon | Suspended)
        })?;
        Some(stops.deadline)
    }
}

fn strictness(answer: DuplicateAnswer) -> u8 {
    match answer {
        DuplicateAnswer::Free => 0,
        DuplicateAnswer::Open => 1,
        DuplicateAnswer::WaitsBehind => 2,
        DuplicateAnswer::PossiblySame => 3,
        DuplicateAnswer::Held { .. } => 4,
        DuplicateAnswer::NotNow { .. } => 5,
    }
}

/// What a ruling lets a stranger know.
fn told(ruling: &Ruling) -> DuplicateAnswer {
    let waits = ruling.claims.iter().any(|claim| {
        matches!(
            claim.standing,
            Standing::Waiting(_) | Standing::Returned | Standing::Queued
        )
    });
    let stands =
        |claim: &ClaimOutcome| matches!(claim.standing, Standing::Standing | Standing::Holding);
    match (ruling.ownership.owner, ruling.protection.mode) {
        (None, _) if waits => DuplicateAnswer::WaitsBehind,
        (None, _) if ruling.claims.iter().any(stands) => DuplicateAnswer::Open,
        (None, _) => DuplicateAnswer::Free,
        (Some(_), Mode::Open | Mode::Pool) => DuplicateAnswer::Open,
        (Some(owner), mode) => DuplicateAnswer::Held {
            until: ruling.protection.until,
            ask: Some(owner),
            by_consent: mode == Mode::Ask,
        },
    }
}

/// A registration as it would be made now.
fn attempt(seq: u32, asker: StaffId, now: Instant, customer: Option<Ref>) -> Fact {
    Fact {
        seq,
        kind: FactKind::Registered,
        answer: ruling::fact::Answer::None,
        what: Symbol::NONE,
        actor: Some(asker),
        person: None,
        of: None,
        occurred: now,
        recorded: now,
        counts_at: now,
        particulars: Some(Box::new(ruling::fact::Particulars {
            customer,
            ..ruling::fact::Particulars::default()
        })),
    }
}
