//! Who takes part: the bodies that sign, the service, and whom everybody trusts.

use qujat::access::{self, Channel, Decision, Ground, Refusal, Representation, Request, Requester};
use qujat::access::{RepresentationKind, RepresentationRecord};
use qujat::cose::{Algorithm, Purpose, Sign1, SoftwareSigner};
use qujat::display::{Audience, Form, SealMark, Theme, ViewModel, card_svg};
use qujat::document::requisites::{self, RequisiteParts};
use qujat::document::{Document, Issuance, Official, Record, Requisites, Seal, SealContents, SealText};
use qujat::grant::store::{Capacity, MemoryStore};
use qujat::grant::{DocumentRef, Host, Pepper, Peppers, Policy, Registry, Service};
use qujat::id::{Bin, DocType, Iin, Party, Recipient};
use qujat::journal::{MemoryMarks, Released, release};
use qujat::random::make_bytes;
use qujat::text::{Language, LocalText};
use qujat::time::{Date, Timestamp, Validity};
use qujat::trust::{DocTypes, Issuer, ListEntry, Scope, TrustGround, TrustListDraft, TrustStore};
use qujat::verify::{self, Expect, Verified};

use crate::common::{Failure, OsRandom};

/// A body that signs documents: its key, its short name and BIN, and the official who signs for it.
pub struct Body {
    pub signer: SoftwareSigner,
    name: LocalText,
    bin: Bin,
    official: Official,
    doc_types: Vec<DocType>,
}

/// A document with its record and its matrix code.
pub struct Issued {
    pub record: Record,
    pub document: Document,
    pub seal: SealText,
}

/// Everybody.
pub struct Cast {
    pub police: Body,
    pub registry_office: Body,
    pub children_register: SoftwareSigner,
    pub service_signer: SoftwareSigner,
    pub list: Vec<u8>,
    pub list_key: SoftwareSigner,
    pub trust: TrustStore,
    pub registry: Registry<MemoryStore>,
    pub marks: MemoryMarks,
    pub forms: Vec<Form>,
}

/// What became of asking the service for a document.
pub enum Shown {
    /// Both marks were written, then it was released.
    Released(Released<Document>),
    /// It was refused, with a reason and clauses.
    Refused(Refusal),
}

impl Cast {
    /// Makes fresh keys and publishes the trust list.
    pub fn new(now: Timestamp) -> Result<Self, Failure> {
        let police = Body {
            signer: key(Algorithm::Es256)?,
            name: text("ҚР ІІМ", "МВД РК", "Ministry of Internal Affairs"),
            bin: Bin::parse("970240999995")?,
            official: Official { name: "Сынақов Е. Б.".into(), office: "бастық".into() },
            doc_types: vec![DocType::IDENTITY_CARD, DocType::DRIVING_LICENCE],
        };
        let registry_office = Body {
            signer: key(Algorithm::Es256)?,
            name: text("ХҚКО", "Госкорпорация", "State Corporation"),
            bin: Bin::parse("160240999996")?,
            official: Official { name: "Үлгіова А. С.".into(), office: "тіркеуші".into() },
            doc_types: vec![DocType::BIRTH_CERTIFICATE],
        };
        let (children_register, list_key) = (key(Algorithm::EdDsa)?, key(Algorithm::EdDsa)?);
        // The service signs tokens in the registry and checkpoints beside it, with one key.
        let secret = make_bytes::<32>(&mut OsRandom)?;
        let service_key = || SoftwareSigner::from_secret(Algorithm::Es256, &secret);
        let (service_signer, token_signer) = (service_key()?, service_key()?);

        // 352/5: who may sign which kinds is a signed list; a phone carries the key of that list alone.
        let year = Validity::new(now.plus(-DAY), now.plus(365 * DAY))?;
        let entry = |signer: &SoftwareSigner, name: &LocalText, bin: Option<Bin>, scope: Scope| ListEntry {
            key: signer.public_key(),
            name: name.clone(),
            bin,
            scope,
            validity: year,
        };
        let of_body = |body: &Body| {
            let scope = Scope {
                purposes: vec![Purpose::Document, Purpose::Seal],
                doc_types: DocTypes::Only(body.doc_types.clone()),
            };
            entry(&body.signer, &body.name, Some(body.bin), scope)
        };
        let only = |purposes: &[Purpose]| Scope {
            purposes: purposes.to_vec(),
            doc_types: DocTypes::Only(Vec::new()),
        };
        let register = text("АХАЖ тізілімі", "Регистр актов гражданского состояния", "Civil register");
        let service =
            text("Цифрлық құжаттар сервисі", "Сервис цифровых документов", "Digital documents service");
        let draft = TrustListDraft {
            name: "kz.example.issuers".into(),
            version: 1,
            issued: now,
            next_update: now.plus(90 * DAY),
            entries: vec![
                of_body(&police),
                of_body(&registry_office),
                entry(&children_register, &register, None, only(&[Purpose::Representation])),
                entry(&service_signer, &service, None, only(&[Purpose::Grant, Purpose::ViewMarkCheckpoint])),
            ],
        };
        let list = draft.sign(&list_key)?;
        let mut trust = TrustStore::new();
        let publisher = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
        let scope = only(&[Purpose::TrustList]);
        trust.add_key(list_key.public_key(), publisher, scope, None)?;
        let (report, opened) = verify::trust_list(&list, &trust, now);
        let opened = opened.ok_or_else(|| Failure(format!("the trust list: {:?}", report.reason())))?;
        trust.add_list(&opened)?;

        let host = Host::parse("qujat.example.kz")?;
        let service = Service::new(host, "/q", token_signer, service_signer.public_key())?;
        let peppers =
            Peppers::new(&make_bytes(&mut OsRandom)?, Pepper::new(1, &make_bytes(&mut OsRandom)?)?)?;
        let registry =
            Registry::new(MemoryStore::new(Capacity::default()), service, Policy::default(), peppers);
        let (marks, forms) = (MemoryMarks::new(), Form::built_in());
        Ok(Self {
            police,
            registry_office,
            children_register,
            service_signer,
            list,
            list_key,
            trust,
            registry,
            marks,
            forms,
        })
    }

    /// Verifies a document as anybody would: against the trust list, for its own subject.
    pub fn verify(&self, document: &[u8], subject: &Iin, now: Timestamp) -> Result<Verified, Failure> {
        let expect = Expect { subject: Some(subject), ..Expect::default() };
        let checked = verify::document(document, &self.trust, &expect, now).verified();
        checked.map_err(|report| {
            Failure(format!("a document that should verify does not: {:?}", report.reason()))
        })
    }

    /// The view of a verified document by the form of its kind.
    pub fn view(
        &self,
        verified: &Verified,
        language: Language,
        audience: Audience,
        now: Timestamp,
    ) -> Result<ViewModel, Failure> {
        let form = Form::choose(&self.forms, verified.doc_type(), now);
        let form = form.ok_or_else(|| Failure("no form for this kind".into()))?;
        Ok(ViewModel::new(verified, form, language, audience, now)?)
    }

    /// What the service does when somebody asks for a document: verifies it (352/14), decides, marks, and only then
    /// releases.
    pub fn ask(
        &self,
        who: &Requester,
        ground: Ground<'_>,
        issued: &Issued,
        now: Timestamp,
    ) -> Result<Shown, Failure> {
        let document = self.verify(issued.document.as_bytes(), &issued.record.subject(), now)?;
        let channel = Channel::Remote;
        let policy = access::Policy::default();
        let request =
            Request { requester: who.clone(), ground, document: &document, channel, at: now, policy };
        match access::decide(&request) {
            Decision::Allow(permit) => {
                let document = issued.document.clone();
                Ok(Shown::Released(release(permit, document, &self.marks, now, &mut OsRandom)?))
            }
            Decision::Refuse(refusal) => Ok(Shown::Refused(refusal)),
        }
    }

    /// The civil register's signed answer that `parent` is a parent of the child, as the service opens it.
    pub fn parenthood(&self, child: &Record, parent: Iin, now: Timestamp) -> Result<Representation, Failure> {
        let born = child.claims().date("birth_date").ok_or_else(|| Failure("no date of birth".into()))?;
        let record = RepresentationRecord {
            child: child.subject(),
            born,
            representative: parent,
            kind: RepresentationKind::Parent,
            institution: None,
            from: born.start(),
            until: None,
            as_of: now,
            endings: Vec::new(),
        };
        let signed = record.sign(&self.children_register)?;
        let sign1 = Sign1::parse(&signed)?;
        let register = self.trust.resolve(sign1.header(), Purpose::Representation, None, now)?;
        register.entitled.clone()?;
        Ok(Representation::open(&signed, &register.key)?)
    }
}

impl Body {
    /// Makes a source record into a signed document with its requisites and matrix code (352/5, order 9).
    pub fn issue(&self, json: &[u8], now: Timestamp) -> Result<Issued, Failure> {
        let record = Record::from_json(json)?;
        let issuance =
            Issuance { signer: &self.signer, random: &mut OsRandom, signed_at: now, device_key: None };
        let document = record.issue(issuance)?;
        let recipient = Recipient::Person(record.subject());
        let received: Date = now.local_date();
        let contents = SealContents {
            number: record.number().clone(),
            received,
            recipient: recipient.clone(),
            body: LocalText { kk: self.name.kk.clone(), ..LocalText::default() },
            body_bin: self.bin,
            official: self.official.clone(),
            doc_type: record.doc_type().clone(),
            digest: *document.digest(),
            sealed_at: now,
            expires: record.expires(),
        };
        let seal = Seal::make(&contents, &self.signer)?;
        // 9/1.3.1: a result in the app carries number, date, IIN and matrix code, or is no result.
        let parts = RequisiteParts {
            number: Some(record.number().clone()),
            received: Some(received),
            recipient: Some(recipient),
            matrix_code: Some(seal.clone()),
        };
        Requisites::complete(requisites::Service::Result, requisites::Channel::App, parts)?;
        Ok(Issued { record, document, seal })
    }
}

impl Issued {
    /// How a grant names this document.
    pub fn reference(&self) -> DocumentRef {
        DocumentRef { doc_type: self.record.doc_type().clone(), number: self.record.number().clone() }
    }

    /// Whose it is, authenticated.
    pub fn subject(&self) -> Party {
        Party::Person(self.record.subject())
    }
}

/// The card of a view, its matrix code in place.
pub fn card(view: &ViewModel, seal: &SealText) -> Result<String, Failure> {
    let symbol = qujat::code::Symbol::encode(seal.as_str(), qujat::code::Use::Screen)?;
    let modules = u32::try_from(symbol.size_with_quiet_zone()).unwrap_or(u32::MAX);
    let mark = SealMark { path: symbol.to_svg_path(), modules };
    Ok(card_svg(view, Some(&mark), Theme::Auto))
}

/// A key of this run.
fn key(algorithm: Algorithm) -> Result<SoftwareSigner, Failure> {
    Ok(SoftwareSigner::from_secret(algorithm, &make_bytes::<32>(&mut OsRandom)?)?)
}

fn text(kk: &str, ru: &str, en: &str) -> LocalText {
    LocalText { kk: kk.into(), ru: ru.into(), en: en.into() }
}

const DAY: i64 = 24 * 60 * 60;
