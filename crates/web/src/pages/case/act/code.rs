//! A code to the customer's phone, by which they consent to something in a case that is there already.

use axum::Form;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::{offered, page_of};
use crate::frame::page_with;
use crate::pages::registration::code::{answer_alone, what_came};
use crate::pages::typed::Typed;
use crate::refusal::{Problem, Stop};
use crate::session::Insider;

/// `POST /cases/{case}/consent-code`: what came of it alone where a script asks for it, else the form with that.
pub(crate) async fn send(
    insider: Insider,
    Path(case): Path<u64>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let scope = typed.text("what");
    let made = insider
        .ask(move |desk, actor| desk.consent_code_in(actor, case, &scope))
        .await;
    let (status, told) = what_came(&insider, made).await?;
    if headers.contains_key("hx-request") {
        return answer_alone(told);
    }
    let offered = offered(&insider, case, "consent").await?;
    let mut shown = page_of(&insider, &offered, &typed);
    if let Some(key) = typed.one("key").filter(|key| !key.is_empty()) {
        shown.key = key.to_owned();
    }
    match status {
        StatusCode::OK => shown.code_answer = Some(told),
        // Above the form, where what is wrong with it stands.
        _ => {
            shown.problem = Some(Problem {
                sentence: told,
                reasons: Vec::new(),
            });
        }
    }
    page_with(status, &shown)
}
