//! Certificates from anybody: no panic, wherever they stand in a chain, and nobody is trusted but who was certified.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::cose::{Purpose, Sign1, Unsigned};
use qujat::trust::{Certificate, TrustGround, TrustStore};
use qujat_fuzz::{Certified, now};

fuzz_target!(|der: &[u8]| {
    if let Ok(certificate) = Certificate::parse(der) {
        drop((certificate.public_key(), certificate.subject(), certificate.issuer(TrustGround::Anchor)));
        drop((certificate.may_sign_documents(), certificate.signature_algorithm_name()));
        drop((certificate.is_authority(), certificate.in_force(now()), certificate.signatory()));
        let mut store = TrustStore::new();
        drop((store.add_anchor(der), store.add_signer(der)));
        resolve(&store, vec![der.to_vec()]);
    }
    if let Some(key) = resolve(&TRUST, vec![der.to_vec()]) {
        assert!(
            [LEAF, ODD, OFFICIAL].into_iter().any(|der| certified(der).as_ref() == Some(&key)),
            "certified by nobody"
        );
    }
    if let Some(key) = resolve(&TRUST, vec![BELOW.to_vec(), der.to_vec()]) {
        assert_eq!(Some(key), certified(BELOW), "certified by nobody");
    }
});

/// The key a header with this chain leads to.
fn resolve(store: &TrustStore, chain: Vec<Vec<u8>>) -> Option<qujat::cose::PublicKey> {
    // Of the signature nothing is asked here.
    let bytes = Unsigned { purpose: Purpose::Seal, payload: b"" }.sign(&Certified(chain)).expect("signed");
    let sign1 = Sign1::parse(&bytes).ok()?;
    store.resolve(sign1.header(), Purpose::Seal, None, now()).ok()?.key.own().cloned()
}

fn certified(der: &[u8]) -> Option<qujat::cose::PublicKey> {
    Certificate::parse(der).and_then(|certificate| certificate.public_key()).ok()
}

const LEAF: &[u8] = include_bytes!("../seeds/certificate/leaf");
const ODD: &[u8] = include_bytes!("../seeds/certificate/odd");
const OFFICIAL: &[u8] = include_bytes!("../seeds/certificate/official");
const BELOW: &[u8] = include_bytes!("../seeds/certificate/below");

static TRUST: LazyLock<TrustStore> = LazyLock::new(|| {
    let mut store = TrustStore::new();
    store.add_anchor(include_bytes!("../seeds/certificate/anchor")).expect("an anchor");
    store
});
