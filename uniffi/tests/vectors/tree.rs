//! What the facade answers as one JSON tree, the same in every language: see `tests/vectors/README.md`.
//!
//! Every record and choice names all its parts here, so that a part that is added does not compile until it is named, and
//! from then on is compared in every language.

use qujat_ffi::{
    AccessAnswer, AccessDecision, AccessObligation, AccessScreen, Answer, Answers, BinKind, CheckName,
    CheckOutcome, CheckResult, ChildVerdict, CodeKind, CompleteRequisites, Conclusion, ConsentQuestion,
    ConsentReply, DeviceException, DocumentShelf, DocumentSignatory, FoundCode, GrantStatement, GrantVerdict,
    InputException, JournalMark, LookupAnswerKind, LookupVerdict, MobileNumber, ObligationKind, Point,
    PresentationVerdict, QrSymbol, Report, RequisiteLine, ResultStatement, SealProof, SealStatement,
    SealVerdict, SeenDocument, ShelfChange, ShelfGroup, ShelfGroupKind, ShelfItem, Verdict, VerdictWarning,
    VerifiedDocument, ViewBadge, ViewBadgeKind, ViewEmphasis, ViewLine, ViewModel, ViewPerson, ViewPortrait,
    ViewRow, ViewRowKind, ViewSection, ViewStatement, ViewTone,
};
use serde_json::{Map, Value};

/// What can be told as JSON.
pub(crate) trait Tree {
    fn tree(&self) -> Value;
}

/// A record is an object of its fields.
macro_rules! record {
    ($($name:ident { $($field:ident),* $(,)? })*) => {$(
        impl Tree for $name {
            fn tree(&self) -> Value {
                let Self { $($field),* } = self;
                object([$((stringify!($field), $field.tree())),*])
            }
        }
    )*};
}

/// A choice without fields is its name; one with fields is an object of its name and an object of these.
macro_rules! choice {
    ($($name:ident { $($variant:ident $({ $($field:ident),* })?),* $(,)? })*) => {$(
        impl Tree for $name {
            fn tree(&self) -> Value {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        let fields: &[(&str, Value)] = &[$($((stringify!($field), $field.tree())),*)?];
                        chosen(stringify!($variant), fields)
                    })*
                }
            }
        }
    )*};
}

record! {
    AccessDecision { answer, reason, explanation, clauses, obligations, rule, edition, evidence }
    AccessObligation { kind, text }
    AccessScreen { report, grant, symbol, digits, seconds_left }
    ChildVerdict { report, decision, document }
    CheckResult { name, outcome, reason }
    CompleteRequisites { lines, matrix_code, short_message, instant_message }
    ConsentQuestion { report, text, short_messages }
    DocumentShelf { groups, seen }
    DocumentSignatory { name, iin, organisation, bin, chief_executive, may_sign }
    FoundCode { bytes, text, version, corners, kind }
    GrantStatement { host, doc_types, expires_at }
    GrantVerdict { report, grant }
    JournalMark {
        number, is_subject, sentence, doc_type, other, door, aim, at, local, edition, pair
    }
    LookupVerdict { report, answer, explanation, result }
    MobileNumber { e164, shown, masked }
    Point { x, y }
    PresentationVerdict { report, document, is_complete_but_expired, expires_at, status_list }
    Answers { authentic, subject, unchanged }
    Report { verdict, checks, decisive, answers, warnings }
    RequisiteLine { label, value }
    ResultStatement { service, conclusion, conclusion_text, summary, seal, signatory, document }
    SealStatement { number, received, recipient, body, body_bin, official, office, doc_type, expires }
    SealVerdict { report, seal, signatory, proof, explanation }
    SeenDocument { id, digest, state }
    ShelfGroup { kind, title, items }
    ShelfItem {
        id, document, title, owner, badge, validity, seconds_left, countdown, change, change_text
    }
    ViewBadge { id, kind, tone, text }
    ViewModel {
        doc_type, form_version, colours, title, issuer, badges, validity, portrait, signature, sections, statement, signed_by,
        shown_at, accessibility
    }
    ViewLine { label, value }
    ViewPerson { name, lines }
    ViewPortrait { bytes, media_type, description }
    ViewRow { id, label, value, masked, accessibility, emphasis, half_width, kind }
    ViewSection { id, title, beside_portrait, rows }
    ViewStatement { text, clause }
}

choice! {
    AccessAnswer { Allow, Refuse, AskService }
    Answer { Yes, No, Unknown }
    BinKind { Resident, NonResident, JointEntrepreneur }
    CheckName {
        Structure, IssuerTrusted, IssuerEntitled, IssuingCountry, Signature, Digests, DocType, Validity, Subject, Device, Revocation,
        SignerRevocation, SealBinding, TrustData, Freshness, Audience, Challenge, Replay, Clock
    }
    CheckOutcome { Passed, Failed, NotDone }
    CodeKind { Grant, Seal, PresentationFrame, Challenge, Unknown }
    Conclusion { Rendered, Refused }
    ConsentReply { Yes, No, Unclear }
    DeviceException {
        Cancelled { code, reason }, Unavailable { code, reason }, Failed { code, reason }, Input { code, reason },
    }
    InputException {
        Malformed { code, reason }, Trust { code, reason }, Picture { code, reason }, Form { code, reason },
        Symbol { code, reason }
    }
    LookupAnswerKind { Found, NoDocument, Unproven }
    ObligationKind { MarkView, ViewOnly }
    SealProof { Document, Paper, Nothing }
    ShelfChange { New, Renewed, State }
    ShelfGroupKind { Own, Child, Received }
    Verdict { Valid, Invalid, Unknown }
    VerdictWarning { TrustListOld, RevocationUnknown }
    ViewBadgeKind { Valid, ExpiresIn { days }, LastDay, Expired, NotYet, UpdateNeeded, Revoked, Minor, OfForm }
    ViewEmphasis { Normal, Strong, Quiet }
    ViewRowKind { Text, Date, Iin, Number, Phone, Table { columns, lines, more }, Persons { members, more }, Missing }
    ViewTone { Good, Warning, Bad, Neutral }
}

/// Of an object, what its methods without arguments say.
impl Tree for VerifiedDocument {
    fn tree(&self) -> Value {
        object([
            ("doc_type", self.doc_type().as_str().to_owned().tree()),
            ("subject", self.subject().map(|iin| iin.as_str().to_owned()).tree()),
            ("digest", self.digest().tree()),
            ("valid_from", self.valid_from().tree()),
            ("valid_until", self.valid_until().tree()),
        ])
    }
}

impl Tree for QrSymbol {
    fn tree(&self) -> Value {
        object([
            ("version", self.version().tree()),
            ("size", self.size().tree()),
            ("svg_path", self.svg_path().tree()),
        ])
    }
}

impl Tree for String {
    fn tree(&self) -> Value {
        Value::from(self.as_str())
    }
}

impl Tree for bool {
    fn tree(&self) -> Value {
        Value::from(*self)
    }
}

impl Tree for u32 {
    fn tree(&self) -> Value {
        Value::from(*self)
    }
}

/// Seconds since 1970.
impl Tree for qujat::time::Timestamp {
    fn tree(&self) -> Value {
        Value::from(self.unix())
    }
}

/// The whole number next to it: places in a picture, where a part of a pixel is no difference.
impl Tree for f32 {
    #[allow(clippy::cast_possible_truncation, reason = "a picture has at most some thousand pixels a side")]
    fn tree(&self) -> Value {
        Value::from((self + 0.5).floor() as i64)
    }
}

/// Lower-case hexadecimal.
impl Tree for Vec<u8> {
    fn tree(&self) -> Value {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
        self.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect::<String>().into()
    }
}

impl<T: Tree> Tree for Vec<T> {
    fn tree(&self) -> Value {
        self.iter().map(Tree::tree).collect()
    }
}

impl<T: Tree> Tree for Option<T> {
    fn tree(&self) -> Value {
        self.as_ref().map_or(Value::Null, Tree::tree)
    }
}

impl<T: Tree> Tree for std::sync::Arc<T> {
    fn tree(&self) -> Value {
        self.as_ref().tree()
    }
}

impl Tree for () {
    fn tree(&self) -> Value {
        Value::Null
    }
}

pub(crate) fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}

fn chosen(variant: &str, fields: &[(&str, Value)]) -> Value {
    let mut name = String::new();
    for letter in variant.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    if fields.is_empty() {
        return name.into();
    }
    let fields: Map<_, _> = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Map::from_iter([(name, fields.into())]).into()
}
