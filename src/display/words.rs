//! The library's own words in three languages: months, badges, validity, yes and no. What belongs to a kind of document
//! is in its form.

use super::parts::BadgeKind;
use super::shelf::{Change, GroupKind};
use crate::text::Language::{self, English, Kazakh, Russian};
use crate::time::{Date, Timestamp};

/// `22 қараша 2026 ж.`, `22 ноября 2026 г.`, `22 November 2026`.
pub(super) fn long_date(date: Date, language: Language) -> String {
    let [kk, _, _, ru, en] = month(date);
    let (day, year) = (date.day(), date.year());
    match language {
        Kazakh => format!("{day} {kk} {year} ж."),
        Russian => format!("{day} {ru} {year} г."),
        English => format!("{day} {en} {year}"),
    }
}

/// `22.11.2026`; in English `22 Nov 2026`, where figures alone are read two ways. Never broken.
pub(super) fn short_date(date: Date, language: Language) -> String {
    let (day, year) = (date.day(), date.year());
    match language {
        Kazakh | Russian => format!("{day:02}.{:02}.{year}", date.month()),
        English => format!("{day}\u{a0}{}\u{a0}{year}", month(date)[4].get(..3).unwrap_or_default()),
    }
}

/// A moment in local time: `22 ноября 2026 г., 09:30`.
pub(super) fn moment(at: Timestamp, language: Language) -> String {
    let (hour, minute) = at.local_hour_minute();
    format!("{}, {hour:02}:{minute:02}", long_date(at.local_date(), language))
}

/// What a badge says.
pub(super) fn badge(kind: BadgeKind, language: Language) -> String {
    let words = match kind {
        BadgeKind::Valid => ["Жарамды", "Действителен", "Valid"],
        BadgeKind::LastDay => ["Соңғы күні", "Последний день", "Last day"],
        BadgeKind::ExpiresIn(days) => {
            return match language {
                Kazakh => format!("{days} күн қалды"),
                Russian => {
                    let left = plural(days, ["Остался", "Осталось", "Осталось"]);
                    format!("{left} {days} {}", plural(days, ["день", "дня", "дней"]))
                }
                English => format!("Expires in {days} {}", if days == 1 { "day" } else { "days" }),
            };
        }
        BadgeKind::Expired => ["Мерзімі өткен", "Срок истёк", "Expired"],
        BadgeKind::NotYet => ["Әлі жарамды емес", "Ещё не действует", "Not yet valid"],
        BadgeKind::UpdateNeeded => ["Жаңарту қажет", "Нужно обновить", "Update needed"],
        BadgeKind::Revoked => ["Кері қайтарылған", "Отозван", "Revoked"],
        // Its words are the form's.
        BadgeKind::OfForm => return String::new(),
        BadgeKind::Minor => ["Кәмелетке толмаған", "Несовершеннолетний", "Minor"],
    };
    pick(words, language).to_owned()
}

/// A document that states its last day, itself included.
pub(super) fn valid_through(last: Date, language: Language) -> String {
    match language {
        Kazakh => format!("{} (қоса алғанда) жарамды", kazakh_until(last)),
        Russian => format!("Действителен по {} включительно", long_date(last, language)),
        English => format!("Valid through {}", long_date(last, language)),
    }
}

/// The same, when it is over.
pub(super) fn was_valid_through(last: Date, language: Language) -> String {
    match language {
        Kazakh => format!("{} (қоса алғанда) жарамды болған", kazakh_until(last)),
        Russian => format!("Действовал по {} включительно", long_date(last, language)),
        English => format!("Was valid through {}", long_date(last, language)),
    }
}

/// A document whose first day is to come.
pub(super) fn valid_from(first: Date, language: Language) -> String {
    match language {
        Kazakh => {
            let [_, _, ablative, ..] = month(first);
            format!("{} ж. {} {ablative} бастап жарамды", first.year(), first.day())
        }
        Russian => format!("Действует с {}", long_date(first, language)),
        English => format!("Valid from {}", long_date(first, language)),
    }
}

/// The signed data of a document that does not state its own last day here.
pub(super) fn data_valid_through(last: Date, over: bool, language: Language) -> String {
    match (language, over) {
        (Kazakh, false) => format!("Деректер {} (қоса алғанда) жарамды", kazakh_until(last)),
        (Kazakh, true) => format!("Деректер {} (қоса алғанда) жарамды болған", kazakh_until(last)),
        (Russian, false) => format!("Данные действительны по {} включительно", long_date(last, language)),
        (Russian, true) => format!("Данные действовали по {} включительно", long_date(last, language)),
        (English, false) => format!("Data valid through {}", long_date(last, language)),
        (English, true) => format!("Data were valid through {}", long_date(last, language)),
    }
}

pub(super) fn no_expiry(language: Language) -> &'static str {
    pick(["Мерзімсіз", "Бессрочно", "No expiry date"], language)
}

/// In place of the validity of what was revoked.
pub(super) fn revoked(language: Language) -> &'static str {
    pick(
        [
            "Құжат кері қайтарып алынған және жарамсыз",
            "Документ отозван и недействителен",
            "The document was revoked and is not valid",
        ],
        language,
    )
}

/// What a screen reader says in place of a value that waits for a tap.
pub(super) fn hidden(language: Language) -> &'static str {
    pick(
        ["жасырылған, көру үшін түртіңіз", "скрыто, коснитесь, чтобы увидеть", "hidden, tap to see"],
        language,
    )
}

pub(super) fn yes_or_no(yes: bool, language: Language) -> &'static str {
    pick(if yes { ["Иә", "Да", "Yes"] } else { ["Жоқ", "Нет", "No"] }, language)
}

/// ISO/IEC 5218.
pub(super) fn sex(code: i64, language: Language) -> Option<&'static str> {
    let words = match code {
        0 => ["Белгісіз", "Не известен", "Not known"],
        1 => ["Ер", "Мужской", "Male"],
        2 => ["Әйел", "Женский", "Female"],
        9 => ["Қолданылмайды", "Не применяется", "Not applicable"],
        _ => return None,
    };
    Some(pick(words, language))
}

pub(super) fn signed_by(name: &str, language: Language) -> String {
    format!("{}: {name}", pick(["Қол қойған", "Подписано", "Signed by"], language))
}

pub(super) fn shown_at(at: Timestamp, language: Language) -> String {
    format!("{}: {}", pick(["Көрсетілді", "Показано", "Shown"], language), moment(at, language))
}

pub(super) fn portrait(language: Language) -> &'static str {
    pick(["Құжат иесінің фотосуреті", "Фотография владельца", "Photograph of the holder"], language)
}

pub(super) fn signature(language: Language) -> &'static str {
    pick(["Құжат иесінің қолы", "Подпись владельца", "Signature of the holder"], language)
}

pub(super) fn seal(language: Language) -> &'static str {
    pick(["Құжаттың QR мөрі", "QR-печать документа", "QR seal of the document"], language)
}

/// The heading of a group of documents.
pub(super) fn group(kind: GroupKind, language: Language) -> &'static str {
    let words = match kind {
        GroupKind::Own => ["Менің құжаттарым", "Мои документы", "My documents"],
        GroupKind::Child => ["Балаларымның құжаттары", "Документы детей", "Children's documents"],
        GroupKind::Received => ["Маған ашылған құжаттар", "Открытые мне документы", "Documents opened to me"],
    };
    pick(words, language)
}

/// What changed since a document was last seen.
pub(super) fn change(change: Change, language: Language) -> &'static str {
    let words = match change {
        Change::New => ["Жаңа", "Новый", "New"],
        Change::Renewed => ["Жаңартылды", "Обновлён", "Updated"],
        Change::State => ["Күйі өзгерді", "Состояние изменилось", "State changed"],
    };
    pick(words, language)
}

/// How long a document stays open: `2 мин 05 с`.
pub(super) fn seconds_left(seconds: u32, language: Language) -> String {
    let (minutes, rest) = (seconds / 60, seconds % 60);
    match (language, minutes) {
        (Kazakh, 0) => format!("{rest} с қалды"),
        (Kazakh, _) => format!("{minutes} мин {rest:02} с қалды"),
        (Russian, 0) => format!("Осталось {rest} с"),
        (Russian, _) => format!("Осталось {minutes} мин {rest:02} с"),
        (English, 0) => format!("{rest} s left"),
        (English, _) => format!("{minutes} min {rest:02} s left"),
    }
}

pub(super) fn more_lines(count: usize, language: Language) -> String {
    match language {
        Kazakh => format!("тағы {count}"),
        Russian => format!("ещё {count}"),
        English => format!("{count} more"),
    }
}

fn pick(words: [&str; 3], language: Language) -> &str {
    let [kk, ru, en] = words;
    match language {
        Kazakh => kk,
        Russian => ru,
        English => en,
    }
}

/// Russian: one, two to four, five and more.
fn plural(count: u32, forms: [&'static str; 3]) -> &'static str {
    let [one, few, many] = forms;
    match (count % 10, count % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

/// `2026 ж. 22 қарашаға дейін`.
fn kazakh_until(date: Date) -> String {
    let [_, dative, ..] = month(date);
    format!("{} ж. {} {dative} дейін", date.year(), date.day())
}

fn month(date: Date) -> [&'static str; 5] {
    // A date's month is 1 to 12.
    MONTHS.get(usize::from(date.month()).wrapping_sub(1)).copied().unwrap_or_default()
}

/// Kazakh in the nominative, dative and ablative; Russian in the genitive; English.
const MONTHS: [[&str; 5]; 12] = [
    ["қаңтар", "қаңтарға", "қаңтардан", "января", "January"],
    ["ақпан", "ақпанға", "ақпаннан", "февраля", "February"],
    ["наурыз", "наурызға", "наурыздан", "марта", "March"],
    ["сәуір", "сәуірге", "сәуірден", "апреля", "April"],
    ["мамыр", "мамырға", "мамырдан", "мая", "May"],
    ["маусым", "маусымға", "маусымнан", "июня", "June"],
    ["шілде", "шілдеге", "шілдеден", "июля", "July"],
    ["тамыз", "тамызға", "тамыздан", "августа", "August"],
    ["қыркүйек", "қыркүйекке", "қыркүйектен", "сентября", "September"],
    ["қазан", "қазанға", "қазаннан", "октября", "October"],
    ["қараша", "қарашаға", "қарашадан", "ноября", "November"],
    ["желтоқсан", "желтоқсанға", "желтоқсаннан", "декабря", "December"],
];

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).expect(text)
    }

    #[test]
    fn dates_are_grammatical() {
        let day = date("2026-11-22");
        assert_eq!(long_date(day, Kazakh), "22 қараша 2026 ж.");
        assert_eq!(long_date(day, Russian), "22 ноября 2026 г.");
        assert_eq!(long_date(day, English), "22 November 2026");
        assert_eq!(short_date(date("2026-03-05"), Kazakh), "05.03.2026");
        assert_eq!(short_date(date("2026-05-05"), English), "5\u{a0}May\u{a0}2026");
        assert_eq!(valid_through(day, Kazakh), "2026 ж. 22 қарашаға дейін (қоса алғанда) жарамды");
        assert_eq!(
            valid_through(date("2026-09-01"), Kazakh),
            "2026 ж. 1 қыркүйекке дейін (қоса алғанда) жарамды"
        );
        assert_eq!(valid_from(date("2026-12-01"), Kazakh), "2026 ж. 1 желтоқсаннан бастап жарамды");
        assert_eq!(valid_from(day, Russian), "Действует с 22 ноября 2026 г.");
    }

    /// 1277/10: times are local.
    #[test]
    fn moments_are_local() {
        let at = Timestamp::parse("2026-11-22T23:05:00Z").expect("a time");
        assert_eq!(moment(at, Russian), "23 ноября 2026 г., 04:05");
    }

    #[test]
    fn days_are_counted_as_people_count_them() {
        let says = |days, language| badge(BadgeKind::ExpiresIn(days), language);
        for (days, russian) in [
            (1, "Остался 1 день"),
            (2, "Осталось 2 дня"),
            (5, "Осталось 5 дней"),
            (11, "Осталось 11 дней"),
            (14, "Осталось 14 дней"),
            (21, "Остался 21 день"),
            (112, "Осталось 112 дней"),
        ] {
            assert_eq!(says(days, Russian), russian);
        }
        assert_eq!(says(1, English), "Expires in 1 day");
        assert_eq!(says(30, English), "Expires in 30 days");
        assert_eq!(says(7, Kazakh), "7 күн қалды");
    }
}
