//! What the example tools share: the command line, reading and recognising input, keys, the machine's clock and
//! randomness. Exit status of every tool: 0 as asked, 1 a negative answer, 2 wrong use or unreadable input.

// Each tool uses a part of this. Tools are programs: they read files and the clock and print, which the library never
// does (clippy.toml says why).
#![allow(dead_code, unreachable_pub, clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

pub mod members;
pub mod shape;
pub mod shown;

use std::ffi::OsString;
use std::fmt;
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use qujat::cose::PublicKey;
use qujat::limits::MAX_LIST_BYTES;
use qujat::random::{RandomError, RandomSource};
use qujat::time::Timestamp;
use rustls_pki_types::pem::{PemObject, SectionKind};

/// How a tool ended when it could do its work.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// What was asked for: exit status 0.
    AsAsked,
    /// A negative answer: exit status 1.
    Negative,
}

/// Why a tool could not do its work: exit status 2. Says what came and what was wanted.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// What a tool understands besides `--help` and `--json`.
pub struct Usage {
    /// The whole text of `--help`; its first line says what the tool does.
    pub help: &'static str,
    /// Options that take a value, each as often as one likes.
    pub values: &'static [&'static str],
    /// Options that take none.
    pub flags: &'static [&'static str],
    /// Options that take the words after them up to the next option, or none: see [`Arguments::words`].
    pub words: &'static [&'static str],
}

/// What the command line said.
pub struct Arguments {
    /// `--json`: for machines.
    pub json: bool,
    /// What stands without an option's name, in order, and not among [`Arguments::words`].
    pub operands: Vec<OsString>,
    /// Each option of [`Usage::words`] as it came, with the words after it. The last of them may be meant as an operand:
    /// that the tool must tell.
    pub words: Vec<(&'static str, Vec<OsString>)>,
    values: Vec<(&'static str, OsString)>,
    flags: Vec<&'static str>,
}

impl Arguments {
    /// Every value of an option.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &OsString> {
        self.values.iter().filter(move |(option, _)| *option == name).map(|(_, value)| value)
    }

    /// The value of an option that may stand once.
    pub fn one(&self, name: &str) -> Result<Option<&OsString>, Failure> {
        let mut all = self.all(name);
        match (all.next(), all.next()) {
            (_, Some(_)) => Err(Failure(format!("--{name} stands twice"))),
            (first, None) => Ok(first),
        }
    }

    /// Whether a flag stands.
    pub fn has(&self, name: &str) -> bool {
        self.flags.contains(&name)
    }
}

/// Reads the command line, runs the tool, prints what went wrong, and gives the exit status.
pub fn main(usage: &Usage, tool: impl FnOnce(&Arguments) -> Result<Answer, Failure>) -> ExitCode {
    let done = match arguments(usage, lexopt::Parser::from_env()) {
        Ok(Some(arguments)) => tool(&arguments),
        Ok(None) => {
            say(usage.help);
            Ok(Answer::AsAsked)
        }
        Err(Failure(why)) => Err(Failure(format!("{why}\nTry --help."))),
    };
    match done {
        Ok(Answer::AsAsked) => ExitCode::SUCCESS,
        Ok(Answer::Negative) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}

/// `None` where help is asked for.
fn arguments(usage: &Usage, mut parser: lexopt::Parser) -> Result<Option<Arguments>, Failure> {
    let mut read = Arguments {
        json: false,
        operands: Vec::new(),
        words: Vec::new(),
        values: Vec::new(),
        flags: Vec::new(),
    };
    // Whether a word now would belong to the last of `read.words`.
    let mut gathering = false;
    while let Some(argument) = parser.next()? {
        let gathered = core::mem::replace(&mut gathering, false);
        match argument {
            lexopt::Arg::Short('h') | lexopt::Arg::Long("help") => return Ok(None),
            lexopt::Arg::Long("json") => read.json = true,
            lexopt::Arg::Value(value) => match read.words.last_mut().filter(|_| gathered) {
                Some((_, words)) => {
                    words.push(value);
                    gathering = true;
                }
                None => read.operands.push(value),
            },
            lexopt::Arg::Long(name) => {
                if let Some(flag) = usage.flags.iter().find(|flag| **flag == name) {
                    read.flags.push(flag);
                } else if let Some(option) = usage.values.iter().find(|option| **option == name) {
                    let value = parser.value()?;
                    read.values.push((option, value));
                } else if let Some(option) = usage.words.iter().find(|option| **option == name) {
                    let value = parser.optional_value();
                    // `--option=word` is that word alone.
                    gathering = value.is_none();
                    read.words.push((option, value.into_iter().collect()));
                } else {
                    return Err(lexopt::Arg::Long(name).unexpected().into());
                }
            }
            other @ lexopt::Arg::Short(_) => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(read))
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Prints a line. A reader that has gone (`inspect … | head`) is no fault of ours.
pub fn say(line: impl fmt::Display) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Reads a file, or the standard input for `-`, of at most `limit` bytes.
pub fn read(name: &OsString, limit: usize) -> Result<Vec<u8>, Failure> {
    let shown = name.to_string_lossy();
    let fail = |error: std::io::Error| Failure(format!("{shown}: {error}"));
    let source: Box<dyn Read> = if name == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(Path::new(name)).map_err(fail)?)
    };
    let mut bytes = Vec::new();
    source.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() > limit {
        return Err(Failure(format!("{shown}: more than {limit} bytes")));
    }
    if bytes.is_empty() {
        return Err(Failure(format!("{shown}: empty")));
    }
    Ok(bytes)
}

/// Bytes taken out of how they were written down.
pub struct Input {
    /// The bytes themselves.
    pub bytes: Vec<u8>,
    /// How they were written down.
    pub form: Form,
}

/// How bytes were written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// As they are.
    Binary,
    /// Hexadecimal text.
    Hex,
    /// base64url or base64 text, padded or not.
    Base64,
    /// The text of a seal's QR symbol.
    SealText,
    /// A link whose fragment is base64url; what stands before `#`.
    Link(String),
    /// PEM: the label of its first section, and how many it has. The bytes are the first's.
    Pem(&'static str, usize),
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Binary => f.write_str("as binary"),
            Self::Hex => f.write_str("as hexadecimal text"),
            Self::Base64 => f.write_str("as base64 text"),
            Self::SealText => f.write_str("as the text of a seal's QR code"),
            Self::Link(_) => f.write_str("as a link"),
            Self::Pem(label, 1) => write!(f, "as PEM ({label})"),
            Self::Pem(label, count) => write!(f, "as PEM ({label}, the first of {count})"),
        }
    }
}

/// What a file for a cryptographic tool may hold: large enough for a list in hexadecimal.
pub const MAX_INPUT_BYTES: usize = 2 * MAX_LIST_BYTES;

/// Takes bytes out of how they were written down. Whatever is no text is binary: every CBOR array, map and tag starts
/// with a byte past ASCII, every DER certificate has one in its second place. Text must be of one form throughout; white
/// space is ignored in hexadecimal and base64.
pub fn unwrap(raw: Vec<u8>) -> Result<Input, Failure> {
    let hidden = |c: char| c.is_control() && !c.is_ascii_whitespace();
    let Some(text) = core::str::from_utf8(&raw).ok().filter(|text| !text.contains(hidden)) else {
        return Ok(Input { bytes: raw, form: Form::Binary });
    };
    let text = text.trim();
    if text.starts_with(SEAL_PREFIX) {
        let inner = text.get(SEAL_PREFIX.len()..).unwrap_or_default();
        let bytes = base45::decode(inner).map_err(|_| Failure("not base45 after \"QS1:\"".into()))?;
        return Ok(Input { bytes, form: Form::SealText });
    }
    if text.starts_with("-----BEGIN ") {
        let sections = pem(text)?;
        let count = sections.len();
        let (label, bytes) = sections.into_iter().next().ok_or(Failure("PEM without a section".into()))?;
        return Ok(Input { bytes, form: Form::Pem(label, count) });
    }
    if text.starts_with("https://") {
        let (host, fragment) = text.split_once('#').ok_or(Failure("a link without a fragment".into()))?;
        let bytes = base64_text(fragment).ok_or(Failure("the link's fragment is not base64url".into()))?;
        return Ok(Input { bytes, form: Form::Link(host.to_owned()) });
    }
    let tight: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    if tight.is_empty() {
        return Err(Failure("only white space".into()));
    }
    if let Some(bytes) = hex(&tight) {
        return Ok(Input { bytes, form: Form::Hex });
    }
    if let Some(bytes) = base64_text(&tight) {
        return Ok(Input { bytes, form: Form::Base64 });
    }
    if text.starts_with(['{', '[']) {
        return Err(Failure("JSON; a source record or a draft is signed before it is any of ours".into()));
    }
    Err(Failure(
        "text that is none of: hexadecimal, base64url, base64, PEM, a seal's \"QS1:\", an https link".into(),
    ))
}

/// What stands before the base45 of a seal.
const SEAL_PREFIX: &str = "QS1:";

/// Every section of a PEM file that this library knows what to do with, with its label.
pub fn pem(text: &str) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let mut sections = Vec::new();
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(text.as_bytes()) {
        let (kind, bytes) = section.map_err(|error| Failure(format!("PEM: {error}")))?;
        let label = match kind {
            SectionKind::Certificate => "CERTIFICATE",
            SectionKind::PublicKey => "PUBLIC KEY",
            // A private key is nobody's business here: it is not even decoded further.
            _ => return Err(Failure("PEM holds neither a CERTIFICATE nor a PUBLIC KEY".into())),
        };
        sections.push((label, bytes));
    }
    Ok(sections)
}

/// Hexadecimal digits, an even number of them and nothing else.
pub fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok());
    if text.is_empty() || !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

/// Lower-case hexadecimal.
pub fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('?');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// base64url or base64, never a mixture; padding may be left out.
fn base64_text(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabets = [&base64::alphabet::URL_SAFE, &base64::alphabet::STANDARD];
    alphabets.into_iter().find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).ok())
}

/// A public key: COSE_Key (in any form [`unwrap`] knows), PEM or DER `PUBLIC KEY`.
pub fn public_key(input: &Input) -> Result<PublicKey, Failure> {
    let key = match &input.form {
        Form::Pem("PUBLIC KEY", _) => PublicKey::from_spki(&input.bytes),
        Form::Pem(label, _) => return Err(Failure(format!("PEM {label} found, PUBLIC KEY wanted"))),
        // DER starts with SEQUENCE (30); a COSE_Key is a CBOR map (a0 to bf).
        _ if input.bytes.first() == Some(&0x30) => PublicKey::from_spki(&input.bytes),
        _ => PublicKey::from_cose(&input.bytes),
    };
    key.map_err(|error| Failure(format!("{error}; a COSE_Key or a PUBLIC KEY is wanted")))
}

/// The operating system's generator.
pub struct OsRandom;

impl RandomSource for OsRandom {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(out).map_err(|_| RandomError)
    }
}

/// The machine's clock.
pub fn now() -> Result<Timestamp, Failure> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since.ok().and_then(|since| i64::try_from(since.as_secs()).ok());
    seconds
        .and_then(|seconds| Timestamp::from_unix(seconds).ok())
        .ok_or_else(|| Failure("the machine's clock shows no usable time".into()))
}

/// `--now`: an RFC 3339 time, or the machine's clock where it is absent.
pub fn now_or(arguments: &Arguments) -> Result<Timestamp, Failure> {
    match arguments.one("now")? {
        Some(text) => Timestamp::parse(&text.to_string_lossy())
            .map_err(|error| Failure(format!("--now {}: {error}", text.to_string_lossy()))),
        None => now(),
    }
}
