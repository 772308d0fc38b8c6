use super::audit::{Event, Reason};
use super::secrets::Counter;
use super::store::{
    AttemptKey, CodeTry, Ended, Quota, QuotaKey, Spent, Store, StoreError, SubjectKey, Taken,
};
use super::{AttemptId, Door, Grant, Redeemed, Redemption, Refused, Registry, seconds_until};
use crate::code::ShortCode;
use crate::id::{GrantId, Iin, Party};
use crate::time::Timestamp;

/// Redeeming.
///
/// `attempt` names one attempt of the viewer's, so that a reply that was lost on its way is no view lost: asked again with
/// the same name the answer is the same view, until the grant's expiry. `None` where nobody asks again.
impl<S: Store> Registry<S> {
    /// Redeems the token of a QR code (352/10, 352/17).
    ///
    /// No quota is taken: a signature and 128 random bits leave nothing to guess, and a clerk scans all day.
    pub fn redeem_token(
        &self,
        viewer: &Party,
        token: &[u8],
        attempt: Option<&AttemptId>,
        now: Timestamp,
    ) -> Result<Redemption, StoreError> {
        let mut knock = Knock::new(self, viewer, Door::Qr, attempt, now);
        // What an untrue token is refused for, its bearer can find out alone; the store is spared.
        let claims = match self.service.open(token) {
            Ok(token) => token.claims().clone(),
            Err(error) => return Ok(self.refuse(&knock, &Reason::Token(error))),
        };
        knock.meant = Some(claims.id);
        let agrees =
            |grant: &Grant| if self.service.claims(grant) == claims { Ok(()) } else { Err(Reason::Mismatch) };
        self.spend(&knock, &claims.id, agrees, Reason::Unknown)
    }

    /// Redeems six digits with the subject's IIN (352/10, 352/19).
    ///
    /// Whatever is refused after the viewer's own quotas goes through the same steps of the store: wrong digits, a person
    /// nobody knows or at whom too many guessed, an expired, used, closed or locked grant, one for somebody else, one's own.
    pub fn redeem_code(
        &self,
        viewer: &Party,
        subject: &Iin,
        code: &ShortCode,
        attempt: Option<&AttemptId>,
        now: Timestamp,
    ) -> Result<Redemption, StoreError> {
        let mut knock = Knock::new(self, viewer, Door::Digits, attempt, now);
        // Counted before anything is looked at. Failures are counted as ones ahead and given back on success.
        if let Some(refused) = self.count(&knock)? {
            return Ok(Redemption::Refused(refused));
        }
        // Nothing of the subject may show in the answer: past this quota the steps go on with what names nobody.
        let guessed_at = (self.peppers.guessed_at(subject), self.policy.subject_failures());
        let locked = self.store.take(&guessed_at.0, guessed_at.1, now)? != Taken::Yes;

        let codes = self.peppers.codes(subject, code);
        let key = self.peppers.subject(subject);
        let tried = if locked { self.peppers.decoy_subject(key.as_bytes()) } else { key };
        let limit = self.policy.settings().code_failures;
        let (matched, absent) = match self.store.try_code(&tried, &codes, limit, now)? {
            CodeTry::Match(id) => (Some(id), Reason::Unknown),
            CodeTry::NoMatch { dead, died } => {
                for grant in &died {
                    self.audit.record(&Event::CodeDied { at: now, grant, viewer });
                }
                knock.meant = dead;
                let absent = if dead.is_some() { Reason::CodeDead } else { Reason::NoSuchCode };
                (None, if locked { Reason::SubjectLocked } else { absent })
            }
        };
        knock.meant = matched.or(knock.meant);
        let id = matched.unwrap_or_else(|| self.peppers.decoy(key.as_bytes()));
        let agrees = |grant: &Grant| if grant.subject == *subject { Ok(()) } else { Err(Reason::Mismatch) };
        let redemption = self.spend(&knock, &id, agrees, absent)?;
        if matches!(redemption, Redemption::Granted(_)) {
            // The view is spent already: an error here costs one failure of the day, not the view.
            for (key, quota) in self.failures_of(viewer).into_iter().chain([guessed_at]) {
                let _ = self.store.give_back(&key, quota, now);
            }
        } else {
            self.count_for_alarm(now);
        }
        Ok(redemption)
    }

    /// The quotas of failures that a viewer's wrong code is counted in.
    pub(super) fn failures_of(&self, viewer: &Party) -> Vec<(QuotaKey, Quota)> {
        let own = (self.peppers.viewer(Counter::Failures, viewer), self.policy.failures());
        let organisation = |bin| (self.peppers.organisation(bin), self.policy.organisation_failures());
        [own].into_iter().chain(viewer.organisation().map(organisation)).collect()
    }

    /// Takes a try and a failure of the viewer's own, or says when the next is free.
    pub(super) fn count(&self, knock: &Knock<'_>) -> Result<Option<Refused>, StoreError> {
        let tries = (self.peppers.viewer(Counter::Tries, knock.viewer), self.policy.tries());
        let failures = self.failures_of(knock.viewer);
        let reasons = [Reason::TooManyTries, Reason::TooManyFailures, Reason::OrganisationFailures];
        for (place, ((key, quota), reason)) in [tries].iter().chain(&failures).zip(&reasons).enumerate() {
            if let Taken::No { until } = self.store.take(key, *quota, knock.now)? {
                self.tell(knock, reason);
                // The viewer has not failed, where it is the organisation that has too often.
                for (key, quota) in failures.iter().take(place.saturating_sub(1)) {
                    let _ = self.store.give_back(key, *quota, knock.now);
                }
                return Ok(Some(Refused::TryLater { after_seconds: seconds_until(until, knock.now) }));
            }
        }
        Ok(None)
    }

    /// Spends a view of the grant found, if the viewer is one to whom it is open; in every other case goes through the
    /// same steps of the store with names of nothing.
    pub(super) fn spend(
        &self,
        knock: &Knock<'_>,
        id: &GrantId,
        agrees: impl Fn(&Grant) -> Result<(), Reason>,
        absent: Reason,
    ) -> Result<Redemption, StoreError> {
        let grant = self.store.find(id)?.map(|stored| stored.grant);
        let judged = grant.as_ref().ok_or(absent).and_then(|grant| {
            agrees(grant)?;
            // 352/2.3, 352/2.6: a third party is not the subject, for whomever they act.
            if knock.viewer.person() == Some(&grant.subject) {
                return Err(Reason::OwnSubject);
            }
            if grant.audience.admits(knock.viewer) { Ok(()) } else { Err(Reason::Audience) }
        });
        let target: (SubjectKey, GrantId) = match (&judged, &grant) {
            (Ok(()), Some(grant)) => (self.peppers.subject(&grant.subject), *id),
            _ => (self.peppers.decoy_subject(id.as_bytes()), self.peppers.decoy(id.as_bytes())),
        };
        let spent = self.store.redeem(&target.0, &target.1, knock.attempt.as_ref(), knock.now)?;
        let (view, again) = match spent {
            Spent::View(view) => (Some(view), false),
            Spent::Again(view) => (Some(view), true),
            Spent::Refused(_) => (None, false),
        };
        let reason = match (judged, grant, spent, view) {
            (Ok(()), Some(grant), _, Some(view)) => {
                let (at, viewer, door) = (knock.now, knock.viewer, knock.door);
                self.audit.record(&Event::Redeemed { at, grant: &grant.id, viewer, door, view, again });
                return Ok(Redemption::Granted(Redeemed::new(grant, viewer, view, door, at)));
            }
            (Ok(()), _, Spent::Refused(ended), _) => ended.into(),
            (Err(reason), _, Spent::Refused(_), _) => reason,
            // A view of a decoy, or of a grant that was not found: the store invents grants.
            _ => return Err(StoreError::Broken { what: "a view of no grant" }),
        };
        Ok(self.refuse(knock, &reason))
    }

    /// The one refusal. The reason goes to the audit and nowhere else.
    pub(super) fn refuse(&self, knock: &Knock<'_>, reason: &Reason) -> Redemption {
        self.tell(knock, reason);
        Redemption::Refused(Refused::NotOpen)
    }

    pub(super) fn tell(&self, knock: &Knock<'_>, reason: &Reason) {
        let &Knock { viewer, door, now, ref meant, .. } = knock;
        self.audit.record(&Event::Refused { at: now, grant: meant.as_ref(), viewer, door, reason });
    }

    /// One more of everybody's failures together; past the threshold the service is told, once a window. Nobody is refused
    /// for it, and a store that fails here changes no answer.
    pub(super) fn count_for_alarm(&self, now: Timestamp) {
        let quota = self.policy.alarm();
        let full =
            matches!(self.store.take(&self.peppers.all(Counter::Failures), quota, now), Ok(Taken::No { .. }));
        let once = Quota { limit: 1, ..quota };
        if full && matches!(self.store.take(&self.peppers.all(Counter::Alarms), once, now), Ok(Taken::Yes)) {
            let (failures, window_seconds) = (quota.limit, quota.window_seconds);
            self.audit.record(&Event::Alarm { at: now, failures, window_seconds });
        }
    }
}

/// Who knocks, where and when, and which grant they turned out to mean.
pub(super) struct Knock<'a> {
    viewer: &'a Party,
    door: Door,
    attempt: Option<AttemptKey>,
    now: Timestamp,
    pub(super) meant: Option<GrantId>,
}

impl<'a> Knock<'a> {
    pub(super) fn new<S>(
        registry: &Registry<S>,
        viewer: &'a Party,
        door: Door,
        attempt: Option<&AttemptId>,
        now: Timestamp,
    ) -> Self {
        let attempt = attempt.map(|attempt| registry.peppers.attempt(viewer, attempt));
        Self { viewer, door, attempt, now, meant: None }
    }
}

impl From<Ended> for Reason {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Unknown => Self::Unknown,
            Ended::NotYet => Self::NotYet,
            Ended::Expired => Self::Expired,
            Ended::Used => Self::Used,
            Ended::Closed => Self::Closed,
            Ended::Replaced => Self::Replaced,
        }
    }
}
