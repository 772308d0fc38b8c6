//! Figures of two processes of the service under load, measured by its test of that name: a million requests of `wrk`.

use super::harness::is_figure;
use crate::process::{cargo, quiet};
use crate::workspace::Workspace;

/// The figures, named here so that asking for others builds no service.
pub(super) const NAMES: [&str; 3] = ["load_requests_per_s", "load_lost_views", "load_double_views"];

/// Measures these figures in one run.
pub(super) fn measure(workspace: &Workspace, names: &[&str]) -> Result<Vec<String>, String> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let test = ["test", "--quiet", "--locked", "--release", "--package", "qujat-service", "--test", "load"];
    let mut command = cargo(workspace, &test);
    command.args(["--", "--nocapture"]).env("QUJAT_LOAD_REQUESTS", REQUESTS);
    let lines = quiet(&mut command)?;
    let of_name = |name: &&str| lines.iter().find(|line| is_figure(line, name)).cloned();
    names.iter().map(|name| of_name(name).ok_or(format!("the test gave no `{name} value unit`"))).collect()
}

const REQUESTS: &str = "1000000";
