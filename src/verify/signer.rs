use std::sync::Arc;

use super::{CheckName, Outcome, Report, Warning};
use crate::cose::{CoseError, Header, Purpose, SignatureError, Verifier};
use crate::id::DocType;
use crate::time::{SIGNER_SKEW_SECONDS, Timestamp, Validity};
use crate::trust::{
    Age, Certificate, Freshness, Issuer, Mandate, Place, Revocation, Signatory, TrustError, TrustStore,
    Trusted,
};

/// Who signed, as far as it was found out. Its checks are entered in the report it was made with.
pub(super) struct FoundSigner {
    /// Whose key it is, where the key is trusted.
    pub(super) issuer: Option<Arc<Issuer>>,
    /// Who signed and in what office, where its certificate says so.
    pub(super) signatory: Option<Arc<Signatory>>,
    /// When its certificate or entry is in force, where it has a time.
    pub(super) validity: Option<Validity>,
    /// Whether it is now; `None` where nothing is known of the signer.
    current: Option<Result<(), TrustError>>,
    /// On whose word it is trusted, where it is.
    pub(super) mandate: Option<Mandate>,
    /// Where its certificate says it is, where that is proven.
    pub(super) place: Option<Arc<Place>>,
    list: Option<Freshness>,
}

/// What a signer is asked about.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    /// What was signed.
    pub(super) purpose: Purpose,
    /// Of which kind, where it is of one.
    pub(super) doc_type: Option<&'a DocType>,
    /// When the signer must have been in force.
    pub(super) at: Timestamp,
    /// Now, for how old the trust data is.
    pub(super) now: Timestamp,
}

/// Finds the signer a header names and tries `open` with its key, entering trusted, entitled and signature, each
/// for itself. A key that is not trusted but came in a certificate is tried all
/// the same, so that the report says what holds; trusted it is not by that. Gives what `open` gave.
pub(super) fn check_signer<T>(
    report: &mut Report,
    trust: &TrustStore,
    header: &Header<'_>,
    question: Question<'_>,
    open: impl Fn(&dyn Verifier) -> Result<T, CoseError>,
) -> (FoundSigner, Option<T>) {
    match trust.candidates(header, question.purpose, question.doc_type, question.at) {
        Ok(candidates) => {
            report.enter(CheckName::IssuerTrusted, Outcome::Passed);
            let (trusted, opened) = first_true(candidates, open);
            let Some((trusted, opened)) = trusted.zip(opened) else {
                // No candidate at all does not come about: a store that knows none says so.
                return (FoundSigner::nobody(), None);
            };
            report.enter(CheckName::IssuerEntitled, of_signer(&trusted.entitled));
            if let Some(list) = &trusted.list {
                enter_age(report, list, list.age(trust.ages(), question.now), question.now);
            }
            let revocation = trusted.revocation.at(question.now, SIGNER_SKEW_SECONDS);
            if let Some(outcome) = of_revocation(&revocation) {
                if trust.requires_revocation() {
                    report.require(CheckName::SignerRevocation);
                }
                report.enter(CheckName::SignerRevocation, outcome);
            }
            let opened = enter_signature(report, opened);
            let Trusted { issuer, signatory, place, validity, current, list, mandate, .. } = trusted;
            let (issuer, mandate) = (Some(issuer), Some(mandate));
            let current = Some(current);
            (FoundSigner { issuer, signatory, validity, current, mandate, place, list }, opened)
        }
        Err(error) => {
            report.enter(CheckName::IssuerTrusted, untrusted(&error));
            report.enter(CheckName::IssuerEntitled, Outcome::not_done("the signer is not trusted"));
            let opened = match header.x5chain().next().map(Certificate::parse) {
                Some(Ok(leaf)) => {
                    let (validity, current) = (Some(leaf.validity()), Some(leaf.in_force(question.at)));
                    let opened = match leaf.public_key() {
                        Ok(key) => enter_signature(report, open(&key)),
                        Err(error) => {
                            report.enter(CheckName::Signature, untrusted(&error));
                            None
                        }
                    };
                    return (FoundSigner { validity, current, ..FoundSigner::nobody() }, opened);
                }
                Some(Err(error)) => {
                    report.enter(CheckName::Signature, Outcome::not_done(error));
                    None
                }
                None => {
                    let why = match header.algorithm() {
                        None => {
                            SignatureError::Unsupported { algorithm: header.algorithm_name() }.to_string()
                        }
                        Some(_) => "no key to check it with".to_owned(),
                    };
                    report.enter(CheckName::Signature, Outcome::NotDone(why));
                    None
                }
            };
            (FoundSigner::nobody(), opened)
        }
    }
}

impl FoundSigner {
    pub(super) fn nobody() -> Self {
        Self {
            issuer: None,
            signatory: None,
            validity: None,
            current: None,
            mandate: None,
            place: None,
            list: None,
        }
    }

    /// Whether it is in force; `None` where nothing is known of the signer.
    pub(super) fn in_force(&self) -> Option<Outcome> {
        self.current.as_ref().map(of_signer)
    }

    /// The state of the list that names the signer, where one does.
    pub(super) fn list(&self) -> Option<&Freshness> {
        self.list.as_ref()
    }
}

/// The candidate whose key opens it, with what opening gave. Else the first whose signature could not be checked — it may
/// be the one, whatever the others' are — else the first.
fn first_true<T>(
    candidates: Vec<Trusted>,
    open: impl Fn(&dyn Verifier) -> Result<T, CoseError>,
) -> (Option<Trusted>, Option<Result<T, CoseError>>) {
    let mut refused: Option<(Trusted, CoseError)> = None;
    for trusted in candidates {
        match open(&trusted.key) {
            Ok(opened) => return (Some(trusted), Some(Ok(opened))),
            Err(error) => {
                let better = refused.as_ref().is_none_or(|(_, known)| is_open(&error) && !is_open(known));
                refused = if better { Some((trusted, error)) } else { refused };
            }
        }
    }
    refused.map(|(trusted, error)| (trusted, Err(error))).unzip()
}

/// Whether the error leaves the signature open.
fn is_open(error: &CoseError) -> bool {
    matches!(signature(error), Outcome::NotDone(_))
}

fn enter_signature<T>(report: &mut Report, opened: Result<T, CoseError>) -> Option<T> {
    report.enter(CheckName::Signature, opened.as_ref().map_or_else(signature, |_| Outcome::Passed));
    opened.ok()
}

/// What an error of opening says of the signature: an algorithm not carried out here leaves it open; one that does not
/// exist does not.
pub(super) fn signature(error: &CoseError) -> Outcome {
    match error {
        CoseError::Signature(why) if why.leaves_open() => Outcome::not_done(error),
        _ => Outcome::failed(error),
    }
}

/// What was found out of a signer, or why nothing was.
fn of_signer(found: &Result<(), TrustError>) -> Outcome {
    found.as_ref().map_or_else(untrusted, |()| Outcome::Passed)
}

/// Without anything to go by, or the means to, nothing was found out; otherwise the signer is not trusted.
fn untrusted(error: &TrustError) -> Outcome {
    match error {
        TrustError::NoMaterial => Outcome::not_done(error),
        open if open.leaves_open() => Outcome::not_done(open),
        _ => Outcome::failed(error),
    }
}

/// "Unknown" is never "good"; of a key that is trusted without a chain nothing is asked.
fn of_revocation(revocation: &Revocation) -> Option<Outcome> {
    match revocation {
        Revocation::NotAsked => None,
        Revocation::Good { .. } => Some(Outcome::Passed),
        Revocation::Revoked { .. } => Some(Outcome::failed(revocation)),
        Revocation::Unknown { .. } => Some(Outcome::not_done(revocation)),
    }
}

/// How old the list is that names the signer: one past its date is told, one past the verifier's patience proves nothing.
fn enter_age(report: &mut Report, list: &Freshness, age: Age, now: Timestamp) {
    let outcome = if age == Age::TooOld {
        report.require(CheckName::TrustData);
        Outcome::not_done(format_args!("the trust list of {} is too old", list.issued.to_utc()))
    } else if list.is_stale(now) {
        Outcome::not_done(format_args!(
            "the trust list of {} was to be renewed by {}",
            list.issued.to_utc(),
            list.next_update.to_utc()
        ))
    } else {
        Outcome::Passed
    };
    if age != Age::Fresh {
        report.warn(Warning::TrustListOld);
    }
    report.enter(CheckName::TrustData, outcome);
}
