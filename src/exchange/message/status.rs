use core::fmt;

use crate::exchange::MessageError;
use crate::exchange::error::Place;
use crate::exchange::wire::{Members, Tree, check_text};
use crate::id::{DocumentNumber, Recipient};
use crate::time::{Date, Timestamp};

use super::ServiceCode;

/// Where an application for a service stands, told to the monitoring system (1277/5.1); also where it was made at the State
/// Corporation (1277/8).
#[derive(Clone, PartialEq, Eq)]
pub struct StatusReport {
    /// The application's number.
    pub application: DocumentNumber,
    /// For which service.
    pub service: ServiceCode,
    /// Whose application.
    pub applicant: Recipient,
    /// Where it stands.
    pub status: ServiceStatus,
    /// Since when.
    pub since: Timestamp,
    /// The day by which the service must be given, where one is set.
    pub due: Option<Date>,
    /// What a person may be told besides.
    pub note: Option<String>,
}

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServiceStatus {
    /// Taken by whoever gives the service.
    Accepted,
    /// Being worked on.
    InProgress,
    /// Held up until something is brought or answered.
    Suspended,
    /// The result is ready to be fetched.
    Ready,
    /// The result was given out.
    Issued,
    /// Refused, with reasons.
    Refused,
    /// Taken back by the applicant.
    Withdrawn,
}

/// The monitoring system's answer to a [`StatusReport`].
#[derive(Clone, PartialEq, Eq)]
pub enum StatusReceipt {
    /// It is registered.
    Registered,
    /// It is not, and why: no such application, no such service.
    Rejected {
        /// Why.
        reason: String,
    },
}

const REPORT: Place = Place("status request");
const RECEIPT: Place = Place("status response");

impl StatusReport {
    pub(super) fn check(&self, created: Timestamp) -> Result<(), MessageError> {
        if self.since > created {
            return Err(REPORT.member("since", "is after the message was made"));
        }
        self.note.as_deref().map_or(Ok(()), |note| check_text(REPORT, "note", note))
    }

    pub(super) fn to_tree(&self) -> Tree {
        Tree::object([
            ("application", Tree::text(self.application.as_str())),
            ("service", Tree::text(self.service.as_str())),
            ("applicant", Tree::text(self.applicant.as_str())),
            ("status", Tree::text(self.status.word())),
            ("since", Tree::text(&self.since.to_local())),
            ("due", self.due.map(|due| Tree::Text(due.to_string()))),
            ("note", self.note.clone().map(Tree::Text)),
        ])
    }

    pub(super) fn read(members: &mut Members) -> Result<Self, MessageError> {
        Ok(Self {
            application: members.number("application")?,
            service: members.parsed("service", ServiceCode::parse)?,
            applicant: members.recipient("applicant")?,
            status: members.word("status", ServiceStatus::from_word)?,
            since: members.local_time("since")?,
            due: members.optional("due", Members::date)?,
            note: members.optional("note", Members::text)?,
        })
    }
}

impl StatusReceipt {
    pub(super) fn check(&self) -> Result<(), MessageError> {
        match self {
            Self::Registered => Ok(()),
            Self::Rejected { reason } => check_text(RECEIPT, "reason", reason),
        }
    }

    pub(super) fn to_tree(&self) -> Tree {
        let (outcome, reason) = match self {
            Self::Registered => ("registered", None),
            Self::Rejected { reason } => ("rejected", Tree::text(reason)),
        };
        Tree::object([("outcome", Tree::text(outcome)), ("reason", reason)])
    }

    pub(super) fn read(members: &mut Members) -> Result<Self, MessageError> {
        match members.text("outcome")?.as_str() {
            "registered" => Ok(Self::Registered),
            "rejected" => Ok(Self::Rejected { reason: members.text("reason")? }),
            _ => Err(RECEIPT.member("outcome", "is none of its words")),
        }
    }
}

impl ServiceStatus {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Accepted,
        Self::InProgress,
        Self::Suspended,
        Self::Ready,
        Self::Issued,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// As messages write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::InProgress => "in-progress",
            Self::Suspended => "suspended",
            Self::Ready => "ready",
            Self::Issued => "issued",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

/// Nothing personal.
impl fmt::Debug for StatusReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusReport({}, {:?})", self.service.as_str(), self.status)
    }
}

impl fmt::Debug for StatusReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Registered {
            "StatusReceipt(registered)"
        } else {
            "StatusReceipt(rejected)"
        })
    }
}
