use core::fmt;
use std::sync::Arc;

use super::device::check_device;
use super::place::check_place;
use super::revocation::enter_revocation;
use super::signer::{FoundSigner, Question, check_signer};
use super::{CheckName, Outcome, ReaderKey, Report, RevocationRule, SessionTranscript, Verdict, Verified};
use crate::cbor::Decoder;
use crate::cose::{Opened, Purpose};
use crate::document::mdoc::{
    self, DeviceElement, DeviceResponse, DeviceSigned, DocumentFault, IssuerSigned, Mso,
};
use crate::document::{Claims, DocumentError};
use crate::id::{DocType, Iin};
use crate::time::{SIGNER_SKEW_SECONDS, Timestamp, Validity, ValidityState};
use crate::trust::{Issuer, Signatory, TrustStore};

/// What the verifier knows beforehand. Each part that is given becomes a check that must pass.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expect<'a> {
    /// Whose document it must be (352/2.10).
    pub subject: Option<&'a Iin>,
    /// Of which kind it must be.
    pub doc_type: Option<&'a DocType>,
    /// The session it is shown in: the device must prove itself in this one.
    pub transcript: Option<&'a SessionTranscript>,
    /// The reader's key of that session, for devices that prove themselves by a MAC.
    pub reader_key: Option<&'a ReaderKey>,
    /// What a document needs whose issuer says where to learn whether it was revoked.
    pub revocation: RevocationRule,
}

/// What was found out about one document: every check, and what it says of itself, still in the bytes received.
#[derive(Clone)]
pub struct DocumentReport<'a> {
    report: Report,
    issuer: Option<Arc<Issuer>>,
    signatory: Option<Arc<Signatory>>,
    read: Option<Read<'a>>,
    /// Of a document whose trusted signer's signature held.
    status_list: Option<String>,
}

/// A document that could be read.
#[derive(Clone)]
struct Read<'a> {
    issued: IssuerSigned<'a>,
    doc_type: DocType,
    validity: Option<Validity>,
    /// Where the signature held.
    opened: Option<Opened<'a>>,
    /// What the device states itself, where its proof held.
    stated: Vec<DeviceElement<'a>>,
}

/// What was found out about a `DeviceResponse`.
#[derive(Debug, Clone)]
pub struct ResponseReport<'a> {
    /// One for each document, in the order they came. Each stands for itself: one that holds says nothing of another.
    pub documents: Vec<DocumentReport<'a>>,
    /// The kinds asked for and not shown, as the device says; nothing vouches for it.
    pub document_errors: Vec<DocumentFault>,
    /// What the device says became of the request ([`mdoc::ResponseStatus`]).
    pub status: u64,
}

/// Verifies a document: the bytes of an `IssuerSigned`, or of a `DeviceResponse` with exactly one document
/// (ISO/IEC 18013-5 §9.3). Three questions of 352/2.10 have three answers — issued by a body that may
/// ([`CheckName::IssuerTrusted`], [`CheckName::IssuerEntitled`], [`CheckName::Signature`]), unchanged
/// ([`CheckName::Digests`]), of this subject ([`CheckName::Subject`]) — and time and device have theirs.
pub fn document<'a>(
    bytes: &'a [u8],
    trust: &TrustStore,
    expect: &Expect<'_>,
    now: Timestamp,
) -> DocumentReport<'a> {
    let mut all = documents(bytes, trust, expect, now);
    match (all.pop(), all.len()) {
        (Some(one), 0) => one,
        (_, others) => DocumentReport::unreadable(
            expect,
            format_args!("the response holds {} documents, one is wanted", others + 1),
        ),
    }
}

/// Verifies every document of a `DeviceResponse`, or the one of an `IssuerSigned`, each for itself. There is always one
/// report at least: bytes that cannot be read have a report that says so.
pub fn documents<'a>(
    bytes: &'a [u8],
    trust: &TrustStore,
    expect: &Expect<'_>,
    now: Timestamp,
) -> Vec<DocumentReport<'a>> {
    if !looks_like_response(bytes) {
        return match IssuerSigned::parse(bytes) {
            Ok(issued) => vec![check(issued, None, trust, expect, now)],
            Err(error) => vec![DocumentReport::unreadable(expect, error)],
        };
    }
    match response(bytes, trust, expect, now) {
        Ok(response) if response.documents.is_empty() => {
            vec![DocumentReport::unreadable(expect, "the response holds no document")]
        }
        Ok(response) => response.documents,
        Err(error) => vec![DocumentReport::unreadable(expect, error)],
    }
}

/// Verifies a `DeviceResponse`: every document in it as [`documents`] does, with what the device says of those it does not
/// show. A response of no document has no report, and proves nothing.
pub fn response<'a>(
    bytes: &'a [u8],
    trust: &TrustStore,
    expect: &Expect<'_>,
    now: Timestamp,
) -> Result<ResponseReport<'a>, DocumentError> {
    let DeviceResponse { documents, document_errors, status, .. } = DeviceResponse::parse(bytes)?;
    let documents = documents.into_iter().map(|shown| {
        let device = Some((&shown.doc_type, shown.device_signed.as_ref()));
        check(shown.issuer_signed, device, trust, expect, now)
    });
    Ok(ResponseReport { documents: documents.collect(), document_errors, status })
}

impl DocumentReport<'_> {
    /// Every check and its outcome.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What the document says of itself — proven only as far as the report goes: for tools, and for saying what a refused
    /// document claimed to be. `None` where it could not be read.
    pub fn claims_untrusted(&self) -> Option<Claims> {
        self.read.as_ref().and_then(|read| read.claims().ok())
    }

    /// Whose key signed it, where the key is trusted.
    pub fn issuer(&self) -> Option<&Issuer> {
        self.issuer.as_deref()
    }

    /// Who signed and in what office, where the key is trusted and its certificate is one of the national centre's.
    pub fn signatory(&self) -> Option<&Signatory> {
        self.signatory.as_deref()
    }

    /// The URI of the status list the document is in, so that an application knows what to fetch. Only where the signature
    /// of a trusted signer held: an address that a forger chose shall not be visited.
    pub fn status_list(&self) -> Option<&str> {
        self.status_list.as_deref()
    }

    /// The verified document, if every required check passed; else the report.
    pub fn verified(mut self) -> Result<Verified, Report> {
        let (Verdict::Valid, Some(issuer), Some(read)) = (self.report.verdict(), self.issuer, self.read)
        else {
            return Err(self.report);
        };
        // A valid word needs the signature and the validity: where they are not there, neither is the word.
        let (Some(opened), Some(validity)) = (&read.opened, read.validity) else {
            return Err(self.report);
        };
        let claims = read.claims().and_then(|claims| Ok((claims, mdoc::device_claims(&read.stated)?)));
        let (claims, device_elements) = match claims {
            Ok(claims) => claims,
            Err(error) => {
                self.report.enter(CheckName::Structure, Outcome::failed(error));
                return Err(self.report);
            }
        };
        let digest = mdoc::digest(opened.payload());
        let (issuer, signatory) = (Arc::unwrap_or_clone(issuer), self.signatory.map(Arc::unwrap_or_clone));
        Ok(Verified { claims, device_elements, issuer, signatory, validity, digest, report: self.report })
    }

    /// From now on the word is "valid" only if this check passed too.
    pub(super) fn require(&mut self, name: CheckName) {
        self.report.require(name);
    }

    /// For checks of how the document was shown.
    pub(super) fn enter(&mut self, name: CheckName, outcome: Outcome) {
        self.report.enter(name, outcome);
    }

    pub(super) fn unreadable(expect: &Expect<'_>, why: impl fmt::Display) -> Self {
        let mut report = new_report(expect);
        report.enter(CheckName::Structure, Outcome::failed(why));
        Self { report, issuer: None, signatory: None, read: None, status_list: None }
    }
}

impl Read<'_> {
    fn claims(&self) -> Result<Claims, DocumentError> {
        mdoc::claims(self.doc_type.clone(), self.issued.items())
    }
}

/// Names the elements, never their values.
impl fmt::Debug for DocumentReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "DocumentReport({:?}, {:?})",
            self.report.verdict(),
            self.read.as_ref().map(|read| &read.issued)
        )
    }
}

fn new_report(expect: &Expect<'_>) -> Report {
    let mut report = Report::new(&[
        CheckName::Structure,
        CheckName::IssuerTrusted,
        CheckName::IssuerEntitled,
        CheckName::Signature,
        CheckName::Digests,
        CheckName::DocType,
        CheckName::Validity,
    ]);
    if expect.subject.is_some() {
        report.require(CheckName::Subject);
    }
    if expect.transcript.is_some() {
        report.require(CheckName::Device);
    }
    report
}

fn check<'a>(
    issued: IssuerSigned<'a>,
    shown: Option<(&DocType, Option<&DeviceSigned<'a>>)>,
    trust: &TrustStore,
    expect: &Expect<'_>,
    now: Timestamp,
) -> DocumentReport<'a> {
    let device = shown.and_then(|(doc_type, device)| device.map(|device| (device, doc_type)));
    let mut report = check_with(issued, shown.map(|(doc_type, _)| doc_type), trust, expect, now, |mso| {
        match expect.transcript {
            Some(transcript) => check_device(mso, device, transcript, expect.reader_key),
            None => Outcome::not_done("no session transcript was given"),
        }
    });
    let proved = report.report.outcome(CheckName::Device) == Some(&Outcome::Passed);
    if let (true, Some(read), Some((signed, _))) = (proved, &mut report.read, device) {
        read.stated.clone_from(&signed.elements);
    }
    report
}

/// Checks a document shown as `shown`, where it was said, by a device that proves itself as `device` finds out.
pub(super) fn check_with<'a>(
    issued: IssuerSigned<'a>,
    shown: Option<&DocType>,
    trust: &TrustStore,
    expect: &Expect<'_>,
    now: Timestamp,
    device: impl FnOnce(&Mso<'_>) -> Outcome,
) -> DocumentReport<'a> {
    let clock = trust.trusted_time().judge(now);
    let now = clock.now();
    let mso = match Mso::parse(issued.mso_untrusted()) {
        Ok(mso) => mso,
        Err(error) => return DocumentReport::unreadable(expect, error),
    };
    let mut report = new_report(expect);
    report.enter(CheckName::Structure, Outcome::Passed);
    // What the payload says is used below before its signature is known to hold: that decides which questions are asked,
    // never their answer, and nothing leaves as verified unless the signature held over these very bytes.
    let sign1 = issued.sign1();
    let question = Question { purpose: Purpose::Document, doc_type: Some(&mso.doc_type), at: now, now };
    let (signer, opened) =
        check_signer(&mut report, trust, sign1.header(), question, |key| sign1.open(Purpose::Document, key));
    if let Some(outcome) = check_place(&issued, signer.place.as_deref()) {
        report.enter(CheckName::IssuingCountry, outcome);
    }
    report.enter(CheckName::Digests, check_digests(&mso, &issued));
    report.enter(CheckName::DocType, check_doc_type(&mso, shown, expect));
    report.enter(CheckName::Validity, check_validity(&mso, &signer, now));
    report.enter(CheckName::Subject, check_subject(&issued, expect.subject));
    report.enter(CheckName::Device, device(&mso));
    enter_revocation(&mut report, &mso, signer.mandate.as_ref(), trust, expect.revocation, clock);
    report.enter_clock(clock);
    report.require_clock(clock);
    let is_proved = opened.is_some() && signer.issuer.is_some();
    let status_list = mso.status.as_ref().filter(|_| is_proved).map(|status| status.uri.clone().into_owned());
    let (doc_type, validity) = (mso.doc_type, Validity::new(mso.valid_from, mso.valid_until).ok());
    let read = Some(Read { issued, doc_type, validity, opened, stated: Vec::new() });
    DocumentReport { report, issuer: signer.issuer, signatory: signer.signatory, read, status_list }
}

/// 352/2.10, ISO/IEC 18013-5 §9.3.1: every element disclosed is one the issuer signed — none changed, none slipped in.
fn check_digests(mso: &Mso<'_>, issued: &IssuerSigned<'_>) -> Outcome {
    if issued.items().next().is_none() {
        return Outcome::not_done("no element is disclosed");
    }
    for (name_space, item) in issued.items() {
        if let Err(error) = mso.check(name_space, item) {
            return match printable(&item.identifier) {
                Some(name) => Outcome::failed(format_args!("{name}: {error}")),
                None => Outcome::failed(format_args!("element with digest id {}: {error}", item.digest_id)),
            };
        }
    }
    Outcome::Passed
}

/// An element's identifier where it is a name: it is whatever a forger wrote, and a reason repeats no other text.
pub(super) fn printable(identifier: &str) -> Option<&str> {
    let is_name = identifier.len() <= 64
        && identifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    is_name.then_some(identifier)
}

/// ISO/IEC 18013-5 §9.3.1: the kind a response names is the signed one, and the one asked for.
fn check_doc_type(mso: &Mso<'_>, shown: Option<&DocType>, expect: &Expect<'_>) -> Outcome {
    let signed = mso.doc_type.as_str();
    if let Some(shown) = shown.filter(|shown| **shown != mso.doc_type) {
        return Outcome::failed(format_args!("shown as {}, signed as {signed}", shown.as_str()));
    }
    match expect.doc_type {
        Some(wanted) if *wanted != mso.doc_type => {
            Outcome::failed(format_args!("{signed} found, {} wanted", wanted.as_str()))
        }
        _ => Outcome::Passed,
    }
}

/// ISO/IEC 18013-5 §9.3.1: now lies within what the issuer signed, and the signing within the signer's own time. Windows are
/// half-open here as everywhere: at `validUntil` itself a document is over.
fn check_validity(mso: &Mso<'_>, signer: &FoundSigner, now: Timestamp) -> Outcome {
    let Ok(validity) = Validity::new(mso.valid_from, mso.valid_until) else {
        return Outcome::failed("the document's validity ends before it starts");
    };
    match validity.state(now) {
        ValidityState::Current => {}
        ValidityState::NotYet => {
            return Outcome::failed(format_args!(
                "the document is not valid before {}",
                validity.from().to_utc()
            ));
        }
        ValidityState::Ended => {
            return Outcome::failed(format_args!(
                "the document was valid until {}",
                validity.until().to_utc()
            ));
        }
    }
    if mso.signed > now.plus(SIGNER_SKEW_SECONDS) {
        return Outcome::failed(format_args!(
            "the document is signed in the future, at {}",
            mso.signed.to_utc()
        ));
    }
    if signer.validity.is_some_and(|of_signer| !of_signer.holds(mso.signed)) {
        return Outcome::failed(
            "the document was signed outside the time of its signer's certificate or key",
        );
    }
    signer.in_force().unwrap_or(Outcome::Passed)
}

/// 352/2.10, 9/2.4: the document belongs to the person expected. Every `iin` it has is looked at, in any namespace: two
/// that differ would let each reader believe another one.
fn check_subject(issued: &IssuerSigned<'_>, expected: Option<&Iin>) -> Outcome {
    let Some(expected) = expected else {
        return Outcome::not_done("nobody in particular was expected");
    };
    let mut stated = issued.items().filter(|(_, item)| item.identifier == "iin").peekable();
    if stated.peek().is_none() {
        return Outcome::not_done("the document does not disclose whose it is");
    }
    let is_expected = |value: &[u8]| Decoder::new(value).text().is_ok_and(|text| text == expected.as_str());
    if stated.all(|(_, item)| is_expected(item.value_bytes())) {
        Outcome::Passed
    } else {
        Outcome::failed("the document belongs to somebody else")
    }
}

/// Both structures are maps. The first key of one of them tells which it is, whatever stands before it.
fn looks_like_response(bytes: &[u8]) -> bool {
    let mut decoder = Decoder::new(bytes);
    let Ok(mut map) = decoder.map() else { return false };
    while let Ok(Some(key)) = decoder.text_key(&mut map) {
        match key.as_ref() {
            "version" | "documents" | "documentErrors" | "status" => return true,
            "nameSpaces" | "issuerAuth" => return false,
            _ if decoder.skip().is_err() => return false,
            _ => {}
        }
    }
    false
}
