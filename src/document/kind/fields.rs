//! The elements of each kind: tables.

use super::{FieldSpec, FieldType, Requirement, RowMember, Source};

/// The elements of a kind by its slug; none of an unknown one.
pub(super) fn of(slug: &str) -> &'static [FieldSpec] {
    match slug {
        "identity_card" => IDENTITY_CARD_FIELDS,
        "passport" => PASSPORT_FIELDS,
        "foreigner_residence_permit" => FOREIGNER_RESIDENCE_PERMIT_FIELDS,
        "driving_licence" => DRIVING_LICENCE_FIELDS,
        "vehicle_registration" => VEHICLE_REGISTRATION_FIELDS,
        "birth_certificate" => BIRTH_CERTIFICATE_FIELDS,
        "marriage_certificate" => MARRIAGE_CERTIFICATE_FIELDS,
        "divorce_certificate" => DIVORCE_CERTIFICATE_FIELDS,
        "name_change_certificate" => NAME_CHANGE_CERTIFICATE_FIELDS,
        "student_card" => STUDENT_CARD_FIELDS,
        "diploma" => DIPLOMA_FIELDS,
        "pension_certificate" => PENSION_CERTIFICATE_FIELDS,
        "disability_certificate" => DISABILITY_CERTIFICATE_FIELDS,
        "vaccination_passport" => VACCINATION_PASSPORT_FIELDS,
        "multi_child_family" => MULTI_CHILD_FAMILY_FIELDS,
        _ => &[],
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
        optional(MDL, "eye_colour", EYE_COLOURS, S::Field),
        optional(MDL, "hair_colour", HAIR_COLOURS, S::Field),
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

const PASSPORT_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = PASSPORT;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "birth_date", T::Date, S::BirthDate),
        required(NS, "iin", T::Iin, S::Iin),
        required(NS, "sex", T::Sex, S::Sex),
        required(NS, "birth_place", T::LocalText, S::Field),
        optional(NS, "ethnicity", T::LocalText, S::Field),
        // Only citizens have one.
        required(NS, "citizenship", T::Country, S::Constant("KZ")),
        required(NS, "document_type", T::Text, S::Constant("P")),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        required(NS, "expiry_date", T::Date, S::Expires),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
        required(NS, "portrait", T::Jpeg, S::Portrait),
        optional(NS, "signature_usual_mark", T::Jpeg, S::Field),
    ]
};

const FOREIGNER_RESIDENCE_PERMIT_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = FOREIGNER_RESIDENCE_PERMIT;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "birth_date", T::Date, S::BirthDate),
        required(NS, "iin", T::Iin, S::Iin),
        required(NS, "sex", T::Sex, S::Sex),
        required(NS, "birth_place", T::LocalText, S::Field),
        required(NS, "citizenship", T::Country, S::Field),
        optional(NS, "residence_address", T::LocalText, S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        required(NS, "expiry_date", T::Date, S::Expires),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
        required(NS, "portrait", T::Jpeg, S::Portrait),
    ]
};

const VEHICLE_REGISTRATION_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = VEHICLE_REGISTRATION;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "iin", T::Iin, S::Iin),
        required(NS, "registration_plate", T::Text, S::Field),
        required(NS, "make_model", T::Text, S::Field),
        required(NS, "year", T::Integer { min: 1900, max: 2200 }, S::Field),
        required(NS, "colour", T::LocalText, S::Field),
        required(NS, "vehicle_category", T::Text, S::Field),
        required(NS, "vin", T::Text, S::Field),
        optional(NS, "engine_volume", T::Integer { min: 1, max: 100_000 }, S::Field),
        optional(NS, "max_mass", T::Integer { min: 1, max: 200_000 }, S::Field),
        optional(NS, "unladen_mass", T::Integer { min: 1, max: 200_000 }, S::Field),
        optional(NS, "special_marks", T::LocalText, S::Field),
        optional(NS, "owner_address", T::LocalText, S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
    ]
};

const MARRIAGE_CERTIFICATE_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = MARRIAGE_CERTIFICATE;
    [
        // Whose copy this is: the register gives one to each.
        required(NS, "iin", T::Iin, S::Iin),
        required(NS, "husband", T::Person, S::Field),
        optional(NS, "husband_former_family_name", T::LocalText, S::Field),
        required(NS, "wife", T::Person, S::Field),
        optional(NS, "wife_former_family_name", T::LocalText, S::Field),
        required(NS, "marriage_date", T::Date, S::Field),
        // The entry in the register of civil status the certificate attests.
        required(NS, "record_number", T::Text, S::Field),
        required(NS, "record_date", T::Date, S::Field),
        optional(NS, "record_place", T::LocalText, S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
    ]
};

const DIVORCE_CERTIFICATE_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = DIVORCE_CERTIFICATE;
    [
        // Whose copy this is: the register gives one to each.
        required(NS, "iin", T::Iin, S::Iin),
        required(NS, "former_husband", T::Person, S::Field),
        optional(NS, "former_husband_later_family_name", T::LocalText, S::Field),
        required(NS, "former_wife", T::Person, S::Field),
        optional(NS, "former_wife_later_family_name", T::LocalText, S::Field),
        required(NS, "divorce_date", T::Date, S::Field),
        optional(NS, "ground", T::LocalText, S::Field),
        // The entry in the register of civil status the certificate attests.
        required(NS, "record_number", T::Text, S::Field),
        required(NS, "record_date", T::Date, S::Field),
        optional(NS, "record_place", T::LocalText, S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
    ]
};

const NAME_CHANGE_CERTIFICATE_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = NAME_CHANGE_CERTIFICATE;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "birth_date", T::Date, S::BirthDate),
        required(NS, "iin", T::Iin, S::Iin),
        required(NS, "former_family_name", T::LocalText, S::Field),
        required(NS, "former_given_name", T::LocalText, S::Field),
        optional(NS, "former_patronymic", T::LocalText, S::Field),
        optional(NS, "birth_place", T::LocalText, S::Field),
        // The entry in the register of civil status the certificate attests.
        required(NS, "record_number", T::Text, S::Field),
        required(NS, "record_date", T::Date, S::Field),
        optional(NS, "record_place", T::LocalText, S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
    ]
};

const STUDENT_CARD_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = STUDENT_CARD;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "birth_date", T::Date, S::BirthDate),
        required(NS, "iin", T::Iin, S::Iin),
        optional(NS, "sex", T::Sex, S::Sex),
        required(NS, "institution", T::LocalText, S::Field),
        optional(NS, "faculty", T::LocalText, S::Field),
        required(NS, "programme", T::LocalText, S::Field),
        required(NS, "degree", DEGREES_OF_STUDY, S::Field),
        required(NS, "course", T::Integer { min: 1, max: 8 }, S::Field),
        required(NS, "study_form", STUDY_FORMS, S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        required(NS, "expiry_date", T::Date, S::Expires),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
        required(NS, "portrait", T::Jpeg, S::Portrait),
    ]
};

const DIPLOMA_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = DIPLOMA;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "birth_date", T::Date, S::BirthDate),
        required(NS, "iin", T::Iin, S::Iin),
        required(NS, "institution", T::LocalText, S::Field),
        required(NS, "programme", T::LocalText, S::Field),
        required(NS, "degree", DEGREES_OF_STUDY, S::Field),
        required(NS, "qualification", T::LocalText, S::Field),
        optional(NS, "study_form", STUDY_FORMS, S::Field),
        required(NS, "with_honours", T::Boolean, S::Field),
        required(NS, "decision_date", T::Date, S::Field),
        optional(NS, "registration_number", T::Text, S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
    ]
};

const PENSION_CERTIFICATE_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = PENSION_CERTIFICATE;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "birth_date", T::Date, S::BirthDate),
        required(NS, "iin", T::Iin, S::Iin),
        optional(NS, "sex", T::Sex, S::Sex),
        required(NS, "pension_kind", PENSIONS, S::Field),
        required(NS, "assigned_date", T::Date, S::Field),
        optional(NS, "case_number", T::Text, S::Field),
        optional(NS, "monthly_amount", T::Integer { min: 0, max: 100_000_000 }, S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        optional(NS, "expiry_date", T::Date, S::Expires),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
        optional(NS, "portrait", T::Jpeg, S::Portrait),
    ]
};

const DISABILITY_CERTIFICATE_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = DISABILITY_CERTIFICATE;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "birth_date", T::Date, S::BirthDate),
        required(NS, "iin", T::Iin, S::Iin),
        optional(NS, "sex", T::Sex, S::Sex),
        required(NS, "disability_group", DISABILITY_GROUPS, S::Field),
        required(NS, "cause", T::LocalText, S::Field),
        required(NS, "established_date", T::Date, S::Field),
        optional(NS, "indefinite", T::Boolean, S::Field),
        optional(NS, "loss_percent", T::Integer { min: 0, max: 100 }, S::Field),
        optional(NS, "examination_number", T::Text, S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        optional(NS, "expiry_date", T::Date, S::Expires),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
    ]
};

const VACCINATION_PASSPORT_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = VACCINATION_PASSPORT;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "birth_date", T::Date, S::BirthDate),
        required(NS, "iin", T::Iin, S::Iin),
        optional(NS, "sex", T::Sex, S::Sex),
        required(NS, "vaccinations", T::Rows(VACCINATION), S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        optional(NS, "expiry_date", T::Date, S::Expires),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
    ]
};

const MULTI_CHILD_FAMILY_FIELDS: &[FieldSpec] = &{
    use FieldType as T;
    use Source as S;
    const NS: &str = MULTI_CHILD_FAMILY;
    [
        required(NS, "family_name", T::LocalText, S::Surname),
        required(NS, "given_name", T::LocalText, S::GivenName),
        optional(NS, "patronymic", T::LocalText, S::Patronymic),
        required(NS, "birth_date", T::Date, S::BirthDate),
        required(NS, "iin", T::Iin, S::Iin),
        required(NS, "children", T::Rows(PERSON), S::Field),
        optional(NS, "award", AWARDS, S::Field),
        required(NS, "document_number", T::Text, S::Number),
        required(NS, "issue_date", T::Date, S::Issued),
        optional(NS, "expiry_date", T::Date, S::Expires),
        required(NS, "issuing_authority", T::LocalText, S::IssuerName),
        required(NS, "issuing_authority_bin", T::Text, S::IssuerBin),
        required(NS, "issuing_country", T::Country, S::Constant("KZ")),
        optional(NS, "portrait", T::Jpeg, S::Portrait),
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

/// ISO/IEC 18013-5 §7.2.1.
pub(super) const MDL: &str = "org.iso.18013.5.1";
const MDL_KZ: &str = "org.iso.18013.5.1.KZ";

pub(super) const IDENTITY_CARD: &str = "kz.gov.egov.identity_card.1";
pub(super) const PASSPORT: &str = "kz.gov.egov.passport.1";
pub(super) const FOREIGNER_RESIDENCE_PERMIT: &str = "kz.gov.egov.foreigner_residence_permit.1";
pub(super) const VEHICLE_REGISTRATION: &str = "kz.gov.egov.vehicle_registration.1";
pub(super) const BIRTH_CERTIFICATE: &str = "kz.gov.egov.birth_certificate.1";
pub(super) const MARRIAGE_CERTIFICATE: &str = "kz.gov.egov.marriage_certificate.1";
pub(super) const DIVORCE_CERTIFICATE: &str = "kz.gov.egov.divorce_certificate.1";
pub(super) const NAME_CHANGE_CERTIFICATE: &str = "kz.gov.egov.name_change_certificate.1";
pub(super) const STUDENT_CARD: &str = "kz.gov.egov.student_card.1";
pub(super) const DIPLOMA: &str = "kz.gov.egov.diploma.1";
pub(super) const PENSION_CERTIFICATE: &str = "kz.gov.egov.pension_certificate.1";
pub(super) const DISABILITY_CERTIFICATE: &str = "kz.gov.egov.disability_certificate.1";
pub(super) const VACCINATION_PASSPORT: &str = "kz.gov.egov.vaccination_passport.1";
pub(super) const MULTI_CHILD_FAMILY: &str = "kz.gov.egov.multi_child_family.1";

/// The members of another person.
pub(in crate::document) const PERSON: &[RowMember] = &[
    member("surname", "family_name", FieldType::LocalText, true),
    member("given_name", "given_name", FieldType::LocalText, true),
    member("patronymic", "patronymic", FieldType::LocalText, false),
    member("iin", "iin", FieldType::Iin, false),
    member("birth_date", "birth_date", FieldType::Date, false),
    member("citizenship", "citizenship", FieldType::Country, false),
];

/// The members of one vaccination.
const VACCINATION: &[RowMember] = &[
    member("date", "date", FieldType::Date, true),
    member("against", "against", FieldType::LocalText, true),
    member("vaccine", "vaccine", FieldType::LocalText, true),
    member("batch", "batch", FieldType::Text, true),
    member("dose", "dose", FieldType::Text, false),
    member("organisation", "organisation", FieldType::LocalText, true),
];

const fn member(member: &'static str, key: &'static str, value: FieldType, required: bool) -> RowMember {
    RowMember { member, key, value, required }
}

/// ISO/IEC 18013-5 table 5 names ISO/IEC 18013-2 annex D for both.
const EYE_COLOURS: FieldType = FieldType::Choice {
    words: &["black", "blue", "brown", "dichromatic", "grey", "green", "hazel", "maroon", "pink", "unknown"],
    of: "the words of ISO/IEC 18013-5 table 5",
};
const HAIR_COLOURS: FieldType = FieldType::Choice {
    words: &["bald", "black", "blond", "brown", "grey", "red", "auburn", "sandy", "white", "unknown"],
    of: "the words of ISO/IEC 18013-5 table 5",
};
const DEGREES_OF_STUDY: FieldType = FieldType::Choice {
    words: &["vocational", "bachelor", "specialist", "master", "doctor"],
    of: "vocational, bachelor, specialist, master, doctor",
};
const STUDY_FORMS: FieldType =
    FieldType::Choice { words: &["full_time", "evening", "distance"], of: "full_time, evening, distance" };
const PENSIONS: FieldType =
    FieldType::Choice { words: &["age", "service", "survivor"], of: "age, service, survivor" };
const DISABILITY_GROUPS: FieldType =
    FieldType::Choice { words: &["1", "2", "3", "child"], of: "1, 2, 3, child" };
const AWARDS: FieldType =
    FieldType::Choice { words: &["altyn_alqa", "kumis_alqa"], of: "altyn_alqa, kumis_alqa" };
