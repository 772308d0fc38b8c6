//! Instants, dates and validity windows. Reads no clock: every "now" is an argument.
//!
//! *Takes* RFC 3339 text, ISO 8601 dates and Unix seconds. *Gives* [`Timestamp`], [`Date`], [`Validity`] and local
//! renderings with their offset, and [`TrustedTime`], which finds out a clock that was wound back. *Refuses* what is no date,
//! years outside 1900–9999, and empty windows.
//!
//! Local time is Asia/Almaty (1277/10): UTC+06:00 until 2024-03-01T00:00, UTC+05:00, one zone for the country, since.

mod kept;
mod trusted;

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use time::format_description::well_known::Rfc3339;
use time::{Month, OffsetDateTime, UtcOffset};

pub use kept::{KeptTime, Reading, TimeSource};
pub use trusted::{Clock, ClockState, TrustedTime};

/// Seconds a signer's clock may be ahead of the verifier's: both are set by a network.
pub const SIGNER_SKEW_SECONDS: i64 = 60;

/// Seconds a device's clock may be behind what is known to have passed before it is called wrong. Five minutes, what Kerberos
/// allows between clocks of which some are set by hand (RFC 4120 §8.2); nothing that is verified off-line lives so short
/// that it matters.
pub const DEVICE_SKEW_SECONDS: i64 = 5 * 60;

/// Why a time was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TimeError {
    /// Text that is not an RFC 3339 date-time such as `2026-11-22T09:30:00+05:00`.
    #[error("not an RFC 3339 date and time such as 2026-11-22T09:30:00+05:00")]
    NotDateTime,
    /// Text that is not an ISO 8601 calendar date such as `2026-11-22`.
    #[error("not a calendar date such as 2026-11-22")]
    NotDate,
    /// A year outside 1900–9999.
    #[error("the year is outside 1900 to 9999")]
    OutOfRange,
    /// A window that ends at or before its start.
    #[error("the validity window ends before it starts")]
    EmptyWindow,
}

/// An instant: whole seconds since 1970-01-01T00:00:00Z, in the years 1900–9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From Unix seconds.
    pub fn from_unix(seconds: i64) -> Result<Self, TimeError> {
        if (MIN_UNIX..=MAX_UNIX).contains(&seconds) { Ok(Self(seconds)) } else { Err(TimeError::OutOfRange) }
    }

    /// Reads RFC 3339, any offset; a fraction of a second is dropped (rounded down).
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let parsed = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| TimeError::NotDateTime)?;
        Self::from_unix(parsed.unix_timestamp())
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// This instant moved by `seconds`, held within the years 1900–9999.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds).clamp(MIN_UNIX, MAX_UNIX))
    }

    /// RFC 3339 in UTC: `2026-11-22T04:30:00Z`, the form ISO/IEC 18013-5 §7.2.1 asks of a `tdate`.
    pub fn to_utc(self) -> String {
        render(self.at(0), "Z")
    }

    /// RFC 3339 in local time with its offset: `2026-11-22T09:30:00+05:00` (1277/10).
    pub fn to_local(self) -> String {
        let hours = local_offset_hours(self);
        render(self.at(hours), if hours == 5 { "+05:00" } else { "+06:00" })
    }

    /// The local calendar date.
    pub fn local_date(self) -> Date {
        let at = self.at(local_offset_hours(self));
        Date { year: at.year(), month: at.month() as u8, day: at.day() }
    }

    /// Local hours and minutes, for a screen: `(9, 30)`.
    pub fn local_hour_minute(self) -> (u8, u8) {
        let at = self.at(local_offset_hours(self));
        (at.hour(), at.minute())
    }

    fn at(self, offset_hours: i8) -> OffsetDateTime {
        // Both fall-backs are out of reach: the range was checked at construction and the offset is 0, 5 or 6.
        let offset = UtcOffset::from_hms(offset_hours, 0, 0).unwrap_or(UtcOffset::UTC);
        OffsetDateTime::from_unix_timestamp(self.0).unwrap_or(OffsetDateTime::UNIX_EPOCH).to_offset(offset)
    }
}

/// A calendar date without a time: of birth, of issue, of expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// A date that exists, in the years 1900–9999.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, TimeError> {
        if !(1900..=9999).contains(&year) {
            return Err(TimeError::OutOfRange);
        }
        calendar(year, month, day).ok_or(TimeError::NotDate)?;
        Ok(Self { year, month, day })
    }

    /// Reads exactly `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
            return Err(TimeError::NotDate);
        };
        let number = |digits: &[&u8]| {
            digits.iter().try_fold(0u16, |n, d| d.is_ascii_digit().then(|| n * 10 + u16::from(**d - b'0')))
        };
        let (Some(year), Some(month), Some(day)) =
            (number(&[y1, y2, y3, y4]), number(&[m1, m2]), number(&[d1, d2]))
        else {
            return Err(TimeError::NotDate);
        };
        let small = |value| u8::try_from(value).map_err(|_| TimeError::NotDate);
        Self::new(i32::from(year), small(month)?, small(day)?)
    }

    /// Year, 1900–9999.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// Month, 1–12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Day of the month, 1–31.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// The same day `years` later; 29 February becomes 1 March in a common year, so that a person born on it comes of
    /// age on 1 March.
    #[must_use]
    pub fn plus_years(self, years: i32) -> Self {
        let year = self.year.saturating_add(years).clamp(1900, 9999);
        if calendar(year, self.month, self.day).is_some() {
            Self { year, ..self }
        } else {
            Self { year, month: 3, day: 1 }
        }
    }

    /// The first instant of this day in local time.
    pub fn start(self) -> Timestamp {
        let utc = calendar(self.year, self.month, self.day)
            .map_or(0, |date| date.midnight().assume_utc().unix_timestamp());
        // When 2024-02-29 ended, the clock went back to 23:00: 1 March began an hour later, at 00:00+05:00.
        let six = Timestamp(utc - 6 * HOUR);
        if local_offset_hours(six) == 6 { six } else { Timestamp(utc - 5 * HOUR) }
    }

    /// The first instant after this day in local time: where a document "valid until" this date ends.
    pub fn end(self) -> Timestamp {
        let next = calendar(self.year, self.month, self.day).and_then(time::Date::next_day);
        next.map_or(Timestamp(MAX_UNIX), |d| {
            Self { year: d.year(), month: d.month() as u8, day: d.day() }.start()
        })
    }

    /// Whole days from `earlier` to this date; negative when this one is before it.
    pub fn days_since(self, earlier: Self) -> i32 {
        let day = |d: Self| calendar(d.year, d.month, d.day).map_or(0, time::Date::to_julian_day);
        day(self) - day(earlier)
    }
}

/// `YYYY-MM-DD`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A window of time, half-open: `from` is in it, `until` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Validity {
    from: Timestamp,
    until: Timestamp,
}

/// Where an instant lies against a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValidityState {
    /// Before `from`.
    NotYet,
    /// `from <= now < until`.
    Current,
    /// At or after `until`.
    Ended,
}

impl Validity {
    /// A window of one second or more.
    pub fn new(from: Timestamp, until: Timestamp) -> Result<Self, TimeError> {
        if from < until { Ok(Self { from, until }) } else { Err(TimeError::EmptyWindow) }
    }

    /// The first instant in the window.
    pub const fn from(self) -> Timestamp {
        self.from
    }

    /// The first instant after the window.
    pub const fn until(self) -> Timestamp {
        self.until
    }

    /// The time that lies in both, if there is any.
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.until.min(other.until)).ok()
    }

    /// Where `now` lies.
    pub fn state(self, now: Timestamp) -> ValidityState {
        if now < self.from {
            ValidityState::NotYet
        } else if now < self.until {
            ValidityState::Current
        } else {
            ValidityState::Ended
        }
    }

    /// Whether `now` lies in the window.
    pub fn holds(self, now: Timestamp) -> bool {
        self.state(now) == ValidityState::Current
    }
}

/// Serialises as `YYYY-MM-DD`.
impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Serialises as RFC 3339 in UTC.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_utc())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

fn calendar(year: i32, month: u8, day: u8) -> Option<time::Date> {
    time::Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

fn local_offset_hours(at: Timestamp) -> i8 {
    if at.0 < ONE_ZONE_SINCE { 6 } else { 5 }
}

fn render(at: OffsetDateTime, offset: &str) -> String {
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{offset}",
        at.year(),
        at.month() as u8,
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

const HOUR: i64 = 3600;
/// 1900-01-01T00:00:00Z.
const MIN_UNIX: i64 = -2_208_988_800;
/// 9999-12-30T23:59:59Z: a day short of the calendar's end, so that every local rendering exists.
const MAX_UNIX: i64 = 253_402_214_399;
/// 2024-03-01T00:00:00+06:00, when the country became one zone at UTC+05:00.
const ONE_ZONE_SINCE: i64 = 1_709_229_600;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect(text)
    }

    #[test]
    fn local_time_follows_the_change_of_zone() {
        assert_eq!(at("2024-02-29T17:59:59Z").to_local(), "2024-02-29T23:59:59+06:00");
        assert_eq!(at("2024-02-29T18:00:00Z").to_local(), "2024-02-29T23:00:00+05:00");
        assert_eq!(at("2026-11-22T04:30:00Z").to_local(), "2026-11-22T09:30:00+05:00");
    }

    #[test]
    fn a_day_starts_and_ends_at_local_midnight() {
        let date = |text| Date::parse(text).expect(text);
        assert_eq!(date("2026-11-22").start(), at("2026-11-22T00:00:00+05:00"));
        assert_eq!(date("2026-11-22").end(), at("2026-11-23T00:00:00+05:00"));
        assert_eq!(date("2020-02-29").start(), at("2020-02-29T00:00:00+06:00"));
        // As the time-zone database has it for Asia/Almaty: 29 February lasted 25 hours.
        assert_eq!(date("2024-03-01").start(), at("2024-03-01T00:00:00+05:00"));
        assert_eq!(date("2024-02-29").end(), date("2024-03-01").start());
        assert_eq!(date("2024-03-01").start().plus(-1).local_date(), date("2024-02-29"));
        assert_eq!(date("2024-03-01").start().local_date(), date("2024-03-01"));
        assert_eq!(date("2024-03-02").start(), at("2024-03-02T00:00:00+05:00"));
        assert_eq!(date("9999-12-31").end().to_utc(), "9999-12-30T23:59:59Z");
    }

    #[test]
    fn majority_of_the_twenty_ninth_of_february() {
        let born = Date::parse("2008-02-29").expect("a leap day");
        assert_eq!(born.plus_years(18).to_string(), "2026-03-01");
        assert_eq!(born.plus_years(16).to_string(), "2024-02-29");
    }

    #[test]
    fn windows_are_half_open() {
        let window = Validity::new(at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z")).expect("a day");
        assert_eq!(window.state(at("2025-12-31T23:59:59Z")), ValidityState::NotYet);
        assert_eq!(window.state(at("2026-01-01T00:00:00Z")), ValidityState::Current);
        assert_eq!(window.state(at("2026-01-02T00:00:00Z")), ValidityState::Ended);
        assert_eq!(Validity::new(window.from(), window.from()), Err(TimeError::EmptyWindow));
    }

    #[test]
    fn refuses_what_is_no_date() {
        for bad in
            ["2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026-01-01T", "20260101", "２０２６-01-01"]
        {
            assert_eq!(Date::parse(bad), Err(TimeError::NotDate), "{bad}");
        }
        assert_eq!(Date::parse("1899-12-31"), Err(TimeError::OutOfRange));
        for bad in ["2026-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00", ""] {
            assert_eq!(Timestamp::parse(bad), Err(TimeError::NotDateTime), "{bad}");
        }
        assert_eq!(Timestamp::from_unix(i64::MAX), Err(TimeError::OutOfRange));
        assert_eq!(
            Timestamp::from_unix(MAX_UNIX).map(Timestamp::to_local),
            Ok("9999-12-31T04:59:59+05:00".into())
        );
    }
}
