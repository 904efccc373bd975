//! All units as a tree, and the form for one more.

use askama::Template;
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use desk::UnitId;
use desk::organisation::{UnitKind, UnitLine, UnitSheet};
use desk::permission::Target;

use super::{Branch, in_tree, kind, name_of};
use crate::frame::{Frame, page, page_with};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "organisation/list.html")]
struct OrganisationPage {
    frame: Frame,
    rows: Vec<Row>,
    kinds: Vec<(&'static str, &'static str)>,
    /// What was chosen before.
    parent: Option<UnitId>,
    typed: Typed,
    problem: Option<String>,
}

struct Row {
    /// How far in it stands: a phone has no room for more.
    inset: usize,
    branch: Branch,
    kind: Option<&'static str>,
    /// The regulation it is under, and, where that is not its own, whose it is.
    regulation: String,
    above: Option<String>,
    people: usize,
}

async fn show_with(
    insider: &Insider,
    typed: Typed,
    problem: Option<String>,
) -> Result<OrganisationPage, Stop> {
    let sheets = insider.ask(|desk, actor| desk.unit_sheets(actor)).await?;
    let frame = insider.frame();
    let units: Vec<UnitLine> = sheets.iter().map(|sheet| sheet.line.clone()).collect();
    let mut rows = Vec::new();
    for branch in in_tree(units.clone()) {
        let unit = branch.line.unit;
        let sheet = sheets.iter().find(|sheet| sheet.line.unit == unit);
        rows.extend(sheet.map(|sheet| row(branch, sheet, &units, &frame)));
    }
    Ok(OrganisationPage {
        rows,
        kinds: kinds(&frame),
        frame,
        parent: typed.unit("parent"),
        typed,
        problem,
    })
}

fn row(branch: Branch, sheet: &UnitSheet, units: &[UnitLine], frame: &Frame) -> Row {
    let governing = &sheet.governing;
    let above = governing.of.filter(|of| *of != sheet.line.unit);
    Row {
        inset: branch.depth.min(5),
        kind: sheet.line.kind.map(|known| kind(known, frame.say)),
        regulation: frame.say.text(&governing.title).to_owned(),
        above: above.and_then(|of| name_of(of, units)),
        people: sheet.people,
        branch,
    }
}

/// Each kind by its name in forms and what it is called.
pub(super) fn kinds(frame: &Frame) -> Vec<(&'static str, &'static str)> {
    let all = UnitKind::ALL.into_iter();
    all.map(|known| (known.name(), kind(known, frame.say)))
        .collect()
}

/// `GET /organisation`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    page(&show_with(&insider, Typed::default(), None).await?)
}

/// `POST /organisation`
pub(crate) async fn add(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let name = typed.text("name");
    let kind = UnitKind::named(&typed.text("kind")).unwrap_or(UnitKind::Team);
    let parent = typed.unit("parent");
    let added = insider
        .ask(move |desk, actor| {
            let permit = actor.may(Target::Unit(None))?;
            desk.add_unit(&permit, &name, kind, parent)
        })
        .await;
    match added {
        Ok(_) => Ok(Redirect::to("/organisation").into_response()),
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            page_with(status, &show_with(&insider, typed, Some(problem)).await?)
        }
    }
}
