//! Linking a subscriber's phone number to an account of the portal (order 58).
//!
//! *Takes* the applicant's signed [`Application`], then what they type of the password sent to that number. *Gives* a
//! [`LinkedNumber`]: the number a person answers for, on which consent by phone rests (352/20). *Refuses* an application
//! without its consents, a wrong password at once — and goes on when it is corrected (58/9) — and everything once the tries,
//! the messages or the time are used up.
//!
//! Carries out 58/2.1, 58/4, 58/9, 58/annex and 352/2.2. The service sends the message and keeps the [`Linking`]; it saves
//! each new state by compare-and-set on [`Linking::revision`] before it acts on it.

mod application;
mod linking;

pub use application::{Application, ApplicationError, RegistrationChannel};
pub use linking::{
    LinkedNumber, Linking, LinkingError, LinkingPolicy, PasswordEntry, PasswordMessage, Refused, Resend,
};

#[cfg(test)]
pub(crate) mod tests;
