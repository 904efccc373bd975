//! One violation: what shows it, the hearing, what it may lead to, and the decision.

use std::num::NonZeroU32;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use desk::StaffId;
use desk::matter::{MatterKind, MatterState};
use desk::violation::{Standpoint, ViolationSheet};

use crate::frame::{Frame, page};
use crate::pages::matter::{outcome_of, state_of};
use crate::refusal::Stop;
use crate::session::Insider;
use crate::visitor::query_value;

#[derive(Template)]
#[template(path = "violation/show.html")]
struct ViolationPage {
    frame: Frame,
    sheet: ViolationSheet,
    state: (&'static str, &'static str),
    outcome: Option<&'static str>,
    /// What the reader may do: address and name.
    acts: Vec<(String, String)>,
}

impl ViolationPage {
    fn is_accused(&self) -> bool {
        self.sheet.standpoint == Standpoint::Accused
    }

    fn is_overseer(&self) -> bool {
        self.sheet.standpoint == Standpoint::Overseer
    }

    fn is_reporter(&self) -> bool {
        self.sheet.standpoint == Standpoint::Reporter
    }

    fn is_open(&self) -> bool {
        self.sheet.state == MatterState::Open
    }
}

/// `GET /cases/{case}/violations/{entry}/{staff}`: 0 for an office that nobody has.
pub(crate) async fn show(
    insider: Insider,
    Path((case, entry, staff)): Path<(u64, u32, u32)>,
) -> Result<Response, Stop> {
    let staff = NonZeroU32::new(staff).map(StaffId);
    let sheet = insider
        .ask(move |desk, actor| desk.violation(actor, case, (entry, staff)))
        .await?;
    let frame = insider.frame();
    let say = frame.say;
    let what = query_value(&sheet.name);
    let person = staff.map_or(0, |staff| staff.0.get());
    let decision = sheet.appeal.map_or(0, |appeal| appeal.decision);
    let waits = sheet.appeal.and_then(|appeal| appeal.waits).unwrap_or(0);
    let acts = sheet.acts.iter().map(|(act, label)| {
        let about = match *act {
            "appeal" => format!("of={decision}"),
            "decide-appeal" => format!("of={waits}"),
            _ => format!("of={entry}&what={what}&person={person}"),
        };
        let address = format!("/cases/{case}/acts/{act}?{about}");
        (address, say.text(label).to_owned())
    });
    page(&ViolationPage {
        acts: acts.collect(),
        state: state_of(MatterKind::Violation, sheet.state, say),
        outcome: sheet
            .outcome
            .map(|outcome| outcome_of(MatterKind::Violation, outcome, say)),
        frame,
        sheet,
    })
}
