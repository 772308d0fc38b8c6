//! Diagnostic notation: no panic, and every well-formed item has one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::cbor;
use qujat::limits::MAX_DOCUMENT_BYTES;

fuzz_target!(|bytes: &[u8]| {
    let shown = cbor::diagnostic(bytes);
    assert_eq!(shown.is_ok(), cbor::check(bytes, MAX_DOCUMENT_BYTES).is_ok());
});
