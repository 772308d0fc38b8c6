use thiserror::Error;

use super::DocumentRef;
use crate::limits::{MAX_ELEMENT_NAME_BYTES, MAX_SCOPE_ELEMENTS};
use crate::text::Language;

/// One document of the subject's, and how much of it is open.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OpenDocument {
    /// Which.
    pub document: DocumentRef,
    /// Which of its data elements.
    pub elements: OpenElements,
}

/// Which data elements of a document are open to view (352/15, 352/16).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum OpenElements {
    /// All of them.
    #[default]
    All,
    /// These and no other.
    Only(ElementNames),
}

/// Names of data elements: at least one, each once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ElementNames(Vec<ElementName>);

/// The name of a data element, as a document has it (ISO/IEC 18013-5 §7.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ElementName {
    /// Its namespace, such as `org.iso.18013.5.1`.
    pub namespace: String,
    /// Its identifier, such as `family_name`.
    pub identifier: String,
}

/// Why names are no [`ElementNames`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ElementNamesError {
    /// None at all: such a grant would show nothing.
    #[error("no element is named")]
    None,
    /// More than one document's scope names.
    #[error("{found} elements are named, at most {limit} allowed")]
    TooMany {
        /// How many came.
        found: usize,
        /// [`MAX_SCOPE_ELEMENTS`].
        limit: usize,
    },
    /// A name that is empty or too long.
    #[error("element {position} has a name of no or too many bytes")]
    Name {
        /// Its place, from 1.
        position: usize,
    },
    /// One stands twice.
    #[error("element {position} is named before")]
    Twice {
        /// Its place, from 1.
        position: usize,
    },
}

/// What a subject says access is opened for. One of a list and no text, so that nothing personal can stand in it; shown to
/// the subject in their list and to who views. The registry does not judge it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GrantPurpose {
    /// To show who one is.
    Identification,
    /// To show that one is old enough.
    Age,
    /// To conclude a contract.
    Contract,
    /// For work: hiring, a pass.
    Employment,
    /// For a bank or a payment.
    Finance,
    /// For a doctor or a hospital.
    Medicine,
    /// On the way: tickets, a border.
    Travel,
    /// To be put up: a hotel, a lease.
    Accommodation,
    /// For the road police.
    Traffic,
    /// For a school or a university.
    Education,
}

/// All of a document.
impl From<DocumentRef> for OpenDocument {
    fn from(document: DocumentRef) -> Self {
        Self { document, elements: OpenElements::All }
    }
}

impl OpenElements {
    /// Whether an element is open.
    pub fn admits(&self, namespace: &str, identifier: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => {
                names.0.iter().any(|name| name.namespace == namespace && name.identifier == identifier)
            }
        }
    }
}

impl ElementNames {
    /// Checks the names: 1 to [`MAX_SCOPE_ELEMENTS`], each once, namespace and identifier of 1 to
    /// [`MAX_ELEMENT_NAME_BYTES`] bytes.
    pub fn new(names: Vec<ElementName>) -> Result<Self, ElementNamesError> {
        if names.is_empty() {
            return Err(ElementNamesError::None);
        }
        if names.len() > MAX_SCOPE_ELEMENTS {
            return Err(ElementNamesError::TooMany { found: names.len(), limit: MAX_SCOPE_ELEMENTS });
        }
        for (at, name) in names.iter().enumerate() {
            let fits = |text: &str| (1..=MAX_ELEMENT_NAME_BYTES).contains(&text.len());
            if !fits(&name.namespace) || !fits(&name.identifier) {
                return Err(ElementNamesError::Name { position: at + 1 });
            }
            if names.iter().take(at).any(|before| before == name) {
                return Err(ElementNamesError::Twice { position: at + 1 });
            }
        }
        Ok(Self(names))
    }

    /// The names, in the order they came.
    pub fn as_slice(&self) -> &[ElementName] {
        &self.0
    }
}

impl GrantPurpose {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Identification,
        Self::Age,
        Self::Contract,
        Self::Employment,
        Self::Finance,
        Self::Medicine,
        Self::Travel,
        Self::Accommodation,
        Self::Traffic,
        Self::Education,
    ];

    /// Its word where programs speak, such as `identification`; never changed.
    pub fn code(self) -> &'static str {
        match self {
            Self::Identification => "identification",
            Self::Age => "age",
            Self::Contract => "contract",
            Self::Employment => "employment",
            Self::Finance => "finance",
            Self::Medicine => "medicine",
            Self::Travel => "travel",
            Self::Accommodation => "accommodation",
            Self::Traffic => "traffic",
            Self::Education => "education",
        }
    }

    /// By its word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// What to show a person.
    pub fn text(self, language: Language) -> &'static str {
        let [kazakh, russian, english] = match self {
            Self::Identification => ["Жеке басын растау", "Подтверждение личности", "Proof of identity"],
            Self::Age => ["Жасын растау", "Подтверждение возраста", "Proof of age"],
            Self::Contract => ["Шарт жасасу", "Заключение договора", "Conclusion of a contract"],
            Self::Employment => ["Жұмыс", "Работа", "Employment"],
            Self::Finance => ["Банк және төлемдер", "Банк и платежи", "Bank and payments"],
            Self::Medicine => ["Медициналық көмек", "Медицинская помощь", "Medical care"],
            Self::Travel => ["Сапар", "Поездка", "Travel"],
            Self::Accommodation => ["Тұрғын үй немесе қонақүй", "Жильё или гостиница", "Housing or a hotel"],
            Self::Traffic => ["Жолда тексеру", "Проверка на дороге", "Road check"],
            Self::Education => ["Білім беру", "Образование", "Education"],
        };
        match language {
            Language::Kazakh => kazakh,
            Language::Russian => russian,
            Language::English => english,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(namespace: &str, identifier: &str) -> ElementName {
        ElementName { namespace: namespace.to_owned(), identifier: identifier.to_owned() }
    }

    /// 352/15, 352/16: what is not named stays closed, the same name in another namespace too.
    #[test]
    fn what_is_not_named_is_closed() {
        let names = ElementNames::new(vec![name("n", "family_name"), name("n", "portrait")]).expect("names");
        let some = OpenElements::Only(names);
        assert!(some.admits("n", "family_name") && some.admits("n", "portrait"));
        for (namespace, identifier) in [("n", "iin"), ("m", "portrait"), ("n", ""), ("", "portrait")] {
            assert!(!some.admits(namespace, identifier));
            assert!(OpenElements::All.admits(namespace, identifier));
        }
    }

    #[test]
    fn names_are_checked() {
        let refused = |names| ElementNames::new(names).expect_err("refused").to_string();
        assert_eq!(refused(vec![]), "no element is named");
        let many = (0..=MAX_SCOPE_ELEMENTS).map(|n| name("n", &n.to_string())).collect();
        assert_eq!(refused(many), "129 elements are named, at most 128 allowed");
        for bad in [name("", "x"), name("n", ""), name(&"n".repeat(129), "x"), name("n", &"x".repeat(129))] {
            assert_eq!(refused(vec![name("n", "x"), bad]), "element 2 has a name of no or too many bytes");
        }
        assert_eq!(
            refused(vec![name("n", "x"), name("m", "x"), name("n", "x")]),
            "element 3 is named before"
        );
        let most = (0..MAX_SCOPE_ELEMENTS).map(|n| name(&"n".repeat(128), &n.to_string())).collect();
        assert!(ElementNames::new(most).is_ok());
    }

    #[test]
    fn purposes_have_words() {
        for (at, purpose) in GrantPurpose::ALL.into_iter().enumerate() {
            assert_eq!(GrantPurpose::from_code(purpose.code()), Some(purpose));
            for language in Language::ALL {
                let text = purpose.text(language);
                assert!(!text.is_empty());
                assert!(GrantPurpose::ALL[..at].iter().all(|before| before.text(language) != text));
            }
        }
        assert_eq!(GrantPurpose::from_code("850412300045"), None);
    }
}
