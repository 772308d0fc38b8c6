//! Where each thing lies in a store. Bytes of a store once written are read by every later version.
//!
//! | key | what lies there |
//! | --- | --- |
//! | `queue/` system `0` number | a message that waits, in the order it was queued |
//! | `link/` system | how sending to it goes |
//! | `out/` id | a message of ours: its digest, until it is forgotten |
//! | `age/` instant id | the same by when it was settled, for forgetting |
//! | `aside/` id | a message that was set aside |
//! | `asked/` id | a request of ours that waits for its response |
//! | `in/` system `0` id | a message taken: its digest, until it is forgotten |
//! | `born/` instant system `0` id | the same by when it was made, for forgetting |
//! | `floor` | what was made up to then is forgotten |
//! | `events/` number | the journal |
//! | `own/`, `owns/` | the caller's own records |

use super::store::{Key, StoreError};
use super::{MessageId, SystemName};
use crate::time::Timestamp;

pub(super) fn queue(system: &SystemName) -> Result<Key, StoreError> {
    Key::new(&[b"queue/", system.to_string().as_bytes(), &[0]])
}

pub(super) fn links() -> Result<Key, StoreError> {
    Key::new(&[LINKS])
}

pub(super) fn link(system: &SystemName) -> Result<Key, StoreError> {
    Key::new(&[LINKS, system.to_string().as_bytes()])
}

pub(super) fn sent(id: &MessageId) -> Result<Key, StoreError> {
    Key::new(&[b"out/", id.as_bytes()])
}

pub(super) fn ages() -> Result<Key, StoreError> {
    Key::new(&[AGES])
}

pub(super) fn age(at: Timestamp, id: &MessageId) -> Result<Key, StoreError> {
    Key::new(&[AGES, &instant(at), id.as_bytes()])
}

pub(super) fn all_aside() -> Result<Key, StoreError> {
    Key::new(&[ASIDE])
}

pub(super) fn aside(id: &MessageId) -> Result<Key, StoreError> {
    Key::new(&[ASIDE, id.as_bytes()])
}

pub(super) fn all_asked() -> Result<Key, StoreError> {
    Key::new(&[ASKED])
}

pub(super) fn asked(id: &MessageId) -> Result<Key, StoreError> {
    Key::new(&[ASKED, id.as_bytes()])
}

pub(super) fn taken(system: &SystemName, id: &MessageId) -> Result<Key, StoreError> {
    Key::new(&[TAKEN, system.to_string().as_bytes(), &[0], id.as_bytes()])
}

pub(super) fn births() -> Result<Key, StoreError> {
    Key::new(&[BIRTHS])
}

pub(super) fn birth(made: Timestamp, system: &SystemName, id: &MessageId) -> Result<Key, StoreError> {
    Key::new(&[BIRTHS, &instant(made), system.to_string().as_bytes(), &[0], id.as_bytes()])
}

/// The key of what was taken, by the key of its birth.
pub(super) fn taken_of_birth(birth: &Key) -> Result<(Key, Timestamp), StoreError> {
    let broken = StoreError::Broken { what: "a birth that is none" };
    let rest = birth.as_bytes().strip_prefix(BIRTHS).ok_or(broken)?;
    let (at, rest) = rest.split_first_chunk().ok_or(broken)?;
    Ok((Key::new(&[TAKEN, rest])?, of_instant(*at)?))
}

/// The id and the instant in the key of an age.
pub(super) fn sent_of_age(age: &Key) -> Result<(Key, Timestamp), StoreError> {
    let broken = StoreError::Broken { what: "an age that is none" };
    let rest = age.as_bytes().strip_prefix(AGES).ok_or(broken)?;
    let (at, id) = rest.split_first_chunk().ok_or(broken)?;
    Ok((Key::new(&[b"out/", id])?, of_instant(*at)?))
}

pub(super) fn floor() -> Result<Key, StoreError> {
    Key::new(&[b"floor"])
}

pub(super) fn events() -> Result<Key, StoreError> {
    Key::new(&[b"events/"])
}

/// In eight bytes that sort as instants do.
fn instant(at: Timestamp) -> [u8; 8] {
    at.unix().wrapping_sub(i64::MIN).to_be_bytes()
}

fn of_instant(bytes: [u8; 8]) -> Result<Timestamp, StoreError> {
    let seconds = i64::from_be_bytes(bytes).wrapping_add(i64::MIN);
    Timestamp::from_unix(seconds).map_err(|_| StoreError::Broken { what: "an instant that is none" })
}

const LINKS: &[u8] = b"link/";
const AGES: &[u8] = b"age/";
const ASIDE: &[u8] = b"aside/";
const ASKED: &[u8] = b"asked/";
const TAKEN: &[u8] = b"in/";
const BIRTHS: &[u8] = b"born/";
