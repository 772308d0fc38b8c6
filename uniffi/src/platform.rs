//! What the app brings, as traits it implements: the device's key, its random source, its clock. And the core's own traits
//! over them.
//!
//! A call out takes whatever the app and the person before the screen take. So it is made from functions that hold no
//! lock, and whatever the app throws comes back as a [`DeviceException`] of the call it threw in.

use std::sync::Arc;

use qujat::cose::{ChipSigner, CoseError, PublicKey, SignError, Signer};
use qujat::random::{RandomError, make_bytes};
use thiserror::Error;

use crate::{DeviceException, InputException};

/// A P-256 key that signs for the holder's device and never leaves it: in the Android Keystore, the Secure Enclave. Called
/// from the thread that called the library, which waits: not the main thread, where a person is to confirm.
#[uniffi::export(with_foreign)]
pub trait DeviceKey: Send + Sync {
    /// Its public half: a SubjectPublicKeyInfo in DER (`PublicKey.getEncoded()` on Android) or the point in X9.63
    /// (`SecKeyCopyExternalRepresentation`, `x963Representation` on Apple's systems).
    fn public_key(&self) -> Result<Vec<u8>, PlatformException>;

    /// Signs the message itself, not a digest of it, by ECDSA with SHA-256: `SHA256withECDSA` on Android,
    /// `ecdsaSignatureMessageX962SHA256` on Apple's systems. As DER or as 64 bytes `r‖s`.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, PlatformException>;
}

/// A cryptographically secure source of random bytes: `SecureRandom`, `SystemRandomNumberGenerator`, `secrets`.
#[uniffi::export(with_foreign)]
pub trait RandomSource: Send + Sync {
    /// `count` random bytes, no more and no fewer.
    fn random_bytes(&self, count: u32) -> Result<Vec<u8>, PlatformException>;
}

/// The device's two clocks, for `ServiceTime`.
#[uniffi::export(with_foreign)]
pub trait Clock: Send + Sync {
    /// The clock on the screen, which its owner can set: seconds since 1970.
    fn unix_seconds(&self) -> Result<i64, PlatformException>;

    /// A clock nobody can set: seconds since a fixed moment, time asleep counted too. `SystemClock.elapsedRealtime()` on
    /// Android, `CLOCK_MONOTONIC` on Apple's systems, `CLOCK_BOOTTIME` on Linux; on a JVM, `System.nanoTime()`.
    fn elapsed_seconds(&self) -> Result<i64, PlatformException>;
}

/// What an app's key, random source or clock throws to say that it did not do its part. Anything else thrown there counts
/// as `Failed`; its text is not passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, uniffi::Error)]
pub enum PlatformException {
    /// The person cancelled the prompt.
    #[error("cancelled")]
    Cancelled,
    /// The key is gone or locked: another fingerprint was enrolled, the device is locked.
    #[error("not available")]
    Unavailable,
    /// It failed otherwise.
    #[error("failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for PlatformException {
    /// Its reason may hold a stack trace, and whatever stood in the app's exception.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// The public half of the device's key as an issuer takes it, a COSE_Key, after the key has shown that it signs as it must:
/// over 32 bytes from `random` behind a text no other signature begins with. Ask for it before an issuer binds a document
/// to the key; the person may be asked to confirm.
#[uniffi::export]
pub fn device_key_for_issuer(
    key: Arc<dyn DeviceKey>,
    random: Arc<dyn RandomSource>,
) -> Result<Vec<u8>, DeviceException> {
    let signer = signer(&*key)?;
    let fresh: [u8; 32] = make_bytes(&mut AppRandom(&*random))?;
    signer.sign(&[TRIAL, &fresh].concat())?;
    Ok(qujat::cbor::encode(&signer.public_key().to_cose()).map_err(CoseError::from)?)
}

/// The app's key as the core's signer.
pub(crate) type AppSigner<'a> = ChipSigner<Box<dyn Fn(&[u8]) -> Result<Vec<u8>, SignError> + 'a>>;

/// Asks the app's key for its public half; for a signature each time one is made.
pub(crate) fn signer(key: &dyn DeviceKey) -> Result<AppSigner<'_>, DeviceException> {
    let public = key.public_key().map_err(SignError::from)?;
    let public = PublicKey::from_spki(&public).or_else(|_| PublicKey::from_sec1(&public));
    let public = public.map_err(|_| InputException::malformed("device_key", "not a public key of P-256"))?;
    let sign = Box::new(move |message: &[u8]| Ok(key.sign(message.to_vec())?));
    Ok(AppSigner::new(public, sign).map_err(|error| InputException::malformed("device_key", error))?)
}

/// The app's random source as the core's.
pub(crate) struct AppRandom<'a>(pub(crate) &'a dyn RandomSource);

impl qujat::random::RandomSource for AppRandom<'_> {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        let count = u32::try_from(out.len()).map_err(|_| RandomError)?;
        let bytes = self.0.random_bytes(count).map_err(|_| RandomError)?;
        // An array nobody filled is the mistake to expect here. Of 16 true bytes, one in 2¹²⁰ is taken for it.
        let unfilled = bytes.len() >= 16 && bytes.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
        if bytes.len() != out.len() || unfilled {
            return Err(RandomError);
        }
        out.copy_from_slice(&bytes);
        Ok(())
    }
}

impl From<PlatformException> for SignError {
    fn from(exception: PlatformException) -> Self {
        match exception {
            PlatformException::Cancelled => Self::Declined,
            PlatformException::Unavailable => Self::Unavailable,
            PlatformException::Failed => Self::Failed,
        }
    }
}

const TRIAL: &[u8] = b"qujat: a trial of a device key\0";

#[cfg(test)]
pub(crate) mod tests {
    use qujat::cose::{Algorithm, SoftwareSigner};
    use qujat::random::RandomSource as _;

    use super::*;

    /// A key in memory that does what a chip may do.
    pub(crate) struct Chip {
        pub(crate) public: Vec<u8>,
        pub(crate) outcome: fn(&SoftwareSigner, &[u8]) -> Result<Vec<u8>, PlatformException>,
    }

    pub(crate) fn software() -> SoftwareSigner {
        SoftwareSigner::from_secret(Algorithm::Es256, &[4; 32]).expect("a secret")
    }

    impl Chip {
        pub(crate) fn that(
            outcome: fn(&SoftwareSigner, &[u8]) -> Result<Vec<u8>, PlatformException>,
        ) -> Self {
            Self { public: software().public_key().to_spki().expect("written"), outcome }
        }

        pub(crate) fn signing() -> Self {
            Self::that(|signer, message| signer.sign(message).map_err(|_| PlatformException::Failed))
        }
    }

    impl DeviceKey for Chip {
        fn public_key(&self) -> Result<Vec<u8>, PlatformException> {
            if self.public.is_empty() { Err(PlatformException::Unavailable) } else { Ok(self.public.clone()) }
        }

        fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, PlatformException> {
            (self.outcome)(&software(), &message)
        }
    }

    /// A source that gives what the function says.
    pub(crate) struct Random(pub(crate) fn(u32) -> Result<Vec<u8>, PlatformException>);

    impl RandomSource for Random {
        fn random_bytes(&self, count: u32) -> Result<Vec<u8>, PlatformException> {
            (self.0)(count)
        }
    }

    pub(crate) fn counting() -> Random {
        Random(|count| Ok((0..count).map(|index| index.to_le_bytes()[0]).collect()))
    }

    fn tried(chip: Chip, random: Random) -> Result<Vec<u8>, (&'static str, String)> {
        device_key_for_issuer(Arc::new(chip), Arc::new(random)).map_err(|error| match error {
            DeviceException::Cancelled { code, .. } => ("Cancelled", code),
            DeviceException::Unavailable { code, .. } => ("Unavailable", code),
            DeviceException::Failed { code, .. } => ("Failed", code),
            DeviceException::Input { code, .. } => ("Input", code),
        })
    }

    fn refused(kind: &'static str, code: &str) -> Result<Vec<u8>, (&'static str, String)> {
        Err((kind, code.to_owned()))
    }

    #[test]
    fn a_key_that_signs_is_given_to_the_issuer() {
        let key = tried(Chip::signing(), counting()).expect("it signs");
        assert_eq!(PublicKey::from_cose(&key), Ok(software().public_key()));
        // The point alone, as Apple's systems write it: the last 65 bytes of the SubjectPublicKeyInfo.
        let spki = Chip::signing().public;
        let point = Chip { public: spki[spki.len() - 65..].to_vec(), ..Chip::signing() };
        assert_eq!(tried(point, counting()), Ok(key));
    }

    #[test]
    fn what_a_chip_does_instead_of_signing_is_told_apart() {
        use PlatformException::{Cancelled, Failed, Unavailable};

        let with = |outcome| tried(Chip::that(outcome), counting());
        assert_eq!(with(|_, _| Err(Cancelled)), refused("Cancelled", "cancelled"));
        assert_eq!(with(|_, _| Err(Unavailable)), refused("Unavailable", "key_unavailable"));
        assert_eq!(with(|_, _| Err(Failed)), refused("Failed", "key"));
        assert_eq!(with(|_, _| Ok(vec![1; 64])), refused("Failed", "signature"));
        assert_eq!(
            with(|signer, _| signer.sign(b"another").map_err(|_| Failed)),
            refused("Failed", "signature")
        );
        let gone = Chip { public: Vec::new(), ..Chip::signing() };
        assert_eq!(tried(gone, counting()), refused("Unavailable", "key_unavailable"));
    }

    #[test]
    fn a_key_on_another_curve_or_none_is_refused() {
        let p384 = SoftwareSigner::from_secret(Algorithm::Es384, &[4; 48]).expect("a secret").public_key();
        for public in [p384.to_spki().expect("written"), vec![1, 2, 3], vec![4; 65]] {
            let chip = Chip { public, ..Chip::signing() };
            assert_eq!(tried(chip, counting()), refused("Input", "device_key"));
        }
    }

    #[test]
    fn a_random_source_that_does_not_do_its_part_is_refused() {
        for (case, random) in [
            ("failed", Random(|_| Err(PlatformException::Failed))),
            ("cancelled, which makes no sense", Random(|_| Err(PlatformException::Cancelled))),
            ("too few", Random(|count| Ok((1..count).map(|n| n.to_le_bytes()[0]).collect()))),
            ("too many", Random(|count| Ok((0..=count).map(|n| n.to_le_bytes()[0]).collect()))),
            ("an array nobody filled", Random(|count| Ok(vec![0; count as usize]))),
        ] {
            assert_eq!(tried(Chip::signing(), random), refused("Failed", "random"), "{case}");
        }
        // Few bytes may well be alike.
        let mut byte = [1];
        assert_eq!(AppRandom(&Random(|_| Ok(vec![0]))).fill(&mut byte), Ok(()));
    }

    #[test]
    fn whatever_else_an_app_throws_is_a_failure_without_its_text() {
        let thrown = uniffi::UnexpectedUniFFICallbackError::new("IIN 860314499992 at Wallet.kt:7");
        let exception = PlatformException::from(thrown);
        assert_eq!(exception, PlatformException::Failed);
        assert_eq!(exception.to_string(), "failed");
    }

    #[test]
    fn a_trial_is_over_fresh_bytes_behind_its_text() {
        let chip = Chip::that(|signer, message| {
            assert_eq!(message.strip_prefix(TRIAL).map(<[u8]>::len), Some(32));
            signer.sign(message).map_err(|_| PlatformException::Failed)
        });
        assert!(tried(chip, counting()).is_ok());
    }
}
