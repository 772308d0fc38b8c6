//! The mandatory requisites of a result received on a phone (order 9, annex 1).
//!
//! *Takes* the parts there are. *Gives* [`Requisites`], complete for their channel, and the text of the message. *Refuses*
//! to be built with a part missing, naming every one, and with the matrix code of another document.

use core::fmt;

use thiserror::Error;

use super::seal::SealText;
use crate::id::{DocumentNumber, Recipient};
use crate::text::Language;
use crate::time::Date;

/// How a result reaches its recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// The mobile application (9/1.3.1).
    App,
    /// A text message or an instant message (9/1.3.2).
    Message,
}

/// What kind of service the result is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// A state service (9/1.3) or another one (9/1.4): both carry requisites.
    Result,
    /// A service that only informs: it carries none (9/1.4).
    Informational,
}

/// The requisites there are, before anybody has looked whether they are all there.
#[derive(Clone, Default)]
pub struct RequisiteParts {
    /// The document's unique number.
    pub number: Option<DocumentNumber>,
    /// The date the result was received.
    pub received: Option<Date>,
    /// The IIN or BIN of the recipient.
    pub recipient: Option<Recipient>,
    /// The document's matrix code.
    pub matrix_code: Option<SealText>,
}

/// Requisites that are complete for their channel. Private fields and one constructor.
#[derive(Clone)]
pub struct Requisites {
    number: DocumentNumber,
    recipient: Recipient,
    of_app: Option<(Date, SealText)>,
}

/// One of the mandatory requisites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Requisite {
    /// The document's unique number.
    Number,
    /// The date the result was received.
    Received,
    /// The IIN or BIN of the recipient.
    Recipient,
    /// The matrix code.
    MatrixCode,
}

/// Why requisites were refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RequisitesError {
    /// Not all that the channel asks for are there.
    #[error("the result {} lacks its {}", by(*.channel), list(.missing))]
    Incomplete {
        /// The channel.
        channel: Channel,
        /// Every one that is missing; at least one.
        missing: Vec<Requisite>,
    },
    /// The matrix code states another number, date or recipient.
    #[error("the matrix code states another {0}")]
    OtherMatrixCode(Requisite),
}

impl Requisites {
    /// The requisites of a result of `service` sent by `channel`; none for an informational service.
    pub fn complete(
        service: Service,
        channel: Channel,
        parts: RequisiteParts,
    ) -> Result<Option<Self>, RequisitesError> {
        // 9/1.4: informational services carry none.
        if service == Service::Informational {
            return Ok(None);
        }
        let app = channel == Channel::App;
        let missing: Vec<Requisite> = [
            (Requisite::Number, parts.number.is_none()),
            // 9/1.3.1 asks for these two, 9/1.3.2 does not.
            (Requisite::Received, app && parts.received.is_none()),
            (Requisite::Recipient, parts.recipient.is_none()),
            (Requisite::MatrixCode, app && parts.matrix_code.is_none()),
        ]
        .into_iter()
        .filter_map(|(requisite, is_missing)| is_missing.then_some(requisite))
        .collect();
        let (Some(number), Some(recipient), true) = (parts.number, parts.recipient, missing.is_empty())
        else {
            return Err(RequisitesError::Incomplete { channel, missing });
        };
        let of_app = parts.received.zip(parts.matrix_code).filter(|_| app);
        if let Some((received, matrix_code)) = &of_app {
            // Reading the text made sure that its contents can be read.
            if let Ok(stated) = matrix_code.contents_untrusted() {
                let other = [
                    (Requisite::Number, stated.number != number),
                    (Requisite::Received, stated.received != *received),
                    (Requisite::Recipient, stated.recipient != recipient),
                ];
                if let Some((requisite, _)) = other.into_iter().find(|(_, differs)| *differs) {
                    return Err(RequisitesError::OtherMatrixCode(requisite));
                }
            }
        }
        Ok(Some(Self { number, recipient, of_app }))
    }

    /// The document's unique number.
    pub fn number(&self) -> &DocumentNumber {
        &self.number
    }

    /// The IIN or BIN of the recipient.
    pub fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    /// The date the result was received; only of the application's.
    pub fn received(&self) -> Option<Date> {
        self.of_app.as_ref().map(|(received, _)| *received)
    }

    /// The matrix code; only of the application's.
    pub fn matrix_code(&self) -> Option<&SealText> {
        self.of_app.as_ref().map(|(_, matrix_code)| matrix_code)
    }

    /// The requisites as a screen shows them: each with its name in `language`. The matrix code is drawn and not read, so it is none
    /// of the lines.
    pub fn lines(&self, language: Language) -> Vec<(&'static str, String)> {
        let [document, received, person, organisation] = names(language);
        let mut lines = vec![(document, self.number.as_str().to_owned())];
        lines.extend(self.received().map(|date| (received, date.to_string())));
        let identifier = match self.recipient {
            Recipient::Person(_) => person,
            Recipient::Organisation(_) => organisation,
        };
        lines.push((identifier, self.recipient.as_str().to_owned()));
        lines
    }

    /// The instant message (9/1.3.2): the same as the text message, a line each, and where the result is checked (9/2.5).
    pub fn instant_message(&self, language: Language) -> String {
        let [heading, check] = match language {
            Language::Kazakh => [
                "Қызмет көрсету нәтижесі дайын.",
                "Түпнұсқалығын «электрондық үкімет» порталында немесе қосымшасында нөмірі мен ЖСН/БСН-і бойынша тексеруге болады.",
            ],
            Language::Russian => [
                "Результат оказания услуги готов.",
                "Подлинность можно проверить на портале или в приложении «электронного правительства» по номеру и ИИН/БИН.",
            ],
            Language::English => [
                "The result of your service is ready.",
                "Whether it is genuine can be checked on the portal or in the app of electronic government by its number and IIN or BIN.",
            ],
        };
        let [number, .., recipient] = &self.lines(language)[..] else { return heading.to_owned() };
        let line = |(name, value): &(&str, String)| format!("{name}: {value}");
        format!("{heading}\n{}\n{}\n{check}", line(number), line(recipient))
    }

    /// The text message (9/1.3.2): number, and IIN or BIN by its name in `language`. With a usual number it fits one SMS of
    /// 70 UCS-2 characters.
    pub fn message(&self, language: Language) -> String {
        let [document, _, person, organisation] = names(language);
        let identifier = match self.recipient {
            Recipient::Person(_) => person,
            Recipient::Organisation(_) => organisation,
        };
        format!("{document}: {}; {identifier}: {}", self.number.as_str(), self.recipient.as_str())
    }
}

impl fmt::Debug for RequisiteParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequisiteParts(…)")
    }
}

impl fmt::Debug for Requisites {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Requisites(…)")
    }
}

impl fmt::Display for Requisite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number => "document number",
            Self::Received => "date received",
            Self::Recipient => "IIN or BIN of the recipient",
            Self::MatrixCode => "matrix code",
        })
    }
}

/// Of number, date, IIN and BIN.
fn names(language: Language) -> [&'static str; 4] {
    match language {
        Language::Kazakh => ["Құжат нөмірі", "Алынған күні", "ЖСН", "БСН"],
        Language::Russian => ["Номер документа", "Дата получения", "ИИН", "БИН"],
        Language::English => ["Document number", "Date received", "IIN", "BIN"],
    }
}

fn by(channel: Channel) -> &'static str {
    match channel {
        Channel::App => "in the application",
        Channel::Message => "in a message",
    }
}

fn list(missing: &[Requisite]) -> String {
    missing.iter().map(Requisite::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::fixtures;

    type Remove = fn(&mut RequisiteParts);

    fn parts() -> RequisiteParts {
        let contents = fixtures::seal_contents();
        RequisiteParts {
            number: Some(contents.number.clone()),
            received: Some(contents.received),
            recipient: Some(contents.recipient.clone()),
            matrix_code: Some(fixtures::seal()),
        }
    }

    fn refusal(channel: Channel, parts: RequisiteParts) -> String {
        Requisites::complete(Service::Result, channel, parts).expect_err("incomplete").to_string()
    }

    /// 9/1.3.1
    #[test]
    fn a_result_in_the_application_carries_all_four() {
        let whole = Requisites::complete(Service::Result, Channel::App, parts()).expect("complete");
        let whole = whole.expect("a result carries requisites");
        assert_eq!(whole.received(), parts().received);
        assert_eq!(whole.matrix_code(), parts().matrix_code.as_ref());
        let lines = whole.lines(Language::Kazakh);
        let lines: Vec<_> = lines.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        assert_eq!(lines, ["Құжат нөмірі: 045123789", "Алынған күні: 2026-01-10", "ЖСН: 000000000101"]);
        let removals: [(Remove, &str); 4] = [
            (|p| p.number = None, "document number"),
            (|p| p.received = None, "date received"),
            (|p| p.recipient = None, "IIN or BIN of the recipient"),
            (|p| p.matrix_code = None, "matrix code"),
        ];
        for (remove, name) in removals {
            let mut parts = parts();
            remove(&mut parts);
            assert_eq!(
                refusal(Channel::App, parts),
                format!("the result in the application lacks its {name}")
            );
        }
        assert_eq!(
            refusal(Channel::App, RequisiteParts::default()),
            "the result in the application lacks its document number, date received, IIN or BIN of the recipient, \
             matrix code"
        );
    }

    /// 9/1.3.2
    #[test]
    fn a_message_carries_number_and_recipient() {
        let two = RequisiteParts { received: None, matrix_code: None, ..parts() };
        let whole = Requisites::complete(Service::Result, Channel::Message, two).expect("complete");
        let whole = whole.expect("a result carries requisites");
        assert_eq!(whole.message(Language::Kazakh), "Құжат нөмірі: 045123789; ЖСН: 000000000101");
        assert_eq!(whole.message(Language::Russian), "Номер документа: 045123789; ИИН: 000000000101");
        assert!(Language::ALL.iter().all(|language| whole.message(*language).chars().count() <= 70));
        let instant = whole.instant_message(Language::Russian);
        assert!(instant.contains("\nНомер документа: 045123789\nИИН: 000000000101\n"), "{instant}");
        for language in Language::ALL {
            let (instant, message) = (whole.instant_message(language), whole.message(language));
            assert!(message.split("; ").all(|part| instant.lines().any(|line| line == part)), "{instant}");
        }
        let bank = RequisiteParts { recipient: Recipient::parse("160440007161").ok(), ..parts() };
        let bank = Requisites::complete(Service::Result, Channel::Message, bank).expect("complete");
        assert_eq!(
            bank.expect("requisites").message(Language::English),
            "Document number: 045123789; BIN: 160440007161"
        );
        let none = RequisiteParts { recipient: None, ..parts() };
        assert_eq!(
            refusal(Channel::Message, none),
            "the result in a message lacks its IIN or BIN of the recipient"
        );
        let none = RequisiteParts { number: None, ..parts() };
        assert_eq!(refusal(Channel::Message, none), "the result in a message lacks its document number");
    }

    /// 9/1.4
    #[test]
    fn an_informational_service_carries_none() {
        for parts in [parts(), RequisiteParts::default()] {
            let none = Requisites::complete(Service::Informational, Channel::App, parts);
            assert!(none.expect("nothing is asked").is_none());
        }
    }

    /// 9/1.2.3: the matrix code is put into the document it is of.
    #[test]
    fn the_matrix_code_is_of_this_document() {
        let other = RequisiteParts { number: DocumentNumber::parse("1").ok(), ..parts() };
        assert_eq!(refusal(Channel::App, other), "the matrix code states another document number");
        let other = RequisiteParts { received: Date::parse("2020-01-01").ok(), ..parts() };
        assert_eq!(refusal(Channel::App, other), "the matrix code states another date received");
        let other = RequisiteParts { recipient: Recipient::parse("000001002002").ok(), ..parts() };
        assert_eq!(
            refusal(Channel::App, other),
            "the matrix code states another IIN or BIN of the recipient"
        );
    }

    #[test]
    fn debug_is_redacted() {
        let whole = Requisites::complete(Service::Result, Channel::App, parts()).expect("complete");
        assert_eq!(format!("{whole:?} {:?}", parts()), "Some(Requisites(…)) RequisiteParts(…)");
    }
}
