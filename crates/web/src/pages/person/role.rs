//! Roles given to somebody and taken back.

use std::num::NonZeroU32;

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use desk::organisation::NewGrant;
use desk::permission::{Action, Role, Target};
use desk::{Refusal, Seq, StaffId};

use super::show::answer;
use super::{day_from, day_until};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

/// `POST /people/{staff}/roles`
pub(crate) async fn give(
    insider: Insider,
    Path(staff): Path<NonZeroU32>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let (staff, frame) = (StaffId(staff), insider.frame());
    let role = Role::named(&typed.text("role"));
    let (from, until) = (
        day_from(&typed.text("from"), &frame),
        day_until(&typed.text("until"), &frame),
    );
    let scope = typed.unit("scope");
    let done = insider
        .ask(move |desk, actor| {
            if !actor.is_allowed(Action::GrantRoles, Target::Anything) {
                return Err(Refusal::NotAllowed(Action::GrantRoles));
            }
            desk.person(actor, staff)?;
            let role = role.ok_or(Refusal::Missing { field: "role" })?;
            let new = NewGrant {
                staff,
                role,
                scope,
                from,
                until,
            };
            desk.grant_role(actor, &new).map(drop)
        })
        .await;
    answer(&insider, staff, done).await
}

/// `POST /people/{staff}/roles/{grant}/end`
pub(crate) async fn take_back(
    insider: Insider,
    Path((staff, grant)): Path<(NonZeroU32, Seq)>,
) -> Result<Response, Stop> {
    let staff = StaffId(staff);
    let done = insider
        .ask(move |desk, actor| {
            if !actor.is_allowed(Action::GrantRoles, Target::Anything) {
                return Err(Refusal::NotAllowed(Action::GrantRoles));
            }
            desk.revoke_role(actor, grant)
        })
        .await;
    answer(&insider, staff, done).await
}
