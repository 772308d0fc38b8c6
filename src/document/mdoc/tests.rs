use hex_literal::hex;

use super::*;
use crate::cbor::{self, Value};
use crate::cose::{PublicKey, Purpose};
use crate::document::{DocumentError, ElementValue, Record, fixtures};
use crate::id::DocType;

fn from_hex(text: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hex");
    (0..text.len()).step_by(2).map(digit).collect()
}

fn vector(file: &str, pointer: &str) -> Option<Vec<u8>> {
    let text = std::fs::read_to_string(crate::vectors("mdoc")?.join(file)).expect("readable");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    Some(from_hex(json.pointer(pointer).and_then(serde_json::Value::as_str).expect(pointer)))
}

fn annex_d() -> Option<Vec<u8>> {
    vector("annex-d.json", "/ISO_18013_5_ANNEX_D_DEVICE_RESPONSE")
}

/// The P-256 key of a certificate: the point after the identifiers of an EC key on that curve.
fn key_of(certificate: &[u8]) -> PublicKey {
    let before = hex!("06082a8648ce3d030107034200");
    let at = certificate.windows(before.len()).position(|window| window == before).expect("a P-256 key");
    PublicKey::from_sec1(&certificate[at + before.len()..][..65]).expect("a point")
}

/// Opens the signature with the key of the certificate beside it, checks every digest, and gives the object.
fn check(signed: &IssuerSigned<'_>) -> DocType {
    let certificate = signed.sign1().header().x5chain().next().expect("a certificate").to_vec();
    let opened = signed.sign1().open(Purpose::Document, &key_of(&certificate)).expect("a true signature");
    let mso = Mso::parse(opened.payload()).expect("parsed");
    for (name_space, item) in signed.items() {
        assert_eq!(mso.check(name_space, item), Ok(()), "{item:?}");
    }
    mso.doc_type
}

#[test]
fn annex_d_response_is_read_and_its_digests_hold() {
    let Some(bytes) = annex_d() else { return };
    let response = DeviceResponse::parse(&bytes).expect("parsed");
    assert_eq!((response.version.as_ref(), response.status), ("1.0", 0));
    let [document] = response.documents.as_slice() else { panic!("one document") };
    assert_eq!(check(&document.issuer_signed), DocType::DRIVING_LICENCE);
    assert_eq!(document.issuer_signed.items().count(), 6);

    let mso = Mso::parse(document.issuer_signed.mso_untrusted()).expect("parsed");
    assert_eq!(mso.valid_until.to_utc(), "2021-10-01T13:30:02Z");
    assert_eq!(mso.digest_algorithm, DigestAlgorithm::Sha256);
    let device_key = mso.device_key.expect("a device key");
    assert!(device_key.public_key().is_ok() && !device_key.is_nobodys());
    assert_eq!(mso.status, None);

    let claims = document.issuer_signed.claims_untrusted(mso.doc_type).expect("readable");
    assert_eq!(claims.text("family_name"), Some("Doe"));
    assert_eq!(claims.text("document_number"), Some("123456789"));
    assert_eq!(claims.date("issue_date").map(|date| date.to_string()), Some("2019-10-20".into()));
    assert_eq!(claims.portrait(), vector_portrait().as_deref());
    let privileges = claims.find("driving_privileges").and_then(ElementValue::as_list).expect("a list");
    let category = |at: usize| privileges[at].member("vehicle_category_code").and_then(ElementValue::as_text);
    assert_eq!((category(0), category(1)), (Some("A"), Some("B")));
    let issued = privileges[0].member("issue_date").and_then(ElementValue::as_date);
    assert_eq!(issued.map(|date| date.to_string()), Some("2018-08-09".into()));

    let device_signed = document.device_signed.as_ref().expect("a proof");
    assert_eq!(device_signed.name_spaces, hex!("d81841a0"));
    let DeviceAuth::Mac(mac) = &device_signed.auth else { panic!("a MAC") };
    // 5: HMAC 256/256.
    assert_eq!((mac.algorithm, mac.payload.is_none(), mac.tag.len()), (Some(5), true, 32));
}

fn vector_portrait() -> Option<Vec<u8>> {
    vector("annex-d.json", "/ISO_18013_5_ANNEX_D_DEVICE_RESPONSE_PORTRAIT_DATA")
}

#[test]
fn documents_of_other_software_are_read_and_their_digests_hold() {
    let Some(google) = vector("third-party.json", "/google/hex") else { return };
    let response = DeviceResponse::parse(&google).expect("parsed");
    let document = &response.documents[0];
    assert_eq!(check(&document.issuer_signed), document.doc_type);
    assert!(matches!(&document.device_signed, Some(DeviceSigned { auth: DeviceAuth::Signature(_), .. })));
    // Microseconds, though the standard asks for whole seconds.
    let mso = Mso::parse(document.issuer_signed.mso_untrusted()).expect("parsed");
    assert_eq!(mso.signed.to_utc(), "2025-02-19T23:36:58Z");

    // Headers wider than need be, digest ids past 31 bits, two namespaces.
    let bdr = vector("third-party.json", "/bdr/hex").expect("beside it");
    let signed = IssuerSigned::parse(&bdr).expect("parsed");
    assert_eq!(check(&signed), DocType::DRIVING_LICENCE);
    assert_eq!((signed.name_spaces.len(), signed.items().count()), (2, 18));
    let claims = signed.claims_untrusted(DocType::DRIVING_LICENCE).expect("readable");
    assert_eq!(claims.find("age_over_18").and_then(ElementValue::as_boolean), Some(true));

    let shown = signed.disclose(|_, identifier| identifier == "age_over_18");
    let shown = IssuerSigned::parse(&shown).expect("parsed");
    assert_eq!(check(&shown), DocType::DRIVING_LICENCE);
    assert_eq!((shown.items().count(), shown.digest_untrusted()), (1, signed.digest_untrusted()));
}

#[test]
fn every_truncation_is_refused() {
    let document = fixtures::issue(&fixtures::record(&fixtures::driving_licence()));
    let bytes = document.as_bytes();
    for end in 0..bytes.len() {
        assert!(IssuerSigned::parse(&bytes[..end]).is_err(), "cut at {end}");
    }
    let payload = document.issuer_signed().expect("parsed").mso_untrusted().to_vec();
    for end in 0..payload.len() {
        assert!(Mso::parse(&payload[..end]).is_err(), "cut at {end}");
    }
    let Some(response) = annex_d() else { return };
    for end in 0..response.len() {
        assert!(DeviceResponse::parse(&response[..end]).is_err(), "cut at {end}");
    }
}

/// 352/2.10: what was signed cannot change unseen. Whatever one bit does, no reading ends with an item, a namespace or a
/// signed object that is not the issuer's.
#[test]
fn every_changed_bit_of_a_signed_part_is_found() {
    let json = serde_json::json!({ "portrait": fixtures::portrait(60) });
    let mut record = fixtures::identity_card();
    record["portrait"] = json["portrait"].clone();
    let document = fixtures::issue(&fixtures::record(&record));
    let original = document.issuer_signed().expect("parsed");
    let key = fixtures::signer().public_key();
    let known: Vec<(String, Vec<u8>)> =
        original.items().map(|(space, item)| (space.to_owned(), item.received().to_vec())).collect();
    let (mut refused, mut accepted) = (0, 0);
    let mut bytes = document.as_bytes().to_vec();
    for bit in 0..bytes.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        let holds = IssuerSigned::parse(&bytes).is_ok_and(|signed| {
            let Ok(mso) = Mso::parse(signed.mso_untrusted()) else { return false };
            let digests = signed.items().all(|(space, item)| mso.check(space, item).is_ok());
            digests && signed.sign1().open(Purpose::Document, &key).is_ok()
        });
        if holds {
            accepted += 1;
            let signed = IssuerSigned::parse(&bytes).expect("parsed just now");
            assert_eq!(signed.mso_untrusted(), original.mso_untrusted(), "bit {bit}");
            for (space, item) in signed.items() {
                let same = |(known_space, known_item): &(String, Vec<u8>)| {
                    known_space == space && known_item == item.received()
                };
                assert!(known.iter().any(same), "bit {bit}");
            }
        } else {
            refused += 1;
        }
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
    // What may change: the key id and its label, and the name "nameSpaces", without which nothing is shown.
    assert!(accepted <= 8 * 24, "{accepted} accepted");
    assert!(refused > 8 * 1000, "{refused} refused");
}

#[test]
fn no_changed_bit_of_a_response_makes_a_panic() {
    let Some(mut bytes) = annex_d() else { return };
    for bit in 0..bytes.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(response) = DeviceResponse::parse(&bytes) {
            for document in &response.documents {
                let _ = Mso::parse(document.issuer_signed.mso_untrusted());
                let _ = document.issuer_signed.claims_untrusted(document.doc_type.clone());
            }
        }
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}

fn text(text: &str) -> Value {
    Value::from(text)
}

fn map(members: &[(&str, Value)]) -> Value {
    Value::Map(members.iter().map(|(key, value)| (text(key), value.clone())).collect())
}

fn embed(value: &Value) -> Value {
    Value::Tag(24, Box::new(Value::Bytes(cbor::encode(value).expect("encoded"))))
}

fn item(id: u64, identifier: &str) -> Value {
    let random = Value::Bytes(vec![1; 16]);
    let members = [
        ("digestID", id.into()),
        ("random", random),
        ("elementIdentifier", text(identifier)),
        ("elementValue", 7.into()),
    ];
    embed(&map(&members))
}

fn sign1(payload: Value) -> Value {
    let protected = Value::Bytes(hex!("a10126").to_vec());
    Value::Array(vec![protected, Value::Map(vec![]), payload, Value::Bytes(vec![0; 64])])
}

fn mso_members() -> Vec<(&'static str, Value)> {
    let tdate = |text: &str| Value::Tag(0, Box::new(Value::from(text)));
    let validity = map(&[
        ("signed", tdate("2026-01-01T00:00:00Z")),
        ("validFrom", tdate("2026-01-01T00:00:00Z")),
        ("validUntil", tdate("2027-01-01T00:00:00Z")),
    ]);
    vec![
        ("version", text("1.0")),
        ("digestAlgorithm", text("SHA-256")),
        ("valueDigests", map(&[("n", Value::Map(vec![(1.into(), Value::Bytes(vec![0; 32]))]))])),
        ("deviceKeyInfo", map(&[("deviceKey", fixtures::signer().public_key().to_cose())])),
        ("docType", text("d")),
        ("validityInfo", validity),
    ]
}

fn mso_with(name: &str, value: Option<Value>) -> Vec<u8> {
    let mut members = mso_members();
    members.retain(|(key, _)| *key != name);
    members.extend(value.map(|value| (Box::leak(name.to_owned().into_boxed_str()) as &str, value)));
    cbor::encode(&embed(&map(&members))).expect("encoded")
}

fn mso_refusal(name: &str, value: Option<Value>) -> String {
    Mso::parse(&mso_with(name, value)).expect_err("refused").to_string()
}

#[test]
fn mso_refusals_name_the_member() {
    assert!(Mso::parse(&mso_with("unknown", Some(1.into()))).is_ok());
    for missing in ["version", "digestAlgorithm", "valueDigests", "docType", "validityInfo"] {
        let wanted = format!("MobileSecurityObject: cbor map lacks \"{missing}\"");
        assert_eq!(mso_refusal(missing, None), wanted);
    }
    let from_missing = map(&[("signed", Value::Tag(0, Box::new(text("2026-01-01T00:00:00Z"))))]);
    assert_eq!(
        mso_refusal("validityInfo", Some(from_missing)),
        "MobileSecurityObject: cbor map lacks \"validFrom\""
    );
    assert_eq!(mso_refusal("version", Some(text("2.0"))), "MobileSecurityObject: version 1.x wanted");
    assert!(Mso::parse(&mso_with("version", Some(text("1.1")))).is_ok());
    assert_eq!(
        mso_refusal("digestAlgorithm", Some(text("SHA-1"))),
        "MobileSecurityObject: digestAlgorithm is none of SHA-256, SHA-384, SHA-512"
    );
    let plain = map(&[("signed", text("2026-01-01T00:00:00Z"))]);
    let refusal = mso_refusal("validityInfo", Some(plain));
    assert!(refusal.starts_with("MobileSecurityObject: cbor at byte "), "{refusal}");
    assert!(refusal.ends_with(": a tdate (tag 0) is wanted"), "{refusal}");
    let wrong = map(&[("signed", Value::Tag(0, Box::new(text("yesterday"))))]);
    assert_eq!(
        mso_refusal("validityInfo", Some(wrong)),
        "not an RFC 3339 date and time such as 2026-11-22T09:30:00+05:00"
    );
    assert_eq!(
        mso_refusal("docType", Some(text("a b"))),
        "docType is malformed: 1 to 128 printable ASCII characters wanted"
    );
    let many = (0..513).map(|id| (Value::from(id), Value::Bytes(vec![]))).collect();
    assert_eq!(
        mso_refusal("valueDigests", Some(map(&[("n", Value::Map(many))]))),
        "the document has more than 512 digests"
    );
    assert_eq!(
        Mso::parse(&hex!("a0")).expect_err("refused").to_string(),
        "MobileSecurityObject: cbor at byte 0: embedded cbor (tag 24) is wanted"
    );
    assert_eq!(
        Mso::parse(&hex!("d8185f41a0ff")).expect_err("refused").to_string(),
        "MobileSecurityObject: cbor at byte 0: embedded cbor came in chunks"
    );
    assert_eq!(
        Mso::parse(&hex!("d81841a000")).expect_err("refused").to_string(),
        "MobileSecurityObject: 1 bytes follow the cbor item"
    );
    // A digest id that stands twice, the second time written wider.
    let digests = hex!("d81857 a16c76616c756544696765737473 a1616e a2 0140 180140");
    assert_eq!(
        Mso::parse(&digests).expect_err("refused").to_string(),
        "MobileSecurityObject: cbor map holds a key twice at byte 20"
    );
}

#[test]
fn mso_of_too_many_name_spaces_is_refused() {
    let none = Value::Map(vec![]);
    assert_eq!(
        mso_refusal("valueDigests", Some(many_name_spaces(513, &none))),
        "the document has more than 512 namespaces"
    );
    assert!(Mso::parse(&mso_with("valueDigests", Some(many_name_spaces(512, &none)))).is_ok());
}

#[test]
fn mso_without_device_key_or_with_an_unknown_one_is_read() {
    assert_eq!(Mso::parse(&mso_with("deviceKeyInfo", None)).expect("parsed").device_key, None);
    let brainpool = map(&[("deviceKey", Value::Map(vec![(1.into(), 2.into()), ((-1).into(), 256.into())]))]);
    let bytes = mso_with("deviceKeyInfo", Some(brainpool));
    let mso = Mso::parse(&bytes).expect("parsed");
    assert!(mso.device_key.expect("there").public_key().is_err());
    let list = map(&[("uri", text("https://example.kz/1")), ("idx", 412.into())]);
    let bytes = mso_with("status", Some(map(&[("status_list", list)])));
    let status = Mso::parse(&bytes).expect("parsed").status.expect("there");
    assert_eq!((status.uri.as_ref(), status.index), ("https://example.kz/1", 412));
    assert_eq!(
        Mso::parse(&mso_with("status", Some(map(&[("other", 1.into())])))).expect("parsed").status,
        None
    );
}

#[test]
fn digests_are_compared_under_each_algorithm() {
    let sha = |text: &str| DigestAlgorithm::from_name(text).expect("known");
    // FIPS 180-4: the digests of "abc", by their ends.
    for (name, length, end) in [("SHA-256", 32, 0xad), ("SHA-384", 48, 0xa7), ("SHA-512", 64, 0x9f)] {
        use sha2::Digest;
        let digest = match length {
            32 => sha2::Sha256::digest(b"abc").to_vec(),
            48 => sha2::Sha384::digest(b"abc").to_vec(),
            _ => sha2::Sha512::digest(b"abc").to_vec(),
        };
        assert_eq!((digest.len(), digest.last()), (length, Some(&end)));
        assert!(sha(name).matches(b"abc", &digest), "{name}");
        assert!(!sha(name).matches(b"abd", &digest), "{name}");
        assert!(!sha(name).matches(b"abc", &digest[1..]), "{name}");
        assert_eq!(sha(name).to_string(), name);
    }
    let bytes = mso_with("unknown", None);
    let mso = Mso::parse(&bytes).expect("parsed");
    let spaces = map(&[
        ("n", Value::Array(vec![item(1, "a"), item(2, "b")])),
        ("m", Value::Array(vec![item(1, "a")])),
    ]);
    let signed = cbor::encode(&issuer_signed(spaces)).expect("encoded");
    let signed = IssuerSigned::parse(&signed).expect("parsed");
    let words: Vec<String> = signed
        .items()
        .map(|(space, item)| mso.check(space, item).expect_err("none was signed").to_string())
        .collect();
    assert_eq!(
        words,
        [
            "the issuer signed no digest for the namespace",
            "the item differs from what the issuer signed",
            "the issuer signed no digest with the item's id",
        ]
    );
}

fn issuer_signed(name_spaces: Value) -> Value {
    map(&[("nameSpaces", name_spaces), ("issuerAuth", sign1(Value::Bytes(vec![])))])
}

fn many_name_spaces(count: usize, each: &Value) -> Value {
    Value::Map((0..count).map(|name| (text(&name.to_string()), each.clone())).collect())
}

fn signed_refusal(value: &Value) -> String {
    IssuerSigned::parse(&cbor::encode(value).expect("encoded")).expect_err("refused").to_string()
}

#[test]
fn issuer_signed_refusals_name_the_place() {
    let items = |items: Vec<Value>| issuer_signed(map(&[("n", Value::Array(items))]));
    assert_eq!(
        signed_refusal(&items(vec![item(1, "a"), item(1, "b")])),
        "IssuerSigned: digest id 1 stands twice in a namespace"
    );
    assert_eq!(
        signed_refusal(&items(vec![item(1, "a"), item(2, "a")])),
        "IssuerSigned: the item with digest id 2 repeats an element identifier of its namespace"
    );
    assert_eq!(
        signed_refusal(&items((0..513).map(|id| item(id, &id.to_string())).collect())),
        "the document has more than 512 elements"
    );
    // As many as there may be, and a duplicate far from its first.
    let all = |last: Value| items((0..511).map(|id| item(id, &id.to_string())).chain([last]).collect());
    assert!(IssuerSigned::parse(&cbor::encode(&all(item(511, "511"))).expect("encoded")).is_ok());
    assert_eq!(
        signed_refusal(&all(item(100, "511"))),
        "IssuerSigned: digest id 100 stands twice in a namespace"
    );
    assert_eq!(
        signed_refusal(&all(item(511, "100"))),
        "IssuerSigned: the item with digest id 511 repeats an element identifier of its namespace"
    );
    assert_eq!(
        signed_refusal(&issuer_signed(many_name_spaces(513, &Value::Array(vec![])))),
        "the document has more than 512 namespaces"
    );
    assert!(
        IssuerSigned::parse(
            &cbor::encode(&issuer_signed(many_name_spaces(512, &Value::Array(vec![])))).expect("encoded")
        )
        .is_ok()
    );
    for missing in ["digestID", "random", "elementIdentifier", "elementValue"] {
        let members = [
            ("digestID", Value::from(1)),
            ("random", Value::Bytes(vec![])),
            ("elementIdentifier", text("a")),
            ("elementValue", Value::Null),
        ];
        let left: Vec<_> = members.into_iter().filter(|(key, _)| *key != missing).collect();
        let wanted = format!("IssuerSignedItem: cbor map lacks \"{missing}\"");
        assert_eq!(signed_refusal(&items(vec![embed(&map(&left))])), wanted);
    }
    let refusal = signed_refusal(&items(vec![Value::Bytes(vec![])]));
    assert!(refusal.ends_with("embedded cbor (tag 24) is wanted"), "{refusal}");
    assert_eq!(
        signed_refusal(&map(&[("nameSpaces", map(&[]))])),
        "IssuerSigned: cbor map lacks \"issuerAuth\""
    );
    assert_eq!(
        signed_refusal(&map(&[("issuerAuth", sign1(Value::Null))])),
        "IssuerSigned: issuerAuth carries no MobileSecurityObject"
    );
    let large = vec![0; 256 * 1024 + 1];
    assert_eq!(
        IssuerSigned::parse(&large).expect_err("refused"),
        DocumentError::TooLarge { found: 262_145, limit: 262_144 }
    );
    assert_eq!(
        DeviceResponse::parse(&large).expect_err("refused").to_string(),
        "the document has 262145 bytes, at most 262144 allowed"
    );
    let mut trailing = cbor::encode(&items(vec![])).expect("encoded");
    trailing.push(0);
    assert_eq!(
        IssuerSigned::parse(&trailing).expect_err("refused").to_string(),
        "IssuerSigned: 1 bytes follow the cbor item"
    );
}

#[test]
fn odd_but_legal_encodings_are_read() {
    // Indefinite map and array, an empty namespace, an unknown member, a digest id in eight bytes, issuerAuth tagged 18.
    let bytes = hex!(
        "bf 6a6e616d65537061636573 bf 616e 9f"
        "d818 58 41 bf 686469676573744944 1bffffffffffffffff 6672616e646f6d 40 71656c656d656e744964656e746966696572 6161"
        "6c656c656d656e7456616c7565 f6 6178 80 ff"
        "ff 616d 80 ff"
        "6178 00"
        "6a69737375657241757468 d2 84 43a10126 a0 40 40 ff"
    );
    let signed = IssuerSigned::parse(&bytes).expect("parsed");
    let items: Vec<_> = signed.items().collect();
    let [("n", item)] = items.as_slice() else { panic!("one item") };
    assert_eq!((item.digest_id, item.identifier.as_ref(), item.value_bytes()), (u64::MAX, "a", &[0xf6][..]));
    assert_eq!(signed.name_spaces[1].items.len(), 0);
    // Nothing shown: the namespaces are left out.
    let nothing = signed.disclose(|_, _| false);
    assert_eq!(nothing[..12], hex!("a1 6a69737375657241757468"));
    assert_eq!(IssuerSigned::parse(&nothing).expect("parsed").items().count(), 0);
    let whole = signed.disclose(|name_space, identifier| (name_space, identifier) == ("n", "a"));
    let whole = IssuerSigned::parse(&whole).expect("parsed");
    assert_eq!(whole.items().next().map(|(_, shown)| shown.received()), Some(item.received()));
}

fn response(members: &[(&str, Value)]) -> Result<String, String> {
    let bytes = cbor::encode(&map(members)).expect("encoded");
    DeviceResponse::parse(&bytes).map(|read| format!("{read:?}")).map_err(|error| error.to_string())
}

#[test]
fn response_refusals_name_the_place() {
    let version = ("version", text("1.0"));
    let status = ("status", Value::from(0));
    let refusal = |members: &[(&str, Value)]| response(members).expect_err("refused");
    assert!(response(&[version.clone(), status.clone()]).is_ok());
    assert_eq!(refusal(core::slice::from_ref(&version)), "DeviceResponse: cbor map lacks \"status\"");
    assert_eq!(refusal(core::slice::from_ref(&status)), "DeviceResponse: cbor map lacks \"version\"");
    assert_eq!(refusal(&[("version", text("2.0")), status.clone()]), "DeviceResponse: version 1.x wanted");

    let proof = |members: &[(&str, Value)]| {
        let signed = map(&[("nameSpaces", embed(&map(&[]))), ("deviceAuth", map(members))]);
        let document = map(&[
            ("docType", text("d")),
            ("issuerSigned", issuer_signed(map(&[]))),
            ("deviceSigned", signed),
        ]);
        response(&[version.clone(), status.clone(), ("documents", Value::Array(vec![document]))])
    };
    let mac = Value::Array(vec![
        Value::Bytes(hex!("a10105").to_vec()),
        map(&[]),
        Value::Null,
        Value::Bytes(vec![9; 32]),
    ]);
    assert!(proof(&[("deviceMac", mac.clone())]).expect("parsed").contains("Mac0(algorithm Some(5))"));
    assert_eq!(
        proof(&[("deviceMac", mac), ("deviceSignature", sign1(Value::Null))]),
        Err("DeviceResponse: deviceAuth holds both a signature and a MAC".into())
    );
    assert_eq!(proof(&[]), Err("DeviceResponse: cbor map lacks \"deviceSignature\"".into()));
    let short = proof(&[("deviceMac", Value::Array(vec![]))]).expect_err("refused");
    assert!(short.ends_with("an array of 4 (COSE_Mac0) is wanted"), "{short}");

    let documents = |count| {
        let document = map(&[("docType", text("d")), ("issuerSigned", issuer_signed(map(&[])))]);
        ("documents", Value::Array(vec![document; count]))
    };
    assert!(response(&[version.clone(), status.clone(), documents(16)]).is_ok());
    assert_eq!(
        refusal(&[version.clone(), status.clone(), documents(17)]),
        "the document has more than 16 documents"
    );
    let faults = Value::Array(vec![map(&[("d", 0.into())]); 17]);
    assert_eq!(
        refusal(&[version.clone(), status.clone(), ("documentErrors", faults)]),
        "the document has more than 16 document errors"
    );
    let bytes = cbor::encode(&map(&[
        version,
        ("status", 10.into()),
        ("documentErrors", Value::Array(vec![map(&[("d", (-3).into())])])),
    ]));
    let bytes = bytes.expect("encoded");
    let read = DeviceResponse::parse(&bytes).expect("parsed");
    assert_eq!((read.status, read.document_errors[0].code), (10, -3));
}

#[test]
fn values_are_read_as_what_they_mean() {
    let value = |bytes: &[u8]| ElementValue::from_cbor(bytes).expect("readable");
    let is_text = |bytes: &[u8], wanted: &str| assert_eq!(value(bytes).as_text(), Some(wanted));
    assert_eq!(
        value(&hex!("d903ec6a323032362d30312d3130")).as_date().map(|d| d.to_string()),
        Some("2026-01-10".into())
    );
    assert!(matches!(value(&hex!("c074323032362d30312d31305430303a30303a30305a")), ElementValue::Instant(_)));
    // Dates that are none stay the text they are.
    is_text(&hex!("d903ec6a323032362d31332d3130"), "2026-13-10");
    is_text(&hex!("c06474656374"), "tect");
    // A tag without a meaning here.
    is_text(&hex!("d8206161"), "a");
    // Embedded CBOR, and bytes that are none.
    is_text(&hex!("d818426161"), "a");
    assert_eq!(value(&hex!("d8184161")).as_bytes(), Some(&hex!("61")[..]));
    assert!(value(&hex!("f6")) == ElementValue::Null);
    assert_eq!(value(&hex!("3903e7")).as_integer(), Some(-1000));
    assert!(value(&hex!("f93e00")) == ElementValue::Float(1.5));
    // Past 64 bits, and `undefined`: as their bytes.
    assert_eq!(value(&hex!("1bffffffffffffffff")).as_bytes(), Some(&hex!("1bffffffffffffffff")[..]));
    assert_eq!(value(&hex!("f7")).as_bytes(), Some(&hex!("f7")[..]));
    let map = value(&hex!("a2 6161 f5 01 8102"));
    assert_eq!(map.member("a").and_then(ElementValue::as_boolean), Some(true));
    assert_eq!(map.member("1").and_then(ElementValue::as_list).map(<[_]>::len), Some(1));
    // A key that holds others: its bytes, so that no layout makes it many times as long.
    let map = value(&hex!("a2 820102 f5 d8184101 f4"));
    assert_eq!(map.member("h'820102'").and_then(ElementValue::as_boolean), Some(true));
    assert_eq!(map.member("h'd8184101'").and_then(ElementValue::as_boolean), Some(false));
    assert_eq!(
        ElementValue::from_cbor(&hex!("8101 00")).expect_err("refused").to_string(),
        "elementValue: 1 bytes follow the cbor item"
    );
    // Embedding nests no deeper than it is opened.
    let mut nested = hex!("01").to_vec();
    for _ in 0..40 {
        nested = cbor::encode(&Value::Tag(24, Box::new(Value::Bytes(nested)))).expect("encoded");
    }
    assert!(value(&nested).as_bytes().is_some());
}

#[test]
fn debug_shows_no_value() {
    let document = fixtures::issue(&fixtures::record(&fixtures::identity_card()));
    let signed = document.issuer_signed().expect("parsed");
    let shown = format!("{signed:?}");
    assert!(shown.contains("family_name") && !shown.contains("SERIKOVA"), "{shown}");
    let record: Record = fixtures::record(&fixtures::identity_card());
    let shown = format!("{record:?} {document:?}");
    assert!(!shown.contains("SERIKOVA") && !shown.contains(fixtures::IIN), "{shown}");
}
