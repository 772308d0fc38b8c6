//! From dark and light pixels to the bytes of QR symbols. The one place that knows the decoder in use.
//!
//! *Takes* [`Bits`]. *Gives* every symbol found in them. *Refuses* nothing: what is no symbol is not found.
//!
//! Carries out ISO/IEC 18004 §12 (reference decode algorithm) through rxing's port of zxing-cpp's QR reader: its location
//! of concentric patterns, its choice of three of them, its sampling along the alignment patterns and its error
//! correction. Rows are searched here, over words instead of pixels and with a bound on the work.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::cpp_essentials::{ConcentricPattern, LocateConcentricPattern};
use rxing::common::{BitArray, BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FinderPatternSet, GenerateFinderPatternSets, SampleQR};

use super::luma::Bits;

/// One symbol: its content, its version and its corners in pixels of the [`Bits`] it was read from.
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    pub(super) version: u8,
    /// Clockwise as the symbol lies: top left (the corner between the three finder patterns), top right, bottom right,
    /// bottom left.
    pub(super) corners: [[f32; 2]; 4],
}

/// Memory kept from one picture to the next.
#[derive(Default)]
pub(super) struct Decoder {
    matrix: Option<BitMatrix>,
    changes: Vec<u32>,
}

impl Decoder {
    /// Every symbol in `bits`, most plausible first, `most` at most.
    pub(super) fn decode(&mut self, bits: &Bits, most: usize) -> Vec<Decoded> {
        let Some(matrix) = fill(self.matrix.take(), bits) else {
            return Vec::new();
        };
        let mut patterns = find_patterns(bits, &matrix, &mut self.changes);
        let sets = guarded(|| Some(GenerateFinderPatternSets(&mut patterns))).unwrap_or_default();
        let mut used: Vec<ConcentricPattern> = Vec::new();
        let mut found = Vec::new();
        for set in sets.iter().take(MAX_SETS) {
            if [set.bl, set.tl, set.tr].iter().any(|pattern| used.contains(pattern)) {
                continue;
            }
            if let Some(decoded) = guarded(|| read(&matrix, set)) {
                used.extend([set.bl, set.tl, set.tr]);
                found.push(decoded);
                if found.len() == most {
                    break;
                }
            }
        }
        self.matrix = Some(matrix);
        found
    }
}

/// The decoder's own matrix, its memory reused where the size is the same.
fn fill(kept: Option<BitMatrix>, bits: &Bits) -> Option<BitMatrix> {
    let (width, height) = (u32::try_from(bits.width()).ok()?, u32::try_from(bits.height()).ok()?);
    let mut matrix = match kept {
        Some(matrix) if matrix.width() == width && matrix.height() == height => matrix,
        _ => BitMatrix::new(width, height).ok()?,
    };
    let mut row = BitArray::with_size(bits.width());
    for y in 0..height {
        for (index, word) in bits.row(y as usize).iter().enumerate() {
            row.setBulk(index * usize::BITS as usize, *word);
        }
        matrix.setRow(y, &row);
    }
    Some(matrix)
}

/// The centres of what looks like a finder pattern along rows and, by the decoder's own judgement, along columns and
/// diagonals.
fn find_patterns(bits: &Bits, matrix: &BitMatrix, changes: &mut Vec<u32>) -> Vec<ConcentricPattern> {
    let mut patterns: Vec<ConcentricPattern> = Vec::new();
    let largest = bits.width().max(bits.height()) / 2;
    for y in (ROW_STEP - 1..bits.height()).step_by(ROW_STEP) {
        bits.changes(y, changes);
        for edges in changes.windows(6).step_by(2) {
            let Some((centre, width)) = finder_centre(edges) else {
                continue;
            };
            // Of a symbol of 21 modules a side the pattern is a third.
            if width as usize > largest {
                continue;
            }
            let point = rxing::point(centre, y as f32 + 0.5);
            if patterns.iter().any(|old| rxing::Point::distance(point, old.p) < old.size as f32 / 2.0) {
                continue;
            }
            let located = guarded(|| {
                LocateConcentricPattern::<true, 5, 7>(matrix, &[1, 1, 3, 1, 1], point, width as i32 * 3)
            });
            if let Some(pattern) = located {
                patterns.push(pattern);
                if patterns.len() == MAX_PATTERNS {
                    return patterns;
                }
            }
        }
    }
    patterns
}

/// ISO/IEC 18004 §6.3.3: dark, light, dark, light, dark in the ratio 1:1:3:1:1. Bars and spaces are measured apart, as
/// ink and light spread. Gives the middle and the width, in pixels.
fn finder_centre(edges: &[u32]) -> Option<(f32, u32)> {
    let &[start, first_end, middle, middle_end, last, end] = edges else {
        return None;
    };
    let (bar1, bar2, bar3) = (first_end - start, middle_end - middle, end - last);
    let (space1, space2) = (middle - first_end, last - middle_end);
    if bar2 < 3 || bar2 < 2 * bar1.max(bar3) || bar2 < space1.max(space2) {
        return None;
    }
    let bar = (bar1 + bar2 + bar3) as f32 / 5.0;
    let space = (space1 + space2) as f32 / 2.0;
    if bar > 4.0 * space || space > 4.0 * bar {
        return None;
    }
    let near = |found: u32, wanted: f32, by: f32| (found as f32 - wanted).abs() <= by;
    let (bar_slack, space_slack) = (0.75 * bar + 0.5, space / 3.0 + 0.5);
    (near(bar1, bar, bar_slack)
        && near(bar2, 3.0 * bar, bar_slack)
        && near(bar3, bar, bar_slack)
        && near(space1, space, space_slack)
        && near(space2, space, space_slack))
    .then(|| (middle as f32 + bar2 as f32 / 2.0, end - start))
}

fn read(matrix: &BitMatrix, set: &FinderPatternSet) -> Option<Decoded> {
    let sampled = SampleQR(matrix, set).ok()?;
    let decoded = Decode(sampled.getBits()).ok()?;
    // An empty symbol says nothing, and a light area can pass for one.
    let bytes = decoded.content().bytes();
    if !decoded.isValid() || bytes.is_empty() {
        return None;
    }
    // The sampler rounds by adding half a pixel, and names the bottom corners left first.
    let corner = |point: &rxing::Point| [point.x - 0.5, point.y - 0.5];
    let [top_left, top_right, bottom_left, bottom_right] = sampled.getPoints() else {
        return None;
    };
    Some(Decoded {
        bytes: bytes.to_vec(),
        version: u8::try_from(decoded.versionNumber()).ok()?,
        corners: [corner(top_left), corner(top_right), corner(bottom_right), corner(bottom_left)],
    })
}

/// Runs the foreign decoder. It asserts and unwraps on geometry taken from the picture, which whoever holds a paper to
/// the camera chooses: such a picture has no symbol here and must not end the app. What it worked on is only read, so
/// nothing half-done is left behind.
fn guarded<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_default()
}

/// Rows from one searched to the next: the middle of a finder pattern is three modules high, and modules have a pixel.
const ROW_STEP: usize = 3;
/// Finder patterns followed up in one picture; thirty-two symbols have 96.
const MAX_PATTERNS: usize = 384;
/// Sets of three patterns tried, most plausible first.
const MAX_SETS: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_decoder_is_no_symbol() {
        assert_eq!(guarded(|| -> Option<()> { panic!("from the test, on purpose") }), None);
        assert_eq!(guarded(|| Some(1)), Some(1));
    }

    #[test]
    fn the_ratio_of_a_finder_pattern() {
        assert_eq!(finder_centre(&[10, 12, 14, 20, 22, 24]), Some((17.0, 14)));
        // Ink that spread by a pixel on either side.
        assert_eq!(finder_centre(&[9, 13, 13 + 2, 23, 25, 29]), Some((19.0, 20)));
        // Modules of one pixel.
        assert!(finder_centre(&[0, 1, 2, 5, 6, 7]).is_some());
        for none in [[0, 1, 2, 3, 4, 5], [0, 2, 4, 6, 8, 10], [0, 2, 4, 18, 20, 22], [0, 6, 12, 18, 24, 30]] {
            assert_eq!(finder_centre(&none), None, "{none:?}");
        }
    }
}
