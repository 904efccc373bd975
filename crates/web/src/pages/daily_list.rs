//! The lists of each day: which outlets confirmed theirs, and each list by itself.

pub(crate) mod show;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::daily_list::{ListLine, ListState, ListsOfDay};
use ruling::calendar::CivilDay;
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `2026-03-05`; else the last day whose lists are closed.
    #[serde(default)]
    day: String,
}

#[derive(Template)]
#[template(path = "daily_list/day.html")]
struct DayPage {
    frame: Frame,
    lists: ListsOfDay,
}

impl DayPage {
    fn day(&self) -> String {
        self.frame.clock.day(self.lists.day)
    }

    fn day_before(&self) -> CivilDay {
        self.lists.day.plus_days(-1)
    }

    fn day_after(&self) -> CivilDay {
        self.lists.day.plus_days(1)
    }
}

/// How far a list has come, in words, with the tone of its mark.
pub(crate) fn state(line: &ListLine, frame: &Frame) -> (&'static str, String) {
    let (say, clock) = (frame.say, &frame.clock);
    match &line.state {
        ListState::Open => ("plain", say.list_open().to_owned()),
        ListState::Waits => ("warn", say.list_waits(clock.second(&line.confirm_by))),
        ListState::Late => ("bad", say.list_late(clock.second(&line.confirm_by))),
        ListState::Confirmed { by, at, is_late } => match is_late {
            true => ("warn", say.list_confirmed_late(by, clock.second(at))),
            false => ("good", say.list_confirmed(by, clock.second(at))),
        },
    }
}

/// What a list is called: whose, and which day's.
pub(crate) fn title(line: &ListLine, frame: &Frame) -> String {
    frame.say.list_of(&line.name, frame.clock.day(line.day))
}

/// Where a list is.
pub(crate) fn address(line: &ListLine) -> String {
    show::address(line.day, line.unit)
}

/// `GET /daily-lists`
pub(crate) async fn day(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let day = CivilDay::parse(&asked.day);
    let lists = insider
        .ask(move |desk, actor| desk.daily_lists(actor, day))
        .await?;
    page(&DayPage {
        frame: insider.frame(),
        lists,
    })
}
