//! One person: where they work, what they may do, how they sign in, and what becomes of their customers.

use std::num::NonZeroU32;

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::organisation::{GrantLine, PersonSheet, RoleInRegulation};
use desk::permission::{Permit, Target, deed};
use desk::{Desk, Refusal, StaffId};

use super::{RoleChoice, day_from, roles_to_give};
use crate::frame::{Frame, page, page_with};
use crate::pages::account::show::role;
use crate::pages::organisation::{Branch, in_tree, name_of};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "person/show.html")]
struct PersonPage {
    frame: Frame,
    sheet: PersonSheet,
    unit: Option<String>,
    grants: Vec<GrantRow>,
    units: Vec<Branch>,
    in_regulations: Vec<RoleInRegulation>,
    roles: Vec<RoleChoice>,
    problem: Option<String>,
}

struct GrantRow {
    line: GrantLine,
    role: &'static str,
    scope: Option<String>,
    by: Option<String>,
    is_over: bool,
}

impl PersonPage {
    fn is_counted_as(&self, name: &str) -> bool {
        let known = self.sheet.in_regulation.as_ref();
        known.is_some_and(|known| known.name == name)
    }
}

async fn show_with(
    insider: &Insider,
    staff: StaffId,
    problem: Option<String>,
) -> Result<PersonPage, Stop> {
    let (sheet, units, people, in_regulations) = insider
        .ask(move |desk, actor| {
            let sheet = desk.person(actor, staff)?;
            let known = desk.roles_in_regulations()?;
            Ok((sheet, desk.units(actor)?, desk.people(actor)?, known))
        })
        .await?;
    let frame = insider.frame();
    let name = |staff| {
        let mut people = people.iter();
        people
            .find(|line| line.staff == staff)
            .map(|line| line.name.clone())
    };
    let grants = sheet.grants.iter().map(|line| GrantRow {
        role: role(line.role, frame.say),
        scope: line.scope.and_then(|unit| name_of(unit, &units)),
        by: line.by.and_then(name),
        is_over: line.revoked.is_some() || line.until.is_some_and(|until| until <= frame.now),
        line: line.clone(),
    });
    Ok(PersonPage {
        grants: grants.collect(),
        unit: sheet.line.unit.and_then(|unit| name_of(unit, &units)),
        units: in_tree(units),
        in_regulations,
        roles: roles_to_give(&insider.actor, frame.say),
        frame,
        sheet,
        problem,
    })
}

/// `GET /people/{staff}`
pub(crate) async fn show(
    insider: Insider,
    Path(staff): Path<NonZeroU32>,
) -> Result<Response, Stop> {
    page(&show_with(&insider, StaffId(staff), None).await?)
}

/// What was done to somebody, shown on their page: as they are now, or with what is wrong.
pub(super) async fn answer(
    insider: &Insider,
    staff: StaffId,
    done: Result<(), Stop>,
) -> Result<Response, Stop> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/people/{}", staff.0)).into_response()),
        Err(stop) => {
            let (status, problem) = stop.clone().in_form(&insider.visitor)?;
            // Whoever may not see the page hears why nothing was done, not that it is not there.
            let shown = show_with(insider, staff, Some(problem)).await;
            page_with(status, &shown.map_err(|_| stop)?)
        }
    }
}

/// Does what those do who manage accounts.
pub(super) async fn manage<T: Send + 'static>(
    insider: &Insider,
    work: impl FnOnce(&Desk, &Permit<deed::ManageAccounts>) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Stop> {
    insider
        .ask(move |desk, actor| work(desk, &actor.may(Target::Unit(None))?))
        .await
}

/// `POST /people/{staff}/place`
pub(crate) async fn place(
    insider: Insider,
    Path(staff): Path<NonZeroU32>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let staff = StaffId(staff);
    let from = day_from(&typed.text("from"), &insider.frame());
    let (unit, role) = (typed.unit("unit"), typed.text("in_regulation"));
    let done = manage(&insider, move |desk, permit| {
        let unit = unit.ok_or(Refusal::Missing { field: "unit" })?;
        desk.employ(permit, staff, (unit, &role), from)
    })
    .await;
    answer(&insider, staff, done).await
}

/// `POST /people/{staff}/departure`
pub(crate) async fn depart(
    insider: Insider,
    Path(staff): Path<NonZeroU32>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let staff = StaffId(staff);
    let is_sure = typed.one("sure") == Some("yes");
    let done = manage(&insider, move |desk, permit| match is_sure {
        true => desk.let_go(permit, staff),
        false => Err(Refusal::Missing { field: "sure" }),
    })
    .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/people/{}/leave", staff.0)).into_response()),
        refused => answer(&insider, staff, refused).await,
    }
}
