//! What is shown, read back and verified as a stranger would.

use super::*;
use crate::cose::{AgreementKey, Algorithm, SoftwareSigner};
use crate::document::mdoc::{DeviceAuth, DeviceResponse};
use crate::document::{Document, ElementValue, Issuance, fixtures};
use crate::text::LocalText;
use crate::trust::{Issuer, TrustGround, TrustStore};
use crate::verify::{CheckName, Expect, Outcome, Verdict, documents};

const CARD: &str = "kz.gov.egov.identity_card.1";
const NAME: (&str, &str) = (CARD, "family_name_kk");
const IIN: (&str, &str) = (CARD, "iin");

fn device() -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::Es256, &[20; 32]).expect("a secret")
}

fn card(device_key: Option<&PublicKey>) -> Document {
    let mut random = fixtures::random(1);
    let issuance = Issuance {
        signer: &fixtures::signer(),
        random: &mut random,
        signed_at: fixtures::now(),
        device_key,
        status: None,
    };
    fixtures::record(&fixtures::identity_card()).issue(issuance).expect("issued")
}

fn transcript(nonce: &[u8]) -> SessionTranscript {
    let mut handover = Vec::new();
    cbor::push_bytes(&mut handover, nonce);
    SessionTranscript::make(None, None, &handover).expect("a transcript")
}

fn trust() -> TrustStore {
    let mut trust = TrustStore::new();
    let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
    trust.add_signer_key(fixtures::signer().public_key(), issuer).expect("a signer");
    trust
}

fn show<'a>(document: &'a IssuerSigned<'a>, proof: DeviceProof<'a>) -> Shown<'a> {
    Shown { document, elements: &[NAME, IIN], withheld: &[], device_elements: &[], proof }
}

fn refusal(shown: &Shown<'_>) -> String {
    ResponseDraft::new().show(shown, &transcript(b"1")).expect_err("refused").to_string()
}

/// 352/2.10, ISO/IEC 18013-5 §9.1.3: shown by signature and by MAC, each read back with the very bytes issued.
#[test]
fn a_response_is_made_and_verified() {
    let signer = device();
    let key = AgreementKey::from_secret(&[20; 32]).expect("a secret");
    let reader = AgreementKey::from_secret(&[30; 32]).expect("a secret");
    let kept = card(Some(&signer.public_key()));
    let signed = kept.issuer_signed().expect("read");
    let session = transcript(b"1");
    let reader_key = reader.public_key();
    for (proof, by_mac) in [
        (DeviceProof::Signature(&signer), false),
        (DeviceProof::Mac { device: &key, reader: &reader_key }, true),
    ] {
        let mut draft = ResponseDraft::new();
        draft
            .show(&Shown { withheld: &[(CARD, "portrait")], ..show(&signed, proof) }, &session)
            .expect("shown");
        draft.show(&Shown { elements: &[NAME, NAME], ..show(&signed, proof) }, &session).expect("shown");
        draft.decline(DocType::DRIVING_LICENCE, 0).expect("declined");
        draft.decline(DocType::BIRTH_CERTIFICATE, -7).expect("declined");
        let bytes = draft.finish().expect("made");

        let response = DeviceResponse::parse(&bytes).expect("read");
        assert_eq!((response.version.as_ref(), response.status), ("1.0", 0));
        let faults: Vec<_> =
            response.document_errors.iter().map(|fault| (fault.doc_type.clone(), fault.code)).collect();
        assert_eq!(faults, [(DocType::DRIVING_LICENCE, 0), (DocType::BIRTH_CERTIFICATE, -7)]);
        let first = &response.documents[0];
        let mac = matches!(first.device_signed.as_ref().map(|device| &device.auth), Some(DeviceAuth::Mac(_)));
        assert_eq!(mac, by_mac);
        assert_eq!(first.issuer_signed.mso_untrusted(), signed.mso_untrusted());
        assert_eq!(first.issuer_signed.items().count(), 2);
        for (space, item) in first.issuer_signed.items() {
            let known = signed.items().find(|(s, i)| *s == space && i.identifier == item.identifier);
            assert_eq!(known.expect("of the document").1.received(), item.received());
        }
        assert_eq!(response.documents[1].issuer_signed.items().count(), 1, "chosen twice, shown once");

        let expect = Expect { transcript: Some(&session), reader_key: Some(&reader), ..Expect::default() };
        for report in documents(&bytes, &trust(), &expect, fixtures::now()) {
            assert_eq!(report.report().reason(), None);
            assert_eq!(report.report().outcome(CheckName::Device), Some(&Outcome::Passed));
            assert!(report.verified().is_ok());
        }
        // Recorded, and played back to another reader.
        let other = transcript(b"2");
        let expect = Expect { transcript: Some(&other), ..expect };
        for report in documents(&bytes, &trust(), &expect, fixtures::now()) {
            assert_eq!(report.report().verdict(), Verdict::Invalid);
            assert!(matches!(report.report().reason(), Some((CheckName::Device, _))));
        }
    }
}

#[test]
fn what_is_not_there_is_refused_by_name() {
    let signer = device();
    let kept = card(Some(&signer.public_key()));
    let signed = kept.issuer_signed().expect("read");
    let shown = show(&signed, DeviceProof::Signature(&signer));
    let choose = |elements: &[(&str, &str)]| refusal(&Shown { elements, ..shown });
    assert_eq!(
        choose(&[NAME, (CARD, "shoe_size")]),
        format!("the document holds no element \"shoe_size\" of \"{CARD}\"")
    );
    assert_eq!(
        choose(&[("org.iso.18013.5.1", "iin")]),
        "the document holds no element \"iin\" of \"org.iso.18013.5.1\""
    );
    assert_eq!(choose(&[]), "no element was chosen");
    // The same of a document that is kept, whose disclosure is a document again.
    let shown = kept.disclose([IIN]).expect("disclosed");
    assert_eq!(shown.digest(), kept.digest());
    assert_eq!(kept.disclose([]).err(), Some(DocumentError::NothingChosen));
    assert_eq!(
        shown.disclose([NAME]).err(),
        Some(DocumentError::NotThere { name_space: NAME.0.into(), identifier: NAME.1.into() })
    );
    let again = shown.disclose([IIN]).expect("disclosed");
    assert_eq!(again.as_bytes(), shown.as_bytes());
}

#[test]
fn only_the_devices_own_document_is_shown() {
    let signer = device();
    let own = card(Some(&signer.public_key()));
    let own = own.issuer_signed().expect("read");
    let wrong = "the document is not bound to this device's key";
    for secret in [21, 7] {
        let other = SoftwareSigner::from_secret(Algorithm::Es256, &[secret; 32]).expect("a secret");
        assert_eq!(refusal(&show(&own, DeviceProof::Signature(&other))), wrong);
    }
    let other = SoftwareSigner::from_secret(Algorithm::EdDsa, &[20; 32]).expect("a seed");
    assert_eq!(refusal(&show(&own, DeviceProof::Signature(&other))), wrong);
    let reader = AgreementKey::from_secret(&[30; 32]).expect("a secret").public_key();
    let other = AgreementKey::from_secret(&[21; 32]).expect("a secret");
    assert_eq!(refusal(&show(&own, DeviceProof::Mac { device: &other, reader: &reader })), wrong);
    // A reader's key of another curve.
    let device = AgreementKey::from_secret(&[20; 32]).expect("a secret");
    let reader = SoftwareSigner::from_secret(Algorithm::EdDsa, &[9; 32]).expect("a seed").public_key();
    assert_eq!(
        refusal(&show(&own, DeviceProof::Mac { device: &device, reader: &reader })),
        "public key: not on P-256"
    );
    // A document bound to no device.
    let unbound = card(None);
    let unbound = unbound.issuer_signed().expect("read");
    assert_eq!(refusal(&show(&unbound, DeviceProof::Signature(&signer))), wrong);
}

#[test]
fn a_device_states_only_what_it_may() {
    let signer = device();
    let kept = card(Some(&signer.public_key()));
    let text = |text: &str| Value::from(text);
    let authorised = fixtures::with_mso(kept.as_bytes(), |mso| {
        let Value::Map(info) = fixtures::cbor_member(mso, "deviceKeyInfo") else { panic!("no map") };
        let authorizations = Value::Map(vec![
            (text("nameSpaces"), Value::Array(vec![text("org.device")])),
            (text("dataElements"), Value::Map(vec![(text(CARD), Value::Array(vec![text("mood")]))])),
        ]);
        info.push((text("keyAuthorizations"), authorizations));
    });
    let authorised = IssuerSigned::parse(&authorised).expect("read");
    let stated = |namespace: &str, identifier: &str| Element {
        namespace: namespace.into(),
        identifier: identifier.into(),
        value: ElementValue::Boolean(true),
    };
    let shown = show(&authorised, DeviceProof::Signature(&signer));
    let may = [stated("org.device", "anything"), stated(CARD, "mood"), stated("org.device", "else")];
    let mut draft = ResponseDraft::new();
    let session = transcript(b"1");
    draft.show(&Shown { device_elements: &may, ..shown }, &session).expect("shown");
    let bytes = draft.finish().expect("made");
    let expect = Expect { transcript: Some(&session), ..Expect::default() };
    let reports = documents(&bytes, &trust(), &expect, fixtures::now());
    assert!(reports.into_iter().all(|report| report.verified().is_ok()));
    for (space, identifier) in [(CARD, "iin"), ("org.devic", "mood"), ("", "")] {
        assert_eq!(
            refusal(&Shown { device_elements: &[stated(space, identifier)], ..shown }),
            format!("the issuer did not authorise the device to state \"{identifier}\" of \"{space}\"")
        );
    }
    let plain = kept.issuer_signed().expect("read");
    let shown = show(&plain, DeviceProof::Signature(&signer));
    assert!(refusal(&Shown { device_elements: &may, ..shown }).contains("did not authorise"));
}

#[test]
fn responses_have_their_bounds_and_statuses() {
    let signer = device();
    let kept = card(Some(&signer.public_key()));
    let signed = kept.issuer_signed().expect("read");
    let session = transcript(b"1");
    let mut draft = ResponseDraft::new();
    for _ in 0..16 {
        draft.show(&show(&signed, DeviceProof::Signature(&signer)), &session).expect("shown");
        draft.decline(DocType::DRIVING_LICENCE, 0).expect("declined");
    }
    assert!(DeviceResponse::parse(&draft.finish().expect("made")).is_ok());
    let one_more = draft.show(&show(&signed, DeviceProof::Signature(&signer)), &session);
    assert_eq!(one_more.expect_err("refused").to_string(), "the document has more than 16 documents");
    assert_eq!(
        draft.decline(DocType::DRIVING_LICENCE, 0).expect_err("refused").to_string(),
        "the document has more than 16 document errors"
    );
    for status in [
        ResponseStatus::Ok,
        ResponseStatus::GeneralError,
        ResponseStatus::CborDecodingError,
        ResponseStatus::CborValidationError,
    ] {
        let bytes = ResponseDraft::refusal(status);
        let read = DeviceResponse::parse(&bytes).expect("read");
        assert_eq!(ResponseStatus::from_code(read.status), Some(status));
        assert!(read.documents.is_empty() && read.document_errors.is_empty());
    }
    assert_eq!(ResponseStatus::from_code(20), None);
}
