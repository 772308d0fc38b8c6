//! Makes `bindings/fixtures`: a few documents and what they are verified with, for the tests and quick starts of Kotlin,
//! Swift and Python. Fixed keys, salts and times: the same bytes each time.
//!
//! `cargo run -p qujat-ffi --example fixtures -- bindings/fixtures`
#![allow(clippy::disallowed_methods, reason = "a tool, not the library: it writes files")]

use std::error::Error;
use std::fs;
use std::path::Path;

use qujat::access::{RepresentationKind, RepresentationRecord};
use qujat::cbor;
use qujat::cose::{Algorithm, PublicKey, Purpose, SoftwareSigner};
use qujat::document::{Document, Issuance, Official, Record, Seal, SealContents};
use qujat::grant::store::MemoryStore;
use qujat::grant::{DocumentRef, Host, OpenRequest, Pepper, Peppers, Policy, Registry, Service};
use qujat::id::{Bin, DocType, DocumentNumber, Iin, Party, Recipient};
use qujat::random::RandomError;
use qujat::text::LocalText;
use qujat::time::{Date, Timestamp, Validity};
use qujat::trust::{DocTypes, ListEntry, Scope, TrustListDraft};

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
    Ok(())
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
        key: key.clone(),
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
