//! HTTP: routes, who calls, answers and errors as JSON, the page.

mod answers;
mod asked;
mod asking;
mod errors;
mod page;
mod results;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use qujat::code::{ShortCode, Symbol, Use};
use qujat::grant::{AskId, AttemptId, GrantLink};
use qujat::id::{GrantId, Iin};
use qujat::limits::MAX_PICTURE_BYTES;
use qujat::scan::Scanner;
use qujat::text::Language;

use self::answers::{GrantView, LiveView, MarkView, OpenedView, RedeemedView, ScanView, ShownView};
use self::asked::{Open, Redeem};
use self::errors::Problem;
use crate::app::{App, Caller, Carrier, Denied, Shown};
use crate::common::hex;

/// Every route. What each takes and gives stands in `page/openapi.json`.
pub(crate) fn routes(app: Arc<App>) -> Router {
    let scan = post(scan).layer(DefaultBodyLimit::max(MAX_PICTURE_BYTES));
    Router::new()
        .route("/v1/documents", get(documents))
        .route("/v1/access", get(live).post(open))
        .route("/v1/access/{grant}", delete(close))
        .route("/v1/access/{grant}/reissue", post(reissue))
        .route("/v1/redemptions", post(redeem))
        .route("/v1/children", get(children))
        .merge(asking::routes())
        .route("/v1/scans", scan)
        .route("/v1/marks", get(marks))
        .merge(results::routes())
        .merge(page::routes())
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::method() })
        .layer(DefaultBodyLimit::max(MAX_JSON_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), around))
        .with_state(app)
}

/// Bytes of a request that is JSON.
const MAX_JSON_BYTES: usize = 64 * 1024;

/// Around every answer: counted by its status, kept by nobody, embedded nowhere.
async fn around(State(app): State<Arc<App>>, request: axum::extract::Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let class = match answer.status().as_u16() / 100 {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    };
    app.metrics.count("qujat_http_answers_total", class);
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY),
    ] {
        answer.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    answer
}

const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src \
     'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    /// 352/11, 352/12, 352/18: before anything else is looked at.
    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let language = language(&parts.headers);
        let token = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = token.and_then(|value| value.strip_prefix("Bearer "));
        let party = token.and_then(|token| app.people.of(token)).cloned();
        Ok(Self { party: party.ok_or_else(|| Problem::who(language))?, language, aim: String::new() })
    }
}

/// The first language of `Accept-Language` that is one of ours; Kazakh where none is.
fn language(headers: &HeaderMap) -> Language {
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut tags =
        accepted.split(',').map(|tag| tag.trim().get(..2).unwrap_or_default().to_ascii_lowercase());
    tags.find_map(|tag| Language::ALL.into_iter().find(|language| language.code() == tag))
        .unwrap_or(Language::Kazakh)
}

/// Does something that may wait on a thread that may.
async fn wait<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let app = Arc::clone(app);
    tokio::task::spawn_blocking(move || work(&app)).await.unwrap_or_else(|_| Err(Problem::unavailable()))
}

async fn documents(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Vec<ShownView>>, Problem> {
    shown(&app, caller, App::documents).await
}

async fn children(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Vec<ShownView>>, Problem> {
    shown(&app, caller, App::children).await
}

async fn shown(
    app: &Arc<App>,
    caller: Caller,
    work: impl FnOnce(&App, &Caller) -> Result<Vec<Shown>, Denied> + Send + 'static,
) -> Result<Json<Vec<ShownView>>, Problem> {
    let shown = wait(app, move |app| work(app, &caller).map_err(|why| Problem::of(why, caller.language)));
    Ok(Json(shown.await?.iter().map(ShownView::of).collect()))
}

async fn open(State(app): State<Arc<App>>, caller: Caller, body: Bytes) -> Result<Response, Problem> {
    let Caller { party, language, .. } = caller;
    let asked = asked::json::<Open>(&body)?;
    let code_alone = asked.code_alone;
    let request = asked.request()?;
    let work =
        move |app: &App| app.open(&party, request, code_alone).map_err(|why| Problem::of(why, language));
    let opened = wait(&app, work).await?;
    Ok((StatusCode::CREATED, Json(opened_view(&opened)?)).into_response())
}

async fn reissue(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(grant): Path<String>,
) -> Result<Response, Problem> {
    let Caller { party, language, .. } = caller;
    let grant = grant_id(&grant)?;
    let work = move |app: &App| app.reissue(&party, &grant).map_err(|why| Problem::of(why, language));
    let opened = wait(&app, work).await?;
    Ok((StatusCode::CREATED, Json(opened_view(&opened)?)).into_response())
}

fn opened_view(opened: &qujat::grant::OpenedAccess) -> Result<OpenedView, Problem> {
    let symbol = Symbol::encode(&opened.link().to_text(), Use::Screen).map_err(|_| Problem::unavailable())?;
    Ok(OpenedView::of(opened, &symbol))
}

async fn live(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Vec<LiveView>>, Problem> {
    let Caller { party, language, .. } = caller;
    let live = wait(&app, move |app| app.live(&party).map_err(|why| Problem::of(why, language))).await?;
    Ok(Json(live.iter().map(|live| LiveView::of(live, language)).collect()))
}

async fn close(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(grant): Path<String>,
) -> Result<Json<GrantView>, Problem> {
    let Caller { party, language, .. } = caller;
    let grant = grant_id(&grant)?;
    let closed =
        wait(&app, move |app| app.close(&party, &grant).map_err(|why| Problem::of(why, language))).await?;
    Ok(Json(GrantView { closed }))
}

async fn redeem(
    State(app): State<Arc<App>>,
    mut caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<RedeemedView>, Problem> {
    let asked = asked::json::<Redeem>(&body)?;
    caller.aim = asked.aim;
    let carrier = match (asked.link, asked.iin, asked.code, asked.ask) {
        // What is no link, IIN or code of ours is refused as one that opens nothing would be, but for its shape, which its sender sees.
        (Some(link), None, None, None) => {
            let link = GrantLink::parse(&link).map_err(|error| Problem::wrong("link", &error))?;
            Carrier::Token(link.token().to_vec())
        }
        (None, Some(iin), Some(code), None) => {
            let iin = Iin::parse(&iin).map_err(|error| Problem::wrong("iin", &error))?;
            Carrier::Digits(iin, ShortCode::parse(&code).map_err(|error| Problem::wrong("code", &error))?)
        }
        (None, None, None, Some(ask)) => Carrier::Ask(AskId::from_bytes(sixteen(&ask, "ask")?)),
        _ => return Err(Problem::wrong("body", &"a link, or an iin and a code, or an ask are wanted")),
    };
    let attempt = headers.get("idempotency-key").map(|key| {
        let attempt = key.to_str().ok().and_then(|text| <[u8; 16]>::try_from(hex(text)?).ok());
        attempt.map(AttemptId::from_bytes).ok_or_else(|| {
            Problem::wrong(
                "Idempotency-Key",
                &"32 hexadecimal digits are wanted, drawn anew for each attempt",
            )
        })
    });
    let attempt = attempt.transpose()?;
    let work = move |app: &App| {
        let redeemed = app.redeem(&caller, &carrier, attempt.as_ref());
        redeemed.map_err(|why| Problem::of(why, caller.language))
    };
    let (view, shown) = wait(&app, work).await?;
    Ok(Json(RedeemedView { view, documents: shown.iter().map(ShownView::of).collect() }))
}

/// For a page without a scanner of its own: the codes in a picture.
async fn scan(State(app): State<Arc<App>>, _: Caller, body: Bytes) -> Result<Json<Vec<ScanView>>, Problem> {
    let work = move |_: &App| {
        let found = Scanner::new().scan_picture(&body).map_err(|error| Problem::wrong("body", &error))?;
        Ok(found.iter().map(ScanView::of).collect())
    };
    Ok(Json(wait(&app, work).await?))
}

async fn marks(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Vec<MarkView>>, Problem> {
    let Caller { party, language, .. } = caller;
    let marks = wait(&app, move |app| app.marks(&party).map_err(|why| Problem::of(why, language))).await?;
    Ok(Json(marks.iter().map(MarkView::of).collect()))
}

fn grant_id(text: &str) -> Result<GrantId, Problem> {
    GrantId::from_bytes(&sixteen(text, "grant")?).map_err(|error| Problem::wrong("grant", &error))
}

fn sixteen(text: &str, what: &str) -> Result<[u8; 16], Problem> {
    let bytes = hex(text).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Problem::wrong(what, &"32 hexadecimal digits are wanted"))
}
