//! One error for those who do not tell the steps apart.
//!
//! Each step has its own error enum, which says what came, what was wanted and where; [`enum@Error`] wraps them all, so that `?`
//! works through the whole flow. No module of the flow uses this one.

use thiserror::Error;

/// Any error of this library. A refusal — by [`crate::verify`], [`crate::access`] or the registry — is an answer and never
/// stands here.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// Of representation records.
    #[error(transparent)]
    Access(#[from] crate::access::RepresentationError),
    /// Of CBOR.
    #[error(transparent)]
    Cbor(#[from] crate::cbor::CborError),
    /// Of six digits.
    #[error(transparent)]
    ShortCode(#[from] crate::code::ShortCodeError),
    /// Of streams of symbols.
    #[error(transparent)]
    Stream(#[from] crate::code::stream::StreamError),
    /// Of QR symbols.
    #[error(transparent)]
    Symbol(#[from] crate::code::SymbolError),
    /// Of asking for consent by phone.
    #[error(transparent)]
    Consent(#[from] crate::consent::ConsentError),
    /// Of policies of consent.
    #[error(transparent)]
    ConsentPolicy(#[from] crate::consent::ConsentPolicyError),
    /// Of questions for consent.
    #[error(transparent)]
    Question(#[from] crate::consent::QuestionError),
    /// Of stored questions for consent.
    #[error(transparent)]
    StoredChallenge(#[from] crate::consent::StoredError),
    /// Of signed things.
    #[error(transparent)]
    Cose(#[from] crate::cose::CoseError),
    /// Of signers.
    #[error(transparent)]
    Sign(#[from] crate::cose::SignError),
    /// Of display forms.
    #[error(transparent)]
    Form(#[from] crate::display::FormError),
    /// Of views.
    #[error(transparent)]
    View(#[from] crate::display::ViewError),
    /// Of documents.
    #[error(transparent)]
    Document(#[from] crate::document::DocumentError),
    /// Of source records.
    #[error(transparent)]
    Record(#[from] crate::document::RecordError),
    /// Of requisites.
    #[error(transparent)]
    Requisites(#[from] crate::document::RequisitesError),
    /// Of seals.
    #[error(transparent)]
    Seal(#[from] crate::document::SealError),
    /// Of requests, answers and results of looking one up.
    #[error(transparent)]
    ServiceResult(#[from] crate::lookup::ResultError),
    /// Of looking a result up.
    #[error(transparent)]
    Lookup(#[from] crate::lookup::LookupError),
    /// Of policies of looking up.
    #[error(transparent)]
    LookupPolicy(#[from] crate::lookup::LookupPolicyError),
    /// Of opening access.
    #[error(transparent)]
    Open(#[from] crate::grant::OpenError),
    /// Of links of grants.
    #[error(transparent)]
    Link(#[from] crate::grant::LinkError),
    /// Of secrets of the registry.
    #[error(transparent)]
    Pepper(#[from] crate::grant::PepperError),
    /// Of policies.
    #[error(transparent)]
    Policy(#[from] crate::grant::PolicyError),
    /// Of tokens of grants.
    #[error(transparent)]
    Token(#[from] crate::grant::TokenError),
    /// Of the registry's store.
    #[error(transparent)]
    GrantStore(#[from] crate::grant::store::StoreError),
    /// Of taking messages of other systems.
    #[error(transparent)]
    Inbox(#[from] crate::exchange::InboxError),
    /// Of messages between systems.
    #[error(transparent)]
    Message(#[from] crate::exchange::MessageError),
    /// Of the store of messages.
    #[error(transparent)]
    MessageStore(#[from] crate::exchange::store::StoreError),
    /// Of queueing messages.
    #[error(transparent)]
    Outbox(#[from] crate::exchange::OutboxError),
    /// Of policies of the queue of messages.
    #[error(transparent)]
    OutboxPolicy(#[from] crate::exchange::OutboxPolicyError),
    /// Of identifiers.
    #[error(transparent)]
    Id(#[from] crate::id::IdError),
    /// Of chains of view marks.
    #[error(transparent)]
    Chain(#[from] crate::journal::ChainError),
    /// Of checkpoints.
    #[error(transparent)]
    Checkpoint(#[from] crate::journal::CheckpointError),
    /// Of releasing a document.
    #[error(transparent)]
    Journal(#[from] crate::journal::JournalError),
    /// Of view marks.
    #[error(transparent)]
    Mark(#[from] crate::journal::MarkError),
    /// Of accreditations and organisations' statements.
    #[error(transparent)]
    Organisation(#[from] crate::organisation::OrganisationError),
    /// Of presentations.
    #[error(transparent)]
    Presentation(#[from] crate::presentation::PresentationError),
    /// Of sessions face to face.
    #[error(transparent)]
    Proximity(#[from] crate::proximity::ProximityError),
    /// Of random bytes.
    #[error(transparent)]
    Random(#[from] crate::random::RandomError),
    /// Of pictures.
    #[error(transparent)]
    Scan(#[from] crate::scan::ScanError),
    /// Of applications to link a phone number.
    #[error(transparent)]
    Application(#[from] crate::subscriber::ApplicationError),
    /// Of linking a phone number.
    #[error(transparent)]
    Linking(#[from] crate::subscriber::LinkingError),
    /// Of times.
    #[error(transparent)]
    Time(#[from] crate::time::TimeError),
    /// Of status lists.
    #[error(transparent)]
    Status(#[from] crate::trust::status::StatusError),
    /// Of trust material.
    #[error(transparent)]
    Trust(#[from] crate::trust::TrustError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Iin;
    use crate::time::Date;

    #[test]
    fn one_question_mark_for_the_whole_flow() {
        fn born(iin: &str, date: &str) -> Result<(Iin, Date), Error> {
            Ok((Iin::parse(iin)?, Date::parse(date)?))
        }
        assert!(born("000000000101", "2026-11-22").is_ok());
        let text = |refused: Result<_, Error>| refused.expect_err("refused").to_string();
        assert_eq!(text(born("000000000102", "2026-11-22")), "IIN has a wrong check digit");
        assert_eq!(text(born("000000000101", "2026-02-29")), "not a calendar date such as 2026-11-22");
    }
}
