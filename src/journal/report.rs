use core::fmt::Write as _;

use serde::Serialize;

use super::{Door, Mark, Side};
use crate::document::KindSpec;
use crate::id::Party;
use crate::text::{Language, LocalText};

/// A mark as its cabinet shows it and gives it out. The other person is named by the last four digits of the IIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkReport {
    /// Number in the cabinet, from 1.
    pub number: u64,
    /// `subject` or `viewer`: what the cabinet's owner was in this view.
    pub side: &'static str,
    /// The docType.
    pub doc_type: String,
    /// SHA-256 of the document's Mobile Security Object, hexadecimal.
    pub document_digest: String,
    /// The other party: `IIN ••••••••0101` or `BIN 160440007161`.
    pub other: String,
    /// `qr`, `digits`, `default`, `password` or `sms`.
    pub door: &'static str,
    /// RFC 3339, UTC.
    pub utc: String,
    /// RFC 3339, local time with its offset.
    pub local: String,
    /// The edition of the rules.
    pub edition: String,
    /// `released`.
    pub outcome: &'static str,
    /// What for, by its code, where an organisation asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aim: Option<String>,
    /// What joins it to the other party's mark, hexadecimal.
    pub pair: String,
    /// Its hash, hexadecimal.
    pub hash: String,
    /// Who viewed what, when and how, in a sentence or two.
    pub sentence: LocalText,
}

impl Mark {
    /// The mark as its cabinet shows it. `title` names the kind of document, as its display form does; where it is
    /// empty the kind's own name stands for it or, of an unknown kind, its docType.
    pub fn report(&self, title: &LocalText) -> MarkReport {
        let view = self.view();
        MarkReport {
            number: self.number(),
            side: if self.side() == Side::Subject { "subject" } else { "viewer" },
            doc_type: view.doc_type.as_str().to_owned(),
            document_digest: hex(&view.document_digest),
            other: self.other(&EN),
            door: view.door.as_str(),
            utc: view.at.to_utc(),
            local: view.local.clone(),
            edition: view.edition.clone(),
            outcome: view.outcome.as_str(),
            aim: view.aim.as_ref().map(|aim| aim.code.as_str().to_owned()),
            pair: view.pair.to_string(),
            hash: hex(self.hash()),
            sentence: LocalText {
                kk: self.sentence(&KK, title),
                ru: self.sentence(&RU, title),
                en: self.sentence(&EN, title),
            },
        }
    }

    fn sentence(&self, words: &Words, title: &LocalText) -> String {
        let view = self.view();
        let title = match title.in_language(words.language) {
            "" => KindSpec::by_doc_type(&view.doc_type)
                .map_or(view.doc_type.as_str(), |kind| kind.name(words.language)),
            title => title,
        };
        let [subject, viewer] = words.sentences;
        let sentence = if self.side() == Side::Subject { subject } else { viewer };
        let door = match view.door {
            Door::Qr => words.doors[0],
            Door::Digits => words.doors[1],
            Door::Default => words.doors[2],
            Door::Password => words.doors[3],
            Door::Reply => words.doors[4],
        };
        // One pass: what is put in is never read as a place again.
        let mut out = String::new();
        for (index, piece) in sentence.split('|').enumerate() {
            match (index % 2, piece) {
                (0, text) => out.push_str(text),
                (_, "when") => out.push_str(&day_and_minute(&view.local)),
                (_, "title") => out.push_str(title),
                (_, "door") => out.push_str(door),
                (_, _) => out.push_str(&self.other(words)),
            }
        }
        if let Some(aim) = &view.aim {
            // Writing to a `String` cannot fail.
            let _ = write!(out, " {}: {}.", words.aim, aim.name.in_language(words.language));
        }
        out
    }

    fn other(&self, words: &Words) -> String {
        let [iin, bin, employee] = words.numbers;
        let view = self.view();
        let person = |digits: &str| format!("{iin} ••••••••{}", digits.get(8..).unwrap_or_default());
        match (self.side(), &view.viewer) {
            (Side::Viewer, _) => person(view.subject.as_str()),
            (Side::Subject, Party::Person(viewer)) => person(viewer.as_str()),
            (Side::Subject, Party::Employee { organisation, person: viewer }) => {
                format!("{bin} {}, {employee} {}", organisation.as_str(), person(viewer.as_str()))
            }
            (Side::Subject, Party::System(organisation)) => format!("{bin} {}", organisation.as_str()),
        }
    }
}

/// The words of one language. Places in a sentence stand between bars.
struct Words {
    language: Language,
    /// In the subject's cabinet, in the viewer's.
    sentences: [&'static str; 2],
    /// QR code, six digits, by default, one-time password, short message.
    doors: [&'static str; 5],
    /// Before what for.
    aim: &'static str,
    /// IIN, BIN, employee.
    numbers: [&'static str; 3],
}

const KK: Words = Words {
    language: Language::Kazakh,
    sentences: [
        "|when|: сіздің «|title|» құжатыңыз |door| қаралды. Қараған: |other|.",
        "|when|: сіз «|title|» құжатын |door| қарадыңыз. Құжат иесі: |other|.",
    ],
    doors: [
        "QR-код арқылы",
        "қысқа код арқылы",
        "заңды өкіл ретінде",
        "бір реттік пароль бойынша",
        "SMS-жауап бойынша",
    ],
    aim: "Мақсаты",
    numbers: ["ЖСН", "БСН", "қызметкер"],
};

const RU: Words = Words {
    language: Language::Russian,
    sentences: [
        "|when|: ваш документ «|title|» просмотрен |door|. Кто смотрел: |other|.",
        "|when|: вы просмотрели документ «|title|» |door|. Чей документ: |other|.",
    ],
    doors: [
        "по QR-коду",
        "по короткому коду",
        "по праву законного представителя",
        "по одноразовому паролю",
        "по ответу в SMS",
    ],
    aim: "Цель",
    numbers: ["ИИН", "БИН", "работник"],
};

const EN: Words = Words {
    language: Language::English,
    sentences: [
        "|when|: your document “|title|” was viewed |door|. Viewer: |other|.",
        "|when|: you viewed the document “|title|” |door|. Its owner: |other|.",
    ],
    doors: [
        "by QR code",
        "by short code",
        "by right of a legal representative",
        "by one-time password",
        "by reply to a short message",
    ],
    aim: "Purpose",
    numbers: ["IIN", "BIN", "employee"],
};

/// `22.11.2026 09:30`, from `2026-11-22T09:30:00+05:00`.
fn day_and_minute(local: &str) -> String {
    let part = |range: core::ops::Range<usize>| local.get(range).unwrap_or_default();
    format!("{}.{}.{} {}", part(8..10), part(5..7), part(0..4), part(11..16))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
