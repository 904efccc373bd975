//! What one may do with a case: the part of the case page, and each act's own small page.

pub(crate) mod code;
pub(crate) mod form;
pub(crate) mod labels;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::act::beside::{Beside, Chosen, Similar};
use desk::act::preview::{CarriedOut, Preview};
use desk::act::table::Act;
use desk::act::{ActEntry, ActInput, ActOffer, ActOffers, ConsentForm};
use desk::identity::PairState;
use desk::refusal::Reason;
use desk::{Answer, FactKind, OnLate, Refusal};

use self::form::{
    First, Input, Shape, answer_label, depends, entry_of, first, inputs, with_suggested,
};
use self::labels::wrong_with;
use crate::form_token::new_secret;
use crate::frame::{Frame, page, page_with};
use crate::money;
use crate::pages::sent::Sent;
use crate::pages::typed::Typed;
use crate::refusal::{Problem, Stop, told};
use crate::session::Insider;
use crate::visitor::Visitor;
use crate::words::Words;

/// The section of the case page.
pub(crate) struct ActsPart {
    /// What one may do: address and name.
    pub(crate) allowed: Vec<(String, String)>,
    /// Of that, what may be a violation, and by which clauses.
    pub(crate) warned: Vec<(String, Vec<String>)>,
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
            warned: Vec::new(),
            refused: Vec::new(),
            of_others: String::new(),
        };
        let mut others = Vec::new();
        for offer in &offers.offers {
            match &offer.refusal {
                None => {
                    let address = format!("/cases/{case}/acts/{}", offer.act.name);
                    part.allowed.push((address, name(offer)));
                    if !offer.warnings.is_empty() {
                        part.warned
                            .push((name(offer), in_words(&offer.warnings, say)));
                    }
                }
                Some(Refusal::NotAllowed(_)) => others.push(name(offer)),
                Some(refusal) => part.refused.push((name(offer), told(refusal, visitor))),
            }
        }
        part.of_others = say.list(&others);
        part
    }
}

/// What the regulation says of an act that may be done all the same.
fn in_words(warnings: &[Reason], say: Words) -> Vec<String> {
    let warnings = warnings.iter();
    warnings
        .map(|warning| say.refused_reason(&warning.clause, say.text(&warning.why)))
        .collect()
}

#[derive(Template)]
#[template(path = "case/act.html")]
struct ActPage {
    frame: Frame,
    case: u64,
    act: &'static str,
    title: String,
    /// The customer, masked, where the case is seen whole.
    customer: Option<String>,
    /// What is to be chosen before anything else.
    first: Option<First>,
    /// Whether something else may be chosen instead.
    has_others: bool,
    inputs: Vec<Input>,
    warnings: Vec<String>,
    problem: Option<Problem>,
    preview: Option<Preview>,
    /// A decision is looked at before it is made.
    decides: bool,
    /// What is looked at.
    beside: Beside,
    kind: FactKind,
    /// How a customer consents here, where they do.
    consent: Option<ConsentForm>,
    /// The code that was typed.
    code: String,
    /// What came of sending one.
    code_answer: Option<String>,
    seen: u32,
    key: String,
}

impl ActPage {
    fn missing(&self) -> String {
        missing(&self.beside, self.frame.say)
    }

    /// Whether a customer may consent here by a code to their phone.
    fn takes_code(&self) -> bool {
        self.consent
            .as_ref()
            .is_some_and(|consent| consent.takes_code)
    }

    /// Where one is asked for.
    fn code_address(&self) -> String {
        format!("/cases/{}/consent-code", self.case)
    }

    fn chosen(&self, chosen: &Chosen) -> String {
        match chosen {
            Chosen::Answer(answer) => answer_label(self.kind, *answer, self.frame.say).to_owned(),
            Chosen::Person(_, name) => name.clone(),
        }
    }

    /// Whether a price that was asked for would be let through.
    fn lets_price_through(&self, chosen: &Chosen) -> bool {
        *chosen == Chosen::Answer(Answer::Yes)
    }

    fn carried_out(&self, done: &CarriedOut) -> String {
        let (say, clock) = (self.frame.say, &self.frame.clock);
        match done {
            CarriedOut::Suspended(name, until) => say.act_suspended(name, clock.until(until)),
            CarriedOut::Restored(name) => say.act_restored(name),
            CarriedOut::Dismissed(name) => say.act_dismissed(name),
        }
    }

    fn is_return(&self, chosen: &Chosen) -> bool {
        *chosen == Chosen::Answer(Answer::Return)
    }

    /// What is decided or signed is looked at with what stands beside it.
    fn is_looked_at(&self) -> bool {
        self.decides || self.kind == FactKind::Signed
    }

    fn doubt(&self, state: &PairState) -> &'static str {
        let say = self.frame.say;
        match state {
            PairState::Waits => say.beside_may_be_same(),
            PairState::Same => say.beside_is_same(),
            PairState::Apart => say.beside_is_other(),
        }
    }
}

/// What is missing in the entry that is decided on.
fn missing(beside: &Beside, say: Words) -> String {
    let missing = beside.missing.iter();
    let missing: Vec<String> = missing.map(|what| say.text(what).to_owned()).collect();
    say.list(&missing)
}

/// What stands beside the form of a decision, for what is chosen in it.
async fn beside(
    insider: &Insider,
    (case, act): (u64, &str),
    typed: &Typed,
) -> Result<Beside, Stop> {
    let input = ActInput {
        case: Some(case),
        act: act.to_owned(),
        entry: entry_of(typed, &insider.frame().clock).unwrap_or_default(),
        ..ActInput::default()
    };
    insider
        .ask(move |desk, actor| desk.beside(actor, &input))
        .await
}

/// An act of a case, and what of the case is known to whoever does it.
struct Offered {
    case: u64,
    /// Its last entry.
    seen: u32,
    customer: Option<String>,
    offer: ActOffer,
}

async fn offered(insider: &Insider, case: u64, act: &str) -> Result<Offered, Stop> {
    let name = act.to_owned();
    let offers = insider
        .ask(move |desk, actor| desk.acts(actor, case))
        .await?;
    let mut named = offers.offers.into_iter();
    let offer = named.find(|offer| offer.act.name == name);
    Ok(Offered {
        case,
        seen: offers.seen,
        customer: offers.customer,
        offer: offer.ok_or(Stop::NotFound)?,
    })
}

fn page_of(insider: &Insider, offered: &Offered, typed: &Typed) -> ActPage {
    let (frame, offer) = (insider.frame(), &offered.offer);
    let first = first(offer, typed, frame.say);
    ActPage {
        case: offered.case,
        act: offer.act.name,
        title: frame.say.text(&offer.label).to_owned(),
        customer: offered.customer.clone(),
        has_others: first.is_none() && depends(offer),
        first,
        inputs: inputs(offer, typed, frame.say),
        warnings: in_words(&offer.warnings, frame.say),
        problem: None,
        preview: None,
        decides: offer.act.decides,
        beside: Beside::default(),
        kind: offer.act.kind,
        consent: offer.consent.clone(),
        code: typed.text("consent_code"),
        code_answer: None,
        seen: offered.seen,
        key: new_secret().unwrap_or_default(),
        frame,
    }
}

/// What is wrong in an act's form, as the form calls it.
///
/// # Errors
/// What is no matter of the form stays what it is.
fn wrong(
    stop: Stop,
    (act, typed): (&Act, &Typed),
    visitor: &Visitor,
) -> Result<(StatusCode, Problem), Stop> {
    let sentence = match &stop {
        Stop::Refused(refusal) => match refusal.as_ref() {
            Refusal::Missing { field } => wrong_with(act, field, typed, visitor.say),
            _ => None,
        },
        _ => None,
    };
    let (status, problem) = stop.in_form_with_reasons(visitor)?;
    Ok((
        status,
        Problem {
            sentence: sentence.unwrap_or(problem.sentence),
            reasons: problem.reasons,
        },
    ))
}

/// `GET /cases/{case}/acts/{act}`
pub(crate) async fn ask(
    insider: Insider,
    Path((case, act)): Path<(u64, String)>,
    axum::extract::Query(typed): axum::extract::Query<Typed>,
) -> Result<Response, Stop> {
    let mut offered = offered(&insider, case, &act).await?;
    match offered.offer.refusal.take() {
        Some(refusal @ (Refusal::NotAllowed(_) | Refusal::NotFound)) => Err(refusal.into()),
        Some(refusal) => {
            let shown = ActPage {
                problem: Some(told(&refusal, &insider.visitor)),
                inputs: Vec::new(),
                ..page_of(&insider, &offered, &typed)
            };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
        None => {
            let typed = with_suggested(&offered.offer, typed);
            page(&ActPage {
                beside: beside(&insider, (case, &act), &typed).await?,
                ..page_of(&insider, &offered, &typed)
            })
        }
    }
}

/// Whoever returns a form without a word asks for what is missing in it.
async fn with_reason(
    insider: &Insider,
    case_and_act: (u64, &str),
    typed: &Typed,
    entry: ActEntry,
) -> Result<ActEntry, Stop> {
    if entry.answer != Answer::Return || !entry.reason.is_empty() {
        return Ok(entry);
    }
    let say = insider.frame().say;
    let missing = missing(&beside(insider, case_and_act, typed).await?, say);
    Ok(match missing.is_empty() {
        true => entry,
        false => ActEntry {
            reason: say.beside_missing(missing),
            ..entry
        },
    })
}

/// `POST /cases/{case}/acts/{act}`: a decision is shown first, with what it would change.
pub(crate) async fn record(
    insider: Insider,
    Path((case, act)): Path<(u64, String)>,
    sent: Sent,
) -> Result<Response, Stop> {
    let Sent {
        typed,
        papers,
        signatures,
    } = sent;
    let is_look = typed.one("step") == Some("look");
    let key = typed.one("key").unwrap_or_default().to_owned();
    let known = typed.one("seen").and_then(|seen| seen.parse().ok());
    let entry = entry_of(&typed, &insider.frame().clock);
    let input = match entry {
        Ok(entry) => Ok(ActInput {
            case: Some(case),
            act: act.clone(),
            entry: with_reason(&insider, (case, &act), &typed, entry).await?,
            papers,
            signatures,
            code: typed.text("consent_code"),
            seen: known,
            warned: typed.one("warned") == Some("yes"),
            key: key.clone(),
        }),
        Err(field) => Err(field),
    };
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
    let mut offered = offered(&insider, case, &act).await?;
    let (status, preview, problem) = match answer {
        Ok(preview) => (StatusCode::OK, preview, None),
        Err(stop @ Stop::NotFound) => return Err(stop),
        Err(stop) => {
            // What is filled in may be a violation where the empty form was none.
            if let Stop::Refused(refusal) = &stop
                && let Refusal::Warned(warnings) = refusal.as_ref()
            {
                offered.offer.warnings.clone_from(warnings);
            }
            let (status, problem) = wrong(stop, (offered.offer.act, &typed), &insider.visitor)?;
            (status, None, Some(problem))
        }
    };
    let shown = ActPage {
        preview,
        problem,
        key,
        beside: beside(&insider, (case, &act), &typed).await?,
        ..page_of(&insider, &offered, &typed)
    };
    page_with(status, &shown)
}
