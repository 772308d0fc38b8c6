//! Picture files from anybody: no panic, whatever the decoders of PNG and JPEG make of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::scan::Scanner;

fuzz_target!(|file: &[u8]| {
    if pixels(file) <= MOST {
        drop(Scanner::new().scan_picture(file));
    }
});

/// As many pixels as the file claims: the largest allowed take seconds each, and teach nothing a small one does not.
fn pixels(file: &[u8]) -> u64 {
    if let Some([w1, w2, w3, w4, h1, h2, h3, h4]) = file.get(16..24).filter(|_| file.first() == Some(&0x89)) {
        let side = |bytes| u64::from(u32::from_be_bytes(bytes));
        return side([*w1, *w2, *w3, *w4]).saturating_mul(side([*h1, *h2, *h3, *h4]));
    }
    // Any segment that may be the one with the sizes: start of frame, 0xFFC0 and after.
    let sizes = file.windows(9).filter_map(|window| match window {
        [0xff, 0xc0..=0xcf, _, _, _, h1, h2, w1, w2] => {
            Some(u64::from(u16::from_be_bytes([*h1, *h2])) * u64::from(u16::from_be_bytes([*w1, *w2])))
        }
        _ => None,
    });
    sizes.max().unwrap_or_default()
}

const MOST: u64 = 160 * 160;
