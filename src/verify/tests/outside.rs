//! Documents of others: ISO/IEC 18013-5 Annex D and two of other software.

use super::*;
use crate::document::mdoc::{DeviceResponse, IssuerSigned};

struct AnnexD {
    json: serde_json::Value,
    response: Vec<u8>,
    trust: TrustStore,
}

impl AnnexD {
    fn read() -> Option<Self> {
        let json = json("mdoc", "annex-d.json")?;
        let mut trust = TrustStore::new();
        trust.add_signer(&bytes_of(&json, "DS_CERT")).expect("a signer");
        Some(Self { response: bytes_of(&json, "DEVICE_RESPONSE"), json, trust })
    }

    fn get(&self, name: &str) -> Vec<u8> {
        bytes_of(&self.json, name)
    }

    fn check<'a>(&self, response: &'a [u8], expect: &Expect<'_>) -> DocumentReport<'a> {
        document(response, &self.trust, expect, then())
    }

    /// The response with `from` for `to`, once, from `start` on.
    fn with(&self, start: usize, from: &[u8], to: &[u8]) -> Vec<u8> {
        assert_eq!(from.len(), to.len());
        let mut response = self.response.clone();
        let at =
            response[start..].windows(from.len()).position(|window| window == from).expect("there") + start;
        response[at..at + to.len()].copy_from_slice(to);
        response
    }

    fn find(&self, what: &[u8]) -> usize {
        self.response.windows(what.len()).position(|window| window == what).expect("there")
    }
}

fn bytes_of(json: &serde_json::Value, name: &str) -> Vec<u8> {
    hex(json[format!("ISO_18013_5_ANNEX_D_{name}")].as_str().expect(name))
}

fn then() -> Timestamp {
    at("2021-01-01T00:00:00Z")
}

#[test]
fn annex_d_holds() {
    let Some(annex) = AnnexD::read() else { return };
    let wrapped = annex.get("SESSION_TRANSCRIPT_BYTES");
    // Tag 24, then a byte string with a length of two bytes.
    let bare = &wrapped[5..];
    let reader_key = ReaderKey::from_secret(&annex.get("EPHEMERAL_READER_KEY_D")).expect("a key");
    for bytes in [&wrapped, bare] {
        let transcript = SessionTranscript::parse(bytes).expect("a transcript");
        assert_eq!(transcript.as_bytes(), wrapped);
        let expect =
            Expect { transcript: Some(&transcript), reader_key: Some(&reader_key), ..Expect::default() };
        let checked = annex.check(&annex.response, &expect);
        assert_eq!(failed(checked.report()), []);
        assert_eq!(checked.report().outcome(CheckName::Device), Some(&Outcome::Passed));
        let verified = checked.verified().expect("verified");
        assert_eq!(verified.claims().text("family_name"), Some("Doe"));
        assert_eq!(verified.claims().elements.len(), 6);
        assert_eq!(verified.issuer().name.en, "utopia ds");
    }
    let transcript = SessionTranscript::parse(&wrapped).expect("a transcript");
    let expect = Expect { transcript: Some(&transcript), ..Expect::default() };
    let checked = annex.check(&annex.response, &expect);
    assert_eq!(
        (checked.report().verdict(), checked.report().reason()),
        (Verdict::Unknown, Some((CheckName::Device, "the reader's ephemeral key was not given")))
    );
    let other = ReaderKey::from_secret(&annex.get("EPHEMERAL_DEVICE_KEY_D")).expect("a key");
    let expect = Expect { reader_key: Some(&other), ..expect };
    assert_eq!(
        failed(annex.check(&annex.response, &expect).report()),
        [(CheckName::Device, "the device's MAC is not true")]
    );
    let mut tag = annex.response.clone();
    // The response ends with the MAC and `"status": 0`.
    let last = tag.len() - b"\x66status\x00".len() - 1;
    tag[last] ^= 1;
    let expect = Expect { reader_key: Some(&reader_key), ..expect };
    assert_eq!(
        failed(annex.check(&tag, &expect).report()),
        [(CheckName::Device, "the device's MAC is not true")]
    );
}

#[test]
fn annex_d_changed() {
    let Some(annex) = AnnexD::read() else { return };
    let only = |response: &[u8]| {
        let checked = annex.check(response, &Expect::default());
        let failures: Vec<_> =
            failed(checked.report()).into_iter().map(|(name, why)| (name, why.to_owned())).collect();
        assert!(checked.verified().is_err());
        assert_eq!(failures.len(), 1, "{failures:?}");
        failures.into_iter().next().expect("one")
    };
    assert!(annex.check(&annex.response, &Expect::default()).verified().is_ok());
    assert_eq!(
        only(&annex.with(0, b"cDoe", b"cDox")),
        (CheckName::Digests, "family_name: the item differs from what the issuer signed".to_owned())
    );
    assert_eq!(
        only(&annex.with(0, b"org.iso.18013.5.1.mDL", b"org.iso.18013.5.1.mDX")),
        (CheckName::DocType, "shown as org.iso.18013.5.1.mDX, signed as org.iso.18013.5.1.mDL".to_owned())
    );
    let untrue = (CheckName::Signature, "the signature is not true".to_owned());
    assert_eq!(only(&annex.with(annex.find(b"validUntil"), b"2021-", b"2031-")), untrue);
    let end = annex.find(b"\x6cdeviceSigned");
    let mut signature = annex.response.clone();
    signature[end - 1] ^= 1;
    assert_eq!(only(&signature), untrue);
    // An element under another's digest id: both are of the same document.
    let twice = annex.with(0, b"digestID\x03", b"digestID\x00");
    assert_eq!(
        only(&twice),
        (CheckName::Structure, "IssuerSigned: digest id 0 stands twice in a namespace".to_owned())
    );
}

#[test]
fn annex_d_is_over() {
    let Some(annex) = AnnexD::read() else { return };
    let said = |now| {
        let checked = document(&annex.response, &annex.trust, &Expect::default(), now);
        let failures: Vec<_> = failed(checked.report()).into_iter().map(|(n, w)| (n, w.to_owned())).collect();
        failures
    };
    assert_eq!(said(at("2020-10-01T13:30:02Z")), []);
    assert_eq!(
        said(at("2026-11-22T00:00:00Z")),
        [(CheckName::Validity, "the document was valid until 2021-10-01T13:30:02Z".to_owned())]
    );
    assert_eq!(
        said(at("2021-10-01T00:00:01Z")),
        [(CheckName::Validity, "the signer's certificate was valid until 2021-10-01T00:00:01Z".to_owned())]
    );
    assert_eq!(
        said(at("2020-10-01T13:30:01Z")),
        [(CheckName::Validity, "the document is not valid before 2020-10-01T13:30:02Z".to_owned())]
    );
}

#[test]
fn annex_d_as_issuer_signed() {
    let Some(annex) = AnnexD::read() else { return };
    let response = DeviceResponse::parse(&annex.response).expect("read");
    let one = response.documents[0].issuer_signed.disclose(|_, identifier| identifier == "document_number");
    assert!(IssuerSigned::parse(&one).is_ok());
    let verified = annex.check(&one, &Expect::default()).verified().expect("verified");
    assert_eq!(verified.claims().elements.len(), 1);
    assert_eq!(verified.claims().text("document_number"), Some("123456789"));
}

#[test]
fn documents_of_other_software_hold() {
    let Some(json) = json("mdoc", "third-party.json") else { return };
    for (name, certificate, now) in [
        ("google", "signingCertificate", "2025-03-01T00:00:00Z"),
        ("bdr", "issuerCertificate", "2025-03-01T00:00:00Z"),
    ] {
        let case = &json[name];
        let pem = case["certificates"][certificate][0].as_str().expect("PEM");
        let mut trust = TrustStore::new();
        for der in crate::trust::certificates(pem.as_bytes()).expect("PEM") {
            trust.add_signer(&der).expect("a signer");
        }
        let received = hex(case["hex"].as_str().expect("hex"));
        let checked = document(&received, &trust, &Expect::default(), at(now));
        assert_eq!(failed(checked.report()), [], "{name}");
        assert!(!checked.verified().expect("verified").claims().elements.is_empty());
        let later = document(&received, &trust, &Expect::default(), at("2040-01-01T00:00:00Z"));
        assert!(matches!(failed(later.report())[..], [(CheckName::Validity, _)]));
    }
}
