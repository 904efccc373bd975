//! What one may do with a case: the part of the case page, and each act's own small page.

pub(crate) mod form;

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::Refusal;
use desk::act::preview::Preview;
use desk::act::{ActInput, ActOffer, ActOffers};

use self::form::{Input, Shape, entry_of, inputs};
use crate::form_token::new_secret;
use crate::frame::{Frame, page, page_with};
use crate::pages::typed::Typed;
use crate::refusal::{Problem, Stop, told};
use crate::session::Insider;
use crate::visitor::Visitor;

/// The section of the case page.
pub(crate) struct ActsPart {
    /// What one may do: address and name.
    pub(crate) allowed: Vec<(String, String)>,
    /// What one may not, and why.
    pub(crate) refused: Vec<(String, Problem)>,
    /// What one's role does not do at all.
    pub(crate) of_others: String,
}

impl ActsPart {
    /// The acts of a case.
    pub(crate) fn of(case: u64, offers: &ActOffers, visitor: &Visitor) -> ActsPart {
        let say = visitor.say;
        let name = |offer: &ActOffer| say.text(&offer.label).to_owned();
        let mut part = ActsPart {
            allowed: Vec::new(),
            refused: Vec::new(),
            of_others: String::new(),
        };
        let mut others = Vec::new();
        for offer in &offers.offers {
            match &offer.refusal {
                None => {
                    let address = format!("/cases/{case}/acts/{}", offer.act.name);
                    part.allowed.push((address, name(offer)));
                }
                Some(Refusal::NotAllowed(_)) => others.push(name(offer)),
                Some(refusal) => part.refused.push((name(offer), told(refusal, visitor))),
            }
        }
        part.of_others = say.list(&others);
        part
    }
}

#[derive(Template)]
#[template(path = "case/act.html")]
struct ActPage {
    frame: Frame,
    case: u64,
    act: &'static str,
    title: String,
    inputs: Vec<Input>,
    warnings: Vec<String>,
    problem: Option<Problem>,
    preview: Option<Preview>,
    /// A decision is looked at before it is made.
    decides: bool,
    seen: u32,
    key: String,
}

async fn offered(insider: &Insider, case: u64, act: &str) -> Result<(ActOffer, u32), Stop> {
    let name = act.to_owned();
    let offers = insider
        .ask(move |desk, actor| desk.acts(actor, case))
        .await?;
    let seen = offers.seen;
    let mut named = offers.offers.into_iter();
    let offer = named.find(|offer| offer.act.name == name);
    offer.map(|offer| (offer, seen)).ok_or(Stop::NotFound)
}

fn page_of(
    insider: &Insider,
    (case, seen): (u64, u32),
    offer: &ActOffer,
    typed: &Typed,
) -> ActPage {
    let frame = insider.frame();
    let warnings = offer.warnings.iter();
    let warnings = warnings.map(|warning| {
        let say = frame.say;
        say.refused_reason(&warning.clause, say.text(&warning.why))
    });
    ActPage {
        case,
        act: offer.act.name,
        title: frame.say.text(&offer.label).to_owned(),
        inputs: inputs(offer, typed, frame.say),
        warnings: warnings.collect(),
        problem: None,
        preview: None,
        decides: offer.act.decides,
        seen,
        key: new_secret().unwrap_or_default(),
        frame,
    }
}

/// `GET /cases/{case}/acts/{act}`
pub(crate) async fn ask(
    insider: Insider,
    Path((case, act)): Path<(u64, String)>,
    axum::extract::Query(typed): axum::extract::Query<Typed>,
) -> Result<Response, Stop> {
    let (mut offer, seen) = offered(&insider, case, &act).await?;
    match offer.refusal.take() {
        Some(refusal @ (Refusal::NotAllowed(_) | Refusal::NotFound)) => Err(refusal.into()),
        Some(refusal) => {
            let shown = ActPage {
                problem: Some(told(&refusal, &insider.visitor)),
                inputs: Vec::new(),
                ..page_of(&insider, (case, seen), &offer, &typed)
            };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
        None => page(&page_of(&insider, (case, seen), &offer, &typed)),
    }
}

/// `POST /cases/{case}/acts/{act}`: a decision is shown first, with what it would change.
pub(crate) async fn record(
    insider: Insider,
    Path((case, act)): Path<(u64, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let is_look = typed.one("step") == Some("look");
    let key = typed.one("key").unwrap_or_default().to_owned();
    let sent = typed.one("seen").and_then(|seen| seen.parse().ok());
    let input = entry_of(&typed, &insider.frame().clock).map(|entry| ActInput {
        case: Some(case),
        act: act.clone(),
        entry,
        seen: sent,
        key: key.clone(),
    });
    let answer = match input {
        Err(field) => Err(Stop::from(Refusal::Missing { field })),
        Ok(input) if is_look => {
            let preview = insider.ask(move |desk, actor| desk.preview_act(actor, &input));
            preview.await.map(Some)
        }
        Ok(input) => match insider
            .ask(move |desk, actor| desk.act(actor, &input))
            .await
        {
            Ok(receipt) => {
                let address = format!("/cases/{}", receipt.case);
                return Ok(Redirect::to(&address).into_response());
            }
            Err(stop) => Err(stop),
        },
    };
    let (status, preview, problem) = match answer {
        Ok(preview) => (StatusCode::OK, preview, None),
        Err(stop @ Stop::NotFound) => return Err(stop),
        Err(stop) => {
            let (status, problem) = stop.in_form_with_reasons(&insider.visitor)?;
            (status, None, Some(problem))
        }
    };
    let (offer, seen) = offered(&insider, case, &act).await?;
    let shown = ActPage {
        preview,
        problem,
        key,
        ..page_of(&insider, (case, seen), &offer, &typed)
    };
    page_with(status, &shown)
}
