//! Signature algorithms the app carries out, where this library does not: GOST R 34.10 by a licensed provider.

use core::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use qujat::cose::SignatureError;
use qujat::trust::ForeignAlgorithm;

use crate::{InputException, PlatformException};

/// A signature algorithm as certificates name it: byte for byte, since parameters choose the curve.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SignatureAlgorithm {
    /// For messages, and what `SignatureProvider.verify` is told: 1 to 64 bytes, another for each algorithm.
    pub name: String,
    /// The content of the AlgorithmIdentifier of such keys (RFC 5280 §4.1.2.7), parameters included, without its own tag and
    /// length.
    pub key_identifier: Vec<u8>,
    /// The content of the AlgorithmIdentifier of their signatures, likewise.
    pub signature_identifier: Vec<u8>,
    /// By which COSE identifier such keys sign documents. None is registered for GOST, so one of private use (below −65536)
    /// that signers and verifiers agree on. Absent: certificates and revocation lists only.
    #[uniffi(default = None)]
    pub cose_identifier: Option<i64>,
}

/// Carries out signature algorithms that this library does not, in certificate chains, in revocation lists, and in what the
/// certified keys sign. Called from the thread that called the library, and from many at once.
#[uniffi::export(with_foreign)]
pub trait SignatureProvider: Send + Sync {
    /// The algorithms it carries out, 16 at most. Asked once, when a `Verifier` is made.
    fn algorithms(&self) -> Result<Vec<SignatureAlgorithm>, PlatformException>;

    /// Whether `signature` over `message` (not a digest of it) is that of `key`, by the algorithm of this name. What is thrown
    /// leaves the question open: the word is then "unknown", never "valid".
    ///
    /// `key` and `signature` are the contents of the BIT STRINGs a certificate holds them in, unchanged; of a document the
    /// signature is the byte string as it came. Of the national certification centre's algorithms the key's content is an
    /// OCTET STRING of two little-endian coordinates, and the signature two little-endian numbers.
    fn verify(
        &self,
        algorithm: String,
        key: Vec<u8>,
        message: Vec<u8>,
        signature: Vec<u8>,
    ) -> Result<bool, PlatformException>;
}

/// GOST R 34.10-2015 with keys of 512 bits, as the national certification centre's certificates name it. `coseIdentifier`:
/// by which identifier documents are signed with it, where they are.
#[uniffi::export(default(cose_identifier = None))]
pub fn gost_512(cose_identifier: Option<i64>) -> SignatureAlgorithm {
    let ForeignAlgorithm { name, key, signature, .. } = ForeignAlgorithm::KZ_GOST_2015_512;
    SignatureAlgorithm {
        name: name.to_owned(),
        key_identifier: key.to_vec(),
        signature_identifier: signature.to_vec(),
        cose_identifier,
    }
}

/// The app's provider as the core's.
pub(crate) struct AppAlgorithms {
    algorithms: Vec<ForeignAlgorithm>,
    provider: Arc<dyn SignatureProvider>,
}

impl AppAlgorithms {
    pub(crate) fn new(provider: Arc<dyn SignatureProvider>) -> Result<Self, InputException> {
        let named = provider.algorithms().map_err(|_| refused("the provider named no algorithms"))?;
        if named.len() > MAX_ALGORITHMS {
            return Err(refused("the provider names more algorithms than 16"));
        }
        let mut algorithms: Vec<ForeignAlgorithm> = Vec::with_capacity(named.len());
        for algorithm in &named {
            if algorithm.name.is_empty() || algorithms.iter().any(|known| known.name == algorithm.name) {
                return Err(refused("an algorithm of the provider has no name of its own"));
            }
            algorithms.push(algorithm.kept()?);
        }
        Ok(Self { algorithms, provider })
    }
}

impl qujat::trust::SignatureProvider for AppAlgorithms {
    fn algorithms(&self) -> &[ForeignAlgorithm] {
        &self.algorithms
    }

    fn verify(
        &self,
        algorithm: &ForeignAlgorithm,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let name = algorithm.name.to_owned();
        match self.provider.verify(name, key.to_vec(), message.to_vec(), signature.to_vec()) {
            Ok(true) => Ok(()),
            Ok(false) => Err(SignatureError::Untrue),
            Err(_) => Err(SignatureError::Unanswered),
        }
    }
}

/// The names, not the app's object.
impl fmt::Debug for AppAlgorithms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.algorithms.iter().map(|algorithm| algorithm.name)).finish()
    }
}

impl SignatureAlgorithm {
    fn kept(&self) -> Result<ForeignAlgorithm, InputException> {
        for identifier in [&self.key_identifier, &self.signature_identifier] {
            // An OBJECT IDENTIFIER comes first.
            if identifier.first() != Some(&0x06) {
                return Err(refused(
                    "an algorithm identifier of the provider does not begin with an object identifier",
                ));
            }
        }
        let name = core::str::from_utf8(kept(self.name.as_bytes())?).unwrap_or_default();
        let (key, signature) = (kept(&self.key_identifier)?, kept(&self.signature_identifier)?);
        Ok(ForeignAlgorithm { name, key, signature, cose: self.cose_identifier })
    }
}

/// Bytes that stay for as long as the process does, since path validation asks for such; each once, however many verifiers
/// an app makes.
fn kept(bytes: &[u8]) -> Result<&'static [u8], InputException> {
    if bytes.len() > MAX_IDENTIFIER_BYTES {
        return Err(refused("a name or an identifier of the provider is longer than 64 bytes"));
    }
    let mut known = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.iter().find(|known| **known == bytes) {
        return Ok(known);
    }
    if known.len() >= MAX_KEPT {
        return Err(refused("more algorithms were named than a process ever needs"));
    }
    let bytes: &'static [u8] = bytes.to_vec().leak();
    known.push(bytes);
    Ok(bytes)
}

fn refused(reason: &str) -> InputException {
    InputException::Trust { code: "trust".to_owned(), reason: reason.to_owned() }
}

static KEPT: Mutex<Vec<&'static [u8]>> = Mutex::new(Vec::new());

const MAX_ALGORITHMS: usize = 16;
const MAX_IDENTIFIER_BYTES: usize = 64;
/// Names and identifiers of all the providers a process has had.
const MAX_KEPT: usize = 3 * MAX_ALGORITHMS * 4;

#[cfg(test)]
mod tests {
    use qujat::trust::SignatureProvider as _;

    use super::*;

    /// Says what it was made with.
    struct App {
        algorithms: Result<Vec<SignatureAlgorithm>, PlatformException>,
        answer: Result<bool, PlatformException>,
    }

    impl SignatureProvider for App {
        fn algorithms(&self) -> Result<Vec<SignatureAlgorithm>, PlatformException> {
            self.algorithms.clone()
        }

        fn verify(
            &self,
            algorithm: String,
            key: Vec<u8>,
            message: Vec<u8>,
            signature: Vec<u8>,
        ) -> Result<bool, PlatformException> {
            assert_eq!(
                (algorithm.as_str(), &key[..], &message[..], &signature[..]),
                (NAME, &b"k"[..], &b"m"[..], &b"s"[..])
            );
            self.answer
        }
    }

    const NAME: &str = "GOST R 34.10-2015, 512 bits";

    fn provider(
        algorithms: Result<Vec<SignatureAlgorithm>, PlatformException>,
        answer: Result<bool, PlatformException>,
    ) -> Result<AppAlgorithms, String> {
        AppAlgorithms::new(Arc::new(App { algorithms, answer })).map_err(|error| error.to_string())
    }

    #[test]
    fn an_answer_is_a_yes_a_no_or_none() {
        let failed = PlatformException::Failed;
        for (answer, wanted) in [
            (Ok(true), Ok(())),
            (Ok(false), Err(SignatureError::Untrue)),
            (Err(failed), Err(SignatureError::Unanswered)),
            (Err(PlatformException::Cancelled), Err(SignatureError::Unanswered)),
        ] {
            let app = provider(Ok(vec![gost_512(Some(-70_001))]), answer).expect("named");
            let [gost] = app.algorithms() else { panic!("one") };
            assert_eq!(*gost, ForeignAlgorithm { cose: Some(-70_001), ..ForeignAlgorithm::KZ_GOST_2015_512 });
            assert_eq!(qujat::trust::SignatureProvider::verify(&app, gost, b"k", b"m", b"s"), wanted);
        }
    }

    #[test]
    fn what_is_named_is_kept_once() {
        let of = || provider(Ok(vec![gost_512(None)]), Ok(true)).expect("named");
        let (first, second) = (of(), of());
        assert!(core::ptr::eq(first.algorithms()[0].key, second.algorithms()[0].key));
    }

    #[test]
    fn what_cannot_be_an_algorithm_is_refused() {
        let gost = || gost_512(None);
        let refused = |algorithms| provider(algorithms, Ok(true)).map(drop).expect_err("refused");
        assert_eq!(refused(Err(PlatformException::Failed)), "the provider named no algorithms");
        assert_eq!(refused(Ok(vec![gost(), gost()])), "an algorithm of the provider has no name of its own");
        let nameless = SignatureAlgorithm { name: String::new(), ..gost() };
        assert_eq!(refused(Ok(vec![nameless])), "an algorithm of the provider has no name of its own");
        let wrong = "an algorithm identifier of the provider does not begin with an object identifier";
        assert_eq!(refused(Ok(vec![SignatureAlgorithm { key_identifier: vec![0x30, 0], ..gost() }])), wrong);
        assert_eq!(refused(Ok(vec![SignatureAlgorithm { signature_identifier: vec![], ..gost() }])), wrong);
        let long = SignatureAlgorithm { key_identifier: vec![6; 65], ..gost() };
        assert_eq!(
            refused(Ok(vec![long])),
            "a name or an identifier of the provider is longer than 64 bytes"
        );
        assert_eq!(refused(Ok(vec![gost(); 17])), "the provider names more algorithms than 16");
    }
}
