//! The search for finder patterns (ISO/IEC 18004 §6.3.3): dark, light, dark, light, dark in the ratio 1:1:3:1:1 along every
//! line through the middle.

use super::super::luma::Luma;
use super::geometry::{Point, add, cross, distance, dot, fixed, length, minus};
use super::threshold::Thresholds;
use super::{Way, Work};

/// A finder pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Finder {
    pub(super) middle: Point,
    /// About how wide a module is, in pixels.
    pub(super) module: f32,
    /// Whether it is dark on light.
    pub(super) dark: bool,
    /// How much its light ring differs from what is dark in it, in greys.
    pub(super) contrast: f32,
    /// What a module to one side is there, and one to the next side clockwise: which of four is the symbol's right, only the
    /// other patterns tell.
    pub(super) axes: [Point; 2],
    /// How far its edges are from straight, in modules.
    pub(super) rough: f32,
}

/// A picture and its thresholds.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) luma: Luma<'a>,
    pub(super) thresholds: &'a Thresholds,
}

/// Every finder pattern in the picture that is wide enough, into `out`.
pub(super) fn search(
    seen: Seen<'_>,
    way: Way,
    changes: &mut Vec<u32>,
    work: &mut Work,
    out: &mut Vec<Finder>,
) {
    out.clear();
    let (width, height) = (seen.luma.width(), seen.luma.height());
    let largest = width.max(height) as u32 / 2;
    // What stands out no more than noise does is noise: two places next to each other differ less than the farthest apart of a block.
    let least = i32::from(seen.thresholds.noise()) * 7 / 8;
    for y in (ROW_STEP - 1..height).step_by(ROW_STEP) {
        seen.thresholds.changes(seen.luma, y, changes);
        for (index, edges) in changes.windows(6).enumerate() {
            let across = width_of(edges);
            if across < way.narrowest || across > largest {
                continue;
            }
            let Some(x) = middle_of(edges) else { continue };
            if !work.spend(30) {
                continue;
            }
            let dark = index % 2 == 0;
            if stands_out(seen.luma.row(y), edges, dark) < least {
                continue;
            }
            let place = [x, y as f32 + 0.5];
            let reach = across as f32 / 2.0;
            if out.iter().any(|old| old.dark == dark && distance(place, old.middle) < reach) {
                continue;
            }
            work.spend(u64::from(across) * 20);
            let Some(finder) = seen.confirm(place, across as f32, dark, work) else { continue };
            let near = |old: &Finder| {
                old.dark == dark && distance(old.middle, finder.middle) < 2.5 * old.module.max(finder.module)
            };
            if !out.iter().any(near) && out.len() < MOST_SEEN {
                out.push(finder);
            }
        }
    }
    // Ink on paper stands out more than noise does.
    out.sort_unstable_by(|a, b| b.weight().total_cmp(&a.weight()));
    out.truncate(MOST);
}

impl Finder {
    fn weight(&self) -> f32 {
        self.contrast * self.module.clamp(1.0, 6.0).sqrt() * (1.0 - 2.0 * self.rough).max(0.1)
    }

    /// A module to the right and one down, for the symbol whose right lies closest to `across`.
    pub(super) fn turned(&self, across: Point) -> [Point; 2] {
        let [one, other] = self.axes;
        let back = |axis: Point| [-axis[0], -axis[1]];
        let turns = [[one, other], [other, back(one)], [back(one), back(other)], [back(other), one]];
        let along = |turn: &[Point; 2]| dot(turn[0], across) / length(turn[0]).max(1e-3);
        turns.into_iter().max_by(|a, b| along(a).total_cmp(&along(b))).unwrap_or(self.axes)
    }
}

/// How much the spaces of a run of five differ from its bars, in greys, at their middles.
fn stands_out(row: &[u8], edges: &[u32], dark: bool) -> i32 {
    let &[start, first_end, middle, middle_end, last, end] = edges else {
        return 0;
    };
    let at = |from: u32, to: u32| row.get((from + to) as usize / 2).copied().map_or(0, i32::from);
    let bars = at(start, first_end) + at(middle, middle_end) + at(last, end);
    let spaces = at(first_end, middle) + at(middle_end, last);
    let contrast = spaces / 2 - bars / 3;
    if dark { contrast } else { -contrast }
}

/// How wide a run is, in pixels.
#[inline]
fn width_of(edges: &[u32]) -> u32 {
    if let [start, .., end] = edges { end - start } else { 0 }
}

/// The middle of a run of five in the ratio of the pattern, in pixels. Bars and spaces are measured apart, as ink and light
/// spread.
#[inline]
fn middle_of(edges: &[u32]) -> Option<f32> {
    let &[start, first_end, middle, middle_end, last, end] = edges else {
        return None;
    };
    let (bar1, bar2, bar3) = (first_end - start, middle_end - middle, end - last);
    let (space1, space2) = (middle - first_end, last - middle_end);
    if bar2 < 2 * bar1.max(bar3) || bar2 < space1.max(space2) || bar2 < 3 {
        return None;
    }
    let widths = [bar1, space1, bar2, space2, bar3].map(|width| width as f32);
    in_ratio(widths, 0.75, 0.5).then(|| middle as f32 + bar2 as f32 / 2.0)
}

/// Whether these are the bars and spaces of the pattern, within `slack` parts of a module and `pixels` more.
fn in_ratio([bar1, space1, bar2, space2, bar3]: [f32; 5], slack: f32, pixels: f32) -> bool {
    let bar = (bar1 + bar2 + bar3) / 5.0;
    let space = f32::midpoint(space1, space2);
    if bar > 4.0 * space || space > 4.0 * bar {
        return false;
    }
    let near = |found: f32, wanted: f32, by: f32| (found - wanted).abs() <= by;
    let (bar_slack, space_slack) = (slack * bar + pixels, slack / 2.0 * space + pixels);
    near(bar1, bar, bar_slack)
        && near(bar2, 3.0 * bar, bar_slack)
        && near(bar3, bar, bar_slack)
        && near(space1, space, space_slack)
        && near(space2, space, space_slack)
}

impl Seen<'_> {
    /// The threshold of the pixel at a place in parts of 2^16 of a pixel.
    #[inline]
    pub(super) fn threshold(self, [x, y]: [i32; 2]) -> u8 {
        let at = |at: i32, side: usize| ((at >> 16).max(0) as usize).min(side - 1);
        self.thresholds.at(at(x, self.luma.width()), at(y, self.luma.height()))
    }

    /// Follows a pattern found along a row up and down, along its own row and both ways across.
    fn confirm(self, place: Point, across: f32, dark: bool, work: &mut Work) -> Option<Finder> {
        let most = across * 1.6 + 4.0;
        let (_, place) = self.line(place, [0.0, 1.0], most, dark).filter(|(line, _)| line.fits(0.9))?;
        let (row, place) = self.line(place, [1.0, 0.0], most, dark).filter(|(line, _)| line.fits(0.9))?;
        let (column, place) = self.line(place, [0.0, 1.0], most, dark).filter(|(line, _)| line.fits(0.9))?;
        let contrast = self.contrast(place, row, column, dark);
        if contrast < LEAST_CONTRAST {
            return None;
        }
        let (wide, tall) = (row.width(), column.width());
        if wide > 3.0 * tall || tall > 3.0 * wide {
            return None;
        }
        if !self.is_ringed(place, [wide / 7.0, tall / 7.0], contrast, dark) {
            return None;
        }
        // Every way out crosses the rings in the same ratio; some ways may be spoilt.
        let is_straight = |way: Point| {
            self.edges(place, way, most, dark).is_some_and(|[core, light, ring]| {
                let bar = (core + ring - light) / 2.5;
                let space = light - core;
                (0.4..2.5).contains(&(space / bar)) && (core - 1.5 * bar).abs() < 0.45 * bar + 0.7
            })
        };
        let mut spoilt = 0;
        for way in ROUND {
            spoilt += usize::from(!is_straight(way));
            if spoilt > MOST_SPOILT {
                return None;
            }
        }
        if !work.spend(3000 + (across * 200.0) as u64) {
            return None;
        }
        self.fit(place, (wide * tall).sqrt() / 7.0, contrast, dark)
    }

    /// How much the light ring differs from the core and the dark one, by the middles of their runs along two lines.
    fn contrast(self, place: Point, row: Line, column: Line, dark: bool) -> f32 {
        let (mut light, mut other) = (0, 2 * i32::from(self.luma.nearest(place)));
        let ways = [
            ([1.0, 0.0], row.forth),
            ([-1.0, 0.0], row.back),
            ([0.0, 1.0], column.forth),
            ([0.0, -1.0], column.back),
        ];
        for (way, [core, ring, end]) in ways {
            let at = |far: f32| i32::from(self.luma.nearest(add(place, way, far)));
            light += at(f32::midpoint(core, ring));
            other += at(core / 2.0) + at(f32::midpoint(ring, end));
        }
        let contrast = light as f32 / 4.0 - other as f32 / 10.0;
        if dark { contrast } else { -contrast }
    }

    /// Whether there is light all around a dark core and not only where two lines cross it. However the pattern is turned, one circle
    /// lies in its light ring: that of 2.3 modules, which are shorter than the lines say the more the lines run across.
    fn is_ringed(self, place: Point, module: Point, contrast: f32, dark: bool) -> bool {
        let [x, y] = fixed(place);
        let sum = |radius: f32| {
            let at = |way: &Point| fixed([way[0] * module[0] * radius, way[1] * module[1] * radius]);
            let grey =
                |[dx, dy]: [i32; 2]| i32::from(self.luma.fixed([x.wrapping_add(dx), y.wrapping_add(dy)]));
            ROUND.iter().map(|way| grey(at(way))).sum::<i32>()
        };
        let core = sum(0.7);
        let rings = [2.3, 2.0, 1.65].map(|radius| sum(radius) - core);
        let light = if dark { rings.into_iter().max() } else { rings.into_iter().min().map(|ring| -ring) };
        light.is_some_and(|light| light as f32 >= LEAST_RINGED * contrast * ROUND.len() as f32)
    }

    /// The pattern along a line both ways from `place`, and its middle.
    fn line(self, place: Point, way: Point, most: f32, dark: bool) -> Option<(Line, Point)> {
        let forth = self.edges(place, way, most, dark)?;
        let back = self.edges(place, [-way[0], -way[1]], most, dark)?;
        let off = (forth[0] - back[0]) / 2.0 * 0.5 + (forth[2] - back[2] + forth[1] - back[1]) / 4.0 * 0.5;
        let line = Line { back: back.map(|far| far + off), forth: forth.map(|far| far - off) };
        Some((line, add(place, way, off)))
    }

    /// How far it is from `place`, in the middle of a pattern, along `way` to the end of the core, of the light ring and of
    /// the dark one. Between two pixels the edge lies where their greys cross the threshold.
    pub(super) fn edges(self, place: Point, way: Point, most: f32, dark: bool) -> Option<[f32; 3]> {
        let mut out = [0.0; 3];
        let mut found = 0;
        let mut before = 0i32;
        let (width, height) = (self.luma.width(), self.luma.height());
        // In parts of 2^16 of a pixel: sides stay below 2^14.
        let fixed = |at: f32| (at * 65536.0) as i32;
        let (mut x, mut y) = (fixed(place[0]), fixed(place[1]));
        let (across, down) = (fixed(way[0]), fixed(way[1]));
        for step in 0..(most.clamp(0.0, 20_000.0) as u32) {
            let (column, row) = ((x >> 16) as usize, (y >> 16) as usize);
            if column >= width || row >= height {
                // The picture may be cut along the symbol's edge.
                out[2] = step as f32 - 0.5;
                return (found == 2).then_some(out);
            }
            let over = i32::from(self.luma.at(column, row)) - i32::from(self.thresholds.at(column, row));
            let over = if dark { 2 * over - 1 } else { 1 - 2 * over };
            // Whether this pixel belongs to the next ring.
            let next = (over > 0) == (found % 2 == 0);
            if next {
                if step == 0 {
                    return None;
                }
                let part = before as f32 / (before - over) as f32;
                *out.get_mut(found)? = step as f32 - 1.0 + part;
                found += 1;
                if found == 3 {
                    return Some(out);
                }
            }
            before = over;
            x = x.saturating_add(across);
            y = y.saturating_add(down);
        }
        None
    }

    /// Fits squares to the three rings seen from `place`.
    fn fit(self, place: Point, module: f32, contrast: f32, dark: bool) -> Option<Finder> {
        let mut seen = [None; RAYS];
        let most = 10.0 * module + 4.0;
        let mut count = 0;
        for (ray, way) in seen.iter_mut().zip(ways()) {
            *ray = self.edges(place, way, most, dark).map(|edges| (way, edges));
            count += usize::from(ray.is_some());
        }
        if count * 4 < RAYS * 3 {
            return None;
        }
        // Squares look the same after a quarter turn.
        let mut best: Option<Square> = None;
        for [cos, sin] in [[1.0, 0.0], [0.866, 0.5], [0.5, 0.866]] {
            let (across, down) = ([cos * module, sin * module], [-sin * module, cos * module]);
            let start = Square { middle: [0.0; 2], across, down, rough: 0.0 };
            let Some(square) = start.refit(&seen) else { continue };
            let rough = square.measure(&seen, |_, _, _| ());
            if best.is_none_or(|best| rough < best.rough) {
                best = Some(Square { rough, ..square });
            }
            if rough < SMOOTH {
                break;
            }
        }
        let mut square = best?;
        for _ in 0..2 {
            square = square.refit(&seen)?;
        }
        let (wide, tall) = (length(square.across), length(square.down));
        let slant = cross(square.across, square.down) / (wide * tall).max(1e-6);
        let is_sane = length(square.middle) < 1.5 * module + 1.0
            && wide < 3.0 * tall
            && tall < 3.0 * wide
            && (0.4..2.5).contains(&((wide * tall).sqrt() / module))
            && slant > 0.4
            && square.rough < MOST_ROUGH;
        is_sane.then(|| Finder {
            middle: add(place, square.middle, 1.0),
            module: (wide * tall * slant).sqrt(),
            dark,
            contrast,
            axes: [square.across, square.down],
            rough: square.rough,
        })
    }
}

/// Where rays from a place cross three rings: the way, and how far each edge is.
type Rays = [Option<(Point, [f32; 3])>; RAYS];

/// A square pattern about a place.
#[derive(Clone, Copy)]
struct Square {
    middle: Point,
    across: Point,
    down: Point,
    /// How far edges are from it, in modules, in the mean; those left out count as far.
    rough: f32,
}

impl Square {
    /// How far edges are from the square, in modules, in the mean. Each edge is handed to `take`: where it is, in modules and
    /// in pixels, and how far out its ring's side is.
    fn measure(&self, rays: &Rays, mut take: impl FnMut(Point, Point, f32)) -> f32 {
        let area = cross(self.across, self.down);
        let [a, b] = [self.down[1] / area, -self.down[0] / area];
        let [d, e] = [-self.across[1] / area, self.across[0] / area];
        let (mut off, mut count) = (0.0, 0);
        for (way, edges) in rays.iter().flatten() {
            for (edge, half) in edges.iter().zip([1.5, 2.5, 3.5]) {
                let seen = [way[0] * edge, way[1] * edge];
                let from = minus(seen, self.middle);
                let place = [a * from[0] + b * from[1], d * from[0] + e * from[1]];
                off += (place[0].abs().max(place[1].abs()) - half).abs().min(1.0);
                count += 1;
                take(place, seen, half);
            }
        }
        (off + (3 * RAYS - count) as f32 * 0.5) / (3 * RAYS) as f32
    }

    /// Straight lines through the sides of three rings, by least squares.
    fn refit(&self, rays: &Rays) -> Option<Self> {
        if cross(self.across, self.down).abs() < 1e-3 {
            return None;
        }
        let (mut columns, mut rows) = (Side::default(), Side::default());
        let rough = self.measure(rays, |[x, y], seen, half| {
            let (side, to, far) = if x.abs() > y.abs() {
                (&mut columns, half.copysign(x), x)
            } else {
                (&mut rows, half.copysign(y), y)
            };
            // Near the corners either side may be meant.
            if (x.abs() - y.abs()).abs() > 0.15 * half && (far - to).abs() < 1.0 {
                side.take(seen, to);
            }
        });
        // Module coordinates as linear functions of the place.
        let ([a, b, c], [d, e, f]) = (columns.solve()?, rows.solve()?);
        let area = a * e - b * d;
        if area.abs() < 1e-6 {
            return None;
        }
        let (across, down) = ([e / area, -d / area], [-b / area, a / area]);
        let middle = add(add([0.0; 2], across, -c), down, -f);
        Some(Self { middle, across, down, rough })
    }
}

/// Ways out from a place, evenly round, none along a row or a column.
fn ways() -> impl Iterator<Item = Point> {
    let (sin, cos) = (core::f32::consts::TAU / RAYS as f32).sin_cos();
    let half = core::f32::consts::PI / RAYS as f32;
    let mut way = [half.cos(), half.sin()];
    core::iter::repeat_with(move || {
        let this = way;
        way = [way[0] * cos - way[1] * sin, way[0] * sin + way[1] * cos];
        this
    })
    .take(RAYS)
}

/// Edges along a line, from a place within the core: how far each is.
#[derive(Clone, Copy)]
struct Line {
    back: [f32; 3],
    forth: [f32; 3],
}

impl Line {
    fn width(self) -> f32 {
        self.back[2] + self.forth[2]
    }

    fn fits(self, slack: f32) -> bool {
        let ([b1, b2, b3], [f1, f2, f3]) = (self.back, self.forth);
        in_ratio([b3 - b2, b2 - b1, b1 + f1, f2 - f1, f3 - f2], slack, 0.5)
    }
}

/// Sums for the least squares of `a x + b y + c = value`.
#[derive(Default)]
struct Side {
    xx: f32,
    xy: f32,
    yy: f32,
    x: f32,
    y: f32,
    count: f32,
    value: [f32; 3],
}

impl Side {
    fn take(&mut self, [x, y]: Point, value: f32) {
        self.xx += x * x;
        self.xy += x * y;
        self.yy += y * y;
        self.x += x;
        self.y += y;
        self.count += 1.0;
        self.value[0] += x * value;
        self.value[1] += y * value;
        self.value[2] += value;
    }

    fn solve(&self) -> Option<[f32; 3]> {
        if self.count < 8.0 {
            return None;
        }
        // Cramer's rule on the three normal equations, about the mean.
        let (mx, my, mv) = (self.x / self.count, self.y / self.count, self.value[2] / self.count);
        let xx = self.xx - self.x * mx;
        let xy = self.xy - self.x * my;
        let yy = self.yy - self.y * my;
        let (xv, yv) = (self.value[0] - self.x * mv, self.value[1] - self.y * mv);
        let determinant = xx * yy - xy * xy;
        if determinant.abs() < 1e-3 * (xx * yy).abs().max(1e-6) {
            return None;
        }
        let (a, b) = ((xv * yy - yv * xy) / determinant, (xx * yv - xy * xv) / determinant);
        Some([a, b, mv - a * mx - b * my])
    }
}

/// Ways out from the middle, between those along rows and columns.
const ROUND: [Point; 12] = [
    [0.92, 0.38],
    [0.71, 0.71],
    [0.38, 0.92],
    [-0.38, 0.92],
    [-0.71, 0.71],
    [-0.92, 0.38],
    [-0.92, -0.38],
    [-0.71, -0.71],
    [-0.38, -0.92],
    [0.38, -0.92],
    [0.71, -0.71],
    [0.92, -0.38],
];
/// How much of the contrast seen along lines there must be all around.
const LEAST_RINGED: f32 = 0.5;
/// How many of those may not cross the rings as they should.
const MOST_SPOILT: usize = 4;
/// Rows from one searched to the next: the middle of a finder pattern is three modules high, and modules have a pixel.
const ROW_STEP: usize = 3;
/// Lines of sight that a finder is fitted along.
const RAYS: usize = 20;
/// How far from straight edges are at most that need no other start, in modules.
const SMOOTH: f32 = 0.12;
/// How far from straight edges may be, in modules.
const MOST_ROUGH: f32 = 0.4;
/// Greys by which a pattern must stand out.
const LEAST_CONTRAST: f32 = 12.0;
/// Finder patterns looked at in one picture, and those kept of them; thirty-two symbols have 96.
const MOST_SEEN: usize = 400;
const MOST: usize = 120;

#[cfg(test)]
mod tests {
    use super::super::Light;
    use super::*;

    #[test]
    fn spaces_stand_out_from_bars() {
        let row: Vec<u8> = "#.###.#".bytes().flat_map(|it| [if it == b'#' { 40 } else { 200 }; 2]).collect();
        let edges = [0, 2, 4, 10, 12, 14];
        assert_eq!((stands_out(&row, &edges, true), stands_out(&row, &edges, false)), (160, -160));
        assert_eq!((stands_out(&[90; 14], &edges, true), stands_out(&[], &edges, true)), (0, 0));
    }

    #[test]
    fn the_ratio_of_a_finder_pattern() {
        assert_eq!(middle_of(&[10, 12, 14, 20, 22, 24]), Some(17.0));
        // Ink that spread by a pixel on either side.
        assert_eq!(middle_of(&[9, 13, 13 + 2, 23, 25, 29]), Some(19.0));
        // Modules of one pixel.
        assert!(middle_of(&[0, 1, 2, 5, 6, 7]).is_some());
        for none in [[0, 1, 2, 3, 4, 5], [0, 2, 4, 6, 8, 10], [0, 2, 4, 18, 20, 22], [0, 6, 12, 18, 24, 30]] {
            assert_eq!(middle_of(&none), None, "{none:?}");
        }
    }

    /// A finder pattern of modules of `across` and `down`, drawn about a place.
    fn drawn(middle: Point, across: Point, down: Point, dark: bool) -> Vec<u8> {
        let area = cross(across, down);
        let grey = |x: f32, y: f32| {
            let from = minus([x, y], middle);
            let out = (cross(from, down) / area).abs().max((cross(across, from) / area).abs());
            let is_dark = out < 1.5 || (2.5..3.5).contains(&out);
            if is_dark == dark { 40.0 } else { 200.0 }
        };
        let mut pixels = Vec::new();
        for at in 0..SIDE * SIDE {
            let (x, y) = ((at % SIDE) as f32, (at / SIDE) as f32);
            let part = |dx: f32, dy: f32| grey(x + dx, y + dy);
            let sum = part(0.25, 0.25) + part(0.75, 0.25) + part(0.25, 0.75) + part(0.75, 0.75);
            pixels.push((sum / 4.0) as u8);
        }
        pixels
    }

    #[test]
    fn a_pattern_is_fitted_to_a_fraction_of_a_pixel() {
        for (across, down, dark) in [
            ([5.0, 0.0], [0.0, 5.0], true),
            ([4.0, 2.0], [-2.0, 4.0], true),
            ([3.0, 3.0], [-3.0, 3.0], false),
            ([6.0, 1.0], [-1.0, 4.0], true),
        ] {
            let middle = [51.3, 47.8];
            let pixels = drawn(middle, across, down, dark);
            let luma = Luma::new(&pixels, SIDE, SIDE, SIDE).expect("a plane");
            let mut thresholds = Thresholds::default();
            thresholds.measure(luma, 48);
            let seen = Seen { luma, thresholds: &thresholds };
            let way = Way { light: Light::Measured, loudest: 48, narrowest: 7 };
            let mut found = Vec::new();
            search(seen, way, &mut Vec::new(), &mut Work(1_000_000), &mut found);
            let [finder] = found.as_slice() else { panic!("{} found of {across:?}", found.len()) };
            assert_eq!(finder.dark, dark);
            assert!(distance(finder.middle, middle) < 0.4, "{finder:?}");
            let [right, below] = finder.turned(across);
            assert!(distance(right, across) < 0.25 && distance(below, down) < 0.25, "{finder:?}");
            // Without work left nothing is followed up.
            search(seen, way, &mut Vec::new(), &mut Work(0), &mut found);
            assert!(found.is_empty());
        }
    }

    const SIDE: usize = 100;
}
