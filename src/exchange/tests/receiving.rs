//! Who may send what to whom, signed by whom.

use super::*;
use crate::cose::Unsigned;
use crate::trust::testing::Revoking;

/// 1277/11: signed by a worker of another body, by a person for themselves, by somebody whom nobody certified.
#[test]
fn the_worker_is_of_the_organisation_named() {
    let world = World::new();
    let refusal = |message: &Message, signer: &SoftwareSigner| {
        let refusals = Form::ALL.map(|form| {
            let signed = message.sign(form, signer).expect("signed");
            world.refusal(&message.recipient, signed.as_bytes(), form)
        });
        assert_eq!(refusals[0], refusals[1]);
        refusals[0].clone()
    };
    let message = asking(documents());
    assert_eq!(
        refusal(&message, &world.official(MINISTRY)),
        "message: signed by a worker of another organisation than it names"
    );
    let person = world.worker(Algorithm::Es256, CORPORATION, &[FOR_PERSON]);
    assert_eq!(
        refusal(&message, &person),
        "message: the signer's certificate is not for signing documents: it is a person's, not an organisation's"
    );
    let elsewhere = World {
        centre: Authority::root(authority_params("Other"), Key::new(Algorithm::Es256, 50)),
        ..World::new()
    };
    let stranger = elsewhere.official(CORPORATION);
    assert_eq!(refusal(&message, &stranger), "message: the signer's certificate leads to no trust anchor");
    // Somebody else's key under an honest chain.
    let chain = world.official(CORPORATION).certificate_chain().to_vec();
    let thief = SoftwareSigner::from_secret(Algorithm::Es256, &[9; 32]).expect("a secret");
    assert_eq!(refusal(&message, &thief.with_certificate_chain(chain)), "message: the signature is not true");
}

/// 1277/5.1, 1277/8: whoever gives a service tells the monitoring system where an application stands, and is answered; so it is
/// where the application was made at the State Corporation.
#[test]
fn statuses_reach_the_monitoring_system() {
    let world = World::new();
    let told = Message {
        sender: register(),
        recipient: monitoring(),
        organisation: bin(MINISTRY),
        ..asking(status())
    };
    for form in Form::ALL {
        let received = world.open(&monitoring(), &world.sign(&told, form), form).expect("taken");
        let Some(Request::Status(report)) = received.request() else { unreachable!() };
        assert_eq!(report.status, ServiceStatus::InProgress);
        let receipt = Response::Status(StatusReceipt::Registered);
        let answer = received.answer(id(9), bin(CORPORATION), now(), receipt).expect("an answer");
        let received = world.open(&register(), &world.sign(&answer, form), form).expect("taken");
        assert_eq!(received.message().content.answers(), Some(&told.id));
    }
}

/// 1277/7.1: a worker of the State Corporation, or of whoever gives services and has no system of their own, asks through the
/// monitoring system; the message names the body and its worker.
#[test]
fn workers_of_several_bodies_ask_through_one_system() {
    let mut world = World::new();
    let mut monitoring_system = world.agreed.find(&monitoring()).expect("there").clone();
    monitoring_system.organisations.push(bin(MINISTRY));
    world.agreed = Correspondents::new(vec![monitoring_system]);
    for organisation in [CORPORATION, MINISTRY] {
        let message = Message { organisation: bin(organisation), ..asking(documents()) };
        let received = world.open(&register(), &world.sign(&message, Form::Json), Form::Json).expect("taken");
        assert_eq!(received.worker().bin.as_deref(), Some(organisation));
        assert_eq!(received.message().sender, monitoring());
    }
}

/// 1277/7.3 and 1277/11: an employee's own certificate certifies a request on the recipient's consent, and nothing their body answers
/// for.
#[test]
fn an_employee_signs_requests_on_consent_alone() {
    let world = World::new();
    for form in Form::ALL {
        let employee = |of: &str| world.worker(Algorithm::Es256, of, &[FOR_ORGANISATION, EMPLOYEE]);
        let open = |message: &Message| {
            let signed = message.sign(form, &employee(message.organisation.as_str())).expect("signed");
            world.open(&message.recipient, signed.as_bytes(), form)
        };
        for request in [documents(), application()] {
            let received = open(&asking(request)).expect("taken");
            assert_eq!(received.worker().offices, [crate::trust::Office::Employee]);
        }
        let refused = |message: &Message| open(message).expect_err("refused");
        assert_eq!(refused(&asking(status())), Refused::NoRightToSign);
        for response in responses() {
            assert_eq!(refused(&answering(response)), Refused::NoRightToSign);
        }
        // Of no office at all: nobody said what they are.
        let nobody = world.worker(Algorithm::Es256, CORPORATION, &[FOR_ORGANISATION]);
        let signed = asking(documents()).sign(form, &nobody).expect("signed");
        assert_eq!(
            world.open(&register(), signed.as_bytes(), form).expect_err("refused"),
            Refused::NoRightToSign
        );
    }
}

/// 1277/11: a key that is trusted by itself names no worker; one that may sign documents signs no messages.
#[test]
fn trust_is_for_messages() {
    let world = World::new();
    let message = asking(documents());
    let signer = world.official(CORPORATION);
    let signed = message.sign(Form::Cbor, &signer).expect("signed");
    let with = |trust: TrustStore| {
        let world = World { trust, ..World::new() };
        world.open(&register(), signed.as_bytes(), Form::Cbor)
    };
    let mut documents = TrustStore::new();
    documents.add_anchor_with(&world.centre.der, Scope::documents(), Profile::National).expect("an anchor");
    assert_eq!(
        with(documents).expect_err("refused").to_string(),
        "message: the signer may not sign an exchange message"
    );
    let mut by_key = TrustStore::new();
    let issuer = crate::trust::Issuer {
        name: crate::text::LocalText::default(),
        bin: Some(bin(CORPORATION)),
        ground: crate::trust::TrustGround::Signer,
    };
    by_key.add_signer_key(signer.public_key(), issuer).expect("a key");
    assert_eq!(with(by_key).expect_err("refused"), Refused::NoWorker);
    assert!(matches!(with(TrustStore::new()), Err(Refused::Untrue(_))));
    let mut by_certificate = TrustStore::new();
    by_certificate.add_signer(&signer.certificate_chain()[0]).expect("a certificate");
    assert!(with(by_certificate).is_ok());
}

/// 1277/11: a message that waited is judged by the day it was made; a certificate taken back since counts all the same.
#[test]
fn certificates_have_their_time() {
    let world = World::new();
    let open = |trust: &TrustStore, message: &Message, now: Timestamp| {
        let signed = world.sign(message, Form::Json);
        let (own, correspondents) = (register(), &world.agreed);
        Receiving { own: &own, correspondents, trust, now }.open(&signed, Form::Json)
    };
    let at = |text| Timestamp::parse(text).expect("a time");
    let end = Message { created: at("2027-08-31T23:59:59Z"), ..asking(documents()) };
    assert!(open(&world.trust, &end, at("2027-09-20T00:00:00Z")).is_ok());
    let after = Message { created: at("2027-09-01T00:00:00Z"), ..asking(documents()) };
    assert!(matches!(open(&world.trust, &after, at("2027-09-20T00:00:00Z")), Err(Refused::Untrue(_))));
    let future = Message { created: now().plus(61), ..asking(documents()) };
    assert_eq!(open(&world.trust, &future, now()).expect_err("refused"), Refused::Future);
    assert!(open(&world.trust, &future, now().plus(1)).is_ok());
    let mut trust = world.trust.clone();
    trust
        .add_crl(&world.centre.revokes(&Revoking {
            from: "2026-11-20T00:00:00Z",
            until: "2026-12-20T00:00:00Z",
            serials: &[(&[1, 2, 3], "2026-11-21T00:00:00Z")],
            point: None,
        }))
        .expect("a list");
    assert!(matches!(open(&trust, &asking(documents()), now()), Err(Refused::Untrue(_))));
}

/// Another's message, another family, a request where only answers were agreed on, a body nobody agreed on.
#[test]
fn only_what_was_agreed_on_is_taken() {
    let world = World::new();
    let refused = |message: &Message, own: &SystemName| {
        let refusals =
            Form::ALL.map(|form| world.open(own, &world.sign(message, form), form).expect_err("refused"));
        assert_eq!(refusals[0], refusals[1]);
        refusals[0].clone()
    };
    let message = asking(documents());
    let other = SystemName::parse("000740000728/archive").expect("a system");
    assert_eq!(refused(&message, &other), Refused::OtherRecipient);
    let stranger = Message {
        sender: other.clone(),
        organisation: bin(MINISTRY),
        recipient: register(),
        ..asking(status())
    };
    assert_eq!(refused(&stranger, &register()), Refused::Stranger);
    // The register answers about documents, and asks about none.
    let turned = Message {
        sender: register(),
        recipient: monitoring(),
        organisation: bin(MINISTRY),
        ..asking(documents())
    };
    assert_eq!(refused(&turned, &monitoring()), Refused::NotAgreed { what: "such a request" });
    let Response::Documents(given) = responses().remove(2) else { unreachable!() };
    let back = Message {
        sender: monitoring(),
        recipient: register(),
        organisation: bin(CORPORATION),
        ..answering(Response::Documents(given))
    };
    assert_eq!(refused(&back, &register()), Refused::NotAgreed { what: "such a response" });
    let foreign = Message { organisation: bin(MINISTRY), ..asking(documents()) };
    assert_eq!(refused(&foreign, &register()), Refused::NotAgreed { what: "this organisation" });
    // Of two entries for one system the first counts.
    let mut twice = vec![world.agreed.find(&register()).expect("there").clone()];
    twice.push(Correspondent { asks: Family::ALL.to_vec(), ..twice[0].clone() });
    assert_eq!(Correspondents::new(twice).find(&register()).expect("there").asks, [Family::Status]);
}

/// 1277/7.5: an answer is of its request's family, goes back where it came from, and names it.
#[test]
fn an_answer_fits_its_request() {
    let world = World::new();
    let received =
        world.open(&register(), &world.sign(&asking(documents()), Form::Json), Form::Json).expect("taken");
    for response in responses() {
        let fits = response.family() == Family::Documents;
        let answer = received.answer(id(2), bin(MINISTRY), now(), response.clone());
        assert_eq!(answer, fits.then(|| answering(response)));
    }
    let response =
        world.open(&monitoring(), &world.sign(&answering(responses().remove(2)), Form::Cbor), Form::Cbor);
    let response = response.expect("taken");
    assert!(response.request().is_none());
    assert!(response.answer(id(3), bin(CORPORATION), now(), responses().remove(2)).is_none());
}

/// Another thing signed by the same worker is no message, nor is a message another thing.
#[test]
fn a_message_is_nothing_else() {
    let world = World::new();
    let message = asking(documents());
    let signer = world.signer_of(&message);
    let payload = message.to_payload(Form::Cbor).expect("written");
    for purpose in Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::ExchangeMessage) {
        let signed = Unsigned { purpose, payload: &payload }.sign(&signer).expect("signed");
        let why = world.refusal(&register(), &signed, Form::Cbor);
        assert!(why.ends_with("exchange message wanted"), "{why}");
        let signed = message.sign(Form::Cbor, &signer).expect("signed");
        assert!(
            crate::cose::Sign1::parse(signed.as_bytes())
                .expect("COSE")
                .open(purpose, &signer.public_key())
                .is_err()
        );
    }
}
