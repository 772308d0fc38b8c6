use super::signer::signature;
use super::{CheckName, Outcome, Report};
use crate::cbor::{CborError, Decoder, Kind};
use crate::cose::{CoseError, PublicKey, Sign1, SignatureError};
use crate::time::{SIGNER_SKEW_SECONDS, Timestamp};

/// Judges a bare COSE_Sign1 by a given key, whatever it is for: its signature and, where the payload is a map of CWT
/// claims (RFC 8392 §3.1), its time. For tools: that a key signed some bytes says nothing about their meaning.
///
/// `key` is the key or why it could not be read; a key of an algorithm not carried out here leaves the signature open.
pub fn cose(
    bytes: &[u8],
    key: Result<&PublicKey, &CoseError>,
    external_aad: &[u8],
    now: Timestamp,
) -> Report {
    let mut report = Report::new(&[CheckName::Structure, CheckName::Signature]);
    let sign1 = match Sign1::parse(bytes) {
        Ok(sign1) => sign1,
        Err(error) => {
            report.enter(CheckName::Structure, Outcome::failed(error));
            return report;
        }
    };
    report.enter(CheckName::Structure, Outcome::Passed);
    let header = sign1.header();
    let outcome = match (header.algorithm(), key) {
        // The header's algorithm is named first: it is what the signature is.
        (None, _) => signature(&SignatureError::Unsupported { algorithm: header.algorithm_name() }.into()),
        (Some(_), Ok(key)) => {
            sign1.verify_bare(external_aad, key).map_or_else(|error| signature(&error), |_| Outcome::Passed)
        }
        (Some(_), Err(error)) => signature(error),
    };
    report.enter(CheckName::Signature, outcome);
    let times = sign1.payload_untrusted().map_or(Ok(None), Times::read);
    let validity = match times {
        Ok(Some(times)) => {
            report.require(CheckName::Validity);
            times.check(now)
        }
        Ok(None) => Outcome::not_done("the payload states no time"),
        Err(error) => Outcome::failed(error),
    };
    report.enter(CheckName::Validity, validity);
    report
}

/// The time claims of a CWT (RFC 8392 §3.1.4–3.1.6).
#[derive(Default)]
struct Times {
    expires: Option<Timestamp>,
    not_before: Option<Timestamp>,
    issued: Option<Timestamp>,
}

impl Times {
    /// Reads them; `None` where the payload is no map of claims or has none of them.
    fn read(payload: &[u8]) -> Result<Option<Self>, CborError> {
        let mut decoder = Decoder::new(payload);
        if decoder.clone().skip().is_err() || !matches!(decoder.peek(), Ok(Kind::Map | Kind::Tag(CWT))) {
            return Ok(None);
        }
        // RFC 8392 §6: the tag may stand in front.
        decoder.tag(CWT)?;
        let (mut times, mut any) = (Self::default(), false);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            let claim = if key.peek()? == Kind::Unsigned { key.unsigned()? } else { 0 };
            let place = match claim {
                4 => &mut times.expires,
                5 => &mut times.not_before,
                6 => &mut times.issued,
                _ => {
                    decoder.skip()?;
                    continue;
                }
            };
            let at = decoder.offset();
            let time = Timestamp::from_unix(decoder.seconds()?);
            *place = Some(time.map_err(|_| CborError::Value { at, what: "a number that is no time" })?);
            any = true;
        }
        Ok(any.then_some(times))
    }

    fn check(&self, now: Timestamp) -> Outcome {
        // RFC 8392 §3.1.4: not accepted on or after `exp`; §3.1.5: not before `nbf`.
        if let Some(expires) = self.expires.filter(|expires| now >= *expires) {
            return Outcome::failed(format_args!("valid until {}", expires.to_utc()));
        }
        if let Some(not_before) = self.not_before.filter(|not_before| now < *not_before) {
            return Outcome::failed(format_args!("not valid before {}", not_before.to_utc()));
        }
        if let Some(issued) = self.issued.filter(|issued| *issued > now.plus(SIGNER_SKEW_SECONDS)) {
            return Outcome::failed(format_args!("issued in the future, at {}", issued.to_utc()));
        }
        Outcome::Passed
    }
}

/// Tag 61: CWT.
const CWT: u64 = 61;
