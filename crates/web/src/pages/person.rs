//! People: who works here, what they may do, and how they sign in.

pub(crate) mod account;
pub(crate) mod leave;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod role;
pub(crate) mod show;

use desk::permission::Role;
use desk::{Actor, Instant};

use crate::frame::Frame;
use crate::words::Words;

/// A role by its name in forms, and what it is called.
pub(crate) type RoleChoice = (&'static str, &'static str);

/// The roles that somebody may give somewhere.
fn roles_to_give(actor: &Actor, say: Words) -> Vec<RoleChoice> {
    let given = actor.roles.iter().flat_map(|held| held.role.may_grant());
    let mut roles: Vec<Role> = given.copied().collect();
    roles.sort_unstable();
    roles.dedup();
    let called = roles.into_iter();
    called
        .map(|role| (role.name(), super::account::show::role(role, say)))
        .collect()
}

/// The beginning of a day that a browser's field for one sends; none for no day, and for today: that is now.
pub(super) fn day_from(text: &str, frame: &Frame) -> Option<Instant> {
    let start = frame.clock.read(&format!("{text}T00:00"))?;
    let is_today = start <= frame.now && frame.now < start.plus_seconds(24 * 60 * 60);
    (!is_today).then_some(start)
}

/// The first second after a day.
fn day_until(text: &str, frame: &Frame) -> Option<Instant> {
    let start = frame.clock.read(&format!("{text}T00:00"))?;
    Some(start.plus_seconds(24 * 60 * 60))
}
