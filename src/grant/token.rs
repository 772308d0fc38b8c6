use core::fmt;

use thiserror::Error;

use super::Host;
use crate::cbor::{self, CborError, Decoder, Kind, Value};
use crate::cose::{CoseError, Purpose, Sign1, Signer, Unsigned, Verifier};
use crate::id::{Bin, DocType, GrantId};
use crate::limits::{MAX_SCOPE_KINDS, MAX_TOKEN_BYTES};
use crate::time::{TimeError, Timestamp, Validity, ValidityState};

/// A grant's token whose signature, purpose and service were checked. Made only by opening bytes with a key.
///
/// It says that the service signed a grant, of which kinds and until when. It is no right to see anything: views are
/// counted by the service, and only its [`super::Registry`] redeems.
///
/// A CWT (RFC 8392) in a COSE_Sign1 of [`Purpose::Grant`]. It names nobody: no IIN, no document number, nor a hash of
/// either — twelve digits are guessed from a hash in seconds.
///
/// ```cddl
/// grant-claims = {
///   1: tstr,                 ; iss: the host name of the service
///   ? 3: tstr,               ; aud: the BIN of the organisation, where -70002 is 2
///   4: uint,                 ; exp: the first second it no longer holds
///   6: uint,                 ; iat: the act of opening; it does not hold before
///   7: bstr .size 16,        ; cti: the grant id
///   -70001: [1*32 tstr],     ; the docTypes in scope, each once
///   ? -70002: 1 / 2,         ; for one person only / one organisation only; absent: anyone authenticated
/// }
/// ```
///
/// No other claim is allowed: another version of the token gets another purpose.
#[derive(Clone, PartialEq, Eq)]
pub struct GrantToken {
    claims: GrantClaims,
}

/// What a grant's token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantClaims {
    /// The host name of the service that signed it.
    pub service: Host,
    /// The grant.
    pub id: GrantId,
    /// The kinds of document in its scope, each once.
    pub doc_types: Vec<DocType>,
    /// For whom.
    pub audience: AudienceKind,
    /// From the act of opening until the first second it no longer holds.
    pub validity: Validity,
}

/// For whom a token is, as far as it may say without naming a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AudienceKind {
    /// Any authenticated third party.
    AnyoneAuthenticated,
    /// One person, whom only the service knows.
    OnePerson,
    /// One organisation. Its BIN is public, so it is named.
    Organisation(Bin),
}

/// Why bytes are no token of the service.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TokenError {
    /// More bytes than a token has.
    #[error("grant token has {found} bytes, at most {limit} allowed")]
    TooLarge {
        /// Bytes that came.
        found: usize,
        /// [`MAX_TOKEN_BYTES`].
        limit: usize,
    },
    /// Not a COSE_Sign1, of another purpose, or its signature is not true.
    #[error("grant token: {0}")]
    Cose(#[from] CoseError),
    /// The claims are not CBOR of their shape.
    #[error("grant token claims: {0}")]
    Cbor(#[from] CborError),
    /// A claim that must be there is not.
    #[error("grant token lacks the claim {claim}")]
    Missing {
        /// Its name.
        claim: &'static str,
    },
    /// A claim with a value that it cannot have.
    #[error("grant token claim {claim}: {what}")]
    Claim {
        /// Its name.
        claim: &'static str,
        /// What is wrong.
        what: &'static str,
    },
    /// A claim that no token of this version has.
    #[error("grant token has a claim that is not of its version")]
    UnknownClaim,
    /// Signed by or for another service than the one asked for.
    #[error("grant token is of another service")]
    OtherService,
    /// Times that make no window.
    #[error("grant token: {0}")]
    Time(#[from] TimeError),
}

impl GrantToken {
    /// Checks purpose, signature, shape, and that it is a token of `service`.
    pub fn open(bytes: &[u8], key: &dyn Verifier, service: &Host) -> Result<Self, TokenError> {
        let token = Self::open_of_any_service(bytes, key)?;
        if token.claims.service == *service { Ok(token) } else { Err(TokenError::OtherService) }
    }

    /// [`GrantToken::open`] where any service that signs with `key` will do: for tools that show what a token says.
    pub fn open_of_any_service(bytes: &[u8], key: &dyn Verifier) -> Result<Self, TokenError> {
        let opened = parse(bytes)?.open(Purpose::Grant, key)?;
        Ok(Self { claims: GrantClaims::parse(opened.payload())? })
    }

    /// What it says.
    pub fn claims(&self) -> &GrantClaims {
        &self.claims
    }

    /// Where `now` lies in its life: half-open, at exactly its expiry it has ended. A device shows it; the service's
    /// own clock decides.
    pub fn state(&self, now: Timestamp) -> ValidityState {
        self.claims.validity.state(now)
    }
}

/// The signed structure of a token, with its limit.
pub(super) fn parse(bytes: &[u8]) -> Result<Sign1<'_>, TokenError> {
    if bytes.len() > MAX_TOKEN_BYTES {
        return Err(TokenError::TooLarge { found: bytes.len(), limit: MAX_TOKEN_BYTES });
    }
    Ok(Sign1::parse(bytes)?)
}

impl GrantClaims {
    /// Signs them. 352/3: reached only from the subject's act of opening access.
    pub(super) fn sign(&self, signer: &dyn Signer) -> Result<Vec<u8>, TokenError> {
        let payload = cbor::encode(&self.to_value())?;
        let token = Unsigned { purpose: Purpose::Grant, payload: &payload }.sign(signer)?;
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::TooLarge { found: token.len(), limit: MAX_TOKEN_BYTES });
        }
        Ok(token)
    }

    fn to_value(&self) -> Value {
        let kinds = self.doc_types.iter().map(|kind| Value::from(kind.as_str())).collect();
        let mut claims = vec![
            (Value::from(ISS), Value::from(self.service.as_str())),
            (Value::from(EXP), Value::from(self.validity.until().unix())),
            (Value::from(IAT), Value::from(self.validity.from().unix())),
            (Value::from(CTI), Value::from(self.id.as_bytes().as_slice())),
            (Value::from(KINDS), Value::Array(kinds)),
        ];
        match &self.audience {
            AudienceKind::AnyoneAuthenticated => {}
            AudienceKind::OnePerson => claims.push((Value::from(AUDIENCE), Value::from(ONE_PERSON))),
            AudienceKind::Organisation(bin) => {
                claims.push((Value::from(AUDIENCE), Value::from(ORGANISATION)));
                claims.push((Value::from(AUD), Value::from(bin.as_str())));
            }
        }
        Value::Map(claims)
    }

    fn parse(payload: &[u8]) -> Result<Self, TokenError> {
        let (mut service, mut id, mut kinds) = (None, None, None);
        let (mut expires, mut opened, mut organisation, mut audience) = (None, None, None, None);
        let mut decoder = Decoder::new(payload);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            if !matches!(key.peek()?, Kind::Unsigned | Kind::Negative) {
                return Err(TokenError::UnknownClaim);
            }
            match key.integer()? {
                ISS => {
                    let host = Host::parse(&decoder.text()?);
                    service = Some(host.map_err(|_| wrong("iss", "not a host name"))?);
                }
                AUD => {
                    let bin = Bin::parse(&decoder.text()?);
                    organisation = Some(bin.map_err(|_| wrong("aud", "not a BIN"))?);
                }
                EXP => expires = Some(read_time(&mut decoder)?),
                IAT => opened = Some(read_time(&mut decoder)?),
                CTI => {
                    let bytes = GrantId::from_bytes(&decoder.bytes()?);
                    id = Some(bytes.map_err(|_| wrong("cti", "not 16 bytes"))?);
                }
                KINDS => kinds = Some(read_kinds(&mut decoder)?),
                AUDIENCE => audience = Some(decoder.unsigned()?),
                _ => return Err(TokenError::UnknownClaim),
            }
        }
        decoder.finish()?;
        let missing = |claim| TokenError::Missing { claim };
        let audience = match (audience, organisation) {
            (None, None) => AudienceKind::AnyoneAuthenticated,
            (Some(ONE_PERSON), None) => AudienceKind::OnePerson,
            (Some(ORGANISATION), Some(bin)) => AudienceKind::Organisation(bin),
            (Some(ORGANISATION), None) => return Err(missing("aud")),
            (Some(ONE_PERSON) | None, Some(_)) => {
                return Err(wrong("aud", "stands without an organisation's audience"));
            }
            (Some(_), _) => return Err(wrong("audience", "not 1 or 2")),
        };
        let opened = opened.ok_or(missing("iat"))?;
        let validity = Validity::new(opened, expires.ok_or(missing("exp"))?)?;
        Ok(Self {
            service: service.ok_or(missing("iss"))?,
            id: id.ok_or(missing("cti"))?,
            doc_types: kinds.ok_or(missing("doc_types"))?,
            audience,
            validity,
        })
    }
}

/// A whole number of seconds: ours are never fractions.
fn read_time(decoder: &mut Decoder<'_>) -> Result<Timestamp, TokenError> {
    let seconds = i64::try_from(decoder.unsigned()?).map_err(|_| TimeError::OutOfRange)?;
    Ok(Timestamp::from_unix(seconds)?)
}

fn read_kinds(decoder: &mut Decoder<'_>) -> Result<Vec<DocType>, TokenError> {
    let mut kinds = Vec::new();
    let mut members = decoder.array()?;
    while decoder.more(&mut members)? {
        let kind = DocType::parse(&decoder.text()?).map_err(|_| wrong("doc_types", "not a docType"))?;
        if kinds.contains(&kind) {
            return Err(wrong("doc_types", "a kind stands twice"));
        }
        if kinds.len() == MAX_SCOPE_KINDS {
            return Err(wrong("doc_types", "more than 32 kinds"));
        }
        kinds.push(kind);
    }
    if kinds.is_empty() { Err(wrong("doc_types", "no kind")) } else { Ok(kinds) }
}

fn wrong(claim: &'static str, what: &'static str) -> TokenError {
    TokenError::Claim { claim, what }
}

impl fmt::Debug for GrantToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GrantToken({:?})", self.claims)
    }
}

// RFC 8392 §4.
const ISS: i64 = 1;
const AUD: i64 = 3;
const EXP: i64 = 4;
const IAT: i64 = 6;
const CTI: i64 = 7;
// Below -65536: for private use (RFC 8392 §9.1).
const KINDS: i64 = -70_001;
const AUDIENCE: i64 = -70_002;
const ONE_PERSON: u64 = 1;
const ORGANISATION: u64 = 2;

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;
    use crate::cose::{Algorithm, SoftwareSigner};

    fn signer(seed: u8) -> SoftwareSigner {
        SoftwareSigner::from_secret(Algorithm::EdDsa, &[seed; 32]).expect("a seed")
    }

    fn host() -> Host {
        Host::parse("id.example.kz").expect("a host")
    }

    fn at(unix: i64) -> Timestamp {
        Timestamp::from_unix(unix).expect("a time")
    }

    fn claims(audience: AudienceKind) -> GrantClaims {
        GrantClaims {
            service: host(),
            id: GrantId::from_bytes(&[0xa5; 16]).expect("an id"),
            doc_types: vec![DocType::IDENTITY_CARD, DocType::DRIVING_LICENCE],
            audience,
            validity: Validity::new(at(1_795_000_000), at(1_795_000_180)).expect("a window"),
        }
    }

    fn every_audience() -> [AudienceKind; 3] {
        let bin = Bin::parse("160440007161").expect("a BIN");
        [AudienceKind::AnyoneAuthenticated, AudienceKind::OnePerson, AudienceKind::Organisation(bin)]
    }

    /// Signs any payload as a grant.
    fn signed(payload: &[u8]) -> Vec<u8> {
        Unsigned { purpose: Purpose::Grant, payload }.sign(&signer(1)).expect("signed")
    }

    fn open(bytes: &[u8]) -> Result<GrantToken, TokenError> {
        GrantToken::open(bytes, &signer(1).public_key(), &host())
    }

    #[test]
    fn signs_and_opens() {
        for audience in every_audience() {
            let token = claims(audience).sign(&signer(1)).expect("signed");
            assert_eq!(open(&token).map(|token| token.claims), Ok(claims(audience)));
        }
    }

    /// The bytes once published are read for ever.
    #[test]
    fn claims_are_pinned() {
        let payload = cbor::encode(&claims(every_audience()[2]).to_value()).expect("encoded");
        let pinned = hex!(
            "a7"
            "01 6d 69642e6578616d706c652e6b7a"
            "03 6c 313630343430303037313631"
            "04 1a 6afd8774"
            "06 1a 6afd86c0"
            "07 50 a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5"
            "3a00011170 82"
            "781b 6b7a2e676f762e65676f762e6964656e746974795f636172642e31"
            "75 6f72672e69736f2e31383031332e352e312e6d444c"
            "3a00011171 02"
        );
        assert_eq!(payload, pinned);
    }

    /// 352/15: temporary; at exactly the expiry it has ended.
    #[test]
    fn life_is_half_open() {
        let token = open(&claims(AudienceKind::OnePerson).sign(&signer(1)).expect("signed")).expect("open");
        assert_eq!(token.state(at(1_794_999_999)), ValidityState::NotYet);
        assert_eq!(token.state(at(1_795_000_000)), ValidityState::Current);
        assert_eq!(token.state(at(1_795_000_179)), ValidityState::Current);
        assert_eq!(token.state(at(1_795_000_180)), ValidityState::Ended);
    }

    #[test]
    fn another_key_service_or_purpose_is_refused() {
        let token = claims(AudienceKind::OnePerson).sign(&signer(1)).expect("signed");
        let refused = GrantToken::open(&token, &signer(2).public_key(), &host()).expect_err("other key");
        assert_eq!(refused.to_string(), "grant token: the signature is not true");
        let elsewhere = Host::parse("id.example.com").expect("a host");
        let refused =
            GrantToken::open(&token, &signer(1).public_key(), &elsewhere).expect_err("other service");
        assert_eq!(refused.to_string(), "grant token is of another service");
        assert!(GrantToken::open_of_any_service(&token, &signer(1).public_key()).is_ok());

        let payload = cbor::encode(&claims(AudienceKind::OnePerson).to_value()).expect("encoded");
        for purpose in Purpose::ALL {
            let token = Unsigned { purpose, payload: &payload }.sign(&signer(1)).expect("signed");
            assert_eq!(open(&token).is_ok(), purpose == Purpose::Grant, "{purpose:?}");
        }
        let seal = Unsigned { purpose: Purpose::Seal, payload: &payload }.sign(&signer(1)).expect("signed");
        let refused = open(&seal).expect_err("a seal").to_string();
        assert_eq!(refused, "grant token: signed as seal, grant wanted");
    }

    #[test]
    fn every_claim_is_needed_and_no_other_is_allowed() {
        let Value::Map(whole) = claims(every_audience()[2]).to_value() else { panic!("a map") };
        let refusal = |claims: Vec<(Value, Value)>| {
            let payload = cbor::encode(&Value::Map(claims)).expect("encoded");
            open(&signed(&payload)).expect_err("refused").to_string()
        };
        let without =
            |label: i64| whole.iter().filter(|(key, _)| *key != Value::from(label)).cloned().collect();
        assert_eq!(refusal(without(ISS)), "grant token lacks the claim iss");
        assert_eq!(refusal(without(AUD)), "grant token lacks the claim aud");
        assert_eq!(refusal(without(EXP)), "grant token lacks the claim exp");
        assert_eq!(refusal(without(IAT)), "grant token lacks the claim iat");
        assert_eq!(refusal(without(CTI)), "grant token lacks the claim cti");
        assert_eq!(refusal(without(KINDS)), "grant token lacks the claim doc_types");
        assert_eq!(
            refusal(without(AUDIENCE)),
            "grant token claim aud: stands without an organisation's audience"
        );
        let with = |label: i64, value: Value| {
            let mut claims: Vec<_> = without(label);
            claims.push((label.into(), value));
            claims
        };
        assert_eq!(refusal(with(2, "iin".into())), "grant token has a claim that is not of its version");
        assert_eq!(refusal(with(-70_003, 1.into())), "grant token has a claim that is not of its version");
        assert_eq!(refusal(with(ISS, "Evil".into())), "grant token claim iss: not a host name");
        assert_eq!(refusal(with(AUD, "000000000101".into())), "grant token claim aud: not a BIN");
        assert_eq!(refusal(with(CTI, Value::Bytes(vec![1; 15]))), "grant token claim cti: not 16 bytes");
        assert_eq!(refusal(with(AUDIENCE, 3.into())), "grant token claim audience: not 1 or 2");
        assert_eq!(refusal(with(KINDS, Value::Array(vec![]))), "grant token claim doc_types: no kind");
        assert_eq!(
            refusal(with(KINDS, Value::Array(vec!["a b".into()]))),
            "grant token claim doc_types: not a docType"
        );
        assert_eq!(
            refusal(with(KINDS, Value::Array(vec!["a".into(), "a".into()]))),
            "grant token claim doc_types: a kind stands twice"
        );
        let many = (0..33).map(|n| Value::from(format!("k{n}"))).collect();
        assert_eq!(
            refusal(with(KINDS, Value::Array(many))),
            "grant token claim doc_types: more than 32 kinds"
        );
        assert_eq!(
            refusal(with(EXP, 1_795_000_000.into())),
            "grant token: the validity window ends before it starts"
        );
        assert_eq!(refusal(with(EXP, u64::MAX.into())), "grant token: the year is outside 1900 to 9999");
        assert_eq!(
            refusal(with(EXP, Value::Float(1_795_000_180.0))),
            "grant token claims: cbor at byte 31: an unsigned integer wanted, a floating-point number found"
        );
        let text_key = vec![(Value::from("iss"), Value::from("id.example.kz"))];
        assert_eq!(refusal(text_key), "grant token has a claim that is not of its version");
        assert_eq!(
            open(&signed(&hex!("a2 0161 61 0161 61"))).expect_err("twice").to_string(),
            "grant token claim iss: not a host name"
        );
        assert_eq!(
            open(&signed(&hex!("a1 01 01"))).expect_err("a number").to_string(),
            "grant token claims: cbor at byte 2: a text string wanted, an integer found"
        );
        let mut trailing = cbor::encode(&Value::Map(whole.clone())).expect("encoded");
        trailing.push(0);
        assert_eq!(
            open(&signed(&trailing)).expect_err("trailing").to_string(),
            "grant token claims: 1 bytes follow the cbor item"
        );
        assert_eq!(
            open(&[0; 4097]).expect_err("large").to_string(),
            "grant token has 4097 bytes, at most 4096 allowed"
        );
    }

    #[test]
    fn no_truncation_and_no_flipped_bit_passes() {
        let whole = claims(every_audience()[2]).sign(&signer(1)).expect("signed");
        for length in 0..whole.len() {
            assert!(open(&whole[..length]).is_err(), "{length} bytes of {}", whole.len());
        }
        // A kid in the unprotected header is a hint: its bits bear on nothing here.
        let kid = signer(1).public_key().key_id();
        let hint = whole.windows(8).position(|window| window == kid.as_bytes()).expect("a kid");
        for bit in 0..whole.len() * 8 {
            let mut broken = whole.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            match open(&broken) {
                Err(_) => {}
                Ok(token) => {
                    assert_eq!(token.claims, claims(every_audience()[2]));
                    // The label of the hint may turn into another unknown one as well.
                    assert!((hint - 2..hint + 8).contains(&(bit / 8)), "bit {bit} is not protected");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_signed_payload_is_read_or_refused(payload in proptest::collection::vec(any::<u8>(), 0..80)) {
            drop(open(&signed(&payload)));
        }

        #[test]
        fn any_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(open(&bytes).is_err());
        }
    }
}
