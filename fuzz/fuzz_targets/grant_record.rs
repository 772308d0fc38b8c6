//! Records of grants: no panic, and what is read can be written and read again as the same grant.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::grant::Grant;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(grant) = Grant::from_bytes(bytes) {
        assert!((1..=32).contains(&grant.documents.len()) && grant.views > 0);
        let written = grant.to_bytes().expect("what was read is written");
        assert_eq!(Grant::from_bytes(&written).as_ref(), Ok(&grant));
    }
});
