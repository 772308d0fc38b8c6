use core::fmt;

use crate::cbor;

/// How the engagement came across: a part of the session transcript (ISO/IEC 18013-5 §9.1.5.1), so that both sides know they
/// met in the same way.
#[derive(Clone, PartialEq, Eq)]
pub enum Handover {
    /// By a QR code.
    Qr,
    /// By NFC, with the messages of that exchange.
    Nfc {
        /// The Handover Select message.
        select: Vec<u8>,
        /// The Handover Request message, where the handover was negotiated.
        request: Option<Vec<u8>>,
    },
}

impl Handover {
    /// ```cddl
    /// Handover = QRHandover / NFCHandover
    /// QRHandover = nil
    /// NFCHandover = [select: bstr, request: bstr / nil]
    /// ```
    pub(super) fn to_cbor(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Self::Qr => out.push(NULL),
            Self::Nfc { select, request } => {
                cbor::push_array(&mut out, 2);
                cbor::push_bytes(&mut out, select);
                match request {
                    Some(request) => cbor::push_bytes(&mut out, request),
                    None => out.push(NULL),
                }
            }
        }
        out
    }
}

/// The messages hold the engagement: only their sizes are shown.
impl fmt::Debug for Handover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Qr => f.write_str("Qr"),
            Self::Nfc { select, request } => {
                write!(f, "Nfc({}, {:?} bytes)", select.len(), request.as_ref().map(Vec::len))
            }
        }
    }
}

/// CBOR `null`.
const NULL: u8 = 0xf6;
