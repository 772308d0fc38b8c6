//! Health, metrics and the demonstration's short messages, on an address of their own: what is counted here tells why somebody was refused, which no caller may learn.

use core::fmt::Write as _;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use qujat::grant::{AskAnswer, Audit, Event, Reason};
use qujat::id::PhoneNumber;
use qujat::verify::CheckName;
use serde::Deserialize;
use serde_json::json;

use crate::app::App;

/// What has happened since the process started, by name and label.
#[derive(Clone, Default)]
pub(crate) struct Metrics(Arc<Mutex<BTreeMap<(&'static str, &'static str), u64>>>);

impl Metrics {
    /// Counts one.
    pub(crate) fn count(&self, name: &'static str, label: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry((name, label)).or_default() += 1;
    }

    /// A document that was opened did not check out: somebody should look.
    pub(crate) fn not_valid(&self, check: Option<CheckName>) {
        self.count("qujat_documents_not_valid_total", check.map_or("unknown", CheckName::as_str));
    }

    /// In the text format of Prometheus.
    fn shown(&self) -> String {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        let mut before = "";
        for ((name, label), count) in counts.iter() {
            if *name != before {
                // Writing to a string does not fail.
                let _ = writeln!(text, "# TYPE {name} counter");
                before = name;
            }
            let labels = if label.is_empty() { String::new() } else { format!("{{what=\"{label}\"}}") };
            let _ = writeln!(text, "{name}{labels} {count}");
        }
        text
    }
}

impl Audit for Metrics {
    fn record(&self, event: &Event<'_>) {
        match event {
            Event::Opened { .. } => self.count("qujat_opened_total", ""),
            Event::Redeemed { again: true, .. } => self.count("qujat_redeemed_again_total", ""),
            Event::Redeemed { .. } => self.count("qujat_redeemed_total", ""),
            Event::Refused { reason, .. } => self.count("qujat_refused_total", word(reason)),
            Event::CodeDied { .. } => self.count("qujat_codes_died_total", ""),
            Event::Reissued { .. } => self.count("qujat_reissued_total", ""),
            Event::Closed { .. } => self.count("qujat_closed_total", ""),
            Event::Alarm { .. } => self.count("qujat_alarms_total", ""),
            Event::Asked { unheard: None, .. } => self.count("qujat_asked_total", ""),
            Event::Asked { unheard: Some(reason), .. } => self.count("qujat_unheard_total", word(reason)),
            Event::Answered { answer: AskAnswer::Show, .. } => self.count("qujat_answered_total", "show"),
            Event::Answered { answer: AskAnswer::Decline, .. } => {
                self.count("qujat_answered_total", "decline");
            }
            _ => self.count("qujat_other_events_total", ""),
        }
    }
}

fn word(reason: &Reason) -> &'static str {
    match reason {
        Reason::Token(_) => "token",
        Reason::Mismatch => "mismatch",
        Reason::Unknown => "unknown",
        Reason::NoSuchCode => "no_such_code",
        Reason::CodeDead => "code_dead",
        Reason::NotYet => "not_yet",
        Reason::Expired => "expired",
        Reason::Used => "used",
        Reason::Closed => "closed",
        Reason::OwnSubject => "own_subject",
        Reason::Audience => "audience",
        Reason::NotAnswered => "not_answered",
        Reason::Declined => "declined",
        Reason::NoSuchAsk => "no_such_ask",
        Reason::TooManyAsks => "too_many_asks",
        Reason::TooManyTries | Reason::TooManyFailures => "quota",
        _ => "other",
    }
}

/// `/healthz`: 200 while what it rests on works, else 503. `/metrics`: counts, as Prometheus reads them. `/messages`: what was sent
/// by phone; and where an operator's network brings what came.
pub(crate) fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .route("/messages", get(messages).post(message))
        .with_state(app)
}

async fn health(State(app): State<Arc<App>>) -> impl IntoResponse {
    let well = tokio::task::spawn_blocking(move || app.is_well()).await.unwrap_or_default();
    if well {
        (StatusCode::OK, "ok\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n")
    }
}

async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics.shown())
}

async fn messages(State(app): State<Arc<App>>) -> impl IntoResponse {
    let sent = app.consents.gateway.sent();
    Json(sent.into_iter().map(|(to, text)| json!({ "to": to, "text": text })).collect::<Vec<_>>())
}

/// A short message from a subscriber.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Received {
    from: String,
    text: String,
}

async fn message(State(app): State<Arc<App>>, body: Bytes) -> impl IntoResponse {
    let Ok(Received { from, text }) = serde_json::from_slice(&body) else { return StatusCode::BAD_REQUEST };
    let Ok(from) = PhoneNumber::parse(&from) else { return StatusCode::BAD_REQUEST };
    let heard = tokio::task::spawn_blocking(move || app.hear(&from, &text).is_ok()).await;
    // The network brings again what was not taken.
    if heard.unwrap_or_default() { StatusCode::NO_CONTENT } else { StatusCode::SERVICE_UNAVAILABLE }
}
