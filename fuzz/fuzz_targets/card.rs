//! A verified document that says anything at all, shown and drawn: no panic, and the card is well-formed XML.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::cbor::{self, Value};
use qujat::display::{Alphabet, Audience, Form, Look, SealMark, Theme, ViewModel, card_svg};
use qujat::text::Language;
use qujat::trust::TrustStore;
use qujat::verify::{Expect, document};
use qujat_fuzz::{issuer, now, trust};

fuzz_target!(|bytes: &[u8]| {
    let [which, how, rest @ ..] = bytes else { return };
    let form = FORMS.get(usize::from(which % 16));
    let doc_type = form.map_or("kz.gov.egov.noise.1", |form| form.doc_type.as_str());
    let elements = elements(rest);
    // A document that discloses nothing proves nothing, and is not "valid".
    if elements.is_empty() {
        return;
    }
    let signed = qujat_fuzz::document(doc_type, &elements, &issuer());
    let verified = document(&signed, &TRUST, &Expect::default(), now()).verified().expect("ours");
    let plain = Form::plain(verified.claims());
    let form = form.or(plain.as_ref()).expect("a form for whatever it says");
    let language = [Language::Kazakh, Language::Russian, Language::English][usize::from(how % 3)];
    let audience = if how & 0x10 == 0 { Audience::Holder } else { Audience::ThirdParty };
    let alphabet = Alphabet::decree_2018().filter(|_| how & 0x40 == 0);
    let look = Look { latin: alphabet.as_ref(), ..Look::new(language, audience, now()) };
    let view = ViewModel::of(&verified, form, &look).expect("of this kind");
    let view = if how & 0x80 == 0 { view } else { view.revealed() };
    let seal = SealMark { path: "M4 4h7v1h-7z".into(), modules: 29 };
    let card = card_svg(&view, Some(&seal).filter(|_| how & 0x20 == 0), Theme::Auto);
    roxmltree::Document::parse(&card).expect("well-formed");
    assert!(!view.accessibility().is_empty());
});

/// Elements out of noise: `name, length, value`, the name one that forms know, the value CBOR or else a text.
fn elements(mut rest: &[u8]) -> Vec<(String, Value)> {
    let mut elements: Vec<(String, Value)> = Vec::new();
    while let [name, length, after @ ..] = rest {
        let (value, after) = after.split_at((usize::from(*length) * 4).min(after.len()));
        let name =
            NAMES.get(usize::from(*name)).map_or_else(|| format!("noise_{name}"), |name| (*name).to_owned());
        if !elements.iter().any(|(known, _)| *known == name) {
            let text = || Value::from(String::from_utf8_lossy(value).as_ref());
            let value = cbor::from_slice(value, value.len(), "any").unwrap_or_else(|_| text());
            // A map whose keys are the same but for their encoding cannot be written again.
            elements.push((name, if cbor::encode(&value).is_ok() { value } else { Value::Null }));
        }
        rest = after;
    }
    elements
}

const NAMES: [&str; 42] = [
    "portrait",
    "family_name",
    "family_name_kk",
    "family_name_ru",
    "given_name",
    "given_name_kk",
    "surname",
    "surname_kk",
    "patronymic",
    "birth_date",
    "sex",
    "iin",
    "document_number",
    "issue_date",
    "expiry_date",
    "birth_place",
    "ethnicity",
    "issuing_authority",
    "driving_privileges",
    "nationality",
    "father_surname",
    "mother_iin",
    "record_number",
    "full_time",
    "expires",
    "children",
    "vaccinations",
    "husband_family_name",
    "husband_given_name",
    "wife_family_name_kk",
    "marriage_date",
    "monthly_amount",
    "disability_group",
    "indefinite",
    "with_honours",
    "award",
    "degree",
    "institution_kk",
    "registration_plate",
    "year",
    "engine_volume",
    "signature_usual_mark",
];

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(Form::built_in);
static TRUST: LazyLock<TrustStore> = LazyLock::new(|| trust(include_bytes!("../seeds/certificate/anchor")));
