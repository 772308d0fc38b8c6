use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::scope::{purpose_of, purpose_word};
use super::{Certificate, DocTypes, Scope, TrustError, pem};
use crate::cbor;
use crate::cose::{Opened, PublicKey, Purpose, Sign1, Signer, Unsigned, Verifier};
use crate::id::{Bin, DocType};
use crate::limits::{MAX_LIST_BYTES, MAX_LIST_ENTRIES};
use crate::text::LocalText;
use crate::time::{Timestamp, Validity};

/// A list of who may sign what (352/5), as its publisher writes it: from JSON, then signed.
///
/// ```json
/// {"name": "kz.gov.egov.issuers", "version": 7,
///  "issued": "2026-11-22T09:00:00+05:00", "next_update": "2027-02-22T09:00:00+05:00",
///  "entries": [{
///    "certificate": "-----BEGIN CERTIFICATE-----…",
///    "name": {"kk": "ҚР ІІМ", "ru": "МВД РК", "en": "Ministry of Internal Affairs"}, "bin": "000740000728",
///    "purposes": ["document", "seal"], "doc_types": ["kz.gov.egov.identity_card.1"],
///    "valid_from": "2026-01-01T00:00:00+05:00", "valid_until": "2029-01-01T00:00:00+05:00"}]}
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustListDraft {
    /// Which list it is: versions of one name follow one another. 1 to 128 printable ASCII characters.
    pub name: String,
    /// Rises with each change.
    pub version: u64,
    /// When it was made.
    pub issued: Timestamp,
    /// When the next one is due. A list that is past it is stale: usable, and reported.
    pub next_update: Timestamp,
    /// The signers.
    pub entries: Vec<ListEntry>,
}

/// One signer of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListEntry {
    /// Who it is: by key, or by certificate.
    pub signer: ListedSigner,
    /// Whose it is.
    pub name: LocalText,
    /// Its BIN.
    pub bin: Option<Bin>,
    /// What it may sign. In JSON and CBOR `purposes` (`document`, `seal`, `grant`, …) and `doc_types`: exact names, or
    /// `"all"`.
    pub scope: Scope,
    /// When it may sign. Of one named by certificate, while that is valid too.
    pub validity: Validity,
}

/// By what an entry names a signer. Either way it is the key that may sign: a signature names it by its key id, or brings a
/// certificate of it.
#[derive(Clone, PartialEq, Eq)]
pub enum ListedSigner {
    /// Its key. In JSON `key`, a PEM `PUBLIC KEY` or a COSE_Key in base64url; in CBOR the COSE_Key's bytes.
    Key(PublicKey),
    /// Its own certificate, DER: a key of any algorithm, its subject key identifier as a key id, who signs in what office,
    /// where, and until when. In JSON `certificate`, a PEM `CERTIFICATE` or base64url; in CBOR the bytes. An authority's is
    /// none: that one's signers stand in the list themselves, or the authority in a [`Vical`](super::Vical).
    Certificate(Vec<u8>),
}

/// A list whose signature held. Made only by [`TrustList::open`] and [`TrustList::read`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustList {
    draft: TrustListDraft,
    skipped: usize,
    digest: [u8; 32],
}

impl TrustListDraft {
    /// Reads authored JSON; everything in it must be understood.
    pub fn from_json(json: &[u8]) -> Result<Self, TrustError> {
        if json.len() > MAX_LIST_BYTES {
            return Err(TrustError::List { what: "too large" });
        }
        let wire: WireList = serde_json::from_slice(json)
            .map_err(|error| TrustError::Json { line: error.line(), column: error.column() })?;
        // A signed list's unknown purposes are tomorrow's; an author's are slips of the pen.
        let known = |entry: &WireEntry| entry.purposes.iter().all(|word| purpose_of(word).is_some());
        let slip = wire.entries.iter().position(|entry| !known(entry));
        let (draft, skipped) = wire.read()?;
        match skipped.or(slip.map(|index| (index + 1, "a purpose in it is not known"))) {
            None => Ok(draft),
            Some((entry, what)) => Err(TrustError::Entry { entry, what }),
        }
    }

    /// The JSON that [`TrustListDraft::from_json`] reads.
    pub fn to_json(&self) -> Result<Vec<u8>, TrustError> {
        serde_json::to_vec_pretty(&WireList::write(self)?)
            .map_err(|_| TrustError::List { what: "cannot be written as JSON" })
    }

    /// Signs the list.
    pub fn sign(&self, signer: &dyn Signer) -> Result<Vec<u8>, TrustError> {
        let wire = WireList::write(self)?;
        // Read back before it is signed: nothing is published that would not open.
        wire.clone().read()?;
        let payload = cbor::to_vec(&wire, "trust list")?;
        Ok(Unsigned { purpose: Purpose::TrustList, payload: &payload }.sign(signer)?)
    }

    /// What a list says of itself, its signature not looked at: for tools.
    pub fn read_untrusted(bytes: &[u8]) -> Result<Self, TrustError> {
        let sign1 = Sign1::parse_within(bytes, MAX_LIST_BYTES)?;
        let payload = sign1.payload_untrusted().ok_or(TrustError::List { what: "without a payload" })?;
        read_payload(payload).map(|(draft, _)| draft)
    }
}

impl TrustList {
    /// Opens a signed list with its publisher's key.
    pub fn open(bytes: &[u8], key: &dyn Verifier) -> Result<Self, TrustError> {
        Self::read(&Sign1::parse_within(bytes, MAX_LIST_BYTES)?.open(Purpose::TrustList, key)?)
    }

    /// Reads the payload of an opened list. Entries with a key or purposes this version cannot use are passed over, so
    /// that one of tomorrow's does not take all others away; how many is in [`TrustList::skipped`].
    pub fn read(opened: &Opened<'_>) -> Result<Self, TrustError> {
        if opened.purpose() != Purpose::TrustList {
            return Err(TrustError::List { what: "opened as something else" });
        }
        let (draft, skipped) = read_payload(opened.payload())?;
        Ok(Self { draft, skipped, digest: Sha256::digest(opened.payload()).into() })
    }

    /// Which list it is.
    pub fn name(&self) -> &str {
        &self.draft.name
    }

    /// Its version.
    pub fn version(&self) -> u64 {
        self.draft.version
    }

    /// When it was made.
    pub fn issued(&self) -> Timestamp {
        self.draft.issued
    }

    /// When the next one is due.
    pub fn next_update(&self) -> Timestamp {
        self.draft.next_update
    }

    /// The signers it names that can be used here.
    pub fn entries(&self) -> &[ListEntry] {
        &self.draft.entries
    }

    /// How many entries were passed over.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// SHA-256 of its payload.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

fn read_payload(payload: &[u8]) -> Result<(TrustListDraft, usize), TrustError> {
    let wire: WireList = cbor::from_slice(payload, MAX_LIST_BYTES, "a trust list")?;
    let all = wire.entries.len();
    let (draft, _) = wire.read()?;
    let skipped = all - draft.entries.len();
    Ok((draft, skipped))
}

/// ```cddl
/// TrustList = {"name": tstr, "version": uint, "issued": tstr, "next_update": tstr, "entries": [* Entry]}
/// ; instants are RFC 3339 in UTC
/// Entry = {("key": bstr .cbor COSE_Key // "certificate": bstr), "name": {? "kk": tstr, ? "ru": tstr, ? "en": tstr},
///     ? "bin": tstr, "purposes": [+ tstr], "doc_types": "all" / [* tstr], "valid_from": tstr, "valid_until": tstr}
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireList {
    name: String,
    version: u64,
    issued: Timestamp,
    next_update: Timestamp,
    entries: Vec<WireEntry>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<WireKey>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certificate: Option<WireCertificate>,
    name: LocalText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bin: Option<String>,
    purposes: Vec<String>,
    doc_types: WireTypes,
    valid_from: Timestamp,
    valid_until: Timestamp,
}

/// `"all"`, or names.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum WireTypes {
    Word(String),
    Names(Vec<String>),
}

/// A COSE_Key's bytes.
#[derive(Clone)]
struct WireKey(Vec<u8>);

/// A certificate's DER.
#[derive(Clone)]
struct WireCertificate(Vec<u8>);

/// An entry that was passed over, and why.
type Skipped = Option<(usize, &'static str)>;

impl WireList {
    fn write(draft: &TrustListDraft) -> Result<Self, TrustError> {
        let entry = |entry: &ListEntry| {
            let (key, certificate) = match &entry.signer {
                ListedSigner::Key(key) => (Some(WireKey(cbor::encode(&key.to_cose())?)), None),
                ListedSigner::Certificate(der) => (None, Some(WireCertificate(der.clone()))),
            };
            Ok(WireEntry {
                key,
                certificate,
                name: entry.name.clone(),
                bin: entry.bin.map(|bin| bin.as_str().to_owned()),
                purposes: entry.scope.purposes.iter().map(|p| purpose_word(*p).to_owned()).collect(),
                doc_types: match &entry.scope.doc_types {
                    DocTypes::All => WireTypes::Word(ALL.to_owned()),
                    DocTypes::Only(kinds) => {
                        WireTypes::Names(kinds.iter().map(|kind| kind.as_str().to_owned()).collect())
                    }
                },
                valid_from: entry.validity.from(),
                valid_until: entry.validity.until(),
            })
        };
        Ok(Self {
            name: draft.name.clone(),
            version: draft.version,
            issued: draft.issued,
            next_update: draft.next_update,
            entries: draft.entries.iter().map(entry).collect::<Result<_, TrustError>>()?,
        })
    }

    /// Checks everything; the first entry that is well-formed but not of this version's world is told apart.
    fn read(self) -> Result<(TrustListDraft, Skipped), TrustError> {
        let wrong = |what| Err(TrustError::List { what });
        if self.name.is_empty() || self.name.len() > 128 || !self.name.bytes().all(|b| b.is_ascii_graphic()) {
            return wrong("the name is not 1 to 128 printable ASCII characters");
        }
        if self.issued >= self.next_update {
            return wrong("next_update is not after issued");
        }
        if self.entries.len() > MAX_LIST_ENTRIES {
            return wrong("too many entries");
        }
        let mut entries = Vec::with_capacity(self.entries.len());
        let mut skipped = None;
        for (entry, at) in self.entries.into_iter().zip(1..) {
            match entry.read(at)? {
                Ok(entry) => entries.push(entry),
                Err(what) => skipped = skipped.or(Some((at, what))),
            }
        }
        let Self { name, version, issued, next_update, .. } = self;
        Ok((TrustListDraft { name, version, issued, next_update, entries }, skipped))
    }
}

impl WireEntry {
    fn read(self, at: usize) -> Result<Result<ListEntry, &'static str>, TrustError> {
        let wrong = |what| TrustError::Entry { entry: at, what };
        let bad_id = |source| TrustError::EntryId { entry: at, source };
        if self.name.is_empty() {
            return Err(wrong("the name is empty in every language"));
        }
        if self.purposes.is_empty() {
            return Err(wrong("no purpose is named"));
        }
        let validity = Validity::new(self.valid_from, self.valid_until)
            .map_err(|_| wrong("valid_until is not after valid_from"))?;
        let bin = self.bin.map(|digits| Bin::parse(&digits)).transpose().map_err(bad_id)?;
        let doc_types = match self.doc_types {
            WireTypes::Word(word) if word == ALL => DocTypes::All,
            WireTypes::Word(_) => return Err(wrong("doc_types is neither \"all\" nor a list of names")),
            WireTypes::Names(names) => DocTypes::Only(
                names.iter().map(|name| DocType::parse(name)).collect::<Result<_, _>>().map_err(bad_id)?,
            ),
        };
        let known: Vec<Purpose> = self.purposes.iter().filter_map(|word| purpose_of(word)).collect();
        if known.is_empty() {
            return Ok(Err("no purpose in it is known"));
        }
        let signer = match (self.key, self.certificate) {
            (Some(key), None) => key.signer(),
            (None, Some(certificate)) => certificate.signer(validity),
            _ => return Err(wrong("either a key or a certificate is wanted")),
        };
        let scope = Scope { purposes: known, doc_types };
        Ok(signer.map(|signer| ListEntry { signer, name: self.name, bin, scope, validity }))
    }
}

impl WireKey {
    fn signer(&self) -> Result<ListedSigner, &'static str> {
        let key = PublicKey::from_cose(&self.0);
        key.map(ListedSigner::Key).map_err(|_| "its key is not one of P-256, P-384 or Ed25519")
    }
}

impl WireCertificate {
    /// Everything a store asks of it is asked here, so that a list that was opened can be added.
    fn signer(self, validity: Validity) -> Result<ListedSigner, &'static str> {
        let certificate = Certificate::parse(&self.0).map_err(|_| "its certificate cannot be read")?;
        match certificate.public_key() {
            // A provider may know it, and where none does the algorithm shall be named.
            Ok(_) | Err(TrustError::Unsupported { .. }) => {}
            Err(_) => return Err("its certificate holds no key"),
        }
        if certificate.is_authority() {
            return Err("its certificate is an authority's");
        }
        if !certificate.allows_signing() {
            return Err("its certificate is not for signing");
        }
        if validity.intersection(certificate.validity()).is_none() {
            return Err("its certificate is never valid when it is");
        }
        Ok(ListedSigner::Certificate(self.0))
    }
}

impl From<PublicKey> for ListedSigner {
    fn from(key: PublicKey) -> Self {
        Self::Key(key)
    }
}

/// A certificate may name a person: its size is shown.
impl fmt::Debug for ListedSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, "Key({key:?})"),
            Self::Certificate(der) => write!(f, "Certificate({} bytes)", der.len()),
        }
    }
}

impl Serialize for WireKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_bytes(&self.0, serializer)
    }
}

impl Serialize for WireCertificate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_bytes(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for WireKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_bytes(deserializer, |pem| {
            let key = pem::public_key_pem(pem)?;
            Ok(cbor::encode(&key.to_cose())?)
        })
        .map(Self)
    }
}

impl<'de> Deserialize<'de> for WireCertificate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_bytes(deserializer, |pem| match <[Vec<u8>; 1]>::try_from(pem::certificates(pem)?) {
            Ok([one]) => Ok(one),
            Err(_) => Err(TrustError::File { what: "more than one certificate in it" }),
        })
        .map(Self)
    }
}

/// Base64url in JSON, a byte string in CBOR.
fn write_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(bytes))
    } else {
        serializer.serialize_bytes(bytes)
    }
}

/// What [`write_bytes`] writes, and in JSON what `read_pem` reads.
fn read_bytes<'de, D: Deserializer<'de>>(
    deserializer: D,
    read_pem: impl Fn(&[u8]) -> Result<Vec<u8>, TrustError>,
) -> Result<Vec<u8>, D::Error> {
    use serde::de::Error as _;
    if !deserializer.is_human_readable() {
        return match cbor::Value::deserialize(deserializer)? {
            cbor::Value::Bytes(bytes) => Ok(bytes),
            _ => Err(D::Error::custom("a byte string is wanted")),
        };
    }
    let text = String::deserialize(deserializer)?;
    if text.contains("-----BEGIN") {
        return read_pem(text.as_bytes()).map_err(D::Error::custom);
    }
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(D::Error::custom)
}

const ALL: &str = "all";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cose::{Algorithm, SoftwareSigner};

    fn signer(byte: u8) -> SoftwareSigner {
        SoftwareSigner::from_secret(Algorithm::EdDsa, &[byte; 32]).expect("a seed")
    }

    fn json() -> serde_json::Value {
        let cose = cbor::encode(&signer(1).public_key().to_cose()).expect("encoded");
        serde_json::json!({
            "name": "kz.gov.egov.issuers", "version": 7,
            "issued": "2026-11-22T09:00:00+05:00", "next_update": "2027-02-22T09:00:00+05:00",
            "entries": [{
                "key": URL_SAFE_NO_PAD.encode(cose),
                "name": {"kk": "ҚР ІІМ", "ru": "МВД РК", "en": "Ministry of Internal Affairs"},
                "bin": "000740000728",
                "purposes": ["document", "seal"], "doc_types": ["kz.gov.egov.identity_card.1"],
                "valid_from": "2026-01-01T00:00:00+05:00", "valid_until": "2029-01-01T00:00:00+05:00",
            }],
        })
    }

    fn read(json: &serde_json::Value) -> Result<TrustListDraft, TrustError> {
        TrustListDraft::from_json(&serde_json::to_vec(json).expect("JSON"))
    }

    /// 352/5: the list says which issuer may sign which kind.
    #[test]
    fn authored_signed_opened() {
        let draft = read(&json()).expect("a list");
        let bytes = draft.sign(&signer(9)).expect("signed");
        let list = TrustList::open(&bytes, &signer(9).public_key()).expect("opened");
        assert_eq!((list.name(), list.version(), list.skipped()), ("kz.gov.egov.issuers", 7, 0));
        let [entry] = list.entries() else { panic!("one entry") };
        assert_eq!(entry.signer, signer(1).public_key().into());
        assert_eq!(entry.scope.doc_types, DocTypes::Only(vec![DocType::IDENTITY_CARD]));
        assert_eq!(entry.scope.purposes, [Purpose::Document, Purpose::Seal]);
        assert_eq!(TrustListDraft::read_untrusted(&bytes), Ok(draft.clone()));
        assert_eq!(TrustListDraft::from_json(&draft.to_json().expect("JSON")), Ok(draft));

        let refused = TrustList::open(&bytes, &signer(8).public_key()).expect_err("another key");
        assert_eq!(refused.to_string(), "the signature is not true");
        let other = Unsigned { purpose: Purpose::Grant, payload: b"x" }.sign(&signer(9)).expect("signed");
        let refused = TrustList::open(&other, &signer(9).public_key()).expect_err("another purpose");
        assert_eq!(refused.to_string(), "signed as grant, trust list wanted");
    }

    #[test]
    fn a_pem_key_is_read() {
        let spki = signer(1).public_key().to_spki().expect("DER");
        let base64 = base64::engine::general_purpose::STANDARD.encode(spki);
        let mut json = json();
        json["entries"][0]["key"] =
            format!("-----BEGIN PUBLIC KEY-----\n{base64}\n-----END PUBLIC KEY-----\n").into();
        assert_eq!(read(&json).expect("a list").entries[0].signer, signer(1).public_key().into());
    }

    #[test]
    fn refusals_name_the_entry() {
        let refusal = |path: &str, value: serde_json::Value| {
            let mut json = json();
            *json.pointer_mut(path).expect(path) = value;
            read(&json).expect_err(path).to_string()
        };
        let shape = "trust list: not JSON of its shape, at line 1, column ";
        assert_eq!(
            refusal("/name", "".into()),
            "trust list: the name is not 1 to 128 printable ASCII characters"
        );
        assert!(refusal("/version", "7".into()).starts_with(shape));
        assert!(refusal("/version", (-1).into()).starts_with(shape));
        assert!(refusal("/issued", "yesterday".into()).starts_with(shape));
        assert_eq!(
            refusal("/next_update", "2026-11-22T04:00:00Z".into()),
            "trust list: next_update is not after issued"
        );
        assert_eq!(
            refusal("/entries/0/name", serde_json::json!({})),
            "trust list entry 1: the name is empty in every language"
        );
        assert_eq!(
            refusal("/entries/0/bin", "000740000729".into()),
            "trust list entry 1: BIN has a wrong check digit"
        );
        assert_eq!(
            refusal("/entries/0/purposes", serde_json::json!([])),
            "trust list entry 1: no purpose is named"
        );
        assert_eq!(
            refusal("/entries/0/purposes", serde_json::json!(["everything"])),
            "trust list entry 1: no purpose in it is known"
        );
        assert_eq!(
            refusal("/entries/0/purposes", serde_json::json!(["document", "seals"])),
            "trust list entry 1: a purpose in it is not known"
        );
        assert_eq!(
            refusal("/entries/0/doc_types", "most".into()),
            "trust list entry 1: doc_types is neither \"all\" nor a list of names"
        );
        assert_eq!(
            refusal("/entries/0/doc_types", serde_json::json!(["a b"])),
            "trust list entry 1: docType is malformed: 1 to 128 printable ASCII characters wanted"
        );
        assert_eq!(
            refusal("/entries/0/valid_until", "2026-01-01T00:00:00+05:00".into()),
            "trust list entry 1: valid_until is not after valid_from"
        );
        assert_eq!(
            refusal("/entries/0/key", "oA".into()),
            "trust list entry 1: its key is not one of P-256, P-384 or Ed25519"
        );
        let mut more = json();
        more["comment"] = "x".into();
        assert!(read(&more).expect_err("unknown member").to_string().starts_with(shape));
    }

    #[test]
    fn an_entry_of_tomorrow_takes_no_other_away() {
        let draft = read(&json()).expect("a list");
        let mut wire = WireList::write(&draft).expect("written");
        let mut unknown_key = wire.entries[0].clone();
        unknown_key.key = Some(WireKey(vec![0xa1, 0x01, 0x07]));
        let mut unknown_purpose = wire.entries[0].clone();
        unknown_purpose.purposes = vec!["teleport".into()];
        wire.entries.splice(0..0, [unknown_key, unknown_purpose]);
        let payload = cbor::to_vec(&wire, "list").expect("encoded");
        let bytes =
            Unsigned { purpose: Purpose::TrustList, payload: &payload }.sign(&signer(9)).expect("signed");
        let list = TrustList::open(&bytes, &signer(9).public_key()).expect("opened");
        assert_eq!((list.entries().len(), list.skipped()), (1, 2));
        assert_eq!(list.entries(), draft.entries);
    }

    #[test]
    fn a_broken_payload_is_refused() {
        let open = |payload: &[u8]| {
            let bytes = Unsigned { purpose: Purpose::TrustList, payload }.sign(&signer(9)).expect("signed");
            TrustList::open(&bytes, &signer(9).public_key()).expect_err("refused").to_string()
        };
        assert_eq!(open(&[0xa0]), "trust list: cbor does not have the shape of a trust list");
        assert_eq!(open(&[0xa0, 0x00]), "trust list: 1 bytes follow the cbor item");
    }
}
