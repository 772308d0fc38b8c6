//! The table in words: each row a sentence that can be read aloud.

use super::edition::pick;
use super::{Channel, Documents, Effect, GroundKind, RequesterKind, Row};
use crate::text::Language;

impl Row {
    /// The row as a sentence: who, on what ground, which document, by which channel, and what follows. "Admitted" is an
    /// organisation that the authorised body decided about (352/4).
    pub fn sentence(&self, language: Language) -> String {
        let who = any_of(self.requesters.iter().map(|kind| kind.text(language)), language);
        let ground = if self.grounds.len() == GroundKind::ALL.len() {
            pick(["кез келген негізде", "на любом основании", "on any ground"], language).to_owned()
        } else {
            any_of(self.grounds.iter().map(|ground| ground.text(language)), language)
        };
        let how = if self.channels.len() == Channel::ALL.len() {
            pick(["кез келген тәсілмен", "любым способом", "by any channel"], language).to_owned()
        } else {
            any_of(self.channels.iter().map(|channel| channel.text(language)), language)
        };
        let (who, what, effect) =
            (capitalised(&who), self.documents.text(language), self.effect.text(language));
        format!("{who}, {ground}; {what}, {how}: {effect}")
    }

    /// The clauses it rests on, as the edition it came with cites them.
    pub fn citation(&self, language: Language) -> String {
        let cited: Vec<String> =
            self.clauses.iter().map(|clause| self.since.cite(clause, language)).collect();
        cited.join(", ")
    }

    /// From which day on it holds, and until which.
    pub fn in_force(&self, language: Language) -> String {
        let (from, until) = (self.since.from(), self.until.map(super::Edition::from));
        match (language, until) {
            (Language::Kazakh, None) => format!("{from} бастап"),
            (Language::Kazakh, Some(until)) => format!("{from} бастап, {until} дейін"),
            (Language::Russian, None) => format!("с {from}"),
            (Language::Russian, Some(until)) => format!("с {from}, до {until}"),
            (Language::English, None) => format!("since {from}"),
            (Language::English, Some(until)) => format!("since {from}, before {until}"),
        }
    }
}

impl RequesterKind {
    /// In words.
    pub const fn text(self, language: Language) -> &'static str {
        pick(
            match self {
                Self::Nobody => {
                    ["авторландырылмаған адам", "неавторизованное лицо", "somebody who is not authenticated"]
                }
                Self::Person => ["жеке тұлға", "физическое лицо", "a person"],
                Self::Employee => [
                    "рұқсат етілмеген ұйымның қызметкері",
                    "работник недопущенной организации",
                    "an employee of an organisation that is not admitted",
                ],
                Self::System => [
                    "рұқсат етілмеген ұйымның ақпараттық жүйесі",
                    "информационная система недопущенной организации",
                    "a system of an organisation that is not admitted",
                ],
                Self::AdmittedEmployee => [
                    "рұқсат етілген ұйымның қызметкері",
                    "работник допущенной организации",
                    "an employee of an admitted organisation",
                ],
                Self::AdmittedSystem => [
                    "рұқсат етілген ұйымның ақпараттық жүйесі",
                    "информационная система допущенной организации",
                    "a system of an admitted organisation",
                ],
                Self::FinancialEmployee => [
                    "рұқсат етілген қаржы немесе төлем ұйымының қызметкері",
                    "работник допущенной финансовой или платёжной организации",
                    "an employee of an admitted financial or payment organisation",
                ],
                Self::FinancialSystem => [
                    "рұқсат етілген қаржы немесе төлем ұйымының ақпараттық жүйесі",
                    "информационная система допущенной финансовой или платёжной организации",
                    "a system of an admitted financial or payment organisation",
                ],
            },
            language,
        )
    }
}

impl GroundKind {
    /// In words.
    pub const fn text(self, language: Language) -> &'static str {
        pick(
            match self {
                Self::None => ["негізсіз", "без основания", "without a ground"],
                Self::Own => {
                    ["құжаттың субъектісі ретінде", "как субъект документа", "as the document's subject"]
                }
                Self::Representation => [
                    "кәмелетке толмаған баланың заңды өкілі ретінде",
                    "как законный представитель несовершеннолетнего ребёнка",
                    "as a minor's legal representative",
                ],
                Self::Grant => [
                    "субъект ашқан қолжетімділік бойынша (QR-код немесе қысқа код)",
                    "по доступу, который открыл субъект (QR-код или короткий код)",
                    "by the access that the subject opened (QR code or short code)",
                ],
                Self::Consent => [
                    "субъектінің тіркелген нөмірі арқылы берген келісімімен (бір реттік пароль немесе SMS)",
                    "с согласия субъекта по зарегистрированному номеру (одноразовый пароль или SMS)",
                    "with the subject's consent over the registered number (one-time password or SMS)",
                ],
            },
            language,
        )
    }
}

impl Documents {
    /// In words.
    pub const fn text(self, language: Language) -> &'static str {
        pick(
            match self {
                Self::Any => ["кез келген құжат", "любой документ", "any document"],
                Self::Identifying => [
                    "жеке басты куәландыратын құжат",
                    "документ, удостоверяющий личность",
                    "an identity document",
                ],
                Self::Other => [
                    "жеке басты куәландырмайтын құжат",
                    "документ, не удостоверяющий личность",
                    "a document that is no identity document",
                ],
            },
            language,
        )
    }
}

impl Channel {
    /// In words.
    pub const fn text(self, language: Language) -> &'static str {
        pick(
            match self {
                Self::InPerson => [
                    "қосымшада субъект қасында болғанда",
                    "в приложении в присутствии субъекта",
                    "in the application with the subject there",
                ],
                Self::Remote => {
                    ["қосымшада қашықтан", "в приложении на расстоянии", "in the application remotely"]
                }
                Self::Integration => [
                    "сервиспен интеграцияланған ақпараттық жүйе арқылы",
                    "через информационную систему, интегрированную с сервисом",
                    "through an information system integrated with the service",
                ],
            },
            language,
        )
    }
}

impl GroundKind {
    /// The sentence to show to a viewer whom the rules allow on this ground. What a representative is to a child is not in it.
    pub const fn allowed(self, language: Language) -> &'static str {
        pick(
            match self {
                Self::None => [
                    "Құжатты көруге рұқсат етіледі.",
                    "Просмотр документа разрешён.",
                    "You may see the document.",
                ],
                Self::Own => ["Бұл сіздің құжатыңыз.", "Это ваш документ.", "This is your own document."],
                Self::Representation => [
                    "Сіз бұл баланың заңды өкілісіз: құжатты көре аласыз.",
                    "Вы законный представитель этого ребёнка: документ можно посмотреть.",
                    "You are this child's legal representative: you may see the document.",
                ],
                Self::Grant => [
                    "Құжат иесі сізге қолжетімділік ашты: құжатты көре аласыз.",
                    "Владелец документа открыл вам доступ: документ можно посмотреть.",
                    "The document's owner has opened access for you: you may see it.",
                ],
                Self::Consent => [
                    "Құжат иесі келісім берді: құжатты көре аласыз.",
                    "Владелец документа дал согласие: документ можно посмотреть.",
                    "The document's owner has consented: you may see it.",
                ],
            },
            language,
        )
    }

    /// The sentence to show where the rules are in favour and the service decides by what the subject opened.
    pub const fn to_be_asked(self, language: Language) -> &'static str {
        pick(
            match self {
                Self::Grant => [
                    "Қағидалар рұқсат етеді: сервис кодтың әлі жарамды екенін тексереді.",
                    "Правила разрешают: сервис проверит, действует ли ещё код.",
                    "The rules allow it: the service will check whether the code still holds.",
                ],
                Self::Consent => [
                    "Қағидалар рұқсат етеді: сервис құжат иесінің келісімін сұрайды.",
                    "Правила разрешают: сервис спросит согласие владельца документа.",
                    "The rules allow it: the service will ask the document's owner for consent.",
                ],
                _ => [
                    "Қағидалар рұқсат етеді: шешімді сервис қабылдайды.",
                    "Правила разрешают: решение примет сервис.",
                    "The rules allow it: the service decides.",
                ],
            },
            language,
        )
    }
}

impl Effect {
    /// In words, with a full stop; of a refusal with what the asker is shown.
    pub fn text(self, language: Language) -> String {
        let text = match self {
            Self::Allow(_) => pick(["рұқсат етіледі.", "разрешено.", "allowed."], language),
            Self::AllowPresent(_) => pick(
                [
                    "субъектінің өзі қатысып тұрғаны расталса, рұқсат етіледі.",
                    "разрешено, если подтверждено личное присутствие субъекта.",
                    "allowed, if evidence shows that the subject is present.",
                ],
                language,
            ),
            Self::Refuse(reason) => {
                let refused = pick(["бас тартылады", "отказано", "refused"], language);
                return format!("{refused} («{}»).", reason.text(language).trim_end_matches('.'));
            }
        };
        text.to_owned()
    }

    /// Whether it can lead to an allow.
    pub const fn allows(self) -> bool {
        !matches!(self, Self::Refuse(_))
    }

    /// What must be done when it allows.
    pub const fn obligations(self) -> &'static [super::Obligation] {
        match self {
            Self::Allow(obligations) | Self::AllowPresent(obligations) => obligations,
            Self::Refuse(_) => &[],
        }
    }
}

/// "a, b or c".
fn any_of<'a>(texts: impl Iterator<Item = &'a str>, language: Language) -> String {
    let texts: Vec<&str> = texts.collect();
    let or = pick([" немесе ", " или ", " or "], language);
    match texts.split_last() {
        Some((last, rest)) if !rest.is_empty() => [&rest.join(", "), or, last].concat(),
        _ => texts.concat(),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
