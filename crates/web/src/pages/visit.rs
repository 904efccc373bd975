//! Reception: who came, and with whom.

use askama::Template;
use axum::Form;
use axum::response::Response;
use desk::day_book::{AfterVisit, VisitLine};
use desk::organisation::StaffLine;
use desk::permission::{Action, Target};
use desk::register::Receipt;
use desk::visit::VisitInput;
use desk::{Actor, Desk, Refusal};
use ruling::calendar::{CivilDay, Zone};

use crate::form_token::new_secret;
use crate::frame::{Frame, page, page_with};
use crate::pages::typed::Typed;
use crate::refusal::{Problem, Stop};
use crate::session::Insider;

#[derive(Template)]
#[template(path = "visit/new.html")]
struct VisitPage {
    frame: Frame,
    /// Who may have brought the customer.
    people: Vec<StaffLine>,
    /// Whether whoever reads this also confirms who is one customer.
    may_confirm: bool,
    typed: Typed,
    key: String,
    problem: Option<Problem>,
    receipt: Option<Receipt>,
    /// What to do after the visit just recorded.
    after: AfterVisit,
    /// Who came today.
    visits: Vec<VisitLine>,
    /// Weeks near at hand in which nobody is on duty though the regulation counts on it; empty: none.
    weeks_without_roster: String,
    may_set_roster: bool,
    /// Whether there is paper of an outage that the reader has to do with.
    has_outage: bool,
}

/// What the page shows beside its form.
struct Beside {
    people: Vec<StaffLine>,
    visits: Vec<VisitLine>,
    weeks_without_roster: Vec<CivilDay>,
    has_outage: bool,
}

impl VisitPage {
    fn new(insider: &Insider, beside: Beside, typed: Typed) -> VisitPage {
        let key = new_secret().unwrap_or_default();
        let frame = insider.frame();
        let weeks = beside.weeks_without_roster.into_iter();
        let weeks = weeks.map(|monday| frame.say.roster_week(frame.clock.day(monday)));
        let may = |action| insider.actor.is_allowed(action, Target::Anything);
        VisitPage {
            weeks_without_roster: frame.say.list(&weeks.collect::<Vec<_>>()),
            may_set_roster: may(Action::SetRoster),
            has_outage: beside.has_outage,
            may_confirm: may(Action::ConfirmIdentity),
            frame,
            people: beside.people,
            visits: beside.visits,
            after: AfterVisit::default(),
            typed,
            key,
            problem: None,
            receipt: None,
        }
    }
}

/// Colleagues whose customers somebody may receive.
pub(super) fn people(desk: &Desk, actor: &Actor) -> Result<Vec<StaffLine>, Refusal> {
    let may = |person: &StaffLine| {
        person.staff == actor.staff
            || actor.is_allowed(Action::RecordVisit, Target::Unit(person.unit))
    };
    let people = desk.people(actor)?.into_iter();
    Ok(people
        .filter(|person| !person.has_left && person.unit.is_some() && may(person))
        .collect())
}

fn beside(desk: &Desk, actor: &Actor) -> Result<Beside, Refusal> {
    let today = Zone::shanghai().day_of(actor.now);
    Ok(Beside {
        people: people(desk, actor)?,
        visits: desk.visits_of(actor, today)?,
        weeks_without_roster: desk.missing_rosters(actor)?,
        has_outage: !desk.outages(actor)?.is_empty(),
    })
}

/// `GET /visits`
pub(crate) async fn ask(insider: Insider) -> Result<Response, Stop> {
    if !insider
        .actor
        .is_allowed(Action::RecordVisit, Target::Anything)
    {
        return Err(Refusal::NotAllowed(Action::RecordVisit).into());
    }
    let beside = insider.ask(beside).await?;
    page(&VisitPage::new(&insider, beside, Typed::default()))
}

/// `POST /visits`
pub(crate) async fn record(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let input = VisitInput {
        fields: typed.fields(),
        brought_by: typed.staff("brought_by"),
        occurred: None,
        key: typed.one("key").unwrap_or_default().to_owned(),
    };
    let answer = insider
        .ask(move |desk, actor| {
            let receipt = desk.visit(actor, &input)?;
            let after = desk.after_visit(actor, receipt.seq)?;
            Ok((receipt, after))
        })
        .await;
    match answer {
        Ok((receipt, after)) => {
            let beside = insider.ask(beside).await?;
            page(&VisitPage {
                receipt: Some(receipt),
                after,
                ..VisitPage::new(&insider, beside, Typed::default())
            })
        }
        Err(stop) => {
            let (status, problem) = stop.in_form_with_reasons(&insider.visitor)?;
            let beside = insider.ask(beside).await?;
            page_with(
                status,
                &VisitPage {
                    problem: Some(problem),
                    ..VisitPage::new(&insider, beside, typed)
                },
            )
        }
    }
}
