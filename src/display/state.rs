//! The state of a document on a day, in words right to the day.

use super::form::FormValidity;
use super::parts::BadgeKind;
use super::view_model::{Look, Standing};
use super::vocabulary::State;
use super::{value, words};
use crate::document::{Claims, ElementValue};
use crate::time::{Date, Timestamp, Validity};

/// The state at `now` and the words on validity. What the document says of itself goes before the window of the issuer's
/// signature, which is shorter where data are signed anew now and then.
pub(super) fn state(
    stated: Option<&FormValidity>,
    claims: &Claims,
    signed: Validity,
    look: &Look<'_>,
) -> (BadgeKind, String) {
    let (language, now) = (look.language, look.now);
    if look.standing == Standing::Revoked {
        return (BadgeKind::Revoked, words::revoked(language).to_owned());
    }
    let element = |name: Option<&str>| claims.find(name?);
    let first = element(stated.and_then(|stated| stated.from.as_deref())).and_then(first_moment);
    let last = element(stated.map(|stated| stated.until.as_str())).and_then(end_and_last_day);
    let begins = first.map_or(signed.from(), |first| first.max(signed.from()));
    if now < begins {
        return (BadgeKind::NotYet, words::valid_from(begins.local_date(), language));
    }
    let over = signed.until() <= now;
    let (days, text) = match (last, stated) {
        (Some((end, last)), _) if end <= now => {
            return (BadgeKind::Expired, words::was_valid_through(last, language));
        }
        (Some((_, last)), _) => {
            (Some(last.days_since(now.local_date())), words::valid_through(last, language))
        }
        // The document has a last day, and it was not disclosed: only the signature's is known.
        (None, Some(_)) => (None, words::data_valid_through(last_day(signed.until()), over, language)),
        (None, None) => (None, words::no_expiry(language).to_owned()),
    };
    let kind = match (over, days.map(u32::try_from), stated) {
        (true, ..) => BadgeKind::UpdateNeeded,
        (false, Some(Ok(0)), _) => BadgeKind::LastDay,
        (false, Some(Ok(days)), Some(stated)) if days <= stated.warn_days => BadgeKind::ExpiresIn(days),
        _ => BadgeKind::Valid,
    };
    (kind, text)
}

fn first_moment(value: &ElementValue) -> Option<Timestamp> {
    if let ElementValue::Instant(at) = value { Some(*at) } else { value::date(value).map(Date::start) }
}

/// The first moment after, and the last day within: a date is itself included, an instant is not.
fn end_and_last_day(value: &ElementValue) -> Option<(Timestamp, Date)> {
    if let ElementValue::Instant(at) = value {
        Some((*at, last_day(*at)))
    } else {
        value::date(value).map(|date| (date.end(), date))
    }
}

fn last_day(end: Timestamp) -> Date {
    end.plus(-1).local_date()
}

impl BadgeKind {
    /// The state a form's conditions know it by; none of a mark that is not of state.
    pub(super) const fn state(self) -> Option<State> {
        Some(match self {
            Self::Valid => State::Valid,
            Self::ExpiresIn(_) | Self::LastDay => State::Expiring,
            Self::Expired => State::Expired,
            Self::NotYet => State::NotYet,
            Self::UpdateNeeded => State::UpdateNeeded,
            Self::Revoked => State::Revoked,
            Self::Minor | Self::OfForm => return None,
        })
    }
}
