//! ECDSA on P-256 with numbers from anybody: the verdict is that of `p256`, with a key as it is and prepared, of a signature
//! that is true and of one that hardly is. Where it is made true, both say so.
#![no_main]

use libfuzzer_sys::fuzz_target;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::PrimeField;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{FieldBytes, ProjectivePoint, Scalar};
use qujat::cose::{Algorithm, PublicKey, Verifier as _};
use sha2::{Digest, Sha256};

// A secret, a number that becomes the key's in the sum or the nonce, s of an untrue signature, which of the signatures is
// checked and how, and the message.
fuzz_target!(|input: ([u8; 32], [u8; 32], [u8; 32], u8, &[u8])| {
    let (secret, number, s, which, message) = input;
    let [secret, number, s] = [secret, number, s].map(scalar);
    let Ok(signer) = SigningKey::from_slice(&secret.to_repr()) else { return };
    let theirs = *signer.verifying_key();
    let ours = PublicKey::from_sec1(&theirs.to_sec1_point(false).as_bytes().to_vec()).expect("a point");
    let ours = if which & 4 == 0 { ours } else { ours.prepared() };
    let verdict = |r: Scalar, s: Scalar| {
        let signature = Signature::from_scalars(r.to_repr(), s.to_repr()).ok()?;
        let wanted = theirs.verify(message, &signature).is_ok();
        assert_eq!(ours.verify(Algorithm::Es256, message, &signature.to_bytes()).is_ok(), wanted);
        Some(wanted)
    };
    let made_true = || {
        let inverse = Option::<Scalar>::from(number.invert())?;
        let point = (ProjectivePoint::GENERATOR * number).to_affine();
        let point = p256::PublicKey::from_affine(point).expect("a point").to_sec1_point(false);
        let r = scalar((*point.x().expect("x")).into());
        Some((r, inverse * (scalar(Sha256::digest(message).into()) + r * secret)))
    };
    match which % 4 {
        0 => drop(made_true().map(|(r, s)| assert_ne!(verdict(r, s), Some(false), "made true"))),
        1 => drop(
            made_true().map(|(r, s)| assert_ne!(verdict(r, -s), Some(false), "made true, with the other s")),
        ),
        // The key's number in the sum is r/s: as the input says.
        _ => drop(verdict(number * s, s)),
    }
});

fn scalar(bytes: [u8; 32]) -> Scalar {
    <Scalar as Reduce<FieldBytes>>::reduce(&bytes.into())
}
