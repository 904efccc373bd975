//! Which regulations the company has, and which units are under which.

use askama::Template;
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use desk::Instant;
use desk::permission::Target;
use desk::publication::RegulationLine;
use desk::{Refusal, UnitId};

use crate::frame::{Frame, page, page_with};
use crate::pages::organisation::{Branch, in_tree, name_of};
use crate::pages::person::day_from;
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;
use crate::site::Shipped;

#[derive(Template)]
#[template(path = "regulations/list.html")]
struct RegulationsPage<'a> {
    frame: Frame,
    rows: Vec<Row>,
    units: Vec<Branch>,
    /// Those that come with the program and that the company does not have.
    shipped: Vec<&'a Shipped>,
    problem: Option<String>,
}

struct Row {
    line: RegulationLine,
    units: Vec<(String, Instant)>,
}

async fn show_with(
    insider: &Insider,
    problem: Option<String>,
) -> Result<RegulationsPage<'_>, Stop> {
    let (lines, units) = insider
        .ask(|desk, actor| Ok((desk.regulation_lines(actor)?, desk.units(actor)?)))
        .await?;
    let named = |own: &(UnitId, Instant)| Some((name_of(own.0, &units)?, own.1));
    let is_had = |one: &Shipped| {
        let mut had = lines.iter().filter(|line| line.name == one.known_as);
        had.any(|line| line.versions.iter().any(|had| had.version == one.version))
    };
    let shipped = insider.visitor.site.shipped.iter();
    let shipped = shipped.filter(|one| !is_had(one)).collect();
    let rows = lines.into_iter().map(|line| Row {
        units: line.units.iter().filter_map(named).collect(),
        line,
    });
    Ok(RegulationsPage {
        rows: rows.collect(),
        units: in_tree(units),
        shipped,
        frame: insider.frame(),
        problem,
    })
}

/// `GET /regulations`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    page(&show_with(&insider, None).await?)
}

/// `POST /regulations/units`
pub(crate) async fn govern(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let from = day_from(&typed.text("from"), &insider.frame());
    let (unit, regulation) = (typed.unit("unit"), typed.text("regulation"));
    let done = insider
        .ask(move |desk, actor| {
            let permit = actor.may(Target::Unit(None))?;
            let unit = unit.ok_or(Refusal::Missing { field: "unit" })?;
            desk.govern(&permit, unit, &regulation, from)
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to("/regulations").into_response()),
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            page_with(status, &show_with(&insider, Some(problem)).await?)
        }
    }
}
