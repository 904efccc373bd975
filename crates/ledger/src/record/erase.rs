//! Erasing: a data subject's key, salts, sealed parts and tags are destroyed; entries and rulings stay.

use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, Seq, StaffId};
use ruling::name::Symbol;

use super::{Recorded, Work};
use crate::case_store::{CaseGroup, roots};
use crate::encoding::Entry;
use crate::fault::{Failure, Refusal};
use crate::found_by::FoundBy;

impl Work<'_> {
    pub(super) fn erase(&mut self, case: u64, actor: StaffId) -> Result<Recorded, Failure> {
        let Some(row) = self.database.case(case)? else {
            return Err(Refusal::UnknownCase(case).into());
        };
        let subject = self.database.subject(row.subject)?;
        let Some(stored) = subject.filter(|stored| stored.wrapped_key.is_some()) else {
            return Err(Refusal::Erased.into());
        };
        let subject = stored.subject;
        let done = self.append(Entry::Erased { subject }, None, None)?;
        for row in self.database.cases_of_subject(subject)? {
            let fact = erased_fact(self.next_seq(), actor, done.recorded, subject);
            let erased = self.append(Entry::Fact(fact), Some(row.case), None)?;
            let mut touched = roots(self.database, row.case)?;
            if touched.is_empty() {
                touched.push(row.case);
            }
            for root in touched {
                if let Some(group) = CaseGroup::load_root(self.database, &self.state.packs, root)? {
                    self.state
                        .project(self.database, &group, erased.seq, erased.recorded)?;
                }
            }
        }
        let known = FoundBy::of(&stored).unwrap_or_default();
        self.state.index.remove(subject, &known.tags);
        for name in &known.names {
            self.state.names.remove(name);
        }
        self.database.empty_subject(subject)?;
        let row = FoundBy::default().row(subject, None);
        self.database.put_subject(&row)?;
        Ok(done)
    }
}

fn erased_fact(seq: Seq, actor: StaffId, recorded: Instant, subject: u64) -> Fact {
    Fact {
        seq,
        kind: FactKind::Erased,
        answer: Answer::None,
        what: Symbol::NONE,
        actor: Some(actor),
        person: None,
        of: None,
        occurred: recorded,
        recorded,
        counts_at: recorded,
        particulars: Some(Box::new(Particulars {
            customer: Some(Ref(subject)),
            ..Particulars::default()
        })),
    }
}
