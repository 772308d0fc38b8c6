//! What must not be, and is not.

use std::sync::atomic::{AtomicUsize, Ordering};

use qujat::access::{Channel, Ground, Requester};
use qujat::code::ShortCode;
use qujat::cose::Algorithm;
use qujat::document::Issuance;
use qujat::grant::{GrantLink, Host, OpenRequest, OpenedAccess, Redeemed, Redemption};
use qujat::id::{Party, Recipient};
use qujat::journal::{Head, MarkPair, Marks, StoreError};
use qujat::random::RandomSource;
use qujat::text::{Language, LocalText};
use qujat::time::Timestamp;
use qujat::verify::{self, Outcome, Report};

use crate::common::Failure;
use crate::service::{Ask, Denied, Phone, Service};
use crate::signing::forms;
use crate::tell::{Refusal, Tell};
use crate::viewing::{open_representation, representation};
use crate::world::{DAY, World, make_signer};

/// Every refusal, each for its own reason.
pub fn all(
    tell: &mut Tell,
    world: &World,
    service: &Service,
    now: Timestamp,
    random: &mut dyn RandomSource,
) -> Result<Timestamp, Failure> {
    tell.step("What is refused, and what the person then reads", &["352/16"]);
    let phone = Phone::new(world, &forms(world)?)?;
    let mut scene = Scene { tell, world, service, phone, random, now: now.plus(600) };
    scene.expired()?;
    scene.second_use()?;
    scene.at_once()?;
    scene.wrong_digits()?;
    scene.own_grant()?;
    scene.outside_the_grant()?;
    scene.without_a_mark()?;
    scene.another_service()?;
    scene.altered()?;
    scene.issuer_of_another_kind()?;
    scene.without_consent()?;
    scene.adult_child()?;
    Ok(scene.now)
}

struct Scene<'a> {
    tell: &'a mut Tell,
    world: &'a World,
    service: &'a Service,
    phone: Phone,
    random: &'a mut dyn RandomSource,
    now: Timestamp,
}

impl Scene<'_> {
    /// 352/15: access is temporary. At its very end it is over.
    fn expired(&mut self) -> Result<(), Failure> {
        let opened = self.open()?;
        self.now = opened.validity().until();
        let answer = self.scan(&opened)?;
        let seconds = opened.validity().until().unix() - opened.validity().from().unix();
        let attempt = format!("the QR code, {seconds} s after it was opened");
        self.refused_by_grant("expired", attempt, &answer, "expired", &["352/15"]);
        Ok(())
    }

    /// One view is one view.
    fn second_use(&mut self) -> Result<(), Failure> {
        let opened = self.open()?;
        self.view(&opened, "an identity card, opened for one view, is seen")?;
        self.now = self.now.plus(3);
        let answer = self.scan(&opened)?;
        self.refused_by_grant(
            "second_use",
            "its QR code, a second time".into(),
            &answer,
            "used",
            &["352/15", "352/16"],
        );
        Ok(())
    }

    /// Exactly once, however many ask at once.
    fn at_once(&mut self) -> Result<(), Failure> {
        let opened = self.open()?;
        let (registry, viewer, now) = (&self.service.registry, self.world.stranger.party(), self.now);
        let (granted, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..PHONES {
                scope.spawn(|| match registry.redeem_token(&viewer, opened.token(), None, now) {
                    Ok(Redemption::Granted(_)) => granted.fetch_add(1, Ordering::Relaxed),
                    _ => refused.fetch_add(1, Ordering::Relaxed),
                });
            }
        });
        self.service.log.take();
        let granted = granted.into_inner();
        self.tell.check(
            (granted, refused.into_inner()) == (1, PHONES - 1),
            format!("{PHONES} phones with one QR code at the same moment: {granted} is let in"),
        );
        Ok(())
    }

    /// 352/2.4: five wrong guesses, whoever made them, and a grant's digits are dead. Its QR code lives on, or a guesser
    /// could close a door the subject is holding open.
    fn wrong_digits(&mut self) -> Result<(), Failure> {
        let (world, registry) = (self.world, &self.service.registry);
        let opened = self.open()?;
        let (mother, guesser) = (&world.mother.iin, world.son.party());
        let tries = registry.policy().settings().code_failures;
        let mut last = None;
        for guess in 1..=tries {
            // From the third wrong code on a viewer waits, longer each time.
            self.now = self.now.plus(match guess {
                1..=3 => 2,
                4 => 30,
                _ => 60,
            });
            let code = other_code(opened.code(), guess)?;
            last = Some(registry.redeem_code(&guesser, mother, &code, None, self.now)?);
        }
        let log = self.service.log.take();
        if let Some(answer) = &last {
            let all = log.iter().filter(|event| *event == "no_such_code").count() == tries as usize;
            let why = if all { "no_such_code" } else { "other" };
            let attempt = format!("{tries} wrong guesses at six digits, one after another");
            self.refused_as("wrong_digits", attempt, answer, why, "no_such_code", &["352/2.4", "352/16"]);
        }
        self.tell.check(
            log.iter().any(|event| event == "code_died"),
            "with the fifth the digits are dead; the service warns their owner",
        );
        let answer =
            registry.redeem_code(&guesser, mother, &other_code(opened.code(), 6)?, None, self.now)?;
        let attempt = "the guesser's sixth try".to_owned();
        self.refused_by_grant("too_many_tries", attempt, &answer, "too_many_tries", &["352/16"]);
        let answer = registry.redeem_code(&world.stranger.party(), mother, opened.code(), None, self.now)?;
        let attempt = "the right digits, after that".to_owned();
        self.refused_by_grant("dead_digits", attempt, &answer, "code_dead", &["352/2.4", "352/16"]);
        self.view(&opened, "the QR code of the same grant still opens: the card is seen")?;
        Ok(())
    }

    /// 352/2.3, 352/2.6: a subject is no third party.
    fn own_grant(&mut self) -> Result<(), Failure> {
        let opened = self.open()?;
        let owner = self.world.mother.party();
        let answer = self.service.registry.redeem_token(&owner, opened.token(), None, self.now)?;
        let attempt = "the subject scans her own QR code".to_owned();
        self.refused_by_grant("own_grant", attempt, &answer, "own_subject", &["352/2.3", "352/2.6"]);
        Ok(())
    }

    /// 352/15, 352/16: consent is for the documents chosen.
    fn outside_the_grant(&mut self) -> Result<(), Failure> {
        let opened = self.open()?;
        let redeemed = self.scan(&opened)?.granted()?;
        let ask = self.ask(self.world.stranger.party(), Ground::Grant(&redeemed));
        let answer = self.service.release(self.service.held("driving_licence")?, &ask, self.random);
        let attempt = "with the identity card opened, the licence too".to_owned();
        self.refused("outside_grant", attempt, answer.err().as_ref(), "outside_grant", &[]);
        Ok(())
    }

    /// 352/18: no mark, no view.
    fn without_a_mark(&mut self) -> Result<(), Failure> {
        let opened = self.open()?;
        let redeemed: Redeemed = self.scan(&opened)?.granted()?;
        let ask = self.ask(self.world.stranger.party(), Ground::Grant(&redeemed));
        let held = self.service.held("identity_card")?;
        let answer = self.service.release_into(held, &ask, &Down, self.random);
        let attempt = "a view while the journal cannot be written".to_owned();
        self.refused("journal_down", attempt, answer.err().as_ref(), "store", &["352/18"]);
        Ok(())
    }

    /// A QR code somebody else stuck over the true one: signed, but by nobody trusted.
    fn another_service(&mut self) -> Result<(), Failure> {
        let host = Host::parse("id-example.kz")?;
        let signer = make_signer(Algorithm::EdDsa, self.random)?;
        let payload = self.open()?.token().to_vec();
        // Their own service with their own key, for the same kinds and the same time.
        let theirs = crate::service::forged(&payload, &host, &signer)?;
        let link = GrantLink::new(&host, "/open", &theirs)?;
        let link = GrantLink::parse(&link.to_text())?;
        let report = verify::grant(&link, &self.phone.trust, self.now).into_token().err();
        let attempt = format!("a QR code that leads to {}", link.host().as_str());
        self.refused_report("another_service", attempt, report, "issuer_trusted", &["352/10", "352/17"]);
        Ok(())
    }

    /// 352/2.10: one letter of a name, changed on the way.
    fn altered(&mut self) -> Result<(), Failure> {
        let mut bytes = self.service.held("identity_card")?.document.as_bytes().to_vec();
        let (from, to) = (b"Ulgibayeva", b"Ulgibaieva");
        let at = bytes.windows(from.len()).position(|window| window == from);
        let place = at.and_then(|at| bytes.get_mut(at..at + from.len()));
        place.ok_or(Failure("the surname is not in the document".into()))?.copy_from_slice(to);
        self.tell.folder.write("documents/altered.cbor", &bytes)?;
        let report = self.phone.check(&bytes, self.now).verified().err();
        let attempt = "a document with one letter of a name changed".to_owned();
        self.refused_report("altered", attempt, report, "digests", &["352/2.10", "352/14", "352/19"]);
        Ok(())
    }

    /// 352/5: whoever may sign one kind may not sign another.
    fn issuer_of_another_kind(&mut self) -> Result<(), Failure> {
        let record = self.world.record("identity_card")?;
        let signer = &self.world.school.signer;
        let signed_at = self.now.plus(-DAY);
        let document = record.issue(Issuance {
            signer,
            random: self.random,
            signed_at,
            device_key: None,
            status: None,
        })?;
        self.tell.folder.write("documents/identity_card_by_a_school.cbor", document.as_bytes())?;
        let report = self.phone.check(document.as_bytes(), self.now).verified().err();
        let attempt = "an identity card truly signed, by a school".to_owned();
        self.refused_report("other_issuer", attempt, report, "issuer_entitled", &["352/5", "352/2.10"]);
        Ok(())
    }

    /// 352/11, 352/12, 352/16, 352/4: nobody, a stranger, an organisation.
    fn without_consent(&mut self) -> Result<(), Failure> {
        let held = self.service.held("identity_card")?;
        let stranger = self.world.stranger.party();
        let employee =
            Party::Employee { organisation: self.world.school.bin, person: self.world.stranger.iin };
        let rows = [
            ("unauthenticated", "somebody who has not signed in", None, "not_authenticated"),
            ("stranger", "a stranger, without the subject's consent", Some(stranger), "no_consent"),
            (
                "organisation",
                "an organisation, without a decision to admit it",
                Some(employee),
                "not_admitted",
            ),
        ];
        for (name, attempt, party, reason) in rows {
            let mut ask = self.ask(self.world.stranger.party(), Ground::None);
            ask.requester = party.map_or(Requester::Unauthenticated, Requester::Authenticated);
            let answer = self.service.release(held, &ask, self.random);
            self.refused(name, attempt.to_owned(), answer.err().as_ref(), reason, &[]);
        }
        Ok(())
    }

    /// 352/14: representation ends at eighteen, whatever the register's answer says of who is whose parent.
    fn adult_child(&mut self) -> Result<(), Failure> {
        let (world, now) = (self.world, self.now);
        let born = world.record("birth_certificate_adult")?.claims().date("birth_date");
        let answer = representation(world, &world.son, born, &world.mother, now)?;
        let record = open_representation(&answer, &self.service.trust, now)?;
        let held = self.service.held("birth_certificate_adult")?;
        let ask = self.ask(world.mother.party(), Ground::Representation(&record));
        let answer = self.service.release(held, &ask, self.random);
        let attempt =
            format!("{}'s certificate, for his mother: he is of age", world.son.given(Language::English));
        self.refused("adult_child", attempt, answer.err().as_ref(), "not_representative", &[]);

        let child = &world.child;
        let born = world.record("birth_certificate")?.claims().date("birth_date");
        let answer = representation(world, child, born, &world.mother, now.plus(-2 * DAY))?;
        let record = open_representation(&answer, &self.service.trust, now)?;
        let ask = self.ask(world.mother.party(), Ground::Representation(&record));
        let answer = self.service.release(self.service.held("birth_certificate")?, &ask, self.random);
        let attempt =
            format!("{}'s, on the register's answer of two days ago", child.given(Language::English));
        self.refused("stale_answer", attempt, answer.err().as_ref(), "not_representative", &[]);
        Ok(())
    }

    /// She opens her identity card.
    fn open(&mut self) -> Result<OpenedAccess, Failure> {
        self.now = self.now.plus(10);
        let documents = vec![self.service.held("identity_card")?.reference.clone()];
        let subject = self.world.mother.party();
        let request = OpenRequest::new(documents);
        let opened = self.service.registry.open(&subject, request, self.now, self.random)?;
        self.service.log.take();
        Ok(opened)
    }

    /// The stranger scans.
    fn scan(&self, opened: &OpenedAccess) -> Result<Redemption, Failure> {
        Ok(self.service.registry.redeem_token(
            &self.world.stranger.party(),
            opened.token(),
            None,
            self.now,
        )?)
    }

    /// The stranger scans and is shown the card.
    fn view(&mut self, opened: &OpenedAccess, what: &str) -> Result<(), Failure> {
        let redeemed = self.scan(opened)?.granted()?;
        let ask = self.ask(self.world.stranger.party(), Ground::Grant(&redeemed));
        let answer = self.service.release(self.service.held("identity_card")?, &ask, self.random);
        let marked = answer.as_ref().is_ok_and(|(released, _)| released.marks().is_some());
        self.tell.check(marked, what);
        self.service.log.take();
        Ok(())
    }

    fn ask<'g>(&self, party: Party, ground: Ground<'g>) -> Ask<'g> {
        let requester = Requester::Authenticated(party);
        Ask { requester, ground, channel: Channel::InPerson, at: self.now }
    }

    /// By the register of grants: the person reads one text whatever the reason, which the service alone knows.
    fn refused_by_grant(
        &mut self,
        name: &'static str,
        attempt: String,
        answer: &Redemption,
        wanted: &str,
        clauses: &[&'static str],
    ) {
        let reason = self.service.log.take().pop().unwrap_or_default();
        self.refused_as(name, attempt, answer, &reason, wanted, clauses);
    }

    fn refused_as(
        &mut self,
        name: &'static str,
        attempt: String,
        answer: &Redemption,
        reason: &str,
        wanted: &str,
        clauses: &[&'static str],
    ) {
        let (outcome, text) = match answer {
            Redemption::Refused(refused) => ("refused", in_each(|language| refused.text(language))),
            Redemption::Granted(_) => ("allowed", LocalText::default()),
        };
        self.tell.refusal(Refusal {
            name,
            attempt,
            outcome,
            by: "grant",
            reason: reason.to_owned(),
            clauses: clauses.to_vec(),
            text,
            ok: outcome == "refused" && reason == wanted,
        });
    }

    /// By verification: the first check that failed.
    fn refused_report(
        &mut self,
        name: &'static str,
        attempt: String,
        report: Option<Report>,
        wanted: &str,
        clauses: &[&'static str],
    ) {
        self.refused(name, attempt, report.map(Denied::Verify).as_ref(), wanted, clauses);
    }

    /// By whichever step of a release refused; the table of access cites its own clauses.
    fn refused(
        &mut self,
        name: &'static str,
        attempt: String,
        denied: Option<&Denied>,
        wanted: &str,
        clauses: &[&'static str],
    ) {
        let clauses = clauses.to_vec();
        let (by, reason, clauses, text) = match denied {
            None => ("nobody", String::new(), clauses, LocalText::default()),
            Some(Denied::Access(refusal)) => (
                "access",
                refusal.reason().as_str().to_owned(),
                refusal.clauses().to_vec(),
                in_each(|language| refusal.text(language).to_owned()),
            ),
            Some(Denied::Verify(report)) => {
                let failed = report.checks().iter().find(|check| matches!(check.outcome, Outcome::Failed(_)));
                let reason = failed.map(|check| check.name.as_str().to_owned()).unwrap_or_default();
                ("verify", reason, clauses, in_each(|language| report.text(language).to_owned()))
            }
            Some(Denied::Journal(error)) => {
                let store = matches!(error, qujat::journal::JournalError::Store(_));
                let reason = if store { "store".to_owned() } else { error.to_string() };
                ("journal", reason, clauses, LATER.map_text())
            }
        };
        let outcome = if denied.is_some() { "refused" } else { "allowed" };
        let ok = denied.is_some() && reason == wanted;
        self.tell.refusal(Refusal { name, attempt, outcome, by, reason, clauses, text, ok });
    }
}

/// A journal that cannot be written.
struct Down;

impl Marks for Down {
    fn head(&self, cabinet: &Recipient) -> Result<Head, StoreError> {
        Ok(Head::empty(cabinet))
    }

    fn append(&self, _: &MarkPair) -> Result<(), StoreError> {
        Err(StoreError::Failed)
    }
}

/// Six digits that are not these.
fn other_code(code: &ShortCode, by: u32) -> Result<ShortCode, Failure> {
    let number: u32 = code.as_str().parse()?;
    Ok(ShortCode::parse(&format!("{:06}", (number + by) % 1_000_000))?)
}

fn in_each(text: impl Fn(Language) -> String) -> LocalText {
    LocalText { kk: text(Language::Kazakh), ru: text(Language::Russian), en: text(Language::English) }
}

/// What an application says when something of its own does not work: Kazakh, Russian, English.
struct Words([&'static str; 3]);

impl Words {
    fn map_text(&self) -> LocalText {
        let [kk, ru, en] = self.0.map(str::to_owned);
        LocalText { kk, ru, en }
    }
}

const LATER: Words = Words([
    "Құжатты көрсету мүмкін болмады. Кейінірек қайталап көріңіз.",
    "Показать документ не удалось. Повторите позже.",
    "The document could not be shown. Try again later.",
]);

const PHONES: usize = 8;
