//! Linking a phone number (order 58) and consent by phone (352/20), as apps have a part in them.

use qujat::cose::{ChipSigner, Purpose, Signer as _};
use qujat::id::{Bin, DocType, DocumentNumber, Iin, PhoneNumber};
use qujat::organisation::{AccreditationRecord, Aim, AimCode, EmployeeStatement, Sector};
use qujat::subscriber::{Application, RegistrationChannel};
use qujat::text::LocalText;
use qujat::time::{Timestamp, Validity};
use serde_json::{Value, json};

use crate::Wanted::{Error, Invalid, Nothing, Pass};
use crate::world::{BIN, IIN, NOW, OTHER_IIN, Who, hex, trust_with_body};
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    applications(cases)?;
    questions(cases)?;
    for word in ["иә", "ИӘ!", "ДА", "«да».", "yes", "i agree", "согласна"] {
        cases.add("consent_reply", &format!("yes_{}", plain(word)), "agrees", json!({ "text": word }), Pass);
    }
    for word in ["жоқ", "НЕТ", "не  согласен", "no"] {
        cases.add("consent_reply", &format!("no_{}", plain(word)), "does not", json!({ "text": word }), Pass);
    }
    for (name, text) in [
        ("empty", ""),
        ("asks_back", "да?"),
        ("both", "да нет"),
        ("twice", "да да"),
        ("a_number", "1"),
        ("the_code", "123456"),
        ("latin_a", "дa"),
        ("zero_width", "д\u{200b}а"),
        ("too_long", &"да ".repeat(100)),
        ("more_words", "да, но не сейчас"),
        ("turned_round", "\u{202e}ад"),
    ] {
        cases.add("consent_reply", name, "no reply that is understood", json!({ "text": text }), Nothing);
    }
    for language in ["kazakh", "russian", "english"] {
        let given = json!({ "language": language });
        cases.add("words", language, "every sentence that stands for a state", given, Pass);
    }
    Ok(())
}

/// A name for a file: letters by their numbers.
fn plain(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphabetic())
        .map(|c| format!("{:x}", u32::from(c)))
        .collect::<Vec<_>>()
        .join("_")
}

fn applications(cases: &mut Cases) -> Outcome<()> {
    let form = json!({
        "number": "58-0000001", "applicant": IIN, "surname": "Үлгібаева", "first_name": "Айгүл", "patronymic": "Маратқызы",
        "email": "aigul@example.kz", "phone": "8 (701) 234-56-78", "channel": "mobile_application"
    });
    // What the device's key would sign: the structure, with the key that a chip reports.
    let sign = |patronymic: Option<&str>, channel: RegistrationChannel| -> Outcome<Value> {
        let application = Application {
            number: DocumentNumber::parse("58-0000001")?,
            applicant: Iin::parse(IIN)?,
            surname: "Үлгібаева".into(),
            first_name: "Айгүл".into(),
            patronymic: patronymic.map(str::to_owned),
            email: "aigul@example.kz".into(),
            phone: PhoneNumber::parse("+77012345678")?,
            channel,
            signed_at: Timestamp::from_unix(NOW)?,
        };
        let (device, public) = (Who::Device.signer()?, Who::Device.key()?);
        let signed =
            application.sign(&ChipSigner::new(public.clone(), |message: &[u8]| device.sign(message))?)?;
        let signature = signed.get(signed.len() - 64..).ok_or("no signature")?;
        Ok(json!({ "signs": { "public_key": hex(&public.to_spki()?), "signature": hex(signature) } }))
    };
    let given = |form: &Value, key: &Value| json!({ "application": form, "key": key, "now": NOW });
    let key = sign(Some("Маратқызы"), RegistrationChannel::MobileApplication)?;
    cases.add("application", "whole", "signed by the device's key", given(&form, &key), Pass);
    let with = |name: &str, value: Value| {
        let mut form = form.clone();
        form[name] = value;
        form
    };
    let none = sign(None, RegistrationChannel::MobileApplication)?;
    cases.add(
        "application",
        "no_patronymic",
        "who has none",
        given(&with("patronymic", Value::Null), &none),
        Pass,
    );
    let counter = sign(Some("Маратқызы"), RegistrationChannel::StateCorporation)?;
    let form_there = with("channel", "state_corporation".into());
    cases.add("application", "at_a_counter", "at the State Corporation", given(&form_there, &counter), Pass);
    for (name, about, part, value, code) in [
        ("no_surname", "nothing was typed", "surname", "", "application"),
        ("space_around", "a space after it", "first_name", "Айгүл ", "application"),
        ("control_character", "a line in a name", "patronymic", "Марат\nқызы", "application"),
        ("email_is_none", "no address", "email", "aigul", "application"),
        ("two_at_signs", "no address", "email", "a@b@c", "application"),
        ("landline", "no mobile number", "phone", "+77172123456", "phone_number"),
        ("other_country", "no number of Kazakhstan", "phone", "+79112345678", "phone_number"),
        ("applicant_is_none", "a wrong check digit", "applicant", "860314499993", "iin"),
        ("number_is_none", "no number of an application", "number", "", "number"),
    ] {
        cases.add("application", name, about, given(&with(part, value.into()), &key), Error(code));
    }
    for (name, about, key, code) in [
        ("cancelled", "the person cancelled the prompt", json!("cancelled"), "cancelled"),
        ("key_gone", "the key is gone or locked", json!("unavailable"), "key_unavailable"),
        ("key_fails", "the key fails", json!("failed"), "key"),
        ("untrue_signature", "a signature of something else", none, "signature"),
    ] {
        cases.add("application", name, about, given(&form, &key), Error(code));
    }
    let mut late = given(&form, &key);
    late["now"] = i64::MAX.into();
    cases.add("application", "time_too_late", "after the year 9999", late, Error("time"));
    Ok(())
}

/// The bank and its clerk, as the authorised body and the bank signed them.
pub(crate) fn bank(sector: Sector, who: Who) -> Outcome<(Vec<u8>, Vec<u8>)> {
    let text = |kk: &str, ru: &str, en: &str| LocalText { kk: kk.into(), ru: ru.into(), en: en.into() };
    let validity = Validity::new(Timestamp::from_unix(NOW - 86_400)?, Timestamp::from_unix(NOW + 86_400)?)?;
    let record = AccreditationRecord {
        organisation: Bin::parse(BIN)?,
        name: text("Үлгі Банк", "Үлгі Банк", "Ulgi Bank"),
        aims: vec![Aim {
            code: AimCode::parse("open_account").ok_or("a code")?,
            name: text("Шот ашу", "Открытие счёта", "Opening an account"),
        }],
        doc_types: vec![DocType::IDENTITY_CARD],
        validity,
        sector,
        key: Who::Bank.key()?,
    };
    let clerk =
        EmployeeStatement { organisation: Bin::parse(BIN)?, employee: Iin::parse(OTHER_IIN)?, validity };
    Ok((record.sign(&who.signer()?)?, clerk.sign(&Who::Bank.signer()?)?))
}

pub(crate) fn clerk() -> Value {
    json!({ "employee": { "organisation": BIN, "person": OTHER_IIN } })
}

fn questions(cases: &mut Cases) -> Outcome<()> {
    let (accreditation, employee) = bank(Sector::Other, Who::Body)?;
    let card = json!({ "doc_type": DocType::IDENTITY_CARD.as_str(), "number": "049990001" });
    let request = json!({
        "accreditation": hex(&accreditation), "employee": hex(&employee), "viewer": clerk(), "aim": "open_account",
        "subject": IIN, "documents": [card]
    });
    let given = |request: &Value, way: &str, language: &str, now: i64| -> Outcome<Value> {
        Ok(json!({
            "trust": trust_with_body()?, "request": request, "way": way, "until": NOW + 180,
            "language": language, "now": now
        }))
    };
    let with = |name: &str, value: Value| {
        let mut request = request.clone();
        request[name] = value;
        request
    };
    for language in ["kazakh", "russian", "english"] {
        for way in ["password", "reply"] {
            let name = format!("{way}_{language}");
            cases.add(
                "consent_question",
                &name,
                "as the subject reads it",
                given(&request, way, language, NOW)?,
                Pass,
            );
        }
    }
    let mut system = with("viewer", json!({ "system": { "organisation": BIN } }));
    system["employee"] = Value::Null;
    cases.add(
        "consent_question",
        "system",
        "asked by a system",
        given(&system, "reply", "russian", NOW)?,
        Pass,
    );

    let refused = |request: &Value| given(request, "reply", "english", NOW);
    for (name, about, request) in [
        ("no_employment", "the clerk without the bank's word", with("employee", Value::Null)),
        (
            "other_clerk",
            "another person's word",
            with("viewer", json!({ "employee": { "organisation": BIN, "person": IIN } })),
        ),
        ("a_person", "a person for themselves", with("viewer", json!({ "person": { "iin": OTHER_IIN } }))),
        ("nobody", "nobody was authenticated", with("viewer", json!("unknown"))),
        ("other_aim", "an aim that is none of the decision's", with("aim", json!("marketing"))),
        ("own_documents", "the clerk's own documents", with("subject", json!(OTHER_IIN))),
        ("no_documents", "none is asked for", with("documents", json!([]))),
        ("twice", "one document twice", with("documents", json!([card, card]))),
        (
            "other_kind",
            "a kind that is not open to the bank",
            with("documents", json!([{ "doc_type": DocType::BIRTH_CERTIFICATE.as_str(), "number": "1" }])),
        ),
    ] {
        cases.add("consent_question", name, about, refused(&request)?, Error("question"));
    }
    let number = with("documents", json!([{ "doc_type": DocType::IDENTITY_CARD.as_str(), "number": "" }]));
    cases.add("consent_question", "number_is_none", "no document number", refused(&number)?, Error("number"));
    let later = given(&request, "reply", "english", NOW + 86_400)?;
    cases.add("consent_question", "over", "the accreditation has ended", later, Error("question"));
    for (name, about, bytes, check) in [
        (
            "stranger",
            "accredited by nobody who is trusted",
            bank(Sector::Other, Who::Stranger)?.0,
            "issuer_trusted",
        ),
        (
            "of_the_ministry",
            "accredited by whom documents are trusted to",
            bank(Sector::Other, Who::Ministry)?.0,
            "issuer_entitled",
        ),
        ("accreditation_is_none", "no bytes", Vec::new(), "structure"),
        (
            "accreditation_says_nothing",
            "signed, and says nothing",
            crate::world::signed(Purpose::Accreditation, b"\xa0", Who::Body)?,
            "structure",
        ),
    ] {
        let request = with("accreditation", hex(&bytes));
        cases.add("consent_question", name, about, refused(&request)?, Invalid(check));
    }
    Ok(())
}
