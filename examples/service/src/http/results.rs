//! Whether a service's result is true, by its number and its recipient's IIN or BIN (9/2.5).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qujat::grant::Refused;
use qujat::id::{DocumentNumber, Recipient};
use qujat::lookup::LookupRequest;
use serde::Deserialize;

use super::errors::Problem;
use super::{asked, wait};
use crate::app::{App, Caller, Denied};
use crate::results::{self, Looked, LookedUp};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/v1/results", post(look_up))
}

/// What a person typed, or a request that their own device made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    number: Option<String>,
    recipient: Option<String>,
    request: Option<String>,
}

impl Asked {
    fn request(self) -> Result<LookupRequest, Problem> {
        match self {
            Self { number: Some(number), recipient: Some(recipient), request: None } => {
                let number =
                    DocumentNumber::parse(&number).map_err(|error| Problem::wrong("number", &error))?;
                let recipient =
                    Recipient::parse(&recipient).map_err(|error| Problem::wrong("recipient", &error))?;
                results::request(number, recipient).map_err(|_| Problem::unavailable())
            }
            Self { number: None, recipient: None, request: Some(request) } => {
                let bytes = URL_SAFE_NO_PAD.decode(request);
                let bytes = bytes.map_err(|_| Problem::wrong("request", &"no base64url"))?;
                LookupRequest::parse(&bytes).map_err(|error| Problem::wrong("request", &error))
            }
            _ => Err(Problem::wrong("body", &"a number and a recipient, or a request, are wanted")),
        }
    }
}

async fn look_up(
    State(app): State<Arc<App>>,
    caller: Caller,
    body: Bytes,
) -> Result<Json<LookedUp>, Problem> {
    let request = asked::json::<Asked>(&body)?.request()?;
    let work = move |app: &App| {
        let looked = app.portal.look_up(&caller.party, &request, &app.holdings.trust, caller.language);
        match looked.map_err(|_| Problem::unavailable())? {
            Looked::Up(found) => Ok(*found),
            Looked::Later(after_seconds) => {
                Err(Problem::of(Denied::Refused(Refused::TryLater { after_seconds }), caller.language))
            }
        }
    };
    Ok(Json(wait(&app, work).await?))
}
