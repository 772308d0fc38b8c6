//! What is answered, as JSON.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qujat::code::Symbol;
use qujat::grant::{LiveGrant, OpenedAccess};
use qujat::id::Party;
use qujat::journal::{Door, Mark, Side};
use qujat::scan::{Found, Kind};
use qujat::text::{Language, LocalText};
use serde::Serialize;

use crate::app::Shown;
use crate::common::to_hex;
use crate::holdings::title;

/// A text in three languages.
#[derive(Serialize)]
struct Texts {
    kk: String,
    ru: String,
    en: String,
}

impl From<LocalText> for Texts {
    fn from(LocalText { kk, ru, en }: LocalText) -> Self {
        Self { kk, ru, en }
    }
}

/// Access that was opened; for its subject alone.
#[derive(Serialize)]
pub(crate) struct OpenedView {
    grant: String,
    link: String,
    code: String,
    opened: String,
    expires: String,
    seconds: i64,
    /// The dark modules of the QR symbol of the link, as the `d` of an SVG path, and the modules of a side with the quiet zone.
    symbol: String,
    modules: usize,
    /// Until when the digits do without the IIN, where they do.
    code_alone_until: Option<String>,
}

impl OpenedView {
    pub(crate) fn of(opened: &OpenedAccess, symbol: &Symbol) -> Self {
        let validity = opened.validity();
        Self {
            grant: to_hex(opened.id().as_bytes()),
            link: opened.link().to_text(),
            code: opened.code().shown(),
            opened: validity.from().to_local(),
            expires: validity.until().to_local(),
            seconds: validity.until().unix() - validity.from().unix(),
            symbol: symbol.to_svg_path(),
            modules: symbol.size_with_quiet_zone(),
            code_alone_until: opened.code_alone_until().map(qujat::time::Timestamp::to_local),
        }
    }
}

/// A grant that is open now, for its subject's list.
#[derive(Serialize)]
pub(crate) struct LiveView {
    grant: String,
    documents: Vec<ReferenceView>,
    expires: String,
    views: u8,
    used: u8,
    code_alive: bool,
    /// What for, as its subject said, in the caller's language.
    purpose: Option<&'static str>,
}

impl LiveView {
    pub(crate) fn of(live: &LiveGrant, language: Language) -> Self {
        let grant = &live.grant;
        Self {
            grant: to_hex(grant.id.as_bytes()),
            documents: grant.documents.iter().map(|open| ReferenceView::of(&open.document)).collect(),
            expires: grant.validity.until().to_local(),
            views: grant.views,
            used: live.used,
            code_alive: live.code_alive,
            purpose: grant.purpose.map(|purpose| purpose.text(language)),
        }
    }
}

/// A document by its kind and number.
#[derive(Serialize)]
pub(super) struct ReferenceView {
    doc_type: String,
    number: String,
    title: Texts,
}

impl ReferenceView {
    pub(super) fn of(reference: &qujat::grant::DocumentRef) -> Self {
        Self {
            doc_type: reference.doc_type.as_str().to_owned(),
            number: reference.number.as_str().to_owned(),
            title: title(&reference.doc_type).into(),
        }
    }
}

/// Whether a grant was open and is closed now.
#[derive(Serialize)]
pub(crate) struct GrantView {
    pub(crate) closed: bool,
}

/// A view that was spent, with what it shows.
#[derive(Serialize)]
pub(crate) struct RedeemedView {
    /// Which view of the grant it is, from 1.
    pub(crate) view: u8,
    pub(crate) documents: Vec<ShownView>,
}

/// A document that may be shown.
#[derive(Serialize)]
pub(crate) struct ShownView {
    #[serde(flatten)]
    reference: ReferenceView,
    /// The `IssuerSigned` of ISO/IEC 18013-5, base64url: to be verified by whoever gets it.
    issuer_signed: String,
    card_svg: String,
    clauses: &'static [&'static str],
    obligations: Vec<&'static str>,
    /// The caller's mark and the subject's, by number and hash, where the view left any.
    marks: Option<[PlacedView; 2]>,
}

#[derive(Serialize)]
struct PlacedView {
    side: &'static str,
    number: u64,
    hash: String,
}

impl ShownView {
    pub(crate) fn of(shown: &Shown) -> Self {
        let marks = shown.marks.as_ref().map(|pair| {
            pair.both().map(|placed| PlacedView {
                side: side(placed.mark.side()),
                number: placed.mark.number(),
                hash: to_hex(placed.mark.hash()),
            })
        });
        Self {
            reference: ReferenceView::of(&shown.reference),
            issuer_signed: URL_SAFE_NO_PAD.encode(&shown.document),
            card_svg: shown.card.clone(),
            clauses: shown.clauses,
            obligations: shown.obligations.clone(),
            marks,
        }
    }
}

/// A mark of a view in the caller's cabinet.
#[derive(Serialize)]
pub(crate) struct MarkView {
    number: u64,
    side: &'static str,
    subject: String,
    viewer: String,
    doc_type: String,
    title: Texts,
    door: &'static str,
    local: String,
    hash: String,
}

impl MarkView {
    pub(crate) fn of(mark: &Mark) -> Self {
        let view = mark.view();
        let viewer = match &view.viewer {
            Party::Person(person) => person.as_str().to_owned(),
            Party::Employee { organisation, person } => {
                format!("{} ({})", organisation.as_str(), person.as_str())
            }
            Party::System(organisation) => organisation.as_str().to_owned(),
        };
        Self {
            number: mark.number(),
            side: side(mark.side()),
            subject: view.subject.as_str().to_owned(),
            viewer,
            doc_type: view.doc_type.as_str().to_owned(),
            title: title(&view.doc_type).into(),
            door: door(view.door),
            local: view.local.clone(),
            hash: to_hex(mark.hash()),
        }
    }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Subject => "subject",
        Side::Viewer => "viewer",
    }
}

fn door(door: Door) -> &'static str {
    match door {
        Door::Qr => "qr",
        Door::Digits => "digits",
        Door::Default => "default",
        Door::Password => "password",
        Door::Reply => "reply",
    }
}

/// A code in a picture.
#[derive(Serialize)]
pub(crate) struct ScanView {
    kind: &'static str,
    /// What it says, where that is text.
    text: Option<String>,
}

impl ScanView {
    pub(crate) fn of(found: &Found) -> Self {
        let kind = match found.scanned().kind() {
            Kind::Grant => "grant",
            Kind::Seal => "seal",
            _ => "other",
        };
        Self { kind, text: found.text().map(str::to_owned) }
    }
}
