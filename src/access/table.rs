use super::{Channel, Reason};
use crate::text::Language;
use crate::time::{Date, Timestamp};

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

/// An edition of the rules: they hold from a day on, until the next one's.
#[derive(Debug, PartialEq, Eq)]
pub struct Edition {
    /// The order and the year of the edition: `352/2022`.
    pub name: &'static str,
    /// The order that made it.
    pub order: &'static str,
    /// Year, month and day it came in force, local time.
    day: (i32, u8, u8),
}

/// What a requester is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequesterKind {
    /// Not authenticated.
    Nobody,
    /// A person acting for themselves.
    Person,
    /// An employee acting for an organisation.
    Employee,
    /// An organisation's information system.
    System,
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
}

/// Which kinds of document a row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Documents {
    /// All of them.
    Any,
    /// Those named by docType.
    Named(&'static [&'static str]),
}

/// What follows from a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Allowed, if the evidence of the ground holds; with what must be done.
    Allow(&'static [Obligation]),
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

/// Every edition known, the oldest first.
pub static EDITIONS: [&Edition; 2] = [&SINCE_2022, &SINCE_2024];

/// № 367/НҚ was registered on 30.09.2022 and in force ten days after the day of its publication, which the order does
/// not name; orders registered with it were published on 04.10.2022.
static SINCE_2022: Edition =
    Edition { name: "352/2022", order: "№ 367/НҚ, 30.09.2022", day: (2022, 10, 15) };

/// № 170/НҚ of 19.03.2024 (352/21) likewise. It only narrows access, so the earliest day possible stands.
static SINCE_2024: Edition =
    Edition { name: "352/2024", order: "№ 170/НҚ, 19.03.2024", day: (2024, 3, 30) };

/// The table.
pub static ROWS: [Row; 9] = [
    // 352/11, 352/12, 352/18: the service is for those who are authenticated, third parties too.
    Row {
        name: "not authenticated",
        requesters: &[RequesterKind::Nobody],
        grounds: &GroundKind::ALL,
        documents: Documents::Any,
        channels: &Channel::ALL,
        since: &SINCE_2022,
        until: None,
        effect: Effect::Refuse(Reason::NotAuthenticated),
        clauses: &["352/11", "352/12", "352/18"],
    },
    // 352/12: the subject authenticates, then sees the document. No mark: 352/18 marks the view of a third party in two
    // cabinets, and here is no third party and no second cabinet.
    Row {
        name: "own document",
        requesters: &[RequesterKind::Person],
        grounds: &[GroundKind::Own],
        documents: Documents::Any,
        channels: &Channel::ALL,
        since: &SINCE_2022,
        until: None,
        effect: Effect::Allow(&[]),
        clauses: &["352/2.3", "352/11", "352/12"],
    },
    // 352/14: open by default to a minor's legal representatives, according to state systems' data. An employee is one
    // only as the head of the institution the record names.
    Row {
        name: "minor's representative",
        requesters: &[RequesterKind::Person, RequesterKind::Employee],
        grounds: &[GroundKind::Representation],
        documents: Documents::Any,
        channels: &[Channel::InPerson, Channel::Remote],
        since: &SINCE_2022,
        until: None,
        effect: Effect::Allow(&[Obligation::MarkView]),
        clauses: &["352/11", "352/14", "352/18"],
    },
    // 352/15, 352/16, 352/19: the subject opened access, the code checked out, the third party sees the document.
    Row {
        name: "grant holder",
        requesters: &[RequesterKind::Person],
        grounds: &[GroundKind::Grant],
        documents: Documents::Any,
        channels: &[Channel::InPerson, Channel::Remote],
        since: &SINCE_2022,
        until: None,
        effect: Effect::Allow(&[Obligation::MarkView, Obligation::ViewOnly]),
        clauses: &["352/15", "352/16", "352/18", "352/19"],
    },
    // 352/16: a third party without consent.
    Row {
        name: "stranger",
        requesters: &[RequesterKind::Person],
        grounds: &[GroundKind::None],
        documents: Documents::Any,
        channels: &Channel::ALL,
        since: &SINCE_2022,
        until: None,
        effect: Effect::Refuse(Reason::NoConsent),
        clauses: &["352/2.6", "352/16"],
    },
    // 352/4: organisations and their systems come in by decision of the authorised body; none is evidence here yet.
    Row {
        name: "organisation",
        requesters: &[RequesterKind::Employee, RequesterKind::System],
        grounds: &[GroundKind::None, GroundKind::Own, GroundKind::Grant],
        documents: Documents::Any,
        channels: &Channel::ALL,
        since: &SINCE_2022,
        until: None,
        effect: Effect::Refuse(Reason::NotAdmitted),
        clauses: &["352/4", "352/16"],
    },
    // 352/14 speaks of persons: a system represents nobody.
    Row {
        name: "system as representative",
        requesters: &[RequesterKind::System],
        grounds: &[GroundKind::Representation],
        documents: Documents::Any,
        channels: &[Channel::InPerson, Channel::Remote],
        since: &SINCE_2022,
        until: None,
        effect: Effect::Refuse(Reason::NotRepresentative),
        clauses: &["352/14", "352/16"],
    },
    // 352/20: third parties get documents through integration with consent by one-time password or SMS, not by code.
    Row {
        name: "grant holder through integration",
        requesters: &[RequesterKind::Person],
        grounds: &[GroundKind::Grant],
        documents: Documents::Any,
        channels: &[Channel::Integration],
        since: &SINCE_2022,
        until: None,
        effect: Effect::Refuse(Reason::ChannelClosed),
        clauses: &["352/4", "352/20"],
    },
    // 352/4: users' systems serve "exclusively with the subject's consent"; 352/14 needs none and gives none.
    Row {
        name: "representative through integration",
        requesters: &[RequesterKind::Person, RequesterKind::Employee, RequesterKind::System],
        grounds: &[GroundKind::Representation],
        documents: Documents::Any,
        channels: &[Channel::Integration],
        since: &SINCE_2022,
        until: None,
        effect: Effect::Refuse(Reason::ChannelClosed),
        clauses: &["352/4", "352/14"],
    },
];

impl Row {
    /// Whether the row speaks of this combination.
    pub fn matches(
        &self,
        requester: RequesterKind,
        ground: GroundKind,
        doc_type: &str,
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

impl Edition {
    /// The edition of the day of `at`; none before the first.
    pub fn of(at: Timestamp) -> Option<&'static Self> {
        EDITIONS.iter().rev().find(|edition| edition.began(at)).copied()
    }

    /// The day it came in force.
    pub fn from(&self) -> Date {
        let (year, month, day) = self.day;
        // Every day in this file exists: a test makes them all.
        Date::new(year, month, day).unwrap_or_else(|_| unreachable!("an edition begins on a day"))
    }

    fn began(&self, at: Timestamp) -> bool {
        let date = at.local_date();
        (date.year(), date.month(), date.day()) >= self.day
    }
}

impl Documents {
    fn holds(self, doc_type: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Named(kinds) => kinds.contains(&doc_type),
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
    pub const ALL: [Self; 4] = [Self::Nobody, Self::Person, Self::Employee, Self::System];
}

impl GroundKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::None, Self::Own, Self::Representation, Self::Grant];
}
