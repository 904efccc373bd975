//! A customer's data in clear: asked for with a reason, shown for a minute, under the reader's name.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::REFRESH;
use axum::response::Response;
use desk::reveal::ClearField;
use desk::{Instant, Refusal};
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;
use crate::words::Words;

/// How long the values stay on the screen.
pub(super) const SHOWN_SECONDS: i64 = 60;

/// Reasons to choose from. For [`OTHER`] one says more.
const REASONS: [&str; 5] = ["contact", "check", "contract", "dispute", OTHER];
const OTHER: &str = "other";

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// One of [`REASONS`].
    reason: String,
    /// In one's own words.
    #[serde(default)]
    note: String,
}

#[derive(Template)]
#[template(path = "case/revealed.html")]
struct RevealedPage {
    frame: Frame,
    case: u64,
    fields: Vec<ClearField>,
    /// First second in which they are hidden again.
    until: Instant,
}

/// The reasons with what they are called.
pub(super) fn reasons(say: Words) -> Vec<(&'static str, &'static str)> {
    REASONS.map(|reason| (reason, label(reason, say))).to_vec()
}

fn label(reason: &str, say: Words) -> &'static str {
    match reason {
        "contact" => say.reveal_contact(),
        "check" => say.reveal_check(),
        "contract" => say.reveal_contract(),
        "dispute" => say.reveal_dispute(),
        _ => say.reveal_other(),
    }
}

/// `POST /cases/{case}/reveal`: the browser opens the case again, masked, when the minute is over.
pub(crate) async fn reveal(
    insider: Insider,
    Path(case): Path<u64>,
    Form(asked): Form<Asked>,
) -> Result<Response, Stop> {
    let reason = told(&asked, insider.visitor.say);
    let fields = insider
        .ask(move |desk, actor| {
            let reason = reason.ok_or(Refusal::Missing {
                field: "reveal_reason",
            })?;
            desk.reveal(actor, case, &reason)
        })
        .await?;
    let frame = insider.frame();
    let until = frame.now.plus_seconds(SHOWN_SECONDS);
    let mut shown = page(&RevealedPage {
        frame,
        case,
        fields,
        until,
    })?;
    hide_later(&mut shown, &format!("/cases/{case}"));
    Ok(shown)
}

/// The browser goes on to another page when the minute is over.
pub(super) fn hide_later(shown: &mut Response, to: &str) {
    hide_after(shown, SHOWN_SECONDS, to);
}

/// The same after so many seconds.
pub(crate) fn hide_after(shown: &mut Response, seconds: i64, to: &str) {
    let refresh = format!("{seconds}; url={to}");
    if let Ok(refresh) = HeaderValue::from_str(&refresh) {
        shown.headers_mut().insert(REFRESH, refresh);
    }
}

/// The reason in words; none: it says nothing.
pub(super) fn told(asked: &Asked, say: Words) -> Option<String> {
    let note = asked.note.trim();
    let reason = REASONS.into_iter().find(|known| *known == asked.reason)?;
    match (reason, note) {
        (OTHER, "") => None,
        (OTHER, note) => Some(note.to_owned()),
        (reason, "") => Some(label(reason, say).to_owned()),
        (reason, note) => Some(format!("{}：{note}", label(reason, say))),
    }
}
