//! Looking for a person. What is looked for is personal: it is sent as a form and stands in no address.

use askama::Template;
use axum::Form;
use axum::response::Response;
use desk::customers::Found;
use desk::permission::{Target, deed};

use crate::frame::{Frame, page};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "data_subject/search.html")]
struct SearchPage {
    frame: Frame,
    q: String,
    found: Option<Found>,
}

/// `GET /data-subjects`
pub(crate) async fn ask(insider: Insider) -> Result<Response, Stop> {
    insider
        .actor
        .may::<deed::AnswerSubjects>(Target::Anything)?;
    page(&SearchPage {
        frame: insider.frame(),
        q: String::new(),
        found: None,
    })
}

/// `POST /data-subjects/search`
pub(crate) async fn search(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let q = typed.text("q");
    let text = q.clone();
    let found = insider
        .ask(move |desk, actor| desk.find_subject(actor, &text))
        .await?;
    page(&SearchPage {
        frame: insider.frame(),
        q,
        found: Some(found),
    })
}
