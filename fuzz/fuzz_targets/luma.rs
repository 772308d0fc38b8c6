//! Camera frames of any size and stride, of noise and of damaged symbols: no panic in the scanner.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::code::{Symbol, Use};
use qujat::scan::Scanner;

fuzz_target!(|bytes: &[u8]| {
    let [how, width, height, padding, rest @ ..] = bytes else { return };
    // What can go wrong in a large frame goes wrong in these, a hundred times as often a second.
    let (width, height) = (usize::from(*width) % MOST, usize::from(*height) % MOST);
    let stride = width + usize::from(*padding % 8);
    match how % 4 {
        // Bytes as they are, whatever sizes are claimed of them.
        0 => scan(rest, width, height, stride.wrapping_sub(usize::from(how / 4))),
        // A pixel a bit.
        1 => {
            let bit = |at: usize| rest.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1);
            let pixels: Vec<u8> = (0..stride * height).map(|at| if bit(at) { 0 } else { 255 }).collect();
            scan(&pixels, width, height, stride);
        }
        // A symbol with bytes of it painted over.
        _ => {
            let (text, paint) = rest.split_at(usize::from(*padding).min(rest.len()));
            let text = core::str::from_utf8(text).unwrap_or("QS1:");
            let Ok(symbol) = Symbol::encode(text, Use::Print) else { return };
            let Ok(mut raster) = symbol.to_luma(1 + usize::from(how / 4 % 4)) else { return };
            for place in paint.chunks_exact(3) {
                let at = usize::from(u16::from_le_bytes([place[0], place[1]])) % raster.pixels.len();
                let end = raster.pixels.len().min(at + 8);
                raster.pixels[at..end].fill(place[2]);
            }
            if raster.side <= MOST {
                scan(&raster.pixels, raster.side, raster.side, raster.side);
            }
        }
    }
});

fn scan(pixels: &[u8], width: usize, height: usize, stride: usize) {
    if let Ok(found) = Scanner::new().scan_luma(pixels, width, height, stride) {
        for found in found {
            drop(found.scanned());
            assert!((1..=40).contains(&found.version) && !found.bytes.is_empty());
        }
    }
}

const MOST: usize = 112;
