//! Every check of ISO/IEC 18013-5 §9.3.1 with documents that fail it, and it alone: each is made as an issuer and a device would
//! make it, signatures and all, with one defect.

use super::*;
use crate::cose::{AgreementKey, KeyAgreement as _, Signer, SoftwareSigner, Unsigned};
use crate::document::ElementValue;
use crate::document::fixtures::with_mso_by;
use crate::document::mdoc::{
    DeviceProof, DeviceResponse, DigestAlgorithm, IssuerSigned, Mso, ResponseDraft, Shown,
    device_authentication,
};
use crate::id::DocType;
use sha2::{Digest, Sha384, Sha512};

const CARD: &str = "kz.gov.egov.identity_card.1";

/// An issuer, a device and a session, and what they make.
struct World {
    trust: TrustStore,
    issuer: SoftwareSigner,
    device: Key,
    /// A document of theirs without a defect.
    issued: Vec<u8>,
    session: Vec<u8>,
    transcript: SessionTranscript,
    reader: AgreementKey,
}

impl World {
    fn new() -> Self {
        let root = root();
        let chain = signer(&root);
        let device = Key::new(Algorithm::Es256, 20);
        let session = vec![0x83, 0xf6, 0xf6, 0x43, 1, 2, 3];
        Self {
            trust: anchors(&root),
            issued: issue(signer(&root), Some(&device.signer.public_key())).into_bytes(),
            issuer: chain.key.signer.with_certificate_chain(vec![chain.der]),
            device,
            transcript: SessionTranscript::parse(&session).expect("a transcript"),
            session,
            reader: AgreementKey::from_secret(&[30; 32]).expect("a secret"),
        }
    }

    /// The document with its Mobile Security Object changed and signed by its issuer again.
    fn mso(&self, change: impl FnOnce(&mut Value)) -> Vec<u8> {
        with_mso_by(&self.issuer, &self.issued, change)
    }

    /// Shown by its device in this session.
    fn show(&self, issued: &[u8]) -> Value {
        self.show_with(issued, &Value::Map(vec![]))
    }

    fn show_with(&self, issued: &[u8], stated: &Value) -> Value {
        response_with(issued, &self.device, &self.session, CARD, stated)
    }

    /// Shown with the proof by MAC.
    fn show_by_mac(&self) -> Value {
        let device = AgreementKey::from_secret(&[20; 32]).expect("a secret");
        let reader = self.reader.public_key();
        let document = IssuerSigned::parse(&self.issued).expect("read");
        let proof = DeviceProof::Mac { device: &device, reader: &reader };
        let elements = [(CARD, "iin")];
        let shown =
            Shown { document: &document, elements: &elements, withheld: &[], device_elements: &[], proof };
        let mut draft = ResponseDraft::new();
        draft.show(&shown, &self.transcript).expect("shown");
        value(&draft.finish().expect("made"))
    }

    fn check<'a>(&self, sent: &'a [u8]) -> DocumentReport<'a> {
        let expect = Expect {
            transcript: Some(&self.transcript),
            reader_key: Some(&self.reader),
            ..Expect::default()
        };
        document(sent, &self.trust, &expect, now())
    }
}

fn text(text: &str) -> Value {
    Value::from(text)
}

fn tdate(instant: &str) -> Value {
    Value::Tag(0, Box::new(text(instant)))
}

fn remove(map: &mut Value, key: &str) {
    let Value::Map(members) = map else { panic!("no map around {key}") };
    let before = members.len();
    members.retain(|(name, _)| name.as_text() != Some(key));
    assert_eq!(members.len() + 1, before, "{key}");
}

/// The digests of the document's one namespace, to be changed.
fn digests(mso: &mut Value) -> &mut Vec<(Value, Value)> {
    let Value::Map(digests) = member(member(mso, "valueDigests"), CARD) else { panic!("no map") };
    digests
}

fn validity(mso: &mut Value, name: &str, instant: &str) {
    *member(member(mso, "validityInfo"), name) = tdate(instant);
}

fn authorise(mso: &mut Value, authorizations: Value) {
    let Value::Map(info) = member(mso, "deviceKeyInfo") else { panic!("no map") };
    info.push((text("keyAuthorizations"), authorizations));
}

fn states_mood() -> Value {
    Value::Map(vec![(text("org.device"), Value::Map(vec![(text("mood"), true.into())]))])
}

fn shown(response: &mut Value) -> &mut Value {
    &mut array(member(response, "documents"))[0]
}

fn device_auth(response: &mut Value) -> &mut Value {
    member(member(shown(response), "deviceSigned"), "deviceAuth")
}

fn proof<'a>(response: &'a mut Value, kind: &str) -> &'a mut Vec<Value> {
    array(member(device_auth(response), kind))
}

/// Replaces the items of the namespace.
fn items(response: &mut Value) -> &mut Vec<Value> {
    array(member(member(member(shown(response), "issuerSigned"), "nameSpaces"), CARD))
}

/// The content of tag 24.
fn content(value: &mut Value) -> &mut Vec<u8> {
    let Value::Tag(24, inner) = value else { panic!("no tag 24") };
    let Value::Bytes(content) = &mut **inner else { panic!("no bytes") };
    content
}

/// A defect, how it comes about, the one check that finds it, and why that says it does.
type Defect = (&'static str, fn(&World) -> Value, CheckName, &'static str);

const DEFECTS: &[Defect] = &[
    // The Mobile Security Object's own form.
    (
        "a later version of the object",
        |w| w.show(&w.mso(|mso| *member(mso, "version") = text("2.0"))),
        CheckName::Structure,
        "MobileSecurityObject: version 1.x wanted",
    ),
    (
        "no version",
        |w| w.show(&w.mso(|mso| remove(mso, "version"))),
        CheckName::Structure,
        "MobileSecurityObject: cbor map lacks \"version\"",
    ),
    (
        "a digest algorithm that is broken",
        |w| w.show(&w.mso(|mso| *member(mso, "digestAlgorithm") = text("SHA-1"))),
        CheckName::Structure,
        "MobileSecurityObject: digestAlgorithm is none of SHA-256, SHA-384, SHA-512",
    ),
    (
        "no digest algorithm",
        |w| w.show(&w.mso(|mso| remove(mso, "digestAlgorithm"))),
        CheckName::Structure,
        "MobileSecurityObject: cbor map lacks \"digestAlgorithm\"",
    ),
    (
        "no digests",
        |w| w.show(&w.mso(|mso| remove(mso, "valueDigests"))),
        CheckName::Structure,
        "MobileSecurityObject: cbor map lacks \"valueDigests\"",
    ),
    (
        "no docType",
        |w| w.show(&w.mso(|mso| remove(mso, "docType"))),
        CheckName::Structure,
        "MobileSecurityObject: cbor map lacks \"docType\"",
    ),
    (
        "no validity",
        |w| w.show(&w.mso(|mso| remove(mso, "validityInfo"))),
        CheckName::Structure,
        "MobileSecurityObject: cbor map lacks \"validityInfo\"",
    ),
    (
        "no end",
        |w| w.show(&w.mso(|mso| remove(member(mso, "validityInfo"), "validUntil"))),
        CheckName::Structure,
        "MobileSecurityObject: cbor map lacks \"validUntil\"",
    ),
    (
        "an end that is no date",
        |w| w.show(&w.mso(|mso| *member(member(mso, "validityInfo"), "validUntil") = 2_000_000_000.into())),
        CheckName::Structure,
        "",
    ),
    (
        "an object that is not in tag 24",
        |w| {
            let mut response = w.show(&w.issued);
            let auth = array(member(member(shown(&mut response), "issuerSigned"), "issuerAuth"));
            let Value::Bytes(payload) = &auth[2] else { panic!("no payload") };
            let bare = content(&mut value(payload)).clone();
            let signed = Unsigned { purpose: crate::cose::Purpose::Document, payload: &bare };
            *auth = array(&mut signed.build(&w.issuer).expect("signed")).clone();
            response
        },
        CheckName::Structure,
        "MobileSecurityObject: cbor at byte 0: embedded cbor (tag 24) is wanted",
    ),
    // Each element against its digest.
    (
        "digests of another algorithm than it says",
        |w| w.show(&w.mso(|mso| *member(mso, "digestAlgorithm") = text("SHA-512"))),
        CheckName::Digests,
        "",
    ),
    (
        "one digest of another element",
        |w| {
            w.show(&w.mso(|mso| {
                let digests = digests(mso);
                digests[0].1 = digests[1].1.clone();
            }))
        },
        CheckName::Digests,
        "",
    ),
    (
        "one digest cut short",
        |w| {
            w.show(&w.mso(|mso| {
                let Value::Bytes(digest) = &mut digests(mso)[0].1 else { panic!("no bytes") };
                digest.truncate(31);
            }))
        },
        CheckName::Digests,
        "",
    ),
    ("one digest left out", |w| w.show(&w.mso(|mso| drop(digests(mso).remove(0)))), CheckName::Digests, ""),
    (
        "digests of another namespace",
        |w| {
            w.show(&w.mso(|mso| {
                let Value::Map(spaces) = member(mso, "valueDigests") else { panic!("no map") };
                spaces[0].0 = text("org.iso.18013.5.1");
            }))
        },
        CheckName::Digests,
        "",
    ),
    (
        "an item that is the same, written otherwise",
        |w| {
            let mut response = w.show(&w.issued);
            let item = content(&mut items(&mut response)[0]);
            let Value::Map(mut members) = value(item) else { panic!("no map") };
            members.reverse();
            // Not in deterministic order any more.
            *item = Vec::new();
            push_as_it_stands(&Value::Map(members), item);
            response
        },
        CheckName::Digests,
        "",
    ),
    (
        "an item without tag 24",
        |w| {
            let mut response = w.show(&w.issued);
            let item = &mut items(&mut response)[0];
            *item = Value::Bytes(content(item).clone());
            response
        },
        CheckName::Structure,
        "",
    ),
    (
        "an element twice under two digest ids",
        |w| {
            let mut response = w.show(&w.issued);
            let items = items(&mut response);
            let identifier = member(&mut value(content(&mut items[1])), "elementIdentifier").clone();
            let item = content(&mut items[0]);
            let mut inside = value(item);
            *member(&mut inside, "elementIdentifier") = identifier;
            *item = bytes(&inside);
            response
        },
        CheckName::Structure,
        "",
    ),
    // Its kind.
    (
        "a kind other than the signed one",
        |w| w.show(&w.mso(|mso| *member(mso, "docType") = text("org.iso.18013.5.1.mDL"))),
        CheckName::DocType,
        "shown as kz.gov.egov.identity_card.1, signed as org.iso.18013.5.1.mDL",
    ),
    // Its time.
    (
        "a validity that has not begun",
        |w| w.show(&w.mso(|mso| validity(mso, "validFrom", "2027-01-01T00:00:01Z"))),
        CheckName::Validity,
        "the document is not valid before 2027-01-01T00:00:01Z",
    ),
    (
        "a validity that is over",
        |w| w.show(&w.mso(|mso| validity(mso, "validUntil", "2027-01-01T00:00:00Z"))),
        CheckName::Validity,
        "the document was valid until 2027-01-01T00:00:00Z",
    ),
    (
        "a validity that ends before it begins",
        |w| w.show(&w.mso(|mso| validity(mso, "validUntil", "2020-01-01T00:00:00Z"))),
        CheckName::Validity,
        "the document's validity ends before it starts",
    ),
    (
        "signed in the future",
        |w| w.show(&w.mso(|mso| validity(mso, "signed", "2027-06-01T00:00:00Z"))),
        CheckName::Validity,
        "the document is signed in the future, at 2027-06-01T00:00:00Z",
    ),
    (
        "signed before its signer's certificate",
        |w| w.show(&w.mso(|mso| validity(mso, "signed", "2025-12-31T23:59:59Z"))),
        CheckName::Validity,
        "the document was signed outside the time of its signer's certificate or key",
    ),
    // Its signer.
    (
        "the certificate of another signer of the same authority",
        |w| {
            let mut response = w.show(&w.issued);
            let other = root().certify(signer_params("Another"), Key::new(Algorithm::Es256, 5));
            let auth = array(member(member(shown(&mut response), "issuerSigned"), "issuerAuth"));
            auth[1] = Value::Map(vec![(33.into(), Value::Bytes(other.der))]);
            response
        },
        CheckName::Signature,
        "the signature is not true",
    ),
    (
        "a key id nobody knows",
        |w| {
            let mut response = w.show(&w.issued);
            let auth = array(member(member(shown(&mut response), "issuerSigned"), "issuerAuth"));
            auth[1] = Value::Map(vec![(4.into(), Value::Bytes(vec![9; 8]))]);
            response
        },
        CheckName::IssuerTrusted,
        "the signer's key is not among the trusted ones",
    ),
    (
        "neither certificate nor key id",
        |w| {
            let mut response = w.show(&w.issued);
            array(member(member(shown(&mut response), "issuerSigned"), "issuerAuth"))[1] = Value::Map(vec![]);
            response
        },
        CheckName::IssuerTrusted,
        "the signature names no signer: neither x5chain nor kid",
    ),
    // Its device.
    (
        "no device key",
        |w| w.show(&w.mso(|mso| remove(mso, "deviceKeyInfo"))),
        CheckName::Device,
        "the issuer bound no device key",
    ),
    (
        "an empty device key info",
        |w| w.show(&w.mso(|mso| remove(member(mso, "deviceKeyInfo"), "deviceKey"))),
        CheckName::Device,
        "the issuer bound no device key",
    ),
    (
        "the key nobody holds",
        |w| w.show(issue(signer(&root()), None).as_bytes()),
        CheckName::Device,
        "the issuer bound no device key",
    ),
    (
        "another device's key",
        |w| {
            let other = Key::new(Algorithm::Es256, 21).signer.public_key().to_cose();
            w.show(&w.mso(|mso| *member(member(mso, "deviceKeyInfo"), "deviceKey") = other))
        },
        CheckName::Device,
        "the device's signature is not true",
    ),
    (
        "a device key of another algorithm",
        |w| {
            let other = Key::new(Algorithm::EdDsa, 21).signer.public_key().to_cose();
            w.show(&w.mso(|mso| *member(member(mso, "deviceKeyInfo"), "deviceKey") = other))
        },
        CheckName::Device,
        "the key is for EdDSA, the signature is ES256",
    ),
    (
        "a device key off its curve",
        |w| {
            w.show(&w.mso(|mso| {
                let Value::Map(key) = member(member(mso, "deviceKeyInfo"), "deviceKey") else {
                    panic!("no key")
                };
                let Some((_, y)) = key.iter_mut().find(|(label, _)| *label == (-3).into()) else {
                    panic!("no y")
                };
                *y = Value::Bytes(vec![1; 32]);
            }))
        },
        CheckName::Device,
        "public key: not a point on its curve",
    ),
    (
        "another session",
        |w| {
            response_with(&w.issued, &w.device, &[0x83, 0xf6, 0xf6, 0x43, 1, 2, 4], CARD, &Value::Map(vec![]))
        },
        CheckName::Device,
        "the device's signature is not true",
    ),
    (
        "a device proof of another kind of document",
        |w| {
            let mut other =
                response_with(&w.issued, &w.device, &w.session, "org.example", &Value::Map(vec![]));
            *member(shown(&mut other), "docType") = text(CARD);
            other
        },
        CheckName::Device,
        "the device's signature is not true",
    ),
    (
        "something the device states put in later",
        |w| {
            let issued = w.mso(|mso| {
                let all = Value::Map(vec![(text("nameSpaces"), Value::Array(vec![text("org.device")]))]);
                authorise(mso, all);
            });
            let mut response = w.show(&issued);
            *member(member(shown(&mut response), "deviceSigned"), "nameSpaces") =
                Value::Tag(24, Box::new(Value::Bytes(bytes(&states_mood()))));
            response
        },
        CheckName::Device,
        "the device's signature is not true",
    ),
    (
        "something stated without authority",
        |w| w.show_with(&w.issued, &states_mood()),
        CheckName::Device,
        "mood: the issuer did not authorise the device to state it",
    ),
    (
        "something stated beside what is authorised",
        |w| {
            let issued = w.mso(|mso| {
                let one = Value::Map(vec![(text("org.device"), Value::Array(vec![text("moods")]))]);
                authorise(mso, Value::Map(vec![(text("dataElements"), one)]));
            });
            w.show_with(&issued, &states_mood())
        },
        CheckName::Device,
        "mood: the issuer did not authorise the device to state it",
    ),
    (
        "authorisations of another form",
        |w| {
            let wrong = Value::Map(vec![(text("nameSpaces"), text("org.device"))]);
            w.show(&w.mso(|mso| authorise(mso, wrong)))
        },
        CheckName::Structure,
        "",
    ),
    (
        "the algorithm of the proof unprotected",
        |w| {
            let mut response = w.show(&w.issued);
            let proof = proof(&mut response, "deviceSignature");
            let message =
                device_authentication(&w.transcript, &DocType::IDENTITY_CARD, &[0xd8, 24, 0x41, 0xa0]);
            let structure = Value::Array(vec![
                text("Signature1"),
                Value::Bytes(vec![]),
                Value::Bytes(vec![]),
                Value::Bytes(message),
            ]);
            let signature = w.device.signer.sign(&bytes(&structure)).expect("signed");
            *proof = vec![
                Value::Bytes(vec![]),
                Value::Map(vec![(1.into(), (-7).into())]),
                Value::Null,
                Value::Bytes(signature),
            ];
            response
        },
        CheckName::Device,
        "COSE header parameter 1: must be protected",
    ),
    (
        "a proof over what it brings itself",
        |w| {
            let mut response = w.show(&w.issued);
            proof(&mut response, "deviceSignature")[2] = Value::Bytes(vec![1]);
            response
        },
        CheckName::Device,
        "the payload is attached, detached wanted",
    ),
    (
        "no proof",
        |w| {
            let mut response = w.show(&w.issued);
            remove(shown(&mut response), "deviceSigned");
            response
        },
        CheckName::Device,
        "the document came without a proof of its device",
    ),
    (
        "an empty proof",
        |w| {
            let mut response = w.show(&w.issued);
            *device_auth(&mut response) = Value::Map(vec![]);
            response
        },
        CheckName::Structure,
        "DeviceResponse: cbor map lacks \"deviceSignature\"",
    ),
    (
        "two proofs",
        |w| {
            let mut response = w.show(&w.issued);
            let Value::Map(mac) = device_auth(&mut w.show_by_mac()).clone() else { panic!("no map") };
            let Value::Map(both) = device_auth(&mut response) else { panic!("no map") };
            both.extend(mac);
            response
        },
        CheckName::Structure,
        "DeviceResponse: deviceAuth holds both a signature and a MAC",
    ),
    (
        "a MAC with one bit changed",
        |w| {
            let mut response = w.show_by_mac();
            let Value::Bytes(tag) = &mut proof(&mut response, "deviceMac")[3] else { panic!("no tag") };
            tag[31] ^= 1;
            response
        },
        CheckName::Device,
        "the device's MAC is not true",
    ),
    (
        "a MAC cut short",
        |w| {
            let mut response = w.show_by_mac();
            let Value::Bytes(tag) = &mut proof(&mut response, "deviceMac")[3] else { panic!("no tag") };
            tag.truncate(8);
            response
        },
        CheckName::Device,
        "the device's MAC is not true",
    ),
    (
        "a MAC of another algorithm",
        |w| {
            let mut response = w.show_by_mac();
            // HMAC 256/64.
            proof(&mut response, "deviceMac")[0] = Value::Bytes(vec![0xa1, 1, 4]);
            response
        },
        CheckName::Device,
        "the device's MAC is not HMAC 256/256",
    ),
    (
        "a MAC over what it brings itself",
        |w| {
            let mut response = w.show_by_mac();
            proof(&mut response, "deviceMac")[2] = Value::Bytes(vec![1]);
            response
        },
        CheckName::Device,
        "the device's MAC is over something else",
    ),
];

/// CBOR as it stands, in whatever order.
fn push_as_it_stands(map: &Value, out: &mut Vec<u8>) {
    let Value::Map(members) = map else { panic!("no map") };
    cbor::push_map(out, members.len());
    for (key, value) in members {
        out.extend(bytes(key));
        out.extend(bytes(value));
    }
}

/// 352/2.10: whatever is wrong is found by the check that is there for it, and by no other.
#[test]
fn every_defect_is_found_by_its_own_check() {
    let world = World::new();
    for good in [world.show(&world.issued), world.show_by_mac()] {
        let sent = bytes(&good);
        let checked = world.check(&sent);
        assert_eq!(failed(checked.report()), []);
        assert!(checked.verified().is_ok());
    }
    for (what, make, name, reason) in DEFECTS {
        let sent = bytes(&make(&world));
        let checked = world.check(&sent);
        let failures = failed(checked.report());
        assert_eq!(
            failures.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            [*name],
            "{what}: {failures:?}"
        );
        if !reason.is_empty() {
            assert_eq!(failures[0].1, *reason, "{what}");
        }
        assert_eq!(checked.report().reason(), Some(failures[0]), "{what}");
        assert!(checked.verified().is_err(), "{what}");
    }
}

/// The three algorithms of ISO/IEC 18013-5 table 21, each with its own length.
#[test]
fn digests_of_each_algorithm() {
    let world = World::new();
    let digest = |name: &str, bytes: &[u8]| match name {
        "SHA-384" => Sha384::digest(bytes).to_vec(),
        "SHA-512" => Sha512::digest(bytes).to_vec(),
        _ => sha2::Sha256::digest(bytes).to_vec(),
    };
    let signed = IssuerSigned::parse(&world.issued).expect("read");
    for name in ["SHA-256", "SHA-384", "SHA-512"] {
        let made = world.mso(|mso| {
            *member(mso, "digestAlgorithm") = text(name);
            for (id, value) in digests(mso) {
                let id = id.as_integer().and_then(|id| u64::try_from(id).ok());
                let item = signed.items().find(|(_, item)| Some(item.digest_id) == id).expect("an item").1;
                *value = Value::Bytes(digest(name, item.received()));
            }
        });
        let mso = IssuerSigned::parse(&made).expect("read");
        let mso = Mso::parse(mso.mso_untrusted()).expect("read");
        assert_eq!(Some(mso.digest_algorithm), DigestAlgorithm::from_name(name));
        let mut response = world.show(&made);
        let sent = bytes(&response);
        assert!(world.check(&sent).verified().is_ok(), "{name}");
        let item = content(&mut items(&mut response)[0]);
        *item.last_mut().expect("bytes") ^= 1;
        let sent = bytes(&response);
        assert!(matches!(failed(world.check(&sent).report())[..], [(CheckName::Digests, _)]), "{name}");
    }
}

/// A digest id may not stand twice among the signed ones: which of two digests counts must not be the reader's choice.
#[test]
fn a_signed_digest_id_stands_once() {
    let world = World::new();
    let made = world.mso(|mso| {
        let digests = digests(mso);
        for (at, (id, _)) in digests.iter_mut().enumerate() {
            *id = u64::try_from(at).expect("few").into();
        }
    });
    let signed = IssuerSigned::parse(&made).expect("read");
    let payload = signed.mso_untrusted().to_vec();
    // `00 5820…` and `01 5820…`: the second becomes another 0.
    let at = payload.windows(3).position(|window| window == [0x01, 0x58, 0x20]).expect("the second id");
    let mut twice = payload;
    twice[at] = 0;
    let error = Mso::parse(&twice).expect_err("refused").to_string();
    assert!(error.starts_with("MobileSecurityObject: cbor map holds a key twice"), "{error}");
}

/// A key of a curve not carried out here: nothing failed, nothing is proved.
#[test]
fn a_device_key_not_carried_out_here_leaves_the_question_open() {
    let world = World::new();
    let p521 = Value::Map(vec![
        (1.into(), 2.into()),
        ((-1).into(), 3.into()),
        ((-2).into(), Value::Bytes(vec![1; 66])),
        ((-3).into(), Value::Bytes(vec![1; 66])),
    ]);
    let sent =
        bytes(&world.show(&world.mso(|mso| *member(member(mso, "deviceKeyInfo"), "deviceKey") = p521)));
    let checked = world.check(&sent);
    assert_eq!(failed(checked.report()), []);
    assert_eq!(not_done(checked.report(), CheckName::Device), "algorithm not supported: ECDSA on P-521");
    assert_eq!(checked.report().verdict(), Verdict::Unknown);
}

/// What a device states is told apart from what the issuer signed, and told only where its proof was looked at.
#[test]
fn what_a_device_may_state_is_told_apart() {
    let world = World::new();
    let issued = world.mso(|mso| {
        let all = Value::Map(vec![(text("nameSpaces"), Value::Array(vec![text("org.device")]))]);
        authorise(mso, all);
    });
    let sent = bytes(&world.show_with(&issued, &states_mood()));
    let verified = world.check(&sent).verified().expect("verified");
    let [mood] = verified.device_elements() else { panic!("one element") };
    assert_eq!((mood.namespace.as_str(), mood.identifier.as_str()), ("org.device", "mood"));
    assert_eq!(mood.value, ElementValue::Boolean(true));
    assert!(verified.claims().find("mood").is_none());
    let unasked = document(&sent, &world.trust, &Expect::default(), now()).verified().expect("verified");
    assert!(unasked.device_elements().is_empty());
}

/// Each document of a response stands for itself, beside what the device says it does not show.
#[test]
fn one_bad_document_of_two() {
    let world = World::new();
    let mut response = world.show(&world.issued);
    let mut other = world.show(&world.mso(|mso| validity(mso, "validUntil", "2026-12-31T00:00:00Z")));
    array(member(&mut response, "documents")).push(shown(&mut other).clone());
    let Value::Map(members) = &mut response else { panic!("no map") };
    let declined = Value::Map(vec![(text("org.iso.18013.5.1.mDL"), 0.into())]);
    members.push((text("documentErrors"), Value::Array(vec![declined])));
    let Value::Map(first) = shown(&mut response) else { panic!("no map") };
    let portrait = Value::Map(vec![(text("portrait"), 0.into())]);
    first.push((text("errors"), Value::Map(vec![(text(CARD), portrait)])));
    let sent = bytes(&response);
    let expect = Expect { transcript: Some(&world.transcript), ..Expect::default() };
    let report = super::super::response(&sent, &world.trust, &expect, now()).expect("read");
    assert_eq!((report.status, report.document_errors.len()), (0, 1));
    assert_eq!(report.document_errors[0].doc_type, DocType::DRIVING_LICENCE);
    let verdicts: Vec<_> = report.documents.iter().map(|one| one.report().verdict()).collect();
    assert_eq!(verdicts, [Verdict::Valid, Verdict::Invalid]);
    let read = DeviceResponse::parse(&sent).expect("read");
    let [error] = &read.documents[0].errors[..] else { panic!("one error") };
    assert_eq!((error.identifier.as_ref(), error.code), ("portrait", 0));

    let refusal = ResponseDraft::refusal(crate::document::mdoc::ResponseStatus::GeneralError);
    let report = super::super::response(&refusal, &world.trust, &expect, now()).expect("read");
    assert_eq!((report.status, report.documents.len()), (10, 0));
    assert!(super::super::response(b"?", &world.trust, &expect, now()).is_err());
}
