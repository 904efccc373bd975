//! A statement: to be read, and to be printed and signed.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::credit::{CreditLine, Month, Statement, StatementOf};
use desk::{StaffId, State};
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::money;
use crate::pages::typed::unit_of;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(crate) struct Asked {
    /// A person's number; else a unit's; else one's own.
    staff: String,
    unit: String,
    month: String,
}

#[derive(Template)]
#[template(path = "credit/statement.html")]
struct StatementPage {
    frame: Frame,
    statement: Statement,
}

impl StatementPage {
    fn kind(&self, line: &CreditLine) -> &'static str {
        super::kind(line.kind, self.frame.say)
    }

    fn month(&self) -> String {
        let (year, month) = self.statement.month.ym();
        self.frame.say.credit_month(year, month)
    }

    fn in_characters(&self, cents: &i64) -> String {
        money::in_characters(*cents, self.frame.say.0)
    }
}

/// `GET /credit/statement`
pub(crate) async fn show(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let frame = insider.frame();
    let month = Month::parse(&asked.month).unwrap_or(Month::of(frame.now));
    let staff = asked.staff.parse().ok().map(StaffId);
    let of = match (staff, unit_of(&asked.unit)) {
        (Some(staff), _) => StatementOf::Staff(staff),
        (None, Some(unit)) => StatementOf::Unit(unit),
        (None, None) => StatementOf::Staff(insider.actor.staff),
    };
    let statement = insider
        .ask(move |desk, actor| desk.statement(actor, of, month))
        .await?;
    page(&StatementPage { frame, statement })
}
