//! One customer, or two.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::Refusal;
use desk::identity::DecisionInput;

use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

/// `POST /identity/{later}/{earlier}`
pub(crate) async fn decide(
    insider: Insider,
    Path((case, other)): Path<(u64, u64)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let input = DecisionInput {
        case,
        other,
        is_same: match typed.one("verdict") {
            Some("same") => true,
            Some("apart") => false,
            _ => return Err(Refusal::Missing { field: "verdict" }.into()),
        },
        key: typed.one("key").unwrap_or_default().to_owned(),
    };
    let answer = insider
        .ask(
            move |desk, actor| match desk.confirm_identity(actor, &input) {
                // Pressed twice, or by a colleague meanwhile: the page shows how it stands.
                Err(Refusal::Settled) => Ok(()),
                answer => answer.map(drop),
            },
        )
        .await;
    answer?;
    Ok(Redirect::to(&format!("/identity/{case}/{other}")).into_response())
}
