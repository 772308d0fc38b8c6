//! Two systems that exchange messages: the monitoring system asks, a register is asked. Everybody is invented.

#[path = "../../examples/common/certified_key.rs"]
mod certified_key;

use certified_key::CertifiedKey;
use qujat::cose::{Algorithm, Purpose, SoftwareSigner};
use qujat::exchange::{
    AskedDocument, Content, Correspondent, Correspondents, DocumentsAsked, Family, Form, Marking, Message,
    MessageId, Received, Receiving, Refused, Request, ServiceCode, SignedMessage, SystemName, WrittenConsent,
};
use qujat::id::{Bin, DocType, DocumentNumber, Iin, Recipient};
use qujat::random::RandomError;
use qujat::time::{Date, Timestamp};
use qujat::trust::{DocTypes, Profile, Scope, TrustStore};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyUsagePurpose,
};

/// A worker who signs, and whom the other side trusts.
pub(crate) struct World {
    signer: SoftwareSigner,
    trust: TrustStore,
    agreed: Correspondents,
    register: SystemName,
}

impl World {
    /// The same each time it is made: processes that were killed come back as they were.
    pub(crate) fn new() -> Self {
        let centre = key(1);
        let mut root = params("The centre");
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let anchor = root.self_signed(&centre).expect("made").der().to_vec();
        let worker = key(2);
        let mut named = params("A worker");
        named.distinguished_name.push(DnType::OrganizationalUnitName, format!("BIN{CORPORATION}"));
        named.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        // The national centre's: for an organisation, with the right to sign for it.
        named.extended_key_usages = [&[1, 2, 398, 3, 3, 4, 1, 2][..], &[1, 2, 398, 3, 3, 4, 1, 2, 2]]
            .map(|usage| ExtendedKeyUsagePurpose::Other(usage.to_vec()))
            .to_vec();
        let issuer = Issuer::from_params(&root, &centre);
        let certificate = named.signed_by(&worker, &issuer).expect("made").der().to_vec();
        let mut trust = TrustStore::new();
        let scope = Scope { purposes: vec![Purpose::ExchangeMessage], doc_types: DocTypes::All };
        trust.add_anchor_with(&anchor, scope, Profile::National).expect("an anchor");
        let agreed = Correspondents::new(vec![Correspondent {
            system: monitoring(),
            organisations: vec![bin(CORPORATION)],
            asks: Family::ALL.to_vec(),
            answers: vec![],
        }]);
        let signer = worker.signer.with_certificate_chain(vec![certificate]);
        Self { signer, trust, agreed, register: register() }
    }

    /// The `n`th message, signed.
    pub(crate) fn message(&self, n: u32) -> SignedMessage {
        let subject = Recipient::Person(Iin::parse("000000000101").expect("an IIN"));
        let given = Date::parse("2026-11-22").expect("a day");
        let number = DocumentNumber::parse("7").expect("a number");
        let asked = DocumentsAsked {
            service: ServiceCode::parse("00101001").expect("a code"),
            subject: subject.clone(),
            consent: WrittenConsent { number, by: subject, given, digest: None },
            documents: vec![AskedDocument { kind: DocType::IDENTITY_CARD, number: None }],
        };
        let message = Message {
            id: id(n),
            sender: monitoring(),
            recipient: self.register.clone(),
            organisation: bin(CORPORATION),
            created: now(),
            marking: Marking::Open,
            content: Content::Request(Request::Documents(asked)),
        };
        message.sign(Form::Cbor, &self.signer).expect("signed")
    }

    /// What the register makes of bytes that came.
    pub(crate) fn open(&self, bytes: &[u8], form: Form) -> Result<Received, Refused> {
        let own = &self.register;
        Receiving { own, correspondents: &self.agreed, trust: &self.trust, now: now() }.open(bytes, form)
    }
}

pub(crate) fn id(n: u32) -> MessageId {
    MessageId::parse(&format!("00000000-0000-4000-8000-{n:012x}")).expect("an id")
}

pub(crate) fn register() -> SystemName {
    SystemName::parse("000740000728/register").expect("a system")
}

pub(crate) fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T09:30:00+05:00").expect("a time")
}

/// A generator for tests: SplitMix64.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    #[allow(dead_code, reason = "used by some of those who include this file")]
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    #[allow(clippy::unnecessary_wraps, reason = "as a source of randomness answers")]
    pub(crate) fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for chunk in out.chunks_mut(8) {
            let bytes = self.next().to_le_bytes();
            chunk.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}

fn monitoring() -> SystemName {
    SystemName::parse("160440007161/monitoring").expect("a system")
}

fn bin(text: &str) -> Bin {
    Bin::parse(text).expect("a BIN")
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.serial_number = Some(vec![1, 2, 3].into());
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "KZ");
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2027, 1, 1);
    params
}

fn key(seed: u8) -> CertifiedKey {
    let signer = SoftwareSigner::from_secret(Algorithm::EdDsa, &[seed; 32]).expect("a seed");
    CertifiedKey::of(signer).expect("a key")
}

const CORPORATION: &str = "160440007161";
