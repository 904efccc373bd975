//! A page of a scanned sheet: looked at under the reader's name, and taken away as it came.

use askama::Template;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use desk::PaperCopy;
use desk::paper::{PaperId, PaperSheet, PaperView};
use ruling::calendar::CivilDay;

use crate::frame::{Frame, page};
use crate::pages::case::paper::{file, kind, read};
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "daily_sheet/scan.html")]
struct ScanPage {
    frame: Frame,
    day: CivilDay,
    title: String,
    paper: PaperSheet,
    kind: &'static str,
    size: String,
}

/// Whose sheet and which page, as addresses name them.
fn named((day, page): (&str, &str)) -> Result<(CivilDay, PaperId), Stop> {
    let day = CivilDay::parse(day).ok_or(Stop::NotFound)?;
    Ok((day, read(page)?))
}

/// `GET /daily-sheet/{day}/scans/{page}`
pub(crate) async fn show(
    insider: Insider,
    Path((day, number)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let (day, id) = named((&day, &number))?;
    let paper = insider
        .ask(move |desk, actor| desk.scan_page(actor, day, id))
        .await?;
    let frame = insider.frame();
    page(&ScanPage {
        title: frame.say.sheet_scan_of(frame.clock.day(day)),
        day,
        kind: kind(paper.media).0,
        size: format!("{} KB", paper.bytes.div_ceil(1024)),
        paper,
        frame,
    })
}

/// `GET /daily-sheet/{day}/scans/{page}/small`
pub(crate) async fn small(
    insider: Insider,
    Path((day, number)): Path<(String, String)>,
) -> Result<Response, Stop> {
    copy(insider, (&day, &number), PaperCopy::Small).await
}

/// `GET /daily-sheet/{day}/scans/{page}/view`: within its page, where who looks and when stands over it.
pub(crate) async fn view(
    insider: Insider,
    headers: HeaderMap,
    Path((day, number)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let wanted_as = headers.get("sec-fetch-dest");
    if wanted_as.is_some_and(|wanted| wanted == "document") {
        let (day, PaperId { seq, number }) = named((&day, &number))?;
        let whole = format!("/daily-sheet/{day}/scans/{seq}-{number}");
        return Ok(Redirect::to(&whole).into_response());
    }
    copy(insider, (&day, &number), PaperCopy::View).await
}

/// `GET /daily-sheet/{day}/scans/{page}/original`: as a file to be kept.
pub(crate) async fn original(
    insider: Insider,
    Path((day, number)): Path<(String, String)>,
) -> Result<Response, Stop> {
    copy(insider, (&day, &number), PaperCopy::Original).await
}

async fn copy(insider: Insider, named_by: (&str, &str), copy: PaperCopy) -> Result<Response, Stop> {
    let (day, id) = named(named_by)?;
    let paper = insider
        .ask(move |desk, actor| desk.scan_copy(actor, (day, id), copy))
        .await?;
    if copy != PaperCopy::Original {
        return Ok(file(desk::Media::Jpeg, "inline".to_owned(), paper.bytes));
    }
    let (seq, number) = (id.seq, id.number);
    let ending = kind(paper.media).1;
    let name = format!("attachment; filename=\"baobei-sheet-{day}-{seq}-{number}.{ending}\"");
    Ok(file(paper.media, name, paper.bytes))
}
