//! Papers as PDF: made off the threads that serve requests, few at a time. Where there are no letters to write them
//! with, whoever asked is told what the administrator does, and what prints all the same.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use desk::Instant;
use print::Unprinted;
use print::document::{Block, Code, Document};
use print::fonts::{FontPlaces, Fonts};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::frame::{Frame, page_with};
use crate::refusal::Stop;
use crate::session::Insider;

/// Where most systems keep their fonts.
pub const FONTS: &str = "/usr/share/fonts";
/// Papers made at the same time: each holds its fonts in memory, some 40 MB.
const AT_ONCE: usize = 2;

/// Makes papers, with the fonts of a folder.
pub struct Printer {
    folder: PathBuf,
    /// Which fonts they are, once they were found.
    places: Mutex<Option<FontPlaces>>,
    turns: Arc<Semaphore>,
}

/// Why there is no paper.
enum Unmade {
    NoFonts,
    TooLong,
    Broken,
}

impl Printer {
    /// A printer that looks for its fonts in this folder, when it needs them.
    #[must_use]
    pub fn new(folder: PathBuf) -> Printer {
        Printer {
            folder,
            places: Mutex::new(None),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// The fonts, looked for again unless they are where they were: they may be installed while the program runs.
    fn fonts(&self) -> Option<Fonts> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fonts) = places.as_ref().and_then(FontPlaces::read) {
            return Some(fonts);
        }
        *places = FontPlaces::find(&self.folder);
        places.as_ref()?.read()
    }

    async fn file(self: &Arc<Self>, document: Document) -> Result<Vec<u8>, Unmade> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_| Unmade::Broken)?;
        let printer = Arc::clone(self);
        let made = spawn_blocking(move || {
            // Also where whoever asked has gone: their turn is over when the work is.
            let _turn = turn;
            let fonts = printer.fonts().ok_or(Unmade::NoFonts)?;
            print::pdf(&document, &fonts).map_err(|problem| match problem {
                Unprinted::TooLong => Unmade::TooLong,
                Unprinted::Unwritten(_) => {
                    tracing::error!(%problem, "a paper cannot be made");
                    Unmade::Broken
                }
            })
        });
        made.await.unwrap_or(Err(Unmade::Broken))
    }
}

/// A paper begun: whose it is, what it is about and when, who looks at it now.
pub(crate) fn begin(frame: &Frame, company: String, title: String, dated: Instant) -> Document {
    let viewer = frame.viewer.as_ref();
    let viewer = viewer.map(|viewer| vec![viewer.name.clone(), frame.clock.at(&frame.now)]);
    Document {
        from: company,
        language: frame.say.page_language(),
        dated: frame.clock.dated(dated),
        foot: title.clone(),
        page_number: frame.say.pdf_page("{page}", "{pages}"),
        watermark: viewer.unwrap_or_default(),
        title,
        blocks: Vec::new(),
    }
}

/// A square for phones, with what is written beside it.
pub(crate) fn coded(code: Option<Code>, words: Vec<String>, frame: &Frame) -> Block {
    Block::Coded {
        code,
        told: frame.say.pdf_code().to_owned(),
        words,
    }
}

#[derive(Template)]
#[template(path = "unprinted.html")]
struct UnprintedPage {
    frame: Frame,
    title: &'static str,
    remedy: String,
    /// The page that prints all the same.
    printable: String,
}

/// Answers with the file of a paper; where there is none, with what to do, and the page that prints instead.
pub(crate) async fn answer(
    insider: &Insider,
    document: Document,
    name: &str,
    printable: String,
) -> Result<Response, Stop> {
    let printer = &insider.visitor.site.printer;
    let frame = insider.frame();
    let say = frame.say;
    let (status, title, remedy) = match printer.file(document).await {
        Ok(file) => {
            let name = format!("attachment; filename=\"{name}.pdf\"");
            let headers = [
                (CONTENT_TYPE, "application/pdf".to_owned()),
                (CONTENT_DISPOSITION, name),
            ];
            return Ok((headers, file).into_response());
        }
        Err(Unmade::NoFonts) => {
            let folder = printer.folder.display();
            (
                StatusCode::SERVICE_UNAVAILABLE,
                say.pdf_no_fonts(),
                say.pdf_no_fonts_remedy(folder),
            )
        }
        Err(Unmade::TooLong) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            say.pdf_too_long(),
            say.pdf_too_long_remedy(print::PAGES_MAX),
        ),
        Err(Unmade::Broken) => return Err(Stop::Broken),
    };
    page_with(
        status,
        &UnprintedPage {
            frame,
            title,
            remedy,
            printable,
        },
    )
}
