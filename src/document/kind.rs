//! Kinds of documents as data: which elements a document of a kind has, and where in a record each comes from.
//!
//! Three kinds are known; any other comes with its docType, namespace and typed fields in the record itself.
//!
//! **Languages.** An element given in several languages is up to three elements: `<identifier>_kk`, `<identifier>_ru`, and
//! `<identifier>` for English or the official Latin spelling. So `family_name` is Latin in every kind, as in the mobile
//! driving licence, whose own namespace takes Latin alone: its Kazakh and Russian names stand in the domestic namespace.
//! Nothing is transliterated here: how a name is spelt in Latin is for the register to say.

use crate::id::DocType;
use crate::text::Language;

/// A kind of document.
#[derive(Debug)]
pub struct KindSpec {
    /// Its docType.
    pub doc_type: DocType,
    /// Its `kind` in a record.
    pub slug: &'static str,
    /// Its main namespace.
    pub namespace: &'static str,
    /// Whether it is a document that identifies a person (352/21): article 6 of the law on identity documents № 73-V of
    /// 29.01.2013. A driver's licence is none.
    pub identifies: bool,
    /// Its elements, in the order they are issued.
    pub fields: &'static [FieldSpec],
    names: [&'static str; 3],
}

/// One element of a kind, or one in several languages.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// The element identifier; see the module for its languages.
    pub identifier: &'static str,
    /// The namespace it stands in.
    pub namespace: &'static str,
    /// What its value is.
    pub value: FieldType,
    /// Whether a record must have it.
    pub requirement: Requirement,
    /// Where in a record it comes from.
    pub source: Source,
}

/// Whether a record must have a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// Always.
    Required,
    /// It may.
    Optional,
    /// It must have at least one of this group, named for messages.
    OneOf(&'static str),
}

/// What the value of a field is, in a record and as an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Text in any script.
    Text,
    /// Text of ISO/IEC 8859-1 characters, 150 at most (ISO/IEC 18013-5 §7.2.1); of a text in several languages, the
    /// English one.
    Latin,
    /// A text in Kazakh, Russian and English, at least one of them; as elements `_kk`, `_ru` and bare.
    LocalText,
    /// The Kazakh and the Russian of a text in several languages, as elements `_kk` and `_ru`.
    NationalText,
    /// One text in the national script: the Kazakh of a text in several languages or, without one, the Russian.
    National,
    /// A calendar date; as an element `full-date` (tag 1004).
    Date,
    /// An instant, RFC 3339; as an element `tdate` (tag 0).
    Instant,
    /// A whole number within these bounds.
    Integer {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// Yes or no.
    Boolean,
    /// An individual identification number.
    Iin,
    /// `male` or `female`; as an element 1 or 2 (ISO/IEC 5218).
    Sex,
    /// A country of ISO 3166-1, two capital letters.
    Country,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A JPEG in base64; as an element its bytes.
    Jpeg,
    /// Categories a driver may drive (ISO/IEC 18013-5 §7.2.4).
    DrivingPrivileges,
    /// Another person: as elements `<identifier>_iin`, `<identifier>_family_name`, `<identifier>_given_name`,
    /// `<identifier>_patronymic`, `<identifier>_birth_date`, `<identifier>_citizenship`, so that each may be disclosed
    /// without the others.
    Person,
}

/// Where in a record a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// `number`
    Number,
    /// `issued`
    Issued,
    /// `expires`
    Expires,
    /// `issuer.name`
    IssuerName,
    /// `issuer.bin`
    IssuerBin,
    /// `subject.iin`
    Iin,
    /// `subject.birth_date`
    BirthDate,
    /// `subject.sex`
    Sex,
    /// `subject.surname`
    Surname,
    /// `subject.given_name`
    GivenName,
    /// `subject.patronymic`
    Patronymic,
    /// `portrait`
    Portrait,
    /// `fields.<name>`, the name being the element's identifier.
    Field,
    /// Nowhere: always this text.
    Constant(&'static str),
}

/// Every known kind.
pub static KINDS: [KindSpec; 3] = [
    KindSpec {
        doc_type: DocType::IDENTITY_CARD,
        slug: "identity_card",
        namespace: IDENTITY_CARD,
        identifies: true,
        fields: IDENTITY_CARD_FIELDS,
        names: ["Жеке куәлік", "Удостоверение личности", "Identity card"],
    },
    KindSpec {
        doc_type: DocType::DRIVING_LICENCE,
        slug: "driving_licence",
        namespace: MDL,
        identifies: false,
        fields: DRIVING_LICENCE_FIELDS,
        names: ["Жүргізуші куәлігі", "Водительское удостоверение", "Driver's licence"],
    },
    KindSpec {
        doc_type: DocType::BIRTH_CERTIFICATE,
        slug: "birth_certificate",
        namespace: BIRTH_CERTIFICATE,
        identifies: false,
        fields: BIRTH_CERTIFICATE_FIELDS,
        names: ["Туу туралы куәлік", "Свидетельство о рождении", "Birth certificate"],
    },
];

impl KindSpec {
    /// The kind a record names.
    pub fn by_slug(slug: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.slug == slug)
    }

    /// The kind a document is of.
    pub fn by_doc_type(doc_type: &DocType) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.doc_type == *doc_type)
    }

    /// Its name.
    pub const fn name(&self, language: Language) -> &'static str {
        let [kk, ru, en] = self.names;
        match language {
            Language::Kazakh => kk,
            Language::Russian => ru,
            Language::English => en,
        }
    }
}

impl Source {
    /// The path of the value in a record; of a field, that of all fields.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Issued => "issued",
            Self::Expires => "expires",
            Self::IssuerName => "issuer.name",
            Self::IssuerBin => "issuer.bin",
            Self::Iin => "subject.iin",
            Self::BirthDate => "subject.birth_date",
            Self::Sex => "subject.sex",
            Self::Surname => "subject.surname",
            Self::GivenName => "subject.given_name",
            Self::Patronymic => "subject.patronymic",
            Self::Portrait => "portrait",
            Self::Field | Self::Constant(_) => "fields",
        }
    }
}

const IDENTITY_CARD_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = IDENTITY_CARD;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "birth_date", T::Date, S::BirthDate),
        required(NS, "sex", T::Sex, S::Sex),
        required(NS, "iin", T::Iin, S::Iin),
        required(NS, "birth_place", T::LocalText, S::Field),
        optional(NS, "ethnicity", T::LocalText, S::Field),
        // Only citizens have one.
        required(NS, "citizenship", T::Country, S::Constant("KZ")),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        optional(NS, "expiry_date", T::Date, S::Expires),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
        required(NS, "portrait", T::Jpeg, S::Portrait),
    ]
};

const DRIVING_LICENCE_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    [
        // ISO/IEC 18013-5 table 5, mandatory.
        required(MDL, "family_name", T::Latin, S::Surname),
        required(MDL, "given_name", T::Latin, S::GivenName),
        required(MDL, "birth_date", T::Date, S::BirthDate),
        required(MDL, "issue_date", T::Date, S::Issued),
        required(MDL, "expiry_date", T::Date, S::Expires),
        required(MDL, "issuing_country", T::Country, S::Constant("KZ")),
        required(MDL, "issuing_authority", T::Latin, S::IssuerName),
        required(MDL, "document_number", T::Latin, S::Number),
        required(MDL, "portrait", T::Jpeg, S::Portrait),
        required(MDL, "driving_privileges", T::DrivingPrivileges, S::Field),
        required(MDL, "un_distinguishing_sign", T::Text, S::Constant("KZ")),
        // ISO/IEC 18013-5 table 5, optional.
        optional(MDL, "administrative_number", T::Latin, S::Field),
        optional(MDL, "sex", T::Sex, S::Sex),
        optional(MDL, "height", T::Integer { min: 30, max: 300 }, S::Field),
        optional(MDL, "weight", T::Integer { min: 1, max: 700 }, S::Field),
        optional(MDL, "eye_colour", T::Choice(EYE_COLOURS), S::Field),
        optional(MDL, "hair_colour", T::Choice(HAIR_COLOURS), S::Field),
        optional(MDL, "birth_place", T::Latin, S::Field),
        optional(MDL, "resident_address", T::Latin, S::Field),
        optional(MDL, "portrait_capture_date", T::Instant, S::Field),
        optional(MDL, "issuing_jurisdiction", T::Latin, S::Field),
        optional(MDL, "nationality", T::Country, S::Field),
        optional(MDL, "resident_city", T::Latin, S::Field),
        optional(MDL, "resident_state", T::Latin, S::Field),
        optional(MDL, "resident_postal_code", T::Latin, S::Field),
        optional(MDL, "resident_country", T::Country, S::Field),
        optional(MDL, "family_name_national_character", T::National, S::Surname),
        optional(MDL, "given_name_national_character", T::National, S::GivenName),
        optional(MDL, "signature_usual_mark", T::Jpeg, S::Field),
        // The domestic namespace (ISO/IEC 18013-5 §7.2.8).
        required(MDL_KZ, "iin", T::Iin, S::Iin),
        optional(MDL_KZ, "family_name", T::NationalText, S::Surname),
        optional(MDL_KZ, "given_name", T::NationalText, S::GivenName),
        optional(MDL_KZ, "patronymic", T::LocalText, S::Patronymic),
        optional(MDL_KZ, "issuing_authority", T::NationalText, S::IssuerName),
        required(MDL_KZ, "issuing_authority_bin", T::Text, S::IssuerBin),
    ]
};

const BIRTH_CERTIFICATE_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = BIRTH_CERTIFICATE;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "birth_date", T::Date, S::BirthDate),
        required(NS, "sex", T::Sex, S::Sex),
        required(NS, "iin", T::Iin, S::Iin),
        required(NS, "birth_place", T::LocalText, S::Field),
        parent(NS, "father"),
        parent(NS, "mother"),
        // The entry in the register of births the certificate attests.
        required(NS, "record_number", T::Text, S::Field),
        required(NS, "record_date", T::Date, S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        optional(NS, "expiry_date", T::Date, S::Expires),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
    ]
};

/// What a record of any other kind carries beside its own fields, in its own namespace.
pub(super) const OTHER_FIELDS: &[(&str, FieldType, Source)] = &{
    use FieldType as T;
    use Source as S;
    [
        ("family_name", T::LocalText, S::Surname),
        ("given_name", T::LocalText, S::GivenName),
        ("patronymic", T::LocalText, S::Patronymic),
        ("birth_date", T::Date, S::BirthDate),
        ("sex", T::Sex, S::Sex),
        ("iin", T::Iin, S::Iin),
        ("document_number", T::Text, S::Number),
        ("issue_date", T::Date, S::Issued),
        ("expiry_date", T::Date, S::Expires),
        ("issuing_authority", T::LocalText, S::IssuerName),
        ("issuing_authority_bin", T::Text, S::IssuerBin),
        ("portrait", T::Jpeg, S::Portrait),
    ]
};

const fn required(
    namespace: &'static str,
    identifier: &'static str,
    value: FieldType,
    source: Source,
) -> FieldSpec {
    FieldSpec { identifier, namespace, value, requirement: Requirement::Required, source }
}

const fn optional(
    namespace: &'static str,
    identifier: &'static str,
    value: FieldType,
    source: Source,
) -> FieldSpec {
    FieldSpec { identifier, namespace, value, requirement: Requirement::Optional, source }
}

/// A certificate may name one parent alone; one that names none is incomplete.
const fn parent(namespace: &'static str, identifier: &'static str) -> FieldSpec {
    FieldSpec {
        identifier,
        namespace,
        value: FieldType::Person,
        requirement: Requirement::OneOf("father, mother"),
        source: Source::Field,
    }
}

const IDENTITY_CARD: &str = "kz.gov.egov.identity_card.1";
const BIRTH_CERTIFICATE: &str = "kz.gov.egov.birth_certificate.1";
/// ISO/IEC 18013-5 §7.2.1.
const MDL: &str = "org.iso.18013.5.1";
const MDL_KZ: &str = "org.iso.18013.5.1.KZ";

/// ISO/IEC 18013-5 table 5 names ISO/IEC 18013-2 annex D for both.
const EYE_COLOURS: &[&str] =
    &["black", "blue", "brown", "dichromatic", "grey", "green", "hazel", "maroon", "pink", "unknown"];
const HAIR_COLOURS: &[&str] =
    &["bald", "black", "blond", "brown", "grey", "red", "auburn", "sandy", "white", "unknown"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_and_doc_types_find_their_kind() {
        for kind in &KINDS {
            assert_eq!(KindSpec::by_slug(kind.slug).map(|found| found.slug), Some(kind.slug));
            assert_eq!(KindSpec::by_doc_type(&kind.doc_type).map(|found| found.slug), Some(kind.slug));
            assert!(Language::ALL.iter().all(|language| !kind.name(*language).is_empty()));
        }
        assert!(KindSpec::by_slug("mDL").is_none());
    }

    /// No two fields of a kind make one element.
    #[test]
    fn elements_are_distinct() {
        for kind in &KINDS {
            let mut made: Vec<(&str, String)> = Vec::new();
            for field in kind.fields {
                let suffixes: &[&str] = match field.value {
                    FieldType::LocalText => &["", "_kk", "_ru"],
                    FieldType::NationalText => &["_kk", "_ru"],
                    _ => &[""],
                };
                made.extend(suffixes.iter().map(|s| (field.namespace, format!("{}{s}", field.identifier))));
            }
            let count = made.len();
            made.sort();
            made.dedup();
            assert_eq!(made.len(), count, "{}", kind.slug);
        }
    }

    /// ISO/IEC 18013-5 table 5: the eleven mandatory elements of a mobile driving licence.
    #[test]
    fn driving_licence_has_every_mandatory_element() {
        let licence = KindSpec::by_doc_type(&DocType::DRIVING_LICENCE).expect("known");
        for mandatory in [
            "family_name",
            "given_name",
            "birth_date",
            "issue_date",
            "expiry_date",
            "issuing_country",
            "issuing_authority",
            "document_number",
            "portrait",
            "driving_privileges",
            "un_distinguishing_sign",
        ] {
            let field = licence.fields.iter().find(|f| f.identifier == mandatory && f.namespace == MDL);
            assert_eq!(field.map(|field| field.requirement), Some(Requirement::Required), "{mandatory}");
        }
    }
}
