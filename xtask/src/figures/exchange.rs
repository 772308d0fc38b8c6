//! Figures of the queue of messages, measured by `benches/exchange.rs` on the embedded database.

use super::harness::is_figure;
use crate::process::{cargo, quiet};
use crate::workspace::Workspace;

/// The figures, named here so that asking for others builds no database.
pub(super) const NAMES: [&str; 4] =
    ["outbox_msgs_per_s", "outbox_vs_raw_db", "outbox_lost", "outbox_duplicated_effects"];

/// Measures these figures in one run.
pub(super) fn measure(workspace: &Workspace, names: &[&str]) -> Result<Vec<String>, String> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let bench =
        ["bench", "--quiet", "--locked", "--package", "qujat", "--features", "redb", "--bench", "exchange"];
    let lines = quiet(cargo(workspace, &bench).arg("--").args(names))?;
    let of_name = |name: &&str| lines.iter().find(|line| is_figure(line, name)).cloned();
    names
        .iter()
        .map(|name| of_name(name).ok_or(format!("benches/exchange.rs gave no `{name} value unit`")))
        .collect()
}
