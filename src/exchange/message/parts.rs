use core::fmt;

use crate::exchange::MessageError;
use crate::exchange::error::Place;
use crate::exchange::wire::{Form, Members, Tree, is_code};
use crate::limits::{MAX_FIELD_BYTES, MAX_FILE_NAME_CHARS, MAX_MESSAGE_FILES, MAX_MESSAGE_LIST};

/// One value of a register or of a form, by its name there.
#[derive(Clone, PartialEq, Eq)]
pub struct Field {
    /// 1 to 64 ASCII letters, digits, `-`, `_` and `.`; each once in a list.
    pub name: String,
    /// Up to 2,048 bytes; may be empty.
    pub value: String,
}

/// A file: an electronic copy of what is in no register, or the result of a service as an electronic document. By item 6 of the
/// rules it is equal to paper; what makes it believable is its own signature.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// 1 to 128 characters, no path.
    pub name: String,
    /// `application/pdf`, `application/cose`.
    pub media_type: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

const FIELD: Place = Place("field");
const FILE: Place = Place("file");

impl Field {
    pub(super) fn to_tree(&self) -> Tree {
        Tree::object([("name", Tree::text(&self.name)), ("value", Tree::text(&self.value))])
    }

    pub(super) fn read(tree: Tree, form: Form) -> Result<Self, MessageError> {
        let mut members = Members::of(tree, FIELD, form)?;
        let field = Self { name: members.text("name")?, value: members.text("value")? };
        members.finish()?;
        Ok(field)
    }

    /// Each well-formed, each name once, not too many.
    pub(super) fn check_all(place: Place, fields: &[Self]) -> Result<(), MessageError> {
        if fields.len() > MAX_MESSAGE_LIST {
            return Err(place.member("fields", "are more than 256"));
        }
        for field in fields {
            if !is_code(&field.name) {
                return Err(FIELD.member("name", "is malformed"));
            }
            if field.value.len() > MAX_FIELD_BYTES {
                return Err(FIELD.member("value", "is longer than 2,048 bytes"));
            }
        }
        let mut names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
            return Err(place.member("fields", "hold a name twice"));
        }
        Ok(())
    }
}

impl File {
    pub(super) fn to_tree(&self) -> Tree {
        Tree::object([
            ("name", Tree::text(&self.name)),
            ("media_type", Tree::text(&self.media_type)),
            ("content", Some(Tree::Bytes(self.content.clone()))),
        ])
    }

    pub(super) fn read(tree: Tree, form: Form) -> Result<Self, MessageError> {
        let mut members = Members::of(tree, FILE, form)?;
        let file = Self {
            name: members.text("name")?,
            media_type: members.text("media_type")?,
            content: members.bytes("content")?,
        };
        members.finish()?;
        Ok(file)
    }

    pub(super) fn check_all(place: Place, files: &[Self]) -> Result<(), MessageError> {
        if files.len() > MAX_MESSAGE_FILES {
            return Err(place.member("files", "are more than 16"));
        }
        files.iter().try_for_each(Self::check)
    }

    pub(super) fn check(&self) -> Result<(), MessageError> {
        let chars = self.name.chars().count();
        // A name that is stored as it came must lead nowhere.
        let path = |c: char| c.is_control() || matches!(c, '/' | '\\' | '\0');
        if !(1..=MAX_FILE_NAME_CHARS).contains(&chars)
            || self.name.chars().any(path)
            || self.name.trim() != self.name
            || self.name.starts_with('.')
        {
            return Err(FILE.member("name", "is empty, too long, or leads elsewhere"));
        }
        let parts: Vec<&str> = self.media_type.split('/').collect();
        let is_part = |part: &&str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
        };
        if self.media_type.len() > MAX_FILE_NAME_CHARS || parts.len() != 2 || !parts.iter().all(is_part) {
            return Err(FILE.member("media_type", "is none"));
        }
        if self.content.is_empty() {
            return Err(FILE.member("content", "is empty"));
        }
        Ok(())
    }
}

/// Nothing of what it holds.
impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.name)
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({}, {} bytes)", self.media_type, self.content.len())
    }
}
