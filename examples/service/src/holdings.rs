//! Which documents there are, who signed them, and whom the service trusts. A service of yours asks the state bodies' systems for
//! documents here (352/7, 352/13); this one issues those of `examples/data` when it starts, by keys that anybody can make.

use std::collections::HashMap;

use qujat::access::{Representation, RepresentationKind, RepresentationRecord};
use qujat::cose::SoftwareSigner;
use qujat::display::Form;
use qujat::document::{Document, Issuance, KindSpec};
use qujat::grant::{DocumentRef, Host, Pepper, Peppers, Service as Signing};
use qujat::id::{DocType, Iin};
use qujat::lookup::ServiceResult;
use qujat::random::make_bytes;
use qujat::text::{Language, LocalText};
use qujat::time::{Date, Timestamp};
use qujat::trust::TrustStore;

use crate::common::{Failure, now};
use crate::crowd;
use crate::results::sealed;
use crate::seeded::Seeded;
use crate::world::{DAY, HOST, PATH, World};

/// What a service holds and is held by.
pub(crate) struct Holdings {
    held: HashMap<Iin, Vec<Held>>,
    /// Whom it trusts (352/5).
    pub(crate) trust: TrustStore,
    /// The authorised body's display forms (352/9).
    pub(crate) forms: Vec<Form>,
    /// What came of services, with their officials' seals.
    pub(crate) results: Vec<ServiceResult>,
    /// Whose number is linked, and the day all of it is made for.
    pub(crate) subject: Iin,
    pub(crate) today: Timestamp,
    family: Family,
}

/// What a state system knows of parents and children (352/14); here, of one of each.
struct Family {
    signer: SoftwareSigner,
    parent: Iin,
    child: Iin,
    born: Date,
}

/// A document the service holds for its subject.
pub(crate) struct Held {
    pub(crate) subject: Iin,
    pub(crate) reference: DocumentRef,
    pub(crate) document: Document,
}

impl Holdings {
    /// And who signs grants, and where their links lead. Every process makes the same: keys out of a known seed, days and no
    /// hours in what is signed.
    pub(crate) fn demonstration(holders: usize) -> Result<(Self, Signing), Failure> {
        let mut random = Seeded::new("qujat-service demonstration");
        let today = Timestamp::from_unix(now()?.unix() / DAY * DAY)?;
        let world = World::make(today, &mut random)?;
        let mut held: HashMap<Iin, Vec<Held>> = HashMap::new();
        let crowd = crowd::cards(holders, include_str!("../../data/identity_card.json"))?;
        for record in world.records.iter().map(|(_, record)| record).chain(&crowd) {
            let issuance = Issuance {
                signer: &world.issuer(record).signer,
                random: &mut random,
                signed_at: today.plus(-DAY),
                device_key: None,
                status: None,
            };
            let document = record.issue(issuance)?;
            let reference =
                DocumentRef { doc_type: record.doc_type().clone(), number: record.number().clone() };
            let subject = record.subject();
            held.entry(subject).or_default().push(Held { subject, reference, document });
        }
        let publisher = world.publisher.public_key();
        let forms = Form::built_in()
            .into_iter()
            .map(|form| Ok(Form::open(&form.make(&world.publisher)?, &publisher)?));
        let forms = forms.collect::<Result<_, Failure>>()?;
        let results = sealed(&world, &held)?;
        let signer = world.service()?;
        let key = signer.public_key();
        let signing = Signing::new(Host::parse(HOST)?, PATH, signer, key)?;
        let born = world.record("birth_certificate")?.claims().date("birth_date");
        let born = born.ok_or_else(|| Failure("the record has no date of birth".into()))?;
        let (subject, child, trust) = (world.mother.iin, world.child.iin, world.trust()?);
        let family = Family { signer: world.register, parent: subject, child, born };
        Ok((Self { held, trust, forms, results, subject, today, family }, signing))
    }

    /// What a state system answers, signed and as of this moment, about the children of a person.
    pub(crate) fn represented(&self, person: &Iin, now: Timestamp) -> Result<Vec<Representation>, Failure> {
        let Family { signer, parent, child, born } = &self.family;
        if person != parent {
            return Ok(Vec::new());
        }
        let record = RepresentationRecord {
            child: *child,
            born: *born,
            representative: *parent,
            kind: RepresentationKind::Parent,
            institution: None,
            from: born.start(),
            until: None,
            as_of: now,
            endings: Vec::new(),
        };
        let (report, answer) = Representation::verify(&record.sign(signer)?, &self.trust, now);
        let unread = || report.reason().map_or_else(String::new, |(check, why)| format!("{check}: {why}"));
        Ok(vec![answer.ok_or_else(|| Failure(unread()))?])
    }

    /// What short codes and people are kept under. Every process of a service has the same ones, from its vault.
    pub(crate) fn peppers() -> Result<Peppers, Failure> {
        let mut random = Seeded::new("qujat-service demonstration peppers");
        let pepper = Pepper::new(1, &make_bytes(&mut random)?)?;
        Ok(Peppers::new(&make_bytes(&mut random)?, pepper)?)
    }

    /// A person's documents.
    pub(crate) fn of(&self, subject: &Iin) -> impl Iterator<Item = &Held> {
        self.held.get(subject).into_iter().flatten()
    }

    /// A subject's document by kind and number.
    pub(crate) fn find(&self, subject: &Iin, reference: &DocumentRef) -> Option<&Held> {
        self.of(subject).find(|held| held.reference == *reference)
    }
}

/// A kind as people call it; of one the library does not know, its name in the standard.
pub(crate) fn title(doc_type: &DocType) -> LocalText {
    let [kk, ru, en] = match KindSpec::by_doc_type(doc_type) {
        Some(kind) => Language::ALL.map(|language| kind.name(language)),
        None => [doc_type.as_str(); 3],
    };
    LocalText { kk: kk.into(), ru: ru.into(), en: en.into() }
}
