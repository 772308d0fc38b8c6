use super::*;
use crate::cose::{Purpose, SoftwareSigner};
use crate::grant::store::{Capacity, MemoryStore};
use crate::grant::{DocumentRef, GrantLink, Host, OpenRequest, Pepper, Peppers, Policy, Registry, Service};
use crate::id::{DocType, DocumentNumber, Iin, Party};
use crate::trust::{Issuer, Scope, TrustGround};

fn signer() -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::Es256, &[5; 32]).expect("a key")
}

fn host() -> Host {
    Host::parse("qujat.example.kz").expect("a host")
}

/// A grant opened at `opened` for the default time of life.
fn link(opened: Timestamp) -> GrantLink {
    let service = Service::new(host(), "/open", signer(), signer().public_key()).expect("a service");
    let secret = |salt: u8| core::array::from_fn(|i| salt ^ i.to_le_bytes()[0]);
    let peppers = Peppers::new(&secret(3), Pepper::new(1, &secret(9)).expect("a pepper")).expect("peppers");
    let registry = Registry::new(MemoryStore::new(Capacity::default()), service, Policy::default(), peppers);
    let subject = Party::Person(Iin::parse(fixtures::IIN).expect("an IIN"));
    let document = DocumentRef {
        doc_type: DocType::IDENTITY_CARD,
        number: DocumentNumber::parse("1").expect("a number"),
    };
    let mut random = fixtures::random(1);
    let access =
        registry.open(&subject, OpenRequest::new(vec![document]), opened, &mut random).expect("opened");
    access.link().clone()
}

fn trust(purpose: Purpose) -> TrustStore {
    let name = crate::text::LocalText::default();
    let issuer = Issuer { name, bin: None, ground: TrustGround::Signer };
    let scope = Scope { purposes: vec![purpose], ..Scope::everything() };
    let mut store = TrustStore::new();
    store.add_key(signer().public_key(), issuer, scope, None).expect("a key");
    store
}

/// 352/15: what the holder shows is a protected code that gives temporary access.
#[test]
fn a_grant_holds_until_its_first_second_after() {
    let (opened, link) = (fixtures::now(), link(fixtures::now()));
    let trust = trust(Purpose::Grant);
    let token = grant(&link, &trust, opened.plus(179)).into_token().expect("in force");
    assert_eq!(token.claims().doc_types, [DocType::IDENTITY_CARD]);
    let checked = grant(&link, &trust, opened.plus(180));
    assert_eq!(failed(checked.report()), [(CheckName::Validity, "the grant has ended")]);
    assert!(checked.into_token().is_err());
    let checked = grant(&link, &trust, opened.plus(-3600));
    assert_eq!(failed(checked.report()), [(CheckName::Validity, "the grant is not yet in force")]);
}

#[test]
fn a_grant_that_leads_elsewhere() {
    let (now, link) = (fixtures::now(), link(fixtures::now()));
    // The same token behind a link to another host: a page that wants to look like the service.
    let other = Host::parse("qujat.example.com").expect("a host");
    let copied = GrantLink::new(&other, "/open", link.token()).expect("a link");
    let checked = grant(&copied, &trust(Purpose::Grant), now);
    assert_eq!(
        failed(checked.report()),
        [(CheckName::IssuerEntitled, "the link leads to another host than the grant's")]
    );

    // Nobody's signature, a signer of other things, a broken token.
    let checked = grant(&link, &TrustStore::new(), now);
    assert_eq!(checked.report().verdict(), Verdict::Unknown);
    let checked = grant(&link, &trust(Purpose::Seal), now);
    assert_eq!(failed(checked.report()).first().map(|(name, _)| *name), Some(CheckName::IssuerEntitled));
    let mut broken = link.token().to_vec();
    *broken.last_mut().expect("bytes") ^= 1;
    let broken = GrantLink::new(&host(), "/open", &broken).expect("a link");
    let checked = grant(&broken, &trust(Purpose::Grant), now);
    assert_eq!(failed(checked.report()), [(CheckName::Signature, "the signature is not true")]);
    assert_eq!(not_done(checked.report(), CheckName::Validity), "the grant was not opened");
}
