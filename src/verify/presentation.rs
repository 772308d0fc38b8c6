use core::fmt;

use super::document::{DocumentReport, check_with};
use super::signer::signature;
use super::{CheckName, Expect, Outcome, Report, RevocationRule, Verified};
use crate::cose::{CoseError, SignatureError};
use crate::document::mdoc::{IssuerSigned, Mso};
use crate::id::{Bin, DocType, Iin};
use crate::limits::{MAX_PRESENTATION_SECONDS, MAX_REMEMBERED_PRESENTATIONS};
use crate::presentation::{Challenge, PresentationClaims, Presented};
use crate::time::{SIGNER_SKEW_SECONDS, Timestamp, ValidityState};
use crate::trust::{Issuer, TrustStore};

/// What the verifier of a presentation knows beforehand. Each part that is given becomes a check that must pass.
#[derive(Debug, Clone, Copy, Default)]
pub struct PresentationExpect<'a> {
    /// Whose document it must be (352/2.10).
    pub subject: Option<&'a Iin>,
    /// Of which kind it must be.
    pub doc_type: Option<&'a DocType>,
    /// Which organisation the verifier is: a presentation that is for one in particular must be for this one.
    pub audience: Option<Bin>,
    /// The challenge this verifier showed: the presentation must answer it. One that answers another is refused.
    pub challenge: Option<&'a Challenge>,
    /// What was shown to this verifier before: nothing of it is taken twice.
    pub shown: Option<&'a ShownBefore>,
    /// What a document needs whose issuer says where to learn whether it was revoked.
    pub revocation: RevocationRule,
}

/// What was found out about a presentation: the document's checks and those of its proof in one report.
#[derive(Clone)]
pub struct PresentationReport<'a> {
    document: DocumentReport<'a>,
    claims: Option<PresentationClaims>,
    /// Which proof of which document, where both could be read.
    proof: Option<Remembered>,
    expired: bool,
}

/// The proofs a verifier took already, while they would still hold: [`MAX_REMEMBERED_PRESENTATIONS`] at most, the one that
/// ends first giving way. For a desk that shows no challenge: a film of a presentation is refused where the presentation
/// itself was shown.
#[derive(Clone, Default)]
pub struct ShownBefore(Vec<Remembered>);

/// One proof. Digests only: they tell two documents apart and say nothing of either.
#[derive(Clone, Copy)]
struct Remembered {
    proof: [u8; 32],
    document: [u8; 32],
    issued: Timestamp,
    expires: Timestamp,
}

/// Verifies a presentation: its document as [`super::document()`] does, and that the device the issuer bound to it
/// ([`CheckName::Device`]) showed it just now ([`CheckName::Freshness`]), to this verifier ([`CheckName::Audience`],
/// [`CheckName::Challenge`]), and not before ([`CheckName::Replay`]). P1–P8 of `docs/formats.md`.
///
/// `now` is the verifier's clock; a device's may be a minute ahead of it.
pub fn presentation<'a>(
    bytes: &'a [u8],
    trust: &TrustStore,
    expect: &PresentationExpect<'_>,
    now: Timestamp,
) -> PresentationReport<'a> {
    let PresentationExpect { subject, doc_type, revocation, .. } = *expect;
    let of_document = Expect { subject, doc_type, revocation, ..Expect::default() };
    let read = Presented::parse(bytes).and_then(|shown| Ok((IssuerSigned::parse(shown.document())?, shown)));
    let (issued, shown) = match read {
        Ok(read) => read,
        Err(error) => {
            let mut document = DocumentReport::unreadable(&of_document, error);
            document.require(CheckName::Device);
            return PresentationReport { document, claims: None, proof: None, expired: false };
        }
    };
    let claims = *shown.claims_untrusted();
    let proof = Remembered {
        proof: shown.digest(),
        document: issued.digest_untrusted(),
        issued: claims.validity.from(),
        expires: claims.validity.until(),
    };
    let mut document = check_with(issued, None, trust, &of_document, now, |mso| check_device(mso, &shown));
    // The document was judged by the clock as it is; its proof is judged by what the clock is worth too.
    let now = trust.trusted_time().judge(now).now();
    document.require(CheckName::Device);
    document.require(CheckName::Freshness);
    document.enter(CheckName::Freshness, check_freshness(&claims, now));
    enter_audience(&mut document, &claims, expect.audience);
    enter_challenge(&mut document, &claims, expect.challenge);
    enter_replay(&mut document, &proof, expect.shown);
    let expired = claims.validity.state(now) == ValidityState::Ended;
    PresentationReport { document, claims: Some(claims), proof: Some(proof), expired }
}

impl PresentationReport<'_> {
    /// Every check and its outcome.
    pub fn report(&self) -> &Report {
        self.document.report()
    }

    /// The document's own part, for what it claims to be.
    pub fn document(&self) -> &DocumentReport<'_> {
        &self.document
    }

    /// What the presentation says beside the document — proved only as far as the report goes.
    pub fn claims_untrusted(&self) -> Option<&PresentationClaims> {
        self.claims.as_ref()
    }

    /// Whose key signed the document, where the key is trusted.
    pub fn issuer(&self) -> Option<&Issuer> {
        self.document.issuer()
    }

    /// Whether it came too late and nothing else stands against it: the holder is to show it anew.
    pub fn is_complete_but_expired(&self) -> bool {
        self.expired
            && self.report().checks().iter().all(|check| match check.outcome {
                Outcome::Failed(_) => check.name == CheckName::Freshness,
                _ => true,
            })
            && self.report().lacks_only(CheckName::Freshness)
    }

    /// The verified document, if every required check passed; else the report. Where what was shown before is minded,
    /// [`ShownBefore::remember`] this report first.
    pub fn verified(self) -> Result<Verified, Report> {
        self.document.verified()
    }
}

impl ShownBefore {
    /// Nothing was shown yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Remembers a presentation whose word is "valid"; others are none that was shown. What ended by `now` is forgotten.
    pub fn remember(&mut self, report: &PresentationReport<'_>, now: Timestamp) {
        self.0.retain(|known| now < known.expires);
        let Some(proof) = report.proof.filter(|_| report.report().verdict() == super::Verdict::Valid) else {
            return;
        };
        if self.0.len() >= MAX_REMEMBERED_PRESENTATIONS {
            let first = self.0.iter().enumerate().min_by_key(|(_, known)| known.expires);
            if let Some((at, _)) = first {
                self.0.swap_remove(at);
            }
        }
        self.0.push(proof);
    }

    /// P8: shown already, or older than one of the same document that was.
    fn check(&self, proof: &Remembered) -> Outcome {
        let same = |known: &&Remembered| known.document == proof.document;
        if self.0.iter().any(|known| known.proof == proof.proof) {
            return Outcome::failed("it was shown here before");
        }
        match self.0.iter().filter(same).map(|known| known.issued).max() {
            Some(last) if proof.issued < last => {
                Outcome::failed("it is older than one of the same document that was shown here")
            }
            _ => Outcome::Passed,
        }
    }
}

/// P2: the key the issuer bound signed the very bytes that came, as a presentation and nothing else.
fn check_device(mso: &Mso<'_>, shown: &Presented<'_>) -> Outcome {
    let Some(key) = mso.device_key.filter(|key| !key.is_nobodys()) else {
        return Outcome::failed("the document is bound to no device");
    };
    let key = match key.public_key() {
        Ok(key) => key,
        Err(error) => return signature(&error),
    };
    match shown.open(&key) {
        Ok(()) => Outcome::Passed,
        Err(CoseError::Signature(SignatureError::OtherAlgorithm { .. })) => Outcome::failed(OTHER_KEY),
        Err(CoseError::Signature(SignatureError::Untrue)) => {
            // The header is not proved either: it only chooses the words.
            Outcome::failed(match shown.key_id() {
                Some(named) if named != key.key_id() => OTHER_KEY,
                _ => "the device's signature is not true: something was changed, or another key signed",
            })
        }
        Err(error) => signature(&error),
    }
}

/// P4: signed just now, by clocks that may differ a little, and for no longer than a presentation may live.
fn check_freshness(claims: &PresentationClaims, now: Timestamp) -> Outcome {
    let (issued, expires) = (claims.validity.from(), claims.validity.until());
    let seconds = expires.unix() - issued.unix();
    if seconds > i64::from(MAX_PRESENTATION_SECONDS) {
        return Outcome::failed(format_args!(
            "the presentation is made to hold {seconds} s, at most {MAX_PRESENTATION_SECONDS} are allowed"
        ));
    }
    if issued > now.plus(SIGNER_SKEW_SECONDS) {
        return Outcome::failed(format_args!(
            "the presentation is made in the future, at {}",
            issued.to_utc()
        ));
    }
    if now >= expires {
        return Outcome::failed(format_args!(
            "the presentation is complete and has expired, at {}",
            expires.to_utc()
        ));
    }
    Outcome::Passed
}

/// P3: what is for one organisation is for no other.
fn enter_audience(document: &mut DocumentReport<'_>, claims: &PresentationClaims, own: Option<Bin>) {
    let outcome = match (claims.audience, own) {
        (None, _) => Outcome::not_done("the presentation is for nobody in particular"),
        (Some(named), Some(own)) if named == own => Outcome::Passed,
        (Some(_), Some(_)) => Outcome::failed("the presentation is for another organisation"),
        (Some(_), None) => Outcome::not_done(
            "the presentation is for an organisation, and the verifier did not say which it is",
        ),
    };
    if claims.audience.is_some() {
        document.require(CheckName::Audience);
    }
    document.enter(CheckName::Audience, outcome);
}

/// P5: the very challenge shown is answered, and none that was not.
fn enter_challenge(
    document: &mut DocumentReport<'_>,
    claims: &PresentationClaims,
    shown: Option<&Challenge>,
) {
    let outcome = match (claims.nonce, shown) {
        (None, None) => Outcome::not_done("no challenge was shown"),
        (Some(nonce), Some(shown)) if nonce == *shown.nonce() => Outcome::Passed,
        (Some(_), Some(_)) => Outcome::failed("the presentation answers another challenge"),
        (None, Some(_)) => Outcome::failed("the presentation does not answer the challenge"),
        (Some(_), None) => Outcome::failed("the presentation answers a challenge that was not shown here"),
    };
    if shown.is_some() {
        document.require(CheckName::Challenge);
    }
    document.enter(CheckName::Challenge, outcome);
}

fn enter_replay(document: &mut DocumentReport<'_>, proof: &Remembered, shown: Option<&ShownBefore>) {
    let outcome = match shown {
        Some(shown) => {
            document.require(CheckName::Replay);
            shown.check(proof)
        }
        None => Outcome::not_done("what was shown before is not remembered"),
    };
    document.enter(CheckName::Replay, outcome);
}

impl fmt::Debug for PresentationReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PresentationReport({:?})", self.document)
    }
}

impl fmt::Debug for ShownBefore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShownBefore({})", self.0.len())
    }
}

const OTHER_KEY: &str = "signed by another key than the one the issuer bound to the document";
