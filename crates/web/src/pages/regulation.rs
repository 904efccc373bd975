//! The regulation: each clause with the rules that execute it, on a screen and on paper; its examples; signing for it.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use desk::regulation::{ClauseChange, RegulationSheet};
use desk::scenarios::ScenarioSheet;
use desk::signing::{Signature, ToSign};
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Number of the version, from 1; none: the one in force.
    version: Option<usize>,
}

#[derive(Template)]
#[template(path = "regulation/show.html")]
struct RegulationPage {
    frame: Frame,
    sheet: RegulationSheet,
    to_sign: Option<ToSign>,
    /// Who is to sign, of those whom the reader oversees.
    signatures: Vec<Signature>,
    signed: usize,
}

/// `GET /regulation`
pub(crate) async fn show(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let (sheet, to_sign, signatures) = insider
        .ask(move |desk, actor| {
            let sheet = desk.regulation(actor, asked.version)?;
            Ok((sheet, desk.to_sign(actor)?, desk.signatures(actor)?))
        })
        .await?;
    let signed = signatures.iter().filter(|one| one.signed.is_some());
    page(&RegulationPage {
        frame: insider.frame(),
        signed: signed.count(),
        sheet,
        to_sign,
        signatures,
    })
}

/// `POST /regulation/sign`
pub(crate) async fn sign(insider: Insider) -> Result<Response, Stop> {
    insider.ask(|desk, actor| desk.sign(actor)).await?;
    Ok(Redirect::to("/regulation").into_response())
}

#[derive(Deserialize)]
pub(crate) struct Wanted {
    /// Number of the clause.
    #[serde(default)]
    clause: String,
}

#[derive(Template)]
#[template(path = "regulation/scenarios.html")]
struct ScenariosPage {
    frame: Frame,
    clause: String,
    scenarios: Vec<ScenarioSheet>,
}

/// `GET /regulation/scenarios`
pub(crate) async fn scenarios(
    insider: Insider,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Stop> {
    let clause = wanted.clause.clone();
    let scenarios = insider
        .ask(move |desk, actor| desk.scenarios(actor, &clause))
        .await?;
    page(&ScenariosPage {
        frame: insider.frame(),
        clause: wanted.clause,
        scenarios,
    })
}
