//! A backup in the place of a new company: brought, looked at, and taken in.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::http::header::REFRESH;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use desk::account::link::LinkToken;
use desk::restoring::{RestoreProblem, RestoreStep, Restored, file_problem, key_file};
use tokio::sync::mpsc::channel;
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

use crate::frame::{Frame, page};
use crate::refusal::Stop;
use crate::restoring::{Brought, Restoring, Seen, Turn};
use crate::visitor::Visitor;
use crate::words::Words;

/// What a key's file, or the mark of what was signed, may have.
const SMALL_FILE_MAX: usize = 1024 * 1024;
/// Pieces of a backup that wait for the disk.
const WAITING_MAX: usize = 16;

#[derive(Template)]
#[template(path = "set_up/restore.html")]
struct RestorePage {
    frame: Frame,
    link: String,
    problem: Option<String>,
    /// Nothing is brought here any more: somebody has begun to work.
    is_too_late: bool,
}

#[derive(Template)]
#[template(path = "set_up/restoring.html")]
struct RestoringPage {
    frame: Frame,
    link: String,
    step: RestoreStep,
}

impl RestoringPage {
    /// Steps that are behind, of three.
    fn done(&self) -> u8 {
        match self.step {
            RestoreStep::Coming => 0,
            RestoreStep::Copying => 1,
            RestoreStep::Verifying => 2,
        }
    }

    fn told(&self) -> &'static str {
        match self.step {
            RestoreStep::Coming => self.frame.say.restore_coming(),
            RestoreStep::Copying => self.frame.say.restore_copying(),
            RestoreStep::Verifying => self.frame.say.restore_verifying(),
        }
    }
}

#[derive(Template)]
#[template(path = "set_up/restored.html")]
struct RestoredPage {
    frame: Frame,
    restored: Restored,
}

/// `GET /set-up/{link}/restore`
pub(crate) async fn ask(visitor: Visitor, Path(link): Path<String>) -> Result<Response, Stop> {
    let token = LinkToken::from_text(&link);
    let restoring = offered(&visitor)?;
    let frame = visitor.frame();
    let problem = match restoring.seen_by(&token) {
        Some(Seen::Busy(step)) => {
            let mut shown = page(&RestoringPage { frame, link, step })?;
            let headers = shown.headers_mut();
            headers.insert(REFRESH, HeaderValue::from_static("1"));
            return Ok(shown);
        }
        // The program goes on with it by now, or in a moment.
        Some(Seen::Done(restored)) => return page(&RestoredPage { frame, restored }),
        Some(Seen::Refused(problem)) => Some(problem),
        None => None,
    };
    let is_untouched = visitor
        .site
        .ask(move |desk| {
            desk.check_set_up_link(&token)?;
            desk.is_untouched()
        })
        .await?;
    let problem = problem.map(|problem| sentence(&problem, visitor.say));
    let is_too_late = !is_untouched;
    page(&RestorePage {
        frame,
        link,
        problem,
        is_too_late,
    })
}

/// `POST /set-up/{link}/restore`
pub(crate) async fn restore(
    visitor: Visitor,
    Path(link): Path<String>,
    parts: Multipart,
) -> Result<Response, Stop> {
    let token = LinkToken::from_text(&link);
    let restoring = offered(&visitor)?;
    let asked = token.clone();
    let is_untouched = visitor
        .site
        .ask(move |desk| {
            desk.check_set_up_link(&asked)?;
            desk.is_untouched()
        })
        .await?;
    let back = Redirect::to(&format!("/set-up/{link}/restore")).into_response();
    // Of two who bring one at once, the later sees how far the earlier is.
    let Some(turn) = restoring.begin(&token) else {
        return Ok(back);
    };
    if !is_untouched {
        turn.refuse(RestoreProblem::NotNew);
        return Ok(back);
    }
    match receive(parts, &turn).await {
        Err(Unreceived::Problem(problem)) => turn.refuse(problem),
        Err(Unreceived::Cut(answer)) => return Ok(answer),
        Ok(brought) => {
            let site = Arc::clone(&visitor.site);
            drop(spawn_blocking(move || turn.go_on(&site, &brought)));
        }
    }
    Ok(back)
}

fn offered(visitor: &Visitor) -> Result<Arc<Restoring>, Stop> {
    visitor.site.restoring.clone().ok_or(Stop::NotFound)
}

/// Why a backup did not come.
enum Unreceived {
    /// What was sent will not do.
    Problem(RestoreProblem),
    /// It did not come whole.
    Cut(Response),
}

impl From<RestoreProblem> for Unreceived {
    fn from(problem: RestoreProblem) -> Self {
        Unreceived::Problem(problem)
    }
}

impl From<std::io::Error> for Unreceived {
    fn from(error: std::io::Error) -> Self {
        Unreceived::Problem(file_problem(&error))
    }
}

impl From<MultipartError> for Unreceived {
    fn from(error: MultipartError) -> Self {
        Unreceived::Cut(match error.status() {
            status if status.is_server_error() => StatusCode::REQUEST_TIMEOUT.into_response(),
            _ => error.into_response(),
        })
    }
}

/// Takes the files in: the backup goes to the disk piece by piece, however large it is.
async fn receive(mut parts: Multipart, turn: &Turn) -> Result<Brought, Unreceived> {
    let mut brought = Brought {
        keys: Vec::new(),
        signed: None,
    };
    let mut bytes = 0;
    while let Some(part) = parts.next_field().await? {
        match part.name().unwrap_or_default() {
            "copy" => bytes = kept(part, turn.place()?).await?,
            "keys" => {
                let text = small(part).await?;
                // Where no file was chosen, one without bytes comes.
                if !text.is_empty() {
                    brought.keys.push(text);
                }
            }
            "signed" => {
                let text = small(part).await?;
                brought.signed = Some(text.to_string()).filter(|text| !text.is_empty());
            }
            _ => {}
        }
    }
    match bytes {
        0 => Err(RestoreProblem::NoCopy.into()),
        _ => Ok(brought),
    }
}

async fn small(mut part: Field<'_>) -> Result<Zeroizing<String>, Unreceived> {
    let mut bytes = Zeroizing::new(Vec::new());
    while let Some(piece) = part.chunk().await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > SMALL_FILE_MAX {
            return Err(RestoreProblem::NotAKey.into());
        }
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| RestoreProblem::NotAKey)?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// How many bytes came and are on the disk.
async fn kept(mut part: Field<'_>, path: PathBuf) -> Result<u64, Unreceived> {
    let (pieces, mut come) = channel::<axum::body::Bytes>(WAITING_MAX);
    let writing = spawn_blocking(move || {
        let mut file = File::create(&path)?;
        let mut written: u64 = 0;
        while let Some(piece) = come.blocking_recv() {
            file.write_all(&piece)?;
            written += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        }
        file.sync_all()?;
        Ok::<_, std::io::Error>(written)
    });
    while let Some(piece) = part.chunk().await? {
        // A disk that takes no more says why below.
        if pieces.send(piece).await.is_err() {
            break;
        }
    }
    drop(pieces);
    let written = writing.await;
    Ok(written.map_err(|failed| RestoreProblem::Failed(failed.to_string()))??)
}

fn sentence(problem: &RestoreProblem, say: Words) -> String {
    match problem {
        RestoreProblem::NoCopy => say.restore_no_copy().to_owned(),
        RestoreProblem::NotACopy => say.restore_not_a_copy().to_owned(),
        RestoreProblem::NotAKey => say.restore_not_a_key().to_owned(),
        RestoreProblem::KeyOfProgram => say.restore_key_of_program().to_owned(),
        RestoreProblem::OtherKey(purpose) => say.restore_other_key(key_file(*purpose)),
        RestoreProblem::OtherKeyOfVariable(purpose) => {
            let name = purpose.name().to_uppercase().replace('-', "_");
            say.restore_other_key_of_variable(format!("BAOBEI_{name}_KEY"))
        }
        RestoreProblem::OtherMark => say.restore_other_mark().to_owned(),
        RestoreProblem::NewerRelease => say.restore_newer().to_owned(),
        RestoreProblem::Damaged(places) => say.restore_damaged(places),
        RestoreProblem::NoRoom => say.restore_no_room().to_owned(),
        RestoreProblem::NotNew => say.restore_not_new().to_owned(),
        RestoreProblem::Failed(_) => say.restore_failed().to_owned(),
    }
}
