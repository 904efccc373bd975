//! A list of customers as a file, for those who may take lists out.

use std::io::Cursor;

use axum::Form;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use desk::Instant;
use desk::customers::CustomerLine;
use serde::Deserialize;
use sheets::Cell;
use sheets::export::{write_csv, write_xlsx};

use super::wanted::Wanted;
use crate::frame::Frame;
use crate::refusal::Stop;
use crate::session::Insider;

const CSV: &str = "text/csv; charset=utf-8";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `xlsx`, else a text table.
    #[serde(default)]
    format: String,
    #[serde(flatten)]
    wanted: Wanted,
}

/// `POST /customers/export`: it is counted and leaves a trace, so it is no mere link.
pub(crate) async fn export(insider: Insider, Form(asked): Form<Asked>) -> Result<Response, Stop> {
    let frame = insider.frame();
    let query = asked.wanted.query(&frame.clock);
    let lines = insider
        .ask(move |desk, actor| desk.export_customers(actor, &query))
        .await?;
    let headers = headers(&frame);
    let rows = lines.iter().map(|line| cells(line, &frame));
    let (written, kind, ending) = match asked.format.as_str() {
        "xlsx" => {
            let out = Cursor::new(Vec::new());
            let out = write_xlsx(out, frame.say.place_customers(), &headers, rows);
            (out.map(Cursor::into_inner), WORKBOOK, "xlsx")
        }
        _ => (write_csv(Vec::new(), &headers, rows), CSV, "csv"),
    };
    let file = written.map_err(|error| {
        tracing::error!(%error, "a list cannot be written");
        Stop::Broken
    })?;
    let name = format!("attachment; filename=\"customers.{ending}\"");
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}

fn headers(frame: &Frame) -> [&'static str; 8] {
    let say = frame.say;
    [
        say.customer_case(),
        say.customer_customer(),
        say.customer_holder(),
        say.customer_state(),
        say.customer_mode(),
        say.customer_ends(),
        say.customer_next_due(),
        say.customer_region(),
    ]
}

fn cells(line: &CustomerLine, frame: &Frame) -> Vec<Cell> {
    let say = frame.say;
    let text = |text: &str| Cell::Text(text.to_owned());
    let time = |at: &Option<Instant>| match at {
        Some(at) => Cell::Text(frame.clock.until(at)),
        None => Cell::Empty,
    };
    let holder = line.holder.as_ref().map(|holder| text(say.text(holder)));
    vec![
        text(&line.case.to_string()),
        text(line.customer.as_deref().unwrap_or_default()),
        holder.unwrap_or(Cell::Empty),
        text(say.state(&line.state)),
        text(say.mode(&line.mode)),
        time(&line.until),
        time(&line.due_until),
        text(line.region.as_deref().unwrap_or_default()),
    ]
}
