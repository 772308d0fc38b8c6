//! Writes the seeds of the targets whose input has a form of its own, made by the library itself:
//! `cargo run --example seeds`, from `fuzz/`. Everybody in them is invented.

use std::fs;
use std::path::Path;

use qujat::access::{Ending, RepresentationKind, RepresentationRecord};
use qujat::cbor::{self, Value};
use qujat::code::stream::{Sender, StreamPolicy};
use qujat::code::{PasswordSecret, Symbol, Use};
use qujat::consent::{ConsentDesk, ConsentPolicy, MemoryChallenges, Question, Store, Way};
use qujat::cose::{Algorithm, PublicKey, Purpose, Signer, SoftwareSigner, Unsigned};
use qujat::display::Form;
use qujat::document::mdoc::{IssuerSigned, digest};
use qujat::document::{Issuance, Official, Record, Seal, SealContents};
use qujat::exchange;
use qujat::grant::store::{Capacity, MemoryStore};
use qujat::grant::{
    Audience, DocumentRef, ElementName, ElementNames, Grant, GrantPurpose, Host, OpenElements, OpenRequest,
    Pepper, Peppers, Policy, Registry, Service,
};
use qujat::id::{Bin, DocType, DocumentNumber, Iin, Party, PhoneNumber, Recipient};
use qujat::journal::{Chain, Checkpoint};
use qujat::lookup::{
    Asker, Conclusion, LookupDesk, LookupPolicy, LookupReply, LookupRequest, LookupSecret, MemoryResults,
    ServiceResult,
};
use qujat::organisation::{
    AccreditationRecord, Aim, AimCode, EmployeeStatement, PresenceKind, PresenceStatement, Sector,
};
use qujat::presentation::{Challenge, Presentation, Presenting};
use qujat::proximity::{
    BleOptions, Handover, HolderEngagement, NfcOptions, ReaderSession, RequestDraft, RetrievalMethod,
    WifiOptions,
};
use qujat::subscriber::{Application, Linking, LinkingPolicy, RegistrationChannel};
use qujat::text::LocalText;
use qujat::time::{Date, Timestamp, Validity};
use qujat::trust::status::{Status, StatusBits, StatusListBuilder};
use qujat::trust::{DocTypes, ListEntry, ListedSigner, Scope, TrustListDraft};
use qujat_fuzz::{Nobody, issuer, now, random};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyUsagePurpose,
};

fn main() {
    certificates();
    documents();
    records();
    seals();
    lookups();
    grants();
    lists();
    representations();
    subscribers();
    organisations();
    forms();
    journals();
    sessions();
    pictures();
    cards();
    presentations();
    messages();
}

fn write(path: &str, bytes: impl AsRef<[u8]>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder made");
    fs::write(path, bytes).expect("written");
}

fn signer(algorithm: Algorithm, seed: u8) -> SoftwareSigner {
    let length = if algorithm == Algorithm::Es384 { 48 } else { 32 };
    SoftwareSigner::from_secret(algorithm, &[seed; 48][..length]).expect("a secret")
}

/// A key as rcgen asks for it; only Ed25519 signs, whose signatures are DER's as they are.
struct Key(SoftwareSigner);

impl rcgen::PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        let spki = self.0.public_key().to_spki().expect("DER");
        let length = match self.0.algorithm() {
            Algorithm::Es256 => 65,
            Algorithm::Es384 => 97,
            Algorithm::EdDsa => 32,
        };
        Vec::leak(spki[spki.len() - length..].to_vec())
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        match self.0.algorithm() {
            Algorithm::Es256 => &rcgen::PKCS_ECDSA_P256_SHA256,
            Algorithm::Es384 => &rcgen::PKCS_ECDSA_P384_SHA384,
            Algorithm::EdDsa => &rcgen::PKCS_ED25519,
        }
    }
}

impl rcgen::SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.0.sign(message).expect("signed"))
    }
}

fn certificate(name: &str, authority: bool) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.serial_number = Some(vec![1, 2, 3].into());
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "KZ");
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::OrganizationalUnitName, "BIN000740000728");
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    // ISO/IEC 18013-5 §B.1.4: 457 days at most, of a signer.
    params.not_after = rcgen::date_time_ymd(if authority { 2028 } else { 2027 }, 4, 1);
    if authority {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    } else {
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 2])];
    }
    params
}

/// Lists of the root: one that names nobody, one that names its signers.
fn revocations(root: &rcgen::Issuer<'_, &Key>) {
    let list = |serial: u8| {
        let revoked = rcgen::RevokedCertParams {
            serial_number: vec![1, 2, serial].into(),
            revocation_time: rcgen::date_time_ymd(2026, 5, 1),
            reason_code: Some(rcgen::RevocationReason::KeyCompromise),
            invalidity_date: None,
        };
        let params = rcgen::CertificateRevocationListParams {
            this_update: rcgen::date_time_ymd(2026, 5, 2),
            next_update: rcgen::date_time_ymd(2026, 8, 1),
            crl_number: vec![1].into(),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: rcgen::KeyIdMethod::PreSpecified(vec![1]),
        };
        params.signed_by(root).expect("made").der().to_vec()
    };
    write("crl/nobody", list(9));
    write("crl/revoking", list(3));
}

/// A list of authorities, its signer's certificate, and what is signed alone.
fn vicals(root: &rcgen::Issuer<'_, &Key>, anchor: &[u8]) {
    let mut params = certificate("VICAL signer", false);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 8])];
    let certificate = params.signed_by(&Key(issuer()), root).expect("made").der().to_vec();
    let map = |members: Vec<(&str, Value)>| {
        Value::Map(members.into_iter().map(|(key, value)| (key.into(), value)).collect())
    };
    let date = |text: &str| Value::Tag(0, Box::new(text.into()));
    let entry = |der: &[u8], kind: &str| {
        map(vec![("certificate", Value::Bytes(der.to_vec())), ("docType", Value::Array(vec![kind.into()]))])
    };
    let entries = vec![entry(anchor, "org.iso.18013.5.1.mDL"), entry(&certificate, "org.iso.18013.5.1.mDL")];
    let payload = map(vec![
        ("version", "1.0".into()),
        ("vicalProvider", "Provider".into()),
        ("date", date("2026-05-01T00:00:00Z")),
        ("vicalIssueID", 7.into()),
        ("nextUpdate", date("2026-08-01T00:00:00Z")),
        ("certificateInfos", Value::Array(entries)),
    ]);
    let payload = cbor::encode(&payload).expect("encoded");
    let signer = issuer().with_certificate_chain(vec![certificate.clone()]);
    let signed = Unsigned { purpose: Purpose::Document, payload: &payload }.sign(&signer).expect("signed");
    write("vical/signer", certificate);
    write("vical/payload", &payload);
    write("vical/signed", signed);
}

/// An authority, one below it, and signers below either.
fn certificates() -> Vec<Vec<u8>> {
    let root_key = Key(signer(Algorithm::EdDsa, 11));
    let root = certificate("Root", true);
    let anchor = root.self_signed(&root_key).expect("made");
    let root = rcgen::Issuer::from_params(&root, &root_key);
    let middle_key = Key(signer(Algorithm::EdDsa, 12));
    let mut middle = certificate("Middle", true);
    middle.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let between = middle.signed_by(&middle_key, &root).expect("made");
    let middle = rcgen::Issuer::from_params(&middle, &middle_key);
    let leaf = certificate("Signer", false).signed_by(&Key(leaf_key()), &root).expect("made");
    let below_key = Key(signer(Algorithm::Es256, 13));
    let below = certificate("Signer below", false).signed_by(&below_key, &middle).expect("made");
    let mut odd = certificate("Odd", false);
    odd.custom_extensions.push(CustomExtension::from_oid_content(&[1, 2, 398, 3, 3], vec![5, 0]));
    let odd = odd.signed_by(&Key(signer(Algorithm::Es384, 14)), &root).expect("made");
    let all = [("anchor", &anchor), ("between", &between), ("leaf", &leaf), ("below", &below), ("odd", &odd)];
    let pem = |label: &str, der: &[u8]| {
        let text = base64_of(der);
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).map(|line| core::str::from_utf8(line).expect("ASCII")).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    };
    // The national centre's, of an official.
    let mut official = certificate("Official", false);
    official.extended_key_usages = [&[1, 2, 398, 3, 3, 4, 1, 2][..], &[1, 2, 398, 3, 3, 4, 1, 2, 2]]
        .map(|usage| ExtendedKeyUsagePurpose::Other(usage.to_vec()))
        .to_vec();
    let official = official.signed_by(&Key(signer(Algorithm::EdDsa, 15)), &root).expect("made");
    write("certificate/official", official.der());
    revocations(&root);
    vicals(&root, anchor.der());
    for (name, certificate) in all {
        write(&format!("certificate/{name}"), certificate.der());
    }
    write("pem/der", leaf.der());
    let two = [pem("CERTIFICATE", anchor.der()), pem("CERTIFICATE", below.der())];
    write("pem/two", format!("Two authorities\n{}", two.concat()));
    for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::EdDsa] {
        let spki = signer(algorithm, 5).public_key().to_spki().expect("DER");
        write(&format!("pem/{}", algorithm.to_string().to_lowercase()), pem("PUBLIC KEY", &spki));
    }
    vec![leaf.der().to_vec()]
}

/// Engagements, requests, and the messages of one session.
fn sessions() {
    let methods = [
        RetrievalMethod::Nfc(NfcOptions { max_command: 255, max_response: 256 }),
        RetrievalMethod::Ble(BleOptions {
            peripheral_server: true,
            peripheral_uuid: Some([1; 16]),
            address: Some([2; 6]),
            ..BleOptions::central([3; 16])
        }),
        RetrievalMethod::Wifi(WifiOptions {
            passphrase: Some("words".into()),
            operating_class: Some(81),
            channel: Some(6),
            bands: Some(vec![20]),
        }),
        RetrievalMethod::Other { kind: 9, version: 1, options: vec![0x81, 1] },
    ];
    let every = HolderEngagement::make(&methods, &mut random).expect("made");
    write("device_engagement/every", every.engagement().as_bytes());
    write("device_engagement/text", every.engagement().to_uri());
    let holder = HolderEngagement::make(&[], &mut random).expect("made");
    write("device_engagement/bare", holder.engagement().as_bytes());

    let reader = ReaderSession::start(holder.engagement(), &Handover::Qr, &mut random).expect("started");
    let elements = [("org.iso.18013.5.1", "family_name", false), ("n", "e", true)];
    let leaf = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/certificate/leaf"));
    let signer = leaf_key().with_certificate_chain(vec![leaf.expect("made above")]);
    let mut request = RequestDraft::new();
    request.ask(&DocType::DRIVING_LICENCE, &elements, None, reader.transcript()).expect("asked");
    write("device_request/anonymous", request.finish().expect("made"));
    request.ask(&DocType::IDENTITY_CARD, &elements, Some(&signer), reader.transcript()).expect("asked");
    write("device_request/signed", request.finish().expect("made"));

    // As the target makes it: `session.rs`.
    let mut request = RequestDraft::new();
    request.ask(&DocType::IDENTITY_CARD, &[("n", "e", false)], None, reader.transcript()).expect("asked");
    let (waiting, message) = reader.ask(&request).expect("asked");
    let at_turn = |turn: u8, message: &[u8]| [&[turn], message].concat();
    write("session/establishment", at_turn(0, &message));
    let asked = holder.accept(&message, &Handover::Qr).expect("accepted");
    let data = cbor::encode(&Value::Map(vec![("data".into(), Value::Bytes(vec![7; 40]))])).expect("encoded");
    let end = waiting.end();
    for turn in 1..4 {
        write(&format!("session/data_{turn}"), at_turn(turn, &data));
        write(&format!("session/termination_{turn}"), at_turn(turn, &end));
    }
    drop(asked);
}

fn leaf_key() -> SoftwareSigner {
    signer(Algorithm::Es256, 15)
}

fn base64_of(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(three.get(at).copied().unwrap_or(0)));
        for digit in 0..4 {
            let place = (bits >> (18 - 6 * digit) & 63) as usize;
            out.push(if digit > three.len() { '=' } else { char::from(DIGITS[place]) });
        }
    }
    out
}

const RECORDS: [(&str, &str); 3] = [
    (
        "identity_card",
        r#"{"kind":"identity_card","number":"045123789","issued":"2021-03-15","expires":"2031-03-14","issuer":{"name":{"kk":"ҚР ІІМ","ru":"МВД РК","en":"MIA"},"bin":"000740000728"},"subject":{"iin":"000000000101","birth_date":"1985-04-12","sex":"female","surname":{"kk":"Серікова","ru":"Серикова","en":"SERIKOVA"},"given_name":{"kk":"Айгүл","ru":"Айгуль","en":"AIGUL"}},"portrait":"/9j/4AAQWlpa","fields":{"birth_place":{"kk":"Алматы","ru":"Алматы","en":"Almaty"},"ethnicity":{"kk":"қазақ","ru":"казашка"}}}"#,
    ),
    (
        "driving_licence",
        r#"{"kind":"driving_licence","number":"AB123456","issued":"2022-05-15","expires":"2032-05-14","issuer":{"name":{"kk":"ҚР ІІМ","ru":"МВД РК","en":"MIA"},"bin":"000740000728"},"subject":{"iin":"000000000101","birth_date":"1985-04-12","sex":"female","surname":{"kk":"Серікова","ru":"Серикова","en":"SERIKOVA"},"given_name":{"kk":"Айгүл","ru":"Айгуль","en":"AIGUL"}},"portrait":"/9j/4AAQWlpa","fields":{"driving_privileges":[{"code":"B","issued":"2012-06-01","expires":"2032-05-14","restrictions":[{"code":"01","sign":"<=","value":"2500"}]},{"code":"C1E"}],"height":168,"eye_colour":"brown","nationality":"KZ"}}"#,
    ),
    (
        "other",
        r#"{"kind":"club_card","doc_type":"kz.gov.egov.club_card.1","number":"S-100","issued":"2025-09-01","issuer":{"name":{"kk":"ҚР БҒМ"},"bin":"000740000728"},"subject":{"iin":"000000000101"},"fields":{"course":{"type":"integer","value":3},"full_time":{"type":"boolean","value":true},"enrolled":{"type":"date","value":"2023-09-01"},"subjects":{"type":"list","value":[{"type":"text","value":"алгебра"},{"type":"instant","value":"2026-01-01T00:00:00Z"}]}}}"#,
    ),
];

fn issue(json: &str, signer: &dyn Signer, device_key: Option<&PublicKey>) -> Vec<u8> {
    let record = Record::from_json(json.as_bytes()).expect("a record");
    let signed_at = Timestamp::parse("2026-05-01T00:00:00Z").expect("a time");
    let issuance = Issuance { signer, random: &mut random, signed_at, device_key, status: None };
    record.issue(issuance).expect("issued").into_bytes()
}

fn documents() {
    let chain = vec![
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/certificate/leaf")).expect("made above"),
    ];
    let by_chain = leaf_key().with_certificate_chain(chain);
    let device = signer(Algorithm::Es256, 21);
    let card = issue(RECORDS[0].1, &issuer(), Some(&device.public_key()));
    let licence = issue(RECORDS[1].1, &by_chain, None);
    for target in ["mdoc", "verify_documents"] {
        write(&format!("{target}/key"), &card);
        write(&format!("{target}/chain"), &licence);
    }
    write("mdoc/other", issue(RECORDS[2].1, &Nobody, None));
    let signed = IssuerSigned::parse(&card).expect("ours");
    let some = signed.disclose(|_, identifier| ["iin", "birth_date"].contains(&identifier));
    write("verify_documents/some", &some);
    write("mdoc/mso", signed.mso_untrusted());
    write(
        "mdoc/value",
        cbor::encode(&cbor_of(r#"[{"a":[1,-1,1.5,true,null,"x"]},"2026"]"#)).expect("encoded"),
    );

    // [nil, nil, ["QRHandover"]]-like: any transcript will do.
    let transcript = [0x83, 0xf6, 0xf6, 0xf6];
    write("device_response/transcript", transcript);
    let name_spaces = Value::Tag(24, Box::new(Value::Bytes(vec![0xa0])));
    let item = |bytes: &[u8]| cbor::from_slice::<Value>(bytes, bytes.len(), "any").expect("CBOR");
    let map = |members: Vec<(&str, Value)>| {
        Value::Map(members.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
    };
    let authentication = cbor::encode(&Value::Array(vec![
        Value::from("DeviceAuthentication"),
        item(&transcript),
        Value::from(DocType::IDENTITY_CARD.as_str()),
        name_spaces.clone(),
    ]))
    .expect("encoded");
    let authentication =
        cbor::encode(&Value::Tag(24, Box::new(Value::Bytes(authentication)))).expect("encoded");
    // A detached COSE_Sign1 is an attached one without its payload.
    let attached =
        Unsigned { purpose: Purpose::Document, payload: &authentication }.sign(&device).expect("signed");
    let Value::Tag(18, sign1) = item(&attached) else { unreachable!("ours") };
    let Value::Array(mut parts) = *sign1 else { unreachable!("ours") };
    parts[2] = Value::Null;
    let signature = ("deviceSignature", Value::Array(parts));
    let mac = Value::Array(vec![
        Value::Bytes(vec![0xa1, 1, 5]),
        Value::Map(vec![]),
        Value::Null,
        Value::Bytes(vec![0; 32]),
    ]);
    for (name, proof, document) in [("signed", signature, &card), ("mac", ("deviceMac", mac), &some)] {
        let device_signed = map(vec![("nameSpaces", name_spaces.clone()), ("deviceAuth", map(vec![proof]))]);
        let shown = map(vec![
            ("docType", Value::from(DocType::IDENTITY_CARD.as_str())),
            ("issuerSigned", item(document)),
            ("deviceSigned", device_signed),
        ]);
        let fault = map(vec![("org.iso.18013.5.1.mDL", Value::from(0))]);
        let response = map(vec![
            ("version", Value::from("1.0")),
            ("documents", Value::Array(vec![shown])),
            ("documentErrors", Value::Array(vec![fault])),
            ("status", Value::from(0)),
        ]);
        let response = cbor::encode(&response).expect("encoded");
        write(&format!("device_response/{name}"), &response);
        write(&format!("verify_documents/{name}"), &response);
    }
}

fn cbor_of(json: &str) -> Value {
    let json: serde_json::Value = serde_json::from_str(json).expect("JSON");
    Value::serialized(&json).expect("CBOR")
}

fn records() {
    for (name, json) in RECORDS {
        write(&format!("record/{name}"), json);
    }
    write(
        "round_trip/texts",
        b"\x00\x05\x01\x0b\x02\x07\xd2\x9a\xd1\x83\xd0\xb6\xd0\xb0\xd1\x82 hidden text \x00\x01\x02\x03",
    );
}

fn presentations() {
    let elements =
        [("iin".to_owned(), "000000000101".into()), ("b".to_owned(), Value::Array(vec![7.into()]))];
    let document = qujat_fuzz::document("n", &elements, &issuer());
    write("presentation/document", &document);
    let bin = Bin::parse("000740000728").expect("a BIN");
    let challenge = Challenge::make(&mut random, Some(bin)).expect("random");
    write("presentation/challenge", challenge.to_text());
    write("scanned/challenge", challenge.to_text());
    for (name, audience, answer) in
        [("anybody", None, None), ("bank", Some(bin), None), ("answer", None, Some(&challenge))]
    {
        let presenting =
            Presenting { document: &document, device: &issuer(), now: now(), seconds: 120, audience, answer };
        let shown = Presentation::sign(&presenting).expect("signed");
        write(&format!("presentation/{name}"), shown.as_bytes());
        let sign1 = cbor::from_slice::<Value>(shown.as_bytes(), 4096, "ours").expect("ours");
        let payload = sign1.as_tag().and_then(|(_, parts)| parts.as_array()?.get(2)?.as_bytes());
        write(&format!("presentation/payload_{name}"), payload.expect("attached"));
    }
    // Two streams in turn, each frame behind its length in fours, and without its sum, which the target makes.
    let small = StreamPolicy { version: 3, frames_per_second: 10 };
    let senders = [7_u8, 9].map(|byte| Sender::new(&[byte; 34], small).expect("small"));
    let mut frames = Vec::new();
    for index in [0, 0, 1_000, 1_001] {
        for sender in &senders {
            let frame = sender.frame(index);
            let (frame, _) = frame.split_last_chunk::<4>().expect("summed");
            frames.push(u8::try_from(frame.len() / 4).expect("short"));
            frames.extend_from_slice(frame);
        }
    }
    write("presentation_frame/two", &frames);
    // As they come, whole.
    let mut frames = Vec::new();
    for index in [0, 5, 6] {
        let frame = senders[0].frame(index);
        frames.push(u8::try_from(frame.len() / 4).expect("short"));
        frames.extend_from_slice(&frame);
    }
    write("presentation_frame/one", &frames);
}

fn seals() {
    let contents = SealContents {
        number: DocumentNumber::parse("045123789").expect("a number"),
        received: Date::parse("2026-05-01").expect("a date"),
        recipient: Recipient::parse("000000000101").expect("an IIN"),
        body: LocalText { ru: "МВД РК".into(), ..LocalText::default() },
        body_bin: Bin::parse("000740000728").expect("a BIN"),
        official: Official { name: "Ахметова А. С.".into(), office: "Директор".into() },
        doc_type: DocType::IDENTITY_CARD,
        digest: [0xd1; 32],
        sealed_at: now(),
        expires: Date::parse("2031-03-14").ok(),
    };
    let seal = Seal::make(&contents, &issuer()).expect("sealed");
    write("seal/text", seal.as_str());
    write("seal/payload", seal.sign1().expect("ours").payload_untrusted().expect("attached"));
    let other = SealContents {
        doc_type: DocType::parse("kz.gov.egov.noise.1").expect("a kind"),
        expires: None,
        ..contents
    };
    let other = Seal::make(&other, &signer(Algorithm::Es256, 3)).expect("sealed");
    write("seal/other", other.as_str());
    write("scanned/seal", seal.as_str());
    write("scanned/frame", format!("QP1:{}", base45::encode(b"a frame of a document")));
    write("scanned/text", "құжат 850412300045");
}

/// A request and its two answers, as sent and their payloads.
fn lookups() {
    let contents = SealContents {
        number: DocumentNumber::parse("045123789").expect("a number"),
        received: Date::parse("2026-05-01").expect("a date"),
        recipient: Recipient::parse("000000000101").expect("an IIN"),
        body: LocalText { ru: "МВД РК".into(), ..LocalText::default() },
        body_bin: Bin::parse("000740000728").expect("a BIN"),
        official: Official { name: "Ахметова А. С.".into(), office: "Директор".into() },
        doc_type: DocType::IDENTITY_CARD,
        digest: [0xd1; 32],
        sealed_at: now(),
        expires: None,
    };
    let (number, recipient) = (contents.number.clone(), contents.recipient.clone());
    let request = LookupRequest::make(number, recipient, &mut random).expect("a request");
    write("lookup/request", request.as_bytes());
    let secret = LookupSecret::new(&core::array::from_fn(|at| at.to_le_bytes()[0])).expect("a secret");
    let desk = LookupDesk::new(
        MemoryResults::default(),
        MemoryStore::new(Capacity::default()),
        Nobody,
        secret,
        LookupPolicy::default(),
    );
    let asker = Party::System(Bin::parse("000740000728").expect("a BIN"));
    let mut answer = |name: &str| {
        let LookupReply::Answer(answer) =
            desk.answer(&Asker::Party(&asker), &request, now()).expect("answered")
        else {
            panic!("asked too often")
        };
        write(&format!("lookup/{name}"), &answer);
        write(&format!("lookup/{name}_payload"), payload(&answer));
    };
    answer("no_document");
    let service = LocalText { kk: "Куәлік беру".into(), ..LocalText::default() };
    let summary = LocalText { ru: "Выдано".into(), ..LocalText::default() };
    let result =
        ServiceResult::new(Seal::make(&contents, &issuer()).expect("sealed"), service, Conclusion::Rendered);
    let result = result.expect("a result").with_summary(summary).expect("a text");
    desk.keep(&result.with_document(vec![0xa0]).expect("a document")).expect("kept");
    answer("document");
}

fn grants() {
    let host = Host::parse("qujat.example.kz").expect("a host");
    let service = Service::new(host, "/open", issuer(), issuer().public_key()).expect("a service");
    let secret = |salt: u8| core::array::from_fn(|at| salt ^ at.to_le_bytes()[0]);
    let peppers = Peppers::new(&secret(3), Pepper::new(1, &secret(9)).expect("a pepper")).expect("peppers");
    let registry = Registry::new(MemoryStore::new(Capacity::default()), service, Policy::default(), peppers);
    let subject = Party::Person(Iin::parse("000000000101").expect("an IIN"));
    let number = DocumentNumber::parse("045123789").expect("a number");
    let document = DocumentRef { doc_type: DocType::IDENTITY_CARD, number };
    let opened =
        registry.open(&subject, OpenRequest::new(vec![document]), now(), &mut random).expect("opened");
    let link = opened.link().to_text();
    for target in ["grant_link", "verify_grant", "scanned"] {
        write(&format!("{target}/open"), &link);
    }
    write("grant_link/short", "https://id.example.kz/#AQIDBA");
    let live = registry.live(&subject, now()).expect("memory");
    write("grant_record/whole", live[0].grant.to_bytes().expect("written"));
    let person = Audience::Person(Iin::parse("000000000101").expect("an IIN"));
    let for_one = Grant { audience: person, ..live[0].grant.clone() };
    write("grant_record/person", for_one.to_bytes().expect("written"));
    let name = |identifier: &str| ElementName {
        namespace: "org.iso.18013.5.1".to_owned(),
        identifier: identifier.to_owned(),
    };
    let names = ElementNames::new(vec![name("portrait"), name("iin")]).expect("names");
    let mut part = Grant { purpose: Some(GrantPurpose::Age), ..live[0].grant.clone() };
    part.documents[0].elements = OpenElements::Only(names);
    write("grant_record/part", part.to_bytes().expect("written"));
    write("grant_token/whole", opened.token());
    let sign1 = qujat::cose::Sign1::parse(opened.token()).expect("ours");
    let payload = sign1.payload_untrusted().expect("attached");
    write("grant_token/claims", payload);
    let Ok(Value::Map(mut claims)) = cbor::from_slice(payload, payload.len(), "claims") else {
        unreachable!("ours")
    };
    claims.push((Value::from(-70_002), Value::from(2)));
    claims.push((Value::from(3), Value::from("000740000728")));
    write("grant_token/organisation", cbor::encode(&Value::Map(claims)).expect("encoded"));
    for (name, text) in
        [("plain", "012345"), ("spaced", "123 456"), ("no_break", "123\u{a0}456"), ("host", "id.example.kz")]
    {
        write(&format!("short_code/{name}"), text);
    }
}

fn lists() {
    let at = |text: &str| Timestamp::parse(text).expect("a time");
    let validity = Validity::new(at("2026-01-01T00:00:00Z"), at("2029-01-01T00:00:00Z")).expect("a window");
    let entry = |signer: ListedSigner, doc_types| ListEntry {
        signer,
        name: LocalText { kk: "ҚР ІІМ".into(), ..LocalText::default() },
        bin: Bin::parse("000740000728").ok(),
        scope: Scope { purposes: vec![Purpose::Document, Purpose::Seal], doc_types },
        validity,
    };
    let leaf =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/certificate/leaf")).expect("made above");
    let list = TrustListDraft {
        name: "kz.issuers".into(),
        version: 7,
        issued: at("2026-05-01T00:00:00Z"),
        next_update: at("2026-08-01T00:00:00Z"),
        entries: vec![
            entry(issuer().public_key().into(), DocTypes::Only(vec![DocType::IDENTITY_CARD])),
            entry(ListedSigner::Certificate(leaf), DocTypes::All),
            entry(signer(Algorithm::Es256, 6).public_key().into(), DocTypes::All),
        ],
    };
    write("trust_list/json", list.to_json().expect("JSON"));
    let signed = list.sign(&issuer()).expect("signed");
    write("trust_list/signed", &signed);
    write("trust_list/payload", payload(&signed));

    let mut status =
        StatusListBuilder::new("https://status.example.kz/1", StatusBits::Two, 1000).expect("a list");
    for (index, code) in [(5, Status::Invalid), (40, Status::Suspended), (999, Status::Other(3))] {
        status.set(index, code).expect("an entry");
    }
    let signed = status.sign(&issuer(), now(), Some(now().plus(86_400)), Some(3600)).expect("signed");
    write("status_list/signed", &signed);
    write("status_list/payload", payload(&signed));
}

fn payload(signed: &[u8]) -> Vec<u8> {
    let sign1 = qujat::cose::Sign1::parse(signed).expect("ours");
    sign1.payload_untrusted().expect("attached").to_vec()
}

fn subscribers() {
    let application = Application {
        number: DocumentNumber::parse("101000000012345").expect("a number"),
        applicant: Iin::parse("000000000101").expect("an IIN"),
        surname: "Үлгібаева".into(),
        first_name: "Айгерім".into(),
        patronymic: Some("Маратқызы".into()),
        email: "aigerim@example.kz".into(),
        phone: PhoneNumber::parse("+77012345678").expect("a number"),
        channel: RegistrationChannel::MobileApplication,
        signed_at: now(),
    };
    let signed = application.sign(&issuer()).expect("signed");
    write("subscriber/application", &signed);
    write("subscriber/payload", payload(&signed));
    write("subscriber/phone", "8 (701) 234-56-78");
    let secret = PasswordSecret::new(&core::array::from_fn(|at| at as u8)).expect("a secret");
    let (policy, key) = (LinkingPolicy::default(), issuer().public_key());
    let (linking, message) =
        Linking::begin(signed, &key, policy, &secret, now(), &mut random).expect("begun");
    write("subscriber/linking", linking.to_bytes().expect("written"));
    let (_, entry) = linking.enter(now()).expect("a try");
    let typed: String = message.text(qujat::text::Language::Kazakh).chars().take(6).collect();
    let (_, number) = entry.check(&typed, &secret).expect("linked");
    consents(secret, &number);
}

fn organisations() {
    let (organisation, person) = (accreditation().organisation, "000001002002");
    let person = Iin::parse(person).expect("an IIN");
    let signed = accreditation().sign(&issuer()).expect("signed");
    write("organisation/accreditation", &signed);
    write("organisation/accreditation_payload", payload(&signed));
    let validity = accreditation().validity;
    let word =
        EmployeeStatement { organisation, employee: person, validity }.sign(&issuer()).expect("signed");
    write("organisation/employee", &word);
    write("organisation/employee_payload", payload(&word));
    for (name, kind) in [("face", PresenceKind::FaceCompared), ("seen", PresenceKind::Seen { by: person })] {
        let subject = Iin::parse("000000000101").expect("an IIN");
        let word =
            PresenceStatement { kind, subject, organisation, at: now() }.sign(&issuer()).expect("signed");
        write(&format!("organisation/{name}"), &word);
        write(&format!("organisation/{name}_payload"), payload(&word));
    }
}

fn accreditation() -> AccreditationRecord {
    let words = |kk: &str, ru: &str, en: &str| LocalText { kk: kk.into(), ru: ru.into(), en: en.into() };
    let aim = |code| Aim { code: AimCode::parse(code).expect("a code"), name: words("а", "б", "c") };
    AccreditationRecord {
        organisation: Bin::parse("000740000728").expect("a BIN"),
        name: words("Банк", "Банк", "Bank"),
        aims: vec![aim("open_account"), aim("loan")],
        doc_types: vec![DocType::IDENTITY_CARD, DocType::DRIVING_LICENCE],
        validity: Validity::new(now().plus(-1), now().plus(1)).expect("a window"),
        sector: Sector::Financial,
        key: issuer().public_key(),
    }
}

fn consents(secret: PasswordSecret, number: &qujat::subscriber::LinkedNumber) {
    let signed = accreditation().sign(&issuer()).expect("signed");
    let admitted = qujat::organisation::Accreditation::open(&signed, &issuer().public_key()).expect("ours");
    let number_of = DocumentNumber::parse("101000000012345").expect("a number");
    let documents = vec![DocumentRef { doc_type: DocType::IDENTITY_CARD, number: number_of }];
    let asker = Party::System(accreditation().organisation);
    let desk = ConsentDesk::new(MemoryChallenges::new(), secret, ConsentPolicy::default());
    for (name, way) in [("password", Way::Password), ("reply", Way::Reply)] {
        let question =
            Question::new(&admitted, asker.clone(), None, "loan", *number.person(), documents.clone(), now());
        let mut source = |out: &mut [u8]| {
            out.fill(if way == Way::Password { 1 } else { 2 });
            Ok(())
        };
        let asked = desk.ask(question.expect("a question"), Some(number), way, now(), &mut source);
        let kept = desk.store().load(&asked.expect("asked").id, now()).expect("loaded").expect("there");
        write(&format!("consent/{name}"), kept.to_bytes().expect("written"));
    }
    write("consent/yes", " «ИӘ!» ");
    write("consent/no", "Не  согласна.");
}

fn representations() {
    let record = RepresentationRecord {
        child: Iin::parse("000001002002").expect("an IIN"),
        born: Date::parse("2019-01-20").expect("a date"),
        representative: Iin::parse("000000000101").expect("an IIN"),
        kind: RepresentationKind::Institution,
        institution: Bin::parse("000740000728").ok(),
        from: Timestamp::parse("2020-01-01T00:00:00Z").expect("a time"),
        until: Timestamp::parse("2030-01-01T00:00:00Z").ok(),
        as_of: now(),
        endings: vec![(Ending::Removed, Timestamp::parse("2029-01-01T00:00:00Z").expect("a time"))],
    };
    let signed = record.sign(&issuer()).expect("signed");
    write("representation/whole", &signed);
    write("representation/payload", payload(&signed));
}

fn forms() {
    // The smallest that uses every kind of member.
    let json = r#"{"doc_type":"d","version":1,"dated":"2026-01-01","title":{"kk":"а","ru":"б","en":"c"},"issuer":{"kk":"а","ru":"б"},"level":2,"until":"2030-01-01","colours":"civil","portrait":"p","signature":"g","birth_date":"b","validity":{"from":"f","until":"u","warn_days":9},"statement":{"text":{"kk":"а","ru":"б"},"clause":"352/2.8"},"badges":[{"id":"m","text":{"kk":"а","ru":"б"},"tone":"good","when":{"element":"h","is":["true"]}},{"id":"n","text":{"kk":"а","ru":"б"},"when":{"state":["expired","revoked"]}}],"sections":[{"id":"s","when":{"minor":false},"title":{"kk":"а","ru":"б"},"place":"beside_portrait","rows":[{"id":"r","label":{"kk":"а","ru":"б"},"element":{"kk":"e_kk","en":"e"},"format":"enumeration","emphasis":"strong","span":"half","seen_by":"holder","when_missing":"dash","reveal":"on_tap","when":{"element":"e","present":true},"spoken":{"kk":"а","ru":"б"},"values":{"1":{"kk":"а","ru":"б"}}},{"id":"t","label":{"kk":"а","ru":"б"},"element":"t","format":"table","columns":[{"key":"k","label":{"kk":"а","ru":"б"},"format":"date"}]},{"id":"u","label":{"kk":"а","ru":"б"},"element":["a",{"kk_latin":"b"}],"format":"number","unit":{"kk":"а","ru":"б"}},{"id":"w","label":{"kk":"а","ru":"б"},"element":"w","format":"persons","columns":[{"key":["k",{"en":"l"}],"label":{"kk":"а","ru":"б"}}]}]}]}"#;
    write("display_form/json", json);
    let form = Form::from_json(json.as_bytes()).expect("a form");
    let signed = form.make(&issuer()).expect("signed");
    write("display_form/signed", &signed);
    write("display_form/payload", payload(&signed));
}

fn journals() {
    let numbered = |values: Vec<Value>| Value::Map((1_u64..).map(Value::from).zip(values).collect());
    let bytes = |byte: u8, count: usize| Value::Bytes(vec![byte; count]);
    let list = |members: Vec<Value>| Value::Array(members);
    let aim = ["open_account", "Шот ашу", "Открытие счёта", "Opening an account"].map(Value::from).to_vec();
    let by_grant = list(vec![2.into(), bytes(4, 32)]);
    let employee = list(vec![2.into(), "000740000728".into(), "000001002002".into()]);
    let person = list(vec![1.into(), "000001002002".into()]);
    // The door, and what a mark of the second version alone can say.
    for (name, ground, viewer, door, aim) in [
        ("grant", by_grant.clone(), employee.clone(), 1, None),
        ("representation", list(vec![1.into()]), person, 1, None),
        ("second_consent", list(vec![3.into(), bytes(5, 32)]), employee.clone(), 5, Some(aim.clone())),
        ("second_aim", by_grant, employee, 2, Some(aim)),
    ] {
        let mut view = vec![
            bytes(1, 16),
            ground,
            DocType::IDENTITY_CARD.as_str().into(),
            bytes(2, 32),
            viewer,
            "000000000101".into(),
            door.into(),
            now().unix().into(),
            now().to_local().into(),
            "352/2024".into(),
            1.into(),
        ];
        let version = if aim.is_some() { 2 } else { 1 };
        view.extend(aim.map(Value::Array));
        let body = numbered(vec![version.into(), 1.into(), bytes(3, 32), 2.into(), numbered(view)]);
        let body = cbor::encode(&body).expect("encoded");
        let hash = digest(&[b"qujat/view-mark/1\0", body.as_slice()].concat());
        let mark = cbor::encode(&list(vec![Value::Bytes(body.clone()), Value::Bytes(hash.to_vec())]))
            .expect("encoded");
        qujat::journal::Mark::from_bytes(&mark).expect("a mark");
        write(&format!("journal/{name}"), mark);
        write(&format!("journal/{name}_body"), body);
    }
    let chain = Chain::new(&Recipient::parse("000000000101").expect("an IIN"));
    let checkpoint = Checkpoint::sign(&chain, now(), &issuer()).expect("signed");
    write("journal/checkpoint", &checkpoint);
    write("journal/checkpoint_payload", payload(&checkpoint));
}

fn pictures() {
    let symbol = Symbol::encode("QS1:0123", Use::Screen).expect("a symbol");
    let raster = symbol.to_luma(2).expect("drawn");
    let side = u8::try_from(raster.side).expect("small");
    let mut bits = vec![1, side, side, 0];
    bits.extend(raster.pixels.chunks(8).map(|eight| {
        eight.iter().enumerate().fold(0, |byte, (at, pixel)| byte | u8::from(*pixel == 0) << at)
    }));
    write("luma/bits", bits);
    let small = symbol.to_luma(1).expect("drawn");
    let side = u8::try_from(small.side).expect("small");
    write("luma/plane", [&[0, side, side, 0], small.pixels.as_slice()].concat());
    write("luma/painted", [&[10, 0, 0, 12], b"850412300045".as_slice(), &[9, 1, 0, 40, 2, 255]].concat());
    write("qr_symbol/modules", [&[0, 6], [0x81u8, 0x7f, 0x7f, 0x81, 100].as_slice()].concat());
    write(
        "qr_symbol/text",
        [&[1, 12], b"850412300045".as_slice(), &[9, 1, 0, 40, 2, 255, 200, 1, 30]].concat(),
    );
    write("qr_symbol/link", [&[1, 40], b"https://egov.kz/g#AQIDBA, egov.kz/g#AQID".as_slice()].concat());
    write("qr_symbol/segments", [2, 0, 0x40, 0x56, 0x16, 0x26, 0x36, 0x46, 0x50, 0xec, 0x11]);
    let data = [16, 32, 12, 86, 97, 128, 236, 17, 236, 17, 236, 17, 236, 17, 236, 17];
    let check = [165, 36, 212, 193, 237, 54, 199, 135, 44, 85];
    write("qr_symbol/block", [&[3 + 4 * 10, 1, 2], data.as_slice(), &check].concat());
    write("luma/link", [&[6, 0, 0, 24], b"https://egov.kz/g#AQIDBA".as_slice()].concat());

    write("picture/png", symbol.to_png(2).expect("drawn"));
    let luma =
        image::GrayImage::from_raw(raster.side as u32, raster.side as u32, raster.pixels).expect("as large");
    let small = image::DynamicImage::ImageLuma8(luma);
    let save = |name: &str, picture: &image::DynamicImage, format| {
        let mut file = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut file, format).expect("written");
        write(&format!("portrait/{name}"), [&[90, 120, 255], file.get_ref().as_slice()].concat());
        write(&format!("picture/{name}"), file.into_inner());
    };
    save("jpeg", &small, image::ImageFormat::Jpeg);
    save("jpeg_rgb", &small.to_rgb8().into(), image::ImageFormat::Jpeg);
    save("png_rgba", &small.to_rgba8().into(), image::ImageFormat::Png);
    save("png_16", &small.to_luma_alpha16().into(), image::ImageFormat::Png);
}

/// A form, how it is shown, then `name, length in fours, value` of each element.
fn cards() {
    let element = |name: u8, value: &[u8]| {
        let mut out = vec![name, u8::try_from(value.len().div_ceil(4)).expect("short")];
        out.extend_from_slice(value);
        out.resize(2 + value.len().div_ceil(4) * 4, b' ');
        out
    };
    let text = |text: &str| cbor::encode(&Value::from(text)).expect("encoded");
    let card = [
        element(0, &[0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]),
        element(1, "СЕРІКОВА & <Қызы>".as_bytes()),
        element(9, &text("1985-04-12")),
        element(11, &text("000000000101")),
        element(15, "\u{202e}Алматы\u{0}\u{300}\u{300}\u{300}".as_bytes()),
    ];
    for form in 0..16 {
        write(&format!("card/form_{form}"), [vec![form, form * 0x11], card.concat()].concat());
    }
    let people = cbor::encode(&cbor_of(
        r#"[{"family_name_kk":"Үлгібаева","given_name":"Aiaru","birth_date":"2018-06-01"},{"iin":"000000000101"}]"#,
    ));
    write("card/people", [vec![14, 0x82], element(25, &people.expect("encoded"))].concat());
    let table = cbor::encode(&cbor_of(
        r#"[{"vehicle_category_code":"B","issue_date":"2012-06-01"},{"codes":[{"code":"01"}]}]"#,
    ));
    write("card/table", [vec![1, 0x12], element(18, &table.expect("encoded"))].concat());
}

/// Messages of every family, both ways, signed by the official whose certificate is a seed too, and their payloads.
fn messages() {
    use exchange::{
        Application, ApplicationResult, AskedDocument, Content, Decision, DocumentsAsked, DocumentsGiven,
        Field, File, Form, Found, GivenDocument, Marking, Message, MessageId, Request, Response, ServiceCode,
        ServiceStatus, StatusReceipt, StatusReport, SystemName, WrittenConsent,
    };
    let official = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/certificate/official"));
    let worker = signer(Algorithm::EdDsa, 15).with_certificate_chain(vec![official.expect("a certificate")]);
    let number = |text: &str| DocumentNumber::parse(text).expect("a number");
    let day = Date::parse("2026-05-30").expect("a day");
    let subject = Recipient::Person(Iin::parse("000000000101").expect("an IIN"));
    let service = ServiceCode::parse("00101001").expect("a code");
    let consent =
        WrittenConsent { number: number("7"), by: subject.clone(), given: day, digest: Some([1; 32]) };
    let file = File { name: "a.pdf".into(), media_type: "application/pdf".into(), content: vec![0, 0xff] };
    let field = Field { name: "address".into(), value: "Astana".into() };
    let status = StatusReport {
        application: number("1"),
        service: service.clone(),
        applicant: subject.clone(),
        status: ServiceStatus::Accepted,
        since: now(),
        due: Some(day),
        note: Some("note".into()),
    };
    let asked = DocumentsAsked {
        service: service.clone(),
        subject: subject.clone(),
        consent: consent.clone(),
        documents: vec![AskedDocument { kind: DocType::IDENTITY_CARD, number: Some(number("2")) }],
    };
    let application = Application {
        number: number("1"),
        service,
        applicant: subject,
        consent,
        fields: vec![field.clone()],
        copies: vec![file.clone()],
    };
    let found = Found {
        number: number("2"),
        issued: day,
        last_day: Some(day),
        fields: vec![field],
        file: Some(file.clone()),
    };
    let given = vec![
        GivenDocument { kind: DocType::IDENTITY_CARD, found: Some(found) },
        GivenDocument { kind: DocType::DRIVING_LICENCE, found: None },
    ];
    let to = MessageId::parse("3f2c0a9e-0000-4000-8000-00000000abcd").expect("an id");
    let response = |response| Content::Response { to, response };
    let granted = Decision::Granted { document: number("3"), issued: day, file: Some(file) };
    let contents = [
        ("status", Content::Request(Request::Status(status))),
        ("documents", Content::Request(Request::Documents(asked))),
        ("application", Content::Request(Request::Application(application))),
        ("registered", response(Response::Status(StatusReceipt::Registered))),
        ("rejected", response(Response::Status(StatusReceipt::Rejected { reason: "no".into() }))),
        ("given", response(Response::Documents(DocumentsGiven { documents: given }))),
        (
            "granted",
            response(Response::Application(ApplicationResult { number: number("1"), decision: granted })),
        ),
    ];
    for (name, content) in contents {
        let message = Message {
            id: MessageId::parse("3f2c0a9e-0000-4000-8000-00000000abce").expect("an id"),
            sender: SystemName::parse("000740000728/register").expect("a system"),
            recipient: SystemName::parse("160440007161/monitoring").expect("a system"),
            organisation: Bin::parse("000740000728").expect("a BIN"),
            created: now(),
            marking: Marking::Open,
            content,
        };
        let sign = |form| message.sign(form, &worker).expect("signed").as_bytes().to_vec();
        let (json, cbor) = (sign(Form::Json), sign(Form::Cbor));
        let sign1 = qujat::cose::Sign1::parse(&cbor).expect("COSE");
        write(&format!("exchange_message/{name}_payload"), sign1.payload_untrusted().expect("a payload"));
        write(&format!("exchange_message/{name}_jws"), json);
        write(&format!("exchange_message/{name}_cose"), &cbor);
    }
    let answers = [
        ("taken", exchange::ReceiptAnswer::Taken),
        ("refused", exchange::ReceiptAnswer::Refused { reason: "no".into() }),
    ];
    for (name, answer) in answers {
        let receipt = exchange::Receipt { message: to, digest: [7; 32], answer };
        let bytes = |form| receipt.to_bytes(form).expect("written");
        write(&format!("exchange_message/{name}_receipt_json"), bytes(Form::Json));
        write(&format!("exchange_message/{name}_receipt_cbor"), bytes(Form::Cbor));
    }
}
