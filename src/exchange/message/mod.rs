//! What systems say to each other (1277/5): three families, each a request and a response.
//!
//! *Takes* the parts of a message. *Gives* [`Message`], the same in both forms ([`crate::exchange::Form`]). *Refuses* a part
//! that is missing, unknown or cannot be, a request without the consent it needs (1277/7.3), times that are not local (1277/10),
//! and what is marked as a state secret (1277/2).

mod application;
mod consent;
mod content;
mod documents;
mod envelope;
mod marking;
mod names;
mod parts;
mod status;

pub use application::{Application, ApplicationResult, Decision};
pub use consent::WrittenConsent;
pub use content::{Content, Family, Kind, Request, Response};
pub use documents::{AskedDocument, DocumentsAsked, DocumentsGiven, Found, GivenDocument};
pub use envelope::Message;
pub use marking::Marking;
pub use names::{MessageId, ServiceCode, SystemName};
pub use parts::{Field, File};
pub use status::{ServiceStatus, StatusReceipt, StatusReport};
