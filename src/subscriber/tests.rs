use super::*;
use crate::code::{PasswordPolicy, PasswordSecret};
use crate::cose::{Algorithm, Purpose, SoftwareSigner, Unsigned};
use crate::id::{DocumentNumber, Iin, PhoneNumber};
use crate::random::RandomError;
use crate::text::Language;
use crate::time::Timestamp;

fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T09:30:00+05:00").expect("a time")
}

fn signer() -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::EdDsa, &[9; 32]).expect("a seed")
}

pub(crate) fn secret() -> PasswordSecret {
    PasswordSecret::new(&core::array::from_fn(|at| u8::try_from(at).unwrap_or(0))).expect("a secret")
}

fn application() -> Application {
    Application {
        number: DocumentNumber::parse("101000000012345").expect("a number"),
        applicant: Iin::parse("000000000101").expect("an IIN"),
        surname: "Үлгібаева".into(),
        first_name: "Айгерім".into(),
        patronymic: Some("Маратқызы".into()),
        email: "aigerim@example.kz".into(),
        phone: PhoneNumber::parse("+7 701 234 56 78").expect("a number"),
        channel: RegistrationChannel::MobileApplication,
        signed_at: now(),
    }
}

/// A number that was linked to this person.
pub(crate) fn linked_number(person: Iin) -> LinkedNumber {
    let signed = Application { applicant: person, ..application() }.sign(&signer()).expect("signed");
    let key = signer().public_key();
    let begun = Linking::begin(signed, &key, LinkingPolicy::default(), &secret(), now(), &mut counting());
    let (linking, message) = begun.expect("begun");
    let (_, entry) = linking.enter(now()).expect("a try");
    let typed: String = message.text(Language::English).chars().take(6).collect();
    entry.check(&typed, &secret()).map(|(_, number)| number).expect("linked")
}

/// Passwords 000000, 000001, …
fn counting() -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut next = 0_u32;
    move |out: &mut [u8]| {
        out.copy_from_slice(&next.to_le_bytes());
        next += 1;
        Ok(())
    }
}

fn begun() -> (Linking, PasswordMessage) {
    let signed = application().sign(&signer()).expect("signed");
    let begun = Linking::begin(
        signed,
        &signer().public_key(),
        LinkingPolicy::default(),
        &secret(),
        now(),
        &mut counting(),
    );
    begun.expect("begun")
}

/// 58/annex: every member of the form comes back as it was signed.
#[test]
fn the_form_is_signed_and_read() {
    for channel in RegistrationChannel::ALL {
        for patronymic in [None, Some("Маратқызы".to_owned())] {
            // 58/4: by the portal, the application and the State Corporation.
            let form = Application { patronymic, channel, ..application() };
            let signed = form.sign(&signer()).expect("signed");
            assert!(Application::open(&signed, &signer().public_key()).expect("opened") == form);
        }
    }
}

/// 58/annex: what is missing is named, and nothing personal is said.
#[test]
fn an_incomplete_form_is_refused_by_name() {
    let whole = application();
    let rows = [
        (
            Application { surname: String::new(), ..whole.clone() },
            "surname is empty or has a space around it",
        ),
        (Application { surname: " Ü".into(), ..whole.clone() }, "surname is empty or has a space around it"),
        (Application { first_name: "\u{7}a".into(), ..whole.clone() }, "first name has a control character"),
        (
            Application { first_name: "ү".repeat(1025), ..whole.clone() },
            "first name is longer than 2,048 bytes",
        ),
        (
            Application { patronymic: Some(String::new()), ..whole.clone() },
            "patronymic is empty or has a space around it",
        ),
        (Application { email: "aigerim".into(), ..whole.clone() }, "e-mail address is none"),
        (Application { email: "a@b@c".into(), ..whole.clone() }, "e-mail address is none"),
        (Application { email: "a b@c".into(), ..whole.clone() }, "e-mail address is none"),
        (Application { email: "@c".into(), ..whole.clone() }, "e-mail address is none"),
        (Application { email: "a@.kz".into(), ..whole.clone() }, "e-mail address is none"),
        (
            Application { email: format!("{}@c", "a".repeat(253)), ..whole.clone() },
            "e-mail address is longer than 254 bytes",
        ),
    ];
    for (form, why) in rows {
        assert_eq!(form.sign(&signer()).expect_err(why).to_string(), format!("application: {why}"));
    }
    assert_eq!(format!("{whole:?}"), "Application(MobileApplication)");
}

/// 58/annex: a form signed without one of its members, with a consent withheld, or with something added, opens for nobody.
#[test]
fn a_tampered_form_does_not_open() {
    use crate::cbor::{self, Value};
    let signed = application().sign(&signer()).expect("signed");
    let payload =
        crate::cose::Sign1::parse(&signed).expect("parsed").payload_untrusted().expect("attached").to_vec();
    let Value::Map(members) = cbor::from_slice::<Value>(&payload, payload.len(), "a map").expect("a map")
    else {
        panic!("a map");
    };
    let opened = |members: Vec<(Value, Value)>| {
        let payload = cbor::encode(&Value::Map(members)).expect("encoded");
        let unsigned = Unsigned { purpose: Purpose::SubscriberApplication, payload: &payload };
        Application::open(&unsigned.sign(&signer()).expect("signed"), &signer().public_key())
    };
    assert!(opened(members.clone()).is_ok());
    for (key, _) in &members {
        let less: Vec<_> = members.iter().filter(|(other, _)| other != key).cloned().collect();
        // The patronymic alone may be absent.
        assert_eq!(opened(less).is_ok(), *key == Value::from(6), "without {key:?}");
    }
    let with = |key: u64, value: Value| {
        let mut changed: Vec<_> =
            members.iter().filter(|(other, _)| *other != Value::from(key)).cloned().collect();
        changed.push((Value::from(key), value));
        opened(changed).expect_err("refused").to_string()
    };
    assert_eq!(with(1, Value::from(2)), "application: version is not 1");
    assert_eq!(with(9, Value::from(false)), "application: consent to the linking is not given");
    assert_eq!(with(10, Value::from(false)), "application: consent to the use of data is not given");
    assert_eq!(with(8, Value::from("87012345678")), "application: phone number is missing or malformed");
    assert_eq!(with(11, Value::from(4)), "application: channel is missing or malformed");
    assert_eq!(with(13, Value::from(true)), "application: an unknown member stands in it");
    let other = SoftwareSigner::from_secret(Algorithm::EdDsa, &[8; 32]).expect("a seed");
    assert!(Application::open(&signed, &other.public_key()).is_err());
    // Another signed thing never passes for one.
    let grant = Unsigned { purpose: Purpose::Grant, payload: &payload }.sign(&signer()).expect("signed");
    assert!(matches!(
        Application::open(&grant, &signer().public_key()),
        Err(ApplicationError::Cose(crate::cose::CoseError::Purpose { .. }))
    ));
    assert!(Application::open(&[0; 5000], &signer().public_key()).is_err());
}

/// 58/9: refused at once when wrong; goes on after it is corrected.
#[test]
fn wrong_then_right_links() {
    let (linking, message) = begun();
    assert_eq!(message.to(), linking.phone());
    assert!(message.text(Language::English).starts_with("000000 is the code"));
    let (linking, entry) = linking.enter(now()).expect("open");
    assert_eq!(entry.check("123456", &secret()).map(drop), Err(Refused::Wrong { tries_left: 2 }));
    assert!(linking.linked().is_none());
    let (linking, entry) = linking.enter(now().plus(20)).expect("open");
    let (done, number) = entry.check("000 000", &secret()).expect("right");
    assert_eq!(number.person(), &application().applicant);
    assert_eq!(number.phone(), &application().phone);
    assert_eq!(number.since(), now().plus(20));
    assert!(done.linked() == Some(number));
    assert_eq!(done.revision(), linking.revision() + 1);
    // 352/2.2: answered once, it answers nothing more.
    assert_eq!(done.enter(now().plus(21)).map(drop), Err(Refused::NotOpen));
    let again = done.resend(LinkingPolicy::default(), &secret(), now().plus(300), &mut counting());
    assert_eq!(again.map(drop), Err(Resend::Done));
}

/// 58/9: what is left is counted before what was typed is looked at, and nothing opens after the last.
#[test]
fn tries_messages_and_time_run_out() {
    let policy = LinkingPolicy::default();
    let mut random = counting();
    let (mut linking, _) = begun();
    for message in 0..3 {
        for left in [2, 1, 0] {
            let (next, entry) = linking.enter(now()).expect("open");
            let wanted = if left == 0 { Refused::Over } else { Refused::Wrong { tries_left: left } };
            assert_eq!(entry.check("999999", &secret()).map(drop), Err(wanted));
            linking = next;
        }
        assert_eq!(linking.enter(now()).map(drop), Err(Refused::Over));
        let soon = linking.resend(policy, &secret(), now().plus(60 * message + 1), &mut random);
        let later = linking.resend(policy, &secret(), now().plus(60 * (message + 1)), &mut random);
        if message < 2 {
            assert_eq!(soon.map(drop), Err(Resend::TooSoon { after_seconds: 59 }));
            linking = later.expect("another message").0;
        } else {
            assert_eq!(soon.map(drop), Err(Resend::NoneLeft));
            assert_eq!(later.map(drop), Err(Resend::NoneLeft));
        }
    }
    let (linking, _) = begun();
    assert!(linking.enter(now().plus(179)).is_ok());
    assert_eq!(linking.enter(now().plus(180)).map(drop), Err(Refused::Over));
    // A clock set back lengthens no wait.
    let back = linking.resend(policy, &secret(), now().plus(-9_999), &mut random);
    assert_eq!(back.map(drop), Err(Resend::TooSoon { after_seconds: 60 }));
}

/// 352/2.2: the password of an earlier message, or of another application, is wrong.
#[test]
fn a_password_answers_one_message() {
    let (linking, _) = begun();
    let mut random = counting();
    random(&mut [0; 4]).expect("drawn");
    let (resent, message) =
        linking.resend(LinkingPolicy::default(), &secret(), now().plus(60), &mut random).expect("resent");
    assert!(message.text(Language::Kazakh).starts_with("000001 "));
    let (_, entry) = resent.enter(now().plus(61)).expect("open");
    assert!(entry.check("000000", &secret()).is_err());
    let (_, entry) = resent.enter(now().plus(61)).expect("open");
    assert!(entry.check("000001", &secret()).is_ok());

    // The same digits for another application: its challenge put in place of this one's does not open.
    let other = Application { number: DocumentNumber::parse("2").expect("a number"), ..application() };
    let signed = other.sign(&signer()).expect("signed");
    let policy = LinkingPolicy::default();
    let (other, _) =
        Linking::begin(signed, &signer().public_key(), policy, &secret(), now(), &mut counting())
            .expect("begun");
    let (_, entry) = other.enter(now()).expect("open");
    let (_, ours) = begun().0.enter(now()).expect("open");
    assert!(entry.check("000000", &secret()).is_ok());
    let wrong_secret =
        PasswordSecret::new(&core::array::from_fn(|at| u8::try_from(at + 1).unwrap_or(0))).expect("one");
    assert!(ours.check("000000", &wrong_secret).is_err());
}

#[test]
fn what_is_stored_comes_back() {
    let (linking, _) = begun();
    let (counted, entry) = linking.enter(now()).expect("open");
    let (done, _) = entry.check("000000", &secret()).expect("right");
    for state in [&linking, &counted, &done] {
        let bytes = state.to_bytes().expect("written");
        assert!(Linking::from_bytes(&bytes).expect("read") == *state);
        for cut in 0..bytes.len() {
            assert!(Linking::from_bytes(&bytes[..cut]).is_err(), "{cut}");
        }
    }
    // No digits are in it: the MAC alone.
    let signed = application().sign(&signer()).expect("signed");
    let mut sevens = |out: &mut [u8]| {
        out.copy_from_slice(&777_777_u32.to_le_bytes());
        Ok(())
    };
    let policy = LinkingPolicy::default();
    let (sent, message) =
        Linking::begin(signed, &signer().public_key(), policy, &secret(), now(), &mut sevens).expect("begun");
    assert!(message.text(Language::English).contains("777777"));
    let bytes = sent.to_bytes().expect("written");
    assert!(!bytes.windows(6).any(|window| window == b"777777"), "the password is stored");
    assert_eq!(
        Linking::from_bytes(&[0; 9000]).map(drop).expect_err("long").to_string(),
        "stored linking: cbor has 9000 bytes, at most 4608 allowed"
    );
    assert_eq!(
        Linking::from_bytes(&[0xa1, 1, 1]).map(drop).expect_err("bare").to_string(),
        "stored linking: the application is missing or malformed"
    );
    assert_eq!(
        format!("{linking:?} {done:?}"),
        "Linking(MobileApplication, revision 0, linked: false) Linking(MobileApplication, revision 2, linked: true)"
    );
}

#[test]
fn a_failing_source_sends_nothing() {
    let signed = application().sign(&signer()).expect("signed");
    let mut broken = |_: &mut [u8]| Err(RandomError);
    let policy = LinkingPolicy::default();
    let begun = Linking::begin(signed, &signer().public_key(), policy, &secret(), now(), &mut broken);
    assert_eq!(begun.map(drop), Err(LinkingError::Random(RandomError)));
    assert_eq!(policy.password, PasswordPolicy::default());
}

/// The texts are short enough for one SMS of the alphabet they need: 70 characters a part of UCS-2, three parts at most.
#[test]
fn messages_fit() {
    let (_, message) = begun();
    for language in Language::ALL {
        let text = message.text(language);
        assert!(text.chars().count() <= 3 * 67, "{}: {}", language.code(), text.chars().count());
        assert!(text.contains("09:33"), "{text}");
        for refused in [Refused::Wrong { tries_left: 1 }, Refused::Over, Refused::NotOpen] {
            assert!(!refused.text(language).is_empty());
        }
    }
}
