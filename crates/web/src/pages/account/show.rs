//! Who one is here, what one may do, and where one is signed in.

use askama::Template;
use axum::response::Response;
use desk::account::SessionLine;
use desk::delegation::PASSED_ON;
use desk::organisation::UnitLine;
use desk::permission::{Action, Role, Target};
use desk::{Actor, Instant};

use crate::frame::{Frame, page};
use crate::pages::organisation::name_of;
use crate::refusal::Stop;
use crate::session::Insider;
use crate::words::Words;

#[derive(Template)]
#[template(path = "account/show.html")]
struct AccountPage {
    frame: Frame,
    name: String,
    unit: Option<String>,
    roles: Vec<RoleLine>,
    sessions: Vec<SessionLine>,
    staff: u32,
    /// Recovery codes that still open; none: there is no second step.
    codes_left: Option<u32>,
    /// Whether they may read who looked at their customers, and what they did themselves.
    sees_accesses: bool,
    /// Whether they decide anything that a colleague could decide for them.
    passes_on: bool,
}

struct RoleLine {
    role: &'static str,
    /// The unit; none: the whole company.
    scope: Option<String>,
    until: Option<Instant>,
}

/// `GET /account`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    let token = insider.token.clone();
    let (sessions, units, codes_left) = insider
        .ask(move |desk, actor| {
            let sessions = desk.sessions_of(actor, &token)?;
            Ok((
                sessions,
                desk.units(actor)?,
                desk.recovery_codes_left(actor)?,
            ))
        })
        .await?;
    let frame = insider.frame();
    let actor = &insider.actor;
    let unit = actor.unit.and_then(|unit| name_of(unit, &units));
    let roles = roles_of(actor, &units, frame.say);
    page(&AccountPage {
        frame,
        name: actor.name.clone(),
        unit,
        roles,
        sessions,
        codes_left,
        staff: actor.staff.0.get(),
        passes_on: PASSED_ON
            .iter()
            .any(|action| actor.is_allowed(*action, Target::Anything)),
        sees_accesses: actor.is_allowed(Action::SeeAccesses, Target::Anything),
    })
}

fn roles_of(actor: &Actor, units: &[UnitLine], say: Words) -> Vec<RoleLine> {
    let held = actor.roles.iter();
    held.map(|held| RoleLine {
        role: role(held.role, say),
        scope: held.scope.and_then(|unit| name_of(unit, units)),
        until: held.until,
    })
    .collect()
}

/// What a role is called.
pub(crate) fn role(role: Role, say: Words) -> &'static str {
    match role {
        Role::Salesperson => say.role_salesperson(),
        Role::Reception => say.role_reception(),
        Role::TeamLead => say.role_team_lead(),
        Role::DepartmentHead => say.role_department_head(),
        Role::StoreManager => say.role_store_manager(),
        Role::Marketing => say.role_marketing(),
        Role::SalesManagement => say.role_sales_management(),
        Role::BackOffice => say.role_back_office(),
        Role::GeneralManager => say.role_general_manager(),
        Role::Auditor => say.role_auditor(),
        Role::ExternalDecider => say.role_external_decider(),
        Role::SystemAdministrator => say.role_system_administrator(),
        Role::SecurityAdministrator => say.role_security_administrator(),
        Role::AuditAdministrator => say.role_audit_administrator(),
    }
}
