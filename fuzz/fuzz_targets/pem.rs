//! Files of certificates and keys: no panic, and what is found in one is found again by itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::cose::PublicKey;
use qujat::trust::{certificates, public_key_pem};

fuzz_target!(|file: &[u8]| {
    for der in certificates(file).unwrap_or_default() {
        assert_eq!(certificates(&der), Ok(vec![der.clone()]));
    }
    if let Ok(key) = public_key_pem(file) {
        let spki = key.to_spki().expect("written");
        assert!(PublicKey::from_spki(&spki).is_ok_and(|again| again == key));
    }
});
