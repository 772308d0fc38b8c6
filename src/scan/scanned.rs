use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::cose::{Purpose, Sign1};
use crate::limits::{MAX_SYMBOL_CHARS, MAX_TOKEN_BYTES};

/// Which carrier a symbol is, by its form alone. Nothing in it has been checked: whoever prints a QR code chooses every
/// byte.
#[derive(Clone, PartialEq, Eq)]
pub enum Scanned {
    /// What "Open access" makes (352/15): the signed grant out of a link `https://<host>/…#<base64url>`, COSE_Sign1.
    Grant(Vec<u8>),
    /// A document's own matrix code (9/1.2.3): the seal out of `QS1:<base45>`, COSE_Sign1.
    Seal(Vec<u8>),
    /// One frame of a document shown without a network: the bytes out of `QP1:<base45>`.
    PresentationFrame(Vec<u8>),
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
    /// [`Scanned::Unknown`].
    Unknown,
}

impl Scanned {
    /// Tells the carrier from the text of a symbol, as a phone's own camera software hands it over.
    pub fn from_text(text: &str) -> Self {
        if text.len() <= MAX_SYMBOL_CHARS {
            if let Some(token) = grant_token(text) {
                return Self::Grant(token);
            }
            if let Some(seal) = seal_bytes(text) {
                return Self::Seal(seal);
            }
            if let Some(frame) = base45_after(FRAME_PREFIX, text) {
                return Self::PresentationFrame(frame);
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
            Self::Unknown(_) => Kind::Unknown,
        }
    }
}

impl Kind {
    /// `grant`, `seal`, `presentation_frame` or `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Seal => "seal",
            Self::PresentationFrame => "presentation_frame",
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

/// The token of a grant link, where the text is one. Which hosts are trusted is the caller's to say.
fn grant_token(text: &str) -> Option<Vec<u8>> {
    let (address, fragment) = text.strip_prefix("https://")?.split_once('#')?;
    let host = address.split(['/', '?']).next()?;
    if host.is_empty() {
        return None;
    }
    signed_for(Purpose::Grant, URL_SAFE_NO_PAD.decode(fragment).ok()?)
}

/// The COSE_Sign1 of a seal, where the text is one.
fn seal_bytes(text: &str) -> Option<Vec<u8>> {
    signed_for(Purpose::Seal, base45_after(SEAL_PREFIX, text)?)
}

fn base45_after(prefix: &str, text: &str) -> Option<Vec<u8>> {
    base45::decode(text.strip_prefix(prefix)?).ok()
}

/// `bytes`, where they have the form of a thing signed for `purpose`. The signature is not looked at.
fn signed_for(purpose: Purpose, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let fits = bytes.len() <= MAX_TOKEN_BYTES
        && Sign1::parse(&bytes).is_ok_and(|sign1| sign1.header().typ() == purpose.media_type());
    fits.then_some(bytes)
}

const SEAL_PREFIX: &str = "QS1:";
const FRAME_PREFIX: &str = "QP1:";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cose::{Algorithm, SoftwareSigner, Unsigned};

    fn signed(purpose: Purpose) -> Vec<u8> {
        let signer = SoftwareSigner::from_secret(Algorithm::EdDsa, &[7; 32]).expect("a key");
        Unsigned { purpose, payload: b"\xa0" }.sign(&signer).expect("a signature")
    }

    #[test]
    fn carriers_are_told_by_form_and_purpose() {
        let (grant, seal) = (signed(Purpose::Grant), signed(Purpose::Seal));
        let link = |token: &[u8]| format!("https://egov.kz/q#{}", URL_SAFE_NO_PAD.encode(token));
        let sealed = |bytes: &[u8]| format!("QS1:{}", base45::encode(bytes));
        let frame = format!("QP1:{}", base45::encode(b"frame"));

        assert_eq!(Scanned::from_text(&link(&grant)), Scanned::Grant(grant.clone()));
        assert_eq!(Scanned::from_text(&sealed(&seal)), Scanned::Seal(seal.clone()));
        assert_eq!(Scanned::from_text(&frame), Scanned::PresentationFrame(b"frame".to_vec()));
        for other in [
            // A thing signed for another purpose never passes for the one its carrier names.
            link(&seal),
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
