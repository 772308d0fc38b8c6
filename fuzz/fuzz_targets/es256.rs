//! ECDSA on P-256 with numbers from anybody: the verdict is that of `p256`, with a key as it is and prepared, of a signature
//! that is true and of one that hardly is. Where it is made true, both say so.
#![no_main]

use libfuzzer_sys::fuzz_target;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::PrimeField;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{FieldBytes, ProjectivePoint, Scalar};
use qujat::cose::{Algorithm, PublicKey, Verifier as _};
use sha2::{Digest, Sha256};

// A secret, a number that becomes the key's in the sum or the nonce, s of an untrue signature, and the message.
fuzz_target!(|input: ([u8; 32], [u8; 32], [u8; 32], &[u8])| {
    let (secret, number, s, message) = input;
    let [secret, number, s] = [secret, number, s].map(scalar);
    let Ok(signer) = SigningKey::from_slice(&secret.to_repr()) else { return };
    let theirs = *signer.verifying_key();
    let ours = PublicKey::from_sec1(&theirs.to_sec1_point(false).as_bytes().to_vec()).expect("a point");
    let verdict = |r: Scalar, s: Scalar| {
        let signature = Signature::from_scalars(r.to_repr(), s.to_repr()).ok()?;
        let wanted = theirs.verify(message, &signature).is_ok();
        for ours in [ours.clone(), ours.clone().prepared()] {
            assert_eq!(ours.verify(Algorithm::Es256, message, &signature.to_bytes()).is_ok(), wanted);
        }
        Some(wanted)
    };
    // The key's number in the sum is r/s: as the input says.
    verdict(number * s, s);
    let Some(inverse) = Option::<Scalar>::from(number.invert()) else { return };
    let point = (ProjectivePoint::GENERATOR * number).to_affine();
    let x: FieldBytes =
        *p256::PublicKey::from_affine(point).expect("a point").to_sec1_point(false).x().expect("x");
    let r = scalar(x.into());
    let s = inverse * (scalar(Sha256::digest(message).into()) + r * secret);
    assert_ne!(verdict(r, s), Some(false), "made true");
    assert_ne!(verdict(r, -s), Some(false), "made true, with the other s");
});

fn scalar(bytes: [u8; 32]) -> Scalar {
    <Scalar as Reduce<FieldBytes>>::reduce(&bytes.into())
}
