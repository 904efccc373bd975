//! Everything that is kept about a person, as a file for them.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use desk::data_subjects::{ConsentLine, SubjectFile};

use super::show::{again, told};
use crate::frame::Frame;
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "data_subject/file.txt")]
struct File {
    frame: Frame,
    file: SubjectFile,
}

impl File {
    fn consent(&self, line: &ConsentLine) -> String {
        told(line, self.frame.say)
    }
}

/// `POST /data-subjects/{case}/file`
pub(crate) async fn download(
    insider: Insider,
    Path(case): Path<u64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let reason = typed.text("subject_reason");
    let made = insider
        .ask(move |desk, actor| desk.subject_file(actor, case, &reason))
        .await;
    let file = match made {
        Ok(file) => file,
        Err(stop) => return again(&insider, case, stop).await,
    };
    let shown = File {
        frame: insider.frame(),
        file,
    };
    let text = shown.render().map_err(|error| {
        tracing::error!(%error, "a file cannot be written");
        Stop::Broken
    })?;
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"baobei-data-{case}.txt\""),
        ),
    ];
    Ok((headers, text).into_response())
}
