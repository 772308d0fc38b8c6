//! Picture files from anybody: no panic, whatever the decoders of PNG and JPEG make of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::scan::Scanner;
use qujat_fuzz::pixels;

fuzz_target!(|file: &[u8]| {
    if pixels(file) <= MOST {
        drop(Scanner::new().scan_picture(file));
    }
});

const MOST: u64 = 160 * 160;
