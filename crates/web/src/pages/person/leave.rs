//! Somebody leaves: what becomes of their customers, and afterwards whose these are.

use std::num::NonZeroU32;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use desk::hand_over::HandOver;
use desk::organisation::leaving::{Fate, Leaving, LeavingPreview};
use desk::permission::{Action, Target};
use desk::{StaffId, UnitId};
use serde::Deserialize;

use crate::form_token::new_secret;
use crate::frame::{Frame, page};
use crate::pages::organisation::{Branch, in_tree, name_of};
use crate::pages::pool::Colleague;
use crate::pages::typed::unit_of;
use crate::refusal::Stop;
use crate::session::Insider;
use crate::words::Words;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The unit that they would go to; empty: they leave.
    #[serde(default)]
    unit: String,
    /// Where the page before ended.
    after: Option<u64>,
}

#[derive(Template)]
#[template(path = "person/leave.html")]
struct LeavePage {
    frame: Frame,
    staff: StaffId,
    name: String,
    has_left: bool,
    /// Where they would go.
    to: Option<(UnitId, String)>,
    preview: LeavingPreview,
    hand_over: Option<HandOver>,
    units: Vec<Branch>,
    colleagues: Vec<Colleague>,
    may_record: bool,
    may_give: bool,
    key: String,
}

impl LeavePage {
    fn fate(&self, fate: &Fate) -> String {
        told(fate, self.frame.say)
    }

    fn tone(fate: &Fate) -> &'static str {
        match fate {
            Fate::Stays => "plain",
            Fate::Unit(_) | Fate::Office(..) => "warn",
            Fate::Colleague(_) => "good",
            Fate::Pool | Fate::Nobody => "bad",
        }
    }

    fn chosen(&self) -> Option<UnitId> {
        self.to.as_ref().map(|(unit, _)| *unit)
    }
}

fn told(fate: &Fate, say: Words) -> String {
    match fate {
        Fate::Unit(unit) => say.leave_to_unit(unit),
        Fate::Office(zh, en) => say.leave_to_office(say.0.pick(zh, en)),
        Fate::Colleague(name) => say.leave_to_colleague(name),
        Fate::Pool => say.leave_to_pool().to_owned(),
        Fate::Nobody => say.leave_to_nobody().to_owned(),
        Fate::Stays => say.leave_stays().to_owned(),
    }
}

/// `GET /people/{staff}/leave`
pub(crate) async fn show(
    insider: Insider,
    Path(staff): Path<NonZeroU32>,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let staff = StaffId(staff);
    let unit = unit_of(&asked.unit);
    let (hand_over, preview, people, units) = insider
        .ask(move |desk, actor| {
            let hand_over = desk.hand_over(actor, staff, asked.after)?;
            let leaving = unit.map_or(Leaving::Company, Leaving::For);
            let preview = match hand_over {
                Some(_) => LeavingPreview::default(),
                None => desk.preview_leaving(actor, staff, leaving)?,
            };
            Ok((hand_over, preview, desk.people(actor)?, desk.units(actor)?))
        })
        .await?;
    let known = people.iter().find(|line| line.staff == staff);
    let may = |action, target| insider.actor.is_allowed(action, target);
    let manages = may(Action::ManageAccounts, Target::Unit(None));
    page(&LeavePage {
        frame: insider.frame(),
        staff,
        name: known.map(|line| line.name.clone()).unwrap_or_default(),
        has_left: known.is_some_and(|line| line.has_left),
        to: unit.and_then(|unit| Some((unit, name_of(unit, &units)?))),
        preview,
        hand_over,
        colleagues: Colleague::all(&people, &units),
        units: in_tree(units),
        may_record: manages && staff != insider.actor.staff,
        may_give: may(Action::Assign, Target::Anything),
        key: new_secret().unwrap_or_default(),
    })
}
