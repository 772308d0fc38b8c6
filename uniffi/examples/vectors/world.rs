//! Who signs in the cases, and how what they signed is broken.

use qujat::cbor::{self, Value as Cbor};
use qujat::cose::{Algorithm, PublicKey, Purpose, SoftwareSigner, Unsigned};
use qujat::document::{Document, Issuance, Record};
use qujat::id::{Bin, DocType};
use qujat::random::RandomError;
use qujat::text::LocalText;
use qujat::time::{Timestamp, Validity};
use qujat::trust::{DocTypes, ListEntry, Scope, TrustListDraft};
use serde_json::{Value, json};

use crate::Outcome;

/// 2026-01-10T09:00:00+05:00.
pub(crate) const NOW: i64 = 1_768_017_600;
/// The person of `examples/data`, and somebody else.
pub(crate) const IIN: &str = "860314499992";
pub(crate) const OTHER_IIN: &str = "000000000101";
pub(crate) const BIN: &str = "970240999995";

/// Keys, by their secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Signs trust lists; verifiers are given its key.
    Publisher = 1,
    /// May sign documents and seals of every kind.
    Ministry = 2,
    /// May sign grants.
    Service = 3,
    /// On no list.
    Stranger = 4,
    /// May sign driving licences and nothing else.
    Police = 5,
    /// May sign everything, and might so only until 2026-01-05.
    Former = 6,
    /// Answers who represents a child.
    Register = 7,
    /// Keeps the status lists.
    Registrar = 8,
    /// The phone of the person the documents are of.
    Device = 9,
    /// Answers whether a result is true.
    Portal = 10,
    /// The authorised body: decides about organisations.
    Body = 11,
    /// An accredited bank.
    Bank = 12,
}

impl Who {
    pub(crate) fn signer(self) -> Outcome<SoftwareSigner> {
        Ok(SoftwareSigner::from_secret(Algorithm::Es256, &[self as u8; 32])?)
    }

    pub(crate) fn key(self) -> Outcome<PublicKey> {
        Ok(self.signer()?.public_key())
    }
}

/// Trust material as cases give it.
pub(crate) fn trust() -> Outcome<Value> {
    Ok(material(&[cose_key(Who::Publisher)?], &[list(NEXT_UPDATE)?.sign(&Who::Publisher.signer()?)?]))
}

/// The same and a list of the register, for cases about children.
pub(crate) fn trust_with_register() -> Outcome<Value> {
    trust_and(Who::Register, Purpose::Representation, "kz.example.registers")
}

/// The same and a list of who keeps status lists.
pub(crate) fn trust_with_registrar() -> Outcome<Value> {
    trust_and(Who::Registrar, Purpose::StatusList, "kz.example.registrars")
}

/// The same and a list of who answers whether a result is true.
pub(crate) fn trust_with_portal() -> Outcome<Value> {
    trust_and(Who::Portal, Purpose::LookupAnswer, "kz.example.portals")
}

/// The same and a list of who decides about organisations.
pub(crate) fn trust_with_body() -> Outcome<Value> {
    trust_and(Who::Body, Purpose::Accreditation, "kz.example.bodies")
}

fn trust_and(who: Who, purpose: Purpose, name: &str) -> Outcome<Value> {
    let publisher = Who::Publisher.signer()?;
    let entries = vec![entry(who, &[purpose], DocTypes::All, ENDS)?];
    let second = TrustListDraft { name: name.to_owned(), entries, ..list(NEXT_UPDATE)? };
    Ok(material(
        &[cose_key(Who::Publisher)?],
        &[list(NEXT_UPDATE)?.sign(&publisher)?, second.sign(&publisher)?],
    ))
}

pub(crate) fn material(signers: &[Vec<u8>], lists: &[Vec<u8>]) -> Value {
    json!({ "anchors": [], "signers": hexes(signers), "lists": hexes(lists) })
}

pub(crate) fn cose_key(who: Who) -> Outcome<Vec<u8>> {
    Ok(cbor::encode(&who.key()?.to_cose())?)
}

/// The list of who may sign what.
pub(crate) fn list(next_update: &str) -> Outcome<TrustListDraft> {
    let licences = DocTypes::Only(vec![DocType::DRIVING_LICENCE]);
    Ok(TrustListDraft {
        name: "kz.example.issuers".to_owned(),
        version: 1,
        issued: Timestamp::parse(ISSUED)?,
        next_update: Timestamp::parse(next_update)?,
        entries: vec![
            entry(Who::Ministry, &[Purpose::Document, Purpose::Seal], DocTypes::All, ENDS)?,
            entry(Who::Service, &[Purpose::Grant], DocTypes::All, ENDS)?,
            entry(Who::Police, &[Purpose::Document, Purpose::Seal], licences, ENDS)?,
            entry(Who::Former, &FORMER, DocTypes::All, "2026-01-05T00:00:00+05:00")?,
        ],
    })
}

fn entry(who: Who, purposes: &[Purpose], doc_types: DocTypes, until: &str) -> Outcome<ListEntry> {
    let name = LocalText {
        kk: "Сынақ органы".into(), ru: "Пробный орган".into(), en: "Sample body".into()
    };
    Ok(ListEntry {
        signer: who.key()?.into(),
        name,
        bin: Some(Bin::parse(BIN)?),
        scope: Scope { purposes: purposes.to_vec(), doc_types },
        validity: Validity::new(Timestamp::parse(ISSUED)?, Timestamp::parse(until)?)?,
    })
}

/// The sample record of a kind, its portrait replaced by a picture of a few bytes.
pub(crate) fn record(kind: &str) -> Outcome<Value> {
    let path = format!("{}/../examples/data/{kind}.json", env!("CARGO_MANIFEST_DIR"));
    let mut record: Value = serde_json::from_slice(&std::fs::read(path)?)?;
    if record.get("portrait").is_some() {
        record["portrait"] = PORTRAIT.into();
    }
    Ok(record)
}

pub(crate) fn issue(record: &Value, who: Who, signed_at: i64) -> Outcome<Document> {
    let record = Record::from_json(record.to_string().as_bytes())?;
    let (signer, signed_at) = (who.signer()?, Timestamp::from_unix(signed_at)?);
    Ok(record.issue(Issuance {
        signer: &signer,
        random: &mut counting(),
        signed_at,
        device_key: None,
        status: None,
    })?)
}

/// Bytes that differ from one another, the same ones each time: splitmix64 (Steele, Lea and Flood), one byte a step.
pub(crate) fn counting() -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut state = 0u64;
    move |out: &mut [u8]| {
        for byte in out {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb).to_be_bytes()[0];
        }
        Ok(())
    }
}

/// Signs bytes for a purpose, whatever they are.
pub(crate) fn signed(purpose: Purpose, payload: &[u8], who: Who) -> Outcome<Vec<u8>> {
    Ok(Unsigned { purpose, payload }.sign(&who.signer()?)?)
}

pub(crate) fn read(bytes: &[u8]) -> Cbor {
    cbor::from_slice(bytes, 1 << 20, "a case").expect("CBOR")
}

pub(crate) fn written(value: &Cbor) -> Vec<u8> {
    cbor::encode(value).expect("CBOR")
}

/// The member of a map by its name.
pub(crate) fn member<'a>(value: &'a mut Cbor, name: &str) -> &'a mut Cbor {
    let Cbor::Map(members) = value else { panic!("{name}: no map") };
    let found = members.iter_mut().find(|(key, _)| key.as_text() == Some(name));
    &mut found.unwrap_or_else(|| panic!("no {name}")).1
}

pub(crate) fn array(value: &mut Cbor) -> &mut Vec<Cbor> {
    let Cbor::Array(items) = value else { panic!("no array") };
    items
}

/// Changes what lies in a tag 24.
pub(crate) fn embedded(value: &mut Cbor, change: impl FnOnce(&mut Cbor)) {
    let Cbor::Tag(24, inner) = value else { panic!("no tag 24") };
    let Cbor::Bytes(content) = &mut **inner else { panic!("no bytes") };
    let mut inside = read(content);
    change(&mut inside);
    *content = written(&inside);
}

pub(crate) fn hex(bytes: &[u8]) -> Value {
    use std::fmt::Write as _;
    let digits = bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("text grows");
        text
    });
    digits.into()
}

pub(crate) fn hexes(all: &[Vec<u8>]) -> Value {
    all.iter().map(|bytes| hex(bytes)).collect()
}

/// Every purpose there was when the cases were made.
const FORMER: [Purpose; 7] = [
    Purpose::Document,
    Purpose::Seal,
    Purpose::Grant,
    Purpose::TrustList,
    Purpose::Representation,
    Purpose::DisplayForm,
    Purpose::ViewMarkCheckpoint,
];

const ISSUED: &str = "2026-01-01T00:00:00+05:00";
const ENDS: &str = "2036-01-01T00:00:00+05:00";
pub(crate) const NEXT_UPDATE: &str = ENDS;

/// A picture of one grey pixel, JPEG, in base64.
const PORTRAIT: &str = "\
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB\
    AQEBAQEBAQEBAQEBAQH/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI\
    AQEAAD8AP//Z";
