use super::{CheckName, Outcome, Report, SealProof, Verdict};
use crate::text::Language;

impl Report {
    /// The sentence to show a person: what was found out or, where it was not "valid", the first thing that stands
    /// against it. The reasons of the checks are for those who mend things.
    pub fn text(&self, language: Language) -> &'static str {
        let [kk, ru, en] = match self.verdict() {
            Verdict::Valid => VALID,
            Verdict::Unknown => match self.reason() {
                Some((CheckName::Clock, _)) => CheckName::Clock.against(),
                Some((CheckName::TrustData, _)) => CheckName::TrustData.against(),
                Some((CheckName::Revocation, _)) => REVOCATION_UNKNOWN,
                _ => UNKNOWN,
            },
            Verdict::Invalid => {
                let failed = self.checks().iter().find(|check| matches!(check.outcome, Outcome::Failed(_)));
                failed.map_or(UNKNOWN, |check| check.name.against())
            }
        };
        match language {
            Language::Kazakh => kk,
            Language::Russian => ru,
            Language::English => en,
        }
    }
}

impl SealProof {
    /// What to tell whoever checks a document's matrix code.
    pub fn text(self, language: Language) -> &'static str {
        let [kk, ru, en] = match self {
            Self::Document => [
                "Код осы құжатқа тиесілі: құжаттың мазмұны лауазымды адам қол қойғандай.",
                "Код принадлежит этому документу: содержание то, что подписало должностное лицо.",
                "The code is of this document: its content is as the official signed it.",
            ],
            Self::Paper => [
                "Мұндай құжатқа қол қойылған. Код басқа параққа көшірілуі мүмкін: нөмірді, ЖСН/БСН-ді, күнді, органды және \
                 лауазымды адамды парақтағымен салыстырыңыз; қалғанын код растамайды. Құжаттың күші жойылмағанын нөмірі мен \
                 ЖСН/БСН-і бойынша тексеріңіз.",
                "Такой документ был подписан. Код могли перенести на другой лист: сравните номер, ИИН/БИН, дату, орган и должностное \
                 лицо с напечатанными; остального код не подтверждает. Не отозван ли документ, проверьте по номеру и ИИН/БИН.",
                "Such a document was signed. The code may have been copied onto another sheet: compare number, IIN or BIN, date, body and \
                 official with what is printed; nothing else is proven by it. Whether the document was withdrawn, look up by number and \
                 IIN or BIN.",
            ],
            Self::Nothing => [
                "Код ештеңе растамайды: құжатқа сенуге болмайды.",
                "Код ничего не подтверждает: документу нельзя доверять.",
                "The code proves nothing: do not rely on the document.",
            ],
        };
        match language {
            Language::Kazakh => kk,
            Language::Russian => ru,
            Language::English => en,
        }
    }
}

impl CheckName {
    /// What it means when the check failed: Kazakh, Russian, English.
    const fn against(self) -> [&'static str; 3] {
        match self {
            Self::Structure => [
                "Деректер бүлінген немесе бұл құжат емес.",
                "Данные повреждены, или это не документ.",
                "The data are damaged, or this is no document.",
            ],
            Self::IssuerTrusted => [
                "Қол қойған орган сенімді органдар тізімінде жоқ.",
                "Подписавшего органа нет в списке доверенных.",
                "The body that signed this is not among the trusted ones.",
            ],
            Self::IssuerEntitled => [
                "Қол қойған органның мұндай құжатқа қол қоюға құқығы жоқ.",
                "Подписавший орган не вправе подписывать такие документы.",
                "The body that signed this may not sign such documents.",
            ],
            Self::IssuingCountry => [
                "Құжатта оған қол қойған органның елінен басқа ел көрсетілген.",
                "В документе указана не та страна, что у подписавшего органа.",
                "The document names another country than that of the body that signed it.",
            ],
            Self::Signature => [
                "Электрондық қолтаңба дұрыс емес: құжатқа сенуге болмайды.",
                "Электронная подпись неверна: документу нельзя доверять.",
                "The electronic signature is not true: do not rely on the document.",
            ],
            Self::Digests => [
                "Құжаттың мазмұны қол қойылғаннан кейін өзгертілген.",
                "Содержание документа изменено после подписания.",
                "The content was changed after the document was signed.",
            ],
            Self::DocType => [
                "Бұл басқа түрдегі құжат.",
                "Это документ другого вида.",
                "This is a document of another kind.",
            ],
            Self::Validity => [
                "Құжат дәл қазір жарамсыз.",
                "Документ сейчас не действителен.",
                "The document is not valid at this moment.",
            ],
            Self::Freshness => [
                "Көрсетілімнің мерзімі өтіп кеткен немесе әлі басталмаған: қайта көрсетуді сұраңыз.",
                "Срок показа истёк или ещё не начался: попросите показать документ заново.",
                "The presentation is over or has not begun: ask for it to be shown anew.",
            ],
            Self::Audience => [
                "Құжат басқа ұйымға көрсетілген.",
                "Документ показан для другой организации.",
                "The document is shown to another organisation.",
            ],
            Self::Challenge => [
                "Көрсетілім осы тексерушінің сұрауына жауап емес.",
                "Показ не отвечает на запрос этого проверяющего.",
                "The presentation does not answer this verifier's request.",
            ],
            Self::Replay => [
                "Бұл көрсетілім бұрын пайдаланылған: қайта көрсетуді сұраңыз.",
                "Этот показ уже использован: попросите показать документ заново.",
                "This presentation was used before: ask for it to be shown anew.",
            ],
            Self::Subject => [
                "Құжат басқа адамға тиесілі.",
                "Документ принадлежит другому лицу.",
                "The document belongs to somebody else.",
            ],
            Self::Device => [
                "Құжат оның иесінің құрылғысынан көрсетілгені расталмады.",
                "Не подтверждено, что документ показан с устройства владельца.",
                "It was not confirmed that the document is shown by its holder's device.",
            ],
            Self::Revocation => {
                ["Құжат кері қайтарып алынған.", "Документ отозван.", "The document was revoked."]
            }
            Self::SignerRevocation => [
                "Қол қоюшының сертификаты кері қайтарып алынған.",
                "Сертификат подписавшего отозван.",
                "The certificate of the body that signed this was revoked.",
            ],
            Self::SealBinding => [
                "Матрицалық код басқа құжатқа тиесілі.",
                "Матричный код относится к другому документу.",
                "The matrix code belongs to another document.",
            ],
            Self::TrustData => [
                "Сенімді органдар тізімі ескірген.",
                "Список доверенных органов устарел.",
                "The list of trusted bodies is out of date.",
            ],
            Self::Clock => [
                "Құрылғының сағаты артта қалған: уақытты түзетіп, қайта тексеріңіз.",
                "Часы устройства отстают: установите время и проверьте снова.",
                "The device's clock is behind: set the time and check again.",
            ],
        }
    }
}

const VALID: [&str; 3] = [
    "Құжат шынайы және өзгертілмеген.",
    "Документ подлинный и не изменён.",
    "The document is authentic and unchanged.",
];

const UNKNOWN: [&str; 3] = [
    "Құжатты толық тексеру мүмкін болмады.",
    "Полностью проверить документ не удалось.",
    "The document could not be checked in full.",
];

const REVOCATION_UNKNOWN: [&str; 3] = [
    "Құжаттың кері қайтарып алынбағанын тексеру мүмкін болмады.",
    "Не удалось проверить, не отозван ли документ.",
    "Whether the document was revoked could not be checked.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_is_told() {
        let mut report = Report::new(&[CheckName::Structure, CheckName::Digests]);
        assert_eq!(report.text(Language::English), "The document could not be checked in full.");
        report.enter(CheckName::Structure, Outcome::Passed);
        report.enter(CheckName::Digests, Outcome::Passed);
        assert_eq!(report.text(Language::Russian), "Документ подлинный и не изменён.");
        report.enter(CheckName::Digests, Outcome::failed("family_name: 0a1b"));
        report.enter(CheckName::Validity, Outcome::failed("over"));
        assert_eq!(report.text(Language::Kazakh), "Құжаттың мазмұны қол қойылғаннан кейін өзгертілген.");
        assert_eq!(report.text(Language::English), "The content was changed after the document was signed.");
    }

    #[test]
    fn what_is_unknown_says_what_to_do() {
        for (name, text) in [
            (CheckName::Clock, "The device's clock is behind: set the time and check again."),
            (CheckName::TrustData, "The list of trusted bodies is out of date."),
            (CheckName::Revocation, "Whether the document was revoked could not be checked."),
            (CheckName::Signature, "The document could not be checked in full."),
        ] {
            let mut report = Report::new(&[name]);
            report.enter(name, Outcome::not_done("why"));
            assert_eq!(report.text(Language::English), text);
        }
    }

    #[test]
    fn every_warning_has_its_own_words() {
        use crate::verify::Warning;

        let mut seen = std::collections::HashSet::new();
        for warning in Warning::ALL {
            for language in [Language::Kazakh, Language::Russian, Language::English] {
                assert!(seen.insert(warning.text(language)), "{warning}");
            }
        }
    }
}
