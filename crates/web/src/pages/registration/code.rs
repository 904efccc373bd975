//! A code to the customer's phone, by which they consent.

use askama::Template;
use axum::Form;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use desk::Refusal;
use desk::consent::code::{CODE_MINUTES, CodeProblem, CodeToSend};

use super::new::{RegistrationPage, sheet};
use crate::frame::{page, page_with};
use crate::outward::sms;
use crate::pages::typed::Typed;
use crate::refusal::{Problem, Stop};
use crate::session::Insider;

/// What came of asking for a code, for a script.
#[derive(Template)]
#[template(path = "registration/code_answer.html")]
struct CodeAnswer {
    code_answer: Option<String>,
}

/// What came of it, where a script asks.
pub(crate) fn answer_alone(told: String) -> Result<Response, Stop> {
    page(&CodeAnswer {
        code_answer: Some(told),
    })
}

/// `POST /registrations/code`: what came of it alone where a script asks for it, else the form with that.
pub(crate) async fn send(
    insider: Insider,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let (fields, consents) = (typed.fields(), typed.all("consent"));
    let made = insider
        .ask(move |desk, actor| desk.consent_code(actor, &fields, &consents))
        .await;
    let (status, told) = what_came(&insider, made).await?;
    if headers.contains_key("hx-request") {
        return answer_alone(told);
    }
    let sheet = insider.ask(sheet).await?;
    let mut shown = RegistrationPage::new(&insider, sheet, typed);
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

/// Sends a code that was made, and says in a sentence what came of it, or why none was made.
pub(crate) async fn what_came(
    insider: &Insider,
    made: Result<CodeToSend, Stop>,
) -> Result<(StatusCode, String), Stop> {
    let came = match made {
        Ok(message) => sent(insider, message).await,
        Err(stop) => Err(stop),
    };
    match came {
        Ok(end) => Ok((
            StatusCode::OK,
            insider.frame().say.code_sent(end, CODE_MINUTES),
        )),
        Err(stop) => stop.in_form(&insider.visitor),
    }
}

/// Sends it; tells the end of the number that it went to. One that was not sent opens nothing and counts as none.
async fn sent(insider: &Insider, message: CodeToSend) -> Result<String, Stop> {
    let end = message.phone.chars().skip(7).collect();
    let Err(why) = sms::send(&insider.visitor.site, &message).await else {
        return Ok(end);
    };
    tracing::warn!(why, "a code was not sent");
    insider
        .ask(move |desk, _| desk.code_not_sent(&message))
        .await?;
    Err(Stop::from(Refusal::from(CodeProblem::NotSent)))
}
