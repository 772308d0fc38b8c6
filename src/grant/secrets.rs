use core::fmt;

use thiserror::Error;

use super::store::{AttemptKey, CodeMac, QuotaKey, SlotKey, SubjectKey};
use super::{AskId, AttemptId};
use crate::code::{MacKey, ShortCode};
use crate::id::{Bin, GrantId, Iin, Party};

/// The service's secrets under which the store's keys are made, so that neither an IIN nor a code can be read or
/// guessed from a stolen store: both are short enough to try all.
///
/// - the *index* secret makes the keys of subjects and viewers; changing it forgets who had how many tries and which
///   codes are open, for the few minutes these live;
/// - the *pepper* makes the MACs of codes; it has a version and is changed without a gap: first every machine is given
///   the new one by [`Peppers::accepting`], then it becomes the current one and the old one is accepted, then the old
///   one is dropped.
///
/// All are 32 random bytes, kept apart from the store.
pub struct Peppers {
    index: MacKey,
    current: Pepper,
    other: Option<Pepper>,
}

/// One version of the pepper for codes.
pub struct Pepper {
    version: u16,
    key: MacKey,
}

/// Why secrets were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PepperError {
    /// Thirty-two equal bytes: a secret nobody set.
    #[error("a secret of the grant registry is blank")]
    Blank,
    /// Two peppers bear one version.
    #[error("two peppers bear version {version}")]
    SameVersion {
        /// The version.
        version: u16,
    },
}

impl Peppers {
    /// With this index secret and this pepper.
    pub fn new(index: &[u8; 32], current: Pepper) -> Result<Self, PepperError> {
        Ok(Self { index: mac_key(index)?, current, other: None })
    }

    /// Also accepts codes made under `other`, the next or the previous version.
    pub fn accepting(mut self, other: Pepper) -> Result<Self, PepperError> {
        if other.version == self.current.version {
            return Err(PepperError::SameVersion { version: other.version });
        }
        self.other = Some(other);
        Ok(self)
    }

    pub(super) fn subject(&self, subject: &Iin) -> SubjectKey {
        SubjectKey::from_bytes(self.index.mac("qujat grant subject 1", &[subject.as_str().as_bytes()]))
    }

    /// A person has one quota, for whomever they act; a system has its organisation's.
    pub(super) fn viewer(&self, counter: Counter, viewer: &Party) -> QuotaKey {
        let (kind, digits) = match viewer {
            Party::Person(person) | Party::Employee { person, .. } => (b"p", person.as_str()),
            Party::System(organisation) => (b"o", organisation.as_str()),
        };
        QuotaKey::from_bytes(self.index.mac(counter.label(), &[kind, digits.as_bytes()]))
    }

    /// Wrong codes of an organisation's people and systems together.
    pub(super) fn organisation(&self, organisation: &Bin) -> QuotaKey {
        self.quota(Counter::Organisation, organisation.as_str())
    }

    /// Wrong codes tried with a person's IIN, whether anybody knows them or not.
    pub(super) fn guessed_at(&self, subject: &Iin) -> QuotaKey {
        self.quota(Counter::GuessedAt, subject.as_str())
    }

    /// Acts of opening of one subject.
    pub(super) fn openings(&self, subject: &Iin) -> QuotaKey {
        self.quota(Counter::Openings, subject.as_str())
    }

    /// Of everybody together.
    pub(super) fn all(&self, counter: Counter) -> QuotaKey {
        self.quota(counter, "all")
    }

    fn quota(&self, counter: Counter, of: &str) -> QuotaKey {
        QuotaKey::from_bytes(self.index.mac(counter.label(), &[of.as_bytes()]))
    }

    /// By which this viewer's attempt is known again. Every part is of fixed length for its kind.
    pub(super) fn attempt(&self, viewer: &Party, attempt: &AttemptId) -> AttemptKey {
        let (kind, first, second) = match viewer {
            Party::Person(person) => (b"p", person.as_str(), ""),
            Party::Employee { organisation, person } => (b"e", organisation.as_str(), person.as_str()),
            Party::System(organisation) => (b"o", organisation.as_str(), ""),
        };
        let parts: [&[u8]; 4] = [kind, first.as_bytes(), second.as_bytes(), attempt.as_bytes()];
        AttemptKey::from_bytes(self.index.mac("qujat grant attempt 1", &parts))
    }

    /// The MACs of a subject's code under every version accepted, the current one's first.
    pub(super) fn codes(&self, subject: &Iin, code: &ShortCode) -> Vec<CodeMac> {
        // Both parts are of fixed length, so their joint cannot be moved.
        let parts = [subject.as_str().as_bytes(), code.as_str().as_bytes()];
        let under =
            |pepper: &Pepper| CodeMac::new(pepper.version, pepper.key.mac("qujat grant code 1", &parts));
        core::iter::once(&self.current).chain(&self.other).map(under).collect()
    }

    /// Where a code stands that is looked up alone, under every version accepted, the current one's first.
    pub(super) fn codes_alone(&self, code: &ShortCode) -> Vec<SlotKey> {
        let parts = [code.as_str().as_bytes()];
        let under = |pepper: &Pepper| SlotKey::from_bytes(pepper.key.mac("qujat grant code alone 1", &parts));
        core::iter::once(&self.current).chain(&self.other).map(under).collect()
    }

    /// Where the questions about a grant stand.
    pub(super) fn asks(&self, grant: &GrantId) -> SlotKey {
        SlotKey::from_bytes(self.index.mac("qujat grant asks 1", &[grant.as_bytes()]))
    }

    /// Where it stands which grant a question is about.
    pub(super) fn ask(&self, ask: &AskId) -> SlotKey {
        SlotKey::from_bytes(self.index.mac("qujat grant ask 1", &[ask.as_bytes()]))
    }

    /// A key under which no subject stands, for the same.
    pub(super) fn decoy_subject(&self, of: &[u8]) -> SubjectKey {
        SubjectKey::from_bytes(self.index.mac("qujat grant decoy subject 1", &[of]))
    }

    /// An id that names no grant, for the steps a refusal goes through so as to look like any other.
    pub(super) fn decoy(&self, of: &[u8]) -> GrantId {
        let mac = self.index.mac("qujat grant decoy 1", &[of]);
        // Sixteen of 32 bytes; the fall-back is out of reach and names no grant either.
        GrantId::from_bytes(mac.get(..16).unwrap_or(&[0; 16])).unwrap_or_else(|_| unreachable!("16 bytes"))
    }
}

impl Pepper {
    /// A version and its secret.
    pub fn new(version: u16, secret: &[u8; 32]) -> Result<Self, PepperError> {
        Ok(Self { version, key: mac_key(secret)? })
    }
}

/// What is counted.
#[derive(Clone, Copy)]
pub(super) enum Counter {
    Tries,
    Failures,
    Organisation,
    GuessedAt,
    Openings,
    Alarms,
    CodesAlone,
}

impl Counter {
    /// Keeps the keys of one from those of another.
    fn label(self) -> &'static str {
        match self {
            Self::Tries => "qujat grant tries 1",
            Self::Failures => "qujat grant failures 1",
            Self::Organisation => "qujat grant failures of an organisation 1",
            Self::GuessedAt => "qujat grant guesses 1",
            Self::Openings => "qujat grant openings 1",
            Self::Alarms => "qujat grant alarms 1",
            Self::CodesAlone => "qujat grant codes alone 1",
        }
    }
}

fn mac_key(secret: &[u8; 32]) -> Result<MacKey, PepperError> {
    MacKey::new(secret).ok_or(PepperError::Blank)
}

impl fmt::Debug for Peppers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Peppers({:?}, {:?})", self.current, self.other)
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pepper(version {})", self.version)
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;
    use crate::id::Bin;

    fn secret(of: u8) -> [u8; 32] {
        let mut next = of.wrapping_sub(1);
        [(); 32].map(|()| {
            next = next.wrapping_add(1);
            next
        })
    }

    fn peppers() -> Peppers {
        Peppers::new(&secret(1), Pepper::new(7, &secret(2)).expect("a pepper")).expect("peppers")
    }

    #[test]
    fn the_mac_is_hmac_sha_256_of_the_secret() {
        // Worked with Python's hmac: key 02…21, message b"qujat grant code 1\0" + b"000000000101" + b"012345".
        let iin = Iin::parse("000000000101").expect("an IIN");
        let code = ShortCode::parse("012345").expect("a code");
        let codes = peppers().codes(&iin, &code);
        assert_eq!(codes.len(), 1);
        assert_eq!(
            codes[0].as_bytes(),
            &hex!("be7b240b908210023e5f01e012f6ea277fc7309954b2a0eb5ea4c771f6643058")
        );
        assert_eq!(codes[0].version(), 7);
    }

    #[test]
    fn every_use_has_keys_of_its_own() {
        let peppers = peppers();
        let iin = Iin::parse("000000000101").expect("an IIN");
        let bin = Bin::parse("160440007161").expect("a BIN");
        let person = Party::Person(iin);
        let employee = Party::Employee { organisation: bin, person: iin };
        let keys = [
            *peppers.subject(&iin).as_bytes(),
            *peppers.viewer(Counter::Tries, &person).as_bytes(),
            *peppers.viewer(Counter::Failures, &person).as_bytes(),
            *peppers.viewer(Counter::Tries, &Party::System(bin)).as_bytes(),
            *peppers.organisation(&bin).as_bytes(),
            *peppers.guessed_at(&iin).as_bytes(),
            *peppers.openings(&iin).as_bytes(),
            *peppers.all(Counter::Failures).as_bytes(),
            *peppers.all(Counter::Alarms).as_bytes(),
            *peppers.decoy_subject(iin.as_str().as_bytes()).as_bytes(),
            *peppers.all(Counter::CodesAlone).as_bytes(),
            *peppers.asks(&peppers.decoy(&[1])).as_bytes(),
            *peppers.ask(&AskId::from_bytes([1; 16])).as_bytes(),
            *peppers.codes_alone(&ShortCode::parse("012345").expect("a code"))[0].as_bytes(),
            *peppers.codes(&iin, &ShortCode::parse("012345").expect("a code"))[0].as_bytes(),
            *peppers.attempt(&person, &AttemptId::from_bytes([1; 16])).as_bytes(),
            *peppers.attempt(&person, &AttemptId::from_bytes([2; 16])).as_bytes(),
            *peppers.attempt(&employee, &AttemptId::from_bytes([1; 16])).as_bytes(),
            *peppers.attempt(&Party::System(bin), &AttemptId::from_bytes([1; 16])).as_bytes(),
        ];
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys[..at].contains(key), "key {at} stands twice");
        }
        // One person, one quota.
        assert_eq!(
            peppers.viewer(Counter::Tries, &person).as_bytes(),
            peppers.viewer(Counter::Tries, &employee).as_bytes()
        );
    }

    #[test]
    fn a_change_of_pepper_has_no_gap() {
        let iin = Iin::parse("000000000101").expect("an IIN");
        let code = ShortCode::parse("012345").expect("a code");
        let pepper = |version: u8| Pepper::new(u16::from(version), &secret(version)).expect("a pepper");
        let with = |current| Peppers::new(&secret(9), pepper(current)).expect("peppers");
        let steps = [
            with(1),
            with(1).accepting(pepper(2)).expect("another version"),
            with(2).accepting(pepper(1)).expect("another version"),
            with(2),
        ];
        for pair in steps.windows(2) {
            let (old, new) = (pair[0].codes(&iin, &code), pair[1].codes(&iin, &code));
            assert!(old.iter().any(|mac| new.contains(mac)), "machines of two steps share no MAC");
        }
    }

    #[test]
    fn refusals_are_pinned() {
        let blank = Pepper::new(1, &[0; 32]).expect_err("blank").to_string();
        assert_eq!(blank, "a secret of the grant registry is blank");
        assert!(Peppers::new(&[5; 32], Pepper::new(1, &secret(1)).expect("a pepper")).is_err());
        let twice = peppers().accepting(Pepper::new(7, &secret(3)).expect("a pepper")).expect_err("twice");
        assert_eq!(twice.to_string(), "two peppers bear version 7");
        assert_eq!(format!("{:?}", peppers()), "Peppers(Pepper(version 7), None)");
    }
}
