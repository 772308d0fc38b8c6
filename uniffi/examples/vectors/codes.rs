//! Identifiers, the kinds of codes, symbols and forms: texts that come from outside.

use serde_json::json;

use crate::Wanted::{Error, Nothing, Pass};
use crate::world::{IIN, OTHER_IIN};
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    identifiers(cases);
    organisations(cases);
    phone_numbers(cases);
    kinds(cases);
    symbols(cases);
    forms(cases)
}

fn identifiers(cases: &mut Cases) {
    for (name, about, iin) in [
        ("sample", "of the sample person", IIN),
        ("no_birth_date", "zeros where a date of birth usually stands", OTHER_IIN),
        (
            "day_that_is_none",
            "the 41st of March: the first digits need be no date since 2013",
            "860341499992",
        ),
    ] {
        cases.add("iin", name, about, json!({ "iin": iin }), Pass);
    }
    for (name, about, iin) in [
        ("check_digit", "the last digit is another", "860314499993"),
        ("eleven_digits", "a digit is missing", "86031449999"),
        ("thirteen_digits", "a digit too many", "8603144999921"),
        ("empty", "nothing at all", ""),
        ("letter", "a letter among the digits", "8603144A9992"),
        ("spaces", "grouped as it is shown", "860314 499992"),
        ("space_before", "white space around it", " 860314499992"),
        ("arabic_digits", "digits, but not ASCII ones", "٨٦٠٣١٤٤٩٩٩٩٢"),
        ("full_width_digits", "digits, but not ASCII ones", "８６０３１４４９９９９２"),
        ("nul", "a NUL in the middle", "860314\u{0}49999"),
        ("swapped_digits", "two neighbours swapped, as typing does", "680314499992"),
    ] {
        cases.add("iin", name, about, json!({ "iin": iin }), Error("iin"));
    }
}

fn organisations(cases: &mut Cases) {
    for (name, about, bin) in [
        ("resident", "a legal entity of Kazakhstan", "970240999995"),
        ("state_body", "a ministry's published number", "000740000728"),
        ("non_resident", "a legal entity of another country", "150350001230"),
        ("joint_entrepreneur", "entrepreneurs in joint business", "120560000010"),
    ] {
        cases.add("bin", name, about, json!({ "bin": bin }), Pass);
    }
    for (name, about, bin) in [
        ("check_digit", "the last digit is another", "970240999994"),
        ("iin", "a person's number: its fifth digit is none of a BIN", "000000000101"),
        ("sixth_digit", "no branch, no head office", "120559000005"),
        ("eleven_digits", "a digit is missing", "97024099999"),
        ("thirteen_digits", "a digit too many", "9702409999951"),
        ("empty", "nothing at all", ""),
        ("spaces", "grouped as it is shown", "970240 999995"),
        ("letter", "a letter that looks like a digit", "97O240999995"),
        ("full_width_digits", "digits, but not ASCII ones", "９７０２４０９９９９９５"),
    ] {
        cases.add("bin", name, about, json!({ "bin": bin }), Error("bin"));
    }
}

fn phone_numbers(cases: &mut Cases) {
    for (name, about, text) in [
        ("e164", "as networks write it", "+77012345678"),
        ("national_prefix", "as people say it", "8 (701) 234-56-78"),
        ("no_plus", "without its plus", "77012345678"),
        ("no_break_spaces", "as web pages write it", "+7\u{a0}747\u{a0}234\u{a0}56\u{a0}78"),
    ] {
        cases.add("mobile_number", name, about, json!({ "text": text }), Pass);
    }
    for (name, about, text) in [
        ("russia", "of +7 and not of Kazakhstan", "+7 911 234 56 78"),
        ("landline", "a number of Astana", "+7 7172 12 34 56"),
        ("other_country", "of another country", "+996 555 123 456"),
        ("plus_eight", "the national prefix after a plus", "+8 701 234 56 78"),
        ("ten_digits", "without a country", "7012345678"),
        ("twelve_digits", "a digit too many", "+770123456789"),
        ("empty", "nothing at all", ""),
        ("letters", "a letter among the digits", "+7 701 234 56 7x"),
        ("two_plusses", "two plusses", "++77012345678"),
        ("arabic_digits", "digits, but not ASCII ones", "+٧٧٠١٢٣٤٥٦٧٨"),
        ("too_long", "hidden among spaces", "+7 701                           2345678"),
        ("nul", "a NUL in the middle", "+7701\u{0}2345678"),
    ] {
        cases.add("mobile_number", name, about, json!({ "text": text }), Error("phone_number"));
    }
}

fn kinds(cases: &mut Cases) {
    for (name, about, text) in [
        ("words", "any text", "hello".to_owned()),
        ("empty", "no text", String::new()),
        ("phone", "a telephone number", "tel:+77010000000".to_owned()),
        ("plain_link", "a link that carries no token", "https://documents.example/open".to_owned()),
        (
            "other_fragment",
            "a link whose fragment is no token",
            "https://documents.example/open#about".to_owned(),
        ),
        ("http", "not https", "http://documents.example/open#0oRD".to_owned()),
        (
            "user_in_host",
            "a host behind a user name",
            "https://documents.example@evil.example/#0oRD".to_owned(),
        ),
        ("seal_not_base45", "a seal's prefix and no base45", "QS1:abc".to_owned()),
        ("seal_lower_prefix", "the prefix in other letters", "qs1:00".to_owned()),
        ("frame_not_base45", "a frame's prefix and no base45", "QP1:~".to_owned()),
        ("too_long", "more than a symbol holds", "QP1:".to_owned() + &"0".repeat(9000)),
    ] {
        cases.add("kind", name, about, json!({ "text": text }), Nothing);
    }
    let not_base45 = json!({ "text": "QC1:~" });
    cases.add("kind", "challenge_not_base45", "a challenge's prefix and no base45", not_base45, Nothing);
    cases.add("kind", "frame", "a frame of a presentation", json!({ "text": "QP1:BB8" }), Pass);
}

fn symbols(cases: &mut Cases) {
    let symbol = |text: &str, usage: &str| json!({ "text": text, "usage": usage });
    for (name, about, text, usage) in [
        ("screen", "the smallest for a screen", "QUJAT", "screen"),
        ("print", "paper may lose more of it", "QUJAT", "print"),
        ("kazakh", "letters outside ASCII", "Құжат: әіңғүұқөһ", "screen"),
        ("digits", "digits take little room", "0123456789012345678901234567890", "screen"),
    ] {
        cases.add("symbol", name, about, symbol(text, usage), Pass);
    }
    for (name, about, text) in [
        ("empty", "no text", String::new()),
        ("too_long", "more than version 22 holds", "a".repeat(1004)),
        ("far_too_long", "more than any symbol holds", "a".repeat(8000)),
    ] {
        cases.add("symbol", name, about, symbol(&text, "screen"), Error("symbol"));
    }
}

/// Breaks a form in one way.
type Break = fn(&mut serde_json::Value);

fn forms(cases: &mut Cases) -> Outcome<()> {
    let path = format!("{}/../src/display/forms/other.json", env!("CARGO_MANIFEST_DIR"));
    let built_in: serde_json::Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let given = |form: &serde_json::Value| json!({ "json": form.to_string() });
    cases.add("form", "built_in", "a form of this library's own", given(&built_in), Pass);
    let mut unknown = built_in.clone();
    unknown["colours"] = "plaid".into();
    cases.add("form", "colours_of_tomorrow", "a word this version does not know", given(&unknown), Pass);
    let mut unknown = built_in.clone();
    unknown["script"] = "alert()".into();
    cases.add("form", "member_of_tomorrow", "a member this version does not know", given(&unknown), Pass);
    let breaks: [(&str, &str, Break); 5] = [
        ("no_title", "a member is missing", |form| {
            form.as_object_mut().expect("a form").remove("title");
        }),
        ("doc_type", "its kind is no doc type", |form| form["doc_type"] = "identity card".into()),
        ("version", "its version is no number", |form| form["version"] = "one".into()),
        ("dated", "its date is none", |form| form["dated"] = "2026-02-30".into()),
        ("no_sections", "it shows nothing", |form| form["sections"] = json!([])),
    ];
    for (name, about, change) in breaks {
        let mut form = built_in.clone();
        change(&mut form);
        cases.add("form", name, about, given(&form), Error("form"));
    }
    for (name, about, json) in [
        ("empty", "no text", String::new()),
        ("no_object", "JSON, but no object", "[]".to_owned()),
        ("truncated", "it ends early", r#"{"doc_type": "#.to_owned()),
        ("deep", "lists in lists in lists", "[".repeat(4000)),
    ] {
        cases.add("form", name, about, json!({ "json": json }), Error("form"));
    }
    Ok(())
}
