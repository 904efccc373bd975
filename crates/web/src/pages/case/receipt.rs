//! The receipt of an entry as a file, for keeping and for `baobei receipt verify`.

use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use desk::Seq;

use crate::refusal::Stop;
use crate::session::Insider;

/// `GET /cases/{case}/receipts/{seq}`
pub(crate) async fn download(
    insider: Insider,
    Path((case, seq)): Path<(u64, Seq)>,
) -> Result<Response, Stop> {
    let receipt = insider
        .ask(move |desk, actor| desk.receipt(actor, case, seq))
        .await?;
    let name = format!("attachment; filename=\"baobei-receipt-{seq}.txt\"");
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, receipt).into_response())
}
