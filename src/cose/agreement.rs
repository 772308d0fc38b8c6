use core::fmt;

use zeroize::Zeroizing;

use super::{CoseError, PublicKey};
use crate::random::{RandomError, RandomSource};

/// Something that agrees on a secret with the holder of another key: a key in this process, or a chip that never gives it
/// out. ECDH on P-256 (SEC 1 §3.3.1), the curve on which devices and readers of ISO/IEC 18013-5 meet.
pub trait KeyAgreement {
    /// The public half.
    fn public_key(&self) -> PublicKey;

    /// The x coordinate of the point shared with the holder of `with`, 32 bytes, wiped when dropped. A key that is not on P-256
    /// is refused.
    fn agree(&self, with: &PublicKey) -> Result<Zeroizing<[u8; 32]>, CoseError>;
}

/// A key of P-256 for agreeing on secrets, in memory, wiped when dropped: ephemeral ones of a session, and for tests those of
/// devices.
#[derive(Clone)]
pub struct AgreementKey(p256::SecretKey);

impl AgreementKey {
    /// A fresh one.
    pub fn make(random: &mut dyn RandomSource) -> Result<Self, RandomError> {
        // A scalar past the order comes once in 2³² draws: a source that gives nothing else is broken.
        for _ in 0..128 {
            let mut secret = Zeroizing::new([0; 32]);
            random.fill(secret.as_mut_slice())?;
            if let Ok(key) = p256::SecretKey::from_slice(secret.as_slice()) {
                return Ok(Self(key));
            }
        }
        Err(RandomError)
    }

    /// From the secret scalar, 32 bytes.
    pub fn from_secret(secret: &[u8]) -> Result<Self, CoseError> {
        let secret: &[u8; 32] = secret.try_into().map_err(|_| CoseError::Secret)?;
        p256::SecretKey::from_slice(secret).map(Self).map_err(|_| CoseError::Secret)
    }
}

impl KeyAgreement for AgreementKey {
    fn public_key(&self) -> PublicKey {
        PublicKey::from_p256(self.0.public_key().into())
    }

    fn agree(&self, with: &PublicKey) -> Result<Zeroizing<[u8; 32]>, CoseError> {
        let with = with.as_p256().ok_or(CoseError::Key { what: "not on P-256" })?;
        let shared = p256::ecdh::diffie_hellman(self.0.to_nonzero_scalar(), with.as_affine());
        Ok(Zeroizing::new((*shared.raw_secret_bytes()).into()))
    }
}

impl fmt::Debug for AgreementKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AgreementKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cose::{Algorithm, SoftwareSigner};

    #[test]
    fn both_sides_agree() {
        let key = |byte| AgreementKey::from_secret(&[byte; 32]).expect("a secret");
        let (one, other) = (key(1), key(2));
        assert_eq!(one.agree(&other.public_key()), other.agree(&one.public_key()));
        assert_ne!(one.agree(&other.public_key()), one.agree(&key(3).public_key()));
        assert_eq!(format!("{one:?}"), "AgreementKey(…)");
    }

    #[test]
    fn keys_that_are_none() {
        for bad in [&[0; 32][..], &[0xff; 32], &[1; 31]] {
            let refused = AgreementKey::from_secret(bad).expect_err("refused");
            assert_eq!(refused.to_string(), "not a secret of P-256 in 32 bytes");
        }
        let other = SoftwareSigner::from_secret(Algorithm::EdDsa, &[1; 32]).expect("a seed").public_key();
        let key = AgreementKey::from_secret(&[1; 32]).expect("a secret");
        assert_eq!(key.agree(&other).expect_err("refused").to_string(), "public key: not on P-256");
    }

    #[test]
    fn a_draw_past_the_order_is_thrown_away() {
        let mut draws = [[0xff; 32], [0; 32], [5; 32]].into_iter();
        let mut source = |out: &mut [u8]| {
            out.copy_from_slice(&draws.next().ok_or(RandomError)?);
            Ok(())
        };
        let made = AgreementKey::make(&mut source).expect("the third");
        assert_eq!(made.public_key(), AgreementKey::from_secret(&[5; 32]).expect("a secret").public_key());
        let mut stuck = |out: &mut [u8]| {
            out.fill(0);
            Ok(())
        };
        assert_eq!(AgreementKey::make(&mut stuck).err(), Some(RandomError));
    }
}
