use super::*;
use crate::code::{Symbol, Use};
use crate::cose::{Algorithm, SoftwareSigner};
use crate::document::fixtures::{self, seal, seal_contents, signer};

fn signed(payload: &Value) -> String {
    let bytes = cbor::encode(payload).expect("encoded");
    let bytes = Unsigned { purpose: Purpose::Seal, payload: &bytes }.sign(&signer()).expect("signed");
    format!("QS1:{}", base45::encode(&bytes))
}

/// The seal's map with one member replaced, or taken away.
fn changed(key: u64, value: Option<Value>) -> Result<SealText, String> {
    let Value::Map(mut members) = seal_contents().to_cbor() else { panic!("a map") };
    members.retain(|(known, _)| *known != Value::from(key));
    members.extend(value.map(|value| (Value::from(key), value)));
    SealText::parse(&signed(&Value::Map(members))).map_err(|error| error.to_string())
}

/// 9/2.3: the seal verifies from its symbol alone, and names body and official.
#[test]
fn a_seal_opens_and_says_what_was_sealed() {
    let text = seal();
    let read = SealText::parse(text.as_str()).expect("parsed");
    assert_eq!(read, text);
    assert_eq!(read.sign1().expect("parsed").header().key_id(), signer().key_id());
    let opened = read.open(&signer().public_key()).expect("a true signature");
    assert_eq!(*opened.contents(), seal_contents());
    assert_eq!(opened.contents().official.name, "Ахметова А. С.");
    assert_eq!(opened.contents().body_in(Language::Kazakh), "МВД РК");
    assert!(opened.matches(&[0xd1; 32]));
    assert!(!opened.matches(&[0xd2; 32]));
}

/// 9/1.2.3: one ISO/IEC 18004 symbol; version 10-L holds 395 alphanumeric characters.
#[test]
fn a_usual_seal_fits_version_ten() {
    let text = seal();
    assert!(text.as_str().len() <= 395, "{} characters", text.as_str().len());
    let alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    assert!(text.as_str().chars().all(|c| alphabet.contains(c)));
}

/// 9/1.2.3, 9/1.3.1: a seal of each kind that has a number fits version 10, an organisation's as well as a person's, with a number
/// as they are formed, the body's short name, and an official of a usual length.
#[test]
fn seals_of_every_kind_fit_version_ten() {
    let mut random = fixtures::random(9);
    let bank = Recipient::parse("160440007161").expect("a BIN");
    for record in fixtures::all() {
        let document = fixtures::issue(&fixtures::record(&record));
        for recipient in [seal_contents().recipient, bank.clone()] {
            let contents = SealContents {
                number: DocumentNumber::make(&mut random).expect("random"),
                recipient,
                body: LocalText { kk: "ҚР ІІМ".into(), ..LocalText::default() },
                official: Official {
                    name: "Ахметова А. С.".into(), office: "Директор".into()
                },
                doc_type: fixtures::record(&record).doc_type().clone(),
                digest: *document.digest(),
                ..seal_contents()
            };
            let text = Seal::make(&contents, &signer()).expect("sealed");
            let symbol = Symbol::encode(text.as_str(), Use::Screen).expect("a symbol");
            // A kind without a number of its own is named in full, which takes one version more.
            let most = if CODES.iter().any(|(_, kind)| *kind == contents.doc_type) { 10 } else { 11 };
            assert_eq!(symbol.version(), most, "{}: {}", contents.doc_type.as_str(), text.as_str().len());
        }
    }
}

#[test]
fn a_seal_of_a_document_is_of_it_alone() {
    let document = fixtures::issue(&fixtures::record(&fixtures::identity_card()));
    let contents = SealContents { digest: *document.digest(), ..seal_contents() };
    let seal =
        Seal::make(&contents, &signer()).expect("sealed").open(&signer().public_key()).expect("opened");
    // Any disclosure of the document has the digest.
    let signed = document.issuer_signed().expect("parsed");
    let part = signed.disclose(|_, identifier| identifier == "family_name");
    let part = crate::document::mdoc::IssuerSigned::parse(&part).expect("parsed");
    assert!(seal.matches(&part.digest_untrusted()));
    let other = fixtures::issue(&fixtures::record(&fixtures::driving_licence()));
    assert!(!seal.matches(other.digest()));
}

#[test]
fn every_form_of_a_part_comes_back() {
    let names = LocalText { kk: "ҚР ІІМ".into(), ru: "МВД РК".into(), en: "MIA".into() };
    let other = DocType::parse("kz.gov.egov.club_card.1").expect("a docType");
    let organisation = Recipient::parse("160440007161").expect("a BIN");
    for contents in [
        SealContents { body: names, ..seal_contents() },
        SealContents { doc_type: other, ..seal_contents() },
        SealContents { doc_type: DocType::DRIVING_LICENCE, ..seal_contents() },
        SealContents { doc_type: DocType::BIRTH_CERTIFICATE, ..seal_contents() },
        SealContents { recipient: organisation, expires: None, ..seal_contents() },
        SealContents { received: Date::parse("1969-12-31").expect("a date"), ..seal_contents() },
    ] {
        let opened = Seal::make(&contents, &signer()).expect("sealed").open(&signer().public_key());
        assert_eq!(*opened.expect("opened").contents(), contents);
    }
    for text in ["1900-01-02", "1970-01-01", "2024-02-29", "2024-03-01", "9999-12-30"] {
        let day = Date::parse(text).expect("a date");
        assert_eq!(date(days(day)), Ok(day), "{text}");
    }
}

/// A signer whose key has no name.
struct Nameless(SoftwareSigner);
impl Signer for Nameless {
    fn algorithm(&self) -> Algorithm {
        self.0.algorithm()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.0.sign(message)
    }
}

#[test]
fn a_chain_is_left_out_and_a_key_id_wanted() {
    let with_chain = signer().with_certificate_chain(vec![vec![0x30; 500]]);
    assert_eq!(Seal::make(&seal_contents(), &with_chain).expect("sealed"), seal());

    let refused = Seal::make(&seal_contents(), &Nameless(signer())).expect_err("no key id");
    assert_eq!(refused.to_string(), "the signer of a seal must have a key id");
}

#[test]
fn what_is_no_seal_is_refused() {
    let refusal = |text: &str| SealText::parse(text).expect_err("refused").to_string();
    assert_eq!(refusal("https://egov.kz"), "not a seal: \"QS1:\" is wanted at the start");
    assert_eq!(refusal("qs1:"), "not a seal: \"QS1:\" is wanted at the start");
    assert_eq!(refusal("QS1:abc"), "the seal is not base45");
    assert_eq!(refusal("QS1:::::"), "the seal is not base45");
    assert_eq!(
        refusal(&format!("QS1:{}", "0".repeat(1457))),
        "the seal has 1461 characters, at most 1460 allowed"
    );
    assert_eq!(refusal("QS1:"), "COSE_Sign1: cbor ends inside an item at byte 0");

    let bytes = cbor::encode(&seal_contents().to_cbor()).expect("encoded");
    let grant = Unsigned { purpose: Purpose::Grant, payload: &bytes }.sign(&signer()).expect("signed");
    let text = SealText::parse(&format!("QS1:{}", base45::encode(&grant))).expect("its shape is a seal's");
    let refused = text.open(&signer().public_key()).expect_err("a grant");
    assert_eq!(refused.to_string(), "signed as grant, seal wanted");
    let other = SoftwareSigner::from_secret(Algorithm::Es256, &[8; 32]).expect("a secret").public_key();
    assert_eq!(seal().open(&other).expect_err("another key").to_string(), "the signature is not true");
}

#[test]
fn every_missing_or_malformed_part_is_named() {
    for (key, part) in [
        (NUMBER, "document number"),
        (RECEIVED, "date received"),
        (RECIPIENT_IIN, "IIN or BIN"),
        (BODY_BIN, "signing body's BIN"),
        (BODY_RU, "signing body"),
        (OFFICIAL_NAME, "signing official"),
        (OFFICIAL_OFFICE, "office of the signing official"),
        (DOC_TYPE, "kind"),
        (DIGEST, "digest"),
        (SEALED_AT, "time of sealing"),
    ] {
        assert_eq!(changed(key, None), Err(format!("the seal lacks its {part}")));
    }
    assert!(changed(EXPIRES, None).is_ok());
    let bytes = |length| Some(Value::Bytes(vec![0; length]));
    for (key, value, wanted) in [
        (RECIPIENT_IIN, bytes(5), "the IIN or BIN of the seal is malformed"),
        (RECIPIENT_IIN, Some(Value::Bytes(vec![0xaa; 6])), "the IIN or BIN of the seal is malformed"),
        (RECIPIENT_IIN, Some(Value::Bytes(vec![0x11; 6])), "seal: IIN has a wrong check digit"),
        (RECIPIENT_BIN, Some(pack("160440007161")), "the IIN or BIN of the seal is malformed"),
        (BODY_BIN, bytes(7), "the signing body of the seal is malformed"),
        (BODY_BIN, bytes(6), "seal: BIN has a digit without meaning at position 5"),
        (BODY_KK, Some("a".repeat(129).into()), "the signing body of the seal is malformed"),
        (OFFICIAL_NAME, Some(" A".into()), "the signing official of the seal is malformed"),
        (OFFICIAL_OFFICE, Some("".into()), "the seal lacks its office of the signing official"),
        (NUMBER, Some("".into()), "seal: document number is malformed: empty"),
        (RECEIVED, Some(i64::MAX.into()), "seal: the year is outside 1900 to 9999"),
        (SEALED_AT, Some(i64::MAX.into()), "seal: the year is outside 1900 to 9999"),
        (DIGEST, bytes(31), "the digest of the seal is malformed"),
        (DOC_TYPE, Some(9.into()), "the kind of the seal is malformed"),
        (15, Some(1.into()), "the seal has a part that is not known"),
    ] {
        assert_eq!(changed(key, value), Err(wanted.to_owned()), "{key}");
    }
    let text = changed(NUMBER, Some(1.into())).expect_err("refused");
    assert!(text.starts_with("seal: cbor at byte "), "{text}");
    // What cannot be sealed is refused before it is signed.
    let nameless = SealContents { body: LocalText::default(), ..seal_contents() };
    assert_eq!(
        Seal::make(&nameless, &signer()).expect_err("refused").to_string(),
        "the seal lacks its signing body"
    );
    let name = "ы".repeat(64);
    let body = LocalText { kk: name.clone(), ru: name.clone(), en: name.clone() };
    let full =
        SealContents { body, official: Official { name: name.clone(), office: name }, ..seal_contents() };
    assert!(Seal::make(&full, &signer()).expect("within the limits").as_str().len() <= MAX_SEAL_CHARS);
}

#[test]
fn every_truncation_is_refused_and_every_changed_bit_is_found() {
    let text = seal();
    for end in 0..text.as_str().len() {
        assert!(SealText::parse(&text.as_str()[..end]).is_err(), "cut at {end}");
    }
    let key = signer().public_key();
    let mut bytes = text.as_bytes().to_vec();
    for bit in 0..bytes.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(read) = SealText::parse(&format!("QS1:{}", base45::encode(&bytes)))
            && let Ok(opened) = read.open(&key)
        {
            // The key id is a hint outside the signature; nothing stated can change.
            assert_eq!(*opened.contents(), seal_contents(), "bit {bit}");
        }
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}

#[test]
fn debug_shows_no_person() {
    let shown = format!("{:?} {:?}", seal(), seal_contents());
    assert!(!shown.contains(fixtures::IIN) && !shown.contains("045123789"), "{shown}");
}
