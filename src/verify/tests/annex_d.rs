//! The response of ISO/IEC 18013-5 Annex D, and each way to spoil it that the checks can tell apart. What its issuer alone
//! could have written otherwise is signed again by an issuer of ours; elements and device stay the standard's.

use rcgen::{CertificateParams, KeyUsagePurpose};
use sha2::{Digest, Sha256};

use super::*;
use crate::cose::{SoftwareSigner, sign_detached};
use crate::document::fixtures::with_mso_by;
use crate::document::mdoc::{DeviceResponse, IssuerSigned, device_authentication};
use crate::id::DocType;
use crate::trust::testing::{Revoking, with_dates};

struct AnnexD {
    json: serde_json::Value,
    response: Vec<u8>,
    /// Signs again what was changed.
    root: Authority,
}

/// The response with everything a verifier has beside it.
struct Case {
    response: Value,
    trust: TrustStore,
    transcript: SessionTranscript,
    reader_key: Option<ReaderKey>,
    doc_type: DocType,
    now: Timestamp,
}

impl AnnexD {
    fn read() -> Option<Self> {
        let json = json("mdoc", "annex-d.json")?;
        let root = Authority::root(then_valid(authority_params("IACA")), Key::new(Algorithm::Es256, 1));
        Some(Self { response: bytes_of(&json, "DEVICE_RESPONSE"), json, root })
    }

    fn get(&self, name: &str) -> Vec<u8> {
        bytes_of(&self.json, name)
    }

    fn certificate(&self) -> Vec<u8> {
        self.get("DS_CERT")
    }

    fn trust(&self) -> TrustStore {
        let mut trust = TrustStore::new();
        trust.add_signer(&self.certificate()).expect("a signer");
        trust
    }

    /// As it stands in the standard.
    fn case(&self) -> Case {
        let mut trust = self.trust();
        trust.add_anchor(&self.root.der).expect("an anchor");
        Case {
            response: value(&self.response),
            trust,
            transcript: SessionTranscript::parse(&self.get("SESSION_TRANSCRIPT_BYTES"))
                .expect("a transcript"),
            reader_key: ReaderKey::from_secret(&self.get("EPHEMERAL_READER_KEY_D")).ok(),
            doc_type: DocType::DRIVING_LICENCE,
            now: then(),
        }
    }

    /// Its Mobile Security Object changed and signed by a signer with these parameters.
    fn sign_as(&self, case: &mut Case, params: CertificateParams, change: impl FnOnce(&mut Value)) {
        let chain = self.root.certify(params, Key::new(Algorithm::Es256, 3));
        let signer = chain.key.signer.with_certificate_chain(vec![chain.der]);
        let issued = case.issued();
        *issued = value(&with_mso_by(&signer, &bytes(issued), change));
    }

    fn sign(&self, case: &mut Case, change: impl FnOnce(&mut Value)) {
        self.sign_as(case, then_valid(signer_params("Signer")), change);
    }

    /// With one more element, signed.
    fn state(&self, case: &mut Case, identifier: &str, stated: &str) {
        let item = Value::Map(vec![
            ("digestID".into(), 900.into()),
            ("random".into(), Value::Bytes(vec![7; 16])),
            ("elementIdentifier".into(), identifier.into()),
            ("elementValue".into(), stated.into()),
        ]);
        let item = Value::Tag(24, Box::new(Value::Bytes(bytes(&item))));
        let digest = Sha256::digest(bytes(&item)).to_vec();
        case.items().push(item);
        self.sign(case, |mso| {
            let Value::Map(digests) = member(member(mso, "valueDigests"), NAME_SPACE) else {
                panic!("no map")
            };
            digests.push((900.into(), Value::Bytes(digest)));
        });
    }

    /// The device's proof as a signature, by the key Annex D gives it.
    fn prove_by_signature(&self, case: &mut Case, secret: &str) {
        let device = SoftwareSigner::from_secret(Algorithm::Es256, &self.get(secret)).expect("a secret");
        let signed = member(case.document(), "deviceSigned");
        let name_spaces = bytes(member(signed, "nameSpaces"));
        let shown_as =
            member(case.document(), "docType").as_text().and_then(|kind| DocType::parse(kind).ok());
        let message = device_authentication(&case.transcript, &shown_as.expect("a kind"), &name_spaces);
        let proof = value(&sign_detached(&message, &[], &device).expect("signed"));
        let signed = member(case.document(), "deviceSigned");
        *member(signed, "deviceAuth") = Value::Map(vec![("deviceSignature".into(), proof)]);
    }
}

impl Case {
    fn document(&mut self) -> &mut Value {
        &mut array(member(&mut self.response, "documents"))[0]
    }

    fn issued(&mut self) -> &mut Value {
        member(self.document(), "issuerSigned")
    }

    fn items(&mut self) -> &mut Vec<Value> {
        array(member(member(self.issued(), "nameSpaces"), NAME_SPACE))
    }

    /// One item's content, to be changed.
    fn change_item(&mut self, at: usize, change: impl FnOnce(&mut Value)) {
        let content = content(&mut self.items()[at]);
        let mut item = value(content);
        change(&mut item);
        *content = bytes(&item);
    }

    fn auth(&mut self) -> &mut Vec<Value> {
        array(member(self.issued(), "issuerAuth"))
    }

    fn mac(&mut self) -> &mut Vec<Value> {
        array(member(member(member(self.document(), "deviceSigned"), "deviceAuth"), "deviceMac"))
    }

    /// The checks that failed, and the first reason that keeps it from being valid.
    fn judge(&self, sent: &[u8]) -> (Vec<CheckName>, Option<(CheckName, String)>) {
        let expect = Expect {
            transcript: Some(&self.transcript),
            reader_key: self.reader_key.as_ref(),
            doc_type: Some(&self.doc_type),
            ..Expect::default()
        };
        let checked = document(sent, &self.trust, &expect, self.now);
        let failures = failed(checked.report()).into_iter().map(|(name, _)| name).collect();
        let reason = checked.report().reason().map(|(name, why)| (name, why.to_owned()));
        assert_eq!(checked.verified().is_ok(), reason.is_none());
        (failures, reason)
    }
}

/// The content of tag 24.
fn content(value: &mut Value) -> &mut Vec<u8> {
    let Value::Tag(24, inner) = value else { panic!("no tag 24") };
    let Value::Bytes(content) = &mut **inner else { panic!("no bytes") };
    content
}

fn flip(value: &mut Value) {
    let Value::Bytes(bytes) = value else { panic!("no bytes") };
    *bytes.last_mut().expect("bytes") ^= 1;
}

fn remove(map: &mut Value, key: &str) {
    let Value::Map(members) = map else { panic!("no map around {key}") };
    members.retain(|(name, _)| name.as_text() != Some(key));
}

/// The payload of `issuerAuth` changed as it stands, nobody signing it again.
fn tamper(case: &mut Case, from: &[u8], to: &[u8]) {
    let Value::Bytes(payload) = &mut case.auth()[2] else { panic!("no payload") };
    let at = payload.windows(from.len()).position(|window| window == from).expect("there");
    payload[at..at + to.len()].copy_from_slice(to);
}

fn set_date(mso: &mut Value, name: &str, instant: &str) {
    *member(member(mso, "validityInfo"), name) = Value::Tag(0, Box::new(instant.into()));
}

fn then() -> Timestamp {
    at("2021-01-01T00:00:00Z")
}

/// Around the time of Annex D.
fn then_valid(params: CertificateParams) -> CertificateParams {
    with_dates(params, "2020-10-01T00:00:00Z", "2021-10-01T00:00:00Z")
}

fn bytes_of(json: &serde_json::Value, name: &str) -> Vec<u8> {
    hex(json[format!("ISO_18013_5_ANNEX_D_{name}")].as_str().expect(name))
}

const NAME_SPACE: &str = "org.iso.18013.5.1";

/// What is spoilt, how, the one check that finds it, and what that says.
type Spoilt = (&'static str, fn(&AnnexD, &mut Case), CheckName, &'static str);

const SPOILT: &[Spoilt] = &[
    // As anybody could.
    (
        "an element's value",
        |_, case| case.change_item(0, |item| *member(item, "elementValue") = "Dox".into()),
        CheckName::Digests,
        "family_name: the item differs from what the issuer signed",
    ),
    (
        "an element's salt",
        |_, case| case.change_item(1, |item| flip(member(item, "random"))),
        CheckName::Digests,
        "issue_date: the item differs from what the issuer signed",
    ),
    (
        "an element's identifier",
        |_, case| case.change_item(0, |item| *member(item, "elementIdentifier") = "given_name".into()),
        CheckName::Digests,
        "given_name: the item differs from what the issuer signed",
    ),
    (
        "an element under the digest id of one that is withheld",
        |_, case| case.change_item(0, |item| *member(item, "digestID") = 1.into()),
        CheckName::Digests,
        "family_name: the item differs from what the issuer signed",
    ),
    (
        "an element under no digest id that was signed",
        |_, case| case.change_item(0, |item| *member(item, "digestID") = 999.into()),
        CheckName::Digests,
        "family_name: the issuer signed no digest with the item's id",
    ),
    (
        "its namespace",
        |_, case| {
            let Value::Map(spaces) = member(case.issued(), "nameSpaces") else { panic!("no map") };
            spaces[0].0 = "org.iso.18013.5.2".into();
        },
        CheckName::Digests,
        "family_name: the issuer signed no digest for the namespace",
    ),
    (
        "an item that is the same, its tag 24 written longer",
        |_, case| {
            // The decoder of authored data knows no such thing: the bytes are spliced in below.
            case.items().truncate(1);
        },
        CheckName::Digests,
        "family_name: the item differs from what the issuer signed",
    ),
    (
        "a digest id twice",
        |_, case| {
            let mut of_first = None;
            case.change_item(0, |item| of_first = Some(member(item, "digestID").clone()));
            case.change_item(1, |item| *member(item, "digestID") = of_first.expect("read"));
        },
        CheckName::Structure,
        "IssuerSigned: digest id 0 stands twice in a namespace",
    ),
    (
        "an element twice",
        |_, case| case.change_item(1, |item| *member(item, "elementIdentifier") = "family_name".into()),
        CheckName::Structure,
        "",
    ),
    (
        "an item that is not in tag 24",
        |_, case| {
            let item = &mut case.items()[0];
            *item = Value::Bytes(content(item).clone());
        },
        CheckName::Structure,
        "",
    ),
    (
        "a signed digest",
        |_, case| {
            let Value::Bytes(payload) = &mut case.auth()[2] else { panic!("no payload") };
            let at = payload.windows(12).position(|window| window == b"valueDigests").expect("there");
            // A digest of an element that is not shown: nothing but the signature can find it.
            let id = payload[at..].windows(3).position(|window| window == [1, 0x58, 0x20]).expect("digest 1");
            payload[at + id + 10] ^= 1;
        },
        CheckName::Signature,
        "the signature is not true",
    ),
    (
        "a longer validity",
        |_, case| tamper(case, b"2021-10-01T13:30:02Z", b"2031-10-01T13:30:02Z"),
        CheckName::Signature,
        "the signature is not true",
    ),
    (
        "another device's key",
        |annex, case| {
            for half in ["X", "Y"] {
                let of = |name: &str| annex.get(&format!("{name}_DEVICE_KEY_{half}"));
                tamper(case, &of("STATIC"), &of("EPHEMERAL"));
            }
            // The other device proves itself: what is found is that the issuer bound nothing to it.
            annex.prove_by_signature(case, "EPHEMERAL_DEVICE_KEY_D");
        },
        CheckName::Signature,
        "the signature is not true",
    ),
    (
        "the issuer's signature",
        |_, case| flip(&mut case.auth()[3]),
        CheckName::Signature,
        "the signature is not true",
    ),
    (
        "the issuer's algorithm",
        |_, case| case.auth()[0] = Value::Bytes(vec![0xa1, 1, 0x38, 0x22]),
        CheckName::Signature,
        "the key is for ES256, the signature is ES384",
    ),
    (
        "the issuer's algorithm, unprotected",
        |_, case| {
            case.auth()[0] = Value::Bytes(Vec::new());
            let Value::Map(unprotected) = &mut case.auth()[1] else { panic!("no map") };
            unprotected.push((1.into(), (-7).into()));
        },
        CheckName::Signature,
        "COSE header parameter 1: must be protected",
    ),
    (
        "no certificate",
        |_, case| case.auth()[1] = Value::Map(vec![]),
        CheckName::IssuerTrusted,
        "the signature names no signer: neither x5chain nor kid",
    ),
    (
        "a key id nobody has in place of the certificate",
        |_, case| case.auth()[1] = Value::Map(vec![(4.into(), Value::Bytes(vec![9; 8]))]),
        CheckName::IssuerTrusted,
        "the signer's key is not among the trusted ones",
    ),
    (
        "a signer nobody trusts",
        |annex, case| {
            case.trust = TrustStore::new();
            case.trust.add_anchor(&annex.root.der).expect("an anchor");
        },
        CheckName::IssuerTrusted,
        "the signer's certificate leads to no trust anchor",
    ),
    (
        "the kind it is shown as",
        |annex, case| {
            *member(case.document(), "docType") = "org.iso.18013.5.1.mDX".into();
            annex.prove_by_signature(case, "STATIC_DEVICE_KEY_D");
        },
        CheckName::DocType,
        "shown as org.iso.18013.5.1.mDX, signed as org.iso.18013.5.1.mDL",
    ),
    (
        "another kind than was asked for",
        |_, case| case.doc_type = DocType::IDENTITY_CARD,
        CheckName::DocType,
        "org.iso.18013.5.1.mDL found, kz.gov.egov.identity_card.1 wanted",
    ),
    (
        "no payload",
        |_, case| case.auth()[2] = Value::Null,
        CheckName::Structure,
        "IssuerSigned: issuerAuth carries no MobileSecurityObject",
    ),
    ("no version", |_, case| remove(&mut case.response, "version"), CheckName::Structure, ""),
    (
        "a version of the response that is not 1",
        |_, case| *member(&mut case.response, "version") = "2.0".into(),
        CheckName::Structure,
        "DeviceResponse: version 1.x wanted",
    ),
    // As its device, or another, could.
    (
        "the device's MAC",
        |_, case| flip(&mut case.mac()[3]),
        CheckName::Device,
        "the device's MAC is not true",
    ),
    (
        "the MAC's algorithm",
        |_, case| case.mac()[0] = Value::Bytes(vec![0xa1, 1, 4]),
        CheckName::Device,
        "the device's MAC is not HMAC 256/256",
    ),
    (
        "a MAC over what it brings itself",
        |_, case| case.mac()[2] = Value::Bytes(vec![1]),
        CheckName::Device,
        "the device's MAC is over something else",
    ),
    (
        "another reader",
        |annex, case| case.reader_key = ReaderKey::from_secret(&annex.get("EPHEMERAL_DEVICE_KEY_D")).ok(),
        CheckName::Device,
        "the device's MAC is not true",
    ),
    (
        "another session",
        |annex, case| {
            let mut transcript = annex.get("SESSION_TRANSCRIPT_BYTES");
            let key = annex.get("EPHEMERAL_READER_KEY_X");
            let at = transcript.windows(32).position(|window| window == key).expect("there");
            transcript[at] ^= 1;
            case.transcript = SessionTranscript::parse(&transcript).expect("a transcript");
        },
        CheckName::Device,
        "the device's MAC is not true",
    ),
    (
        "no proof of the device",
        |_, case| remove(case.document(), "deviceSigned"),
        CheckName::Device,
        "the document came without a proof of its device",
    ),
    (
        "a signature of another device",
        |annex, case| annex.prove_by_signature(case, "EPHEMERAL_DEVICE_KEY_D"),
        CheckName::Device,
        "the device's signature is not true",
    ),
    (
        "the device's signature",
        |annex, case| {
            annex.prove_by_signature(case, "STATIC_DEVICE_KEY_D");
            let auth = member(member(case.document(), "deviceSigned"), "deviceAuth");
            flip(&mut array(member(auth, "deviceSignature"))[3]);
        },
        CheckName::Device,
        "the device's signature is not true",
    ),
    (
        "something the device states beside",
        |_, case| {
            let stated = Value::Map(vec![("n".into(), Value::Map(vec![("e".into(), true.into())]))]);
            *content(member(member(case.document(), "deviceSigned"), "nameSpaces")) = bytes(&stated);
        },
        CheckName::Device,
        "the device's MAC is not true",
    ),
    // As an issuer could.
    (
        "a version of the object that is not 1",
        |annex, case| annex.sign(case, |mso| *member(mso, "version") = "2.0".into()),
        CheckName::Structure,
        "MobileSecurityObject: version 1.x wanted",
    ),
    (
        "a digest algorithm that is broken",
        |annex, case| annex.sign(case, |mso| *member(mso, "digestAlgorithm") = "SHA-1".into()),
        CheckName::Structure,
        "MobileSecurityObject: digestAlgorithm is none of SHA-256, SHA-384, SHA-512",
    ),
    (
        "another digest algorithm than was used",
        |annex, case| annex.sign(case, |mso| *member(mso, "digestAlgorithm") = "SHA-384".into()),
        CheckName::Digests,
        "family_name: the item differs from what the issuer signed",
    ),
    (
        "another kind signed than shown",
        |annex, case| annex.sign(case, |mso| *member(mso, "docType") = "org.iso.18013.5.1.mDX".into()),
        CheckName::DocType,
        "shown as org.iso.18013.5.1.mDL, signed as org.iso.18013.5.1.mDX",
    ),
    (
        "no device key",
        |annex, case| annex.sign(case, |mso| remove(member(mso, "deviceKeyInfo"), "deviceKey")),
        CheckName::Device,
        "the issuer bound no device key",
    ),
    (
        "a validity that is over",
        |annex, case| annex.sign(case, |mso| set_date(mso, "validUntil", "2021-01-01T00:00:00Z")),
        CheckName::Validity,
        "the document was valid until 2021-01-01T00:00:00Z",
    ),
    (
        "a validity that has not begun",
        |annex, case| annex.sign(case, |mso| set_date(mso, "validFrom", "2021-01-01T00:00:01Z")),
        CheckName::Validity,
        "the document is not valid before 2021-01-01T00:00:01Z",
    ),
    (
        "signed in the future",
        |annex, case| annex.sign(case, |mso| set_date(mso, "signed", "2021-02-01T00:00:00Z")),
        CheckName::Validity,
        "the document is signed in the future, at 2021-02-01T00:00:00Z",
    ),
    (
        "signed before its signer's certificate began",
        |annex, case| annex.sign(case, |mso| set_date(mso, "signed", "2020-09-30T00:00:00Z")),
        CheckName::Validity,
        "the document was signed outside the time of its signer's certificate or key",
    ),
    (
        "a signer whose certificate is over",
        |annex, case| {
            let over = with_dates(signer_params("Signer"), "2020-10-01T00:00:00Z", "2020-12-31T23:59:58Z");
            annex.sign_as(case, over, |_| {});
        },
        CheckName::Validity,
        "the signer's certificate was valid until 2020-12-31T23:59:59Z",
    ),
    (
        "a signer whose certificate is not for documents",
        |annex, case| {
            let mut params = then_valid(signer_params("Signer"));
            params.extended_key_usages.clear();
            annex.sign_as(case, params, |_| {});
        },
        CheckName::IssuerEntitled,
        "the signer's certificate is not for signing documents: extended key usage 1.0.18013.5.1.2 is missing",
    ),
    (
        "a signer whose certificate is not for signatures",
        |annex, case| {
            let mut params = then_valid(signer_params("Signer"));
            params.key_usages = vec![KeyUsagePurpose::KeyAgreement];
            annex.sign_as(case, params, |_| {});
        },
        CheckName::IssuerEntitled,
        "the signer's certificate is not for signing documents: key usage lacks digitalSignature",
    ),
    (
        "a signer who was revoked",
        |annex, case| {
            annex.sign(case, |_| {});
            let revoking = Revoking {
                from: "2020-12-20T00:00:00Z",
                until: "2021-01-20T00:00:00Z",
                serials: &[(&[1, 2, 3], "2020-12-15T00:00:00Z")],
                ..Revoking::NOBODY
            };
            case.trust.add_crl(&annex.root.revokes(&revoking)).expect("a list");
        },
        CheckName::SignerRevocation,
        "a certificate was revoked at 2020-12-15T00:00:00Z: its key is known to others",
    ),
    (
        "another country than its signer's",
        |annex, case| annex.state(case, "issuing_country", "UT"),
        CheckName::IssuingCountry,
        "the document names another country than its signer's certificate",
    ),
];

/// The whole of it, by MAC as the standard has it and by signature, and signed again unchanged.
#[test]
fn annex_d_holds() {
    let Some(annex) = AnnexD::read() else { return };
    let valid = (vec![], None);
    let mut case = annex.case();
    assert_eq!(case.judge(&annex.response), valid);
    assert_eq!(case.judge(&bytes(&case.response)), valid, "encoded anew around what is signed");
    annex.prove_by_signature(&mut case, "STATIC_DEVICE_KEY_D");
    assert_eq!(case.judge(&bytes(&case.response)), valid);
    let mut case = annex.case();
    annex.sign(&mut case, |_| {});
    assert_eq!(case.judge(&bytes(&case.response)), valid);
    annex.state(&mut case, "issuing_country", "kz");
    assert_eq!(case.judge(&bytes(&case.response)), valid);

    let checked = document(&annex.response, &annex.trust(), &Expect::default(), then());
    let verified = checked.verified().expect("verified");
    assert_eq!(verified.claims().text("family_name"), Some("Doe"));
    assert_eq!(verified.claims().elements.len(), 6);
    assert_eq!(verified.issuer().name.en, "utopia ds");
    // The transcript may come without its tag 24, and without the reader's key nothing is known of a MAC.
    let wrapped = annex.get("SESSION_TRANSCRIPT_BYTES");
    let mut case = annex.case();
    assert_eq!(case.transcript.as_bytes(), wrapped);
    case.transcript = SessionTranscript::parse(&wrapped[5..]).expect("a transcript");
    assert_eq!(case.judge(&annex.response), valid);
    case.reader_key = None;
    let unknown = (CheckName::Device, "the reader's ephemeral key was not given".to_owned());
    assert_eq!(case.judge(&annex.response), (vec![], Some(unknown)));
}

/// 352/2.10: each way to spoil it is found by the check that is there for it, and by no other.
#[test]
fn annex_d_spoilt_fails_for_its_own_reason() {
    let Some(annex) = AnnexD::read() else { return };
    let mut wrong = Vec::new();
    for (what, spoil, name, wanted) in SPOILT {
        let mut case = annex.case();
        spoil(&annex, &mut case);
        let mut sent = bytes(&case.response);
        if what.contains("tag 24 written longer") {
            sent = with_longer_head(&sent);
        }
        let (failures, reason) = case.judge(&sent);
        let (_, why) = reason.unwrap_or((CheckName::Structure, "nothing".to_owned()));
        if failures != [*name] || !(wanted.is_empty() || why == *wanted) {
            wrong.push(format!("{what}: {failures:?}, {why}"));
        }
    }
    println!("vectors annex_d {} {}", SPOILT.len() - wrong.len(), SPOILT.len());
    assert_eq!(wrong, [""; 0]);
    // Every check a document alone can fail has its own.
    for name in [
        CheckName::Structure,
        CheckName::IssuerTrusted,
        CheckName::IssuerEntitled,
        CheckName::IssuingCountry,
        CheckName::Signature,
        CheckName::Digests,
        CheckName::DocType,
        CheckName::Validity,
        CheckName::Device,
        CheckName::SignerRevocation,
    ] {
        assert!(SPOILT.iter().any(|spoilt| spoilt.2 == name), "{name}");
    }
}

/// The first item's string with its length in two bytes where one would do: the same to a decoder, and not what was signed.
fn with_longer_head(response: &[u8]) -> Vec<u8> {
    let at = response.windows(3).position(|head| head == [0xd8, 24, 0x58]).expect("an item");
    [&response[..at + 2], &[0x59, 0], &response[at + 3..]].concat()
}

#[test]
fn annex_d_is_over() {
    let Some(annex) = AnnexD::read() else { return };
    let said = |now| {
        let checked = document(&annex.response, &annex.trust(), &Expect::default(), now);
        let failures: Vec<_> = failed(checked.report()).into_iter().map(|(n, w)| (n, w.to_owned())).collect();
        failures
    };
    assert_eq!(said(at("2020-10-01T13:30:02Z")), []);
    assert_eq!(
        said(at("2026-11-22T00:00:00Z")),
        [(CheckName::Validity, "the document was valid until 2021-10-01T13:30:02Z".to_owned())]
    );
    assert_eq!(
        said(at("2021-10-01T00:00:01Z")),
        [(CheckName::Validity, "the signer's certificate was valid until 2021-10-01T00:00:01Z".to_owned())]
    );
    assert_eq!(
        said(at("2020-10-01T13:30:01Z")),
        [(CheckName::Validity, "the document is not valid before 2020-10-01T13:30:02Z".to_owned())]
    );
}

#[test]
fn annex_d_as_issuer_signed() {
    let Some(annex) = AnnexD::read() else { return };
    let response = DeviceResponse::parse(&annex.response).expect("read");
    let one = response.documents[0].issuer_signed.disclose(|_, identifier| identifier == "document_number");
    assert!(IssuerSigned::parse(&one).is_ok());
    let checked = document(&one, &annex.trust(), &Expect::default(), then());
    let verified = checked.verified().expect("verified");
    assert_eq!(verified.claims().elements.len(), 1);
    assert_eq!(verified.claims().text("document_number"), Some("123456789"));
}
