use super::*;

fn anew(desk: &mut Desk, subject: &Party, id: &GrantId, second: i64) -> Result<OpenedAccess, OpenError> {
    desk.registry.reissue(subject, id, at(second), &mut desk.random)
}

/// 352/3, 352/15: the subject's own act; the old carriers open nothing from then on, the expiry is not moved and no view is
/// won.
#[test]
fn made_anew_it_is_the_same_grant() {
    let mut desk = Desk::new();
    let old =
        desk.open(OpenRequest { views: Some(3), audience: Audience::Organisation(bank()), ..request() }, 0);
    let clerk = |n| Party::Employee { organisation: bank(), person: iin(n) };
    assert!(desk.token(&clerk(1), &old, 10).is_ok());
    let new = anew(&mut desk, &person(SUBJECT), old.id(), 20).expect("made anew");
    assert_eq!(new.validity(), Validity::new(at(20), at(180)).expect("a window"));
    assert_ne!((new.id(), new.token(), new.code()), (old.id(), old.token(), old.code()));
    assert_eq!(desk.token(&clerk(2), &old, 20), Err(Refused::NotOpen));
    assert_eq!(desk.code(&clerk(2), old.code(), 20), Err(Refused::NotOpen));
    assert_eq!(desk.token(&person(2), &new, 20), Err(Refused::NotOpen), "another audience");
    let views = [desk.token(&clerk(2), &new, 21), desk.code(&clerk(3), new.code(), 22)];
    assert_eq!(views.map(|answer| answer.map(|redeemed| redeemed.view())), [Ok(1), Ok(2)]);
    assert_eq!(desk.token(&clerk(4), &new, 23), Err(Refused::NotOpen), "three views in all");
    assert_eq!(
        desk.log.take(),
        [
            "opened",
            "view 1 by Qr",
            "reissued",
            "refused: Replaced",
            "refused: NoSuchCode",
            "refused: Audience",
            "view 1 by Qr",
            "view 2 by Digits",
            "refused: Used"
        ]
    );
}

/// A code that died of somebody's guesses lives again under other digits.
#[test]
fn a_dead_code_is_made_anew() {
    let mut desk = Desk::new();
    let old = desk.open(request(), 0);
    for viewer in 1..=5 {
        assert_eq!(desk.code(&person(viewer), &wrong(old.code(), 1), 1), Err(Refused::NotOpen));
    }
    assert_eq!(desk.code(&person(6), old.code(), 2), Err(Refused::NotOpen));
    let new = anew(&mut desk, &person(SUBJECT), old.id(), 3).expect("made anew");
    assert!(desk.code(&person(7), new.code(), 4).is_ok());
}

/// 352/16: nobody but the subject, and nothing that is over.
#[test]
fn only_what_is_live_and_ones_own() {
    let mut desk = Desk::new();
    let opened = desk.open(request(), 0);
    let employee = Party::Employee { organisation: bank(), person: iin(SUBJECT) };
    assert_eq!(anew(&mut desk, &employee, opened.id(), 1).expect_err("refused"), OpenError::NotThePerson);
    let refused = anew(&mut desk, &person(1), opened.id(), 1).expect_err("another's");
    assert_eq!((&refused, refused.to_string().as_str()), (&OpenError::NoSuchGrant, "no such grant is open"));
    assert!(desk.token(&person(1), &opened, 1).is_ok(), "untouched by that");
    assert_eq!(anew(&mut desk, &person(SUBJECT), opened.id(), 2).expect_err("used"), OpenError::NoSuchGrant);
    let closed = desk.open(request(), 2);
    assert_eq!(desk.registry.close(&person(SUBJECT), closed.id(), at(3)), Ok(true));
    assert_eq!(
        anew(&mut desk, &person(SUBJECT), closed.id(), 3).expect_err("closed"),
        OpenError::NoSuchGrant
    );
    let expired = desk.open(request(), 3);
    assert_eq!(
        anew(&mut desk, &person(SUBJECT), expired.id(), 183).expect_err("over"),
        OpenError::NoSuchGrant
    );
    let twice = desk.open(request(), 200);
    let first = anew(&mut desk, &person(SUBJECT), twice.id(), 201).expect("made anew");
    assert_eq!(
        anew(&mut desk, &person(SUBJECT), twice.id(), 202).expect_err("the old"),
        OpenError::NoSuchGrant
    );
    assert!(anew(&mut desk, &person(SUBJECT), first.id(), 203).is_ok());
}

/// Making anew is no way around the limit of openings, so none to win guesses at codes either.
#[test]
fn making_anew_counts_as_opening() {
    let mut desk = Desk::with(|settings| settings.openings = 3);
    let mut opened = desk.open(request(), 0);
    for _ in 0..2 {
        opened = anew(&mut desk, &person(SUBJECT), opened.id(), 1).expect("made anew");
    }
    let refused = anew(&mut desk, &person(SUBJECT), opened.id(), 1).expect_err("a fourth");
    assert_eq!(refused, OpenError::TooManyOpenings { after_seconds: 3_599 });
    assert!(desk.token(&person(1), &opened, 2).is_ok(), "the last one stands");
}
