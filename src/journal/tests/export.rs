//! What leaves a cabinet as a file, and what the service keeps of refusals.

use super::*;
use crate::access::decide;
use crate::text::Language;

fn no_title(_: &Mark) -> LocalText {
    LocalText::default()
}

/// 352/18: what a person may take away: every mark, nothing secret, nobody's whole IIN but in no column.
#[test]
fn a_journal_is_taken_away_as_a_table() {
    let marks = four_views();
    let (_, mine) = marks.chain(&cabinet(child())).expect("whole");
    let csv = to_csv(&mine, &no_title, Language::English);
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(lines.len(), mine.len() + 2);
    assert_eq!(
        lines[0],
        "\"number\",\"side\",\"utc\",\"local\",\"doc_type\",\"other\",\"door\",\"purpose\",\"outcome\",\"edition\",\
         \"sentence\",\"document_digest\",\"pair\",\"hash\""
    );
    assert!(lines[1].starts_with(
        "\"1\",\"subject\",\"2026-11-22T04:30:00Z\",\"2026-11-22T09:30:00+05:00\",\"kz.gov.egov.birth_certificate.1\",\
         \"IIN ••••••••"
    ));
    assert!(
        lines[1].contains("\"22.11.2026 09:30: your document “Birth certificate” was viewed by QR code.")
    );
    let json = to_json(&mine, &no_title);
    let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(read.as_array().map(Vec::len), Some(mine.len()));
    assert_eq!(read[0]["door"], "qr");
    for person in [stranger(), mother(), child()] {
        assert!(!csv.contains(person.as_str()) && !json.contains(person.as_str()));
    }
}

/// A name from outside is text to a spreadsheet, never a formula, and stays in its field.
#[test]
fn no_value_becomes_a_formula_or_leaves_its_field() {
    for kind in ["=cmd|'/c\"calc'!A1", "+1", "-1", "@x", "a\",\"b"] {
        let view = View {
            doc_type: DocType::parse(kind).expect("a kind"),
            ..four_views().chain(&cabinet(child())).expect("whole").1[0].view().clone()
        };
        let mark = Mark::after(Head::empty(&cabinet(child())), Side::Subject, &view).expect("made");
        let csv = to_csv(&[mark], &no_title, Language::Russian);
        let row = csv.split("\r\n").nth(1).expect("a row");
        // Fields as RFC 4180 parts them.
        let inner = row.strip_prefix('"').and_then(|row| row.strip_suffix('"')).expect("quoted");
        let fields: Vec<String> = inner.split("\",\"").map(|field| field.replace("\"\"", "\"")).collect();
        if kind.contains(',') {
            assert!(row.contains("\"a\"\",\"\"b\""), "{row}");
            continue;
        }
        assert_eq!(fields.len(), 14, "{row}");
        assert_eq!(fields[4], format!("'{kind}"));
        assert!(fields.iter().all(|field| !field.starts_with(['=', '+', '-', '@'])), "{row}");
    }
}

/// 352/18: a refusal is kept for the service's audit, with its reason and clauses, and stands in no cabinet.
#[test]
fn a_refusal_is_for_the_services_audit() {
    let document = certificate();
    let asked = request(Party::Person(stranger()), Ground::None, &document);
    let refusal = decide(&asked).permit().expect_err("refused");
    let kept = RefusedView::new(&asked, refusal);
    assert_eq!((kept.reason, kept.edition), ("no_consent", Some("352/2024")));
    assert_eq!(kept.person.as_deref(), Some(stranger().as_str()));
    let line = kept.to_json_line();
    assert!(!line.contains('\n') && !line.contains(child().as_str()), "{line}");
    let read: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(read["clauses"], serde_json::json!(["352/2.6", "352/16"]));
    assert_eq!((&read["requester"], &read["channel"]), (&"person".into(), &"remote".into()));
    assert_eq!(format!("{kept:?}"), "RefusedView(person, no_consent, 2026-11-22T04:30:00Z)");
}
