//! A luma plane in place, and smaller, smoother and sharper copies of it.

use super::ScanError;
use crate::limits::{MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE};

/// Luma pixels as they lie in memory, 0 black to 255 white, rows `stride` bytes apart. Borrowed: a camera's frame is
/// never copied.
#[derive(Clone, Copy)]
pub(super) struct Luma<'a> {
    pixels: &'a [u8],
    width: usize,
    height: usize,
    stride: usize,
}

impl<'a> Luma<'a> {
    /// Checks that the rows named lie in `pixels`. The last row may end with its last pixel.
    pub(super) fn new(
        pixels: &'a [u8],
        width: usize,
        height: usize,
        stride: usize,
    ) -> Result<Self, ScanError> {
        check_size(width as u64, height as u64)?;
        if stride < width {
            return Err(ScanError::Stride { found: stride, width });
        }
        let wanted = stride.checked_mul(height - 1).and_then(|rows| rows.checked_add(width));
        match wanted {
            Some(wanted) if wanted <= pixels.len() => Ok(Self { pixels, width, height, stride }),
            wanted => Err(ScanError::Length { found: pixels.len(), wanted: wanted.unwrap_or(usize::MAX) }),
        }
    }

    /// A part of this plane, in place: `width` by `height` pixels from the one in column and row `from` on. None where it does
    /// not lie in the plane.
    pub(super) fn part(&self, [x, y]: [usize; 2], width: usize, height: usize) -> Option<Self> {
        let lies = width > 0 && height > 0 && x + width <= self.width && y + height <= self.height;
        let pixels = self.pixels.get(y * self.stride + x..).filter(|_| lies)?;
        Some(Self { pixels, width, height, stride: self.stride })
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }
    pub(super) fn height(&self) -> usize {
        self.height
    }
    /// Row `y`, `width` pixels; empty past the last row.
    #[inline]
    pub(super) fn row(&self, y: usize) -> &'a [u8] {
        let start = y * self.stride;
        self.pixels.get(start..start + self.width).unwrap_or_default()
    }
    /// The pixel in column `x` of row `y`, which are in the picture.
    #[inline]
    pub(super) fn at(&self, x: usize, y: usize) -> u8 {
        self.pixels.get(y * self.stride + x).copied().unwrap_or_default()
    }

    /// The grey at a place between pixels, that of the nearest edge outside.
    #[inline]
    pub(super) fn between(&self, [x, y]: [f32; 2]) -> f32 {
        let x = (x - 0.5).clamp(0.0, (self.width - 1) as f32);
        let y = (y - 0.5).clamp(0.0, (self.height - 1) as f32);
        let (left, top) = (x as u32 as usize, y as u32 as usize);
        let (fx, fy) = (x - left as f32, y - top as f32);
        let right = (left + 1).min(self.width - 1);
        let below = (top + 1).min(self.height - 1);
        let at = |x, y| f32::from(self.at(x, y));
        let a = at(left, top) + (at(right, top) - at(left, top)) * fx;
        let b = at(left, below) + (at(right, below) - at(left, below)) * fx;
        a + (b - a) * fy
    }

    /// The grey of the pixel at a place.
    #[inline]
    pub(super) fn nearest(&self, [x, y]: [f32; 2]) -> u8 {
        let x = (x.max(0.0) as u32 as usize).min(self.width - 1);
        let y = (y.max(0.0) as u32 as usize).min(self.height - 1);
        self.at(x, y)
    }
    /// The grey of the pixel at a place in parts of 2^16 of a pixel.
    #[inline]
    pub(super) fn fixed(&self, [x, y]: [i32; 2]) -> u8 {
        let at = |at: i32, side: usize| ((at >> 16).max(0) as usize).min(side - 1);
        self.at(at(x, self.width), at(y, self.height))
    }

    /// The grey at a place between pixels, in parts of 2^16 of a pixel, that of the nearest edge outside.
    #[inline]
    pub(super) fn between_fixed(&self, [x, y]: [i32; 2]) -> u8 {
        // From the middle of a pixel on.
        let of = |at: i32, side: usize| {
            let at = at.saturating_sub(0x8000).max(0);
            let near = ((at >> 16) as usize).min(side - 1);
            (near, (near + 1).min(side - 1), (at >> 8 & 0xff) as u32)
        };
        let ((left, right, fx), (top, below, fy)) = (of(x, self.width), of(y, self.height));
        let at = |x, y| u32::from(self.at(x, y));
        let a = at(left, top) * (256 - fx) + at(right, top) * fx;
        let b = at(left, below) * (256 - fx) + at(right, below) * fx;
        ((a * (256 - fy) + b * fy + 0x8000) >> 16) as u8
    }

    /// This plane at half the size, each pixel the mean of four, into `out`.
    pub(super) fn halve<'b>(&self, out: &'b mut Vec<u8>) -> Luma<'b> {
        let (width, height) = (self.width / 2, self.height / 2);
        // All of it is written over.
        out.resize(width * height, 0);
        for (y, to) in out.chunks_exact_mut(width.max(1)).enumerate() {
            let pairs = self.row(2 * y).as_chunks::<2>().0.iter().zip(self.row(2 * y + 1).as_chunks::<2>().0);
            // Two pixels are one number, which is quicker taken apart than two are put together.
            let both = |pair: [u8; 2]| (u16::from_le_bytes(pair) & 0xff) + (u16::from_le_bytes(pair) >> 8);
            for (to, (above, below)) in to.iter_mut().zip(pairs) {
                *to = ((both(*above) + both(*below) + 2) / 4) as u8;
            }
        }
        Luma { pixels: out, width, height, stride: width }
    }

    /// Each pixel mixed with its eight neighbours, the nearer the more, into `out`: noise goes, and what is printed in dots
    /// hangs together.
    pub(super) fn smooth<'b>(&self, rows: &mut Vec<u8>, out: &'b mut Vec<u8>) -> Luma<'b> {
        let (width, height) = (self.width, self.height);
        // All of it is written over.
        out.resize(width * height, 0);
        rows.resize(width, 0);
        for (y, to) in out.chunks_exact_mut(width.max(1)).enumerate() {
            let (above, here, below) =
                (self.row(y.saturating_sub(1)), self.row(y), self.row((y + 1).min(height - 1)));
            for (mixed, ((above, here), below)) in rows.iter_mut().zip(above.iter().zip(here).zip(below)) {
                *mixed = mix(*above, *here, *below);
            }
            let threes = rows.iter().zip(rows.iter().skip(1)).zip(rows.iter().skip(2));
            for (to, ((left, here), right)) in to.iter_mut().skip(1).zip(threes) {
                *to = mix(*left, *here, *right);
            }
            // The edge stands for what is beyond it.
            let beside = |at: Option<usize>| at.and_then(|at| rows.get(at)).copied();
            if let (Some(to), Some(here)) = (to.first_mut(), rows.first()) {
                *to = mix(*here, *here, beside(Some(1)).unwrap_or(*here));
            }
            if let (Some(to), Some(here)) = (to.last_mut(), rows.last()) {
                *to = mix(beside(width.checked_sub(2)).unwrap_or(*here), *here, *here);
            }
        }
        Luma { pixels: out, width, height, stride: width }
    }

    /// Edges made steeper: what `smooth`, a smoothed copy of this plane, took from each pixel is given back several times
    /// over, in place of it. Modules of a few pixels stand apart again that blur has run together.
    pub(super) fn sharpen<'b>(&self, smooth: &'b mut [u8]) -> Luma<'b> {
        for (y, out) in smooth.chunks_exact_mut(self.width).enumerate() {
            for (to, from) in out.iter_mut().zip(self.row(y)) {
                let from = i16::from(*from);
                *to = (from + SHARPER * (from - i16::from(*to))).clamp(0, 255) as u8;
            }
        }
        Luma { pixels: smooth, width: self.width, height: self.height, stride: self.width }
    }

    /// This plane at `FACTOR` times the size, pixels between the centres interpolated, into `out`.
    pub(super) fn grow<'b, const FACTOR: usize>(&self, out: &'b mut Vec<u8>) -> Luma<'b> {
        let (width, height) = (self.width * FACTOR, self.height * FACTOR);
        out.clear();
        out.reserve(width * height);
        for y in 0..height {
            let (above, below, fraction_y) = between::<FACTOR>(y, self.height);
            let (above, below) = (self.row(above), self.row(below));
            for x in 0..width {
                let (left, right, fraction_x) = between::<FACTOR>(x, self.width);
                let at = |row: &[u8], x: usize| row.get(x).copied().map_or(0, usize::from);
                let mix = |a: usize, b: usize, of_b: usize| a * (2 * FACTOR - of_b) + b * of_b;
                let top = mix(at(above, left), at(above, right), fraction_x);
                let bottom = mix(at(below, left), at(below, right), fraction_x);
                out.push((mix(top, bottom, fraction_y) / (4 * FACTOR * FACTOR)) as u8);
            }
        }
        Luma { pixels: out, width, height, stride: width }
    }
}

/// A pixel mixed with those to both sides, half of it and a quarter of each, to the nearest grey: the mean of the outer two is rounded
/// down and the mean with the middle up. In bytes, since registers hold twice as many of them as of wider numbers.
#[inline]
fn mix(one: u8, middle: u8, other: u8) -> u8 {
    let mean = |a: u8, b: u8| ((u16::from(a) + u16::from(b) + 1) >> 1) as u8;
    mean(mean(one, other) - ((one ^ other) & 1), middle)
}

/// Whether a picture of this size is looked at; checked before a pixel of it is decoded.
pub(super) fn check_size(width: u64, height: u64) -> Result<(), ScanError> {
    if width == 0 || height == 0 {
        return Err(ScanError::Empty);
    }
    let pixels = width.checked_mul(height);
    if width > MAX_PICTURE_SIDE || height > MAX_PICTURE_SIDE || pixels.is_none_or(|n| n > MAX_PICTURE_PIXELS)
    {
        return Err(ScanError::TooLarge { width, height });
    }
    Ok(())
}

/// Between which two pixels of a row of `count` the centre of enlarged pixel `at` lies, and how near the second, in
/// parts of `2 * FACTOR`.
fn between<const FACTOR: usize>(at: usize, count: usize) -> (usize, usize, usize) {
    let twice = (2 * at + 1).saturating_sub(FACTOR);
    let (first, fraction) = (twice / (2 * FACTOR), twice % (2 * FACTOR));
    (first, (first + 1).min(count - 1), fraction)
}

/// How often over.
const SHARPER: i16 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_by_means_and_by_interpolation() {
        let pixels = [0, 100, 50, 50, 200, 100, 51, 50, 9, 9, 9, 9];
        let luma = Luma::new(&pixels, 4, 3, 4).expect("a plane");
        let mut out = Vec::new();
        assert_eq!(luma.halve(&mut out).pixels, [100, 50]);
        let luma = Luma::new(&[0, 120], 2, 1, 2).expect("a plane");
        let grown = luma.grow::<3>(&mut out);
        assert_eq!((grown.width, grown.height), (6, 3));
        assert_eq!(grown.row(0), [0, 0, 40, 80, 120, 120]);
    }

    #[test]
    fn a_part_lies_in_the_plane() {
        let pixels: Vec<u8> = (0..20).collect();
        let luma = Luma::new(&pixels, 4, 4, 5).expect("a plane");
        let part = luma.part([1, 2], 3, 2).expect("a part");
        assert_eq!((part.row(0), part.row(1), part.at(2, 1)), (&[11, 12, 13][..], &[16, 17, 18][..], 18));
        assert!(luma.part([1, 2], 4, 2).is_none() && luma.part([1, 2], 3, 3).is_none());
        assert!(luma.part([1, 2], 0, 1).is_none());
    }

    #[test]
    fn smoothing_spreads_a_pixel_and_sharpening_raises_it() {
        let mut pixels = [100; 25];
        pixels[12] = 132;
        let luma = Luma::new(&pixels, 5, 5, 5).expect("a plane");
        let (mut rows, mut out) = (Vec::new(), Vec::new());
        luma.smooth(&mut rows, &mut out);
        let spread = [100, 100, 100, 100, 100, 100, 102, 104, 102, 100, 100, 104, 108, 104, 100];
        assert_eq!(out.get(..15), Some(&spread[..]));
        let sharp = luma.sharpen(&mut out);
        assert_eq!((sharp.at(2, 2), sharp.at(1, 1), sharp.at(0, 0)), (228, 92, 100));
        // The edge counts twice.
        let edge = Luma::new(&[0, 0, 160, 160], 4, 1, 4).expect("a plane");
        assert_eq!(edge.smooth(&mut rows, &mut out).pixels, [0, 40, 120, 160]);
        for (width, height) in [(1, 1), (1, 3), (3, 1), (2, 2)] {
            let flat = vec![77; width * height];
            let luma = Luma::new(&flat, width, height, width).expect("a plane");
            assert_eq!(luma.smooth(&mut rows, &mut out).pixels, flat);
        }
    }

    #[test]
    fn greys_between_pixels() {
        let luma = Luma::new(&[0, 100, 50, 150], 2, 2, 2).expect("a plane");
        for (place, grey) in [([0.5, 0.5], 0.0), ([1.0, 0.5], 50.0), ([1.0, 1.0], 75.0), ([-9.0, 9.0], 50.0)]
        {
            assert!((luma.between(place) - grey).abs() < 1e-3, "{place:?}");
        }
        assert_eq!([[0.2, 0.9], [1.7, 1.0], [f32::NAN, -3.0]].map(|at| luma.nearest(at)), [0, 150, 0]);
        // The same in whole numbers, however far outside.
        let pixel = 1 << 16;
        for (place, grey) in [([0, 0], 0), ([pixel, pixel / 2], 50), ([pixel, pixel], 75)] {
            assert_eq!(luma.between_fixed(place), grey, "{place:?}");
        }
        let corners =
            [[i32::MIN, i32::MIN], [i32::MAX, i32::MIN], [i32::MIN, i32::MAX], [i32::MAX, i32::MAX]];
        assert_eq!(corners.map(|place| luma.between_fixed(place)), [0, 100, 50, 150]);
        assert_eq!(corners.map(|place| luma.fixed(place)), [0, 100, 50, 150]);
    }
}
