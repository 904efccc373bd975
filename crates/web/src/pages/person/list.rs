//! Everybody whom one manages or may give a role.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::UnitId;
use desk::organisation::PersonLine;
use desk::permission::{Action, Target};
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::pages::account::show::role;
use crate::pages::organisation::{Branch, in_tree, name_of};
use crate::pages::typed::unit_of;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Only those of this unit; empty: everybody.
    #[serde(default)]
    unit: String,
    /// `yes`: those who have left.
    #[serde(default)]
    left: String,
}

#[derive(Template)]
#[template(path = "person/list.html")]
struct PeoplePage {
    frame: Frame,
    rows: Vec<Row>,
    units: Vec<Branch>,
    unit: Option<UnitId>,
    is_of_left: bool,
    may_add: bool,
}

struct Row {
    person: PersonLine,
    unit: Option<String>,
    roles: String,
}

/// `GET /people`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let (people, units) = insider
        .ask(|desk, actor| Ok((desk.staff_list(actor)?, desk.units(actor)?)))
        .await?;
    let frame = insider.frame();
    let unit = unit_of(&asked.unit);
    let is_of_left = asked.left == "yes";
    let shown = people.into_iter().filter(|person| {
        let is_there = unit.is_none() || person.line.unit == unit;
        is_there && person.line.has_left == is_of_left
    });
    let rows = shown.map(|person| {
        let scope = |scope: &Option<UnitId>| scope.and_then(|unit| name_of(unit, &units));
        let held = person.roles.iter().map(|(held, at)| match scope(at) {
            Some(at) => frame.say.person_role_at(role(*held, frame.say), at),
            None => role(*held, frame.say).to_owned(),
        });
        Row {
            unit: person.line.unit.and_then(|unit| name_of(unit, &units)),
            roles: frame.say.list(&held.collect::<Vec<_>>()),
            person,
        }
    });
    page(&PeoplePage {
        rows: rows.collect(),
        units: in_tree(units),
        unit,
        is_of_left,
        may_add: insider
            .actor
            .is_allowed(Action::ManageAccounts, Target::Anything),
        frame,
    })
}
