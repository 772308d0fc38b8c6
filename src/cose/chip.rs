use core::fmt;

use super::{Algorithm, CoseError, PublicKey, SignError, Signer, Verifier};

/// A P-256 key that never leaves its chip — Android Keystore, Secure Enclave, a token — as a [`Signer`]: signing is a
/// call out, made anew for each signature.
///
/// Platforms write an ECDSA signature in two forms, and both are taken: `r‖s` as COSE writes it, and DER (RFC 3279
/// §2.2.3) as Android's `SHA256withECDSA` and Apple's `ecdsaSignatureMessageX962SHA256` do. What the chip gives is
/// verified before it is used ([`SignError::Untrue`]): a digest signed in place of the message, or another key, shows
/// where it happens and not at a counter abroad.
pub struct ChipSigner<F> {
    key: PublicKey,
    sign: F,
}

impl<F: Fn(&[u8]) -> Result<Vec<u8>, SignError>> ChipSigner<F> {
    /// The key whose public half is `key`, signing by `sign`: given a message (not a digest of it), its signature by
    /// ECDSA with SHA-256. Refuses a key that is not on P-256, the one curve such chips have in common.
    pub fn new(key: PublicKey, sign: F) -> Result<Self, CoseError> {
        if key.algorithm() != Algorithm::Es256 {
            return Err(CoseError::Key { what: "not on P-256" });
        }
        Ok(Self { key, sign })
    }

    /// The public half, which an issuer binds documents to.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }
}

impl<F: Fn(&[u8]) -> Result<Vec<u8>, SignError>> Signer for ChipSigner<F> {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Es256
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let given = (self.sign)(message)?;
        // 64 bytes may be either form: whichever verifies is the one meant.
        let raw = p256::ecdsa::Signature::from_slice(&given);
        let der = p256::ecdsa::Signature::from_der(&given);
        [raw, der]
            .into_iter()
            .flatten()
            .map(|signature| signature.to_vec())
            .find(|signature| self.key.verify(Algorithm::Es256, message, signature).is_ok())
            .ok_or(SignError::Untrue)
    }
}

impl<F> fmt::Debug for ChipSigner<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChipSigner({:?})", self.key)
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::signature::Signer as _;
    use p256::ecdsa::{Signature, SigningKey};
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::cose::SoftwareSigner;

    fn key(secret: u8) -> SigningKey {
        SigningKey::from_slice(&[secret; 32]).expect("a secret")
    }

    fn chip(
        sign: impl Fn(&[u8]) -> Result<Vec<u8>, SignError>,
    ) -> ChipSigner<impl Fn(&[u8]) -> Result<Vec<u8>, SignError>> {
        ChipSigner::new(PublicKey::from_p256(*key(1).verifying_key()), sign).expect("on P-256")
    }

    #[test]
    fn both_forms_of_a_signature_are_taken() {
        // Enough messages for r or s to begin with zeros and with ones, where DER is shorter and longer.
        for message in (0u16..600).map(u16::to_be_bytes) {
            let signature: Signature = key(1).sign(&message);
            let raw = signature.to_vec();
            let der = signature.to_der().as_bytes().to_vec();
            assert_eq!(chip(|_| Ok(der.clone())).sign(&message), Ok(raw.clone()));
            assert_eq!(chip(|_| Ok(raw.clone())).sign(&message), Ok(raw.clone()));
        }
    }

    #[test]
    fn the_chip_gets_the_message_itself() {
        let seen = core::cell::RefCell::new(Vec::new());
        let signer = chip(|message| {
            seen.replace(message.to_vec());
            let signature: Signature = key(1).sign(message);
            Ok(signature.to_vec())
        });
        assert!(signer.sign(b"the message").is_ok());
        assert_eq!(*seen.borrow(), b"the message");
        assert_eq!((signer.algorithm(), signer.key_id()), (Algorithm::Es256, None));
        assert_eq!(*signer.public_key(), PublicKey::from_p256(*key(1).verifying_key()));
    }

    #[test]
    fn a_signature_that_is_not_true_is_refused() {
        let signed = |secret: u8, message: &[u8]| {
            let signature: Signature = key(secret).sign(message);
            signature.to_vec()
        };
        let message = b"a message";
        for (case, given) in [
            ("the digest signed as if it were the message", signed(1, &Sha256::digest(message))),
            ("another message", signed(1, b"another")),
            ("another key", signed(2, message)),
            ("nothing", Vec::new()),
            ("zeros", vec![0; 64]),
            ("half", signed(1, message)[..32].to_vec()),
            ("more behind it", [signed(1, message), vec![0]].concat()),
            ("DER cut off", vec![0x30, 0x44, 0x02, 0x20]),
        ] {
            assert_eq!(chip(|_| Ok(given.clone())).sign(message), Err(SignError::Untrue), "{case}");
        }
    }

    #[test]
    fn why_nothing_was_signed_is_passed_on() {
        for why in [SignError::Declined, SignError::Unavailable, SignError::Failed] {
            assert_eq!(chip(|_| Err(why)).sign(b""), Err(why));
        }
    }

    #[test]
    fn keys_of_other_curves_are_no_chips() {
        for (algorithm, secret) in [(Algorithm::Es384, vec![1; 48]), (Algorithm::EdDsa, vec![1; 32])] {
            let key = SoftwareSigner::from_secret(algorithm, &secret).expect("a secret").public_key();
            let refused = ChipSigner::new(key, |_: &[u8]| Err(SignError::Failed));
            assert_eq!(refused.map(drop), Err(CoseError::Key { what: "not on P-256" }));
        }
    }
}
