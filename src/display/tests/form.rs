use serde_json::{Value, json};

use super::sample::{at, form};
use crate::cbor;
use crate::cose::{Algorithm, Purpose, Signer, SoftwareSigner, Unsigned};
use crate::display::{Condition, Emphasis, Form, FormError, Format, Reveal, SeenBy, Source, State, Tone};
use crate::document::KindSpec;
use crate::document::kind::KINDS;
use crate::id::DocType;
use crate::limits::{MAX_FORM_BYTES, MAX_FORM_VALUES};
use crate::text::Language;

fn body() -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::Es256, &[7; 32]).expect("a key")
}

fn label() -> Value {
    json!({ "kk": "қ", "ru": "р", "en": "e" })
}

fn least() -> Value {
    json!({
        "doc_type": "kz.gov.egov.pass.1", "version": 1, "dated": "2026-01-01", "title": label(), "issuer": label(),
        "sections": [
            { "id": "one", "rows": [{ "id": "a", "label": label(), "element": "a" }] },
            { "id": "two", "rows": [{ "id": "b", "label": label(), "element": { "kk": "b_kk" }, "format": "date" }] },
        ],
    })
}

/// The least form with `value` at `pointer`; null takes the member away.
fn with(pointer: &str, value: Value) -> Value {
    let mut form = least();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    match form.pointer_mut(parent).expect(parent) {
        Value::Array(list) => list[name.parse::<usize>().expect("an index")] = value,
        Value::Object(map) if value.is_null() => drop(map.remove(name)),
        Value::Object(map) => drop(map.insert(name.into(), value)),
        _ => panic!("{pointer}"),
    }
    form
}

fn read(form: &Value) -> Result<Form, FormError> {
    Form::from_json(form.to_string().as_bytes())
}

/// 352/9: a display form is data of the authorised body: signed as such, opened with its key, the same after the way.
#[test]
fn a_form_travels_signed() {
    for form in Form::built_in() {
        let signed = form.make(&body()).expect("signed");
        assert_eq!(Form::open(&signed, &body().public_key()).as_ref(), Ok(&form));
        assert_eq!(signed, form.make(&body()).expect("signed"), "deterministic");
        assert_eq!(Form::from_json(form.to_json().as_bytes()).as_ref(), Ok(&form));
    }
}

/// 352/9: nobody else's form, and no other thing the body signed, passes for its form.
#[test]
fn only_the_bodys_form_opens() {
    let form = form(&DocType::IDENTITY_CARD);
    let signed = form.make(&body()).expect("signed");
    let other = SoftwareSigner::from_secret(Algorithm::Es256, &[8; 32]).expect("a key");
    let refusal = |bytes: &[u8], key: &SoftwareSigner| {
        Form::open(bytes, &key.public_key()).expect_err("refused").to_string()
    };
    assert_eq!(refusal(&signed, &other), "the form: the signature is not true");
    let payload = cbor::to_vec(&form, "a display form").expect("cbor");
    let list = Unsigned { purpose: Purpose::TrustList, payload: &payload }
        .sign(&body() as &dyn Signer)
        .expect("signed");
    assert_eq!(refusal(&list, &body()), "the form: signed as trust list, display form wanted");
    let mut broken = signed.clone();
    *broken.last_mut().expect("bytes") ^= 1;
    assert_eq!(refusal(&broken, &body()), "the form: the signature is not true");
    assert_eq!(refusal(&signed[..9], &body()), "the form: COSE_Sign1: cbor ends inside an item at byte 9");
    let nothing = Unsigned { purpose: Purpose::DisplayForm, payload: b"\x81" }
        .sign(&body() as &dyn Signer)
        .expect("signed");
    assert_eq!(refusal(&nothing, &body()), "the form: cbor ends inside an item at byte 1");
    let bytes = Unsigned { purpose: Purpose::DisplayForm, payload: b"\xa1\x68doc_type\x41a" }
        .sign(&body() as &dyn Signer);
    assert_eq!(refusal(&bytes.expect("signed"), &body()), "doc_type: bytes found, a text wanted");
}

#[test]
fn the_built_in_forms_are_sound() {
    let forms = Form::built_in();
    for form in &forms {
        assert_eq!(form.not_understood(), [""; 0]);
        assert_eq!(form.statement.as_ref().expect("a statement").clause, "352/2.8");
        let all_three =
            |text: &crate::text::LocalText| ![&text.kk, &text.ru, &text.en].iter().any(|t| t.is_empty());
        assert!(all_three(&form.title) && all_three(&form.issuer));
        for row in form.sections.iter().flat_map(|section| &section.rows) {
            assert!(all_three(&row.label), "{}", row.id);
        }
    }
}

/// 352/9: the newest form already in force is used; one dated for later waits for its local midnight.
#[test]
fn a_form_is_chosen_by_its_date() {
    let old = form(&DocType::IDENTITY_CARD);
    let new =
        Form { version: 2, dated: crate::time::Date::parse("2027-01-01").expect("a date"), ..old.clone() };
    let forms = [new, old];
    let chosen = |now: &str| Form::choose(&forms, &DocType::IDENTITY_CARD, at(now)).map(|form| form.version);
    assert_eq!(chosen("2025-12-31T23:59:59+05:00"), None);
    assert_eq!(chosen("2026-12-31T23:59:59+05:00"), Some(1));
    assert_eq!(chosen("2027-01-01T00:00:00+05:00"), Some(2));
    // The last day of a form is itself included; what was shown before is shown as on its day.
    let last = crate::time::Date::parse("2027-03-31").ok();
    let [new, old] = forms.clone();
    let ended = [Form { until: last, ..new }, old];
    let on = |now: &str| Form::choose(&ended, &DocType::IDENTITY_CARD, at(now)).map(|form| form.version);
    assert_eq!(on("2027-03-31T23:59:59+05:00"), Some(2));
    assert_eq!(on("2027-04-01T00:00:00+05:00"), Some(1));
    assert_eq!(Form::choose(&forms, &DocType::DRIVING_LICENCE, at("2027-01-01T00:00:00+05:00")), None);
}

/// 352/9: a mistake in a form is refused with its place.
#[test]
#[allow(clippy::too_many_lines)] // A table.
fn each_mistake_names_its_place() {
    let many: serde_json::Map<String, Value> =
        (0..=MAX_FORM_VALUES).map(|n| (n.to_string(), label())).collect();
    let rows = vec![json!({ "id": "x", "label": label(), "element": "x" }); 65];
    let column = json!({ "key": "k", "label": label() });
    for (pointer, value, wanted) in [
        ("/doc_type", Value::Null, "doc_type: missing"),
        ("/doc_type", json!("a b"), "doc_type: a docType of 1 to 128 printable ASCII characters wanted"),
        ("/version", json!("1"), "version: a text found, a number wanted"),
        ("/version", json!(0), "version: a number from 1 to 1000000 wanted"),
        ("/version", json!(1.5), "version: a number from 1 to 1000000 wanted"),
        ("/version", json!(-1), "version: a number from 1 to 1000000 wanted"),
        ("/dated", json!("01.01.2026"), "dated: a date such as 2026-11-22 wanted"),
        ("/title", json!("Pass"), "title: a text found, an object wanted"),
        ("/title/kk", Value::Null, "title.kk: missing"),
        ("/title/ru", json!(""), "title.ru: empty"),
        ("/title/en", json!(true), "title.en: a boolean found, a text wanted"),
        (
            "/title/kk",
            json!("a\u{202e}b"),
            "title.kk: a text without hidden characters and stray spaces wanted",
        ),
        ("/title/kk", json!("ә".repeat(301)), "title.kk: 301 characters found, at most 300 allowed"),
        (
            "/portrait",
            json!("фото"),
            "portrait: an element identifier of 1 to 128 printable ASCII characters wanted",
        ),
        ("/validity", json!({ "warn_days": 30 }), "validity.until: missing"),
        (
            "/validity",
            json!({ "until": "e", "warn_days": 367 }),
            "validity.warn_days: a number from 0 to 366 wanted",
        ),
        (
            "/statement",
            json!({ "text": label(), "clause": "352" }),
            "statement.clause: a clause such as 352/2.8 wanted",
        ),
        ("/colours", json!(7), "colours: a number found, a text wanted"),
        ("/sections", json!([]), "sections: empty"),
        ("/sections", json!({}), "sections: an object found, a list wanted"),
        (
            "/sections",
            json!([{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]),
            "sections: 17 sections found, at most 16 allowed",
        ),
        ("/sections/1/id", json!("one"), "sections[1].id: stands twice"),
        (
            "/sections/1/id",
            json!("Two"),
            "sections[1].id: a name of 1 to 64 small letters, digits and '_' wanted",
        ),
        ("/sections/1/rows", json!(rows), "sections[1].rows: 65 rows found, at most 64 allowed"),
        ("/sections/1/rows/0/id", json!("a"), "sections[1].rows[0].id: stands twice"),
        ("/sections/1/rows/0/label", Value::Null, "sections[1].rows[0].label: missing"),
        ("/sections/1/rows/0/element", json!({}), "sections[1].rows[0].element: empty"),
        (
            "/sections/1/rows/0/element",
            json!(["b"]),
            "sections[1].rows[0].element: two elements to join or more wanted",
        ),
        ("/sections/1/rows/0/format", json!(null), "sections[1].rows[0].format: null found, a text wanted"),
        ("/sections/1/rows/0/format", json!("enumeration"), "sections[1].rows[0].values: missing"),
        ("/sections/1/rows/0/format", json!("table"), "sections[1].rows[0].columns: missing"),
        (
            "/sections/1/rows/0/values",
            json!({ "1": label() }),
            "sections[1].rows[0].values: has no meaning with this format",
        ),
        (
            "/sections/1/rows/0",
            json!({ "id": "b", "label": label(), "element": "b", "format": "enumeration", "values": {} }),
            "sections[1].rows[0].values: empty",
        ),
        (
            "/sections/1/rows/0",
            json!({ "id": "b", "label": label(), "element": "b", "format": "enumeration", "values": many }),
            "sections[1].rows[0].values: 513 values found, at most 512 allowed",
        ),
        (
            "/sections/1/rows/0",
            json!({ "id": "b", "label": label(), "element": "b", "format": "enumeration",
            "values": { "1": { "kk": "қ" } } }),
            "sections[1].rows[0].values.1.ru: missing",
        ),
        (
            "/sections/1/rows/0",
            json!({ "id": "b", "label": label(), "element": "b", "format": "table", "columns": [{}] }),
            "sections[1].rows[0].columns[0].key: missing",
        ),
        (
            "/sections/1/rows/0",
            json!({ "id": "b", "label": label(), "element": "b", "format": "table",
            "columns": [column, column, column, column, column, column, column] }),
            "sections[1].rows[0].columns: 7 columns found, at most 6 allowed",
        ),
        ("/level", json!(0), "level: a number from 1 to 1000 wanted"),
        ("/least_level", json!("2"), "least_level: a text found, a number wanted"),
        ("/until", json!("2025-12-31"), "until: a day not before `dated` wanted"),
        ("/until", json!("31.12.2026"), "until: a date such as 2026-11-22 wanted"),
        ("/signature", json!(["s"]), "signature: a list found, a text wanted"),
        ("/badges", json!([]), "badges: empty"),
        ("/badges", json!(vec![json!({}); 9]), "badges: 9 badges found, at most 8 allowed"),
        ("/badges", json!([{ "id": "one", "text": label() }]), "badges[0].when: missing"),
        (
            "/badges",
            json!([{ "id": "one", "text": label(), "when": { "minor": true } }]),
            "sections[0].id: stands twice",
        ),
        ("/badges", json!([{ "id": "x", "when": { "minor": true } }]), "badges[0].text: missing"),
        (
            "/badges",
            json!([{ "id": "x", "text": label(), "tone": 1, "when": { "minor": true } }]),
            "badges[0].tone: a number found, a text wanted",
        ),
        (
            "/badges",
            json!([{ "id": "x", "text": label(), "when": { "minor": true, "state": ["valid"] } }]),
            "badges[0].when: one of element with present, element with is, state, minor wanted",
        ),
        (
            "/sections/0/when",
            json!({}),
            "sections[0].when: one of element with present, element with is, state, minor wanted",
        ),
        ("/sections/0/when", json!(true), "sections[0].when: a boolean found, an object wanted"),
        (
            "/sections/0/when",
            json!({ "element": "e" }),
            "sections[0].when: one of element with present, element with is, state, minor wanted",
        ),
        ("/sections/0/when", json!({ "element": "e", "is": [] }), "sections[0].when.is: empty"),
        (
            "/sections/0/when",
            json!({ "element": "e", "is": [1] }),
            "sections[0].when.is[0]: a number found, a text wanted",
        ),
        (
            "/sections/0/when",
            json!({ "element": "e", "is": vec!["v"; 33] }),
            "sections[0].when.is: 33 values found, at most 32 allowed",
        ),
        (
            "/sections/0/when",
            json!({ "minor": "yes" }),
            "sections[0].when.minor: a text found, a boolean wanted",
        ),
        (
            "/sections/0/when",
            json!({ "state": "valid" }),
            "sections[0].when.state: a text found, a list wanted",
        ),
        ("/sections/1/rows/0/reveal", json!(1), "sections[1].rows[0].reveal: a number found, a text wanted"),
        ("/sections/1/rows/0/spoken", json!({ "kk": "қ" }), "sections[1].rows[0].spoken.ru: missing"),
        ("/sections/1/rows/0/unit", label(), "sections[1].rows[0].unit: has no meaning with this format"),
        (
            "/sections/1/rows/0/element",
            json!(["a", ["b", "c"]]),
            "sections[1].rows[0].element[1]: a list found, an object wanted",
        ),
        (
            "/sections/1/rows/0/element",
            json!(["a", "b", "c", "d", "e"]),
            "sections[1].rows[0].element: 5 elements found, at most 4 allowed",
        ),
        (
            "/sections/1/rows/0/element",
            json!({ "kk_latin": "" }),
            "sections[1].rows[0].element.kk_latin: empty",
        ),
        (
            "/sections/1/rows/0",
            json!({ "id": "b", "label": label(), "element": "b", "format": "persons" }),
            "sections[1].rows[0].columns: missing",
        ),
        (
            "/sections/1/rows/0",
            json!({ "id": "b", "label": label(), "element": "b", "format": "table",
            "columns": [{ "key": "k", "label": label(), "format": "enumeration" }] }),
            "sections[1].rows[0].columns[0].values: missing",
        ),
    ] {
        let form = if wanted.contains("null found") {
            let mut form = least();
            form["sections"][1]["rows"][0]["format"] = value;
            form
        } else {
            with(pointer, value)
        };
        assert_eq!(read(&form).expect_err(wanted).to_string(), format!("line 1: {wanted}"));
    }
}

#[test]
fn what_is_no_form_at_all() {
    let refusal = |json: &[u8]| Form::from_json(json).expect_err("refused").to_string();
    assert_eq!(refusal(b"{\n  \"title\": }"), "the form is not JSON: line 2, column 12");
    assert_eq!(refusal(b"[]"), "line 1: the form: a list found, an object wanted");
    assert_eq!(refusal(b"{\"version\":1,\"version\":2}"), "line 1: version: stands twice");
    assert_eq!(refusal("{\"ы\u{202e}\":1,\"ы\u{202e}\":2}".as_bytes()), "line 1: ?: stands twice");
    assert_eq!(refusal(&vec![b' '; MAX_FORM_BYTES + 1]), "the form has 131073 bytes, at most 131072 allowed");
    assert!(matches!(Form::from_json(&[b'['; 1000]), Err(FormError::Json { .. })), "depth");
}

/// 352/9: a form of a later library is shown as far as it is understood; who may see a row is never widened by it.
#[test]
fn what_is_unknown_degrades_and_is_named() {
    let mut later = least();
    later["hologram"] = json!({ "x": 1 });
    later["colours"] = json!("aurora");
    let row = &mut later["sections"][1]["rows"][0];
    row["format"] = json!("barcode");
    row["values"] = json!({ "1": label() });
    row["seen_by"] = json!("relatives");
    row["emphasis"] = json!("blinking");
    let form = read(&later).expect("still a form");
    let row = &form.sections[1].rows[0];
    assert_eq!((row.format, row.seen_by, row.emphasis), (Format::Text, SeenBy::Holder, Emphasis::Normal));
    let mut places = form.not_understood().to_vec();
    places.sort();
    assert_eq!(
        places,
        [
            "colours",
            "hologram",
            "sections[1].rows[0].emphasis",
            "sections[1].rows[0].format",
            "sections[1].rows[0].seen_by"
        ]
    );
    // Signing would lose them.
    let refusal = form.make(&body()).expect_err("refused").to_string();
    assert_eq!(refusal, "colours: not understood, and would be lost by signing");
    // A body that signs with a later library reaches this one.
    let node = cbor::to_vec(&later, "a display form").expect("cbor");
    let signed = Unsigned { purpose: Purpose::DisplayForm, payload: &node }
        .sign(&body() as &dyn Signer)
        .expect("signed");
    assert_eq!(Form::open(&signed, &body().public_key()).expect("opened").sections, form.sections);
}

#[test]
fn a_form_put_together_in_code_is_checked_before_it_is_signed() {
    let mut form = form(&DocType::IDENTITY_CARD);
    form.sections[0].rows[0].label.ru.clear();
    assert_eq!(form.make(&body()).expect_err("refused").to_string(), "sections[0].rows[0].label.ru: missing");
}

/// What a form shows, documents of its kind have: each element is one the kind's table makes.
#[test]
fn every_form_asks_for_elements_its_kind_has() {
    for mut form in Form::built_in() {
        let kind = KindSpec::by_doc_type(&form.doc_type).expect("a known kind");
        assert_eq!(form.unknown_elements(&kind.elements()), [], "{}", kind.slug);
        form.sections[0].rows[0].element = Source::One("surname".into());
        form.birth_date = Some("born".into());
        let unknown = form.unknown_elements(&kind.elements());
        let wanted = [("birth_date", "born"), ("sections[0].rows[0].element", "surname")];
        assert_eq!(unknown, wanted.map(|(place, element)| (place.to_owned(), element.to_owned())));
    }
}

/// 352/9: every kind this library makes has a form, and its name and issuing body are those of the kind.
#[test]
fn every_kind_has_its_form() {
    let forms = Form::built_in();
    assert_eq!(forms.len(), KINDS.len());
    for (kind, form) in KINDS.iter().zip(&forms) {
        assert_eq!(form.doc_type, kind.doc_type);
        for language in Language::ALL {
            assert_eq!(form.title.in_language(language), kind.name(language));
            assert_eq!(form.issuer.in_language(language), kind.issuer(language));
        }
    }
}

/// What is shipped is what was authored: `cargo run --example forms -- pack` after a change.
#[test]
#[allow(clippy::disallowed_methods)] // Its own sources.
fn the_packed_forms_are_their_sources() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/display/forms");
    let read = |slug: &str| {
        let json = std::fs::read(format!("{folder}/{slug}.json")).expect(slug);
        Form::from_json(&json).unwrap_or_else(|error| panic!("{slug}: {error}"))
    };
    let authored: Vec<Form> = KINDS.iter().map(|kind| read(kind.slug)).collect();
    assert!(authored == Form::built_in());
    assert!(read("other") == crate::display::built_in::other().expect("packed"));
    let files = std::fs::read_dir(folder).expect("a folder").count();
    assert_eq!(files, KINDS.len() + 2, "a form that is not packed");
}

/// 352/9: a form for later libraries is refused as such, whatever else is in it, and the form before it holds.
#[test]
fn a_form_for_later_libraries_leaves_the_one_before() {
    let later = json!({ "doc_type": 7, "least_level": 2, "pages": [] });
    let error = read(&later).expect_err("refused");
    assert_eq!(error, FormError::Later { least: 2, known: Form::LEVEL });
    assert_eq!(error.to_string(), "the form asks for level 2 of the form language, this library has 1");
    // Written in a later level, and shown well enough by this one.
    let form = read(&with("/level", json!(3))).expect("shown");
    assert_eq!((form.level, form.least_level), (3, 1));
}

/// What a later library says on who sees what never shows more here.
#[test]
fn unknown_conditions_and_reveals_show_less() {
    let mut later = least();
    later["sections"][0]["when"] = json!({ "weather": "fine" });
    later["sections"][1]["rows"][0]["when"] =
        json!({ "element": "b", "present": true, "since": "2026-01-01" });
    later["sections"][1]["rows"][0]["reveal"] = json!("on_fingerprint");
    later["badges"] = json!([
        { "id": "x", "text": label(), "tone": "festive", "when": { "moon": "full" } },
        { "id": "y", "text": label(), "when": { "state": ["frozen"] } },
    ]);
    let form = read(&later).expect("still a form");
    assert_eq!(form.sections[0].when, Some(Condition::Unknown));
    assert_eq!(form.sections[1].rows[0].when, Some(Condition::Unknown));
    assert_eq!(form.sections[1].rows[0].reveal, Reveal::OnTap);
    assert_eq!((form.badges[0].tone, &form.badges[0].when), (Tone::Neutral, &Condition::Unknown));
    assert_eq!(form.badges[1].when, Condition::State(vec![State::Unknown]));
    let mut places = form.not_understood().to_vec();
    places.sort();
    assert_eq!(
        places,
        [
            "badges[0].tone",
            "badges[0].when.moon",
            "badges[1].when.state[0]",
            "sections[0].when.weather",
            "sections[1].rows[0].reveal",
            "sections[1].rows[0].when.since",
        ]
    );
    let mut made = form;
    made.not_understood.clear();
    let refusal = made.make(&body()).expect_err("would lose them").to_string();
    assert!(
        refusal.ends_with("not understood, and would be lost by signing") || refusal.contains("wanted"),
        "{refusal}"
    );
}

/// The line is that of the mistake, in a file as people write them.
#[test]
fn a_mistake_in_a_file_has_its_line() {
    let json = include_str!("../forms/passport.json").replacen("\"format\": \"sex\"", "\"format\": 5", 1);
    let line = json.lines().position(|line| line.contains("\"format\": 5")).expect("there") + 1;
    let error = Form::from_json(json.as_bytes()).expect_err("refused").to_string();
    assert!(error.starts_with(&format!("line {line}: sections[")), "{error}");
    assert!(error.ends_with(".format: a number found, a text wanted"), "{error}");
}
