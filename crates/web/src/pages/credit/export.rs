//! Credit of a month as a file.

use axum::Form;
use axum::response::Response;
use desk::credit::CreditLine;
use serde::Deserialize;
use sheets::Cell;

use super::Wanted;
use crate::frame::Frame;
use crate::money::cell;
use crate::pages::taken_out::{Named, file};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `xlsx`, else a text table.
    #[serde(default)]
    format: String,
    #[serde(default)]
    whose: String,
    #[serde(default)]
    month: String,
}

/// `POST /credit/export`: it is counted and leaves a trace, so it is no mere link.
pub(crate) async fn export(insider: Insider, Form(asked): Form<Asked>) -> Result<Response, Stop> {
    let frame = insider.frame();
    let wanted = Wanted {
        whose: asked.whose,
        month: asked.month,
        skip: 0,
    };
    let query = wanted.query(frame.now);
    let lines = insider
        .ask(move |desk, actor| desk.export_credit(actor, &query))
        .await?;
    let headers = headers(&frame);
    let rows = lines.iter().map(|line| cells(line, &frame));
    let name = format!("credit-{}", query.month);
    let named = Named {
        file: &name,
        sheet: frame.say.place_credit(),
    };
    file(&asked.format, &named, &headers, rows)
}

fn headers(frame: &Frame) -> [&'static str; 11] {
    let say = frame.say;
    [
        say.customer_case(),
        say.customer_customer(),
        say.credit_deal_at(),
        say.credit_receiver(),
        say.credit_kind(),
        say.credit_share(),
        say.credit_cents(),
        say.credit_of_it_final(),
        say.credit_state(),
        say.credit_clause(),
        say.credit_correction(),
    ]
}

fn cells(line: &CreditLine, frame: &Frame) -> Vec<Cell> {
    let say = frame.say;
    let text = |text: &str| Cell::Text(text.to_owned());
    let case = line.case.map(|case| case.to_string());
    let correction = line.correction.as_ref().map(|why| say.text(why));
    vec![
        text(&case.unwrap_or_default()),
        text(line.customer.as_deref().unwrap_or_default()),
        text(&frame.clock.at(&line.deal_at)),
        text(say.text(&line.name)),
        text(super::kind(line.kind, say)),
        text(&super::share(line.share).unwrap_or_default()),
        cell(line.cents),
        cell(Some(line.final_cents)),
        text(say.state(&line.state)),
        text(&line.clause),
        text(correction.unwrap_or_default()),
    ]
}
