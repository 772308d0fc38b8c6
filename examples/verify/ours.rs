//! Signed things of ours that are no documents.

use qujat::access::{self, Representation};
use qujat::cose::{Purpose, Sign1};
use qujat::display::Form;
use qujat::document::seal::SEAL_PREFIX;
use qujat::grant::{GrantLink, Host};
use qujat::journal::Checkpoint;
use qujat::time::Timestamp;
use qujat::trust::SignerKey;
use qujat::trust::status::{Status, StatusList};
use qujat::verify::{self, CheckName, Outcome, SealExpect};

use crate::Expected;
use crate::answer::{Answered, issuer};
use crate::common::Failure;
use crate::common::members::{CHECKPOINT, GRANT, REPRESENTATION, SEAL};
use crate::common::shown::{Member, Shown};
use crate::trust::Trust;

/// The text of a seal that came as CBOR.
pub fn seal_text(bytes: &[u8]) -> String {
    format!("{SEAL_PREFIX}{}", base45::encode(bytes))
}

/// 9/2.3.
pub fn seal(text: &str, trust: &Trust, expected: &Expected) -> Result<Answered, Failure> {
    expected.only("a seal", &["subject", "document"])?;
    let expect = SealExpect { document: expected.document.as_ref(), recipient: expected.subject.as_ref() };
    let report = verify::seal(text, &trust.store, &expect, expected.now);
    let mut answered = Answered::new("seal", report.report());
    trust.explain(&mut answered);
    let bytes = base45::decode(text.trim_start_matches(SEAL_PREFIX)).unwrap_or_default();
    add_claims(&mut answered, &bytes, SEAL, report.issuer());
    Ok(answered)
}

/// A grant as its link: the host it leads to must be the one that signed it.
pub fn link(text: &str, trust: &Trust, expected: &Expected) -> Result<Answered, Failure> {
    expected.only("a grant", &[])?;
    let link = match GrantLink::parse(text) {
        Ok(link) => link,
        // Anything may be a link; only one with something like a token is ours.
        Err(error) => return Ok(unreadable("grant", &error)),
    };
    Ok(grant(&link, trust, expected.now))
}

/// A grant's token alone: there is no link to compare its host with.
pub fn token(bytes: &[u8], trust: &Trust, expected: &Expected) -> Result<Answered, Failure> {
    expected.only("a grant", &[])?;
    let host = Sign1::parse(bytes).ok().and_then(|sign1| host_of(sign1.payload_untrusted()?));
    let link = host.map(|host| GrantLink::new(&host, "/", bytes));
    match link {
        Some(Ok(link)) => Ok(grant(&link, trust, expected.now)),
        Some(Err(error)) => Ok(unreadable("grant", &error)),
        None => Ok(unreadable("grant", &"grant token claim iss: not a host name")),
    }
}

fn grant(link: &GrantLink, trust: &Trust, now: Timestamp) -> Answered {
    let report = verify::grant(link, &trust.store, now);
    let mut answered = Answered::new("grant", report.report());
    trust.explain(&mut answered);
    add_claims(&mut answered, link.token(), GRANT, report.issuer());
    answered
}

/// `iss`, believed only for building a link around the token.
fn host_of(payload: &[u8]) -> Option<Host> {
    let mut decoder = qujat::cbor::Decoder::new(payload);
    let mut map = decoder.map().ok()?;
    while let Some(mut key) = decoder.key(&mut map).ok()? {
        if key.unsigned() == Ok(1) {
            return Host::parse(&decoder.text().ok()?).ok();
        }
        decoder.skip().ok()?;
    }
    None
}

/// A list, a record, a form or a checkpoint.
pub fn signed(
    bytes: &[u8],
    purpose: Purpose,
    trust: &Trust,
    expected: &Expected,
) -> Result<Answered, Failure> {
    expected.only(purpose.name(), &[])?;
    let now = expected.now;
    if purpose == Purpose::TrustList {
        let (report, _) = verify::trust_list(bytes, &trust.store, now);
        let mut answered = Answered::new("trust_list", &report);
        trust.explain(&mut answered);
        let checked = verify::signed(bytes, purpose, &trust.store, now);
        add_claims(&mut answered, bytes, &[], checked.issuer());
        return Ok(answered);
    }
    if purpose == Purpose::StatusList {
        let (report, list) = verify::status_list(bytes, &trust.store, now);
        let mut answered = Answered::new("status_list", &report);
        trust.explain(&mut answered);
        if let Some(list) = list {
            let checked = verify::signed(bytes, purpose, &trust.store, now);
            answered.claims = Shown::Fields(status_claims(list.list(), checked.issuer()));
        }
        return Ok(answered);
    }
    let (kind, names): (_, &'static [Member]) = match purpose {
        Purpose::Representation => ("representation", REPRESENTATION),
        Purpose::DisplayForm => ("display_form", &[]),
        _ => ("view_mark_checkpoint", CHECKPOINT),
    };
    let checked = verify::signed(bytes, purpose, &trust.store, now);
    let mut answered = Answered::new(kind, checked.report());
    trust.explain(&mut answered);
    // The signature held: the type that reads the payload has its say on the shape, and on its times.
    if let Some(key) = key_that_opens(bytes, purpose, trust, now) {
        let read = match purpose {
            Purpose::Representation => Representation::open(bytes, &key)
                .map_err(|error| error.to_string())
                .map(|record| answered.enter(CheckName::Validity, freshness(&record, bytes, now))),
            Purpose::DisplayForm => Form::open(bytes, &key).map_err(|error| error.to_string()).map(|_| ()),
            _ => Checkpoint::open(bytes, &key).map_err(|error| error.to_string()).map(|_| ()),
        };
        if let Err(why) = read {
            answered.enter(CheckName::Structure, Outcome::Failed(why));
        }
    }
    add_claims(&mut answered, bytes, names, checked.issuer());
    Ok(answered)
}

/// 352/14: the state system's answer is rested on while it is fresh and the right it states is in force.
fn freshness(record: &Representation, bytes: &[u8], now: Timestamp) -> Outcome {
    let policy = access::Policy::default();
    if !record.is_fresh(now, policy) {
        let hours = policy.representation_seconds / 3600;
        return Outcome::Failed(format!(
            "the answer is of {}, and is rested on for {hours} hours",
            record.as_of().to_local()
        ));
    }
    let payload = Sign1::parse(bytes).ok().and_then(|sign1| times_of(sign1.payload_untrusted()?));
    match payload {
        Some((from, _)) if now < from => Outcome::Failed(format!("the right starts at {}", from.to_local())),
        Some((_, Some(until))) if now >= until => {
            Outcome::Failed(format!("the right ended at {}", until.to_local()))
        }
        _ => Outcome::Passed,
    }
}

/// When the right of a representation record starts and ends.
fn times_of(payload: &[u8]) -> Option<(Timestamp, Option<Timestamp>)> {
    let mut decoder = qujat::cbor::Decoder::new(payload);
    let (mut from, mut until) = (None, None);
    let mut map = decoder.map().ok()?;
    while let Some(mut key) = decoder.key(&mut map).ok()? {
        match key.unsigned().ok()? {
            6 => from = Timestamp::from_unix(decoder.integer().ok()?).ok(),
            7 => until = Timestamp::from_unix(decoder.integer().ok()?).ok(),
            _ => {
                decoder.skip().ok()?;
            }
        }
    }
    from.map(|from| (from, until))
}

/// What a list says of itself; of its entries, how many there are and how many are not valid.
fn status_claims(list: &StatusList, signer: Option<&qujat::trust::Issuer>) -> Vec<(String, Shown)> {
    let other = (0..list.len()).filter(|index| list.status(*index) != Some(Status::Valid)).count();
    let number = |count: u64| count.try_into().map_or(Shown::Null, Shown::Integer);
    vec![
        ("uri".to_owned(), Shown::text(list.uri())),
        ("issued".to_owned(), Shown::text(list.issued().to_utc())),
        ("expires".to_owned(), list.expires().map_or(Shown::Null, |at| Shown::text(at.to_utc()))),
        ("ttl".to_owned(), list.ttl().map_or(Shown::Null, Shown::Integer)),
        ("bits".to_owned(), number(list.bits().number().into())),
        ("entries".to_owned(), number(list.len())),
        ("not_valid".to_owned(), number(other as u64)),
        ("signed_by".to_owned(), issuer(signer)),
    ]
}

fn key_that_opens(bytes: &[u8], purpose: Purpose, trust: &Trust, now: Timestamp) -> Option<SignerKey> {
    let sign1 = Sign1::parse(bytes).ok()?;
    let candidates = trust.store.candidates(sign1.header(), purpose, None, now).ok()?;
    candidates.into_iter().map(|trusted| trusted.key).find(|key| sign1.open(purpose, key).is_ok())
}

/// The members of the payload, once the signature over it was found true.
fn add_claims(
    answered: &mut Answered,
    bytes: &[u8],
    names: &'static [Member],
    signer: Option<&qujat::trust::Issuer>,
) {
    if !answered.passed(CheckName::Signature) {
        return;
    }
    let payload = crate::bare::payload(bytes);
    if let Some(Shown::Fields(mut fields)) =
        payload.and_then(|payload| Shown::from_cbor(&payload, names).ok())
    {
        fields.push(("signed_by".to_owned(), issuer(signer)));
        answered.claims = Shown::Fields(fields);
    }
}

/// Recognised, but broken.
fn unreadable(kind: &'static str, why: &impl core::fmt::Display) -> Answered {
    let mut answered = Answered::nothing(kind);
    answered.enter(CheckName::Structure, Outcome::Failed(why.to_string()));
    answered
}
