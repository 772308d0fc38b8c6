//! Consent by phone: a one-time password passed on, or a short message in reply (352/20).
//!
//! *Takes* a [`Question`] — one asker, one aim, one set of documents — the subject's [`LinkedNumber`], then a password that the
//! asker was told, or the reply that came from that number. *Gives* the messages to send and, once, [`Consented`]: the proof
//! that [`crate::access`] rests on. *Refuses* with one answer whatever was wrong: the password, the time, the asker, the number
//! of tries, the subject's "no".
//!
//! Carries out 352/2.2, 352/16 and 352/20. A [`Challenge`] is the state machine, pure: time and randomness are given.
//! [`ConsentDesk`] runs it over a [`Store`], each step by compare-and-set before it is acted on, so that a consent is used
//! exactly once however many machines are asked.
//!
//! *What it does not prove.* That the number is the subject's rests on order 58 ([`crate::subscriber`]). A sender's number in a
//! short message can be forged where an operator lets it: the service takes replies from the networks of the number alone.
//!
//! [`LinkedNumber`]: crate::subscriber::LinkedNumber

mod challenge;
mod consented;
mod desk;
mod memory;
mod message;
mod policy;
mod question;
mod reply;
mod slots;
mod sms;
mod store;
mod stored;

pub use challenge::{Challenge, ChallengeId, Way};
pub use consented::Consented;
pub use desk::{Asked, ConsentAnswer, ConsentDesk, ConsentError, ConsentState, Heard};
pub use memory::MemoryChallenges;
pub use message::ConsentMessage;
pub use policy::{ConsentPolicy, ConsentPolicyError};
pub use question::{Question, QuestionError};
pub use reply::{REPLY_WORDS, Reply, ReplyWord};
pub use slots::SlotChallenges;
pub use sms::segments;
pub use store::{Store, StoreError};
pub use stored::StoredError;

#[cfg(test)]
pub(crate) mod tests;
