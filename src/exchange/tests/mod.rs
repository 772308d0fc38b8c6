//! Messages as the systems that exchange them meet them.

mod forms;
mod hostile;
mod parts;
mod queue;
mod receiving;
mod schema;
mod taking;

use rcgen::{DnType, ExtendedKeyUsagePurpose};

use super::*;
use crate::cose::{Algorithm, Purpose, Signer, SoftwareSigner};
use crate::id::{Bin, DocType, DocumentNumber, Iin, Recipient};
use crate::time::{Date, Timestamp};
use crate::trust::testing::{Authority, Key, authority_params, params};
use crate::trust::{DocTypes, Profile, Scope, TrustStore};

/// The State Corporation and a ministry, by published numbers.
pub(super) const CORPORATION: &str = "160440007161";
pub(super) const MINISTRY: &str = "000740000728";

pub(super) const EMPLOYEE: &[u64] = &[1, 2, 398, 3, 3, 4, 1, 2, 5];
pub(super) const MAY_SIGN: &[u64] = &[1, 2, 398, 3, 3, 4, 1, 2, 2];
pub(super) const FOR_ORGANISATION: &[u64] = &[1, 2, 398, 3, 3, 4, 1, 2];
pub(super) const FOR_PERSON: &[u64] = &[1, 2, 398, 3, 3, 4, 1, 1];

pub(super) fn bin(text: &str) -> Bin {
    Bin::parse(text).expect("a BIN")
}

pub(super) fn number(text: &str) -> DocumentNumber {
    DocumentNumber::parse(text).expect("a number")
}

pub(super) fn day(text: &str) -> Date {
    Date::parse(text).expect("a day")
}

pub(super) fn citizen() -> Recipient {
    Recipient::Person(Iin::parse("000000000101").expect("an IIN"))
}

pub(super) fn monitoring() -> SystemName {
    SystemName::parse("160440007161/monitoring").expect("a system")
}

pub(super) fn register() -> SystemName {
    SystemName::parse("000740000728/register").expect("a system")
}

pub(super) fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T09:30:00+05:00").expect("a time")
}

pub(super) fn id(n: u8) -> MessageId {
    MessageId::make(&mut |out: &mut [u8]| {
        out.fill(n);
        Ok(())
    })
    .expect("an id")
}

pub(super) fn service() -> ServiceCode {
    ServiceCode::parse("00101001").expect("a code")
}

pub(super) fn consent() -> WrittenConsent {
    WrittenConsent {
        number: number("С-12/7"),
        by: citizen(),
        given: day("2026-11-22"),
        digest: Some([7; 32]),
    }
}

pub(super) fn file() -> File {
    File {
        name: "Анықтама.pdf".into(),
        media_type: "application/pdf".into(),
        content: vec![0, 0xff, 0x3e, 7],
    }
}

pub(super) fn field(name: &str, value: &str) -> Field {
    Field { name: name.into(), value: value.into() }
}

pub(super) fn status() -> Request {
    Request::Status(StatusReport {
        application: number("002-7"),
        service: service(),
        applicant: citizen(),
        status: ServiceStatus::InProgress,
        since: now(),
        due: Some(day("2026-12-01")),
        note: Some("Құжат күтілуде".into()),
    })
}

pub(super) fn documents() -> Request {
    let asked = |kind, number: Option<&str>| AskedDocument { kind, number: number.map(self::number) };
    Request::Documents(DocumentsAsked {
        service: service(),
        subject: citizen(),
        consent: consent(),
        documents: vec![asked(DocType::IDENTITY_CARD, None), asked(DocType::DRIVING_LICENCE, Some("BC 123"))],
    })
}

pub(super) fn application() -> Request {
    Request::Application(Application {
        number: number("002-8"),
        service: service(),
        applicant: citizen(),
        consent: WrittenConsent { digest: None, ..consent() },
        fields: vec![field("address.kk", "Астана"), field("floor", "")],
        copies: vec![file()],
    })
}

pub(super) fn responses() -> Vec<Response> {
    let found = Found {
        number: number("045123789"),
        issued: day("2020-02-29"),
        last_day: Some(day("2030-02-28")),
        fields: vec![field("family_name", "Үлгібаева")],
        file: Some(file()),
    };
    let given = vec![
        GivenDocument { kind: DocType::IDENTITY_CARD, found: Some(found) },
        GivenDocument { kind: DocType::DRIVING_LICENCE, found: None },
    ];
    let decided = |decision| Response::Application(ApplicationResult { number: number("002-8"), decision });
    let granted = Decision::Granted { document: number("11"), issued: day("2026-11-22"), file: Some(file()) };
    vec![
        Response::Status(StatusReceipt::Registered),
        Response::Status(StatusReceipt::Rejected { reason: "no such application".into() }),
        Response::Documents(DocumentsGiven { documents: given }),
        decided(granted),
        decided(Decision::Refused { reason: "The form is not whole:\nitem 3".into() }),
    ]
}

/// A request of the monitoring system to the register, signed by a worker of the State Corporation.
pub(super) fn asking(request: Request) -> Message {
    Message {
        id: id(1),
        sender: monitoring(),
        recipient: register(),
        organisation: bin(CORPORATION),
        created: now(),
        marking: Marking::Open,
        content: Content::Request(request),
    }
}

/// The register's response to [`asking`].
pub(super) fn answering(response: Response) -> Message {
    Message {
        id: id(2),
        sender: register(),
        recipient: monitoring(),
        organisation: bin(MINISTRY),
        content: Content::Response { to: id(1), response },
        ..asking(status())
    }
}

/// Each message there is.
pub(super) fn every() -> Vec<Message> {
    let requests = [status(), documents(), application()].into_iter().map(asking);
    requests.chain(responses().into_iter().map(answering)).collect()
}

/// The national centre, workers it certified, and whom both systems agreed on messages with.
pub(super) struct World {
    pub(super) centre: Authority,
    pub(super) trust: TrustStore,
    pub(super) agreed: Correspondents,
}

impl World {
    pub(super) fn new() -> Self {
        Self::of(Algorithm::Es256)
    }

    /// One whose signatures take less time where nothing is optimised.
    pub(super) fn quick() -> Self {
        Self::of(Algorithm::EdDsa)
    }

    fn of(algorithm: Algorithm) -> Self {
        let centre = Authority::root(authority_params("ҰКО"), Key::new(algorithm, 40));
        let mut trust = TrustStore::new();
        let scope = Scope { purposes: vec![Purpose::ExchangeMessage], doc_types: DocTypes::All };
        trust.add_anchor_with(&centre.der, scope, Profile::National).expect("an anchor");
        let agreed = Correspondents::new(vec![
            Correspondent {
                system: monitoring(),
                organisations: vec![bin(CORPORATION)],
                asks: Family::ALL.to_vec(),
                answers: vec![Family::Status],
            },
            Correspondent {
                system: register(),
                organisations: vec![bin(MINISTRY)],
                asks: vec![Family::Status],
                answers: Family::ALL.to_vec(),
            },
        ]);
        Self { centre, trust, agreed }
    }

    /// A worker's key with its chain.
    pub(super) fn worker(
        &self,
        algorithm: Algorithm,
        organisation: &str,
        usages: &[&[u64]],
    ) -> SoftwareSigner {
        let mut named = params("ПЕТРОВ ПЁТР");
        named.distinguished_name.push(DnType::OrganizationName, "Ұйым");
        named.distinguished_name.push(DnType::OrganizationalUnitName, format!("BIN{organisation}"));
        named.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 5]), "IIN000000000101");
        named.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
        named.extended_key_usages =
            usages.iter().map(|oid| ExtendedKeyUsagePurpose::Other(oid.to_vec())).collect();
        let made = self.centre.certify(named, Key::new(algorithm, 41));
        made.key.signer.with_certificate_chain(vec![made.der])
    }

    /// Somebody who may sign for the organisation.
    pub(super) fn official(&self, organisation: &str) -> SoftwareSigner {
        self.worker(Algorithm::Es256, organisation, &[FOR_ORGANISATION, MAY_SIGN])
    }

    /// The worker who signs this message as the tests have it.
    pub(super) fn signer_of(&self, message: &Message) -> SoftwareSigner {
        self.official(message.organisation.as_str())
    }

    pub(super) fn sign(&self, message: &Message, form: Form) -> Vec<u8> {
        message.sign(form, &self.signer_of(message)).expect("signed").as_bytes().to_vec()
    }

    /// What the system it is for makes of it, a moment later.
    pub(super) fn open(&self, own: &SystemName, bytes: &[u8], form: Form) -> Result<Received, Refused> {
        Receiving { own, correspondents: &self.agreed, trust: &self.trust, now: now() }.open(bytes, form)
    }

    pub(super) fn refusal(&self, own: &SystemName, bytes: &[u8], form: Form) -> String {
        self.open(own, bytes, form).expect_err("refused").to_string()
    }
}

/// What a signer signs, put together by hand: for messages our own code would not write.
pub(super) fn raw_jws(header: &str, payload: &[u8], signer: &dyn Signer) -> Vec<u8> {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let mut text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = signer.sign(text.as_bytes()).expect("signed");
    text = format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature));
    text.into_bytes()
}

/// The header ours has, with `more` members written at its end.
pub(super) fn header(alg: &str, signer: &dyn Signer, more: &str) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let chain: Vec<String> =
        signer.certificate_chain().iter().map(|der| format!("\"{}\"", STANDARD.encode(der))).collect();
    let typ = "vnd.qujat.exchange-message";
    format!("{{\"alg\":\"{alg}\",\"typ\":\"{typ}\",\"x5c\":[{}]{more}}}", chain.join(","))
}

pub(super) fn json(message: &Message) -> serde_json::Value {
    serde_json::from_slice(&message.to_payload(Form::Json).expect("written")).expect("JSON")
}
