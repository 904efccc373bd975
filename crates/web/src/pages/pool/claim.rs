//! Claiming a customer of the pool.

use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use desk::Refusal;
use desk::pool::claim::PoolClaim;

use super::list::refused;
use crate::frame::page_with;
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

/// `POST /pool/claim`
pub(crate) async fn claim(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let case = typed.one("case").and_then(|case| case.parse().ok());
    let key = typed.text("key");
    let claimed = insider
        .ask(move |desk, actor| {
            let key = case.map(|case| format!("{key} {case}")).unwrap_or_default();
            let case = case.unwrap_or_default();
            desk.claim_from_pool(actor, &PoolClaim { case, key })
        })
        .await;
    match claimed {
        Ok(receipt) => Ok(Redirect::to(&format!("/cases/{}", receipt.case)).into_response()),
        // Somebody was faster: the list shows what there is.
        Err(Stop::NotFound) => Err(Refusal::NotFound.into()),
        Err(stop) => {
            let (status, problem) = stop.in_form_with_reasons(&insider.visitor)?;
            page_with(status, &refused(&insider, problem).await?)
        }
    }
}
