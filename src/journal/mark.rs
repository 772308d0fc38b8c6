use core::fmt;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::Head;
use crate::cbor::{self, CborError, Decoder, Value};
use crate::id::{Bin, DocType, Iin, Party, Recipient};
use crate::limits::MAX_MARK_BYTES;
use crate::organisation::{Aim, AimCode, is_name};
use crate::text::LocalText;
use crate::time::Timestamp;

/// The mark of one view in one cabinet, whose hash was found true. As it is stored and sent:
///
/// ```cddl
/// mark = [body: bstr .cbor mark-body, hash: bstr .size 32]  ; SHA-256("qujat/view-mark/1" 00 body)
/// mark-body = {
///   1 => 1 / 2,                   ; version: 2 exactly where the view has what is marked (2) below
///   2 => uint,                    ; number in its cabinet, from 1
///   3 => bstr .size 32,           ; hash of the mark before it; of the first, the cabinet's name
///   4 => 1 / 2,                   ; side: 1 the subject's cabinet, 2 the viewer's
///   5 => view,
/// }
/// view = {                        ; the same in both cabinets
///   1 => bstr .size 16,           ; pair
///   2 => [1] / [2, bstr .size 32] / [3, bstr .size 32], ; ground: representation; a grant, (2) a consent, by a hash of its id
///   3 => tstr,                    ; docType
///   4 => bstr .size 32,           ; digest of the document: SHA-256 of its Mobile Security Object
///   5 => [1, iin] / [2, bin, iin] / [3, bin],   ; viewer: person, employee, system
///   6 => tstr .size 12,           ; subject's IIN
///   7 => 1 / 2 / 3 / 4 / 5,       ; door: QR code, six digits, by default, (2) one-time password, (2) short message
///   8 => int,                     ; when, Unix seconds
///   9 => tstr,                    ; when, local time, RFC 3339 with its offset
///   10 => tstr,                   ; edition of the rules
///   11 => 1,                      ; outcome: released
///   ? 12 => [tstr, tstr, tstr, tstr], ; (2) what for: its code, its name in Kazakh, Russian and English
/// }
/// ```
///
/// Nothing in it opens anything: no code, no token, no grant id.
#[derive(Clone, PartialEq, Eq)]
pub struct Mark {
    number: u64,
    previous: [u8; 32],
    side: Side,
    view: View,
    body: Vec<u8>,
    hash: [u8; 32],
}

/// What was viewed, by whom, when, how: the same in both cabinets.
#[derive(Clone, PartialEq, Eq)]
pub struct View {
    /// What joins the two marks.
    pub pair: PairId,
    /// On what ground.
    pub ground: ViewGround,
    /// The kind of document.
    pub doc_type: DocType,
    /// SHA-256 of its Mobile Security Object.
    pub document_digest: [u8; 32],
    /// Who saw it.
    pub viewer: Party,
    /// Whose it is.
    pub subject: Iin,
    /// By which door.
    pub door: Door,
    /// When.
    pub at: Timestamp,
    /// The same instant in local time with its offset, RFC 3339, as it was that day (1277/10).
    pub local: String,
    /// The edition of the rules it was decided by: `352/2024`.
    pub edition: String,
    /// What came of it.
    pub outcome: ViewOutcome,
    /// What for, where an organisation asked (352/4).
    pub aim: Option<Aim>,
}

/// What joins the two marks of one view. On one view of a grant it is derived, so that a second release on that view
/// bears the same one and is refused; otherwise random. Opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PairId(pub [u8; 16]);

/// In whose cabinet a mark stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The subject's.
    Subject,
    /// The viewer's.
    Viewer,
}

/// The ground as a mark names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ViewGround {
    /// Legal representation of a child (352/14); as what is not told.
    Representation,
    /// A grant (352/15), by the hash of its id that [`crate::access::PermitGround`] holds.
    Grant([u8; 32]),
    /// Consent by phone (352/20), likewise by the hash that the permit's ground holds.
    Consent([u8; 32]),
}

/// How the viewer came to the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Door {
    /// The QR code.
    Qr,
    /// The six digits.
    Digits,
    /// Open by default (352/14).
    Default,
    /// A one-time password that the subject passed on (352/20).
    Password,
    /// The subject's reply by short message (352/20).
    Reply,
}

/// What came of a view. Refusals are the service's own to audit and stand in no cabinet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ViewOutcome {
    /// The document was released.
    Released,
}

/// Why bytes are no mark.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MarkError {
    /// Not of the shape of a mark.
    #[error("view mark: {0}")]
    Cbor(#[from] CborError),
    /// A member has a value it cannot have.
    #[error("view mark: {member} is missing or malformed")]
    Member {
        /// Which.
        member: &'static str,
    },
    /// The hash at its end is not that of its body.
    #[error("view mark: its hash is not that of its content")]
    Altered,
}

impl Mark {
    /// The mark that comes after `head` in the cabinet on `side`.
    pub(super) fn after(head: Head, side: Side, view: &View) -> Result<Self, MarkError> {
        let (number, previous) = (head.count.saturating_add(1), head.hash);
        let key = |label: u64| Value::from(label);
        let body = cbor::encode(&Value::Map(vec![
            (key(1), Value::from(view.version())),
            (key(2), Value::from(number)),
            (key(3), Value::from(previous.as_slice())),
            (key(4), Value::from(side.code())),
            (key(5), view.to_value()),
        ]))?;
        Ok(Self { number, previous, side, view: view.clone(), hash: hash(&body), body })
    }

    /// Reads a stored mark and checks its own hash; its place in a chain is [`super::Chain`]'s to check.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MarkError> {
        if bytes.len() > MAX_MARK_BYTES {
            let (found, limit) = (bytes.len(), MAX_MARK_BYTES);
            return Err(CborError::TooLarge { what: "bytes", found, limit }.into());
        }
        let mut decoder = Decoder::new(bytes);
        let mut members = decoder.array_of(2, "an array of 2 (view mark) is wanted")?;
        let mut next = |decoder: &mut Decoder<'_>| match decoder.more(&mut members) {
            Ok(true) => Ok(()),
            Ok(false) => Err(wrong("the frame")),
            Err(error) => Err(error.into()),
        };
        next(&mut decoder)?;
        let body = decoder.bytes()?;
        next(&mut decoder)?;
        let stored: [u8; 32] = fixed(&mut decoder, "the hash")?;
        decoder.close(members)?;
        decoder.finish()?;
        let mark = Self::read(&body, stored)?;
        // One mark, one form: bytes that only mean the same were written by somebody else.
        if mark.to_bytes() == bytes { Ok(mark) } else { Err(MarkError::Altered) }
    }

    fn read(body: &[u8], stored: [u8; 32]) -> Result<Self, MarkError> {
        if hash(body) != stored {
            return Err(MarkError::Altered);
        }
        let (mut version, mut number, mut previous, mut side, mut view) = (None, None, None, None, None);
        let mut decoder = Decoder::new(body);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            match key.unsigned()? {
                1 => version = Some(decoder.unsigned()?),
                2 => number = Some(decoder.unsigned()?),
                3 => previous = Some(fixed(&mut decoder, "the previous hash")?),
                4 => side = Some(Side::from_code(decoder.unsigned()?)?),
                5 => view = Some(View::read(&mut decoder)?),
                _ => return Err(wrong("an unknown member")),
            }
        }
        decoder.finish()?;
        let view = view.ok_or(wrong("the view"))?;
        version.filter(|version| *version == view.version()).ok_or(wrong("the version"))?;
        Ok(Self {
            number: number.filter(|number| *number > 0).ok_or(wrong("the number"))?,
            previous: previous.ok_or(wrong("the previous hash"))?,
            side: side.ok_or(wrong("the side"))?,
            view,
            body: body.to_vec(),
            hash: stored,
        })
    }

    /// The bytes to store: what [`Mark::from_bytes`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.body.len() + 40);
        out.push(0x82);
        cbor::push_bytes(&mut out, &self.body);
        cbor::push_bytes(&mut out, &self.hash);
        out
    }

    /// Its number in its cabinet, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The hash of the mark before it; of the first, the cabinet's name.
    pub fn previous(&self) -> &[u8; 32] {
        &self.previous
    }

    /// Its own hash.
    pub fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// In whose cabinet it stands.
    pub fn side(&self) -> Side {
        self.side
    }

    /// The view it is of.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Whether `other` is the other party's mark of the same view.
    pub fn is_pair_of(&self, other: &Self) -> bool {
        self.side != other.side && self.view == other.view
    }
}

impl View {
    /// Whose cabinet has the mark on `side`: an organisation's view stands in the organisation's.
    pub fn cabinet(&self, side: Side) -> Recipient {
        match (side, &self.viewer) {
            (Side::Subject, _) => Recipient::Person(self.subject),
            (Side::Viewer, Party::Person(person)) => Recipient::Person(*person),
            (Side::Viewer, Party::Employee { organisation, .. } | Party::System(organisation)) => {
                Recipient::Organisation(*organisation)
            }
        }
    }

    fn to_value(&self) -> Value {
        let list = |code: u64, rest: &[Value]| {
            Value::Array(core::iter::once(Value::from(code)).chain(rest.iter().cloned()).collect())
        };
        let ground = match &self.ground {
            ViewGround::Representation => list(1, &[]),
            ViewGround::Grant(hash) => list(2, &[Value::from(hash.as_slice())]),
            ViewGround::Consent(hash) => list(3, &[Value::from(hash.as_slice())]),
        };
        let viewer = match &self.viewer {
            Party::Person(iin) => list(1, &[Value::from(iin.as_str())]),
            Party::Employee { organisation, person } => {
                list(2, &[Value::from(organisation.as_str()), Value::from(person.as_str())])
            }
            Party::System(bin) => list(3, &[Value::from(bin.as_str())]),
        };
        let values = [
            Value::from(self.pair.0.as_slice()),
            ground,
            Value::from(self.doc_type.as_str()),
            Value::from(self.document_digest.as_slice()),
            viewer,
            Value::from(self.subject.as_str()),
            Value::from(self.door.code()),
            Value::from(self.at.unix()),
            Value::from(self.local.as_str()),
            Value::from(self.edition.as_str()),
            Value::from(self.outcome.code()),
        ];
        let aim = self.aim.as_ref().map(|aim| {
            let LocalText { kk, ru, en } = &aim.name;
            Value::Array([aim.code.as_str(), kk, ru, en].map(Value::from).to_vec())
        });
        Value::Map((1_u64..).map(Value::from).zip(values.into_iter().chain(aim)).collect())
    }

    /// The first version of marks that can say it: readers of older marks go on reading those.
    fn version(&self) -> u64 {
        let new = matches!(self.ground, ViewGround::Consent(_))
            || matches!(self.door, Door::Password | Door::Reply)
            || self.aim.is_some();
        if new { 2 } else { 1 }
    }

    fn read(decoder: &mut Decoder<'_>) -> Result<Self, MarkError> {
        let (mut pair, mut ground, mut doc_type, mut digest, mut viewer) = (None, None, None, None, None);
        let (mut subject, mut door, mut at, mut local, mut edition) = (None, None, None, None, None);
        let (mut outcome, mut aim) = (None, None);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            match key.unsigned()? {
                1 => pair = Some(PairId(fixed(decoder, "the pair")?)),
                2 => ground = Some(read_ground(decoder)?),
                3 => doc_type = DocType::parse(&decoder.text()?).ok(),
                4 => digest = Some(fixed(decoder, "the digest")?),
                5 => viewer = Some(read_party(decoder)?),
                6 => subject = Iin::parse(&decoder.text()?).ok(),
                7 => door = Some(Door::from_code(decoder.unsigned()?)?),
                8 => at = Timestamp::from_unix(decoder.integer()?).ok(),
                9 => local = Some(decoder.text()?.into_owned()),
                10 => edition = Some(decoder.text()?.into_owned()),
                11 => outcome = Some(ViewOutcome::from_code(decoder.unsigned()?)?),
                12 => aim = Some(read_aim(decoder)?),
                _ => return Err(wrong("an unknown member")),
            }
        }
        let at = at.ok_or(wrong("the instant"))?;
        // The offset is the one of that day as it was then known; the instant it names is this one.
        let local = local.filter(|local| Timestamp::parse(local) == Ok(at)).ok_or(wrong("the local time"))?;
        Ok(Self {
            pair: pair.ok_or(wrong("the pair"))?,
            ground: ground.ok_or(wrong("the ground"))?,
            doc_type: doc_type.ok_or(wrong("the docType"))?,
            document_digest: digest.ok_or(wrong("the digest"))?,
            viewer: viewer.ok_or(wrong("the viewer"))?,
            subject: subject.ok_or(wrong("the subject"))?,
            door: door.ok_or(wrong("the door"))?,
            at,
            local,
            edition: edition.ok_or(wrong("the edition"))?,
            outcome: outcome.ok_or(wrong("the outcome"))?,
            aim,
        })
    }
}

impl Side {
    /// Both sides.
    pub const ALL: [Self; 2] = [Self::Subject, Self::Viewer];

    const fn code(self) -> u64 {
        match self {
            Self::Subject => 1,
            Self::Viewer => 2,
        }
    }

    fn from_code(code: u64) -> Result<Self, MarkError> {
        Self::ALL.into_iter().find(|side| side.code() == code).ok_or(wrong("the side"))
    }
}

impl Door {
    /// Every door.
    pub const ALL: [Self; 5] = [Self::Qr, Self::Digits, Self::Default, Self::Password, Self::Reply];

    /// `qr`, `digits`, `default`, `password` or `sms`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Qr => "qr",
            Self::Digits => "digits",
            Self::Default => "default",
            Self::Password => "password",
            Self::Reply => "sms",
        }
    }

    const fn code(self) -> u64 {
        match self {
            Self::Qr => 1,
            Self::Digits => 2,
            Self::Default => 3,
            Self::Password => 4,
            Self::Reply => 5,
        }
    }

    fn from_code(code: u64) -> Result<Self, MarkError> {
        Self::ALL.into_iter().find(|door| door.code() == code).ok_or(wrong("the door"))
    }
}

impl ViewOutcome {
    /// `released`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Released => "released",
        }
    }

    const fn code(self) -> u64 {
        match self {
            Self::Released => 1,
        }
    }

    fn from_code(code: u64) -> Result<Self, MarkError> {
        if code == Self::Released.code() { Ok(Self::Released) } else { Err(wrong("the outcome")) }
    }
}

/// Lower-case hexadecimal.
impl fmt::Display for PairId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The number and the pair; no person.
impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mark({}, {:?}, {})", self.number, self.side, self.view.pair)
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "View({}, {})", self.pair, self.doc_type.as_str())
    }
}

fn read_ground(decoder: &mut Decoder<'_>) -> Result<ViewGround, MarkError> {
    let bad = || wrong("the ground");
    let mut members = decoder.array()?;
    if !decoder.more(&mut members)? {
        return Err(bad());
    }
    let ground = match decoder.unsigned()? {
        1 => ViewGround::Representation,
        2 if decoder.more(&mut members)? => ViewGround::Grant(fixed(decoder, "the ground")?),
        3 if decoder.more(&mut members)? => ViewGround::Consent(fixed(decoder, "the ground")?),
        _ => return Err(bad()),
    };
    decoder.close(members)?;
    Ok(ground)
}

fn read_aim(decoder: &mut Decoder<'_>) -> Result<Aim, MarkError> {
    let mut members = decoder.array_of(4, "a code and three names are wanted")?;
    let mut next = || -> Result<String, CborError> {
        decoder.member(&mut members)?;
        Ok(decoder.text()?.into_owned())
    };
    let (code, kk, ru, en) = (next()?, next()?, next()?, next()?);
    decoder.close(members)?;
    let aim = AimCode::parse(&code).map(|code| Aim { code, name: LocalText { kk, ru, en } });
    aim.filter(|aim| is_name(&aim.name)).ok_or(wrong("the aim"))
}

fn read_party(decoder: &mut Decoder<'_>) -> Result<Party, MarkError> {
    let bad = || wrong("the viewer");
    let mut members = decoder.array()?;
    if !decoder.more(&mut members)? {
        return Err(bad());
    }
    let code = decoder.unsigned()?;
    let mut names = Vec::with_capacity(2);
    while names.len() < 2 && decoder.more(&mut members)? {
        names.push(decoder.text()?);
    }
    decoder.close(members)?;
    let iin = |text: &str| Iin::parse(text).map_err(|_| bad());
    let bin = |text: &str| Bin::parse(text).map_err(|_| bad());
    match (code, names.as_slice()) {
        (1, [person]) => Ok(Party::Person(iin(person)?)),
        (2, [organisation, person]) => {
            Ok(Party::Employee { organisation: bin(organisation)?, person: iin(person)? })
        }
        (3, [organisation]) => Ok(Party::System(bin(organisation)?)),
        _ => Err(bad()),
    }
}

fn fixed<const N: usize>(decoder: &mut Decoder<'_>, member: &'static str) -> Result<[u8; N], MarkError> {
    decoder.bytes()?.as_ref().try_into().map_err(|_| wrong(member))
}

const fn wrong(member: &'static str) -> MarkError {
    MarkError::Member { member }
}

fn hash(body: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(LABEL).chain_update(body).finalize().into()
}

const LABEL: &[u8] = b"qujat/view-mark/1\0";
