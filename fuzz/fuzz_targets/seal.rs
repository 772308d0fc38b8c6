//! The text of a seal, or the payload of one: no panic; one seal has one text, and what it states is sealed again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::cose::Purpose;
use qujat::document::seal::SEAL_PREFIX;
use qujat::document::{Seal, SealText};
use qujat_fuzz::{Gullible, Nobody, signed};

fuzz_target!(|bytes: &[u8]| {
    let of_payload = format!("{SEAL_PREFIX}{}", base45::encode(signed(Purpose::Seal, bytes)));
    for text in [core::str::from_utf8(bytes).unwrap_or_default(), &of_payload] {
        let Ok(seal) = SealText::parse(text) else { continue };
        assert_eq!(seal.as_str(), text);
        let Ok(opened) = seal.open(&Gullible) else { continue };
        if let Ok(again) = Seal::make(opened.contents(), &Nobody) {
            assert!(again.open(&Gullible).is_ok_and(|again| again.contents() == opened.contents()));
        }
    }
});
