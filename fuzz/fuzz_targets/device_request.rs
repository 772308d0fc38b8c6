//! What a stranger's reader asks for: no panic; nobody is trusted who was not, and what is asked can be asked again.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::document::mdoc::SessionTranscript;
use qujat::proximity::{DeviceRequest, ReaderStanding, RequestDraft};
use qujat::trust::ReaderTrust;
use qujat_fuzz::now;

fuzz_target!(|bytes: &[u8]| {
    let Ok(request) = DeviceRequest::parse(bytes) else { return };
    let mut again = RequestDraft::new();
    for one in &request.documents {
        let standing = one.reader(&TRANSCRIPT, &READERS, now());
        // The seeds' reader signed in another session.
        assert!(!matches!(standing, ReaderStanding::Trusted(_)), "forged");
        assert_eq!(standing == ReaderStanding::Anonymous, !one.is_signed());
        let elements: Vec<_> = one
            .elements
            .iter()
            .map(|element| (&*element.name_space, &*element.identifier, element.intent_to_retain))
            .collect();
        again.ask(&one.doc_type, &elements, None, &TRANSCRIPT).expect("within the bounds it was read in");
    }
    // What came with indefinite lengths may have been a little shorter.
    let Ok(again) = again.finish() else { return };
    let read = DeviceRequest::parse(&again).expect("ours");
    for (one, other) in request.documents.iter().zip(&read.documents) {
        assert_eq!((&one.doc_type, one.elements.len()), (&other.doc_type, other.elements.len()));
    }
});

static TRANSCRIPT: LazyLock<SessionTranscript> =
    LazyLock::new(|| SessionTranscript::make(None, None, &[0xf6]).expect("a transcript"));

static READERS: LazyLock<ReaderTrust> = LazyLock::new(|| {
    let mut readers = ReaderTrust::new();
    readers.add_anchor(include_bytes!("../seeds/certificate/anchor")).expect("an authority");
    readers
});
