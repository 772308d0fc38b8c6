use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Form, Tree};
use crate::exchange::MessageError;
use crate::exchange::error::Place;
use crate::id::{Bin, DocumentNumber, Recipient};
use crate::limits::{MAX_CODE_BYTES, MAX_REASON_CHARS};
use crate::time::{Date, Timestamp};

/// An object being taken apart: every member is asked for once, and none may be left.
pub(in crate::exchange) struct Members {
    place: Place,
    form: Form,
    left: Vec<(String, Tree)>,
}

impl Members {
    pub(in crate::exchange) fn of(tree: Tree, place: Place, form: Form) -> Result<Self, MessageError> {
        match tree {
            Tree::Object(left) => Ok(Self { place, form, left }),
            _ => Err(place.member("it", "is no object")),
        }
    }

    pub(in crate::exchange) fn form(&self) -> Form {
        self.form
    }

    /// Refuses what nobody asked for: it may be a reservation, and is never passed over.
    pub(in crate::exchange) fn finish(self) -> Result<(), MessageError> {
        if self.left.is_empty() {
            Ok(())
        } else {
            Err(self.place.member("an unknown member", "stands in it"))
        }
    }

    /// Whether there is such a member.
    pub(in crate::exchange) fn has(&self, name: &'static str) -> bool {
        self.left.iter().any(|(known, _)| known == name)
    }

    pub(in crate::exchange) fn value(&mut self, name: &'static str) -> Result<Tree, MessageError> {
        let at = self.left.iter().position(|(known, _)| known == name);
        at.map(|at| self.left.swap_remove(at).1).ok_or(self.place.missing(name))
    }

    /// What `read` makes of a member, or nothing where there is none.
    pub(in crate::exchange) fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> Result<T, MessageError>,
    ) -> Result<Option<T>, MessageError> {
        if self.has(name) { read(self, name).map(Some) } else { Ok(None) }
    }

    pub(in crate::exchange) fn text(&mut self, name: &'static str) -> Result<String, MessageError> {
        match self.value(name)? {
            Tree::Text(text) => Ok(text),
            _ => Err(self.place.member(name, "is no text")),
        }
    }

    /// Text that `parse` takes.
    pub(in crate::exchange) fn parsed<T, E>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, MessageError> {
        let text = self.text(name)?;
        parse(&text).map_err(|_| self.place.member(name, "is malformed"))
    }

    /// One of a few words.
    pub(in crate::exchange) fn word<T>(
        &mut self,
        name: &'static str,
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, MessageError> {
        find(&self.text(name)?).ok_or(self.place.member(name, "is none of its words"))
    }

    pub(in crate::exchange) fn integer(&mut self, name: &'static str) -> Result<i64, MessageError> {
        match self.value(name)? {
            Tree::Integer(number) => Ok(number),
            _ => Err(self.place.member(name, "is no whole number")),
        }
    }

    pub(in crate::exchange) fn bytes(&mut self, name: &'static str) -> Result<Vec<u8>, MessageError> {
        match (self.form, self.value(name)?) {
            (Form::Cbor, Tree::Bytes(bytes)) => Ok(bytes),
            // Bits that mean nothing must be 0 (RFC 4648 §3.5), so that one content has one text.
            (Form::Json, Tree::Text(text)) => {
                URL_SAFE_NO_PAD.decode(text).map_err(|_| self.place.member(name, "is no base64url"))
            }
            _ => Err(self.place.member(name, "is no byte string")),
        }
    }

    pub(in crate::exchange) fn list<T>(
        &mut self,
        name: &'static str,
        mut read: impl FnMut(Tree) -> Result<T, MessageError>,
    ) -> Result<Vec<T>, MessageError> {
        match self.value(name)? {
            Tree::List(list) => list.into_iter().map(&mut read).collect(),
            _ => Err(self.place.member(name, "is no list")),
        }
    }

    /// 1277/10: an instant in local time, exactly as it is written here: `2026-11-22T09:30:00+05:00`.
    pub(in crate::exchange) fn local_time(&mut self, name: &'static str) -> Result<Timestamp, MessageError> {
        let text = self.text(name)?;
        let parsed = Timestamp::parse(&text).ok().filter(|time| time.to_local() == text);
        parsed.ok_or(self.place.member(name, "is not in local time with its offset"))
    }

    pub(in crate::exchange) fn date(&mut self, name: &'static str) -> Result<Date, MessageError> {
        self.parsed(name, Date::parse)
    }

    pub(in crate::exchange) fn bin(&mut self, name: &'static str) -> Result<Bin, MessageError> {
        self.parsed(name, Bin::parse)
    }

    pub(in crate::exchange) fn number(&mut self, name: &'static str) -> Result<DocumentNumber, MessageError> {
        self.parsed(name, DocumentNumber::parse)
    }

    pub(in crate::exchange) fn recipient(&mut self, name: &'static str) -> Result<Recipient, MessageError> {
        self.parsed(name, Recipient::parse)
    }
}

/// A text for people: something in it, no space around it, no control character but an end of line.
pub(in crate::exchange) fn check_text(
    place: Place,
    member: &'static str,
    text: &str,
) -> Result<(), MessageError> {
    let wrong = |what| Err(place.member(member, what));
    if text.trim().is_empty() || text.trim() != text {
        wrong("is empty or has a space around it")
    } else if text.chars().count() > MAX_REASON_CHARS {
        wrong("is longer than 1,000 characters")
    } else if text.chars().any(|c| c.is_control() && c != '\n') {
        wrong("has a control character")
    } else {
        Ok(())
    }
}

/// A code of ours or of a register: ASCII letters, digits, `-`, `_` and `.`.
pub(in crate::exchange) fn is_code(text: &str) -> bool {
    (1..=MAX_CODE_BYTES).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}
