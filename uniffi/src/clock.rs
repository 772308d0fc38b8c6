use std::sync::{Arc, Mutex, PoisonError};

use qujat::time::{KeptTime, Reading, Timestamp};

use crate::{Clock, DeviceException, InputException, PlatformException};

/// The `now` that every other call takes: the service's time, kept between its answers by a clock nobody can set. Winding
/// the phone's clock back was a working attack on health-certificate apps.
///
/// One for the whole app. It is the only object that asks a `Clock`; whoever has a time they trust passes that instead.
#[derive(uniffi::Object)]
pub struct ServiceTime {
    clock: Arc<dyn Clock>,
    kept: Mutex<KeptTime>,
}

/// Whose time it is.
pub type TimeSource = qujat::time::TimeSource;

/// Whose time it is.
#[uniffi::remote(Enum)]
pub enum TimeSource {
    /// The service's, kept since its last answer.
    Service,
    /// The phone's own, which its owner can set. Never earlier than a time told before.
    Device,
}

#[uniffi::export]
impl ServiceTime {
    /// Tells the phone's own time until the service has told its.
    #[uniffi::constructor]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, kept: Mutex::default() }
    }

    /// Takes the service's time, Unix seconds, from an answer that has just arrived over a connection the app trusts.
    pub fn set(&self, service: i64) -> Result<(), DeviceException> {
        let service = Timestamp::from_unix(service).map_err(InputException::from)?;
        let reading = self.read()?;
        self.kept(|kept| kept.set(service, reading));
        Ok(())
    }

    /// Now, Unix seconds.
    pub fn now(&self) -> Result<i64, DeviceException> {
        let reading = self.read()?;
        Ok(self.kept(|kept| kept.now(reading)).unix())
    }

    /// What is known to have passed, Unix seconds: the service's time, kept until now. For `TrustMaterial.trustedTime`; absent
    /// while the phone's own clock is all there is.
    pub fn trusted_time(&self) -> Result<Option<i64>, DeviceException> {
        let now = self.now()?;
        Ok((self.source() == TimeSource::Service).then_some(now))
    }

    /// Whose time `now` told last.
    pub fn source(&self) -> TimeSource {
        self.kept(|kept| kept.source())
    }
}

impl ServiceTime {
    /// Both clocks, with no lock held.
    fn read(&self) -> Result<Reading, DeviceException> {
        let failed = |_: PlatformException| DeviceException::failed("clock", "the app's clock failed");
        let wall = self.clock.unix_seconds().map_err(failed)?;
        let wall = Timestamp::from_unix(wall).map_err(|error| DeviceException::failed("clock", error))?;
        Ok(Reading { wall, elapsed: self.clock.elapsed_seconds().map_err(failed)? })
    }

    fn kept<T>(&self, with: impl FnOnce(&mut KeptTime) -> T) -> T {
        with(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Clocks(Result<i64, PlatformException>, Mutex<Result<i64, PlatformException>>);

    impl Clock for Clocks {
        fn unix_seconds(&self) -> Result<i64, PlatformException> {
            self.0
        }

        fn elapsed_seconds(&self) -> Result<i64, PlatformException> {
            *self.1.lock().expect("not poisoned")
        }
    }

    fn code<T>(answer: Result<T, DeviceException>) -> Option<String> {
        match answer {
            Err(DeviceException::Failed { code, .. } | DeviceException::Input { code, .. }) => Some(code),
            _ => None,
        }
    }

    #[test]
    fn the_services_time_is_kept() {
        let clock = Arc::new(Clocks(Ok(5_000), Mutex::new(Ok(10))));
        let time = ServiceTime::new(clock.clone());
        assert_eq!((time.now().expect("told"), time.source()), (5_000, TimeSource::Device));
        assert_eq!(time.trusted_time().expect("told"), None, "anybody can set that");
        time.set(1_768_017_600).expect("taken");
        *clock.1.lock().expect("not poisoned") = Ok(25);
        assert_eq!((time.now().expect("told"), time.source()), (1_768_017_615, TimeSource::Service));
        assert_eq!(time.trusted_time().expect("told"), Some(1_768_017_615));
    }

    #[test]
    fn a_clock_that_fails_is_told_apart_from_a_time_that_is_none() {
        let with = |wall, elapsed| ServiceTime::new(Arc::new(Clocks(wall, Mutex::new(elapsed))));
        assert_eq!(code(with(Err(PlatformException::Failed), Ok(0)).now()).as_deref(), Some("clock"));
        assert_eq!(code(with(Ok(0), Err(PlatformException::Cancelled)).now()).as_deref(), Some("clock"));
        assert_eq!(code(with(Ok(i64::MAX), Ok(0)).now()).as_deref(), Some("clock"));
        assert_eq!(code(with(Ok(0), Ok(0)).set(i64::MAX)).as_deref(), Some("time"));
    }
}
