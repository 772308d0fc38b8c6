//! Portraits: a photograph made fit to stand in a document.
//!
//! *Takes* a JPEG or PNG of any sensible size. *Gives* a JPEG of the shape and size asked for within a budget of bytes:
//! turned upright, cropped around where a face is, reduced, without a word of what else the file said of its owner.
//! *Refuses*, before a pixel is decoded, what declares itself larger than allowed; then what is damaged, smaller than a
//! portrait, or fits no budget.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use thiserror::Error;

use crate::limits::{MAX_PORTRAIT_BYTES, MAX_PORTRAIT_PIXELS, MAX_PORTRAIT_SOURCE_BYTES};

/// What a portrait is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortraitPolicy {
    /// Pixels across, at most: a smaller photograph is not blown up.
    pub width: u32,
    /// Pixels down, at most; with the width it says the shape.
    pub height: u32,
    /// Bytes, at most.
    pub budget: usize,
}

/// 3 to 4, 360 by 480, 20 KB: ICAO 9303 recommends 15 to 20 KB.
impl Default for PortraitPolicy {
    fn default() -> Self {
        Self { width: 360, height: 480, budget: 20 * 1024 }
    }
}

/// Why a portrait was not made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PortraitError {
    /// A policy nothing can meet.
    #[error("a portrait of 48 to 2048 pixels a side and 1 KiB to {MAX_PORTRAIT_BYTES} bytes is wanted")]
    Policy,
    /// More bytes than allowed.
    #[error("the picture has {found} bytes, at most {limit} allowed")]
    TooLarge {
        /// Bytes that came.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Neither a JPEG nor a PNG.
    #[error("neither a JPEG nor a PNG")]
    Format,
    /// A picture that says it has more pixels than allowed.
    #[error("the picture says it has {found} pixels, at most {limit} allowed")]
    TooManyPixels {
        /// Pixels it declares.
        found: u64,
        /// Pixels allowed.
        limit: u64,
    },
    /// A picture too small to recognise somebody by.
    #[error("the picture has {width} by {height} pixels, at least {SMALLEST} a side wanted")]
    TooSmall {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// A picture that cannot be decoded.
    #[error("the picture is damaged")]
    Damaged,
    /// No quality worth looking at is within the budget.
    #[error("no portrait of at most {budget} bytes can be made of it")]
    Budget {
        /// Bytes allowed.
        budget: usize,
    },
}

/// Makes a portrait of a photograph.
pub fn make_portrait(picture: &[u8], policy: PortraitPolicy) -> Result<Vec<u8>, PortraitError> {
    let PortraitPolicy { width, height, budget } = policy;
    let side = |side| (SMALLEST..=2048).contains(&side);
    if !side(width) || !side(height) || !(1024..=MAX_PORTRAIT_BYTES).contains(&budget) {
        return Err(PortraitError::Policy);
    }
    let upright = decode(picture)?;
    let cropped = crop(&upright, width, height);
    let (mut wide, mut high) = (width.min(cropped.width()), height.min(cropped.height()));
    while wide >= SMALLEST && high >= SMALLEST {
        let reduced = image::imageops::resize(&cropped, wide, high, FilterType::Lanczos3);
        if let Some(jpeg) = within(&reduced, budget) {
            return Ok(jpeg);
        }
        // Fewer pixels look better than blocks.
        (wide, high) = (wide * 4 / 5, high * 4 / 5);
    }
    Err(PortraitError::Budget { budget })
}

/// The picture upright and without transparency. The attacker's to choose: every byte of `picture`.
fn decode(picture: &[u8]) -> Result<RgbImage, PortraitError> {
    if picture.len() > MAX_PORTRAIT_SOURCE_BYTES {
        return Err(PortraitError::TooLarge { found: picture.len(), limit: MAX_PORTRAIT_SOURCE_BYTES });
    }
    let format = match picture {
        [0xff, 0xd8, 0xff, ..] => ImageFormat::Jpeg,
        [0x89, b'P', b'N', b'G', ..] => ImageFormat::Png,
        _ => return Err(PortraitError::Format),
    };
    let mut reader = ImageReader::with_format(Cursor::new(picture), format);
    let mut limits = Limits::default();
    // Four bytes a pixel, decoded and turned.
    limits.max_alloc = Some(MAX_PORTRAIT_PIXELS * 8);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PortraitError::Damaged)?;
    // What it says of its size, before any of it is decoded.
    let (width, height) = decoder.dimensions();
    let found = u64::from(width) * u64::from(height);
    if found > MAX_PORTRAIT_PIXELS {
        return Err(PortraitError::TooManyPixels { found, limit: MAX_PORTRAIT_PIXELS });
    }
    if width < SMALLEST || height < SMALLEST {
        return Err(PortraitError::TooSmall { width, height });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| PortraitError::Damaged)?;
    image.apply_orientation(orientation);
    if !image.color().has_alpha() {
        return Ok(image.into_rgb8());
    }
    // What is transparent was white paper to whoever looked at it.
    let image = image.into_rgba8();
    let mut flat = RgbImage::new(image.width(), image.height());
    for (to, from) in flat.pixels_mut().zip(image.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u16::from);
        let over_white =
            |part: u16| u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        *to = Rgb([red, green, blue].map(over_white));
    }
    Ok(flat)
}

/// The largest part of the shape asked for: from the middle across, and down from above the middle, where faces are.
fn crop(image: &RgbImage, width: u32, height: u32) -> RgbImage {
    let (has_width, has_height) = image.dimensions();
    let by_height = u64::from(has_height) * u64::from(width) / u64::from(height);
    let by_width = u64::from(has_width) * u64::from(height) / u64::from(width);
    let wide = u32::try_from(by_height).unwrap_or(u32::MAX).clamp(1, has_width);
    let high = u32::try_from(by_width).unwrap_or(u32::MAX).clamp(1, has_height);
    let (left, top) = ((has_width - wide) / 2, (has_height - high) / 3);
    image::imageops::crop_imm(image, left, top, wide, high).to_image()
}

/// The best quality within the budget; none below what is worth looking at.
fn within(image: &RgbImage, budget: usize) -> Option<Vec<u8>> {
    QUALITIES.into_iter().find_map(|quality| {
        let mut jpeg = Vec::with_capacity(budget);
        JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(image).ok()?;
        (jpeg.len() <= budget).then_some(jpeg)
    })
}

/// Pixels a side below which nobody is recognised.
const SMALLEST: u32 = 48;

const QUALITIES: [u8; 6] = [92, 85, 78, 70, 60, 50];

#[cfg(test)]
#[allow(clippy::cast_possible_truncation)] // Noise.
mod tests {
    use super::*;

    /// A picture with much to say in it: stripes and noise.
    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut state = 1_u32;
        let image = RgbImage::from_fn(width, height, |x, y| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 24) as u8;
            Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, noise])
        });
        let mut out = Cursor::new(Vec::new());
        DynamicImage::from(image).write_to(&mut out, format).expect("written");
        out.into_inner()
    }

    fn size(jpeg: &[u8]) -> (u32, u32) {
        let image = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).expect("a JPEG");
        (image.width(), image.height())
    }

    #[test]
    fn a_portrait_keeps_its_shape_and_budget() {
        for (width, height, format) in
            [(1200, 900, ImageFormat::Jpeg), (900, 1600, ImageFormat::Png), (360, 480, ImageFormat::Png)]
        {
            let portrait = make_portrait(&picture(width, height, format), PortraitPolicy::default());
            let portrait = portrait.expect("made");
            assert!(portrait.len() <= 20 * 1024);
            let (wide, high) = size(&portrait);
            assert!(wide <= 360 && high <= 480 && (wide * 4).abs_diff(high * 3) <= 8, "{wide} by {high}");
        }
        // A small one is not blown up.
        let small =
            make_portrait(&picture(90, 120, ImageFormat::Png), PortraitPolicy::default()).expect("made");
        assert_eq!(size(&small), (90, 120));
        // The same photograph gives the same bytes, and the tighter budget the smaller ones.
        let photograph = picture(600, 800, ImageFormat::Jpeg);
        let of = |budget| make_portrait(&photograph, PortraitPolicy { budget, ..PortraitPolicy::default() });
        assert_eq!(of(20 * 1024), of(20 * 1024));
        assert!(of(4 * 1024).expect("made").len() <= 4 * 1024);
    }

    /// What else a file says of its owner — where and when it was taken — is gone, and its turn is done.
    #[test]
    fn the_file_says_nothing_else_and_stands_upright() {
        let plain = picture(400, 300, ImageFormat::Jpeg);
        // Exif with orientation 6: to be turned a quarter to the right.
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"SECRET PLACE");
        let mut turned = vec![0xff, 0xd8, 0xff, 0xe1];
        turned.extend(u16::try_from(exif.len() + 2).expect("short").to_be_bytes());
        turned.extend(&exif);
        turned.extend(&plain[2..]);
        let policy = PortraitPolicy { width: 300, height: 400, budget: 100 * 1024 };
        let portrait = make_portrait(&turned, policy).expect("made");
        assert!(!portrait.windows(6).any(|window| window == b"SECRET" || window == b"Exif\0\0"));
        assert_eq!(size(&portrait), (300, 400), "upright, so nothing had to be cropped");
    }

    #[test]
    fn what_is_transparent_is_white() {
        let clear = image::RgbaImage::from_pixel(60, 80, image::Rgba([0, 0, 0, 0]));
        let mut out = Cursor::new(Vec::new());
        DynamicImage::from(clear).write_to(&mut out, ImageFormat::Png).expect("written");
        let portrait = make_portrait(out.get_ref(), PortraitPolicy::default()).expect("made");
        let image = image::load_from_memory(&portrait).expect("a JPEG").into_rgb8();
        assert!(image.pixels().all(|pixel| pixel.0.iter().all(|part| *part > 250)));
    }

    /// A PNG of a few bytes that says it has 100,000 by 100,000 pixels is refused by what it says.
    #[test]
    fn a_bomb_is_refused_before_it_is_decoded() {
        let mut bomb = picture(64, 64, ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
        let crc = crc32fast::hash(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        let started = make_portrait(&bomb, PortraitPolicy::default()).expect_err("refused");
        assert_eq!(
            started,
            PortraitError::TooManyPixels { found: 10_000_000_000, limit: MAX_PORTRAIT_PIXELS }
        );
    }

    #[test]
    fn each_refusal_says_what_and_why() {
        let refusal = |bytes: &[u8], policy| make_portrait(bytes, policy).expect_err("refused").to_string();
        let policy = PortraitPolicy::default();
        let sound = picture(300, 400, ImageFormat::Jpeg);
        for wrong in [
            PortraitPolicy { width: 47, ..policy },
            PortraitPolicy { height: 2049, ..policy },
            PortraitPolicy { budget: 1023, ..policy },
            PortraitPolicy { budget: MAX_PORTRAIT_BYTES + 1, ..policy },
        ] {
            assert!(refusal(&sound, wrong).starts_with("a portrait of 48 to 2048 pixels"));
        }
        assert_eq!(refusal(b"GIF89a", policy), "neither a JPEG nor a PNG");
        assert_eq!(refusal(b"", policy), "neither a JPEG nor a PNG");
        assert_eq!(refusal(&sound[..40], policy), "the picture is damaged");
        assert_eq!(refusal(&[0xff, 0xd8, 0xff, 0xe0], policy), "the picture is damaged");
        let narrow = picture(400, 40, ImageFormat::Png);
        assert_eq!(refusal(&narrow, policy), "the picture has 400 by 40 pixels, at least 48 a side wanted");
        let mut large = sound.clone();
        large.resize(MAX_PORTRAIT_SOURCE_BYTES + 1, 0);
        assert_eq!(refusal(&large, policy), "the picture has 33554433 bytes, at most 33554432 allowed");
        let noise = RgbImage::from_fn(2048, 2048, |x, y| {
            let mixed = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519).rotate_left(13);
            Rgb([mixed as u8, (mixed >> 8) as u8, (mixed >> 16) as u8])
        });
        let mut out = Cursor::new(Vec::new());
        DynamicImage::from(noise).write_to(&mut out, ImageFormat::Png).expect("written");
        let tight = PortraitPolicy { width: 2048, height: 60, budget: 1024 };
        assert_eq!(refusal(out.get_ref(), tight), "no portrait of at most 1024 bytes can be made of it");
    }
}
