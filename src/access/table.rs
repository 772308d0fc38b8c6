use super::{Channel, Edition, Reason};
use crate::document::KindSpec;
use crate::id::DocType;
use crate::text::Language;
use crate::time::Timestamp;

/// One rule. Rows do not overlap: for every combination of requester, ground, kind of document, channel and day there is
/// at most one, so their order means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// A stable name: `own document`, `stranger`, …
    pub name: &'static str,
    /// Who asks.
    pub requesters: &'static [RequesterKind],
    /// On what ground.
    pub grounds: &'static [GroundKind],
    /// For which kinds of document.
    pub documents: Documents,
    /// By which channels.
    pub channels: &'static [Channel],
    /// The edition the row came in force with.
    pub since: &'static Edition,
    /// The edition it went out of force with, if it has.
    pub until: Option<&'static Edition>,
    /// What follows.
    pub effect: Effect,
    /// The clauses it rests on.
    pub clauses: &'static [&'static str],
}

/// What a requester is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequesterKind {
    /// Not authenticated.
    Nobody,
    /// A person acting for themselves.
    Person,
    /// An employee acting for an organisation, without a decision of the authorised body about it.
    Employee,
    /// An organisation's information system, likewise.
    System,
    /// An employee of an organisation that brings such a decision (352/4).
    AdmittedEmployee,
    /// Its system.
    AdmittedSystem,
    /// An employee of a financial or payment organisation that brings one (352/21).
    FinancialEmployee,
    /// Its system.
    FinancialSystem,
}

/// What a ground is, whatever its evidence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroundKind {
    /// None.
    None,
    /// Own document.
    Own,
    /// Representation of a child.
    Representation,
    /// A redeemed grant.
    Grant,
    /// Consent by phone.
    Consent,
}

/// Which kinds of document a row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Documents {
    /// All of them.
    Any,
    /// Those that identify a person (352/21): article 6 of the law on identity documents № 73-V of 29.01.2013.
    Identifying,
    /// All others.
    Other,
}

/// What follows from a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Allowed, if the evidence of the ground holds; with what must be done.
    Allow(&'static [Obligation]),
    /// Allowed likewise, if the evidence that the subject is present holds too (352/21).
    AllowPresent(&'static [Obligation]),
    /// Refused.
    Refuse(Reason),
}

/// What whoever releases a document must do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Obligation {
    /// Write the mark of the view in both cabinets before anything is released (352/18).
    MarkView,
    /// Show, and let nobody keep or pass on (352/15: "to view").
    ViewOnly,
}

impl Row {
    /// Whether the row speaks of this combination.
    pub fn matches(
        &self,
        requester: RequesterKind,
        ground: GroundKind,
        doc_type: &DocType,
        channel: Channel,
        at: Timestamp,
    ) -> bool {
        self.requesters.contains(&requester)
            && self.grounds.contains(&ground)
            && self.documents.holds(doc_type)
            && self.channels.contains(&channel)
            && self.since.began(at)
            && self.until.is_none_or(|until| !until.began(at))
    }
}

impl Documents {
    fn holds(self, doc_type: &DocType) -> bool {
        match self {
            Self::Any => true,
            Self::Identifying => identifies(doc_type),
            Self::Other => !identifies(doc_type),
        }
    }
}

impl Obligation {
    /// Every obligation.
    pub const ALL: [Self; 2] = [Self::MarkView, Self::ViewOnly];

    /// The sentence to show to the viewer.
    pub const fn text(self, language: Language) -> &'static str {
        let [kk, ru, en] = match self {
            Self::MarkView => [
                "Бұл қарау туралы белгі сіздің және құжат иесінің кабинетіне жазылады.",
                "Отметка об этом просмотре будет сделана в вашем кабинете и в кабинете владельца документа.",
                "This view will be marked in your cabinet and in that of the document's owner.",
            ],
            Self::ViewOnly => [
                "Құжатты тек қарауға болады: оны сақтауға және басқаларға беруге болмайды.",
                "Документ можно только просмотреть: сохранять и передавать его нельзя.",
                "The document may only be viewed: neither kept nor passed on.",
            ],
        };
        match language {
            Language::Kazakh => kk,
            Language::Russian => ru,
            Language::English => en,
        }
    }
}

impl RequesterKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Nobody,
        Self::Person,
        Self::Employee,
        Self::System,
        Self::AdmittedEmployee,
        Self::AdmittedSystem,
        Self::FinancialEmployee,
        Self::FinancialSystem,
    ];

    /// Whether it comes with a decision of the authorised body.
    pub const fn is_admitted(self) -> bool {
        matches!(
            self,
            Self::AdmittedEmployee | Self::AdmittedSystem | Self::FinancialEmployee | Self::FinancialSystem
        )
    }
}

impl GroundKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::None, Self::Own, Self::Representation, Self::Grant, Self::Consent];
}

/// Whether documents of this kind identify a person. Of kinds that are not issued here, by the names they would have.
fn identifies(doc_type: &DocType) -> bool {
    KindSpec::by_doc_type(doc_type)
        .map_or_else(|| IDENTIFYING.contains(&doc_type.as_str()), |kind| kind.identifies)
}

/// Article 6 of the law № 73-V, beside the kinds this library issues.
const IDENTIFYING: [&str; 7] = [
    "kz.gov.egov.stateless_person_certificate.1",
    "kz.gov.egov.diplomatic_passport.1",
    "kz.gov.egov.service_passport.1",
    "kz.gov.egov.refugee_certificate.1",
    "kz.gov.egov.seafarer_identity.1",
    "kz.gov.egov.foreign_passport.1",
    "kz.gov.egov.return_certificate.1",
];
