//! View marks and checkpoints as stored and sent, or the inside of one: no panic, and a mark has one form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::cbor::{self, Value};
use qujat::cose::Purpose;
use qujat::document::mdoc::digest;
use qujat::journal::{Checkpoint, Mark, Side, verify_chain};
use qujat_fuzz::{Gullible, signed};

fuzz_target!(|bytes: &[u8]| {
    let hash = digest(&[b"qujat/view-mark/1\0", bytes].concat());
    let mark = Value::Array(vec![Value::Bytes(bytes.to_vec()), Value::Bytes(hash.to_vec())]);
    for mark in [bytes, &cbor::encode(&mark).expect("encoded")] {
        if let Ok(read) = Mark::from_bytes(mark) {
            assert_eq!(read.to_bytes(), mark);
            assert!(!read.is_pair_of(&read));
            for side in Side::ALL {
                drop(
                    verify_chain(&read.view().cabinet(side), [mark, mark], None).expect_err("no two are one"),
                );
            }
        }
    }
    for checkpoint in [bytes, &signed(Purpose::ViewMarkCheckpoint, bytes)] {
        if let Ok(checkpoint) = Checkpoint::open(checkpoint, &Gullible) {
            assert_eq!(checkpoint.only_grew_since(&checkpoint), Ok(()));
        }
    }
});
