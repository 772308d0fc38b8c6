//! Documents to look at: invented people.

use crate::display::{Audience, Form, ViewModel};
use crate::document::{Claims, Element, ElementValue};
use crate::id::DocType;
use crate::text::{Language, LocalText};
use crate::time::{Date, Timestamp, Validity};
use crate::trust::{Issuer, TrustGround};
use crate::verify::Verified;

pub(super) fn text(value: &str) -> ElementValue {
    ElementValue::Text(value.into())
}

pub(super) fn date(value: &str) -> ElementValue {
    ElementValue::Date(Date::parse(value).expect(value))
}

pub(super) fn at(value: &str) -> Timestamp {
    Timestamp::parse(value).expect(value)
}

pub(super) fn claims(doc_type: &DocType, elements: &[(&str, ElementValue)]) -> Claims {
    let element = |(identifier, value): &(&str, ElementValue)| Element {
        namespace: doc_type.as_str().into(),
        identifier: (*identifier).into(),
        value: value.clone(),
    };
    Claims { doc_type: doc_type.clone(), elements: elements.iter().map(element).collect() }
}

pub(super) fn verified(claims: Claims) -> Verified {
    let name = LocalText { kk: "ҚР ІІМ".into(), ru: "МВД РК".into(), en: "MIA of the RK".into() };
    let issuer = Issuer { name, bin: None, ground: TrustGround::List };
    let validity =
        Validity::new(at("2024-03-05T00:00:00+05:00"), at("2034-03-05T00:00:00+05:00")).expect("a window");
    Verified::for_test_by(issuer, claims, validity)
}

pub(super) fn form(doc_type: &DocType) -> Form {
    let forms = Form::built_in();
    Form::choose(&forms, doc_type, at("2026-11-22T04:30:00Z")).expect("a form").clone()
}

pub(super) fn view(claims: Claims, language: Language, audience: Audience) -> ViewModel {
    let form = form(&claims.doc_type);
    ViewModel::new(&verified(claims), &form, language, audience, at("2026-11-22T04:30:00Z")).expect("a view")
}

/// A JPEG by its first bytes; what follows is nobody's concern here.
pub(super) fn portrait() -> ElementValue {
    ElementValue::Bytes(vec![0xff, 0xd8, 0xff, 0xe0, 0x00])
}

pub(super) fn identity_card() -> Claims {
    claims(
        &DocType::IDENTITY_CARD,
        &[
            ("family_name", text("Seitkali")),
            ("family_name_kk", text("Сейтқали")),
            ("family_name_ru", text("Сейткали")),
            ("given_name", text("Aigerim")),
            ("given_name_kk", text("Айгерім")),
            ("given_name_ru", text("Айгерим")),
            ("patronymic_kk", text("Нұрланқызы")),
            ("patronymic_ru", text("Нурлановна")),
            ("birth_date", date("1996-11-22")),
            ("sex", ElementValue::Integer(2)),
            ("iin", text("961122400017")),
            ("document_number", text("045123789")),
            ("citizenship", text("KZ")),
            ("ethnicity_kk", text("қазақ")),
            ("ethnicity_ru", text("казашка")),
            ("birth_place_kk", text("Шымкент қаласы")),
            ("birth_place_ru", text("город Шымкент")),
            ("issue_date", date("2024-03-05")),
            ("expiry_date", date("2034-03-04")),
            ("issuing_authority_kk", text("ҚР Ішкі істер министрлігі")),
            ("issuing_authority_ru", text("МВД Республики Казахстан")),
            ("issuing_authority", text("Ministry of Internal Affairs")),
            ("portrait", portrait()),
        ],
    )
}

pub(super) fn driving_licence() -> Claims {
    let privilege = |category: &str, codes: Option<&str>| {
        let mut pairs = vec![
            ("vehicle_category_code".to_owned(), text(category)),
            ("issue_date".to_owned(), date("2019-05-14")),
            ("expiry_date".to_owned(), date("2029-05-13")),
        ];
        let code = |code| ElementValue::List(vec![ElementValue::Map(vec![("code".to_owned(), text(code))])]);
        pairs.extend(codes.map(|codes| ("codes".to_owned(), code(codes))));
        ElementValue::Map(pairs)
    };
    let privileges = ElementValue::List(vec![privilege("B", None), privilege("B1", Some("AT"))]);
    claims(
        &DocType::DRIVING_LICENCE,
        &[
            ("family_name", text("ZHAQSYLYQOV")),
            ("family_name_kk", text("Жақсылықов")),
            ("given_name", text("DAULET")),
            ("given_name_kk", text("Дәулет")),
            ("birth_date", date("1988-02-29")),
            ("issue_date", date("2019-05-14")),
            ("expiry_date", date("2029-05-13")),
            ("document_number", text("AB 123456")),
            ("sex", ElementValue::Integer(1)),
            ("iin", text("880229300015")),
            ("driving_privileges", privileges),
            ("issuing_authority", text("Ministry of Internal Affairs")),
            ("portrait", portrait()),
        ],
    )
}

pub(super) fn birth_certificate() -> Claims {
    claims(
        &DocType::BIRTH_CERTIFICATE,
        &[
            ("family_name_kk", text("Әлімжан")),
            ("family_name_ru", text("Алимжан")),
            ("given_name_kk", text("Үкілай")),
            ("given_name_ru", text("Укилай")),
            ("birth_date", date("2015-06-01")),
            ("sex", ElementValue::Integer(2)),
            ("iin", text("150601600012")),
            ("document_number", text("1234567")),
            ("father_family_name_kk", text("Әлімжан")),
            ("father_given_name_kk", text("Ерлан")),
            ("father_citizenship", text("KZ")),
            ("mother_family_name_kk", text("Әлімжан")),
            ("mother_given_name_kk", text("Гүлнәр")),
            ("record_number", text("110-15-0001234")),
            ("record_date", date("2015-06-05")),
        ],
    )
}
