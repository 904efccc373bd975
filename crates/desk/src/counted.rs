//! How many a person has, or claimed in a period, where a regulation limits that: counted as the claim is made, and
//! recorded before it, so that the same judgment is made from the log alone. What a claim says of what was known
//! before it is found in the same way: of two at once one comes before the other.

use ledger::fault::{Failure, Fault};
use ledger::paper::FiledWith;
use ledger::record::{Command, NewFact, Recorded};
use ledger::rows::Rows;
use ruling::calendar::{Clock, Instant};
use ruling::fact::{Fact, FactKind, Particulars, Seq, StaffId};
use ruling::policy::{Admission, Packs, Policy};

use crate::paper::Brought;
use crate::register::fact;
use crate::register::found::finds_out;
use crate::{Desk, Refusal};

/// Whose turn it is among claims that say whether their customer is known: they are one behind the other, whoever makes
/// them.
const ANYBODY: u32 = 0;
/// Claims looked at: no regulation lets anybody make more in a period.
const CLAIMS_MAX: u32 = 2_000;

impl Desk {
    /// The counts that the regulation's limits ask for before somebody's claim, and which claim of theirs they are made
    /// for: of two at once only one has its turn. No turn: nothing limits them.
    fn counted(
        &self,
        packs: &Packs,
        claimant: StaffId,
        now: Instant,
    ) -> Result<(Option<u64>, Vec<Fact>), Refusal> {
        let is_limited = packs.version(packs.in_force(now)).is_some_and(|policy| {
            let mut rules = policy.admission.iter();
            rules.any(
                |bound| matches!(&bound.rule, Admission::Limit(limit) if limit.counter.is_some()),
            )
        });
        if !is_limited {
            return Ok((None, Vec::new()));
        }
        // The turn first: a claim recorded from here on takes it, and one recorded before is counted.
        let turn = self.ledger.look(|rows| turn_of(rows, claimant.0.get()))?;
        self.follow()?;
        Ok((Some(turn), self.counts(packs, claimant, now)?))
    }

    /// What a claim says of itself as of now, and which claim that says so it is.
    fn found(
        &self,
        packs: &Packs,
        claimant: StaffId,
        new: &mut NewFact,
    ) -> Result<Option<u64>, Refusal> {
        let policy = packs.version(packs.in_force(new.fact.occurred));
        let says = |policy: &&Policy| new.fact.kind == FactKind::Registered && finds_out(policy);
        let Some(policy) = policy.filter(says) else {
            return Ok(None);
        };
        // Behind whoever writes: what they wrote is found from here on.
        let turn = self.ledger.keep(|rows| turn_of(rows, ANYBODY))?;
        let marks = self.found_out(policy, claimant, &new.fields)?;
        for fact in new.before.iter_mut().chain([&mut new.fact]) {
            if matches!(fact.kind, FactKind::Registered | FactKind::Visited) {
                let given = &mut fact.particulars.get_or_insert_default().given;
                marks.iter().for_each(|mark| given.insert(*mark));
            }
        }
        Ok(Some(turn))
    }

    /// Records a claim once for a key, behind its counts and with what was found out about its customer; both are made
    /// again as often as another claim of the same person, or one that says what it found, was recorded meanwhile. The
    /// claim with them, and what came of it.
    pub(crate) fn record_counted(
        &self,
        (packs, claimant): (&Packs, StaffId),
        (claim, key): (&NewFact, &[u8]),
        mut papers: impl FnMut() -> Result<Option<Brought>, Refusal>,
    ) -> Result<(NewFact, Result<Recorded, Failure>), Refusal> {
        loop {
            let (new, turns) = self.as_of_now((packs, claimant), claim)?;
            let (command, papers) = (Command::Record(Box::new(new.clone())), papers()?);
            let done = match turns.is_empty() {
                true => Some(self.carry_out_with_papers(command, key.to_vec(), papers)),
                false => {
                    let in_turn = self.record_in_turn(turns, (command, key), papers);
                    in_turn.transpose()
                }
            };
            if let Some(done) = done {
                return Ok((new, done));
            }
        }
    }

    /// A claim behind its counts and with what is found out about its customer now, and whose turns it rests on.
    pub(crate) fn as_of_now(
        &self,
        (packs, claimant): (&Packs, StaffId),
        claim: &NewFact,
    ) -> Result<(NewFact, Vec<(u32, u64)>), Refusal> {
        let mut new = claim.clone();
        let found = self.found(packs, claimant, &mut new)?;
        let (turn, counts) = self.counted(packs, claimant, claim.fact.occurred)?;
        // What counts from the time on paper has its counts there, too.
        let counts = counts.into_iter().map(|count| Fact {
            counts_at: claim.fact.counts_at,
            ..count
        });
        new.before.extend(counts);
        let of_claimant = turn.map(|turn| (claimant.0.get(), turn));
        let turns = found.map(|turn| (ANYBODY, turn)).into_iter();
        Ok((new, turns.chain(of_claimant).collect()))
    }

    /// None: it is another claim's turn.
    fn record_in_turn(
        &self,
        turns: Vec<(u32, u64)>,
        (command, key): (Command, &[u8]),
        papers: Option<Brought>,
    ) -> Result<Option<Recorded>, Failure> {
        let key = key.to_vec();
        self.ledger.keep_together(move |together| {
            for (whose, turn) in &turns {
                if turn_of(&together.rows(), *whose)? != *turn {
                    return Ok(None);
                }
            }
            let done = together.carry_out(command, &key)?;
            if let Some(papers) = papers {
                papers.file_with(together, (FiledWith::Entry(done.seq), &key))?;
            }
            for (whose, turn) in turns {
                take_turn(&together.rows(), whose, turn)?;
            }
            Ok::<_, Failure>(Some(done))
        })
    }

    /// What the regulation's limits count before somebody's claim.
    fn counts(&self, packs: &Packs, claimant: StaffId, now: Instant) -> Result<Vec<Fact>, Refusal> {
        let Some(policy) = packs.version(packs.in_force(now)) else {
            return Ok(Vec::new());
        };
        let limits = policy
            .admission
            .iter()
            .filter_map(|bound| match &bound.rule {
                Admission::Limit(limit) if limit.counter.is_some() => Some(limit),
                _ => None,
            });
        let company = self.ledger.company()?;
        let hours = company.hours(now, now).cloned().unwrap_or_default();
        let clock = Clock {
            zone: &policy.zone,
            workdays: &packs.workdays,
            hours: &hours,
        };
        let mut counted = Vec::new();
        for limit in limits {
            let (value, until) = match limit.within {
                None => (self.ledger.look(|rows| held(rows, claimant))?, None),
                Some(span) => {
                    let claims = self.ledger.look(|rows| claims(rows, claimant))?;
                    // A period that the calendar cannot tell the end of is not over.
                    let ends = claims.into_iter();
                    let ends = ends.map(|at| clock.ends(span, at).unwrap_or(Instant::MAX));
                    let ends: Vec<Instant> = ends.filter(|end| *end > now).collect();
                    (ends.len() as u64, ends.into_iter().min())
                }
            };
            let more = Particulars {
                value: i64::try_from(value).ok(),
                until,
                ..Particulars::default()
            };
            counted.push(Fact {
                what: limit.counter,
                person: Some(claimant),
                particulars: Some(Box::new(more)),
                ..fact(FactKind::Counted, now)
            });
        }
        Ok(counted)
    }
}

/// How many claims of somebody were recorded behind counts.
fn turn_of(rows: &Rows<'_>, whose: u32) -> Result<u64, Fault> {
    let turn = rows.query_one(
        "reading whose turn it is to claim",
        "SELECT turn FROM claim_turn WHERE company_id = $1 AND staff_id = $2",
        &[rows.company(), whose.into()],
        |row| row.int::<u64>(0),
    )?;
    Ok(turn.unwrap_or(0))
}

fn take_turn(rows: &Rows<'_>, whose: u32, turn: u64) -> Result<(), Fault> {
    rows.execute(
        "noting that somebody claimed behind counts",
        "INSERT INTO claim_turn (company_id, staff_id, turn) VALUES ($1, $2, $3) \
         ON CONFLICT (company_id, staff_id) DO UPDATE SET turn = excluded.turn",
        &[rows.company(), whose.into(), turn.saturating_add(1).into()],
    )
}

/// How many cases somebody is in charge of.
fn held(rows: &Rows<'_>, staff: StaffId) -> Result<u64, Fault> {
    let staff = staff.0.get();
    let count = rows.query_one(
        "counting what somebody has",
        "SELECT count(*) FROM case_of_staff WHERE company_id = $1 AND staff_id = $2 AND holder_id = $3",
        &[rows.company(), staff.into(), staff.into()],
        |row| row.int::<u64>(0),
    )?;
    Ok(count.unwrap_or(0))
}

/// When somebody claimed, the newest first.
fn claims(rows: &Rows<'_>, staff: StaffId) -> Result<Vec<Instant>, Fault> {
    rows.query(
        "listing when somebody claimed",
        "SELECT claimed_at FROM claim_of_staff WHERE company_id = $1 AND staff_id = $2 \
         ORDER BY claimed_at DESC LIMIT $3",
        &[rows.company(), staff.0.get().into(), CLAIMS_MAX.into()],
        |row| row.instant(0),
    )
}

/// Notes that somebody claimed.
pub(crate) fn note_claim(
    rows: &Rows<'_>,
    staff: StaffId,
    (at, seq): (Instant, Seq),
) -> Result<(), Fault> {
    rows.execute(
        "noting a claim",
        "INSERT INTO claim_of_staff (company_id, staff_id, claimed_at, seq) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (company_id, staff_id, claimed_at, seq) DO NOTHING",
        &[
            rows.company(),
            staff.0.get().into(),
            at.into(),
            seq.into(),
        ],
    )
}
