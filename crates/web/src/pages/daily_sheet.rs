//! The daily sheet: printed, signed, scanned, and looked through row by row.

pub(crate) mod scan;

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::daily_sheet::{DailySheet, FilingInput, Scan};
use desk::paper::PaperView;
use desk::{Refusal, Seq};
use ruling::calendar::{CivilDay, Zone};
use serde::Deserialize;

use crate::form_token::new_secret;
use crate::frame::{Frame, page, page_with};
use crate::pages::sent::Sent;
use crate::qr;
use crate::refusal::{Problem, Stop};
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `2026-03-05`; else today.
    #[serde(default)]
    day: String,
}

#[derive(Template)]
#[template(path = "daily_sheet/show.html")]
struct SheetPage {
    frame: Frame,
    sheet: DailySheet,
    /// Its name and what stands on it, for whoever holds the paper.
    code: String,
    key: String,
    problem: Option<Problem>,
    /// Rows ticked before something else was wrong.
    ticked: Vec<Seq>,
    /// Whether files came that the browser does not send again by itself.
    are_papers_lost: bool,
}

impl SheetPage {
    fn new(insider: &Insider, sheet: DailySheet) -> SheetPage {
        SheetPage {
            frame: insider.frame(),
            code: qr::image(&format!("baobei {} {}", sheet.day, sheet.digest)),
            sheet,
            key: new_secret().unwrap_or_default(),
            problem: None,
            ticked: Vec::new(),
            are_papers_lost: false,
        }
    }

    fn day(&self) -> String {
        self.frame.clock.day(self.sheet.day)
    }

    fn day_before(&self) -> CivilDay {
        self.sheet.day.plus_days(-1)
    }

    fn day_after(&self) -> CivilDay {
        self.sheet.day.plus_days(1)
    }

    fn missing(&self) -> String {
        let numbers = self.sheet.missing().map(|row| row.number.to_string());
        self.frame.say.list(&numbers.collect::<Vec<_>>())
    }

    fn without_scan(&self) -> String {
        let numbers = self.sheet.without_scan().map(|row| row.number.to_string());
        self.frame.say.list(&numbers.collect::<Vec<_>>())
    }

    /// Whether there is anything left to file.
    fn is_open(&self) -> bool {
        let mut rows = self.sheet.missing().chain(self.sheet.without_scan());
        self.sheet.can_be_filed && rows.next().is_some()
    }

    fn scan(&self, scan: &Scan) -> &'static str {
        let say = self.frame.say;
        match scan {
            Scan::NotAsked => say.sheet_not_asked(),
            Scan::Due {
                is_overdue: true, ..
            } => say.sheet_overdue(),
            Scan::Due { .. } => say.sheet_due(),
            Scan::Found => say.sheet_found(),
        }
    }
}

fn today(insider: &Insider) -> CivilDay {
    Zone::shanghai().day_of(insider.actor.now)
}

/// `GET /daily-sheet`
pub(crate) async fn show(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let day = CivilDay::parse(&asked.day).unwrap_or_else(|| today(&insider));
    let sheet = insider
        .ask(move |desk, actor| desk.daily_sheet(actor, day))
        .await?;
    page(&SheetPage::new(&insider, sheet))
}

/// `POST /daily-sheet`
pub(crate) async fn file(insider: Insider, sent: Sent) -> Result<Response, Stop> {
    let Sent { typed, papers, .. } = sent;
    let are_papers_lost = !papers.is_empty();
    let day = typed.one("day").and_then(CivilDay::parse);
    let found = typed.all("found").into_iter();
    let input = FilingInput {
        day: day.unwrap_or_else(|| today(&insider)),
        digest: typed.one("digest").unwrap_or_default().to_owned(),
        found: found.filter_map(|seq| seq.parse().ok()).collect(),
        scan: papers,
        key: typed.one("key").unwrap_or_default().to_owned(),
    };
    let (day, ticked) = (input.day, input.found.clone());
    let answer = insider
        .ask(move |desk, actor| desk.file_sheet(actor, &input))
        .await;
    match answer {
        Ok(sheet) => Ok(Redirect::to(&format!("/daily-sheet?day={}", sheet.day)).into_response()),
        Err(stop) => {
            let (status, problem) = stop.in_form_with_reasons(&insider.visitor)?;
            if status == StatusCode::FORBIDDEN {
                return Err(Refusal::NotAllowed(desk::permission::Action::RecordVisit).into());
            }
            let sheet = insider
                .ask(move |desk, actor| desk.daily_sheet(actor, day))
                .await?;
            page_with(
                status,
                &SheetPage {
                    problem: Some(problem),
                    ticked,
                    are_papers_lost,
                    ..SheetPage::new(&insider, sheet)
                },
            )
        }
    }
}
