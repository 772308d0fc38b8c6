//! Qujat (құжат, "document"): the core of Kazakhstan's digital documents. It signs and opens documents, shares one for a
//! moment by QR code or six digits, scans and verifies it, decides who may see it, shows it, and leaves the mark of the
//! view. It opens no socket and no file: the app and the service bring the bytes, the clock, the randomness and the keys. (With
//! the feature `redis`, which no phone has, the service's grants may be kept on a Redis server.)
//!
//! A register's record becomes a signed document; a stranger's phone verifies it, and finds out when a byte is changed:
//!
//! ```
//! use qujat::cose::{Algorithm, SoftwareSigner};
//! use qujat::document::{Issuance, Record};
//! use qujat::text::LocalText;
//! use qujat::time::Timestamp;
//! use qujat::trust::{Issuer, TrustGround, TrustStore};
//! use qujat::verify::{self, CheckName, Expect};
//!
//! # fn main() -> Result<(), qujat::Error> {
//! // The issuer: a state body with a record and a key. (A real one takes its randomness from the system.)
//! let record = Record::from_json(include_bytes!("../examples/data/identity_card.json"))?;
//! let signer = SoftwareSigner::from_secret(Algorithm::Es256, &[1; 32])?;
//! let now = Timestamp::parse("2026-11-22T09:30:00+05:00")?;
//! let mut random = |out: &mut [u8]| Ok(out.iter_mut().zip(1..).for_each(|(byte, n)| *byte = n));
//! let issuance = Issuance { signer: &signer, random: &mut random, signed_at: now, device_key: None, status: None };
//! let document = record.issue(issuance)?;
//!
//! // The verifier: trusts that key, asks whether the document is its subject's.
//! let mut trust = TrustStore::new();
//! let name = LocalText { en: "Ministry of Internal Affairs".into(), ..LocalText::default() };
//! trust.add_signer_key(signer.public_key(), Issuer { name, bin: None, ground: TrustGround::Signer })?;
//! let subject = record.subject();
//! let expect = Expect { subject: Some(&subject), ..Expect::default() };
//! let verified = verify::document(document.as_bytes(), &trust, &expect, now).verified();
//! assert_eq!(verified.expect("valid").claims().text("family_name"), Some("Ulgibayeva"));
//!
//! // One letter of a name changed: the signature still holds, the digest of that element does not.
//! let mut forged = document.into_bytes();
//! let name = forged.windows(10).position(|text| text == b"Ulgibayeva").expect("the name is there");
//! forged[name] = b'A';
//! let report = verify::document(&forged, &trust, &expect, now).verified().expect_err("invalid");
//! assert_eq!(report.reason().map(|(check, _)| check), Some(CheckName::Digests));
//! # Ok(())
//! # }
//! ```
//!
//! # The flow
//!
//! Each step's type is made only from the type before it, so that a skipped check does not compile.
//!
//! | step | module | from | to |
//! | --- | --- | --- | --- |
//! | identifiers, times, words | [`id`], [`time`], [`text`] | text | [`id::Iin`], [`time::Timestamp`], … |
//! | encoding | [`cbor`] | bytes | borrowed items |
//! | signature | [`cose`] | bytes, a key **and** a purpose | [`cose::Opened`] |
//! | whom to trust | [`trust`] | certificates, signed lists | [`trust::TrustStore`] |
//! | record to document | [`document`] | [`document::Record`] | [`document::Document`], [`document::Seal`] |
//! | shown face to face | [`proximity`] | an engagement, a request | a session's messages, a `DeviceResponse` |
//! | symbol, digits | [`code`] | text | [`code::Symbol`], [`code::ShortCode`] |
//! | open access, redeem | [`grant`] | the subject's act; a token or six digits | [`grant::OpenedAccess`], [`grant::Redeemed`] |
//! | or show it without a network | [`presentation`], [`code::stream`] | a document, its device's key | [`presentation::Presentation`], frames |
//! | scan | [`scan`] | a camera's frame, a picture | [`scan::Scanned`] |
//! | verify | [`mod@verify`] | bytes, trust, now | [`verify::Report`], [`verify::Verified`] |
//! | ask whether a result is true | [`lookup`] | a [`lookup::LookupRequest`] | a [`lookup::LookupAnswer`] |
//! | link a phone number | [`subscriber`] | a signed [`subscriber::Application`], a password | [`subscriber::LinkedNumber`] |
//! | whom an organisation sends | [`organisation`] | signed statements | [`organisation::Accreditation`], [`organisation::Presence`] |
//! | consent by phone | [`consent`] | a [`consent::Question`], a password or a reply | [`consent::Consented`] |
//! | decide | [`access`] | [`verify::Verified`], a ground | [`access::Permit`] or a refusal with its clauses |
//! | show | [`display`] | [`verify::Verified`], a form | [`display::ViewModel`], an SVG card |
//! | mark and release | [`journal`] | [`access::Permit`] | two marks, then [`journal::Released`] |
//! | talk to other systems | [`exchange`] | [`exchange::Message`], a worker's key | [`exchange::SignedMessage`], [`exchange::Received`] |
//!
//! Every limit on input stands in [`limits`]; randomness comes in through [`random::RandomSource`]; [`enum@Error`] wraps the
//! errors of all steps.
#![forbid(unsafe_code)]

// In the order of the flow: each module uses only those above it.
pub mod limits;
pub mod random;
pub mod text;
pub mod id;
pub mod time;
pub mod cbor;
pub mod cose;
pub mod trust;
pub mod document;
pub mod proximity;
pub mod code;
pub mod grant;
pub mod presentation;
pub mod scan;
pub mod verify;
pub mod lookup;
pub mod subscriber;
pub mod organisation;
pub mod consent;
pub mod access;
pub mod display;
pub mod journal;
pub mod exchange;
pub mod error;

pub use error::Error;

/// The first steps of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The folder of outside vectors, or a printed line and `None` where this checkout stands alone.
#[cfg(test)]
pub(crate) fn vectors(folder: &str) -> Option<std::path::PathBuf> {
    let root = std::env::var_os("QUJAT_VECTORS").map_or_else(
        || concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors").into(),
        std::path::PathBuf::from,
    );
    let path = root.join(folder);
    if !path.is_dir() {
        println!("skipped: no outside vectors in {}", path.display());
        return None;
    }
    Some(path)
}
