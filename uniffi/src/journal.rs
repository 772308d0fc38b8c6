//! A cabinet's journal of views, checked on the device it is shown on.

use std::sync::Arc;

use qujat::cose::Purpose;
use qujat::id::Recipient;
use qujat::journal::{self, Checkpoint, Mark, Side};
use qujat::text::LocalText;
use qujat::time::Timestamp;
use qujat::verify;

use crate::InputException;
use crate::values::{Language, Report};
use crate::verifier::Verifier;

/// What was found out about a journal.
#[derive(uniffi::Record)]
pub struct JournalVerdict {
    /// The journal, where it is whole: nothing in it was altered, removed, put in or moved and, where a checkpoint was given,
    /// nothing is gone from its end and nothing was written anew.
    pub journal: Option<Arc<Journal>>,
    /// Where it is not, what is wrong: English, for developers and logs, without personal data.
    pub fault: Option<String>,
    /// Where it is not, the sentence to show, in the language asked for.
    pub explanation: Option<String>,
    /// What was found out about the checkpoint, where one was given. Where its word is not "valid" there is no journal.
    pub checkpoint: Option<Report>,
}

/// A journal that was found whole. Made only by `Verifier.verifyJournal`.
#[derive(uniffi::Object)]
pub struct Journal {
    marks: Vec<Mark>,
}

/// One view, as the cabinet shows it. The other party is named by no more than four digits of an IIN.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct JournalMark {
    /// Its number in the cabinet, from 1.
    pub number: u32,
    /// Whether the cabinet's owner was the document's subject in this view; else the viewer.
    pub is_subject: bool,
    /// Who viewed what, when, how and what for, in the language asked for.
    pub sentence: String,
    /// The docType.
    pub doc_type: String,
    /// The other party: `IIN ••••••••0101` or `BIN 160440007161`.
    pub other: String,
    /// `qr`, `digits`, `default`, `password` or `sms`.
    pub door: String,
    /// The code of what an organisation asked for.
    pub aim: Option<String>,
    /// When, Unix seconds.
    pub at: Timestamp,
    /// When, in the local time of that day, RFC 3339 with its offset.
    pub local: String,
    /// The edition of the rules it was decided by: `352/2024`.
    pub edition: String,
    /// What joins it to the other party's mark, hexadecimal.
    pub pair: String,
}

#[uniffi::export]
impl Verifier {
    /// Checks a cabinet's journal: `marks` as the service sent them, the oldest first, from the first one on; `owner` the
    /// cabinet's IIN or BIN; `checkpoint` the latest that the app kept, signed by a key that the verifier trusts for it. A year's
    /// marks take milliseconds.
    pub fn verify_journal(
        &self,
        owner: String,
        marks: Vec<Vec<u8>>,
        checkpoint: Option<Vec<u8>>,
        language: Language,
        now: Timestamp,
    ) -> Result<JournalVerdict, InputException> {
        let owner = Recipient::parse(&owner).map_err(|error| InputException::malformed("owner", error))?;
        let (report, checkpoint) = match checkpoint {
            None => (None, Ok(None)),
            Some(bytes) => {
                let checked = verify::signed(&bytes, Purpose::ViewMarkCheckpoint, self.trust(), now);
                let report = Report::from(checked.report());
                let opened = checked.into_opened().map_err(|_| UNBELIEVED.to_owned());
                let read = opened.and_then(|(opened, _)| {
                    Checkpoint::read(&opened).map(Some).map_err(|error| error.to_string())
                });
                (Some(report), read)
            }
        };
        let checked = checkpoint.map(|checkpoint| journal::verify_chain(&owner, marks, checkpoint.as_ref()));
        let (journal, fault, explanation) = match checked {
            Ok(Ok((_, marks))) => (Some(Arc::new(Journal { marks })), None, None),
            Ok(Err(error)) => (None, Some(error.to_string()), Some(error.text(language).to_owned())),
            Err(why) => (None, Some(why), Some(journal::ChainError::OtherCabinet.text(language).to_owned())),
        };
        Ok(JournalVerdict { journal, fault, explanation, checkpoint: report })
    }
}

#[uniffi::export]
impl Journal {
    /// Every view, the oldest first.
    pub fn marks(&self, language: Language) -> Vec<JournalMark> {
        let shown = |mark: &Mark| {
            let report = mark.report(&LocalText::default());
            JournalMark {
                number: u32::try_from(report.number).unwrap_or(u32::MAX),
                is_subject: mark.side() == Side::Subject,
                sentence: report.sentence.in_language(language).to_owned(),
                doc_type: report.doc_type,
                other: report.other,
                door: report.door.to_owned(),
                aim: report.aim,
                at: mark.view().at,
                local: report.local,
                edition: report.edition,
                pair: report.pair,
            }
        };
        self.marks.iter().map(shown).collect()
    }

    /// Whether `other` is the other party's mark of the view with this number: the service has it, and an app asks for it to see
    /// that the view stands in both cabinets (352/18). An error with the code `mark` where the bytes are none.
    pub fn has_pair(&self, number: u32, other: Vec<u8>) -> Result<bool, InputException> {
        let other = Mark::from_bytes(&other)?;
        let mine = self.marks.iter().find(|mark| mark.number() == u64::from(number));
        Ok(mine.is_some_and(|mine| mine.is_pair_of(&other)))
    }

    /// A table for spreadsheets (RFC 4180), UTF-8; no value in it runs as a formula, and nothing in it opens anything.
    pub fn csv(&self, language: Language) -> String {
        journal::to_csv(&self.marks, &|_| LocalText::default(), language)
    }

    /// A JSON array, the oldest first, with the sentence in all three languages.
    pub fn json(&self) -> String {
        journal::to_json(&self.marks, &|_| LocalText::default())
    }
}

const UNBELIEVED: &str = "the checkpoint is not one of the service's";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TrustMaterial;
    use crate::fixtures::{self, now};

    fn verifier() -> Verifier {
        let trust = TrustMaterial {
            signers: vec![fixtures::bytes("publisher.cose_key")],
            lists: vec![fixtures::bytes("issuers.trust_list"), fixtures::bytes("organisations.trust_list")],
            ..TrustMaterial::default()
        };
        Verifier::new(trust, now(), None).expect("trusted")
    }

    fn marks() -> Vec<Vec<u8>> {
        ["mother_1.mark", "mother_2.mark"].map(fixtures::bytes).into()
    }

    fn checked(marks: Vec<Vec<u8>>, checkpoint: Option<Vec<u8>>) -> JournalVerdict {
        let owner = fixtures::MOTHER.to_owned();
        verifier().verify_journal(owner, marks, checkpoint, Language::Russian, now()).expect("answered")
    }

    /// 352/18: a phone finds its journal whole, and the other party's mark in the other cabinet.
    #[test]
    fn a_whole_journal_is_shown() {
        let verdict = checked(marks(), Some(fixtures::bytes("mother.checkpoint")));
        assert_eq!((verdict.fault, verdict.explanation), (None, None));
        let journal = verdict.journal.expect("whole");
        let shown = journal.marks(Language::English);
        assert_eq!(shown.len(), 2);
        assert!(
            !shown[0].is_subject && shown[0].sentence.contains("you viewed the document “Birth certificate”")
        );
        assert_eq!((shown[1].number, shown[1].door.as_str(), shown[1].at), (2, "default", now().plus(60)));
        assert!(journal.has_pair(1, fixtures::bytes("child_1.mark")).expect("a mark"));
        assert!(!journal.has_pair(2, fixtures::bytes("child_1.mark")).expect("a mark"));
        assert!(!journal.has_pair(3, fixtures::bytes("child_1.mark")).expect("a mark"));
        assert!(journal.has_pair(1, vec![1]).is_err());
        assert_eq!(journal.csv(Language::Kazakh).lines().count(), 3);
        assert!(journal.json().starts_with('['));
    }

    #[test]
    fn a_journal_that_is_not_whole_is_none() {
        let checkpoint = || Some(fixtures::bytes("mother.checkpoint"));
        let mut altered = marks();
        altered[0][20] ^= 1;
        let mut unbelieved = fixtures::bytes("mother.checkpoint");
        *unbelieved.last_mut().expect("bytes") ^= 1;
        for (case, marks, checkpoint) in [
            ("altered", altered, None),
            ("shortened", marks()[..1].to_vec(), checkpoint()),
            ("without its first", marks()[1..].to_vec(), None),
            ("another's", vec![fixtures::bytes("child_1.mark")], None),
            ("unbelieved", marks(), Some(unbelieved)),
        ] {
            let verdict = checked(marks, checkpoint);
            assert!(verdict.journal.is_none() && verdict.fault.is_some(), "{case}");
            assert_eq!(
                verdict.explanation.as_deref(),
                Some("Журнал просмотров неполон или был изменён."),
                "{case}"
            );
        }
        let wrong = verifier().verify_journal("1".into(), marks(), None, Language::Kazakh, now());
        assert!(wrong.is_err());
    }
}
