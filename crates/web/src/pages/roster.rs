//! The duty roster: who is on duty this week and in those to come.

use askama::Template;
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use desk::UnitId;
use desk::organisation::UnitLine;
use desk::roster::RosterWeek;
use ruling::calendar::CivilDay;

use crate::frame::{Frame, page, page_with};
use crate::pages::organisation::name_of;
use crate::pages::typed::{Typed, unit_of};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "roster.html")]
struct RosterPage {
    frame: Frame,
    weeks: Vec<Week>,
    /// Who may be on duty.
    units: Vec<UnitLine>,
    problem: Option<String>,
}

struct Week {
    week: RosterWeek,
    /// Its first day, as told.
    day: String,
    /// Who is on duty now, also where the reader cannot choose them.
    name: Option<String>,
}

impl Week {
    fn is_on_duty(&self, unit: &UnitId) -> bool {
        self.week.unit == Some(*unit)
    }
}

async fn show_with(insider: &Insider, problem: Option<String>) -> Result<RosterPage, Stop> {
    let (roster, mut units) = insider
        .ask(|desk, actor| Ok((desk.roster(actor)?, desk.units(actor)?)))
        .await?;
    let frame = insider.frame();
    let weeks = roster.weeks.into_iter().map(|week| Week {
        name: week.unit.and_then(|unit| name_of(unit, &units)),
        day: frame.clock.day(week.monday),
        week,
    });
    let weeks = weeks.collect();
    units.retain(|line| roster.units.contains(&line.unit));
    Ok(RosterPage {
        frame,
        weeks,
        units,
        problem,
    })
}

/// `GET /roster`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    page(&show_with(&insider, None).await?)
}

/// `POST /roster`
pub(crate) async fn set(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let weeks = typed.after("week.").filter_map(|(monday, unit)| {
        let monday = CivilDay::parse(monday)?;
        Some((monday, unit_of(unit)?))
    });
    let weeks: Vec<(CivilDay, UnitId)> = weeks.collect();
    let done = insider
        .ask(move |desk, actor| desk.set_roster(actor, &weeks))
        .await;
    match done {
        Ok(()) => Ok(Redirect::to("/roster").into_response()),
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            page_with(status, &show_with(&insider, Some(problem)).await?)
        }
    }
}
