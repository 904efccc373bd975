//! Issuing the statements of a month.

use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use desk::credit::Month;

use super::{Wanted, list};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

/// `POST /credit/issue`
pub(crate) async fn issue(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let now = insider.frame().now;
    // A month that cannot be read is this one, which is not over.
    let month = Month::parse(&typed.text("month")).unwrap_or(Month::of(now));
    let done = insider
        .ask(move |desk, actor| desk.issue_statements(actor, month))
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/credit?whose=company&month={month}")).into_response()),
        Err(stop) => {
            let wanted = Wanted {
                whose: typed.text("whose"),
                month: month.to_string(),
                skip: 0,
            };
            list::with_problem(&insider, &wanted, stop).await
        }
    }
}
