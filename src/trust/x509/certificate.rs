use core::fmt;

use super::algorithm;
use super::der::{self, Reader, malformed};
use super::path::Issuing;
use super::{Place, Signatory, Subject};
use crate::cose::PublicKey;
use crate::limits::MAX_CERTIFICATE_BYTES;
use crate::text::LocalText;
use crate::time::{Timestamp, Validity, ValidityState};
use crate::trust::{Issuer, TrustError, TrustGround, UsageFault};

/// What one certificate says of itself, borrowed from its DER. Nothing of it is proven: that takes a chain, or somebody
/// who trusts the certificate as it is.
#[derive(Clone)]
pub struct Certificate<'a> {
    der: &'a [u8],
    /// Tag and length included, as all of these.
    spki: &'a [u8],
    /// Without tag and length, as an anchor is looked up by.
    issuer: &'a [u8],
    subject: &'a [u8],
    signature_algorithm: &'a [u8],
    /// The content of the INTEGER, as revocation lists repeat it.
    serial: &'a [u8],
    validity: Validity,
    is_authority: bool,
    /// `pathLenConstraint`.
    path_length: Option<u32>,
    /// The first sixteen bits; bit 0 is the highest.
    key_usage: Option<u16>,
    extended_key_usage: Option<&'a [u8]>,
    subject_key_id: Option<&'a [u8]>,
    /// `keyIdentifier` of `authorityKeyIdentifier`.
    authority_key_id: Option<&'a [u8]>,
    /// The content of `cRLDistributionPoints`.
    distribution_points: Option<&'a [u8]>,
    /// Whether an extension is critical that nothing here knows.
    unknown_critical: bool,
}

impl<'a> Certificate<'a> {
    /// Reads one certificate, with nothing after it.
    ///
    /// ```asn1
    /// Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }
    /// TBSCertificate ::= SEQUENCE { [0] version, serialNumber, signature, issuer, validity, subject,
    ///     subjectPublicKeyInfo, [1] issuerUniqueID OPTIONAL, [2] subjectUniqueID OPTIONAL, [3] extensions OPTIONAL }
    /// ```
    pub fn parse(der: &'a [u8]) -> Result<Self, TrustError> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(malformed("too large"));
        }
        let mut outer = Reader::new(der);
        let mut certificate = Reader::new(outer.expect(der::SEQUENCE, "not a certificate")?);
        outer.finish("bytes follow the certificate")?;
        let mut tbs = Reader::new(certificate.expect(der::SEQUENCE, "not a certificate")?);
        let signature_algorithm = certificate.expect(der::SEQUENCE, "the signature algorithm is missing")?;
        certificate.expect(der::BIT_STRING, "the signature is missing")?;
        certificate.finish("something follows the signature")?;

        let version = tbs.optional(der::VERSION)?;
        let serial = tbs.expect(der::INTEGER, "the serial number is missing")?;
        tbs.expect(der::SEQUENCE, "the signature algorithm is missing")?;
        let issuer = tbs.expect(der::SEQUENCE, "the issuer is missing")?;
        let validity = read_validity(tbs.expect(der::SEQUENCE, "the validity is missing")?)?;
        let subject = tbs.expect(der::SEQUENCE, "the subject is missing")?;
        let spki = tbs.item()?;
        if spki.tag != der::SEQUENCE {
            return Err(malformed("the public key is missing"));
        }
        let mut read = Self {
            der,
            spki: spki.whole,
            issuer,
            subject,
            signature_algorithm,
            serial,
            validity,
            is_authority: false,
            path_length: None,
            key_usage: None,
            extended_key_usage: None,
            subject_key_id: None,
            authority_key_id: None,
            distribution_points: None,
            unknown_critical: false,
        };
        while !tbs.is_empty() {
            let item = tbs.item()?;
            if item.tag == der::EXTENSIONS {
                // `[0] { INTEGER 2 }`: RFC 5280 §4.1.2.9, extensions appear in version 3 only.
                if version != Some(&[der::INTEGER, 1, 2]) {
                    return Err(malformed("extensions in a certificate that is not version 3"));
                }
                read.read_extensions(item.content)?;
            }
        }
        Ok(read)
    }

    fn read_extensions(&mut self, content: &'a [u8]) -> Result<(), TrustError> {
        let mut tagged = Reader::new(content);
        let mut list = Reader::new(tagged.expect(der::SEQUENCE, "the extensions are malformed")?);
        tagged.finish("the extensions are malformed")?;
        let mut seen = [false; 6];
        while !list.is_empty() {
            let mut extension = Reader::new(list.expect(der::SEQUENCE, "an extension is malformed")?);
            let oid = extension.expect(der::OID, "an extension is malformed")?;
            // Real authorities write TRUE as 01: any BOOLEAN but 00 will do.
            let critical = extension.optional(der::BOOLEAN)?.is_some_and(|byte| byte != [0]);
            let value = extension.expect(der::OCTET_STRING, "an extension is malformed")?;
            let slot = match oid {
                BASIC_CONSTRAINTS => 0,
                KEY_USAGE => 1,
                EXTENDED_KEY_USAGE => 2,
                SUBJECT_KEY_ID => 3,
                AUTHORITY_KEY_ID => 4,
                DISTRIBUTION_POINTS => 5,
                _ => {
                    self.unknown_critical |= critical && !KNOWN_EXTENSIONS.contains(&oid);
                    continue;
                }
            };
            // RFC 5280 §4.2: no extension may stand twice.
            if seen.get_mut(slot).is_none_or(|seen| core::mem::replace(seen, true)) {
                return Err(malformed("an extension stands twice"));
            }
            let mut value = Reader::new(value);
            match slot {
                0 => {
                    let mut inner =
                        Reader::new(value.expect(der::SEQUENCE, "basicConstraints is malformed")?);
                    self.is_authority = inner.optional(der::BOOLEAN)?.is_some_and(|byte| byte != [0]);
                    self.path_length = inner.optional(der::INTEGER)?.map(der::small_number);
                }
                1 => {
                    let bits = value.expect(der::BIT_STRING, "keyUsage is malformed")?;
                    let byte = |at| bits.get(at).copied().unwrap_or_default();
                    self.key_usage = Some(u16::from_be_bytes([byte(1), byte(2)]));
                }
                2 => {
                    self.extended_key_usage =
                        Some(value.expect(der::SEQUENCE, "extendedKeyUsage is malformed")?);
                }
                3 => {
                    self.subject_key_id =
                        Some(value.expect(der::OCTET_STRING, "subjectKeyIdentifier is malformed")?);
                }
                4 => {
                    let inner = value.expect(der::SEQUENCE, "authorityKeyIdentifier is malformed")?;
                    self.authority_key_id = Reader::new(inner).optional(der::CONTEXT_0)?;
                }
                _ => {
                    self.distribution_points =
                        Some(value.expect(der::SEQUENCE, "cRLDistributionPoints is malformed")?);
                }
            }
        }
        Ok(())
    }

    /// The DER it was read from.
    pub fn der(&self) -> &'a [u8] {
        self.der
    }

    /// When it is valid; `notAfter` itself still is (RFC 5280 §4.1.2.5).
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// Whether it is in force at `at`.
    pub fn in_force(&self, at: Timestamp) -> Result<(), TrustError> {
        in_force(self.validity, "certificate", at)
    }

    /// Its public key. An algorithm this library does not carry out is named in the error.
    pub fn public_key(&self) -> Result<PublicKey, TrustError> {
        public_key(self.spki)
    }

    /// Who it is about.
    pub fn subject(&self) -> Subject {
        Subject::read(self.subject)
    }

    /// Where it says its subject is.
    pub fn place(&self) -> Place {
        Place::of(self)
    }

    /// Who signs with it and in what office, where it is one of the national certification centre's for persons or
    /// organisations.
    pub fn signatory(&self) -> Option<Signatory> {
        Signatory::read(self)
    }

    /// The body it names, as a signer trusted on `ground`: of a certificate with a BIN the organisation, else the subject.
    pub fn issuer(&self, ground: TrustGround) -> Issuer {
        let subject = self.subject();
        let names_body = subject.units.iter().any(|unit| unit.starts_with("BIN"));
        let name = if names_body {
            subject.organisation.or(subject.common_name)
        } else {
            subject.common_name.or(subject.organisation)
        };
        let name = name.unwrap_or_default();
        Issuer { name: LocalText { kk: name.clone(), ru: name.clone(), en: name }, bin: subject.bin, ground }
    }

    /// Whether its key certifies other keys: `basicConstraints` says so, and `keyUsage`, where there is one, allows it
    /// (RFC 5280 §4.2.1.3, §4.2.1.9).
    pub fn is_authority(&self) -> bool {
        self.is_authority && self.may_certify()
    }

    /// Whether its own extensions make it a document signer's (ISO/IEC 18013-5 §B.1.4): extended key usage
    /// `1.0.18013.5.1.2`, and digital signatures allowed where key usage is stated.
    pub fn may_sign_documents(&self) -> Result<(), TrustError> {
        self.may_sign_anything()?;
        if self.has_usage(MDOC_SIGNER) {
            return Ok(());
        }
        Err(TrustError::Usage { fault: UsageFault::DocumentSigner })
    }

    /// Whether its own extensions make it a reader's (ISO/IEC 18013-5 §B.1.7): extended key usage `1.0.18013.5.1.6`, and
    /// digital signatures allowed where key usage is stated.
    pub fn may_authenticate_readers(&self) -> Result<(), TrustError> {
        match (self.may_sign_anything(), self.has_usage(MDOC_READER)) {
            (Ok(()), true) => Ok(()),
            (Ok(()), false) => {
                Err(TrustError::ReaderUsage { what: "extended key usage 1.0.18013.5.1.6 is missing" })
            }
            (Err(_), _) => Err(TrustError::ReaderUsage { what: "key usage lacks digitalSignature" }),
        }
    }

    /// RFC 5280 §4.2.1.3: a key whose usage is stated signs only where `digitalSignature` is among it. One that signs
    /// certificates is an authority's.
    pub(in crate::trust) fn may_sign_anything(&self) -> Result<(), TrustError> {
        match self.key_usage {
            Some(usage) if usage & DIGITAL_SIGNATURE == 0 => {
                Err(TrustError::Usage { fault: UsageFault::KeyUsage })
            }
            Some(usage) if usage & KEY_CERT_SIGN != 0 => {
                Err(TrustError::Usage { fault: UsageFault::Certifies })
            }
            _ => Ok(()),
        }
    }

    /// The same, where `nonRepudiation` alone will do too: signers of lists and of the national centre have it.
    pub(in crate::trust) fn allows_signing(&self) -> bool {
        self.key_usage.is_none_or(|usage| usage & (DIGITAL_SIGNATURE | NON_REPUDIATION) != 0)
    }

    /// Whether its extended key usages include one, by the content of its object identifier.
    pub(in crate::trust) fn has_usage(&self, oid: &[u8]) -> bool {
        self.usages().any(|usage| usage == oid)
    }

    pub(super) fn usages(&self) -> impl Iterator<Item = &'a [u8]> {
        let mut usages = Reader::new(self.extended_key_usage.unwrap_or_default());
        core::iter::from_fn(move || usages.expect(der::OID, "").ok())
    }

    /// The name of the algorithm it is signed with.
    pub fn signature_algorithm_name(&self) -> &'static str {
        let oid = Reader::new(self.signature_algorithm).expect(der::OID, "").unwrap_or_default();
        algorithm::name_of(oid, None)
    }

    pub(crate) fn spki(&self) -> &'a [u8] {
        self.spki
    }

    pub(crate) fn subject_key_id(&self) -> Option<&'a [u8]> {
        self.subject_key_id
    }

    pub(in crate::trust) fn issuer_name(&self) -> &'a [u8] {
        self.issuer
    }

    pub(super) fn subject_name(&self) -> &'a [u8] {
        self.subject
    }

    /// What it is as an issuer.
    pub(super) fn issuing(&self) -> Issuing<'_> {
        Issuing { name: self.subject, spki: self.spki, may_revoke: self.may_revoke() }
    }

    pub(in crate::trust) fn serial(&self) -> &'a [u8] {
        self.serial
    }

    /// RFC 5280 §4.2: an extension is critical that is not understood.
    pub(super) fn has_unknown_critical(&self) -> bool {
        self.unknown_critical
    }

    pub(super) fn authority_key_id(&self) -> Option<&'a [u8]> {
        self.authority_key_id
    }

    pub(super) fn distribution_points(&self) -> Option<&'a [u8]> {
        self.distribution_points
    }

    /// How many authorities may stand below it, where it says so.
    pub(super) fn path_length(&self) -> Option<u32> {
        self.path_length
    }

    /// What `basicConstraints` alone says.
    pub(super) fn says_authority(&self) -> bool {
        self.is_authority
    }

    /// RFC 5280 §4.2.1.3: `keyCertSign`, where key usage is stated.
    pub(super) fn may_certify(&self) -> bool {
        self.key_usage.is_none_or(|usage| usage & KEY_CERT_SIGN != 0)
    }

    /// RFC 5280 §4.2.1.3: `cRLSign`, where key usage is stated.
    pub(super) fn may_revoke(&self) -> bool {
        self.key_usage.is_none_or(|usage| usage & CRL_SIGN != 0)
    }
}

/// A certificate may be a person's: only its algorithm and validity are shown.
impl fmt::Debug for Certificate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, {:?})", self.signature_algorithm_name(), self.validity)
    }
}

/// The two halves of a SubjectPublicKeyInfo.
#[derive(Clone, Copy)]
pub(in crate::trust) struct KeyInfo<'a> {
    /// The content of its AlgorithmIdentifier.
    pub(in crate::trust) algorithm: &'a [u8],
    /// The content of its BIT STRING, whole bytes.
    pub(in crate::trust) key: &'a [u8],
}

impl<'a> KeyInfo<'a> {
    pub(in crate::trust) fn read(whole: &'a [u8]) -> Result<Self, TrustError> {
        let mut outer = Reader::new(whole);
        let mut spki = Reader::new(outer.expect(der::SEQUENCE, "the public key is missing")?);
        let algorithm = spki.expect(der::SEQUENCE, "the public key is malformed")?;
        let key = der::whole_bytes(spki.expect(der::BIT_STRING, "the public key is malformed")?)?;
        Ok(Self { algorithm, key })
    }
}

/// The key of a SubjectPublicKeyInfo; an algorithm this library does not carry out is named in the error.
pub(in crate::trust) fn public_key(whole: &[u8]) -> Result<PublicKey, TrustError> {
    let mut spki = Reader::new(whole);
    let mut spki = Reader::new(spki.expect(der::SEQUENCE, "the public key is missing")?);
    let mut algorithm = Reader::new(spki.expect(der::SEQUENCE, "the public key is malformed")?);
    let oid = algorithm.expect(der::OID, "the public key is malformed")?;
    let curve = algorithm.optional(der::OID)?;
    let supported = match oid {
        EC_PUBLIC_KEY => matches!(curve, Some(P_256 | P_384)),
        _ => oid == ED25519,
    };
    if !supported {
        return Err(TrustError::Unsupported { algorithm: algorithm::name_of(oid, curve) });
    }
    Ok(PublicKey::from_spki(whole)?)
}

/// Whether `at` lies in the time of the signer's `what`.
pub(in crate::trust) fn in_force(
    validity: Validity,
    what: &'static str,
    at: Timestamp,
) -> Result<(), TrustError> {
    match validity.state(at) {
        ValidityState::Current => Ok(()),
        ValidityState::NotYet => Err(TrustError::NotYetValid { what, from: validity.from() }),
        ValidityState::Ended => Err(TrustError::Expired { what, until: validity.until() }),
    }
}

fn read_validity(content: &[u8]) -> Result<Validity, TrustError> {
    let mut times = Reader::new(content);
    let (from, last) = (der::time(times.item()?)?, der::time(times.item()?)?);
    times.finish("the validity is malformed")?;
    // The last second is valid, so the first after it is where the window ends; at the calendar's own end it is cut.
    let until: Timestamp = last.plus(1);
    Validity::new(from, until).map_err(|_| malformed("the validity ends before it starts"))
}

/// Bits of `keyUsage`, the first byte being the high one.
const DIGITAL_SIGNATURE: u16 = 0x8000;
const NON_REPUDIATION: u16 = 0x4000;
const KEY_CERT_SIGN: u16 = 0x0400;
const CRL_SIGN: u16 = 0x0200;

/// 2.5.29.n.
const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const DISTRIBUTION_POINTS: &[u8] = &[0x55, 0x1d, 0x1f];
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
/// 1.0.18013.5.1.2: ISO/IEC 18013-5 §B.1.4, signer of mobile documents.
const MDOC_SIGNER: &[u8] = &[0x28, 0x81, 0x8c, 0x5d, 0x05, 0x01, 0x02];
/// 1.0.18013.5.1.6: ISO/IEC 18013-5 §B.1.7, reader of mobile documents.
const MDOC_READER: &[u8] = &[0x28, 0x81, 0x8c, 0x5d, 0x05, 0x01, 0x06];
/// 2.5.29.n, beside those read here: alternative names (17, 18), name constraints (30), policies (32, 33, 36). Of a path's
/// certificates rustls-webpki judges them; an anchor's name constraints hold, its policies say nothing.
const KNOWN_EXTENSIONS: [&[u8]; 6] = [
    &[0x55, 0x1d, 0x11],
    &[0x55, 0x1d, 0x12],
    &[0x55, 0x1d, 0x1e],
    &[0x55, 0x1d, 0x20],
    &[0x55, 0x1d, 0x21],
    &[0x55, 0x1d, 0x24],
];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P_256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P_384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
