//! A list of customers as a file, for those who may take lists out.

use axum::Form;
use axum::response::Response;
use desk::Instant;
use desk::customers::CustomerLine;
use serde::Deserialize;
use sheets::Cell;

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

/// `POST /customers/export`: it is counted and leaves a trace, so it is no mere link.
pub(crate) async fn export(insider: Insider, Form(asked): Form<Asked>) -> Result<Response, Stop> {
    let frame = insider.frame();
    let query = asked.wanted.query(&frame.clock);
    let lines = insider
        .ask(move |desk, actor| desk.export_customers(actor, &query))
        .await?;
    let headers = headers(&frame);
    let rows = lines.iter().map(|line| cells(line, &frame));
    let named = Named {
        file: "customers",
        sheet: frame.say.place_customers(),
    };
    file(&asked.format, &named, &headers, rows)
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
