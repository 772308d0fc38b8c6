use sha2::{Digest, Sha256};

use super::x509::{Anchor, Certificate, Profile, validate};
use super::{DocTypes, Scope, TrustError, UsageFault};
use crate::cbor::{CborError, Decoder, Kind};
use crate::cose::{PublicKey, Purpose, Sign1};
use crate::id::DocType;
use crate::limits::{MAX_LIST_BYTES, MAX_LIST_ENTRIES};
use crate::time::{SIGNER_SKEW_SECONDS, Timestamp};

/// A list of the authorities that issue mobile driving licences and like documents, as somebody who looked into them signs
/// it: VICAL, ISO/IEC 18013-5 Annex C. Made only by [`Vical::open`]; [`TrustStore::add_vical`](super::TrustStore::add_vical)
/// trusts what it names.
///
/// ```cddl
/// VICAL = {"version": tstr, "vicalProvider": tstr, "date": tdate, ? "vicalIssueID": uint, ? "nextUpdate": tdate,
///     "certificateInfos": [* CertificateInfo], * tstr => any}
/// CertificateInfo = {"certificate": bstr, "docType": [+ tstr], * tstr => any}
/// ```
///
/// What an entry says beside the certificate and its kinds the certificate says itself, and is not read: a production list
/// gives `notBefore` on a clock of twelve hours, and the key identifier wrapped once too often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vical {
    provider: String,
    date: Timestamp,
    issue_id: Option<u64>,
    next_update: Option<Timestamp>,
    entries: Vec<VicalEntry>,
    refused: Vec<(usize, TrustError)>,
    digest: [u8; 32],
}

/// One authority of a [`Vical`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VicalEntry {
    /// Its certificate, DER.
    pub certificate: Vec<u8>,
    /// The kinds its signers may sign.
    pub doc_types: Vec<DocType>,
    /// The algorithm of its key, where this library does not carry it out: its signers are known, and not verified.
    pub unsupported: Option<&'static str>,
}

impl Vical {
    /// Opens a list whose signer's certificate leads to one of `roots` (DER), the certificates the provider publishes for
    /// that, at `now`. The certificate is one for signing such lists: extended key usage `1.0.18013.5.1.8`.
    pub fn open(bytes: &[u8], roots: &[Vec<u8>], now: Timestamp) -> Result<Self, TrustError> {
        let sign1 = Sign1::parse_within(bytes, MAX_LIST_BYTES)?;
        let key = signer_key(&sign1, roots, now)?;
        // The standard gives neither a VICAL nor a document's signed part a type. What keeps the one from passing for the
        // other is the extended key usage of its signer, checked above.
        let opened = sign1.open(Purpose::Document, &key)?;
        let vical = Self::read(opened.payload())?;
        if vical.date > now.plus(SIGNER_SKEW_SECONDS) {
            return Err(wrong("it is of the future"));
        }
        Ok(vical)
    }

    fn read(payload: &[u8]) -> Result<Self, TrustError> {
        let mut decoder = Decoder::new(payload);
        let (mut version, mut provider, mut date, mut issue_id, mut next_update) =
            (None, None, None, None, None);
        let mut found = None;
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "version" => version = Some(decoder.text()?),
                "vicalProvider" => provider = Some(decoder.text()?),
                "date" => date = Some(date_time(&mut decoder)?),
                "vicalIssueID" => issue_id = Some(decoder.unsigned()?),
                "nextUpdate" => next_update = Some(date_time(&mut decoder)?),
                "certificateInfos" => found = Some(read_entries(&mut decoder)?),
                _ => drop(decoder.skip()?),
            }
        }
        decoder.finish()?;
        // ISO/IEC 18013-5 §C.1.7: a version that changes what is there has another first number.
        let version = version.ok_or(wrong("the version is missing"))?;
        if version != "1.0" && !version.starts_with("1.") {
            return Err(wrong("of a version that is not 1"));
        }
        let provider = provider.ok_or(wrong("the provider is missing"))?;
        if provider.is_empty() || provider.len() > 128 || provider.chars().any(char::is_control) {
            return Err(wrong("the provider's name is not 1 to 128 bytes of text"));
        }
        let date = date.ok_or(wrong("the date is missing"))?;
        if next_update.is_some_and(|next| next <= date) {
            return Err(wrong("nextUpdate is not after the date"));
        }
        let (entries, refused) = found.ok_or(wrong("certificateInfos is missing"))?;
        let (provider, digest) = (provider.into_owned(), Sha256::digest(payload).into());
        Ok(Self { provider, date, issue_id, next_update, entries, refused, digest })
    }

    /// Who signed it, as the list says.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// When it was made.
    pub fn date(&self) -> Timestamp {
        self.date
    }

    /// Its number, which rises with each issue, where it has one.
    pub fn issue_id(&self) -> Option<u64> {
        self.issue_id
    }

    /// When the next one is due. A list that does not say is taken to be for 90 days.
    pub fn next_update(&self) -> Timestamp {
        self.next_update.unwrap_or_else(|| self.date.plus(UNSAID_LIFE))
    }

    /// The authorities.
    pub fn entries(&self) -> &[VicalEntry] {
        &self.entries
    }

    /// Entries that cannot be used, by their place from 1, and why: one authority's slip takes no other away.
    pub fn refused(&self) -> &[(usize, TrustError)] {
        &self.refused
    }

    /// Under which name [`TrustStore::lists`](super::TrustStore::lists) and `require_list_version` know it. No trust list
    /// has such a one: theirs are without spaces.
    pub fn list_name(&self) -> String {
        format!("vical {}", self.provider)
    }

    /// What must not go back: the number of the issue or, without one, the date in seconds.
    pub fn version(&self) -> u64 {
        self.issue_id.unwrap_or_else(|| u64::try_from(self.date.unix()).unwrap_or_default())
    }

    pub(super) fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

impl VicalEntry {
    /// What its signers may sign.
    pub(super) fn scope(&self) -> Scope {
        let purposes = vec![Purpose::Document, Purpose::StatusList];
        Scope { purposes, doc_types: DocTypes::Only(self.doc_types.clone()) }
    }

    fn new(certificate: &[u8], doc_types: Vec<DocType>) -> Result<Self, TrustError> {
        let mut entry = Self { certificate: certificate.to_vec(), doc_types, unsupported: None };
        // What the store asks of an anchor is asked here, so that a list that was opened can be added.
        Anchor::parse(certificate, entry.scope(), Profile::Mdoc)?;
        match Certificate::parse(certificate)?.public_key() {
            Ok(_) => {}
            Err(TrustError::Unsupported { algorithm }) => entry.unsupported = Some(algorithm),
            Err(error) => return Err(error),
        }
        Ok(entry)
    }
}

/// ISO/IEC 18013-5 §C.1.7: the chain in `x5chain` leads to one of the provider's roots, and its first certificate is for
/// signing such lists.
fn signer_key(sign1: &Sign1<'_>, roots: &[Vec<u8>], now: Timestamp) -> Result<PublicKey, TrustError> {
    let roots: Vec<Anchor> = roots
        .iter()
        .map(|der| {
            Anchor::parse(der, Scope { purposes: Vec::new(), doc_types: DocTypes::All }, Profile::Mdoc)
        })
        .collect::<Result<_, _>>()?;
    if roots.is_empty() {
        return Err(TrustError::NoMaterial);
    }
    let mut chain = sign1.header().x5chain();
    let leaf = Certificate::parse(chain.next().ok_or(TrustError::Unnamed)?)?;
    let rest: Vec<&[u8]> = chain.collect();
    let named = |name: &[u8]| roots.iter().filter(|root| root.name() == name).collect::<Vec<_>>().into_iter();
    leaf.in_force(now)?;
    validate(&leaf, &rest, named, now, None)?;
    // The production list's signer has nonRepudiation without digitalSignature.
    if !leaf.allows_signing() {
        return Err(TrustError::Usage { fault: UsageFault::KeyUsage });
    }
    if !leaf.has_usage(VICAL_SIGNER) {
        return Err(TrustError::Usage { fault: UsageFault::VicalSigner });
    }
    leaf.public_key()
}

/// The entries, and those that cannot be used.
type Entries = (Vec<VicalEntry>, Vec<(usize, TrustError)>);

fn read_entries(decoder: &mut Decoder<'_>) -> Result<Entries, TrustError> {
    let (mut entries, mut refused) = (Vec::new(), Vec::new());
    let mut members = decoder.array()?;
    let mut place = 0;
    while decoder.more(&mut members)? {
        place += 1;
        if place > MAX_LIST_ENTRIES {
            return Err(wrong("too many entries"));
        }
        match read_entry(decoder)? {
            Ok(entry) => entries.push(entry),
            Err(error) => refused.push((place, error)),
        }
    }
    Ok((entries, refused))
}

/// One entry; within is why it cannot be used, without is CBOR that cannot be walked any further.
fn read_entry(decoder: &mut Decoder<'_>) -> Result<Result<VicalEntry, TrustError>, CborError> {
    let (mut certificate, mut doc_types, mut unreadable) = (None, Vec::new(), false);
    let mut map = decoder.map()?;
    while let Some(key) = decoder.text_key(&mut map)? {
        match key.as_ref() {
            "certificate" => certificate = Some(decoder.bytes()?),
            "docType" => {
                let mut members = decoder.array()?;
                while decoder.more(&mut members)? {
                    match DocType::parse(&decoder.text()?) {
                        Ok(kind) => doc_types.push(kind),
                        Err(_) => unreadable = true,
                    }
                }
            }
            _ => drop(decoder.skip()?),
        }
    }
    let Some(certificate) = certificate else { return Ok(Err(wrong("an entry without a certificate"))) };
    // Without a kind an authority would be good for none, or for all: neither is what was meant.
    if doc_types.is_empty() || unreadable {
        return Ok(Err(wrong("an entry without kinds, or with one that is malformed")));
    }
    Ok(VicalEntry::new(&certificate, doc_types))
}

fn date_time(decoder: &mut Decoder<'_>) -> Result<Timestamp, TrustError> {
    let at = decoder.offset();
    if !matches!(decoder.peek()?, Kind::Tag(0)) {
        return Err(CborError::Value { at, what: "a tdate (tag 0) is wanted" }.into());
    }
    decoder.tag(0)?;
    Timestamp::parse(&decoder.text()?).map_err(|_| wrong("a date is not one"))
}

fn wrong(what: &'static str) -> TrustError {
    TrustError::Vical { what }
}

/// 1.0.18013.5.1.8: ISO/IEC 18013-5 Annex C, signer of VICALs.
const VICAL_SIGNER: &[u8] = &[0x28, 0x81, 0x8c, 0x5d, 0x05, 0x01, 0x08];
/// Seconds a list counts as in date that does not say how long.
const UNSAID_LIFE: i64 = 90 * 86_400;
