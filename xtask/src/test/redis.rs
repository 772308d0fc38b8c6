use super::cargo_test::Reader;
use super::{Counts, Suite, gate};
use crate::process::{cargo, each_line, found, install_debian, shown};
use crate::workspace::Workspace;

/// The grant store on Redis: with a real server, which its tests start on a free port in a folder of its own, kill and stop.
pub(super) struct Redis;

impl Suite for Redis {
    fn name(&self) -> &'static str {
        "redis"
    }

    fn set_up(&self, _: &Workspace) -> Result<(), String> {
        if found(SERVER) { Ok(()) } else { install_debian(&[SERVER]) }
    }

    fn run(&self, workspace: &Workspace) -> Result<Counts, String> {
        let mut counts = gate("clippy of the store on Redis, warnings denied", || {
            let clippy = ["clippy", "--workspace", "--locked", "--features", FEATURES, "--test", TEST];
            shown(
                cargo(workspace, &clippy).args(["--lib", "--bench", "registry", "--", "--deny", "warnings"]),
            )
        });
        println!("--- tests on a server of their own");
        let mut reader = Reader::default();
        // The whole workspace is named so that its crates are built as for the other tests, and not once more.
        let test = ["test", "--workspace", "--locked", "--features", FEATURES, "--test", TEST];
        let well = each_line(&mut cargo(workspace, &test), |line| {
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

/// Debian's package and its program.
const SERVER: &str = "redis-server";

const FEATURES: &str = "qujat/conformance,qujat/redis";
const TEST: &str = "grant_redis";
