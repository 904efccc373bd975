//! While somebody is away, a colleague decides what would have come to them. It stands in the log as a fact about the
//! company, by which reviews and rulings are judged; it opens no door that the colleague's own roles do not open.

use ledger::record::Command;
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact, StandIn};
use ruling::fact::{Seq, StaffId};

use crate::actor::{HeldRole, roles_of};
use crate::following::NEWS_SECONDS;
use crate::notices::{NewNotice, NoticeKind};
use crate::permission::{Action, Reach};
use crate::{Actor, Desk, Refusal};

/// What somebody decides by their roles, and what a colleague may do for them.
pub const PASSED_ON: [Action; 3] = [Action::Review, Action::Decide, Action::Sanction];
/// Nobody is away for longer at once.
const LONGEST_SECONDS: i64 = 366 * 24 * 60 * 60;

/// Somebody is to stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DelegationInput {
    /// Who.
    pub to: StaffId,
    /// Since when; none: now.
    pub from: Option<Instant>,
    /// First second in which they no longer do.
    pub until: Instant,
}

/// Somebody stands in for somebody, now or later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationLine {
    /// The colleague.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// Whether the colleague stands in for the reader; else the reader does for them.
    pub is_for_me: bool,
    /// Since when.
    pub from: Instant,
    /// First second in which it is over.
    pub until: Instant,
}

impl Desk {
    /// Who stands in for an actor and for whom they do, what is not over, the earliest first.
    ///
    /// # Errors
    /// The ledger has stopped.
    pub fn delegations(&self, actor: &Actor) -> Result<Vec<DelegationLine>, Refusal> {
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let all = company.stand_ins(actor.now);
        let all = all.filter(|one| one.from.max(actor.now) < one.until);
        let mut lines: Vec<DelegationLine> = all
            .filter(|one| [one.staff, one.absent].contains(&actor.staff))
            .map(|one| {
                let is_for_me = one.absent == actor.staff;
                let staff = match is_for_me {
                    true => one.staff,
                    false => one.absent,
                };
                DelegationLine {
                    staff,
                    name: directory.staff.get(&staff).cloned().unwrap_or_default(),
                    is_for_me,
                    from: one.from,
                    until: one.until,
                }
            })
            .collect();
        lines.sort_by_key(|line| (line.from, line.staff));
        Ok(lines)
    }

    /// Colleagues who could stand in for an actor: those who may decide as much, as far.
    ///
    /// # Errors
    /// The actor decides nothing by their roles.
    pub fn stand_ins_for(&self, actor: &Actor) -> Result<Vec<(StaffId, String)>, Refusal> {
        may_pass_on(actor)?;
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let mut able = Vec::new();
        for (staff, name) in &directory.staff {
            let is_here = company.unit_of(*staff, actor.now, actor.now).is_some();
            let has_left = company.departed_by(*staff, actor.now, actor.now).is_some();
            if is_here && !has_left && *staff != actor.staff && self.is_as_wide(actor, *staff)? {
                able.push((*staff, name.clone()));
            }
        }
        able.sort_by(|(_, one), (_, other)| one.cmp(other));
        Ok(able)
    }

    /// Lets a colleague decide for an actor. Told again of the same colleague, the last counts.
    ///
    /// # Errors
    /// The actor decides nothing; the colleague may not decide as much, or leads back to the actor through those who
    /// stand in for them; the time is none.
    pub fn delegate(&self, actor: &Actor, input: &DelegationInput) -> Result<(), Refusal> {
        let able = self.stand_ins_for(actor)?;
        let from = input.from.unwrap_or(actor.now).max(actor.now);
        let longest = from.plus_seconds(LONGEST_SECONDS);
        if input.until <= from || input.until > longest {
            return Err(Refusal::Missing {
                field: "away_until",
            });
        }
        if !able.iter().any(|(staff, _)| *staff == input.to) {
            return Err(Refusal::NotAsWide);
        }
        self.record_stand_in(actor, input.to, (from, input.until))
    }

    /// Ends it, now or before it begins.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]: the colleague does not stand in for the actor.
    pub fn end_delegation(&self, actor: &Actor, staff: StaffId) -> Result<(), Refusal> {
        may_pass_on(actor)?;
        let lines = self.delegations(actor)?.into_iter();
        let mut mine = lines.filter(|line| line.is_for_me && line.staff == staff);
        let line = mine.next().ok_or(Refusal::NotFound)?;
        // What has begun counts up to now; what has not never does.
        let (from, until) = (line.from, line.from.max(actor.now));
        self.record_stand_in(actor, staff, (from, until))
    }

    fn record_stand_in(
        &self,
        actor: &Actor,
        staff: StaffId,
        (from, until): (Instant, Instant),
    ) -> Result<(), Refusal> {
        let told = CompanyFact {
            from,
            recorded: actor.now,
            change: Change::StandsIn {
                staff,
                absent: actor.staff,
                until,
            },
        };
        self.carry_out_for(actor.staff, Command::Change(Box::new(told)))
    }

    /// Whether somebody may decide all that an actor may, wherever these may.
    fn is_as_wide(&self, actor: &Actor, staff: StaffId) -> Result<bool, Refusal> {
        let organisation = self.organisation()?;
        let theirs = roles_of(&organisation, staff, actor.now)?;
        let reaches = |one: &HeldRole, mine: &HeldRole, action: Action| {
            let reach = mine.role.reach(action);
            let is_within = organisation.is_within(mine.scope, one.scope, actor.now);
            one.role.reach(action) >= reach && (reach == Reach::Own || is_within)
        };
        let mut passed_on = passed_on(actor);
        Ok(passed_on.all(|(mine, action)| theirs.iter().any(|one| reaches(one, mine, action))))
    }

    /// Both are told, once, of an arrangement whose time is over.
    pub(crate) fn stand_ins_over(&self, now: Instant) -> Result<Vec<NewNotice>, Refusal> {
        let company = self.ledger.company()?;
        let over = company.stand_ins(now).filter(|one| {
            let since = now.plus_seconds(-NEWS_SECONDS);
            one.from < one.until && one.until <= now && one.until > since
        });
        Ok(over.flat_map(ended).collect())
    }
}

/// Who is told of an arrangement just recorded.
pub(crate) fn news(change: &CompanyFact, seq: Seq) -> Vec<NewNotice> {
    let Change::StandsIn {
        staff,
        absent,
        until,
    } = change.change
    else {
        return Vec::new();
    };
    if until <= change.recorded || until <= change.from {
        return told(
            (NoticeKind::StandInEnded, staff),
            (NoticeKind::StandInEnded, absent),
            until,
        );
    }
    told(
        (NoticeKind::StandsIn, staff),
        (NoticeKind::StoodInFor, absent),
        Instant::from_seconds(seq.into()),
    )
}

fn ended(one: StandIn) -> Vec<NewNotice> {
    let kind = NoticeKind::StandInEnded;
    told((kind, one.staff), (kind, one.absent), one.until)
}

/// Each is told about the other. `mark` tells two of a kind apart.
fn told(
    (to_staff, staff): (NoticeKind, StaffId),
    (to_absent, absent): (NoticeKind, StaffId),
    mark: Instant,
) -> Vec<NewNotice> {
    let mark = mark.seconds();
    vec![
        NewNotice::about_staff(staff, to_staff, absent, mark).from(Some(absent)),
        NewNotice::about_staff(absent, to_absent, staff, mark),
    ]
}

/// What an actor decides, and by which role.
fn passed_on(actor: &Actor) -> impl Iterator<Item = (&HeldRole, Action)> {
    let all = actor.roles.iter();
    let all = all.flat_map(|held| PASSED_ON.map(|action| (held, action)));
    all.filter(|(held, action)| held.role.reach(*action) > Reach::Nothing)
}

fn may_pass_on(actor: &Actor) -> Result<(), Refusal> {
    match passed_on(actor).next() {
        Some(_) => Ok(()),
        None => Err(Refusal::NotAllowed(Action::Review)),
    }
}
