use core::fmt;

use super::{Field, File, ServiceCode, WrittenConsent};
use crate::exchange::MessageError;
use crate::exchange::error::Place;
use crate::exchange::wire::{Members, Tree, check_text};
use crate::id::{DocumentNumber, Recipient};
use crate::time::Date;

/// An application for a service, passed to whoever gives it (1277/5.3), as a worker filled it in, with electronic copies of
/// what no register holds (1277/7.2).
#[derive(Clone, PartialEq, Eq)]
pub struct Application {
    /// Its number.
    pub number: DocumentNumber,
    /// For which service.
    pub service: ServiceCode,
    /// Who applies.
    pub applicant: Recipient,
    /// On what consent it is passed on (1277/7.3).
    pub consent: WrittenConsent,
    /// What the form asks.
    pub fields: Vec<Field>,
    /// Electronic copies, at most 16.
    pub copies: Vec<File>,
}

/// What became of an application (1277/5.3).
#[derive(Clone, PartialEq, Eq)]
pub struct ApplicationResult {
    /// The application's number.
    pub number: DocumentNumber,
    /// Granted or refused.
    pub decision: Decision,
}

/// Granted, with its result, or refused, with its reason.
#[derive(Clone, PartialEq, Eq)]
pub enum Decision {
    /// The service was given.
    Granted {
        /// The number of the document it came to.
        document: DocumentNumber,
        /// Of which day.
        issued: Date,
        /// The electronic document itself, where there is one.
        file: Option<File>,
    },
    /// It was refused.
    Refused {
        /// Why, with the clauses it rests on.
        reason: String,
    },
}

const REQUEST: Place = Place("application request");
const RESPONSE: Place = Place("application response");

impl Application {
    /// 1277/7.3: on the applicant's consent.
    pub(super) fn check(&self, made: Date) -> Result<(), MessageError> {
        Field::check_all(REQUEST, &self.fields)?;
        File::check_all(REQUEST, &self.copies)?;
        self.consent.check(&self.applicant, made)
    }

    pub(super) fn to_tree(&self) -> Tree {
        Tree::object([
            ("number", Tree::text(self.number.as_str())),
            ("service", Tree::text(self.service.as_str())),
            ("applicant", Tree::text(self.applicant.as_str())),
            ("consent", Some(self.consent.to_tree())),
            ("fields", Tree::list(&self.fields, Field::to_tree)),
            ("copies", Tree::list(&self.copies, File::to_tree)),
        ])
    }

    pub(super) fn read(members: &mut Members) -> Result<Self, MessageError> {
        let form = members.form();
        Ok(Self {
            number: members.number("number")?,
            service: members.parsed("service", ServiceCode::parse)?,
            applicant: members.recipient("applicant")?,
            consent: WrittenConsent::read(members)?,
            fields: members.list("fields", |tree| Field::read(tree, form))?,
            copies: members.list("copies", |tree| File::read(tree, form))?,
        })
    }
}

impl ApplicationResult {
    pub(super) fn check(&self, made: Date) -> Result<(), MessageError> {
        match &self.decision {
            Decision::Granted { issued, file, .. } => {
                if *issued > made {
                    return Err(RESPONSE.member("issued", "is after the response"));
                }
                file.as_ref().map_or(Ok(()), File::check)
            }
            Decision::Refused { reason } => check_text(RESPONSE, "reason", reason),
        }
    }

    pub(super) fn to_tree(&self) -> Tree {
        let number = ("number", Tree::text(self.number.as_str()));
        match &self.decision {
            Decision::Granted { document, issued, file } => Tree::object([
                number,
                ("outcome", Tree::text("granted")),
                ("document", Tree::text(document.as_str())),
                ("issued", Tree::text(&issued.to_string())),
                ("file", file.as_ref().map(File::to_tree)),
            ]),
            Decision::Refused { reason } => {
                Tree::object([number, ("outcome", Tree::text("refused")), ("reason", Tree::text(reason))])
            }
        }
    }

    pub(super) fn read(members: &mut Members) -> Result<Self, MessageError> {
        let form = members.form();
        let number = members.number("number")?;
        let decision = match members.text("outcome")?.as_str() {
            "granted" => Decision::Granted {
                document: members.number("document")?,
                issued: members.date("issued")?,
                file: members.optional("file", |members, name| File::read(members.value(name)?, form))?,
            },
            "refused" => Decision::Refused { reason: members.text("reason")? },
            _ => return Err(RESPONSE.member("outcome", "is none of its words")),
        };
        Ok(Self { number, decision })
    }
}

/// Nothing personal.
impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Application({}, {} copies)", self.service.as_str(), self.copies.len())
    }
}

impl fmt::Debug for ApplicationResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApplicationResult({:?})", self.decision)
    }
}

impl fmt::Debug for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self, Self::Granted { .. }) { "granted" } else { "refused" })
    }
}
