use core::fmt;

use super::algorithm;
use super::der::{self, Reader, malformed};
use crate::cose::PublicKey;
use crate::id::{Bin, Iin};
use crate::limits::MAX_CERTIFICATE_BYTES;
use crate::text::LocalText;
use crate::time::{Timestamp, Validity, ValidityState};
use crate::trust::{Issuer, TrustError, TrustGround};

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
    validity: Validity,
    is_authority: bool,
    /// The first sixteen bits; bit 0 is the highest.
    key_usage: Option<u16>,
    extended_key_usage: Option<&'a [u8]>,
    subject_key_id: Option<&'a [u8]>,
}

/// The parts of a subject's name that tell who it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Common name.
    pub common_name: Option<String>,
    /// Organisation.
    pub organisation: Option<String>,
    /// Organisational units, in the order they came.
    pub units: Vec<String>,
    /// The BIN a certificate of the national centre puts into a unit as `BIN…`; absent where it is malformed.
    pub bin: Option<Bin>,
    /// The IIN such a certificate puts into `serialNumber` as `IIN…`; absent where it is malformed.
    pub iin: Option<Iin>,
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
        tbs.expect(der::INTEGER, "the serial number is missing")?;
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
            validity,
            is_authority: false,
            key_usage: None,
            extended_key_usage: None,
            subject_key_id: None,
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
        let mut seen = [false; 4];
        while !list.is_empty() {
            let mut extension = Reader::new(list.expect(der::SEQUENCE, "an extension is malformed")?);
            let oid = extension.expect(der::OID, "an extension is malformed")?;
            // Real authorities write TRUE as 01: any BOOLEAN will do, nothing here depends on it.
            extension.optional(der::BOOLEAN)?;
            let value = extension.expect(der::OCTET_STRING, "an extension is malformed")?;
            let slot = match oid {
                BASIC_CONSTRAINTS => 0,
                KEY_USAGE => 1,
                EXTENDED_KEY_USAGE => 2,
                SUBJECT_KEY_ID => 3,
                _ => continue,
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
                _ => {
                    self.subject_key_id =
                        Some(value.expect(der::OCTET_STRING, "subjectKeyIdentifier is malformed")?);
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
        let mut subject = Subject::default();
        let mut names = Reader::new(self.subject);
        // A name that cannot be read says nothing; it is no reason to refuse a signature.
        while let Ok(set) = names.expect(der::SET, "") {
            let mut set = Reader::new(set);
            while let Ok(pair) = set.expect(der::SEQUENCE, "") {
                let mut pair = Reader::new(pair);
                if let (Ok(oid), Ok(value)) = (pair.expect(der::OID, ""), pair.item())
                    && let Some(text) = der::text(value)
                {
                    subject.take(oid, text);
                }
            }
        }
        subject
    }

    /// The body it names, as a signer trusted on `ground`.
    pub fn issuer(&self, ground: TrustGround) -> Issuer {
        let subject = self.subject();
        let name = subject.common_name.or(subject.organisation).unwrap_or_default();
        Issuer { name: LocalText { kk: name.clone(), ru: name.clone(), en: name }, bin: subject.bin, ground }
    }

    /// Whether its key certifies other keys: `basicConstraints` says so, and `keyUsage`, where there is one, allows it
    /// (RFC 5280 §4.2.1.3, §4.2.1.9).
    pub fn is_authority(&self) -> bool {
        self.is_authority && self.key_usage.is_none_or(|usage| usage & KEY_CERT_SIGN != 0)
    }

    /// Whether its own extensions make it a document signer's (ISO/IEC 18013-5 §B.1.4): extended key usage
    /// `1.0.18013.5.1.2`, and digital signatures allowed where key usage is stated.
    pub fn may_sign_documents(&self) -> Result<(), TrustError> {
        if self.may_sign_as(MDOC_SIGNER)? {
            Ok(())
        } else {
            Err(TrustError::Usage { what: "extended key usage 1.0.18013.5.1.2 is missing" })
        }
    }

    /// Whether its own extensions make it a reader's (ISO/IEC 18013-5 §B.1.7): extended key usage `1.0.18013.5.1.6`, and
    /// digital signatures allowed where key usage is stated.
    pub fn may_authenticate_readers(&self) -> Result<(), TrustError> {
        match self.may_sign_as(MDOC_READER) {
            Ok(true) => Ok(()),
            Ok(false) => {
                Err(TrustError::ReaderUsage { what: "extended key usage 1.0.18013.5.1.6 is missing" })
            }
            Err(_) => Err(TrustError::ReaderUsage { what: "key usage lacks digitalSignature" }),
        }
    }

    /// Whether its key may sign, and it carries this extended key usage.
    fn may_sign_as(&self, wanted: &[u8]) -> Result<bool, TrustError> {
        if self.key_usage.is_some_and(|usage| usage & DIGITAL_SIGNATURE == 0) {
            return Err(TrustError::Usage { what: "key usage lacks digitalSignature" });
        }
        let mut usages = Reader::new(self.extended_key_usage.unwrap_or_default());
        while let Ok(usage) = usages.expect(der::OID, "") {
            if usage == wanted {
                return Ok(true);
            }
        }
        Ok(false)
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

    pub(super) fn issuer_name(&self) -> &'a [u8] {
        self.issuer
    }
}

impl Subject {
    fn take(&mut self, oid: &[u8], text: String) {
        match oid {
            COMMON_NAME => self.common_name = Some(text),
            ORGANISATION => self.organisation = Some(text),
            SERIAL_NUMBER => {
                self.iin = text.strip_prefix("IIN").and_then(|digits| Iin::parse(digits).ok()).or(self.iin);
            }
            UNIT => {
                self.bin = text.strip_prefix("BIN").and_then(|digits| Bin::parse(digits).ok()).or(self.bin);
                self.units.push(text);
            }
            _ => {}
        }
    }
}

/// A certificate may be a person's: only its algorithm and validity are shown.
impl fmt::Debug for Certificate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, {:?})", self.signature_algorithm_name(), self.validity)
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subject(…)")
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
const KEY_CERT_SIGN: u16 = 0x0400;

/// 2.5.29.n.
const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
/// 2.5.4.n.
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const SERIAL_NUMBER: &[u8] = &[0x55, 0x04, 0x05];
const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0a];
const UNIT: &[u8] = &[0x55, 0x04, 0x0b];
/// 1.0.18013.5.1.2: ISO/IEC 18013-5 §B.1.4, signer of mobile documents.
const MDOC_SIGNER: &[u8] = &[0x28, 0x81, 0x8c, 0x5d, 0x05, 0x01, 0x02];
/// 1.0.18013.5.1.6: ISO/IEC 18013-5 §B.1.7, reader of mobile documents.
const MDOC_READER: &[u8] = &[0x28, 0x81, 0x8c, 0x5d, 0x05, 0x01, 0x06];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P_256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P_384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
