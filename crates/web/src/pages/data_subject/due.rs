//! Whose data has been kept long enough: looked at, confirmed, erased.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::Response;
use desk::Refusal;
use desk::data_subjects::due::{DuePage, ErasedDue};
use desk::permission::{Target, deed};
use serde::Deserialize;

use crate::frame::{Frame, page, page_with};
use crate::pages::typed::Typed;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// After which customer the page begins.
    #[serde(default)]
    after: u64,
}

#[derive(Template)]
#[template(path = "data_subject/due.html")]
struct DuePageShown {
    frame: Frame,
    list: DuePage,
    erased: Option<ErasedDue>,
    problem: Option<String>,
}

/// `GET /data-subjects/due`
pub(crate) async fn list(insider: Insider, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    page(&shown(&insider, asked.after).await?)
}

async fn shown(insider: &Insider, after: u64) -> Result<DuePageShown, Stop> {
    let list = insider
        .ask(move |desk, actor| desk.due_erasures(actor, after))
        .await?;
    Ok(DuePageShown {
        frame: insider.frame(),
        list,
        erased: None,
        problem: None,
    })
}

/// `POST /data-subjects/due`
pub(crate) async fn erase(insider: Insider, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    insider
        .actor
        .may::<deed::AnswerSubjects>(Target::Anything)?;
    let customers = typed.all("customer");
    let customers: Vec<u64> = customers
        .iter()
        .filter_map(|one| one.parse().ok())
        .collect();
    let is_sure = typed.one("erase_sure") == Some("yes");
    let erased = insider
        .ask(move |desk, actor| match is_sure {
            true => desk.erase_due(actor, &customers),
            false => Err(Refusal::Missing {
                field: "erase_sure",
            }),
        })
        .await;
    match erased {
        Ok(erased) => page(&DuePageShown {
            erased: Some(erased),
            ..shown(&insider, 0).await?
        }),
        Err(stop) => {
            let (status, problem) = stop.in_form(&insider.visitor)?;
            let list = shown(&insider, 0).await?;
            page_with(
                status,
                &DuePageShown {
                    problem: Some(problem),
                    ..list
                },
            )
        }
    }
}
