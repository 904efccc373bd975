//! One outlet's list of a day: masked, in clear for those to whom it is delivered, and confirmed.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::daily_list::DailyListSheet;
use desk::{Instant, UnitId};
use ruling::calendar::CivilDay;

use super::{state, title};
use crate::frame::{Frame, page, page_with};
use crate::pages::case::reveal::hide_after;
use crate::pages::typed::unit_of;
use crate::refusal::Stop;
use crate::session::Insider;

/// How long names and phones stay on the screen: a list is read through, not one number.
const CLEAR_SECONDS: i64 = 5 * 60;

#[derive(Template)]
#[template(path = "daily_list/show.html")]
struct ListPage {
    frame: Frame,
    sheet: DailyListSheet,
    /// First second in which names and phones are hidden again; none: they are.
    hidden_from: Option<Instant>,
    problem: Option<String>,
}

impl ListPage {
    fn new(insider: &Insider, sheet: DailyListSheet) -> ListPage {
        ListPage {
            frame: insider.frame(),
            sheet,
            hidden_from: None,
            problem: None,
        }
    }

    fn title(&self) -> String {
        title(&self.sheet.line, &self.frame)
    }

    fn state(&self) -> (&'static str, String) {
        state(&self.sheet.line, &self.frame)
    }

    fn recipients(&self) -> String {
        match self.sheet.recipients.is_empty() {
            true => self.frame.say.list_no_recipients().to_owned(),
            false => self.frame.say.list(&self.sheet.recipients),
        }
    }

    fn address(&self) -> String {
        address(self.sheet.line.day, self.sheet.line.unit)
    }
}

/// Where a list is.
pub(crate) fn address(day: CivilDay, unit: UnitId) -> String {
    format!("/daily-lists/{day}/{}", unit.0)
}

/// The list that an address names.
fn named((day, unit): &(String, String)) -> Result<(CivilDay, UnitId), Stop> {
    let day = CivilDay::parse(day).ok_or(Stop::NotFound)?;
    Ok((day, unit_of(unit).ok_or(Stop::NotFound)?))
}

/// `GET /daily-lists/{day}/{unit}`
pub(crate) async fn show(
    insider: Insider,
    Path(place): Path<(String, String)>,
) -> Result<Response, Stop> {
    let (day, unit) = named(&place)?;
    let sheet = insider
        .ask(move |desk, actor| desk.daily_list(actor, unit, day))
        .await?;
    page(&ListPage::new(&insider, sheet))
}

/// `POST /daily-lists/{day}/{unit}/clear`: the browser opens the list again, masked, when the time is over.
pub(crate) async fn clear(
    insider: Insider,
    Path(place): Path<(String, String)>,
) -> Result<Response, Stop> {
    let (day, unit) = named(&place)?;
    let shown = insider
        .ask(move |desk, actor| desk.daily_list_in_clear(actor, unit, day))
        .await;
    let sheet = match shown {
        Ok(sheet) => sheet,
        Err(stop) => return again(&insider, (day, unit), stop).await,
    };
    let shown = ListPage::new(&insider, sheet);
    let until = shown.frame.now.plus_seconds(CLEAR_SECONDS);
    let mut shown = page(&ListPage {
        hidden_from: Some(until),
        ..shown
    })?;
    hide_after(&mut shown, CLEAR_SECONDS, &address(day, unit));
    Ok(shown)
}

/// `POST /daily-lists/{day}/{unit}/confirm`
pub(crate) async fn confirm(
    insider: Insider,
    Path(place): Path<(String, String)>,
) -> Result<Response, Stop> {
    let (day, unit) = named(&place)?;
    let done = insider
        .ask(move |desk, actor| desk.confirm_list(actor, unit, day))
        .await;
    match done {
        Ok(_) => Ok(Redirect::to(&address(day, unit)).into_response()),
        Err(stop) => again(&insider, (day, unit), stop).await,
    }
}

/// The list as it is, with what was wrong.
async fn again(
    insider: &Insider,
    (day, unit): (CivilDay, UnitId),
    stop: Stop,
) -> Result<Response, Stop> {
    let (status, problem) = stop.clone().in_form(&insider.visitor)?;
    if status == StatusCode::FORBIDDEN {
        return Err(stop);
    }
    let sheet = insider
        .ask(move |desk, actor| desk.daily_list(actor, unit, day))
        .await?;
    let shown = ListPage::new(insider, sheet);
    page_with(
        status,
        &ListPage {
            problem: Some(problem),
            ..shown
        },
    )
}
