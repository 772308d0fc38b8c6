use super::{Family, Kind, Message, Refused, SystemName};
use crate::id::Bin;

/// A system with which messages were agreed on: of which families, which way, signed by whose workers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondent {
    /// The system.
    pub system: SystemName,
    /// Whose workers sign what it sends: the monitoring system sends requests of the State Corporation's workers and of those
    /// who give services (1277/7.1).
    pub organisations: Vec<Bin>,
    /// Families in which it sends requests.
    pub asks: Vec<Family>,
    /// Families in which it sends responses.
    pub answers: Vec<Family>,
}

/// All of them. A value of the application's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correspondents(Vec<Correspondent>);

impl Correspondents {
    /// These, each system once: of a second entry for the same system nothing is taken.
    pub fn new(all: Vec<Correspondent>) -> Self {
        let mut kept: Vec<Correspondent> = Vec::new();
        for one in all {
            if kept.iter().all(|known| known.system != one.system) {
                kept.push(one);
            }
        }
        Self(kept)
    }

    /// What was agreed with a system.
    pub fn find(&self, system: &SystemName) -> Option<&Correspondent> {
        self.0.iter().find(|one| one.system == *system)
    }

    /// Whether its sender may send this message here.
    pub(super) fn admit(&self, message: &Message) -> Result<(), Refused> {
        let sender = self.find(&message.sender).ok_or(Refused::Stranger)?;
        if !sender.organisations.contains(&message.organisation) {
            return Err(Refused::NotAgreed { what: "this organisation" });
        }
        let (families, what) = match message.content.kind() {
            Kind::Request => (&sender.asks, "such a request"),
            Kind::Response => (&sender.answers, "such a response"),
        };
        if families.contains(&message.content.family()) { Ok(()) } else { Err(Refused::NotAgreed { what }) }
    }
}
