use crate::text::Language;

/// Why access was refused, ready to be shown.
///
/// A representative has one reason for everything: no record that fits, a stale one, a child of age, a right that
/// ended. Which of them it was is told to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The requester was not authenticated.
    NotAuthenticated,
    /// No rules in force on that day are known.
    NoRules,
    /// The subject gave no consent, and no other ground was shown.
    NoConsent,
    /// Asked as one's own, but another's or nobody's.
    NotOwn,
    /// A right of representation was not shown.
    NotRepresentative,
    /// The grant was redeemed by somebody else.
    RedeemedByAnother,
    /// The grant is the requester's own: a subject is no third party.
    OwnGrant,
    /// The grant is not for this document.
    OutsideGrant,
    /// The grant was redeemed too long ago, or in the future.
    RedemptionOver,
    /// An organisation or its system, without a decision of the authorised body about it.
    NotAdmitted,
    /// The organisation's accreditation is not for this kind of document or this purpose.
    OutsideAdmission,
    /// The subject is not shown to be present (352/21).
    NotPresent,
    /// Documents are not given on this ground through an integrated system.
    ChannelClosed,
    /// Documents are not given on this ground this way: in the application, or to a person without an integrated system.
    WrongChannel,
    /// The document does not show whose it is.
    SubjectUnknown,
    /// The document is not valid at that moment.
    NotValid,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 16] = [
        Self::NotAuthenticated,
        Self::NoRules,
        Self::NoConsent,
        Self::NotOwn,
        Self::NotRepresentative,
        Self::RedeemedByAnother,
        Self::OwnGrant,
        Self::OutsideGrant,
        Self::RedemptionOver,
        Self::NotAdmitted,
        Self::OutsideAdmission,
        Self::NotPresent,
        Self::ChannelClosed,
        Self::WrongChannel,
        Self::SubjectUnknown,
        Self::NotValid,
    ];

    /// A word for machines: `not_authenticated`, `no_consent`, …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAuthenticated => "not_authenticated",
            Self::NoRules => "no_rules",
            Self::NoConsent => "no_consent",
            Self::NotOwn => "not_own",
            Self::NotRepresentative => "not_representative",
            Self::RedeemedByAnother => "redeemed_by_another",
            Self::OwnGrant => "own_grant",
            Self::OutsideGrant => "outside_grant",
            Self::RedemptionOver => "redemption_over",
            Self::NotAdmitted => "not_admitted",
            Self::OutsideAdmission => "outside_admission",
            Self::NotPresent => "not_present",
            Self::ChannelClosed => "channel_closed",
            Self::WrongChannel => "wrong_channel",
            Self::SubjectUnknown => "subject_unknown",
            Self::NotValid => "not_valid",
        }
    }

    /// The sentence to show.
    pub const fn text(self, language: Language) -> &'static str {
        let [kk, ru, en] = self.texts();
        match language {
            Language::Kazakh => kk,
            Language::Russian => ru,
            Language::English => en,
        }
    }

    /// Kazakh, Russian, English.
    const fn texts(self) -> [&'static str; 3] {
        match self {
            Self::NotAuthenticated => [
                "Құжатты көру үшін жүйеге кіріп, жеке басыңызды растаңыз.",
                "Чтобы увидеть документ, войдите в систему и подтвердите свою личность.",
                "Sign in and confirm who you are to see the document.",
            ],
            Self::NoRules => [
                "Бұл күні қолданыста болған қағидалар белгісіз.",
                "Правила, действовавшие в этот день, не известны.",
                "The rules in force on that day are not known.",
            ],
            Self::NoConsent => [
                "Құжат иесі сізге бұл құжатқа қолжетімділік ашқан жоқ.",
                "Владелец документа не открывал вам доступ к нему.",
                "The owner of the document has not opened access to it for you.",
            ],
            Self::NotOwn => [
                "Бұл құжат сіздің атыңызға берілмеген.",
                "Этот документ выдан не на ваше имя.",
                "This document was not issued to you.",
            ],
            Self::NotRepresentative => [
                "Бұл құжатты заңды өкіл ретінде көру құқығыңыз расталмады.",
                "Ваше право видеть этот документ как законный представитель не подтверждено.",
                "Your right to see this document as a legal representative was not confirmed.",
            ],
            Self::RedeemedByAnother => [
                "Бұл қолжетімділікті басқа адам алған.",
                "Этот доступ получило другое лицо.",
                "This access was taken up by somebody else.",
            ],
            Self::OwnGrant => [
                "Бұл сіздің өз құжатыңыз: оны «Цифрлық құжаттар» бөлімінен ашыңыз.",
                "Это ваш собственный документ: откройте его в разделе «Цифровые документы».",
                "This is your own document: open it in the section \"Digital documents\".",
            ],
            Self::OutsideGrant => [
                "Ашылған қолжетімділік бұл құжатқа қатысты емес.",
                "Открытый доступ не относится к этому документу.",
                "The access that was opened is not for this document.",
            ],
            Self::RedemptionOver => [
                "Құжатты көру уақыты өтіп кетті. Иесінен қолжетімділікті қайта ашуды сұраңыз.",
                "Время просмотра документа прошло. Попросите владельца открыть доступ ещё раз.",
                "The time to see the document is over. Ask its owner to open access again.",
            ],
            Self::NotAdmitted => [
                "Уәкілетті органның бұл ұйымға цифрлық құжаттар сервисіне қолжетімділік беру туралы шешімі көрсетілмеген.",
                "Не предъявлено решение уполномоченного органа о доступе этой организации к сервису цифровых документов.",
                "No decision of the authorised body giving this organisation access to the digital documents service \
                 was shown.",
            ],
            Self::OutsideAdmission => [
                "Уәкілетті органның осы ұйым туралы шешімі бұл құжат түріне немесе мақсатқа қатысты емес.",
                "Решение уполномоченного органа об этой организации не относится к такому документу или такой цели.",
                "The authorised body's decision about this organisation is not for such a document or such a purpose.",
            ],
            Self::NotPresent => [
                "Қаржы және төлем ұйымдарына жеке басты куәландыратын құжат адамның өзі келгенде ғана беріледі.",
                "Финансовым и платёжным организациям документ, удостоверяющий личность, предоставляется только при личном \
                 присутствии человека.",
                "An identity document is given to financial and payment organisations only when the person is present.",
            ],
            Self::ChannelClosed => [
                "Мұндай негізде құжат ақпараттық жүйелер арқылы берілмейді.",
                "На таком основании документ через информационные системы не предоставляется.",
                "A document is not given through information systems on this ground.",
            ],
            Self::WrongChannel => [
                "Мұндай негізде құжат бұл тәсілмен берілмейді.",
                "На таком основании документ этим способом не предоставляется.",
                "A document is not given this way on this ground.",
            ],
            Self::SubjectUnknown => [
                "Құжаттан оның кімге тиесілі екені көрінбейді.",
                "Из документа не видно, кому он принадлежит.",
                "The document does not show whose it is.",
            ],
            Self::NotValid => [
                "Құжат дәл қазір жарамсыз.",
                "Документ сейчас не действителен.",
                "The document is not valid at this moment.",
            ],
        }
    }
}
