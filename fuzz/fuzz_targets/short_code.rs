//! Six digits, and host names, as people and links write them: no panic, and what is let in is kept.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::code::ShortCode;
use qujat::grant::Host;

fuzz_target!(|text: &str| {
    if let Ok(code) = ShortCode::parse(text) {
        assert!(code.as_str().len() == 6 && code.as_str().bytes().all(|b| b.is_ascii_digit()));
        assert!(ShortCode::parse(&code.shown()) == Ok(code));
    }
    if let Ok(host) = Host::parse(text) {
        assert_eq!(host.as_str(), text);
    }
});
