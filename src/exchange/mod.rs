//! Messages with the monitoring system, and with any other (order 1277).
//!
//! *Takes* what one system has to say to another, signed by a worker. *Gives* [`SignedMessage`], ready to be queued, and
//! [`Received`], whose signature, signer, sender and recipient were checked. *Refuses* what is marked as a state secret
//! (1277/2), a request without the consent it needs (1277/7.3), a signature without a worker's certificate of the national
//! centre (1277/11), and what is for somebody else.
//!
//! A message travels as JSON in a JWS (RFC 7515) or as CBOR in a COSE_Sign1 (RFC 9052) and means the same by both.
//! `docs/schemas/exchange-message-1.json` is the JSON's schema.
//!
//! | step | type |
//! | --- | --- |
//! | write and sign | [`Message`] → [`SignedMessage`] |
//! | queue with a record of one's own (1277/9) | [`Outbox::enqueue`] |
//! | send | [`Outbox::turn`] → [`Turn`] → [`Outbox::settle`] |
//! | receive | [`Receiving::open`] → [`Received`] |
//! | act once | [`Inbox::accept`] → [`Receipt`] |
//! | look back (1277/9, 1277/10) | [`Events`] |
//!
//! Both halves of one system share a store ([`store`]): in memory, on an embedded database (feature `redb`), on Redis for many
//! machines (feature `redis`). For systems, in Rust; no application on a phone needs it, and the facade has none of it.

mod correspondents;
mod error;
mod events;
mod inbox;
mod jws;
mod keys;
mod message;
mod outbox;
mod receipt;
mod received;
mod signed;
pub mod store;
mod wire;

pub use correspondents::{Correspondent, Correspondents};
pub use error::MessageError;
pub use events::{Event, Events, Happened};
pub use inbox::{Effect, Inbox, InboxError, InboxPolicy, NotTaken, Taken};
pub use message::{
    Application, ApplicationResult, AskedDocument, Content, Decision, DocumentsAsked, DocumentsGiven, Family,
    Field, File, Found, GivenDocument, Kind, Marking, Message, MessageId, Request, Response, ServiceCode,
    ServiceStatus, StatusReceipt, StatusReport, SystemName, WrittenConsent,
};
pub use outbox::{
    Enqueued, Item, LinkState, Outbox, OutboxError, OutboxPolicy, OutboxPolicyError, Outcome, SetAside,
    Settled, Turn,
};
pub use receipt::{Receipt, ReceiptAnswer};
pub use received::{Received, Receiving, Refused};
pub use signed::SignedMessage;
pub use wire::Form;

#[cfg(test)]
mod tests;
