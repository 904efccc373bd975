//! In whose lists what waits stands, and from when on: of a decision, those who could make it, each tried at the
//! door of the act; of a duty, those whose it is by the regulation.

use ledger::record::JudgedCase;
use ruling::calendar::Instant;
use ruling::company::Company;
use ruling::fact::{Fact, FactKind, Particulars, StaffId, UnitId};
use ruling::name::Symbol;
use ruling::ruling::Party;

use super::kind::{Answered, TaskKind};
use super::waiting::{Judged, Waiting};
use crate::act::stand::Stand;
use crate::act::table::Act;
use crate::identity::project::Answers;
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
    /// For whom they stand in.
    pub(super) on_behalf: Option<StaffId>,
}

/// How near a decision somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// They have the office that the regulation names.
    Office,
    /// They have no office, or it names none.
    Role(Rank),
}

/// Somebody who could decide: how near they stand, who, for whom, and from when on.
type Able = (Level, StaffId, Option<StaffId>, Option<Instant>);

impl Level {
    const fn is_above(self) -> bool {
        matches!(self, Level::Role(Rank::GeneralManager | Rank::External))
    }
}

/// How near everybody stands to something that waits.
struct Levels<'a> {
    reaching: &'a [(Rank, StaffId)],
    whose: Option<Party>,
    company: &'a Company,
    now: Instant,
}

impl Levels<'_> {
    fn by_rank(&self, rank: Rank, staff: StaffId) -> Level {
        match holds_office(staff, self.whose, self.company, self.now) {
            true => Level::Office,
            false => Level::Role(rank),
        }
    }

    /// How near somebody stands by themselves; none: their roles do not reach it.
    fn of(&self, staff: StaffId) -> Option<Level> {
        let mut reaching = self.reaching.iter();
        let (rank, _) = reaching.find(|(_, one)| *one == staff)?;
        Some(self.by_rank(*rank, staff))
    }

    /// The colleague for whom somebody stands in and who stands nearer than they do.
    fn nearer_for(&self, staff: StaffId) -> Option<(Level, StaffId)> {
        let own = self.of(staff)?;
        let absent = self.company.stands_in_for(staff, self.now, self.now);
        let nearest = absent.filter_map(|one| Some((self.of(one)?, one))).min();
        nearest.filter(|(level, _)| *level < own)
    }
}

impl Desk {
    /// In whose lists something stands.
    pub(super) fn listed(&self, seen: &Seen, waiting: &Waiting) -> Result<Vec<Listed>, Refusal> {
        let company = self.ledger.company()?;
        if let Some(overseers) = self.overseers(seen, waiting, &company)? {
            return Ok(overseers);
        }
        match (waiting.kind, waiting.whose) {
            (TaskKind::Duty | TaskKind::Signature, Some(party)) => {
                let now = seen.judged.ruling.at;
                let readers = readers_of(party, &company, now).into_iter();
                let readers = readers.map(|reader| (reader, None));
                let readers = readers.chain(stand_ins_of(waiting, &company, now));
                let due = waiting.due.filter(|_| waiting.raised.is_none());
                let from = due.map_or(Instant::MIN, |due| due.plus_seconds(-AHEAD_SECONDS));
                Ok(readers
                    .map(|(reader, on_behalf)| Listed {
                        reader,
                        on_behalf,
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

    /// Where nobody who could sign has the office, the general manager is to see that somebody gets it; none: it is
    /// no signature, or somebody could.
    fn overseers(
        &self,
        seen: &Seen,
        waiting: &Waiting,
        company: &Company,
    ) -> Result<Option<Vec<Listed>>, Refusal> {
        let Answered::Act(act) = waiting.answered else {
            return Ok(None);
        };
        if waiting.kind != TaskKind::Signature || waiting.is_in_person {
            return Ok(None);
        }
        let now = seen.judged.ruling.at;
        let reaching = self.reaching(act.action, &[&seen.concerned], now)?;
        let mut signers = reaching.iter();
        if signers.any(|(_, staff)| holds_office(*staff, waiting.whose, company, now)) {
            return Ok(None);
        }
        let managers = reaching.into_iter();
        let managers = managers
            .filter(|(rank, staff)| *rank == Rank::GeneralManager && waiting.asker != Some(*staff));
        let listed = managers.map(|(_, staff)| Listed {
            reader: Reader::Staff(staff),
            from: waiting.since,
            is_raised: true,
            on_behalf: None,
        });
        Ok(Some(listed.collect()))
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
        let asked = match waiting.answered {
            Answered::Project => self.asks_project(waiting.of)?,
            _ => None,
        };
        // Which project an entry is of is asked of those above whoever entered it.
        let entered = asked.map(|case| self.concerned_by_entries(case));
        let entered = entered.transpose()?;
        let concerned = entered.as_ref().unwrap_or(&seen.concerned);
        let reaching = self.reaching(action, &[concerned], now)?;
        let levels = Levels {
            reaching: &reaching,
            whose: waiting.whose,
            company,
            now,
        };
        let (mut able, mut spare): (Vec<Able>, Vec<Able>) = (Vec::new(), Vec::new());
        for (rank, staff) in &reaching {
            let (level, on_behalf) = match levels.nearer_for(*staff) {
                Some((level, absent)) => (level, Some(absent)),
                None => (levels.by_rank(*rank, *staff), None),
            };
            match self.stand_to(*staff, seen, waiting)? {
                Stand::Able(since) => able.push((level, *staff, on_behalf, since)),
                // Whoever is outside sees a case only to decide in it.
                Stand::Other if level == Level::Role(Rank::GeneralManager) => {
                    spare.push((level, *staff, None, None));
                }
                _ => {}
            }
        }
        if able.is_empty() {
            // Nobody can: the general manager is to see that somebody does.
            able = spare;
        }
        able.sort_unstable();
        let Some(first) = able.first().map(|(level, ..)| *level) else {
            return Ok(Vec::new());
        };
        let mut levels = able.iter().map(|(level, ..)| *level);
        let next = levels.find(|level| *level > first && level.is_above());
        let place = |(level, staff, on_behalf, since): &Able| {
            let is_told = holds_office(*staff, waiting.raised, company, now);
            let from = match () {
                () if *level == first => waiting.since,
                () if is_told => waiting.due.unwrap_or(waiting.since),
                () if Some(*level) == next => waiting.due?,
                () => return None,
            };
            Some(Listed {
                reader: Reader::Staff(*staff),
                // Before the others were heard, it waits for them.
                from: since.map_or(from, |since| from.max(since)),
                is_raised: is_told || level.is_above(),
                on_behalf: *on_behalf,
            })
        };
        Ok(able.iter().filter_map(place).collect())
    }

    /// For whom somebody who acts in a case decides: a colleague who is away, and to whom it would have come before
    /// them.
    pub(crate) fn decided_for(
        &self,
        staff: StaffId,
        seen: &Seen,
        act: &'static Act,
        fact: &Fact,
    ) -> Result<Option<StaffId>, Refusal> {
        self.stood_in_for(staff, seen, act.action, |waiting| {
            let is_same = waiting.of.is_none() || waiting.of == fact.of;
            waiting.answered == Answered::Act(act) && is_same
        })
    }

    /// The same of somebody who says whether two customers are one.
    pub(crate) fn identity_decided_for(
        &self,
        staff: StaffId,
        judged: JudgedCase,
    ) -> Result<Option<StaffId>, Refusal> {
        let packs = self.packs_of_case(&judged)?;
        let seen = self.seen_by_whoever_decides(judged, None, &packs)?;
        self.stood_in_for(staff, &seen, Action::ConfirmIdentity, |waiting| {
            waiting.answered == Answered::Identity
        })
    }

    fn stood_in_for(
        &self,
        staff: StaffId,
        seen: &Seen,
        action: Action,
        is_meant: impl Fn(&Waiting) -> bool,
    ) -> Result<Option<StaffId>, Refusal> {
        let (company, now) = (&*seen.company, seen.judged.ruling.at);
        let policy = seen.packs.version(seen.packs.in_force(now));
        let stands_in = company.stands_in_for(staff, now, now).next().is_some();
        let Some(policy) = policy.filter(|_| stands_in) else {
            return Ok(None);
        };
        let judged = Judged {
            ruling: &seen.judged.ruling,
            file: &seen.judged.file,
            packs: &seen.packs,
            policy,
            company,
        };
        let mut waiting = judged.waiting().into_iter();
        let Some(waiting) = waiting.find(is_meant) else {
            return Ok(None);
        };
        let levels = Levels {
            reaching: &self.reaching(action, &[&seen.concerned], now)?,
            whose: waiting.whose,
            company,
            now,
        };
        Ok(levels.nearer_for(staff).map(|(_, absent)| absent))
    }

    fn stand_to(&self, staff: StaffId, seen: &Seen, waiting: &Waiting) -> Result<Stand, Refusal> {
        if let (Answered::Project, Some(case)) = (waiting.answered, self.asks_project(waiting.of)?)
        {
            return Ok(match self.answers_project(staff, case)? {
                Answers::Able => Stand::Able(None),
                Answers::Interested => Stand::Interested,
                Answers::OfOffice => Stand::Other,
            });
        }
        let Answered::Act(act) = waiting.answered else {
            // Nobody says of their own customer who that is.
            let (parties, now) = (self.parties_of(seen.case)?, seen.judged.ruling.at);
            let mut acting = seen.company.acting(staff, now, now);
            return Ok(match acting.any(|one| parties.contains(&one)) {
                true => Stand::Interested,
                false => Stand::Able(None),
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

pub(crate) fn holds_office(
    staff: StaffId,
    whose: Option<Party>,
    company: &Company,
    now: Instant,
) -> bool {
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

/// Those who stand in for whoever is to sign: nobody signs their own papers, nor those of whom they stand in for.
fn stand_ins_of(
    waiting: &Waiting,
    company: &Company,
    now: Instant,
) -> Vec<(Reader, Option<StaffId>)> {
    if waiting.kind != TaskKind::Signature || waiting.is_in_person {
        return Vec::new();
    }
    let all = company.stand_ins(now);
    let now_there = all.filter(|one| one.from <= now && now < one.until);
    let signs = now_there.filter(|one| {
        let is_own = [Some(one.staff), Some(one.absent)].contains(&waiting.asker);
        !is_own && holds_office(one.absent, waiting.whose, company, now)
    });
    signs
        .map(|one| (Reader::Staff(one.staff), Some(one.absent)))
        .collect()
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
