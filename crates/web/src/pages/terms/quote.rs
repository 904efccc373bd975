//! A quote on paper.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use desk::terms::quote::Quote;

use crate::frame::{Frame, page};
use crate::money;
use crate::qr;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "terms/quote.html")]
struct QuotePage {
    frame: Frame,
    quote: Quote,
    /// Of all that was quoted, in cents.
    total: i64,
    /// Its number, for whoever holds the paper.
    code: String,
}

impl QuotePage {
    fn in_characters(&self) -> String {
        money::in_characters(self.total, self.frame.say.0)
    }
}

/// `GET /cases/{case}/quotes/{seq}`
pub(crate) async fn show(
    insider: Insider,
    Path((case, seq)): Path<(u64, u32)>,
) -> Result<Response, Stop> {
    let quote = insider
        .ask(move |desk, actor| desk.quote(actor, case, seq))
        .await?;
    page(&QuotePage {
        frame: insider.frame(),
        code: qr::image(&format!("baobei {case}-{seq}")),
        total: quote.cents.saturating_mul(quote.quantity),
        quote,
    })
}
