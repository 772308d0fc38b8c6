//! Points of P-256, y² = x³ − 3x + b (SEC 2 §2.4.2).
//!
//! For public data only: the time it takes depends on the points.

use super::field::Element;

/// A point that is not the neutral one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Affine {
    pub(super) x: Element,
    pub(super) y: Element,
}

/// A point in Jacobian coordinates: (X/Z², Y/Z³); the neutral one where Z is nothing.
#[derive(Clone, Copy)]
pub(super) struct Jacobian {
    pub(super) x: Element,
    pub(super) y: Element,
    pub(super) z: Element,
}

impl Affine {
    pub(super) fn negated(self) -> Self {
        Self { x: self.x, y: self.y.negated() }
    }
}

impl From<Affine> for Jacobian {
    fn from(Affine { x, y }: Affine) -> Self {
        Self { x, y, z: Element::ONE }
    }
}

impl Jacobian {
    pub(super) const NEUTRAL: Self = Self { x: Element::ONE, y: Element::ONE, z: Element::ZERO };

    pub(super) fn is_neutral(&self) -> bool {
        self.z.is_zero()
    }

    /// The point twice, for curves whose a is −3: IEEE 1363 A.10.4, with 2Y squared in place of Y, which saves doublings.
    /// Of the neutral point it gives the neutral one, and no point is of order two.
    #[inline]
    pub(super) fn doubled(&self) -> Self {
        let zz = self.z.squared();
        let slope = self.x.minus(zz).times(self.x.plus(zz));
        let slope = slope.doubled().plus(slope);
        let y2 = self.y.doubled();
        let y2_squared = y2.squared();
        let s = self.x.times(y2_squared);
        let x = slope.squared().minus(s.doubled());
        let y = slope.times(s.minus(x)).minus(y2_squared.squared().halved());
        Self { x, y, z: y2.times(self.z) }
    }

    /// The sum with a point whose Z is one.
    #[inline]
    pub(super) fn plus_affine(&self, other: &Affine) -> Self {
        if self.is_neutral() {
            return (*other).into();
        }
        let zz = self.z.squared();
        let right = other.x.times(zz).minus(self.x);
        let up = other.y.times(self.z.times(zz)).minus(self.y);
        self.chord(right, up, self)
    }

    /// The sum with any point.
    pub(super) fn plus(&self, other: &Self) -> Self {
        if self.is_neutral() {
            return *other;
        }
        if other.is_neutral() {
            return *self;
        }
        let (zz, other_zz) = (self.z.squared(), other.z.squared());
        let (x, y) = (self.x.times(other_zz), self.y.times(other.z.times(other_zz)));
        let right = other.x.times(zz).minus(x);
        let up = other.y.times(self.z.times(zz)).minus(y);
        self.chord(right, up, &Self { x, y, z: self.z.times(other.z) })
    }

    /// The third point of the chord through this one, brought to `start` over the common Z, and another that lies `right`
    /// and `up` of it (IEEE 1363 A.10.5).
    #[inline]
    fn chord(&self, right: Element, up: Element, start: &Self) -> Self {
        if right.is_zero() {
            // The same point has a tangent, and a point and its opposite have nothing between them.
            return if up.is_zero() { self.doubled() } else { Self::NEUTRAL };
        }
        let squared = right.squared();
        let cubed = right.times(squared);
        let across = start.x.times(squared);
        let x = up.squared().minus(cubed).minus(across.doubled());
        let y = up.times(across.minus(x)).minus(start.y.times(cubed));
        Self { x, y, z: start.z.times(right) }
    }

    /// All of them with Z = 1, for the price of one inversion. None may be the neutral point.
    pub(super) fn to_affine(all: &[Self]) -> Vec<Affine> {
        // Montgomery's trick: the inverse of the product of all, with one factor after the other taken out of it.
        let mut product = Element::ONE;
        let mut before = Vec::with_capacity(all.len());
        for point in all {
            before.push(product);
            product = product.times(point.z);
        }
        let mut inverse = product.inverted();
        let mut affine: Vec<Affine> = all
            .iter()
            .zip(before)
            .rev()
            .map(|(point, before)| {
                let z = inverse.times(before);
                inverse = inverse.times(point.z);
                let zz = z.squared();
                Affine { x: point.x.times(zz), y: point.y.times(z.times(zz)) }
            })
            .collect();
        affine.reverse();
        affine
    }
}
