use std::path::Path;

use super::cargo_test::Reader;
use super::{Counts, Suite, gate};
use crate::bindings::WITH_GENERATOR;
use crate::process::{cargo, each_line, found, install_debian, shown};
use crate::workspace::Workspace;

/// The grant store and the queue of messages on Redis, and the service to copy: with a real server, which the tests start on a free
/// port in a folder of its own, kill and stop, a real load tool, and a real browser. And cards as pictures, which are for servers too.
pub(super) struct Service;

impl Suite for Service {
    fn name(&self) -> &'static str {
        "service"
    }

    fn set_up(&self, _: &Workspace) -> Result<(), String> {
        let missing: Vec<&str> =
            NEEDED.iter().filter(|(program, _)| !found(program)).map(|(_, package)| *package).collect();
        let font = (!Path::new(FONT).is_file()).then_some("fonts-dejavu-core");
        let missing: Vec<&str> = missing.into_iter().chain(font).collect();
        if missing.is_empty() { Ok(()) } else { install_debian(&missing) }
    }

    fn run(&self, workspace: &Workspace) -> Result<Counts, String> {
        let tests = TESTS.iter().flat_map(|test| ["--test", test]);
        let mut counts = gate("clippy of these tests, warnings denied", || {
            let mut clippy = cargo(workspace, &["clippy", "--workspace", "--locked"]);
            clippy.args(tests.clone()).args(["--", "--deny", "warnings"]);
            shown(&mut clippy)
        });
        println!("--- tests on a server of their own, and in a browser");
        let mut reader = Reader::default();
        // The whole workspace is named so that its crates are built with the features of all together, as for the other tests, and
        // not once more.
        let mut test = cargo(workspace, &["test", "--workspace", "--locked"]);
        let well = each_line(test.args(WITH_GENERATOR).args(tests), |line| {
            if let Some(line) = reader.line(line) {
                println!("    {line}");
            }
        })?;
        let (tests, said) = reader.finish(well);
        if let Some(said) = said {
            println!("    {said}");
        }
        counts += tests;
        Ok(counts)
    }
}

/// Programs, and Debian's packages that have them.
const NEEDED: [(&str, &str); 4] = [
    ("redis-server", "redis-server"),
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("wrk", "wrk"),
];

/// What cards are drawn with.
const FONT: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

/// Marked `test = false`: run here by name alone.
const TESTS: [&str; 6] = ["card_png", "grant_redis", "exchange_redis", "two", "load", "browser"];
