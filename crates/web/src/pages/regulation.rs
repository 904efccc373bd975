//! The regulation: each clause with the rules that execute it, on a screen and on paper.

use askama::Template;
use axum::response::Response;
use desk::regulation::RegulationSheet;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "regulation/show.html")]
struct RegulationPage {
    frame: Frame,
    sheet: RegulationSheet,
}

/// `GET /regulation`
pub(crate) async fn show(insider: Insider) -> Result<Response, Stop> {
    let sheet = insider.ask(|desk, actor| desk.regulation(actor)).await?;
    page(&RegulationPage {
        frame: insider.frame(),
        sheet,
    })
}
