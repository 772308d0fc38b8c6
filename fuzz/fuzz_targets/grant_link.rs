//! Links of grants: no panic, and what is let in is written as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::grant::GrantLink;

fuzz_target!(|text: &str| {
    if let Ok(link) = GrantLink::parse(text) {
        assert_eq!(link.to_text(), text);
        assert_eq!(GrantLink::new(link.host(), link.path(), link.token()), Ok(link));
    }
});
