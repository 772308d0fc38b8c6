//! Whether what a form shows on a condition is shown.

use super::form::Condition;
use super::parts::BadgeKind;
use super::value;
use super::view_model::Audience;
use crate::document::{Claims, ElementValue};

/// What conditions are judged by.
pub(super) struct Facts<'a> {
    pub(super) claims: &'a Claims,
    pub(super) state: BadgeKind,
    /// Whether the subject is a minor; unknown where no date of birth was disclosed.
    pub(super) minor: Option<bool>,
}

impl Facts<'_> {
    /// Whether a row or section with this condition is shown. One of a later library is shown to the holder alone: it may
    /// have been there to keep something from others.
    pub(super) fn shows(&self, condition: Option<&Condition>, audience: Audience) -> bool {
        match condition {
            None => true,
            Some(Condition::Unknown) => audience == Audience::Holder,
            Some(condition) => self.hold(condition),
        }
    }

    /// Whether a condition holds; one of a later library does not.
    pub(super) fn hold(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Present { element, present } => self.is_there(element) == *present,
            Condition::Is { element, values } => {
                self.claims.find(element).and_then(value::scalar).is_some_and(|value| values.contains(&value))
            }
            Condition::State(states) => self.state.state().is_some_and(|state| states.contains(&state)),
            Condition::Minor(minor) => self.minor == Some(*minor),
            Condition::Unknown => false,
        }
    }

    fn is_there(&self, element: &str) -> bool {
        match self.claims.find(element) {
            None | Some(ElementValue::Null) => false,
            Some(ElementValue::Text(text)) => !text.trim().is_empty(),
            Some(ElementValue::List(members)) => !members.is_empty(),
            Some(_) => true,
        }
    }
}
