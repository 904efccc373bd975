//! The duplicate check: the whole company is searched, almost nothing is told.

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::fact::{Fact, FactKind, Ref, StaffId};
use ruling::judge::judge;
use ruling::name::Symbol;
use ruling::ruling::{Mode, Party, Ruling, Standing};

use crate::case_store::CaseGroup;
use crate::customer::CustomerKeys;
use crate::fault::{Failure, Fault, Refusal};
use crate::ledger::Ledger;
use crate::privacy::personal::Personal;
use crate::record::{Command, personal_of};
use crate::state::State;
use crate::store::Database;

/// All that whoever asks is told. Which record matched, how many and by which key is not among it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DuplicateAnswer {
    /// Nobody has registered this customer, or never will have.
    Free,
    /// Somebody holds the customer, and a new valid claim may take over.
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

impl Ledger {
    /// Whether a customer is free, as far as whoever asks may know. The check leaves a trace.
    ///
    /// # Errors
    /// Fields that cannot be read or identify nobody, or a fault.
    pub fn check(
        &self,
        asker: StaffId,
        typed: &Personal,
        key: &[u8],
    ) -> Result<DuplicateAnswer, Failure> {
        let keys = CustomerKeys::read(typed).map_err(Refusal::Fields)?;
        if !keys.identify() {
            return Err(Refusal::NothingIdentifies.into());
        }
        let answer = {
            let state = self.state()?;
            let reader = self.reader()?;
            self.answer(&state, &reader, asker, &keys)?
        };
        let trace = Command::Trace {
            staff: asker,
            deed: "check".to_owned(),
            subject: None,
        };
        self.carry_out(trace, key)?;
        Ok(answer)
    }

    fn answer(
        &self,
        state: &State,
        reader: &Database,
        asker: StaffId,
        keys: &CustomerKeys,
    ) -> Result<DuplicateAnswer, Failure> {
        let mut same = Vec::new();
        for tag in keys.identifying(&state.tagger) {
            for subject in state.index.subjects(tag) {
                if !same.contains(&subject)
                    && !self.stored_keys(reader, subject)?.codes_differ(keys)
                {
                    same.push(subject);
                }
            }
        }
        if same.len() > 1 {
            return Ok(DuplicateAnswer::PossiblySame);
        }
        if let Some(subject) = same.first() {
            return Ok(self.answer_about(state, reader, asker, *subject)?);
        }
        let tags = keys.may_be_under(&state.tagger).into_iter();
        for subject in tags.flat_map(|tag| state.index.subjects(tag)) {
            if self.stored_keys(reader, subject)?.may_be(keys) {
                return Ok(DuplicateAnswer::PossiblySame);
            }
        }
        Ok(DuplicateAnswer::Free)
    }

    fn stored_keys(&self, reader: &Database, subject: u64) -> Result<CustomerKeys, Fault> {
        let personal = personal_of(reader, &self.keys, subject)?;
        Ok(CustomerKeys::read(&personal).unwrap_or_default())
    }

    /// The strictest answer among the subject's cases.
    fn answer_about(
        &self,
        state: &State,
        reader: &Database,
        asker: StaffId,
        subject: u64,
    ) -> Result<DuplicateAnswer, Fault> {
        let now = self.now().max(state.last_recorded);
        let mut strictest = DuplicateAnswer::Free;
        for case in reader.cases_of_subject(subject)? {
            let Some(group) = CaseGroup::load(reader, &state.packs, case.case)? else {
                continue;
            };
            let file = group.file();
            let ruling = judge(&file, &state.company, &state.packs, now, now);
            let answer = match limited(state, &file, asker, now) {
                Some(next) => DuplicateAnswer::NotNow { next },
                None => told(&ruling),
            };
            if strictness(answer) > strictness(strictest) {
                strictest = answer;
            }
        }
        Ok(strictest)
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
    match (ruling.ownership.owner, ruling.protection.mode) {
        (None, _) if waits => DuplicateAnswer::WaitsBehind,
        (None, _) => DuplicateAnswer::Free,
        (Some(_), Mode::Open | Mode::Pool) => DuplicateAnswer::Open,
        (Some(owner), mode) => DuplicateAnswer::Held {
            until: ruling.protection.until,
            ask: Some(owner),
            by_consent: mode == Mode::Ask,
        },
    }
}

/// Whether a limit or suspension keeps the asker from registering now, and until when.
fn limited(
    state: &State,
    file: &CaseFile,
    asker: StaffId,
    now: Instant,
) -> Option<Option<Instant>> {
    let mut facts = file.facts().to_vec();
    let seq = state.last_seq.saturating_add(1);
    facts.push(attempt(seq, asker, now, file.customer));
    let tried = CaseFile::new(file.customer, facts);
    let ruling = judge(&tried, &state.company, &state.packs, now, now);
    let claim = ruling.claims.iter().position(|claim| claim.fact == seq)?;
    let stops = ruling.findings.iter().find(|finding| {
        use ruling::ruling::Why::{LimitReached, Suspended, TooSoon};
        finding.claim.map(usize::from) == Some(claim)
            && matches!(finding.why, LimitReached(..) | TooSoon | Suspended)
    })?;
    Some(stops.deadline)
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
