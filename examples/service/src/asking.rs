//! What a subject is asked before anything is shown: by phone (352/20), and in the application where somebody brings six digits
//! without an IIN.

use qujat::access::Ground;
use qujat::code::ShortCode;
use qujat::consent::{
    Asked as AskedByPhone, ChallengeId, ConsentAnswer, ConsentError, Consented, Heard, Question,
    QuestionError, Way,
};
use qujat::grant::{Ask, AskAnswer, AskError, AskId, Asked, DocumentRef};
use qujat::id::{Iin, PhoneNumber};
use qujat::text::Language;
use qujat::time::Timestamp;

use crate::app::{App, Caller, Denied, Shown};
use crate::common::{OsRandom, now};

impl App {
    /// Puts a viewer's question to whomever six digits belong to; until when it waits.
    pub(crate) fn ask(&self, caller: &Caller, code: &ShortCode) -> Result<(AskId, Timestamp), Denied> {
        let now = now().map_err(|_| Denied::Unavailable)?;
        match self.registry.ask(&caller.party, code, now, &mut OsRandom) {
            Ok(Asked::Waiting { id, until }) => Ok((id, until)),
            Ok(Asked::Refused(refused)) => Err(Denied::Refused(refused)),
            Err(AskError::Store(_) | AskError::Random(_) | _) => Err(Denied::Unavailable),
        }
    }

    /// What the caller is asked now, and in which words.
    pub(crate) fn asks(&self, caller: &Caller) -> Result<Vec<(Ask, String)>, Denied> {
        let now = now().map_err(|_| Denied::Unavailable)?;
        let asks = self.registry.asks(&caller.party, now).map_err(|_| Denied::Unavailable)?;
        let worded = |ask: Ask| {
            let text = self.question(&ask, caller.language);
            (ask, text)
        };
        Ok(asks.into_iter().map(worded).collect())
    }

    /// The caller's answer; whether it was waited for.
    pub(crate) fn answer(&self, caller: &Caller, ask: &AskId, answer: AskAnswer) -> Result<bool, Denied> {
        let now = now().map_err(|_| Denied::Unavailable)?;
        self.registry.answer(&caller.party, ask, answer, now).map_err(|_| Denied::Unavailable)
    }

    /// A service of yours has the people's names from its registers; this one has their IINs.
    fn question(&self, ask: &Ask, language: Language) -> String {
        let viewer = ask.viewer();
        let organisation = self.consents.organisation(viewer);
        let name = organisation.map(|(accreditation, _)| accreditation.record().name.in_language(language));
        let name = name.or_else(|| viewer.organisation().map(qujat::id::Bin::as_str));
        ask.text(viewer.person().map_or("", Iin::as_str), name.unwrap_or_default(), language)
    }

    /// Asks a subject for consent by phone, in the subject's own language where the service knows it; here, in the three.
    pub(crate) fn ask_by_phone(
        &self,
        caller: &Caller,
        subject: Iin,
        documents: Vec<DocumentRef>,
        way: Way,
    ) -> Result<(ChallengeId, Timestamp), Denied> {
        let now = now().map_err(|_| Denied::Unavailable)?;
        let party = caller.party.clone();
        let organisation = self.consents.organisation(&party);
        let (accreditation, employment) = organisation.ok_or(Denied::Question(QuestionError::NotAdmitted))?;
        let question = Question::new(accreditation, party, employment, &caller.aim, subject, documents, now)
            .map_err(Denied::Question)?;
        let linked = self.consents.linked(question.subject());
        let asked = self.consents.desk.ask(question, linked, way, now, &mut OsRandom).map_err(denied)?;
        let AskedByPhone { id, until, message } = asked;
        if let Some(message) = message {
            self.consents.gateway.send(message.to(), message.text(Language::Kazakh));
        }
        Ok((id, until))
    }

    /// The asker comes with the password, or for the reply; what was consented to is shown. `None` while a reply is waited for.
    pub(crate) fn consented(
        &self,
        caller: &Caller,
        id: &ChallengeId,
        password: Option<&str>,
    ) -> Result<Option<Vec<Shown>>, Denied> {
        let now = now().map_err(|_| Denied::Unavailable)?;
        let desk = &self.consents.desk;
        let answer = match password {
            Some(typed) => desk.enter(id, &caller.party, typed, now),
            None => desk.take(id, &caller.party, now),
        };
        match answer.map_err(denied)? {
            ConsentAnswer::Given(consented) => self.show_consented(caller, &consented, now).map(Some),
            ConsentAnswer::Waiting => Ok(None),
            answer @ ConsentAnswer::NotGiven => Err(Denied::NotConsented(answer.text(caller.language))),
        }
    }

    fn show_consented(
        &self,
        caller: &Caller,
        consented: &Consented,
        now: Timestamp,
    ) -> Result<Vec<Shown>, Denied> {
        // What for is what was asked, whatever the request says now.
        let aim = consented.aim().as_str().to_owned();
        let caller = Caller { party: caller.party.clone(), language: caller.language, aim };
        let held = self.held(consented.subject(), consented.documents())?;
        let ground = Ground::Consent(consented);
        held.into_iter().map(|held| self.show(held, &caller, ground, false, now)).collect()
    }

    /// A short message that came from a number, as the operator's network names it.
    pub(crate) fn hear(&self, from: &PhoneNumber, text: &str) -> Result<Heard, Denied> {
        let now = now().map_err(|_| Denied::Unavailable)?;
        let heard = self.consents.desk.hear(from, text, now).map_err(denied)?;
        if let Some(reply) = heard.text(Language::Kazakh) {
            self.consents.gateway.send(from, reply.to_owned());
        }
        Ok(heard)
    }
}

fn denied(error: ConsentError) -> Denied {
    match error {
        ConsentError::TryLater { .. } | ConsentError::OtherNumber => Denied::Asking(error),
        _ => Denied::Unavailable,
    }
}
