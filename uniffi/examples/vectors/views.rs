//! View models and cards.

use qujat::document::mdoc::IssuerSigned;
use serde_json::{Value, json};

use crate::Wanted::{Error, Pass};
use crate::world::{IIN, NOW, Who, hex, issue, record, trust};
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    for kind in ["identity_card", "driving_licence", "birth_certificate"] {
        let document = issue(&record(kind)?, Who::Ministry, NOW)?.into_bytes();
        for language in ["kazakh", "russian", "english"] {
            for audience in ["holder", "third_party"] {
                let given = view(&document, language, audience, NOW)?;
                let about = format!("{kind}, in {language}, for a {}", audience.replace('_', " "));
                cases.add("view", &format!("{kind}_{language}_{audience}"), &about, given, Pass);
            }
        }
        for (language, theme) in [("kazakh", "light"), ("russian", "dark"), ("english", "auto")] {
            let mut given = view(&document, language, "third_party", NOW)?;
            given["theme"] = theme.into();
            given["seal"] = if theme == "light" { "QUJAT".into() } else { Value::Null };
            let about = format!("{kind} as a card, {theme}");
            cases.add("card", &format!("{kind}_{theme}"), &about, given, Pass);
        }
    }
    let card = issue(&record("identity_card")?, Who::Ministry, NOW)?.into_bytes();
    for (name, about, now) in [
        ("expires_in_thirty_days", "its badge counts", 1_931_281_200 - 30 * 86_400 - 3_600),
        ("last_day", "the day before it ends", 1_931_281_200 - 1),
        ("kept_and_ended", "verified in time, shown after its end", 1_931_281_200),
        ("clock_set_back", "verified, then shown before it is valid", NOW - 10 * 365 * 86_400),
    ] {
        cases.add("view", name, about, view(&card, "english", "holder", now)?, Pass);
    }
    for kind in [
        "passport",
        "foreigner_residence_permit",
        "vehicle_registration",
        "marriage_certificate",
        "divorce_certificate",
        "name_change_certificate",
        "student_card",
        "diploma",
        "pension_certificate",
        "disability_certificate",
        "vaccination_passport",
        "multi_child_family",
    ] {
        let document = issue(&record(kind)?, Who::Ministry, NOW)?.into_bytes();
        for (language, audience) in [("kazakh", "holder"), ("russian", "third_party"), ("english", "holder")]
        {
            let about = format!("{kind}, in {language}, for a {}", audience.replace('_', " "));
            let given = view(&document, language, audience, NOW)?;
            cases.add("view", &format!("{kind}_{language}_{audience}"), &about, given, Pass);
        }
    }
    for (name, about, look) in [
        ("latin_of_2018", "Kazakh in the letters of the decree", json!({ "latin": "decree" })),
        ("latin_of_2021", "Kazakh in the letters of the draft", json!({ "latin": "draft" })),
        ("revoked", "revoked since it was verified", json!({ "revoked": true })),
        ("revealed", "what waits for a tap is seen", json!({ "revealed": true })),
    ] {
        let mut given = view(&card, "kazakh", "holder", NOW)?;
        given["look"] = json!({ "latin": null, "revoked": false, "revealed": false });
        for (member, value) in look.as_object().into_iter().flatten() {
            given["look"][member] = value.clone();
        }
        cases.add("view", name, about, given.clone(), Pass);
        if name == "revealed" {
            given["theme"] = "light".into();
            given["seal"] = Value::Null;
            cases.add("card", name, about, given, Pass);
        }
    }
    shelves(cases)?;
    let few = IssuerSigned::parse(&card)?.disclose(|_, element| ["iin", "family_name_ru"].contains(&element));
    let few = view(&few, "kazakh", "third_party", NOW)?;
    cases.add("view", "few_elements", "most is not disclosed, and a name in one language", few, Pass);
    let mut other = record("identity_card")?;
    other["kind"] = "sample".into();
    other["doc_type"] = "kz.example.sample.1".into();
    other["fields"] = json!({
        "height": { "type": "integer", "value": 172 }, "note": { "type": "text", "value": "<b>&amp;" }
    });
    let unknown = issue(&other, Who::Ministry, NOW)?.into_bytes();
    let plain = view(&unknown, "russian", "holder", NOW)?;
    cases.add("view", "unknown_kind", "a kind without a form, and text that looks like markup", plain, Pass);

    let path = format!("{}/../src/display/forms/driving_licence.json", env!("CARGO_MANIFEST_DIR"));
    let licence_form = std::fs::read_to_string(path)?;
    for (name, about, form, wanted) in [
        ("form_of_another_kind", "a form for driving licences", licence_form, "form"),
        ("form_is_none", "a form that cannot be read", "{}".to_owned(), "form"),
    ] {
        let mut given = view(&card, "kazakh", "holder", NOW)?;
        given["form"] = form.into();
        cases.add("view", name, about, given, Error(wanted));
    }
    for (name, about, now) in
        [("time_too_late", "after the year 9999", i64::MAX), ("time_too_early", "before 1900", i64::MIN)]
    {
        cases.add("view", name, about, view(&card, "kazakh", "holder", now)?, Error("time"));
    }
    Ok(())
}

/// The section of documents: own and received, searched, ordered, and what changed.
fn shelves(cases: &mut Cases) -> Outcome<()> {
    let bytes =
        |kind: &str| -> Outcome<Value> { Ok(hex(issue(&record(kind)?, Who::Ministry, NOW)?.as_bytes())) };
    let own = ["driving_licence", "identity_card", "diploma"]
        .map(bytes)
        .into_iter()
        .collect::<Outcome<Vec<_>>>()?;
    let received = bytes("pension_certificate")?;
    let ends = 1_931_281_200;
    for (name, about, language, order, search, now, seen_at) in [
        (
            "by_expiry",
            "own by their end, and one received with its countdown",
            "kazakh",
            "expiry",
            "",
            NOW,
            None,
        ),
        ("by_title", "by name", "russian", "title", "", NOW, None),
        (
            "searched",
            "by a word of the name and one of the body",
            "english",
            "given",
            "identity ministry",
            NOW,
            None,
        ),
        ("nothing_found", "no document says that", "english", "newest", "zzz", NOW, None),
        (
            "state_changed",
            "seen before its last month, and now in it",
            "english",
            "newest",
            "",
            ends - 864_000,
            Some(ends - 3_456_000),
        ),
    ] {
        let given = json!({
            "trust": trust()?, "subject": IIN, "documents": own, "language": language, "order": order, "search": search,
            "received": [{ "document": received, "until": NOW + 125 }], "now": now, "seen_at": seen_at,
        });
        cases.add("shelf", name, about, given, Pass);
    }
    Ok(())
}

fn view(document: &[u8], language: &str, audience: &str, now: i64) -> Outcome<Value> {
    Ok(json!({
        "trust": trust()?, "document": hex(document), "expected_subject": null, "verified_at": NOW,
        "language": language, "audience": audience, "now": now, "form": null
    }))
}
