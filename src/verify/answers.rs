use super::{CheckName, Outcome, Report};

/// The three questions of 352/2.10, each with an answer of its own, beside the overall word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Answers {
    /// Was it issued by a body that is trusted and may issue such a thing?
    pub authentic: Answer,
    /// Does it belong to the subject that was expected?
    pub subject: Answer,
    /// Is it as that body signed it?
    pub unchanged: Answer,
}

/// The answer to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Yes: every check it rests on was done and passed.
    Yes,
    /// No: a check it rests on failed.
    No,
    /// Not known: no check it rests on failed, and not all were done. Never to be shown as a yes.
    Unknown,
}

impl Report {
    /// 352/2.10: the three answers. A later one is "yes" only where those it rests on are: what nobody who is trusted signed
    /// is not unchanged, and a name in it is nobody's.
    pub fn answers(&self) -> Answers {
        let mut authentic =
            self.all(&[CheckName::IssuerTrusted, CheckName::IssuerEntitled, CheckName::Signature]);
        // Where it was not found out, the three above are what there is to rest on.
        if matches!(self.outcome(CheckName::IssuingCountry), Some(Outcome::Failed(_))) {
            authentic = Answer::No;
        }
        let content = if self.asks(CheckName::Digests) {
            self.all(&[CheckName::Signature, CheckName::Digests])
        } else {
            self.all(&[CheckName::Signature])
        };
        let unchanged = content.resting_on(self.all(&[CheckName::IssuerTrusted]));
        let subject = self.all(&[CheckName::Subject]).resting_on(authentic).resting_on(unchanged);
        Answers { authentic, subject, unchanged }
    }

    fn all(&self, names: &[CheckName]) -> Answer {
        let outcomes = || names.iter().map(|name| self.outcome(*name));
        if outcomes().any(|outcome| matches!(outcome, Some(Outcome::Failed(_)))) {
            Answer::No
        } else if outcomes().all(|outcome| outcome == Some(&Outcome::Passed)) {
            Answer::Yes
        } else {
            Answer::Unknown
        }
    }
}

impl Answer {
    /// `yes`, `no` or `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    /// A yes that needs another yes; a no stands by itself.
    fn resting_on(self, ground: Self) -> Self {
        if self == Self::Yes && ground != Self::Yes { Self::Unknown } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [CheckName; 5] = [
        CheckName::IssuerTrusted,
        CheckName::IssuerEntitled,
        CheckName::Signature,
        CheckName::Digests,
        CheckName::Subject,
    ];

    fn with(name: CheckName, outcome: &Outcome) -> [Answer; 3] {
        let mut report = Report::new(&[CheckName::Digests]);
        for each in ALL {
            report.enter(each, if each == name { outcome.clone() } else { Outcome::Passed });
        }
        let Answers { authentic, subject, unchanged } = report.answers();
        [authentic, subject, unchanged]
    }

    /// 352/2.10: each question is answered for itself.
    #[test]
    fn a_failed_check_answers_its_own_question() {
        use Answer::{No, Unknown, Yes};
        let failed = Outcome::Failed(String::new());
        let undone = Outcome::NotDone(String::new());
        let table = [
            (CheckName::IssuerTrusted, [No, Unknown, Unknown], [Unknown, Unknown, Unknown]),
            (CheckName::IssuerEntitled, [No, Unknown, Yes], [Unknown, Unknown, Yes]),
            (CheckName::Signature, [No, Unknown, No], [Unknown, Unknown, Unknown]),
            (CheckName::Digests, [Yes, Unknown, No], [Yes, Unknown, Unknown]),
            (CheckName::Subject, [Yes, No, Yes], [Yes, Unknown, Yes]),
        ];
        for (name, when_failed, when_undone) in table {
            assert_eq!(with(name, &failed), when_failed, "{name}");
            assert_eq!(with(name, &undone), when_undone, "{name}");
        }
        assert_eq!(with(CheckName::Subject, &Outcome::Passed), [Yes, Yes, Yes]);
        // A licence of one country under another's signature was not issued by a body that may.
        let mut report = Report::new(&[]);
        for name in ALL {
            report.enter(name, Outcome::Passed);
        }
        for (outcome, authentic, subject) in [(undone, Yes, Yes), (failed, No, Unknown)] {
            report.enter(CheckName::IssuingCountry, outcome);
            let answers = report.answers();
            assert_eq!((answers.authentic, answers.subject, answers.unchanged), (authentic, subject, Yes));
        }
    }

    #[test]
    fn nothing_done_answers_nothing() {
        let answers = Report::new(&[]).answers();
        assert_eq!(
            [answers.authentic, answers.subject, answers.unchanged].map(Answer::as_str),
            ["unknown", "unknown", "unknown"]
        );
        // A seal has no digests of elements: its signature is over all of it.
        let mut seal = Report::new(&[CheckName::Signature]);
        for name in [CheckName::IssuerTrusted, CheckName::IssuerEntitled, CheckName::Signature] {
            seal.enter(name, Outcome::Passed);
        }
        let answers = seal.answers();
        assert_eq!((answers.authentic, answers.unchanged), (Answer::Yes, Answer::Yes));
        assert_eq!((answers.subject, Answer::No.as_str()), (Answer::Unknown, "no"));
    }
}
