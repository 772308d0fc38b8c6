use core::fmt::Write as _;

use qrcode::bits::Bits;
use qrcode::ec;
use qrcode::optimize::{Optimizer, Parser, Segment, total_encoded_len};
use qrcode::types::{EcLevel, Mode, QrError, Version};
use thiserror::Error;

use super::{canvas, layout};
use crate::limits::{MAX_RASTER_SIDE, MAX_SYMBOL_VERSION};

/// A QR code symbol (ISO/IEC 18004, model 2): a square of dark and light modules.
///
/// ```
/// use qujat::code::{Symbol, SymbolError, Use};
///
/// let symbol = Symbol::encode("https://egov.kz/", Use::Screen)?;
/// assert_eq!((symbol.version(), symbol.size()), (1, 21));
/// assert!(symbol.is_dark(0, 0), "a finder pattern starts at the corner");
///
/// assert!(matches!(Symbol::encode(&"!".repeat(3000), Use::Screen), Err(SymbolError::TooLong { .. })));
/// # Ok::<(), SymbolError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Row by row, `size` a row.
    dark: Vec<bool>,
    size: usize,
    version: u8,
    level: Level,
}

/// Where a symbol is shown: what may come between it and a camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// A screen: clean, lit, shown for a moment. The smallest version, and the best level that fits in it.
    Screen,
    /// Paper: folded, stained, copied. Level Q or better while it fits, then M, then L.
    Print,
}

/// The part of a symbol that may be lost (ISO/IEC 18004 §7.5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// About 7 %.
    L,
    /// About 15 %.
    M,
    /// About 25 %.
    Q,
    /// About 30 %.
    H,
}

/// A drawn symbol: a square of pixels.
#[derive(Clone, PartialEq, Eq)]
pub struct Raster {
    /// Pixels in a row and rows.
    pub side: usize,
    /// The pixels, row by row: 1 byte each (luma) or 4 (RGBA), as the method that drew it says.
    pub pixels: Vec<u8>,
}

/// Why a symbol was not made or not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SymbolError {
    /// Nothing to encode.
    #[error("a QR symbol of no text says nothing")]
    Empty,
    /// Text that does not fit.
    #[error("the text has {found} bytes, more than a QR symbol of version {version} holds")]
    TooLong {
        /// Bytes that came.
        found: usize,
        /// The largest version allowed.
        version: u8,
    },
    /// A version outside 1–40.
    #[error("{found} is no QR symbol version, 1 to 40 are")]
    Version {
        /// The version asked for.
        found: u8,
    },
    /// No pixels a module, or so many that the picture is larger than is drawn.
    #[error("{found} pixels a module make a picture of no pixels or more than {MAX_RASTER_SIDE} a side")]
    Scale {
        /// Pixels a module asked for.
        found: usize,
    },
    /// The encoder failed on text that fits.
    #[error("the QR encoder failed")]
    Encoder,
}

impl Symbol {
    /// The smallest symbol of `text` for `usage`, of version 22 at most: denser ones are read slowly, or not at all, by
    /// many phones.
    pub fn encode(text: &str, usage: Use) -> Result<Self, SymbolError> {
        Self::encode_within(text, usage, MAX_SYMBOL_VERSION)
    }

    /// The smallest symbol of `text` for `usage`, of version `largest` (1–40) at most.
    pub fn encode_within(text: &str, usage: Use, largest: u8) -> Result<Self, SymbolError> {
        if text.is_empty() {
            return Err(SymbolError::Empty);
        }
        if !(1..=40).contains(&largest) {
            return Err(SymbolError::Version { found: largest });
        }
        let levels: &[Level] = match usage {
            Use::Screen => &[Level::L],
            Use::Print => &[Level::Q, Level::M, Level::L],
        };
        let mut runs = Runs::of(text);
        let fitting =
            levels.iter().find_map(|level| runs.smallest_version(*level, largest).map(|v| (v, *level)));
        let Some((version, level)) = fitting else {
            return Err(SymbolError::TooLong { found: text.len(), version: largest });
        };
        // A better level in the same version costs nothing.
        let level = Level::ALL.into_iter().rev().find(|better| runs.fit(version, *better)).unwrap_or(level);
        runs.build(version, level).map_err(|_| SymbolError::Encoder)
    }

    /// Its version, 1–40.
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// Its error correction level.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// Modules a side, the quiet zone not counted: 21 for version 1, 4 more for each next.
    pub const fn size(&self) -> usize {
        self.size
    }

    /// Modules a side, the quiet zone counted.
    pub const fn size_with_quiet_zone(&self) -> usize {
        self.size + 2 * QUIET_ZONE
    }

    /// How many characters of the alphanumeric set (ISO/IEC 18004 table 5) a symbol holds; `None` where there is no such
    /// version.
    pub(super) fn alphanumeric_capacity(version: u8, level: Level) -> Option<usize> {
        let foreign = Version::Normal(i16::from(version));
        let room = Bits::new(foreign).max_len(level.foreign()).ok()?;
        // ISO/IEC 18004 §7.4: four bits of mode, the length, then eleven bits for two characters and six for a last one.
        let head = Mode::Alphanumeric.length_bits_count(foreign) + 4;
        let bits = room.checked_sub(head)?;
        Some(bits / 11 * 2 + usize::from(bits % 11 >= 6))
    }

    /// Whether the module in column `x` of row `y` is dark; those outside the symbol are light.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && self.dark.get(y * self.size + x).copied().unwrap_or_default()
    }

    /// Draws in luma, one byte a pixel, 0 dark and 255 light, `scale` pixels a module, with its quiet zone.
    pub fn to_luma(&self, scale: usize) -> Result<Raster, SymbolError> {
        self.draw(scale, |dark| [if dark { 0 } else { 255 }])
    }

    /// Draws in RGBA, four bytes a pixel, black on opaque white, `scale` pixels a module, with its quiet zone.
    pub fn to_rgba(&self, scale: usize) -> Result<Raster, SymbolError> {
        self.draw(scale, |dark| if dark { [0, 0, 0, 255] } else { [255; 4] })
    }

    /// A PNG file of one bit a pixel, `scale` pixels a module, with its quiet zone.
    pub fn to_png(&self, scale: usize) -> Result<Vec<u8>, SymbolError> {
        let side = self.side(scale)?;
        let row_bytes = side.div_ceil(8);
        let mut pixels = Vec::with_capacity(row_bytes * side);
        for y in 0..self.size_with_quiet_zone() {
            let mut row = vec![0u8; row_bytes];
            for pixel in 0..side {
                if !self.is_dark_drawn(pixel / scale, y)
                    && let Some(byte) = row.get_mut(pixel / 8)
                {
                    *byte |= 0x80 >> (pixel % 8);
                }
            }
            for _ in 0..scale {
                pixels.extend_from_slice(&row);
            }
        }

        let mut file = Vec::new();
        let side = u32::try_from(side).map_err(|_| SymbolError::Scale { found: scale })?;
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_compression(png::Compression::Fast);
        let failed = |_| SymbolError::Encoder;
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&pixels).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(file)
    }

    /// The dark modules as the `d` of an SVG `path`, one unit a module. It is to be drawn dark on light in a view box
    /// `0 0 n n`, `n` being [`Self::size_with_quiet_zone`]: the quiet zone is left free on every side.
    pub fn to_svg_path(&self) -> String {
        let mut path = String::new();
        for y in 0..self.size {
            let mut x = 0;
            while x < self.size {
                let run = (x..self.size).take_while(|x| self.is_dark(*x, y)).count();
                if run > 0 {
                    // Writing to a string does not fail.
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE);
                }
                x += run.max(1);
            }
        }
        path
    }

    fn draw<const SAMPLES: usize>(
        &self,
        scale: usize,
        pixel: impl Fn(bool) -> [u8; SAMPLES],
    ) -> Result<Raster, SymbolError> {
        let side = self.side(scale)?;
        let mut pixels = Vec::with_capacity(side * side * SAMPLES);
        let mut row = Vec::with_capacity(side * SAMPLES);
        for y in 0..self.size_with_quiet_zone() {
            row.clear();
            for x in 0..self.size_with_quiet_zone() {
                for _ in 0..scale {
                    row.extend_from_slice(&pixel(self.is_dark_drawn(x, y)));
                }
            }
            for _ in 0..scale {
                pixels.extend_from_slice(&row);
            }
        }
        Ok(Raster { side, pixels })
    }

    /// [`Self::is_dark`] counted from the corner of the quiet zone.
    fn is_dark_drawn(&self, x: usize, y: usize) -> bool {
        matches!((x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE)), (Some(x), Some(y)) if self.is_dark(x, y))
    }

    fn side(&self, scale: usize) -> Result<usize, SymbolError> {
        match self.size_with_quiet_zone().checked_mul(scale) {
            Some(side) if (1..=MAX_RASTER_SIDE).contains(&side) => Ok(side),
            _ => Err(SymbolError::Scale { found: scale }),
        }
    }
}

impl Level {
    /// From the least to the most that may be lost.
    pub const ALL: [Self; 4] = [Self::L, Self::M, Self::Q, Self::H];

    const fn foreign(self) -> EcLevel {
        match self {
            Self::L => EcLevel::L,
            Self::M => EcLevel::M,
            Self::Q => EcLevel::Q,
            Self::H => EcLevel::H,
        }
    }
}

/// A symbol may be a grant: its modules are not printed.
impl core::fmt::Debug for Symbol {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Symbol(version {}, level {:?})", self.version, self.level)
    }
}

impl core::fmt::Debug for Raster {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Raster({0} by {0} pixels)", self.side)
    }
}

/// A text, and how it is cut into runs of one mode each. Versions whose lengths have equally many bits cut it alike.
struct Runs<'a> {
    text: &'a str,
    cut: [Option<Vec<Segment>>; 3],
}

impl<'a> Runs<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, cut: [None, None, None] }
    }

    fn smallest_version(&mut self, level: Level, largest: u8) -> Option<u8> {
        (1..=largest).find(|version| self.fit(*version, level))
    }

    fn fit(&mut self, version: u8, level: Level) -> bool {
        let foreign = Version::Normal(i16::from(version));
        let room = Bits::new(foreign).max_len(level.foreign()).unwrap_or_default();
        total_encoded_len(self.cut(version), foreign) <= room
    }

    /// ISO/IEC 18004 table 3.
    fn cut(&mut self, version: u8) -> &[Segment] {
        let [small, middle, large] = &mut self.cut;
        let class = match version {
            ..10 => small,
            10..27 => middle,
            27.. => large,
        };
        class.get_or_insert_with(|| segments(self.text, Version::Normal(i16::from(version))))
    }

    fn build(&mut self, version: u8, level: Level) -> Result<Symbol, QrError> {
        let (foreign, shape) = (Version::Normal(i16::from(version)), layout::Version::new(version.into()));
        let shape = shape.ok_or(QrError::InvalidVersion)?;
        let mut bits = Bits::new(foreign);
        bits.push_segments(self.text.as_bytes(), self.cut(version).iter().copied())?;
        bits.push_terminator(level.foreign())?;
        let (data, correction) = ec::construct_codewords(&bits.into_bytes(), foreign, level.foreign())?;
        let canvas = canvas::draw(shape, level, &[data, correction].concat());
        Ok(Symbol { dark: canvas.modules().collect(), size: shape.size(), version, level })
    }
}

/// The modes `text` is encoded in. ASCII is cut into numeric, alphanumeric and byte runs where that is shorter. Other text
/// is one run of bytes in UTF-8: many scanners guess the encoding of each run by itself, so a word is never cut in two;
/// for the same reason no pair of bytes passes for a kanji.
fn segments(text: &str, version: Version) -> Vec<Segment> {
    let whole = |mode| vec![Segment { mode, begin: 0, end: text.len() }];
    if !text.is_ascii() {
        return whole(Mode::Byte);
    }
    // Runs are joined from left to right, which now and then ends longer than one run.
    let one = whole(if text.bytes().all(is_alphanumeric) { Mode::Alphanumeric } else { Mode::Byte });
    let cut: Vec<Segment> = Optimizer::new(Parser::new(text.as_bytes()), version).collect();
    if total_encoded_len(&cut, version) < total_encoded_len(&one, version) { cut } else { one }
}

/// ISO/IEC 18004 table 5.
fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase() || b" $%*+-./:".contains(&byte)
}

/// ISO/IEC 18004 §6.3.8: four modules, free on every side.
const QUIET_ZONE: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    /// ISO/IEC 18004 annex I: the worked example.
    const ANNEX_I: &str = "\
        #######..#.##.####### #.....#..####.#.....# #.###.#.#.....#.###.# #.###.#.##....#.###.# #.###.#.#.###.#.###.# \
        #.....#.#...#.#.....# #######.#.#.#.####### ........#..##........ #.#####..#..#.#####.. ...#.#.##.#.#..#.##.. \
        ..#...##.#.#.#..##### ....#....#.....####.. ...######..#.#..#.... ........#.#####..##.. #######..##.#.##..... \
        #.....#.#.#####...#.# #.###.#.#...#..#.##.. #.###.#.##..#..#..... #.###.#.#.##.#..#.#.. #.....#........##.##. \
        #######.####.#..#.#..";

    fn rows(symbol: &Symbol) -> String {
        let row = |y| (0..symbol.size()).map(|x| if symbol.is_dark(x, y) { '#' } else { '.' }).collect();
        (0..symbol.size()).map(row).collect::<Vec<String>>().join(" ")
    }

    /// 352/2.12, 9/1.2.3: the matrix code is ISO/IEC 18004's own.
    #[test]
    fn the_worked_example_of_the_standard() {
        assert_eq!(rows(&Runs::of("01234567").build(1, Level::M).expect("it fits")), ANNEX_I);
    }

    #[test]
    fn smallest_version_then_best_level() {
        let made = |text: &str, usage| {
            let symbol = Symbol::encode(text, usage).expect(text);
            (symbol.version(), symbol.level())
        };
        // ISO/IEC 18004 table 7: version 1 holds 41 digits at L, 34 at M, 27 at Q, 17 at H.
        for (digits, level) in [(17, Level::H), (27, Level::Q), (34, Level::M), (41, Level::L)] {
            assert_eq!(made(&"7".repeat(digits), Use::Screen), (1, level), "{digits} digits");
        }
        assert_eq!(made(&"7".repeat(42), Use::Screen).0, 2);
        // Version 2 holds 48 digits at Q.
        assert_eq!(made(&"7".repeat(28), Use::Print), (2, Level::H));
        assert_eq!(made(&"7".repeat(48), Use::Print), (2, Level::Q));
        // Version 22: 1,003 bytes at L, 779 at M, 565 at Q.
        assert_eq!(made(&"b".repeat(565), Use::Print), (22, Level::Q));
        assert_eq!(made(&"b".repeat(566), Use::Print).1, Level::M);
        assert_eq!(made(&"b".repeat(780), Use::Print).1, Level::L);
        assert_eq!(made(&"b".repeat(1003), Use::Screen), (22, Level::L));
    }

    #[test]
    fn a_denser_symbol_only_when_asked() {
        let text = "b".repeat(1004);
        let refused = Symbol::encode(&text, Use::Screen);
        assert_eq!(refused, Err(SymbolError::TooLong { found: 1004, version: 22 }));
        assert_eq!(Symbol::encode_within(&text, Use::Screen, 40).map(|s| s.version()), Ok(23));
        assert_eq!(Symbol::encode_within(&"b".repeat(2953), Use::Print, 40).map(|s| s.version()), Ok(40));
        assert!(Symbol::encode_within(&"b".repeat(2954), Use::Print, 40).is_err());
    }

    #[test]
    fn letters_of_a_word_stay_in_one_run() {
        let version = Version::Normal(5);
        let modes = |text: &str| segments(text, version).iter().map(|s| s.mode).collect::<Vec<_>>();
        // The UTF-8 of "Р" after a continuation byte is a Shift JIS pair; numbers inside would cut the text.
        assert_eq!(modes("ҚР 12345678901234567890 құжат"), [Mode::Byte]);
        assert_eq!(modes("QS1:NCFOXN%TS"), [Mode::Alphanumeric]);
        assert_eq!(modes("https://egov.kz/#123456789012345678901234567890"), [Mode::Byte, Mode::Numeric]);
    }

    #[test]
    fn drawings_agree_and_keep_the_quiet_zone() {
        let symbol = Symbol::encode("QS1:0123", Use::Print).expect("a symbol");
        let scale = 3;
        let (luma, rgba) = (symbol.to_luma(scale).expect("luma"), symbol.to_rgba(scale).expect("rgba"));
        let side = (symbol.size() + 8) * scale;
        assert_eq!((luma.side, luma.pixels.len(), rgba.pixels.len()), (side, side * side, 4 * side * side));
        let png =
            image::load_from_memory(&symbol.to_png(scale).expect("png")).expect("a picture").into_luma8();
        assert_eq!(png.into_raw(), luma.pixels);
        for (at, pixel) in luma.pixels.iter().enumerate() {
            let (x, y) = (at % side / scale, at / side / scale);
            let dark = x >= 4 && y >= 4 && symbol.is_dark(x - 4, y - 4);
            assert_eq!(*pixel, if dark { 0 } else { 255 }, "{x} {y}");
            assert_eq!(rgba.pixels[4 * at..4 * at + 4], [*pixel, *pixel, *pixel, 255]);
        }
        let zone = |x: usize, y: usize| x.min(y) < 4 || x.max(y) >= symbol.size() + 4;
        assert!(
            (0..side * side).all(|at| !zone(at % side / scale, at / side / scale) || luma.pixels[at] == 255)
        );
    }

    #[test]
    fn the_path_draws_every_dark_module_once() {
        let symbol = Symbol::encode("https://egov.kz/", Use::Screen).expect("a symbol");
        let path = symbol.to_svg_path();
        assert!(path.starts_with("M4 4h7v1h-7z"), "the upper edge of the first finder pattern");
        let mut drawn = vec![0; symbol.size() * symbol.size()];
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').expect("x");
            let (y, rest) = rest.split_once('h').expect("y");
            let (length, rest) = rest.split_once('v').expect("length");
            assert_eq!(rest, format!("1h-{length}z"));
            let number = |text: &str| text.parse::<usize>().expect("a number");
            for x in number(x)..number(x) + number(length) {
                drawn[(number(y) - 4) * symbol.size() + x - 4] += 1;
            }
        }
        let dark: Vec<_> = (0..drawn.len())
            .map(|at| i32::from(symbol.is_dark(at % symbol.size(), at / symbol.size())))
            .collect();
        assert_eq!(drawn, dark);
    }

    #[test]
    fn refusals_say_what_and_how_much() {
        let refusal = |result: Result<Symbol, SymbolError>| result.expect_err("a refusal").to_string();
        assert_eq!(refusal(Symbol::encode("", Use::Screen)), "a QR symbol of no text says nothing");
        assert_eq!(
            refusal(Symbol::encode(&"b".repeat(1004), Use::Print)),
            "the text has 1004 bytes, more than a QR symbol of version 22 holds"
        );
        for found in [0, 41, 255] {
            assert_eq!(Symbol::encode_within("a", Use::Screen, found), Err(SymbolError::Version { found }));
        }
        let symbol = Symbol::encode("a", Use::Screen).expect("a symbol");
        for scale in [0, 1000, usize::MAX] {
            let refused = SymbolError::Scale { found: scale };
            assert_eq!(symbol.to_luma(scale), Err(refused));
            assert_eq!(symbol.to_png(scale), Err(refused));
            assert_eq!(symbol.to_rgba(scale), Err(refused));
        }
        assert_eq!(
            SymbolError::Scale { found: 0 }.to_string(),
            "0 pixels a module make a picture of no pixels or more than 8192 a side"
        );
    }

    #[test]
    fn debug_is_redacted() {
        let symbol = Symbol::encode("850412300045", Use::Screen).expect("a symbol");
        assert_eq!(format!("{symbol:?}"), "Symbol(version 1, level H)");
        assert_eq!(format!("{:?}", symbol.to_luma(1)), "Ok(Raster(29 by 29 pixels))");
    }
}
