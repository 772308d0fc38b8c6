//! A service of open access to copy: HTTP over [`qujat::grant::Registry`].
//!
//! | file | holds |
//! | --- | --- |
//! | `people.rs` | who calls: where your own authentication goes |
//! | `crowd.rs` | invented people in any number, for load |
//! | `holdings.rs` | which documents there are: where your own store of documents goes |
//! | `consents.rs` | who may ask by phone, linked numbers, a gateway of messages: where yours go |
//! | `app.rs`, `asking.rs`, `release.rs` | what the service does, without HTTP: open, redeem, close; ask; verify, decide, mark, show |
//! | `marks.rs`, `store.rs` | memory, or Redis where `REDIS_URL` names one |
//! | `results.rs` | results of services, looked up by number and IIN or BIN |
//! | `http/` | routes, JSON, errors, the page for a clerk without the application |
//! | `admin.rs` | health, metrics and the demonstration's messages, on an address of their own |
//!
//! Requests are answered on threads that may wait: the registry is plain calls, on memory and on Redis alike.
// A program reads the clock and prints, which the library never does (clippy.toml says why).
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

mod admin;
mod app;
mod asking;
#[path = "../../open_access/certificates.rs"]
#[allow(dead_code, unreachable_pub, reason = "the story it was written for uses more of it")]
mod certificates;
#[path = "../../common/mod.rs"]
mod common;
mod consents;
mod crowd;
mod holdings;
mod http;
mod marks;
mod people;
mod release;
mod results;
mod seeded;
mod store;
#[path = "../../open_access/world.rs"]
#[allow(dead_code, unreachable_pub, reason = "the story it was written for uses more of it")]
mod world;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::TcpListener;

use self::app::App;
use self::common::{Answer, Arguments, Failure, Usage};

const USAGE: Usage = Usage {
    help: "\
A service of open access over HTTP: open, redeem, close, marks, and a page for a clerk without the application.

Usage: qujat-service [--listen ADDRESS] [--admin ADDRESS] [--people FILE] [--invented NUMBER]

  --listen ADDRESS   where people and systems call; 127.0.0.1:8080 where not said, port 0 for any free one
  --admin ADDRESS    where /healthz, /metrics and /messages are; 127.0.0.1:9090 where not said. Not for the public: what metrics
                     count tells why somebody was refused, and messages are short messages, sent and received
  --people FILE      who may call, as JSON: [{\"token_sha256\": HEX, \"person\": IIN, \"organisation\": BIN or nothing}];
                     invented people where not said
  --invented NUMBER  invents so many more holders, each with an identity card and the token holder-N, and 500 viewers: for load
  --json             says where it listens as JSON, a line
  -h, --help         this

REDIS_URL, where it is set, names the Redis that grants, counters, questions and marks are kept in: any number of processes on one
Redis act as one. Else they are kept in memory.

The keys and the documents are a demonstration's: anybody can make them. src/holdings.rs is where yours go.
Stops when interrupted, after the requests under way are answered. Exit status 0, or 2 where it could not start.",
    values: &["listen", "admin", "people", "invented"],
    flags: &[],
    words: &[],
};

fn main() -> ExitCode {
    common::main(&USAGE, |arguments| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(serve(arguments))
    })
}

async fn serve(arguments: &Arguments) -> Result<Answer, Failure> {
    let address = |name, default: &str| -> Result<SocketAddr, Failure> {
        let given = arguments.one(name)?.map(|it| it.to_string_lossy().into_owned());
        let text = given.as_deref().unwrap_or(default);
        text.parse().map_err(|_| Failure(format!("--{name} {text}: an address is wanted, as 127.0.0.1:8080")))
    };
    let holders = arguments.one("invented")?.map_or(Ok(0), |number| {
        let number = number.to_string_lossy().parse().ok().filter(|number| *number <= crowd::MOST_HOLDERS);
        number.ok_or_else(|| Failure(format!("--invented: a number up to {} is wanted", crowd::MOST_HOLDERS)))
    })?;
    let people = match arguments.one("people")? {
        Some(file) => people::People::from_json(&common::read(file, people::MAX_BYTES)?)?,
        None => people::People::invented(holders)?,
    };
    let redis = std::env::var("REDIS_URL").ok().filter(|url| !url.is_empty());
    let app = Arc::new(App::start(people, holders, redis.as_deref())?);
    let listener = TcpListener::bind(address("listen", "127.0.0.1:8080")?).await?;
    let admin = TcpListener::bind(address("admin", "127.0.0.1:9090")?).await?;
    let (listen, admin_at) = (listener.local_addr()?, admin.local_addr()?);
    if arguments.json {
        let kept = if redis.is_some() { "redis" } else { "memory" };
        common::say(serde_json::json!({
            "listen": listen.to_string(), "admin": admin_at.to_string(), "kept_in": kept,
        }));
    } else {
        let kept = if redis.is_some() { "in Redis" } else { "in memory, for this process alone" };
        common::say(format!(
            "Open access on http://{listen}/, kept {kept}; health and metrics on http://{admin_at}/."
        ));
        for line in app.people.shown() {
            common::say(line);
        }
    }
    let admin = axum::serve(admin, admin::routes(Arc::clone(&app)));
    let sweeping = tokio::spawn(sweep(Arc::clone(&app)));
    let served = axum::serve(listener, http::routes(app)).with_graceful_shutdown(stopped());
    tokio::select! {
        done = served => done?,
        done = admin => done?,
    }
    sweeping.abort();
    Ok(Answer::AsAsked)
}

/// What has ended is forgotten every minute.
async fn sweep(app: Arc<App>) {
    let mut minutes = tokio::time::interval(std::time::Duration::from_mins(1));
    loop {
        minutes.tick().await;
        let app = Arc::clone(&app);
        // A store that fails now is swept in a minute; health tells of it.
        let _ = tokio::task::spawn_blocking(move || app.sweep()).await;
    }
}

/// Until the process is asked to stop.
async fn stopped() {
    let interrupt = async {
        // Where no signal can be waited for, the process is simply ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => (),
        () = terminate => (),
    }
}
