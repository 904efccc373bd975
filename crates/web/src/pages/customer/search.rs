//! Looking for a customer. What is looked for is personal: it is sent as a form and stands in no address.

use askama::Template;
use axum::Form;
use axum::response::Response;
use desk::customers::Found;
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Sought {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "customer/found.html")]
struct FoundPage {
    frame: Frame,
    found: Found,
    q: String,
}

/// `POST /customers/search`
pub(crate) async fn search(
    insider: Insider,
    Form(Sought { q }): Form<Sought>,
) -> Result<Response, Stop> {
    let text = q.clone();
    let found = insider
        .ask(move |desk, actor| desk.search_customers(actor, &text))
        .await?;
    page(&FoundPage {
        frame: insider.frame(),
        found,
        q,
    })
}
