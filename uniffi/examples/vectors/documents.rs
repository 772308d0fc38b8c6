//! Documents: whole ones, each check failing by itself, bytes that are none; holders; trust material.

use qujat::cbor::Value as Cbor;
use qujat::cose::Purpose;
use qujat::document::mdoc::IssuerSigned;
use serde_json::{Value, json};

use crate::Wanted::{Error, Invalid, Pass, Unknown};
use crate::world::{
    IIN, NEXT_UPDATE, NOW, OTHER_IIN, Who, array, cose_key, embedded, hex, hexes, issue, list, material,
    member, read, record, signed, trust, written,
};
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    let card = issue(&record("identity_card")?, Who::Ministry, NOW)?.into_bytes();
    // Most cases are about how a document is signed, not about all it says.
    let small = IssuerSigned::parse(&card)?
        .disclose(|_, element| ["iin", "document_number", "family_name_kk"].contains(&element));
    whole(cases, &card, &small)?;
    times_and_people(cases, &small)?;
    signers(cases)?;
    tampered(cases, &small)?;
    signed_so(cases, &small)?;
    bytes(cases, &small)?;
    responses(cases, &small)?;
    holders(cases, &small)?;
    trusts(cases)
}

pub(crate) fn given(document: &[u8], subject: Option<&str>, now: i64) -> Outcome<Value> {
    Ok(json!({ "trust": trust()?, "document": hex(document), "expected_subject": subject, "now": now }))
}

fn whole(cases: &mut Cases, card: &[u8], small: &[u8]) -> Outcome<()> {
    let mut pass = |name: &str, about: &str, given: Value| cases.add("document", name, about, given, Pass);
    pass("identity_card", "every element, its owner expected", given(card, Some(IIN), NOW)?);
    pass("three_elements", "a part of it shown", given(small, None, NOW)?);
    pass("first_second", "the first second of its validity", given(small, None, NOW)?);
    pass("last_second", "the last second of its validity", given(small, None, ENDS - 1)?);
    let licence = issue(&record("driving_licence")?, Who::Police, NOW)?;
    pass(
        "signer_of_one_kind",
        "signed by a body that may sign this kind",
        given(licence.as_bytes(), None, NOW)?,
    );
    let encoded_anew = written(&read(small));
    pass("encoded_anew", "the same in other map forms", given(&encoded_anew, None, NOW)?);
    let mut stale = given(small, None, NOW)?;
    stale["trust"] = material(
        &[cose_key(Who::Publisher)?],
        &[list("2026-01-02T00:00:00+05:00")?.sign(&Who::Publisher.signer()?)?],
    );
    pass("stale_list", "the trust list was to be renewed; it says so and holds", stale);
    let mut by_key = given(small, None, NOW)?;
    by_key["trust"] = material(&[cose_key(Who::Ministry)?], &[]);
    pass("signer_given", "its signer's key is trusted itself, without a list", by_key);
    Ok(())
}

fn times_and_people(cases: &mut Cases, small: &[u8]) -> Outcome<()> {
    for (name, about, now) in [
        ("ended", "the first second after its validity", ENDS),
        ("long_ended", "years after", 2_500_000_000),
        ("not_yet", "a second before it was signed", NOW - 1),
    ] {
        cases.add("document", name, about, given(small, None, now)?, Invalid("validity"));
    }
    let other = given(small, Some(OTHER_IIN), NOW)?;
    cases.add("document", "other_subject", "the document of somebody else", other, Invalid("subject"));
    let nameless = IssuerSigned::parse(small)?.disclose(|_, element| element == "document_number");
    let nameless = given(&nameless, Some(IIN), NOW)?;
    cases.add("document", "subject_not_shown", "whose it is was not disclosed", nameless, Unknown("subject"));
    let nothing = IssuerSigned::parse(small)?.disclose(|_, _| false);
    cases.add(
        "document",
        "nothing_shown",
        "no element is disclosed",
        given(&nothing, None, NOW)?,
        Unknown("digests"),
    );
    let malformed = given(small, Some("860314499993"), NOW)?;
    cases.add("document", "malformed_subject", "the IIN expected is none", malformed, Error("iin"));
    for (name, about, now) in
        [("time_too_late", "after the year 9999", i64::MAX), ("time_too_early", "before 1900", i64::MIN)]
    {
        cases.add("document", name, about, given(small, None, now)?, Error("time"));
    }
    Ok(())
}

fn signers(cases: &mut Cases) -> Outcome<()> {
    let card = |who| -> Outcome<Value> {
        let bytes = issue(&record("identity_card")?, who, NOW)?.into_bytes();
        given(&IssuerSigned::parse(&bytes)?.disclose(|_, element| element == "iin"), None, NOW)
    };
    let stranger = card(Who::Stranger)?;
    cases.add("document", "stranger", "signed by nobody who is trusted", stranger, Invalid("issuer_trusted"));
    for (name, about, who) in [
        ("other_kind_of_body", "its signer may sign driving licences only", Who::Police),
        ("service", "its signer may sign grants only", Who::Service),
    ] {
        cases.add("document", name, about, card(who)?, Invalid("issuer_entitled"));
    }
    let former = card(Who::Former)?;
    cases.add("document", "former_signer", "its signer's time is over", former, Invalid("validity"));
    let mut nobody = card(Who::Ministry)?;
    nobody["trust"] = material(&[], &[]);
    cases.add("document", "no_trust", "nothing is trusted", nobody, Unknown("issuer_trusted"));
    Ok(())
}

fn items(document: &mut Cbor) -> &mut Vec<Cbor> {
    array(member(member(document, "nameSpaces"), SPACE))
}

fn auth(document: &mut Cbor) -> &mut Vec<Cbor> {
    array(member(document, "issuerAuth"))
}

fn item<'a>(document: &'a mut Cbor, identifier: &str) -> &'a mut Cbor {
    let is_it = |item: &&mut Cbor| {
        let mut copy = (*item).clone();
        let mut found = false;
        embedded(&mut copy, |item| found = member(item, "elementIdentifier").as_text() == Some(identifier));
        found
    };
    items(document).iter_mut().find(is_it).expect("an element")
}

/// An item of the issuer's under another digest id and name.
fn injected(document: &mut Cbor, identifier: &str) {
    let mut extra = items(document)[0].clone();
    embedded(&mut extra, |item| {
        *member(item, "digestID") = 900.into();
        *member(item, "elementIdentifier") = identifier.into();
    });
    items(document).push(extra);
}

fn tampered(cases: &mut Cases, small: &[u8]) -> Outcome<()> {
    type Tamper = fn(&mut Cbor);
    let all: [(&str, &str, &'static str, Tamper); 18] = [
        ("changed_element", "a value was changed after signing", "digests", |d| {
            embedded(item(d, "family_name_kk"), |item| *member(item, "elementValue") = "Басқа".into());
        }),
        ("changed_salt", "the random of an element was changed", "digests", |d| {
            embedded(item(d, "iin"), |item| *member(item, "random") = Cbor::Bytes(vec![0; 16]));
        }),
        ("renamed_element", "an element under another name", "digests", |d| {
            embedded(item(d, "iin"), |item| *member(item, "elementIdentifier") = "bin".into());
        }),
        ("injected_element", "an element nobody signed", "digests", |d| injected(d, "general")),
        ("injected_nameless", "one whose name would be written to a terminal", "digests", |d| {
            injected(d, "\u{1b}[31m");
        }),
        ("moved_element", "an element in a namespace nobody signed", "digests", |d| {
            let moved = items(d).remove(0);
            let Cbor::Map(spaces) = member(d, "nameSpaces") else { panic!("no map") };
            spaces.push(("org.example".into(), Cbor::Array(vec![moved])));
        }),
        ("element_twice", "the same element twice", "structure", |d| {
            let again = items(d)[0].clone();
            items(d).push(again);
        }),
        ("longer_life", "its end moved in what is signed", "signature", |d| {
            let Cbor::Bytes(payload) = &mut auth(d)[2] else { panic!("no payload") };
            let mut mso = read(payload);
            embedded(&mut mso, |mso| {
                *member(member(mso, "validityInfo"), "validUntil") =
                    Cbor::Tag(0, Box::new("2099-01-01T00:00:00Z".into()));
            });
            *payload = written(&mso);
        }),
        ("changed_signature", "one bit of the signature", "signature", |d| {
            let Cbor::Bytes(signature) = &mut auth(d)[3] else { panic!("no signature") };
            signature[40] ^= 1;
        }),
        ("short_signature", "a signature a byte short", "signature", |d| {
            auth(d)[3] = Cbor::Bytes(vec![1; 63]);
        }),
        ("zero_signature", "r and s are 0", "signature", |d| auth(d)[3] = Cbor::Bytes(vec![0; 64])),
        ("empty_signature", "no signature", "signature", |d| auth(d)[3] = Cbor::Bytes(vec![])),
        ("unprotected_algorithm", "the algorithm outside what is signed", "signature", |d| {
            auth(d)[0] = Cbor::Bytes(vec![]);
            let Cbor::Map(unprotected) = &mut auth(d)[1] else { panic!("no header") };
            unprotected.push((1.into(), (-7).into()));
        }),
        ("other_algorithm", "the algorithm of another key", "issuer_trusted", |d| {
            auth(d)[0] = Cbor::Bytes(vec![0xa1, 1, 0x27]);
        }),
        ("no_payload", "nothing is signed", "structure", |d| auth(d)[2] = Cbor::Null),
        ("no_name_spaces", "namespaces are no map", "structure", |d| *member(d, "nameSpaces") = 1.into()),
        ("no_tag", "an item without its tag 24", "structure", |d| {
            let Cbor::Tag(_, inner) = items(d).remove(0) else { panic!("no tag") };
            items(d).push(*inner);
        }),
        ("no_digest_id", "an item without its digest id", "structure", |d| {
            embedded(&mut items(d)[0], |item| {
                let Cbor::Map(members) = item else { panic!("no map") };
                members.retain(|(key, _)| key.as_text() != Some("digestID"));
            });
        }),
    ];
    for (name, about, check, tamper) in all {
        let mut document = read(small);
        tamper(&mut document);
        cases.add("document", name, about, given(&written(&document), None, NOW)?, Invalid(check));
    }
    Ok(())
}

/// What the issuer itself signed, but should not have.
fn signed_so(cases: &mut Cases, small: &[u8]) -> Outcome<()> {
    type Change = fn(&mut Cbor);
    let all: [(&str, &str, &'static str, Change); 7] = [
        ("signed_in_the_future", "valid now, signed in an hour", "validity", |mso| {
            *member(member(mso, "validityInfo"), "signed") = instant("2026-01-10T05:00:00Z");
        }),
        ("ends_before_it_starts", "its validity is no span", "validity", |mso| {
            *member(member(mso, "validityInfo"), "validUntil") = instant("2020-01-01T00:00:00Z");
        }),
        ("digest_algorithm", "digests of an algorithm nobody accepts", "structure", |mso| {
            *member(mso, "digestAlgorithm") = "SHA-1".into();
        }),
        ("mso_version", "another major version of what is signed", "structure", |mso| {
            *member(mso, "version") = "2.0".into();
        }),
        ("doc_type_is_none", "its kind is no doc type", "structure", |mso| {
            *member(mso, "docType") = "identity card".into();
        }),
        ("no_validity", "without a validity", "structure", |mso| {
            let Cbor::Map(members) = mso else { panic!("no map") };
            members.retain(|(key, _)| key.as_text() != Some("validityInfo"));
        }),
        ("short_digest", "digests of another length", "digests", |mso| {
            let Cbor::Map(digests) = member(member(mso, "valueDigests"), SPACE) else { panic!("no map") };
            for (_, digest) in digests {
                *digest = Cbor::Bytes(vec![0; 31]);
            }
        }),
    ];
    for (name, about, check, change) in all {
        let mut document = read(small);
        let Cbor::Bytes(payload) = auth(&mut document)[2].clone() else { panic!("no payload") };
        let mut mso = read(&payload);
        embedded(&mut mso, change);
        let anew = signed(Purpose::Document, &written(&mso), Who::Ministry)?;
        *member(&mut document, "issuerAuth") = untagged(read(&anew));
        cases.add("document", name, about, given(&written(&document), None, NOW)?, Invalid(check));
    }
    // A thing signed for something else, put where the document's own goes.
    let mut document = read(small);
    let Cbor::Bytes(payload) = auth(&mut document)[2].clone() else { panic!("no payload") };
    *member(&mut document, "issuerAuth") = untagged(read(&signed(Purpose::Seal, &payload, Who::Ministry)?));
    let given = given(&written(&document), None, NOW)?;
    cases.add("document", "signed_as_a_seal", "signed for another purpose", given, Invalid("signature"));
    Ok(())
}

fn bytes(cases: &mut Cases, small: &[u8]) -> Outcome<()> {
    let head = |bytes: &[u8]| bytes.to_vec();
    for (name, about, bytes) in [
        ("empty", "no bytes", vec![]),
        ("text", "a text file", b"# Fixtures".to_vec()),
        ("number", "CBOR, but a number", vec![0x18, 0x2a]),
        ("empty_map", "a map of nothing", vec![0xa0]),
        ("truncated", "the last byte is missing", head(&small[..small.len() - 1])),
        ("half", "half of it", head(&small[..small.len() / 2])),
        ("byte_after", "a byte after its end", [small, &[0]].concat()),
        ("twice", "two documents one after the other", [small, small].concat()),
        ("deep", "lists in lists in lists", vec![0x81; 2000]),
        ("endless", "a list of 2^63 items", vec![0x9b, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        (
            "same_key_twice",
            "a map with one key twice",
            [&[0xa2], NAME_SPACES, &[0xa0], NAME_SPACES, &[0xa0]].concat(),
        ),
    ] {
        cases.add("document", name, about, given(&bytes, None, NOW)?, Invalid("structure"));
    }
    Ok(())
}

/// `DeviceResponse`s (ISO/IEC 18013-5 §8.3.2.1.2.2).
fn responses(cases: &mut Cases, small: &[u8]) -> Outcome<()> {
    let shown = |doc_type: &str| -> Cbor {
        Cbor::Map(vec![("docType".into(), doc_type.into()), ("issuerSigned".into(), read(small))])
    };
    let response = |documents: Vec<Cbor>| {
        written(&Cbor::Map(vec![
            ("version".into(), "1.0".into()),
            ("documents".into(), Cbor::Array(documents)),
            ("status".into(), 0.into()),
        ]))
    };
    let one = given(&response(vec![shown(SPACE)]), None, NOW)?;
    cases.add("document", "response", "a response with one document", one, Pass);
    for (name, about, documents, check) in [
        (
            "shown_as_other_kind",
            "shown as a driving licence",
            vec![shown("org.iso.18013.5.1.mDL")],
            "doc_type",
        ),
        (
            "two_in_a_response",
            "two documents where one is wanted",
            vec![shown(SPACE), shown(SPACE)],
            "structure",
        ),
        ("empty_response", "a response without a document", vec![], "structure"),
    ] {
        cases.add("document", name, about, given(&response(documents), None, NOW)?, Invalid(check));
    }
    Ok(())
}

fn holders(cases: &mut Cases, small: &[u8]) -> Outcome<()> {
    let licence = issue(&record("driving_licence")?, Who::Police, NOW)?.into_bytes();
    let licence = IssuerSigned::parse(&licence)?
        .disclose(|_, element| ["iin", "document_number", "family_name"].contains(&element));
    let given = |subject: &str, documents: &[Vec<u8>], now: i64| -> Outcome<Value> {
        Ok(json!({ "trust": trust()?, "subject": subject, "documents": hexes(documents), "now": now }))
    };
    let both = [small.to_vec(), licence.clone()];
    cases.add("holder", "two_documents", "both are kept, in order", given(IIN, &both, NOW)?, Pass);
    let again = [small.to_vec(), licence, small.to_vec()];
    cases.add(
        "holder",
        "again",
        "one that is there already takes the place of the one before",
        given(IIN, &again, NOW)?,
        Pass,
    );
    let mut changed = read(small);
    embedded(item(&mut changed, "family_name_kk"), |item| *member(item, "elementValue") = "Басқа".into());
    for (name, about, subject, documents, now, wanted) in [
        (
            "somebody_elses",
            "a document of somebody else is not kept",
            OTHER_IIN,
            vec![small.to_vec()],
            NOW,
            Invalid("subject"),
        ),
        (
            "changed",
            "a changed one does not take the place of a true one",
            IIN,
            vec![small.to_vec(), written(&changed)],
            NOW,
            Invalid("digests"),
        ),
        ("ended", "an ended one is not kept", IIN, vec![small.to_vec()], ENDS, Invalid("validity")),
        ("no_document", "bytes that are none", IIN, vec![vec![0]], NOW, Invalid("structure")),
        ("malformed_subject", "the device of nobody", "860314499993", vec![], NOW, Error("iin")),
    ] {
        cases.add("holder", name, about, given(subject, &documents, now)?, wanted);
    }
    Ok(())
}

fn trusts(cases: &mut Cases) -> Outcome<()> {
    let publisher = cose_key(Who::Publisher)?;
    let by = |who: Who| -> Outcome<Vec<u8>> { Ok(list(NEXT_UPDATE)?.sign(&who.signer()?)?) };
    let good = by(Who::Publisher)?;
    let given = |trust: Value, now: i64| json!({ "trust": trust, "now": now });
    for (name, about, trust) in [
        ("nothing", "nothing is trusted", material(&[], &[])),
        ("key", "a key by itself", material(std::slice::from_ref(&publisher), &[])),
        ("list", "a list and the key of its publisher", trust()?),
    ] {
        cases.add("trust", name, about, given(trust, NOW), Pass);
    }
    let with = |list: Vec<u8>| material(std::slice::from_ref(&publisher), &[list]);
    let mut changed = good.clone();
    // A letter of a name in it.
    let at = changed.windows(6).position(|window| window == b"Sample").ok_or("no name in the list")?;
    changed[at] = b'T';
    let mut anchors = material(&[], &[]);
    anchors["anchors"] = hexes(&[b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec()]);
    let mut empty_anchor = material(&[], &[]);
    empty_anchor["anchors"] = hexes(&[vec![]]);
    for (name, about, trust, now) in [
        ("list_of_a_stranger", "a list signed by nobody who is trusted", with(by(Who::Stranger)?), NOW),
        (
            "list_without_its_key",
            "a list and nothing it is verified with",
            material(&[], std::slice::from_ref(&good)),
            NOW,
        ),
        ("changed_list", "a letter of it changed", with(changed), NOW),
        ("truncated_list", "its last byte is missing", with(good[..good.len() - 1].to_vec()), NOW),
        ("empty_list", "no bytes", with(vec![]), NOW),
        ("list_of_the_future", "issued tomorrow", with(good.clone()), NOW - 864_000),
        (
            "list_signed_as_a_grant",
            "its bytes signed for another purpose",
            with(signed(Purpose::Grant, b"\xa0", Who::Publisher)?),
            NOW,
        ),
        (
            "list_without_members",
            "signed, and no list",
            with(signed(Purpose::TrustList, b"\xa0", Who::Publisher)?),
            NOW,
        ),
        (
            "list_of_an_issuer",
            "a second list, signed by a body that may sign documents only",
            material(std::slice::from_ref(&publisher), &[good.clone(), by(Who::Ministry)?]),
            NOW,
        ),
        ("signer_is_none", "neither a key nor a certificate", material(&[b"key".to_vec()], &[]), NOW),
        ("signer_is_empty", "no bytes", material(&[vec![]], &[]), NOW),
        ("key_off_its_curve", "a COSE key whose point is none", material(&[off_curve(&publisher)], &[]), NOW),
        ("certificate_is_none", "PEM around nothing", anchors, NOW),
        ("anchor_is_empty", "no bytes", empty_anchor, NOW),
    ] {
        cases.add("trust", name, about, given(trust, now), Error("trust"));
    }
    Ok(())
}

/// The key with the last byte of its last coordinate changed.
fn off_curve(key: &[u8]) -> Vec<u8> {
    let mut key = key.to_vec();
    if let Some(last) = key.last_mut() {
        *last ^= 1;
    }
    key
}

fn instant(text: &str) -> Cbor {
    Cbor::Tag(0, Box::new(text.into()))
}

/// A COSE_Sign1 as a document holds it.
fn untagged(sign1: Cbor) -> Cbor {
    match sign1 {
        Cbor::Tag(18, inner) => *inner,
        bare => bare,
    }
}

/// 2031-03-15T00:00:00+05:00: the last day of the sample identity card is over.
const ENDS: i64 = 1_931_281_200;

/// The namespace of the identity card, which is called as its kind is.
const SPACE: &str = "kz.gov.egov.identity_card.1";
/// The key `nameSpaces`.
const NAME_SPACES: &[u8] = b"\x6anameSpaces";
