//! Verification of ECDSA on P-256 (FIPS 186-5 §6.4.2), quick: nine tenths of what verifying a document takes.
//!
//! *Takes* a public key, a hash and a signature that `p256` has read: a point on the curve, r and s in 1 to n − 1. *Gives*
//! whether the signature is true. *Refuses* what `p256` refuses and nothing else; that crate is the referee of the tests
//! and of a fuzz target, and everything secret — signing, agreeing on keys — is left to it.
//!
//! All of it is public, so the time it takes may depend on the numbers. It is a quarter of that of `p256` by a quicker field,
//! by formulas that have exceptions, by tables of odd multiples and by a comparison in place of an inversion; and a third
//! of that again with a key that has been prepared, which keeps a table that leaves an eighth of the doublings.

mod field;
mod point;
mod table;

use std::sync::{Arc, LazyLock, OnceLock};

use p256::Scalar;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::ops::{Invert, Reduce};

use field::Element;
use point::{Affine, Jacobian};
use table::{ROWS, Table};

/// A public key on P-256.
#[derive(Clone)]
pub(crate) struct Key {
    key: VerifyingKey,
    /// Of a key that has been prepared: shared by its copies, filled by its first verification.
    table: Option<Arc<OnceLock<Table>>>,
}

impl Key {
    pub(crate) fn new(key: VerifyingKey) -> Self {
        Self { key, table: None }
    }

    /// Keeps a table of 8 KiB from the first verification on, for a key that will verify many times.
    pub(super) fn prepared(mut self) -> Self {
        self.table.get_or_insert_default();
        self
    }

    pub(super) fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// Whether the signature of this hash is true: of its first 32 bytes, where it is longer. Any s is taken, the high as
    /// the low, as peers make both.
    pub(crate) fn verify(&self, hash: &[u8], signature: &Signature) -> bool {
        let Some(hash) = hash.first_chunk::<32>() else { return false };
        let Some(point) = affine(&self.key) else { return false };
        match &self.table {
            Some(table) => {
                holds(table.get_or_init(|| Table::new(point, PREPARED_WIDTH, ROWS)), hash, signature)
            }
            None => holds(&Table::new(point, FRESH_WIDTH, 1), hash, signature),
        }
    }
}

/// The point alone.
impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Key {}

/// FIPS 186-5 §6.4.2, steps 4 to 9.
fn holds(key: &Table, hash: &[u8; 32], signature: &Signature) -> bool {
    let (r, s) = signature.split_scalars();
    let hash = <Scalar as Reduce<p256::FieldBytes>>::reduce(&(*hash).into());
    let inverse = *s.invert_vartime();
    let (u, v) = (limbs(&(hash * inverse).into()), limbs(&(*r * inverse).into()));
    let sum = table::sum(&[(&GENERATOR, GENERATOR.digits(u)), (key, key.digits(v))], key.rows());
    has_x(&sum, limbs(&(*r).into()))
}

/// Whether the point's x is r modulo the order n: x is r or, since p is above n by less than n, r + n. No inversion: X and
/// r·Z² are compared.
fn has_x(point: &Jacobian, r: [u64; 4]) -> bool {
    if point.is_neutral() {
        return false;
    }
    let zz = point.z.squared();
    let is = |x: Option<Element>| x.is_some_and(|x| x.times(zz) == point.x);
    is(Element::new(r)) || is(field::sum(r, ORDER).and_then(Element::new))
}

/// The generator's table: the same for every key, made when the first signature is verified.
static GENERATOR: LazyLock<Table> = LazyLock::new(|| {
    let point = Affine { x: Element::from_limbs(GENERATOR_X), y: Element::from_limbs(GENERATOR_Y) };
    Table::new(point, GENERATOR_WIDTH, ROWS)
});

/// The coordinates of a key. A `VerifyingKey` is a point on the curve and not the neutral one, so there always are two.
fn affine(key: &VerifyingKey) -> Option<Affine> {
    let point = key.to_sec1_point(false);
    let coordinate = |bytes: Option<&p256::FieldBytes>| Element::new(limbs(bytes?));
    Some(Affine { x: coordinate(point.x())?, y: coordinate(point.y())? })
}

/// The lowest limb first.
fn limbs(bytes: &p256::FieldBytes) -> [u64; 4] {
    let (chunks, _) = bytes.as_chunks::<8>();
    let mut limbs = [0; 4];
    for (limb, chunk) in limbs.iter_mut().zip(chunks.iter().rev()) {
        *limb = u64::from_be_bytes(*chunk);
    }
    limbs
}

const GENERATOR_X: [u64; 4] =
    [0xf4a1_3945_d898_c296, 0x7703_7d81_2deb_33a0, 0xf8bc_e6e5_63a4_40f2, 0x6b17_d1f2_e12c_4247];
const GENERATOR_Y: [u64; 4] =
    [0xcbb6_4068_37bf_51f5, 0x2bce_3357_6b31_5ece, 0x8ee7_eb4a_7c0f_9e16, 0x4fe3_42e2_fe1a_7f9b];
/// n, the order of the group.
const ORDER: [u64; 4] =
    [0xf3b9_cac2_fc63_2551, 0xbce6_faad_a717_9e84, 0xffff_ffff_ffff_ffff, 0xffff_ffff_0000_0000];
/// Widths of digits, measured: a wider one takes fewer additions and a larger table. 16 KiB, 8 KiB and 512 bytes.
const GENERATOR_WIDTH: u32 = 7;
const PREPARED_WIDTH: u32 = 6;
const FRESH_WIDTH: u32 = 5;

#[cfg(test)]
mod tests;
