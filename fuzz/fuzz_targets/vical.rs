//! VICALs from anybody, and payloads under a signature that holds: no panic; what is opened can be added, and goes only
//! forward.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::cose::{Purpose, Unsigned};
use qujat::trust::{TrustStore, Vical};
use qujat_fuzz::{issuer, now};

fuzz_target!(|bytes: &[u8]| {
    let signer = issuer().with_certificate_chain(vec![include_bytes!("../seeds/vical/signer").to_vec()]);
    let payload = Unsigned { purpose: Purpose::Document, payload: bytes }.sign(&signer).expect("signed");
    for list in [bytes, &payload] {
        let Ok(vical) = Vical::open(list, &ROOTS, now()) else { continue };
        let mut store = TrustStore::new();
        store.add_vical(&vical).expect("what was opened can be added");
        assert_eq!(store.add_vical(&vical), Ok(()), "the same list again changes nothing");
        assert_eq!(store.is_empty(), vical.entries().is_empty());
        if let Some(later) = vical.version().checked_add(1) {
            store.require_list_version(&vical.list_name(), later);
            assert!(store.add_vical(&vical).is_err(), "back to an older one");
        }
    }
});

static ROOTS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| vec![include_bytes!("../seeds/certificate/anchor").to_vec()]);
