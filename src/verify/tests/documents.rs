use super::*;
use crate::cose::{Purpose, Unsigned};
use crate::document::mdoc::IssuerSigned;
use crate::id::{DocType, Iin};
use crate::trust::testing::{params, with_dates};
use rcgen::{ExtendedKeyUsagePurpose, KeyUsagePurpose};

fn verify<'a>(bytes: &'a [u8], trust: &TrustStore) -> DocumentReport<'a> {
    document(bytes, trust, &Expect::default(), now())
}

/// 352/2.10, 352/5, 352/10: authentic, unchanged, of this subject, now — each with its own answer.
#[test]
fn a_document_is_verified() {
    let root = root();
    let issued = issue(signer(&root), None);
    let iin = Iin::parse(fixtures::IIN).expect("an IIN");
    let expect = Expect { subject: Some(&iin), doc_type: Some(&DocType::IDENTITY_CARD), ..Expect::default() };
    let checked = document(issued.as_bytes(), &anchors(&root), &expect, now());
    let outcomes: Vec<_> = checked
        .report()
        .checks()
        .iter()
        .map(|check| (check.name.as_str(), check.outcome == Outcome::Passed))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("structure", true),
            ("issuer_trusted", true),
            ("issuer_entitled", true),
            ("signer_revocation", false),
            ("signature", true),
            ("digests", true),
            ("doc_type", true),
            ("validity", true),
            ("subject", true),
            ("device", false),
            ("revocation", false),
            ("clock", false),
        ]
    );
    assert_eq!(not_done(checked.report(), CheckName::Device), "no session transcript was given");
    assert_eq!(not_done(checked.report(), CheckName::Revocation), "the document names no status list");
    assert_eq!((checked.report().verdict(), checked.report().reason()), (Verdict::Valid, None));
    let verified = checked.verified().expect("verified");
    assert_eq!(verified.subject(), Some(iin));
    assert_eq!(verified.digest(), issued.digest());
    assert_eq!(verified.issuer().name.kk, "ҚР ІІМ");
    assert_eq!(verified.validity().until(), at("2031-03-15T00:00:00+05:00"));
    assert!(!format!("{verified:?}").contains(fixtures::IIN));
}

#[test]
fn nothing_disclosed_is_nothing_proved() {
    let root = root();
    let issued = issue(signer(&root), None);
    let empty = issued.issuer_signed().expect("well-formed").disclose(|_, _| false);
    let checked = verify(&empty, &anchors(&root));
    assert_eq!(not_done(checked.report(), CheckName::Digests), "no element is disclosed");
    assert_eq!(checked.report().verdict(), Verdict::Unknown);
    assert!(checked.verified().is_err());
}

fn items(document: &mut Value) -> &mut Vec<Value> {
    array(member(member(document, "nameSpaces"), "kz.gov.egov.identity_card.1"))
}
fn auth(document: &mut Value) -> &mut Vec<Value> {
    array(member(document, "issuerAuth"))
}
/// Changes the item of an element inside its tag 24.
fn edit_item(item: &mut Value, change: impl Fn(&mut Value)) {
    let Value::Tag(24, inner) = item else { panic!("no tag 24") };
    let Value::Bytes(content) = &mut **inner else { panic!("no bytes") };
    let mut item = value(content);
    change(&mut item);
    *content = bytes(&item);
}
fn item_of<'a>(document: &'a mut Value, identifier: &str) -> &'a mut Value {
    let is_it = |item: &&mut Value| {
        let Value::Tag(24, inner) = &**item else { return false };
        let Value::Bytes(content) = &**inner else { return false };
        member(&mut value(content), "elementIdentifier").as_text() == Some(identifier)
    };
    items(document).iter_mut().find(is_it).expect(identifier)
}
fn change_mso(document: &mut Value, change: impl Fn(&mut Value)) {
    let Value::Bytes(payload) = &mut auth(document)[2] else { panic!("no payload") };
    let Value::Tag(24, inner) = &mut value(payload) else { panic!("no tag 24") };
    let Value::Bytes(content) = &mut **inner else { panic!("no bytes") };
    let mut mso = value(content);
    change(&mut mso);
    *payload = bytes(&Value::Tag(24, Box::new(Value::Bytes(bytes(&mso)))));
}

/// Breaks a document in one way.
type Tamper = fn(&mut Value);

/// What is done, how, which check finds it, and its reason where it is ours to say.
const TAMPERED: [(&str, Tamper, CheckName, &str); 11] = [
    (
        "a changed value",
        |d| {
            edit_item(item_of(d, "family_name_kk"), |item| {
                *member(item, "elementValue") = "Басқа".into();
            });
        },
        CheckName::Digests,
        "family_name_kk: the item differs from what the issuer signed",
    ),
    (
        "an injected element",
        |d| {
            let mut extra = items(d)[0].clone();
            edit_item(&mut extra, |item| {
                *member(item, "digestID") = 900.into();
                *member(item, "elementIdentifier") = "general".into();
            });
            items(d).push(extra);
        },
        CheckName::Digests,
        "general: the issuer signed no digest with the item's id",
    ),
    (
        "an injected element with a name that is none",
        |d| {
            let mut extra = items(d)[0].clone();
            edit_item(&mut extra, |item| {
                *member(item, "digestID") = 900.into();
                *member(item, "elementIdentifier") = "\u{1b}[31m".into();
            });
            items(d).push(extra);
        },
        CheckName::Digests,
        "element with digest id 900: the issuer signed no digest with the item's id",
    ),
    (
        "a namespace nobody signed",
        |d| {
            let moved = items(d).remove(0);
            let Value::Map(spaces) = member(d, "nameSpaces") else { panic!("no map") };
            spaces.push(("org.example".into(), Value::Array(vec![moved])));
        },
        CheckName::Digests,
        "",
    ),
    (
        "the same item twice",
        |d| {
            let again = items(d)[0].clone();
            items(d).push(again);
        },
        CheckName::Structure,
        "",
    ),
    (
        "a longer life",
        |d| {
            change_mso(d, |mso| {
                *member(member(mso, "validityInfo"), "validUntil") =
                    Value::Tag(0, Box::new("2099-01-01T00:00:00Z".into()));
            });
        },
        CheckName::Signature,
        "the signature is not true",
    ),
    (
        "another signature",
        |d| {
            let Value::Bytes(signature) = &mut auth(d)[3] else { panic!("no signature") };
            signature[40] ^= 1;
        },
        CheckName::Signature,
        "the signature is not true",
    ),
    (
        "a short signature",
        |d| auth(d)[3] = Value::Bytes(vec![1; 63]),
        CheckName::Signature,
        "the signature is not true",
    ),
    (
        "an algorithm outside the signature",
        |d| {
            auth(d)[0] = Value::Bytes(vec![]);
            let Value::Map(unprotected) = &mut auth(d)[1] else { panic!("no header") };
            unprotected.push((1.into(), (-7).into()));
        },
        CheckName::Signature,
        "COSE header parameter 1: must be protected",
    ),
    (
        "an algorithm of another key",
        |d| auth(d)[0] = Value::Bytes(vec![0xa1, 1, 0x27]),
        CheckName::Signature,
        "the key is for ES256, the signature is EdDSA",
    ),
    (
        "no payload",
        |d| auth(d)[2] = Value::Null,
        CheckName::Structure,
        "IssuerSigned: issuerAuth carries no MobileSecurityObject",
    ),
];

/// 352/2.9, 352/2.10: the signature certifies the electronic form, and shows that its content is unchanged.
#[test]
fn every_change_is_found_by_its_own_check() {
    let root = root();
    let trust = anchors(&root);
    let issued = issue(signer(&root), None);
    let good = value(issued.as_bytes());
    assert_eq!(failed(verify(&bytes(&good), &trust).report()), [], "encoding anew changes nothing");
    for (what, tamper, name, reason) in TAMPERED {
        let mut document = good.clone();
        tamper(&mut document);
        let sent = bytes(&document);
        let checked = verify(&sent, &trust);
        let failures = failed(checked.report());
        assert_eq!(
            failures.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            [name],
            "{what}: {failures:?}"
        );
        if !reason.is_empty() {
            assert_eq!(failures[0].1, reason, "{what}");
        }
        assert_eq!(checked.report().reason(), Some(failures[0]), "{what}");
        assert_eq!(checked.report().verdict(), Verdict::Invalid, "{what}");
        assert!(checked.verified().is_err(), "{what}");
    }
}

#[test]
fn no_changed_byte_yields_other_claims() {
    let root = root();
    let trust = anchors(&root);
    let issued = issue(signer(&root), None);
    // Without the portrait, whose bytes are all alike.
    let signed = IssuerSigned::parse(issued.as_bytes()).expect("read");
    let small = signed.disclose(|_, identifier| identifier == "iin" || identifier == "document_number");
    let good = verify(&small, &trust).verified().expect("verified");
    for at in 0..small.len() {
        let mut changed = small.clone();
        changed[at] ^= 1 << (at % 8);
        if let Ok(verified) = verify(&changed, &trust).verified() {
            // An element may be lost — whoever shows a document chooses what to show — but none appears or changes.
            let good = &good.claims().elements;
            assert!(verified.claims().elements.iter().all(|element| good.contains(element)), "byte {at}");
        }
    }
    for length in 0..small.len() {
        assert!(verify(&small[..length], &trust).verified().is_err());
    }
}

#[test]
fn the_signer_must_lead_to_an_anchor() {
    let root = root();
    let trust = anchors(&root);
    let one = |params, seed| issue(root.certify(params, Key::new(Algorithm::Es256, seed)), None);
    let only = |document: &Document, trust: &TrustStore| {
        let checked = verify(document.as_bytes(), trust);
        let failures: Vec<_> =
            failed(checked.report()).into_iter().map(|(name, why)| (name, why.to_owned())).collect();
        assert!(checked.verified().is_err());
        assert_eq!(failures.len(), 1, "{failures:?}");
        failures.into_iter().next().expect("one")
    };

    // An authority nobody trusts: what else holds is said all the same.
    let other = Authority::root(authority_params("Another"), Key::new(Algorithm::Es256, 9));
    let untrusted = issue(signer(&other), None);
    assert_eq!(
        only(&untrusted, &trust),
        (CheckName::IssuerTrusted, "the signer's certificate leads to no trust anchor".to_owned())
    );
    let report = verify(untrusted.as_bytes(), &trust);
    assert_eq!(report.report().outcome(CheckName::Signature), Some(&Outcome::Passed));
    assert_eq!(report.report().outcome(CheckName::Digests), Some(&Outcome::Passed));
    assert_eq!(not_done(report.report(), CheckName::IssuerEntitled), "the signer is not trusted");
    assert!(report.issuer().is_none());

    // No trust material at all: nothing failed, and nothing is known.
    let nobody = verify(untrusted.as_bytes(), &TrustStore::new());
    assert_eq!(nobody.report().verdict(), Verdict::Unknown);
    assert_eq!(nobody.report().reason(), Some((CheckName::IssuerTrusted, "no trust material was given")));
    assert!(nobody.verified().is_err());

    // An authority with a key not carried out here.
    let rsa = Authority::root(authority_params("RSA"), Key::pretending(&rcgen::PKCS_RSA_SHA256));
    let under_rsa = issue(signer(&rsa), None);
    let unknown = verify(under_rsa.as_bytes(), &anchors(&rsa));
    assert_eq!(unknown.report().verdict(), Verdict::Unknown);
    assert_eq!(unknown.report().reason(), Some((CheckName::IssuerTrusted, "algorithm not supported: RSA")));

    let over = one(with_dates(signer_params("S"), "2026-01-01T00:00:00Z", "2026-12-31T23:59:58Z"), 4);
    assert_eq!(
        only(&over, &trust),
        (CheckName::Validity, "the signer's certificate was valid until 2026-12-31T23:59:59Z".to_owned())
    );
    let not_yet = one(with_dates(signer_params("S"), "2027-01-01T00:00:01Z", "2028-01-01T00:00:00Z"), 4);
    assert_eq!(
        only(&not_yet, &trust),
        (
            CheckName::Validity,
            "the document was signed outside the time of its signer's certificate or key".to_owned()
        )
    );
    let late = one(with_dates(signer_params("S"), "2026-06-01T00:00:01Z", "2027-08-31T00:00:00Z"), 4);
    assert_eq!(only(&late, &trust).0, CheckName::Validity);

    let mut server = signer_params("S");
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    assert_eq!(
        only(&one(server, 4), &trust),
        (
            CheckName::IssuerEntitled,
            "the signer's certificate is not for signing documents: extended key usage 1.0.18013.5.1.2 is missing"
                .to_owned()
        )
    );
    let mut agree = signer_params("S");
    agree.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    assert_eq!(only(&one(agree, 4), &trust).0, CheckName::IssuerEntitled);
    assert_eq!(only(&one(params("S"), 4), &trust).0, CheckName::IssuerEntitled);

    // The right certificate over somebody else's signature.
    let mut swapped = value(issue(signer(&root), None).as_bytes());
    let mut theirs = value(untrusted.as_bytes());
    array(member(&mut theirs, "issuerAuth"))[1] = array(member(&mut swapped, "issuerAuth"))[1].clone();
    let sent = bytes(&theirs);
    let checked = verify(&sent, &trust);
    // Both signers have the same key in these fixtures: the signature holds, and so does everything.
    assert_eq!(failed(checked.report()), []);
    let own = root.certify(signer_params("S"), Key::new(Algorithm::Es256, 5));
    let mut swapped = value(issue(own, None).as_bytes());
    array(member(&mut theirs, "issuerAuth"))[1] = array(member(&mut swapped, "issuerAuth"))[1].clone();
    let sent = bytes(&theirs);
    let checked = verify(&sent, &trust);
    assert_eq!(failed(checked.report()), [(CheckName::Signature, "the signature is not true")]);
}

#[test]
fn a_document_has_its_time() {
    let root = root();
    let trust = anchors(&root);
    let issued = issue(signer(&root), None);
    let said = |now| {
        let checked = document(issued.as_bytes(), &trust, &Expect::default(), now);
        let failures: Vec<_> =
            failed(checked.report()).into_iter().map(|(name, why)| (name, why.to_owned())).collect();
        assert!(failures.iter().all(|(name, _)| *name == CheckName::Validity), "{failures:?}");
        failures.into_iter().map(|(_, why)| why).next()
    };
    assert_eq!(said(signed_at()), None);
    assert_eq!(
        said(signed_at().plus(-1)).as_deref(),
        Some("the document is not valid before 2026-06-01T00:00:00Z")
    );
    assert_eq!(said(at("2027-08-31T23:59:59Z")), None, "the last second of the certificate");
    assert_eq!(
        said(at("2027-09-01T00:00:00Z")).as_deref(),
        Some("the signer's certificate was valid until 2027-09-01T00:00:00Z")
    );
    assert_eq!(
        said(at("2031-03-15T00:00:00+05:00")).as_deref(),
        Some("the document was valid until 2031-03-14T19:00:00Z")
    );
}

#[test]
fn a_clock_may_be_a_minute_off() {
    let root = root();
    let trust = anchors(&root);
    let mut document = value(issue(signer(&root), None).as_bytes());
    // An issuer that signs ahead: valid at once, signed later than now.
    let key = signer(&root).key.signer;
    let resign = |document: &mut Value, signed: &str| {
        let auth = array(member(document, "issuerAuth"));
        let Value::Bytes(payload) = &auth[2] else { panic!("no payload") };
        let Value::Tag(24, inner) = value(payload) else { panic!("no tag 24") };
        let Value::Bytes(content) = *inner else { panic!("no bytes") };
        let mut mso = value(&content);
        *member(member(&mut mso, "validityInfo"), "signed") = Value::Tag(0, Box::new(signed.into()));
        let payload = bytes(&Value::Tag(24, Box::new(Value::Bytes(bytes(&mso)))));
        let signed = Unsigned { purpose: Purpose::Document, payload: &payload }.build(&key).expect("signed");
        let Value::Array(signed) = signed else { panic!("no array") };
        auth[2] = signed[2].clone();
        auth[3] = signed[3].clone();
    };
    resign(&mut document, "2027-01-01T00:01:00Z");
    assert_eq!(failed(verify(&bytes(&document), &trust).report()), []);
    resign(&mut document, "2027-01-01T00:01:01Z");
    assert_eq!(
        failed(verify(&bytes(&document), &trust).report()),
        [(CheckName::Validity, "the document is signed in the future, at 2027-01-01T00:01:01Z")]
    );
}

/// 352/2.10, 9/2.4: the document belongs to the person expected.
#[test]
fn a_document_has_its_subject() {
    let root = root();
    let trust = anchors(&root);
    let issued = issue(signer(&root), None);
    let other = Iin::parse("000001002002").expect("an IIN");
    let expect = Expect { subject: Some(&other), ..Expect::default() };
    let checked = document(issued.as_bytes(), &trust, &expect, now());
    assert_eq!(failed(checked.report()), [(CheckName::Subject, "the document belongs to somebody else")]);
    assert!(checked.verified().is_err());

    let signed = IssuerSigned::parse(issued.as_bytes()).expect("read");
    let nameless = signed.disclose(|_, identifier| identifier != "iin");
    let owner = Iin::parse(fixtures::IIN).expect("an IIN");
    let expect = Expect { subject: Some(&owner), ..Expect::default() };
    let checked = document(&nameless, &trust, &expect, now());
    assert_eq!(
        (checked.report().verdict(), checked.report().reason()),
        (Verdict::Unknown, Some((CheckName::Subject, "the document does not disclose whose it is")))
    );
    // Nobody expected: not asked, and no hindrance.
    assert!(document(&nameless, &trust, &Expect::default(), now()).verified().is_ok());

    let expect = Expect { doc_type: Some(&DocType::DRIVING_LICENCE), ..Expect::default() };
    assert_eq!(
        failed(document(issued.as_bytes(), &trust, &expect, now()).report()),
        [(CheckName::DocType, "kz.gov.egov.identity_card.1 found, org.iso.18013.5.1.mDL wanted")]
    );
}

#[test]
fn the_device_proves_itself_in_this_session() {
    let root = root();
    let trust = anchors(&root);
    let device = Key::new(Algorithm::Es256, 20);
    let issued = issue(signer(&root), Some(&device.signer.public_key()));
    let kind = DocType::IDENTITY_CARD;
    let bare = bytes(&Value::Array(vec![Value::Null, Value::Null, Value::Array(vec!["handover".into()])]));
    let transcript = SessionTranscript::parse(&bare).expect("a transcript");
    let good = response_of(&issued, &device, &bare, kind.as_str());
    let expect = Expect { transcript: Some(&transcript), ..Expect::default() };
    let sent = bytes(&good);
    let checked = document(&sent, &trust, &expect, now());
    assert_eq!(failed(checked.report()), []);
    assert_eq!(checked.report().outcome(CheckName::Device), Some(&Outcome::Passed));
    assert!(checked.verified().is_ok());

    let only = |sent: &[u8], expect: &Expect<'_>| {
        let checked = document(sent, &trust, expect, now());
        let failures: Vec<_> =
            failed(checked.report()).into_iter().map(|(name, why)| (name, why.to_owned())).collect();
        assert_eq!(failures.len(), 1, "{failures:?}");
        failures.into_iter().next().expect("one")
    };
    let device_failure = |why: &str| (CheckName::Device, why.to_owned());
    // Recorded in another session.
    let other = SessionTranscript::parse(&[0x83, 0xf6, 0xf6, 0x80]).expect("a transcript");
    let replayed = Expect { transcript: Some(&other), ..Expect::default() };
    assert_eq!(only(&bytes(&good), &replayed), device_failure("the device's signature is not true"));
    // Another device.
    let thief = response_of(&issued, &Key::new(Algorithm::Es256, 21), &bare, kind.as_str());
    assert_eq!(only(&bytes(&thief), &expect), device_failure("the device's signature is not true"));
    // The document alone, without a device.
    assert_eq!(
        only(issued.as_bytes(), &expect),
        device_failure("the document came without a proof of its device")
    );
    // A document bound to no device.
    let unbound = response_of(&issue(signer(&root), None), &device, &bare, kind.as_str());
    assert_eq!(only(&bytes(&unbound), &expect), device_failure("the issuer bound no device key"));
    // Another kind outside than inside; the device itself says so.
    let swapped = response_of(&issued, &device, &bare, "org.iso.18013.5.1.mDL");
    assert_eq!(
        only(&bytes(&swapped), &expect),
        (
            CheckName::DocType,
            "shown as org.iso.18013.5.1.mDL, signed as kz.gov.egov.identity_card.1".to_owned()
        )
    );
    // Without a session nobody asks the device.
    assert!(document(&bytes(&thief), &trust, &Expect::default(), now()).verified().is_ok());
}

#[test]
fn responses_of_none_and_of_several() {
    let root = root();
    let trust = anchors(&root);
    let device = Key::new(Algorithm::Es256, 20);
    let issued = issue(signer(&root), Some(&device.signer.public_key()));
    let bare = [0x83, 0xf6, 0xf6, 0x80];
    let mut two = response_of(&issued, &device, &bare, DocType::IDENTITY_CARD.as_str());
    let again = array(member(&mut two, "documents"))[0].clone();
    array(member(&mut two, "documents")).push(again);
    let sent = bytes(&two);
    let all = documents(&sent, &trust, &Expect::default(), now());
    assert_eq!(all.len(), 2);
    assert!(all.into_iter().all(|one| one.verified().is_ok()));
    let structure = |bytes: &[u8]| {
        let checked = verify(bytes, &trust);
        let [(CheckName::Structure, why)] = failed(checked.report())[..] else { panic!("another check") };
        why.to_owned()
    };
    assert_eq!(structure(&bytes(&two)), "the response holds 2 documents, one is wanted");
    array(member(&mut two, "documents")).clear();
    assert_eq!(structure(&bytes(&two)), "the response holds no document");
    *member(&mut two, "version") = "2.0".into();
    assert_eq!(structure(&bytes(&two)), "DeviceResponse: version 1.x wanted");
    assert_eq!(structure(&[0xa0]), "IssuerSigned: cbor map lacks \"issuerAuth\"");
    assert_eq!(structure(b"hello"), "IssuerSigned: cbor at byte 0: a map wanted, a text string found");
    assert_eq!(structure(&[]), "IssuerSigned: cbor ends inside an item at byte 0");
    assert_eq!(structure(&vec![0; 300_000]), "the document has 300000 bytes, at most 262144 allowed");
}

#[test]
fn transcripts_that_are_none() {
    let refusal = |bytes: &[u8]| SessionTranscript::parse(bytes).expect_err("refused").to_string();
    assert_eq!(refusal(&[]), "SessionTranscript: cbor ends inside an item at byte 0");
    assert_eq!(
        refusal(&[0xa0]),
        "SessionTranscript: cbor at byte 0: an array of 3 (SessionTranscript) is wanted"
    );
    assert_eq!(
        refusal(&[0x82, 0xf6, 0xf6]),
        "SessionTranscript: cbor at byte 0: an array of 3 (SessionTranscript) is wanted"
    );
    assert_eq!(refusal(&[0x83, 0xf6, 0xf6, 0xf6, 0]), "SessionTranscript: 1 bytes follow the cbor item");
    assert_eq!(
        refusal(&[0xd8, 24, 0x41, 0xa0]),
        "SessionTranscript: cbor at byte 0: an array of 3 (SessionTranscript) is wanted"
    );
    assert_eq!(
        refusal(&vec![0; 200_000]),
        "SessionTranscript: cbor has 200000 bytes, at most 131072 allowed"
    );
}
