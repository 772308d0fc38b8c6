use std::borrow::Cow;

use super::{Algorithm, CoseError, Purpose, algorithm};
use crate::cbor::{Decoder, Kind, Seen, Value};
use crate::id::KeyId;
use crate::limits::{MAX_CERTIFICATE_BYTES, MAX_CHAIN_CERTIFICATES};

/// The header parameters of a signed thing that matter here (RFC 9052 §3.1, RFC 9360, RFC 9596). Untrusted until the
/// signature holds, and after that only `alg` and `typ` are known to be protected.
#[derive(Debug, Clone, Default)]
pub struct Header<'a> {
    pub(super) algorithm: Option<i64>,
    pub(super) algorithm_protected: bool,
    pub(super) typ: Option<Cow<'a, str>>,
    key_id: Option<Cow<'a, [u8]>>,
    x5chain: Vec<Cow<'a, [u8]>>,
    labels: Seen<i64>,
}

impl<'a> Header<'a> {
    /// What another envelope than COSE says of its signer (RFC 7515 §4.1), for those who look signers up by a header.
    pub(crate) fn of_chain(algorithm: Algorithm, chain: &'a [Vec<u8>]) -> Self {
        let x5chain = chain.iter().map(|der| Cow::Borrowed(der.as_slice())).collect();
        Self { algorithm: Some(algorithm.label()), algorithm_protected: true, x5chain, ..Self::default() }
    }

    /// The algorithm identifier, where it is one this library carries out.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.algorithm.and_then(Algorithm::from_label)
    }

    /// The registered name of the algorithm asked for, carried out here or not.
    pub fn algorithm_name(&self) -> &'static str {
        self.algorithm.map_or("none", algorithm::name_of)
    }

    /// The `kid`, where there is a usable one.
    pub fn key_id(&self) -> Option<KeyId> {
        self.key_id.as_deref().and_then(|bytes| KeyId::from_bytes(bytes).ok())
    }

    /// The certificates of `x5chain`, DER, the signer's first; empty where there is none.
    pub fn x5chain(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.x5chain.iter().map(AsRef::as_ref)
    }

    /// The `typ`, as it came.
    pub fn typ(&self) -> Option<&str> {
        self.typ.as_deref()
    }

    /// RFC 9596: whether this thing was signed for `purpose`.
    pub(super) fn is_for(&self, purpose: Purpose) -> Result<(), CoseError> {
        if self.typ() == purpose.media_type() {
            return Ok(());
        }
        // `typ` is attacker's text: only its kind is repeated.
        let found = match self.typ().map(Purpose::from_media_type) {
            None => "an untyped thing",
            Some(None) => "a thing of unknown type",
            Some(Some(known)) => known.name(),
        };
        Err(CoseError::Purpose { found: found.to_owned(), wanted: purpose.name() })
    }

    /// Reads one header map into what was read before.
    pub(super) fn read(&mut self, decoder: &mut Decoder<'a>, protected: bool) -> Result<(), CoseError> {
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            let label = match key.peek()? {
                Kind::Unsigned | Kind::Negative => key.integer()?,
                // A parameter with a text label is none of ours.
                _ => {
                    decoder.skip()?;
                    continue;
                }
            };
            // RFC 9052 §3: labels must not occur in both maps.
            if !self.labels.insert(label) {
                return Err(CoseError::Header { label, what: "stands in both header maps" });
            }
            self.read_parameter(label, decoder, protected)?;
        }
        Ok(())
    }

    fn read_parameter(
        &mut self,
        label: i64,
        decoder: &mut Decoder<'a>,
        protected: bool,
    ) -> Result<(), CoseError> {
        let wrong = |what| CoseError::Header { label, what };
        match label {
            ALG => {
                if matches!(decoder.peek()?, Kind::Text) {
                    return Err(wrong("a text algorithm name is not supported"));
                }
                self.algorithm = Some(decoder.integer()?);
                self.algorithm_protected = protected;
            }
            CRIT => {
                if !protected {
                    return Err(wrong("must be protected"));
                }
                let mut members = decoder.array()?;
                let mut any = false;
                while decoder.more(&mut members)? {
                    any = true;
                    let known = matches!(decoder.peek()?, Kind::Unsigned | Kind::Negative)
                        && [ALG, KID, X5CHAIN, TYP].contains(&decoder.clone().integer()?);
                    decoder.skip()?;
                    if !known {
                        return Err(CoseError::Critical);
                    }
                }
                if !any {
                    return Err(wrong("is empty"));
                }
            }
            KID => self.key_id = Some(decoder.bytes()?),
            X5CHAIN => {
                // RFC 9360 §2: one certificate is a byte string, more are an array.
                if decoder.peek()? == Kind::Array {
                    let mut members = decoder.array()?;
                    while decoder.more(&mut members)? {
                        self.x5chain.push(decoder.bytes()?);
                        if self.x5chain.len() > MAX_CHAIN_CERTIFICATES {
                            return Err(wrong("too many certificates"));
                        }
                    }
                } else {
                    self.x5chain.push(decoder.bytes()?);
                }
                if self.x5chain.iter().any(|der| der.len() > MAX_CERTIFICATE_BYTES) {
                    return Err(wrong("a certificate is too large"));
                }
            }
            TYP => {
                if !protected {
                    return Err(wrong("must be protected"));
                }
                if decoder.peek()? != Kind::Text {
                    return Err(wrong("a text media type is wanted"));
                }
                self.typ = Some(decoder.text()?);
            }
            _ => {
                decoder.skip()?;
            }
        }
        Ok(())
    }
}

/// The two header maps of a thing about to be signed.
pub(super) fn build(
    algorithm: Algorithm,
    purpose: Purpose,
    key_id: Option<&KeyId>,
    chain: &[Vec<u8>],
) -> (Value, Value) {
    let mut protected = vec![(Value::from(ALG), Value::from(algorithm.label()))];
    protected.extend(purpose.media_type().map(|typ| (Value::from(TYP), Value::from(typ))));
    let mut unprotected = Vec::new();
    match chain {
        [] => unprotected.extend(key_id.map(|kid| (Value::from(KID), Value::from(kid.as_bytes())))),
        [one] => unprotected.push((Value::from(X5CHAIN), Value::from(one.as_slice()))),
        more => unprotected.push((
            Value::from(X5CHAIN),
            Value::Array(more.iter().map(|der| Value::from(der.as_slice())).collect()),
        )),
    }
    (Value::Map(protected), Value::Map(unprotected))
}

const ALG: i64 = 1;
const CRIT: i64 = 2;
const KID: i64 = 4;
const TYP: i64 = 16;
const X5CHAIN: i64 = 33;
