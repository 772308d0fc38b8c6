//! `verify FILE --trust …`: the verdict on any signed thing of ours, on a mobile document, on a bare COSE_Sign1.

// A program reads files and the clock and prints, which the library never does (clippy.toml says why).
#![allow(unreachable_pub, clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;

mod answer;
mod bare;
mod document;
mod ours;
mod trust;

use std::ffi::OsString;
use std::process::ExitCode;

use answer::{Answered, Line};
use common::shape::Shape;
use common::{Answer, Arguments, Failure, Form, Input, Usage, main as run, now_or, read, say, unwrap};
use qujat::cbor::{Decoder, Kind};
use qujat::cose::{Purpose, Sign1};
use qujat::id::Recipient;
use qujat::time::Timestamp;
use qujat::trust::TrustListDraft;
use qujat::verify::{ReaderKey, RevocationRule, SessionTranscript, Verdict};
use trust::{Given, Trust};
use zeroize::Zeroizing;

const USAGE: Usage = Usage {
    help: "\
verify — whether a signed thing is true: every check with its own answer, and the word

Usage: verify FILE --trust FILE|DIR … [--signer] [--signer FILE|DIR …] [--now RFC3339] [--json]
              [--status FILE …] [--status-required] [--transcript FILE] [--reader-key FILE] [--subject IIN]
              [--document FILE] [--aad HEX]

  FILE          a document (IssuerSigned) or DeviceResponse; a seal, also as the text of its QR code (QS1:…); a grant's
                token or link; a trust list; a status list; a representation record; a display form; a checkpoint of view marks;
                any other COSE_Sign1. As CBOR, hexadecimal or base64url; `-` for the standard input
  --trust       whom to trust: certificates (PEM or DER), public keys (PEM, DER or COSE_Key), signed trust lists, a
                folder of these. A certificate is an authority's; a key is a signer's; a list counts only if another
                of the keys given signed it
  --signer      the same, certificates being the signers' own. With nothing after it but other options, or with
                nothing else left to be FILE, it turns every certificate of --trust into a signer's own
  --now         the time to judge by; without it, the machine's clock
  --status      a signed status list, fetched now: which documents were revoked. May stand more than once
  --status-required  a document that names a status list needs one at hand: without it the verdict is unknown
  --transcript  the SessionTranscript a DeviceResponse was made in: the device must prove itself in it
  --reader-key  the reader's ephemeral key of that session (32 bytes, or a COSE_Key with d): for devices that use a MAC
  --subject     whose document or seal it must be (an IIN; of a seal also a BIN)
  --document    the document a seal must be of
  --aad         external data a bare COSE_Sign1 was signed with, hexadecimal
  --json        one object: {\"verdict\": \"valid\" | \"invalid\" | \"unknown\", \"checks\": [{\"name\", \"outcome\": \"passed\" |
                \"failed\" | \"not_done\", \"reason\"}], \"warnings\": [code], \"claims\": {…}, \"kind\", \"file\"}
  --help        this text

\"claims\" is what was signed, and is empty where the signature or a digest does not hold or could not be checked. Whether
it is to be believed, the verdict says: \"invalid\" if a check failed, \"unknown\" if one that is needed could not be done.
A DeviceResponse of several documents has the worst of their verdicts, and each in \"documents\" of its claims.
A grant that is valid may have been used up all the same: that its service alone knows.
Exit status: 0 valid, 1 invalid or unknown, 2 wrong use or unreadable.",
    values: &["now", "status", "transcript", "reader-key", "subject", "document", "aad"],
    flags: &["status-required"],
    words: &["trust", "signer"],
};

fn main() -> ExitCode {
    run(&USAGE, verify)
}

/// What the command line says besides trust.
struct Expected {
    /// The options that stand.
    given: Vec<&'static str>,
    now: Timestamp,
    transcript: Option<SessionTranscript>,
    reader_key: Option<ReaderKey>,
    subject: Option<Recipient>,
    document: Option<[u8; 32]>,
    aad: Vec<u8>,
    revocation: RevocationRule,
}

fn verify(arguments: &Arguments) -> Result<Answer, Failure> {
    let (file, given) = Given::read(arguments)?;
    let expected = Expected::read(arguments)?;
    let mut trust = Trust::read(&given, expected.now)?;
    for status in arguments.all("status") {
        trust.add_status_list(status, expected.now)?;
    }
    let name = file.to_string_lossy();
    let raw = read(&file, common::MAX_INPUT_BYTES)?;
    let bytes = raw.len();
    let answered = judge(raw, &trust, &expected).map_err(|failure| Failure(format!("{name}: {failure}")))?;
    for note in trust.notes() {
        eprintln!("note: {note}");
    }
    if arguments.json {
        say(serde_json::to_string(&Line { answered: &answered, file: &name })?);
    } else {
        answered.print(&name, bytes, expected.now);
    }
    Ok(if answered.verdict() == Verdict::Valid { Answer::AsAsked } else { Answer::Negative })
}

impl Expected {
    fn read(arguments: &Arguments) -> Result<Self, Failure> {
        let subject = arguments.one("subject")?.map(|digits| Recipient::parse(&digits.to_string_lossy()));
        let subject = subject.transpose().map_err(|error| Failure(format!("--subject: {error}")))?;
        let transcript = arguments.one("transcript")?.map(|file| {
            let bytes = unwrapped(file)?.bytes;
            SessionTranscript::parse(&bytes).map_err(|error| of(file, &error))
        });
        let aad = arguments.one("aad")?.map(|digits| {
            let digits = digits.to_string_lossy();
            // No data at all is as good as none given.
            if digits.is_empty() { Some(Vec::new()) } else { common::hex(&digits) }
        });
        let aad = aad.map(|aad| aad.ok_or_else(|| Failure("--aad: hexadecimal digits are wanted".into())));
        let options = ["transcript", "reader-key", "subject", "document", "aad", "status"];
        let required = arguments.has("status-required");
        Ok(Self {
            given: options.into_iter().filter(|name| arguments.all(name).next().is_some()).collect(),
            now: now_or(arguments)?,
            transcript: transcript.transpose()?,
            reader_key: arguments.one("reader-key")?.map(reader_key).transpose()?,
            subject,
            document: arguments.one("document")?.map(document::digest_of).transpose()?,
            aad: aad.transpose()?.unwrap_or_default(),
            revocation: if required { RevocationRule::Required } else { RevocationRule::WhereKnown },
        })
    }

    /// Refuses what says nothing of the thing that came: a check that is asked for is never left out in silence.
    fn only(&self, thing: &str, options: &[&str]) -> Result<(), Failure> {
        match self.given.iter().find(|given| !options.contains(given)) {
            Some(other) => Err(Failure(format!("{thing}: --{other} says nothing of it"))),
            None => Ok(()),
        }
    }
}

/// Finds out what came, and has it judged by those who know.
fn judge(raw: Vec<u8>, trust: &Trust, expected: &Expected) -> Result<Answered, Failure> {
    // Text of ours is judged as text: a seal or a link that is broken is still one.
    if let Ok(text) = core::str::from_utf8(&raw) {
        let text = text.trim();
        if text.starts_with(qujat::document::seal::SEAL_PREFIX) {
            return ours::seal(text, trust, expected);
        }
        if text.starts_with("https://") && text.contains('#') {
            return ours::link(text, trust, expected);
        }
    }
    if raw.starts_with(b"\x89PNG") || raw.starts_with(b"\xff\xd8\xff") {
        return Err(Failure("a picture: the tool scan reads the QR codes in it".into()));
    }
    let Input { bytes, form } = unwrap(raw)?;
    if matches!(form, Form::Pem(..)) || (bytes.first() == Some(&0x30) && bytes.len() > 1) {
        return Err(Failure("a certificate or a key is trusted or not: it goes to --trust".into()));
    }
    let bytes = stripped(&bytes);
    match Shape::of(bytes) {
        Shape::Document => document::judge("document", bytes, trust, expected),
        Shape::Response => document::judge("response", bytes, trust, expected),
        Shape::Signed => match purpose(bytes) {
            Some(Purpose::Seal) => ours::seal(&ours::seal_text(bytes), trust, expected),
            Some(Purpose::Grant) => ours::token(bytes, trust, expected),
            Some(purpose) => ours::signed(bytes, purpose, trust, expected),
            None => bare::judge(bytes, trust, expected),
        },
        Shape::Key => Err(Failure("a key is trusted or not: it goes to --trust".into())),
        Shape::Other => match qujat::cbor::check(bytes, bytes.len()) {
            Ok(()) => Err(Failure("CBOR, but no document, response or COSE_Sign1".into())),
            Err(error) => Err(Failure(format!("not CBOR ({error}), nor text of ours"))),
        },
    }
}

/// What a signed thing says it was signed for, where that is a purpose of ours.
fn purpose(bytes: &[u8]) -> Option<Purpose> {
    match Sign1::parse(bytes) {
        Ok(sign1) => sign1.header().typ().and_then(Purpose::from_media_type),
        // A list may be larger than anything else: its media type stands at its start.
        Err(_) if starts_as_status_list(bytes) => Some(Purpose::StatusList),
        Err(_) => TrustListDraft::read_untrusted(bytes).ok().map(|_| Purpose::TrustList),
    }
}

fn starts_as_status_list(bytes: &[u8]) -> bool {
    let typ = Purpose::StatusList.media_type().unwrap_or_default().as_bytes();
    bytes.get(..HEADER_BYTES).unwrap_or(bytes).windows(typ.len()).any(|window| window == typ)
}

/// The item inside tags that only say that it is CBOR or a CWT (RFC 8949 §3.4.6, RFC 8392 §6), or that it is encoded
/// (§3.4.5.1).
fn stripped(mut bytes: &[u8]) -> &[u8] {
    for _ in 0..MOST_TAGS {
        let mut decoder = Decoder::new(bytes);
        let inner = match decoder.peek() {
            Ok(Kind::Tag(CWT | SELF_DESCRIBED)) => {
                decoder.any_tag().ok().and_then(|_| bytes.get(decoder.offset()..))
            }
            Ok(Kind::Tag(EMBEDDED)) => {
                let content = decoder.any_tag().ok().and_then(|_| decoder.bytes().ok());
                match content {
                    Some(std::borrow::Cow::Borrowed(content)) if decoder.finish().is_ok() => Some(content),
                    _ => None,
                }
            }
            _ => None,
        };
        match inner {
            Some(inner) => bytes = inner,
            None => break,
        }
    }
    bytes
}

fn unwrapped(file: &OsString) -> Result<Input, Failure> {
    let raw = read(file, common::MAX_INPUT_BYTES)?;
    unwrap(raw).map_err(|failure| Failure(format!("{}: {failure}", file.to_string_lossy())))
}

/// 32 bytes, or a COSE_Key with its secret, `d` (RFC 9053 §7.1.1).
fn reader_key(file: &OsString) -> Result<ReaderKey, Failure> {
    let bytes = Zeroizing::new(unwrapped(file)?.bytes);
    let secret = if bytes.len() == 32 { bytes } else { d_of(&bytes).map_err(|error| of(file, &error))? };
    ReaderKey::from_secret(&secret).map_err(|error| of(file, &error))
}

fn d_of(key: &[u8]) -> Result<Zeroizing<Vec<u8>>, qujat::cbor::CborError> {
    let mut decoder = Decoder::new(key);
    let mut map = decoder.map()?;
    let mut secret = Zeroizing::new(Vec::new());
    while let Some(mut label) = decoder.key(&mut map)? {
        if label.peek()? == Kind::Negative && label.integer()? == -4 {
            secret = Zeroizing::new(decoder.bytes()?.into_owned());
        } else {
            decoder.skip()?;
        }
    }
    decoder.finish()?;
    Ok(secret)
}

fn of(file: &OsString, error: &impl std::error::Error) -> Failure {
    Failure(format!("{}: {error}", file.to_string_lossy()))
}

/// How many tags are taken off before what is left is looked at.
const MOST_TAGS: usize = 4;
/// A protected header with an algorithm and a type ends before that.
const HEADER_BYTES: usize = 64;
const EMBEDDED: u64 = 24;
const CWT: u64 = 61;
const SELF_DESCRIBED: u64 = 55_799;
