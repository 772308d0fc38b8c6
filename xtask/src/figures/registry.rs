//! Figures of the grant store, measured by `benches/registry.rs`, which starts Redis servers of its own.

use super::harness::is_figure;
use crate::process::{cargo, quiet};
use crate::workspace::Workspace;

/// The figures, named here so that asking for others builds no client of Redis.
pub(super) const NAMES: [&str; 6] = [
    "redeem_per_s_memory",
    "redeem_vs_hashmap",
    "redeem_per_s_redis",
    "redeem_vs_redis_ping",
    "double_redemptions",
    "lost_redemptions",
];

/// Measures these figures in one run.
pub(super) fn measure(workspace: &Workspace, names: &[&str]) -> Result<Vec<String>, String> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let bench =
        ["bench", "--quiet", "--locked", "--package", "qujat", "--features", "redis", "--bench", "registry"];
    let lines = quiet(cargo(workspace, &bench).arg("--").args(names))?;
    let of_name = |name: &&str| lines.iter().find(|line| is_figure(line, name)).cloned();
    names
        .iter()
        .map(|name| of_name(name).ok_or(format!("benches/registry.rs gave no `{name} value unit`")))
        .collect()
}
