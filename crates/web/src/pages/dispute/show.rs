//! One dispute: both sides, the time, what was filed, what each decision would come to, and what was decided.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use desk::act::preview::Preview;
use desk::dispute::{DisputeSheet, Draft};
use desk::matter::{MatterKind, MatterState, Precedent};
use desk::sight::Sight;
use desk::{Answer, Verdict};

use crate::frame::{Frame, page};
use crate::pages::matter::{outcome_of, state_of};
use crate::refusal::{Problem, Stop, told};
use crate::session::Insider;

#[derive(Template)]
#[template(path = "dispute/show.html")]
struct DisputePage {
    frame: Frame,
    sheet: DisputeSheet,
    drafts: Vec<DraftLine>,
    state: (&'static str, &'static str),
    outcome: Option<&'static str>,
    /// What the reader may do: address and name.
    acts: Vec<(String, String)>,
}

/// A decision that could be made.
struct DraftLine {
    label: String,
    is_engines: bool,
    /// Where it is made.
    address: String,
    would: Result<Preview, Problem>,
}

impl DisputePage {
    fn is_look(&self) -> bool {
        self.sheet.kind == MatterKind::Look
    }

    fn is_whole(&self) -> bool {
        self.sheet.sight == Sight::Whole
    }

    fn is_open(&self) -> bool {
        self.sheet.state == MatterState::Open
    }

    fn precedent(&self, precedent: &Precedent) -> &'static str {
        outcome_of(self.sheet.kind, precedent.outcome, self.frame.say)
    }

    fn verdict(&self, verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Pass => self.frame.say.dispute_met(),
            Verdict::Fail => self.frame.say.dispute_not_met(),
            Verdict::Open | Verdict::Note => self.frame.say.dispute_not_yet(),
        }
    }
}

/// `GET /cases/{case}/disputes/{entry}`
pub(crate) async fn show(
    insider: Insider,
    Path((case, entry)): Path<(u64, u32)>,
) -> Result<Response, Stop> {
    let mut sheet = insider
        .ask(move |desk, actor| desk.dispute(actor, case, entry))
        .await?;
    let frame = insider.frame();
    let say = frame.say;
    let drafts = std::mem::take(&mut sheet.drafts).into_iter();
    let drafts = drafts.map(|draft| DraftLine {
        label: label_of(&draft, say),
        is_engines: draft.is_engines,
        address: address_of(case, &draft),
        would: draft
            .would
            .map_err(|refusal| told(&refusal, &insider.visitor)),
    });
    let decision = sheet.appeal.map(|appeal| appeal.decision);
    let waits = sheet.appeal.and_then(|appeal| appeal.waits);
    let acts = sheet.acts.iter().map(|(act, label)| {
        let about = match *act {
            "appeal" => decision,
            "decide-appeal" => waits.or(Some(entry)),
            "file-evidence" | "answer-dispute" | "withdraw-dispute" => Some(entry),
            _ => None,
        };
        let address = match about {
            Some(of) => format!("/cases/{case}/acts/{act}?of={of}"),
            None => format!("/cases/{case}/acts/{act}"),
        };
        (address, say.text(label).to_owned())
    });
    page(&DisputePage {
        acts: acts.collect(),
        drafts: drafts.collect(),
        state: state_of(sheet.kind, sheet.state, say),
        outcome: sheet
            .outcome
            .map(|outcome| outcome_of(sheet.kind, outcome, say)),
        frame,
        sheet,
    })
}

fn label_of(draft: &Draft, say: crate::words::Words) -> String {
    match (draft.act, &draft.person, draft.answer) {
        (_, Some((_, name)), _) => say.dispute_rule_for(name),
        ("decide-appeal", _, Answer::Yes) => say.dispute_look_anew().to_owned(),
        ("decide-appeal", ..) => say.dispute_let_stand().to_owned(),
        (_, _, Answer::Yes) => say.dispute_believe().to_owned(),
        _ => say.dispute_not_believe().to_owned(),
    }
}

/// The page on which a decision is made, filled in so far.
fn address_of(case: u64, draft: &Draft) -> String {
    let mut address = format!("/cases/{case}/acts/{}?", draft.act);
    if let Some(of) = draft.of {
        address.push_str(&format!("of={of}&"));
    }
    if let Some((staff, _)) = &draft.person {
        address.push_str(&format!("person={}&", staff.0));
    }
    address.push_str(match draft.answer {
        Answer::Yes => "answer=yes",
        Answer::No => "answer=no",
        _ => "",
    });
    address
}
