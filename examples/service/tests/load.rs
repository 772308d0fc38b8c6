//! Two processes of the service on one Redis under load, by a load tool: `wrk` asks each for the same views at the same time.
//! `QUJAT_LOAD_REQUESTS` says how many requests; 2,000 where it does not.
#![allow(
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::format_push_string,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests open sockets, start programs and say what they measure, and what fails here fails the test"
)]

mod support;
#[path = "../../../tests/support/redis_server.rs"]
mod redis_server;

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use redis_server::RedisServer;
use serde_json::json;
use support::Service;

/// Grants each holder opens, and how often each process is asked for the view of each.
const GRANTS: usize = 5;
const TIMES: usize = 10;
const PROCESSES: usize = 2;
const VIEWERS: usize = 500;

/// 352/15: every view is given, and given once, whoever asks both processes for it at the same time.
#[test]
fn under_load_no_view_is_lost_and_none_given_twice() {
    let there = |program: &str| Command::new(program).arg("-v").output().is_ok();
    if !there("wrk") || !there(&std::env::var("QUJAT_REDIS_SERVER").unwrap_or("redis-server".to_owned())) {
        eprintln!("skipped: there is no wrk or no redis-server");
        return;
    }
    let wanted = std::env::var("QUJAT_LOAD_REQUESTS").map_or(2_000, |text| text.parse().expect("a number"));
    let holders = wanted / (GRANTS * TIMES * PROCESSES);
    let redis = RedisServer::start();
    let invented = holders.to_string();
    let start = |_| Service::start_with(Some(&redis.address()), &["--invented", &invented]);
    let services: Vec<Service> = (0..PROCESSES).map(start).collect();
    let folder = std::env::temp_dir().join(format!("qujat-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");

    let links = open(&services, holders);
    let file = folder.join("links");
    std::fs::write(&file, links.join("\n")).expect("the links are written");
    let begun = Instant::now();
    let outputs = ask(&services, &file, &folder);
    let seconds = begun.elapsed().as_secs_f64();
    for output in &outputs {
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{output:?}");
        assert!(!said.contains("Socket errors"), "{said}");
    }

    let (mut statuses, mut shown) = (HashMap::<String, usize>::new(), HashMap::<String, usize>::new());
    for process in 0..PROCESSES {
        let text = std::fs::read_to_string(folder.join(format!("answers-{process}-1"))).expect("the answers");
        for line in text.lines() {
            let mut words = line.split(' ').map(str::to_owned);
            let into = if words.next().as_deref() == Some("status") { &mut statuses } else { &mut shown };
            let (key, count) = (words.next().expect("a key"), words.next().expect("a count"));
            *into.entry(key).or_default() += count.parse::<usize>().expect("a number");
        }
    }
    // What is left in the folder for what is temporary is small.
    let _ = std::fs::remove_dir_all(&folder);
    let requests = links.len() * TIMES * PROCESSES;
    let number = |holder: usize| (900_000_000 + holder).to_string();
    let given = |holder| shown.get(&number(holder)).copied().unwrap_or_default();
    let lost: usize = (0..holders).map(|holder| GRANTS.saturating_sub(given(holder))).sum();
    let double: usize = (0..holders).map(|holder| given(holder).saturating_sub(GRANTS)).sum();
    let per_second = f64::from(u32::try_from(requests).expect("not so many")) / seconds;
    println!("load_requests {requests} requests");
    println!("load_requests_per_s {per_second:.0} 1/s");
    println!("load_lost_views {lost} views");
    println!("load_double_views {double} views");
    assert_eq!((lost, double), (0, 0), "{statuses:?}");
    let expected = [("200", links.len()), ("403", requests - links.len())];
    assert_eq!(statuses, expected.map(|(status, count)| (status.to_owned(), count)).into());
    // Each left its mark with its subject, whichever process gave it.
    for holder in (0..holders).step_by(holders.div_ceil(20)) {
        let marks = services[holder % PROCESSES].call("GET", "/v1/marks", &format!("holder-{holder}"), "");
        assert_eq!(marks.json().as_array().map(Vec::len), Some(GRANTS), "holder {holder}");
    }
}

/// Every holder opens as many grants as there may be at a time, for as long as there may be: their links.
fn open(services: &[Service], holders: usize) -> Vec<String> {
    let threads = 4;
    let open = |first: usize| {
        let mut links = Vec::new();
        for holder in (first..holders).step_by(threads) {
            let card = json!({ "doc_type": "kz.gov.egov.identity_card.1", "number": (900_000_000 + holder).to_string() });
            let body = json!({ "documents": [card], "lifetime_seconds": 600 }).to_string();
            for grant in 0..GRANTS {
                let service = &services[(holder + grant) % PROCESSES];
                let opened = service.call("POST", "/v1/access", &format!("holder-{holder}"), &body);
                assert_eq!(opened.status, 201, "{opened:?}");
                links.push(opened.json()["link"].as_str().expect("a link").to_owned());
            }
        }
        links
    };
    thread::scope(|scope| {
        let opening: Vec<_> = (0..threads).map(|first| scope.spawn(move || open(first))).collect();
        opening.into_iter().flat_map(|thread| thread.join().expect("opened")).collect()
    })
}

/// Every process is asked by a wrk of its own, both at once.
fn ask(services: &[Service], links: &Path, folder: &Path) -> Vec<Output> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/load.lua");
    let mut asking: Vec<_> = services
        .iter()
        .enumerate()
        .map(|(process, service)| {
            // One thread, so that it sends every request of the file; it stops when they are answered.
            let mut wrk = Command::new("wrk");
            wrk.args([
                "--threads",
                "1",
                "--connections",
                "32",
                "--duration",
                "30m",
                "--timeout",
                "30s",
                "--script",
            ]);
            wrk.arg(&script).arg(format!("http://{}/", service.listen)).arg("--").arg(links);
            wrk.args([TIMES.to_string(), VIEWERS.to_string()]);
            wrk.arg(folder.join(format!("answers-{process}-")));
            wrk.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("wrk starts")
        })
        .collect();
    // wrk runs for as long as it was told; when every thread has written what it was answered, it is told to end.
    let all = |asking: &mut [Child]| {
        let written = (0..PROCESSES).all(|process| folder.join(format!("answers-{process}-1")).is_file());
        written || asking.iter_mut().any(|wrk| wrk.try_wait().is_ok_and(|ended| ended.is_some()))
    };
    while !all(&mut asking) {
        thread::sleep(Duration::from_millis(20));
    }
    let end = |wrk: Child| {
        let told = Command::new("kill").args(["-INT", &wrk.id().to_string()]).status();
        assert!(told.is_ok_and(|told| told.success()), "wrk is told to end");
        wrk.wait_with_output().expect("wrk ends")
    };
    asking.into_iter().map(end).collect()
}
