use super::{
    Application, ApplicationResult, DocumentsAsked, DocumentsGiven, MessageId, StatusReceipt, StatusReport,
    WrittenConsent,
};
use crate::exchange::MessageError;
use crate::exchange::wire::{Members, Tree};
use crate::time::Timestamp;

/// One of the three kinds of integration (1277/5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// Where applications stand (1277/5.1).
    Status,
    /// Data on documents (1277/5.2).
    Documents,
    /// Applications and their results (1277/5.3).
    Application,
}

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It carries source data (1277/7.4).
    Request,
    /// It carries the result of a request (1277/7.5).
    Response,
}

/// What a message carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A request (1277/7.4).
    Request(Request),
    /// A response (1277/7.5).
    Response {
        /// The id of the request it answers.
        to: MessageId,
        /// The result.
        response: Response,
    },
}

/// A request of one of the families.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Where an application stands.
    Status(StatusReport),
    /// Which documents are asked for.
    Documents(DocumentsAsked),
    /// An application.
    Application(Application),
}

/// A response of one of the families.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// Whether the status was registered.
    Status(StatusReceipt),
    /// What is known of the documents.
    Documents(DocumentsGiven),
    /// What became of the application.
    Application(ApplicationResult),
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 3] = [Self::Status, Self::Documents, Self::Application];

    /// As messages write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Documents => "documents",
            Self::Application => "application",
        }
    }

    pub(in crate::exchange) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.word() == word)
    }
}

impl Kind {
    /// As messages write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }

    pub(in crate::exchange) fn from_word(word: &str) -> Option<Self> {
        [Self::Request, Self::Response].into_iter().find(|kind| kind.word() == word)
    }
}

impl Content {
    /// Of which family.
    pub fn family(&self) -> Family {
        match self {
            Self::Request(request) => request.family(),
            Self::Response { response, .. } => response.family(),
        }
    }

    /// Which way it goes.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Request(_) => Kind::Request,
            Self::Response { .. } => Kind::Response,
        }
    }

    /// The request that a response answers.
    pub fn answers(&self) -> Option<&MessageId> {
        match self {
            Self::Request(_) => None,
            Self::Response { to, .. } => Some(to),
        }
    }

    pub(super) fn check(&self, created: Timestamp) -> Result<(), MessageError> {
        let day = created.local_date();
        match self {
            Self::Request(Request::Status(report)) => report.check(created),
            Self::Request(Request::Documents(asked)) => asked.check(day),
            Self::Request(Request::Application(application)) => application.check(day),
            Self::Response { response: Response::Status(receipt), .. } => receipt.check(),
            Self::Response { response: Response::Documents(given), .. } => given.check(),
            Self::Response { response: Response::Application(result), .. } => result.check(day),
        }
    }

    pub(super) fn to_tree(&self) -> Tree {
        match self {
            Self::Request(Request::Status(report)) => report.to_tree(),
            Self::Request(Request::Documents(asked)) => asked.to_tree(),
            Self::Request(Request::Application(application)) => application.to_tree(),
            Self::Response { response: Response::Status(receipt), .. } => receipt.to_tree(),
            Self::Response { response: Response::Documents(given), .. } => given.to_tree(),
            Self::Response { response: Response::Application(result), .. } => result.to_tree(),
        }
    }

    /// Reads the body of this family and kind; `to` stands in the message beside it.
    pub(super) fn read(
        family: Family,
        to: Option<MessageId>,
        body: &mut Members,
    ) -> Result<Self, MessageError> {
        Ok(match (family, to) {
            (Family::Status, None) => Self::Request(Request::Status(StatusReport::read(body)?)),
            (Family::Documents, None) => Self::Request(Request::Documents(DocumentsAsked::read(body)?)),
            (Family::Application, None) => Self::Request(Request::Application(Application::read(body)?)),
            (family, Some(to)) => Self::Response {
                to,
                response: match family {
                    Family::Status => Response::Status(StatusReceipt::read(body)?),
                    Family::Documents => Response::Documents(DocumentsGiven::read(body)?),
                    Family::Application => Response::Application(ApplicationResult::read(body)?),
                },
            },
        })
    }
}

impl Request {
    /// Of which family.
    pub fn family(&self) -> Family {
        match self {
            Self::Status(_) => Family::Status,
            Self::Documents(_) => Family::Documents,
            Self::Application(_) => Family::Application,
        }
    }

    /// The written consent it rests on (1277/7.3). A status carries no data that its recipient would consent to.
    pub fn consent(&self) -> Option<&WrittenConsent> {
        match self {
            Self::Status(_) => None,
            Self::Documents(asked) => Some(&asked.consent),
            Self::Application(application) => Some(&application.consent),
        }
    }
}

impl Response {
    /// Of which family.
    pub fn family(&self) -> Family {
        match self {
            Self::Status(_) => Family::Status,
            Self::Documents(_) => Family::Documents,
            Self::Application(_) => Family::Application,
        }
    }
}
