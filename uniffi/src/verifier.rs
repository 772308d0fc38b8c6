use std::num::NonZeroUsize;
use std::sync::Arc;

use qujat::cose::{PublicKey, Purpose};
use qujat::display::{Form, FormError, SealMark, Theme, card_svg};
use qujat::grant::GrantLink;
use qujat::id::{DocType, Iin};
use qujat::text::LocalText;
use qujat::time::{Timestamp, ValidityState};
use qujat::trust::{
    AgePolicy, Issuer, Office, Profile, Scope, Signatory, TrustGround, TrustStore, Vical, certificates,
    public_key_pem,
};
use qujat::verify::{self, DocumentReport, Expect, RevocationRule, SealExpect, Verdict, Verified};

use crate::algorithms::AppAlgorithms;
use crate::symbol::QrSymbol;
use crate::values::{Audience, Language, Report};
use crate::view::{DisplayForm, ViewModel, ViewOptions, view};
use crate::{InputException, SignatureProvider};

/// What a verifier trusts. Files as they come: PEM or DER certificates, PEM public keys, COSE keys, signed lists.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct TrustMaterial {
    /// Certificates of authorities: signers below them by a chain are trusted.
    #[uniffi(default = [])]
    pub anchors: Vec<Vec<u8>>,
    /// Certificates or public keys trusted themselves.
    #[uniffi(default = [])]
    pub signers: Vec<Vec<u8>>,
    /// Signed trust lists, each signed by one of the above; they say who may sign which kinds (352/5).
    #[uniffi(default = [])]
    pub lists: Vec<Vec<u8>>,
    /// Signed status lists, each signed by one who may: they say which documents were revoked.
    #[uniffi(default = [])]
    pub status_lists: Vec<StatusListFile>,
    /// The latest instant known to have passed, Unix seconds: `ServiceTime.trustedTime`, or kept from `Verifier.trustedTime`
    /// since the last start. A clock behind it is not believed.
    #[uniffi(default = None)]
    pub trusted_time: Option<Timestamp>,
    /// Certificates of the national certification centre: its certificates for organisations, of those who may sign for
    /// them, are trusted to sign documents and seals.
    #[uniffi(default = [])]
    pub national_anchors: Vec<Vec<u8>>,
    /// Lists of other countries' authorities, VICAL (ISO/IEC 18013-5 Annex C), each trusted for its kinds.
    #[uniffi(default = [])]
    pub vicals: Vec<Vec<u8>>,
    /// Certificates that the providers of `vicals` publish for their signers to lead to.
    #[uniffi(default = [])]
    pub vical_roots: Vec<Vec<u8>>,
    /// Certificate revocation lists of the authorities, DER.
    #[uniffi(default = [])]
    pub crls: Vec<Vec<u8>>,
    /// Whether a signer that is trusted by its chain must be known not to be revoked: without a list that is in date the
    /// word is then "unknown". Otherwise a missing one is reported and does not count.
    #[uniffi(default = false)]
    pub require_revocation: bool,
    /// Display forms the authorised body signed (352/9): documents are shown by them from the day each names on. One that
    /// asks for a later version of this library is passed over, and the form before it holds.
    #[uniffi(default = [])]
    pub forms: Vec<Vec<u8>>,
}

/// A signed status list (`application/statuslist+cwt`), as it came from its address.
#[derive(Debug, Clone, uniffi::Record)]
pub struct StatusListFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When it was fetched, Unix seconds. A list is good for a time from then.
    pub fetched_at: Timestamp,
}

/// How patient a verifier is.
#[derive(Debug, Clone, uniffi::Record)]
pub struct VerifierPolicy {
    /// Whether a document whose issuer keeps a status list needs a fresh one at hand: without it the word is then "unknown",
    /// and not "valid" with a warning. For a border post or a notary; off-line, a counter or a shop could else show little.
    #[uniffi(default = false)]
    pub revocation_required: bool,
    /// Days past its date after which what rests on a trust list carries a warning.
    #[uniffi(default = 0)]
    pub warn_after_days: u32,
    /// Days past its date after which nothing that rests on a trust list is called valid.
    #[uniffi(default = 180)]
    pub refuse_after_days: u32,
}

/// Who signed and in what office, as a certificate of the national certification centre says. Personal data.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DocumentSignatory {
    /// The person's name.
    pub name: Option<String>,
    /// The digits of the IIN as the certificate writes them; the centre's test certificates hold numbers nobody has.
    pub iin: Option<String>,
    /// The organisation.
    pub organisation: Option<String>,
    /// The digits of its BIN, likewise.
    pub bin: Option<String>,
    /// Whether the person is the organisation's chief executive.
    pub chief_executive: bool,
    /// Whether they may sign for it, by office or by a right given to them.
    pub may_sign: bool,
}

/// Verifies documents, seals and grants against what it trusts, and decides who may see a document, without a network.
/// Immutable: share one between threads.
#[derive(uniffi::Object)]
pub struct Verifier {
    trust: TrustStore,
    revocation: RevocationRule,
    forms: Vec<Form>,
}

/// What was found out about a document.
#[derive(uniffi::Record)]
pub struct DocumentVerdict {
    /// Every check and the overall word.
    pub report: Report,
    /// The document, only where the word is "valid": there is no other way to show one.
    pub document: Option<Arc<VerifiedDocument>>,
    /// The address of the status list the document is in: fetch it, and verify with it. Only where a trusted signer's
    /// signature held.
    pub status_list: Option<String>,
}

/// What was found out about a document's matrix code (9/2.3).
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct SealVerdict {
    /// Every check and the overall word.
    pub report: Report,
    /// What the seal states, only where the word is "valid".
    pub seal: Option<SealStatement>,
    /// Who signed it and in what office, where the word is "valid" and the signer's certificate is one of the national
    /// certification centre's. The official whom the seal itself names is in `seal`.
    pub signatory: Option<DocumentSignatory>,
    /// What is proven: with the document at hand more than with paper alone.
    pub proof: SealProof,
    /// The sentence to show about it: what the seal proves, and what it does not.
    pub explanation: String,
}

/// What a seal proves, by what was at hand beside it.
pub type SealProof = verify::SealProof;

/// What a seal proves, by what was at hand beside it.
#[uniffi::remote(Enum)]
pub enum SealProof {
    /// The document was at hand: it is, element for element, the one the official signed.
    Document,
    /// Only paper was: that such a document was signed. What is printed is to be compared with what the seal states.
    Paper,
    /// A check failed or could not be done.
    Nothing,
}

/// What a true seal states. It proves what the issuer stated of the document; that the paper around it is that document
/// a person sees by comparing, or a device by `documentDigest`.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SealStatement {
    /// The document's unique number.
    pub number: String,
    /// The date it was received, `YYYY-MM-DD`.
    pub received: String,
    /// The recipient's IIN or BIN.
    pub recipient: String,
    /// The signing body, in the language asked for.
    pub body: String,
    /// Its BIN.
    pub body_bin: String,
    /// The official who signs: surname and initials.
    pub official: String,
    /// The official's office.
    pub office: String,
    /// The kind of document.
    pub doc_type: String,
    /// The document's last day of validity, `YYYY-MM-DD`, if it has one.
    pub expires: Option<String>,
}

/// What was found out about a grant's link on this device. Whether a view is left only the service knows.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct GrantVerdict {
    /// Every check and the overall word.
    pub report: Report,
    /// The grant, only where the word is "valid".
    pub grant: Option<GrantStatement>,
}

/// What a true grant says. No personal data is in it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GrantStatement {
    /// The service to ask for the document.
    pub host: String,
    /// The kinds of document in its scope.
    pub doc_types: Vec<String>,
    /// The first second it no longer holds, Unix.
    pub expires_at: Timestamp,
}

/// A document whose every required check passed. Holds personal data until it is closed.
#[derive(uniffi::Object)]
pub struct VerifiedDocument {
    pub(crate) verified: Verified,
    pub(crate) form: Option<Form>,
    /// As it came: what its holder's device shows again.
    pub(crate) received: Vec<u8>,
}

/// The shades of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum CardTheme {
    /// As the screen is set.
    Auto,
    /// Light, as for print.
    Light,
    /// Dark.
    Dark,
}

#[uniffi::export]
impl Verifier {
    /// A verifier that trusts `trust`. A list past its date is taken, and what it says is reported as such. Fails where
    /// a file cannot be read or a list's signature is not true: nothing is left out silently.
    #[uniffi::constructor(default(policy = None))]
    pub fn new(
        trust: TrustMaterial,
        now: Timestamp,
        policy: Option<VerifierPolicy>,
    ) -> Result<Self, InputException> {
        Self::of(TrustStore::new(), trust, now, policy)
    }

    /// The same, with signature algorithms that the app carries out: a licensed provider of GOST R 34.10, for certificates,
    /// revocation lists and documents of the national certification centre's.
    #[uniffi::constructor(default(policy = None))]
    pub fn with_signature_provider(
        trust: TrustMaterial,
        provider: Arc<dyn SignatureProvider>,
        now: Timestamp,
        policy: Option<VerifierPolicy>,
    ) -> Result<Self, InputException> {
        let mut store = TrustStore::new();
        store.set_provider(Arc::new(AppAlgorithms::new(provider)?));
        Self::of(store, trust, now, policy)
    }

    /// The latest instant known to have passed, Unix seconds, by the lists and what the app said: keep it, and give it back
    /// in `TrustMaterial.trustedTime`.
    pub fn trusted_time(&self) -> Option<Timestamp> {
        self.trust.trusted_time().instant()
    }

    /// Verifies a document as received: an `IssuerSigned`, or a `DeviceResponse` with one document (ISO/IEC 18013-5).
    /// `expectedSubject`: whose it must be (352/2.10); without one that question stays open and does not count.
    pub fn verify_document(
        &self,
        document: Vec<u8>,
        expected_subject: Option<Iin>,
        now: Timestamp,
    ) -> Result<DocumentVerdict, InputException> {
        Ok(self.check(&document, expected_subject.as_ref(), now))
    }

    /// Verifies many documents, each for itself, on all cores. The verdicts stand in the order of the documents.
    pub fn verify_documents(
        &self,
        documents: Vec<Vec<u8>>,
        now: Timestamp,
    ) -> Result<Vec<DocumentVerdict>, InputException> {
        let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let expect = Expect { revocation: self.revocation, ..Expect::default() };
        let found = verify::batch(&documents, &self.trust, &expect, now, threads, |document, found| {
            self.verdict(document, found, now)
        });
        Ok(found)
    }

    /// Verifies a document's matrix code from its text (9/2.3). `documentDigest`: of the document at hand, from
    /// `VerifiedDocument.digest`; a seal cut out of another document then fails.
    pub fn verify_seal(
        &self,
        text: String,
        document_digest: Option<Vec<u8>>,
        language: Language,
        now: Timestamp,
    ) -> Result<SealVerdict, InputException> {
        let digest = document_digest.map(<[u8; 32]>::try_from).transpose().map_err(|digest| {
            InputException::malformed("digest", format_args!("{} bytes, 32 wanted", digest.len()))
        })?;
        let expect = SealExpect { document: digest.as_ref(), recipient: None };
        let checked = verify::seal(&text, &self.trust, &expect, now);
        let report = checked.report().into();
        let signatory = checked.signatory().map(DocumentSignatory::of);
        let proof = checked.proof();
        let explanation = proof.text(language).to_owned();
        let seal = checked.into_seal().ok().map(|seal| SealStatement::of(seal.contents(), language));
        let signatory = signatory.filter(|_| seal.is_some());
        Ok(SealVerdict { report, seal, signatory, proof, explanation })
    }

    /// Verifies the link of a grant before it is followed: its service, the host it leads to, its life.
    pub fn verify_grant(&self, link: String, now: Timestamp) -> Result<GrantVerdict, InputException> {
        let link = GrantLink::parse(&link)?;
        let checked = verify::grant(&link, &self.trust, now);
        let report = checked.report().into();
        let grant = checked.into_token().ok().map(|token| GrantStatement {
            host: token.claims().service.as_str().to_owned(),
            doc_types: token.claims().doc_types.iter().map(|kind| kind.as_str().to_owned()).collect(),
            expires_at: token.claims().validity.until(),
        });
        Ok(GrantVerdict { report, grant })
    }
}

impl Verifier {
    /// A verifier that trusts `trust` beside what the store is set to.
    fn of(
        mut store: TrustStore,
        trust: TrustMaterial,
        now: Timestamp,
        policy: Option<VerifierPolicy>,
    ) -> Result<Self, InputException> {
        let policy = policy.unwrap_or_default();
        store.set_ages(policy.ages());
        if let Some(passed) = trust.trusted_time {
            store.observe_time(passed);
        }
        for file in &trust.anchors {
            certificates(file)?.iter().try_for_each(|der| store.add_anchor(der))?;
        }
        for file in &trust.national_anchors {
            let national = |der| store.add_anchor_with(der, Scope::documents(), Profile::National);
            certificates(file)?.iter().map(Vec::as_slice).try_for_each(national)?;
        }
        for file in &trust.signers {
            add_signer(&mut store, file)?;
        }
        let roots: Vec<Vec<Vec<u8>>> =
            trust.vical_roots.iter().map(|file| certificates(file)).collect::<Result<_, _>>()?;
        let roots = roots.concat();
        for bytes in &trust.vicals {
            store.add_vical(&Vical::open(bytes, &roots, now)?)?;
        }
        trust.crls.iter().try_for_each(|der| store.add_crl(der))?;
        store.require_revocation(trust.require_revocation);
        for bytes in &trust.lists {
            let (report, list) = verify::trust_list(bytes, &store, now);
            match (list, report.reason()) {
                (Some(list), None) => store.add_list(&list)?,
                (_, reason) => return Err(refused_list("trust list", reason)),
            }
        }
        for file in &trust.status_lists {
            let (report, list) = verify::status_list(&file.bytes, &store, now);
            match (list, report.reason()) {
                (Some(list), None) => store.add_status_list(list, file.fetched_at)?,
                (_, reason) => return Err(refused_list("status list", reason)),
            }
        }
        let mut forms = Form::built_in();
        for bytes in &trust.forms {
            forms.extend(signed_form(bytes, &store, now)?);
        }
        Ok(Self { trust: store, revocation: policy.revocation(), forms })
    }

    pub(crate) fn trust(&self) -> &TrustStore {
        &self.trust
    }

    pub(crate) fn check(&self, document: &[u8], subject: Option<&Iin>, now: Timestamp) -> DocumentVerdict {
        let expect = Expect { subject, revocation: self.revocation, ..Expect::default() };
        self.verdict(document, verify::document(document, &self.trust, &expect, now), now)
    }

    pub(crate) fn verdict(
        &self,
        document: &[u8],
        checked: DocumentReport<'_>,
        now: Timestamp,
    ) -> DocumentVerdict {
        let report = checked.report().into();
        let status_list = checked.status_list().map(str::to_owned);
        let document = checked.verified().ok().map(|verified| self.keep(verified, document, now));
        DocumentVerdict { report, document, status_list }
    }

    pub(crate) fn revocation(&self) -> RevocationRule {
        self.revocation
    }

    /// A verified document with the bytes it came in.
    pub(crate) fn keep(&self, verified: Verified, received: &[u8], now: Timestamp) -> Arc<VerifiedDocument> {
        let form = Form::choose(&self.forms, verified.doc_type(), now).cloned();
        let form = form.or_else(|| Form::plain(verified.claims()));
        Arc::new(VerifiedDocument { verified, form, received: received.to_vec() })
    }
}

#[uniffi::export]
impl VerifiedDocument {
    /// The kind of document.
    pub fn doc_type(&self) -> DocType {
        self.verified.doc_type().clone()
    }

    /// Whose document it is, where its IIN was disclosed.
    pub fn subject(&self) -> Option<Iin> {
        self.verified.subject()
    }

    /// SHA-256 of what the issuer signed: the same for every disclosure of one document. 32 bytes.
    pub fn digest(&self) -> Vec<u8> {
        self.verified.digest().to_vec()
    }

    /// The name of the body that signed it.
    pub fn issuer(&self, language: Language) -> String {
        self.verified.issuer().name.in_language(language).to_owned()
    }

    /// Who signed it and in what office, where the signer's certificate is one of the national certification centre's.
    pub fn signatory(&self) -> Option<DocumentSignatory> {
        self.verified.signatory().map(DocumentSignatory::of)
    }

    /// The first second it is valid, Unix.
    pub fn valid_from(&self) -> Timestamp {
        self.verified.validity().from()
    }

    /// The first second it is no longer valid, Unix.
    pub fn valid_until(&self) -> Timestamp {
        self.verified.validity().until()
    }

    /// Whether it is valid at `now`: a document kept since it was verified may have ended meanwhile.
    pub fn is_current(&self, now: Timestamp) -> Result<bool, InputException> {
        Ok(self.verified.validity().state(now) == ValidityState::Current)
    }

    /// The document as a screen shows it. `form`: one the authorised body sent (352/9); without one, the form built into
    /// this library for its kind, or a plain one.
    #[uniffi::method(default(form = None, options = None))]
    pub fn view(
        &self,
        language: Language,
        audience: Audience,
        now: Timestamp,
        form: Option<Arc<DisplayForm>>,
        options: Option<ViewOptions>,
    ) -> Result<ViewModel, InputException> {
        let form = self.form(form.as_deref())?;
        Ok((&view(&self.verified, form, language, audience, now, options)?).into())
    }

    /// The document as a card: an SVG picture that needs nothing else. `seal`: its matrix code, drawn in place.
    #[uniffi::method(default(form = None, options = None))]
    #[allow(clippy::too_many_arguments, reason = "named and with defaults in every language of the facade")]
    pub fn card_svg(
        &self,
        language: Language,
        audience: Audience,
        theme: CardTheme,
        seal: Option<Arc<QrSymbol>>,
        now: Timestamp,
        form: Option<Arc<DisplayForm>>,
        options: Option<ViewOptions>,
    ) -> Result<String, InputException> {
        let form = self.form(form.as_deref())?;
        let model = view(&self.verified, form, language, audience, now, options)?;
        let seal = seal.map(|seal| SealMark { path: seal.svg_path(), modules: seal.size() });
        Ok(card_svg(&model, seal.as_ref(), theme.into()))
    }
}

impl VerifiedDocument {
    /// Whether both are copies of one document, disclosing whatever they do.
    pub(crate) fn is_same_document(&self, other: &Self) -> bool {
        self.verified.digest() == other.verified.digest()
            || self.verified.claims().is_same_document(other.verified.claims())
    }

    fn form<'a>(&'a self, given: Option<&'a DisplayForm>) -> Result<&'a Form, InputException> {
        given.map(|given| &given.0).or(self.form.as_ref()).ok_or_else(|| InputException::Form {
            code: "form".to_owned(),
            reason: "there is no form for this kind of document".to_owned(),
        })
    }
}

impl DocumentSignatory {
    pub(crate) fn of(signatory: &Signatory) -> Self {
        Self {
            name: signatory.name.clone(),
            iin: signatory.iin.clone(),
            organisation: signatory.organisation.clone(),
            bin: signatory.bin.clone(),
            chief_executive: signatory.offices.contains(&Office::ChiefExecutive),
            may_sign: signatory.may_sign(),
        }
    }
}

impl SealStatement {
    pub(crate) fn of(contents: &qujat::document::SealContents, language: Language) -> Self {
        Self {
            number: contents.number.as_str().to_owned(),
            received: contents.received.to_string(),
            recipient: contents.recipient.as_str().to_owned(),
            body: contents.body.in_language(language).to_owned(),
            body_bin: contents.body_bin.as_str().to_owned(),
            official: contents.official.name.clone(),
            office: contents.official.office.clone(),
            doc_type: contents.doc_type.as_str().to_owned(),
            expires: contents.expires.map(|date| date.to_string()),
        }
    }
}

impl VerifierPolicy {
    fn ages(&self) -> AgePolicy {
        AgePolicy {
            warn_after_seconds: i64::from(self.warn_after_days) * DAY,
            refuse_after_seconds: i64::from(self.refuse_after_days) * DAY,
        }
    }

    fn revocation(&self) -> RevocationRule {
        if self.revocation_required { RevocationRule::Required } else { RevocationRule::WhereKnown }
    }
}

impl Default for VerifierPolicy {
    fn default() -> Self {
        let AgePolicy { warn_after_seconds, refuse_after_seconds } = AgePolicy::default();
        let days = |seconds: i64| u32::try_from(seconds / DAY).unwrap_or(u32::MAX);
        Self {
            revocation_required: RevocationRule::default() == RevocationRule::Required,
            warn_after_days: days(warn_after_seconds),
            refuse_after_days: days(refuse_after_seconds),
        }
    }
}

impl From<CardTheme> for Theme {
    fn from(theme: CardTheme) -> Self {
        match theme {
            CardTheme::Auto => Self::Auto,
            CardTheme::Light => Self::Light,
            CardTheme::Dark => Self::Dark,
        }
    }
}

/// A certificate, or a public key that comes without a name.
fn add_signer(store: &mut TrustStore, file: &[u8]) -> Result<(), InputException> {
    let key = public_key_pem(file).or_else(|_| PublicKey::from_cose(file));
    if let Ok(key) = key {
        let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
        return Ok(store.add_signer_key(key, issuer)?);
    }
    Ok(certificates(file)?.iter().try_for_each(|der| store.add_signer(der))?)
}

/// 352/9: a form signed by one who may sign such; none of one for later libraries.
fn signed_form(bytes: &[u8], store: &TrustStore, now: Timestamp) -> Result<Option<Form>, InputException> {
    let opened = verify::signed(bytes, Purpose::DisplayForm, store, now).into_opened();
    let (opened, _) = opened.map_err(|report| refused_list("display form", report.reason()))?;
    match Form::read(&opened) {
        Ok(form) => Ok(Some(form)),
        Err(FormError::Later { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn refused_list(what: &str, reason: Option<(verify::CheckName, &str)>) -> InputException {
    let reason = reason.map_or_else(
        || format!("the {what} is {}", Verdict::Unknown.as_str()),
        |(check, why)| format!("the {what} is refused: {check}: {why}"),
    );
    InputException::Trust { code: "trust".to_owned(), reason }
}

const DAY: i64 = 24 * 60 * 60;
