//! The letter of a decision, for A4 paper.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use desk::dispute::Letter;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;
use crate::{money, qr};

#[derive(Template)]
#[template(path = "dispute/letter.html")]
struct LetterPage {
    frame: Frame,
    letter: Letter,
    entry: u32,
    /// The receipt's fingerprint as a picture.
    code: String,
}

impl LetterPage {
    fn in_characters(&self, cents: &i64) -> String {
        money::in_characters(*cents, self.frame.say.0)
    }
}

/// `GET /cases/{case}/disputes/{entry}/letter`
pub(crate) async fn show(
    insider: Insider,
    Path((case, entry)): Path<(u64, u32)>,
) -> Result<Response, Stop> {
    let letter = insider
        .ask(move |desk, actor| desk.ruling_letter(actor, case, entry))
        .await?;
    page(&LetterPage {
        frame: insider.frame(),
        code: qr::image(&letter.reference),
        letter,
        entry,
    })
}
