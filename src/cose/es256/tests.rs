//! `p256` is the referee: of the field, of the sums and of the verdict.

use hex_literal::hex;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::{Field, PrimeField};
use p256::{AffinePoint, FieldBytes, ProjectivePoint};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::*;

/// Numbers by limbs that carries run through and stop at.
fn number() -> impl Strategy<Value = [u64; 4]> {
    let limb = prop_oneof![
        Just(0),
        Just(1),
        Just(u64::MAX),
        Just(u64::MAX - 1),
        Just(0xffff_ffff),
        Just(0x1_0000_0000),
        Just(0xffff_ffff_0000_0000),
        Just(0xffff_ffff_0000_0001),
        Just(1 << 63),
        any::<u64>(),
        any::<u64>(),
    ];
    [limb.clone(), limb.clone(), limb.clone(), limb]
}

fn element() -> impl Strategy<Value = (Element, [u64; 4])> {
    number().prop_filter_map("below p", |limbs| Some((Element::new(limbs)?, limbs)))
}

/// Schoolbook arithmetic modulo p, bit by bit, on what is plainly right.
mod plain {
    const P: [u64; 4] = [u64::MAX, 0xffff_ffff, 0, 0xffff_ffff_0000_0001];

    pub(super) fn plus(a: [u64; 4], b: [u64; 4]) -> [u64; 4] {
        let mut sum = [0u64; 5];
        let mut carry = 0u128;
        for at in 0..4 {
            carry += u128::from(a[at]) + u128::from(b[at]);
            sum[at] = u64::try_from(carry & u128::from(u64::MAX)).expect("a limb");
            carry >>= 64;
        }
        sum[4] = u64::try_from(carry).expect("a limb");
        let above = sum[4] > 0 || sum[..4].iter().rev().ge(P.iter().rev());
        let mut borrow = false;
        for at in 0..4 {
            if above {
                let (limb, first) = sum[at].overflowing_sub(P[at]);
                let (limb, second) = limb.overflowing_sub(u64::from(borrow));
                (sum[at], borrow) = (limb, first || second);
            }
        }
        [sum[0], sum[1], sum[2], sum[3]]
    }

    /// By doubling and adding.
    pub(super) fn times(a: [u64; 4], b: [u64; 4]) -> [u64; 4] {
        (0..256).rev().fold([0; 4], |product, bit| {
            let product = plus(product, product);
            if b[bit / 64] >> (bit % 64) & 1 == 1 { plus(product, a) } else { product }
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_field_is_that_of_p((a, a_limbs) in element(), (b, b_limbs) in element()) {
        let is = |limbs| Element::new(limbs).expect("below p");
        prop_assert!(a.plus(b) == is(plain::plus(a_limbs, b_limbs)));
        prop_assert!(a.times(b) == is(plain::times(a_limbs, b_limbs)));
        prop_assert!(a.squared() == a.times(a));
        prop_assert!(a.minus(b).plus(b) == a);
        prop_assert!(a.halved().doubled() == a);
        prop_assert!(a.plus(a.negated()).is_zero());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_inverse_is_one((a, _) in element()) {
        prop_assert!(a.is_zero() || a.inverted().times(a) == Element::ONE);
    }

    /// u·G + v·Q, by every kind of table.
    #[test]
    fn sums_are_those_of_p256(u in number(), v in number(), q in number()) {
        let [u, v, q] = [u, v, q].map(scalar);
        let q = (ProjectivePoint::GENERATOR * q).to_affine();
        prop_assume!(q != AffinePoint::IDENTITY);
        let wanted = (ProjectivePoint::GENERATOR * u + ProjectivePoint::from(q) * v).to_affine();
        for (width, rows) in [(2, 1), (FRESH_WIDTH, 1), (PREPARED_WIDTH, ROWS), (8, ROWS)] {
            let table = Table::new(point(q), width, rows);
            let terms = [
                (&*GENERATOR, GENERATOR.digits(limbs(&u.to_repr()))),
                (&table, table.digits(limbs(&v.to_repr()))),
            ];
            let sum = table::sum(&terms, rows);
            if wanted == AffinePoint::IDENTITY {
                prop_assert!(sum.is_neutral());
            } else {
                let [sum] = Jacobian::to_affine(&[sum])[..] else { panic!("one") };
                prop_assert!(sum == point(wanted));
            }
        }
    }

    #[test]
    fn the_verdict_is_that_of_p256(
        secret in number(), hash in number(), bit in 0..1024usize, r in number(), s in number(),
    ) {
        let secret = scalar(secret);
        prop_assume!(!bool::from(secret.is_zero()));
        let signer = SigningKey::from_slice(&secret.to_repr()).expect("a secret");
        let hash = bytes(hash);
        let signature: Signature = signer.sign_prehash(&hash).expect("signed");
        prop_assert!(agreed(&signer, &hash, &signature));
        // −s is as good.
        let (r_true, s_true) = signature.split_scalars();
        let high = Signature::from_scalars(r_true.to_repr(), (-*s_true).to_repr()).expect("in range");
        prop_assert!(agreed(&signer, &hash, &high));
        // A bit changed in the hash, r or s; and any r and s at all.
        let mut changed = [hash.as_slice(), &signature.to_bytes()].concat();
        changed[bit % 96] ^= 1 << (bit / 128);
        if let Ok(signature) = Signature::from_slice(&changed[32..]) {
            agreed(&signer, &changed[..32], &signature);
        }
        if let Ok(signature) = Signature::from_scalars(bytes(r), bytes(s)) {
            agreed(&signer, &hash, &signature);
        }
    }
}

/// What `p256` says, prepared or not.
fn agreed(signer: &SigningKey, hash: &[u8], signature: &Signature) -> bool {
    let wanted = signer.verifying_key().verify_prehash(hash, signature).is_ok();
    let key = Key::new(*signer.verifying_key());
    assert_eq!(key.verify(hash, signature), wanted);
    assert_eq!(key.prepared().verify(hash, signature), wanted);
    wanted
}

/// The sum's x is above n, so that r is x − n: one signature of 2³² is so, and none comes about by chance.
#[test]
fn an_x_above_the_order_counts() {
    // From Wycheproof, "k*G has a large x-coordinate".
    let key = VerifyingKey::from_sec1_bytes(&hex!(
        "040ad99500288d466940031d72a9f5445a4d43784640855bf0a69874d2de5fe103"
        "c5011e6ef2c42dcd50d5d3d29f99ae6eba2c80c9244f4c5422f0979ff0c3ba5e"
    ))
    .expect("a point");
    let hash: [u8; 32] = Sha256::digest(hex!("313233343030")).into();
    let r = hex!("000000000000000000000000000000004319055358e8617b0c46353d039cdaab");
    let s = hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254e");
    let signature = Signature::from_scalars(r, s).expect("in range");
    assert!(key.verify_prehash(&hash, &signature).is_ok());
    assert!(Key::new(key).verify(&hash, &signature));
    assert!(Key::new(key).prepared().verify(&hash, &signature));
}

#[test]
fn a_hash_too_short_is_none() {
    let signer = SigningKey::from_slice(&[7; 32]).expect("a secret");
    let signature: Signature = signer.sign_prehash(&[1; 32]).expect("signed");
    let key = Key::new(*signer.verifying_key());
    assert!(key.verify(&[1; 32], &signature) && key.verify(&[1; 48], &signature));
    assert!(!key.verify(&[1; 31], &signature) && !key.verify(&[], &signature));
}

#[test]
fn numbers_have_one_name() {
    let p = [u64::MAX, 0xffff_ffff, 0, 0xffff_ffff_0000_0001];
    assert!(Element::new(p).is_none() && Element::new([u64::MAX; 4]).is_none());
    assert!(Element::new([u64::MAX - 1, 0xffff_ffff, 0, p[3]]).is_some_and(|e| e.negated() == Element::ONE));
    assert!(Element::new([1, 0, 0, 0]) == Some(Element::ONE) && Element::new([0; 4]) == Some(Element::ZERO));
}

/// Additions that have no chord: of the neutral point, of a point to itself and to its opposite.
#[test]
fn exceptions_of_the_formulas() {
    let g = Affine { x: Element::from_limbs(GENERATOR_X), y: Element::from_limbs(GENERATOR_Y) };
    let same = |a: &Jacobian, b: &Jacobian| Jacobian::to_affine(&[*a]) == Jacobian::to_affine(&[*b]);
    let g3 = Jacobian::from(g).doubled().plus_affine(&g);
    let [g3_affine] = Jacobian::to_affine(&[g3])[..] else { panic!("one") };
    assert!(Jacobian::NEUTRAL.doubled().is_neutral());
    assert!(same(&Jacobian::NEUTRAL.plus_affine(&g), &g.into()));
    assert!(same(&Jacobian::NEUTRAL.plus(&g3), &g3) && same(&g3.plus(&Jacobian::NEUTRAL), &g3));
    assert!(same(&g3.plus_affine(&g3_affine), &g3.doubled()) && same(&g3.plus(&g3), &g3.doubled()));
    assert!(g3.plus_affine(&g3_affine.negated()).is_neutral());
    assert!(g3.plus(&g3_affine.negated().into()).is_neutral());
}

fn scalar(limbs: [u64; 4]) -> Scalar {
    <Scalar as Reduce<FieldBytes>>::reduce(&bytes(limbs))
}

fn bytes(limbs: [u64; 4]) -> FieldBytes {
    let mut bytes = FieldBytes::default();
    for (chunk, limb) in bytes.chunks_mut(8).zip(limbs.iter().rev()) {
        chunk.copy_from_slice(&limb.to_be_bytes());
    }
    bytes
}

fn point(point: AffinePoint) -> Affine {
    affine(&VerifyingKey::from_affine(point).expect("not neutral")).expect("coordinates")
}
