//! Only in the libraries that the bindings' tests build: a panic on purpose, to see it arrive as an exception, and a device
//! key in memory, for languages whose tests have no cryptography at hand.

use qujat::cose::{Algorithm, Signer, SoftwareSigner};

use crate::InputException;

/// Panics.
#[uniffi::export]
pub fn panic_on_purpose() -> Result<(), InputException> {
    #[allow(clippy::panic, reason = "what it is for")]
    {
        panic!("on purpose")
    }
}

/// A P-256 key in memory, always the same one. No `DeviceKey` by itself: a test's own passes calls on to it, or does not.
#[derive(uniffi::Object)]
pub struct TestKey(SoftwareSigner);

#[uniffi::export]
impl TestKey {
    /// The key.
    #[uniffi::constructor]
    pub fn new() -> Result<Self, InputException> {
        Ok(Self(SoftwareSigner::from_secret(Algorithm::Es256, &[4; 32])?))
    }

    /// Its public half, a SubjectPublicKeyInfo.
    pub fn public_key(&self) -> Result<Vec<u8>, InputException> {
        Ok(self.0.public_key().to_spki()?)
    }

    /// Its signature of `message`, `r‖s`.
    pub fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, InputException> {
        self.0.sign(&message).map_err(|error| InputException::malformed("device_key", error))
    }
}
