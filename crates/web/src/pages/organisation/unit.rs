//! One unit: what it is called, where it belongs, what it answers for, and what governs it.

use std::num::NonZeroU32;

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::organisation::{UnitKind, UnitLine, UnitSheet};
use desk::permission::{Permit, Target, deed};
use desk::{Desk, Refusal, UnitId};

use super::list::kinds;
use super::{Branch, in_tree, name_of};
use crate::frame::{Frame, page, page_with};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "organisation/unit.html")]
struct UnitPage {
    frame: Frame,
    sheet: UnitSheet,
    /// Whose regulation it is, where it is not the unit's own.
    above: Option<String>,
    /// What it may belong to.
    others: Vec<Branch>,
    kinds: Vec<(&'static str, &'static str)>,
    regions: String,
    problem: Option<String>,
}

impl UnitPage {
    fn is_kind(&self, name: &str) -> bool {
        self.sheet.line.kind.is_some_and(|kind| kind.name() == name)
    }
}

async fn show_with(
    insider: &Insider,
    unit: UnitId,
    problem: Option<String>,
) -> Result<UnitPage, Stop> {
    let sheets = insider.ask(|desk, actor| desk.unit_sheets(actor)).await?;
    let units: Vec<UnitLine> = sheets.iter().map(|sheet| sheet.line.clone()).collect();
    let mut sheets = sheets.into_iter();
    let sheet = sheets.find(|sheet| sheet.line.unit == unit);
    let sheet = sheet.ok_or(Stop::NotFound)?;
    let of = sheet.governing.of.filter(|of| *of != unit);
    let above = of.and_then(|of| name_of(of, &units));
    let mut others = in_tree(units);
    others.retain(|branch| branch.line.unit != unit);
    let codes = sheet.regions.iter().map(ToString::to_string);
    let frame = insider.frame();
    Ok(UnitPage {
        regions: codes.collect::<Vec<_>>().join("，"),
        kinds: kinds(&frame),
        frame,
        sheet,
        above,
        others,
        problem,
    })
}

/// `GET /organisation/{unit}`
pub(crate) async fn show(insider: Insider, Path(unit): Path<NonZeroU32>) -> Result<Response, Stop> {
    page(&show_with(&insider, UnitId(unit), None).await?)
}

/// Changes something about a unit, and shows it as it is then.
async fn change(
    insider: Insider,
    unit: UnitId,
    work: impl FnOnce(&Desk, &Permit<deed::ManageUnits>) -> Result<(), Refusal> + Send + 'static,
) -> Result<Response, Stop> {
    let done = insider
        .ask(move |desk, actor| work(desk, &actor.may(Target::Unit(None))?))
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/organisation/{}", unit.0)).into_response()),
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            page_with(status, &show_with(&insider, unit, Some(problem)).await?)
        }
    }
}

/// `POST /organisation/{unit}/name`
pub(crate) async fn rename(
    insider: Insider,
    Path(unit): Path<NonZeroU32>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let (unit, name) = (UnitId(unit), typed.text("name"));
    change(insider, unit, move |desk, permit| {
        desk.rename_unit(permit, unit, &name)
    })
    .await
}

/// `POST /organisation/{unit}/place`
pub(crate) async fn place(
    insider: Insider,
    Path(unit): Path<NonZeroU32>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let unit = UnitId(unit);
    let kind = UnitKind::named(&typed.text("kind")).unwrap_or(UnitKind::Team);
    let parent = typed.unit("parent");
    change(insider, unit, move |desk, permit| {
        desk.place_unit(permit, unit, kind, parent)
    })
    .await
}

/// `POST /organisation/{unit}/regions`
pub(crate) async fn set_regions(
    insider: Insider,
    Path(unit): Path<NonZeroU32>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let (unit, codes) = (UnitId(unit), typed.text("regions"));
    change(insider, unit, move |desk, permit| {
        desk.set_regions(permit, unit, &codes)
    })
    .await
}
