//! Roles given and taken back. Nobody gives more than they hold.

use ledger::organisation::Grant;
use ledger::record::Command;
use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId, UnitId};

use crate::actor::HeldRole;
use crate::permission::{Action, Role, Target};
use crate::{Actor, Desk, Refusal};

/// A grant as those see it who may give or audit grants, or keep accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantLine {
    /// The entry that gave it.
    pub grant: Seq,
    /// Who has it.
    pub staff: StaffId,
    /// What.
    pub role: Role,
    /// Where; none: in the whole company.
    pub scope: Option<UnitId>,
    /// First second in which it counts.
    pub from: Instant,
    /// First second in which it no longer does.
    pub until: Option<Instant>,
    /// Who gave it; none: the company's set-up.
    pub by: Option<StaffId>,
    /// When it was given.
    pub given: Instant,
    /// When it was taken back, and by whom.
    pub revoked: Option<(Instant, Option<StaffId>)>,
}

/// A role to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewGrant {
    /// To whom.
    pub staff: StaffId,
    /// What.
    pub role: Role,
    /// Where; none: in the whole company.
    pub scope: Option<UnitId>,
    /// First second in which it counts; none: now.
    pub from: Option<Instant>,
    /// First second in which it no longer does; none: as long as the giver's own.
    pub until: Option<Instant>,
}

/// A role that somebody may give, by a grant of their own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Giving {
    role: Role,
    scope: Option<UnitId>,
    by: StaffId,
    own: HeldRole,
}

impl Giving {
    /// The command that gives it; without an end, it lasts as long as the giver's own.
    pub(crate) fn to(
        self,
        staff: StaffId,
        from: Option<Instant>,
        until: Option<Instant>,
        now: Instant,
    ) -> Command {
        let grant = Grant {
            staff,
            role: self.role.name().to_owned(),
            scope: self.scope,
            from: from.unwrap_or(now),
            until: until.or(self.own.until),
            by: Some((self.by, self.own.grant)),
        };
        let excludes = self.role.excludes();
        Command::Grant {
            grant: Box::new(grant),
            excludes: excludes.map(|role| role.name().to_owned()).collect(),
        }
    }
}

impl Desk {
    /// Gives a role. Nobody gives what they may not, wider than their own, to themselves, or an administrator's
    /// to somebody with another role or for a unit.
    ///
    /// # Errors
    /// Any of these.
    pub fn grant_role(&self, actor: &Actor, new: &NewGrant) -> Result<Seq, Refusal> {
        let giving = self.giving(actor, new.role, new.scope)?;
        let organisation = self.organisation()?;
        let mut known = organisation.grants().iter();
        let has_it = known.any(|granted| {
            let given = &granted.grant;
            let is_same = given.role == new.role.name() && given.scope == new.scope;
            given.staff == new.staff && is_same && granted.is_in_force(actor.now)
        });
        if has_it {
            return Err(Refusal::HasRole);
        }
        if new
            .until
            .is_some_and(|until| until <= new.from.unwrap_or(actor.now))
        {
            return Err(Refusal::Missing { field: "until" });
        }
        let grant = giving.to(new.staff, new.from, new.until, actor.now);
        Ok(self.carry_out(grant)?.seq)
    }

    /// By which of their own grants somebody may give a role: the widest.
    pub(crate) fn giving(
        &self,
        actor: &Actor,
        role: Role,
        scope: Option<UnitId>,
    ) -> Result<Giving, Refusal> {
        // Accounts and units are not divided by units: half an administrator would manage everybody's.
        if role.is_administrator() && scope.is_some() {
            return Err(Refusal::WholeCompanyOnly);
        }
        let own = actor.roles.iter().find(|held| {
            let may = held.role.may_grant().contains(&role);
            may && self.reaches(held.scope, scope, actor)
        });
        let own = own.ok_or(Refusal::NotAllowed(Action::GrantRoles))?;
        Ok(Giving {
            role,
            scope,
            by: actor.staff,
            own: *own,
        })
    }

    /// Takes a role back.
    ///
    /// # Errors
    /// No such grant, or one that the actor could not have given.
    pub fn revoke_role(&self, actor: &Actor, grant: Seq) -> Result<(), Refusal> {
        let organisation = self.organisation()?;
        let granted = organisation.grant(grant).ok_or(Refusal::NotFound)?;
        let role = crate::permission::role_of(&granted.grant.role, grant)?;
        let own = actor.roles.iter().find(|held| {
            let may = held.role.may_grant().contains(&role);
            may && self.reaches(held.scope, granted.grant.scope, actor)
        });
        let own = own.ok_or(Refusal::NotFound)?;
        let by = Some((actor.staff, own.grant));
        self.carry_out(Command::Revoke { grant, by })?;
        Ok(())
    }

    fn reaches(&self, own: Option<UnitId>, scope: Option<UnitId>, actor: &Actor) -> bool {
        let organisation = self.organisation();
        organisation.is_ok_and(|organisation| organisation.is_within(scope, own, actor.now))
    }

    /// Every grant ever given within what the actor governs, the newest first; all of them for whoever audits the
    /// whole company or keeps its accounts.
    ///
    /// # Errors
    /// The actor does none of these.
    pub fn grants(&self, actor: &Actor) -> Result<Vec<GrantLine>, Refusal> {
        let seeing_all = [Action::SeeAccesses, Action::ManageAccounts];
        let sees_all = seeing_all
            .iter()
            .any(|action| actor.is_allowed(*action, Target::Unit(None)));
        let scopes = actor.scopes_of(Action::GrantRoles);
        if scopes.is_empty() && !sees_all {
            return Err(Refusal::NotAllowed(Action::GrantRoles));
        }
        let organisation = self.organisation()?;
        let mut lines = Vec::new();
        for granted in organisation.grants().iter().rev() {
            let grant = &granted.grant;
            let mut within = scopes.iter();
            let is_within =
                within.any(|scope| organisation.is_within(grant.scope, *scope, actor.now));
            if !sees_all && !is_within {
                continue;
            }
            lines.push(GrantLine {
                grant: granted.seq,
                staff: grant.staff,
                role: crate::permission::role_of(&grant.role, granted.seq)?,
                scope: grant.scope,
                from: grant.from,
                until: grant.until,
                by: grant.by.map(|(by, _)| by),
                given: granted.recorded,
                revoked: granted.revoked,
            });
        }
        Ok(lines)
    }
}
