//! A form as it was sent, with the files that came along. Without scripts browsers send both in parts.

use std::sync::Arc;

use axum::Form;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::consent::Signature;
use desk::paper::PaperUpload;

use super::typed::Typed;
use crate::form_token::is_in_parts;
use crate::site::Site;

/// What a form with photos may have in all.
pub(crate) const PAPERS_BYTES_MAX: usize = 40 * 1024 * 1024;
/// A form's fields, and what is in all of them.
const FIELDS_MAX: usize = 500;
const FIELD_BYTES_MAX: usize = 64 * 1024;
/// What the name of a field for files begins with; then comes which of the regulation's papers it is.
const PAPER: &str = "paper.";

/// The same of a signature drawn on the page; then comes what is consented to.
const SIGNATURE: &str = "signature.";

/// Fields and files.
#[derive(Default)]
pub(crate) struct Sent {
    pub(crate) typed: Typed,
    pub(crate) papers: Vec<PaperUpload>,
    pub(crate) signatures: Vec<Signature>,
}

impl FromRequest<Arc<Site>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Sent, Response> {
        if is_in_parts(request.headers()) {
            let parts = Multipart::from_request(request, site).await;
            return in_parts(parts.map_err(IntoResponse::into_response)?).await;
        }
        let form = Form::from_request(request, site).await;
        let Form(typed) = form.map_err(IntoResponse::into_response)?;
        Ok(Sent {
            typed,
            ..Sent::default()
        })
    }
}

async fn in_parts(mut parts: Multipart) -> Result<Sent, Response> {
    let mut fields = Vec::new();
    let mut papers = Vec::new();
    let mut signatures = Vec::new();
    let mut typed_bytes = 0;
    let refused = |error: MultipartError| match error.status() {
        // It did not come whole.
        status if status.is_server_error() => StatusCode::REQUEST_TIMEOUT.into_response(),
        _ => error.into_response(),
    };
    while let Some(part) = parts.next_field().await.map_err(refused)? {
        let name = part.name().unwrap_or_default().to_owned();
        // What the file is called says nothing that we want to know.
        let bytes = part.bytes().await.map_err(refused)?;
        if let Some(what) = name.strip_prefix(PAPER) {
            // Where no file was chosen, one without bytes comes.
            if !bytes.is_empty() {
                papers.push(PaperUpload {
                    what: what.to_owned(),
                    bytes: bytes.to_vec(),
                });
            }
            continue;
        }
        if let Some(scope) = name.strip_prefix(SIGNATURE) {
            if !bytes.is_empty() {
                signatures.push(Signature {
                    scope: scope.to_owned(),
                    bytes: bytes.to_vec(),
                });
            }
            continue;
        }
        typed_bytes += name.len() + bytes.len();
        if fields.len() >= FIELDS_MAX || typed_bytes > FIELD_BYTES_MAX {
            return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response());
        }
        let text = String::from_utf8(bytes.to_vec());
        let text = text.map_err(|_| StatusCode::BAD_REQUEST.into_response())?;
        fields.push((name, text));
    }
    let typed = Typed::new(fields);
    Ok(Sent {
        typed,
        papers,
        signatures,
    })
}
