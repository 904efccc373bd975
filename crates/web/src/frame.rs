//! What stands around every page, and how a page becomes an answer.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use desk::notices::Badge;
use desk::permission::{Action, Target};
use desk::places::Places;
use desk::{Actor, Instant};

use crate::moment::Clock;
use crate::refusal::Stop;
use crate::words::Words;

/// What every template has at hand.
pub(crate) struct Frame {
    pub(crate) say: Words,
    pub(crate) clock: Clock,
    pub(crate) now: Instant,
    pub(crate) form_token: String,
    /// Where the reader is, to come back to.
    pub(crate) path: String,
    /// Who is signed in.
    pub(crate) viewer: Option<Viewer>,
}

/// Places in the bar at the bottom of a phone; the others stand behind one more.
const BAR_PLACES: usize = 5;

/// Whoever is signed in, as the frame shows them.
pub(crate) struct Viewer {
    pub(crate) name: String,
    pub(crate) places: Vec<Place>,
    /// How much waits for them: shown beside the places where it does.
    pub(crate) badge: Badge,
}

/// Somewhere to go.
pub(crate) struct Place {
    pub(crate) path: &'static str,
    pub(crate) name: &'static str,
    pub(crate) icon: &'static str,
    action: Option<Action>,
    /// What opens it as well.
    or: Option<Action>,
    pub(crate) is_here: bool,
    /// Too many for the bar at the bottom of a phone: there it stands behind the bar's last.
    pub(crate) is_for_desks: bool,
}

impl Viewer {
    /// An actor with the places that their roles open and that are of use under their regulations.
    pub(crate) fn of(actor: &Actor, badge: Badge, useful: Places, frame: &Frame) -> Viewer {
        let may = |action| actor.is_allowed(action, Target::Anything);
        let mut places = all_places(frame.say);
        // On a phone, whoever follows customers up looks for them more often than at the door.
        let at = |path| places.iter().position(|place| place.path == path);
        if let (Some(door), Some(customers)) = (at("/visits"), at("/customers"))
            && may(Action::FollowUp)
        {
            places.swap(door, customers);
        }
        places.retain(|place| place.action.is_none_or(may) || place.or.is_some_and(may));
        // One's own deeds are read from one's account.
        let audits = actor.is_allowed(Action::SeeAccesses, Target::Unit(actor.unit));
        places.retain(|place| place.path != "/audit" || audits);
        places.retain(|place| match place.path {
            "/contracts" => useful.contracts,
            "/onboarding" => useful.applications,
            "/daily-lists" => useful.daily_lists,
            "/named-people" => useful.named_people,
            _ => true,
        });
        for (number, place) in places.iter_mut().enumerate() {
            place.is_here = is_at(place.path, &frame.path);
            place.is_for_desks = number >= BAR_PLACES;
        }
        Viewer {
            name: actor.name.clone(),
            places,
            badge,
        }
    }

    /// Whether there are more places than the bar of a phone shows.
    pub(crate) fn has_more(&self) -> bool {
        self.places.iter().any(|place| place.is_for_desks)
    }
}

/// A place of everybody's whom the action lets in.
fn place(
    path: &'static str,
    name: &'static str,
    icon: &'static str,
    action: Option<Action>,
) -> Place {
    Place {
        path,
        name,
        icon,
        action,
        or: None,
        is_here: false,
        is_for_desks: false,
    }
}

fn all_places(say: Words) -> Vec<Place> {
    let mut places = vec![
        place(
            "/",
            say.place_today(),
            "calendar-check",
            Some(Action::SeeCase),
        ),
        place(
            "/tasks",
            say.place_tasks(),
            "checklist",
            Some(Action::SeeCase),
        ),
        place(
            "/registrations/new",
            say.place_register(),
            "user-plus",
            Some(Action::Register),
        ),
        place(
            "/visits",
            say.place_reception(),
            "door-enter",
            Some(Action::RecordVisit),
        ),
        place("/notices", say.place_notices(), "bell", None),
        place(
            "/customers",
            say.place_customers(),
            "users",
            Some(Action::SeeCase),
        ),
        Place {
            or: Some(Action::Assign),
            ..place(
                "/pool",
                say.place_pool(),
                "users-group",
                Some(Action::Register),
            )
        },
        place(
            "/credit",
            say.place_credit(),
            "coin-yuan",
            Some(Action::SeeCredit),
        ),
        place(
            "/regulation",
            say.place_regulation(),
            "book",
            Some(Action::SeeRegulation),
        ),
    ];
    places.push(place_of_lists(say));
    places.extend(places_of_hearings(say));
    places.extend(places_of_outsiders(say));
    places.extend(places_of_administration(say));
    places.push(place(
        "/named-people",
        say.place_named_people(),
        "users",
        Some(Action::GrantRoles),
    ));
    places.push(place_of_outages(say));
    places.push(place("/account", say.place_account(), "user-cog", None));
    places
}

/// Where outlets confirm what they registered in a day, and others read it.
fn place_of_lists(say: Words) -> Place {
    place("/daily-lists", say.place_daily_lists(), "checklist", None)
}

/// Where people claim, accuse, answer and decide.
fn places_of_hearings(say: Words) -> [Place; 2] {
    [
        Place {
            or: Some(Action::Decide),
            ..place(
                "/disputes",
                say.place_disputes(),
                "scale",
                Some(Action::Dispute),
            )
        },
        Place {
            or: Some(Action::Sanction),
            ..place(
                "/violations",
                say.place_violations(),
                "alert-triangle",
                Some(Action::Dispute),
            )
        },
    ]
}

/// Where those are answered who are not of the company: who applies, and whose data is kept.
fn places_of_outsiders(say: Words) -> [Place; 2] {
    [
        Place {
            or: Some(Action::ManageUnits),
            ..place(
                "/onboarding",
                say.place_onboarding(),
                "door-enter",
                Some(Action::Review),
            )
        },
        place(
            "/data-subjects",
            say.place_data_subjects(),
            "user-cog",
            Some(Action::AnswerSubjects),
        ),
    ]
}

/// Where the organisation, its people and its rules are kept.
fn places_of_administration(say: Words) -> [Place; 10] {
    [
        place(
            "/audit",
            say.place_audit(),
            "history",
            Some(Action::SeeAccesses),
        ),
        place(
            "/alerts",
            say.place_alerts(),
            "alert-triangle",
            Some(Action::SeeAlerts),
        ),
        Place {
            or: Some(Action::GrantRoles),
            ..place(
                "/people",
                say.place_people(),
                "users-group",
                Some(Action::ManageAccounts),
            )
        },
        place(
            "/organisation",
            say.place_organisation(),
            "sitemap",
            Some(Action::ManageUnits),
        ),
        place(
            "/regulations",
            say.place_regulations(),
            "gavel",
            Some(Action::ManageRegulations),
        ),
        place(
            "/projects",
            say.place_projects(),
            "percentage",
            Some(Action::SetTerms),
        ),
        Place {
            or: Some(Action::Deal),
            ..place(
                "/prices",
                say.place_prices(),
                "tags",
                Some(Action::SetTerms),
            )
        },
        place(
            "/contracts",
            say.place_contracts(),
            "checklist",
            Some(Action::Deal),
        ),
        place(
            "/robots",
            say.place_robots(),
            "robot",
            Some(Action::ManageUnits),
        ),
        place(
            "/roster",
            say.place_roster(),
            "calendar-week",
            Some(Action::SetRoster),
        ),
    ]
}

/// Where the time is declared in which the program was down.
fn place_of_outages(say: Words) -> Place {
    place(
        "/outages",
        say.place_outages(),
        "history",
        Some(Action::DeclareOutage),
    )
}

/// Whether a page lies at a place or below it.
fn is_at(place: &str, page: &str) -> bool {
    let page = page.split('?').next().unwrap_or_default();
    let below = page
        .strip_prefix(place)
        .is_some_and(|rest| rest.starts_with('/'));
    page == place || (place != "/" && below)
}

/// A page as it is shown.
pub(crate) fn page(template: &impl Template) -> Result<Response, Stop> {
    page_with(StatusCode::OK, template)
}

/// A page that also says by its status that something is not right, such as a form to be corrected.
pub(crate) fn page_with(status: StatusCode, template: &impl Template) -> Result<Response, Stop> {
    let html = template.render().map_err(|error| {
        tracing::error!(%error, "a page cannot be written");
        Stop::Broken
    })?;
    Ok((status, Html(html)).into_response())
}
