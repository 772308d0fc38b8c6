use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::document::fixtures::{self, birth_certificate, driving_licence, identity_card, other_kind};

fn refusal(json: &Value) -> Vec<String> {
    let error = Record::from_json(json.to_string().as_bytes()).expect_err("refused");
    error.fields().iter().map(FieldError::to_string).collect()
}

/// The record with the value at `pointer` replaced (or set), or taken away.
fn with(mut json: Value, pointer: &str, value: Option<Value>) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = json.pointer_mut(parent).expect(pointer);
    match (parent, value) {
        (Value::Object(members), Some(value)) => drop(members.insert(name.to_owned(), value)),
        (Value::Object(members), None) => drop(members.remove(name).expect(pointer)),
        (Value::Array(members), Some(value)) => members[name.parse::<usize>().expect("index")] = value,
        _ => panic!("{pointer}"),
    }
    json
}

/// 352/7, 352/13
#[test]
fn each_kind_is_read() {
    for json in fixtures::all() {
        let record = fixtures::record(&json);
        assert_eq!(json["kind"].as_str(), Some(record.kind()));
    }
    let card = fixtures::record(&identity_card());
    assert_eq!(card.doc_type(), &DocType::IDENTITY_CARD);
    assert_eq!((card.number().as_str(), card.subject().as_str()), ("045123789", fixtures::IIN));
    assert_eq!(
        (card.issued().to_string(), card.issuer_bin().as_str()),
        ("2021-03-15".into(), "000740000728")
    );
    assert_eq!(card.expires().map(|date| date.to_string()), Some("2031-03-14".into()));
    assert_eq!(card.issuer_name().ru, "МВД РК");
    assert_eq!(card.claims().find("sex").and_then(crate::document::ElementValue::as_integer), Some(2));
    assert_eq!(fixtures::record(&birth_certificate()).expires(), None);
    let other = fixtures::record(&other_kind());
    assert_eq!(other.doc_type().as_str(), "kz.gov.egov.club_card.1");
    assert!(other.elements().iter().all(|element| element.namespace == "kz.gov.egov.club_card.1"));
    assert_eq!(other.claims().local_text("university").kk, "ҚазҰУ");
    // `null` is as good as absent.
    assert_eq!(fixtures::record(&with(birth_certificate(), "/expires", Some(Value::Null))).expires(), None);
}

/// 352/7, 352/13: every member a kind must have is missed by its path, and it alone.
#[test]
fn every_missing_field_is_named() {
    let always = ["kind", "number", "issued", "issuer.name", "issuer.bin", "subject.iin"];
    let named = ["subject.surname", "subject.given_name", "subject.birth_date"];
    let cases: [(Value, &[&str]); 4] = [
        (identity_card(), &["subject.sex", "portrait", "fields.birth_place"]),
        (
            driving_licence(),
            &["expires", "portrait", "fields.driving_privileges", "subject.surname.en", "issuer.name.en"],
        ),
        (
            birth_certificate(),
            &[
                "subject.sex",
                "fields.birth_place",
                "fields.record_number",
                "fields.record_date",
                "fields.mother.surname",
                "fields.father.given_name",
            ],
        ),
        (other_kind(), &["doc_type", "fields.course.type", "fields.course.value"]),
    ];
    for (json, own) in cases {
        let named = if json["kind"] == "club_card" { &[][..] } else { &named[..] };
        for path in always.iter().chain(named).chain(own) {
            let without = with(json.clone(), &format!("/{}", path.replace('.', "/")), None);
            let wanted = vec![format!("{path}: missing")];
            assert_eq!(refusal(&without), wanted, "{} without {path}", json["kind"]);
        }
    }
}

// A table: it grows by a line a case.
#[allow(clippy::too_many_lines)]
#[test]
fn every_malformed_field_is_named_with_its_reason() {
    let long = "я".repeat(1025);
    let pick = |path: &str| format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
    let cases: Vec<(Value, &str, Value, &str)> = vec![
        (identity_card(), "kind", json!(5), "a text is wanted"),
        (identity_card(), "kind", json!("Identity card"), "1 to 64 of a-z, 0-9 and _ are wanted"),
        (identity_card(), "number", json!(45), "a text is wanted"),
        (identity_card(), "number", json!(""), "empty"),
        (
            identity_card(),
            "number",
            json!("<b>"),
            "document number is malformed: a character other than letters, digits, '-', '/', '.', '№', '_' and space",
        ),
        (identity_card(), "issued", json!("15.03.2021"), "not a calendar date such as 2026-11-22"),
        (identity_card(), "issued", json!("1821-03-15"), "the year is outside 1900 to 9999"),
        (identity_card(), "issued", json!("1984-01-01"), "before subject.birth_date"),
        (identity_card(), "expires", json!("2021-03-14"), "before issued"),
        (identity_card(), "expires", json!("2021-02-30"), "not a calendar date such as 2026-11-22"),
        (identity_card(), "issuer", json!("МВД"), "an object is wanted"),
        (identity_card(), "issuer.name", json!("МВД"), "an object is wanted"),
        (identity_card(), "issuer.name", json!({}), "missing: at least one of kk, ru, en is wanted"),
        (identity_card(), "issuer.bin", json!("000740000729"), "BIN has a wrong check digit"),
        (identity_card(), "subject", json!([]), "an object is wanted"),
        (identity_card(), "subject.iin", json!("000000000102"), "IIN has a wrong check digit"),
        (identity_card(), "subject.iin", json!("00000000010"), "IIN has 11 characters, 12 digits wanted"),
        (identity_card(), "subject.birth_date", json!("1985"), "not a calendar date such as 2026-11-22"),
        (identity_card(), "subject.sex", json!("f"), "one of male, female is wanted"),
        (identity_card(), "subject.surname.kk", json!(long), "longer than 2048 bytes"),
        (
            identity_card(),
            "subject.surname.kk",
            json!("а\u{202e}б"),
            "holds a control character, or a space at its start or end",
        ),
        (
            identity_card(),
            "subject.given_name.ru",
            json!(" Айгуль"),
            "holds a control character, or a space at its start or end",
        ),
        (identity_card(), "subject.given_name.ru", json!(true), "a text is wanted"),
        (identity_card(), "portrait", json!(1), "a text is wanted"),
        (identity_card(), "portrait", json!("///"), "not base64"),
        (identity_card(), "portrait", json!("iVBORw0KGgo="), "not a JPEG"),
        (identity_card(), "portrait", json!("/9j/"), "not a JPEG"),
        (identity_card(), "portrait", json!(fixtures::portrait(128 * 1024 + 1)), "longer than 131072 bytes"),
        (identity_card(), "portrait", json!("A".repeat(200_000)), "longer than 131072 bytes"),
        (identity_card(), "fields", json!("x"), "an object is wanted"),
        (identity_card(), "fields.birth_place", json!("Алматы"), "an object is wanted"),
        (driving_licence(), "number", json!("АВ 12"), "holds a character outside ISO/IEC 8859-1"),
        (driving_licence(), "subject.surname.en", json!("Серик"), "holds a character outside ISO/IEC 8859-1"),
        (driving_licence(), "subject.surname.en", json!("A".repeat(151)), "longer than 150 characters"),
        (driving_licence(), "fields.height", json!(1.68), "a whole number from 30 to 300 is wanted"),
        (driving_licence(), "fields.height", json!(301), "a whole number from 30 to 300 is wanted"),
        (
            driving_licence(),
            "fields.eye_colour",
            json!("red"),
            "one of the words of ISO/IEC 18013-5 table 5 is wanted",
        ),
        (
            driving_licence(),
            "fields.nationality",
            json!("KAZ"),
            "one of the two-letter country codes of ISO 3166-1 is wanted",
        ),
        (
            driving_licence(),
            "fields.portrait_capture_date",
            json!("2022-05-10"),
            "not an RFC 3339 date and time such as 2026-11-22T09:30:00+05:00",
        ),
        (driving_licence(), "fields.driving_privileges", json!({}), "a list is wanted"),
        (driving_licence(), "fields.driving_privileges", json!([]), "empty"),
        (driving_licence(), "fields.driving_privileges", json!(vec![0; 65]), "longer than 64 members"),
        (driving_licence(), "fields.driving_privileges[1]", json!("B"), "an object is wanted"),
        (
            driving_licence(),
            "fields.driving_privileges[1].code",
            json!("В"),
            "one of the vehicle categories, such as B or C1E, is wanted",
        ),
        (driving_licence(), "fields.driving_privileges[1].code", json!(null), "missing"),
        (driving_licence(), "fields.driving_privileges[0].expires", json!("2012-05-31"), "before issued"),
        (driving_licence(), "fields.driving_privileges[0].issued", json!(2012), "a text is wanted"),
        (driving_licence(), "fields.driving_privileges[0].restrictions", json!([]), "empty"),
        (
            driving_licence(),
            "fields.driving_privileges[0].restrictions[0].code",
            json!(1),
            "a text is wanted",
        ),
        (birth_certificate(), "fields.mother", json!([]), "an object is wanted"),
        (birth_certificate(), "fields.mother.iin", json!("1"), "IIN has 1 characters, 12 digits wanted"),
        (birth_certificate(), "portrait", json!(fixtures::portrait(9)), "not a field of this kind"),
        (
            other_kind(),
            "doc_type",
            json!("a b"),
            "docType is malformed: 1 to 128 printable ASCII characters wanted",
        ),
        (other_kind(), "doc_type", json!("org.iso.18013.5.1.mDL"), "taken by a field or kind that is known"),
        (other_kind(), "namespace", json!(""), "empty"),
        (
            other_kind(),
            "fields.iin",
            json!({ "type": "text", "value": "x" }),
            "taken by a field or kind that is known",
        ),
        (
            other_kind(),
            "fields.Course",
            json!({ "type": "text", "value": "x" }),
            "1 to 64 of a-z, 0-9 and _ are wanted",
        ),
        (other_kind(), "fields.course", json!(3), "an object is wanted"),
        (other_kind(), "fields.subjects.value[0]", json!(3), "an object is wanted"),
        (
            other_kind(),
            "fields.subjects.value[0]",
            json!({ "type": "local_text", "value": { "ru": "x" } }),
            "a single value is wanted",
        ),
        (other_kind(), "fields.full_time.value", json!("yes"), "true or false is wanted"),
        (
            other_kind(),
            "fields.course.type",
            json!("float"),
            "one of text, local_text, date, instant, integer, boolean, iin, country, jpeg, driving_privileges, \
             people, list is wanted",
        ),
    ];
    for (json, path, value, reason) in cases {
        let changed = with(json, &pick(path), Some(value));
        assert_eq!(refusal(&changed), vec![format!("{path}: {reason}")]);
    }
}

#[test]
fn unknown_and_repeated_names_are_refused() {
    let cases = [("/extra", "extra"), ("/subject/age", "subject.age"), ("/fields/iin", "fields.iin")];
    for (pointer, path) in cases.into_iter().chain([("/subject/surname/de", "subject.surname.de")]) {
        let changed = with(identity_card(), pointer, Some(json!(1)));
        assert_eq!(refusal(&changed), vec![format!("{path}: not a field of this kind")]);
    }
    // No more of a stranger's name than 64 characters of printable ASCII.
    let name = format!("ы\n\u{202e}{}", "z".repeat(100));
    let changed = with(identity_card(), "/fields", Some(json!({ name: 1, "birth_place": { "ru": "А" } })));
    assert_eq!(refusal(&changed), vec![format!("fields.???{}: not a field of this kind", "z".repeat(61))]);

    let text = identity_card().to_string();
    let twice = text.replacen("\"iin\":", "\"iin\":\"000001002002\",\"iin\":", 1);
    let error = Record::from_json(twice.as_bytes()).expect_err("refused");
    assert_eq!(error.to_string(), "subject.iin: stands twice");
    let twice = text.replacen("\"number\":", "\"n\\u0075mber\":\"1\",\"number\":", 1);
    let error = Record::from_json(twice.as_bytes()).expect_err("refused");
    assert_eq!(error.to_string(), "number: stands twice");
}

#[test]
fn all_errors_are_reported_at_once() {
    let mut json = driving_licence();
    json["number"] = json!(1);
    json["subject"]["iin"] = json!("1");
    json["fields"]["driving_privileges"][1] = json!({ "issued": "x" });
    json["extra"] = json!(true);
    let error = Record::from_json(json.to_string().as_bytes()).expect_err("refused");
    assert_eq!(
        error.to_string(),
        "number: a text is wanted; subject.iin: IIN has 1 characters, 12 digits wanted; \
         fields.driving_privileges[1].code: missing; \
         fields.driving_privileges[1].issued: not a calendar date such as 2026-11-22; extra: not a field of this kind"
    );
    // An empty record lacks what every record has.
    assert_eq!(
        Record::from_json(b"{}").expect_err("refused").to_string(),
        "kind: missing; number: missing; issued: missing; issuer.name: missing; issuer.bin: missing; \
         subject.iin: missing"
    );
    // Neither parent.
    let mut json = birth_certificate();
    let fields = json["fields"].as_object_mut().expect("an object");
    fields.remove("mother");
    assert!(Record::from_json(json.to_string().as_bytes()).is_ok());
    json["fields"].as_object_mut().expect("an object").remove("father");
    assert_eq!(refusal(&json), ["fields.father: missing: at least one of father, mother is wanted"]);
}

#[test]
fn a_flood_of_errors_is_counted() {
    let mut json = identity_card();
    for n in 0..1000 {
        json[format!("x{n}")] = json!(1);
    }
    let error = Record::from_json(json.to_string().as_bytes()).expect_err("refused");
    assert_eq!(error.fields().len(), 64);
    assert!(error.to_string().ends_with("; and 936 more"), "{error}");
}

/// A record of an unknown kind brings as many fields as fit its bytes; each is looked for among the others no more often
/// than a document may have elements.
#[test]
fn more_fields_than_a_document_has_elements_are_refused() {
    let with_fields = |count: usize| {
        let fields = (0..count).map(|n| (format!("f{n}"), json!({ "type": "integer", "value": 1 })));
        with(other_kind(), "/fields", Some(Value::Object(fields.collect())))
    };
    let known = Record::from_json(with_fields(0).to_string().as_bytes()).expect("a record").elements().len();
    let most = with_fields(512 - known);
    assert_eq!(Record::from_json(most.to_string().as_bytes()).map(|record| record.elements().len()), Ok(512));
    for count in [513 - known, 10_000] {
        assert_eq!(refusal(&with_fields(count)), ["fields: longer than 512 members"]);
    }
}

#[test]
fn what_is_no_record_is_refused_whole() {
    let refusal = |bytes: &[u8]| Record::from_json(bytes).expect_err("refused").to_string();
    assert_eq!(refusal(b""), "the record is not JSON: line 1, column 0");
    assert_eq!(refusal(b"{\n\"a\" 1}"), "the record is not JSON: line 2, column 5");
    assert_eq!(refusal(b"[]"), "the record is not a JSON object");
    assert_eq!(refusal(b"{} {}"), "the record is not JSON: line 1, column 4");
    assert!(refusal(b"{\"a\": \"\xff\"}").starts_with("the record is not JSON"));
    assert!(refusal("[".repeat(5000).as_bytes()).starts_with("the record is not JSON"));
    assert_eq!(refusal(&vec![b' '; 512 * 1024 + 1]), "the record has 524289 bytes, at most 524288 allowed");
}

#[test]
fn no_error_repeats_a_value() {
    let secret = "SECRETVALUE";
    for json in fixtures::all() {
        for pointer in pointers(&json) {
            for value in [json!(secret), json!({ "value": secret }), json!([secret])] {
                let mut changed = json.clone();
                *changed.pointer_mut(&pointer).expect("there") = value;
                if let Err(error) = Record::from_json(changed.to_string().as_bytes()) {
                    assert!(!format!("{error} {error:?}").contains(secret), "{pointer}: {error}");
                }
            }
        }
    }
}

/// Every place in a JSON value.
fn pointers(json: &Value) -> Vec<String> {
    let below = |name: String, value: &Value| {
        let deeper =
            pointers(value).into_iter().map(|pointer| format!("/{name}{pointer}")).collect::<Vec<_>>();
        [format!("/{name}")].into_iter().chain(deeper).collect::<Vec<_>>()
    };
    match json {
        Value::Object(members) => {
            members.iter().flat_map(|(name, value)| below(name.clone(), value)).collect()
        }
        Value::Array(members) => {
            members.iter().enumerate().flat_map(|(at, value)| below(at.to_string(), value)).collect()
        }
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn no_change_of_a_record_makes_a_panic(
        which in 0..4usize,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4),
        end in any::<proptest::sample::Index>(),
    ) {
        let mut bytes = fixtures::all()[which].to_string().into_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = Record::from_json(&bytes);
        let cut = end.index(bytes.len());
        prop_assert!(Record::from_json(&bytes[..cut]).is_err());
    }
}
