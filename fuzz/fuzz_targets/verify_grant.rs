//! Links of grants from anybody, verified: no panic; what passes says what the service signed, and leads to it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::grant::{GrantLink, GrantToken};
use qujat::trust::TrustStore;
use qujat::verify::grant;
use qujat_fuzz::{issuer, now, trust};

fuzz_target!(|text: &str| {
    let Ok(link) = GrantLink::parse(text) else { return };
    if let Ok(token) = grant(&link, &TRUST, now()).into_token() {
        assert_eq!(token.claims(), SIGNED.claims(), "forged");
        assert_eq!(link.host(), &token.claims().service);
    }
});

/// What the seed says: all that was ever signed.
static SIGNED: LazyLock<GrantToken> = LazyLock::new(|| {
    let link = GrantLink::parse(include_str!("../seeds/verify_grant/open")).expect("ours");
    GrantToken::open_of_any_service(link.token(), &issuer().public_key()).expect("ours")
});

static TRUST: LazyLock<TrustStore> = LazyLock::new(|| trust(include_bytes!("../seeds/certificate/anchor")));
