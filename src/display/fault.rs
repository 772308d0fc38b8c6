use thiserror::Error;

use crate::cbor::CborError;
use crate::cose::CoseError;

/// Why a form was refused. A place reads `sections[1].rows[0].format`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FormError {
    /// Not JSON.
    #[error("the form is not JSON: line {line}, column {column}")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// More bytes than allowed.
    #[error("the form has {found} bytes, at most {limit} allowed")]
    TooLarge {
        /// Bytes that came.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// A mistake in one place.
    #[error("{}{place}: {fault}", line.map_or_else(String::new, |line| format!("line {line}: ")))]
    At {
        /// The line of an authored form, from 1; of what is missing, that of the object it is missing from. None of CBOR.
        line: Option<u32>,
        /// Where.
        place: String,
        /// What is wrong there.
        fault: FormFault,
    },
    /// A form for later libraries, which says itself that this one cannot show it. The kind's form before it is then used,
    /// or a plain one.
    #[error("the form asks for level {least} of the form language, this library has {known}")]
    Later {
        /// The level it asks for.
        least: u32,
        /// The level of this library.
        known: u32,
    },
    /// A form about to be signed says something this library does not understand and would lose.
    #[error("{place}: not understood, and would be lost by signing")]
    NotUnderstood {
        /// The first such place.
        place: String,
    },
    /// Not the CBOR of a form.
    #[error("the form: {0}")]
    Cbor(#[from] CborError),
    /// Not signed, not by that key, or not as a form.
    #[error("the form: {0}")]
    Cose(#[from] CoseError),
}

/// What is wrong in one place of a form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FormFault {
    /// A member that must be there is not.
    #[error("missing")]
    Missing,
    /// Another type of value.
    #[error("{found} found, {wanted} wanted")]
    Type {
        /// What came.
        found: &'static str,
        /// What was wanted.
        wanted: &'static str,
    },
    /// An empty text, list or object.
    #[error("empty")]
    Empty,
    /// A member or a name that stood before.
    #[error("stands twice")]
    Twice,
    /// Too long, or too many.
    #[error("{found} {what} found, at most {limit} allowed")]
    TooMany {
        /// How many came.
        found: usize,
        /// Of what.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
    /// A text that is not written as it must be.
    #[error("{wanted} wanted")]
    Malformed {
        /// What was wanted.
        wanted: &'static str,
    },
    /// A number outside its range.
    #[error("a number from {from} to {to} wanted")]
    Range {
        /// The least.
        from: u32,
        /// The greatest.
        to: u32,
    },
    /// A member that has no meaning with the row's format.
    #[error("has no meaning with this format")]
    OutOfPlace,
}
