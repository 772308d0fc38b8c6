//! Trust lists, authored and signed: no panic; what was let in is written, signed and opened as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::cose::Purpose;
use qujat::trust::{TrustList, TrustListDraft, TrustStore};
use qujat_fuzz::{Gullible, Nobody, signed};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(draft) = TrustListDraft::from_json(bytes) {
        let json = draft.to_json().expect("written");
        assert_eq!(TrustListDraft::from_json(&json).as_ref(), Ok(&draft));
        let list = TrustList::open(&draft.sign(&Nobody).expect("signed"), &Gullible).expect("opened");
        assert_eq!((list.entries(), list.skipped()), (draft.entries.as_slice(), 0));
    }
    for list in [bytes, &signed(Purpose::TrustList, bytes)] {
        drop(TrustListDraft::read_untrusted(list));
        if let Ok(list) = TrustList::open(list, &Gullible) {
            let mut store = TrustStore::new();
            if store.add_list(&list).is_ok() {
                assert_eq!(store.add_list(&list), Ok(()), "the same list again changes nothing");
                assert_eq!(store.is_empty(), list.entries().is_empty());
            }
        }
    }
});
