//! Data subjects: every one that sealed something has its row, every key opens unless the subject was erased, and
//! tags and names are those of what is sealed.

use super::{DamageKind, Verification, Verifying};
use crate::derive::{Derived, by_key, subject_row};
use crate::fault::Fault;
use crate::found_by::FoundBy;
use crate::privacy::keys::Keys;
use crate::state::State;
use crate::store::{Database, FactRow, Stretch, SubjectRow};

/// Subjects that a thread looks at at once.
const AT_ONCE: usize = 250;

impl Verifying<'_> {
    pub(super) fn subjects(&mut self, derived: &Derived) -> Result<(), Fault> {
        let (state, keys, found) = (&self.state, self.keys, &mut self.found);
        self.snapshot.each(
            &Stretch::cut(derived.subjects.keys().copied(), AT_ONCE),
            |reader, stretch| part(reader, (state, keys), *stretch, derived),
            |part| {
                found.add(part);
                Ok(())
            },
        )
    }
}

fn part(
    reader: &Database,
    with: (&State, &Keys),
    stretch: Stretch,
    derived: &Derived,
) -> Result<Verification, Fault> {
    let mut found = Verification::default();
    let rows = reader.subjects_of(stretch)?;
    let facts = reader.facts_of_subjects(stretch)?;
    let facts = by_key(&facts, |row| row.subject.unwrap_or(0));
    for row in &rows {
        let facts = facts.get(&row.subject).copied().unwrap_or_default();
        let is_same = match derived.subjects.get(&row.subject) {
            Some(true) => *row == FoundBy::default().row(row.subject, None),
            Some(false) => holds(reader, with, row, facts),
            None => false,
        };
        if !is_same {
            found.tell("subject", row.subject, DamageKind::NotWhatFactsSay);
        }
    }
    let wanted = derived.subjects.range(stretch.keys());
    for (subject, _) in wanted {
        if rows
            .binary_search_by_key(subject, |row| row.subject)
            .is_err()
        {
            found.tell("subject", *subject, DamageKind::Missing);
        }
    }
    Ok(found)
}

fn holds(reader: &Database, with: (&State, &Keys), row: &SubjectRow, facts: &[FactRow]) -> bool {
    let wanted = subject_row(reader, with, row, facts);
    row.wrapped_key.is_some() && wanted.is_ok_and(|wanted| wanted == *row)
}
