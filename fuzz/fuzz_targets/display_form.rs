//! Display forms, authored and signed: no panic; one that is understood is written, signed and read as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::cose::Purpose;
use qujat::display::Form;
use qujat_fuzz::{Gullible, Nobody, signed};

fuzz_target!(|bytes: &[u8]| {
    let read = [
        Form::from_json(bytes),
        Form::open(bytes, &Gullible),
        Form::open(&signed(Purpose::DisplayForm, bytes), &Gullible),
    ];
    for form in read.into_iter().flatten() {
        let json = form.to_json();
        if form.not_understood().is_empty() {
            assert_eq!(Form::from_json(json.as_bytes()).as_ref(), Ok(&form));
            let signed = form.make(&Nobody).expect("understood, so signed");
            assert_eq!(Form::open(&signed, &Gullible).as_ref(), Ok(&form));
        } else {
            assert!(form.make(&Nobody).is_err());
        }
    }
});
