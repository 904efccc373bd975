//! Whether a customer is free, asked while typing or by the button beside it.

use axum::Form;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use desk::DuplicateAnswer;
use desk::duplicate_check::DuplicateSheet;

use super::new::{RegistrationPage, sheet};
use crate::frame::{page, page_with};
use crate::moment::Clock;
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;
use crate::words::Words;

/// `POST /registrations/check`: the answer alone where a script asks for it, else the form with the answer.
pub(crate) async fn check(
    insider: Insider,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let fields = typed.fields();
    let answer = insider
        .ask(move |desk, actor| desk.duplicate_check(actor, &fields))
        .await;
    let frame = insider.frame();
    let (status, told) = match answer {
        Ok(sheet) => (StatusCode::OK, text(&sheet, frame.say, &frame.clock)),
        Err(stop) => stop.in_form(&insider.visitor)?,
    };
    let sheet = insider.ask(sheet).await?;
    let shown = RegistrationPage {
        answer: Some(told),
        ..RegistrationPage::new(&insider, sheet, typed)
    };
    match headers.contains_key("hx-request") {
        // Half a number is no mistake while somebody types.
        true => page(&shown.as_answer()),
        false => page_with(status, &shown),
    }
}

fn text(sheet: &DuplicateSheet, say: Words, clock: &Clock) -> String {
    match sheet.answer {
        DuplicateAnswer::Free => say.check_free().to_owned(),
        DuplicateAnswer::Open => say.check_open().to_owned(),
        DuplicateAnswer::Held {
            until, by_consent, ..
        } => {
            let until = until.map_or_else(
                || say.check_no_end().to_owned(),
                |until| clock.until(&until),
            );
            let whom = sheet
                .ask
                .as_ref()
                .map_or_else(|| say.check_the_lead(), |whom| say.text(whom));
            match by_consent {
                true => say.check_held_by_consent(until, whom),
                false => say.check_held(until, whom),
            }
        }
        DuplicateAnswer::WaitsBehind => say.check_waits().to_owned(),
        DuplicateAnswer::PossiblySame => say.check_possibly_same().to_owned(),
        DuplicateAnswer::NotNow { next: Some(next) } => say.check_not_now(clock.at(&next)),
        DuplicateAnswer::NotNow { next: None } => say.check_not_now_without_end().to_owned(),
    }
}
