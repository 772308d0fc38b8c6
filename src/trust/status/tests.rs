use super::inflate::inflate;
use super::*;
use crate::cbor::{self, Value};
use crate::cose::{Algorithm, Purpose, SoftwareSigner, Unsigned};
use crate::id::DocType;
use crate::limits::{MAX_STATUS_BYTES, MAX_STATUS_URI_BYTES};
use crate::time::{DEVICE_SKEW_SECONDS, Timestamp};
use crate::trust::{DocTypes, Mandate, Scope};

const URI: &str = "https://status.example.kz/1";

fn signer() -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::EdDsa, &[9; 32]).expect("a seed")
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect(text)
}

fn made() -> Timestamp {
    at("2026-11-01T00:00:00Z")
}

/// A list of sixteen entries of two bits, with one revoked and one suspended.
fn builder() -> StatusListBuilder {
    let mut list = StatusListBuilder::new(URI, StatusBits::Two, 13).expect("a list");
    list.set(5, Status::Invalid).expect("an entry");
    list.set(6, Status::Suspended).expect("an entry");
    list
}

fn open(bytes: &[u8]) -> Result<StatusList, StatusError> {
    StatusList::open(bytes, &signer().public_key())
}

fn list() -> StatusList {
    open(&builder().sign(&signer(), made(), None, None).expect("signed")).expect("opened")
}

fn mandate(authority: Option<u8>, kinds: DocTypes) -> Mandate {
    let scope = Scope { purposes: vec![Purpose::StatusList], doc_types: kinds };
    Mandate::new(scope.into(), authority.map(|byte| [byte; 32]))
}

/// Claims as an author might write them, in the order of a map of CBOR.
fn claims() -> Vec<(Value, Value)> {
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&[0b1100_1001], 9);
    let entries = Value::Map(vec![("bits".into(), 2.into()), ("lst".into(), Value::Bytes(packed))]);
    vec![
        (2.into(), URI.into()),
        (4.into(), made().plus(100).unix().into()),
        (6.into(), made().unix().into()),
        (65_533.into(), entries),
        (65_534.into(), 60.into()),
    ]
}

fn signed(claims: Vec<(Value, Value)>) -> Vec<u8> {
    let payload = cbor::encode(&Value::Map(claims)).expect("encoded");
    Unsigned { purpose: Purpose::StatusList, payload: &payload }.sign(&signer()).expect("signed")
}

#[test]
fn entries_of_every_width() {
    for bits in [StatusBits::One, StatusBits::Two, StatusBits::Four, StatusBits::Eight] {
        let mut list = StatusListBuilder::new(URI, bits, 100).expect("a list");
        let largest = Status::from_code(bits.mask());
        for index in [0, 1, 7, 8, 63, 99] {
            list.set(index, largest).expect("an entry");
        }
        list.set(7, Status::Valid).expect("taken back");
        let read = open(&list.sign(&signer(), made(), None, None).expect("signed")).expect("opened");
        assert_eq!((read.bits(), StatusBits::from_number(bits.number().into())), (bits, Some(bits)));
        for index in 0..read.len() {
            let wanted = if [0, 1, 8, 63, 99].contains(&index) { largest } else { Status::Valid };
            assert_eq!(read.status(index), Some(wanted), "{bits:?} {index}");
        }
        for past in [read.len(), read.len() + 1, u64::MAX / 8, u64::MAX] {
            assert_eq!((read.status(past), list.status(past)), (None, None), "{bits:?} {past}");
        }
        let full = u64::from(u8::MAX >> (8 - bits.number())) + 1;
        if let Ok(code @ 2..) = u8::try_from(full) {
            let refused = list.set(0, Status::Other(code)).expect_err("too large");
            assert_eq!(refused, StatusError::Fit { code, bits: bits.number() });
        }
    }
    let mut one = StatusListBuilder::new(URI, StatusBits::One, 8).expect("a list");
    assert_eq!(
        one.set(0, Status::Suspended).expect_err("no room").to_string(),
        "status list: status 2 does not fit into 1 bits"
    );
    assert_eq!(
        one.set(8, Status::Invalid).expect_err("no entry").to_string(),
        "status list: it has 8 entries, there is none with index 8"
    );
}

#[test]
fn a_list_says_what_was_signed() {
    let list = open(&signed(claims())).expect("opened");
    assert_eq!((list.uri(), list.issued(), list.ttl()), (URI, made(), Some(60)));
    assert_eq!((list.expires(), list.len(), list.is_empty()), (Some(made().plus(100)), 4, false));
    // The example of §4.1: 0xc9 is 1, 2, 0, 3 from the least significant bits on.
    let read: Vec<_> = (0..5).map(|index| list.status(index).map(Status::code)).collect();
    assert_eq!(read, [Some(1), Some(2), Some(0), Some(3), None]);
    assert_eq!(format!("{list:?}"), "StatusList(https://status.example.kz/1, 4 entries of Two)");
    let with_tag = [&[0xd8, 0x3d], signed(claims()).as_slice()].concat();
    assert_eq!(open(&with_tag), Ok(list));
}

#[test]
fn another_purpose_or_key_is_refused() {
    let payload = cbor::encode(&Value::Map(claims())).expect("encoded");
    let other = Unsigned { purpose: Purpose::TrustList, payload: &payload }.sign(&signer()).expect("signed");
    assert_eq!(open(&other).expect_err("refused").to_string(), "signed as trust list, status list wanted");
    let key = SoftwareSigner::from_secret(Algorithm::EdDsa, &[8; 32]).expect("a seed").public_key();
    let refused = StatusList::open(&signed(claims()), &key).expect_err("refused");
    assert_eq!(refused.to_string(), "the signature is not true");
}

#[test]
fn malformed_claims_are_refused() {
    let refusal = |change: fn(&mut Vec<(Value, Value)>)| {
        let mut changed = claims();
        change(&mut changed);
        open(&signed(changed)).expect_err("refused").to_string()
    };
    let entries = |bits: Value, packed: Value| -> Value {
        Value::Map(vec![("bits".into(), bits), ("lst".into(), packed)])
    };
    assert_eq!(refusal(|c| drop(c.remove(0))), "status list: sub is missing");
    assert_eq!(refusal(|c| drop(c.remove(2))), "status list: iat is missing");
    assert_eq!(refusal(|c| drop(c.remove(3))), "status list: status_list is missing");
    assert_eq!(refusal(|c| c[0].1 = "".into()), "status list: sub is not a URI");
    assert_eq!(refusal(|c| c[0].1 = "https://a b".into()), "status list: sub is not a URI");
    assert_eq!(
        refusal(|c| c[0].1 = "a".repeat(MAX_STATUS_URI_BYTES + 1).into()),
        "status list: sub is too long"
    );
    assert_eq!(refusal(|c| c[1].1 = made().unix().into()), "status list: exp is not after iat");
    assert_eq!(refusal(|c| c[1].1 = i64::MAX.into()), "status list: exp is outside the years 1900 to 9999");
    assert_eq!(refusal(|c| c[4].1 = 0.into()), "status list: ttl is zero");
    assert!(refusal(|c| c[4].1 = (-1).into()).contains("an unsigned integer wanted"));
    assert!(refusal(|c| c[3].1 = Value::Map(vec![])).contains("lacks \"bits\""));
    assert!(refusal(|c| c[3].1 = Value::Map(vec![("bits".into(), 1.into())])).contains("lacks \"lst\""));
    for bits in [0, 3, 16] {
        let mut changed = claims();
        changed[3].1 = entries(bits.into(), Value::Bytes(vec![]));
        let refused = open(&signed(changed)).expect_err("refused").to_string();
        assert_eq!(refused, "status list: bits is none of 1, 2, 4, 8");
    }
    // An overlong ttl is as good as none.
    let mut changed = claims();
    changed[4].1 = u64::MAX.into();
    assert_eq!(open(&signed(changed)).expect("opened").fresh_until(made()), made().plus(100));
}

#[test]
fn a_stream_unpacks_whole_and_within_the_limit() {
    let pack = |bytes: &[u8]| miniz_oxide::deflate::compress_to_vec_zlib(bytes, 9);
    assert_eq!(inflate(&pack(b""), 8), Ok(vec![]));
    assert_eq!(inflate(&pack(&[7; 1000]), 1000), Ok(vec![7; 1000]));
    assert_eq!(inflate(&pack(&[7; 1000]), 999), Err(StatusError::TooLarge { limit: 999 }));
    let broken = "status list: lst is not a whole zlib stream";
    let whole = pack(&[7; 1000]);
    for length in 0..whole.len() {
        assert_eq!(inflate(&whole[..length], 1000).expect_err("cut").to_string(), broken, "{length}");
    }
    // RFC 1950 §2.2: the checksum at the end, and the header.
    for at in [0, 1, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert_eq!(inflate(&changed, 1000).expect_err("changed").to_string(), broken, "{at}");
    }
    let longer = [whole.as_slice(), &[0]].concat();
    assert_eq!(
        inflate(&longer, 1000).expect_err("more").to_string(),
        "status list: lst goes on after its zlib stream"
    );
    // A bomb: 16 KB that would unpack to 16 MB.
    let bomb = pack(&vec![0; 4 * MAX_STATUS_BYTES]);
    assert!(bomb.len() < 20_000, "{}", bomb.len());
    assert_eq!(inflate(&bomb, MAX_STATUS_BYTES), Err(StatusError::TooLarge { limit: MAX_STATUS_BYTES }));
}

#[test]
fn what_cannot_be_published_is_not_signed() {
    let most = MAX_STATUS_BYTES as u64 * 8;
    assert!(StatusListBuilder::new(URI, StatusBits::One, most).is_ok());
    let refused = StatusListBuilder::new(URI, StatusBits::One, most + 1).expect_err("refused");
    assert_eq!(refused.to_string(), "status list: lst unpacks to more than 4194304 bytes");
    assert!(StatusListBuilder::new(URI, StatusBits::Eight, u64::MAX).is_err());
    assert!(StatusListBuilder::new("", StatusBits::One, 8).is_err());
    let refusal =
        |expires, ttl| builder().sign(&signer(), made(), expires, ttl).expect_err("refused").to_string();
    assert_eq!(refusal(Some(made()), None), "status list: exp is not after iat");
    assert_eq!(refusal(None, Some(0)), "status list: ttl is zero");
    let empty = StatusListBuilder::new(URI, StatusBits::One, 0).expect("a list");
    assert!(empty.is_empty() && open(&empty.sign(&signer(), made(), None, None).expect("signed")).is_ok());
}

#[test]
fn a_list_is_continued() {
    let mut next = StatusListBuilder::from_list(&list());
    assert_eq!((next.len(), next.status(5)), (16, Some(Status::Invalid)));
    next.set(6, Status::Valid).expect("an entry");
    let read = open(&next.sign(&signer(), made().plus(1), None, None).expect("signed")).expect("opened");
    assert_eq!((read.status(5), read.status(6)), (Some(Status::Invalid), Some(Status::Valid)));
    assert_eq!(format!("{next:?}"), "StatusListBuilder(https://status.example.kz/1, 16 entries of Two)");
}

#[test]
fn how_long_a_copy_is_fresh() {
    let fresh_until = |expires: Option<i64>, ttl: Option<u32>, fetched: i64| {
        let expires = expires.map(|seconds| made().plus(seconds));
        let bytes = builder().sign(&signer(), made(), expires, ttl).expect("signed");
        open(&bytes).expect("opened").fresh_until(made().plus(fetched)).unix() - made().unix()
    };
    assert_eq!(fresh_until(Some(1000), Some(100), 50), 150);
    assert_eq!(fresh_until(Some(1000), Some(100), 950), 1000);
    assert_eq!(fresh_until(Some(1000), None, 50), 1000);
    assert_eq!(fresh_until(None, Some(100), 50), 150);
    // Served for ever, a list without an end ends all the same.
    assert_eq!(fresh_until(None, Some(100), MAX_AGE_WITHOUT_EXPIRY), MAX_AGE_WITHOUT_EXPIRY);
    assert_eq!(fresh_until(None, None, 50), MAX_AGE_WITHOUT_EXPIRY);
}

/// A store of lists with `builder`'s, made as of `made`, good for a day, fetched an hour later.
fn held() -> StatusLists {
    let mut lists = StatusLists::default();
    lists.add(day_list(made(), &builder(), mandate(None, DocTypes::All)), made().plus(3600)).expect("taken");
    lists
}

fn day_list(issued: Timestamp, list: &StatusListBuilder, mandate: Mandate) -> SignedStatusList {
    let bytes = list.sign(&signer(), issued, Some(issued.plus(86_400)), None).expect("signed");
    SignedStatusList::new(open(&bytes).expect("opened"), mandate)
}

#[test]
fn answers_of_a_list_at_hand() {
    let lists = held();
    let document = mandate(None, DocTypes::All);
    let ask = |uri: &str, index, now| lists.answer((uri, index), &DocType::IDENTITY_CARD, &document, now);
    let now = made().plus(7200);
    assert_eq!(ask(URI, 0, now), StatusAnswer::Fresh(Status::Valid));
    assert_eq!(ask(URI, 5, now), StatusAnswer::Fresh(Status::Invalid));
    assert_eq!(ask(URI, 6, now), StatusAnswer::Fresh(Status::Suspended));
    assert_eq!(ask(URI, 16, now), StatusAnswer::NoEntry);
    assert_eq!(ask("https://status.example.kz/2", 0, now), StatusAnswer::NoList);
    assert_eq!(ask("https://status.example.kz/1/", 0, now), StatusAnswer::NoList);
    let until = made().plus(86_400);
    assert_eq!(ask(URI, 0, until.plus(-1)), StatusAnswer::Fresh(Status::Valid));
    let stale = |status| StatusAnswer::Stale { status, issued: made(), until };
    assert_eq!(ask(URI, 0, until), stale(Status::Valid));
    assert_eq!(ask(URI, 5, until), stale(Status::Invalid));
    // Fetched at a time that has not come: the copy may be of any age.
    let fetched = made().plus(3600);
    assert_eq!(ask(URI, 0, fetched.plus(-DEVICE_SKEW_SECONDS)), StatusAnswer::Fresh(Status::Valid));
    assert!(matches!(ask(URI, 0, fetched.plus(-DEVICE_SKEW_SECONDS - 1)), StatusAnswer::Stale { .. }));
}

#[test]
fn an_older_list_never_replaces_a_newer() {
    let mut lists = held();
    let all = || mandate(None, DocTypes::All);
    let mut changed = builder();
    changed.set(5, Status::Valid).expect("an entry");
    let refused = lists.add(day_list(made().plus(-1), &changed, all()), made()).expect_err("older");
    assert_eq!(
        refused.to_string(),
        "status list: made at 2026-10-31T23:59:59Z, one of 2026-11-01T00:00:00Z is known already"
    );
    let refused = lists.add(day_list(made(), &changed, all()), made()).expect_err("another");
    assert_eq!(refused.to_string(), "status list: two that differ were made at 2026-11-01T00:00:00Z");
    let only = |lists: &StatusLists| lists.iter().map(|held| (held.list().issued(), held.fetched())).next();
    assert_eq!(only(&lists), Some((made(), made().plus(3600))));
    // The same again counts as fetched anew, and never as fetched before.
    lists.add(day_list(made(), &builder(), all()), made().plus(7200)).expect("the same");
    lists.add(day_list(made(), &builder(), all()), made()).expect("the same");
    assert_eq!(only(&lists), Some((made(), made().plus(7200))));
    lists.add(day_list(made().plus(1), &changed, all()), made().plus(8000)).expect("newer");
    assert_eq!(only(&lists), Some((made().plus(1), made().plus(8000))));

    // After a restart the application says what it has seen.
    let mut fresh = StatusLists::default();
    fresh.require_issued(URI, made());
    fresh.require_issued(URI, made().plus(-5));
    assert!(fresh.add(day_list(made().plus(-1), &builder(), all()), made()).is_err());
    assert!(fresh.add(day_list(made(), &builder(), all()), made()).is_ok());
}

/// 352/5: who may say what became of a document.
#[test]
fn a_list_tells_of_its_own_documents_alone() {
    let now = made().plus(7200);
    let ask = |of_list: &[&Mandate], of_document: &Mandate, kind: &DocType| {
        let mut lists = StatusLists::default();
        for mandate in of_list {
            lists.add(day_list(made(), &builder(), (*mandate).clone()), made()).expect("taken");
        }
        lists.answer((URI, 5), kind, of_document, now)
    };
    let licences = || DocTypes::Only(vec![DocType::DRIVING_LICENCE]);
    let revoked = StatusAnswer::Fresh(Status::Invalid);
    let (one, other) = (mandate(Some(1), DocTypes::All), mandate(Some(2), DocTypes::All));
    let card = &DocType::IDENTITY_CARD;
    // An authority's list is about its own documents.
    assert_eq!(ask(&[&one], &one, card), revoked);
    assert_eq!(ask(&[&one], &other, card), StatusAnswer::NotEntitled);
    assert_eq!(ask(&[&one], &mandate(None, DocTypes::All), card), StatusAnswer::NotEntitled);
    // A signer that is trusted itself speaks of its kinds, whoever signed them.
    assert_eq!(ask(&[&mandate(None, DocTypes::All)], &one, card), revoked);
    assert_eq!(ask(&[&mandate(None, licences())], &one, card), StatusAnswer::NotEntitled);
    assert_eq!(ask(&[&mandate(None, licences())], &one, &DocType::DRIVING_LICENCE), revoked);
    // Another's list under the same URI takes nothing away.
    assert_eq!(ask(&[&one, &other], &one, card), revoked);
    assert_eq!(ask(&[&other, &one], &one, card), revoked);
}

/// The examples of the drafts, which others wrote: every entry of every list, and the signed token by its key.
#[test]
fn examples_of_the_drafts() {
    let Some(folder) = crate::vectors("status-list") else { return };
    let read = |file: &str| std::fs::read_to_string(folder.join(file)).expect(file);
    let hex = |text: &str| -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        let digits = core::str::from_utf8(&digits).expect("hexadecimal");
        (0..digits.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&digits[i..i + 2], 16).expect("hex"))
            .collect()
    };
    let (mut passed, mut total) = (0, 0);
    let mut judge = |name: &str, holds: bool| {
        total += 1;
        passed += usize::from(holds);
        assert!(holds, "{name}");
    };
    // §4.1 and appendix C: a list without its token, put into one of ours.
    let alone = |file: &str| {
        let text = read(file);
        let entries: Value =
            cbor::from_slice(&hex(text.split("encoded:").last().expect(file)), 1 << 20, "a test")
                .expect(file);
        let mut claims = claims();
        claims[3].1 = entries;
        open(&signed(claims)).expect(file)
    };
    let short = |file, bits, wanted: &[u8]| {
        let list = alone(file);
        let found: Vec<u8> =
            (0..list.len()).filter_map(|index| list.status(index).map(Status::code)).collect();
        list.bits() == bits && found == wanted
    };
    let one_bit = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1];
    judge("encoding", short("status_list_encoding_cbor.md", StatusBits::One, &one_bit));
    let two_bits = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3];
    judge("encoding2", short("status_list_encoding2_cbor.md", StatusBits::Two, &two_bits));
    // Appendix C: 2^20 entries, of which these are not zero; with 8 bits, each status once.
    let long = |file, bits, set: &[(u64, u8)]| {
        let list = alone(file);
        let count = (0..list.len()).filter(|index| list.status(*index) != Some(Status::Valid)).count();
        let all = set.iter().all(|(index, code)| list.status(*index).map(Status::code) == Some(*code));
        list.bits() == bits && list.len() == 1 << 20 && all && count == set.len()
    };
    let ones = ONE_BIT.map(|index| (index, 1));
    judge("encoding1 long", long("status_list_encoding1_long_cbor.md", StatusBits::One, &ones));
    judge("encoding2 long", long("status_list_encoding2_long_cbor.md", StatusBits::Two, &TWO_BITS));
    judge("encoding4", long("status_list_encoding4_cbor.md", StatusBits::Four, &FOUR_BITS));
    let list = alone("status_list_encoding8_cbor.md");
    let mut found: Vec<u8> = (0..list.len()).filter_map(|i| list.status(i).map(Status::code)).collect();
    found.retain(|code| *code != 0);
    found.sort_unstable();
    let each_once = found == (1..=u8::MAX).collect::<Vec<_>>();
    judge("encoding8", list.bits() == StatusBits::Eight && list.len() == 1 << 20 && each_once);

    // §5.2: the token, signed by the key in util.py.
    let jwk = read("util.py");
    let coordinate = |name: &str| {
        use base64::Engine as _;
        let rest = jwk.split(&format!("\"{name}\": \"")).nth(1).expect(name);
        let text = rest.split('"').next().expect(name);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).expect(name)
    };
    let point = [&[4], coordinate("x").as_slice(), &coordinate("y")].concat();
    let key = crate::cose::PublicKey::from_sec1(&point).expect("a point");
    let token = hex(&read("status_list_cwt.md"));
    let list = StatusList::open(&token, &key).expect("the draft's token");
    let times = [list.issued(), list.expires().expect("exp")].map(Timestamp::unix);
    let says = (list.uri(), list.ttl()) == ("https://example.com/statuslists/1", Some(43_200))
        && times == [1_686_920_170, 2_291_720_170]
        && (0..).zip(one_bit).all(|(index, bit)| list.status(index).map(Status::code) == Some(bit));
    judge("status list token", says);
    let mut changed = token;
    let last = changed.len() - 1;
    changed[last] ^= 1;
    judge("changed status list token", StatusList::open(&changed, &key).is_err());
    println!("vectors status_list {passed} {total}");
}

// Appendix C of the draft: the entries of its lists of 2^20 that are not zero.
const ONE_BIT: [u64; 11] =
    [0, 1993, 25460, 159_495, 495_669, 554_353, 645_645, 723_232, 854_545, 934_534, 1_000_345];
const TWO_BITS: [(u64, u8); 11] = [
    (0, 1),
    (1993, 2),
    (25460, 1),
    (159_495, 3),
    (495_669, 1),
    (554_353, 1),
    (645_645, 2),
    (723_232, 1),
    (854_545, 1),
    (934_534, 2),
    (1_000_345, 3),
];
const FOUR_BITS: [(u64, u8); 15] = [
    (0, 1),
    (1993, 2),
    (35460, 3),
    (459_495, 4),
    (595_669, 5),
    (754_353, 6),
    (845_645, 7),
    (923_232, 8),
    (924_445, 9),
    (934_534, 10),
    (1_000_345, 12),
    (1_004_534, 11),
    (1_030_203, 13),
    (1_030_204, 14),
    (1_030_205, 15),
];
