//! Who looked at one's customers.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::accesses::AccessToMine;
use desk::deeds::DeedKind;
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::pages::audit::{after, place};
use crate::refusal::Stop;
use crate::session::Insider;

/// Accesses on one page.
const PAGE: u32 = 50;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Where the page before ended.
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "account/accesses.html")]
struct AccessesPage {
    frame: Frame,
    lines: Vec<AccessToMine>,
    /// Where the next page begins, as its address has it.
    next: Option<String>,
}

/// `GET /account/accesses`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let from = place(&asked.after);
    let (lines, next) = insider
        .ask(move |desk, actor| desk.accesses_to_mine(actor, from, PAGE))
        .await?;
    page(&AccessesPage {
        frame: insider.frame(),
        lines,
        next: next.as_ref().map(after),
    })
}
