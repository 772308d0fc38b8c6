//! Errors as JSON (RFC 9457): a stable `code` for programs, a `title` in the caller's language where a person is to read it.

use core::fmt::Display;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qujat::consent::{ConsentError, QuestionError};
use qujat::grant::{OpenError, Refused};
use qujat::text::Language;
use serde_json::{Value, json};

use crate::app::Denied;

/// An answer that is not what was asked for.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    title: String,
    /// Seconds after which to try again.
    after: Option<u32>,
    clauses: &'static [&'static str],
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: impl Into<String>) -> Self {
        Self { status, code, title: title.into(), after: None, clauses: &[] }
    }

    /// Nobody the service knows.
    pub(crate) fn who(language: Language) -> Self {
        let title = match language {
            Language::Kazakh => "Алдымен жүйеге кіріңіз.",
            Language::Russian => "Сначала войдите.",
            Language::English => "Sign in first.",
        };
        Self { clauses: &["352/11", "352/12", "352/18"], ..Self::new(StatusCode::UNAUTHORIZED, "who", title) }
    }

    /// Something in the request is not of its shape.
    pub(crate) fn wrong(what: &str, why: &dyn Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "request", format!("{what}: {why}"))
    }

    /// What the service rests on does not work.
    pub(crate) fn unavailable() -> Self {
        Self {
            after: Some(2),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service is not available.")
        }
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }

    pub(crate) fn method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", "This cannot be done here.")
    }

    /// Why the service did not do something.
    pub(crate) fn of(denied: Denied, language: Language) -> Self {
        match denied {
            Denied::Refused(refused @ Refused::NotOpen) => {
                Self::new(StatusCode::FORBIDDEN, "not_open", refused.text(language))
            }
            Denied::Refused(refused @ Refused::TryLater { after_seconds }) => Self {
                after: Some(after_seconds),
                ..Self::new(StatusCode::TOO_MANY_REQUESTS, "try_later", refused.text(language))
            },
            Denied::Access(refusal) => Self {
                clauses: refusal.clauses(),
                ..Self::new(StatusCode::FORBIDDEN, "rules", refusal.text(language))
            },
            Denied::Open(OpenError::Store(_) | OpenError::Random(_)) | Denied::Unavailable => {
                Self::unavailable()
            }
            Denied::Open(
                OpenError::TooManyOpenings { after_seconds } | OpenError::CodeAloneFull { after_seconds },
            )
            | Denied::Asking(ConsentError::TryLater { after_seconds }) => Self {
                after: Some(after_seconds),
                ..Self::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "try_later",
                    Refused::TryLater { after_seconds }.text(language),
                )
            },
            Denied::Open(error) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "open", error.to_string()),
            Denied::Question(QuestionError::NotAdmitted) => Self {
                clauses: &["352/4"],
                ..Self::new(StatusCode::FORBIDDEN, "not_admitted", QuestionError::NotAdmitted.to_string())
            },
            Denied::Question(error) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "question", error.to_string())
            }
            Denied::NotConsented(why) => Self {
                clauses: &["352/16", "352/20"],
                ..Self::new(StatusCode::FORBIDDEN, "not_consented", why)
            },
            Denied::Asking(_) => Self::unavailable(),
            Denied::Document(why) => Self::new(StatusCode::CONFLICT, "document", why),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({ "code": self.code, "title": self.title, "status": self.status.as_u16() });
        if let Some(body) = body.as_object_mut() {
            if !self.clauses.is_empty() {
                body.insert("clauses".into(), json!(self.clauses));
            }
            if let Some(after) = self.after {
                body.insert("after_seconds".into(), Value::from(after));
            }
        }
        let mut answer = (self.status, Json(body)).into_response();
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(after) = self.after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(after));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        answer
    }
}
