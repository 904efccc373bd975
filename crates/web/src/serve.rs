//! Listening, answering, and ending when told to without breaking off what was begun.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::routes;
use crate::site::Site;

/// Answers until the program is told to end (`SIGTERM`, `SIGINT`), then finishes what was begun.
///
/// # Errors
/// What the system says about the listener.
pub async fn until_told(listener: TcpListener, site: Arc<Site>) -> io::Result<()> {
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let told = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    };
    let service = routes::router(site).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(told)
        .await
}
