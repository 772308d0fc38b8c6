//! Where in the picture each module of a symbol lies.

use super::Work;
use super::finder::{Finder, Seen};
use super::format;
use super::geometry::{Point, View, add, cross, dot, fixed, length, minus};
use super::sample::Greys;
use crate::code::layout::Version;

/// A finder pattern: its middle, and what a module to the symbol's right and one down are there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fitted {
    pub(super) middle: Point,
    pub(super) across: Point,
    pub(super) down: Point,
}

/// Three finder patterns: the corner, to its right, below it.
pub(super) struct Corners {
    pub(super) fitted: [Fitted; 3],
    dark: bool,
    /// How much lighter the light ring is than the core, in greys; below 0 for light symbols.
    contrast: f32,
}

/// A guess at version and view, and how well the timing patterns fit it, 1 at most.
#[derive(Clone, Copy)]
pub(super) struct Guess {
    pub(super) version: Version,
    pub(super) fit: f32,
    view: View,
}

/// The views of the patches between alignment patterns.
#[derive(Default)]
pub(super) struct Grid {
    /// Where patches end, in modules; the outermost reach to the symbol's edge.
    ends: Vec<usize>,
    views: Vec<View>,
    nodes: Vec<Point>,
    /// How far nodes are from where the guess has them.
    off: Vec<Point>,
    size: usize,
}

impl Corners {
    pub(super) fn of([corner, right, below]: [&Finder; 3]) -> Self {
        let way = minus(right.middle, corner.middle);
        let fitted = [corner, right, below].map(|finder| {
            let [across, down] = finder.turned(way);
            Fitted { middle: finder.middle, across, down }
        });
        let contrast = (corner.contrast + right.contrast + below.contrast) / 3.0;
        Self { fitted, dark: corner.dark, contrast: if corner.dark { contrast } else { -contrast } }
    }

    /// Versions the distances allow, those with the best timing patterns first.
    pub(super) fn guesses(&self, seen: Seen<'_>, out: &mut Vec<Guess>) {
        out.clear();
        let [corner, right, below] = &self.fitted;
        let (a, b) = (minus(right.middle, corner.middle), minus(below.middle, corner.middle));
        let along = |step: Point, way: Point| (dot(step, way) / length(way)).max(0.1);
        let (a0, a1) = (along(corner.across, a), along(right.across, a));
        let (b0, b1) = (along(corner.down, b), along(below.down, b));
        // Along a line seen aslant the steps shrink with the square of the depth.
        let modules = f32::midpoint(length(a) / (a0 * a1).sqrt(), length(b) / (b0 * b1).sqrt());
        let size = modules + 7.0;
        let nearest = ((size - 17.0) / 4.0).round().clamp(1.0, 40.0) as usize;
        let reach = 1 + nearest / 12;

        let depth =
            |one: f32, other: f32| f32::midpoint(one, other.clamp(one - 0.3, one + 0.3)).clamp(-0.6, 1.5);
        let ratio = |near: f32, far: f32| (near / far).clamp(0.2, 5.0).sqrt() - 1.0;
        let turned = |step: Point, e1: Point, e2: Point, other: f32| {
            let turn = cross(step, e2);
            if turn.abs() < 1e-3 { other } else { -cross(step, e1) / turn }
        };
        let (g, h) = (ratio(a0, a1), ratio(b0, b1));
        let g = depth(g, turned(below.across, a, minus(right.middle, below.middle), g));
        let h = depth(h, turned(right.down, b, minus(below.middle, right.middle), h));

        let told = if nearest >= 6 { self.told(seen) } else { None };
        let near = nearest.saturating_sub(reach)..=nearest + reach;
        for version in near.filter_map(Version::new).chain(told.map(|told| told.0)) {
            let size = version.size() as f32;
            let rectangle = [3.5, 3.5, size - 3.5, size - 3.5];
            let middles = [corner.middle, right.middle, below.middle];
            let Some(view) = View::from_depth(rectangle, middles, [g, h]) else { continue };
            let mut fit = self.timing(seen, &view, version);
            if let Some((told, sure)) = told
                && told == version
            {
                fit += 0.5 * sure;
            }
            if !out.iter().any(|guess| guess.version == version) {
                out.push(Guess { version, fit, view });
            }
        }
        out.sort_unstable_by(|a, b| b.fit.total_cmp(&a.fit));
    }

    /// How well the format information beside the patterns fits any word there is (ISO/IEC 18004 §7.9), 1 at most: a look at
    /// thirty modules before one at all of them.
    pub(super) fn format(&self, seen: Seen<'_>) -> f32 {
        let [corner, right, below] = &self.fitted;
        let soft = |it: &Fitted, x: f32, y: f32| {
            let middle = f32::from(seen.luma.nearest(it.middle)) + self.contrast / 2.0;
            let grey = seen.luma.between(add(add(it.middle, it.across, x), it.down, y));
            let soft = (middle - grey).clamp(-100.0, 100.0) as i32;
            if self.dark { soft } else { -soft }
        };
        format::fit(|place| match place {
            format::Place::Corner(x, y) => soft(corner, x as f32 - 3.0, y as f32 - 3.0),
            format::Place::Right(x, y) => soft(right, 3.0 - x as f32, y as f32 - 3.0),
            format::Place::Below(x, y) => soft(below, x as f32 - 3.0, 3.0 - y as f32),
        })
    }

    /// How well greys alternate along the timing patterns (ISO/IEC 18004 §6.3.5), 1 at most.
    fn timing(&self, seen: Seen<'_>, view: &View, version: Version) -> f32 {
        let (mut agreeing, mut all) = (0.0, 0.0);
        for down in [false, true] {
            let mut before = None;
            for index in 7..version.size() - 7 {
                let at = index as f32 + 0.5;
                let place = if down { view.at(6.5, at) } else { view.at(at, 6.5) };
                let grey = seen.luma.between(place);
                if let Some(before) = before {
                    let change: f32 = grey - before;
                    // Even modules are dark.
                    let wanted = if index.is_multiple_of(2) == self.dark { -change } else { change };
                    agreeing += wanted;
                    all += change.abs();
                }
                before = Some(grey);
            }
        }
        agreeing / f32::max(all, 1.0)
    }

    /// The version as the symbol tells it beside the patterns to the right and below (ISO/IEC 18004 §7.10).
    fn told(&self, seen: Seen<'_>) -> Option<(Version, f32)> {
        let [_, right, below] = &self.fitted;
        let mut best: Option<(Version, f32)> = None;
        for is_right in [true, false] {
            let it = if is_right { right } else { below };
            let middle = f32::from(seen.luma.nearest(it.middle)) + self.contrast / 2.0;
            let soft = core::array::from_fn(|bit| {
                let (long, short) = ((bit / 3) as f32 - 3.0, (bit % 3) as f32 - 7.0);
                // Seen from behind, either block stands where the other did, the same bits in the same places.
                let (x, y) = if is_right { (short, long) } else { (long, short) };
                let grey = seen.luma.between(add(add(it.middle, it.across, x), it.down, y));
                let soft = (middle - grey).clamp(-100.0, 100.0) as i32;
                if self.dark { soft } else { -soft }
            });
            if let Some(found) = format::version(&soft)
                && best.is_none_or(|best| found.1 > best.1)
            {
                best = Some(found);
            }
        }
        best.filter(|best| best.1 > 0.6)
    }
}

impl Grid {
    /// Finds the alignment patterns (ISO/IEC 18004 §6.3.6) one after another, each from those beside it, and so the view of
    /// each patch between them. Where one is not seen, its neighbours say where it is.
    pub(super) fn build(
        &mut self,
        seen: Seen<'_>,
        corners: &Corners,
        guess: &Guess,
        work: &mut Work,
    ) -> Option<()> {
        let centres = guess.version.centres();
        let centres = centres.as_slice();
        self.size = guess.version.size();
        self.ends.clear();
        self.views.clear();
        let size = self.size as f32;
        let finders = corners.fitted.map(|it| it.middle);
        let rectangle = [3.5, 3.5, size - 3.5, size - 3.5];
        match centres {
            [] => self.views.push(guess.view),
            [_, far] => {
                let place = f32::from(*far) + 0.5;
                let reach = 2.5 + size / 12.0;
                let found = look(seen, corners, &guess.view, [place, place], [0.0; 2], reach, work);
                let view = found.and_then(|found| with_pattern(rectangle, finders, place, found));
                self.views.push(view.unwrap_or(guess.view));
            }
            _ => self.patches(seen, corners, guess, centres, work)?,
        }
        Some(())
    }

    fn patches(
        &mut self,
        seen: Seen<'_>,
        corners: &Corners,
        guess: &Guess,
        centres: &[u8],
        work: &mut Work,
    ) -> Option<()> {
        let count = centres.len();
        let last = count - 1;
        self.nodes.clear();
        self.off.clear();
        for (row, y) in centres.iter().enumerate() {
            for (column, x) in centres.iter().enumerate() {
                let place = [f32::from(*x) + 0.5, f32::from(*y) + 0.5];
                let expected = guess.view.at(place[0], place[1]);
                let off =
                    |back: usize| self.off.len().checked_sub(back).and_then(|at| self.off.get(at)).copied();
                let inner = |it: &Fitted, x: f32, y: f32| add(add(it.middle, it.across, x), it.down, y);
                let [corner, right, below] = &corners.fitted;
                let node = match (column, row) {
                    (0, 0) => inner(corner, 3.0, 3.0),
                    (column, 0) if column == last => inner(right, -3.0, 3.0),
                    (0, row) if row == last => inner(below, 3.0, -3.0),
                    _ => {
                        let left = if column > 0 { off(1) } else { None };
                        let above = if row > 0 { off(count) } else { None };
                        let both = if column > 0 && row > 0 { off(count + 1) } else { None };
                        let shift = match (left, above, both) {
                            (Some(left), Some(above), Some(both)) => add(add(left, above, 1.0), both, -1.0),
                            (one, other, _) => one.or(other).unwrap_or_default(),
                        };
                        let reach = if row == 0 || column == 0 { 2.5 } else { 2.0 };
                        look(seen, corners, &guess.view, place, shift, reach, work)
                            .unwrap_or(add(expected, shift, 1.0))
                    }
                };
                self.nodes.push(node);
                self.off.push(minus(node, expected));
            }
        }
        self.ends.extend(centres.iter().skip(1).map(|centre| usize::from(*centre)));
        let node = |column: usize, row: usize| self.nodes.get(row * count + column).copied();
        for (row, y) in centres.windows(2).enumerate() {
            for (column, x) in centres.windows(2).enumerate() {
                let [&[left, right], &[top, bottom]] =
                    [x, y].map(|pair| pair.first_chunk::<2>().unwrap_or(&[0; 2]));
                let rectangle = [left, top, right, bottom].map(|at| f32::from(at) + 0.5);
                let corners = [
                    node(column, row)?,
                    node(column + 1, row)?,
                    node(column + 1, row + 1)?,
                    node(column, row + 1)?,
                ];
                self.views.push(View::of(rectangle, corners)?);
            }
        }
        Some(())
    }

    /// The grey of every module, into `greys`.
    pub(super) fn sample(&self, seen: Seen<'_>, greys: &mut Greys) {
        greys.size = self.size;
        greys.grey.clear();
        greys.grey.resize(self.size * self.size, 0);
        greys.thresholds.resize(self.size * self.size, 0);
        let mut ends = self.ends.clone();
        ends.pop();
        ends.push(self.size);
        let mut views = self.views.iter();
        let mut top = 0;
        for bottom in &ends {
            let mut left = 0;
            for right in &ends {
                let Some(view) = views.next() else { return };
                for y in top..*bottom {
                    let start = y * self.size;
                    let row = greys.grey.get_mut(start + left..start + right).unwrap_or_default();
                    let thresholds = greys.thresholds.get_mut(start + left..start + right);
                    sample_row(seen, view, left, y, row, thresholds.unwrap_or_default());
                }
                left = *right;
            }
            top = *bottom;
        }
    }

    /// The corners of the symbol, clockwise from the one between the finder patterns.
    pub(super) fn outline(&self) -> Option<[Point; 4]> {
        let side = self.ends.len().max(1);
        let size = self.size as f32;
        let view = |column: usize, row: usize| self.views.get(row * side + column);
        Some([
            view(0, 0)?.at(0.0, 0.0),
            view(side - 1, 0)?.at(size, 0.0),
            view(side - 1, side - 1)?.at(size, size),
            view(0, side - 1)?.at(0.0, size),
        ])
    }
}

/// Modules of a row that lie along a straight line.
const STRAIGHT: usize = 8;
/// How much of the finder patterns' contrast an alignment pattern has that need not be searched for any farther.
const SURE_PATTERN: f32 = 0.75;

/// One row of modules of a patch, each the mean of a few pixels around its middle: fewer of small ones, so that none is of
/// a neighbour.
fn sample_row(seen: Seen<'_>, view: &View, left: usize, y: usize, row: &mut [u8], thresholds: &mut [u8]) {
    let down = y as f32 + 0.5;
    let middle = left as f32 + row.len() as f32 / 2.0;
    let [step, other] = view.steps(middle, down);
    let module = length(step).min(length(other));
    let part = if module < 6.0 { 0.2 } else { 0.25 };
    let ([ax, ay], [bx, by]) = (fixed(add([0.0; 2], step, part)), fixed(add([0.0; 2], other, part)));
    let start = |x: usize| fixed(view.at(x as f32 + 0.5, down));
    let mut next = start(left);
    let parts = row.chunks_mut(STRAIGHT).zip(thresholds.chunks_mut(STRAIGHT));
    for (index, (greys, thresholds)) in parts.enumerate() {
        // Between two places so near to each other a line seen aslant is as good as a straight one.
        let [mut x, mut y] = next;
        next = start(left + (index + 1) * STRAIGHT);
        let [across, down] = [(next[0] - x) / STRAIGHT as i32, (next[1] - y) / STRAIGHT as i32];
        for (grey, threshold) in greys.iter_mut().zip(thresholds) {
            *threshold = seen.threshold([x, y]);
            let at = |dx: i32, dy: i32| u32::from(seen.luma.fixed([x.wrapping_add(dx), y.wrapping_add(dy)]));
            *grey = if module < 3.0 {
                seen.luma.between_fixed([x, y])
            } else {
                let four = at(ax + bx, ay + by)
                    + at(ax - bx, ay - by)
                    + at(bx - ax, by - ay)
                    + at(-ax - bx, -ay - by);
                if module < 6.0 {
                    (four / 4) as u8
                } else {
                    let cross = at(ax, ay) + at(-ax, -ay) + at(bx, by) + at(-bx, -by);
                    ((four + cross + at(0, 0)) / 9) as u8
                }
            };
            (x, y) = (x + across, y + down);
        }
    }
}

/// The view through three finder patterns and the one alignment pattern of versions 2–6, which stands on the diagonal.
fn with_pattern(rectangle: [f32; 4], finders: [Point; 3], place: f32, found: Point) -> Option<View> {
    let [p0, p1, p3] = finders;
    let t = (place - rectangle[0]) / (rectangle[2] - rectangle[0]);
    // g t (found - p1) + h t (found - p3) = what a view without depth misses by.
    let missed = minus(add(add(p0, minus(p1, p0), t), minus(p3, p0), t), found);
    let (one, other) = (minus(found, p1), minus(found, p3));
    let area = cross(one, other) * t;
    if area.abs() < 1e-3 {
        return None;
    }
    View::from_depth(rectangle, finders, [cross(missed, other) / area, cross(one, missed) / area])
}

/// The alignment pattern near where `view`, moved by `shift`, has it; `reach` modules to each side are searched.
fn look(
    seen: Seen<'_>,
    corners: &Corners,
    view: &View,
    [x, y]: Point,
    shift: Point,
    reach: f32,
    work: &mut Work,
) -> Option<Point> {
    let expected = add(view.at(x, y), shift, 1.0);
    let steps = view.steps(x, y);
    let count = (2.0 * reach) as i32;
    let side = 2 * count as u64 + 1;
    if !work.spend(side * side * 75 + 5000) {
        return None;
    }
    let mut best = (0.0, expected);
    // Outward, until it stands out well and did no better farther out.
    for far in 0..=count {
        let mut is_better = false;
        for [across, down] in around(far) {
            let (across, down) = (across as f32 * 0.5, down as f32 * 0.5);
            let place = add(add(expected, steps[0], across), steps[1], down);
            let far = (across * across + down * down) / (reach * reach);
            let score = pattern(place, steps, corners.dark, |at| seen.luma.fixed(at));
            let score = score * (1.0 - 0.2 * far);
            if score > best.0 {
                best = (score, place);
                is_better = true;
            }
        }
        if !is_better && best.0 > SURE_PATTERN * corners.contrast.abs() {
            break;
        }
    }
    if best.0 < 0.3 * corners.contrast.abs() {
        return None;
    }
    // The middle of where it fits nearly as well.
    let mut fits = [(0.0, [0.0; 2]); 9];
    for (index, fit) in fits.iter_mut().enumerate() {
        let (across, down) = ((index % 3) as f32 * 0.4 - 0.4, (index / 3) as f32 * 0.4 - 0.4);
        let place = add(add(best.1, steps[0], across), steps[1], down);
        *fit = (pattern(place, steps, corners.dark, |at| seen.luma.between_fixed(at)), place);
    }
    let most = fits.iter().map(|fit| fit.0).fold(0.0, f32::max);
    let (mut sum, mut weight) = ([0.0; 2], 0.0);
    for (fit, place) in fits {
        let times = (fit - 0.7 * most).max(0.0);
        sum = add(sum, minus(place, expected), times);
        weight += times;
    }
    (weight > 0.0).then(|| add(expected, sum, 1.0 / weight))
}

/// The places of a grid that are so many steps from its middle, along the row or the column.
fn around(far: i32) -> impl Iterator<Item = [i32; 2]> {
    (-far..=far).flat_map(move |down| {
        let step = if down.abs() == far { 1 } else { (2 * far).max(1) };
        (-far..=far).step_by(step as usize).map(move |across| [across, down])
    })
}

/// How much an alignment pattern stands out here, in greys: a dark ring around a light one around a dark module.
fn pattern(place: Point, steps: [Point; 2], dark: bool, grey: impl Fn([i32; 2]) -> u8) -> f32 {
    let ([x, y], [[ax, ay], [bx, by]]) = (fixed(place), steps.map(fixed));
    let (mut outer, mut inner, mut core) = (0i32, 0i32, 0i32);
    for down in -2..=2i32 {
        for across in -2..=2i32 {
            let off = |a: i32, b: i32| across.wrapping_mul(a).wrapping_add(down.wrapping_mul(b));
            let grey = i32::from(grey([x.wrapping_add(off(ax, bx)), y.wrapping_add(off(ay, by))]));
            match across.abs().max(down.abs()) {
                0 => core = grey,
                1 => inner += grey,
                _ => outer += grey,
            }
        }
    }
    let score = inner as f32 / 8.0 - 0.65 * outer as f32 / 16.0 - 0.35 * core as f32;
    if dark { score } else { -score }
}
