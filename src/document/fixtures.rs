//! Records, keys and randomness for tests. Everybody in them is invented.

use base64::Engine;
use serde_json::{Value, json};

use super::seal::{Official, SealContents};
use super::{Document, Issuance, Record, Seal, SealText};
use crate::cbor::{self, Value as Cbor};
use crate::cose::{Algorithm, Purpose, Signer, SoftwareSigner, Unsigned};
use crate::id::{Bin, DocType, DocumentNumber, Recipient};
use crate::random::RandomError;
use crate::text::LocalText;
use crate::time::{Date, Timestamp};

pub(crate) const IIN: &str = "000000000101";

pub(crate) fn identity_card() -> Value {
    json!({
        "kind": "identity_card", "number": "045123789", "issued": "2021-03-15", "expires": "2031-03-14",
        "issuer": issuer(),
        "subject": subject(),
        "portrait": portrait(600),
        "fields": {
            "birth_place": { "kk": "Алматы қаласы", "ru": "город Алматы", "en": "Almaty" },
            "ethnicity": { "kk": "қазақ", "ru": "казашка" },
        },
    })
}

pub(crate) fn driving_licence() -> Value {
    json!({
        "kind": "driving_licence", "number": "AB123456", "issued": "2022-05-15", "expires": "2032-05-14",
        "issuer": issuer(),
        "subject": subject(),
        "portrait": portrait(600),
        "fields": {
            "driving_privileges": [
                { "code": "B", "issued": "2012-06-01", "expires": "2032-05-14",
                  "restrictions": [{ "code": "01", "sign": "<=", "value": "2500" }] },
                { "code": "C1E" },
            ],
            "height": 168, "eye_colour": "brown", "nationality": "KZ",
            "portrait_capture_date": "2022-05-10T09:30:00+06:00",
        },
    })
}

pub(crate) fn birth_certificate() -> Value {
    let local = |kk, ru| json!({ "kk": kk, "ru": ru });
    json!({
        "kind": "birth_certificate", "number": "№ 1234567", "issued": "2019-02-01",
        "issuer": issuer(),
        "subject": {
            "iin": "000001002002", "birth_date": "2019-01-20", "sex": "male",
            "surname": local("Сапаров", "Сапаров"), "given_name": local("Әлихан", "Алихан"),
        },
        "fields": {
            "birth_place": local("Астана қаласы", "город Астана"),
            "father": { "surname": local("Сапаров", "Сапаров"), "given_name": local("Ерлан", "Ерлан"),
                        "birth_date": "1984-07-07" },
            "mother": { "iin": IIN, "surname": local("Сапарова", "Сапарова"),
                        "given_name": local("Айгүл", "Айгуль"), "citizenship": "KZ" },
            "record_number": "10-7-19-00123", "record_date": "2019-01-31",
        },
    })
}

pub(crate) fn other_kind() -> Value {
    json!({
        "kind": "club_card", "doc_type": "kz.gov.egov.club_card.1",
        "number": "S-100", "issued": "2025-09-01", "expires": "2026-06-30",
        "issuer": issuer(),
        "subject": { "iin": IIN, "given_name": { "ru": "Айгуль" } },
        "fields": {
            "university": { "type": "local_text", "value": { "kk": "ҚазҰУ", "ru": "КазНУ", "en": "KazNU" } },
            "course": { "type": "integer", "value": 3 },
            "full_time": { "type": "boolean", "value": true },
            "enrolled": { "type": "date", "value": "2023-09-01" },
            "subjects": { "type": "list", "value": [
                { "type": "text", "value": "алгебра" }, { "type": "integer", "value": -5 },
            ] },
        },
    })
}

pub(crate) fn all() -> [Value; 4] {
    [identity_card(), driving_licence(), birth_certificate(), other_kind()]
}

pub(crate) fn record(json: &Value) -> Record {
    Record::from_json(json.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

/// Bytes with the head of a JPEG, in base64.
pub(crate) fn portrait(bytes: usize) -> String {
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe0];
    jpeg.resize(bytes, 0x5a);
    base64::engine::general_purpose::STANDARD.encode(jpeg)
}

pub(crate) fn signer() -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::Es256, &[7; 32]).expect("a valid secret")
}

/// A repeatable source of bytes that differ from one another.
pub(crate) fn random(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut state = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    move |out: &mut [u8]| {
        for byte in out {
            // Steele, Lea and Flood's splitmix64, one byte a step.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb).to_be_bytes()[0];
        }
        Ok(())
    }
}

pub(crate) fn now() -> Timestamp {
    Timestamp::parse("2026-01-10T09:00:00+05:00").expect("a time")
}

pub(crate) fn issue(record: &Record) -> Document {
    let mut random = random(1);
    let issuance =
        Issuance { signer: &signer(), random: &mut random, signed_at: now(), device_key: None, status: None };
    record.issue(issuance).unwrap_or_else(|error| panic!("{error}"))
}

/// The document with its Mobile Security Object changed and signed anew by the signer of [`signer`].
pub(crate) fn with_mso(document: &[u8], change: impl FnOnce(&mut Cbor)) -> Vec<u8> {
    with_mso_by(&signer(), document, change)
}

/// The same, signed by another.
pub(crate) fn with_mso_by(signer: &dyn Signer, document: &[u8], change: impl FnOnce(&mut Cbor)) -> Vec<u8> {
    let read = |bytes: &[u8]| -> Cbor { cbor::from_slice(bytes, 1 << 20, "a test").expect("CBOR") };
    let mut document = read(document);
    let Cbor::Array(auth) = cbor_member(&mut document, "issuerAuth") else { panic!("no array") };
    let Cbor::Bytes(payload) = &auth[2] else { panic!("no payload") };
    let Cbor::Tag(24, content) = read(payload) else { panic!("no tag 24") };
    let Cbor::Bytes(content) = *content else { panic!("no bytes") };
    let mut mso = read(&content);
    change(&mut mso);
    let payload = cbor::embed(&cbor::encode(&mso).expect("encoded"));
    let signed = Unsigned { purpose: Purpose::Document, payload: &payload }.build(signer).expect("signed");
    *cbor_member(&mut document, "issuerAuth") = signed;
    cbor::encode(&document).expect("encoded")
}

/// The member of a CBOR map, to be changed.
pub(crate) fn cbor_member<'a>(value: &'a mut Cbor, key: &str) -> &'a mut Cbor {
    let Cbor::Map(members) = value else { panic!("no map around {key}") };
    members.iter_mut().find(|(name, _)| name.as_text() == Some(key)).map(|(_, value)| value).expect(key)
}

pub(crate) fn seal_contents() -> SealContents {
    SealContents {
        number: DocumentNumber::parse("045123789").expect("a number"),
        received: Date::parse("2026-01-10").expect("a date"),
        recipient: Recipient::parse(IIN).expect("an IIN"),
        body: LocalText { ru: "МВД РК".into(), ..LocalText::default() },
        body_bin: Bin::parse("000740000728").expect("a BIN"),
        official: Official { name: "Ахметова А. С.".into(), office: "Директор".into() },
        doc_type: DocType::IDENTITY_CARD,
        digest: [0xd1; 32],
        sealed_at: now(),
        expires: Date::parse("2031-03-14").ok(),
    }
}

pub(crate) fn seal() -> SealText {
    Seal::make(&seal_contents(), &signer()).expect("sealed")
}

fn issuer() -> Value {
    json!({
        "name": { "kk": "ҚР ІІМ", "ru": "МВД РК", "en": "Ministry of Internal Affairs" },
        "bin": "000740000728",
    })
}

fn subject() -> Value {
    json!({
        "iin": IIN, "birth_date": "1985-04-12", "sex": "female",
        "surname": { "kk": "Серікова", "ru": "Серикова", "en": "SERIKOVA" },
        "given_name": { "kk": "Айгүл", "ru": "Айгуль", "en": "AIGUL" },
        "patronymic": { "kk": "Маратқызы", "ru": "Маратовна" },
    })
}
