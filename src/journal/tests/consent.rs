//! What consent by phone leaves.

use super::*;
use crate::access::tests::organisation::{admitted, consented, employed, of_kind};
use crate::access::{Admission, Channel};
use crate::consent::Way;
use crate::organisation::Sector;
use crate::organisation::tests::{bank, client, teller};
use crate::text::Language;

fn employee() -> Party {
    Party::Employee { organisation: bank(), person: teller() }
}

pub(super) fn permit_by_consent(way: Way) -> (Permit, Verified) {
    let (decision, word) = (admitted(Sector::Other), employed());
    let document = of_kind(DocType::IDENTITY_CARD, "7", client());
    let consent = consented(employee(), DocType::IDENTITY_CARD, way, now());
    let admission =
        Admission { accreditation: &decision, employment: Some(&word), aim: "open_account", presence: None };
    let asked = Request {
        admission: Some(admission),
        channel: Channel::Integration,
        ..request(employee(), Ground::Consent(&consent), &document)
    };
    let permit = allowed(&asked);
    (permit, document)
}

/// 352/18, 352/20: by which way and for which purpose stands in both cabinets; a consent releases a document once; nothing in
/// the mark opens anything.
#[test]
fn consent_by_phone_leaves_marks() {
    for (way, door, word) in [(Way::Password, Door::Password, "password"), (Way::Reply, Door::Reply, "sms")] {
        let marks = MemoryMarks::new();
        let (permit, document) = permit_by_consent(way);
        let released = release(permit, document, &marks, now(), &mut no_random).expect("released");
        let pair = released.marks().expect("marked");
        assert_eq!(pair.viewer().cabinet, Recipient::Organisation(bank()));
        let view = pair.subject().mark.view();
        assert_eq!((view.door, view.door.as_str()), (door, word));
        assert_eq!(view.aim.as_ref().map(|aim| aim.code.as_str()), Some("open_account"));
        assert!(matches!(view.ground, ViewGround::Consent(_)));
        for placed in pair.both() {
            let bytes = placed.mark.to_bytes();
            assert_eq!(Mark::from_bytes(&bytes).as_ref(), Ok(&placed.mark));
            assert!(!bytes.windows(4).any(|window| window == [0xc5; 4]), "the challenge's id");
        }
        let (again, document) = permit_by_consent(way);
        let twice = release(again, document, &marks, now().plus(1), &mut no_random).map(drop);
        assert_eq!(twice, Err(JournalError::ReleasedBefore));
    }
}

/// 352/18: the purpose is told in the reader's language.
#[test]
fn a_cabinet_tells_the_purpose() {
    let marks = MemoryMarks::new();
    let (permit, document) = permit_by_consent(Way::Password);
    drop(release(permit, document, &marks, now(), &mut no_random).expect("released"));
    let (_, mine) = marks.chain(&cabinet(client())).expect("whole");
    let report = mine[0].report(&LocalText::default());
    assert_eq!(report.aim.as_deref(), Some("open_account"));
    let teller = &teller().as_str()[8..].to_owned();
    assert_eq!(
        Language::ALL.map(|language| report.sentence.in_language(language)),
        [
            format!(
                "22.11.2026 09:30: сіздің «Жеке куәлік» құжатыңыз бір реттік пароль бойынша қаралды. Қараған: БСН \
                 160440007161, қызметкер ЖСН ••••••••{teller}. Мақсаты: to open an account (kk)."
            ),
            format!(
                "22.11.2026 09:30: ваш документ «Удостоверение личности» просмотрен по одноразовому паролю. Кто смотрел: \
                 БИН 160440007161, работник ИИН ••••••••{teller}. Цель: to open an account (ru)."
            ),
            format!(
                "22.11.2026 09:30: your document “Identity card” was viewed by one-time password. Viewer: BIN \
                 160440007161, employee IIN ••••••••{teller}. Purpose: to open an account."
            ),
        ]
    );
}

/// The second version's form, as the first's, is read for ever; the longest of all fits.
#[test]
fn the_second_form_of_a_mark_is_pinned() {
    let view = View {
        pair: PairId([1; 16]),
        ground: ViewGround::Consent([2; 32]),
        doc_type: DocType::parse(&"k".repeat(128)).expect("a kind"),
        document_digest: [3; 32],
        viewer: employee(),
        subject: client(),
        door: Door::Reply,
        at: at("2026-11-22T04:30:00Z"),
        local: at("2026-11-22T04:30:00Z").to_local(),
        edition: "352/2024".into(),
        outcome: ViewOutcome::Released,
        aim: Some(crate::organisation::Aim {
            code: crate::organisation::AimCode::parse(&"a".repeat(32)).expect("a code"),
            name: LocalText { kk: "қ".repeat(60), ru: "ж".repeat(60), en: "€".repeat(60) },
        }),
    };
    let mark = Mark::after(Head::empty(&cabinet(client())), Side::Subject, &view).expect("made");
    let bytes = mark.to_bytes();
    assert!(bytes.len() < crate::limits::MAX_MARK_BYTES, "{} bytes", bytes.len());
    assert_eq!(Mark::from_bytes(&bytes).as_ref(), Ok(&mark));
    let hex = mark.hash().iter().fold(String::new(), |out, byte| format!("{out}{byte:02x}"));
    assert_eq!(hex, "d93ad8f0d90445e336fcc77d5d3aa8cf20c9fa4c0a3245293974ecec932859ad");
}
