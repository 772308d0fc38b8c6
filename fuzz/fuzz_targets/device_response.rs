//! What a stranger's device answers, and what a session recorded: no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::document::mdoc::{DeviceResponse, IssuerSigned, Mso};
use qujat::verify::SessionTranscript;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(transcript) = SessionTranscript::parse(bytes) {
        assert!(SessionTranscript::parse(transcript.as_bytes()).is_ok());
    }
    let Ok(response) = DeviceResponse::parse(bytes) else { return };
    for shown in &response.documents {
        let whole = shown.issuer_signed.disclose(|_, _| true);
        assert!(IssuerSigned::parse(&whole).is_ok());
        drop(Mso::parse(shown.issuer_signed.mso_untrusted()));
    }
});
