//! What is kept about one person.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use desk::data_subjects::erasure::NoWithdrawal;
use desk::data_subjects::{ConsentKind, ConsentLine, SubjectSheet};

use crate::frame::{Frame, page, page_with};
use crate::refusal::{Problem, Stop};
use crate::session::Insider;
use crate::words::Words;

#[derive(Template)]
#[template(path = "data_subject/show.html")]
pub(super) struct SubjectPage {
    frame: Frame,
    sheet: SubjectSheet,
    problem: Option<Problem>,
}

impl SubjectPage {
    fn consent(&self, line: &ConsentLine) -> String {
        told(line, self.frame.say)
    }

    fn why_not(&self) -> Option<&'static str> {
        let say = self.frame.say;
        self.sheet.withdrawal.map(|why| match why {
            NoWithdrawal::Erased => say.subject_erased(),
            NoWithdrawal::NoConsent => say.subject_no_consent(),
            NoWithdrawal::OfOthers => say.subject_of_others(),
        })
    }

    fn is_erased(&self) -> bool {
        self.sheet.withdrawal == Some(NoWithdrawal::Erased)
    }
}

/// A consent, or its end, in words.
pub(super) fn told(line: &ConsentLine, say: Words) -> String {
    match line.kind {
        ConsentKind::Withdrawn => say.subject_withdrawn().to_owned(),
        ConsentKind::Erased => say.subject_was_erased().to_owned(),
        ConsentKind::Given => {
            let scope = line.scope.as_ref().map_or("", |scope| say.text(scope));
            let ways: Vec<&str> = line.ways.iter().map(|way| say.text(way)).collect();
            let notice = line.notice.as_deref().unwrap_or_default();
            let ways = match ways.is_empty() {
                true => say.subject_way_unknown().to_owned(),
                false => say.list(&ways),
            };
            say.subject_consented(scope, &ways, notice)
        }
    }
}

/// `GET /data-subjects/{case}`
pub(crate) async fn show(insider: Insider, Path(case): Path<u64>) -> Result<Response, Stop> {
    let sheet = insider
        .ask(move |desk, actor| desk.subject_sheet(actor, case))
        .await?;
    page(&SubjectPage {
        frame: insider.frame(),
        sheet,
        problem: None,
    })
}

/// The page with what was wrong with a form on it.
pub(super) async fn again(insider: &Insider, case: u64, stop: Stop) -> Result<Response, Stop> {
    let (status, problem) = stop.in_form_with_reasons(&insider.visitor)?;
    let sheet = insider
        .ask(move |desk, actor| desk.subject_sheet(actor, case))
        .await?;
    page_with(
        status,
        &SubjectPage {
            frame: insider.frame(),
            sheet,
            problem: Some(problem),
        },
    )
}
