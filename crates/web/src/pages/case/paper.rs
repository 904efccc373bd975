//! A case's photos and documents: added, looked at, and taken away as they came.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::paper::{PaperId, PaperSheet, PaperView, PapersInput};
use desk::{Instant, Media, PaperCopy, Refusal};

use super::reveal::{self, Asked};
use crate::frame::{Frame, page};
use crate::pages::sent::Sent;
use crate::refusal::Stop;
use crate::session::Insider;
use crate::words::Words;

#[derive(Template)]
#[template(path = "case/paper.html")]
struct PaperPage {
    frame: Frame,
    case: u64,
    title: String,
    paper: PaperSheet,
    kind: &'static str,
    size: String,
    /// Whether the reader may have it as it came.
    may_see_original: bool,
    reasons: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "case/paper_shown.html")]
struct ShownPage {
    frame: Frame,
    case: u64,
    /// As addresses name it.
    paper: String,
    title: String,
    /// The picture itself: no address shows it a second time.
    picture: String,
    /// First second in which it is hidden again.
    until: Instant,
}

/// `POST /cases/{case}/papers`
pub(crate) async fn add(
    insider: Insider,
    Path(case): Path<u64>,
    sent: Sent,
) -> Result<Response, Stop> {
    let input = PapersInput {
        case,
        papers: sent.papers,
        key: sent.typed.text("key"),
    };
    insider
        .ask(move |desk, actor| desk.add_papers(actor, &input))
        .await?;
    Ok(Redirect::to(&format!("/cases/{case}")).into_response())
}

/// `GET /cases/{case}/papers/{paper}`
pub(crate) async fn show(
    insider: Insider,
    Path((case, paper)): Path<(u64, String)>,
) -> Result<Response, Stop> {
    let id = read(&paper)?;
    let (paper, may_see_original) = insider
        .ask(move |desk, actor| {
            let paper = desk.paper(actor, case, id)?;
            Ok((paper, desk.papers(actor, case)?.may_see_original))
        })
        .await?;
    let frame = insider.frame();
    page(&PaperPage {
        case,
        title: title(&paper, frame.say),
        kind: kind(paper.media).0,
        size: format!("{} KB", paper.bytes.div_ceil(1024)),
        reasons: reveal::reasons(frame.say),
        may_see_original,
        paper,
        frame,
    })
}

fn title(paper: &PaperSheet, say: Words) -> String {
    match &paper.label {
        Some(label) => say.text(label).to_owned(),
        None => say.paper_one().to_owned(),
    }
}

/// `POST /cases/{case}/papers/{paper}/look`: what may show who somebody is, for a minute.
pub(crate) async fn look(
    insider: Insider,
    Path((case, paper)): Path<(u64, String)>,
    Form(asked): Form<Asked>,
) -> Result<Response, Stop> {
    let id = read(&paper)?;
    let reason = reveal::told(&asked, insider.visitor.say);
    let (sheet, picture) = insider
        .ask(move |desk, actor| {
            let reason = reason.ok_or(Refusal::Missing {
                field: "reveal_reason",
            })?;
            let picture = desk.open_paper(actor, case, id, &reason)?;
            Ok((desk.paper(actor, case, id)?, picture))
        })
        .await?;
    let frame = insider.frame();
    let mut shown = page(&ShownPage {
        title: title(&sheet, frame.say),
        picture: format!("data:image/jpeg;base64,{}", STANDARD.encode(picture)),
        until: frame.now.plus_seconds(reveal::SHOWN_SECONDS),
        case,
        paper: format!("{}-{}", id.seq, id.number),
        frame,
    })?;
    let there = format!("/cases/{case}/papers/{}-{}", id.seq, id.number);
    reveal::hide_later(&mut shown, &there);
    Ok(shown)
}

/// `GET /cases/{case}/papers/{paper}/small`
pub(crate) async fn small(
    insider: Insider,
    Path((case, paper)): Path<(u64, String)>,
) -> Result<Response, Stop> {
    picture(insider, (case, &paper), PaperCopy::Small).await
}

/// `GET /cases/{case}/papers/{paper}/view`: within its page, where who looks and when stands over it.
pub(crate) async fn view(
    insider: Insider,
    headers: HeaderMap,
    Path((case, paper)): Path<(u64, String)>,
) -> Result<Response, Stop> {
    let wanted_as = headers.get("sec-fetch-dest");
    if wanted_as.is_some_and(|wanted| wanted == "document") {
        read(&paper)?;
        return Ok(Redirect::to(&format!("/cases/{case}/papers/{paper}")).into_response());
    }
    picture(insider, (case, &paper), PaperCopy::View).await
}

async fn picture(
    insider: Insider,
    (case, paper): (u64, &str),
    copy: PaperCopy,
) -> Result<Response, Stop> {
    let id = read(paper)?;
    let bytes = insider
        .ask(move |desk, actor| desk.paper_picture(actor, case, id, copy))
        .await?;
    Ok(file(Media::Jpeg, "inline".to_owned(), bytes))
}

/// `POST /cases/{case}/papers/{paper}/original`: as a file to be kept, never opened within our pages.
pub(crate) async fn original(
    insider: Insider,
    Path((case, paper)): Path<(u64, String)>,
    Form(asked): Form<Asked>,
) -> Result<Response, Stop> {
    let id = read(&paper)?;
    let reason = reveal::told(&asked, insider.visitor.say);
    let original = insider
        .ask(move |desk, actor| {
            let reason = reason.ok_or(Refusal::Missing {
                field: "reveal_reason",
            })?;
            desk.original_paper(actor, case, id, &reason)
        })
        .await?;
    let name = kind(original.media).1;
    let name = format!("attachment; filename=\"baobei-paper-{paper}.{name}\"");
    Ok(file(original.media, name, original.bytes))
}

/// Bytes that came from outside: nothing in them runs, whatever a browser takes them for.
pub(in crate::pages) fn file(media: Media, disposition: String, bytes: Vec<u8>) -> Response {
    let kind = match media {
        Media::Jpeg => "image/jpeg",
        Media::Png => "image/png",
        Media::Pdf => "application/pdf",
    };
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    let mut answer = (headers, bytes).into_response();
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");
    answer
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, nothing);
    answer
}

/// What people call a kind of file, and how names of such files end.
pub(in crate::pages) fn kind(media: Media) -> (&'static str, &'static str) {
    match media {
        Media::Jpeg => ("JPEG", "jpg"),
        Media::Png => ("PNG", "png"),
        Media::Pdf => ("PDF", "pdf"),
    }
}

/// A paper as addresses name it: the entry that brought it, and its place there.
pub(in crate::pages) fn read(paper: &str) -> Result<PaperId, Stop> {
    let (seq, number) = paper.split_once('-').ok_or(Stop::NotFound)?;
    match (seq.parse(), number.parse()) {
        (Ok(seq), Ok(number)) => Ok(PaperId { seq, number }),
        _ => Err(Stop::NotFound),
    }
}
