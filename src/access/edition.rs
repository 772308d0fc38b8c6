use crate::text::Language;
use crate::time::{Date, Timestamp};

/// An edition of the rules: they hold from a day on, until the next one's. What it is called and how its clauses are cited
/// is its own, so that an order that renames the act or its terms is a new edition and no change of code.
#[derive(Debug, PartialEq, Eq)]
pub struct Edition {
    /// The order and the year of the edition: `352/2022`.
    pub name: &'static str,
    /// The order that made it.
    pub order: &'static str,
    /// The act, with its order, in Kazakh, Russian and English.
    pub(super) act: [&'static str; 3],
    /// Its words for what this library calls by one English word.
    pub(super) terms: &'static [(Term, [&'static str; 3])],
    /// Year, month and day it came in force, local time.
    pub(super) day: (i32, u8, u8),
}

/// What the rules have a word for that may change from edition to edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Term {
    /// Whose documents they are (352/2.3).
    Subject,
    /// Who is neither subject nor owner nor operator (352/2.6).
    ThirdParty,
    /// Who may see a minor's documents (352/14).
    Representative,
    /// Who decides about organisations (352/4).
    AuthorisedBody,
    /// Whose information systems are integrated (352/4).
    User,
    /// Where documents are shown (352/2.8).
    Service,
    /// Six digits (352/2.4).
    ShortCode,
    /// 352/2.2.
    OneTimePassword,
    /// 352/18.
    ViewMark,
}

/// Every edition known, the oldest first.
pub static EDITIONS: [&Edition; 2] = [&SINCE_2022, &SINCE_2024];

/// № 367/НҚ was registered on 30.09.2022 and in force ten days after the day of its publication, which the order does
/// not name; orders registered with it were published on 04.10.2022.
pub(super) static SINCE_2022: Edition =
    Edition {
        name: "352/2022", order: "№ 367/НҚ, 30.09.2022", act: ACT, terms: &TERMS, day: (2022, 10, 15)
    };

/// № 170/НҚ of 19.03.2024 (352/21) likewise. It only narrows access, so the earliest day possible stands.
pub(super) static SINCE_2024: Edition =
    Edition {
        name: "352/2024", order: "№ 170/НҚ, 19.03.2024", act: ACT, terms: &TERMS, day: (2024, 3, 30)
    };

impl Edition {
    /// The edition of the day of `at`; none before the first.
    pub fn of(at: Timestamp) -> Option<&'static Self> {
        EDITIONS.iter().rev().find(|edition| edition.began(at)).copied()
    }

    /// The day it came in force.
    pub fn from(&self) -> Date {
        let (year, month, day) = self.day;
        // Every day in this file exists: a test makes them all.
        Date::new(year, month, day).unwrap_or_else(|_| unreachable!("an edition begins on a day"))
    }

    /// The act and its order.
    pub fn act(&self, language: Language) -> &'static str {
        pick(self.act, language)
    }

    /// Its word for something; empty where it has none.
    pub fn term(&self, term: Term, language: Language) -> &'static str {
        let found = self.terms.iter().find(|(known, _)| *known == term);
        found.map_or("", |(_, words)| pick(*words, language))
    }

    /// A clause as a lawyer names it: of `352/2.6`, "sub-clause 6) of clause 2". What is no id of this act comes back as it is.
    pub fn cite(&self, clause: &str, language: Language) -> String {
        let Some(number) = clause.strip_prefix("352/") else { return clause.to_owned() };
        match (number.split_once('.'), language) {
            (Some((clause, sub)), Language::Kazakh) => format!("{clause}-тармақтың {sub}) тармақшасы"),
            (Some((clause, sub)), Language::Russian) => format!("подпункт {sub}) пункта {clause}"),
            (Some((clause, sub)), Language::English) => format!("sub-clause {sub}) of clause {clause}"),
            (None, Language::Kazakh) => format!("{number}-тармақ"),
            (None, Language::Russian) => format!("пункт {number}"),
            (None, Language::English) => format!("clause {number}"),
        }
    }

    pub(super) fn began(&self, at: Timestamp) -> bool {
        let date = at.local_date();
        (date.year(), date.month(), date.day()) >= self.day
    }
}

impl Term {
    /// Every term.
    pub const ALL: [Self; 9] = [
        Self::Subject,
        Self::ThirdParty,
        Self::Representative,
        Self::AuthorisedBody,
        Self::User,
        Self::Service,
        Self::ShortCode,
        Self::OneTimePassword,
        Self::ViewMark,
    ];
}

/// One of Kazakh, Russian, English.
pub(super) const fn pick([kk, ru, en]: [&'static str; 3], language: Language) -> &'static str {
    match language {
        Language::Kazakh => kk,
        Language::Russian => ru,
        Language::English => en,
    }
}

const ACT: [&str; 3] = [
    "Цифрлық құжаттар сервисінде электрондық құжаттарды көрсету және пайдалану қағидалары (2020 жылғы 28 қыркүйектегі № \
     352/НҚ бұйрық)",
    "Правила отображения и использования электронных документов в сервисе цифровых документов (приказ от 28 сентября 2020 \
     года № 352/НҚ)",
    "Rules for showing and using electronic documents in the digital documents service (order № 352/НҚ of 28 September 2020)",
];

const TERMS: [(Term, [&str; 3]); 9] = [
    (Term::Subject, ["субъект", "субъект", "subject"]),
    (Term::ThirdParty, ["үшінші тұлға", "третье лицо", "third party"]),
    (Term::Representative, ["заңды өкіл", "законный представитель", "legal representative"]),
    (Term::AuthorisedBody, ["уәкілетті орган", "уполномоченный орган", "authorised body"]),
    (Term::User, ["пайдаланушы", "пользователь", "user"]),
    (Term::Service, ["цифрлық құжаттар сервисі", "сервис цифровых документов", "digital documents service"]),
    (Term::ShortCode, ["қысқа код", "короткий код", "short code"]),
    (Term::OneTimePassword, ["бір реттік пароль", "одноразовый пароль", "one-time password"]),
    (Term::ViewMark, ["қарау туралы белгі", "отметка о просмотре", "mark of the view"]),
];
