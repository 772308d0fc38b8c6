//! COSE_Sign1 from anybody: no panic, whatever it is opened as and with; and nobody but the key's owner signs for it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::cose::{Algorithm, PublicKey, Purpose, Sign1, SoftwareSigner};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(sign1) = Sign1::parse(bytes) {
        for key in KEYS.iter() {
            assert!(sign1.verify_bare(b"", key).is_err(), "forged");
            assert!(sign1.verify_detached(b"payload", key).is_err(), "forged");
            for purpose in Purpose::ALL {
                assert!(sign1.open(purpose, key).is_err(), "forged");
            }
        }
    }
});

/// Keys that never signed anything.
static KEYS: LazyLock<[PublicKey; 3]> = LazyLock::new(|| {
    [(Algorithm::Es256, 32), (Algorithm::Es384, 48), (Algorithm::EdDsa, 32)].map(|(algorithm, size)| {
        SoftwareSigner::from_secret(algorithm, &[7; 48][..size]).expect("a key").public_key()
    })
});
