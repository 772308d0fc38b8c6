//! What an engagement, a request and a message of a session may not be.

use super::*;
use crate::cose::KeyAgreement as _;

fn key() -> Value {
    AgreementKey::from_secret(&[1; 32]).expect("a secret").public_key().to_cose()
}

fn engagement(members: Vec<(u64, Value)>) -> Value {
    Value::Map(members.into_iter().map(|(label, value)| (label.into(), value)).collect())
}

fn security(suite: i64, key: &Value) -> Value {
    Value::Array(vec![suite.into(), embed(key)])
}

fn with_methods(methods: Vec<Value>) -> Vec<u8> {
    bytes(&engagement(vec![(0, text("1.0")), (1, security(1, &key())), (2, Value::Array(methods))]))
}

fn method(kind: u64, version: u64, options: Value) -> Value {
    Value::Array(vec![kind.into(), version.into(), options])
}

fn refused(bytes: &[u8]) -> String {
    DeviceEngagement::parse(bytes).expect_err("refused").to_string()
}

#[test]
fn every_way_to_carry_a_session_comes_back() {
    let methods = [
        RetrievalMethod::Nfc(NfcOptions { max_command: 255, max_response: 65_536 }),
        RetrievalMethod::Ble(BleOptions {
            peripheral_server: true,
            central_client: true,
            peripheral_uuid: Some([1; 16]),
            central_uuid: Some([2; 16]),
            address: Some([3; 6]),
        }),
        RetrievalMethod::Wifi(WifiOptions {
            passphrase: Some("secret words".into()),
            operating_class: Some(81),
            channel: Some(6),
            bands: Some(vec![0x14]),
        }),
        RetrievalMethod::Wifi(WifiOptions::default()),
        RetrievalMethod::Other { kind: 9, version: 4, options: vec![0x82, 1, 2] },
        RetrievalMethod::Other { kind: 2, version: 2, options: vec![0xa0] },
    ];
    let made = HolderEngagement::make(&methods, &mut random(5)).expect("made");
    let read = DeviceEngagement::from_uri(&made.engagement().to_uri()).expect("read");
    assert_eq!(read.methods(), methods);
    assert_eq!(read, *made.engagement());
    assert_eq!(read.ble_ident(), made.engagement().ble_ident());
    assert!(!format!("{made:?}").contains("secret words"));
    // None, where NFC agreed on one.
    let bare = HolderEngagement::make(&[], &mut random(6)).expect("made");
    assert!(DeviceEngagement::parse(bare.engagement().as_bytes()).expect("read").methods().is_empty());
    assert_ne!(bare.engagement().ble_ident(), read.ble_ident());
    // One that is no CBOR is not written.
    let broken = RetrievalMethod::Other { kind: 9, version: 1, options: vec![0x82, 1] };
    let error = HolderEngagement::make(&[broken], &mut random(6)).expect_err("refused");
    assert_eq!(error.to_string(), "DeviceEngagement: cbor ends inside an item at byte 2");
}

#[test]
fn what_later_versions_add_is_passed_over() {
    let known =
        engagement(vec![(0, text("1.1")), (1, security(1, &key())), (5, text("new")), (77, 1.into())]);
    let Value::Map(mut members) = known else { panic!("a map") };
    members.push((text("words"), Value::Null));
    members.push(((-1).into(), Value::Null));
    assert!(DeviceEngagement::parse(&bytes(&Value::Map(members))).is_ok());
}

#[test]
fn engagements_that_are_none() {
    let good = |label: u64| match label {
        0 => text("1.0"),
        _ => security(1, &key()),
    };
    assert_eq!(refused(&[]), "DeviceEngagement: cbor ends inside an item at byte 0");
    assert_eq!(refused(&[0x80]), "DeviceEngagement: cbor at byte 0: a map wanted, an array found");
    assert_eq!(refused(&vec![0; 4000]), "DeviceEngagement: 4000 bytes, at most 3072 allowed");
    let only = |label| bytes(&engagement(vec![(label, good(label))]));
    assert_eq!(refused(&only(1)), "DeviceEngagement: cbor map lacks \"0\"");
    assert_eq!(refused(&only(0)), "DeviceEngagement: cbor map lacks \"1\"");
    let with = |version: &str, security: Value| bytes(&engagement(vec![(0, text(version)), (1, security)]));
    assert_eq!(refused(&with("2.0", good(1))), "DeviceEngagement: version 1.x wanted");
    assert_eq!(refused(&with("1.0", security(2, &key()))), "DeviceEngagement: cipher suite 2, 1 is wanted");
    let three = Value::Array(vec![1.into(), embed(&key()), 1.into()]);
    assert_eq!(
        refused(&with("1.0", three)),
        "DeviceEngagement: cbor at byte 7: an array of 2 (Security) is wanted"
    );
    let bare = Value::Array(vec![1.into(), key()]);
    assert!(refused(&with("1.0", bare)).ends_with("embedded cbor (tag 24) is wanted"));
    let ed25519 = SoftwareSigner::from_secret(Algorithm::EdDsa, &[1; 32]).expect("a seed").public_key();
    assert_eq!(
        refused(&with("1.0", security(1, &ed25519.to_cose()))),
        "EDeviceKey: public key: not on P-256"
    );
    // A point that is not on the curve leaks the secret of whoever multiplies it.
    let Value::Map(mut off) = key() else { panic!("a map") };
    for (label, value) in &mut off {
        if *label == (-3).into() {
            *value = Value::Bytes(vec![1; 32]);
        }
    }
    assert_eq!(
        refused(&with("1.0", security(1, &Value::Map(off)))),
        "EDeviceKey: public key: not a point on its curve"
    );
    let mut trailing = with("1.0", good(1));
    trailing.push(0);
    assert_eq!(refused(&trailing), "DeviceEngagement: 1 bytes follow the cbor item");
}

#[test]
fn ways_that_are_none() {
    let one = |kind, options: Value| refused(&with_methods(vec![method(kind, 1, options)]));
    let options = |label: u64, value: Value| engagement(vec![(label, value)]);
    assert_eq!(one(1, options(0, 255.into())), "DeviceEngagement: cbor map lacks \"NfcOptions 0 and 1\"");
    assert!(one(2, options(11, Value::Bytes(vec![1; 15]))).ends_with("a UUID of 16 bytes is wanted"));
    assert!(
        one(2, options(20, Value::Bytes(vec![1; 7]))).ends_with("a Bluetooth address of 6 bytes is wanted")
    );
    assert!(one(2, options(0, 1.into())).ends_with("a boolean wanted, an integer found"));
    assert!(one(3, options(0, 1.into())).ends_with("a text string wanted, an integer found"));
    let short = Value::Array(vec![1.into(), 1.into()]);
    assert!(refused(&with_methods(vec![short])).ends_with("an array of 3 (DeviceRetrievalMethod) is wanted"));
    let many = vec![method(9, 1, Value::Null); 17];
    assert_eq!(refused(&with_methods(many)), "DeviceEngagement: more than 16 retrieval methods");
    assert!(DeviceEngagement::parse(&with_methods(vec![method(9, 1, Value::Null); 16])).is_ok());
}

#[test]
fn links_that_are_none() {
    let good = pair().0.engagement().to_uri();
    let refused = |text: &str| DeviceEngagement::from_uri(text).expect_err("refused").to_string();
    let wrong = "not an mdoc: link with a device engagement in base64url";
    for bad in [
        "",
        "mdoc",
        "https://example.kz/#owBj",
        &good.replace("mdoc:", "MDOC:"),
        &good.replace("mdoc:", ""),
        &format!("{good}="),
        &format!("{good} "),
        "mdoc:+/+/",
    ] {
        assert_eq!(refused(bad), wrong, "{bad}");
    }
    assert_eq!(refused("mdoc:"), "DeviceEngagement: cbor ends inside an item at byte 0");
    let long = format!("mdoc:{}", "A".repeat(5000));
    assert_eq!(refused(&long), "DeviceEngagement: 3750 bytes, at most 3072 allowed");
}

#[test]
fn requests_that_are_none() {
    let items = |items: &Value| {
        let document = map(&[("itemsRequest", embed(items))]);
        bytes(&map(&[("version", text("1.0")), ("docRequests", Value::Array(vec![document]))]))
    };
    let refused = |bytes: &[u8]| DeviceRequest::parse(bytes).expect_err("refused").to_string();
    let elements = |count: usize| {
        let members = (0..count).map(|n| (format!("e{n}").into(), false.into())).collect();
        map(&[("n", Value::Map(members))])
    };
    let good = map(&[("docType", text("d")), ("nameSpaces", elements(2))]);
    let read = DeviceRequest::parse(&items(&good)).map(|read| format!("{read:?}")).expect("read");
    assert!(read.contains("DocumentRequest(d,"), "{read}");

    assert_eq!(refused(&[]), "DeviceRequest: cbor ends inside an item at byte 0");
    assert_eq!(refused(&vec![0; 70_000]), "DeviceRequest: 70000 bytes, at most 65536 allowed");
    assert_eq!(refused(&bytes(&map(&[]))), "DeviceRequest: cbor map lacks \"version\"");
    let of = |version: &str, documents: Vec<Value>| {
        bytes(&map(&[("version", text(version)), ("docRequests", Value::Array(documents))]))
    };
    assert_eq!(refused(&of("1.0", vec![])), "nothing is asked for");
    let document = map(&[("itemsRequest", embed(&good))]);
    assert_eq!(refused(&of("2.0", vec![document.clone()])), "DeviceRequest: version 1.x wanted");
    assert_eq!(refused(&of("1.0", vec![document.clone(); 17])), "DeviceRequest: more than 16 documents");
    assert!(DeviceRequest::parse(&of("1.3", vec![document; 16])).is_ok());
    assert_eq!(refused(&of("1.0", vec![map(&[])])), "DeviceRequest: cbor map lacks \"itemsRequest\"");
    let bare = map(&[("itemsRequest", good.clone())]);
    assert!(refused(&of("1.0", vec![bare])).ends_with("embedded cbor (tag 24) is wanted"));

    assert_eq!(
        refused(&items(&map(&[("nameSpaces", elements(1))]))),
        "ItemsRequest: cbor map lacks \"docType\""
    );
    assert_eq!(
        refused(&items(&map(&[("docType", text("d"))]))),
        "ItemsRequest: cbor map lacks \"nameSpaces\""
    );
    let asking = |elements: Value| items(&map(&[("docType", text("d")), ("nameSpaces", elements)]));
    assert_eq!(refused(&asking(elements(0))), "nothing is asked for");
    assert_eq!(refused(&asking(elements(513))), "DeviceRequest: more than 512 elements");
    assert!(DeviceRequest::parse(&asking(elements(512))).is_ok());
    let empty = |n: usize| (format!("n{n}").into(), Value::Map(vec![]));
    assert_eq!(
        refused(&asking(Value::Map((0..513).map(empty).collect()))),
        "DeviceRequest: more than 512 namespaces"
    );
    let word = map(&[("n", map(&[("e", text("yes"))]))]);
    assert!(refused(&asking(word)).ends_with("a boolean wanted, a text string found"));
    let spaced = map(&[("docType", text("a kind")), ("nameSpaces", elements(1))]);
    assert!(DeviceRequest::parse(&items(&spaced)).is_err());
}

#[test]
fn drafts_of_requests_have_their_bounds() {
    let (_, reader) = pair();
    let kind = DocType::IDENTITY_CARD;
    let mut draft = RequestDraft::new();
    assert_eq!(draft.finish(), Err(ProximityError::NothingAsked));
    assert_eq!(draft.ask(&kind, &[], None, reader.transcript()), Err(ProximityError::NothingAsked));
    let names: Vec<String> = (0..513).map(|n| format!("e{n}")).collect();
    let many: Vec<_> = names.iter().map(|name| (CARD, name.as_str(), false)).collect();
    let error = draft.ask(&kind, &many, None, reader.transcript()).expect_err("refused");
    assert_eq!(error.to_string(), "DeviceRequest: more than 512 elements");
    // Asked for twice, it stands once, and is kept if it is meant to be kept at all.
    draft.ask(&kind, &[(CARD, "iin", false), (CARD, "iin", true)], None, reader.transcript()).expect("asked");
    let made = draft.finish().expect("made");
    let read = DeviceRequest::parse(&made).expect("read");
    let [element] = &read.documents[0].elements[..] else { panic!("one element") };
    assert_eq!((element.identifier.as_ref(), element.intent_to_retain), ("iin", true));
    assert!(!read.documents[0].is_signed());
    // Without a chain nobody could say who signs.
    let unknown = device();
    let one = &[(CARD, "iin", false)];
    let error = draft.ask(&kind, one, Some(&unknown), reader.transcript()).expect_err("refused");
    assert_eq!(error.to_string(), "the reader's signer has no certificate chain");
    for _ in 0..15 {
        draft.ask(&kind, one, None, reader.transcript()).expect("asked");
    }
    let error = draft.ask(&kind, one, None, reader.transcript()).expect_err("refused");
    assert_eq!(error.to_string(), "DeviceRequest: more than 16 documents");
    let heavy = device().with_certificate_chain(vec![vec![0; 16 * 1024]; 5]);
    let mut draft = RequestDraft::new();
    draft.ask(&kind, one, Some(&heavy), reader.transcript()).expect("asked");
    assert!(matches!(draft.finish(), Err(ProximityError::TooLarge { .. })));
    let aborted = reader.ask(&draft).expect_err("refused");
    assert_eq!(aborted.reply, SessionStatus::Termination.message());
}

#[test]
fn messages_that_are_none() {
    let establish = |message: &[u8]| {
        let aborted = pair().0.accept(message, &Handover::Qr).expect_err("refused");
        (aborted.to_string(), aborted.reply)
    };
    let bad = SessionStatus::CborDecodingError.message();
    let no_key = bytes(&map(&[("data", Value::Bytes(vec![1]))]));
    let no_data = bytes(&map(&[("eReaderKey", embed(&key()))]));
    let bare = bytes(&map(&[("eReaderKey", key()), ("data", Value::Bytes(vec![1]))]));
    for (message, why) in [
        (vec![], "SessionEstablishment: cbor ends inside an item at byte 0"),
        (no_key, "SessionEstablishment: cbor map lacks \"eReaderKey\""),
        (no_data, "SessionEstablishment: cbor map lacks \"data\""),
        (bare, "SessionEstablishment: cbor at byte 19: embedded cbor (tag 24) is wanted"),
        (vec![0; 300_000], "SessionEstablishment: 300000 bytes, at most 263168 allowed"),
        // A message of a session that runs.
        (SessionStatus::Termination.message(), "SessionEstablishment: cbor map lacks \"eReaderKey\""),
    ] {
        assert_eq!(establish(&message), (why.to_owned(), bad.clone()));
    }
    let ed25519 = SoftwareSigner::from_secret(Algorithm::EdDsa, &[1; 32]).expect("a seed").public_key();
    let other = bytes(&map(&[("eReaderKey", embed(&ed25519.to_cose())), ("data", Value::Bytes(vec![1]))]));
    assert_eq!(
        establish(&other),
        ("EReaderKey: public key: not on P-256".to_owned(), SessionStatus::EncryptionError.message())
    );

    let data = |message: &[u8]| {
        let aborted = asked().1.receive(message).expect_err("refused");
        (aborted.to_string(), aborted.reply)
    };
    for (message, why) in [
        (vec![0x80], "SessionData: cbor at byte 0: a map wanted, an array found"),
        (vec![0xa0], "SessionData holds neither data nor status"),
        (vec![0; 300_000], "SessionData: 300000 bytes, at most 263168 allowed"),
        (
            bytes(&map(&[("status", (-1).into())])),
            "SessionData: cbor at byte 8: an unsigned integer wanted, an integer found",
        ),
    ] {
        assert_eq!(data(&message), (why.to_owned(), bad.clone()));
    }
    let short = bytes(&map(&[("data", Value::Bytes(vec![1; 15]))]));
    assert_eq!(
        data(&short),
        ("the message does not decrypt in this session".to_owned(), SessionStatus::EncryptionError.message())
    );
    for code in [0, 10, 11, 20, 99] {
        assert_eq!(SessionStatus::from_code(code).code(), code);
    }
}

#[test]
fn no_randomness_no_session() {
    let mut broken = |_: &mut [u8]| Err(crate::random::RandomError);
    assert!(matches!(HolderEngagement::make(&[], &mut broken), Err(ProximityError::Random(_))));
    let scanned = pair().0.engagement().clone();
    let started = ReaderSession::start(&scanned, &Handover::Qr, &mut broken);
    assert!(matches!(started, Err(ProximityError::Random(_))));
}
