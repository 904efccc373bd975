//! Somebody new: name, unit, role and account in one form.

use askama::Template;
use axum::Form;
use axum::response::Response;
use desk::organisation::{NewPerson, RoleInRegulation};
use desk::permission::{Action, Role, Target};
use desk::{Refusal, UnitId};

use super::account::taken_on;
use super::{RoleChoice, roles_to_give};
use crate::frame::{Frame, page, page_with};
use crate::pages::organisation::{Branch, in_tree};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "person/new.html")]
struct NewPersonPage {
    frame: Frame,
    units: Vec<Branch>,
    in_regulations: Vec<RoleInRegulation>,
    /// None: whoever asks gives no roles.
    roles: Vec<RoleChoice>,
    typed: Typed,
    problem: Option<String>,
}

async fn show_with(
    insider: &Insider,
    typed: Typed,
    problem: Option<String>,
) -> Result<NewPersonPage, Stop> {
    let (units, in_regulations) = insider
        .ask(|desk, actor| {
            if !actor.is_allowed(Action::ManageAccounts, Target::Anything) {
                return Err(Refusal::NotAllowed(Action::ManageAccounts));
            }
            Ok((desk.units(actor)?, desk.roles_in_regulations()?))
        })
        .await?;
    let frame = insider.frame();
    Ok(NewPersonPage {
        units: in_tree(units),
        in_regulations,
        roles: roles_to_give(&insider.actor, frame.say),
        frame,
        typed,
        problem,
    })
}

/// `GET /people/new`
pub(crate) async fn ask(insider: Insider) -> Result<Response, Stop> {
    page(&show_with(&insider, Typed::default(), None).await?)
}

/// `POST /people`
pub(crate) async fn add(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let new = new_person(&typed);
    let name = new.name.trim().to_owned();
    match insider
        .ask(move |desk, actor| desk.take_on(actor, &new))
        .await
    {
        Ok(taken) => taken_on(&insider, name, &taken),
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            page_with(status, &show_with(&insider, typed, Some(problem)).await?)
        }
    }
}

fn new_person(typed: &Typed) -> NewPerson {
    let scope: Option<UnitId> = match typed.one("scope") {
        Some("company") => None,
        // Who names no other works in the unit they are given the role for.
        _ => typed.unit("unit"),
    };
    let role = Role::named(&typed.text("role"));
    NewPerson {
        name: typed.text("name"),
        unit: typed.unit("unit"),
        role_in_regulation: typed.text("in_regulation"),
        role: role.map(|role| (role, scope.filter(|_| !role.is_administrator()))),
        login: typed.text("login"),
    }
}
