//! In whose lists what waits stands, and from when on: of a decision, those who could make it, each tried at the
//! door of the act; of a duty, those whose it is by the regulation.

use ruling::calendar::Instant;
use ruling::company::Company;
use ruling::fact::{Fact, FactKind, Particulars, StaffId, UnitId};
use ruling::name::Symbol;
use ruling::ruling::Party;

use super::kind::{Answered, TaskKind};
use super::waiting::Waiting;
use crate::act::stand::Stand;
use crate::permission::Action;
use crate::register::fact;
use crate::sight::Seen;
use crate::who_else::Rank;
use crate::{Desk, Refusal};

/// A duty stands in lists so long before it is due.
const AHEAD_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Whose list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reader {
    Staff(StaffId),
    /// Everybody of a unit.
    Unit(UnitId),
    /// Whoever has an office: in a unit, or anywhere.
    Office(Symbol, Option<UnitId>),
}

/// A place in somebody's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) reader: Reader,
    /// First second in which it stands there.
    pub(super) from: Instant,
    /// Whether it came to them because those below are late, or because nobody below may.
    pub(super) is_raised: bool,
}

/// How near a decision somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// They have the office that the regulation names.
    Office,
    /// They have no office, or it names none.
    Role(Rank),
}

impl Level {
    const fn is_above(self) -> bool {
        matches!(self, Level::Role(Rank::GeneralManager | Rank::External))
    }
}

impl Desk {
    /// In whose lists something stands.
    pub(super) fn listed(&self, seen: &Seen, waiting: &Waiting) -> Result<Vec<Listed>, Refusal> {
        let company = self.ledger.company()?;
        match (waiting.kind, waiting.whose) {
            (TaskKind::Duty | TaskKind::Signature, Some(party)) => {
                let now = seen.judged.ruling.at;
                let readers = readers_of(party, &company, now).into_iter();
                let due = waiting.due.filter(|_| waiting.raised.is_none());
                let from = due.map_or(Instant::MIN, |due| due.plus_seconds(-AHEAD_SECONDS));
                Ok(readers
                    .map(|reader| Listed {
                        reader,
                        from: match waiting.raised {
                            Some(_) => waiting.due.unwrap_or(now),
                            None => from,
                        },
                        is_raised: waiting.raised.is_some(),
                    })
                    .collect())
            }
            (TaskKind::Duty | TaskKind::Signature, None) => Ok(Vec::new()),
            _ => self.deciders(seen, waiting, &company),
        }
    }

    /// Those who could decide: the office's own, else whoever's role reaches it, else the general manager, else
    /// whoever decides from outside. The next above gets it when it is late.
    fn deciders(
        &self,
        seen: &Seen,
        waiting: &Waiting,
        company: &Company,
    ) -> Result<Vec<Listed>, Refusal> {
        let now = seen.judged.ruling.at;
        let action = match waiting.answered {
            Answered::Act(act) => act.action,
            _ => Action::ConfirmIdentity,
        };
        let (mut able, mut spare) = (Vec::new(), Vec::new());
        for (rank, staff) in self.reaching(action, &[&seen.concerned], now)? {
            let level = match holds_office(staff, waiting.whose, company, now) {
                true => Level::Office,
                false => Level::Role(rank),
            };
            match self.stand_to(staff, seen, waiting)? {
                Stand::Able => able.push((level, staff)),
                // Whoever is outside sees a case only to decide in it.
                Stand::Other if level == Level::Role(Rank::GeneralManager) => {
                    spare.push((level, staff));
                }
                _ => {}
            }
        }
        if able.is_empty() {
            // Nobody can: the general manager is to see that somebody does.
            able = spare;
        }
        able.sort_unstable();
        let Some(first) = able.first().map(|(level, _)| *level) else {
            return Ok(Vec::new());
        };
        let mut levels = able.iter().map(|(level, _)| *level);
        let next = levels.find(|level| *level > first && level.is_above());
        let place = |(level, staff): &(Level, StaffId)| {
            let is_told = holds_office(*staff, waiting.raised, company, now);
            let from = match () {
                () if *level == first => waiting.since,
                () if is_told => waiting.due.unwrap_or(waiting.since),
                () if Some(*level) == next => waiting.due?,
                () => return None,
            };
            Some(Listed {
                reader: Reader::Staff(*staff),
                from,
                is_raised: is_told || level.is_above(),
            })
        };
        Ok(able.iter().filter_map(place).collect())
    }

    fn stand_to(&self, staff: StaffId, seen: &Seen, waiting: &Waiting) -> Result<Stand, Refusal> {
        let Answered::Act(act) = waiting.answered else {
            // Nobody says of their own customer who that is.
            return Ok(match self.parties_of(seen.case)?.contains(&staff) {
                true => Stand::Interested,
                false => Stand::Able,
            });
        };
        let reasoned = Particulars {
            has_reason: true,
            ..Particulars::default()
        };
        let is_named = matches!(
            act.kind,
            FactKind::ViolationDecided | FactKind::PermissionDecided
        ) || act.kind == FactKind::Reviewed && waiting.kind == TaskKind::Review;
        let asked = Fact {
            what: match is_named {
                true => waiting.what,
                false => Symbol::NONE,
            },
            of: waiting.of,
            person: waiting.person,
            particulars: Some(Box::new(reasoned)),
            ..fact(act.kind, seen.judged.ruling.at)
        };
        self.stand(staff, seen, act, &asked)
    }
}

fn holds_office(staff: StaffId, whose: Option<Party>, company: &Company, now: Instant) -> bool {
    match whose {
        Some(Party::Staff(one)) => one == staff,
        Some(Party::Role(role, unit)) => {
            let is_there = unit.is_none_or(|unit| company.unit_of(staff, now, now) == Some(unit));
            let has = company.role_of(staff, now, now) == role && is_there;
            has || company.named(role, now, now) == Some(staff)
        }
        _ => false,
    }
}

/// Whose lists a party of the regulation stands for. The customer has none.
fn readers_of(party: Party, company: &Company, now: Instant) -> Vec<Reader> {
    match party {
        Party::Staff(staff) => vec![Reader::Staff(staff)],
        Party::Unit(unit) => vec![Reader::Unit(unit)],
        Party::Role(role, unit) => vec![Reader::Office(role, unit)],
        Party::Region(place) => {
            let responsible = company.regions(now, now);
            let responsible = responsible.filter(|(_, codes)| {
                let mut above = place.ancestry();
                above.any(|area| codes.contains(&area))
            });
            responsible.map(|(unit, _)| Reader::Unit(unit)).collect()
        }
        Party::Customer => Vec::new(),
    }
}
