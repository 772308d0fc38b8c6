//! The text of a symbol: no panic, and each carrier is what it is read as.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::scan::{Content, Scanned};

fuzz_target!(|text: &str| {
    match Scanned::from_text(text) {
        Scanned::Grant(link) => assert_eq!(link.to_text(), text),
        Scanned::Seal(seal) => assert_eq!(seal.as_str(), text),
        Scanned::PresentationFrame(_) => assert!(text.starts_with("QP1:")),
        // base45 has second spellings, a challenge has one text.
        Scanned::Challenge(challenge) => {
            assert_eq!(Scanned::from_text(&challenge.to_text()), Scanned::Challenge(challenge));
        }
        Scanned::Unknown(content) => assert!(content == Content::Text(text.to_owned())),
    }
});
