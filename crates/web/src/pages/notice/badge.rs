//! The badges: how many notices are to be seen to and how much waits to be decided or done, told as they change.
//! They say two numbers and nothing else.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use desk::account::SessionToken;
use desk::notices::Badge;
use futures_util::stream::unfold;
use tokio::time::sleep;

use crate::refusal::Stop;
use crate::session::token_of;
use crate::site::Site;
use crate::streams::Stream;
use crate::visitor::Visitor;

/// How often a badge is looked at.
const LOOKED_EVERY: Duration = Duration::from_secs(2);
/// Where whoever is not signed in any more comes back to.
const INBOX: &str = "/notices";

/// `GET /notices/badge`: the numbers, for browsers that cannot be told of changes.
pub(crate) async fn count(visitor: Visitor, headers: HeaderMap) -> Result<Response, Stop> {
    let (_, badge) = signed_in(&visitor.site, &headers).await?;
    Ok(numbers(badge).into_response())
}

/// `GET /notices/stream`: the numbers now and whenever one changes, until the session is over or the program ends.
pub(crate) async fn stream(visitor: Visitor, headers: HeaderMap) -> Result<Response, Stop> {
    let site = visitor.site;
    let (token, badge) = signed_in(&site, &headers).await?;
    let Some(stream) = site.streams.open(badge.account) else {
        return Ok(StatusCode::TOO_MANY_REQUESTS.into_response());
    };
    let watching = Watching {
        site,
        token,
        stream,
        told: None,
        is_over: false,
    };
    let events = unfold(watching, Watching::next);
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)));
    Ok(events.into_response())
}

/// Notices, then tasks.
fn numbers(badge: Badge) -> String {
    format!("{} {}", badge.open, badge.tasks)
}

async fn signed_in(site: &Arc<Site>, headers: &HeaderMap) -> Result<(SessionToken, Badge), Stop> {
    let token = token_of(site, headers);
    let token = token.ok_or_else(|| Stop::SignInFirst(INBOX.to_owned()))?;
    let badge = look(site, &token).await?;
    let badge = badge.ok_or_else(|| Stop::SignInFirst(INBOX.to_owned()))?;
    Ok((token, badge))
}

async fn look(site: &Arc<Site>, token: &SessionToken) -> Result<Option<Badge>, Stop> {
    let token = token.clone();
    site.ask(move |desk| desk.badge(&token)).await
}

/// Somebody who is told of changes.
struct Watching {
    site: Arc<Site>,
    token: SessionToken,
    stream: Stream,
    /// The numbers told last.
    told: Option<String>,
    is_over: bool,
}

impl Watching {
    /// Waits until there is something to tell.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Watching)> {
        if self.is_over {
            return None;
        }
        loop {
            if self.told.is_some() {
                tokio::select! {
                    () = sleep(LOOKED_EVERY) => {}
                    () = self.stream.ended() => return None,
                }
            }
            // What fails now may do next time; whoever is out is told so and let go.
            match look(&self.site, &self.token).await {
                Ok(Some(badge)) => {
                    let numbers = numbers(badge);
                    if self.told.as_ref() != Some(&numbers) {
                        let event = Event::default().event("open").data(&numbers);
                        self.told = Some(numbers);
                        return Some((Ok(event), self));
                    }
                }
                Ok(None) => {
                    self.is_over = true;
                    return Some((Ok(Event::default().event("over").data("over")), self));
                }
                Err(_) => return None,
            }
        }
    }
}
