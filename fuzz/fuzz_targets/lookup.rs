//! Requests, and answers or the payload of one: no panic; what is read is read from its own bytes the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::cose::Purpose;
use qujat::lookup::{LookupAnswer, LookupRequest, ServiceResult};
use qujat_fuzz::{Gullible, random, signed};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(request) = LookupRequest::parse(bytes) {
        assert_eq!(request.as_bytes(), bytes);
        let (number, recipient) = (request.number().clone(), request.recipient().clone());
        let again = LookupRequest::make(number, recipient, &mut random).expect("what is read can be asked");
        let read = LookupRequest::parse(again.as_bytes()).expect("ours");
        assert!(read == again && read.number() == request.number());
    }
    for answer in [bytes, &signed(Purpose::LookupAnswer, bytes)] {
        if let Ok(read) = LookupAnswer::open(answer, &Gullible)
            && let Some(result) = read.result()
        {
            let mut again =
                ServiceResult::new(result.seal().clone(), result.service().clone(), result.conclusion())
                    .expect("what is read can be made");
            if !result.summary().is_empty() {
                again = again.with_summary(result.summary().clone()).expect("likewise");
            }
            if let Some(document) = result.document() {
                again = again.with_document(document.to_vec()).expect("likewise");
            }
            assert!(again == *result);
        }
    }
});
