use super::*;
use crate::cbor::{self, Value};
use crate::cose::{Algorithm, CoseError, Purpose, SignError, Signer, SoftwareSigner, Unsigned};
use crate::document::{Document, Issuance, fixtures};
use crate::id::Bin;
use crate::limits::{MAX_CHALLENGE_CHARS, MAX_PRESENTATION_BYTES, MAX_PRESENTATION_SECONDS};
use crate::random::RandomError;
use crate::time::Timestamp;

fn device_key(seed: u8) -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::Es256, &[seed; 32]).expect("a key")
}

fn bank() -> Bin {
    Bin::parse("160440007161").expect("a BIN")
}

fn issued(bound: bool) -> Document {
    let key = bound.then(|| device_key(20).public_key());
    let issuance = Issuance {
        signer: &fixtures::signer(),
        random: &mut fixtures::random(1),
        signed_at: fixtures::now(),
        device_key: key.as_ref(),
        status: None,
    };
    fixtures::record(&fixtures::identity_card()).issue(issuance).expect("issued")
}

fn presenting<'a>(document: &'a Document, device: &'a dyn Signer) -> Presenting<'a> {
    Presenting {
        document: document.as_bytes(),
        device,
        now: fixtures::now(),
        seconds: DEFAULT_SECONDS,
        audience: None,
        answer: None,
    }
}

fn refusal(presenting: &Presenting<'_>) -> String {
    Presentation::sign(presenting).expect_err("refused").to_string()
}

/// 352/8: what a verifier's challenge asks for, the subscriber's device answers.
#[test]
fn signed_and_read_again() {
    let (card, device) = (issued(true), device_key(20));
    let challenge = Challenge::make(&mut fixtures::random(2), Some(bank())).expect("random");
    for (audience, answer) in [(None, None), (Some(bank()), None), (Some(bank()), Some(&challenge))] {
        let shown = Presentation::sign(&Presenting { audience, answer, ..presenting(&card, &device) });
        let shown = shown.expect("signed");
        let read = Presented::parse(shown.as_bytes()).expect("a presentation");
        assert_eq!((read.claims_untrusted(), read.document()), (shown.claims(), card.as_bytes()));
        assert_eq!(read.open(&device.public_key()), Ok(()));
        assert!(read.open(&device_key(21).public_key()).is_err());
        let claims = shown.claims();
        assert_eq!((claims.audience, claims.nonce), (audience, answer.map(|answer| *answer.nonce())));
        assert_eq!(
            (claims.validity.from(), claims.validity.until()),
            (fixtures::now(), fixtures::now().plus(120))
        );
        assert!(shown.as_bytes().len() < card.as_bytes().len() + 230);
    }
    // Who answers an organisation's challenge shows it to that organisation.
    let shown = Presentation::sign(&Presenting { answer: Some(&challenge), ..presenting(&card, &device) });
    assert_eq!(shown.expect("signed").claims().audience, Some(bank()));
}

#[test]
fn what_is_not_presented_says_why() {
    let (card, device) = (issued(true), device_key(20));
    let whole = presenting(&card, &device);
    for seconds in [0, 29, 601, u32::MAX] {
        assert_eq!(
            refusal(&Presenting { seconds, ..whole }),
            format!("a presentation of {seconds} s, 30 to 600 are allowed")
        );
    }
    for seconds in [SHORTEST_SECONDS, MAX_PRESENTATION_SECONDS] {
        assert!(Presentation::sign(&Presenting { seconds, ..whole }).is_ok());
    }
    let nothing = card.issuer_signed().expect("ours").disclose(|_, _| false);
    assert_eq!(refusal(&Presenting { document: &nothing, ..whole }), "no element is presented");
    assert!(refusal(&Presenting { document: b"\xa0", ..whole }).contains("issuerAuth"));

    let unbound = issued(false);
    assert_eq!(refusal(&presenting(&unbound, &device)), "the document is bound to no device");
    for other in [device_key(21), SoftwareSigner::from_secret(Algorithm::EdDsa, &[20; 32]).expect("a key")] {
        assert_eq!(refusal(&presenting(&card, &other)), "the document is bound to another device's key");
    }

    let challenge = Challenge::make(&mut fixtures::random(2), Some(bank())).expect("random");
    let other = Bin::parse("000740000728").ok();
    assert_eq!(
        refusal(&Presenting { audience: other, answer: Some(&challenge), ..whole }),
        "the challenge is another organisation's than the presentation is for"
    );
}

/// The owner of the chip says no.
#[test]
fn a_device_that_declines_is_told_apart() {
    struct Declining;
    impl Signer for Declining {
        fn algorithm(&self) -> Algorithm {
            Algorithm::Es256
        }
        fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
            Err(SignError::Declined)
        }
    }
    assert_eq!(
        Presentation::sign(&presenting(&issued(true), &Declining)),
        Err(PresentationError::Cose(CoseError::Sign(SignError::Declined)))
    );
}

fn members() -> Vec<(Value, Value)> {
    vec![
        (3.into(), "160440007161".into()),
        (4.into(), 2_000.into()),
        (6.into(), 1_900.into()),
        (10.into(), Value::Bytes(vec![7; 16])),
        ((-70_010).into(), Value::Bytes(b"document".to_vec())),
    ]
}

fn read(purpose: Purpose, members: Vec<(Value, Value)>) -> Result<PresentationClaims, String> {
    let payload = cbor::encode(&Value::Map(members)).expect("encoded");
    let bytes = Unsigned { purpose, payload: &payload }.sign(&device_key(20)).expect("signed");
    Presented::parse(&bytes).map(|read| *read.claims_untrusted()).map_err(|error| error.to_string())
}

/// P2, P3: the shape is strict, and the purpose is looked at first.
#[test]
fn claims_that_are_none() {
    let claims = read(Purpose::Presentation, members()).expect("read");
    assert_eq!((claims.audience, claims.nonce), (Some(bank()), Some([7; 16])));
    for purpose in Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Presentation) {
        assert!(
            read(purpose, members()).expect_err("refused").contains("presentation wanted"),
            "{purpose:?}"
        );
    }
    for (at, name) in [(1, "exp"), (2, "iat"), (4, "document")] {
        let mut without = members();
        without.remove(at);
        assert_eq!(read(Purpose::Presentation, without), Err(format!("presentation lacks the claim {name}")));
    }
    for (at, value, why) in [
        (0, Value::from("160440007162"), "presentation claim aud: not a BIN"),
        (0, Value::from(1), "presentation claims: cbor at byte 2: a text string wanted, an integer found"),
        (1, Value::from(1_900), "presentation: the validity window ends before it starts"),
        (2, Value::from(u64::MAX), "presentation: the year is outside 1900 to 9999"),
        (3, Value::Bytes(vec![7; 15]), "presentation claim nonce: not 16 bytes"),
        (4, Value::from("text"), "presentation claims:"),
    ] {
        let mut changed = members();
        changed[at].1 = value;
        let error = read(Purpose::Presentation, changed).expect_err(why);
        assert!(error.starts_with(why), "{error}");
    }
    for key in [Value::from(5), Value::from("iat"), Value::from(-70_011)] {
        let mut more = members();
        more.push((key, 1.into()));
        assert_eq!(
            read(Purpose::Presentation, more),
            Err("presentation claim claims: one that is not of its version".to_owned())
        );
    }
    let large = vec![0; MAX_PRESENTATION_BYTES + 1];
    assert_eq!(
        Presented::parse(&large).expect_err("refused").to_string(),
        "presentation has 266241 bytes, at most 266240 allowed"
    );
}

/// The bytes once published are read for ever.
#[test]
fn claims_and_challenges_are_pinned() {
    let at = |unix| Timestamp::from_unix(unix).expect("a time");
    let claims = read(Purpose::Presentation, members()).expect("read");
    assert_eq!((claims.validity.from(), claims.validity.until()), (at(1_900), at(2_000)));
    let mut same = |out: &mut [u8]| {
        out.fill(0xc5);
        Ok(())
    };
    let challenge = Challenge::make(&mut same, Some(bank())).expect("random");
    assert_eq!(challenge.to_text(), "QC1:ULKMUDC%6:Q6646D46/96:86M9A40P40P40P40P40P40P40PH4");
    let anybodys = Challenge::make(&mut same, None).expect("random");
    assert_eq!(anybodys.to_text(), "QC1:6GKM9A40P40P40P40P40P40P40PH4");
}

#[test]
fn challenges_that_are_none() {
    let text = |members: &[(Value, Value)]| {
        let bytes = cbor::encode(&Value::Map(members.to_vec())).expect("encoded");
        format!("QC1:{}", base45::encode(&bytes))
    };
    let longer = |text: &str| {
        let mut bytes = base45::decode(&text[4..]).expect("base45");
        bytes.push(0);
        format!("QC1:{}", base45::encode(&bytes))
    };
    let nonce = (Value::from(10), Value::Bytes(vec![1; 16]));
    let whole = text(&[nonce.clone(), (3.into(), bank().as_str().into())]);
    assert_eq!(Challenge::parse(&whole).expect("a challenge").audience(), Some(bank()));
    assert_eq!(Challenge::parse(&whole).expect("a challenge").to_text(), whole);
    for text in [
        String::new(),
        "QC1".into(),
        "QC1:".into(),
        "QC1:a".into(),
        whole.to_lowercase(),
        whole.replace("QC1", "QP1"),
        format!("QC1:{}", "0".repeat(MAX_CHALLENGE_CHARS)),
        longer(&whole),
        text(&[(3.into(), bank().as_str().into())]),
        text(&[(10.into(), Value::Bytes(vec![1; 17]))]),
        text(&[(10.into(), "sixteen letters.".into())]),
        text(&[nonce.clone(), (3.into(), "160440007162".into())]),
        text(&[nonce.clone(), ("aud".into(), bank().as_str().into())]),
        text(&[nonce, (4.into(), 1.into())]),
    ] {
        assert_eq!(Challenge::parse(&text), Err(PresentationError::NotChallenge), "{text}");
    }
    let mut failing = |_: &mut [u8]| Err(RandomError);
    assert_eq!(Challenge::make(&mut failing, None), Err(RandomError));
    assert!(!format!("{:?}", Challenge::parse(&whole)).contains("nonce"));
}

#[test]
fn debug_is_redacted() {
    let (card, device) = (issued(true), device_key(20));
    let shown = Presentation::sign(&presenting(&card, &device)).expect("signed");
    assert!(format!("{shown:?}").starts_with("Presentation("));
    assert!(format!("{:?}", Presented::parse(shown.as_bytes()).expect("read")).starts_with("Presented("));
}
