//! Conditions, marks, taps, persons, letters, revocation: what a form of level 1 can say.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::sample::{
    at, birth_certificate, claims, date, form, identity_card, portrait, text, verified, view,
};
use crate::display::{
    Alphabet, Audience, BadgeKind, Form, Look, RowKind, Standing, Theme, Tone, ViewModel, card_svg,
};
use crate::document::{Claims, ElementValue};
use crate::id::DocType;
use crate::text::Language;

const NOW: &str = "2026-11-22T04:30:00Z";

fn label(word: &str) -> Value {
    json!({ "kk": format!("{word}-kk"), "ru": format!("{word}-ru"), "en": word })
}

#[allow(clippy::needless_pass_by_value)] // As `json!` gives them.
fn pass(badges: Value, rows: Value) -> Form {
    let mut form = json!({
        "doc_type": "kz.gov.egov.pass.1", "version": 1, "dated": "2026-01-01", "title": label("Pass"),
        "birth_date": "birth_date", "validity": { "until": "expiry_date" }, "signature": "signature",
        "sections": [{ "id": "all", "rows": rows }],
    });
    if badges != json!([]) {
        form["badges"] = badges;
    }
    Form::from_json(form.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn holder(elements: &[(&str, ElementValue)]) -> Claims {
    claims(&DocType::parse("kz.gov.egov.pass.1").expect("a kind"), elements)
}

fn english(document: Claims, form: &Form, audience: Audience) -> ViewModel {
    ViewModel::new(&verified(document), form, Language::English, audience, at(NOW)).expect("a view")
}

fn ids(view: &ViewModel) -> Vec<String> {
    view.sections().iter().flat_map(|section| &section.rows).map(|row| row.id.clone()).collect()
}

/// 352/9: what a form shows on a condition stands where the condition holds, and nowhere else.
#[test]
fn conditions_are_judged_by_what_the_document_says() {
    let row =
        |id: &str, when: Value| json!({ "id": id, "label": label(id), "element": "name", "when": when });
    let form = pass(
        json!([
            { "id": "honours", "text": label("Honours"), "tone": "good", "when": { "element": "honours", "is": ["true"] } },
            { "id": "ends", "text": label("Ends"), "tone": "warning", "when": { "state": ["expiring", "expired"] } },
        ]),
        json!([
            row("there", json!({ "element": "extra", "present": true })),
            row("not_there", json!({ "element": "extra", "present": false })),
            row("third", json!({ "element": "course", "is": ["3", "4"] })),
            row("child", json!({ "minor": true })),
            row("adult", json!({ "minor": false })),
            row("always", json!({ "state": ["valid", "expiring"] })),
        ]),
    );
    let name = ("name", text("A"));
    for (elements, rows, badges) in [
        (vec![], vec!["not_there", "always"], vec![]),
        (
            vec![
                ("extra", text("x")),
                ("course", ElementValue::Integer(3)),
                ("birth_date", date("2015-01-01")),
                ("honours", ElementValue::Boolean(true)),
            ],
            vec!["there", "third", "child", "always"],
            vec!["minor", "honours"],
        ),
        // Blanks, an empty list and null are nothing; text is not a number of the same look elsewhere.
        (
            vec![("extra", text("  ")), ("birth_date", date("1990-01-01"))],
            vec!["not_there", "adult", "always"],
            vec![],
        ),
        (vec![("extra", ElementValue::List(vec![]))], vec!["not_there", "always"], vec![]),
        (
            vec![("extra", ElementValue::Null), ("honours", ElementValue::Boolean(false))],
            vec!["not_there", "always"],
            vec![],
        ),
        (vec![("expiry_date", date("2026-11-30"))], vec!["not_there", "always"], vec!["ends"]),
        (vec![("expiry_date", date("2026-11-21"))], vec!["not_there"], vec!["ends"]),
    ] {
        let named: Vec<&str> = elements.iter().map(|(name, _)| *name).collect();
        let view =
            english(holder(&[vec![name.clone()], elements.clone()].concat()), &form, Audience::ThirdParty);
        assert_eq!(ids(&view), rows, "{named:?}");
        let own: Vec<&str> = view.badges().iter().skip(1).map(|badge| badge.id.as_str()).collect();
        assert_eq!(own, badges, "{named:?}");
    }
    let honours = english(holder(&[name, ("honours", ElementValue::Boolean(true))]), &form, Audience::Holder);
    let badge = &honours.badges()[1];
    assert_eq!((badge.kind, badge.tone, badge.text.as_str()), (BadgeKind::OfForm, Tone::Good, "Honours"));
}

/// A value that waits for a tap is said by nobody before it: not by the card, not by a screen reader.
#[test]
fn a_value_behind_a_tap_is_kept() {
    let view = view(identity_card(), Language::English, Audience::Holder);
    let row = |view: &ViewModel| {
        let rows = view.sections().iter().flat_map(|section| section.rows.clone());
        rows.into_iter().find(|row| row.id == "ethnicity").expect("the holder's")
    };
    let kept = row(&view);
    assert_eq!(kept.masked.as_deref(), Some("••••••"));
    assert_eq!(kept.spoken, "Ethnicity: hidden, tap to see");
    let svg = card_svg(&view, None, Theme::Light);
    assert!(!svg.contains("казашка") && svg.contains("••••••"));
    assert!(!view.accessibility().contains("казашка"));
    let shown = view.revealed();
    assert_eq!((row(&shown).masked, row(&shown).spoken.as_str()), (None, "Ethnicity: казашка"));
    assert!(card_svg(&shown, None, Theme::Light).contains("казашка"));
}

/// 352/2.8: what was revoked is equal to nothing, and says so before all else.
#[test]
fn a_revoked_document_is_marked_for_its_holder() {
    let look =
        Look { standing: Standing::Revoked, ..Look::new(Language::Russian, Audience::Holder, at(NOW)) };
    let view =
        ViewModel::of(&verified(identity_card()), &form(&DocType::IDENTITY_CARD), &look).expect("a view");
    assert_eq!((view.badges()[0].kind, view.badges()[0].tone), (BadgeKind::Revoked, Tone::Bad));
    assert_eq!(view.badges()[0].text, "Отозван");
    assert_eq!(view.validity(), "Документ отозван и недействителен");
    assert!(view.statement().is_none());
    assert!(!card_svg(&view, None, Theme::Light).contains("Равнозначен"));
}

#[test]
fn persons_phones_units_and_joined_names() {
    let column =
        |key: Value, word: &str, format: &str| json!({ "key": key, "label": label(word), "format": format });
    let form = pass(
        json!([]),
        json!([
            { "id": "full", "label": label("Name"), "element": [{ "en": "family" }, { "en": "given" }, "none"],
              "spoken": label("Full name") },
            { "id": "phone", "label": label("Phone"), "element": "phone", "format": "phone" },
            { "id": "mass", "label": label("Mass"), "element": "mass", "format": "number", "unit": label("kg") },
            { "id": "children", "label": label("Children"), "element": "children", "format": "persons", "columns": [
                column(json!(["family", "given"]), "Name", "text"),
                column(json!("born"), "Born", "date"),
                column(json!("iin"), "IIN", "iin"),
            ] },
        ]),
    );
    let child = |given: &str| {
        ElementValue::Map(vec![
            ("family".into(), text("Aldabergenova")),
            ("given".into(), text(given)),
            ("born".into(), date("2018-06-01")),
            ("iin".into(), text("180601699893")),
        ])
    };
    let elements = |phone: &str, children: usize| {
        holder(&[
            ("family", text("Aldabergenova")),
            ("given", text("Aiaru")),
            ("phone", text(phone)),
            ("mass", ElementValue::Integer(2050)),
            ("children", ElementValue::List(vec![child("Tomiris"); children])),
            ("signature", portrait()),
        ])
    };
    let view = english(elements("+77012345678", 2), &form, Audience::Holder);
    let rows = &view.sections()[0].rows;
    assert_eq!(
        (rows[0].value.as_str(), rows[0].spoken.as_str()),
        ("Aldabergenova Aiaru", "Full name: Aldabergenova Aiaru")
    );
    assert_eq!((rows[1].value.as_str(), &rows[1].kind), ("+7 701 234 56 78", &RowKind::Phone));
    assert_eq!(rows[2].value, "2\u{a0}050\u{a0}kg");
    let RowKind::Persons(persons) = &rows[3].kind else { panic!("persons") };
    assert_eq!((persons.members.len(), persons.more), (2, 0));
    assert_eq!(persons.members[0].name, "Aldabergenova Tomiris");
    let lines: Vec<(&str, &str)> =
        persons.members[0].lines.iter().map(|line| (line.label.as_str(), line.value.as_str())).collect();
    assert_eq!(lines, [("Born", "1 June 2018"), ("IIN", "180601 699 893")]);
    assert!(rows[3].value.starts_with("Aldabergenova Tomiris, born: 1 June 2018, IIN: 180601 699 893; "));
    assert!(view.signature().is_some_and(|picture| picture.description == "Signature of the holder"));
    let svg = card_svg(&view, None, Theme::Light);
    assert!(svg.contains("Aldabergenova Tomiris") && svg.contains("Signature of the holder"));
    // More than are shown are counted; what is no phone number is text.
    let many = english(elements("8-800", 45), &form, Audience::Holder);
    let rows = &many.sections()[0].rows;
    assert_eq!((rows[1].value.as_str(), &rows[1].kind), ("8-800", &RowKind::Text));
    let RowKind::Persons(persons) = &rows[3].kind else { panic!("persons") };
    assert_eq!((persons.members.len(), persons.more), (40, 5));
    assert!(card_svg(&many, None, Theme::Light).contains("5 more"));
}

#[test]
fn kazakh_in_latin_letters_keeps_names_and_figures() {
    let alphabet = Alphabet::decree_2018().expect("sound");
    let seen = |language, claims: Claims| {
        let look = Look { latin: Some(&alphabet), ..Look::new(language, Audience::Holder, at(NOW)) };
        let form = form(&claims.doc_type);
        ViewModel::of(&verified(claims), &form, &look).expect("a view")
    };
    let mut card = identity_card();
    let number =
        card.elements.iter_mut().find(|element| element.identifier == "document_number").expect("there");
    number.value = text("ЖБ 045");
    let latin = seen(Language::Kazakh, card.clone());
    assert_eq!(latin.title(), "Jeke kýálik");
    let value = |id: &str| {
        let rows = latin.sections().iter().flat_map(|section| &section.rows);
        rows.into_iter().find(|row| row.id == id).expect(id).value.clone()
    };
    // The register's own spelling of a name; without one, the table's.
    assert_eq!((value("family_name").as_str(), value("patronymic").as_str()), ("Seitkali", "Nurlanqyzy"));
    assert_eq!(
        (value("birth_place").as_str(), value("document_number").as_str()),
        ("Shymkent qalasy", "ЖБ 045")
    );
    assert!(latin.accessibility().contains("Qujat nómiri: ЖБ 045."));
    // Nothing is said of other languages.
    assert_eq!(seen(Language::Russian, card.clone()).title(), "Удостоверение личности");
    // Persons and tables too.
    let svg = card_svg(&latin, None, Theme::Light);
    let texts = roxmltree::Document::parse(&svg).expect("well-formed");
    let cyrillic = texts
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")))
        .filter_map(|node| node.text().map(str::to_owned))
        .filter(|text| text.chars().any(|c| matches!(c, '\u{400}'..='\u{52f}')))
        .collect::<Vec<_>>();
    assert_eq!(cyrillic, ["ЖБ 045"]);
}

/// Whatever a form of a later library says of who sees a row, of when or of how, nobody sees more than before.
#[test]
fn a_later_word_never_shows_more() {
    for doc_type in [DocType::IDENTITY_CARD, DocType::BIRTH_CERTIFICATE] {
        let document = if doc_type == DocType::IDENTITY_CARD { identity_card() } else { birth_certificate() };
        let authored: Value = serde_json::from_str(&form(&doc_type).to_json()).expect("JSON");
        let seen = |form: &Value, audience| {
            let form = Form::from_json(form.to_string().as_bytes()).expect("a form");
            english(document.clone(), &form, audience)
        };
        let (before, own) =
            (ids(&seen(&authored, Audience::ThirdParty)), ids(&seen(&authored, Audience::Holder)));
        for (at, section) in authored["sections"].as_array().expect("a list").iter().enumerate() {
            for (index, row) in section["rows"].as_array().expect("a list").iter().enumerate() {
                let id = row["id"].as_str().expect("a name").to_owned();
                for (member, word) in [
                    ("seen_by", json!("relatives")),
                    ("when", json!({ "moon": "full" })),
                    ("reveal", json!("on_nod")),
                ] {
                    let mut later = authored.clone();
                    later["sections"][at]["rows"][index][member] = word;
                    let others = seen(&later, Audience::ThirdParty);
                    let rows = others.sections().iter().flat_map(|section| &section.rows);
                    let plain: Vec<&str> =
                        rows.filter(|row| row.masked.is_none()).map(|row| row.id.as_str()).collect();
                    let wanted: Vec<&str> =
                        before.iter().map(String::as_str).filter(|row| *row != id).collect();
                    assert_eq!(plain, wanted, "{id} with an unknown {member}");
                    assert_eq!(ids(&seen(&later, Audience::Holder)), own, "the holder sees {id} still");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Taking elements away never adds a row that shows a value of what is left out, nor a mark that is good.
    #[test]
    fn disclosing_less_says_nothing_better(kept in any::<u32>()) {
        let whole = identity_card();
        let mut part = whole.clone();
        let mut bit = 0;
        part.elements.retain(|_| { bit += 1; kept >> (bit % 32) & 1 == 1 });
        let form = form(&DocType::IDENTITY_CARD);
        let (all, some) = (english(whole, &form, Audience::ThirdParty), english(part, &form, Audience::ThirdParty));
        let shown = ids(&all);
        prop_assert!(ids(&some).iter().all(|id| shown.contains(id)));
        let good = |view: &ViewModel| view.badges().iter().filter(|badge| badge.tone == Tone::Good).count();
        prop_assert!(good(&some) <= good(&all).max(1));
        let svg = card_svg(&some, None, Theme::Auto);
        prop_assert!(roxmltree::Document::parse(&svg).is_ok());
    }
}
