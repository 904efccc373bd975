//! Lists of customers: mine, my unit's, the company's. What is wanted stands in the address.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::customers::{CustomerLine, CustomerQuery, Page, Whose};
use desk::permission::{Action, Target};
use desk::{Actor, Mode, Refusal};
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

/// Customers on one page.
const PAGE: u32 = 25;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `unit` or `company`; else one's own.
    #[serde(default)]
    whose: String,
    /// One of [`MODES`]; else all.
    #[serde(default)]
    mode: String,
    after: Option<u32>,
}

#[derive(Template)]
#[template(path = "customer/list.html")]
struct CustomersPage {
    frame: Frame,
    list: Page<CustomerLine>,
    whose: &'static str,
    mode: &'static str,
    modes: Vec<(&'static str, &'static str)>,
    /// Lists that this person may open, besides their own.
    reaches: Vec<&'static str>,
}

/// `GET /customers`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let reaches = reaches(&insider.actor);
    let known = |word: &str| reaches.iter().copied().find(|reach| *reach == word);
    let whose = known(&asked.whose).unwrap_or("mine");
    let chosen = MODES.iter().find(|(word, _)| *word == asked.mode);
    let meant = chosen.map(|(_, mode)| *mode);
    let after = asked.after;
    let list = insider
        .ask(move |desk, actor| {
            let whose = match whose {
                "unit" => Whose::Unit(actor.unit.ok_or(Refusal::NotFound)?),
                "company" => Whose::Company,
                _ => Whose::Mine,
            };
            desk.customers(
                actor,
                &CustomerQuery {
                    whose,
                    mode: meant,
                    after,
                    limit: PAGE,
                    ..CustomerQuery::default()
                },
            )
        })
        .await?;
    let frame = insider.frame();
    let modes = MODES
        .iter()
        .map(|(word, mode)| (*word, frame.say.mode(mode)))
        .collect();
    let mode = chosen.map_or("", |(word, _)| word);
    page(&CustomersPage {
        frame,
        list,
        whose,
        mode,
        modes,
        reaches,
    })
}

/// Whose customers besides their own somebody may list.
fn reaches(actor: &Actor) -> Vec<&'static str> {
    let may = |target| actor.is_allowed(Action::SeeCase, target);
    let unit = actor
        .unit
        .filter(|unit| may(Target::Unit(Some(*unit))))
        .map(|_| "unit");
    let company = may(Target::Unit(None)).then_some("company");
    unit.into_iter().chain(company).collect()
}

/// Kinds of protection by the word in the address.
const MODES: [(&str, Mode); 4] = [
    ("forbid", Mode::Forbid),
    ("ask", Mode::Ask),
    ("open", Mode::Open),
    ("pool", Mode::Pool),
];
