use core::fmt;

use crate::id::{DocType, DocumentNumber, Iin};
use crate::text::LocalText;
use crate::time::{Date, Timestamp};

/// What a document says: its kind and its data elements, in the order they came.
#[derive(Clone, PartialEq)]
pub struct Claims {
    /// The kind of document.
    pub doc_type: DocType,
    /// The elements disclosed.
    pub elements: Vec<Element>,
}

/// One data element: a value under a namespace and an identifier (ISO/IEC 18013-5 §7.1).
#[derive(Clone, PartialEq)]
pub struct Element {
    /// `org.iso.18013.5.1`, `kz.gov.egov.identity_card.1`, …
    pub namespace: String,
    /// `family_name`, `iin`, …
    pub identifier: String,
    /// Its value.
    pub value: ElementValue,
}

/// The value of a data element.
#[derive(Clone, PartialEq)]
pub enum ElementValue {
    /// Text.
    Text(String),
    /// Bytes: a portrait is a JPEG.
    Bytes(Vec<u8>),
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Float(f64),
    /// Yes or no.
    Boolean(bool),
    /// A calendar date (`full-date`, CBOR tag 1004).
    Date(Date),
    /// An instant (`tdate`, CBOR tag 0).
    Instant(Timestamp),
    /// Several values.
    List(Vec<ElementValue>),
    /// Named values, in the order they came.
    Map(Vec<(String, ElementValue)>),
    /// Nothing.
    Null,
}

impl Claims {
    /// An element by its identifier, in whichever namespace it stands; the first where there are several.
    pub fn find(&self, identifier: &str) -> Option<&ElementValue> {
        self.elements.iter().find(|element| element.identifier == identifier).map(|element| &element.value)
    }

    /// The text of an element.
    pub fn text(&self, identifier: &str) -> Option<&str> {
        self.find(identifier).and_then(ElementValue::as_text)
    }

    /// The date of an element; of an instant, the local date.
    pub fn date(&self, identifier: &str) -> Option<Date> {
        self.find(identifier).and_then(ElementValue::as_date)
    }

    /// A text given in several languages: the elements `<identifier>_kk`, `<identifier>_ru` and `<identifier>`, which is
    /// English or the official Latin spelling. A language that is not disclosed is empty.
    pub fn local_text(&self, identifier: &str) -> LocalText {
        let part = |suffix: &str| self.text(&format!("{identifier}{suffix}")).unwrap_or_default().to_owned();
        LocalText { kk: part("_kk"), ru: part("_ru"), en: part("") }
    }

    /// The element `portrait`: a JPEG.
    pub fn portrait(&self) -> Option<&[u8]> {
        self.find("portrait").and_then(ElementValue::as_bytes)
    }

    /// Whose document it is: the element `iin`, where it is disclosed and well-formed.
    pub fn subject(&self) -> Option<Iin> {
        self.text("iin").and_then(|text| Iin::parse(text).ok())
    }

    /// Whether both are of one document, in whatever version and disclosure: same kind and same number.
    pub fn is_same_document(&self, other: &Self) -> bool {
        self.doc_type == other.doc_type && self.number().is_some() && self.number() == other.number()
    }

    /// The element `document_number`, where it is disclosed and well-formed.
    pub fn number(&self) -> Option<DocumentNumber> {
        self.text("document_number").and_then(|text| DocumentNumber::parse(text).ok())
    }
}

impl ElementValue {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The bytes, if it is some.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// The number, if it is a whole one.
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// Yes or no, if it is that.
    pub fn as_boolean(&self) -> Option<bool> {
        if let Self::Boolean(yes) = self { Some(*yes) } else { None }
    }

    /// The values, if it is a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(values) = self { Some(values) } else { None }
    }

    /// The value under a name, if it is a map that has it.
    pub fn member(&self, name: &str) -> Option<&Self> {
        let Self::Map(members) = self else { return None };
        members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The date, if it is one; of an instant, the local date.
    pub fn as_date(&self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(*date),
            Self::Instant(at) => Some(at.local_date()),
            _ => None,
        }
    }
}

/// Names the elements, never their values.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Claims({}, {:?})", self.doc_type.as_str(), self.elements)
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.identifier)
    }
}

impl fmt::Debug for ElementValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_document_in_two_versions() {
        let claims = |doc_type: &DocType, number: Option<&str>| {
            let value = number.map(|number| ElementValue::Text(number.to_owned()));
            let element =
                |value| Element { namespace: "n".into(), identifier: "document_number".into(), value };
            Claims { doc_type: doc_type.clone(), elements: value.map(element).into_iter().collect() }
        };
        let card = claims(&DocType::IDENTITY_CARD, Some("1"));
        assert!(card.is_same_document(&card.clone()));
        assert!(!card.is_same_document(&claims(&DocType::IDENTITY_CARD, Some("2"))));
        assert!(!card.is_same_document(&claims(&DocType::DRIVING_LICENCE, Some("1"))));
        let silent = claims(&DocType::IDENTITY_CARD, None);
        assert!(!silent.is_same_document(&silent.clone()));
    }
}
