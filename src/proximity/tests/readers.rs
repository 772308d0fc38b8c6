//! ISO/IEC 18013-5 §9.1.4: who asks.

use super::*;
use crate::cose::{Signer, sign_detached};
use crate::trust::testing::{Authority, Key, at, authority_params, params, signer_params, with_dates};
use crate::trust::{ReaderTrust, TrustError};
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyUsagePurpose};

fn root() -> Authority {
    Authority::root(authority_params("Readers"), Key::new(Algorithm::Es256, 40))
}

fn reader_params(name: &str) -> CertificateParams {
    let mut params = params(name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 6])];
    params
}

fn signer_of(params: CertificateParams) -> SoftwareSigner {
    let certified = root().certify(params, Key::new(Algorithm::Es384, 41));
    certified.key.signer.with_certificate_chain(vec![certified.der])
}

fn anchors(root: &Authority) -> ReaderTrust {
    let mut trust = ReaderTrust::new();
    trust.add_anchor(&root.der).expect("an authority");
    trust
}

fn transcript() -> SessionTranscript {
    SessionTranscript::make(None, None, &[0x01]).expect("a transcript")
}

fn request(signer: &dyn Signer) -> Vec<u8> {
    let mut draft = RequestDraft::new();
    let elements = [(CARD, "iin", false)];
    draft.ask(&DocType::IDENTITY_CARD, &elements, Some(signer), &transcript()).expect("asked");
    draft.finish().expect("made")
}

fn standing(request: &[u8], trust: &ReaderTrust) -> ReaderStanding {
    let request = DeviceRequest::parse(request).expect("read");
    request.documents[0].reader(&transcript(), trust, at("2027-01-01T00:00:00Z"))
}

/// Replaces `readerAuth` of the one document.
fn with_auth(request: &[u8], auth: impl FnOnce(Value) -> Value) -> Vec<u8> {
    let mut request = value(request);
    let Value::Array(documents) = fixtures::cbor_member(&mut request, "docRequests") else {
        panic!("no array")
    };
    let member = fixtures::cbor_member(&mut documents[0], "readerAuth");
    *member = auth(member.clone());
    bytes(&request)
}

#[test]
fn a_reader_somebody_vouches_for() {
    let signed = request(&signer_of(reader_params("Alma Bank")));
    assert!(DeviceRequest::parse(&signed).expect("read").documents[0].is_signed());
    let ReaderStanding::Trusted(reader) = standing(&signed, &anchors(&root())) else { panic!("not trusted") };
    assert_eq!(reader.subject.common_name.as_deref(), Some("Alma Bank"));
    assert!(!format!("{reader:?}").contains("Alma"));
    // Through an authority between.
    let between = root().certify(authority_params("Banks"), Key::new(Algorithm::Es256, 42));
    let certified = between.certify(reader_params("Alma Bank"), Key::new(Algorithm::Es256, 43));
    let signer = certified.key.signer.with_certificate_chain(vec![certified.der, between.der]);
    assert!(matches!(standing(&request(&signer), &anchors(&root())), ReaderStanding::Trusted(_)));
}

#[test]
fn readers_nobody_vouches_for() {
    let trust = anchors(&root());
    let unknown = |signer: &dyn Signer, trust: &ReaderTrust| match standing(&request(signer), trust) {
        ReaderStanding::Unknown(error) => error.to_string(),
        other => panic!("{other:?}"),
    };
    let good = signer_of(reader_params("Alma Bank"));
    assert_eq!(unknown(&good, &ReaderTrust::new()), TrustError::NoMaterial.to_string());
    let other = Authority::root(authority_params("Others"), Key::new(Algorithm::Es256, 50));
    assert_eq!(unknown(&good, &anchors(&other)), "the signer's certificate leads to no trust anchor");
    // A document signer's certificate of the same authority makes no reader.
    assert_eq!(
        unknown(&signer_of(signer_params("S")), &trust),
        "the certificate is not a reader's: extended key usage 1.0.18013.5.1.6 is missing"
    );
    let mut agree = reader_params("S");
    agree.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    assert_eq!(
        unknown(&signer_of(agree), &trust),
        "the certificate is not a reader's: key usage lacks digitalSignature"
    );
    let over = with_dates(reader_params("S"), "2026-01-01T00:00:00Z", "2026-12-31T23:59:58Z");
    assert_eq!(
        unknown(&signer_of(over), &trust),
        "the signer's certificate was valid until 2026-12-31T23:59:59Z"
    );
    let early = with_dates(reader_params("S"), "2027-06-01T00:00:00Z", "2028-01-01T00:00:00Z");
    assert_eq!(
        unknown(&signer_of(early), &trust),
        "the signer's certificate is not valid before 2027-06-01T00:00:00Z"
    );
    // Not an authority's certificate, given as one.
    let leaf = root().certify(reader_params("S"), Key::new(Algorithm::Es256, 41));
    assert!(ReaderTrust::new().add_anchor(&leaf.der).is_err());
    // No certificate: a key id says nothing about a reader.
    let nameless = with_auth(&request(&good), |auth| {
        let Value::Array(mut members) = auth else { panic!("no array") };
        members[1] = Value::Map(vec![]);
        Value::Array(members)
    });
    assert_eq!(standing(&nameless, &trust), ReaderStanding::Unknown(TrustError::Unnamed));
    // A certificate that is none.
    let broken = with_auth(&request(&good), |auth| {
        let Value::Array(mut members) = auth else { panic!("no array") };
        members[1] = Value::Map(vec![(33.into(), Value::Bytes(vec![1, 2, 3]))]);
        Value::Array(members)
    });
    assert!(matches!(standing(&broken, &trust), ReaderStanding::Unknown(TrustError::Certificate { .. })));
}

#[test]
fn signatures_that_are_not_true() {
    let trust = anchors(&root());
    let good = signer_of(reader_params("Alma Bank"));
    let signed = request(&good);
    let untrue = |request: &[u8]| match standing(request, &trust) {
        ReaderStanding::Untrue(error) => error.to_string(),
        other => panic!("{other:?}"),
    };
    // Of another session: recorded, and sent on to this holder.
    let read = DeviceRequest::parse(&signed).expect("read");
    let elsewhere = SessionTranscript::make(None, None, &[0x02]).expect("a transcript");
    let standing_elsewhere = read.documents[0].reader(&elsewhere, &trust, at("2027-01-01T00:00:00Z"));
    assert!(matches!(standing_elsewhere, ReaderStanding::Untrue(_)));
    // More asked for than was signed.
    let mut more = value(&signed);
    let Value::Array(documents) = fixtures::cbor_member(&mut more, "docRequests") else { panic!("no array") };
    let elements = map(&[(CARD, map(&[("iin", false.into()), ("portrait", true.into())]))]);
    let items = map(&[("docType", text(CARD)), ("nameSpaces", elements)]);
    *fixtures::cbor_member(&mut documents[0], "itemsRequest") = embed(&items);
    assert_eq!(untrue(&bytes(&more)), "the signature is not true");
    // Somebody else's certificate.
    let theirs = signer_of(reader_params("Another"));
    let other = root().certify(reader_params("Alma Bank"), Key::new(Algorithm::Es256, 44));
    let stolen = with_auth(&request(&theirs), |auth| {
        let Value::Array(mut members) = auth else { panic!("no array") };
        members[1] = Value::Map(vec![(33.into(), Value::Bytes(other.der))]);
        Value::Array(members)
    });
    assert_eq!(untrue(&stolen), "the key is for ES256, the signature is ES384");
    // Signed over a payload of its own.
    let own = with_auth(&signed, |auth| {
        let Value::Array(mut members) = auth else { panic!("no array") };
        members[2] = Value::Bytes(vec![1]);
        Value::Array(members)
    });
    assert_eq!(untrue(&own), "the payload is attached, detached wanted");
    // A device's proof in place of a reader's.
    let device_proof = with_auth(&signed, |_| {
        let message = crate::document::mdoc::device_authentication(
            &transcript(),
            &DocType::IDENTITY_CARD,
            &[0xd8, 24, 0x41, 0xa0],
        );
        value(&sign_detached(&message, good.certificate_chain(), &good).expect("signed"))
    });
    assert_eq!(untrue(&device_proof), "the signature is not true");
}

#[test]
fn nobody_signs() {
    let request = request_for(&[(CARD, "iin", false)], &transcript()).finish().expect("made");
    assert_eq!(standing(&request, &anchors(&root())), ReaderStanding::Anonymous);
}
