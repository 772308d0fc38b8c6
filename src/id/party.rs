use super::{Bin, Iin};

/// Somebody the application or service has authenticated (352/11, 352/12, 352/18): the opener of access, a viewer, a
/// requester. How they were authenticated is the caller's work; a value of this type states that they were.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Party {
    /// A natural person acting for themselves.
    Person(Iin),
    /// An employee acting for an organisation.
    Employee {
        /// The organisation.
        organisation: Bin,
        /// The employee.
        person: Iin,
    },
    /// An organisation's information system acting without a person.
    System(Bin),
}

impl Party {
    /// The natural person in it, if any.
    pub fn person(&self) -> Option<&Iin> {
        match self {
            Self::Person(person) | Self::Employee { person, .. } => Some(person),
            Self::System(_) => None,
        }
    }

    /// The organisation acted for, if any.
    pub fn organisation(&self) -> Option<&Bin> {
        match self {
            Self::Person(_) => None,
            Self::Employee { organisation, .. } | Self::System(organisation) => Some(organisation),
        }
    }
}
