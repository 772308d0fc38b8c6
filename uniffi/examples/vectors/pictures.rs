//! Frames and picture files.

use qujat::code::{Symbol, Use};
use serde_json::{Value, json};

use crate::Wanted::{Error, Nothing, Pass};
use crate::world::hex;
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    let symbol = Symbol::encode(WORDS, Use::Screen)?;
    let side = symbol.size_with_quiet_zone() * 2;
    let luma = symbol.to_luma(2)?.pixels;
    let frame = |frame: &[u8], width: usize, height: usize, row_stride: usize| json!({ "frame": hex(frame), "width": width, "height": height, "row_stride": row_stride });
    cases.add("frame", "one_code", "rows close to each other", frame(&luma, side, side, side), Pass);
    let padded: Vec<u8> = luma.chunks(side).flat_map(|row| [row, &[0x7f; 6]].concat()).collect();
    let ended = &padded[..padded.len() - 6];
    cases.add(
        "frame",
        "padded_rows",
        "rows apart, the last ends with its pixels",
        frame(ended, side, side, side + 6),
        Pass,
    );
    let inverted: Vec<u8> = luma.iter().map(|pixel| 255 - pixel).collect();
    cases.add("frame", "light_on_dark", "a code in negative", frame(&inverted, side, side, side), Pass);

    cases.add("frame", "blank", "nothing to see", frame(&vec![0xff; 64 * 64], 64, 64, 64), Nothing);
    let grey: Vec<u8> = luma.iter().map(|_| 0x80).collect();
    cases.add("frame", "grey", "all of one grey", frame(&grey, side, side, side), Nothing);
    let half = &luma[..side * (side / 2)];
    cases.add(
        "frame",
        "half_a_code",
        "the lower half is missing",
        frame(half, side, side / 2, side),
        Nothing,
    );
    for (name, about, bytes, width, height, row_stride) in [
        ("short_plane", "a byte is missing", &luma[1..], side, side, side),
        ("empty_plane", "no bytes at all", &[][..], side, side, side),
        ("narrow_rows", "rows shorter than their pixels", &luma[..], side, side, side - 1),
        ("no_width", "no pixel in a row", &luma[..], 0, side, side),
        ("no_height", "no row", &luma[..], side, 0, side),
        (
            "huge",
            "sizes whose product does not fit",
            &luma[..],
            u32::MAX as usize,
            u32::MAX as usize,
            u32::MAX as usize,
        ),
    ] {
        cases.add("frame", name, about, frame(bytes, width, height, row_stride), Error("picture"));
    }

    let png = symbol.to_png(2)?;
    let file = |bytes: &[u8]| json!({ "file": hex(bytes) });
    cases.add("picture", "png", "a PNG of one bit a pixel", file(&png), Pass);
    let mut no_end = png.clone();
    no_end.truncate(png.len() / 2);
    let mut wide = png.clone();
    // IHDR's width and height, their checksum no longer true: refused before a pixel is made.
    wide[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    for (name, about, bytes) in [
        ("empty", "no bytes", &[][..]),
        ("no_picture", "neither PNG nor JPEG", b"GIF89a".as_slice()),
        ("only_signature", "PNG's first eight bytes", &png[..8]),
        ("truncated", "half of it", &no_end[..]),
        ("huge", "a header that promises too many pixels", &wide[..]),
    ] {
        cases.add("picture", name, about, file(bytes), Error("picture"));
    }
    debounce(cases, &luma, side)
}

fn debounce(cases: &mut Cases, one: &[u8], side: usize) -> Outcome<()> {
    let other = Symbol::encode("OTHER", Use::Screen)?.to_luma(2)?.pixels;
    let blank = vec![0xff; other.len()];
    let frames: Value = [one, &other, &blank].into_iter().map(hex).collect();
    let given = |order: Vec<i64>| json!({ "frames": frames, "width": side, "height": side, "row_stride": side, "order": order });
    cases.add("debounce", "held_up", "one code held up is one event", given(vec![0, 0, 2, 0, 1, 1, 0]), Pass);
    cases.add("debounce", "forgotten", "told again after forget", given(vec![0, 0, -1, 0]), Pass);
    let absent = [vec![0], vec![2; 29], vec![0], vec![2; 30], vec![0]].concat();
    cases.add(
        "debounce",
        "away_for_a_second",
        "told again after thirty frames without it",
        given(absent),
        Pass,
    );
    Ok(())
}

const WORDS: &str = "QUJAT";
