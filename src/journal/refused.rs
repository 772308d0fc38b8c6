use core::fmt;

use serde::Serialize;

use super::report::hex;
use crate::access::{Channel, Edition, GroundKind, Refusal, Request, Requester, RequesterKind};
use crate::id::{Bin, Iin};

/// A refusal as the service's own audit keeps it (352/18 marks views; who was refused stands in no cabinet). Holds who asked,
/// and of the document its kind and digest: whose it is only the service can find out.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RefusedView {
    /// RFC 3339, UTC.
    pub utc: String,
    /// RFC 3339, local time with its offset (1277/10).
    pub local: String,
    /// What the asker was by what they brought: `person`, `employee`, …
    pub requester: &'static str,
    /// The asker's IIN, of a person or an employee who was authenticated.
    pub person: Option<String>,
    /// The BIN of the organisation asked for, if any.
    pub organisation: Option<String>,
    /// The ground that was claimed.
    pub ground: &'static str,
    /// The channel.
    pub channel: &'static str,
    /// What an organisation asked for, by its own word.
    pub aim: Option<String>,
    /// The docType.
    pub doc_type: String,
    /// SHA-256 of the document's Mobile Security Object, hexadecimal.
    pub document_digest: String,
    /// Why, as [`crate::access::Reason::as_str`].
    pub reason: &'static str,
    /// The clauses it rests on.
    pub clauses: Vec<&'static str>,
    /// The edition of the day, where one is known.
    pub edition: Option<&'static str>,
}

impl RefusedView {
    /// Of a request and what [`crate::access::decide`] answered.
    pub fn new(request: &Request<'_>, refusal: Refusal) -> Self {
        let party = match &request.requester {
            Requester::Authenticated(party) => Some(party),
            Requester::Unauthenticated => None,
        };
        Self {
            utc: request.at.to_utc(),
            local: request.at.to_local(),
            requester: match RequesterKind::of(&request.requester, request.admission.as_ref()) {
                RequesterKind::Nobody => "nobody",
                RequesterKind::Person => "person",
                RequesterKind::Employee => "employee",
                RequesterKind::System => "system",
                RequesterKind::AdmittedEmployee => "admitted_employee",
                RequesterKind::AdmittedSystem => "admitted_system",
                RequesterKind::FinancialEmployee => "financial_employee",
                RequesterKind::FinancialSystem => "financial_system",
            },
            person: party.and_then(|party| party.person()).map(Iin::as_str).map(str::to_owned),
            organisation: party.and_then(|party| party.organisation()).map(Bin::as_str).map(str::to_owned),
            ground: match GroundKind::of(&request.ground) {
                GroundKind::None => "none",
                GroundKind::Own => "own",
                GroundKind::Representation => "representation",
                GroundKind::Grant => "grant",
                GroundKind::Consent => "consent",
            },
            channel: match request.channel {
                Channel::InPerson => "in_person",
                Channel::Remote => "remote",
                Channel::Integration => "integration",
            },
            aim: request.admission.map(|admission| admission.aim.to_owned()),
            doc_type: request.document.doc_type().as_str().to_owned(),
            document_digest: hex(request.document.digest()),
            reason: refusal.reason().as_str(),
            clauses: refusal.clauses().to_vec(),
            edition: Edition::of(request.at).map(|edition| edition.name),
        }
    }

    /// One line of JSON, for a log that is appended to.
    pub fn to_json_line(&self) -> String {
        // Texts alone: nothing in it that JSON cannot hold.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The reason; no person.
impl fmt::Debug for RefusedView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RefusedView({}, {}, {})", self.requester, self.reason, self.utc)
    }
}
