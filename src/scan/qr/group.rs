//! Which three finder patterns belong to one symbol.

use super::Work;
use super::finder::Finder;
use super::geometry::{Point, cross, dot, length, minus};

/// Three finder patterns that may be a symbol's, as indices: the corner between the other two, the one to its right and
/// the one below, as the symbol lies unless it is mirrored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set {
    pub(super) corner: usize,
    pub(super) right: usize,
    pub(super) below: usize,
    /// How far from an upright square, 0 at best.
    off: f32,
}

/// Every set that may be a symbol, most plausible first, into `out`.
pub(super) fn sets(finders: &[Finder], work: &mut Work, out: &mut Vec<Set>) {
    out.clear();
    let mut partners: Vec<(f32, usize)> = Vec::new();
    for (corner, middle) in finders.iter().enumerate() {
        if !work.spend(10 * finders.len() as u64) {
            break;
        }
        // Those along its own rows and columns, nearest first.
        partners.clear();
        let aligned =
            finders.iter().enumerate().filter(|(index, other)| *index != corner && may_pair(middle, other));
        partners.extend(aligned.map(|(index, other)| (length(minus(other.middle, middle.middle)), index)));
        partners.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        partners.truncate(MOST_PARTNERS);
        for (at, (_, one)) in partners.iter().enumerate() {
            for (_, other) in partners.iter().skip(at + 1) {
                let (Some(first), Some(second)) = (finders.get(*one), finders.get(*other)) else { continue };
                work.spend(60);
                let (a, b) = (minus(first.middle, middle.middle), minus(second.middle, middle.middle));
                let ((right, first), (below, second)) = if cross(a, b) > 0.0 {
                    ((*one, first), (*other, second))
                } else {
                    ((*other, second), (*one, first))
                };
                if let Some(off) = off_square([middle, first, second]) {
                    out.push(Set { corner, right, below, off });
                }
            }
        }
    }
    out.sort_unstable_by(|a, b| a.off.total_cmp(&b.off));
}

/// Whether two patterns are alike and lie along a row or a column of each other.
fn may_pair(a: &Finder, b: &Finder) -> bool {
    if a.dark != b.dark
        || a.module > 2.2 * b.module
        || b.module > 2.2 * a.module
        || a.contrast > 4.0 * b.contrast
        || b.contrast > 4.0 * a.contrast
    {
        return false;
    }
    let way = minus(b.middle, a.middle);
    let far = length(way);
    let [step, _] = a.turned(way);
    (5.0 * a.module.min(b.module)..300.0 * a.module.max(b.module)).contains(&far)
        && turn(step, way) < MOST_TURN
}

/// How far from a symbol's three patterns these are; `None` where they are none.
fn off_square([corner, right, below]: [&Finder; 3]) -> Option<f32> {
    let (a, b) = (minus(right.middle, corner.middle), minus(below.middle, corner.middle));
    let (long, short) = (length(a).max(length(b)), length(a).min(length(b)));
    if long > 4.0 * short {
        return None;
    }
    // A straight line stays straight however it is looked at: a side's patterns lie along it, those of the side across
    // from it nearly.
    let [u0, v0] = corner.turned(a);
    let [u1, v1] = right.turned(a);
    let [u2, v2] = below.turned(a);
    let close = [turn(u0, a), turn(u1, a), turn(v0, b), turn(v2, b)].into_iter().fold(0.0, f32::max);
    let loose = turn(v1, b).max(turn(u2, a));
    if close > MOST_TURN || loose > 2.0 * MOST_TURN {
        return None;
    }
    // Along a line seen aslant the steps shrink with the square of the depth.
    let modules = |near: Point, far: Point, way: Point| {
        let along = |step: Point| dot(step, way) / length(way);
        length(way) / (along(near) * along(far)).max(1e-3).sqrt()
    };
    let (wide, tall) = (modules(u0, u1, a), modules(v0, v2, b));
    // Version 1 has 14 modules between the middles, version 40 has 170.
    if !(11.0..200.0).contains(&wide.min(tall)) || wide.max(tall) > 1.4 * wide.min(tall) {
        return None;
    }
    let rough = corner.rough + right.rough + below.rough;
    // Of symbols side by side, the patterns of one are nearer than those of several.
    Some((wide / tall).ln().abs() * 2.0 + close * 2.0 + loose + rough + wide.max(tall) / 500.0)
}

/// The sine of the angle between two ways; 2 where it is more than a right one.
fn turn(step: Point, way: Point) -> f32 {
    let both = (length(step) * length(way)).max(1e-6);
    if dot(step, way) > 0.0 { cross(step, way).abs() / both } else { 2.0 }
}

/// The sine of the angle by which rows may turn along a side: fits are not exact, and paper bends.
const MOST_TURN: f32 = 0.35;
/// Patterns along the rows and columns of one that are tried with it.
const MOST_PARTNERS: usize = 16;
