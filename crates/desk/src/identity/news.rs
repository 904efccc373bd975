//! Who is told that two customers may be one, or were found to be one, or two: those whose customer each of them is.

use std::collections::BTreeSet;

use ledger::encoding::Entry;
use ledger::read::StoredEntry;
use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId};

use super::pairs::decides;
use crate::notices::{NewNotice, NoticeKind};
use crate::task::Judged;
use crate::{Desk, Refusal};

/// A decision about the customer of a case.
struct Made {
    seq: Seq,
    by: Option<StaffId>,
    at: Instant,
    is_same: bool,
    /// Whether it was asked of which project something is, not whose.
    asks_project: bool,
}

impl Desk {
    /// Whom an entry is news to that puts identity in doubt or decides about it, each about the case on their side.
    pub(crate) fn identity_news(&self, entry: &StoredEntry) -> Result<Vec<NewNotice>, Refusal> {
        match &entry.entry {
            Entry::Fact(fact) | Entry::Opened { fact, .. } => {
                let regulations = self.ledger.regulations()?;
                let is_same = decides(fact, regulations.names());
                let Some((case, is_same)) = entry.case.zip(is_same) else {
                    return Ok(Vec::new());
                };
                let made = Made {
                    seq: entry.seq,
                    by: fact.actor,
                    at: entry.recorded,
                    is_same,
                    asks_project: self.ledger.asks_project(case)?,
                };
                let mut told = self.told_in(case, &made)?;
                let now = self.ledger.now();
                let judged_in = self.ledger.case(case, now, now)?.map(|judged| judged.id);
                if let Some(root) = judged_in.filter(|root| *root != case) {
                    told.extend(self.told_in(root, &made)?);
                }
                Ok(told)
            }
            // The decision is in the other case; here the customer is no longer in doubt.
            Entry::Separated { case, other } => match self.last_decision(*case)? {
                Some(made) if made.at == entry.recorded => {
                    let apart = Made {
                        is_same: false,
                        ..made
                    };
                    self.told_in(*other, &apart)
                }
                _ => Ok(Vec::new()),
            },
            Entry::Suspected { case, other } => self.told_of_doubt([*case, *other], entry),
            _ => Ok(Vec::new()),
        }
    }

    /// Those to whom the regulation has it said that their customer may be another's, each about the case on their side.
    fn told_of_doubt(
        &self,
        cases: [u64; 2],
        entry: &StoredEntry,
    ) -> Result<Vec<NewNotice>, Refusal> {
        let (mut told, mut sides) = (BTreeSet::new(), Vec::new());
        for case in cases {
            told.extend(self.noted_in(case, entry.recorded)?);
            sides.push((case, self.parties_of(case)?));
        }
        let (kind, mark) = (NoticeKind::MaybeSame, i64::from(entry.seq));
        let told = told.into_iter().filter_map(|staff| {
            let mut sides = sides.iter();
            let own = sides.find(|(_, parties)| parties.contains(&staff));
            own.map(|(case, _)| NewNotice::about_case(staff, kind, *case, mark))
        });
        Ok(told.collect())
    }

    /// To whom the ruling of a case says so.
    fn noted_in(&self, case: u64, at: Instant) -> Result<BTreeSet<StaffId>, Refusal> {
        let Some(judged) = self.ledger.case(case, at, at)? else {
            return Ok(BTreeSet::new());
        };
        let packs = self.packs_of_case(&judged)?;
        let Some(policy) = packs.version(packs.in_force(at)) else {
            return Ok(BTreeSet::new());
        };
        let company = self.ledger.company()?;
        let looked_through = Judged {
            ruling: &judged.ruling,
            file: &judged.file,
            packs: &packs,
            policy,
            company: &company,
        };
        Ok(looked_through.told_of_doubt().collect())
    }

    fn last_decision(&self, case: u64) -> Result<Option<Made>, Refusal> {
        let regulations = self.ledger.regulations()?;
        let facts = self.ledger.facts_of(case)?;
        let asks_project = self.ledger.asks_project(case)?;
        let made = facts.iter().rev().find_map(|fact| {
            Some(Made {
                seq: fact.seq,
                by: fact.actor,
                at: fact.recorded,
                is_same: decides(fact, regulations.names())?,
                asks_project,
            })
        });
        Ok(made)
    }

    fn told_in(&self, case: u64, made: &Made) -> Result<Vec<NewNotice>, Refusal> {
        let kind = match (made.asks_project, made.is_same) {
            (false, true) => NoticeKind::FoundSame,
            (false, false) => NoticeKind::FoundApart,
            (true, true) => NoticeKind::ProjectFound,
            (true, false) => NoticeKind::ProjectOther,
        };
        let parties = self.parties_of(case)?.into_iter();
        let others = parties.filter(|party| Some(*party) != made.by);
        let mark = i64::from(made.seq);
        Ok(others
            .map(|party| NewNotice::about_case(party, kind, case, mark))
            .collect())
    }
}
