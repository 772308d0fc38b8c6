//! Status lists, signed or only their payloads: no panic; what was let in is continued, signed and opened as the same.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::cose::Purpose;
use qujat::limits::MAX_STATUS_BYTES;
use qujat::trust::TrustStore;
use qujat::trust::status::{StatusList, StatusListBuilder};
use qujat::verify::status_list;
use qujat_fuzz::{Gullible, Nobody, now, signed, trust};

fuzz_target!(|bytes: &[u8]| {
    for token in [bytes, &signed(Purpose::StatusList, bytes)] {
        if let Ok(list) = StatusList::open(token, &Gullible) {
            assert!(list.len() <= 8 * MAX_STATUS_BYTES as u64);
            assert!(list.status(list.len()).is_none() && list.status(u64::MAX).is_none());
            assert_eq!(list.is_empty(), list.status(0).is_none());
            assert!(list.fresh_until(list.issued()) >= list.issued());
            // Written anew without an end: its own may be past what a builder is asked for.
            let again = StatusListBuilder::from_list(&list).sign(&Nobody, list.issued(), None, None);
            // Noise may unpack to what no longer packs within the limit of a signed list.
            if let Ok(again) = again {
                let again = StatusList::open(&again, &Gullible).expect("ours");
                assert_eq!((again.uri(), again.len()), (list.uri(), list.len()));
                for index in (0..list.len()).step_by(1 + list.len() as usize / 64) {
                    assert_eq!(again.status(index), list.status(index));
                }
            }
        }
    }
    if let (_, Some(list)) = status_list(bytes, &TRUST, now()) {
        let mut store = TRUST.clone();
        assert_eq!(store.add_status_list(list.clone(), now()), Ok(()));
        assert_eq!(store.add_status_list(list, now()), Ok(()), "the same list again changes nothing");
        assert_eq!(store.status_lists().count(), 1);
    }
});

static TRUST: LazyLock<TrustStore> = LazyLock::new(|| trust(include_bytes!("../seeds/certificate/anchor")));
