//! An admitted dealer becomes a unit with regions, a person and an account.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::Response;
use desk::UnitId;
use desk::onboarding::dealer::NewDealer;
use desk::permission::{Target, deed};

use crate::frame::{Frame, page, page_with};
use crate::pages::organisation::{Branch, in_tree};
use crate::pages::person::account::taken_on;
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "onboarding/dealer.html")]
struct DealerPage {
    frame: Frame,
    typed: Typed,
    units: Vec<Branch>,
    parent: Option<UnitId>,
    problem: Option<String>,
}

impl DealerPage {
    /// Whose application it was.
    fn case(&self) -> Option<u64> {
        case_of(&self.typed)
    }
}

fn case_of(typed: &Typed) -> Option<u64> {
    typed.one("case")?.parse().ok()
}

async fn asked(
    insider: &Insider,
    typed: Typed,
    problem: Option<String>,
) -> Result<DealerPage, Stop> {
    let units = insider
        .ask(|desk, actor| {
            actor.may::<deed::ManageUnits>(Target::Unit(None))?;
            desk.units(actor)
        })
        .await?;
    Ok(DealerPage {
        frame: insider.frame(),
        units: in_tree(units),
        parent: typed.unit("unit"),
        typed,
        problem,
    })
}

/// `GET /onboarding/dealer?case=…`
pub(crate) async fn ask(insider: Insider, Query(typed): Query<Typed>) -> Result<Response, Stop> {
    page(&asked(&insider, typed, None).await?)
}

/// `POST /onboarding/dealer`
pub(crate) async fn set_up(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let new = NewDealer {
        case: case_of(&typed).unwrap_or_default(),
        unit_name: typed.text("unit_name"),
        parent: typed.unit("unit"),
        regions: typed.text("regions"),
        name: typed.text("name"),
        login: typed.text("login"),
    };
    let name = new.name.trim().to_owned();
    match insider
        .ask(move |desk, actor| desk.set_up_dealer(actor, &new))
        .await
    {
        Ok(taken) => taken_on(&insider, name, &taken),
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            page_with(status, &asked(&insider, typed, Some(problem)).await?)
        }
    }
}
