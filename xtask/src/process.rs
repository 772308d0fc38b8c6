//! Running other programs.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, pipe};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::workspace::Workspace;

/// `cargo` with these arguments, from the root: the one that runs this program, so that toolchains do not mix.
pub(crate) fn cargo(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(workspace.root());
    command
}

/// Runs to the end, handing over each line of output and error output in the order they came. `Ok(true)` is exit
/// status 0.
pub(crate) fn each_line(command: &mut Command, mut line: impl FnMut(&str)) -> Result<bool, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |error: std::io::Error| format!("{program} does not run: {error}");
    let (reader, writer) = pipe().map_err(failed)?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(writer.try_clone().map_err(failed)?)
        .stderr(writer)
        .spawn()
        .map_err(failed)?;
    // The command still holds this side's ends of the pipe: without letting go the reading below would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes).map_err(failed)? > 0 {
        line(String::from_utf8_lossy(&bytes).trim_end());
        bytes.clear();
    }
    Ok(child.wait().map_err(failed)?.success())
}

/// Runs, printing what it says but cargo's progress.
pub(crate) fn shown(command: &mut Command) -> Result<(), String> {
    let well = each_line(command, |line| {
        if !is_progress(line) {
            println!("   {line}");
        }
    })?;
    if well { Ok(()) } else { Err("exit status not 0".to_owned()) }
}

/// Runs, and prints the last of what it said only where it failed. Gives all of it where it did not.
pub(crate) fn quiet(command: &mut Command) -> Result<Vec<String>, String> {
    let mut lines = VecDeque::new();
    let well = each_line(command, |line| {
        lines.push_back(line.to_owned());
        if lines.len() > KEPT {
            lines.pop_front();
        }
    })?;
    if well {
        return Ok(lines.into());
    }
    for line in lines.iter().skip(lines.len().saturating_sub(SHOWN)) {
        println!("   {line}");
    }
    Err("exit status not 0".to_owned())
}

/// Whether a program of this name stands on the `PATH`.
pub(crate) fn found(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| {
            is_file(&folder.join(program)) || {
                cfg!(windows) && is_file(&folder.join(format!("{program}.exe")))
            }
        })
    })
}

fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Installs packages of Debian. Says so; an error where this is not Debian or not root.
pub(crate) fn install_debian(packages: &[&str]) -> Result<(), String> {
    println!("   installing with apt-get: {}", packages.join(" "));
    if !found("apt-get") {
        return Err(format!("no apt-get here: install {} by hand", packages.join(", ")));
    }
    quiet(Command::new("apt-get").arg("update"))?;
    let mut install = Command::new("apt-get");
    install.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    quiet(install.env("DEBIAN_FRONTEND", "noninteractive")).map(drop)
}

/// A line of cargo that tells only that it is at work.
pub(crate) fn is_progress(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || PROGRESS.iter().any(|verb| line.starts_with(verb))
}

const PROGRESS: [&str; 16] = [
    "Adding ",
    "Blocking ",
    "Building ",
    "Checking ",
    "Compiling ",
    "Documenting ",
    "Downloaded ",
    "Downloading ",
    "Executable ",
    "Finished ",
    "Fresh ",
    "Generated ",
    "Locking ",
    "Running ",
    "Updating ",
    "Doc-tests ",
];

/// Lines kept of a quiet program, and of these shown where it fails.
const KEPT: usize = 4000;
const SHOWN: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_streams_come_in_order_and_the_status_is_told() {
        let mut lines = Vec::new();
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo one; echo two >&2; printf three; exit 3"]);
        assert_eq!(each_line(&mut shell, |line| lines.push(line.to_owned())), Ok(false));
        assert_eq!(lines, ["one", "two", "three"]);
        assert!(each_line(&mut Command::new("no-such-program-anywhere"), |_| ()).is_err());
    }

    #[test]
    fn progress_is_told_from_diagnostics() {
        assert!(is_progress("   Compiling qujat v0.1.0"));
        assert!(is_progress(""));
        assert!(!is_progress("error[E0308]: mismatched types"));
        assert!(!is_progress("warning: unused import"));
    }
}
