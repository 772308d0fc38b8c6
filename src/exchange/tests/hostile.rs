//! Envelopes and payloads that somebody made to be misread.

use super::*;

fn jws(header: &str, payload: &[u8], signer: &dyn Signer) -> String {
    World::new().refusal(&register(), &raw_jws(header, payload, signer), Form::Json)
}

/// RFC 8725 §3.1: the algorithm is one of three and that of the key; `none` is none of them, in whatever letters.
#[test]
fn the_algorithm_is_one_of_three() {
    let world = World::new();
    let signer = world.official(CORPORATION);
    let payload = asking(documents()).to_payload(Form::Json).expect("written");
    let opens = |alg: &str, signer: &dyn Signer| {
        world.open(&register(), &raw_jws(&header(alg, signer, ""), &payload, signer), Form::Json)
    };
    assert!(opens("ES256", &signer).is_ok());
    let edwards = world.worker(Algorithm::EdDsa, CORPORATION, &[FOR_ORGANISATION, MAY_SIGN]);
    assert!(opens("EdDSA", &edwards).is_ok());
    assert!(opens("Ed25519", &edwards).is_ok());
    for none in ["none", "None", "NONE", "nOnE", "", "HS256", "RS256", "PS256", "ES512", "ES256K", "es256"] {
        assert_eq!(
            opens(none, &signer).expect_err("refused").to_string(),
            "message: JWS header: alg is none of ES256, ES384 and EdDSA",
            "{none}"
        );
    }
    for other in ["ES384", "EdDSA"] {
        assert!(matches!(opens(other, &signer), Err(Refused::Untrue(_))), "{other}");
    }
    // Nothing after the last dot: what a reader that knows `none` would take.
    let text = String::from_utf8(raw_jws(&header("ES256", &signer, ""), &payload, &signer)).expect("text");
    let bare = text.rsplit_once('.').expect("a dot").0;
    assert!(world.open(&register(), format!("{bare}.").as_bytes(), Form::Json).is_err());
    assert_eq!(world.refusal(&register(), bare.as_bytes(), Form::Json), "message: JWS has not three parts");
}

/// RFC 7515 §4.1: a key that comes along, one to be fetched, an extension, an unencoded payload: none is followed.
#[test]
fn no_other_header_is_followed() {
    let world = World::new();
    let signer = world.official(CORPORATION);
    let payload = asking(documents()).to_payload(Form::Json).expect("written");
    for more in [
        r#","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#,
        r#","jku":"https://example.kz/keys""#,
        r#","x5u":"https://example.kz/chain""#,
        r#","b64":false,"crit":["b64"]"#,
        r#","crit":[]"#,
        r#","cty":"JWT""#,
        r#","x5t":"AAAA""#,
        r#","zip":"DEF""#,
        r#","exp":1"#,
    ] {
        assert_eq!(
            jws(&header("ES256", &signer, more), &payload, &signer),
            "message: JWS header: an unknown member stands in it",
            "{more}"
        );
    }
    let kid = raw_jws(&header("ES256", &signer, r#","kid":"1""#), &payload, &signer);
    assert!(world.open(&register(), &kid, Form::Json).is_ok());
    // The same name twice: who takes the first and who the last would read two messages.
    for more in [r#","alg":"ES256""#, r#","typ":"vnd.qujat.exchange-message""#, r#","x5c":[]"#] {
        assert!(
            jws(&header("ES256", &signer, more), &payload, &signer).starts_with("message: not JSON"),
            "{more}"
        );
    }
    let own = header("ES256", &signer, "");
    for typ in
        ["JWT", "application/vnd.qujat.exchange-message", "vnd.qujat.grant", "VND.QUJAT.EXCHANGE-MESSAGE"]
    {
        assert_eq!(
            jws(&own.replace("vnd.qujat.exchange-message", typ), &payload, &signer),
            "message: JWS header: typ is another than an exchange message's"
        );
    }
    let chain = own.find('[').expect("a list")..=own.rfind(']').expect("a list");
    for (x5c, why) in [
        ("[]", "x5c has no certificate or more than 8"),
        ("[1]", "x5c holds what is no certificate"),
        (r#"["-_"]"#, "x5c holds what is no base64"),
        ("\"AAAA\"", "x5c is no list"),
        (
            r#"["AAAA","AAAA","AAAA","AAAA","AAAA","AAAA","AAAA","AAAA","AAAA"]"#,
            "x5c has no certificate or more than 8",
        ),
    ] {
        let mut changed = own.clone();
        changed.replace_range(chain.clone(), x5c);
        assert_eq!(jws(&changed, &payload, &signer), format!("message: JWS header: {why}"));
    }
}

#[test]
fn text_that_is_no_jws() {
    let world = World::new();
    for (text, why) in [
        ("", "has not three parts"),
        ("a", "has not three parts"),
        ("a.b", "has not three parts"),
        ("a.b.c.d", "is not base64url in a part"),
        ("e30=.e30.AA", "is not base64url in a part"),
        ("e+0.e30.AA", "is not base64url in a part"),
    ] {
        assert_eq!(
            world.refusal(&register(), text.as_bytes(), Form::Json),
            format!("message: JWS {why}"),
            "{text}"
        );
    }
    let long = format!("{}.e30.AA", "A".repeat(300_000));
    assert_eq!(
        world.refusal(&register(), long.as_bytes(), Form::Json),
        "message: JWS has a header that is too large"
    );
    let huge = vec![b'A'; 4 * 1024 * 1024 + 1];
    for form in Form::ALL {
        assert_eq!(
            world.refusal(&register(), &huge, form),
            "message: 4194305 bytes, at most 4194304 allowed"
        );
    }
}

/// Any byte of a signed message changed, it is no longer taken.
#[test]
fn a_changed_byte_is_found() {
    let world = World::new();
    for form in Form::ALL {
        let signed = world.sign(&asking(documents()), form);
        for at in (0..signed.len()).step_by(41) {
            let mut changed = signed.clone();
            changed[at] ^= 1;
            assert!(world.open(&register(), &changed, form).is_err(), "{form:?} {at}");
        }
        for length in (0..signed.len()).step_by(97) {
            assert!(world.open(&register(), &signed[..length], form).is_err(), "{form:?} {length}");
        }
    }
}

/// A payload is read strictly, by whomever it was signed.
#[test]
fn payloads_that_could_be_misread() {
    let written =
        String::from_utf8(asking(documents()).to_payload(Form::Json).expect("written")).expect("text");
    let read =
        |text: &str| Message::from_payload(text.as_bytes(), Form::Json).expect_err("not read").to_string();
    let twice = written.replacen('{', r#"{"marking":"secret","#, 1);
    assert!(read(&twice).starts_with("message: not JSON as it is read here, line 1"), "{}", read(&twice));
    let inner = written.replacen(r#""consent":{"#, r#""consent":{"by":"000000000101","#, 1);
    assert!(read(&inner).starts_with("message: not JSON"));
    for (from, to) in [
        (r#""version":1"#, r#""version":1.0"#),
        (r#""version":1"#, r#""version":1e0"#),
        (r#""version":1"#, r#""version":null"#),
        (r#""version":1"#, r#""version":99999999999999999999"#),
        ("}", "}x"),
    ] {
        assert!(read(&written.replacen(from, to, 1)).starts_with("message: not JSON"), "{to}");
    }
    assert!(read(&format!("{written}{written}")).starts_with("message: not JSON"));
    assert!(read(&"[".repeat(100)).starts_with("message: not JSON"));
    assert_eq!(read("[]"), "message: message: it is no object");
    assert_eq!(
        read(&written.replacen(r#""version":1"#, r#""version":2"#, 1)),
        "message: message: version is not 1"
    );
    assert_eq!(
        read(&written.replacen(
            r#""kind":"request""#,
            r#""kind":"request","in_reply_to":"01010101-0101-4101-8101-010101010101""#,
            1
        )),
        "message: message: an unknown member stands in it"
    );
    assert_eq!(
        read(&written.replacen(r#""kind":"request""#, r#""kind":"response""#, 1)),
        "message: message: in_reply_to is missing"
    );
    // One family's body under another's name.
    assert_eq!(
        read(&written.replacen(r#""family":"documents""#, r#""family":"status""#, 1)),
        "message: body: application is missing"
    );
    // Base64 with bits that mean nothing: another text for the same bytes.
    let Request::Application(mut one) = application() else { unreachable!() };
    one.copies[0].content = vec![0xff];
    let written =
        String::from_utf8(asking(Request::Application(one)).to_payload(Form::Json).expect("written"));
    let written = written.expect("text");
    assert_eq!(read(&written.replace(r#""_w""#, r#""_x""#)), "message: file: content is no base64url");
    assert_eq!(read(&written.replace(r#""_w""#, r#""_w==""#)), "message: file: content is no base64url");
}

/// The same of CBOR: duplicate keys, what JSON has and CBOR not, nesting, counts.
#[test]
fn cbor_that_could_be_misread() {
    use crate::cbor::{Value, encode};
    let read = |bytes: &[u8]| Message::from_payload(bytes, Form::Cbor).expect_err("not read").to_string();
    let pair = |name: &str, value: Value| (Value::from(name), value);
    let nested = (0..10).fold(Value::from(1), |inner, _| Value::Array(vec![inner]));
    assert!(read(&encode(&nested).expect("CBOR")).contains("nests deeper than 8"));
    let many = Value::Map(vec![pair("a", Value::Array(vec![Value::from(1); 257]))]);
    assert_eq!(read(&encode(&many).expect("CBOR")), "message: cbor has 257 members, at most 256 allowed");
    let wide = Value::Map((0..33).map(|n| pair(&format!("m{n}"), Value::from(n))).collect());
    assert_eq!(read(&encode(&wide).expect("CBOR")), "message: cbor has 33 members, at most 32 allowed");
    for odd in [Value::Null, Value::Float(1.0), Value::Tag(1, Box::new(Value::from(1)))] {
        assert!(
            read(&encode(&Value::Map(vec![pair("version", odd)])).expect("CBOR"))
                .contains("a boolean wanted")
        );
    }
    assert!(read(&[0xa2, 0x61, b'a', 1, 0x61, b'a', 1]).contains("twice"));
    // A byte string where JSON has text, and text where CBOR has bytes.
    let message = asking(application());
    let cbor = message.to_payload(Form::Cbor).expect("written");
    let at = cbor.windows(5).position(|window| window == [0x44, 0, 0xff, 0x3e, 7]).expect("the content");
    let mut changed = cbor.clone();
    changed.splice(at..at + 5, [0x62, b'a', b'b']);
    assert_eq!(read(&changed), "message: file: content is no byte string");
}
