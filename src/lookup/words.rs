use super::{Conclusion, LookupAnswer, LookupReply};
use crate::text::Language;

impl LookupAnswer {
    /// The sentence to show: the result was found, or, in the order's own sense (9/2.5), that no document with the number and the
    /// IIN or BIN entered exists.
    pub fn text(&self, language: Language) -> &'static str {
        let texts = match self.result() {
            Some(_) => [
                "Құжат бар: қызмет нәтижесі мен оған қойылған қолтаңба туралы ақпарат төменде.",
                "Документ существует: результат услуги и сведения о подписи приведены ниже.",
                "The document exists: the service's result and its signature are below.",
            ],
            None => NO_SUCH_DOCUMENT,
        };
        in_language(texts, language)
    }

    /// The sentence to show where an answer came and could not be verified.
    pub fn unproven_text(language: Language) -> &'static str {
        in_language(
            [
                "Тексеру жауабының түпнұсқалығы расталмады: оған сенуге болмайды.",
                "Подлинность ответа о проверке не подтверждена: ему нельзя доверять.",
                "The answer could not be verified: do not rely on it.",
            ],
            language,
        )
    }
}

impl LookupReply {
    /// The sentence to show where the asker has to wait.
    pub fn later_text(language: Language) -> &'static str {
        in_language(
            [
                "Сұраулар тым көп. Кейінірек қайталаңыз.",
                "Слишком много запросов. Повторите позже.",
                "Too many requests. Try again later.",
            ],
            language,
        )
    }
}

impl Conclusion {
    /// In words, to show.
    pub fn text(self, language: Language) -> &'static str {
        let texts = match self {
            Self::Rendered => ["Қызмет көрсетілді.", "Услуга оказана.", "The service was rendered."],
            Self::Refused => {
                ["Қызмет көрсетуден бас тартылды.", "В оказании услуги отказано.", "The service was refused."]
            }
        };
        in_language(texts, language)
    }
}

fn in_language([kk, ru, en]: [&'static str; 3], language: Language) -> &'static str {
    match language {
        Language::Kazakh => kk,
        Language::Russian => ru,
        Language::English => en,
    }
}

const NO_SUCH_DOCUMENT: [&str; 3] = [
    "Енгізілген нөмірі және ЖСН/БСН бар электрондық құжат жоқ.",
    "Электронного документа с введёнными номером и ИИН/БИН не существует.",
    "No electronic document with the number and the IIN or BIN that were entered exists.",
];
