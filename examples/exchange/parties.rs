//! Both systems: a worker's key and certificate, whom they trust and agreed on messages with, a store, and what lies over it.

use crate::certified_key::CertifiedKey;
use qujat::cose::{Algorithm, Purpose, SoftwareSigner};
use qujat::exchange::store::MemoryStore;
use qujat::exchange::{
    Correspondent, Correspondents, Events, Family, Inbox, InboxPolicy, Outbox, OutboxPolicy, Receiving,
    SystemName,
};
use qujat::id::Bin;
use qujat::random::RandomError;
use qujat::time::Timestamp;
use qujat::trust::{DocTypes, Profile, Scope, TrustStore};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyUsagePurpose,
};

/// Whatever went wrong.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// The operating system's randomness.
pub(crate) fn random(out: &mut [u8]) -> Result<(), RandomError> {
    getrandom::fill(out).map_err(|_| RandomError)
}

/// One system.
pub(crate) struct Party {
    pub(crate) name: SystemName,
    pub(crate) signer: SoftwareSigner,
    /// In memory here; a service opens an embedded database or Redis.
    pub(crate) store: MemoryStore,
    trust: TrustStore,
    agreed: Correspondents,
}

impl Party {
    pub(crate) fn outbox(&self) -> Outbox<&MemoryStore> {
        Outbox::new(&self.store, OutboxPolicy::default())
    }

    pub(crate) fn inbox(&self) -> Inbox<&MemoryStore> {
        Inbox::new(&self.store, InboxPolicy::default())
    }

    pub(crate) fn events(&self) -> Events<&MemoryStore> {
        Events::new(&self.store)
    }

    pub(crate) fn receiving(&self, now: Timestamp) -> Receiving<'_> {
        Receiving { own: &self.name, correspondents: &self.agreed, trust: &self.trust, now }
    }
}

/// The national certification centre of this play.
pub(crate) struct Centre {
    key: CertifiedKey,
    params: CertificateParams,
    der: Vec<u8>,
}

impl Centre {
    pub(crate) fn new() -> Result<Self, Failure> {
        let key = key()?;
        let mut params = params("The centre");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let der = params.self_signed(&key)?.der().to_vec();
        Ok(Self { key, params, der })
    }

    /// A system of the body with this BIN, whose worker it certifies.
    pub(crate) fn party(&self, bin: &str, code: &str, worker: &str) -> Result<Party, Failure> {
        let key = key()?;
        let mut named = params(worker);
        named.distinguished_name.push(DnType::OrganizationalUnitName, format!("BIN{bin}"));
        named.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        // For an organisation, with the right to sign for it.
        let usages = [&[1, 2, 398, 3, 3, 4, 1, 2][..], &[1, 2, 398, 3, 3, 4, 1, 2, 2]];
        named.extended_key_usages =
            usages.iter().map(|usage| ExtendedKeyUsagePurpose::Other(usage.to_vec())).collect();
        let issuer = Issuer::from_params(&self.params, &self.key);
        let certificate = named.signed_by(&key, &issuer)?.der().to_vec();
        let mut trust = TrustStore::new();
        let scope = Scope { purposes: vec![Purpose::ExchangeMessage], doc_types: DocTypes::All };
        trust.add_anchor_with(&self.der, scope, Profile::National)?;
        // Each agreed with both: of itself it takes nothing anyway.
        let agreed = |bin: &str, code: &str| -> Result<Correspondent, Failure> {
            let owner = Bin::parse(bin)?;
            Ok(Correspondent {
                system: SystemName::new(owner, code)?,
                organisations: vec![owner],
                asks: Family::ALL.to_vec(),
                answers: Family::ALL.to_vec(),
            })
        };
        Ok(Party {
            name: SystemName::new(Bin::parse(bin)?, code)?,
            signer: key.signer.with_certificate_chain(vec![certificate]),
            store: MemoryStore::new(),
            trust,
            agreed: Correspondents::new(vec![
                agreed("160440007161", "monitoring")?,
                agreed("000740000728", "register")?,
            ]),
        })
    }
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

fn key() -> Result<CertifiedKey, Failure> {
    let mut seed = [0; 32];
    random(&mut seed)?;
    Ok(CertifiedKey::of(SoftwareSigner::from_secret(Algorithm::EdDsa, &seed)?)?)
}
