//! The disputes that somebody decides or takes part in; the violations that they decide, are accused of or reported.

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
use crate::words::Words;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `decided`; else what is open.
    #[serde(default)]
    state: String,
    before: Option<u32>,
}

/// What a list is called, and what it says where nothing stands in it.
struct Says {
    path: &'static str,
    title: &'static str,
    hint: Option<&'static str>,
    lists: &'static str,
    open: &'static str,
    decided: &'static str,
    none_open: &'static str,
    none_decided: &'static str,
}

#[derive(Template)]
#[template(path = "matter/list.html")]
struct MattersPage {
    frame: Frame,
    says: Says,
    is_open: bool,
    list: Page<MatterLine>,
}

impl MattersPage {
    fn badge(&self, line: &MatterLine) -> (&'static str, &'static str) {
        state_of(line.kind, line.state, self.frame.say)
    }

    /// When it was decided, and how.
    fn decided(&self, line: &MatterLine) -> Option<String> {
        let (at, outcome) = line.decided?;
        let say = self.frame.say;
        let outcome = outcome_of(line.kind, outcome, say);
        Some(say.dispute_decided_so(self.frame.clock.at(&at), outcome))
    }

    /// Who claims against whom; who asks; who is accused of what.
    fn about(&self, line: &MatterLine) -> String {
        let say = self.frame.say;
        match (line.kind, line.other.is_empty()) {
            (MatterKind::Violation, _) => accusation(line, say),
            (MatterKind::Look, _) => say.dispute_asked_by(&line.who),
            (MatterKind::Dispute, true) => say.dispute_by(&line.who),
            (MatterKind::Dispute, false) => say.dispute_between(&line.who, &line.other),
        }
    }

    fn address(&self, line: &MatterLine) -> String {
        let (case, entry) = (line.case, line.entry);
        match line.kind {
            MatterKind::Dispute | MatterKind::Look => format!("/cases/{case}/disputes/{entry}"),
            MatterKind::Violation => {
                let staff = line.staff.map_or(0, |staff| staff.0.get());
                format!("/cases/{case}/violations/{entry}/{staff}")
            }
        }
    }
}

fn accusation(line: &MatterLine, say: Words) -> String {
    let who = match line.who.as_str() {
        "" => say.violation_an_office(),
        name => name,
    };
    match &line.what {
        Some(what) => format!("{who} · {}", say.text(what)),
        None => who.to_owned(),
    }
}

/// `GET /disputes`
pub(crate) async fn disputes(
    insider: Insider,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let is_open = asked.state != "decided";
    let list = insider
        .ask(move |desk, actor| desk.disputes(actor, is_open, asked.before))
        .await?;
    let frame = insider.frame();
    let says = Says {
        path: "/disputes",
        title: frame.say.dispute_title(),
        hint: None,
        lists: frame.say.dispute_lists(),
        open: frame.say.dispute_list_open(),
        decided: frame.say.dispute_list_decided(),
        none_open: frame.say.dispute_none_open(),
        none_decided: frame.say.dispute_none_decided(),
    };
    page(&MattersPage {
        frame,
        says,
        is_open,
        list,
    })
}

/// `GET /violations`
pub(crate) async fn violations(
    insider: Insider,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let is_open = asked.state != "decided";
    let list = insider
        .ask(move |desk, actor| desk.violations(actor, is_open, asked.before))
        .await?;
    let frame = insider.frame();
    let says = Says {
        path: "/violations",
        title: frame.say.violation_title(),
        hint: Some(frame.say.violation_hint()),
        lists: frame.say.violation_lists(),
        open: frame.say.violation_list_open(),
        decided: frame.say.violation_list_decided(),
        none_open: frame.say.violation_none_open(),
        none_decided: frame.say.violation_none_decided(),
    };
    page(&MattersPage {
        frame,
        says,
        is_open,
        list,
    })
}
