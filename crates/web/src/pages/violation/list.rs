//! The violations that somebody decides, is accused of or reported.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use desk::customers::Page;
use desk::matter::MatterLine;
use serde::Deserialize;

use crate::frame::{Frame, page};
use crate::pages::dispute::{outcome_of, state_of};
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
#[template(path = "violation/list.html")]
struct ViolationsPage {
    frame: Frame,
    is_open: bool,
    list: Page<MatterLine>,
}

impl ViolationsPage {
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

    fn address(&self, line: &MatterLine) -> String {
        let staff = line.staff.map_or(0, |staff| staff.0.get());
        format!("/cases/{}/violations/{}/{staff}", line.case, line.entry)
    }
}

/// `GET /violations`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    let is_open = asked.state != "decided";
    let list = insider
        .ask(move |desk, actor| desk.violations(actor, is_open, asked.before))
        .await?;
    page(&ViolationsPage {
        frame: insider.frame(),
        is_open,
        list,
    })
}
