//! How many requests of which kind, and how long they took. By route, never by address: addresses name cases.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use tokio::time::Instant;

use crate::site::Site;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    method: String,
    route: String,
    status: u16,
}

/// Seconds that people notice: at once, a moment, a wait.
const SECONDS: [f64; 7] = [0.005, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0];

/// What is counted.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Kind, Counter>,
    seconds: Histogram,
}

impl Metrics {
    /// Nothing counted yet.
    pub(crate) fn new() -> Metrics {
        let mut registry = Registry::with_prefix("baobei");
        let requests = Family::default();
        let seconds = Histogram::new(SECONDS);
        registry.register("requests", "Requests answered", requests.clone());
        registry.register(
            "request_seconds",
            "Time from request to answer",
            seconds.clone(),
        );
        Metrics {
            registry,
            requests,
            seconds,
        }
    }

    /// In the text form that collectors read.
    pub(crate) fn told(&self) -> Option<String> {
        let mut text = String::new();
        encode(&mut text, &self.registry).ok()?;
        Some(text)
    }

    fn count(&self, kind: &Kind, taken: Duration) {
        self.requests.get_or_create(kind).inc();
        self.seconds.observe(taken.as_secs_f64());
    }
}

/// Counts and logs each request.
pub(crate) async fn measure(
    State(site): State<Arc<Site>>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>();
    let mut kind = Kind {
        method: request.method().to_string(),
        route: route.map_or("other", MatchedPath::as_str).to_owned(),
        status: 0,
    };
    let response = next.run(request).await;
    kind.status = response.status().as_u16();
    let taken = started.elapsed();
    site.metrics.count(&kind, taken);
    let millis = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX);
    let (method, route, status) = (&kind.method, &kind.route, kind.status);
    let id = response
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    tracing::info!(method, route, status, millis, id, "answered");
    response
}
