//! How the company is built and who may do what for whom: units with kind and parent, roles granted and taken
//! back. Who gave whom what is in the log; what a role allows is the desk's.

use std::collections::BTreeMap;

use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId, UnitId};

use crate::encoding::Entry;
use crate::fault::Refusal;

/// Most units above one another.
const DEPTH_MAX: usize = 16;

/// A role for somebody, within a unit and everything below it, or in the whole company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who has it.
    pub staff: StaffId,
    /// The role, by the name that the desk has for it.
    pub role: String,
    /// Where; none: in the whole company.
    pub scope: Option<UnitId>,
    /// First second in which it counts.
    pub from: Instant,
    /// First second in which it no longer does; none: no end.
    pub until: Option<Instant>,
    /// Who gave it, by which grant of their own; none: the set-up of the company.
    pub by: Option<(StaffId, Seq)>,
}

/// A grant as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The entry that gave it.
    pub seq: Seq,
    /// When.
    pub recorded: Instant,
    /// What.
    pub grant: Grant,
    /// When it was taken back and by whom.
    pub revoked: Option<(Instant, Option<StaffId>)>,
}

impl Granted {
    /// Whether it counts at an instant.
    pub fn is_in_force(&self, at: Instant) -> bool {
        let grant = &self.grant;
        let is_revoked = self.revoked.is_some_and(|(when, _)| when <= at);
        grant.from <= at && grant.until.is_none_or(|until| at < until) && !is_revoked
    }
}

/// Where a unit is from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placing {
    /// Since when.
    pub recorded: Instant,
    /// Region, store, team and so on, by the desk's name.
    pub kind: String,
    /// What it belongs to; none: directly to the company.
    pub parent: Option<UnitId>,
}

/// Units and grants as recorded so far, with their past.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organisation {
    placings: BTreeMap<UnitId, Vec<Placing>>,
    grants: Vec<Granted>,
}

impl Organisation {
    /// Takes in the next entry.
    pub(crate) fn note(&mut self, entry: &Entry, seq: Seq, recorded: Instant) {
        match entry {
            Entry::Placed { unit, kind, parent } => {
                self.placings.entry(*unit).or_default().push(Placing {
                    recorded,
                    kind: kind.clone(),
                    parent: *parent,
                });
            }
            Entry::Granted(grant) => self.grants.push(Granted {
                seq,
                recorded,
                grant: (**grant).clone(),
                revoked: None,
            }),
            Entry::Revoked { grant, by } => {
                let revoked = self.grants.iter_mut().find(|known| known.seq == *grant);
                if let Some(granted) = revoked {
                    let by = by.map(|(staff, _)| staff);
                    granted.revoked.get_or_insert((recorded, by));
                }
            }
            _ => {}
        }
    }

    /// Where a unit was at a moment; none if it was never placed.
    pub fn placing(&self, unit: UnitId, at: Instant) -> Option<&Placing> {
        let placings = self.placings.get(&unit)?.iter().rev();
        let mut before = placings.filter(|placing| placing.recorded <= at);
        before.next()
    }

    /// The unit and all it belonged to at a moment, from below.
    pub fn line_of(&self, unit: UnitId, at: Instant) -> Vec<UnitId> {
        let parent = |unit: &UnitId| self.placing(*unit, at).and_then(|placing| placing.parent);
        std::iter::successors(Some(unit), parent)
            .take(DEPTH_MAX)
            .collect()
    }

    /// The unit and all it belonged to at a moment, from below, for what may have happened before it was recorded:
    /// before it was first placed, a unit counts as where it was placed then.
    pub fn line_since_ever(&self, unit: UnitId, at: Instant) -> Vec<UnitId> {
        let parent = |unit: &UnitId| {
            let placings = self.placings.get(unit)?;
            let mut before = placings.iter().rev().filter(|one| one.recorded <= at);
            before.next().or_else(|| placings.first())?.parent
        };
        std::iter::successors(Some(unit), parent)
            .take(DEPTH_MAX)
            .collect()
    }

    /// Whether a unit was within a scope at a moment. The whole company holds everything.
    pub fn is_within(&self, unit: Option<UnitId>, scope: Option<UnitId>, at: Instant) -> bool {
        match (unit, scope) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(unit), Some(scope)) => self.line_of(unit, at).contains(&scope),
        }
    }

    /// Every grant, in the order they were given.
    pub fn grants(&self) -> &[Granted] {
        &self.grants
    }

    /// The grant of an entry.
    pub fn grant(&self, seq: Seq) -> Option<&Granted> {
        self.grants.iter().find(|granted| granted.seq == seq)
    }

    /// Whether a unit may belong to another: not to one that belongs to it.
    pub(crate) fn check_placing(
        &self,
        unit: UnitId,
        parent: Option<UnitId>,
        now: Instant,
    ) -> Result<(), Refusal> {
        let Some(parent) = parent else {
            return Ok(());
        };
        let line = self.line_of(parent, now);
        match line.contains(&unit) || line.len() >= DEPTH_MAX {
            true => Err(Refusal::UnitWithinItself),
            false => Ok(()),
        }
    }

    /// Whether a grant comes from somebody who had as much: by a grant of their own that counts now, reaches as
    /// far and lasts as long. The company's set-up gives the first.
    pub(crate) fn check_grant(&self, grant: &Grant, now: Instant) -> Result<(), Refusal> {
        match grant.by {
            None if self.grants.is_empty() => Ok(()),
            None => Err(Refusal::GrantTooWide),
            Some((by, _)) if by == grant.staff => Err(Refusal::GrantToOneself),
            Some((by, own)) => {
                let own = self.own_grant(by, own, grant.scope, now)?;
                let lasts = match (grant.until, own.grant.until) {
                    (_, None) => true,
                    (None, Some(_)) => false,
                    (Some(until), Some(own)) => until <= own,
                };
                match lasts {
                    true => Ok(()),
                    false => Err(Refusal::GrantTooWide),
                }
            }
        }
    }

    /// Whether somebody has, at any moment in which a grant would count, a role that excludes it.
    pub(crate) fn check_exclusion(
        &self,
        grant: &Grant,
        excludes: &[String],
    ) -> Result<(), Refusal> {
        let mut others = self.grants.iter();
        let is_excluded = others.any(|other| {
            let given = &other.grant;
            let ends_before = |until: Option<Instant>, from| until.is_some_and(|end| end <= from);
            let is_apart =
                ends_before(given.until, grant.from) || ends_before(grant.until, given.from);
            let is_rival = given.staff == grant.staff && excludes.contains(&given.role);
            is_rival && other.revoked.is_none() && !is_apart
        });
        match is_excluded {
            true => Err(Refusal::GrantExcluded),
            false => Ok(()),
        }
    }

    /// Whether a grant may be taken back by somebody with a grant of their own that reaches as far.
    pub(crate) fn check_revocation(
        &self,
        grant: Seq,
        by: Option<(StaffId, Seq)>,
        now: Instant,
    ) -> Result<(), Refusal> {
        let granted = self.grant(grant).ok_or(Refusal::UnknownGrant)?;
        if granted.revoked.is_some() {
            return Err(Refusal::UnknownGrant);
        }
        if let Some((by, own)) = by {
            self.own_grant(by, own, granted.grant.scope, now)?;
        }
        Ok(())
    }

    fn own_grant(
        &self,
        by: StaffId,
        own: Seq,
        scope: Option<UnitId>,
        now: Instant,
    ) -> Result<&Granted, Refusal> {
        let own = self.grant(own);
        let own = own.filter(|own| {
            let reaches = self.is_within(scope, own.grant.scope, now);
            own.grant.staff == by && own.is_in_force(now) && reaches
        });
        own.ok_or(Refusal::GrantTooWide)
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use ruling::calendar::Instant;
    use ruling::fact::UnitId;

    use super::Organisation;
    use crate::encoding::Entry;

    fn unit(number: u32) -> UnitId {
        UnitId(NonZeroU32::new(number).unwrap())
    }

    fn place(organisation: &mut Organisation, one: u32, parent: Option<u32>, at: i64) {
        let entry = Entry::Placed {
            unit: unit(one),
            kind: "team".to_owned(),
            parent: parent.map(unit),
        };
        organisation.note(&entry, 1, Instant::from_seconds(at));
    }

    #[test]
    fn a_unit_that_moves_was_where_it_was_before() {
        let mut organisation = Organisation::default();
        place(&mut organisation, 3, Some(1), 10);
        place(&mut organisation, 3, Some(2), 20);
        let line = |at| organisation.line_of(unit(3), Instant::from_seconds(at));
        assert_eq!(line(15), [unit(3), unit(1)]);
        assert_eq!(line(20), [unit(3), unit(2)]);
    }

    #[test]
    fn no_unit_belongs_to_one_that_belongs_to_it() {
        let mut organisation = Organisation::default();
        place(&mut organisation, 2, Some(1), 10);
        place(&mut organisation, 3, Some(2), 10);
        let now = Instant::from_seconds(11);
        let check = |one, parent| organisation.check_placing(unit(one), Some(unit(parent)), now);
        assert!(check(1, 3).is_err());
        assert!(check(1, 1).is_err());
        assert!(check(3, 1).is_ok());
    }
}
