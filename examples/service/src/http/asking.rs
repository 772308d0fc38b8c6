//! Questions to a subject: in the application, where six digits came without an IIN, and by phone.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use qujat::code::ShortCode;
use qujat::consent::{ChallengeId, Way};
use qujat::grant::{AskAnswer, AskId};
use qujat::id::Iin;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::{ReferenceView, ShownView};
use super::asked::{self, Reference};
use super::errors::Problem;
use super::{sixteen, wait};
use crate::app::{App, Caller};
use crate::common::to_hex;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/asks", get(asks).post(ask))
        .route("/v1/asks/{ask}/answer", post(answer))
        .route("/v1/consents", post(ask_by_phone))
        .route("/v1/consents/{consent}/view", post(consented))
}

/// Six digits that somebody was told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asking {
    code: String,
}

/// Whether to show.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answering {
    show: bool,
}

/// Consent that is asked for by phone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskingByPhone {
    iin: String,
    documents: Vec<Reference>,
    aim: String,
    way: WayAsked,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WayAsked {
    Password,
    Reply,
}

/// The password, where one was told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Viewing {
    password: Option<String>,
}

async fn ask(State(app): State<Arc<App>>, caller: Caller, body: Bytes) -> Result<Response, Problem> {
    let Asking { code } = asked::json(&body)?;
    let code = ShortCode::parse(&code).map_err(|error| Problem::wrong("code", &error))?;
    let work = move |app: &App| app.ask(&caller, &code).map_err(|why| Problem::of(why, caller.language));
    let (id, until) = wait(&app, work).await?;
    let answer = json!({ "ask": to_hex(id.as_bytes()), "expires": until.to_local() });
    Ok((StatusCode::ACCEPTED, Json(answer)).into_response())
}

async fn asks(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Value>, Problem> {
    let work = move |app: &App| app.asks(&caller).map_err(|why| Problem::of(why, caller.language));
    let asks = wait(&app, work).await?.into_iter().map(|(ask, text)| {
        json!({
            "ask": to_hex(ask.id().as_bytes()),
            "grant": to_hex(ask.grant().as_bytes()),
            "documents": ask.documents().iter().map(ReferenceView::of).collect::<Vec<_>>(),
            "text": text,
            "expires": ask.until().to_local(),
        })
    });
    Ok(Json(asks.collect()))
}

async fn answer(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(ask): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let ask = AskId::from_bytes(sixteen(&ask, "ask")?);
    let Answering { show } = asked::json(&body)?;
    let answer = if show { AskAnswer::Show } else { AskAnswer::Decline };
    let work =
        move |app: &App| app.answer(&caller, &ask, answer).map_err(|why| Problem::of(why, caller.language));
    Ok(Json(json!({ "taken": wait(&app, work).await? })))
}

async fn ask_by_phone(
    State(app): State<Arc<App>>,
    mut caller: Caller,
    body: Bytes,
) -> Result<Response, Problem> {
    let AskingByPhone { iin, documents, aim, way } = asked::json(&body)?;
    let subject = Iin::parse(&iin).map_err(|error| Problem::wrong("iin", &error))?;
    let documents = documents.iter().map(Reference::read).collect::<Result<Vec<_>, _>>()?;
    let way = match way {
        WayAsked::Password => Way::Password,
        WayAsked::Reply => Way::Reply,
    };
    caller.aim = aim;
    let work = move |app: &App| {
        let asked = app.ask_by_phone(&caller, subject, documents, way);
        asked.map_err(|why| Problem::of(why, caller.language))
    };
    let (id, until) = wait(&app, work).await?;
    let answer = json!({ "consent": to_hex(id.as_bytes()), "expires": until.to_local() });
    Ok((StatusCode::ACCEPTED, Json(answer)).into_response())
}

/// 202 while the subject's reply is waited for.
async fn consented(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(consent): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let id = ChallengeId::from_bytes(sixteen(&consent, "consent")?);
    let Viewing { password } = asked::json(&body)?;
    let work = move |app: &App| {
        let shown = app.consented(&caller, &id, password.as_deref());
        shown.map_err(|why| Problem::of(why, caller.language))
    };
    Ok(match wait(&app, work).await? {
        Some(shown) => {
            let documents: Vec<_> = shown.iter().map(ShownView::of).collect();
            Json(json!({ "documents": documents })).into_response()
        }
        None => (StatusCode::ACCEPTED, Json(json!({ "waiting": true }))).into_response(),
    })
}
