//! Tokens of grants, or the claims of one: no panic, and none that nobody but the service could have signed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::cose::{PublicKey, Purpose};
use qujat::grant::GrantToken;
use qujat_fuzz::{Gullible, issuer, now, signed};

fuzz_target!(|bytes: &[u8]| {
    assert!(GrantToken::open_of_any_service(bytes, &*STRANGER).is_err(), "forged");
    for token in [bytes, &signed(Purpose::Grant, bytes)] {
        if let Ok(token) = GrantToken::open_of_any_service(token, &Gullible) {
            assert!((1..=32).contains(&token.claims().doc_types.len()));
            token.state(now());
        }
    }
});

/// A key no seed is signed with.
static STRANGER: LazyLock<PublicKey> = LazyLock::new(|| {
    let algorithm = qujat::cose::Signer::algorithm(&issuer());
    qujat::cose::SoftwareSigner::from_secret(algorithm, &[9; 32]).expect("a seed").public_key()
});
