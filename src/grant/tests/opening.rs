use super::*;

/// 352/3, 352/15: one act makes one grant, both carriers and one expiry.
#[test]
fn one_act_makes_one_grant_with_two_carriers() {
    let mut desk = Desk::new();
    let mut two = request();
    two.documents.push(DocumentRef { doc_type: DocType::DRIVING_LICENCE, ..document("AB 1") }.into());
    two.documents.push(document("045123790").into());
    let opened = desk.open(two, 0);

    let link = GrantLink::parse(&opened.link().to_text()).expect("a link");
    assert_eq!((link.host(), link.path()), (&host("id.example.kz"), "/open"));
    let token = GrantToken::open(link.token(), &signer(1).public_key(), link.host()).expect("a token");
    assert_eq!(token.claims().id, *opened.id());
    assert_eq!(token.claims().validity, opened.validity());
    assert_eq!(opened.validity(), Validity::new(at(0), at(180)).expect("a window"));
    // Each kind once, and nothing that names a person or a document.
    assert_eq!(token.claims().doc_types, [DocType::IDENTITY_CARD, DocType::DRIVING_LICENCE]);
    for personal in [iin(SUBJECT).as_str(), "045123789", "045123790", "AB 1", opened.code().as_str()] {
        let found = opened.token().windows(personal.len()).any(|window| window == personal.as_bytes());
        assert!(!found, "{personal} stands in the token");
    }
    assert_eq!(opened.code().as_str().len(), 6);

    let live = desk.registry.live(&person(SUBJECT), at(0)).expect("memory");
    assert_eq!(live.len(), 1);
    assert_eq!((live[0].grant.id, live[0].used, live[0].code_alive), (*opened.id(), 0, true));
    assert_eq!(live[0].grant.documents.len(), 3);
    assert_eq!(desk.log.take(), ["opened"]);
}

/// 352/15, 352/16: what is opened, how much of it and what for reaches who views, and stands in no token.
#[test]
fn elements_and_purpose_reach_the_viewer() {
    let mut desk = Desk::new();
    let name = |identifier: &str| ElementName { namespace: "n".into(), identifier: identifier.into() };
    let some =
        OpenElements::Only(ElementNames::new(vec![name("portrait"), name("age_over_18")]).expect("names"));
    let narrow = OpenDocument { document: document("045123789"), elements: some.clone() };
    let asked = OpenRequest {
        documents: vec![narrow.clone(), document("2").into()],
        purpose: Some(GrantPurpose::Age),
        views: Some(2),
        ..request()
    };
    let opened = desk.open(asked, 0);
    for secret in ["portrait", "age"] {
        assert!(!opened.token().windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
    let live = desk.registry.live(&person(SUBJECT), at(0)).expect("memory");
    assert_eq!((live[0].grant.purpose, &live[0].grant.documents[0]), (Some(GrantPurpose::Age), &narrow));
    // Made anew it is no wider.
    let opened =
        desk.registry.reissue(&person(SUBJECT), opened.id(), at(1), &mut desk.random).expect("made anew");
    let redeemed = desk.token(&person(1), &opened, 2).expect("a view");
    assert_eq!((redeemed.purpose(), &redeemed.documents()[0]), (Some(GrantPurpose::Age), &narrow.document));
    let open = |number: &str| redeemed.open_elements(&DocType::IDENTITY_CARD, &document(number).number);
    assert_eq!(open("045123789"), Some(&some));
    assert_eq!(open("2"), Some(&OpenElements::All));
    assert_eq!(open("3"), None);
    assert_eq!(redeemed.open_elements(&DocType::DRIVING_LICENCE, &document("2").number), None);
}

/// 352/15: a symbol a phone reads.
#[test]
fn the_link_of_one_document_fits_a_small_symbol() {
    let opened = Desk::new().open(request(), 0);
    let length = opened.link().to_text().len();
    // Version 12-M holds 287 bytes, 15-M 412 (ISO/IEC 18004 table 7).
    assert!(length <= 412, "{length}");
}

#[test]
fn a_restricted_audience_names_no_person() {
    let mut desk = Desk::new();
    let opened = desk.open(OpenRequest { audience: Audience::Person(iin(1)), ..request() }, 0);
    let token =
        GrantToken::open(opened.token(), &signer(1).public_key(), &host("id.example.kz")).expect("a token");
    assert_eq!(token.claims().audience, AudienceKind::OnePerson);
    assert!(!opened.token().windows(12).any(|window| window == iin(1).as_str().as_bytes()));
    let opened = desk.open(OpenRequest { audience: Audience::Organisation(bank()), ..request() }, 0);
    let token =
        GrantToken::open(opened.token(), &signer(1).public_key(), &host("id.example.kz")).expect("a token");
    assert_eq!(token.claims().audience, AudienceKind::Organisation(bank()));
}

/// 352/3, 352/16: nobody opens access to another's documents.
#[test]
fn only_the_subject_in_person_opens() {
    let desk = Desk::new();
    for party in [Party::System(bank()), Party::Employee { organisation: bank(), person: iin(SUBJECT) }] {
        let refused =
            desk.registry.open(&party, request(), at(0), &mut Counting::default()).expect_err("refused");
        assert_eq!(refused.to_string(), "access is opened by a person for their own documents");
        assert_eq!(desk.registry.live(&party, at(0)), Ok(vec![]));
    }
    assert_eq!(desk.store.take_steps(), Vec::<&str>::new());
}

#[test]
fn a_request_is_refused_for_what_is_wrong_with_it() {
    let desk = Desk::new();
    let refusal = |request: OpenRequest| {
        let opened = desk.registry.open(&person(SUBJECT), request, at(0), &mut Counting::default());
        opened.expect_err("refused").to_string()
    };
    assert_eq!(refusal(OpenRequest::new(vec![])), "no document to open");
    let many = (0..33).map(|n| document(&n.to_string())).collect();
    assert_eq!(refusal(OpenRequest::new(many)), "33 documents in one grant, at most 32 allowed");
    let twice = vec![document("1"), document("2"), document("1")];
    assert_eq!(refusal(OpenRequest::new(twice)), "document 3 of the request stands in it before");
    // Once in part and once whole is twice.
    let name = |n: usize| ElementName { namespace: "n".into(), identifier: n.to_string() };
    let names = |count| OpenElements::Only(ElementNames::new((0..count).map(name).collect()).expect("names"));
    let part = |number, count| OpenDocument { document: document(number), elements: names(count) };
    let asked = |documents| OpenRequest { documents, ..request() };
    let twice = vec![part("1", 1), document("1").into()];
    assert_eq!(refusal(asked(twice)), "document 2 of the request stands in it before");
    let many = vec![part("1", 64), part("2", 65)];
    assert_eq!(refusal(asked(many)), "129 elements in one grant, at most 128 allowed");
    let oneself = OpenRequest { audience: Audience::Person(iin(SUBJECT)), ..request() };
    assert_eq!(refusal(oneself), "the audience is the subject");
    for seconds in [0, 59, 601, u32::MAX] {
        let text = format!("a life of {seconds} s was asked for, 60 to 600 allowed");
        assert_eq!(refusal(OpenRequest { lifetime_seconds: Some(seconds), ..request() }), text);
    }
    for views in [0, 6, 255] {
        let text = format!("{views} views were asked for, 1 to 5 allowed");
        assert_eq!(refusal(OpenRequest { views: Some(views), ..request() }), text);
    }
    let kind = |n: usize| {
        DocType::parse(&format!("kz.gov.egov.certificate_of_a_long_name_{n:02}.1")).expect("a kind")
    };
    let long = (0..32).map(|n| DocumentRef { doc_type: kind(n), ..document("1") }).collect();
    let refused = refusal(OpenRequest::new(long));
    assert!(
        refused.starts_with("link has ") && refused.ends_with(" bytes, at most 1003 allowed"),
        "{refused}"
    );
    let mut broken = |_: &mut [u8]| Err(RandomError);
    let refused = desk.registry.open(&person(SUBJECT), request(), at(0), &mut broken).expect_err("refused");
    assert_eq!(refused.to_string(), "the source of random bytes failed");
    let end = Timestamp::from_unix(253_402_214_399).expect("the last second");
    let refused = desk.registry.open(&person(SUBJECT), request(), end, &mut Counting::default());
    assert_eq!(refused.expect_err("no time left").to_string(), "the validity window ends before it starts");
    // Nothing of all this was kept.
    assert_eq!(desk.store.take_steps(), Vec::<&str>::new());
}

#[test]
fn the_bounds_of_a_request_are_in_it() {
    let mut desk = Desk::new();
    for (seconds, views) in [(60, 1), (600, 5)] {
        let asked = OpenRequest { lifetime_seconds: Some(seconds), views: Some(views), ..request() };
        let opened = desk.open(asked, 0);
        assert_eq!(opened.validity().until(), at(i64::from(seconds)));
    }
}

#[test]
fn only_so_many_are_open_at_a_time() {
    let mut desk = Desk::new();
    let first = desk.open(request(), 0);
    (1..5).for_each(|_| drop(desk.open(request(), 0)));
    let refused =
        desk.registry.open(&person(SUBJECT), request(), at(0), &mut desk.random).expect_err("a sixth");
    assert_eq!(refused.to_string(), "5 grants are open already, close one first");
    assert_eq!(desk.registry.close(&person(SUBJECT), first.id(), at(0)), Ok(true));
    desk.open(request(), 0);
}

/// Gives ids that differ and these codes.
fn scripted(codes: &'static [u32]) -> impl RandomSource {
    let (mut codes, mut ids) = (codes.iter(), 0);
    move |out: &mut [u8]| {
        if out.len() == 16 {
            ids += 1;
            out.fill(ids);
        } else {
            out.copy_from_slice(&codes.next().ok_or(RandomError)?.to_le_bytes());
        }
        Ok(())
    }
}

/// 352/2.4: among one subject's live grants a code is unique; a taken one is drawn again.
#[test]
fn a_taken_code_is_drawn_again() {
    let desk = Desk::new();
    let mut random = scripted(&[42, 42, 42, 43, 42]);
    let mut open = |n| {
        let opened = desk.registry.open(&person(n), request(), at(0), &mut random).expect("opened");
        opened.code().as_str().to_owned()
    };
    assert_eq!(open(0), "000042");
    assert_eq!(open(0), "000043");
    // Another person's grant may bear the same digits: they are looked up with the IIN.
    assert_eq!(open(1), "000042");
}

#[test]
fn a_source_that_repeats_itself_is_reported() {
    let desk = Desk::new();
    let mut stuck = scripted(&[7; 20]);
    desk.registry.open(&person(SUBJECT), request(), at(0), &mut stuck).expect("the first");
    let refused =
        desk.registry.open(&person(SUBJECT), request(), at(0), &mut stuck).expect_err("no other code");
    assert_eq!(refused.to_string(), "the source of random bytes repeats itself");
    let refused =
        desk.registry.open(&person(1), request(), at(0), &mut scripted(&[1])).expect_err("the same id");
    assert_eq!(refused, OpenError::Repeating);
}

#[test]
fn nothing_personal_is_printed() {
    let mut desk = Desk::new();
    let opened = desk.open(OpenRequest { views: Some(2), ..request() }, 0);
    let viewer = person(1);
    let redeemed = desk.token(&viewer, &opened, 0).expect("a view");
    let live = desk.registry.live(&person(SUBJECT), at(0)).expect("memory");
    let event = Event::Redeemed {
        at: at(0),
        grant: opened.id(),
        viewer: &viewer,
        door: Door::Qr,
        view: 1,
        again: false,
    };
    let printed =
        format!("{opened:?} {redeemed:?} {live:?} {event:?} {:?} {:?}", opened.link(), opened.code());
    for secret in [iin(SUBJECT).as_str(), iin(1).as_str(), "045123789", opened.code().as_str()] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
    assert!(printed.contains("OpenedAccess(…, until "));
}
