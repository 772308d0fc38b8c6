//! Both forms, every family, every algorithm.

use proptest::prelude::*;

use super::*;
use crate::cose::Verifier;

/// 1277/5.1, 1277/5.2, 1277/5.3, 1277/7.4, 1277/7.5: each family's request and response arrives as it was sent, in both forms, and says the same.
#[test]
fn every_message_means_the_same_in_both_forms() {
    let world = World::new();
    for message in every() {
        let own = message.recipient.clone();
        let mut digests = Vec::new();
        for form in Form::ALL {
            let received = world.open(&own, &world.sign(&message, form), form).expect("taken");
            assert_eq!(received.message(), &message, "{message:?} {form:?}");
            assert_eq!(received.form(), form);
            digests.push(*received.digest());
        }
        assert_eq!(digests[0], digests[1]);
        assert_eq!(digests[0], message.digest().expect("written"));
        // A form read as the other is neither.
        assert!(world.open(&own, &world.sign(&message, Form::Json), Form::Cbor).is_err());
        assert!(world.open(&own, &world.sign(&message, Form::Cbor), Form::Json).is_err());
    }
}

/// 1277/11: by any of the algorithms, and the message names who signed it.
#[test]
fn each_algorithm_signs_and_names_the_worker() {
    let world = World::new();
    let message = asking(documents());
    for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::EdDsa] {
        let signer = world.worker(algorithm, CORPORATION, &[FOR_ORGANISATION, MAY_SIGN]);
        for form in Form::ALL {
            let signed = message.sign(form, &signer).expect("signed");
            let received = world.open(&register(), signed.as_bytes(), form).expect("taken");
            let worker = received.worker();
            assert_eq!(worker.name.as_deref(), Some("ПЕТРОВ ПЁТР"));
            assert_eq!(worker.bin.as_deref(), Some(CORPORATION));
            // Nobody's name in a log.
            assert!(!format!("{received:?} {signed:?} {message:?}").contains("ПЕТРОВ"));
        }
    }
}

/// RFC 7515 appendix A.3: a signature made by others is true here, over the same bytes.
#[test]
fn the_signature_of_rfc_7515_is_read() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let signed = concat!(
        "eyJhbGciOiJFUzI1NiJ9.",
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    );
    let signature =
        bytes("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
    let secret = bytes("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");
    let key = SoftwareSigner::from_secret(Algorithm::Es256, &secret).expect("a secret").public_key();
    assert_eq!(key.verify(Algorithm::Es256, signed.as_bytes(), &signature), Ok(()));
    // Without a type it is no message of ours, however true.
    let text = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(&signature));
    assert_eq!(
        World::new().refusal(&register(), text.as_bytes(), Form::Json),
        "message: JWS header: typ is missing"
    );
}

/// What we write is JSON as anybody reads it, and one line of it is pinned.
#[test]
fn the_json_is_plain() {
    let mut message = asking(status());
    message.marking = Marking::OfficialUse;
    let text = String::from_utf8(message.to_payload(Form::Json).expect("written")).expect("text");
    assert_eq!(
        text,
        concat!(
            r#"{"version":1,"id":"01010101-0101-4101-8101-010101010101","family":"status","kind":"request","#,
            r#""sender":"160440007161/monitoring","recipient":"000740000728/register","organisation":"160440007161","#,
            r#""created":"2026-11-22T09:30:00+05:00","marking":"official-use","body":{"application":"002-7","#,
            r#""service":"00101001","applicant":"000000000101","status":"in-progress","#,
            r#""since":"2026-11-22T09:30:00+05:00","due":"2026-12-01","note":"Құжат күтілуде"}}"#
        )
    );
    // In any order, with any space between: the same message.
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let pretty = serde_json::to_vec_pretty(&value).expect("JSON");
    assert_eq!(Message::from_payload(&pretty, Form::Json), Ok(message));
}

proptest! {
    /// Whatever texts and bytes a message carries, they arrive.
    #[test]
    fn texts_and_bytes_arrive(
        value in "\\PC{0,60}",
        reason in "[а-яәғқңөұүһі\"\\\\]{1,40}( [a-z]{1,5})?",
        content in proptest::collection::vec(any::<u8>(), 1..200),
    ) {
        let Request::Application(mut application) = application() else { unreachable!() };
        application.fields = vec![field("any", &value)];
        application.copies[0].content = content;
        let note = Response::Status(StatusReceipt::Rejected { reason });
        for message in [asking(Request::Application(application)), answering(note)] {
            let read = Form::ALL.map(|form| {
                Message::from_payload(&message.to_payload(form).expect("written"), form).expect("read")
            });
            prop_assert_eq!(&read[0], &message);
            prop_assert_eq!(&read[1], &message);
        }
    }
}
