/// What a signed thing is for, carried in its protected `typ` header (RFC 9596) and checked before the payload is read,
/// so that one signed thing never passes for another. A new version of a thing gets a new purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The Mobile Security Object of a document. ISO/IEC 18013-5 §9.1.2.4 wants no header beside `alg` there, so its
    /// mark is the *absence* of `typ`: a thing with one is never a document.
    Document,
    /// A document's own matrix code (order 9).
    Seal,
    /// What "Open access" makes (352/15).
    Grant,
    /// A document shown by its holder's device where there is no network, signed by that device. Its signature is no ISO/IEC
    /// 18013-5 device authentication, which is untyped and over other bytes, nor the reverse.
    Presentation,
    /// A list of who may sign which kinds (352/5).
    TrustList,
    /// A list of what became of documents that were issued (Token Status List).
    StatusList,
    /// A state system's answer about who represents a minor (352/14).
    Representation,
    /// The authorised body's decision about an organisation (352/4).
    Accreditation,
    /// An organisation's word that somebody acts for it (352/4).
    EmployeeStatement,
    /// A word that a person stood before an organisation (352/21).
    PresenceStatement,
    /// A display form (352/9).
    DisplayForm,
    /// An application to link a phone number (58/annex).
    SubscriberApplication,
    /// The signed end of a cabinet's chain of view marks (352/18).
    ViewMarkCheckpoint,
    /// The portal's answer whether a result is true (9/2.5).
    LookupAnswer,
    /// A message between information systems (order 1277). The same word, without `application/`, is the `typ` of one that
    /// is signed as a JWS (RFC 7515 §4.1.9).
    ExchangeMessage,
}

impl Purpose {
    /// The `typ` value; `None` for [`Purpose::Document`].
    pub const fn media_type(self) -> Option<&'static str> {
        match self {
            Self::Document => None,
            Self::Seal => Some("application/vnd.qujat.seal"),
            Self::Grant => Some("application/vnd.qujat.grant"),
            Self::Presentation => Some("application/vnd.qujat.presentation"),
            Self::TrustList => Some("application/vnd.qujat.trust-list"),
            // The one type here that others write too: IETF Token Status List §5.2.
            Self::StatusList => Some("application/statuslist+cwt"),
            Self::Representation => Some("application/vnd.qujat.representation"),
            Self::Accreditation => Some("application/vnd.qujat.accreditation"),
            Self::EmployeeStatement => Some("application/vnd.qujat.employee-statement"),
            Self::PresenceStatement => Some("application/vnd.qujat.presence-statement"),
            Self::DisplayForm => Some("application/vnd.qujat.display-form"),
            Self::SubscriberApplication => Some("application/vnd.qujat.subscriber-application"),
            Self::ViewMarkCheckpoint => Some("application/vnd.qujat.view-mark-checkpoint"),
            Self::LookupAnswer => Some("application/vnd.qujat.lookup-answer"),
            Self::ExchangeMessage => Some("application/vnd.qujat.exchange-message"),
        }
    }

    /// The purpose a `typ` names, for tools that look at what they do not trust.
    pub fn from_media_type(typ: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.media_type() == Some(typ))
    }

    /// A word for messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Seal => "seal",
            Self::Grant => "grant",
            Self::Presentation => "presentation",
            Self::TrustList => "trust list",
            Self::StatusList => "status list",
            Self::Representation => "representation record",
            Self::Accreditation => "accreditation",
            Self::EmployeeStatement => "employee statement",
            Self::PresenceStatement => "presence statement",
            Self::DisplayForm => "display form",
            Self::SubscriberApplication => "subscriber application",
            Self::ViewMarkCheckpoint => "view-mark checkpoint",
            Self::LookupAnswer => "lookup answer",
            Self::ExchangeMessage => "exchange message",
        }
    }

    /// Every purpose.
    pub const ALL: [Self; 15] = [
        Self::Document,
        Self::Seal,
        Self::Grant,
        Self::Presentation,
        Self::TrustList,
        Self::StatusList,
        Self::Representation,
        Self::Accreditation,
        Self::EmployeeStatement,
        Self::PresenceStatement,
        Self::DisplayForm,
        Self::SubscriberApplication,
        Self::ViewMarkCheckpoint,
        Self::LookupAnswer,
        Self::ExchangeMessage,
    ];
}
