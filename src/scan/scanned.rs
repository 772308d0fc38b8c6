use core::fmt;

use crate::code::stream::FRAME_PREFIX;
use crate::cose::{Purpose, Sign1};
use crate::document::SealText;
use crate::grant::GrantLink;
use crate::limits::{MAX_SYMBOL_CHARS, MAX_TOKEN_BYTES};
use crate::presentation::Challenge;

/// Which carrier a symbol is, by its form alone. Nothing in it has been checked: whoever prints a QR code chooses every
/// byte.
#[derive(Clone, PartialEq, Eq)]
pub enum Scanned {
    /// What "Open access" makes (352/15): a link `https://<host>/…#<base64url>` to a signed grant. The host may be
    /// anybody's: compare it with the service's own before anything is sent there.
    Grant(GrantLink),
    /// A document's own matrix code (9/1.2.3): `QS1:<base45>`.
    Seal(SealText),
    /// One frame of a document shown without a network: the bytes out of `QP1:<base45>`.
    /// [`crate::code::stream::Receiver::take`] puts them together.
    PresentationFrame(Vec<u8>),
    /// What a verifier shows for a presentation to answer: `QC1:<base45>`.
    Challenge(Challenge),
    /// Something else.
    Unknown(Content),
}

/// The content of a symbol that is no carrier of ours.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// UTF-8.
    Text(String),
    /// Anything else.
    Bytes(Vec<u8>),
}

/// The name of a carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// [`Scanned::Grant`].
    Grant,
    /// [`Scanned::Seal`].
    Seal,
    /// [`Scanned::PresentationFrame`].
    PresentationFrame,
    /// [`Scanned::Challenge`].
    Challenge,
    /// [`Scanned::Unknown`].
    Unknown,
}

impl Scanned {
    /// Tells the carrier from the text of a symbol, as a phone's own camera software hands it over.
    pub fn from_text(text: &str) -> Self {
        if text.len() <= MAX_SYMBOL_CHARS {
            if let Some(link) = grant_link(text) {
                return Self::Grant(link);
            }
            if let Some(seal) = seal(text) {
                return Self::Seal(seal);
            }
            if let Some(Ok(frame)) = text.strip_prefix(FRAME_PREFIX).map(base45::decode) {
                return Self::PresentationFrame(frame);
            }
            if let Ok(challenge) = Challenge::parse(text) {
                return Self::Challenge(challenge);
            }
        }
        Self::Unknown(Content::Text(text.to_owned()))
    }

    /// The name of the carrier.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Grant(_) => Kind::Grant,
            Self::Seal(_) => Kind::Seal,
            Self::PresentationFrame(_) => Kind::PresentationFrame,
            Self::Challenge(_) => Kind::Challenge,
            Self::Unknown(_) => Kind::Unknown,
        }
    }
}

impl Kind {
    /// `grant`, `seal`, `presentation_frame`, `challenge` or `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Seal => "seal",
            Self::PresentationFrame => "presentation_frame",
            Self::Challenge => "challenge",
            Self::Unknown => "unknown",
        }
    }
}

/// A grant opens a document and other codes hold names: only the kind is printed.
impl fmt::Debug for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scanned({})", self.kind().as_str())
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
        }
    }
}

/// The link of a grant, where the text is one.
fn grant_link(text: &str) -> Option<GrantLink> {
    GrantLink::parse(text).ok().filter(|link| signed_for(Purpose::Grant, link.token()))
}

/// The seal, where the text is one.
fn seal(text: &str) -> Option<SealText> {
    SealText::parse(text).ok().filter(|seal| signed_for(Purpose::Seal, seal.as_bytes()))
}

/// Whether `bytes` have the form of a thing signed for `purpose`. The signature is not looked at.
fn signed_for(purpose: Purpose, bytes: &[u8]) -> bool {
    bytes.len() <= MAX_TOKEN_BYTES
        && Sign1::parse(bytes).is_ok_and(|sign1| sign1.header().typ() == purpose.media_type())
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;
    use crate::cose::{Algorithm, SoftwareSigner, Unsigned};
    use crate::document::{Official, Seal, SealContents};
    use crate::id::{Bin, DocType, DocumentNumber, Recipient};
    use crate::text::LocalText;
    use crate::time::{Date, Timestamp};

    fn signed(purpose: Purpose) -> Vec<u8> {
        let signer = SoftwareSigner::from_secret(Algorithm::EdDsa, &[7; 32]).expect("a key");
        Unsigned { purpose, payload: b"\xa0" }.sign(&signer).expect("a signature")
    }

    fn seal() -> SealText {
        let contents = SealContents {
            number: DocumentNumber::parse("045123789").expect("a number"),
            received: Date::parse("2026-11-22").expect("a date"),
            recipient: Recipient::parse("000000000101").expect("an IIN"),
            body: LocalText { kk: "ҚР ІІМ".into(), ..LocalText::default() },
            body_bin: Bin::parse("160440007161").expect("a BIN"),
            official: Official { name: "А. Сынақов".into(), office: "бастық".into() },
            doc_type: DocType::IDENTITY_CARD,
            digest: [7; 32],
            sealed_at: Timestamp::parse("2026-11-22T09:00:00+05:00").expect("an instant"),
            expires: None,
        };
        let signer = SoftwareSigner::from_secret(Algorithm::EdDsa, &[7; 32]).expect("a key");
        Seal::make(&contents, &signer).expect("a seal")
    }

    #[test]
    fn carriers_are_told_by_form_and_purpose() {
        let (grant, seal) = (signed(Purpose::Grant), seal());
        let link = |token: &[u8]| format!("https://egov.kz/q#{}", URL_SAFE_NO_PAD.encode(token));
        let sealed = |bytes: &[u8]| format!("QS1:{}", base45::encode(bytes));
        let frame = format!("QP1:{}", base45::encode(b"frame"));

        assert!(matches!(Scanned::from_text(&link(&grant)), Scanned::Grant(it) if it.token() == grant));
        assert_eq!(Scanned::from_text(seal.as_str()), Scanned::Seal(seal.clone()));
        assert_eq!(Scanned::from_text(&frame), Scanned::PresentationFrame(b"frame".to_vec()));
        let seal = seal.as_bytes();
        for other in [
            // A thing signed for another purpose never passes for the one its carrier names.
            link(seal),
            sealed(&grant),
            link(&signed(Purpose::Document)),
            link(&grant).replace("https", "http"),
            link(&grant).replace("egov.kz", ""),
            format!("{}=", link(&grant)),
            format!("{}AA", link(&grant)),
            "https://egov.kz/q#".into(),
            "https://egov.kz/q".into(),
            "QS1:".into(),
            "QP1:a".into(),
            "qs1:00".into(),
            String::new(),
        ] {
            assert_eq!(Scanned::from_text(&other), Scanned::Unknown(Content::Text(other.clone())), "{other}");
        }
    }

    #[test]
    fn debug_is_redacted() {
        let text = format!("{:?}", Scanned::from_text("850412300045"));
        assert_eq!(text, "Scanned(unknown)");
        assert_eq!(format!("{:?}", Content::Text("850412300045".into())), "Text(12 bytes)");
    }
}
