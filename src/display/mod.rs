//! Display: a verified document as a person sees it.
//!
//! *Takes* a [`Verified`](crate::verify::Verified) document, a [`Form`] — the authorised body's data on how its kind
//! looks (352/9) — a language, who is looking, and now. *Gives* a [`ViewModel`], the tree a screen draws, and
//! [`card_svg`], a card made of the same tree; of many documents a [`Shelf`]. *Refuses* a form with a mistake, naming line
//! and place; a form of another kind; and, by types, a document that was not verified (352/14).
//!
//! 352/2.7, 352/2.8: that a digital document is equal to paper is a statement of the form with its clause, never
//! something computed. Every text of a document is somebody's input: [`ViewModel`] holds it without control, hidden and
//! direction characters, and the card escapes it.

mod built_in;
mod check;
mod clean;
mod condition;
mod fault;
mod form;
mod latin;
mod locate;
mod node;
mod parts;
mod plain;
#[cfg(feature = "card-png")]
mod png;
mod reading;
mod shelf;
mod state;
mod svg;
mod value;
mod view_model;
mod vocabulary;
mod words;

pub use fault::{FormError, FormFault};
pub use form::{
    ByLanguage, Condition, Form, FormBadge, FormColumn, FormRow, FormSection, FormStatement, FormValidity,
    Source,
};
pub use latin::{Alphabet, AlphabetError};
pub use parts::{Badge, BadgeKind, Line, Person, Persons, Portrait, Row, RowKind, Section, Statement, Table};
#[cfg(feature = "card-png")]
pub use png::{PngError, card_png};
pub use shelf::{Change, Group, GroupKind, Held, Item, Order, Seen, Shelf};
pub use svg::{SealMark, Theme, card_svg};
pub use view_model::{Audience, Look, Standing, ViewError, ViewModel};
pub use vocabulary::{Emphasis, Format, Place, Reveal, Scheme, SeenBy, Span, State, Tone, WhenMissing};

#[cfg(test)]
mod tests;
