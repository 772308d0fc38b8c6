//! What the QR codes in picture files say.
//!
//! A tool may do what the library may not: open files, read the clock, print.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use lexopt::prelude::{Long, Short, Value};
use qujat::scan::{Content, Found, Scanned, Scanner};
use serde::Serialize;

const HELP: &str = "\
Finds every QR code in each picture (PNG or JPEG) and says what it holds.

usage: scan [--json] FILE...

  --json       one line of JSON for each file:
               {\"file\", \"ms\", \"codes\": [{\"bytes\": hex, \"text\": string or null, \"version\",
               \"corners\": [[x, y], ...4], \"kind\": grant | seal | presentation_frame | challenge |
               unknown}]}
               or {\"file\", \"error\"}
  -h, --help   this text

exit status: 0 a code in every file, 1 a file without a code, 2 wrong use or a file that cannot be read";

fn main() -> ExitCode {
    let (json, files) = match arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("scan: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let mut scanner = Scanner::new();
    let mut status = 0;
    for file in files {
        let name = file.to_string_lossy();
        let started = Instant::now();
        let answer = std::fs::read(&file)
            .map_err(|error| error.to_string())
            .and_then(|bytes| scanner.scan_picture(&bytes).map_err(|error| error.to_string()));
        let ms = started.elapsed().as_secs_f64() * 1e3;
        match answer {
            Ok(codes) => {
                if codes.is_empty() {
                    status = status.max(1);
                }
                println!("{}", if json { as_json(&name, ms, &codes) } else { as_text(&name, ms, &codes) });
            }
            Err(error) => {
                status = 2;
                eprintln!("scan: {name}: {error}");
                if json {
                    println!("{}", line(&Unreadable { file: &name, error: &error }));
                }
            }
        }
    }
    ExitCode::from(status)
}

/// `--json` and the files; `None` where help was asked for.
fn arguments() -> Result<Option<(bool, Vec<std::ffi::OsString>)>, lexopt::Error> {
    let (mut json, mut files) = (false, Vec::new());
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("json") => json = true,
            Short('h') | Long("help") => return Ok(None),
            Value(file) => files.push(file),
            other => return Err(other.unexpected()),
        }
    }
    if files.is_empty() { Err("no picture given".into()) } else { Ok(Some((json, files))) }
}

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    ms: f64,
    codes: Vec<Code<'a>>,
}

#[derive(Serialize)]
struct Code<'a> {
    bytes: String,
    text: Option<&'a str>,
    version: u8,
    corners: [[f64; 2]; 4],
    kind: &'static str,
}

#[derive(Serialize)]
struct Unreadable<'a> {
    file: &'a str,
    error: &'a str,
}

fn as_json(file: &str, ms: f64, codes: &[Found]) -> String {
    let codes = codes.iter().map(|code| Code {
        bytes: hex(&code.bytes),
        text: code.text(),
        version: code.version,
        corners: code.corners.map(|corner| corner.map(|at| rounded(f64::from(at), 100.0))),
        kind: code.scanned().kind().as_str(),
    });
    line(&Line { file, ms: rounded(ms, 1000.0), codes: codes.collect() })
}

/// Neither keys nor values here can fail to be written.
fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn as_text(file: &str, ms: f64, codes: &[Found]) -> String {
    let mut out = match codes.len() {
        0 => format!("{file}: no QR code ({ms:.1} ms)"),
        1 => format!("{file}: 1 QR code ({ms:.1} ms)"),
        count => format!("{file}: {count} QR codes ({ms:.1} ms)"),
    };
    for code in codes {
        let corners = code.corners.map(|[x, y]| format!("{x:.0},{y:.0}")).join(" ");
        let scanned = code.scanned();
        let content = match &scanned {
            Scanned::Grant(link) => format!("an opened access, {} bytes signed", link.token().len()),
            Scanned::Seal(seal) => format!("a document's seal, {} bytes signed", seal.as_bytes().len()),
            Scanned::PresentationFrame(frame) => {
                format!("a frame of a shown document, {} bytes", frame.len())
            }
            Scanned::Challenge(challenge) => match challenge.audience() {
                Some(bin) => format!("a verifier's challenge, of the organisation with BIN {}", bin.as_str()),
                None => "a verifier's challenge".to_owned(),
            },
            Scanned::Unknown(Content::Text(text)) => format!("text: {}", printable(text)),
            Scanned::Unknown(Content::Bytes(bytes)) => format!("bytes: {}", hex(bytes)),
        };
        // Writing to a string does not fail.
        let _ = write!(out, "\n  version {} at {corners}: {content}", code.version);
    }
    out
}

/// Whoever made the code chose its text: nothing in it may steer a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}
