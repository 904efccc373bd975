//! Who asks. Passed to every function; nothing knows a current user.

use std::sync::Arc;

use ledger::organisation::Organisation;
use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId, UnitId};
use ruling::language::Language;

use crate::Refusal;
use crate::permission::{self, Deed, Permit, Reach, Role, Target};

/// A role that counts now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldRole {
    /// The entry that gave it.
    pub grant: Seq,
    /// The role.
    pub role: Role,
    /// Where; none: in the whole company.
    pub scope: Option<UnitId>,
    /// When it ends; none: not foreseen.
    pub until: Option<Instant>,
}

/// Somebody signed in, with what they may do as of the moment they asked.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Their account's number.
    pub account: u32,
    /// Who they are in the company.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// Their unit, by the company file.
    pub unit: Option<UnitId>,
    /// Roles that count now.
    pub roles: Vec<HeldRole>,
    /// The language they chose; none: as their browser asks.
    pub language: Option<Language>,
    /// The moment.
    pub now: Instant,
    organisation: Arc<Organisation>,
}

impl Actor {
    pub(crate) fn new(
        account: u32,
        staff: StaffId,
        (name, unit): (String, Option<UnitId>),
        organisation: Arc<Organisation>,
        now: Instant,
    ) -> Result<Actor, Refusal> {
        let roles = roles_of(&organisation, staff, now)?;
        Ok(Actor {
            account,
            staff,
            name,
            unit,
            roles,
            language: None,
            now,
            organisation,
        })
    }

    /// A permit to do something, if a role allows it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] about what belongs to others, else [`Refusal::NotAllowed`].
    pub fn may<D: Deed>(&self, target: Target<'_>) -> Result<Permit<D>, Refusal> {
        match self.is_allowed(D::ACTION, target) {
            true => Ok(Permit::new(self.staff)),
            false => permission::refused(D::ACTION, target),
        }
    }

    /// Whether somebody may do something: for buttons. What is done asks [`Actor::may`] again.
    #[must_use]
    pub fn is_allowed(&self, action: permission::Action, target: Target<'_>) -> bool {
        self.roles
            .iter()
            .any(|held| self.allows(held, action, target))
    }

    /// The scopes within which an action reaches everything; none in the list: the whole company.
    pub(crate) fn scopes_of(&self, action: permission::Action) -> Vec<Option<UnitId>> {
        let reaching = self.roles.iter();
        let reaching = reaching.filter(|held| held.role.reach(action) == Reach::Scope);
        reaching.map(|held| held.scope).collect()
    }

    /// Whether somebody has a role anywhere.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|held| held.role == role)
    }

    fn allows(&self, held: &HeldRole, action: permission::Action, target: Target<'_>) -> bool {
        let reach = held.role.reach(action);
        match target {
            Target::Anything => reach > Reach::Nothing,
            Target::Unit(unit) => {
                reach == Reach::Scope && self.organisation.is_within(unit, held.scope, self.now)
            }
            Target::Of { staff, units } => match reach {
                Reach::Nothing => false,
                Reach::Own => staff.contains(&self.staff),
                // As it was recorded, not as units lie today.
                Reach::Scope => {
                    let in_scope = held.scope.is_none_or(|scope| units.contains(&scope));
                    in_scope || staff.contains(&self.staff)
                }
            },
        }
    }
}

/// The roles of somebody that count at a moment.
pub(crate) fn roles_of(
    organisation: &Organisation,
    staff: StaffId,
    now: Instant,
) -> Result<Vec<HeldRole>, Refusal> {
    let granted = organisation.grants().iter();
    let granted =
        granted.filter(|granted| granted.grant.staff == staff && granted.is_in_force(now));
    let mut roles = Vec::new();
    for one in granted {
        roles.push(HeldRole {
            grant: one.seq,
            role: permission::role_of(&one.grant.role, one.seq)?,
            scope: one.grant.scope,
            until: one.grant.until,
        });
    }
    // The widest first: permits come from it.
    roles.sort_by_key(|held| (held.scope.is_some(), held.grant));
    Ok(roles)
}
