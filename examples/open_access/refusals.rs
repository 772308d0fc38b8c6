//! What is refused, and by which clause.

use qujat::access::{Ground, Reason, Refusal, Requester};
use qujat::code::ShortCode;
use qujat::grant::{OpenRequest, OpenedAccess, Redeemed, Redemption, Refused};
use qujat::text::Language;
use qujat::time::Timestamp;
use qujat::verify::{self, CheckName, Expect};

use crate::Documents;
use crate::cast::{Cast, Issued, Shown};
use crate::common::{Failure, OsRandom};
use crate::told::Story;

/// Tries everything that must not work. `access` was used once, with `seen`.
pub fn tell(
    story: &mut Story,
    cast: &Cast,
    documents: &Documents,
    access: &OpenedAccess,
    seen: Redeemed,
    now: Timestamp,
) -> Result<(), Failure> {
    story.step("What is refused at the code");
    let viewer = documents.third_party.subject();
    let again = cast.registry.redeem_token(&viewer, access.token(), now)?;
    not_open(story, "the same code a second time", &again, &["352/15"]);

    let open = |at: Timestamp| {
        let request = OpenRequest::new(vec![documents.card.reference()]);
        cast.registry.open(&documents.card.subject(), request, at, &mut OsRandom)
    };
    let late = open(now)?;
    let at_expiry = late.validity().until();
    let expired = cast.registry.redeem_token(&viewer, late.token(), at_expiry)?;
    not_open(story, "a screenshot of the code, at the very second it ends", &expired, &["352/15"]);

    let own = open(now)?;
    let redeemed = cast.registry.redeem_token(&documents.card.subject(), own.token(), now)?;
    not_open(story, "her own code, scanned by herself", &redeemed, &["352/2.3", "352/2.6"]);

    guessing(story, cast, documents, &own, now)?;

    story.step("What is refused at the document");
    tampered(story, cast, &documents.card, now)?;
    let stranger = Requester::Authenticated(documents.stranger());
    refused(story, cast, "a stranger without a code", &stranger, Ground::None, &documents.card, now)?;
    refused(
        story,
        cast,
        "nobody in particular",
        &Requester::Unauthenticated,
        Ground::None,
        &documents.card,
        now,
    )?;
    let reused = Requester::Authenticated(documents.stranger());
    refused(
        story,
        cast,
        "a stranger with another's redeemed code",
        &reused,
        Ground::Grant(&seen),
        &documents.card,
        now,
    )?;

    // 352/14: the register still knows whose son he is; he is of age, so it opens nothing.
    let mother = documents.card.record.subject();
    let parenthood = cast.parenthood(&documents.adult.record, mother, now)?;
    let who = Requester::Authenticated(documents.card.subject());
    let ground = Ground::Representation(&parenthood);
    refused(story, cast, "a mother, her grown-up son's certificate", &who, ground, &documents.adult, now)
}

/// 352/15: wrong digits end the digits and leave the QR code alone.
fn guessing(
    story: &mut Story,
    cast: &Cast,
    documents: &Documents,
    access: &OpenedAccess,
    now: Timestamp,
) -> Result<(), Failure> {
    let subject = documents.card.record.subject();
    let guesser = documents.stranger();
    // Counted up from the true digits, so that every one of them is wrong.
    let true_digits: u32 = access.code().as_str().parse()?;
    let mut all_alike = true;
    for guess in 1..=5 {
        let digits = ShortCode::parse(&format!("{:06}", (true_digits + guess) % 1_000_000))?;
        let answer = cast.registry.redeem_code(&guesser, &subject, &digits, now)?;
        all_alike &= answer == Redemption::Refused(Refused::NotOpen);
    }
    story.fact(all_alike, "five wrong codes: five times the same answer", &["352/2.4", "352/16"]);

    let sixth = cast.registry.redeem_code(&guesser, &subject, access.code(), now)?;
    let later = matches!(sixth, Redemption::Refused(Refused::TryLater { .. }));
    story.fact(later, &format!("the guesser's sixth try, the right code: {}", said(&sixth)), &["352/16"]);

    let viewer = documents.third_party.subject();
    let right = cast.registry.redeem_code(&viewer, &subject, access.code(), now)?;
    not_open(story, "the right digits, once five wrong ones have ended them", &right, &["352/15"]);
    let by_qr = cast.registry.redeem_token(&viewer, access.token(), now)?;
    let lives = matches!(by_qr, Redemption::Granted(_));
    story.fact(lives, "the QR code of the same grant still opens", &["352/15"]);
    Ok(())
}

/// 352/2.10: one letter changed.
fn tampered(story: &mut Story, cast: &Cast, issued: &Issued, now: Timestamp) -> Result<(), Failure> {
    let mut forged = issued.document.as_bytes().to_vec();
    let name = issued.record.claims().text("family_name").map(str::to_owned).unwrap_or_default();
    let at = forged.windows(name.len().max(1)).position(|bytes| bytes == name.as_bytes());
    let letter = at.and_then(|at| forged.get_mut(at)).ok_or_else(|| Failure("no family name".into()))?;
    *letter = letter.wrapping_add(1);
    let report = verify::document(&forged, &cast.trust, &Expect::default(), now).verified().err();
    let reason = report.as_ref().and_then(|report| report.reason());
    let found = reason.is_some_and(|(check, _)| check == CheckName::Digests);
    let why = reason.map_or("nothing", |(_, why)| why).to_owned();
    story.fact(found, &format!("one letter of the surname changed: {why}"), &["352/2.10", "352/14"]);
    story.write("tampered.cbor", &forged)?;
    Ok(())
}

fn refused(
    story: &mut Story,
    cast: &Cast,
    who: &str,
    requester: &Requester,
    ground: Ground<'_>,
    issued: &Issued,
    now: Timestamp,
) -> Result<(), Failure> {
    let refusal: Option<Refusal> = match cast.ask(requester, ground, issued, now)? {
        Shown::Refused(refusal) => Some(refusal),
        Shown::Released(_) => None,
    };
    let text = refusal.map_or("was let in", |refusal| refusal.text(Language::English));
    let clauses = refusal.map_or(&[][..], |refusal| refusal.clauses());
    story.fact(refusal.is_some(), &format!("{who}: {text}"), clauses);
    if let Some(refusal) = refusal.filter(|refusal| refusal.reason() != Reason::NotAuthenticated) {
        story.note(&format!("kk: {}", refusal.text(Language::Kazakh)));
        story.note(&format!("ru: {}", refusal.text(Language::Russian)));
    }
    Ok(())
}

fn not_open(story: &mut Story, what: &str, answer: &Redemption, clauses: &[&str]) {
    let refused = *answer == Redemption::Refused(Refused::NotOpen);
    story.fact(refused, &format!("{what}: {}", said(answer)), clauses);
}

fn said(answer: &Redemption) -> String {
    match answer {
        Redemption::Refused(refused) => refused.to_string(),
        Redemption::Granted(_) => "was let in".to_owned(),
    }
}
