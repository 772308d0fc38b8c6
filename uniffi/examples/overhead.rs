//! Times two calls of the facade in Rust itself; `cargo xtask figures` divides by it what the same calls take through the
//! binding of a language. Every such program takes a folder and prints the medians:
//!
//! ```text
//! verify NANOSECONDS     one document of identity_card.mdoc verified
//! frame NANOSECONDS      one frame of frame.luma scanned
//! ```
//!
//! This one also writes `frame.luma`, where it is not there.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a tool, not the library: it reads the clock"
)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tool that cannot set up has nothing to time"
)]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use qujat::code::{Symbol, Use};
use qujat::time::Timestamp;
use qujat_ffi::{Scanner, TrustMaterial, Verifier};

fn main() {
    let folder = std::env::args().nth(1).expect("name the folder of the files");
    let folder = Path::new(&folder);
    let read = |name: &str| fs::read(folder.join(name)).expect(name);
    let now = Timestamp::from_unix(NOW).expect("a time");
    let trust = TrustMaterial {
        signers: vec![read("publisher.cose_key")],
        lists: vec![read("issuers.trust_list")],
        ..TrustMaterial::default()
    };
    let verifier = Verifier::new(trust, now, None).expect("a verifier");
    let card = read("identity_card.mdoc");
    let verify = median(2000, || {
        let verdict = verifier.verify_document(black_box(card.clone()), None, now).expect("an answer");
        assert!(verdict.document.is_some(), "the card is valid");
    });

    let place = folder.join("frame.luma");
    if !place.is_file() {
        fs::write(&place, picture()).expect("frame.luma");
    }
    let (frame, scanner) = (read("frame.luma"), Scanner::new());
    let scan = median(200, || {
        let found = scanner.scan(black_box(&frame), WIDTH, HEIGHT, WIDTH).expect("an answer");
        assert_eq!(found.len(), 1, "codes in the frame");
    });
    println!("verify {verify}\nframe {scan}");
}

/// Nanoseconds of the middle one of `samples` runs, after a quarter as many that do not count.
fn median(samples: usize, call: impl Fn()) -> u128 {
    let mut taken: Vec<u128> = (0..samples + samples / 4)
        .map(|_| {
            let start = Instant::now();
            call();
            start.elapsed().as_nanos()
        })
        .skip(samples / 4)
        .collect();
    taken.sort_unstable();
    taken[samples / 2]
}

/// A light table that gets darker to one side, and a code on it.
fn picture() -> Vec<u8> {
    let symbol = Symbol::encode(&"OPEN ACCESS ".repeat(20), Use::Screen).expect("a symbol");
    let raster = symbol.to_luma(4).expect("a raster");
    let side = symbol.size_with_quiet_zone() * 4;
    let (width, height) = (WIDTH as usize, HEIGHT as usize);
    let mut pixels: Vec<u8> =
        (0..width * height).map(|at| 220 - u8::try_from((at % width) / 16).expect("below 80")).collect();
    let (left, top) = ((width - side) / 2, (height - side) / 2);
    for (y, row) in raster.pixels.chunks(side).enumerate() {
        let start = (top + y) * width + left;
        pixels[start..start + side].copy_from_slice(row);
    }
    pixels
}

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;

/// When the fixtures were made: 2026-01-10T09:00:00+05:00.
const NOW: i64 = 1_768_017_600;
