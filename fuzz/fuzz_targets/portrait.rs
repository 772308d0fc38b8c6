//! A photograph from anybody becomes a portrait: no panic, never over its budget, and a JPEG that is read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::document::portrait::{PortraitPolicy, make_portrait};
use qujat_fuzz::pixels;

fuzz_target!(|bytes: &[u8]| {
    let [width, height, budget, file @ ..] = bytes else { return };
    if pixels(file) > MOST {
        return;
    }
    let policy = PortraitPolicy {
        width: u32::from(*width),
        height: u32::from(*height),
        budget: usize::from(*budget) * 64,
    };
    if let Ok(portrait) = make_portrait(file, policy) {
        assert!(portrait.len() <= policy.budget);
        assert!(portrait.starts_with(&[0xff, 0xd8, 0xff]));
        let again = make_portrait(&portrait, PortraitPolicy { budget: 128 * 1024, ..policy });
        assert!(again.is_ok(), "{again:?}");
    }
});

const MOST: u64 = 160 * 160;
