//! What somebody did, as a file.

use axum::Form;
use axum::response::Response;
use desk::deeds::DeedLine;
use serde::Deserialize;
use sheets::Cell;

use super::told;
use super::wanted::Wanted;
use crate::frame::Frame;
use crate::pages::taken_out::{Named, file};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `xlsx`, else a text table.
    #[serde(default)]
    format: String,
    #[serde(flatten)]
    wanted: Wanted,
}

/// `POST /audit/export`: it is counted and leaves a trace, so it is no mere link.
pub(crate) async fn export(insider: Insider, Form(asked): Form<Asked>) -> Result<Response, Stop> {
    let frame = insider.frame();
    let wanted = asked.wanted.within_days(&frame.clock, frame.now);
    let query = wanted.query(&insider.actor, &frame.clock);
    let lines = insider
        .ask(move |desk, actor| desk.export_deeds(actor, &query))
        .await?;
    let say = frame.say;
    let headers = [
        say.audit_entry(),
        say.audit_time(),
        say.audit_who(),
        say.audit_what(),
        say.customer_case(),
        say.audit_reason(),
    ];
    let rows = lines.iter().map(|line| cells(line, &frame));
    let named = Named {
        file: "deeds",
        sheet: say.place_audit(),
    };
    file(&asked.format, &named, &headers, rows)
}

fn cells(line: &DeedLine, frame: &Frame) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let cases: Vec<String> = line.cases.iter().map(u64::to_string).collect();
    vec![
        text(&line.seq.to_string()),
        text(&frame.clock.at(&line.at)),
        text(&line.who),
        text(&told::deed(line, frame.say)),
        text(&frame.say.list(&cases)),
        text(line.reason.as_deref().unwrap_or_default()),
    ]
}
