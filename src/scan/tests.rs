use super::*;
use crate::code::{Raster, Symbol, Use};

/// Where a point of a picture goes when the picture is turned.
type Turn = fn([f32; 2]) -> [f32; 2];

/// A camera's picture to try things on.
struct Frame {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
}

impl Frame {
    fn grey(width: usize, height: usize) -> Self {
        Self { pixels: vec![170; width * height], width, height }
    }

    fn of(raster: Raster) -> Self {
        Self { width: raster.side, height: raster.side, pixels: raster.pixels }
    }

    /// Puts a symbol of `scale` pixels a module with the corner of its quiet zone at `x`, `y`.
    fn with(mut self, text: &str, scale: usize, x: usize, y: usize) -> Self {
        let drawn = luma_of(text, scale);
        for (row, pixels) in drawn.pixels.chunks(drawn.side).enumerate() {
            let start = (y + row) * self.width + x;
            self.pixels[start..start + drawn.side].copy_from_slice(pixels);
        }
        self
    }

    fn map(mut self, pixel: impl Fn(usize, usize, &Self) -> u8) -> Self {
        self.pixels =
            (0..self.pixels.len()).map(|at| pixel(at % self.width, at / self.width, &self)).collect();
        self
    }

    fn at(&self, x: usize, y: usize) -> u8 {
        self.pixels[y * self.width + x]
    }

    fn scan(&self) -> Vec<Found> {
        Scanner::new().scan_luma(&self.pixels, self.width, self.height, self.width).expect("a frame")
    }
}

fn luma_of(text: &str, scale: usize) -> Raster {
    Symbol::encode(text, Use::Screen).expect("a symbol").to_luma(scale).expect("luma")
}

fn texts(found: &[Found]) -> Vec<&str> {
    let mut texts: Vec<_> = found.iter().map(|found| found.text().unwrap_or("bytes")).collect();
    texts.sort_unstable();
    texts
}

fn near(found: [[f32; 2]; 4], wanted: [[f32; 2]; 4]) -> bool {
    found.as_flattened().iter().zip(wanted.as_flattened()).all(|(a, b)| (a - b).abs() < 1.5)
}

/// 352/2.12, 9/1.2.3: every symbol this library renders, it scans. The lengths are those of ISO/IEC 18004 table 7, level L:
/// the most a version holds, so one more byte asks for the next.
#[test]
fn what_is_encoded_is_scanned_in_every_version_up_to_22() {
    let bytes = [
        17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858, 929,
        1003,
    ];
    let letters = [
        25, 47, 77, 114, 154, 195, 224, 279, 335, 395, 468, 535, 619, 667, 758, 854, 938, 1046, 1153, 1249,
        1352, 1460,
    ];
    let repeat = |of: &str, count: usize| of.chars().cycle().take(count).collect::<String>();
    let mut scanner = Scanner::new();
    for (index, (bytes, letters)) in bytes.into_iter().zip(letters).enumerate() {
        let version = u8::try_from(index).expect("small") + 1;
        for text in [
            repeat("egov.kz/mobile,", bytes),
            repeat("QS1:%+ $*-./09AZ", letters),
            repeat("Қазақстан Республикасының жеке куәлігі ", bytes / 2),
        ] {
            let symbol = Symbol::encode(&text, Use::Screen).expect("it fits");
            let drawn = symbol.to_luma(3).expect("luma");
            let found =
                scanner.scan_luma(&drawn.pixels, drawn.side, drawn.side, drawn.side).expect("a frame");
            assert_eq!(texts(&found), [text.as_str()], "version {version}");
            assert_eq!((found[0].version, symbol.version()), (version, version));
            let (near_edge, far_edge) = (12.0, (drawn.side - 12) as f32);
            let square = [[near_edge; 2], [far_edge, near_edge], [far_edge; 2], [near_edge, far_edge]];
            assert!(near(found[0].corners, square), "{:?}", found[0].corners);
        }
    }
}

/// 352/2.12: digits, letters and bytes of one symbol come back as one.
#[test]
fn segments_of_several_modes_come_back_as_one() {
    let text = "https://egov.kz/#1234567890123456789012345678901234567890QWERTYUIOPASDFGHJKLZXCVBNM";
    assert_eq!(texts(&Frame::of(luma_of(text, 3)).scan()), [text]);
}

#[test]
fn bytes_that_are_no_text_come_back_exactly() {
    let bytes: Vec<u8> = (0..=255).collect();
    let version = qrcode::Version::Normal(11);
    let mut bits = qrcode::bits::Bits::new(version);
    bits.push_byte_data(&bytes).expect("they fit");
    bits.push_terminator(qrcode::EcLevel::L).expect("they fit");
    let code = qrcode::QrCode::with_bits(bits, qrcode::EcLevel::L).expect("a symbol");
    let frame = Frame::grey(300, 300).map(|x, y, _| {
        let module = |at: usize| (at / 4).checked_sub(5).filter(|at| *at < code.width());
        match (module(x), module(y)) {
            (Some(x), Some(y)) if code[(x, y)] == qrcode::Color::Dark => 20,
            _ => 230,
        }
    });
    let found = frame.scan();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].bytes.as_slice(), found[0].text()), (bytes.as_slice(), None));
    assert_eq!(found[0].scanned(), Scanned::Unknown(Content::Bytes(bytes)));
}

#[test]
fn a_stride_changes_nothing() {
    let frame = Frame::grey(330, 220).with("one", 3, 20, 30).with("two", 4, 170, 60);
    let plain = frame.scan();
    assert_eq!(texts(&plain), ["one", "two"]);
    for padding in [1, 22, 300] {
        let stride = frame.width + padding;
        let mut padded = vec![0; stride * frame.height];
        for (from, to) in frame.pixels.chunks(frame.width).zip(padded.chunks_mut(stride)) {
            to[..frame.width].copy_from_slice(from);
            to[frame.width..].iter_mut().enumerate().for_each(|(at, pixel)| *pixel = (at * 97) as u8);
        }
        let scan = |pixels: &[u8]| Scanner::new().scan_luma(pixels, frame.width, frame.height, stride);
        assert_eq!(scan(&padded), Ok(plain.clone()), "padding {padding}");
        // Cameras cut the padding of the last row.
        assert_eq!(scan(&padded[..padded.len() - padding]), Ok(plain.clone()), "padding {padding}, cut");
        assert!(scan(&padded[..padded.len() - padding - 1]).is_err());
    }
}

#[test]
fn nothing_is_read_but_what_is_in_the_frame() {
    let frames = [
        Frame::grey(330, 220).with("one", 3, 20, 30),
        Frame::grey(330, 220),
        Frame::grey(330, 220).with("two", 3, 20, 30),
        Frame::grey(100, 400).with("three", 2, 5, 200),
        Frame::grey(330, 220).with("four", 3, 200, 30),
    ];
    let mut scanner = Scanner::new();
    for frame in frames.iter().chain(frames.iter().rev()) {
        let again =
            scanner.scan_luma(&frame.pixels, frame.width, frame.height, frame.width).expect("a frame");
        let fresh = frame.scan();
        assert_eq!(texts(&again), texts(&fresh));
        assert!(again.iter().zip(&fresh).all(|(again, fresh)| near(again.corners, fresh.corners)));
    }
    // A picture is no frame: all of it is looked at.
    let picture = png(&frames[0].pixels, 330, 220);
    assert_eq!(scanner.scan_picture(&picture), Scanner::new().scan_picture(&picture));
}

#[test]
fn a_symbol_is_followed_and_another_beside_it_is_seen_before_long() {
    let mut scanner = Scanner::new();
    let mut scan = |frame: &Frame| {
        let found =
            scanner.scan_luma(&frame.pixels, frame.width, frame.height, frame.width).expect("a frame");
        (found.iter().map(|it| texts(std::slice::from_ref(it))[0].to_owned()).collect::<Vec<_>>(), found)
    };
    for step in 0..12 {
        let frame = Frame::grey(640, 360).with("one", 3, 20 + 15 * step, 30 + 4 * step);
        let (texts, found) = scan(&frame);
        assert_eq!(texts, ["one"], "step {step}");
        assert!(near(found[0].corners, frame.scan()[0].corners), "step {step}");
    }
    let both = Frame::grey(640, 360).with("one", 3, 200, 78).with("two", 3, 500, 30);
    let until = (1..20).find(|_| scan(&both).0.len() == 2).expect("seen");
    assert!(until <= 9, "in frame {until}");
    // Both are followed, and when one has left, the other.
    assert_eq!(scan(&both).0.len(), 2);
    assert_eq!(scan(&Frame::grey(640, 360).with("two", 3, 500, 30)).0, ["two"]);
}

#[test]
fn turned_mirrored_and_light_on_dark() {
    let frame = || Frame::grey(240, 240).with("https://egov.kz/#turned", 4, 30, 60);
    let straight = frame().scan();
    // The symbol reaches from 46, 76 on, 25 modules of 4 pixels.
    assert!(near(straight[0].corners, [[46.0, 76.0], [146.0, 76.0], [146.0, 176.0], [46.0, 176.0]]));

    let turned = frame().map(|x, y, frame| frame.at(y, 239 - x)).scan();
    assert!(near(turned[0].corners, [[164.0, 46.0], [164.0, 146.0], [64.0, 146.0], [64.0, 46.0]]));
    let over = frame().map(|x, y, frame| frame.at(239 - x, 239 - y)).scan();
    assert!(near(over[0].corners, [[194.0, 164.0], [94.0, 164.0], [94.0, 64.0], [194.0, 64.0]]));
    let mirrored = frame().map(|x, y, frame| frame.at(239 - x, y)).scan();
    let light_on_dark = frame().map(|x, y, frame| 255 - frame.at(x, y)).scan();
    for other in [&turned, &over, &mirrored, &light_on_dark] {
        assert_eq!((texts(other), other[0].version), (texts(&straight), straight[0].version));
    }
    assert!(near(light_on_dark[0].corners, straight[0].corners));
}

#[test]
fn dots_small_modules_and_large_blurred_ones() {
    // Only the middle of each module is inked.
    let dots = Frame::grey(250, 250)
        .with("dots", 6, 0, 0)
        .map(|x, y, frame| if x % 6 > 1 && y % 6 > 1 { frame.at(x, y) } else { 255 });
    assert_eq!(texts(&dots.scan()), ["dots"]);
    assert_eq!(texts(&Frame::grey(60, 60).with("small", 1, 10, 12).scan()), ["small"]);
    // Modules of 16 pixels in heavy noise: only the mean of several pixels tells them.
    let mut noise = Noise(3);
    let mut large = Frame::of(luma_of("large", 16));
    for pixel in &mut large.pixels {
        *pixel = 70 + *pixel / 4 + noise.next(120);
    }
    assert_eq!(texts(&large.scan()), ["large"]);
}

/// The costly looks take turns while a camera sees nothing: what only one of them finds is found in the first frame of a size, in the
/// first after something was found, and within three frames of coming into view otherwise.
#[test]
fn what_is_hard_to_see_is_seen_within_three_frames() {
    // Dots so thin that only the smoothed half of the picture holds them together.
    let dots = Frame::grey(250, 250)
        .with("dots", 6, 0, 0)
        .map(|x, y, frame| if x % 6 > 2 && y % 6 > 2 { frame.at(x, y) } else { 255 });
    let nothing = Frame::grey(250, 250);
    let mut scanner = Scanner::new();
    let mut scan = |frame: &Frame| {
        !scanner.scan_luma(&frame.pixels, frame.width, frame.height, frame.width).expect("a frame").is_empty()
    };
    assert!(scan(&dots) && scan(&dots), "from the first");
    let mut waited = 0;
    for idle in 0..8 {
        for _ in 0..=idle {
            assert!(!scan(&nothing));
        }
        let seen = (0..3).position(|_| scan(&dots));
        assert!(seen.is_some(), "after {idle} frames");
        waited += seen.unwrap_or_default();
    }
    assert!(waited > 0, "it is not hard to see");
}

#[test]
fn every_symbol_of_a_picture_is_found_once() {
    let mut frame = Frame::grey(600, 420).with("a", 3, 10, 10).with("b", 4, 150, 10).with("a", 3, 300, 20);
    frame = frame.with("c", 5, 10, 200).with("d", 2, 450, 300);
    assert_eq!(texts(&frame.scan()), ["a", "a", "b", "c", "d"]);
    // Dark on light and light on dark are seen at once.
    let both = frame.map(|x, y, frame| if x < 290 { frame.at(x, y) } else { 255 - frame.at(x, y) });
    assert_eq!(texts(&both.scan()), ["a", "a", "b", "c", "d"]);
    let file = png(&both.pixels, both.width, both.height);
    assert_eq!(texts(&Scanner::new().scan_picture(&file).expect("a picture")), ["a", "a", "b", "c", "d"]);
}

#[test]
fn no_more_symbols_are_reported_than_allowed() {
    let mut frame = Frame::grey(600, 600);
    for at in 0..36 {
        frame = frame.with(&at.to_string(), 3, at % 6 * 95, at / 6 * 95);
    }
    let found = frame.scan();
    assert_eq!(found.len(), MAX_SYMBOLS);
}

#[test]
fn sizes_without_a_code_in_them() {
    let mut scanner = Scanner::new();
    for (width, height) in
        [(1, 1), (1, 700), (700, 1), (2, 2), (7, 7), (20, 20), (2000, 3), (3, 2000), (16384, 4)]
    {
        for pixels in
            [vec![0; width * height], vec![255; width * height], noise(width * height, width as u64)]
        {
            assert_eq!(scanner.scan_luma(&pixels, width, height, width), Ok(vec![]), "{width} by {height}");
        }
    }
}

#[test]
fn planes_that_are_not_there() {
    let scan = |bytes: usize, width, height, stride| {
        Scanner::new().scan_luma(&vec![0; bytes], width, height, stride).map(|found| found.len())
    };
    let (huge, half) = (usize::MAX, usize::MAX / 2);
    assert_eq!(scan(0, 0, 0, 0), Err(ScanError::Empty));
    assert_eq!(scan(10, 10, 0, 10), Err(ScanError::Empty));
    assert_eq!(scan(10, 0, 10, 10), Err(ScanError::Empty));
    assert_eq!(scan(100, 10, 10, 9), Err(ScanError::Stride { found: 9, width: 10 }));
    assert_eq!(scan(99, 10, 10, 10), Err(ScanError::Length { found: 99, wanted: 100 }));
    assert_eq!(scan(99, 10, 10, huge), Err(ScanError::Length { found: 99, wanted: huge }));
    assert_eq!(scan(99, 10, 3, half), Err(ScanError::Length { found: 99, wanted: huge }));
    assert_eq!(
        scan(0, huge, huge, huge),
        Err(ScanError::TooLarge { width: huge as u64, height: huge as u64 })
    );
    assert_eq!(scan(0, 16385, 1, 16385), Err(ScanError::TooLarge { width: 16385, height: 1 }));
    assert_eq!(scan(0, 16384, 16384, 16384), Err(ScanError::TooLarge { width: 16384, height: 16384 }));
    assert_eq!(scan(10, 10, 1, huge), Ok(0), "the stride of a single row is never used");
}

#[test]
fn refusals_say_what_came_and_what_was_wanted() {
    let said = |error: ScanError| error.to_string();
    assert_eq!(said(ScanError::Empty), "the picture has no pixels");
    assert_eq!(
        said(ScanError::TooLarge { width: 20_000, height: 1 }),
        "the picture is 20000 by 1 pixels, at most 16384 a side and 67108864 in all are scanned"
    );
    assert_eq!(said(ScanError::Stride { found: 9, width: 10 }), "rows are 9 bytes apart and 10 pixels wide");
    assert_eq!(said(ScanError::Length { found: 9, wanted: 10 }), "the luma plane has 9 bytes, 10 wanted");
    assert_eq!(
        said(ScanError::FileTooLarge { found: 33_554_433 }),
        "the picture file has 33554433 bytes, at most 33554432 are read"
    );
    assert_eq!(said(ScanError::NotPicture), "not a PNG or JPEG picture");
    assert_eq!(said(ScanError::Damaged { format: "PNG" }), "the PNG picture is damaged");
}

#[test]
fn noise_and_traps_end_and_find_nothing() {
    let mut scanner = Scanner::new();
    for seed in 0..12 {
        let (width, height) = (200 + 37 * seed, 320 - 13 * seed);
        let mut noise = Noise(seed as u64 + 1);
        let block = 1 + seed % 5;
        // Black and white blocks, then grey pixels; then finder patterns wherever one fits.
        let row = |noise: &mut Noise| (0..=width / block).map(|_| 255 * noise.next(2)).collect::<Vec<_>>();
        let blocks: Vec<Vec<u8>> = (0..=height / block).map(|_| row(&mut noise)).collect();
        let black_and_white =
            (0..width * height).map(|at| blocks[at / width / block][at % width / block]).collect();
        let grey = (0..width * height).map(|_| noise.next(256)).collect();
        let finders = (0..width * height)
            .map(|at| {
                let ring = |at: usize| (at / block % 8).min(7);
                let far = ring(at % width).abs_diff(3).max(ring(at / width).abs_diff(3));
                if far == 2 || far == 4 { 255 } else { 0 }
            })
            .collect();
        for pixels in [black_and_white, grey, finders] {
            let pixels: Vec<u8> = pixels;
            assert_eq!(scanner.scan_luma(&pixels, width, height, width), Ok(vec![]), "seed {seed}");
        }
    }
}

#[test]
fn pictures_in_every_way_a_png_has() {
    let text = "https://egov.kz/#png";
    let raster = luma_of(text, 4);
    let side = u32::try_from(raster.side).expect("small");
    let grey = image::GrayImage::from_raw(side, side, raster.pixels).expect("a picture");
    let image = image::DynamicImage::ImageLuma8(grey.clone());
    // Dark modules opaque on nothing: what is transparent shows white, whatever colour it hides.
    let clear = image::RgbaImage::from_fn(side, side, |x, y| {
        if grey.get_pixel(x, y).0 == [0] { image::Rgba([60, 20, 0, 255]) } else { image::Rgba([0, 0, 0, 0]) }
    });
    let clear_grey =
        image::GrayAlphaImage::from_fn(side, side, |x, y| image::LumaA([0, 255 - grey.get_pixel(x, y).0[0]]));
    for (name, image) in [
        ("luma", image.clone()),
        ("rgb", image.to_rgb8().into()),
        ("rgba", image.to_rgba8().into()),
        ("luma of 16 bits", image.to_luma16().into()),
        ("rgb of 16 bits", image.to_rgb16().into()),
        ("transparent", clear.into()),
        ("transparent luma", clear_grey.into()),
    ] {
        let mut file = Vec::new();
        image.write_to(&mut std::io::Cursor::new(&mut file), image::ImageFormat::Png).expect("a file");
        let found = Scanner::new().scan_picture(&file).expect(name);
        assert_eq!(texts(&found), [text], "{name}");
    }
    let one_bit = Symbol::encode(text, Use::Screen).and_then(|symbol| symbol.to_png(2)).expect("a file");
    assert_eq!(texts(&Scanner::new().scan_picture(&one_bit).expect("one bit")), [text]);
}

#[test]
fn a_photograph_is_turned_as_its_exif_says() {
    let text = "https://egov.kz/#exif";
    let frame = Frame::grey(320, 200).with(text, 4, 140, 40);
    let mut plain = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut plain, 90)
        .encode(&frame.pixels, 320, 200, image::ExtendedColorType::L8)
        .expect("a file");
    let corners = |orientation: u8| {
        // APP1: Exif, big-endian TIFF, one entry: tag 0x0112 (orientation), SHORT, 1.
        let mut exif = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        let file = [&plain[..2], &exif, &plain[2..]].concat();
        let found = Scanner::new().scan_picture(&file).expect("a photograph");
        assert_eq!(texts(&found), [text], "orientation {orientation}");
        found[0].corners
    };
    // Stored: from 156, 56 on, 25 modules of 4 pixels.
    let (x, y, x2, y2) = (156.0, 56.0, 256.0, 156.0);
    let stored = [[x, y], [x2, y], [x2, y2], [x, y2]];
    let shown: [(u8, Turn); 9] = [
        (0, |p| p),
        (1, |p| p),
        (2, |[x, y]| [320.0 - x, y]),
        (3, |[x, y]| [320.0 - x, 200.0 - y]),
        (4, |[x, y]| [x, 200.0 - y]),
        (5, |[x, y]| [y, x]),
        (6, |[x, y]| [200.0 - y, x]),
        (7, |[x, y]| [200.0 - y, 320.0 - x]),
        (8, |[x, y]| [y, 320.0 - x]),
    ];
    for (orientation, turn) in shown {
        let found = corners(orientation);
        assert!(near(found, stored.map(turn)), "orientation {orientation}: {found:?}");
    }
}

#[test]
fn hostile_files() {
    let scan = |file: &[u8]| Scanner::new().scan_picture(file).map(|found| found.len());
    for none in [&b""[..], b"GIF89a", b"%PDF-1.7", b"BM", b"\x89PN", &[0xff; 2]] {
        assert_eq!(scan(none), Err(ScanError::NotPicture), "{none:x?}");
    }
    assert_eq!(scan(b"\x89PNG\r\n\x1a\n"), Err(ScanError::Damaged { format: "PNG" }));
    assert_eq!(scan(b"\xff\xd8\xff\xe0"), Err(ScanError::Damaged { format: "JPEG" }));
    assert_eq!(
        scan(&vec![0; MAX_PICTURE_BYTES + 1]),
        Err(ScanError::FileTooLarge { found: MAX_PICTURE_BYTES + 1 })
    );

    let good = png(&luma_of("good", 3).pixels, 87, 87);
    assert_eq!(scan(&good), Ok(1));
    for end in [good.len() / 2, 40, 20] {
        assert_eq!(scan(&good[..end]), Err(ScanError::Damaged { format: "PNG" }), "cut at {end}");
    }
    // Gigapixels declared in a few bytes are refused by what they declare.
    for (width, height) in [(0x7fff_ffff, 0x7fff_ffff), (30_000, 30_000), (16_384, 16_384), (16_385, 1)] {
        let refused = ScanError::TooLarge { width: u64::from(width), height: u64::from(height) };
        assert_eq!(scan(&declared(&good, width, height)), Err(refused));
    }
    // So is a JPEG: 65,535 lines of 65,535 pixels.
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut jpeg)
        .encode(&[200; 64], 8, 8, image::ExtendedColorType::L8)
        .expect("a file");
    let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).expect("a frame header");
    jpeg[frame + 5..frame + 9].fill(0xff);
    assert_eq!(scan(&jpeg), Err(ScanError::TooLarge { width: 65_535, height: 65_535 }));
}

#[test]
fn debug_is_redacted() {
    let found = Frame::of(luma_of("850412300045", 3)).scan();
    let said = format!("{found:?}");
    assert!(said.starts_with("[Found(version 1, 12 bytes, [[") && !said.contains("850412"), "{said}");
}

/// Photographs other people took, with what their own reader made of them. 59 of the 67 have an answer and all 59 are
/// read; six of the eight without one are read as well.
#[test]
fn photographs() {
    let Some(folder) = crate::vectors("qr-photos") else {
        return;
    };
    let expected: serde_json::Map<String, serde_json::Value> = from_json(&folder.join("expected.json"));
    let (mut read, mut unexpected) = (0, Vec::new());
    let mut scanner = Scanner::new();
    for (name, answer) in &expected {
        let found = scanner.scan_picture(&bytes_of(&folder.join(name))).expect(name);
        if answer.is_null() {
            if !found.is_empty() {
                unexpected.push(name.as_str());
            }
            continue;
        }
        for found in &found {
            assert_eq!(hex(&found.bytes), answer["bytes"].as_str().expect("hex"), "{name}: wrong bytes");
            assert_eq!(Some(u64::from(found.version)), answer["version"].as_u64(), "{name}");
            // Their reader guesses at other encodings; UTF-8 is UTF-8 to both.
            assert!(found.text().is_none_or(|text| answer["text"] == text), "{name}");
        }
        read += usize::from(!found.is_empty());
        if found.is_empty() {
            println!("not read: {name}");
        }
    }
    assert_eq!(read, 59, "photographs read of the 59 with an answer");
    println!("read beyond what was expected: {unexpected:?}");
    let beyond = ["141.png", "171.png", "81.png", "87.png", "issue-14-regression.png", "issue-54-1.png"];
    assert!(
        beyond.iter().all(|name| unexpected.contains(name)),
        "of {beyond:?} only {unexpected:?} are read"
    );
}

/// 9/1.2.3: matrix codes of health certificates of eight countries, each with the text it was made from.
#[test]
fn health_certificates() {
    let Some(folder) = crate::vectors("dgc") else {
        return;
    };
    let mut pictures = Vec::new();
    collect(&folder, &mut pictures);
    let (mut read, mut compared) = (0, 0);
    let mut scanner = Scanner::new();
    for picture in &pictures {
        let found = scanner.scan_picture(&bytes_of(picture)).expect("a picture");
        let texts = texts(&found);
        if let [text] = texts[..] {
            assert!(text.starts_with("HC1:"), "{}", picture.display());
            read += 1;
            if let Some(expected) = certificate_text(picture) {
                assert_eq!(text, expected, "{}", picture.display());
                compared += 1;
            }
        }
    }
    println!("{read} of {} pictures read, {compared} compared with their text", pictures.len());
    assert_eq!(read, pictures.len());
    assert!(compared * 2 > read, "only {compared} of {read} pictures have their text beside them");
}

/// What the picture was made from: `PREFIX` of the JSON of its number, beside it in `raw`.
fn certificate_text(picture: &std::path::Path) -> Option<String> {
    let name = picture.with_extension("json");
    let country = picture.ancestors().find(|folder| folder.join("2DCode/raw").is_dir())?;
    let file = country.join("2DCode/raw").join(name.file_name()?);
    let map: serde_json::Map<String, serde_json::Value> = file.is_file().then(|| from_json(&file))?;
    map.get("PREFIX")?.as_str().map(str::to_owned)
}

fn collect(folder: &std::path::Path, out: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            collect(&entry, out);
        } else if entry.extension().is_some_and(|extension| extension == "png") {
            out.push(entry);
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "tests open files")]
fn bytes_of(path: &std::path::Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn from_json<T: serde::de::DeserializeOwned>(path: &std::path::Path) -> T {
    let bytes = bytes_of(path);
    serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)).expect("JSON")
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|half| char::from(b"0123456789abcdef"[usize::from(half)]))
        .collect()
}

fn png(pixels: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut file = Vec::new();
    let (width, height) = (u32::try_from(width).expect("small"), u32::try_from(height).expect("small"));
    image::GrayImage::from_raw(width, height, pixels.to_vec())
        .expect("a picture")
        .write_to(&mut std::io::Cursor::new(&mut file), image::ImageFormat::Png)
        .expect("a file");
    file
}

/// A PNG that declares another size, its header's checksum put right.
fn declared(png: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut file = png.to_vec();
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    // CRC-32 of the chunk's type and data (PNG, third edition, annex D).
    let crc = !file[12..29].iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    });
    file[29..33].copy_from_slice(&crc.to_be_bytes());
    file
}

/// SplitMix64: pixels that look random and are the same in every run.
struct Noise(u64);

impl Noise {
    /// A number below `below`, 256 at most.
    fn next(&mut self, below: u64) -> u8 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        u8::try_from((mixed ^ mixed >> 31) % below).expect("small")
    }
}

fn noise(count: usize, seed: u64) -> Vec<u8> {
    let mut noise = Noise(seed);
    (0..count).map(|_| noise.next(256)).collect()
}
