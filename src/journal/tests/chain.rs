//! Marks, chains and checkpoints.

use super::*;

/// 352/18: every bit of every mark is watched.
#[test]
fn a_change_anywhere_is_found() {
    let marks = four_views();
    let owner = cabinet(child());
    let stored = marks.stored(&owner);
    assert_eq!(verify_chain(&owner, &stored, None).expect("whole").1.len(), 4);
    for (mark, byte) in stored.iter().enumerate().flat_map(|(m, b)| (0..b.len()).map(move |i| (m, i))) {
        for bit in 0..8 {
            let mut altered = stored.clone();
            altered[mark][byte] ^= 1 << bit;
            let found = verify_chain(&owner, &altered, None).expect_err("found");
            assert!(
                matches!(found, ChainError::Mark { number, .. } if number == mark as u64 + 1),
                "mark {mark}, byte {byte}, bit {bit}: {found}"
            );
        }
    }
}

/// 352/18: a mark removed, moved, put in or written anew; one of somebody else's.
#[test]
fn a_chain_of_other_marks_is_found() {
    let marks = four_views();
    let owner = cabinet(child());
    let stored = marks.stored(&owner);
    let refusal = |marks: &[Vec<u8>]| verify_chain(&owner, marks, None).expect_err("found").to_string();
    let [a, b, c, d] = <[Vec<u8>; 4]>::try_from(stored).expect("four");
    let list = |marks: [&Vec<u8>; 3]| marks.map(Clone::clone);
    assert_eq!(refusal(&list([&a, &c, &d])), "mark 3 stands where mark 2 belongs", "removed");
    assert_eq!(refusal(&list([&b, &c, &d])), "mark 2 stands where mark 1 belongs", "the first removed");
    assert_eq!(refusal(&list([&b, &a, &c])), "mark 2 stands where mark 1 belongs", "moved");
    assert_eq!(refusal(&list([&a, &a, &b])), "mark 1 stands where mark 2 belongs", "put in");

    // Written anew with a true hash of its own and the right number: what follows no longer follows.
    let first = Mark::from_bytes(&a).expect("a mark");
    let mut view = Mark::from_bytes(&b).expect("a mark").view().clone();
    view.viewer = Party::System(bin());
    let head = Head { count: 1, hash: *first.hash() };
    let forged = Mark::after(head, Side::Subject, &view).expect("made").to_bytes();
    assert_eq!(refusal(&list([&a, &forged, &c])), "mark 3 does not follow from the one before it");
    // As the last one nothing follows it: that is what checkpoints are for.
    assert!(verify_chain(&owner, [&a, &forged], None).is_ok());

    let theirs = marks.stored(&cabinet(stranger()));
    assert_eq!(refusal(&theirs), "mark 1 does not follow from the one before it", "another cabinet's chain");
    let head = Head::empty(&owner);
    let foreign = Mark::after(head, Side::Viewer, &view).expect("made").to_bytes();
    assert_eq!(refusal(&[foreign]), "mark 1 belongs in another cabinet");
}

/// 352/18: what a chain alone cannot show, a signed checkpoint does.
#[test]
fn a_checkpoint_finds_what_is_gone() {
    let marks = four_views();
    let owner = cabinet(child());
    let stored = marks.stored(&owner);
    let (chain, _) = verify_chain(&owner, &stored[..3], None).expect("whole");
    let three = checkpoint(&chain, now());
    let check = |marks: &[Vec<u8>]| {
        verify_chain(&owner, marks, Some(&three)).map(|(_, marks)| marks.len()).map_err(|e| e.to_string())
    };
    assert_eq!((check(&stored[..3]), check(&stored)), (Ok(3), Ok(4)));
    assert_eq!(check(&stored[..2]), Err("the chain has 2 marks, the checkpoint counted 3".into()));
    assert_eq!(check(&[]), Err("the chain has 0 marks, the checkpoint counted 3".into()));

    // The last mark, then the whole journal, written anew with true hashes.
    let rewrite = |from: usize| {
        let (mut chain, _) = verify_chain(&owner, &stored[..from], None).expect("whole");
        let mut marks = stored[..from].to_vec();
        for bytes in &stored[from..] {
            let mut view = Mark::from_bytes(bytes).expect("a mark").view().clone();
            view.at = view.at.plus(1);
            view.local = view.at.to_local();
            marks.push(Mark::after(chain.head(), Side::Subject, &view).expect("made").to_bytes());
            chain.push(&marks[marks.len() - 1]).expect("follows");
        }
        marks
    };
    let anew = Err("the first 3 marks are not those the checkpoint was made over".into());
    assert_eq!((check(&rewrite(2)), check(&rewrite(0))), (anew.clone(), anew));
    assert_eq!(check(&rewrite(3)), Ok(4), "what came after it is not its to judge");

    let mut resumed = Chain::resume(&owner, &three).expect("this cabinet");
    assert_eq!(resumed.push(&stored[3]).expect("follows").number(), 4);
    assert_eq!(resumed.head(), verify_chain(&owner, &stored, None).expect("whole").0.head());
    assert_eq!(Chain::resume(&cabinet(mother()), &three).expect_err("another's"), ChainError::OtherCabinet);
    let theirs = marks.stored(&cabinet(mother()));
    assert_eq!(
        verify_chain(&cabinet(mother()), theirs, Some(&three)).expect_err("another's").to_string(),
        "the checkpoint is of another cabinet"
    );

    let none = checkpoint(&Chain::new(&owner), now());
    assert_eq!(none.head(), Head::empty(&owner));
    assert!(verify_chain(&owner, &stored, Some(&none)).is_ok());
    assert!(verify_chain(&owner, Vec::<Vec<u8>>::new(), Some(&none)).is_ok());
}

/// A journal only grows from one checkpoint to the next.
#[test]
fn checkpoints_follow_each_other() {
    let marks = four_views();
    let owner = cabinet(child());
    let stored = marks.stored(&owner);
    let upto = |count: usize, seconds| {
        let (chain, _) = verify_chain(&owner, &stored[..count], None).expect("whole");
        checkpoint(&chain, now().plus(seconds))
    };
    assert_eq!(upto(4, 9).only_grew_since(&upto(2, 0)), Ok(()));
    assert_eq!(upto(2, 9).only_grew_since(&upto(2, 0)), Ok(()));
    assert_eq!(
        upto(1, 9).only_grew_since(&upto(2, 0)).expect_err("shorter").to_string(),
        "the journal did not only grow: 2 marks before, 1 after"
    );
    assert_eq!(upto(4, 0).only_grew_since(&upto(2, 9)), Err(CheckpointError::Older));
    let other = checkpoint(&Chain::new(&cabinet(mother())), now());
    assert_eq!(other.only_grew_since(&upto(2, 0)), Err(CheckpointError::OtherCabinet));
    let mut view = Mark::from_bytes(&stored[0]).expect("a mark").view().clone();
    view.door = Door::Default;
    let mut chain = Chain::new(&owner);
    chain.push(&Mark::after(chain.head(), Side::Subject, &view).expect("made").to_bytes()).expect("follows");
    let forked = checkpoint(&chain, now().plus(9));
    assert_eq!(forked.only_grew_since(&upto(1, 0)), Err(CheckpointError::NotGrown { earlier: 1, later: 1 }));
    assert_eq!(upto(1, 0).at(), now());
}

/// A checkpoint opens for its purpose, with its key, whole.
#[test]
fn a_checkpoint_is_signed() {
    let chain = Chain::new(&cabinet(child()));
    let key = service().public_key();
    let signed = Checkpoint::sign(&chain, now(), &service()).expect("signed");
    let refusal = |bytes: &[u8]| Checkpoint::open(bytes, &key).expect_err("refused").to_string();
    let stranger = SoftwareSigner::from_secret(Algorithm::Es256, &[6; 32]).expect("a secret").public_key();
    assert_eq!(
        Checkpoint::open(&signed, &stranger).expect_err("another key").to_string(),
        "checkpoint: the signature is not true"
    );
    let sign = |purpose, values: &[(u64, Value)]| {
        let map = values.iter().map(|(key, value)| (Value::from(*key), value.clone())).collect();
        let payload = cbor::encode(&Value::Map(map)).expect("encoded");
        Unsigned { purpose, payload: &payload }.sign(&service()).expect("signed")
    };
    let name = Value::Bytes(chain.cabinet().to_vec());
    let whole = [(1, 1.into()), (2, name.clone()), (3, 0.into()), (4, name), (5, 0.into())];
    assert!(Checkpoint::open(&sign(Purpose::ViewMarkCheckpoint, &whole), &key).is_ok());
    assert_eq!(
        refusal(&sign(Purpose::Representation, &whole)),
        "checkpoint: signed as representation record, view-mark checkpoint wanted"
    );
    let names = ["the version", "the cabinet", "the count", "the hash", "the instant"];
    for (missing, name) in names.into_iter().enumerate() {
        let mut part = whole.to_vec();
        part.remove(missing);
        let signed = sign(Purpose::ViewMarkCheckpoint, &part);
        assert_eq!(refusal(&signed), format!("checkpoint: {name} is missing or malformed"));
    }
    let more = [whole.as_slice(), &[(6, 0.into())]].concat();
    assert_eq!(
        refusal(&sign(Purpose::ViewMarkCheckpoint, &more)),
        "checkpoint: an unknown member is missing or malformed"
    );
    assert_eq!(refusal(&vec![0; 4097]), "checkpoint: cbor has 4097 bytes, at most 4096 allowed");
}

/// Bytes that are no mark, though their hash is true.
#[test]
fn malformed_marks_are_refused() {
    let stored = four_views().stored(&cabinet(child())).remove(0);
    let mark = Mark::from_bytes(&stored).expect("a mark");
    let body = {
        let mut decoder = cbor::Decoder::new(&stored);
        let mut members = decoder.array().expect("an array");
        decoder.more(&mut members).expect("a member");
        let body = decoder.bytes().expect("bytes").into_owned();
        cbor::from_slice::<Value>(&body, 1024, "body").expect("a map").into_map().expect("a map")
    };
    let refusal = |body: Vec<(Value, Value)>| {
        let body = cbor::encode(&Value::Map(body)).expect("encoded");
        let hash: [u8; 32] = sha2::Digest::finalize(sha2::Digest::chain_update(
            <sha2::Sha256 as sha2::Digest>::new_with_prefix(b"qujat/view-mark/1\0"),
            &body,
        ))
        .into();
        let bytes = cbor::encode(&Value::Array(vec![Value::Bytes(body), Value::Bytes(hash.to_vec())]));
        Mark::from_bytes(&bytes.expect("encoded")).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(refusal(body.clone()), Ok(()));
    let names = ["the version", "the number", "the previous hash", "the side", "the view"];
    for (index, name) in names.into_iter().enumerate() {
        let mut part = body.clone();
        part.remove(index);
        assert_eq!(refusal(part), Err(format!("view mark: {name} is missing or malformed")));
    }
    let view = body[4].1.clone().into_map().expect("a map");
    let with_view = |view: Vec<(Value, Value)>| {
        let mut whole = body.clone();
        whole[4].1 = Value::Map(view);
        refusal(whole)
    };
    let names = [
        "the pair",
        "the ground",
        "the docType",
        "the digest",
        "the viewer",
        "the subject",
        "the door",
        "the instant",
        "the local time",
        "the edition",
        "the outcome",
    ];
    for (index, name) in names.into_iter().enumerate() {
        let mut part = view.clone();
        part.remove(index);
        assert_eq!(with_view(part), Err(format!("view mark: {name} is missing or malformed")));
    }
    let array = |values: &[Value]| Value::Array(values.to_vec());
    let cases: [(usize, Value, &str); 14] = [
        (0, Value::Bytes(vec![0; 15]), "the pair"),
        (1, array(&[]), "the ground"),
        (1, array(&[3.into()]), "the ground"),
        (1, array(&[2.into()]), "the ground"),
        (4, array(&[]), "the viewer"),
        (4, array(&[1.into(), "x".into()]), "the viewer"),
        (4, array(&[4.into(), child().as_str().into()]), "the viewer"),
        (5, "x".into(), "the subject"),
        (6, 6.into(), "the door"),
        // What only the second version can say, in the first.
        (6, 4.into(), "the version"),
        (1, array(&[3.into(), Value::Bytes(vec![4; 32])]), "the version"),
        (1, array(&[4.into(), Value::Bytes(vec![4; 32])]), "the ground"),
        (8, "2026-11-22T09:30:01+05:00".into(), "the local time"),
        (10, 2.into(), "the outcome"),
    ];
    for (index, value, name) in cases {
        let mut changed = view.clone();
        changed[index].1 = value;
        assert_eq!(with_view(changed), Err(format!("view mark: {name} is missing or malformed")));
    }
    let aim = |code: &str, name: &str| array(&[code.into(), name.into(), name.into(), name.into()]);
    for (value, name) in
        [(aim("loan", "a"), "the version"), (aim("L", "a"), "the aim"), (aim("loan", ""), "the aim")]
    {
        let mut more = view.clone();
        more.push((12.into(), value));
        assert_eq!(with_view(more), Err(format!("view mark: {name} is missing or malformed")));
    }
    let mut more = view;
    more.push((13.into(), 1.into()));
    assert_eq!(with_view(more), Err("view mark: an unknown member is missing or malformed".into()));
    assert_eq!(
        Mark::from_bytes(&[0; 1537]).expect_err("too large").to_string(),
        "view mark: cbor has 1537 bytes, at most 1536 allowed"
    );
    // The same mark under a longer header: the hash is true, the bytes are not those that were written.
    let long = [&[0x98, 0x02], &stored[1..]].concat();
    assert_eq!(Mark::from_bytes(&long), Err(MarkError::Altered));
    assert_eq!(format!("{mark:?}"), format!("Mark(1, Subject, {})", mark.view().pair));
}

/// Bytes once written are read for ever.
#[test]
fn the_form_of_a_mark_is_pinned() {
    let view = View {
        pair: PairId([1; 16]),
        ground: ViewGround::Grant([2; 32]),
        doc_type: DocType::IDENTITY_CARD,
        document_digest: [3; 32],
        viewer: Party::Person(stranger()),
        subject: child(),
        door: Door::Qr,
        at: at("2024-02-29T18:30:00Z"),
        local: at("2024-02-29T18:30:00Z").to_local(),
        edition: "352/2022".into(),
        outcome: ViewOutcome::Released,
        aim: None,
    };
    let mark = Mark::after(Head::empty(&cabinet(child())), Side::Subject, &view).expect("made");
    let hex = mark.to_bytes().iter().fold(String::new(), |out, byte| format!("{out}{byte:02x}"));
    // Made by this code; both hashes in it were worked out anew by another program.
    assert_eq!(
        hex,
        concat!(
            "8258f2a50101020103582094606464f027f2bc804fcc990f24b00c26ec4e348cc2a000257b47b5132930c3040105ab01",
            "500101010101010101010101010101010102820258200202020202020202020202020202020202020202020202020202",
            "02020202020203781b6b7a2e676f762e65676f762e6964656e746974795f636172642e31045820030303030303030303",
            "03030303030303030303030303030303030303030303030582016c313630373330353030303333066c31363037333035",
            "30303031330701081a65e0cd28097819323032342d30322d32395432333a33303a30302b30353a30300a683335322f32",
            "3032320b015820aeb0074e1083e1a91206140afa3726ea3933001dd292437830f8eb38b8a3f43e",
        )
    );
    assert_eq!(view.local, "2024-02-29T23:30:00+05:00");
}
