use qujat::code::{Symbol, Use};

use crate::InputException;
use crate::values::to_usize;

/// A QR symbol (ISO/IEC 18004) that can be drawn, quiet zone included.
#[derive(uniffi::Object)]
pub struct QrSymbol(pub(crate) Symbol);

/// What a symbol is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum QrUse {
    /// A screen, seen for a moment.
    Screen,
    /// Paper, which wears: more of it may be lost.
    Print,
}

#[uniffi::export]
impl QrSymbol {
    /// The smallest symbol that holds `text`, version 22 at most, so that a cheap phone reads it.
    #[uniffi::constructor]
    pub fn new(text: String, usage: QrUse) -> Result<Self, InputException> {
        let usage = match usage {
            QrUse::Screen => Use::Screen,
            QrUse::Print => Use::Print,
        };
        Ok(Self(Symbol::encode(&text, usage)?))
    }

    /// The version, 1 to 22.
    pub fn version(&self) -> u32 {
        u32::from(self.0.version())
    }

    /// Modules on a side, quiet zone included: the side of the view box of `svgPath`.
    pub fn size(&self) -> u32 {
        u32::try_from(self.0.size_with_quiet_zone()).unwrap_or(u32::MAX)
    }

    /// The dark modules as an SVG path, for the view box `0 0 size size`.
    pub fn svg_path(&self) -> String {
        self.0.to_svg_path()
    }

    /// A PNG of `scale` pixels a module, one bit a pixel.
    pub fn png(&self, scale: u32) -> Result<Vec<u8>, InputException> {
        Ok(self.0.to_png(to_usize(scale))?)
    }

    /// One byte a pixel, 0 dark and 255 light, `scale` pixels a module; the side is `size * scale`.
    pub fn luma(&self, scale: u32) -> Result<Vec<u8>, InputException> {
        Ok(self.0.to_luma(to_usize(scale))?.pixels)
    }
}
