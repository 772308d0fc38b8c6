use core::fmt;

use super::ProximityError;
use crate::cbor::{self, CborError, Decoder, Kind, Value};

/// A way the holder offers to carry the session (ISO/IEC 18013-5 §8.2.1.1): the application opens it.
///
/// ```cddl
/// DeviceRetrievalMethod = [type: uint, version: uint, RetrievalOptions]
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum RetrievalMethod {
    /// 1: NFC.
    Nfc(NfcOptions),
    /// 2: Bluetooth Low Energy.
    Ble(BleOptions),
    /// 3: Wi-Fi Aware.
    Wifi(WifiOptions),
    /// One that is not known here, or a later version of one that is.
    Other {
        /// Its type.
        kind: u64,
        /// Its version.
        version: u64,
        /// Its options, one CBOR item as received.
        options: Vec<u8>,
    },
}

/// `NfcOptions = { 0: uint, 1: uint }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NfcOptions {
    /// The most bytes of a command's data field.
    pub max_command: u64,
    /// The most bytes of a response's data field.
    pub max_response: u64,
}

/// `BleOptions = { 0: bool, 1: bool, ? 10: bstr, ? 11: bstr, ? 20: bstr }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BleOptions {
    /// Whether the holder can be the peripheral server.
    pub peripheral_server: bool,
    /// Whether the holder can be the central client.
    pub central_client: bool,
    /// The UUID of the service as peripheral server.
    pub peripheral_uuid: Option<[u8; 16]>,
    /// The UUID of the service as central client.
    pub central_uuid: Option<[u8; 16]>,
    /// The Bluetooth address as peripheral server.
    pub address: Option<[u8; 6]>,
}

/// `WifiOptions = { ? 0: tstr, ? 1: uint, ? 2: uint, ? 3: bstr }`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct WifiOptions {
    /// The pass-phrase.
    pub passphrase: Option<String>,
    /// The operating class of the channel.
    pub operating_class: Option<u64>,
    /// The channel's number.
    pub channel: Option<u64>,
    /// The supported bands.
    pub bands: Option<Vec<u8>>,
}

impl BleOptions {
    /// The holder as central client of a service with this UUID, as most phones do.
    pub fn central(uuid: [u8; 16]) -> Self {
        Self { central_client: true, central_uuid: Some(uuid), ..Self::default() }
    }
}

impl RetrievalMethod {
    pub(super) fn read(decoder: &mut Decoder<'_>) -> Result<Self, ProximityError> {
        let mut members = decoder.array_of(3, SHAPE)?;
        decoder.member(&mut members)?;
        let kind = decoder.unsigned()?;
        decoder.member(&mut members)?;
        let version = decoder.unsigned()?;
        decoder.member(&mut members)?;
        let method = match (kind, version) {
            (NFC, 1) => Self::Nfc(NfcOptions::read(decoder)?),
            (BLE, 1) => Self::Ble(BleOptions::read(decoder)?),
            (WIFI, 1) => Self::Wifi(WifiOptions::read(decoder)?),
            _ => Self::Other { kind, version, options: decoder.skip()?.to_vec() },
        };
        decoder.close(members)?;
        Ok(method)
    }

    /// Appends it.
    pub(super) fn push(&self, out: &mut Vec<u8>) -> Result<(), CborError> {
        let (kind, version, options) = match self {
            Self::Nfc(options) => (NFC, 1, cbor::encode(&options.to_cbor())?),
            Self::Ble(options) => (BLE, 1, cbor::encode(&options.to_cbor())?),
            Self::Wifi(options) => (WIFI, 1, cbor::encode(&options.to_cbor())?),
            Self::Other { kind, version, options } => {
                cbor::check(options, options.len())?;
                (*kind, *version, options.clone())
            }
        };
        cbor::push_array(out, 3);
        cbor::push_unsigned(out, kind);
        cbor::push_unsigned(out, version);
        out.extend(options);
        Ok(())
    }
}

impl NfcOptions {
    fn read(decoder: &mut Decoder<'_>) -> Result<Self, CborError> {
        let (mut max_command, mut max_response) = (None, None);
        read_options(decoder, |label, decoder| {
            match label {
                0 => max_command = Some(decoder.unsigned()?),
                1 => max_response = Some(decoder.unsigned()?),
                _ => drop(decoder.skip()?),
            }
            Ok(())
        })?;
        let (Some(max_command), Some(max_response)) = (max_command, max_response) else {
            return Err(CborError::Missing { key: "NfcOptions 0 and 1" });
        };
        Ok(Self { max_command, max_response })
    }

    fn to_cbor(self) -> Value {
        options([(0, Some(self.max_command.into())), (1, Some(self.max_response.into()))])
    }
}

impl BleOptions {
    fn read(decoder: &mut Decoder<'_>) -> Result<Self, CborError> {
        let mut read = Self::default();
        read_options(decoder, |label, decoder| {
            match label {
                0 => read.peripheral_server = decoder.boolean()?,
                1 => read.central_client = decoder.boolean()?,
                10 => read.peripheral_uuid = Some(fixed(decoder, "a UUID of 16 bytes is wanted")?),
                11 => read.central_uuid = Some(fixed(decoder, "a UUID of 16 bytes is wanted")?),
                20 => read.address = Some(fixed(decoder, "a Bluetooth address of 6 bytes is wanted")?),
                _ => drop(decoder.skip()?),
            }
            Ok(())
        })?;
        Ok(read)
    }

    fn to_cbor(self) -> Value {
        let bytes = |bytes: Option<&[u8]>| bytes.map(Value::from);
        options([
            (0, Some(self.peripheral_server.into())),
            (1, Some(self.central_client.into())),
            (10, bytes(self.peripheral_uuid.as_ref().map(<[u8; 16]>::as_slice))),
            (11, bytes(self.central_uuid.as_ref().map(<[u8; 16]>::as_slice))),
            (20, bytes(self.address.as_ref().map(<[u8; 6]>::as_slice))),
        ])
    }
}

impl WifiOptions {
    fn read(decoder: &mut Decoder<'_>) -> Result<Self, CborError> {
        let mut read = Self::default();
        read_options(decoder, |label, decoder| {
            match label {
                0 => read.passphrase = Some(decoder.text()?.into_owned()),
                1 => read.operating_class = Some(decoder.unsigned()?),
                2 => read.channel = Some(decoder.unsigned()?),
                3 => read.bands = Some(decoder.bytes()?.into_owned()),
                _ => drop(decoder.skip()?),
            }
            Ok(())
        })?;
        Ok(read)
    }

    fn to_cbor(&self) -> Value {
        options([
            (0, self.passphrase.as_deref().map(Value::from)),
            (1, self.operating_class.map(Value::from)),
            (2, self.channel.map(Value::from)),
            (3, self.bands.as_deref().map(Value::from)),
        ])
    }
}

/// A pass-phrase is a secret.
impl fmt::Debug for RetrievalMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nfc(options) => write!(f, "{options:?}"),
            Self::Ble(options) => write!(f, "{options:?}"),
            Self::Wifi(options) => write!(f, "{options:?}"),
            Self::Other { kind, version, .. } => write!(f, "Other({kind}, {version})"),
        }
    }
}

impl fmt::Debug for WifiOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WifiOptions(…)")
    }
}

/// A map whose labels are integers; any other is passed over.
fn read_options<'a>(
    decoder: &mut Decoder<'a>,
    mut take: impl FnMut(i64, &mut Decoder<'a>) -> Result<(), CborError>,
) -> Result<(), CborError> {
    let mut map = decoder.map()?;
    while let Some(mut key) = decoder.key(&mut map)? {
        match key.peek()? {
            Kind::Unsigned => take(key.integer()?, decoder)?,
            _ => drop(decoder.skip()?),
        }
    }
    Ok(())
}

fn fixed<const N: usize>(decoder: &mut Decoder<'_>, what: &'static str) -> Result<[u8; N], CborError> {
    let at = decoder.offset();
    decoder.bytes()?.as_ref().try_into().map_err(|_| CborError::Value { at, what })
}

/// The members that are there.
fn options<const N: usize>(members: [(u64, Option<Value>); N]) -> Value {
    let there = members.into_iter().filter_map(|(label, value)| Some((label.into(), value?)));
    Value::Map(there.collect())
}

const SHAPE: &str = "an array of 3 (DeviceRetrievalMethod) is wanted";
const NFC: u64 = 1;
const BLE: u64 = 2;
const WIFI: u64 = 3;
