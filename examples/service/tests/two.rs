//! Two processes of the service on one Redis act as one.
#![allow(
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::format_push_string,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests open sockets, start programs and say what they leave out, and what fails here fails the test"
)]

mod support;
#[path = "../../../tests/support/redis_server.rs"]
mod redis_server;

use std::process::Command;
use std::sync::Barrier;
use std::thread;

use redis_server::RedisServer;
use serde_json::{Value, json};
use support::Service;

const CARD: &str = r#"{"documents": [{"doc_type": "kz.gov.egov.identity_card.1", "number": "049990001"}]}"#;

/// None where there is no Redis to start.
fn redis() -> Option<RedisServer> {
    let program = std::env::var("QUJAT_REDIS_SERVER").unwrap_or_else(|_| "redis-server".to_owned());
    let is_there = Command::new(program).arg("--version").output().is_ok_and(|said| said.status.success());
    if !is_there {
        eprintln!("skipped: there is no redis-server");
    }
    is_there.then(RedisServer::start)
}

fn open(service: &Service) -> Value {
    let opened = service.call("POST", "/v1/access", "mother", CARD);
    assert_eq!(opened.status, 201, "{opened:?}");
    opened.json()
}

#[test]
fn what_one_opens_the_other_shows_once() {
    let Some(redis) = redis() else { return };
    let [one, other] = [(); 2].map(|()| Service::start(Some(&redis.address())));
    let opened = open(&one);
    let body = json!({ "link": opened["link"] }).to_string();
    let start = Barrier::new(16);
    let statuses: Vec<u16> = thread::scope(|scope| {
        let callers: Vec<_> = (0..16)
            .map(|number| {
                let (service, start, body) = (if number % 2 == 0 { &one } else { &other }, &start, &body);
                scope.spawn(move || {
                    start.wait();
                    service.call("POST", "/v1/redemptions", "stranger", body).status
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().expect("a reply")).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 403)), "{statuses:?}");

    // Both show the same list and the same marks, one chain in each cabinet, whoever wrote it.
    for _ in 0..3 {
        for (opener, shower) in [(&one, &other), (&other, &one)] {
            let opened = open(opener);
            let digits = json!({ "iin": "860314499992", "code": opened["code"] }).to_string();
            let by = if opener.listen == one.listen {
                json!({ "link": opened["link"] }).to_string()
            } else {
                digits
            };
            assert_eq!(shower.call("POST", "/v1/redemptions", "stranger", &by).status, 200);
        }
    }
    let left = open(&one);
    assert_eq!(other.call("GET", "/v1/access", "mother", "").json()[0]["grant"], left["grant"]);
    for who in ["mother", "stranger"] {
        let marks = [&one, &other].map(|service| service.call("GET", "/v1/marks", who, "").json());
        assert_eq!(marks[0], marks[1]);
        assert_eq!(marks[0].as_array().map(Vec::len), Some(7));
    }
}

/// While Redis is away nothing is released and nothing is lost: what was open is open when it is back.
#[test]
fn without_its_store_it_says_so_and_goes_on_later() {
    let Some(redis) = redis() else { return };
    let service = Service::start(Some(&redis.address()));
    let opened = open(&service);
    redis.kill();
    let body = json!({ "link": opened["link"] }).to_string();
    let reply = service.call("POST", "/v1/redemptions", "stranger", &body);
    assert_eq!((reply.status, reply.json()["code"].as_str()), (503, Some("unavailable")));
    assert_eq!(support::send(&service.admin, "GET", "/healthz", &[], &[]).status, 503);
    redis.run();
    assert_eq!(support::send(&service.admin, "GET", "/healthz", &[], &[]).status, 200);
    assert_eq!(service.call("POST", "/v1/redemptions", "stranger", &body).status, 200);
    assert_eq!(service.call("GET", "/v1/marks", "stranger", "").json().as_array().map(Vec::len), Some(1));
}
