//! From a camera's frame or a picture file to what a QR code says.
//!
//! *Takes* a luma plane in place ([`Scanner::scan_luma`]) or a PNG or JPEG file ([`Scanner::scan_picture`]); where the
//! phone's own camera software has read the code, its text ([`Scanned::from_text`]). *Gives* [`Found`]: the exact bytes
//! of each symbol and where it is, and [`Scanned`]: which carrier it is. Nothing is believed yet: that is
//! [`crate::verify`]'s work.
//! *Refuses* sizes past [`crate::limits`], planes whose rows do not lie in the bytes given, and files that are no picture.
//!
//! Carries out 352/2.12, 9/1.2.3 (matrix codes) and 352/10, 352/17 (the QR code is what is checked), by ISO/IEC 18004.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::many_single_char_names,
    reason = "pixels: sides stay below 2^15, whole pictures below 2^27, and means of bytes are bytes"
)]

mod debounce;
mod looks;
mod luma;
mod picture;
mod qr;
mod scanned;
mod track;

pub use debounce::{Debounce, FRAMES_UNTIL_FORGOTTEN};
pub use qr::Part;
#[cfg(fuzzing)]
pub use qr::fuzzing;
pub use scanned::{Content, Kind, Scanned};

use core::fmt;

use thiserror::Error;

use crate::limits::{MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE, MAX_SYMBOLS};
use looks::Looks;
use luma::Luma;

/// Why a picture was not scanned. A picture without a code is no error.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScanError {
    /// No pixels.
    #[error("the picture has no pixels")]
    Empty,
    /// More pixels than are looked at.
    #[error(
        "the picture is {width} by {height} pixels, at most {MAX_PICTURE_SIDE} a side and {MAX_PICTURE_PIXELS} in all \
         are scanned"
    )]
    TooLarge {
        /// Pixels in a row.
        width: u64,
        /// Rows.
        height: u64,
    },
    /// Rows that overlap.
    #[error("rows are {found} bytes apart and {width} pixels wide")]
    Stride {
        /// Bytes from one row to the next.
        found: usize,
        /// Pixels in a row.
        width: usize,
    },
    /// A plane that ends before its last row does.
    #[error("the luma plane has {found} bytes, {wanted} wanted")]
    Length {
        /// Bytes that came.
        found: usize,
        /// Bytes the rows named need.
        wanted: usize,
    },
    /// A picture file of more bytes than are read.
    #[error("the picture file has {found} bytes, at most {MAX_PICTURE_BYTES} are read")]
    FileTooLarge {
        /// Bytes that came.
        found: usize,
    },
    /// Bytes that do not begin as a PNG or JPEG file does.
    #[error("not a PNG or JPEG picture")]
    NotPicture,
    /// A PNG or JPEG file that cannot be decoded to its end.
    #[error("the {format} picture is damaged")]
    Damaged {
        /// `PNG` or `JPEG`.
        format: &'static str,
    },
}

/// One QR symbol found in a picture.
#[derive(Clone, PartialEq)]
pub struct Found {
    /// The content of its segments one after another, exactly as encoded: UTF-8 where it is text of ours.
    pub bytes: Vec<u8>,
    /// Its version, 1–40.
    pub version: u8,
    /// Its corners, `[x, y]` in pixels of the picture as it is shown, the first pixel reaching from 0 to 1: clockwise as
    /// the symbol is printed, from the corner between the three finder patterns.
    pub corners: [[f32; 2]; 4],
    /// Which part of a message in several symbols it is; none where it is the whole.
    pub part: Option<Part>,
}

/// Reads QR symbols. Holds the memory it works in, and where in a camera's frame symbols were, which is where it looks first in
/// the next: one scanner a camera session. No pixel is kept, and nothing is read but what is in the picture at hand.
///
/// ```
/// use qujat::code::{Symbol, Use};
/// use qujat::scan::Scanner;
///
/// let raster = Symbol::encode("құжат", Use::Screen)?.to_luma(3)?;
/// let found = Scanner::new().scan_luma(&raster.pixels, raster.side, raster.side, raster.side)?;
/// assert_eq!(found[0].text(), Some("құжат"));
///
/// // Three rows of ten pixels do not lie in twenty bytes.
/// assert!(Scanner::new().scan_luma(&[0; 20], 10, 3, 10).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Default)]
pub struct Scanner {
    looks: Looks,
}

impl Scanner {
    /// A scanner that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The symbols in a camera's frame: `height` rows of `width` luma pixels, `row_stride` bytes from one row to the next,
    /// read in place. The last row may end with its last pixel, as cameras hand it over. The first look that finds any
    /// is the last: the next frame is on its way. While a symbol stays in view, one that comes in beside it is found within nine
    /// frames.
    pub fn scan_luma(
        &mut self,
        pixels: &[u8],
        width: usize,
        height: usize,
        row_stride: usize,
    ) -> Result<Vec<Found>, ScanError> {
        let luma = Luma::new(pixels, width, height, row_stride)?;
        Ok(self.looks.frame(luma))
    }

    /// Every symbol in a PNG or JPEG file. Transparent pixels show white; a JPEG is turned as its Exif orientation says.
    pub fn scan_picture(&mut self, file: &[u8]) -> Result<Vec<Found>, ScanError> {
        let picture = picture::decode(file)?;
        let luma = Luma::new(&picture.luma, picture.width, picture.height, picture.width)?;
        let mut found = self.looks.picture(luma);
        for corner in found.iter_mut().flat_map(|found| &mut found.corners) {
            *corner = picture.upright(*corner);
        }
        Ok(found)
    }
}

impl Found {
    /// The content as text, where it is UTF-8.
    pub fn text(&self) -> Option<&str> {
        core::str::from_utf8(&self.bytes).ok()
    }

    /// Which carrier it is.
    pub fn scanned(&self) -> Scanned {
        self.text().map_or_else(|| Scanned::Unknown(Content::Bytes(self.bytes.clone())), Scanned::from_text)
    }
}

/// A symbol may hold a grant or somebody's name: neither is printed.
impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found(version {}, {} bytes, {:?})", self.version, self.bytes.len(), self.corners)
    }
}

#[cfg(test)]
mod tests;
