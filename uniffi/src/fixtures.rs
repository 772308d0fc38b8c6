//! `bindings/fixtures`, for tests.

use std::path::Path;

use qujat::time::Timestamp;

use crate::{TrustMaterial, Verifier};

pub(crate) const MOTHER: &str = "860314499992";

pub(crate) const HOUR: i64 = 60 * 60;

/// When they were made.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_unix(1_768_017_600).expect("a time")
}

#[allow(clippy::disallowed_methods, reason = "a test reads its files")]
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bindings/fixtures");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(crate) fn verifier() -> Verifier {
    let trust = TrustMaterial {
        signers: vec![bytes("publisher.cose_key")],
        lists: vec![bytes("issuers.trust_list")],
        ..TrustMaterial::default()
    };
    Verifier::new(trust, now(), None).expect("trusted")
}
