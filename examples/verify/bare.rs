//! A COSE_Sign1 that is nothing of ours: whether a key given signed it.

use std::borrow::Cow;

use qujat::cbor::Decoder;
use qujat::cose::{CoseError, PublicKey, Purpose, Sign1, SignatureError};
use qujat::time::Validity;
use qujat::trust::{Certificate, SignerKey, TrustError};
use qujat::verify::{self, CheckName, Outcome};

use crate::Expected;
use crate::answer::Answered;
use crate::common::Failure;
use crate::common::members::CWT;
use crate::common::shown::Shown;
use crate::trust::Trust;

/// A signer to try.
struct Candidate {
    /// Its key, or why it cannot be used.
    key: Result<PublicKey, CoseError>,
    /// When its certificate is in force, where it has one.
    validity: Option<Validity>,
    /// Why it is not trusted, where it is not.
    untrusted: Option<TrustError>,
}

/// By the certificate it carries, where that is trusted; else by the keys given, the one it names first.
pub fn judge(bytes: &[u8], trust: &Trust, expected: &Expected) -> Result<Answered, Failure> {
    expected.only("a COSE_Sign1", &["aad"])?;
    let sign1 = Sign1::parse(bytes).ok();
    let candidates = sign1.as_ref().map(|sign1| candidates(sign1, trust, expected)).unwrap_or_default();
    let judged =
        |candidate: &Candidate| verify::cose(bytes, candidate.key.as_ref(), &expected.aad, expected.now);
    let held =
        |candidate: &&Candidate| judged(candidate).outcome(CheckName::Signature) == Some(&Outcome::Passed);
    // One whose key signed it; else the fittest, for what there is to say of it.
    let Some(candidate) = candidates.iter().find(held).or(candidates.first()) else {
        let nobody = CoseError::Key { what: "none" };
        let report = verify::cose(bytes, Err(&nobody), &expected.aad, expected.now);
        let mut answered = Answered::new(KIND, &report);
        if answered.outcome(CheckName::Signature) == Some(&Outcome::Failed(nobody.to_string())) {
            answered.not_done(CheckName::Signature, "no key was given to check it with");
        }
        return Ok(answered);
    };
    let mut answered = Answered::new(KIND, &judged(candidate));
    match &candidate.untrusted {
        Some(error @ TrustError::NoMaterial) => {
            answered.enter(CheckName::IssuerTrusted, Outcome::NotDone(error.to_string()));
        }
        Some(error) => answered.enter(CheckName::IssuerTrusted, Outcome::Failed(error.to_string())),
        None if answered.passed(CheckName::Signature) => {
            answered.enter(CheckName::IssuerTrusted, Outcome::Passed);
        }
        None => {}
    }
    trust.explain(&mut answered);
    if sign1.is_some_and(|sign1| sign1.payload_untrusted().is_none()) {
        answered.not_done(CheckName::Signature, "the payload is detached: it travels apart");
    }
    if let Some(validity) = candidate.validity.filter(|validity| !validity.holds(expected.now)) {
        let why = if expected.now < validity.from() {
            format!("the signer's certificate is not valid before {}", validity.from().to_utc())
        } else {
            format!("the signer's certificate was valid until {}", validity.until().to_utc())
        };
        answered.enter(CheckName::Validity, Outcome::Failed(why));
    }
    if answered.passed(CheckName::Signature) {
        answered.claims = claims(bytes);
    }
    Ok(answered)
}

/// A provider's key is none that this tool was given.
fn own(key: SignerKey) -> Result<PublicKey, CoseError> {
    match key {
        SignerKey::Own(key) => Ok(key),
        SignerKey::Provided(_) => Err(CoseError::Key { what: "of another algorithm" }),
        SignerKey::Unsupported(key) => Err(SignatureError::Unsupported { algorithm: key.algorithm() }.into()),
    }
}

/// Who may have signed it, the fittest first.
fn candidates(sign1: &Sign1<'_>, trust: &Trust, expected: &Expected) -> Vec<Candidate> {
    let header = sign1.header();
    let (mut all, mut last) = (Vec::new(), None);
    if let Some(leaf) = header.x5chain().next() {
        // What it is for is nobody's question here: whether the signer may sign documents is left out.
        match trust.store.candidates(header, Purpose::Document, None, expected.now) {
            Ok(found) => all.extend(found.into_iter().map(|trusted| Candidate {
                key: own(trusted.key),
                validity: trusted.validity,
                untrusted: None,
            })),
            // Tried all the same, so that the answer says what holds; after the keys that were given.
            Err(error) => last = Certificate::parse(leaf).ok().map(|leaf| (leaf, error)),
        }
    }
    let named = header.key_id();
    let mut given: Vec<_> = trust.keys.iter().collect();
    given.sort_by_key(|given| match &given.key {
        Ok(key) if Some(key.key_id()) == named => 0,
        Ok(key) if Some(key.algorithm()) == header.algorithm() => 1,
        Ok(_) => 2,
        Err(_) => 3,
    });
    all.extend(given.into_iter().map(|given| Candidate {
        key: given.key.clone(),
        validity: given.validity,
        untrusted: None,
    }));
    all.extend(last.map(|(leaf, error)| Candidate {
        key: leaf.public_key().map_err(crate::trust::cose_error),
        validity: Some(leaf.validity()),
        untrusted: Some(error),
    }));
    all
}

/// The payload, whatever the size of the whole.
pub fn payload(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let mut decoder = Decoder::new(bytes);
    decoder.tag(18).ok()?;
    let mut members = decoder.array().ok()?;
    // Protected and unprotected header.
    for _ in 0..2 {
        decoder.more(&mut members).ok()?;
        decoder.skip().ok()?;
    }
    decoder.more(&mut members).ok()?;
    decoder.bytes().ok()
}

/// What the payload says: the members of a map, text, or bytes.
fn claims(bytes: &[u8]) -> Shown {
    let Some(payload) = payload(bytes) else { return Shown::Fields(Vec::new()) };
    let whole = match Shown::from_cbor(&payload, CWT) {
        Ok(Shown::Fields(fields)) => return Shown::Fields(fields),
        Ok(other) => other,
        Err(_) => match core::str::from_utf8(&payload) {
            Ok(text) => Shown::text(text),
            Err(_) => Shown::Bytes(payload.into_owned()),
        },
    };
    Shown::Fields(vec![("payload".into(), whole)])
}

const KIND: &str = "cose_sign1";
