//! Erasing: a data subject's key, sealed parts and tags are destroyed; entries and rulings stay.

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
        let done = self.erase_subject(row.subject, Some(actor))?;
        done.ok_or(Refusal::Erased.into())
    }

    pub(super) fn erase_customer(
        &mut self,
        customer: u64,
        actor: StaffId,
    ) -> Result<Recorded, Failure> {
        let facts = self.database.facts_of_subject(customer)?;
        // Staff are subjects, too, without a case.
        if facts.iter().all(|fact| fact.case.is_none()) {
            return Err(Refusal::UnknownCustomer(customer).into());
        }
        let done = self.erase_subject(customer, Some(actor))?;
        done.ok_or(Refusal::Erased.into())
    }

    /// Destroys a subject's data; none if there is none to destroy. Nobody is named where a restored copy is
    /// made to forget again.
    pub(crate) fn erase_subject(
        &mut self,
        subject: u64,
        actor: Option<StaffId>,
    ) -> Result<Option<Recorded>, Failure> {
        let stored = self.database.subject(subject)?;
        let Some(stored) = stored.filter(|stored| stored.wrapped_key.is_some()) else {
            return Ok(None);
        };
        let done = self.append(Entry::Erased { subject }, None, None)?;
        for row in self.database.cases_of_subject(subject)? {
            let fact = erased_fact(self.next_seq(), actor, done.recorded, subject);
            let erased = self.append(Entry::Fact(fact), Some(row.case), None)?;
            let mut touched = roots(self.database, row.case)?;
            if touched.is_empty() {
                touched.push(row.case);
            }
            for root in touched {
                if let Some(group) = CaseGroup::load_root(self.database, self.state.names(), root)?
                {
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
        self.database.drop_papers(subject)?;
        let row = FoundBy::default().row(subject, None);
        self.database.change_subject(&row)?;
        self.state.erased.insert(subject);
        Ok(Some(done))
    }
}

fn erased_fact(seq: Seq, actor: Option<StaffId>, recorded: Instant, subject: u64) -> Fact {
    Fact {
        seq,
        kind: FactKind::Erased,
        answer: Answer::None,
        what: Symbol::NONE,
        actor,
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
