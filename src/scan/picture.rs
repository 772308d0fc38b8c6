//! A picture file to luma pixels: PNG and JPEG, sizes checked before a pixel is decoded.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, Limits};

use super::ScanError;
use super::luma::check_size;
use crate::limits::{MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS};

/// The pixels as stored, and how they are to be turned to be shown.
pub(super) struct Picture {
    pub(super) luma: Vec<u8>,
    pub(super) width: usize,
    pub(super) height: usize,
    orientation: Orientation,
}

impl Picture {
    /// Where a point of the stored picture is in the picture as shown. Turning four corners saves turning the pixels.
    pub(super) fn upright(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let (width, height) = (self.width as f32, self.height as f32);
        match self.orientation {
            Orientation::NoTransforms => [x, y],
            Orientation::FlipHorizontal => [width - x, y],
            Orientation::Rotate180 => [width - x, height - y],
            Orientation::FlipVertical => [x, height - y],
            Orientation::Rotate90FlipH => [y, x],
            Orientation::Rotate90 => [height - y, x],
            Orientation::Rotate270FlipH => [height - y, width - x],
            Orientation::Rotate270 => [y, width - x],
        }
    }
}

/// Decodes a PNG or JPEG file.
pub(super) fn decode(file: &[u8]) -> Result<Picture, ScanError> {
    if file.len() > MAX_PICTURE_BYTES {
        return Err(ScanError::FileTooLarge { found: file.len() });
    }
    match image::guess_format(file) {
        Ok(ImageFormat::Png) => {
            // The decoder makes room for a row before it can be asked for the size; the header is always the first chunk.
            if let Some([b'I', b'H', b'D', b'R', w1, w2, w3, w4, h1, h2, h3, h4]) = file.get(12..24) {
                let number = |bytes| u64::from(u32::from_be_bytes(bytes));
                check_size(number([*w1, *w2, *w3, *w4]), number([*h1, *h2, *h3, *h4]))?;
            }
            let damaged = |_| ScanError::Damaged { format: "PNG" };
            let decoder =
                image::codecs::png::PngDecoder::with_limits(Cursor::new(file), limits()).map_err(damaged)?;
            read(decoder, "PNG")
        }
        Ok(ImageFormat::Jpeg) => {
            let damaged = |_| ScanError::Damaged { format: "JPEG" };
            read(image::codecs::jpeg::JpegDecoder::new(Cursor::new(file)).map_err(damaged)?, "JPEG")
        }
        _ => Err(ScanError::NotPicture),
    }
}

fn read(mut decoder: impl ImageDecoder, format: &'static str) -> Result<Picture, ScanError> {
    let damaged = |_| ScanError::Damaged { format };
    let (width, height) = decoder.dimensions();
    check_size(u64::from(width), u64::from(height))?;
    decoder.set_limits(limits()).map_err(damaged)?;
    // An orientation that cannot be read is none: the symbols are found either way.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    Ok(Picture { luma: luma_of(image), width: width as usize, height: height as usize, orientation })
}

/// The sizes are checked here and not by the decoder, whose refusal would not say what is wrong.
fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    // The widest pixels have four samples of two bytes; as much again for the decoder's own work.
    limits.max_alloc = Some(MAX_PICTURE_PIXELS * 16);
    limits
}

fn luma_of(image: DynamicImage) -> Vec<u8> {
    match image {
        DynamicImage::ImageLuma8(image) => image.into_raw(),
        DynamicImage::ImageRgb8(image) => image.pixels().map(|pixel| luma(pixel.0)).collect(),
        DynamicImage::ImageLumaA8(image) => {
            image.pixels().map(|pixel| over_white(pixel.0[0], pixel.0[1])).collect()
        }
        DynamicImage::ImageRgba8(image) => image.pixels().map(|pixel| luma_alpha(pixel.0)).collect(),
        other => other.to_rgba8().pixels().map(|pixel| luma_alpha(pixel.0)).collect(),
    }
}

/// ITU-R BT.601 luma, in parts of 256: what a camera's own luma plane holds.
fn luma([red, green, blue]: [u8; 3]) -> u8 {
    ((77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue) + 128) >> 8) as u8
}

fn luma_alpha([red, green, blue, alpha]: [u8; 4]) -> u8 {
    over_white(luma([red, green, blue]), alpha)
}

/// The luma of a pixel of this opacity before white paper.
fn over_white(luma: u8, alpha: u8) -> u8 {
    let (luma, alpha) = (u32::from(luma), u32::from(alpha));
    ((luma * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}
