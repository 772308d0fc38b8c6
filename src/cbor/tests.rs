use hex_literal::hex;

use super::*;
use crate::limits::MAX_DOCUMENT_BYTES;

#[test]
fn refusals_name_the_place() {
    let refusal = |bytes: &[u8]| check(bytes, 64).expect_err("refused").to_string();
    assert_eq!(refusal(&[]), "cbor ends inside an item at byte 0");
    assert_eq!(refusal(&hex!("4401")), "cbor ends inside an item at byte 2");
    assert_eq!(refusal(&hex!("0000")), "1 bytes follow the cbor item");
    assert_eq!(refusal(&hex!("a201000100")), "cbor map holds a key twice at byte 3");
    // The same key, written wider.
    assert_eq!(refusal(&hex!("a20100180100")), "cbor map holds a key twice at byte 3");
    // The same key in chunks.
    assert_eq!(refusal(&hex!("a26161007f6161ff00")), "cbor map holds a key twice at byte 4");
    // Inside a value that is passed over.
    assert_eq!(refusal(&hex!("a101a202000200")), "cbor map holds a key twice at byte 5");
    assert_eq!(
        refusal(&hex!("f818")),
        "cbor is not well-formed at byte 0: a short simple value in two bytes"
    );
    assert_eq!(refusal(&hex!("ff")), "cbor is not well-formed at byte 0: a break outside its item");
    assert_eq!(refusal(&hex!("61ff")), "cbor is not well-formed at byte 0: text that is not UTF-8");
    assert_eq!(refusal(&hex!("5f6161ff")), "cbor is not well-formed at byte 1: a chunk of another type");
    assert_eq!(refusal(&hex!("1c")), "cbor is not well-formed at byte 0: a reserved header");
    assert_eq!(
        refusal(&hex!("9b7fffffffffffffff")),
        "cbor has 9223372036854775807 members, at most 4096 allowed"
    );
    assert_eq!(refusal(&[0x81; 64]), "cbor nests deeper than 24 at byte 24");
    assert_eq!(refusal(&[0; 65]), "cbor has 65 bytes, at most 64 allowed");
    // An odd number of items in a map of indefinite length.
    assert!(check(&hex!("bf01ff"), 64).is_err());
}

/// As many keys as a map may have: each is looked for among thousands, in no time that grows with their square.
#[test]
fn a_duplicate_among_thousands_of_keys() {
    let map = |last: &[u8]| {
        let mut bytes = hex!("b91000").to_vec();
        for key in 0..0x0fff_u16 {
            // An unsigned integer, a negative one, text and bytes, in turn.
            bytes.push([0x19, 0x39, 0x62, 0x42][usize::from(key % 4)]);
            bytes.extend((0x2000 + (key >> 6 << 8) + (key & 0x3f)).to_be_bytes());
            bytes.push(0);
        }
        bytes.extend(last);
        bytes.push(0);
        bytes
    };
    assert_eq!(check(&map(&hex!("6141")), MAX_DOCUMENT_BYTES), Ok(()));
    for twice in [
        &hex!("192000")[..],
        &hex!("1a00002000"),
        &hex!("392001"),
        &hex!("622002"),
        &hex!("7f61206102ff"),
        &hex!("422003"),
    ] {
        let bytes = map(twice);
        let at = bytes.len() - twice.len() - 1;
        assert_eq!(check(&bytes, MAX_DOCUMENT_BYTES), Err(CborError::DuplicateKey { at }), "{twice:02x?}");
    }
}

#[test]
fn encoding_is_deterministic() {
    let value = Value::Map(vec![
        (Value::from("bb"), Value::from(1)),
        (Value::from("a"), Value::from(2)),
        (Value::from(-1), Value::from(3)),
        (Value::from(300), Value::from(4)),
        (Value::from(10), Value::Array(vec![Value::Map(vec![(2.into(), 0.into()), (1.into(), 0.into())])])),
    ]);
    assert_eq!(encode(&value), Ok(hex!("a50a81a201000200 19012c04 2003 616102 62626201").to_vec()));
    let twice = Value::Map(vec![(1.into(), 1.into()), (1.into(), 2.into())]);
    assert_eq!(encode(&twice), Err(CborError::DuplicateKey { at: 0 }));
}

/// RFC 8949 §3.4.3: however a number comes, it is written in one way.
#[test]
fn bignums_have_one_form() {
    let rows: &[(&[u8], &[u8])] = &[
        (&hex!("c240"), &hex!("00")),
        (&hex!("c340"), &hex!("20")),
        (&hex!("c35fff"), &hex!("20")),
        (&hex!("c2420000"), &hex!("00")),
        (&hex!("c2430001ff"), &hex!("1901ff")),
        (&hex!("c248ffffffffffffffff"), &hex!("1bffffffffffffffff")),
        (&hex!("c348ffffffffffffffff"), &hex!("3bffffffffffffffff")),
        (&hex!("c249010000000000000000"), &hex!("c249010000000000000000")),
        (&hex!("c34a00010000000000000000"), &hex!("c349010000000000000000")),
        (&hex!("c25f4101480000000000000000ff"), &hex!("c249010000000000000000")),
    ];
    for (bytes, wanted) in rows {
        let value: Value = from_slice(bytes, bytes.len(), "any").expect("well-formed");
        let written = encode(&value).expect("written");
        assert_eq!(written, *wanted, "{bytes:02x?}");
        let again: Value = from_slice(&written, written.len(), "any").expect("ours");
        assert_eq!(encode(&again).as_ref(), Ok(&written), "{bytes:02x?}");
    }
}

#[test]
fn headers_of_every_width() {
    // The same array, map, string and integer with arguments of 0, 1, 2, 4 and 8 bytes.
    for argument in
        [&hex!("01")[..], &hex!("1801"), &hex!("190001"), &hex!("1a00000001"), &hex!("1b0000000000000001")]
    {
        let with = |major: u8, content: &[u8]| {
            let mut bytes = argument.to_vec();
            bytes[0] |= major << 5;
            bytes.extend_from_slice(content);
            bytes
        };
        assert_eq!(Decoder::new(&with(0, b"")).unsigned(), Ok(1));
        assert_eq!(Decoder::new(&with(1, b"")).integer(), Ok(-2));
        assert_eq!(Decoder::new(&with(2, b"x")).bytes().as_deref(), Ok(&b"x"[..]));
        assert_eq!(Decoder::new(&with(3, b"x")).text().as_deref(), Ok("x"));
        assert!(Decoder::new(&with(4, b"x")).array_of(1, "one").is_ok());
        assert_eq!(check(&with(5, &[0, 0]), 64), Ok(()));
        assert_eq!(Decoder::new(&with(6, &[0])).any_tag(), Ok(1));
        // Each cut short at every place.
        for whole in [with(0, b""), with(2, b"x"), with(4, &[0]), with(5, &[0, 0]), with(6, &[0])] {
            for length in 0..whole.len() {
                assert_eq!(check(&whole[..length], 64), Err(CborError::Truncated { at: length }));
            }
        }
    }
}

#[test]
fn integers_at_their_edges() {
    assert_eq!(Decoder::new(&hex!("3b7fffffffffffffff")).integer(), Ok(i64::MIN));
    assert!(Decoder::new(&hex!("3b8000000000000000")).integer().is_err());
    assert!(Decoder::new(&hex!("1b8000000000000000")).integer().is_err());
    assert_eq!(Decoder::new(&hex!("fbc010666666666666")).seconds(), Ok(-5));
    assert!(Decoder::new(&hex!("f97e00")).seconds().is_err());
    assert!(Decoder::new(&hex!("f97c00")).seconds().is_err());
}

#[test]
fn diagnostic_opens_embedded_cbor() {
    let text = diagnostic(&hex!("a2 01 d81843 820102 02 4401020304")).expect("well-formed");
    assert_eq!(text, "{\n  1: 24(<< [\n    1,\n    2\n  ] >>),\n  2: h'01020304'\n}");
    for (bytes, shown) in [
        (hex!("20").to_vec(), "-1"),
        (hex!("3863").to_vec(), "-100"),
        (hex!("3bffffffffffffffff").to_vec(), "-18446744073709551616"),
    ] {
        assert_eq!(diagnostic(&bytes).as_deref(), Ok(shown));
    }
    assert_eq!(diagnostic(&hex!("d81841ff")).expect("well-formed"), "24(h'ff')");
}

/// Embedded items may nest as deep again and again; what is printed for each stays bounded.
#[test]
fn diagnostic_of_a_deep_item_is_no_flood() {
    let mut bytes = [&hex!("990fff")[..], &[0; 0x0fff]].concat();
    for _ in 0..8 {
        for _ in 0..20 {
            bytes.insert(0, 0x81);
        }
        let mut wrapped = hex!("d8185a").to_vec();
        wrapped.extend(u32::try_from(bytes.len()).expect("short").to_be_bytes());
        bytes = [wrapped, bytes].concat();
    }
    let text = diagnostic(&bytes).expect("well-formed");
    assert_eq!(text.matches("<<").count(), 8);
    assert!(text.len() < 64 * bytes.len(), "{} of {}", text.len(), bytes.len());
}

#[test]
fn rfc_8949_appendix_a() {
    let Some(folder) = crate::vectors("cbor") else { return };
    let text = std::fs::read_to_string(folder.join("appendix_a.json")).expect("readable");
    let cases: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    assert_eq!(cases.len(), 82);
    for case in cases {
        let hex = case["hex"].as_str().expect("hex");
        let bytes: Vec<u8> =
            (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).expect("hex")).collect();
        if hex == "f818" {
            // simple(24): well-formed in RFC 7049, whose list this is; RFC 8949 §3.3 made it not well-formed.
            assert!(check(&bytes, 64).is_err());
            continue;
        }
        assert_eq!(check(&bytes, 64), Ok(()), "{hex}");
        assert!(diagnostic(&bytes).is_ok(), "{hex}");
    }
    // All of them, the one as RFC 8949 changed it.
    println!("vectors cbor 82 82");
}
