use qujat::proximity::{
    Aborted, BleOptions, DeviceEngagement, DeviceRequest, DocumentRequest, Handover, NfcOptions,
    ReaderStanding, RetrievalMethod,
};
use qujat::trust::TrustedReader;

use crate::InputException;
use crate::verifier::DocumentVerdict;

/// How a session can be carried: what the holder offers, or what a reader found offered. Wi-Fi Aware is not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct ProximityMethods {
    /// By Bluetooth Low Energy.
    #[uniffi(default = None)]
    pub ble: Option<BleMethod>,
    /// By NFC.
    #[uniffi(default = None)]
    pub nfc: Option<NfcMethod>,
}

/// Bluetooth Low Energy (ISO/IEC 18013-5 §8.2.1.1). One of the two UUIDs at least.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct BleMethod {
    /// The UUID of the service where the holder is the central client, 16 bytes: as most phones do.
    #[uniffi(default = None)]
    pub central_uuid: Option<Vec<u8>>,
    /// The UUID of the service where the holder is the peripheral server, 16 bytes.
    #[uniffi(default = None)]
    pub peripheral_uuid: Option<Vec<u8>>,
    /// The Bluetooth address of the holder as peripheral server, 6 bytes, where it is known.
    #[uniffi(default = None)]
    pub address: Option<Vec<u8>>,
}

/// NFC (ISO/IEC 18013-5 §8.2.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct NfcMethod {
    /// The most bytes of a command's data field: 255 to 65,535.
    pub max_command: u32,
    /// The most bytes of a response's data field: 256 to 65,536.
    pub max_response: u32,
}

/// The messages by which an engagement crossed by NFC: both sides sign over them.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NfcHandover {
    /// The Handover Select message.
    pub select: Vec<u8>,
    /// The Handover Request message, where the handover was negotiated.
    #[uniffi(default = None)]
    pub request: Option<Vec<u8>>,
}

/// What a message brought a holder.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ProximityAsked {
    /// What is asked for. Show it to the person before anything is answered. Empty where the session is over.
    pub documents: Vec<DocumentAsked>,
    /// Whether the session is over: the reader ended it, or the message was not one of this session.
    pub is_over: bool,
    /// What was wrong with the message, in English for developers and logs; absent where nothing was.
    pub problem: Option<String>,
}

/// One document that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DocumentAsked {
    /// Its kind.
    pub doc_type: String,
    /// The elements, in the order they were asked for. Their names are whatever the reader wrote.
    pub elements: Vec<ElementAsked>,
    /// Who asks.
    pub reader: ReaderIdentity,
}

/// One element that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ElementAsked {
    /// Its namespace.
    pub name_space: String,
    /// Its identifier.
    pub identifier: String,
    /// Whether the reader means to keep it: tell the person so.
    pub will_be_kept: bool,
}

/// Who asks, as far as that can be known (ISO/IEC 18013-5 §9.1.4).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReaderIdentity {
    /// How far to believe it.
    pub level: ReaderTrustLevel,
    /// The reader's name, as its authority certified; only where it is trusted.
    pub name: Option<String>,
    /// The organisation, likewise.
    pub organisation: Option<String>,
    /// Why it is not trusted, in English for developers and logs.
    pub problem: Option<String>,
}

/// How far a reader is to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ReaderTrustLevel {
    /// The request is not signed: anybody.
    Anonymous,
    /// Signed in this session by a reader that an authority the app trusts vouches for.
    Trusted,
    /// Signed by somebody nobody vouches for: no better than anonymous.
    Unknown,
    /// The signature is not true, or not of this session. Do not answer.
    Untrue,
}

/// What a message brought a reader.
#[derive(uniffi::Record)]
pub struct ProximityAnswer {
    /// Each document that came with what was found out about it, in this session: its device's proof was asked for. Empty
    /// where the holder showed none, or the session ended without an answer.
    pub documents: Vec<DocumentVerdict>,
    /// The kinds asked for that the holder does not show, as its device says.
    pub declined: Vec<String>,
    /// Whether the session is over: the holder ended it, or the message was not one of this session.
    pub is_over: bool,
    /// What was wrong with the message, in English for developers and logs; absent where nothing was.
    pub problem: Option<String>,
}

impl ProximityMethods {
    pub(super) fn to_core(&self) -> Result<Vec<RetrievalMethod>, InputException> {
        let mut methods = Vec::new();
        if let Some(ble) = &self.ble {
            methods.push(RetrievalMethod::Ble(ble.to_core()?));
        }
        if let Some(NfcMethod { max_command, max_response }) = self.nfc {
            let fits = (255..=65_535).contains(&max_command) && (256..=65_536).contains(&max_response);
            if !fits {
                return Err(method("NFC data fields of 255 to 65,535 and 256 to 65,536 bytes are wanted"));
            }
            let (max_command, max_response) = (max_command.into(), max_response.into());
            methods.push(RetrievalMethod::Nfc(NfcOptions { max_command, max_response }));
        }
        Ok(methods)
    }

    /// The first of each sort.
    pub(super) fn of(engagement: &DeviceEngagement) -> Self {
        let mut found = Self::default();
        for method in engagement.methods() {
            match method {
                RetrievalMethod::Ble(ble) if found.ble.is_none() => found.ble = Some(BleMethod::of(ble)),
                RetrievalMethod::Nfc(nfc) if found.nfc.is_none() => {
                    let most = |bytes| u32::try_from(bytes).unwrap_or(u32::MAX);
                    let (max_command, max_response) = (most(nfc.max_command), most(nfc.max_response));
                    found.nfc = Some(NfcMethod { max_command, max_response });
                }
                _ => {}
            }
        }
        found
    }
}

impl BleMethod {
    fn to_core(&self) -> Result<BleOptions, InputException> {
        if self.central_uuid.is_none() && self.peripheral_uuid.is_none() {
            return Err(method("a UUID as central client or as peripheral server is wanted"));
        }
        Ok(BleOptions {
            peripheral_server: self.peripheral_uuid.is_some(),
            central_client: self.central_uuid.is_some(),
            peripheral_uuid: exactly(self.peripheral_uuid.as_deref(), "a UUID")?,
            central_uuid: exactly(self.central_uuid.as_deref(), "a UUID")?,
            address: exactly(self.address.as_deref(), "a Bluetooth address")?,
        })
    }

    fn of(ble: &BleOptions) -> Self {
        Self {
            central_uuid: ble.central_uuid.map(Into::into),
            peripheral_uuid: ble.peripheral_uuid.map(Into::into),
            address: ble.address.map(Into::into),
        }
    }
}

fn exactly<const N: usize>(bytes: Option<&[u8]>, what: &str) -> Result<Option<[u8; N]>, InputException> {
    let sized = |bytes: &[u8]| {
        <[u8; N]>::try_from(bytes)
            .map_err(|_| method(&format!("{what} of {} bytes, {N} are wanted", bytes.len())))
    };
    bytes.map(sized).transpose()
}

fn method(reason: &str) -> InputException {
    InputException::malformed("method", reason)
}

impl From<NfcHandover> for Handover {
    fn from(NfcHandover { select, request }: NfcHandover) -> Self {
        Self::Nfc { select, request }
    }
}

/// By a QR code, unless by NFC.
pub(super) fn handover(nfc: Option<NfcHandover>) -> Handover {
    nfc.map_or(Handover::Qr, Handover::from)
}

impl ProximityAsked {
    pub(super) fn of(
        request: &DeviceRequest<'_>,
        standing: impl Fn(&DocumentRequest<'_>) -> ReaderStanding,
    ) -> Self {
        let documents = request.documents.iter().map(|asked| DocumentAsked {
            doc_type: asked.doc_type.as_str().to_owned(),
            elements: asked
                .elements
                .iter()
                .map(|element| ElementAsked {
                    name_space: element.name_space.as_ref().to_owned(),
                    identifier: element.identifier.as_ref().to_owned(),
                    will_be_kept: element.intent_to_retain,
                })
                .collect(),
            reader: standing(asked).into(),
        });
        Self { documents: documents.collect(), is_over: false, problem: None }
    }

    pub(super) fn over(aborted: Option<&Aborted>) -> Self {
        Self { documents: Vec::new(), is_over: true, problem: aborted.map(ToString::to_string) }
    }
}

impl ProximityAnswer {
    pub(super) fn over(aborted: Option<&Aborted>) -> Self {
        let problem = aborted.map(ToString::to_string);
        Self { documents: Vec::new(), declined: Vec::new(), is_over: true, problem }
    }
}

impl From<ReaderStanding> for ReaderIdentity {
    fn from(standing: ReaderStanding) -> Self {
        let nobody = |level, problem| Self { level, name: None, organisation: None, problem };
        match standing {
            ReaderStanding::Anonymous => nobody(ReaderTrustLevel::Anonymous, None),
            ReaderStanding::Unknown(error) => nobody(ReaderTrustLevel::Unknown, Some(error.to_string())),
            ReaderStanding::Untrue(error) => nobody(ReaderTrustLevel::Untrue, Some(error.to_string())),
            ReaderStanding::Trusted(reader) => {
                let TrustedReader { subject, .. } = *reader;
                Self {
                    level: ReaderTrustLevel::Trusted,
                    name: subject.common_name,
                    organisation: subject.organisation,
                    problem: None,
                }
            }
        }
    }
}
