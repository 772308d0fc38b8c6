use super::ask::Kept;
use super::audit::{Event, Reason};
use super::redeem::Knock;
use super::registry::CODE_DRAWS;
use super::secrets::Counter;
use super::store::{Insertion, SlotValue, Slots, Store, StoreError, Stored, Taken};
use super::{
    Ask, AskAnswer, AskError, AskId, Asked, AttemptId, CodeAlone, Door, Grant, OpenError, OpenRequest,
    OpenedAccess, Redemption, Refused, Registry, seconds_until,
};
use crate::code::ShortCode;
use crate::id::{GrantId, Party};
use crate::random::RandomSource;
use crate::time::Timestamp;

/// Six digits without an IIN, where the policy offers it ([`super::PolicySettings::code_alone`]).
///
/// The subject opens by [`Registry::open_to_code_alone`]. For the first minute the digits are unique among everybody's. A viewer
/// brings them to [`Registry::ask`] and is told in every case that the question is put; the subject finds it among
/// [`Registry::asks`], sees who asks, and answers by [`Registry::answer`]; the viewer comes back by [`Registry::redeem_ask`] and is
/// told "nothing is open" until the answer is "show". So whoever guesses learns nothing and opens nothing: a guess that meets a
/// grant puts the guesser's own name before its subject.
impl<S: Store + Slots> Registry<S> {
    /// Opens access like [`Registry::open`], and for [`CodeAlone::seconds`] to the digits alone.
    pub fn open_to_code_alone(
        &self,
        subject: &Party,
        request: OpenRequest,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<OpenedAccess, OpenError> {
        let (alone, quota) = self.policy.code_alone().ok_or(OpenError::CodeAloneOff)?;
        let (subject, grant, link) = self.signed(subject, request, now, random)?;
        self.take_opening(&subject, now)?;
        if let Taken::No { until } = self.store.take(&self.peppers.all(Counter::CodesAlone), quota, now)? {
            return Err(OpenError::CodeAloneFull { after_seconds: seconds_until(until, now) });
        }
        let until = grant.validity.until().min(now.plus(i64::from(alone.seconds)));
        let most_live = self.policy.settings().most_live;
        for _ in 0..CODE_DRAWS {
            let (code, new) = self.draw(&subject, &grant, random)?;
            if !self.claim(&code, &grant.id, until, now)? {
                continue;
            }
            let refused = match self.store.insert(new, most_live, now)? {
                Insertion::Inserted => {
                    self.audit.record(&Event::Opened { at: now, grant: &grant.id });
                    return Ok(OpenedAccess::new(grant.id, link, code, grant.validity).alone(until));
                }
                Insertion::CodeTaken => None,
                Insertion::IdTaken => Some(OpenError::Repeating),
                Insertion::TooManyLive => Some(OpenError::TooManyLive { limit: most_live }),
            };
            self.release(&code, &grant.id, now)?;
            if let Some(refused) = refused {
                return Err(refused);
            }
        }
        Err(OpenError::Repeating)
    }

    /// Puts the question of a viewer who was told six digits, to whomever they belong (352/10, 352/11). Counted against the
    /// viewer's own tries and failures before anything is looked at, and answered alike whatever is found.
    pub fn ask(
        &self,
        viewer: &Party,
        code: &ShortCode,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<Asked, AskError> {
        let knock = Knock::new(self, viewer, Door::Digits, None, now);
        let Some((alone, _)) = self.policy.code_alone() else {
            self.tell(&knock, &Reason::CodeAloneOff);
            return Ok(Asked::Refused(Refused::NotOpen));
        };
        if let Some(refused) = self.count(&knock)? {
            return Ok(Asked::Refused(refused));
        }
        self.count_for_alarm(now);
        let id = AskId::make(random)?;
        let until = now.plus(i64::from(alone.seconds));
        let kept = Kept { id, viewer: viewer.clone(), at: now, until, answer: None };

        let named = self.named(code, now)?;
        let decoy = self.peppers.decoy(id.as_bytes());
        let found = self.store.find(&named.unwrap_or(decoy))?;
        let judged = judge(found.as_ref(), viewer, now);
        let target = if judged.is_ok() { named.unwrap_or(decoy) } else { decoy };
        let full = !self.note(&target, &kept, alone, now)?;
        // The last step, so that nobody is answered for a question that was not put.
        let value = SlotValue { bytes: target.as_bytes(), until: now.plus(KEPT_SECONDS) };
        if !self.store.swap(&self.peppers.ask(&id), None, Some(value), now)? {
            return Err(StoreError::Broken { what: "two questions of one name" }.into());
        }
        let unheard = judged.err().or(full.then_some(Reason::TooManyAsks));
        let unheard = unheard.as_ref();
        self.audit.record(&Event::Asked { at: now, grant: named.as_ref(), viewer, unheard });
        Ok(Asked::Waiting { id, until })
    }

    /// The questions that wait for a subject's answer, about the oldest grant first; nobody's but one's own.
    pub fn asks(&self, subject: &Party, now: Timestamp) -> Result<Vec<Ask>, StoreError> {
        let Party::Person(person) = subject else { return Ok(Vec::new()) };
        let mut asks = Vec::new();
        for live in self.store.live(&self.peppers.subject(person), now)? {
            let grant = &live.stored.grant;
            let waiting = self.kept(&grant.id, now)?.1;
            let waiting = waiting.iter().filter(|kept| kept.answer.is_none() && now < kept.until);
            asks.extend(waiting.map(|kept| Ask::new(grant, kept)));
        }
        Ok(asks)
    }

    /// The subject's answer to a question; whether it was waited for. Of somebody else's it says what it says of none. The
    /// first answer counts.
    pub fn answer(
        &self,
        subject: &Party,
        ask: &AskId,
        answer: AskAnswer,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(id) = self.grant_of(ask, now)? else { return Ok(false) };
        let Some(stored) = self.store.find(&id)? else { return Ok(false) };
        // 352/3: the subject, and nobody else.
        if *subject != Party::Person(stored.grant.subject) || stored.ended(now).is_some() {
            return Ok(false);
        }
        for _ in 0..SWAP_TRIES {
            let (bytes, mut list) = self.kept(&id, now)?;
            let waits = |kept: &&mut Kept| kept.id == *ask && kept.answer.is_none() && now < kept.until;
            let Some(kept) = list.iter_mut().find(waits) else { return Ok(false) };
            kept.answer = Some(answer);
            let (viewer, asked_at) = (kept.viewer.clone(), kept.at);
            if self.put(&id, bytes.as_deref(), &list, now)? {
                if answer == AskAnswer::Show {
                    self.forgive(&viewer, asked_at);
                }
                self.audit.record(&Event::Answered { at: now, grant: &id, viewer: &viewer, answer });
                return Ok(true);
            }
        }
        Err(StoreError::Unavailable)
    }

    /// A viewer comes back for the answer; where it is "show", and the grant is live, a view is spent. Until then, and after a
    /// "no", and where the digits were wrong: one refusal, by the same steps.
    pub fn redeem_ask(
        &self,
        viewer: &Party,
        ask: &AskId,
        attempt: Option<&AttemptId>,
        now: Timestamp,
    ) -> Result<Redemption, StoreError> {
        let mut knock = Knock::new(self, viewer, Door::Digits, attempt, now);
        let decoy = self.peppers.decoy(ask.as_bytes());
        let meant = self.grant_of(ask, now)?;
        let list = self.kept(&meant.unwrap_or(decoy), now)?.1;
        let kept = list.iter().find(|kept| kept.id == *ask && kept.viewer == *viewer);
        let reason = match kept.map(|kept| kept.answer) {
            Some(Some(AskAnswer::Show)) => None,
            Some(Some(AskAnswer::Decline)) => Some(Reason::Declined),
            Some(None) => Some(Reason::NotAnswered),
            None => Some(Reason::NoSuchAsk),
        };
        knock.meant = kept.and(meant);
        let id = if reason.is_none() { meant.unwrap_or(decoy) } else { decoy };
        self.spend(&knock, &id, |_: &Grant| Ok(()), reason.unwrap_or(Reason::Unknown))
    }

    /// A question that was answered with "show" was no failure. Here, since a question is answered once, while its view may be asked
    /// for again and again. An error costs one of the day's.
    fn forgive(&self, viewer: &Party, asked_at: Timestamp) {
        let everybody = (self.peppers.all(Counter::Failures), self.policy.alarm());
        for (key, quota) in self.failures_of(viewer).into_iter().chain([everybody]) {
            let _ = self.store.give_back(&key, quota, asked_at);
        }
    }

    /// Takes the digits for a grant, unless they are another's; under one pepper, looked for under each.
    fn claim(
        &self,
        code: &ShortCode,
        grant: &GrantId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let keys = self.peppers.codes_alone(code);
        let Some((current, others)) = keys.split_first() else { return Ok(false) };
        for other in others {
            if self.store.slot(other, now)?.is_some() {
                return Ok(false);
            }
        }
        self.store.swap(current, None, Some(SlotValue { bytes: grant.as_bytes(), until }), now)
    }

    /// Gives back digits that were taken for a grant a moment ago.
    fn release(&self, code: &ShortCode, grant: &GrantId, now: Timestamp) -> Result<(), StoreError> {
        let keys = self.peppers.codes_alone(code);
        let Some(current) = keys.first() else { return Ok(()) };
        self.store.swap(current, Some(grant.as_bytes()), None, now).map(drop)
    }

    /// The grant that the digits stand for. While peppers change, two machines could give the same digits to two grants: these
    /// then stand for none.
    fn named(&self, code: &ShortCode, now: Timestamp) -> Result<Option<GrantId>, StoreError> {
        let mut found = Vec::new();
        for key in self.peppers.codes_alone(code) {
            found.extend(self.store.slot(&key, now)?);
        }
        let [one] = found.as_slice() else { return Ok(None) };
        GrantId::from_bytes(one).map(Some).map_err(|_| BROKEN)
    }

    /// The grant that a question is about, or the decoy in its place.
    fn grant_of(&self, ask: &AskId, now: Timestamp) -> Result<Option<GrantId>, StoreError> {
        let kept = self.store.slot(&self.peppers.ask(ask), now)?;
        kept.map(|bytes| GrantId::from_bytes(&bytes).map_err(|_| BROKEN)).transpose()
    }

    /// The questions about a grant, as they are kept and read.
    fn kept(&self, grant: &GrantId, now: Timestamp) -> Result<(Option<Vec<u8>>, Vec<Kept>), StoreError> {
        let bytes = self.store.slot(&self.peppers.asks(grant), now)?;
        let list = bytes.as_deref().map_or(Ok(Vec::new()), Kept::list_from_bytes)?;
        Ok((bytes, list))
    }

    /// Puts a list of questions in place of what was kept; whether nobody came first.
    fn put(
        &self,
        grant: &GrantId,
        before: Option<&[u8]>,
        list: &[Kept],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let bytes = Kept::list_to_bytes(list)?;
        let next = SlotValue { bytes: &bytes, until: now.plus(KEPT_SECONDS) };
        self.store.swap(&self.peppers.asks(grant), before, Some(next), now)
    }

    /// Adds a question to a grant's; whether it had room for one.
    fn note(
        &self,
        grant: &GrantId,
        kept: &Kept,
        alone: CodeAlone,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        for _ in 0..SWAP_TRIES {
            let (bytes, mut list) = self.kept(grant, now)?;
            let room = list.len() < usize::from(alone.asks);
            if room {
                list.push(kept.clone());
            }
            // Written as it was where there is no room: the same steps.
            if self.put(grant, bytes.as_deref(), &list, now)? {
                return Ok(room);
            }
        }
        Err(StoreError::Unavailable)
    }
}

/// Whether a viewer may ask the subject of what was found.
fn judge(found: Option<&Stored>, viewer: &Party, now: Timestamp) -> Result<(), Reason> {
    let stored = found.ok_or(Reason::NoSuchCode)?;
    if let Some(ended) = stored.ended(now) {
        return Err(ended.into());
    }
    // 352/2.6: the subject is no third party.
    if viewer.person() == Some(&stored.grant.subject) {
        return Err(Reason::OwnSubject);
    }
    if stored.grant.audience.admits(viewer) { Ok(()) } else { Err(Reason::Audience) }
}

/// How long questions are kept, seconds: past the longest life of a grant.
const KEPT_SECONDS: i64 = 3_600;

/// Times a list is read anew when others write between reading and writing.
const SWAP_TRIES: u32 = 64;

const BROKEN: StoreError = StoreError::Broken { what: "a grant's id of another length" };
