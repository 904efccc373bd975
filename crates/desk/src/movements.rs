//! What the log says of people's cases changing hands: who left and what they left, what was given to whom, who
//! claimed when, who stands in for whom.

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::read::StoredEntry;
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::company::Change;
use ruling::fact::{Fact, FactKind, Seq, StaffId};

use crate::following::person_in_charge;
use crate::notices::{NewNotice, NoticeKind};
use crate::organisation::leaving::note_departure;
use crate::permission::{Action, Reach, role_of};
use crate::{Desk, Refusal, counted, delegation, dispatch, hand_over};

/// What is to be noted of some entries.
#[derive(Default)]
pub(crate) struct Movements {
    departed: Vec<(StaffId, Seq, Instant)>,
    left: Vec<(StaffId, u64)>,
    given: Vec<(StaffId, Seq, u64)>,
    claims: Vec<(StaffId, Instant, Seq)>,
    /// Who is told of it.
    pub(crate) told: Vec<NewNotice>,
}

impl Movements {
    /// Keeps it.
    pub(crate) fn store(&self, rows: &Rows<'_>) -> Result<(), Fault> {
        for (staff, seq, at) in &self.departed {
            note_departure(rows, *staff, (*seq, *at), None)?;
        }
        for (staff, case) in &self.left {
            hand_over::note_left(rows, *staff, *case)?;
        }
        for (staff, seq, case) in &self.given {
            dispatch::note_allocation(rows, *staff, *seq, *case)?;
        }
        for (staff, at, seq) in &self.claims {
            counted::note_claim(rows, *staff, (*at, *seq))?;
        }
        Ok(())
    }
}

impl Desk {
    /// Adds what an entry says.
    pub(crate) fn note_movements(
        &self,
        entry: &StoredEntry,
        movements: &mut Movements,
    ) -> Result<(), Refusal> {
        match &entry.entry {
            Entry::Change(change) => {
                if let Change::Departed { staff } = change.change {
                    movements.departed.push((staff, entry.seq, entry.recorded));
                }
                if self.is_news(entry.recorded) {
                    movements.told.extend(delegation::news(change, entry.seq));
                }
            }
            Entry::Judged { case } => self.note_left(*case, entry, movements)?,
            Entry::Fact(fact) | Entry::Opened { fact, .. } => {
                let Some(case) = entry.case else {
                    return Ok(());
                };
                if let (FactKind::Registered, Some(doer)) = (fact.kind, fact.doer()) {
                    movements.claims.push((doer, entry.recorded, entry.seq));
                }
                if fact.kind == FactKind::Assigned {
                    self.note_given(case, fact, movements)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A case that was judged again because whoever had it left.
    fn note_left(
        &self,
        case: u64,
        entry: &StoredEntry,
        movements: &mut Movements,
    ) -> Result<(), Refusal> {
        let before = entry.recorded.plus_seconds(-1);
        let Some(judged) = self.ledger.case(case, before, before)? else {
            return Ok(());
        };
        let Some(had) = person_in_charge(&judged.ruling) else {
            return Ok(());
        };
        let company = self.ledger.company()?;
        let is_out = |at| company.departed_by(had, at, at).is_some();
        if is_out(before) || !is_out(entry.recorded) {
            return Ok(());
        }
        let is_first = movements.left.iter().all(|(staff, _)| *staff != had);
        if is_first && self.is_news(entry.recorded) {
            let told = self.who_gives(had, entry.recorded)?.into_iter();
            let mark = entry.recorded.seconds();
            movements.told.extend(
                told.map(|staff| {
                    NewNotice::about_staff(staff, NoticeKind::ColleagueLeft, had, mark)
                }),
            );
        }
        movements.left.push((had, case));
        Ok(())
    }

    /// Who gives the cases of somebody's unit to others: those whose roles reach it, the general manager last.
    fn who_gives(&self, left: StaffId, at: Instant) -> Result<Vec<StaffId>, Refusal> {
        let (organisation, company) = (self.organisation()?, self.ledger.company()?);
        let unit = company.unit_of(left, at.plus_seconds(-1), at);
        let mut near = Vec::new();
        let granted = organisation.grants().iter();
        for one in granted.filter(|granted| granted.is_in_force(at)) {
            let (staff, scope) = (one.grant.staff, one.grant.scope);
            let reaches = role_of(&one.grant.role, one.seq)?.reach(Action::Assign) == Reach::Scope;
            let is_here = company.departed_by(staff, at, at).is_none();
            if reaches && is_here && unit.is_some() && organisation.is_within(unit, scope, at) {
                near.push((scope.is_none(), staff));
            }
        }
        // Who answers for all of the company is told only where nobody is nearer.
        let all_far = near.iter().all(|(is_far, _)| *is_far);
        let mut told: Vec<StaffId> = near
            .into_iter()
            .filter(|(is_far, _)| all_far || !is_far)
            .map(|(_, staff)| staff)
            .collect();
        told.sort_unstable();
        told.dedup();
        Ok(told)
    }

    /// A case was given to somebody: they hear of it, and so does whoever registered or had it.
    fn note_given(&self, case: u64, fact: &Fact, movements: &mut Movements) -> Result<(), Refusal> {
        let at = fact.recorded;
        let Some(judged) = self.ledger.case(case, at, at)? else {
            return Ok(());
        };
        // An act without authority gives nothing to anybody.
        if person_in_charge(&judged.ruling) != fact.person && !is_offered(&judged.ruling, fact) {
            return Ok(());
        }
        let told = dispatch::told_of(fact, judged.file.facts());
        for staff in &told {
            movements.given.push((*staff, fact.seq, case));
        }
        if !self.is_news(at) || fact.is_from_paper() {
            return Ok(());
        }
        let mark = i64::from(fact.seq);
        for staff in told.into_iter().filter(|staff| Some(*staff) != fact.actor) {
            let kind = match Some(staff) == fact.person {
                true => NoticeKind::Assigned,
                false => NoticeKind::GivenToAnother,
            };
            let notice = NewNotice::about_case(staff, kind, case, mark);
            movements.told.push(notice.from(fact.actor));
        }
        Ok(())
    }
}

fn is_offered(ruling: &ruling::ruling::Ruling, fact: &Fact) -> bool {
    fact.person.is_some() && ruling.ownership.offered == fact.person
}
