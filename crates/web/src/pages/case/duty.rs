//! Something that the regulation asks for, done in two taps: opened from a list, and said with its score.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::act::duty::{DutyInput, DutySheet, Way};

use crate::form_token::new_secret;
use crate::frame::{Frame, page, page_with};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

/// As many scores as stand beside one another; of more, the number is typed.
const BUTTONS_MAX: i64 = 10;

#[derive(Template)]
#[template(path = "case/duty.html")]
struct DutyPage {
    frame: Frame,
    case: u64,
    /// The regulation's name of the duty.
    what: String,
    /// The entry it comes from, as it was asked.
    of: String,
    sheet: DutySheet,
    problem: Option<String>,
    key: String,
}

impl DutyPage {
    /// Each score on a button; empty: none is given, or there are too many.
    fn scores(&self, way: &Way) -> Vec<i64> {
        let few = |(least, most): &(i64, i64)| most - least < BUTTONS_MAX;
        let scores = way.scores.filter(few);
        scores.map_or_else(Vec::new, |(least, most)| (least..=most).collect())
    }
}

async fn sheet_of(insider: &Insider, case: u64, what: &str, of: &str) -> Result<DutySheet, Stop> {
    let (what, of) = (what.to_owned(), of.parse().ok());
    insider
        .ask(move |desk, actor| desk.duty(actor, case, &what, of))
        .await
}

/// `GET /cases/{case}/duties/{what}`
pub(crate) async fn ask(
    insider: Insider,
    Path((case, what)): Path<(u64, String)>,
    Query(typed): Query<Typed>,
) -> Result<Response, Stop> {
    let of = typed.text("of");
    let sheet = sheet_of(&insider, case, &what, &of).await?;
    page(&DutyPage {
        frame: insider.frame(),
        case,
        what,
        of,
        sheet,
        problem: None,
        key: new_secret().unwrap_or_default(),
    })
}

/// `POST /cases/{case}/duties/{what}`
pub(crate) async fn done(
    insider: Insider,
    Path((case, what)): Path<(u64, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let key = typed.text("key");
    let of = typed.text("of");
    // A button carries way and score in one.
    let done = typed.text("done");
    let (way, score) = done.split_once(' ').unwrap_or((&done, ""));
    let score = match score.is_empty() {
        true => typed.text("score"),
        false => score.to_owned(),
    };
    let input = DutyInput {
        case,
        what: what.clone(),
        of: of.parse().ok(),
        way: way.to_owned(),
        score: score.trim().parse().ok(),
        key: key.clone(),
    };
    let answer = insider
        .ask(move |desk, actor| desk.duty_done(actor, &input))
        .await;
    match answer {
        Ok(receipt) => Ok(Redirect::to(&format!("/cases/{}", receipt.case)).into_response()),
        Err(stop) => {
            let (status, problem): (StatusCode, String) = stop.in_form(&insider.visitor)?;
            // What is not asked for any more has no form to be shown again.
            let sheet = sheet_of(&insider, case, &what, &of).await?;
            let shown = DutyPage {
                frame: insider.frame(),
                case,
                what,
                of,
                sheet,
                problem: Some(problem),
                key,
            };
            page_with(status, &shown)
        }
    }
}
