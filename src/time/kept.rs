use super::Timestamp;

/// The service's time, kept between its answers by a counter that a phone's owner cannot set. Winding the phone's clock
/// back was a working attack on health-certificate apps: what had ended was shown as if it had not.
///
/// Until the service has told its time, or once the counter ran backwards, the phone's own clock is told — but never an
/// earlier time than was told before.
#[derive(Debug, Clone, Default)]
pub struct KeptTime {
    anchor: Option<Anchor>,
    latest: Option<Timestamp>,
}

/// The phone's two clocks, read at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The one on its screen, which can be set.
    pub wall: Timestamp,
    /// Seconds from a fixed moment, such as the phone's start, time asleep counted too. Only differences are looked at.
    pub elapsed: i64,
}

/// Whose time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeSource {
    /// The service's, kept since its last answer.
    Service,
    /// The phone's own.
    Device,
}

#[derive(Debug, Clone, Copy)]
struct Anchor {
    service: Timestamp,
    elapsed: i64,
}

impl KeptTime {
    /// Takes the time the service told in an answer that has just arrived.
    pub fn set(&mut self, service: Timestamp, reading: Reading) {
        self.anchor = Some(Anchor { service, elapsed: reading.elapsed });
        // The service may say that the phone was ahead.
        self.latest = Some(service);
    }

    /// Now.
    pub fn now(&mut self, reading: Reading) -> Timestamp {
        let kept = self.anchor.and_then(|anchor| {
            let passed = reading.elapsed.checked_sub(anchor.elapsed).filter(|passed| *passed >= 0)?;
            Some(anchor.service.plus(passed))
        });
        if kept.is_none() {
            self.anchor = None;
        }
        let now = kept.unwrap_or(reading.wall);
        let now = self.latest.map_or(now, |latest| latest.max(now));
        self.latest = Some(now);
        now
    }

    /// Whose time [`KeptTime::now`] tells.
    pub fn source(&self) -> TimeSource {
        if self.anchor.is_some() { TimeSource::Service } else { TimeSource::Device }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(unix: i64) -> Timestamp {
        Timestamp::from_unix(unix).expect("a time")
    }

    fn reading(wall: i64, elapsed: i64) -> Reading {
        Reading { wall: at(wall), elapsed }
    }

    #[test]
    fn the_services_time_goes_on_whatever_the_clock_is_set_to() {
        let mut kept = KeptTime::default();
        kept.set(at(1_000_000), reading(5, -70));
        assert_eq!(kept.source(), TimeSource::Service);
        for (wall, elapsed, now) in
            [(5, -70, 1_000_000), (9_000_000, -60, 1_000_010), (0, 30, 1_000_100), (0, 30, 1_000_100)]
        {
            assert_eq!(kept.now(reading(wall, elapsed)), at(now), "{wall} {elapsed}");
        }
        kept.set(at(1_000_050), reading(0, 40));
        assert_eq!(kept.now(reading(0, 40)), at(1_000_050), "a correction backwards by the service is taken");
    }

    #[test]
    fn the_phones_own_time_never_goes_back() {
        let mut kept = KeptTime::default();
        assert_eq!(kept.source(), TimeSource::Device);
        for (wall, now) in [(100, 100), (200, 200), (50, 200), (199, 200), (201, 201)] {
            assert_eq!(kept.now(reading(wall, 0)), at(now), "{wall}");
        }
    }

    #[test]
    fn a_counter_that_ran_back_keeps_nothing() {
        let mut kept = KeptTime::default();
        kept.set(at(1_000_000), reading(0, 500));
        assert_eq!(kept.now(reading(0, 600)), at(1_000_100));
        assert_eq!(kept.now(reading(7, 499)), at(1_000_100), "no earlier than was told");
        assert_eq!(kept.source(), TimeSource::Device);
        assert_eq!(kept.now(reading(2_000_000, 700)), at(2_000_000));
    }

    #[test]
    fn counters_at_their_ends_are_no_trouble() {
        let mut kept = KeptTime::default();
        kept.set(at(0), reading(0, i64::MIN));
        assert_eq!(kept.now(reading(1, i64::MAX)), at(1), "a difference that does not fit is none");
        kept.set(at(0), reading(0, 0));
        assert_eq!(kept.now(reading(1, i64::MAX)), at(0).plus(i64::MAX));
    }
}
