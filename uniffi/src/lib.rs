//! The facade of Qujat for Kotlin, Swift and Python: the core's values as they are, its steps as a few objects.
//!
//! | object | is for |
//! | --- | --- |
//! | [`Verifier`] | checking documents, seals and grants against what is trusted, and deciding who may see them |
//! | [`VerifiedDocument`] | showing one: there is no other way to a view |
//! | [`Holder`] | a person's own documents, and the screen after "Open access" |
//! | [`Presentation`], [`PresentationReceiver`] | a document shown without any network, and the desk that sees it |
//! | [`ProximityHolder`], [`ProximityReader`] | a document shown face to face by ISO/IEC 18013-5 |
//! | [`Scanner`] | camera frames and pictures to codes |
//! | [`QrSymbol`] | codes to draw |
//! | [`DisplayForm`] | a form the authorised body sent |
//! | [`ResultLookup`] | a service's result asked for by number and IIN or BIN |
//! | [`Journal`] | a cabinet's views, once its chain of marks was found whole |
//! | [`ServiceTime`] | the `now` of all other calls |
//!
//! Thin: an object wraps a core value; a method converts, calls, converts. Nothing here reads a clock, a file or a
//! network of its own. Time comes in as Unix seconds; the device's key, its random source, its clock and signature algorithms
//! that are not carried out here are traits the app implements: [`DeviceKey`], [`RandomSource`], [`Clock`],
//! [`SignatureProvider`].

mod access;
mod algorithms;
mod clock;
mod consent;
mod error;
#[cfg(test)]
mod fixtures;
mod holder;
mod id;
mod journal;
mod lookup;
#[cfg(feature = "panic-test")]
mod panic_test;
mod platform;
mod presentation;
mod proximity;
mod requisites;
mod scanner;
mod shelf;
mod subscriber;
mod symbol;
mod values;
mod verifier;
mod view;

pub use access::{
    AccessAdmission, AccessAnswer, AccessChannel, AccessDecision, AccessGround, AccessObligation,
    AccessRequest, ObligationKind, Viewer,
};
pub use algorithms::{SignatureAlgorithm, SignatureProvider, gost_512};
pub use clock::{ServiceTime, TimeSource};
pub use consent::{
    ConsentDocument, ConsentQuestion, ConsentReply, ConsentRequest, ConsentState, ConsentWay, consent_reply,
    consent_reply_text, consent_state_text,
};
pub use error::{DeviceException, InputException};
pub use holder::{AccessScreen, ChildVerdict, Holder};
pub use id::{BinKind, MobileNumber, bin_kind, mobile_number};
pub use journal::{Journal, JournalMark, JournalVerdict};
pub use lookup::{Conclusion, LookupAnswerKind, LookupVerdict, ResultLookup, ResultStatement};
pub use platform::{Clock, DeviceKey, PlatformException, RandomSource, device_key_for_issuer};
pub use presentation::{
    ElementName, Presentation, PresentationOptions, PresentationReceiver, PresentationStep,
    PresentationVerdict,
};
pub use proximity::{
    BleMethod, DocumentAsked, ElementAsked, NfcHandover, NfcMethod, ProximityAnswer, ProximityAsked,
    ProximityHolder, ProximityMethods, ProximityReader, ProximityRequest, ProximityShown, ReaderIdentity,
    ReaderTrustLevel,
};
pub use requisites::{
    CompleteRequisites, RequisiteLine, RequisiteParts, RequisitesChannel, RequisitesService,
    complete_requisites,
};
pub use scanner::{CodeKind, FoundCode, Point, Scanner, code_kind};
pub use shelf::{
    DocumentShelf, ReceivedDocument, SeenDocument, ShelfChange, ShelfGroup, ShelfGroupKind, ShelfItem,
    ShelfOrder, ShelfQuery,
};
pub use subscriber::{
    LinkingApplication, LinkingRefusal, RegistrationChannel, linking_consents, linking_refusal_text,
    registration_channel_text, sign_linking_application,
};
pub use symbol::{QrSymbol, QrUse};
pub use values::{
    Answer, Answers, Audience, CheckName, CheckOutcome, CheckResult, Language, Report, Verdict,
    VerdictWarning, warning_text,
};
pub use verifier::{
    CardTheme, DocumentSignatory, DocumentVerdict, GrantStatement, GrantVerdict, SealProof, SealStatement,
    SealVerdict, StatusListFile, TrustMaterial, VerifiedDocument, Verifier, VerifierPolicy,
};
pub use view::{
    DisplayForm, KazakhLatin, ViewBadge, ViewBadgeKind, ViewEmphasis, ViewLine, ViewModel, ViewOptions,
    ViewPerson, ViewPortrait, ViewRow, ViewRowKind, ViewSection, ViewStatement, ViewTone,
};

uniffi::setup_scaffolding!();

/// The version of this library, `major.minor.patch`.
#[uniffi::export]
pub fn library_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
