//! The badge that is kept up to date while nobody does anything.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use http_body_util::BodyExt;
use tokio::time::timeout;

use crate::browser::Browser;
use crate::company::{Company, ELSEWHERE};

/// Longer than anything takes; a stream that tells nothing fails instead of waiting for ever.
const PATIENCE: Duration = Duration::from_secs(60);

const CUSTOMER: [(&str, &str); 3] = [
    ("field.name", "方默"),
    ("field.phone", "13900000001"),
    ("on_site", "yes"),
];

/// What a stream tells next, comments left out; none: it has ended.
async fn next(stream: &mut Response<Body>) -> Option<String> {
    loop {
        let frame = timeout(PATIENCE, stream.body_mut().frame()).await;
        let frame = frame.expect("a change is told").map(Result::unwrap)?;
        let text = String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap();
        if !text.starts_with(':') {
            return Some(text);
        }
    }
}

async fn register(browser: &mut Browser) {
    browser.get("/registrations/new").await;
    browser.post("/registrations", &CUSTOMER).await;
}

fn told((open, tasks): (u64, u64)) -> String {
    format!("event: open\ndata: {open} {tasks}\n\n")
}

/// Notices and tasks, as a badge says them.
async fn counted(browser: &mut Browser) -> (u64, u64) {
    let badge = browser.get("/notices/badge").await.text;
    let (open, tasks) = badge.split_once(' ').unwrap();
    (open.parse().unwrap(), tasks.parse().unwrap())
}

#[tokio::test]
async fn a_badge_says_how_many_notices_there_are_until_the_session_ends() {
    let company = Company::at_work();
    let mut holder = company.signed_in("salesperson").await;
    register(&mut holder).await;
    let (before, tasks) = counted(&mut holder).await;
    let mut stream = holder.open("/notices/stream").await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert_eq!(next(&mut stream).await, Some(told((before, tasks))));
    register(&mut company.signed_in(ELSEWHERE).await).await;
    assert_eq!(next(&mut stream).await, Some(told((before + 1, tasks))));
    let page = holder.get("/notices").await.text;
    assert!(page.contains(&format!("待办 {}", before + 1)));
    holder.post("/sign-out", &[]).await;
    assert_eq!(
        next(&mut stream).await.as_deref(),
        Some("event: over\ndata: over\n\n")
    );
    assert_eq!(next(&mut stream).await, None);
}

#[tokio::test]
async fn few_windows_are_told_at_once_and_one_that_is_closed_makes_room() {
    let company = Company::at_work();
    let mut reader = company.signed_in("auditor").await;
    let mut streams = Vec::new();
    for _ in 0..4 {
        let stream = reader.open("/notices/stream").await;
        assert_eq!(stream.status(), StatusCode::OK);
        streams.push(stream);
    }
    let too_many = reader.open("/notices/stream").await.status();
    assert_eq!(too_many, StatusCode::TOO_MANY_REQUESTS);
    let mut colleague = company.signed_in("salesperson").await;
    let others = colleague.open("/notices/stream").await.status();
    assert_eq!(others, StatusCode::OK);
    streams.pop();
    let again = reader.open("/notices/stream").await.status();
    assert_eq!(again, StatusCode::OK);
}
