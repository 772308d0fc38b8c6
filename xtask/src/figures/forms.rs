//! What the library's own display forms come to.

use crate::process::{cargo, quiet};
use crate::workspace::Workspace;

/// Kinds of documents that have a form.
pub(super) fn kinds(workspace: &Workspace) -> Result<String, String> {
    said(workspace, "forms_kinds")
}

/// The median of a form's bytes as signed.
pub(super) fn median_bytes(workspace: &Workspace) -> Result<String, String> {
    said(workspace, "form_bytes_median")
}

fn said(workspace: &Workspace, name: &str) -> Result<String, String> {
    let run = ["run", "--quiet", "--locked", "--release", "--example", "forms", "--", "figures"];
    let lines = quiet(&mut cargo(workspace, &run))?;
    value(&lines, name).ok_or_else(|| format!("the example forms does not say {name}"))
}

/// The number of a line `name number unit`.
fn value(lines: &[String], name: &str) -> Option<String> {
    let line = lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    let number = line.split(' ').next()?;
    number.parse::<u64>().is_ok().then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_name() {
        let lines = ["forms_kinds 15 kinds", "form_bytes_median 4000 bytes", "forms x"].map(str::to_owned);
        assert_eq!(value(&lines, "forms_kinds").as_deref(), Some("15"));
        assert_eq!(value(&lines, "form_bytes_median").as_deref(), Some("4000"));
        assert_eq!(value(&lines, "forms"), None);
        assert_eq!(value(&[], "forms_kinds"), None);
    }
}
