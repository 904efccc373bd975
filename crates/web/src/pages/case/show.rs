//! The case page: who owns it, why, what is due, what happened, and what one may do now.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use desk::case_sheet::{CaseSheet, RulingLine};
use desk::permission::Action;
use desk::sight::Sight;
use desk::{Instant, Section};
use serde::Deserialize;

use crate::form_token::new_secret;
use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The moment judged, `2026-03-05T14:30`; empty: now.
    #[serde(default)]
    at: String,
    /// `then`: only what was known at that moment.
    #[serde(default)]
    known: String,
}

#[derive(Template)]
#[template(path = "case/show.html")]
struct CasePage {
    frame: Frame,
    sheet: CaseSheet,
    /// The ruling's parts in order, each with its title.
    parts: Vec<(String, Vec<RulingLine>)>,
    /// What was asked, to be shown again.
    at: String,
    is_known_then: bool,
    is_now: bool,
    may_follow_up: bool,
    key: String,
}

/// `GET /cases/{case}`
pub(crate) async fn show(
    insider: Insider,
    Path(case): Path<u64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let frame = insider.frame();
    let at = frame.clock.read(&asked.at);
    let is_known_then = asked.known == "then";
    let known: Option<Instant> = at.filter(|_| is_known_then);
    let mut sheet = insider
        .ask(move |desk, actor| desk.case_sheet(actor, case, at, known))
        .await?;
    let lines = std::mem::take(&mut sheet.ruling);
    let may_follow_up = sheet
        .actions
        .iter()
        .any(|line| line.action == Action::FollowUp && line.is_allowed);
    let is_whole = sheet.sight == Sight::Whole;
    page(&CasePage {
        parts: parts(lines, &frame),
        at: if at.is_some() {
            asked.at
        } else {
            String::new()
        },
        is_known_then,
        is_now: at.is_none(),
        may_follow_up: may_follow_up && is_whole && at.is_none(),
        key: new_secret().unwrap_or_default(),
        frame,
        sheet,
    })
}

/// Lines under their titles; each step of the reasons has its own.
fn parts(lines: Vec<RulingLine>, frame: &Frame) -> Vec<(String, Vec<RulingLine>)> {
    let language = frame.say.0;
    let mut parts: Vec<(String, Vec<RulingLine>)> = Vec::new();
    for line in lines {
        let title = match line.section {
            Section::Reasons(step) => format!(
                "{} · {}",
                line.section.label(language),
                step.label(language)
            ),
            section => section.label(language).to_owned(),
        };
        match parts.last_mut().filter(|(last, _)| *last == title) {
            Some((_, lines)) => lines.push(line),
            None => parts.push((title, vec![line])),
        }
    }
    parts
}
