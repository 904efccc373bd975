//! A follow-up of a customer whom the store holds and a colleague is in charge of: the same form names the customer.

use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use desk::follow_up::StoreFollowUpInput;

use super::new::sent_back;
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

/// `POST /registrations/follow-up`
pub(crate) async fn record(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let input = StoreFollowUpInput {
        fields: typed.fields(),
        is_without_effect: typed.one("effect") == Some("none"),
        key: typed.text("key"),
        ..StoreFollowUpInput::default()
    };
    let recorded = insider.ask(move |desk, actor| desk.follow_up_for_store(actor, &input));
    match recorded.await {
        Ok(receipt) => Ok(Redirect::to(&format!("/cases/{}", receipt.case)).into_response()),
        Err(stop) => sent_back(&insider, stop, typed).await,
    }
}
