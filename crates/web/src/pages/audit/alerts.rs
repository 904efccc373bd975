//! What looked like misuse.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::alerts::AlertLine;
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::pages::notice::list::text;
use crate::refusal::Stop;
use crate::session::Insider;

/// Alerts on one page.
const PAGE: u32 = 50;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The number that the page before ended with.
    before: Option<u64>,
}

#[derive(Template)]
#[template(path = "audit/alerts.html")]
struct AlertsPage {
    frame: Frame,
    lines: Vec<Line>,
    before: Option<u64>,
}

struct Line {
    alert: AlertLine,
    text: String,
    /// The day on which it was noticed.
    day: String,
}

/// `GET /alerts`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let (found, before) = insider
        .ask(move |desk, actor| desk.alerts(actor, asked.before, PAGE))
        .await?;
    let frame = insider.frame();
    let lines = found.into_iter().map(|alert| Line {
        text: text(alert.kind, &alert.who, frame.say),
        day: frame.clock.field(&alert.at).chars().take(10).collect(),
        alert,
    });
    page(&AlertsPage {
        lines: lines.collect(),
        before,
        frame,
    })
}
