//! Records of representation, or the payload of one: no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::access::{Policy, Representation};
use qujat::cose::Purpose;
use qujat_fuzz::{Gullible, now, signed};

fuzz_target!(|bytes: &[u8]| {
    for record in [bytes, &signed(Purpose::Representation, bytes)] {
        if let Ok(record) = Representation::open(record, &Gullible) {
            let fresh = record.is_fresh(now(), Policy::default());
            assert!(!fresh || record.as_of().unix().abs_diff(now().unix()) < 366 * 24 * 3600);
            assert_eq!(format!("{record:?}"), "Representation(…)");
        }
    }
});
