use core::fmt;

use super::Certificate;
use super::algorithm::verify_signed;
use super::der::{self, Reader};
use super::path::Issuing;
use crate::cose::{CoseError, SignatureError};
use crate::limits::{MAX_CRL_BYTES, MAX_CRL_ENTRIES};
use crate::time::Timestamp;
use crate::trust::{SignatureProvider, TrustError};

/// A certificate revocation list (RFC 5280 §5), read. Whose it is says its name; that it is theirs, [`Crl::verify`].
///
/// ```asn1
/// CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue BIT STRING }
/// TBSCertList ::= SEQUENCE { version INTEGER { v2(1) }, signature, issuer, thisUpdate, nextUpdate,
///     revokedCertificates SEQUENCE OF SEQUENCE { userCertificate INTEGER, revocationDate, extensions OPTIONAL } OPTIONAL,
///     [0] crlExtensions OPTIONAL }
/// ```
pub(in crate::trust) struct Crl {
    /// Tag and length included: what is signed.
    tbs: Vec<u8>,
    /// The content of the AlgorithmIdentifier.
    algorithm: Vec<u8>,
    signature: Vec<u8>,
    issuer: Vec<u8>,
    this_update: Timestamp,
    next_update: Timestamp,
    covers: Covers,
    /// GeneralNames of its issuing distribution point; without that extension it is for every point.
    points: Option<Names>,
    /// One after the other, without leading zeros.
    serials: Vec<u8>,
    /// By serial.
    revoked: Vec<Revoked>,
}

/// GeneralNames, tags included.
type Names = Vec<Vec<u8>>;

/// Which certificates a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Covers {
    All,
    Signers,
    Authorities,
}

#[derive(Clone, Copy)]
struct Revoked {
    start: u32,
    length: u8,
    since: Timestamp,
    reason: Option<RevocationReason>,
}

/// Why a certificate was revoked (RFC 5280 §5.3.1). A certificate on hold is revoked for as long as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RevocationReason {
    /// The key is known to others, or may be.
    KeyCompromise,
    /// The authority's key is.
    AuthorityCompromise,
    /// The name or other things in it are no longer right.
    AffiliationChanged,
    /// Another has taken its place.
    Superseded,
    /// It is needed no more.
    CessationOfOperation,
    /// On hold: it may come back.
    Hold,
    /// What it allowed was taken away.
    PrivilegeWithdrawn,
    /// Another reason, or none given.
    Other,
}

impl Crl {
    /// Reads one list, with nothing after it.
    pub(in crate::trust) fn parse(bytes: &[u8]) -> Result<Self, TrustError> {
        if bytes.len() > MAX_CRL_BYTES {
            return Err(wrong("too large"));
        }
        Self::read(bytes).map_err(|error| match error {
            // The walk through DER is shared with certificates.
            TrustError::Certificate { what } => wrong(what),
            other => other,
        })
    }

    fn read(bytes: &[u8]) -> Result<Self, TrustError> {
        let mut outer = Reader::new(bytes);
        let mut list = Reader::new(outer.expect(der::SEQUENCE, "not a revocation list")?);
        outer.finish("bytes follow the list")?;
        let signed = list.item()?;
        if signed.tag != der::SEQUENCE {
            return Err(wrong("not a revocation list"));
        }
        let algorithm = list.expect(der::SEQUENCE, "the signature algorithm is missing")?;
        let signature = der::whole_bytes(list.expect(der::BIT_STRING, "the signature is missing")?)?;
        list.finish("something follows the signature")?;

        let mut tbs = Reader::new(signed.content);
        // RFC 5280 §5.1.2.1: version 2, which is written 1.
        if tbs.optional(der::INTEGER)? != Some(&[1]) {
            return Err(wrong("not version 2"));
        }
        // RFC 5280 §5.1.2.2.
        if tbs.expect(der::SEQUENCE, "the signature algorithm is missing")? != algorithm {
            return Err(wrong("two signature algorithms are named"));
        }
        let issuer = tbs.expect(der::SEQUENCE, "the issuer is missing")?;
        let this_update = der::time(tbs.item()?)?;
        // RFC 5280 §5.1.2.5: nextUpdate is there in every list; without one nobody could tell that it is stale.
        if !tbs.next_is(der::UTC_TIME) && !tbs.next_is(der::GENERALIZED_TIME) {
            return Err(wrong("nextUpdate is missing"));
        }
        let next_update = der::time(tbs.item()?)?;
        if next_update <= this_update {
            return Err(wrong("nextUpdate is not after thisUpdate"));
        }
        let mut read = Self {
            tbs: signed.whole.to_vec(),
            algorithm: algorithm.to_vec(),
            signature: signature.to_vec(),
            issuer: issuer.to_vec(),
            this_update,
            next_update,
            covers: Covers::All,
            points: None,
            serials: Vec::new(),
            revoked: Vec::new(),
        };
        if let Some(entries) = tbs.optional(der::SEQUENCE)? {
            read.read_entries(entries)?;
        }
        if let Some(extensions) = tbs.optional(der::VERSION)? {
            read.read_extensions(extensions)?;
        }
        tbs.finish("something follows the extensions")?;
        Ok(read)
    }

    fn read_entries(&mut self, entries: &[u8]) -> Result<(), TrustError> {
        let mut entries = Reader::new(entries);
        while !entries.is_empty() {
            if self.revoked.len() == MAX_CRL_ENTRIES {
                return Err(wrong("too many entries"));
            }
            let mut entry = Reader::new(entries.expect(der::SEQUENCE, "an entry is malformed")?);
            let serial = without_zeros(entry.expect(der::INTEGER, "an entry is malformed")?);
            let since = der::time(entry.item()?)?;
            let mut reason = None;
            if let Some(list) = entry.optional(der::SEQUENCE)? {
                each_extension(list, |oid, critical, value| match oid {
                    REASON => {
                        let code = Reader::new(value).expect(der::ENUMERATED, "a reason is malformed")?;
                        reason = Some(RevocationReason::of(code));
                        Ok(())
                    }
                    // RFC 5280 §5.3: a list with a critical entry extension that is not understood is not used. Among
                    // them is certificateIssuer (§5.3.3), of indirect lists.
                    _ if critical => Err(wrong("a critical entry extension is not understood")),
                    _ => Ok(()),
                })?;
            }
            entry.finish("an entry is malformed")?;
            let start = u32::try_from(self.serials.len()).map_err(|_| wrong("too large"))?;
            // RFC 5280 §4.1.2.2: 20 bytes at most; ten times as many is nobody's serial.
            let length = u8::try_from(serial.len()).map_err(|_| wrong("an entry is malformed"))?;
            self.serials.extend_from_slice(serial);
            self.revoked.push(Revoked { start, length, since, reason });
        }
        let serials = &self.serials;
        self.revoked.sort_by(|a, b| a.serial(serials).cmp(b.serial(serials)));
        Ok(())
    }

    fn read_extensions(&mut self, content: &[u8]) -> Result<(), TrustError> {
        let mut tagged = Reader::new(content);
        let list = tagged.expect(der::SEQUENCE, "the extensions are malformed")?;
        tagged.finish("the extensions are malformed")?;
        let (mut covers, mut points) = (Covers::All, None);
        each_extension(list, |oid, critical, value| match oid {
            // RFC 5280 §5.2.4: only what changed since another list.
            DELTA => Err(wrong("a delta list is not supported")),
            ISSUING_POINT => {
                (covers, points) = issuing_point(value)?;
                Ok(())
            }
            // RFC 5280 §5.2.1, §5.2.3: not critical in any list that keeps to it, and nothing here depends on them.
            NUMBER | AUTHORITY_KEY_ID if !critical => Ok(()),
            // RFC 5280 §5.2: a list with a critical extension that is not understood is not used.
            _ if critical => Err(wrong("a critical extension is not understood")),
            _ => Ok(()),
        })?;
        (self.covers, self.points) = (covers, points);
        Ok(())
    }

    /// The name of its issuer, as certificates name it.
    pub(in crate::trust) fn issuer(&self) -> &[u8] {
        &self.issuer
    }

    pub(in crate::trust) fn this_update(&self) -> Timestamp {
        self.this_update
    }

    pub(in crate::trust) fn next_update(&self) -> Timestamp {
        self.next_update
    }

    /// Whether both are about the same certificates, so that the later one takes the earlier one's place.
    pub(in crate::trust) fn is_about_the_same(&self, other: &Self) -> bool {
        (&self.issuer, self.covers, &self.points) == (&other.issuer, other.covers, &other.points)
    }

    /// Whether it is signed by `issuing`, which may sign such lists.
    pub(in crate::trust) fn verify(
        &self,
        issuing: Issuing<'_>,
        provider: Option<&dyn SignatureProvider>,
    ) -> Result<(), TrustError> {
        // RFC 5280 §6.3.3 (f): where the issuer states its key usage, cRLSign is among it.
        if !issuing.may_revoke {
            return Err(wrong("its issuer's key usage does not let it revoke"));
        }
        verify_signed(issuing.spki, &self.algorithm, &self.tbs, &self.signature, provider).map_err(|error| {
            match error {
                TrustError::Cose(CoseError::Signature(SignatureError::Untrue)) => {
                    wrong("its signature is not true")
                }
                other => other,
            }
        })
    }

    /// Whether it would name `certificate`, were that revoked (RFC 5280 §6.3.3 (b)); the issuer is compared by the caller.
    pub(in crate::trust) fn is_about(&self, certificate: &Certificate<'_>) -> bool {
        let kind = match self.covers {
            Covers::All => true,
            Covers::Signers => !certificate.says_authority(),
            Covers::Authorities => certificate.says_authority(),
        };
        kind && self.points.as_ref().is_none_or(|own| {
            let theirs = certificate.distribution_points().and_then(|points| names_of_points(points).ok());
            theirs.is_some_and(|theirs| theirs.iter().any(|name| own.contains(name)))
        })
    }

    /// Since when and why `certificate` is revoked, where it is.
    pub(in crate::trust) fn find(
        &self,
        certificate: &Certificate<'_>,
    ) -> Option<(Timestamp, Option<RevocationReason>)> {
        let serial = without_zeros(certificate.serial());
        let found =
            self.revoked.binary_search_by(|revoked| revoked.serial(&self.serials).cmp(serial)).ok()?;
        self.revoked.get(found).map(|revoked| (revoked.since, revoked.reason))
    }
}

/// Counts, not serials.
impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({} revoked, until {})", self.revoked.len(), self.next_update.to_utc())
    }
}

impl Revoked {
    fn serial<'s>(&self, serials: &'s [u8]) -> &'s [u8] {
        let start = usize::try_from(self.start).unwrap_or(usize::MAX);
        serials.get(start..start.saturating_add(usize::from(self.length))).unwrap_or_default()
    }
}

impl RevocationReason {
    fn of(code: &[u8]) -> Self {
        match code {
            [1] => Self::KeyCompromise,
            [2 | 10] => Self::AuthorityCompromise,
            [3] => Self::AffiliationChanged,
            [4] => Self::Superseded,
            [5] => Self::CessationOfOperation,
            [6] => Self::Hold,
            [9] => Self::PrivilegeWithdrawn,
            _ => Self::Other,
        }
    }

    /// A phrase for messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeyCompromise => "its key is known to others",
            Self::AuthorityCompromise => "its authority's key is known to others",
            Self::AffiliationChanged => "what it says is no longer so",
            Self::Superseded => "another has taken its place",
            Self::CessationOfOperation => "it is needed no more",
            Self::Hold => "it is on hold",
            Self::PrivilegeWithdrawn => "what it allowed was taken away",
            Self::Other => "no reason is given",
        }
    }
}

/// RFC 5280 §5.2.5: which certificates the list is about, and the names of its point.
fn issuing_point(value: &[u8]) -> Result<(Covers, Option<Names>), TrustError> {
    let mut outer = Reader::new(value);
    let mut members = Reader::new(outer.expect(der::SEQUENCE, "issuingDistributionPoint is malformed")?);
    let (mut covers, mut points) = (Covers::All, None);
    while !members.is_empty() {
        let member = members.item()?;
        let said = member.content != [0];
        match member.tag {
            0xa0 => points = Some(names_of_point(member.content)?),
            0x81 if said => covers = Covers::Signers,
            0x82 if said => covers = Covers::Authorities,
            // [3] some reasons only, [4] indirect, [5] attribute certificates only: such a list leaves out what matters.
            _ if said => {
                return Err(wrong("a list of some reasons, of others' or of attribute certificates"));
            }
            _ => {}
        }
    }
    Ok((covers, points))
}

/// Every name of every point of `cRLDistributionPoints` (RFC 5280 §4.2.1.13).
fn names_of_points(content: &[u8]) -> Result<Names, TrustError> {
    let (mut points, mut names) = (Reader::new(content), Vec::new());
    while !points.is_empty() {
        let mut point = Reader::new(points.expect(der::SEQUENCE, "cRLDistributionPoints is malformed")?);
        if let Some(name) = point.optional(0xa0)? {
            names.extend(names_of_point(name)?);
        }
    }
    Ok(names)
}

/// The GeneralNames of a DistributionPointName, tags included; none where it is relative to its issuer's name.
fn names_of_point(content: &[u8]) -> Result<Names, TrustError> {
    let mut names = Vec::new();
    if let Some(full) = Reader::new(content).optional(0xa0)? {
        let mut full = Reader::new(full);
        while !full.is_empty() {
            names.push(full.item()?.whole.to_vec());
        }
    }
    Ok(names)
}

/// Each extension of a SEQUENCE OF Extension: object identifier, whether critical, value.
fn each_extension(
    list: &[u8],
    mut take: impl FnMut(&[u8], bool, &[u8]) -> Result<(), TrustError>,
) -> Result<(), TrustError> {
    let mut list = Reader::new(list);
    while !list.is_empty() {
        let mut extension = Reader::new(list.expect(der::SEQUENCE, "an extension is malformed")?);
        let oid = extension.expect(der::OID, "an extension is malformed")?;
        // As in certificates, any BOOLEAN but 00 is true.
        let critical = extension.optional(der::BOOLEAN)?.is_some_and(|byte| byte != [0]);
        take(oid, critical, extension.expect(der::OCTET_STRING, "an extension is malformed")?)?;
    }
    Ok(())
}

/// Real authorities write needless zeros, and not the same ones twice.
fn without_zeros(mut serial: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = serial {
        serial = rest;
    }
    serial
}

fn wrong(what: &'static str) -> TrustError {
    TrustError::Crl { what }
}

/// 2.5.29.n.
const NUMBER: &[u8] = &[0x55, 0x1d, 0x14];
const REASON: &[u8] = &[0x55, 0x1d, 0x15];
const DELTA: &[u8] = &[0x55, 0x1d, 0x1b];
const ISSUING_POINT: &[u8] = &[0x55, 0x1d, 0x1c];
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];
