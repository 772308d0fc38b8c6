//! Strict CBOR: no panic; what is let in can be written deterministically, and that form is let in and stays as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::cbor::{self, Value};
use qujat::limits::MAX_DOCUMENT_BYTES;

fuzz_target!(|bytes: &[u8]| {
    if cbor::check(bytes, MAX_DOCUMENT_BYTES).is_ok()
        && let Ok(value) = cbor::from_slice::<Value>(bytes, MAX_DOCUMENT_BYTES, "any")
        && let Ok(written) = cbor::encode(&value)
    {
        // RFC 8949 §3.4.3: a bignum that fits 64 bits is written as an integer, which takes nine bytes for seven at worst.
        assert!(written.len() * 7 <= bytes.len() * 9, "the deterministic form is the shortest");
        let Ok(again) = cbor::from_slice::<Value>(&written, MAX_DOCUMENT_BYTES, "any") else {
            // ciborium's values hold no negative bignum of 16 bytes whose first bit is set; all else we write we read.
            assert!(written.windows(3).any(|bytes| matches!(bytes, [0xc3, 0x50, 0x80..=0xff])));
            return;
        };
        assert_eq!(cbor::encode(&again).as_ref(), Ok(&written));
    }
});
