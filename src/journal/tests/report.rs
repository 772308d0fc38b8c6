//! What a cabinet shows.

use super::*;

/// 352/18: what a cabinet shows: who viewed what, when, by which door; the other person by four digits alone.
#[test]
fn a_cabinet_tells_in_three_languages() {
    let (_, mine) = four_views().chain(&cabinet(child())).expect("whole");
    let title = LocalText {
        kk: "Туу туралы куәлік".into(),
        ru: "Свидетельство о рождении".into(),
        en: "Birth certificate".into(),
    };
    let (viewer, mother) = (&stranger().as_str()[8..].to_owned(), &mother().as_str()[8..].to_owned());
    let sentence = mine[0].report(&title).sentence;
    assert_eq!(
        sentence.kk,
        format!(
            "22.11.2026 09:30: сіздің «Туу туралы куәлік» құжатыңыз QR-код арқылы қаралды. Қараған: ЖСН \
             ••••••••{viewer}."
        )
    );
    assert_eq!(
        sentence.ru,
        format!(
            "22.11.2026 09:30: ваш документ «Свидетельство о рождении» просмотрен по QR-коду. Кто смотрел: ИИН \
             ••••••••{viewer}."
        )
    );
    assert_eq!(
        sentence.en,
        format!(
            "22.11.2026 09:30: your document “Birth certificate” was viewed by QR code. Viewer: IIN \
             ••••••••{viewer}."
        )
    );
    assert_eq!(
        mine[1].report(&title).sentence.ru,
        format!(
            "22.11.2026 09:30: ваш документ «Свидетельство о рождении» просмотрен по праву законного \
             представителя. Кто смотрел: ИИН ••••••••{mother}."
        )
    );

    let (_, theirs) = four_views().chain(&cabinet(stranger())).expect("whole");
    let child = &child().as_str()[8..].to_owned();
    let sentence = theirs[1].report(&LocalText::default()).sentence;
    assert_eq!(
        sentence.kk,
        format!(
            "22.11.2026 09:30: сіз «Туу туралы куәлік» құжатын қысқа код арқылы қарадыңыз. \
             Құжат иесі: ЖСН ••••••••{child}."
        )
    );
    assert_eq!(
        sentence.ru,
        format!(
            "22.11.2026 09:30: вы просмотрели документ «Свидетельство о рождении» по короткому коду. \
             Чей документ: ИИН ••••••••{child}."
        )
    );
    assert_eq!(
        sentence.en,
        format!(
            "22.11.2026 09:30: you viewed the document “Birth certificate” by short code. \
             Its owner: IIN ••••••••{child}."
        )
    );

    let json = serde_json::to_value(theirs[1].report(&title)).expect("json");
    assert_eq!(json["side"], "viewer");
    assert_eq!(json["utc"], "2026-11-22T04:30:02Z");
    assert_eq!(json["local"], "2026-11-22T09:30:02+05:00");
    assert_eq!(json["door"], "digits");
    assert_eq!(json["number"], 2);
    assert_eq!(json["pair"], theirs[1].view().pair.to_string());
    assert_eq!(json["document_digest"], "07".repeat(32));
    let text = json.to_string();
    for person in [stranger(), self::child()] {
        assert!(!text.contains(person.as_str()));
    }
}

/// Organisations are named by their BIN, their employees by four digits.
#[test]
fn organisations_have_cabinets() {
    let mut view =
        Mark::from_bytes(&four_views().stored(&cabinet(child()))[0]).expect("a mark").view().clone();
    view.viewer = Party::Employee { organisation: bin(), person: stranger() };
    let organisation = Recipient::Organisation(bin());
    assert_eq!(view.cabinet(Side::Viewer), organisation);
    let mark = Mark::after(Head::empty(&cabinet(child())), Side::Subject, &view).expect("made");
    assert_eq!(Mark::from_bytes(&mark.to_bytes()), Ok(mark.clone()));
    let digits = stranger().as_str()[8..].to_owned();
    assert_eq!(
        mark.report(&LocalText::default()).other,
        format!("BIN 160440007161, employee IIN ••••••••{digits}")
    );
    view.viewer = Party::System(bin());
    let mark = Mark::after(Head::empty(&organisation), Side::Viewer, &view).expect("made");
    assert_eq!(Chain::new(&organisation).push(&mark.to_bytes()), Ok(mark));
    // A title full of bars and places stays a title.
    view.doc_type = DocType::parse("x.other.1").expect("a docType");
    let mark = Mark::after(Head::empty(&cabinet(child())), Side::Subject, &view).expect("made");
    assert!(mark.report(&LocalText::default()).sentence.kk.contains("«x.other.1»"), "a kind nobody named");
    let title = LocalText { en: "a |other| b".into(), ..LocalText::default() };
    assert!(mark.report(&title).sentence.en.contains("“a |other| b” was viewed"));
}
