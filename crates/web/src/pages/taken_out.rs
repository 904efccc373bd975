//! A list as a file, for those who may take lists out.

use std::io::Cursor;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sheets::Cell;
use sheets::export::{write_csv, write_xlsx};

use crate::refusal::Stop;

const CSV: &str = "text/csv; charset=utf-8";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a list is called: as a file, without its ending, and as a sheet.
pub(crate) struct Named<'a> {
    pub(crate) file: &'a str,
    pub(crate) sheet: &'a str,
}

/// The file of a list: `xlsx`, else a text table.
pub(crate) fn file(
    format: &str,
    named: &Named<'_>,
    headers: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<Response, Stop> {
    let (written, kind, ending) = match format {
        "xlsx" => {
            let out = write_xlsx(Cursor::new(Vec::new()), named.sheet, headers, rows);
            (out.map(Cursor::into_inner), WORKBOOK, "xlsx")
        }
        _ => (write_csv(Vec::new(), headers, rows), CSV, "csv"),
    };
    let file = written.map_err(|error| {
        tracing::error!(%error, "a list cannot be written");
        Stop::Broken
    })?;
    let name = format!("attachment; filename=\"{}.{ending}\"", named.file);
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}
