//! One picture looked at in one way after another, until something is found.

use super::luma::Luma;
use super::qr::{Decoded, Decoder, Light, Way, Work};
use super::track::Track;
use super::{Found, MAX_SYMBOLS};

/// How much work a picture is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effort {
    /// One of many a second.
    Frame,
    /// The only one.
    Picture,
}

/// The decoder, and the memory that copies of the picture are made in.
#[derive(Default)]
pub(super) struct Looks {
    decoder: Decoder,
    half: Vec<u8>,
    quarter: Vec<u8>,
    eighth: Vec<u8>,
    smooth: Vec<u8>,
    sharp: Vec<u8>,
    rows: Vec<u8>,
    track: Track,
    idle: Idle,
}

/// Frames of one size in a row in which nothing was found.
#[derive(Default)]
struct Idle {
    frame: [usize; 2],
    count: u8,
}

/// The looks that cost most and find least.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Costly {
    /// Modules printed as dots.
    HalfSmooth,
    /// Small modules in noise.
    Smooth,
    /// Small modules out of focus or moved.
    Sharp,
}

impl Idle {
    /// Whether this frame is worth that look: the first is worth each, of those after it every third. A camera that sees no symbol goes
    /// on like that for minutes, and one that does shows the next frame as well.
    fn is_turn(&self, look: Costly) -> bool {
        let turn = match self.count % 3 {
            0 => Costly::HalfSmooth,
            1 => Costly::Smooth,
            _ => Costly::Sharp,
        };
        self.count == 0 || turn == look
    }

    /// Begins a frame of this size.
    fn begin(&mut self, luma: Luma<'_>) {
        let frame = [luma.width(), luma.height()];
        if self.frame != frame {
            *self = Self { frame, count: 0 };
        }
    }

    /// Ends it. The count goes round in threes and never back to none.
    fn end(&mut self, found: &[Found]) {
        self.count = if found.is_empty() { self.count % 3 + 1 } else { 0 };
    }
}

impl Looks {
    /// Looks at a camera's frame: first where the symbols of the frame before were, then at the whole of it.
    pub(super) fn frame(&mut self, luma: Luma<'_>) -> Vec<Found> {
        let mut all = All { found: Vec::new(), work: Work(MOST_WORK) };
        if let Some((part, [left, top])) = self.track.window(luma) {
            all.look(&mut self.decoder, part, 1.0, USUAL);
            for [x, y] in all.found.iter_mut().flat_map(|found| &mut found.corners) {
                (*x, *y) = (*x + left as f32, *y + top as f32);
            }
        }
        self.idle.begin(luma);
        if all.found.is_empty() || !self.track.is_all(&all.found) {
            all.found.clear();
            self.scan(luma, Effort::Frame, &mut all);
        }
        self.track.remember(luma, &all.found);
        self.idle.end(&all.found);
        all.found
    }

    /// Looks at a picture that stands alone.
    pub(super) fn picture(&mut self, luma: Luma<'_>) -> Vec<Found> {
        let mut all = All { found: Vec::new(), work: Work(MOST_WORK) };
        self.scan(luma, Effort::Picture, &mut all);
        all.found
    }

    /// Looks at the picture in one way after another. Which ways, and in which order, was measured on photographs and
    /// made frames: the first finds nearly all, each of the others some that no other does.
    fn scan(&mut self, luma: Luma<'_>, effort: Effort, all: &mut All) {
        let done = |all: &All| effort == Effort::Frame && !all.found.is_empty();
        all.look(&mut self.decoder, luma, 1.0, KEPT);
        if done(all) {
            return;
        }
        // Large symbols out of focus, in noise or printed coarsely: fewer pixels, each the mean of many.
        let mut smaller = luma;
        for (factor, out) in [(2, &mut self.half), (4, &mut self.quarter), (8, &mut self.eighth)] {
            if luma.width().min(luma.height()) < SMALLEST_SIDE * factor {
                break;
            }
            smaller = smaller.halve(out);
            all.look(&mut self.decoder, smaller, factor as f32, USUAL);
            if done(all) {
                return;
            }
        }
        if !all.found.is_empty() {
            return;
        }
        let is_turn = |idle: &Idle, look| effort == Effort::Picture || idle.is_turn(look);
        // Modules printed as dots hang together again, in the picture at half its size.
        if is_turn(&self.idle, Costly::HalfSmooth) && luma.width().min(luma.height()) >= SMALLEST_SIDE * 2 {
            let half = luma.halve(&mut self.half).smooth(&mut self.rows, &mut self.smooth);
            all.look(&mut self.decoder, half, 2.0, USUAL);
            if !all.found.is_empty() {
                return;
            }
        }
        let [in_noise, out_of_focus] = [Costly::Smooth, Costly::Sharp].map(|look| is_turn(&self.idle, look));
        if !in_noise && !out_of_focus {
            return;
        }
        // Small modules in noise.
        let smooth = luma.smooth(&mut self.rows, &mut self.smooth);
        if in_noise {
            all.look(&mut self.decoder, smooth, 1.0, SMOOTH);
        }
        if !all.found.is_empty() || !out_of_focus {
            return;
        }
        // Small modules out of focus or moved.
        smooth.smooth(&mut self.rows, &mut self.sharp);
        // Noise grows too, and light and dark are farther apart.
        let sharp = luma.sharpen(&mut self.sharp);
        all.look(&mut self.decoder, sharp, 1.0, SHARPENED);
        // Modules of a pixel or two. A camera's next frame does more good for less work.
        if all.found.is_empty()
            && effort == Effort::Picture
            && luma.width() * luma.height() <= MAX_ENLARGED_PIXELS
        {
            let large = luma.grow::<2>(&mut self.smooth);
            all.look(&mut self.decoder, large, 0.5, USUAL);
        }
    }
}

/// What the looks so far found, and what is left to do.
struct All {
    found: Vec<Found>,
    work: Work,
}

impl All {
    /// Adds what one look finds, `scale` pixels of the picture to one it sees, unless an earlier look found it in its place.
    fn look(&mut self, decoder: &mut Decoder, luma: Luma<'_>, scale: f32, way: Way) {
        // Noise in one look must not cost the next its turn.
        let mut work = self.work.at_most(MOST_WORK_OF_A_LOOK);
        let before = work.left();
        let decoded = decoder.decode(luma, MAX_SYMBOLS, way, &mut work);
        self.work.spend(before - work.left());
        for Decoded { bytes, version, corners, part } in decoded {
            let corners = corners.map(|corner| corner.map(|at| at * scale));
            let known = self.found.iter().any(|old| old.bytes == bytes && overlap(&old.corners, &corners));
            if !known && self.found.len() < MAX_SYMBOLS {
                self.found.push(Found { bytes, version, corners, part });
            }
        }
    }
}

/// Whether two symbols cannot both be there: the middle of one lies within half a diagonal of the other's.
fn overlap(a: &[[f32; 2]; 4], b: &[[f32; 2]; 4]) -> bool {
    let middle = |[[x, y], _, [x2, y2], _]: &[[f32; 2]; 4]| ((x + x2) / 2.0, (y + y2) / 2.0);
    let [[left, top], _, [right, bottom], _] = a;
    let ((ax, ay), (bx, by)) = (middle(a), middle(b));
    (ax - bx).hypot(ay - by) < (left - right).hypot(top - bottom) / 2.0
}

/// Pixels a side below which no smaller picture is looked at: room for a small symbol and what is around it.
const SMALLEST_SIDE: usize = 100;
/// Pixels of a picture that is looked at larger.
const MAX_ENLARGED_PIXELS: usize = 1024 * 1024;
/// Steps of work for a picture, and for one look at it.
const MOST_WORK: u64 = 10_000_000;
const MOST_WORK_OF_A_LOOK: u64 = 5_000_000;
/// Symbols in poor light have little more contrast than noise at its loudest, and modules are a pixel wide at least.
const USUAL: Way = Way { light: Light::Measured, loudest: 48, narrowest: 7 };
const KEPT: Way = Way { light: Light::Kept, ..USUAL };
const SMOOTH: Way = Way { light: Light::AsKept, ..USUAL };
/// Noise grows too, and of modules of less than two pixels nothing is left that could be sharpened.
const SHARPENED: Way = Way { light: Light::Measured, loudest: 120, narrowest: 13 };
