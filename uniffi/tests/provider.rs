//! A signature algorithm that the application carries out, from its certificates to the document on the screen.
#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::sync::{Arc, Mutex};

use qujat::document::mdoc::digest;
use qujat::time::Timestamp;
use qujat_ffi::{
    CheckName, CheckOutcome, InputException, PlatformException, SignatureAlgorithm, SignatureProvider,
    TrustMaterial, Verdict, Verifier,
};

/// That of `bindings/fixtures`: `SHA-256(key ‖ message) ‖ SHA-256(message ‖ key)`.
struct Provider {
    cose: Option<i64>,
    fails: bool,
    asked: Mutex<u32>,
}

impl SignatureProvider for Provider {
    fn algorithms(&self) -> Result<Vec<SignatureAlgorithm>, PlatformException> {
        let identifier = vec![0x06, 3, 0x2b, 0x65, 0x7f];
        Ok(vec![SignatureAlgorithm {
            name: "nobody's".to_owned(),
            key_identifier: identifier.clone(),
            signature_identifier: identifier,
            cose_identifier: self.cose,
        }])
    }

    fn verify(
        &self,
        algorithm: String,
        key: Vec<u8>,
        message: Vec<u8>,
        signature: Vec<u8>,
    ) -> Result<bool, PlatformException> {
        assert_eq!(algorithm, "nobody's");
        *self.asked.lock().expect("nobody panicked") += 1;
        if self.fails {
            return Err(PlatformException::Unavailable);
        }
        let true_one =
            [digest(&[&key[..], &message].concat()), digest(&[&message[..], &key].concat())].concat();
        Ok(signature == true_one)
    }
}

fn provider(cose: Option<i64>, fails: bool) -> Arc<Provider> {
    Arc::new(Provider { cose, fails, asked: Mutex::default() })
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bindings/fixtures");
    std::fs::read(folder.join(name)).expect("readable")
}

fn now() -> Timestamp {
    Timestamp::from_unix(1_768_017_600).expect("a time")
}

fn trust() -> TrustMaterial {
    TrustMaterial { anchors: vec![fixture("provided_anchor.der")], ..TrustMaterial::default() }
}

fn with(provider: Arc<Provider>) -> Verifier {
    Verifier::with_signature_provider(trust(), provider, now(), None).expect("trusted")
}

fn judge(
    verifier: &Verifier,
    document: Vec<u8>,
) -> (Verdict, Option<(CheckName, CheckOutcome, String)>, bool) {
    let verdict = verifier.verify_document(document, None, now()).expect("an answer");
    let decisive = verdict.report.decisive.map(|it| (it.name, it.outcome, it.reason.unwrap_or_default()));
    (verdict.report.verdict, decisive, verdict.document.is_some())
}

#[test]
fn a_document_of_the_apps_algorithm_is_verified() {
    let asked = provider(Some(-70_001), false);
    let verifier = with(asked.clone());
    assert_eq!(judge(&verifier, fixture("provided.mdoc")), (Verdict::Valid, None, true));
    assert_eq!(*asked.asked.lock().expect("nobody panicked"), 2, "the certificate, and the document");

    // One letter of what was signed.
    let mut changed = fixture("provided.mdoc");
    let at = changed.windows(10).position(|window| window == b"validUntil").expect("there");
    let year = changed[at..].windows(3).position(|window| window == b"203").expect("a year");
    changed[at + year + 2] = b'4';
    let (verdict, decisive, shown) = judge(&verifier, changed);
    assert_eq!((verdict, shown), (Verdict::Invalid, false));
    let untrue = (CheckName::Signature, CheckOutcome::Failed, "the signature is not true".to_owned());
    assert_eq!(decisive, Some(untrue));
}

#[test]
fn what_the_app_does_not_answer_is_unknown() {
    let open = |verifier: &Verifier, name, why: &str| {
        let decisive = Some((name, CheckOutcome::NotDone, why.to_owned()));
        assert_eq!(judge(verifier, fixture("provided.mdoc")), (Verdict::Unknown, decisive, false));
    };
    let failing = with(provider(Some(-70_001), true));
    open(&failing, CheckName::IssuerTrusted, "the provider of the signature's algorithm did not answer");
    // Without a provider the algorithm is named.
    let none = Verifier::new(trust(), now(), None).expect("trusted");
    open(&none, CheckName::IssuerTrusted, "algorithm not supported: an unregistered one");
    // One for certificates alone.
    let certificates = with(provider(None, false));
    open(&certificates, CheckName::Signature, "algorithm not supported: nobody's");
}

#[test]
fn a_provider_that_names_nonsense_is_refused() {
    struct Nameless;
    impl SignatureProvider for Nameless {
        fn algorithms(&self) -> Result<Vec<SignatureAlgorithm>, PlatformException> {
            Err(PlatformException::Failed)
        }

        fn verify(&self, _: String, _: Vec<u8>, _: Vec<u8>, _: Vec<u8>) -> Result<bool, PlatformException> {
            Ok(true)
        }
    }
    let made = Verifier::with_signature_provider(trust(), Arc::new(Nameless), now(), None);
    assert!(matches!(made.map(drop), Err(InputException::Trust { .. })));
}
