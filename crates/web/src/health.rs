//! For whoever keeps the program running: is it alive, is it ready, which version, how does it do.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::site::Site;

/// `GET /livez`: the program answers.
pub(crate) async fn livez() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: each part that people need, one a line; 503 while one is missing.
pub(crate) async fn readyz(State(site): State<Arc<Site>>) -> Response {
    let ledger = site.ask(|desk| desk.is_set_up().map(drop)).await.is_ok();
    let rows = site.ask(desk::Desk::check_rows).await.is_ok();
    let parts = [
        ("assets", crate::asset::are_built()),
        ("ledger", ledger),
        ("database", rows),
    ];
    let told: String = parts
        .iter()
        .map(|(part, is_ready)| format!("{part} {}\n", if *is_ready { "ok" } else { "missing" }))
        .collect();
    // Pages without their style can be used; without a ledger nothing can.
    let status = if ledger && rows {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, told).into_response()
}

/// `GET /version`
pub(crate) async fn version() -> &'static str {
    concat!("baobei ", env!("CARGO_PKG_VERSION"), "\n")
}

/// `GET /metrics`: for this machine only.
pub(crate) async fn metrics(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    if !site.door.is_from_here(peer.ip(), &headers) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    match site.metrics.told() {
        Some(text) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
