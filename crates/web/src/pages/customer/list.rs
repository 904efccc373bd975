//! Lists of customers: mine, my unit's, the company's. What is wanted stands in the address.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::customers::{Choices, CustomerPage, CustomerQuery, Sort, Whose};
use desk::permission::{Action, Target};
use desk::{Actor, UnitId};

use super::wanted::{MODES, STATES, Wanted};
use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "customer/list.html")]
struct CustomersPage {
    frame: Frame,
    list: CustomerPage,
    wanted: Wanted,
    sort: Sort,
    /// What the time is called that the list is sorted by.
    time: &'static str,
    /// Whose lists there are: the word in the address and what people read.
    lists: Vec<(String, String)>,
    choices: Choices,
    modes: Vec<(&'static str, &'static str)>,
    states: Vec<(&'static str, &'static str)>,
    may_export: bool,
    /// Whether there is a list of how far all customers have come.
    knows_stages: bool,
}

/// `GET /customers`
pub(crate) async fn list(insider: Insider, Query(wanted): Query<Wanted>) -> Result<Response, Stop> {
    let frame = insider.frame();
    let query = wanted.query(&frame.clock);
    let (list, choices, units, knows_stages) = insider
        .ask(move |desk, actor| {
            let list = desk.customers(actor, &query)?;
            let choices = desk.customer_choices(actor, query.whose)?;
            let units = desk.lists_of(actor, Action::SeeCase)?;
            Ok((list, choices, units, desk.knows_stages(actor)?))
        })
        .await?;
    let say = frame.say;
    let modes = MODES.iter().map(|(word, mode)| (*word, say.mode(mode)));
    let states = STATES.iter().map(|(word, state)| (*word, say.state(state)));
    page(&CustomersPage {
        lists: lists(&insider.actor, units, &frame),
        may_export: may_export(&insider.actor, &query),
        sort: wanted.order(),
        time: match wanted.order() {
            Sort::Newest => say.customer_time_newest(),
            Sort::Due => say.customer_time_due(),
            Sort::Ending => say.customer_time_ending(),
        },
        list,
        choices,
        modes: modes.collect(),
        states: states.collect(),
        knows_stages,
        wanted,
        frame,
    })
}

fn lists(actor: &Actor, units: Vec<(UnitId, String)>, frame: &Frame) -> Vec<(String, String)> {
    let mut lists = vec![(String::new(), frame.say.customer_mine().to_owned())];
    let units = units.into_iter();
    lists.extend(units.map(|(unit, name)| (unit.0.to_string(), name)));
    if actor.is_allowed(Action::SeeCase, Target::Unit(None)) {
        let name = frame.say.customer_of_company().to_owned();
        lists.push(("company".to_owned(), name));
    }
    lists
}

fn may_export(actor: &Actor, query: &CustomerQuery) -> bool {
    let target = match query.whose {
        Whose::Mine => Target::Anything,
        Whose::Unit(unit) => Target::Unit(Some(unit)),
        Whose::Company => Target::Unit(None),
    };
    actor.is_allowed(Action::Export, target)
}
