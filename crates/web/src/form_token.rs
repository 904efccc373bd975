//! A form counts only if it comes from a page of ours, shown to the same browser.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};

use crate::cookie::Cookie;
use crate::patience;
use crate::refusal::Stop;
use crate::site::Site;

/// The field of each form that carries the token.
const FIELD: &str = "form_token=";

/// The same in a form that comes in parts, and what stands before a part's value.
const FIELD_NAME: &[u8] = b"name=\"form_token\"";
const HEAD_END: &[u8] = b"\r\n\r\n";
/// Where the token must have come.
const FIRST_PART_BYTES_MAX: usize = 1024;

/// A form as people fill it in; one with photos has a limit of its own.
pub(crate) const FORM_BYTES_MAX: usize = 64 * 1024;

/// The token that forms of this page carry.
#[derive(Debug, Clone)]
pub(crate) struct FormToken(String);

impl FormToken {
    fn of(secret: &str) -> FormToken {
        let hash = Sha256::new()
            .chain_update(b"baobei form token\0")
            .chain_update(secret)
            .finalize();
        FormToken(
            hash.iter()
                .take(16)
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    /// As a page writes it.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    fn is_in(&self, body: &[u8]) -> bool {
        let fields = body.split(|byte| *byte == b'&');
        let mut sent = fields.filter_map(|field| field.strip_prefix(FIELD.as_bytes()));
        sent.next() == Some(self.0.as_bytes())
    }

    /// Whether a form in parts begins with it.
    fn is_first_part(&self, begin: &[u8]) -> bool {
        let mut windows = begin.windows(HEAD_END.len());
        let Some(end) = windows.position(|window| window == HEAD_END) else {
            return false;
        };
        let (head, value) = begin.split_at(end);
        let value = value.strip_prefix(HEAD_END).unwrap_or_default();
        let mut names = head.windows(FIELD_NAME.len());
        let is_named = head.starts_with(b"--") && names.any(|window| window == FIELD_NAME);
        let value = value.strip_prefix(self.0.as_bytes());
        is_named && value.is_some_and(|after| after.starts_with(b"\r\n"))
    }
}

/// Gives each browser what the tokens of its forms are made from.
pub(crate) async fn issue(
    State(site): State<Arc<Site>>,
    mut request: Request,
    next: Next,
) -> Response {
    let door = &site.door;
    let known = Cookie::Form
        .read(door, request.headers())
        .filter(|secret| secret.len() == 32);
    let is_new = known.is_none();
    let Some(secret) = known.or_else(new_secret) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    request.extensions_mut().insert(FormToken::of(&secret));
    let mut response = next.run(request).await;
    if is_new && let Some(line) = Cookie::Form.set(door, Some(&secret)) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

/// Lets nothing through that changes something unless its form came from us.
pub(crate) async fn check(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return next.run(request).await;
    }
    if !is_from_us(&site, request.headers()) {
        return Stop::ForeignForm.into_response();
    }
    if is_in_parts(request.headers()) {
        return check_first_part(request, next).await;
    }
    let (parts, body) = request.into_parts();
    let body = match to_bytes(body, FORM_BYTES_MAX).await {
        Ok(body) => body,
        Err(error) => return patience::unread(&error).into_response(),
    };
    let token = parts.extensions.get::<FormToken>();
    if !token.is_some_and(|token| token.is_in(&body)) {
        return Stop::ForeignForm.into_response();
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}

/// A form with files: its token is its first field, so nothing after it is read before it is known to be ours.
async fn check_first_part(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let token = parts.extensions.get::<FormToken>();
    let mut rest = body.into_data_stream();
    let mut begin = Vec::new();
    let mut is_ours = false;
    while !is_ours && begin.len() < FIRST_PART_BYTES_MAX {
        match rest.next().await {
            Some(Ok(bytes)) => begin.extend_from_slice(&bytes),
            Some(Err(error)) => return patience::unread(&error).into_response(),
            None => break,
        }
        is_ours = token.is_some_and(|token| token.is_first_part(&begin));
    }
    if !is_ours {
        return Stop::ForeignForm.into_response();
    }
    let whole = stream::iter([Ok(Bytes::from(begin))]).chain(rest);
    next.run(Request::from_parts(parts, Body::from_stream(whole)))
        .await
}

/// Whether a form comes in parts, as forms with files do.
pub(crate) fn is_in_parts(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

/// What browsers say about where a form comes from. An old one says nothing: then the token alone decides.
fn is_from_us(site: &Site, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let by_site = text("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let host = text("host").unwrap_or_default();
    let by_origin = text("origin").is_none_or(|origin| site.door.is_ours(origin, host));
    site.door.is_named(host) && by_site && by_origin
}

/// Random and of our own making: what tokens are made from, and keys of acts that may be sent again.
pub(crate) fn new_secret() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
