//! The disputes that somebody decides or takes part in.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::customers::Page;
use desk::matter::{MatterKind, MatterLine};
use serde::Deserialize;

use super::{outcome_of, state_of};
use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `decided`; else what is open.
    #[serde(default)]
    state: String,
    before: Option<u32>,
}

#[derive(Template)]
#[template(path = "dispute/list.html")]
struct DisputesPage {
    frame: Frame,
    is_open: bool,
    list: Page<MatterLine>,
}

impl DisputesPage {
    fn badge(&self, line: &MatterLine) -> (&'static str, &'static str) {
        state_of(line.state, self.frame.say)
    }

    /// When it was decided, and how.
    fn decided(&self, line: &MatterLine) -> Option<String> {
        let (at, outcome) = line.decided?;
        let outcome = outcome_of(line.kind, outcome, self.frame.say);
        Some(
            self.frame
                .say
                .dispute_decided_so(self.frame.clock.at(&at), outcome),
        )
    }

    /// Who claims against whom; who asks.
    fn sides(&self, line: &MatterLine) -> String {
        let say = self.frame.say;
        match (line.kind, line.other.is_empty()) {
            (MatterKind::Look, _) => say.dispute_asked_by(&line.who),
            (_, true) => say.dispute_by(&line.who),
            (_, false) => say.dispute_between(&line.who, &line.other),
        }
    }
}

/// `GET /disputes`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let is_open = asked.state != "decided";
    let list = insider
        .ask(move |desk, actor| desk.disputes(actor, is_open, asked.before))
        .await?;
    page(&DisputesPage {
        frame: insider.frame(),
        is_open,
        list,
    })
}
