//! A screen for windows, where nobody looks at one: Xvfb's.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::process::{found, install_debian, quiet};

/// An X server that draws into memory. It ends with this value.
pub(super) struct Screen {
    server: Child,
    name: String,
}

impl Screen {
    /// Installs what is missing, the Java for windows among it, and starts a server under a number that is free.
    pub(super) fn open() -> Result<Self, String> {
        if !cfg!(target_os = "linux") {
            return Err("Xvfb is for Linux".to_owned());
        }
        let mut missing = Vec::new();
        if !found("Xvfb") {
            missing.push("xvfb");
        }
        if !java_has_windows()? {
            missing.push("default-jre");
        }
        if !missing.is_empty() {
            install_debian(&missing)?;
        }
        let failed = |error: std::io::Error| format!("Xvfb does not start: {error}");
        let mut server = Command::new("Xvfb");
        server.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", SIZE]);
        server.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut screen = Self { server: server.spawn().map_err(failed)?, name: String::new() };
        let mut number = String::new();
        if let Some(said) = screen.server.stdout.take() {
            BufReader::new(said).read_line(&mut number).map_err(failed)?;
        }
        match number.trim() {
            "" => Err("Xvfb ended before it was ready".to_owned()),
            number => {
                screen.name = format!(":{number}");
                Ok(screen)
            }
        }
    }

    /// As `DISPLAY` names it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing else to do about either.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// Debian keeps what opens windows apart from a JDK.
fn java_has_windows() -> Result<bool, String> {
    let said = quiet(Command::new("java").args(["-XshowSettings:properties", "-version"]))?;
    let home = said.iter().find_map(|line| line.trim().strip_prefix("java.home = "));
    let home = home.ok_or("java does not say where it is")?;
    Ok(Path::new(home).join("lib/libawt_xawt.so").is_file())
}

/// Room for the sample's window at two pixels a point.
const SIZE: &str = "2400x2000x24";
