//! Listening, answering, reminding, telling chat groups, and ending when told to without breaking off what was begun.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use desk::Desk;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::outward;
use crate::routes;
use crate::site::Site;

/// How often people are told what is due soon: late by so much at most, of a day that it is told ahead.
const REMINDED_EVERY: Duration = Duration::from_secs(10 * 60);

/// Why answering ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Somebody told the program to.
    Told,
    /// A backup is ready to take the ledger's place.
    Restored,
}

/// Answers, once awaited, and reminds people of what is due, until the program is told to end (`SIGTERM`, `SIGINT`) or
/// another ledger takes the place of this one; then finishes what was begun. From this call on the signals are heard:
/// whoever reads what is printed next may send them at once.
///
/// # Errors
/// What the system says about the signals and, awaited, about the listener.
pub fn until_told(
    listener: TcpListener,
    site: Arc<Site>,
) -> io::Result<impl Future<Output = io::Result<Ended>>> {
    let terminated = signal(SignalKind::terminate())?;
    let interrupted = signal(SignalKind::interrupt())?;
    Ok(answer(listener, site, [terminated, interrupted]))
}

async fn answer(
    listener: TcpListener,
    site: Arc<Site>,
    [mut terminated, mut interrupted]: [Signal; 2],
) -> io::Result<Ended> {
    let restoring = site.restoring.clone();
    let told = async move {
        let restored = async {
            match &restoring {
                Some(restoring) => restoring.ready().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = terminated.recv() => Ended::Told,
            _ = interrupted.recv() => Ended::Told,
            () = restored => Ended::Restored,
        }
    };
    let (why, known) = oneshot::channel();
    let reminding = tokio::spawn(remind(Arc::clone(&site)));
    let telling = tokio::spawn(outward::tell_groups(Arc::clone(&site)));
    let mailing = tokio::spawn(outward::mail::tell_people(Arc::clone(&site)));
    let ending = Arc::clone(&site);
    let told = async move {
        // Nobody listens only where answering ended by itself.
        why.send(told.await).ok();
        // A stream goes on for ever unless it is told, too.
        ending.streams.end();
    };
    let service = routes::router(site).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(told)
        .await;
    reminding.abort();
    telling.abort();
    mailing.abort();
    served?;
    Ok(known.await.unwrap_or(Ended::Told))
}

/// What fails is in the log, and tried again the next time.
async fn remind(site: Arc<Site>) {
    let mut times = tokio::time::interval(REMINDED_EVERY);
    loop {
        times.tick().await;
        drop(site.ask(Desk::remind).await);
    }
}
