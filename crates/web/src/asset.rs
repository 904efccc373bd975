//! Style, script and icons: made by `scripts/assets`, part of the program, named by their content.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What lies in `dist`; a debug build reads it anew each time.
#[derive(RustEmbed)]
#[folder = "dist"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.svg"]
struct Dist;

/// A browser keeps a file for good: other content has another name.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// Where a page finds an asset: `/assets/app.0123456789abcdef.css`.
pub(crate) fn url(name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let mark = Dist::get(name).map(|file| mark(&file)).unwrap_or_default();
    format!("/assets/{stem}.{mark}.{ending}")
}

/// Whether the program was built with its assets.
pub fn are_built() -> bool {
    ["app.css", "app.js", "icons.svg"]
        .iter()
        .all(|name| Dist::get(name).is_some())
}

/// Eight bytes of the content's hash.
fn mark(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// `GET /assets/{file}`
pub(crate) async fn get(Path(asked): Path<String>) -> Response {
    let found = asked.rsplit_once('.').and_then(|(rest, ending)| {
        let (stem, marked) = rest.rsplit_once('.')?;
        let file = Dist::get(&format!("{stem}.{ending}"))?;
        (mark(&file) == marked).then_some((file, ending))
    });
    let Some((file, ending)) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, FOR_GOOD),
    ];
    (headers, file.data).into_response()
}
