//! Points, and the mapping from modules to pixels.

/// A place in the picture, the first pixel reaching from 0 to 1.
pub(super) type Point = [f32; 2];

pub(super) fn add(a: Point, b: Point, times: f32) -> Point {
    [a[0] + b[0] * times, a[1] + b[1] * times]
}

/// A place in parts of 2^16 of a pixel. Sides have 2^14 pixels at most; what lies farther out is taken to lie there, so that sums and
/// differences of two places are numbers too.
#[inline]
pub(super) fn fixed([x, y]: Point) -> [i32; 2] {
    let at = |at: f32| (at.clamp(-FARTHEST, FARTHEST) * 65536.0) as i32;
    [at(x), at(y)]
}

pub(super) fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

pub(super) fn cross(a: Point, b: Point) -> f32 {
    a[0] * b[1] - a[1] * b[0]
}

pub(super) fn dot(a: Point, b: Point) -> f32 {
    a[0] * b[0] + a[1] * b[1]
}

pub(super) fn length(a: Point) -> f32 {
    dot(a, a).sqrt()
}

pub(super) fn distance(a: Point, b: Point) -> f32 {
    length(minus(a, b))
}

/// Whether a place lies within four corners, given clockwise or the other way.
pub(super) fn is_inside(place: Point, corners: &[Point; 4]) -> bool {
    let [a, b, c, d] = corners;
    let sides =
        [(a, b), (b, c), (c, d), (d, a)].map(|(from, to)| cross(minus(*to, *from), minus(place, *from)));
    sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0)
}

/// A perspective view of a rectangle of modules: `(origin + x across + y down) / (1 + gx + hy)`, `x` and `y` running from
/// 0 to 1 over the rectangle.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct View {
    left: f32,
    top: f32,
    /// One over the rectangle's sides.
    scale: [f32; 2],
    origin: Point,
    across: Point,
    down: Point,
    /// `g` and `h`.
    depth: [f32; 2],
}

impl View {
    /// The view that takes the corners of the rectangle (left, top to right, bottom) to these points, clockwise from the
    /// top left. `None` where no view does.
    pub(super) fn of([left, top, right, bottom]: [f32; 4], corners: [Point; 4]) -> Option<Self> {
        let [p0, p1, p2, p3] = corners;
        let (d1, d2) = (minus(p1, p2), minus(p3, p2));
        let sum = add(add(minus(p0, p1), p2, 1.0), p3, -1.0);
        let area = cross(d1, d2);
        if area.abs() < 1e-3 {
            return None;
        }
        let (g, h) = (cross(sum, d2) / area, cross(d1, sum) / area);
        Self::from_depth([left, top, right, bottom], [p0, p1, p3], [g, h])
    }

    /// The view with these corners (top left, top right, bottom left) whose depth is known.
    pub(super) fn from_depth(
        [left, top, right, bottom]: [f32; 4],
        [p0, p1, p3]: [Point; 3],
        [g, h]: [f32; 2],
    ) -> Option<Self> {
        let across = minus([p1[0] * (1.0 + g), p1[1] * (1.0 + g)], p0);
        let down = minus([p3[0] * (1.0 + h), p3[1] * (1.0 + h)], p0);
        let view = Self {
            left,
            top,
            scale: [1.0 / (right - left), 1.0 / (bottom - top)],
            origin: p0,
            across,
            down,
            depth: [g, h],
        };
        // Nothing of a symbol lies behind the camera.
        let sides = [1.0 + g, 1.0 + h, 1.0 + g + h];
        let finite = across.iter().chain(&down).chain(&p0).all(|at| at.is_finite() && at.abs() < 1e7);
        (finite && sides.iter().all(|side| *side > 0.1)).then_some(view)
    }

    pub(super) fn at(&self, x: f32, y: f32) -> Point {
        let (x, y) = ((x - self.left) * self.scale[0], (y - self.top) * self.scale[1]);
        let near = 1.0 / (1.0 + self.depth[0] * x + self.depth[1] * y).max(0.05);
        [
            (self.origin[0] + self.across[0] * x + self.down[0] * y) * near,
            (self.origin[1] + self.across[1] * x + self.down[1] * y) * near,
        ]
    }

    /// What one module to the right and one down are, in pixels, at this place.
    pub(super) fn steps(&self, x: f32, y: f32) -> [Point; 2] {
        [minus(self.at(x + 0.5, y), self.at(x - 0.5, y)), minus(self.at(x, y + 0.5), self.at(x, y - 0.5))]
    }
}

/// Pixels.
const FARTHEST: f32 = 16_383.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_go_where_they_are_told() {
        let corners = [[10.0, 12.0], [90.0, 20.0], [80.0, 95.0], [5.0, 70.0]];
        let view = View::of([3.5, 3.5, 17.5, 14.5], corners).expect("a view");
        let places = [[3.5, 3.5], [17.5, 3.5], [17.5, 14.5], [3.5, 14.5]];
        for ([x, y], corner) in places.into_iter().zip(corners) {
            assert!(distance(view.at(x, y), corner) < 1e-3);
        }
        assert!(View::of([0.0, 0.0, 1.0, 1.0], [[1.0, 1.0]; 4]).is_none());
        assert!(View::of([0.0, 0.0, 1.0, 1.0], [[f32::NAN; 2]; 4]).is_none());
    }
}
