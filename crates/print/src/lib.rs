//! Papers as PDF: what one says goes in as data, the bytes of an archivable file (PDF/A-2a) come out. Nothing here knows
//! what a quote or a decision is, and nothing of what people typed is ever read as anything but text.
//!
//! The same document with the same fonts gives the same bytes.

pub mod document;
pub mod fonts;
mod layout;
mod lines;
mod pdf;

use crate::document::Document;
use crate::fonts::Fonts;

/// Pages of the longest paper.
pub const PAGES_MAX: usize = 200;

/// Why there is no paper.
#[derive(Debug, thiserror::Error)]
pub enum Unprinted {
    /// It would have more than [`PAGES_MAX`] pages.
    #[error("the paper has more than {PAGES_MAX} pages")]
    TooLong,
    /// The fonts cannot be embedded, or the file would not be one for archives.
    #[error("the paper cannot be written: {0}")]
    Unwritten(String),
}

/// The file of a document.
///
/// # Errors
/// [`Unprinted`].
pub fn pdf(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, Unprinted> {
    let laid_out = layout::lay_out(document, fonts)?;
    pdf::write(document, &laid_out, fonts)
}
