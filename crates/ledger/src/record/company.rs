//! Facts about the company: people, units, and the cases that they make to be judged again.

use std::num::NonZeroU32;

use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{StaffId, UnitId};

use super::identify::Found;
use super::{Recorded, Work};
use crate::case_store::CaseGroup;
use crate::catalogue::CatalogueKind;
use crate::encoding::Entry;
use crate::fault::{Failure, Fault, Refusal};
use crate::found_by::FoundBy;
use crate::privacy::personal::Personal;
use crate::state::STAFF_NAME;
use crate::store::CaseRow;

impl Work<'_> {
    pub(super) fn change(&mut self, change: CompanyFact) -> Result<Recorded, Failure> {
        let recorded = self.recorded();
        let change = CompanyFact { recorded, ..change };
        self.check_stand_in(&change)?;
        let touched = self.touched_by(&change.change)?;
        let leaves = match change.change {
            Change::Departed { staff } if change.from <= recorded => Some(staff),
            _ => None,
        };
        let done = self.append(Entry::Change(change), None, None)?;
        if let Some(staff) = leaves {
            self.drop_signing_key(staff)?;
        }
        self.state.settle();
        self.judge_anew(touched, recorded)?;
        Ok(done)
    }

    /// Two who name one another at once, or in a row through others, would wait for each other.
    fn check_stand_in(&self, change: &CompanyFact) -> Result<(), Refusal> {
        let Change::StandsIn {
            staff,
            absent,
            until,
        } = change.change
        else {
            return Ok(());
        };
        let (company, times) = (&self.state.company, (change.from, until));
        let is_begun = change.from < until;
        match is_begun && company.leads_back((staff, absent), times, change.recorded) {
            true => Err(Refusal::StandInCircle),
            false => Ok(()),
        }
    }

    /// Judges cases again that have a ruling of their own, each with an entry that says so.
    pub(super) fn judge_anew(
        &mut self,
        cases: impl IntoIterator<Item = u64>,
        recorded: Instant,
    ) -> Result<(), Failure> {
        for case in cases {
            let group = CaseGroup::load(self.database, self.state.names(), case)?;
            if let Some(group) = group.filter(|group| group.root == case) {
                let judged = self.append(Entry::Judged { case }, None, None)?;
                self.state
                    .project(self.database, &group, judged.seq, recorded)?;
            }
        }
        Ok(())
    }

    /// The cases whose rulings a change may alter.
    pub(super) fn touched_by(&self, change: &Change) -> Result<Vec<u64>, Fault> {
        match change {
            Change::Joined { staff, .. }
            | Change::Moved { staff, .. }
            | Change::Departed { staff }
            | Change::Suspended { staff, .. } => self.database.cases_of_person(staff.0.get()),
            // They open doors from then on, and change no ruling that there is.
            Change::Acknowledged { .. } | Change::StandsIn { .. } => Ok(Vec::new()),
            _ => Ok(self.all_cases()?.iter().map(|row| row.case).collect()),
        }
    }

    pub(super) fn all_cases(&self) -> Result<Vec<CaseRow>, Fault> {
        let mut all = Vec::new();
        let mut last = 0;
        loop {
            let rows = self.database.cases(last, 10_000)?;
            let Some(end) = rows.last() else {
                return Ok(all);
            };
            last = end.case;
            all.extend(rows);
        }
    }

    pub(super) fn add_staff(&mut self, name: &Personal) -> Result<Recorded, Failure> {
        let number = self.state.directory.staff.last_key_value();
        let number = number.map_or(1, |(staff, _)| staff.0.get() + 1);
        let staff = StaffId(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN));
        let found = Found {
            subject: self.next_seq().into(),
            is_new: true,
            may_be: Vec::new(),
        };
        let key = self.subject_key(&found, FoundBy::default())?;
        let done = self.append(Entry::Staff(staff), None, Some((found.subject, &key, name)))?;
        self.state.decoy.get_or_insert((found.subject, done.seq));
        self.state.note(
            &Entry::Staff(staff),
            &[],
            name.get(STAFF_NAME).map(str::to_owned),
        );
        Ok(done)
    }

    pub(super) fn add_unit(&mut self, name: String) -> Result<Recorded, Failure> {
        let number = self.state.directory.units.last_key_value();
        let number = number.map_or(1, |(unit, _)| unit.0.get() + 1);
        let unit = UnitId(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN));
        self.append(Entry::Unit(unit, name), None, None)
    }

    /// A project or product gets a name: what customers of it were registered with, if any were.
    pub(super) fn catalogue(
        &mut self,
        kind: CatalogueKind,
        name: String,
    ) -> Result<Recorded, Failure> {
        let reference = self.reference(kind.tag(&name, &self.state.tagger))?;
        let entry = Entry::Catalogued {
            kind,
            reference,
            name,
        };
        self.append(entry, None, None)
    }

    pub(super) fn rename_unit(&mut self, unit: UnitId, name: String) -> Result<Recorded, Failure> {
        self.check_unit(unit)?;
        self.append(Entry::Unit(unit, name), None, None)
    }
}
