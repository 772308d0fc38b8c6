//! Identifiers and times from text: no panic, and what is let in is kept as it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::id::{Bin, DocType, DocumentNumber, Iin, Recipient};
use qujat::time::{Date, Timestamp};

fuzz_target!(|text: &str| {
    let kept = [
        Iin::parse(text).map(|id| id.as_str() == text),
        Bin::parse(text).map(|id| id.as_str() == text),
        Recipient::parse(text).map(|id| id.as_str() == text),
        DocumentNumber::parse(text).map(|id| id.as_str() == text),
        DocType::parse(text).map(|id| id.as_str() == text),
    ];
    assert!(kept.into_iter().flatten().all(|kept| kept));
    if let Ok(time) = Timestamp::parse(text) {
        assert_eq!(Timestamp::parse(&time.to_utc()), Ok(time));
        assert_eq!(Timestamp::parse(&time.to_local()), Ok(time));
    }
    if let Ok(date) = Date::parse(text) {
        assert_eq!(Date::parse(&date.to_string()), Ok(date));
    }
});
