//! Public keys from anybody: no panic, and a key that was read is written and read again as the same key.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::cbor;
use qujat::cose::PublicKey;

fuzz_target!(|bytes: &[u8]| {
    let read = [
        PublicKey::from_cose(bytes),
        PublicKey::from_sec1(bytes),
        PublicKey::from_spki(bytes),
        PublicKey::from_ed25519_bytes(bytes),
    ];
    for key in read.into_iter().flatten() {
        let cose = cbor::encode(&key.to_cose()).expect("a key is written");
        assert!(PublicKey::from_cose(&cose).is_ok_and(|again| again == key));
        let spki = key.to_spki().expect("a key is written");
        assert!(PublicKey::from_spki(&spki).is_ok_and(|again| again == key));
    }
});
