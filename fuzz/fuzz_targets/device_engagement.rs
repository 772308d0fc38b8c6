//! What a stranger's code or NFC record offers: no panic; what is read says the same when it is written again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::proximity::{DeviceEngagement, Handover, HolderEngagement, ProximityError, ReaderSession};
use qujat_fuzz::random;

fuzz_target!(|bytes: &[u8]| {
    let from_text = str::from_utf8(bytes).ok().and_then(|text| DeviceEngagement::from_uri(text).ok());
    let Some(read) = from_text.or_else(|| DeviceEngagement::parse(bytes).ok()) else { return };
    assert_eq!(DeviceEngagement::from_uri(&read.to_uri()).as_ref(), Ok(&read));
    // Its ways can be offered by another.
    match HolderEngagement::make(read.methods(), &mut random) {
        Ok(made) => assert_eq!(made.engagement().methods(), read.methods()),
        // With a key that takes more bytes than theirs.
        Err(error) => assert!(matches!(error, ProximityError::TooLarge { .. }), "{error}"),
    }
    // And it can be talked to.
    assert!(ReaderSession::start(&read, &Handover::Qr, &mut random).is_ok());
});
