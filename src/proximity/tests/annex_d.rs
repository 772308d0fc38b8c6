//! ISO/IEC 18013-5 Annex D: one session by NFC and Bluetooth, from both sides.

use super::*;
use crate::cose::KeyAgreement as _;
use crate::document::mdoc::DeviceResponse;
use crate::time::Timestamp;
use crate::trust::{ReaderTrust, TrustError, TrustStore};
use crate::verify::{self, Expect};

struct AnnexD {
    json: serde_json::Value,
}

impl AnnexD {
    fn read() -> Option<Self> {
        let text = std::fs::read_to_string(crate::vectors("mdoc")?.join("annex-d.json")).expect("readable");
        Some(Self { json: serde_json::from_str(&text).expect("JSON") })
    }

    fn get(&self, name: &str) -> Vec<u8> {
        let text = self.json[format!("ISO_18013_5_ANNEX_D_{name}")].as_str().expect(name);
        let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hex");
        (0..text.len()).step_by(2).map(digit).collect()
    }

    fn key(&self, name: &str) -> AgreementKey {
        AgreementKey::from_secret(&self.get(name)).expect("a secret")
    }

    /// The engagement and the handover as the transcript holds them: of the NFC exchange, without ways to carry the session.
    fn met(&self) -> (DeviceEngagement, Handover) {
        let Value::Tag(24, transcript) = value(&self.get("SESSION_TRANSCRIPT_BYTES")) else {
            panic!("no tag 24")
        };
        let Value::Bytes(transcript) = *transcript else { panic!("no bytes") };
        let Value::Array(parts) = value(&transcript) else { panic!("no array") };
        let Value::Tag(24, engagement) = &parts[0] else { panic!("no tag 24") };
        let Value::Array(handover) = &parts[2] else { panic!("no array") };
        let bytes = |value: &Value| value.as_bytes().expect("bytes").clone();
        let engagement = DeviceEngagement::parse(&bytes(engagement)).expect("an engagement");
        (engagement, Handover::Nfc { select: bytes(&handover[0]), request: Some(bytes(&handover[1])) })
    }

    fn holder(&self) -> HolderEngagement {
        HolderEngagement::from_parts(self.met().0, self.key("EPHEMERAL_DEVICE_KEY_D"))
    }

    fn waiting(&self) -> (ReaderWaiting, Vec<u8>) {
        let (engagement, handover) = self.met();
        let key = self.key("EPHEMERAL_READER_KEY_D");
        let reader = ReaderSession::with_key(&engagement, &handover, key).expect("a session");
        let request = request_for(&[(CARD, "iin", false)], reader.transcript());
        reader.ask(&request).expect("asked")
    }
}

#[test]
fn the_engagement() {
    let Some(annex) = AnnexD::read() else { return };
    let engagement = DeviceEngagement::parse(&annex.get("DEVICE_ENGAGEMENT")).expect("read");
    let [RetrievalMethod::Ble(ble)] = engagement.methods() else { panic!("one way") };
    assert!(ble.central_client && !ble.peripheral_server && ble.address.is_none());
    assert_eq!(ble.central_uuid.expect("a UUID")[..4], [0x45, 0xef, 0xef, 0x74]);
    let key = annex.key("EPHEMERAL_DEVICE_KEY_D").public_key();
    assert_eq!(*engagement.device_key(), key);
    assert_eq!(DeviceEngagement::from_uri(&engagement.to_uri()), Ok(engagement.clone()));
    // Made anew, it is the very bytes.
    let made = DeviceEngagement::make(&key, engagement.methods()).expect("made");
    assert_eq!(made.as_bytes(), annex.get("DEVICE_ENGAGEMENT"));
    assert_eq!(cbor::embed(&bytes(&key.to_cose())), annex.get("E_DEVICE_KEY_BYTES"));
}

#[test]
fn the_holders_side() {
    let Some(annex) = AnnexD::read() else { return };
    let (_, handover) = annex.met();
    let asked = annex.holder().accept(&annex.get("SESSION_ESTABLISHMENT"), &handover).expect("accepted");
    assert_eq!(asked.transcript().as_bytes(), annex.get("SESSION_TRANSCRIPT_BYTES"));
    assert_eq!(*asked.reader_key(), annex.key("EPHEMERAL_READER_KEY_D").public_key());
    assert_eq!(asked.request, annex.get("DEVICE_REQUEST"));
    let request = asked.request().expect("read");
    let [licence] = &request.documents[..] else { panic!("one document") };
    assert_eq!(licence.doc_type, DocType::DRIVING_LICENCE);
    let names: Vec<_> = licence.names().map(|(_, identifier)| identifier).collect();
    assert_eq!(
        names,
        ["family_name", "document_number", "driving_privileges", "issue_date", "expiry_date", "portrait"]
    );
    let kept: Vec<_> = licence.elements.iter().map(|element| element.intent_to_retain).collect();
    assert_eq!(kept, [true, true, true, true, true, false]);
    // The answer the standard gives to it, encrypted as the standard encrypts it.
    let HolderAsked { mut session, .. } = asked;
    let sealed = session.channel.seal(&annex.get("DEVICE_RESPONSE")).expect("sealed");
    assert_eq!(message::SessionData::write(Some(&sealed), None), annex.get("SESSION_DATA"));
    assert_eq!(SessionStatus::Termination.message(), annex.get("SESSION_TERMINATION"));
}

#[test]
fn the_reader_is_who_signed() {
    let Some(annex) = AnnexD::read() else { return };
    let (_, handover) = annex.met();
    let asked = annex.holder().accept(&annex.get("SESSION_ESTABLISHMENT"), &handover).expect("accepted");
    let now = Timestamp::parse("2021-01-01T00:00:00Z").expect("a time");
    let request = asked.request().expect("read");
    let standing =
        |transcript: &SessionTranscript| request.documents[0].reader(transcript, &ReaderTrust::new(), now);
    // The signature is true; nobody here knows the authority, whose certificate the standard does not print.
    assert_eq!(standing(asked.transcript()), ReaderStanding::Unknown(TrustError::NoMaterial));
    let other = SessionTranscript::make(None, None, &[0xf6]).expect("a transcript");
    assert!(matches!(standing(&other), ReaderStanding::Untrue(_)));
    let certificate = annex.get("READER_CERT");
    let certificate = crate::trust::Certificate::parse(&certificate).expect("read");
    assert_eq!(certificate.may_authenticate_readers(), Ok(()));
    assert!(certificate.may_sign_documents().is_err());
    assert_eq!(certificate.subject().common_name.as_deref(), Some("reader"));
}

#[test]
fn the_readers_side() {
    let Some(annex) = AnnexD::read() else { return };
    let (waiting, message) = annex.waiting();
    // The key goes over as the standard writes it.
    let establishment = annex.get("SESSION_ESTABLISHMENT");
    let theirs = message::SessionEstablishment::parse(&establishment).expect("read");
    let ours = message::SessionEstablishment::parse(&message).expect("read");
    assert_eq!(ours.reader_key_bytes, theirs.reader_key_bytes);

    let ReaderNext::Answered(answer) = waiting.receive(&annex.get("SESSION_DATA")).expect("an answer") else {
        panic!("no answer")
    };
    assert_eq!(answer.response(), annex.get("DEVICE_RESPONSE"));
    assert_eq!(DeviceResponse::parse(answer.response()).expect("read").documents.len(), 1);
    let mut trust = TrustStore::new();
    trust.add_signer(&annex.get("DS_CERT")).expect("a signer");
    let now = Timestamp::parse("2021-01-01T00:00:00Z").expect("a time");
    let expect = Expect {
        transcript: Some(answer.transcript()),
        reader_key: Some(answer.reader_key()),
        ..Expect::default()
    };
    let verified = verify::document(answer.response(), &trust, &expect, now).verified().expect("verified");
    assert_eq!(verified.claims().text("family_name"), Some("Doe"));
    // It goes on, until the holder ends it.
    let session = answer.into_session().expect("not ended");
    let ended = session.receive(&annex.get("SESSION_TERMINATION")).expect("the end");
    assert_eq!(ended, SessionStatus::Termination);
    let (waiting, _) = annex.waiting();
    let ended = waiting.receive(&annex.get("SESSION_TERMINATION")).expect("the end");
    assert!(matches!(ended, ReaderNext::Ended(SessionStatus::Termination)));
}

#[test]
fn the_request_seals_to_the_standards_bytes() {
    let Some(annex) = AnnexD::read() else { return };
    let (engagement, handover) = annex.met();
    let key = annex.key("EPHEMERAL_READER_KEY_D");
    let mut reader = ReaderSession::with_key(&engagement, &handover, key).expect("a session");
    let sealed = reader.channel.seal(&annex.get("DEVICE_REQUEST")).expect("sealed");
    let establishment = annex.get("SESSION_ESTABLISHMENT");
    assert_eq!(sealed, *message::SessionEstablishment::parse(&establishment).expect("read").data);
}

/// Each changed bit of a message ends the session, and tells the other side so.
#[test]
fn no_changed_message_is_taken() {
    let Some(annex) = AnnexD::read() else { return };
    let (_, handover) = annex.met();
    let good = annex.get("SESSION_ESTABLISHMENT");
    for at in (0..good.len()).step_by(3) {
        let mut changed = good.clone();
        changed[at] ^= 1 << (at % 8);
        if changed == good {
            continue;
        }
        let aborted = annex.holder().accept(&changed, &handover).expect_err("refused");
        assert!(message::SessionData::parse(&aborted.reply).expect("read").status.is_some(), "byte {at}");
    }
    // Not met in this way.
    let aborted = annex.holder().accept(&good, &Handover::Qr).expect_err("refused");
    assert_eq!(aborted.error, ProximityError::Encryption);
    assert_eq!(aborted.reply, SessionStatus::EncryptionError.message());
    let mut data = annex.get("SESSION_DATA");
    let last = data.len() - 1;
    data[last] ^= 1;
    let aborted = annex.waiting().0.receive(&data).expect_err("refused");
    assert_eq!(aborted.error, ProximityError::Encryption);
}
