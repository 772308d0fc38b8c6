//! Mobile documents: an IssuerSigned, or a DeviceResponse.

use std::ffi::OsString;

use qujat::document::mdoc::{self, DeviceResponse, IssuerSigned, Mso};
use qujat::time::Timestamp;
use qujat::verify::{CheckName, DocumentReport, Expect, documents};

use crate::answer::{Answered, issuer};
use crate::common::Failure;
use crate::common::shown::{Shown, value};
use crate::trust::Trust;
use crate::{Expected, of, unwrapped};

/// Every document in it, each for itself and all together.
pub fn judge(
    kind: &'static str,
    bytes: &[u8],
    trust: &Trust,
    expected: &Expected,
) -> Result<Answered, Failure> {
    expected.only("a document", &["transcript", "reader-key", "subject"])?;
    let subject = expected.subject.as_ref().map(|subject| match subject {
        qujat::id::Recipient::Person(iin) => Ok(iin),
        qujat::id::Recipient::Organisation(_) => {
            Err(Failure("--subject: a document belongs to a person".into()))
        }
    });
    let expect = Expect {
        subject: subject.transpose()?,
        doc_type: None,
        transcript: expected.transcript.as_ref(),
        reader_key: expected.reader_key.as_ref(),
        revocation: expected.revocation,
    };
    let reports = documents(bytes, &trust.store, &expect, expected.now);
    let response = DeviceResponse::parse(bytes);
    let single = IssuerSigned::parse(bytes);
    let parts: Vec<&IssuerSigned<'_>> = match (&response, &single) {
        (Ok(response), _) => response.documents.iter().map(|document| &document.issuer_signed).collect(),
        (_, Ok(document)) => vec![document],
        _ => Vec::new(),
    };
    let mut answers: Vec<Answered> = reports
        .iter()
        .enumerate()
        .map(|(at, report)| {
            let mut answered = Answered::new(kind, report.report());
            trust.explain(&mut answered);
            let says_nothing = report.claims_untrusted().is_some_and(|claims| claims.elements.is_empty());
            if says_nothing && answered.passed(CheckName::Digests) {
                // All of no digests hold: that is no proof of anything.
                answered.not_done(CheckName::Digests, "the document discloses no element");
            }
            if answered.passed(CheckName::Signature) && answered.passed(CheckName::Digests) {
                answered.claims = parts.get(at).map_or(Shown::Null, |document| claims(document, report));
            }
            answered
        })
        .collect();
    match (answers.pop(), answers.is_empty()) {
        (Some(only), true) => Ok(only),
        (last, _) => {
            answers.extend(last);
            Ok(Answered::joined(kind, answers))
        }
    }
}

/// The digest of the document a seal must be of. Whoever signed it, its elements must be those it has digests of: else
/// the digest would be of something else than what is at hand.
pub fn digest_of(file: &OsString) -> Result<[u8; 32], Failure> {
    let input = unwrapped(file)?;
    let bytes = crate::stripped(&input.bytes);
    let document = IssuerSigned::parse(bytes).map_err(|error| of(file, &error))?;
    let mso = Mso::parse(document.mso_untrusted()).map_err(|error| of(file, &error))?;
    for (name_space, item) in document.items() {
        mso.check(name_space, item).map_err(|error| of(file, &error))?;
    }
    Ok(mdoc::digest(document.mso_untrusted()))
}

/// What the document says: its kind, its time, who issued it, and its elements by namespace.
fn claims(document: &IssuerSigned<'_>, report: &DocumentReport<'_>) -> Shown {
    let mut fields = Vec::new();
    let Some(claims) = report.claims_untrusted() else { return Shown::Fields(fields) };
    fields.push(("docType".to_owned(), Shown::text(claims.doc_type.as_str())));
    if let Ok(mso) = Mso::parse(document.mso_untrusted()) {
        let instant = |name: &str, at: Timestamp| (name.to_owned(), Shown::Text(at.to_utc()));
        let validity = vec![
            instant("signed", mso.signed),
            instant("validFrom", mso.valid_from),
            instant("validUntil", mso.valid_until),
        ];
        fields.push(("validity".to_owned(), Shown::Fields(validity)));
    }
    fields.push(("issuer".to_owned(), issuer(report.issuer())));
    for element in &claims.elements {
        let entry = (element.identifier.clone(), value(&element.value));
        let known = fields.iter_mut().find(|(name, _)| *name == element.namespace);
        match known {
            Some((_, Shown::Fields(entries))) => entries.push(entry),
            Some(_) => {}
            None => fields.push((element.namespace.clone(), Shown::Fields(vec![entry]))),
        }
    }
    Shown::Fields(fields)
}
