//! Kinds of documents as data: which elements a document of a kind has, and where in a record each comes from.
//!
//! Fifteen kinds are known; any other comes with its docType, namespace and typed fields in the record itself, so that a new
//! kind needs no new version of this library.
//!
//! **Languages.** An element given in several languages is up to three elements: `<identifier>_kk`, `<identifier>_ru`, and
//! `<identifier>` for English or the official Latin spelling. So `family_name` is Latin in every kind, as in the mobile
//! driving licence, whose own namespace takes Latin alone: its Kazakh and Russian names stand in the domestic namespace.
//! Nothing is transliterated here: how a name is spelt in Latin is for the register to say.

mod fields;

pub(super) use fields::PERSON;

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
    /// How its documents are numbered, where that is known.
    pub number: Option<NumberFormat>,
    names: [&'static str; 3],
    issuers: [&'static str; 3],
}

/// How documents of a kind are numbered. For people and forms: a record is not refused for a number of another shape, since
/// no register publishes its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberFormat {
    /// A regular expression of ECMA-262, the whole number.
    pub pattern: &'static str,
    /// Whether a published text states it; otherwise it was only seen.
    pub verified: bool,
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
    /// One of these words; `of` names them in messages.
    Choice {
        /// The words.
        words: &'static [&'static str],
        /// What words these are.
        of: &'static str,
    },
    /// A JPEG in base64; as an element its bytes.
    Jpeg,
    /// Categories a driver may drive (ISO/IEC 18013-5 §7.2.4).
    DrivingPrivileges,
    /// Another person: as elements `<identifier>_iin`, `<identifier>_family_name`, `<identifier>_given_name`,
    /// `<identifier>_patronymic`, `<identifier>_birth_date`, `<identifier>_citizenship`, so that each may be disclosed
    /// without the others.
    Person,
    /// A list of objects with these members; as an element a list of maps. Of a member in several languages the map has
    /// `<key>_kk`, `<key>_ru` and `<key>`.
    Rows(&'static [RowMember]),
}

/// One member of the objects of [`FieldType::Rows`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowMember {
    /// Its name in the record.
    pub member: &'static str,
    /// Its name in the element.
    pub key: &'static str,
    /// What its value is; one of a single value or of a text in several languages.
    pub value: FieldType,
    /// Whether it must be there.
    pub required: bool,
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
pub static KINDS: [KindSpec; 15] = [
    KindSpec {
        doc_type: DocType::IDENTITY_CARD,
        slug: "identity_card",
        namespace: fields::IDENTITY_CARD,
        identifies: true,
        number: Some(NumberFormat { pattern: r"^\d{9}$", verified: false }),
        names: ["Жеке куәлік", "Удостоверение личности", "Identity card"],
        issuers: INTERNAL_AFFAIRS,
    },
    KindSpec {
        doc_type: DocType::constant(fields::PASSPORT),
        slug: "passport",
        namespace: fields::PASSPORT,
        identifies: true,
        number: Some(NumberFormat { pattern: r"^N\d{8}$", verified: false }),
        names: ["Паспорт", "Паспорт", "Passport"],
        issuers: INTERNAL_AFFAIRS,
    },
    KindSpec {
        doc_type: DocType::constant(fields::FOREIGNER_RESIDENCE_PERMIT),
        slug: "foreigner_residence_permit",
        namespace: fields::FOREIGNER_RESIDENCE_PERMIT,
        identifies: true,
        number: None,
        names: ["Шетелдіктің ықтиярхаты", "Вид на жительство иностранца", "Residence permit of a foreigner"],
        issuers: INTERNAL_AFFAIRS,
    },
    KindSpec {
        doc_type: DocType::DRIVING_LICENCE,
        slug: "driving_licence",
        namespace: fields::MDL,
        identifies: false,
        number: None,
        names: ["Жүргізуші куәлігі", "Водительское удостоверение", "Driver's licence"],
        issuers: INTERNAL_AFFAIRS,
    },
    KindSpec {
        doc_type: DocType::constant(fields::VEHICLE_REGISTRATION),
        slug: "vehicle_registration",
        namespace: fields::VEHICLE_REGISTRATION,
        identifies: false,
        number: None,
        names: [
            "Көлік құралын тіркеу туралы куәлік",
            "Свидетельство о регистрации транспортного средства",
            "Vehicle registration certificate",
        ],
        issuers: INTERNAL_AFFAIRS,
    },
    KindSpec {
        doc_type: DocType::BIRTH_CERTIFICATE,
        slug: "birth_certificate",
        namespace: fields::BIRTH_CERTIFICATE,
        identifies: false,
        number: None,
        names: ["Туу туралы куәлік", "Свидетельство о рождении", "Birth certificate"],
        issuers: GOVERNMENT_FOR_CITIZENS,
    },
    KindSpec {
        doc_type: DocType::constant(fields::MARRIAGE_CERTIFICATE),
        slug: "marriage_certificate",
        namespace: fields::MARRIAGE_CERTIFICATE,
        identifies: false,
        number: None,
        names: ["Неке қию туралы куәлік", "Свидетельство о заключении брака", "Marriage certificate"],
        issuers: GOVERNMENT_FOR_CITIZENS,
    },
    KindSpec {
        doc_type: DocType::constant(fields::DIVORCE_CERTIFICATE),
        slug: "divorce_certificate",
        namespace: fields::DIVORCE_CERTIFICATE,
        identifies: false,
        number: None,
        names: ["Некені бұзу туралы куәлік", "Свидетельство о расторжении брака", "Divorce certificate"],
        issuers: GOVERNMENT_FOR_CITIZENS,
    },
    KindSpec {
        doc_type: DocType::constant(fields::NAME_CHANGE_CERTIFICATE),
        slug: "name_change_certificate",
        namespace: fields::NAME_CHANGE_CERTIFICATE,
        identifies: false,
        number: None,
        names: [
            "Атын, әкесінің атын, тегін ауыстыру туралы куәлік",
            "Свидетельство о перемене имени, отчества, фамилии",
            "Certificate of change of name",
        ],
        issuers: GOVERNMENT_FOR_CITIZENS,
    },
    KindSpec {
        doc_type: DocType::constant(fields::STUDENT_CARD),
        slug: "student_card",
        namespace: fields::STUDENT_CARD,
        identifies: false,
        number: None,
        names: ["Студенттік билет", "Студенческий билет", "Student card"],
        issuers: HIGHER_EDUCATION,
    },
    KindSpec {
        doc_type: DocType::constant(fields::DIPLOMA),
        slug: "diploma",
        namespace: fields::DIPLOMA,
        identifies: false,
        number: None,
        names: ["Білімі туралы диплом", "Диплом об образовании", "Diploma"],
        issuers: HIGHER_EDUCATION,
    },
    KindSpec {
        doc_type: DocType::constant(fields::PENSION_CERTIFICATE),
        slug: "pension_certificate",
        namespace: fields::PENSION_CERTIFICATE,
        identifies: false,
        number: None,
        names: ["Зейнеткер куәлігі", "Пенсионное удостоверение", "Pension certificate"],
        issuers: SOCIAL_PROTECTION,
    },
    KindSpec {
        doc_type: DocType::constant(fields::DISABILITY_CERTIFICATE),
        slug: "disability_certificate",
        namespace: fields::DISABILITY_CERTIFICATE,
        identifies: false,
        number: None,
        names: ["Мүгедектік туралы анықтама", "Справка об инвалидности", "Certificate of disability"],
        issuers: SOCIAL_PROTECTION,
    },
    KindSpec {
        doc_type: DocType::constant(fields::VACCINATION_PASSPORT),
        slug: "vaccination_passport",
        namespace: fields::VACCINATION_PASSPORT,
        identifies: false,
        number: None,
        names: ["Вакцинациялау паспорты", "Паспорт вакцинации", "Vaccination passport"],
        issuers: HEALTHCARE,
    },
    KindSpec {
        doc_type: DocType::constant(fields::MULTI_CHILD_FAMILY),
        slug: "multi_child_family",
        namespace: fields::MULTI_CHILD_FAMILY,
        identifies: false,
        number: None,
        names: [
            "Көпбалалы отбасы куәлігі",
            "Удостоверение многодетной семьи",
            "Certificate of a family with many children",
        ],
        issuers: SOCIAL_PROTECTION,
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

    /// Its elements, in the order they are issued.
    // A function, so that who makes no documents does not carry the tables: phones.
    pub fn fields(&self) -> &'static [FieldSpec] {
        fields::of(self.slug)
    }

    /// The identifiers of every element a document of this kind can have.
    pub fn elements(&self) -> Vec<String> {
        self.fields().iter().flat_map(FieldSpec::elements).collect()
    }

    /// The body that issues such documents.
    pub const fn issuer(&self, language: Language) -> &'static str {
        of_language(self.issuers, language)
    }

    /// Its name.
    pub const fn name(&self, language: Language) -> &'static str {
        of_language(self.names, language)
    }
}

impl FieldSpec {
    /// The identifiers of the elements it makes: several of a text in several languages or of a person.
    pub fn elements(&self) -> Vec<String> {
        let local = |name: &str, suffixes: &[&str]| -> Vec<String> {
            suffixes.iter().map(|suffix| format!("{name}{suffix}")).collect()
        };
        match self.value {
            FieldType::LocalText => local(self.identifier, &["", "_kk", "_ru"]),
            FieldType::NationalText => local(self.identifier, &["_kk", "_ru"]),
            FieldType::Person => PERSON
                .iter()
                .flat_map(|part| {
                    let suffixes: &[&str] =
                        if part.value == FieldType::LocalText { &["", "_kk", "_ru"] } else { &[""] };
                    local(&format!("{}_{}", self.identifier, part.key), suffixes)
                })
                .collect(),
            _ => vec![self.identifier.to_owned()],
        }
    }
}

const fn of_language(words: [&'static str; 3], language: Language) -> &'static str {
    let [kk, ru, en] = words;
    match language {
        Language::Kazakh => kk,
        Language::Russian => ru,
        Language::English => en,
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

/// The bodies that issue, in Kazakh, Russian and English.
const INTERNAL_AFFAIRS: [&str; 3] = [
    "Қазақстан Республикасының Ішкі істер министрлігі",
    "Министерство внутренних дел Республики Казахстан",
    "Ministry of Internal Affairs of the Republic of Kazakhstan",
];
const GOVERNMENT_FOR_CITIZENS: [&str; 3] = [
    "«Азаматтарға арналған үкімет» мемлекеттік корпорациясы",
    "Государственная корпорация «Правительство для граждан»",
    "State Corporation “Government for Citizens”",
];
const HEALTHCARE: [&str; 3] = [
    "Қазақстан Республикасының Денсаулық сақтау министрлігі",
    "Министерство здравоохранения Республики Казахстан",
    "Ministry of Healthcare of the Republic of Kazakhstan",
];
const HIGHER_EDUCATION: [&str; 3] = [
    "Қазақстан Республикасының Ғылым және жоғары білім министрлігі",
    "Министерство науки и высшего образования Республики Казахстан",
    "Ministry of Science and Higher Education of the Republic of Kazakhstan",
];
const SOCIAL_PROTECTION: [&str; 3] = [
    "Қазақстан Республикасының Еңбек және халықты әлеуметтік қорғау министрлігі",
    "Министерство труда и социальной защиты населения Республики Казахстан",
    "Ministry of Labour and Social Protection of the Population of the Republic of Kazakhstan",
];

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
            assert!(!kind.fields().is_empty(), "{}", kind.slug);
            for field in kind.fields() {
                made.extend(field.elements().into_iter().map(|element| (field.namespace, element)));
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
            let field =
                licence.fields().iter().find(|f| f.identifier == mandatory && f.namespace == fields::MDL);
            assert_eq!(field.map(|field| field.requirement), Some(Requirement::Required), "{mandatory}");
        }
    }
}
