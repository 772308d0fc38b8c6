//! Consent by phone (352/20): who may ask, which numbers are linked, and where messages go.
//!
//! A service of yours has the authorised body's decisions, the linked numbers of order 58 and an operator's gateway here; this one has
//! one invented clinic, the mother's number, and a list of messages at the address of health and metrics.

use std::sync::{Mutex, PoisonError};

use qujat::access::Admission;
use qujat::code::PasswordSecret;
use qujat::consent::{ConsentDesk, ConsentPolicy, SlotChallenges};
use qujat::cose::{Algorithm, SoftwareSigner};
use qujat::id::{Bin, DocType, Iin, Party, PhoneNumber};
use qujat::organisation::{
    Accreditation, AccreditationRecord, Aim, AimCode, EmployeeStatement, Employment, Sector,
};
use qujat::random::make_bytes;
use qujat::subscriber::{Application, LinkedNumber, Linking, LinkingPolicy, RegistrationChannel};
use qujat::text::{Language, LocalText};
use qujat::time::{Timestamp, Validity};

use crate::common::Failure;
use crate::people::{CLERK, CLINIC};
use crate::seeded::Seeded;
use crate::store::Shared;
use crate::world::DAY;

/// Who asks whom over which number.
pub(crate) struct Consents {
    pub(crate) desk: ConsentDesk<SlotChallenges<Shared>>,
    organisations: Vec<Organisation>,
    linked: Vec<LinkedNumber>,
    pub(crate) gateway: Gateway,
}

/// An accredited organisation, with its words about its employees.
struct Organisation {
    accreditation: Accreditation,
    employments: Vec<(Iin, Employment)>,
}

/// Where short messages go.
#[derive(Default)]
pub(crate) struct Gateway(Mutex<Vec<(PhoneNumber, String)>>);

impl Consents {
    /// Those of the demonstration: every process makes the same.
    pub(crate) fn demonstration(store: Shared, subject: &Iin, today: Timestamp) -> Result<Self, Failure> {
        let mut random = Seeded::new("qujat-service demonstration consents");
        let mut secret = || make_bytes(&mut random);
        let blank = || Failure("a blank secret".into());
        let slots = SlotChallenges::new(store, &secret()?).ok_or_else(blank)?;
        let passwords = PasswordSecret::new(&secret()?).ok_or_else(blank)?;
        let authority = SoftwareSigner::from_secret(Algorithm::EdDsa, &secret()?)?;
        let own_key = SoftwareSigner::from_secret(Algorithm::EdDsa, &secret()?)?;
        let validity = Validity::new(today.plus(-DAY), today.plus(365 * DAY))?;
        let words = |kk: &str, ru: &str, en: &str| LocalText { kk: kk.into(), ru: ru.into(), en: en.into() };
        let code = AimCode::parse("registration").ok_or_else(|| Failure("an aim".into()))?;
        let decision = AccreditationRecord {
            organisation: Bin::parse(CLINIC)?,
            name: words("«Үлгі» емханасы", "Клиника «Үлгі»", "Ulgi Clinic"),
            aims: vec![Aim { code, name: words("тіркеу", "регистрация", "registration") }],
            doc_types: vec![DocType::IDENTITY_CARD, DocType::DRIVING_LICENCE, DocType::BIRTH_CERTIFICATE],
            validity,
            sector: Sector::Other,
            key: own_key.public_key(),
        };
        let accreditation = Accreditation::open(&decision.sign(&authority)?, &authority.public_key())?;
        let clerk = Iin::parse(CLERK)?;
        let word = EmployeeStatement { organisation: decision.organisation, employee: clerk, validity };
        let employments = vec![(clerk, Employment::open(&word.sign(&own_key)?, &accreditation)?)];
        let linked = vec![link(*subject, &authority, &passwords, today, &mut random)?];
        Ok(Self {
            desk: ConsentDesk::new(slots, passwords, ConsentPolicy::default()),
            organisations: vec![Organisation { accreditation, employments }],
            linked,
            gateway: Gateway::default(),
        })
    }

    /// The authorised body's decision about whom the caller acts for, and its word about the caller.
    pub(crate) fn organisation(&self, caller: &Party) -> Option<(&Accreditation, Option<&Employment>)> {
        let bin = caller.organisation()?;
        let found = self.organisations.iter().find(|it| it.accreditation.record().organisation == *bin)?;
        let word = |person| found.employments.iter().find(|(employee, _)| employee == person);
        Some((&found.accreditation, caller.person().and_then(word).map(|(_, word)| word)))
    }

    /// What the caller's organisation brings to a decision of access (352/4).
    pub(crate) fn admission<'a>(&'a self, caller: &Party, aim: &'a str) -> Option<Admission<'a>> {
        let (accreditation, employment) = self.organisation(caller)?;
        Some(Admission { accreditation, employment, aim, presence: None })
    }

    /// The number linked to a person.
    pub(crate) fn linked(&self, person: &Iin) -> Option<&LinkedNumber> {
        self.linked.iter().find(|number| number.person() == person)
    }
}

impl Gateway {
    /// Sends a message; here, keeps it to be looked at.
    pub(crate) fn send(&self, to: &PhoneNumber, text: String) {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sent.len() >= MOST_MESSAGES {
            sent.remove(0);
        }
        sent.push((*to, text));
    }

    /// What was sent, the oldest first.
    pub(crate) fn sent(&self) -> Vec<(String, String)> {
        let sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sent.iter().map(|(to, text)| (to.to_e164(), text.clone())).collect()
    }
}

/// A number linked by the steps of order 58, the password of which "came" back.
fn link(
    applicant: Iin,
    signer: &SoftwareSigner,
    secret: &PasswordSecret,
    at: Timestamp,
    random: &mut Seeded,
) -> Result<LinkedNumber, Failure> {
    let application = Application {
        number: qujat::id::DocumentNumber::parse("000000000001")?,
        applicant,
        surname: "Үлгі".into(),
        first_name: "Айгүл".into(),
        patronymic: None,
        email: "mother@example.kz".into(),
        phone: PhoneNumber::parse("+77010000001")?,
        channel: RegistrationChannel::MobileApplication,
        signed_at: at,
    };
    let signed = application.sign(signer)?;
    let (linking, message) =
        Linking::begin(signed, &signer.public_key(), LinkingPolicy::default(), secret, at, random)?;
    let (_, entry) = linking.enter(at).map_err(|_| Failure("no password to enter".into()))?;
    let typed: String =
        message.text(Language::English).chars().filter(char::is_ascii_digit).take(6).collect();
    let (_, linked) = entry.check(&typed, secret).map_err(|_| Failure("a wrong password".into()))?;
    Ok(linked)
}

/// Messages kept to be looked at.
const MOST_MESSAGES: usize = 1_000;
