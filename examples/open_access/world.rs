//! Who there is: state bodies with their keys, people with their documents, and whom everybody trusts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use qujat::cose::{Algorithm, PublicKey, Purpose, SoftwareSigner};
use qujat::document::Record;
use qujat::document::seal::Official;
use qujat::id::{Bin, DocType, Iin, Party};
use qujat::random::{RandomSource, make_bytes};
use qujat::text::{Language, LocalText};
use qujat::time::{Timestamp, Validity};
use qujat::trust::{DocTypes, Issuer, ListEntry, Scope, TrustGround, TrustList, TrustListDraft, TrustStore};
use qujat::verify;
use zeroize::Zeroizing;

use crate::certificates::Authority;
use crate::common::Failure;

/// Everybody in the story.
pub struct World {
    /// When it starts.
    pub now: Timestamp,
    pub authority: Authority,
    /// Issues identity cards and driver's licences.
    pub ministry: Body,
    /// Issues certificates of birth.
    pub corporation: Body,
    /// A school, which issues a kind of document nobody here knows.
    pub school: Body,
    /// The state's register of acts of civil status: who is whose parent.
    pub register: SoftwareSigner,
    /// The service of digital documents: the secret of its key, for the register and for checkpoints.
    service: Zeroizing<[u8; 32]>,
    /// The authorised body: signs the trust list and the display forms.
    pub publisher: SoftwareSigner,
    /// The signed trust list.
    pub list: Vec<u8>,
    pub mother: Person,
    pub child: Person,
    pub son: Person,
    pub stranger: Person,
    /// The records, each with the name of its file.
    pub records: Vec<(&'static str, Record)>,
}

/// A state body that signs documents.
pub struct Body {
    pub signer: SoftwareSigner,
    /// Its document signer's certificate, DER.
    pub certificate: Vec<u8>,
    /// Its short name, as a seal has room for.
    pub short: &'static str,
    pub bin: Bin,
    pub official: Official,
}

/// A person.
#[derive(Clone)]
pub struct Person {
    pub iin: Iin,
    given: LocalText,
    surname: LocalText,
}

/// The service's host name, and where its links lead on it.
pub const HOST: &str = "id.example.kz";
pub const PATH: &str = "/open";

impl World {
    /// Draws every key and reads every record.
    pub fn make(now: Timestamp, random: &mut dyn RandomSource) -> Result<Self, Failure> {
        let records: Vec<(&'static str, Record)> = RECORDS
            .iter()
            .map(|(name, json)| match Record::from_json(json) {
                Ok(record) => Ok((*name, record)),
                Err(error) => Err(Failure(format!("{name}: {error}"))),
            })
            .collect::<Result<_, _>>()?;
        let (from, until) = (now.plus(-365 * DAY), now.plus(3 * 365 * DAY));
        let authority = Authority::make(
            "Үлгі куәландырушы орталығы",
            make_signer(Algorithm::Es256, random)?,
            from,
            until,
        )?;
        let mut body = |of: &str, short, official: [&str; 2]| {
            let record = record(&records, of)?;
            let signer = make_signer(Algorithm::Es256, random)?;
            let bin = record.issuer_bin();
            let name = record.issuer_name().in_language(Language::Kazakh);
            // ISO/IEC 18013-5 annex B: a document signer's certificate lives 457 days at most.
            let (from, until) = (now.plus(-60 * DAY), now.plus(390 * DAY));
            let certificate = authority.certify(name, bin.as_str(), &signer, from, until)?;
            let [name, office] = official.map(str::to_owned);
            Ok::<_, Failure>(Body {
                signer: signer.with_certificate_chain(vec![certificate.clone()]),
                certificate,
                short,
                bin,
                official: Official { name, office },
            })
        };
        let ministry = body("identity_card", "ҚР ІІМ", ["А. Үлгіұлы", "бөлім бастығы"])?;
        let corporation = body("birth_certificate", "«ААҮ» МК", ["Г. Мысалова", "бөлім бастығы"])?;
        let school = body("pupil_card", "№0 мектеп", ["С. Сынақ", "директор"])?;
        let register = make_signer(Algorithm::EdDsa, random)?;
        let service = Zeroizing::new(make_bytes(random)?);
        let publisher = make_signer(Algorithm::Es384, random)?;
        let person = |of: &str| record(&records, of).map(Person::of);
        let mut world = Self {
            now,
            mother: person("identity_card")?,
            child: person("birth_certificate")?,
            son: person("identity_card_adult_child")?,
            stranger: person("identity_card_employee")?,
            authority,
            ministry,
            corporation,
            school,
            register,
            service,
            publisher,
            list: Vec::new(),
            records,
        };
        world.list = world.trust_list()?.sign(&world.publisher)?;
        Ok(world)
    }

    /// The service's signer.
    pub fn service(&self) -> Result<SoftwareSigner, Failure> {
        Ok(SoftwareSigner::from_secret(Algorithm::EdDsa, self.service.as_slice())?)
    }

    /// A record by the name of its file.
    pub fn record(&self, name: &str) -> Result<&Record, Failure> {
        record(&self.records, name)
    }

    /// Who issues a record's document.
    pub fn issuer(&self, record: &Record) -> &Body {
        let bodies = [&self.ministry, &self.corporation, &self.school];
        bodies.into_iter().find(|body| body.bin == record.issuer_bin()).unwrap_or(&self.ministry)
    }

    /// 352/5: who may sign what.
    fn trust_list(&self) -> Result<TrustListDraft, Failure> {
        let validity = Validity::new(self.now.plus(-365 * DAY), self.now.plus(2 * 365 * DAY))?;
        let entry =
            |key: PublicKey, name: LocalText, bin, purposes: &[Purpose], kinds: &[&DocType]| ListEntry {
                signer: key.into(),
                name,
                bin,
                scope: Scope {
                    purposes: purposes.to_vec(),
                    doc_types: DocTypes::Only(kinds.iter().map(|kind| (*kind).clone()).collect()),
                },
                validity,
            };
        let mut entries = Vec::new();
        for (body, of) in [
            (&self.ministry, "identity_card"),
            (&self.corporation, "birth_certificate"),
            (&self.school, "pupil_card"),
        ] {
            let issued = self.records.iter().filter(|(_, record)| record.issuer_bin() == body.bin);
            let mut kinds: Vec<&DocType> = issued.map(|(_, record)| record.doc_type()).collect();
            kinds.sort_by_key(|kind| kind.as_str());
            kinds.dedup();
            let name = self.record(of)?.issuer_name().clone();
            let purposes = [Purpose::Document, Purpose::Seal];
            entries.push(entry(body.signer.public_key(), name, Some(body.bin), &purposes, &kinds));
        }
        let named = |kk: &str, ru: &str, en: &str| LocalText { kk: kk.into(), ru: ru.into(), en: en.into() };
        entries.push(entry(
            self.register.public_key(),
            named(
                "АХАТ тіркелімі",
                "Регистр актов гражданского состояния",
                "Register of acts of civil status",
            ),
            None,
            &[Purpose::Representation],
            &[],
        ));
        entries.push(entry(
            self.service()?.public_key(),
            named("Цифрлық құжаттар сервисі", "Сервис цифровых документов", "Digital documents service"),
            None,
            &[Purpose::Grant, Purpose::ViewMarkCheckpoint],
            &[],
        ));
        Ok(TrustListDraft {
            name: "kz.example.issuers".into(),
            version: 7,
            issued: self.now.plus(-DAY),
            next_update: self.now.plus(90 * DAY),
            entries,
        })
    }

    /// What everybody trusts: one key, the authorised body's, and whom its list names. Each party makes its own.
    pub fn trust(&self) -> Result<TrustStore, Failure> {
        let mut store = TrustStore::new();
        let name = LocalText { en: "Authorised body".into(), ..LocalText::default() };
        let publisher = Issuer { name, bin: None, ground: TrustGround::Signer };
        let scope =
            Scope { purposes: vec![Purpose::TrustList, Purpose::DisplayForm], doc_types: DocTypes::All };
        store.add_key(self.publisher.public_key(), publisher, scope, None)?;
        let (report, list): (_, Option<TrustList>) = verify::trust_list(&self.list, &store, self.now);
        let list = list.ok_or_else(|| Failure(format!("the trust list: {:?}", report.reason())))?;
        store.add_list(&list)?;
        Ok(store)
    }
}

impl Person {
    fn of(record: &Record) -> Self {
        let claims = record.claims();
        let (given, surname) = (claims.local_text("given_name"), claims.local_text("family_name"));
        Self { iin: record.subject(), given, surname }
    }

    /// Given name and surname.
    pub fn name(&self, language: Language) -> String {
        format!("{} {}", self.given.in_language(language), self.surname.in_language(language))
    }

    /// Given name.
    pub fn given(&self, language: Language) -> &str {
        self.given.in_language(language)
    }

    /// Authenticated.
    pub fn party(&self) -> Party {
        Party::Person(self.iin)
    }
}

/// A fresh key.
pub fn make_signer(algorithm: Algorithm, random: &mut dyn RandomSource) -> Result<SoftwareSigner, Failure> {
    let secret = Zeroizing::new(make_bytes::<48>(random)?);
    let length = if algorithm == Algorithm::Es384 { 48 } else { 32 };
    Ok(SoftwareSigner::from_secret(algorithm, secret.get(..length).unwrap_or_default())?)
}

/// A PEM file (RFC 7468).
pub fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64.encode(der);
    let mut file = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        file.push_str(&String::from_utf8_lossy(line));
        file.push('\n');
    }
    file + "-----END " + label + "-----\n"
}

fn record<'r>(records: &'r [(&'static str, Record)], name: &str) -> Result<&'r Record, Failure> {
    let found = records.iter().find(|(file, _)| *file == name);
    found.map(|(_, record)| record).ok_or_else(|| Failure(format!("{name}: no such record")))
}

macro_rules! records {
    ($($name:literal),*) => {
        [$(($name, include_bytes!(concat!("../data/", $name, ".json")).as_slice())),*]
    };
}

static RECORDS: [(&str, &[u8]); 7] = records![
    "identity_card",
    "driving_licence",
    "birth_certificate",
    "pupil_card",
    "birth_certificate_adult",
    "identity_card_adult_child",
    "identity_card_employee"
];

pub const DAY: i64 = 24 * 60 * 60;
