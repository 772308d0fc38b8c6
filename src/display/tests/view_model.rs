use super::sample::{
    at, birth_certificate, claims, date, driving_licence, form, identity_card, portrait, text, verified, view,
};
use crate::display::{Audience, BadgeKind, Form, RowKind, Tone, ViewError, ViewModel};
use crate::document::{Claims, ElementValue};
use crate::id::DocType;
use crate::text::Language::{self, English, Kazakh, Russian};
use crate::text::LocalText;
use crate::time::Validity;
use crate::trust::{Issuer, TrustGround};
use crate::verify::Verified;

/// A view as lines, for the eye and for comparison.
fn lines(view: &ViewModel) -> Vec<String> {
    let mut out = vec![format!("{} | {}", view.title(), view.issuer())];
    out.extend(view.badges().iter().map(|badge| format!("[{}] {:?}", badge.text, badge.kind)));
    out.push(view.validity().to_owned());
    for section in view.sections() {
        out.push(format!("# {} {}", section.id, section.title.as_deref().unwrap_or("-")));
        out.extend(section.rows.iter().map(|row| format!("{}: {}", row.label, row.value)));
    }
    let statement = view.statement().expect("a statement");
    out.push(format!("{} ({})", statement.text, statement.clause));
    out.push(view.signed_by().unwrap_or("-").to_owned());
    out.push(view.shown_at().to_owned());
    out
}

/// 352/2.7, 352/2.8, 352/9: a digital document as its form shows it, in the state language.
#[test]
fn identity_card_in_kazakh() {
    assert_eq!(
        lines(&view(identity_card(), Kazakh, Audience::Holder)),
        [
            "Жеке куәлік | Қазақстан Республикасының Ішкі істер министрлігі",
            "[Жарамды] Valid",
            "2034 ж. 4 наурызға дейін (қоса алғанда) жарамды",
            "# person -",
            "Тегі: Сейтқали",
            "Аты: Айгерім",
            "Әкесінің аты: Нұрланқызы",
            "# identity -",
            "ЖСН: 961122 400 017",
            "Құжат нөмірі: 045123789",
            "Туған күні: 22 қараша 1996 ж.",
            "Жынысы: Әйел",
            "Азаматтығы: Қазақстан Республикасы",
            "Ұлты: қазақ",
            "Туған жері: Шымкент қаласы",
            "# issue -",
            "Берілген күні: 5 наурыз 2024 ж.",
            "Қолданылу мерзімі: 4 наурыз 2034 ж.",
            "Берген орган: ҚР Ішкі істер министрлігі",
            "Қағаз жеткізгіштегі құжатқа тең (352/2.8)",
            "Қол қойған: ҚР ІІМ",
            "Көрсетілді: 22 қараша 2026 ж., 09:30",
        ]
    );
}

/// 352/9: in Russian, to a third party: the rows that are the holder's alone are not there.
#[test]
fn identity_card_in_russian_for_a_third_party() {
    let view = view(identity_card(), Russian, Audience::ThirdParty);
    assert_eq!(
        lines(&view),
        [
            "Удостоверение личности | Министерство внутренних дел Республики Казахстан",
            "[Действителен] Valid",
            "Действителен по 4 марта 2034 г. включительно",
            "# person -",
            "Фамилия: Сейткали",
            "Имя: Айгерим",
            "Отчество: Нурлановна",
            "# identity -",
            "ИИН: 961122 400 017",
            "Номер документа: 045123789",
            "Дата рождения: 22 ноября 1996 г.",
            "Пол: Женский",
            "Гражданство: Республика Казахстан",
            "Место рождения: город Шымкент",
            "# issue -",
            "Дата выдачи: 5 марта 2024 г.",
            "Срок действия: 4 марта 2034 г.",
            "Кем выдан: МВД Республики Казахстан",
            "Равнозначен документу на бумажном носителе (352/2.8)",
            "Подписано: МВД РК",
            "Показано: 22 ноября 2026 г., 09:30",
        ]
    );
    assert_eq!(
        view.accessibility().split(". ").take(6).collect::<Vec<_>>().join(" / "),
        "Удостоверение личности / Министерство внутренних дел Республики Казахстан / Действителен / \
         Действителен по 4 марта 2034 г / включительно / Фотография владельца"
    );
}

/// ISO/IEC 18013-5 §7.2.4: driving privileges as a table; restrictions only where somebody has one.
#[test]
fn driving_licence_in_english() {
    let view = view(driving_licence(), English, Audience::Holder);
    assert_eq!(
        lines(&view),
        [
            "Driver's licence | Ministry of Internal Affairs of the Republic of Kazakhstan",
            "[Valid] Valid",
            "Valid through 13 May 2029",
            "# person -",
            "Surname: ZHAQSYLYQOV",
            "Given name: DAULET",
            "# identity -",
            "Document number: AB 123456",
            "IIN: 880229 300 015",
            "Date of birth: 29 February 1988",
            "Sex: Male",
            "# privileges Categories",
            "Entitlement to drive: B, issued: 14\u{a0}May\u{a0}2019, valid until: 13\u{a0}May\u{a0}2029; \
             B1, issued: 14\u{a0}May\u{a0}2019, valid until: 13\u{a0}May\u{a0}2029, codes: AT",
            "# issue -",
            "Date of issue: 14 May 2019",
            "Date of expiry: 13 May 2029",
            "Issued by: Ministry of Internal Affairs",
            "Equal to the document on paper (352/2.8)",
            "Signed by: MIA of the RK",
            "Shown: 22 November 2026, 09:30",
        ]
    );
    let RowKind::Table(table) = &view.sections()[2].rows[0].kind else { panic!("a table") };
    assert_eq!(table.columns, ["Category", "Issued", "Valid until", "Codes"]);
    assert_eq!(table.lines[0], ["B", "14\u{a0}May\u{a0}2019", "13\u{a0}May\u{a0}2029", "—"]);
    let mut plain = driving_licence();
    let row = |category: &str| ElementValue::Map(vec![("vehicle_category_code".into(), text(category))]);
    set(&mut plain, "driving_privileges", ElementValue::List(vec![row("B"); 45]));
    let view = super::sample::view(plain, Kazakh, Audience::Holder);
    let RowKind::Table(table) = &view.sections()[2].rows[0].kind else { panic!("a table") };
    assert_eq!((table.columns.len(), table.lines.len(), table.more), (1, 40, 5));
}

/// A birth certificate has no last day; its child is a minor until 00:00 local time on the 18th birthday.
#[test]
fn birth_certificate_of_a_minor() {
    let view = view(birth_certificate(), Kazakh, Audience::Holder);
    assert_eq!(
        lines(&view),
        [
            "Туу туралы куәлік | «Азаматтарға арналған үкімет» мемлекеттік корпорациясы",
            "[Жарамды] Valid",
            "[Кәмелетке толмаған] Minor",
            "Мерзімсіз",
            "# child Бала",
            "Тегі: Әлімжан",
            "Аты: Үкілай",
            "ЖСН: 150601 600 012",
            "Туған күні: 1 маусым 2015 ж.",
            "Жынысы: Әйел",
            "# father Әкесі",
            "Тегі: Әлімжан",
            "Аты: Ерлан",
            "Азаматтығы: Қазақстан Республикасы",
            "# mother Анасы",
            "Тегі: Әлімжан",
            "Аты: Гүлнәр",
            "# record Акт жазбасы",
            "Құжат нөмірі: 1234567",
            "Акт жазбасының нөмірі: 110-15-0001234",
            "Тіркелген күні: 5 маусым 2015 ж.",
            "Қағаз жеткізгіштегі құжатқа тең (352/2.8)",
            "Қол қойған: ҚР ІІМ",
            "Көрсетілді: 22 қараша 2026 ж., 09:30",
        ]
    );
    assert!(view.portrait().is_none());
    for (now, minor) in [("2033-05-31T23:59:59+05:00", true), ("2033-06-01T00:00:00+05:00", false)] {
        let form = form(&DocType::BIRTH_CERTIFICATE);
        let view = ViewModel::new(&verified(birth_certificate()), &form, Russian, Audience::Holder, at(now));
        let marked = view.expect("a view").badges().iter().any(|badge| badge.kind == BadgeKind::Minor);
        assert_eq!(marked, minor, "{now}");
    }
}

fn set(claims: &mut Claims, identifier: &str, value: ElementValue) {
    let element = claims.elements.iter_mut().find(|element| element.identifier == identifier);
    element.expect(identifier).value = value;
}

fn state(document: &Verified, form: &Form, now: &str) -> (BadgeKind, String) {
    let view = ViewModel::new(document, form, English, Audience::Holder, at(now)).expect("a view");
    (view.badges()[0].kind, view.validity().to_owned())
}

/// The badge turns at local midnight, to the day: the last day is itself included.
#[test]
fn the_badge_turns_at_local_midnight() {
    let form = form(&DocType::IDENTITY_CARD);
    let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Anchor };
    let long = Validity::new(at("2024-03-05T00:00:00+05:00"), at("2040-01-01T00:00:00Z")).expect("a window");
    let document = Verified::for_test_by(issuer, identity_card(), long);
    for (now, kind, validity) in [
        ("2024-03-04T23:59:59+05:00", BadgeKind::NotYet, "Valid from 5 March 2024"),
        ("2024-03-05T00:00:00+05:00", BadgeKind::Valid, "Valid through 4 March 2034"),
        ("2034-02-01T23:59:59+05:00", BadgeKind::Valid, "Valid through 4 March 2034"),
        ("2034-02-02T00:00:00+05:00", BadgeKind::ExpiresIn(30), "Valid through 4 March 2034"),
        ("2034-03-02T23:59:59+05:00", BadgeKind::ExpiresIn(2), "Valid through 4 March 2034"),
        ("2034-03-03T12:00:00+05:00", BadgeKind::ExpiresIn(1), "Valid through 4 March 2034"),
        ("2034-03-04T00:00:00+05:00", BadgeKind::LastDay, "Valid through 4 March 2034"),
        // 18:59:59Z on the 4th is still the 4th here; a second later it is the 5th.
        ("2034-03-04T18:59:59Z", BadgeKind::LastDay, "Valid through 4 March 2034"),
        ("2034-03-04T19:00:00Z", BadgeKind::Expired, "Was valid through 4 March 2034"),
    ] {
        assert_eq!(state(&document, &form, now), (kind, validity.to_owned()), "{now}");
    }
    assert_eq!(BadgeKind::Expired.tone(), Tone::Bad);
    let view = ViewModel::new(&document, &form, English, Audience::Holder, at("2030-01-01T00:00:00Z"))
        .expect("a view");
    assert_eq!(view.signed_by(), None, "an issuer without a name is not made up");
}

/// An instant is not itself included; a signature that ends before the document does asks for new data.
#[test]
fn the_badge_knows_whose_time_is_over() {
    let form = form(&DocType::IDENTITY_CARD);
    let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Anchor };
    let month =
        Validity::new(at("2026-11-01T00:00:00+05:00"), at("2026-12-01T00:00:00+05:00")).expect("a window");
    let document = Verified::for_test_by(issuer.clone(), identity_card(), month);
    let through = "Valid through 4 March 2034".to_owned();
    assert_eq!(state(&document, &form, "2026-11-30T23:59:59+05:00"), (BadgeKind::Valid, through.clone()));
    assert_eq!(state(&document, &form, "2026-12-01T00:00:00+05:00"), (BadgeKind::UpdateNeeded, through));
    // Signed for later than the document's own first day.
    let (kind, text) = state(&document, &form, "2026-10-31T23:59:59+05:00");
    assert_eq!((kind, text.as_str()), (BadgeKind::NotYet, "Valid from 1 November 2026"));

    let mut timed = identity_card();
    set(&mut timed, "expiry_date", ElementValue::Instant(at("2026-11-20T12:00:00+05:00")));
    let timed = Verified::for_test_by(issuer.clone(), timed, month);
    let (kind, text) = state(&timed, &form, "2026-11-20T11:59:59+05:00");
    assert_eq!((kind, text.as_str()), (BadgeKind::LastDay, "Valid through 20 November 2026"));
    assert_eq!(state(&timed, &form, "2026-11-20T12:00:00+05:00").0, BadgeKind::Expired);

    // The last day was not disclosed: nothing is said of the document, only of the data.
    let mut silent = identity_card();
    silent.elements.retain(|element| element.identifier != "expiry_date");
    let silent = Verified::for_test_by(issuer, silent, month);
    let (kind, text) = state(&silent, &form, "2026-11-30T12:00:00+05:00");
    assert_eq!((kind, text.as_str()), (BadgeKind::Valid, "Data valid through 30 November 2026"));
    let (kind, text) = state(&silent, &form, "2026-12-01T12:00:00+05:00");
    assert_eq!((kind, text.as_str()), (BadgeKind::UpdateNeeded, "Data were valid through 30 November 2026"));
}

#[test]
fn a_form_of_another_kind_is_refused() {
    let form = form(&DocType::DRIVING_LICENCE);
    let view = ViewModel::new(
        &verified(identity_card()),
        &form,
        Kazakh,
        Audience::Holder,
        at("2026-11-22T04:30:00Z"),
    );
    let error = view.expect_err("refused");
    assert!(matches!(error, ViewError::OtherKind { .. }));
    assert_eq!(
        error.to_string(),
        "the form is for org.iso.18013.5.1.mDL, the document is kz.gov.egov.identity_card.1"
    );
}

#[test]
fn what_is_missing_goes_or_is_dashed() {
    let mut form = form(&DocType::IDENTITY_CARD);
    form.sections[1].rows[2].when_missing = crate::display::WhenMissing::Dash;
    let bare = claims(
        &DocType::IDENTITY_CARD,
        &[("given_name", text("Aigerim")), ("patronymic_kk", text(" \u{200b}\n"))],
    );
    let view = ViewModel::new(&verified(bare), &form, Kazakh, Audience::Holder, at("2026-11-22T04:30:00Z"));
    let view = view.expect("a view");
    // The language's own element is not there: the next in order stands in. What only looks like text is nothing.
    let shown: Vec<_> = view
        .sections()
        .iter()
        .flat_map(|section| &section.rows)
        .map(|row| (row.id.as_str(), row.value.as_str()))
        .collect();
    assert_eq!(shown, [("given_name", "Aigerim"), ("birth_date", "—")]);
    assert!(view.portrait().is_none());
    assert_eq!(view.sections()[1].rows[0].kind, RowKind::Missing);
}

/// Hostile values: whatever an element holds, it shows as harmless text or not at all.
#[test]
fn values_that_do_not_fit_their_format_show_as_text() {
    let shown = |id: &str, value: ElementValue, language: Language| {
        let mut claims = identity_card();
        set(&mut claims, id, value);
        let view = view(claims, language, Audience::Holder);
        let row = view.sections().iter().flat_map(|section| section.rows.clone()).find(|row| row.id == id);
        row.map(|row| row.value)
    };
    let list = ElementValue::List(vec![text("a"), ElementValue::Integer(7), ElementValue::Null]);
    let map = ElementValue::Map(vec![("k".into(), text("v")), ("l".into(), date("2026-01-01"))]);
    for (id, value, wanted) in [
        ("birth_date", text("1996-11-22"), Some("22 November 1996")),
        ("birth_date", text("some day"), Some("some day")),
        ("birth_date", ElementValue::Instant(at("1996-11-21T20:00:00Z")), Some("22 November 1996")),
        ("birth_date", ElementValue::Bytes(vec![1]), None),
        ("sex", text("F"), Some("Female")),
        ("sex", text("X"), Some("X")),
        ("sex", ElementValue::Integer(7), Some("7")),
        ("sex", ElementValue::Integer(9), Some("Not applicable")),
        ("iin", text("96112240001"), Some("96112240001")),
        ("iin", text("96112240001\u{202e}"), Some("96112240001")),
        ("document_number", ElementValue::Integer(-1_234_567), Some("−1\u{a0}234\u{a0}567")),
        ("citizenship", text("ATA"), Some("ATA")),
        ("citizenship", list, Some("a, 7")),
        ("citizenship", map, Some("v, 1 January 2026")),
        ("citizenship", ElementValue::Boolean(true), Some("Yes")),
        ("citizenship", ElementValue::Float(1.5), Some("1.5")),
        ("citizenship", ElementValue::Float(f64::NAN), Some("NaN")),
        ("citizenship", text("<script>alert(1)</script>\0"), Some("<script>alert(1)</script>")),
    ] {
        assert_eq!(shown(id, value, English).as_deref(), wanted, "{id}");
    }
    assert_eq!(shown("citizenship", ElementValue::Float(1.5), Kazakh).as_deref(), Some("1,5"));
}

#[test]
fn a_portrait_is_a_picture_or_nothing() {
    let of = |value: ElementValue| {
        let mut claims = identity_card();
        set(&mut claims, "portrait", value);
        view(claims, English, Audience::Holder).portrait().map(|portrait| portrait.media_type.clone())
    };
    assert_eq!(of(portrait()).as_deref(), Some("image/jpeg"));
    assert_eq!(of(ElementValue::Bytes(b"\x89PNG\r\n\x1a\n".to_vec())).as_deref(), Some("image/png"));
    assert_eq!(of(ElementValue::Bytes(b"<svg onload='x'/>".to_vec())), None);
    assert_eq!(of(text("/9j/4AAQ")), None);
    let mut large = vec![0; crate::limits::MAX_PORTRAIT_BYTES + 1];
    large[..3].copy_from_slice(&[0xff, 0xd8, 0xff]);
    assert_eq!(of(ElementValue::Bytes(large)), None);
}

#[test]
fn debug_names_no_value() {
    let view = view(identity_card(), Kazakh, Audience::Holder);
    let debug = format!("{view:?} {:?} {:?}", view.sections(), view.portrait());
    for secret in ["Сейтқали", "961122", "045123789", "1996"] {
        assert!(!debug.contains(secret), "{debug}");
    }
}

/// Kinds are open: a document whose kind has no form yet is shown by the plain one, its own elements under their names.
#[test]
fn a_kind_without_a_form_is_shown_plainly() {
    let kind = DocType::parse("kz.gov.egov.pupil_card.1").expect("a docType");
    let pupil = claims(
        &kind,
        &[
            ("family_name_kk", text("Үлгібаева")),
            ("school_class", text("2 «А»")),
            ("school_kk", text("№0 үлгі мектебі")),
            ("school_ru", text("Школа-образец № 0")),
            ("expiry_date", date("2027-08-31")),
            ("portrait", portrait()),
            ("stamp", ElementValue::Bytes(vec![1])),
        ],
    );
    let form = Form::plain(&pupil).expect("a form");
    let view =
        ViewModel::new(&verified(pupil), &form, Russian, Audience::ThirdParty, at("2026-11-22T04:30:00Z"));
    assert_eq!(
        lines(&view.expect("a view")),
        [
            "Цифровой документ | МВД РК",
            "[Действителен] Valid",
            "Действителен по 31 августа 2027 г. включительно",
            "# person -",
            "Фамилия: Үлгібаева",
            "# other -",
            "School class: 2 «А»",
            "School: Школа-образец № 0",
            "# issue -",
            "Срок действия: 31 августа 2027 г.",
            "Равнозначен документу на бумажном носителе (352/2.8)",
            "Подписано: МВД РК",
            "Показано: 22 ноября 2026 г., 09:30",
        ]
    );
}
