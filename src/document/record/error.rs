use core::fmt;

use thiserror::Error;

use crate::id::IdError;
use crate::limits::MAX_RECORD_ERRORS;
use crate::time::TimeError;

/// Why a record was refused. Names its fields, never their values.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RecordError {
    /// More bytes than a record may have.
    #[error("the record has {found} bytes, at most {limit} allowed")]
    TooLarge {
        /// How many came.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// Not JSON (RFC 8259) in UTF-8, nested too deep, or followed by something.
    #[error("the record is not JSON: line {line}, column {column}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// JSON, and not an object.
    #[error("the record is not a JSON object")]
    NotObject,
    /// Fields that are missing or malformed: all of them.
    #[error("{0}")]
    Fields(FieldErrors),
}

/// Every error of a record, in the order they were found; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldErrors {
    errors: Vec<FieldError>,
    unlisted: usize,
}

/// One field that is missing or malformed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{path}: {problem}")]
pub struct FieldError {
    /// Where in the record: `subject.iin`, `fields.driving_privileges[1].code`. Names the record brought itself are cut to
    /// 64 characters of printable ASCII.
    pub path: String,
    /// What is wrong.
    pub problem: FieldProblem,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FieldProblem {
    /// Not there, or `null`.
    #[error("missing")]
    Missing,
    /// None of a group is there, of which one must be.
    #[error("missing: at least one of {group} is wanted")]
    MissingGroup {
        /// The fields of the group.
        group: &'static str,
    },
    /// A text in several languages that is in none.
    #[error("missing: at least one of kk, ru, en is wanted")]
    MissingLanguage,
    /// A value of another JSON type.
    #[error("{wanted} is wanted")]
    Type {
        /// The type asked for.
        wanted: &'static str,
    },
    /// A text or a list without content.
    #[error("empty")]
    Empty,
    /// A text that is too long.
    #[error("longer than {limit} {unit}")]
    TooLong {
        /// The longest allowed.
        limit: usize,
        /// `bytes`, `characters` or `members`.
        unit: &'static str,
    },
    /// A text with a control or writing-direction character in it, or a space at either end.
    #[error("holds a control character, or a space at its start or end")]
    Character,
    /// A text that must be in Latin letters and is not.
    #[error("holds a character outside ISO/IEC 8859-1")]
    NotLatin,
    /// A name that cannot be an identifier.
    #[error("1 to 64 of a-z, 0-9 and _ are wanted")]
    Name,
    /// An identifier that is none.
    #[error(transparent)]
    Id(#[from] IdError),
    /// A date or instant that is none.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// None of the values a field may have.
    #[error("one of {wanted} is wanted")]
    Choice {
        /// The values.
        wanted: &'static str,
    },
    /// A number that is out of bounds.
    #[error("a whole number from {min} to {max} is wanted")]
    Range {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// A picture that is not base64 (RFC 4648 §4, with padding).
    #[error("not base64")]
    NotBase64,
    /// A picture that is not a JPEG.
    #[error("not a JPEG")]
    NotJpeg,
    /// A date that comes before another it cannot precede.
    #[error("before {other}")]
    Before {
        /// The path of the other date.
        other: &'static str,
    },
    /// A name that stands twice in its object.
    #[error("stands twice")]
    Twice,
    /// A name this kind of record does not have.
    #[error("not a field of this kind")]
    Unknown,
    /// A name or docType the library gives a meaning of its own.
    #[error("taken by a field or kind that is known")]
    Taken,
}

impl RecordError {
    /// The fields that are missing or malformed; empty where the record could not be read at all.
    pub fn fields(&self) -> &[FieldError] {
        if let Self::Fields(errors) = self { errors.as_slice() } else { &[] }
    }
}

impl FieldErrors {
    pub(super) const fn new() -> Self {
        Self { errors: Vec::new(), unlisted: 0 }
    }

    pub(super) fn enter(&mut self, path: &str, problem: FieldProblem) {
        if self.errors.len() < MAX_RECORD_ERRORS {
            self.errors.push(FieldError { path: path.to_owned(), problem });
        } else {
            self.unlisted += 1;
        }
    }

    /// The errors, up to [`MAX_RECORD_ERRORS`].
    pub fn as_slice(&self) -> &[FieldError] {
        &self.errors
    }

    /// How many more there are than listed.
    pub fn unlisted(&self) -> usize {
        self.unlisted
    }
}

/// All of them, parted by semicolons.
impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            error.fmt(f)?;
        }
        if self.unlisted > 0 {
            write!(f, "; and {} more", self.unlisted)?;
        }
        Ok(())
    }
}
