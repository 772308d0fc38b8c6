//! Certificate revocation lists from anybody: no panic; only the authority's own list says anything of its signer.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::cose::{Purpose, Sign1, Unsigned};
use qujat::trust::{Revocation, RevocationGap, TrustStore};
use qujat_fuzz::{issuer, now};

fuzz_target!(|der: &[u8]| {
    let mut store = TRUST.clone();
    let added = store.add_crl(der);
    if added.is_ok() {
        assert_eq!(store.add_crl(der), Ok(()), "the same list again changes nothing");
    }
    match revocation(&store) {
        // Of the authority's making are the two seeds.
        Revocation::Revoked { .. } => assert_eq!(der, REVOKING, "revoked by nobody"),
        Revocation::Good { .. } => assert_eq!(der, NOBODY, "vouched for by nobody"),
        Revocation::Unknown { gap: RevocationGap::NoList } => {}
        other => panic!("{other:?}"),
    }
});

/// What the store knows of the signer in the seeds.
fn revocation(store: &TrustStore) -> Revocation {
    let sign1 = Sign1::parse(&SIGNED).expect("ours");
    store.resolve(sign1.header(), Purpose::Seal, None, now()).expect("trusted").revocation
}

static SIGNED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let signer = issuer().with_certificate_chain(vec![LEAF.to_vec()]);
    Unsigned { purpose: Purpose::Seal, payload: b"" }.sign(&signer).expect("signed")
});

const LEAF: &[u8] = include_bytes!("../seeds/certificate/leaf");
const NOBODY: &[u8] = include_bytes!("../seeds/crl/nobody");
const REVOKING: &[u8] = include_bytes!("../seeds/crl/revoking");

static TRUST: LazyLock<TrustStore> = LazyLock::new(|| {
    let mut store = TrustStore::new();
    store.add_anchor(include_bytes!("../seeds/certificate/anchor")).expect("an anchor");
    store
});
