//! Makes `bindings/fixtures`: a few documents and what they are verified with, for the tests and quick starts of Kotlin,
//! Swift and Python. Fixed keys, salts and times: the same bytes each time.
//!
//! `cargo run -p qujat-ffi --example fixtures -- bindings/fixtures`
#![allow(clippy::disallowed_methods, reason = "a tool, not the library: it writes files")]

use std::error::Error;
use std::fs;
use std::path::Path;

use qujat::access::{
    self, Channel, Ground, Policy as AccessPolicy, Representation, RepresentationKind, RepresentationRecord,
    Request, Requester,
};
use qujat::cbor::{self, Value};
use qujat::code::stream::{Sender, StreamPolicy};
use qujat::cose::{Algorithm, PublicKey, Purpose, SoftwareSigner};
use qujat::document::mdoc::{IssuerSigned, digest};
use qujat::document::{Document, Issuance, Official, Record, Seal, SealContents};
use qujat::grant::store::MemoryStore;
use qujat::grant::{DocumentRef, Host, OpenRequest, Pepper, Peppers, Policy, Registry, Service};
use qujat::id::{Bin, DocType, DocumentNumber, Iin, Party, Recipient};
use qujat::journal::{Checkpoint, MemoryMarks, release};
use qujat::organisation::{AccreditationRecord, Aim, AimCode, EmployeeStatement, Sector};
use qujat::presentation::{Presentation, Presenting};
use qujat::random::RandomError;
use qujat::text::LocalText;
use qujat::time::{Date, Timestamp, Validity};
use qujat::trust::{
    DocTypes, Issuer as TrustedIssuer, ListEntry, Scope, TrustGround, TrustListDraft, TrustStore,
};
use qujat::verify::{self, Expect};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyUsagePurpose, PublicKeyData, SignatureAlgorithm, SigningKey,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let folder = std::env::args().nth(1).ok_or("name the folder to write to")?;
    let folder = Path::new(&folder);
    let now = Timestamp::parse(NOW)?;
    let (publisher, ministry, service, register) = (signer(1)?, signer(2)?, signer(3)?, signer(5)?);
    let mut random = counting();

    fs::write(folder.join("publisher.cose_key"), cbor::encode(&publisher.public_key().to_cose())?)?;
    let entries = vec![
        entry(&ministry.public_key(), "Ministry of Internal Affairs", &[Purpose::Document, Purpose::Seal])?,
        entry(&service.public_key(), "Documents service", &[Purpose::Grant])?,
        entry(&register.public_key(), "Register of births", &[Purpose::Representation])?,
    ];
    let list = TrustListDraft {
        name: "kz.example.issuers".to_owned(),
        version: 1,
        issued: Timestamp::parse("2026-01-01T00:00:00+05:00")?,
        next_update: Timestamp::parse("2036-01-01T00:00:00+05:00")?,
        entries,
    };
    fs::write(folder.join("issuers.trust_list"), list.sign(&publisher)?)?;

    for kind in ["identity_card", "driving_licence"] {
        let document = issue(kind, &ministry, &mut random, now, None)?;
        fs::write(folder.join(format!("{kind}.mdoc")), document.as_bytes())?;
        if kind == "identity_card" {
            // One letter of a name: the signature stays true and the digest does not.
            let mut changed = document.as_bytes().to_vec();
            let at = changed
                .windows(9)
                .position(|w| w == b"Ulgibayev")
                .ok_or("the name is not in the document")?;
            *changed.get_mut(at).ok_or("no such byte")? = b'O';
            fs::write(folder.join("identity_card_changed.mdoc"), changed)?;
            fs::write(folder.join("identity_card.seal"), seal(&document, &ministry, now)?)?;
        }
    }

    let (link, digits) = grant(service, &mut random, now)?;
    fs::write(folder.join("grant.link"), link)?;
    fs::write(folder.join("grant.digits"), digits)?;

    let certificate = issue("birth_certificate", &ministry, &mut random, now, None)?;
    fs::write(folder.join("birth_certificate.mdoc"), certificate.as_bytes())?;
    fs::write(folder.join("mother.representation"), representation(now)?.sign(&register)?)?;
    let device = signer(4)?.public_key();
    let bound = issue("identity_card", &ministry, &mut random, now, Some(&device))?;
    fs::write(folder.join("identity_card_of_device.mdoc"), bound.as_bytes())?;
    fs::write(folder.join("identity_card_of_device.seal"), seal(&bound, &ministry, now)?)?;
    fs::write(folder.join("identity_card.frames"), frames(bound.as_bytes(), now)?)?;
    organisations(folder, &publisher, now)?;
    journals(folder, certificate.as_bytes(), &ministry, &register, now)?;
    let (anchor, document) = provided(&mut random, now)?;
    fs::write(folder.join("provided_anchor.der"), anchor)?;
    fs::write(folder.join("provided.mdoc"), document)?;
    Ok(())
}

/// Who admits organisations and signs journals, a bank's accreditation, and its word that a clerk acts for it.
fn organisations(folder: &Path, publisher: &SoftwareSigner, now: Timestamp) -> Outcome<()> {
    let (body, bank, cabinets) = (signer(6)?, signer(7)?, signer(8)?);
    let list = TrustListDraft {
        name: "kz.example.organisations".to_owned(),
        version: 1,
        issued: Timestamp::parse("2026-01-01T00:00:00+05:00")?,
        next_update: Timestamp::parse("2036-01-01T00:00:00+05:00")?,
        entries: vec![
            entry(&body.public_key(), "Ministry of Digital Development", &[Purpose::Accreditation])?,
            entry(&cabinets.public_key(), "Cabinets", &[Purpose::ViewMarkCheckpoint])?,
        ],
    };
    fs::write(folder.join("organisations.trust_list"), list.sign(publisher)?)?;
    let words = |kk: &str, ru: &str, en: &str| LocalText { kk: kk.into(), ru: ru.into(), en: en.into() };
    let organisation = Bin::parse("970240999995")?;
    let validity = Validity::new(now.plus(-86_400), now.plus(365 * 86_400))?;
    let record = AccreditationRecord {
        organisation,
        name: words("«Үлгі» банкі", "Банк «Образец»", "Sample Bank"),
        aims: vec![Aim {
            code: AimCode::parse("open_account").ok_or("a code")?,
            name: words("шот ашу", "открытие счёта", "to open an account"),
        }],
        doc_types: vec![DocType::IDENTITY_CARD, DocType::DRIVING_LICENCE],
        validity,
        sector: Sector::Financial,
        key: bank.public_key(),
    };
    fs::write(folder.join("bank.accreditation"), record.sign(&body)?)?;
    let employee = Iin::parse("841123399997")?;
    let word = EmployeeStatement { organisation, employee, validity };
    fs::write(folder.join("clerk.employee"), word.sign(&bank)?)?;
    Ok(())
}

/// Two views of a child's certificate by the mother: her journal, its checkpoint, and the mark of the first view in the child's.
fn journals(
    folder: &Path,
    certificate: &[u8],
    ministry: &SoftwareSigner,
    register: &SoftwareSigner,
    now: Timestamp,
) -> Outcome<()> {
    let mut trust = TrustStore::new();
    let issuer = TrustedIssuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
    trust.add_signer_key(ministry.public_key(), issuer)?;
    let record = representation(now)?;
    let mother = record.representative;
    let record = Representation::open(&record.sign(register)?, &register.public_key())?;
    let (marks, mut random) = (MemoryMarks::new(), counting());
    let mut child = None;
    for seconds in [0, 60] {
        let verified = verify::document(certificate, &trust, &Expect::default(), now).verified();
        let verified = verified.map_err(|report| format!("{report:?}"))?;
        child = verified.subject();
        let request = Request {
            requester: Requester::Authenticated(Party::Person(mother)),
            admission: None,
            ground: Ground::Representation(&record),
            document: &verified,
            channel: Channel::Remote,
            at: now.plus(seconds),
            policy: AccessPolicy::default(),
        };
        let permit = access::decide(&request).permit().map_err(|refusal| format!("{refusal:?}"))?;
        drop(release(permit, &verified, &marks, now.plus(seconds), &mut random)?);
    }
    let mothers = Recipient::Person(mother);
    for (number, mark) in (1..).zip(marks.stored(&mothers)) {
        fs::write(folder.join(format!("mother_{number}.mark")), mark)?;
    }
    let (chain, _) = marks.chain(&mothers)?;
    fs::write(folder.join("mother.checkpoint"), Checkpoint::sign(&chain, now.plus(60), &signer(8)?)?)?;
    let childs = marks.stored(&Recipient::Person(child.ok_or("a child")?));
    fs::write(folder.join("child_1.mark"), childs.first().ok_or("a mark")?)?;
    Ok(())
}

/// What a camera sees of some elements presented: two frames of three, one a line.
fn frames(document: &[u8], now: Timestamp) -> Outcome<String> {
    let elements = ["iin", "family_name", "given_name", "birth_date"].map(|name| (IDENTITY_CARD, name));
    let presentation = Presentation::sign(&Presenting {
        document: &IssuerSigned::parse(document)?.disclose_elements(elements)?,
        device: &signer(4)?,
        now,
        seconds: 120,
        audience: None,
        answer: None,
    })?;
    let sender = Sender::new(presentation.as_bytes(), StreamPolicy::default())?;
    let seen = (0..).filter(|index| index % 3 != 0).take(sender.frames_needed() + 2);
    Ok(seen.map(|index| sender.text(index) + "\n").collect())
}

/// An authority, and a document signed below it, by an algorithm of nobody's: `SHA-256(key ‖ message) ‖ SHA-256(message ‖ key)`,
/// which protects nothing and which any language can check. Its identifier is 1.3.101.127, in COSE −70001.
fn provided(
    random: &mut impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    now: Timestamp,
) -> Outcome<(Vec<u8>, Vec<u8>)> {
    let (root, leaf) = (Pretended([1; 32]), Pretended([2; 32]));
    let mut authority = params("Provided authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let anchor = root.sign_again(authority.self_signed(&root)?.der());
    let issuer = Issuer::from_params(&authority, &root);
    let mut signer = params("Provided signer");
    signer.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    signer.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 2])];
    let certificate = root.sign_again(signer.signed_by(&leaf, &issuer)?.der());

    let card = issue("identity_card", &self::signer(6)?, random, now, None)?;
    let mut document: Value = cbor::from_slice(card.as_bytes(), card.as_bytes().len(), "ours")?;
    let auth = document.as_map_mut().and_then(|members| {
        let auth = members.iter_mut().find(|(key, _)| key.as_text() == Some("issuerAuth"))?;
        auth.1.as_array_mut()
    });
    let Some([protected, unprotected, payload, signature]) = auth.map(Vec::as_mut_slice) else {
        return Err("no issuerAuth".into());
    };
    *protected = Value::Bytes(cbor::encode(&Value::Map(vec![(1.into(), (-70_001).into())]))?);
    *unprotected = Value::Map(vec![(33.into(), Value::Bytes(certificate))]);
    let structure = ["Signature1".into(), protected.clone(), Value::Bytes(Vec::new()), payload.clone()];
    *signature = Value::Bytes(leaf.signature(&cbor::encode(&Value::Array(structure.to_vec()))?));
    Ok((anchor, cbor::encode(&document)?))
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.serial_number = Some(vec![1].into());
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "KZ");
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2027, 3, 1);
    params
}

/// A key of that algorithm, which is of the size of Ed25519's.
struct Pretended([u8; 32]);

impl Pretended {
    fn signature(&self, message: &[u8]) -> Vec<u8> {
        [digest(&[&self.0, message].concat()), digest(&[message, &self.0].concat())].concat()
    }

    /// A certificate that names Ed25519, with the other algorithm's identifier and signature.
    fn sign_again(&self, der: &[u8]) -> Vec<u8> {
        let (mut der, from) = (der.to_vec(), [0x06, 3, 0x2b, 0x65, 0x70]);
        for at in 0..der.len() {
            if let Some(window) = der.get_mut(at..at + from.len()).filter(|window| **window == from) {
                window.copy_from_slice(&[0x06, 3, 0x2b, 0x65, 0x7f]);
            }
        }
        // Before the signature stand its algorithm, 7 bytes, and the head of its string, 3; the certificate's own head is 4.
        let end = der.len() - 64;
        let signature = self.signature(der.get(4..end - 10).unwrap_or_default());
        der.truncate(end);
        der.extend(signature);
        der
    }
}

impl PublicKeyData for Pretended {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &rcgen::PKCS_ED25519
    }
}

impl SigningKey for Pretended {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(vec![0; 64])
    }
}

fn issue(
    kind: &str,
    signer: &SoftwareSigner,
    random: &mut impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    now: Timestamp,
    device_key: Option<&PublicKey>,
) -> Outcome<Document> {
    let record = Record::from_json(&fs::read(format!("examples/data/{kind}.json"))?)?;
    Ok(record.issue(Issuance { signer, random, signed_at: now, device_key, status: None })?)
}

fn representation(now: Timestamp) -> Outcome<RepresentationRecord> {
    Ok(RepresentationRecord {
        child: Iin::parse(CHILD)?,
        born: Date::parse("2018-06-01")?,
        representative: Iin::parse(IIN)?,
        kind: RepresentationKind::Parent,
        institution: None,
        from: Timestamp::parse("2018-06-01T00:00:00+06:00")?,
        until: None,
        as_of: now,
        endings: Vec::new(),
    })
}

fn seal(document: &Document, signer: &SoftwareSigner, now: Timestamp) -> Outcome<String> {
    let contents = SealContents {
        number: DocumentNumber::parse("049990001")?,
        received: Date::parse("2026-01-10")?,
        recipient: Recipient::parse(IIN)?,
        body: LocalText { kk: "ҚР ІІМ".into(), ru: "МВД РК".into(), ..LocalText::default() },
        body_bin: Bin::parse(BIN)?,
        official: Official { name: "Сынақов Е.".into(), office: "Директор".into() },
        doc_type: DocType::IDENTITY_CARD,
        digest: *document.digest(),
        sealed_at: now,
        expires: None,
    };
    Ok(Seal::make(&contents, signer)?.as_str().to_owned())
}

fn grant(
    signer: SoftwareSigner,
    random: &mut impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    now: Timestamp,
) -> Outcome<(String, String)> {
    let key = signer.public_key();
    let service = Service::new(Host::parse("documents.example")?, "/open", signer, key)?;
    let (mut index, mut pepper) = ([0; 32], [0; 32]);
    random(&mut index)?;
    random(&mut pepper)?;
    let peppers = Peppers::new(&index, Pepper::new(1, &pepper)?)?;
    let registry = Registry::new(MemoryStore::default(), service, Policy::default(), peppers);
    let document =
        DocumentRef { doc_type: DocType::IDENTITY_CARD, number: DocumentNumber::parse("049990001")? };
    let subject = Party::Person(Iin::parse(IIN)?);
    let opened = registry.open(&subject, OpenRequest::new(vec![document]), now, random)?;
    Ok((opened.link().to_text(), opened.code().as_str().to_owned()))
}

fn entry(key: &PublicKey, name: &str, purposes: &[Purpose]) -> Outcome<ListEntry> {
    Ok(ListEntry {
        signer: key.clone().into(),
        name: LocalText { kk: name.into(), ru: name.into(), en: name.into() },
        bin: Some(Bin::parse(BIN)?),
        scope: Scope { purposes: purposes.to_vec(), doc_types: DocTypes::All },
        validity: Validity::new(
            Timestamp::parse("2026-01-01T00:00:00+05:00")?,
            Timestamp::parse("2036-01-01T00:00:00+05:00")?,
        )?,
    })
}

fn signer(secret: u8) -> Outcome<SoftwareSigner> {
    Ok(SoftwareSigner::from_secret(Algorithm::Es256, &[secret; 32])?)
}

/// Bytes that differ from one another, the same ones each time.
fn counting() -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut state = 0u64;
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

const NOW: &str = "2026-01-10T09:00:00+05:00";
const IIN: &str = "860314499992";
const CHILD: &str = "180601699893";
const BIN: &str = "970240999995";
const IDENTITY_CARD: &str = "kz.gov.egov.identity_card.1";
