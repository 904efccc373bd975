//! What files a claim without a registration, such as an inquiry: the same form, another button.

use axum::Form;
use axum::response::Response;
use desk::act::{ActEntry, ActInput};

use super::new::{ReceiptPage, sent_back};
use crate::frame::page;
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

/// `POST /registrations/note`
pub(crate) async fn note(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let input = ActInput {
        act: "note".to_owned(),
        entry: ActEntry {
            what: typed.text("what"),
            person: typed.staff("staff"),
            fields: typed.fields(),
            region: typed.text("region"),
            ..ActEntry::default()
        },
        key: typed.text("key"),
        ..ActInput::default()
    };
    let noted = insider.ask(move |desk, actor| desk.act(actor, &input));
    match noted.await {
        Ok(receipt) => page(&ReceiptPage {
            frame: insider.frame(),
            receipt,
            is_noted: true,
        }),
        Err(stop) => sent_back(&insider, stop, typed).await,
    }
}
