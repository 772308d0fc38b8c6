//! Display: a verified document as a person sees it.
//!
//! *Takes* a [`Verified`](crate::verify::Verified) document, a [`Form`] — the authorised body's data on how its kind
//! looks (352/9) — a language, who is looking, and now. *Gives* a [`ViewModel`], the tree a screen draws, and
//! [`card_svg`], a card made of the same tree. *Refuses* a form with a mistake, naming the place; a form of another
//! kind; and, by types, a document that was not verified (352/14).
//!
//! 352/2.7, 352/2.8: that a digital document is equal to paper is a statement of the form with its clause, never
//! something computed. Every text of a document is somebody's input: [`ViewModel`] holds it without control, hidden and
//! direction characters, and the card escapes it.

mod check;
mod clean;
mod form;
mod node;
mod plain;
mod svg;
mod value;
mod view_model;
mod words;

pub use form::{
    Emphasis, Form, FormColumn, FormError, FormFault, FormRow, FormSection, FormStatement, FormValidity,
    Format, Place, Scheme, SeenBy, Source, Span, WhenMissing,
};
pub use svg::{SealMark, Theme, card_svg};
pub use view_model::{
    Audience, Badge, BadgeKind, Portrait, Row, RowKind, Section, Statement, Table, Tone, ViewError, ViewModel,
};

#[cfg(test)]
mod tests;
