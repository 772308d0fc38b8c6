//! European health certificates, of eight states and the edge cases common to all: base45, zlib, COSE_Sign1, CWT, each step
//! as its file expects. Their matrix codes are read by the scanner's own tests.
//!
//! Not judged here, since it is of health certificates alone: key usages of theirs and the structure of their payload, which
//! of `CBO1` is well-formed.

// A judge reads files, prints what it finds, and fails the test by panicking.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

use std::path::{Path, PathBuf};

use base64::Engine as _;
use qujat::cbor;
use qujat::cose::{CoseError, PublicKey, Sign1};
use qujat::time::Timestamp;
use qujat::trust::Certificate;
use qujat::verify::{self, CheckName, Outcome, Report, Verdict};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Where files expect otherwise than the standards say, or than can be answered here: their name or state, which step, why.
const OTHERWISE: [(&str, &str, &str); 8] = [
    ("common/CO1", "EXPECTEDVERIFY", "RSA is not carried out"),
    ("common/CO2", "EXPECTEDVERIFY", "RSA is not carried out"),
    ("CH/", "EXPECTEDVERIFY", "RSA is not carried out"),
    ("common/CO21", "EXPECTEDVERIFY", "RFC 9052 §3: a label in both header maps is malformed"),
    ("common/CO28", "EXPECTEDVERIFY", "RFC 9052 §2: nothing but its own tag stands in front of a COSE_Sign1"),
    ("common/CO28", "EXPECTEDDECODE", "RFC 9052 §2, as above"),
    ("common/CO28", "EXPECTEDEXPIRATIONCHECK", "RFC 9052 §2, as above"),
    // Their clock stands at `exp` itself.
    ("DK/", "EXPECTEDEXPIRATIONCHECK", "RFC 8392 §3.1.4: not accepted on or after `exp`"),
];

#[test]
fn every_step_is_as_expected() {
    let Some(folder) = vectors("dgc") else { return };
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    let (mut passed, mut total, mut wrong) = (0, 0, Vec::new());
    for file in &files {
        let name = name_of(file);
        let text = std::fs::read_to_string(file).expect("readable");
        let json: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON");
        let steps = Steps::of(&json);
        for (expectation, found) in steps.found() {
            if (name.as_str(), expectation) == ("common/CBO1", "EXPECTEDDECODE") {
                continue;
            }
            let Some(wanted) = json["EXPECTEDRESULTS"][expectation].as_bool() else { continue };
            let is_known = |(start, of, _): &&(&str, &str, &str)| {
                *of == expectation && (name == *start || (start.ends_with('/') && name.starts_with(start)))
            };
            if let Some((_, _, why)) = OTHERWISE.iter().find(is_known) {
                // Were it as expected, the list above would not be true.
                assert_ne!(found, wanted, "{name}: {expectation} is as expected, though {why}");
                continue;
            }
            total += 1;
            if found == wanted {
                passed += 1;
            } else {
                wrong.push(format!("{name}: {expectation} is {found}, {:?}", steps.report));
            }
        }
    }
    println!("vectors dgc {passed} {total}");
    assert!(total > 150, "{total} expectations in {} files", files.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What came of each step; `None` where the one before it gave nothing.
struct Steps {
    unprefixed: Option<String>,
    decoded: Option<Vec<u8>>,
    inflated: Option<Vec<u8>>,
    /// Whether the payload is CBOR.
    read: bool,
    report: Option<Report>,
}

impl Steps {
    fn of(json: &Value) -> Self {
        let unprefixed =
            json["PREFIX"].as_str().and_then(|text| text.strip_prefix("HC1:")).map(str::to_owned);
        let base45 = unprefixed.clone().or_else(|| json["BASE45"].as_str().map(str::to_owned));
        let decoded = base45.and_then(|text| base45::decode(&text).ok());
        let compressed = decoded.clone().or_else(|| Some(hex(json["COMPRESSED"].as_str()?)));
        let inflated = compressed
            .and_then(|bytes| miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&bytes, 1 << 16).ok());
        let cose = inflated.clone().or_else(|| Some(hex(json["COSE"].as_str()?)));
        let now = json["TESTCTX"]["VALIDATIONCLOCK"].as_str().and_then(|text| Timestamp::parse(text).ok());
        let report = cose.as_deref().zip(now).map(|(bytes, now)| {
            let key = key(json, bytes);
            verify::cose(bytes, key.as_ref(), b"", now)
        });
        let read = cose.is_some_and(|bytes| {
            Sign1::parse(&bytes).is_ok_and(|sign1| {
                sign1.payload_untrusted().is_some_and(|payload| cbor::check(payload, 1 << 16).is_ok())
            })
        });
        Self { unprefixed, decoded, inflated, read, report }
    }

    fn found(&self) -> [(&'static str, bool); 6] {
        let passed = |check| {
            self.report.as_ref().is_some_and(|report| report.outcome(check) == Some(&Outcome::Passed))
        };
        [
            ("EXPECTEDUNPREFIX", self.unprefixed.is_some()),
            ("EXPECTEDB45DECODE", self.decoded.is_some()),
            ("EXPECTEDCOMPRESSION", self.inflated.is_some()),
            ("EXPECTEDDECODE", self.read),
            (
                "EXPECTEDVERIFY",
                passed(CheckName::Signature)
                    && self.report.as_ref().is_some_and(|report| report.verdict() != Verdict::Unknown),
            ),
            ("EXPECTEDEXPIRATIONCHECK", passed(CheckName::Validity)),
        ]
    }
}

/// The key of the certificate beside it, where the header's key id names it: the first eight bytes of its SHA-256.
fn key(json: &Value, cose: &[u8]) -> Result<PublicKey, CoseError> {
    let der = base64::engine::general_purpose::STANDARD
        .decode(json["TESTCTX"]["CERTIFICATE"].as_str().unwrap_or_default())
        .expect("base64");
    let named = Sign1::parse(cose)?.header().key_id();
    if named.is_some_and(|id| id.as_bytes() != &Sha256::digest(&der)[..8]) {
        return Err(CoseError::Key { what: "the key id names another" });
    }
    let certificate = Certificate::parse(&der).map_err(|_| CoseError::Key { what: "no certificate" })?;
    certificate.public_key().map_err(|_| CoseError::Key { what: "of another algorithm" })
}

/// Its state and number: `AT/1`.
fn name_of(file: &Path) -> String {
    let state = file.ancestors().nth(3).and_then(Path::file_name).expect("a folder").to_string_lossy();
    format!("{state}/{}", file.file_stem().expect("a name").to_string_lossy())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            collect(&entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "json") {
            files.push(entry);
        }
    }
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).filter_map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()).collect()
}

/// The folder of outside vectors, or a printed line and `None` where this checkout stands alone.
fn vectors(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("QUJAT_VECTORS")
        .map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors").into(), PathBuf::from);
    let path = root.join(folder);
    if !path.is_dir() {
        println!("skipped: no outside vectors in {}", path.display());
        return None;
    }
    Some(path)
}
