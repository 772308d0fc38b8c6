//! Applications to link a number and what is stored of a linking: no panic; what is read is written as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::cose::Purpose;
use qujat::id::PhoneNumber;
use qujat::subscriber::{Application, Linking};
use qujat_fuzz::{Gullible, Nobody, signed};

fuzz_target!(|bytes: &[u8]| {
    for application in [bytes, &signed(Purpose::SubscriberApplication, bytes)] {
        if let Ok(read) = Application::open(application, &Gullible) {
            let again = read.sign(&Nobody).expect("what is read can be signed");
            assert!(Application::open(&again, &Gullible).expect("ours") == read);
        }
    }
    if let Ok(linking) = Linking::from_bytes(bytes) {
        let again = linking.to_bytes().expect("what is read can be written");
        assert!(Linking::from_bytes(&again).expect("ours") == linking);
    }
    if let Ok(text) = core::str::from_utf8(bytes)
        && let Ok(number) = PhoneNumber::parse(text)
    {
        assert_eq!(PhoneNumber::parse(&number.to_e164()), Ok(number));
    }
});
