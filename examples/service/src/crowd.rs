//! Invented people in any number, for tests under load: holders with an identity card each, and viewers; all with a token.

use qujat::document::Record;
use qujat::id::Iin;

use crate::common::Failure;

/// Holders at most.
pub(crate) const MOST_HOLDERS: usize = 20_000;

/// So many viewers there are, where there are invented holders.
pub(crate) const VIEWERS: usize = 500;

/// Their IINs, each born a day after the one before, with a serial at the very end of its range so as to meet nobody: the holders'
/// first, then the viewers'.
pub(crate) fn people() -> impl Iterator<Item = Iin> {
    let day = |n: usize| {
        let (year, rest) = (n / 336, n % 336);
        let (month, day) = (rest / 28 + 1, rest % 28 + 1);
        format!("{:02}{month:02}{day:02}{}9999", year % 100, 3 + 2 * (year / 100))
    };
    // A beginning without a check digit is never issued: the next one is.
    let with_check = |base: String| (0..10).find_map(|digit| Iin::parse(&format!("{base}{digit}")).ok());
    (0..2 * MOST_HOLDERS).map(day).filter_map(with_check)
}

/// The holders' cards, made after one of `examples/data`.
pub(crate) fn cards(holders: usize, pattern: &str) -> Result<Vec<Record>, Failure> {
    let card = |(number, iin): (usize, Iin)| {
        let json = pattern.replace("860314499992", iin.as_str());
        let json = json.replace("049990001", &format!("{:09}", 900_000_000 + number));
        Ok(Record::from_json(json.as_bytes())?)
    };
    people().take(holders).enumerate().map(card).collect()
}
