use core::fmt;

use super::{RESULT, ResultError};
use crate::cbor::{CborError, Decoder, Value};
use crate::document::{SealContents, SealText};
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_RESULT_TEXT_BYTES};
use crate::text::LocalText;

/// A service's result, as a positive check shows it (9/2.5): the service, what came of it, the official's signature, and, where it
/// may be seen, the document.
///
/// Number, date, recipient, kind, body and official are those of the seal, and stand nowhere else: what nobody signed cannot differ
/// from what somebody did.
///
/// ```cddl
/// result = {
///   1 => tstr,              ; the seal's text, "QS1:…"
///   2 => texts,             ; the service
///   3 => 1 / 2,             ; conclusion: 1 rendered, 2 refused
///   ? 4 => texts,           ; its result in words
///   ? 5 => bstr,            ; the document, an IssuerSigned
/// }
/// texts = [kk: tstr, ru: tstr, en: tstr]   ; one at least not empty
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceResult {
    seal: SealText,
    contents: SealContents,
    service: LocalText,
    conclusion: Conclusion,
    summary: LocalText,
    document: Option<Vec<u8>>,
}

/// What a request for a service came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Conclusion {
    /// The service was rendered.
    Rendered,
    /// It was refused, with reasons.
    Refused,
}

impl ServiceResult {
    /// A result of the service of this name, sealed by the official who signed it.
    pub fn new(seal: SealText, service: LocalText, conclusion: Conclusion) -> Result<Self, ResultError> {
        let contents = seal.contents_untrusted()?;
        let result =
            Self { seal, contents, service, conclusion, summary: LocalText::default(), document: None };
        result.check()?;
        Ok(result)
    }

    /// The same with its result in words.
    pub fn with_summary(self, summary: LocalText) -> Result<Self, ResultError> {
        let result = Self { summary, ..self };
        result.check()?;
        Ok(result)
    }

    /// The same with its document, for whoever has number and IIN or BIN to see: not with one that only its subject opens.
    pub fn with_document(self, document: Vec<u8>) -> Result<Self, ResultError> {
        let result = Self { document: Some(document), ..self };
        result.check()?;
        Ok(result)
    }

    /// The seal.
    pub fn seal(&self) -> &SealText {
        &self.seal
    }

    /// What the seal says of itself, of a signature nobody has checked here.
    pub fn contents_untrusted(&self) -> &SealContents {
        &self.contents
    }

    /// The service.
    pub fn service(&self) -> &LocalText {
        &self.service
    }

    /// What came of it.
    pub fn conclusion(&self) -> Conclusion {
        self.conclusion
    }

    /// Its result in words; empty where there are none.
    pub fn summary(&self) -> &LocalText {
        &self.summary
    }

    /// The document, where it may be seen.
    pub fn document(&self) -> Option<&[u8]> {
        self.document.as_deref()
    }

    fn check(&self) -> Result<(), ResultError> {
        if self.service.is_empty() {
            return Err(RESULT.missing(SERVICE));
        }
        for (member, text) in [(SERVICE, &self.service), (SUMMARY, &self.summary)] {
            let longer = |text: &&String| text.len() > MAX_RESULT_TEXT_BYTES;
            let unclean = |text: &&String| text.trim() != text.as_str() || text.chars().any(char::is_control);
            let all = [&text.kk, &text.ru, &text.en];
            if all.iter().any(longer) {
                return Err(RESULT.member(member, "is longer than 1,024 bytes"));
            }
            if all.iter().any(unclean) {
                return Err(RESULT.member(member, "has a control character or a space around it"));
            }
        }
        match self.document.as_ref().map(Vec::len) {
            Some(0) => Err(RESULT.missing("document")),
            Some(found) if found > MAX_DOCUMENT_BYTES => {
                Err(RESULT.cbor()(CborError::TooLarge { what: "bytes", found, limit: MAX_DOCUMENT_BYTES }))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn to_value(&self) -> Value {
        let texts = |text: &LocalText| {
            Value::Array([&text.kk, &text.ru, &text.en].map(|text| Value::from(text.as_str())).to_vec())
        };
        let mut members = vec![
            (SEAL_KEY, Value::from(self.seal.as_str())),
            (SERVICE_KEY, texts(&self.service)),
            (CONCLUSION_KEY, Value::from(self.conclusion.code())),
        ];
        if !self.summary.is_empty() {
            members.push((SUMMARY_KEY, texts(&self.summary)));
        }
        members.extend(self.document.clone().map(|bytes| (DOCUMENT_KEY, Value::Bytes(bytes))));
        Value::Map(members.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
    }

    pub(super) fn read(decoder: &mut Decoder<'_>) -> Result<Self, ResultError> {
        let cbor = RESULT.cbor();
        let (mut seal, mut service, mut conclusion) = (None, None, None);
        let (mut summary, mut document) = (None, None);
        let mut map = decoder.map().map_err(&cbor)?;
        while let Some(mut key) = decoder.key(&mut map).map_err(&cbor)? {
            match key.unsigned().map_err(&cbor)? {
                SEAL_KEY => seal = Some(SealText::parse(&decoder.text().map_err(&cbor)?)?),
                SERVICE_KEY => service = Some(texts(decoder).map_err(&cbor)?),
                CONCLUSION_KEY => conclusion = Conclusion::from_code(decoder.unsigned().map_err(&cbor)?),
                SUMMARY_KEY => summary = Some(texts(decoder).map_err(&cbor)?),
                DOCUMENT_KEY => document = Some(decoder.bytes().map_err(&cbor)?.into_owned()),
                _ => return Err(RESULT.member("an unknown member", "stands in it")),
            }
        }
        let seal = seal.ok_or(RESULT.missing("seal"))?;
        let service = service.ok_or(RESULT.missing(SERVICE))?;
        let conclusion = conclusion.ok_or(RESULT.missing("conclusion"))?;
        let mut result = Self::new(seal, service, conclusion)?;
        if let Some(summary) = summary {
            // Left out where there is none: one result has one form.
            if summary.is_empty() {
                return Err(RESULT.missing(SUMMARY));
            }
            result = result.with_summary(summary)?;
        }
        document.map_or(Ok(result.clone()), |document| result.with_document(document))
    }
}

impl Conclusion {
    /// Every conclusion.
    pub const ALL: [Self; 2] = [Self::Rendered, Self::Refused];

    const fn code(self) -> u64 {
        match self {
            Self::Rendered => 1,
            Self::Refused => 2,
        }
    }

    fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|conclusion| conclusion.code() == code)
    }
}

/// Of which service and kind; no person.
impl fmt::Debug for ServiceResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceResult({:?}, {:?})", self.conclusion, self.contents)
    }
}

fn texts(decoder: &mut Decoder<'_>) -> Result<LocalText, CborError> {
    let mut all = decoder.array_of(3, "texts in three languages")?;
    let mut next = || -> Result<String, CborError> {
        decoder.member(&mut all)?;
        Ok(decoder.text()?.into_owned())
    };
    let text = LocalText { kk: next()?, ru: next()?, en: next()? };
    decoder.close(all)?;
    Ok(text)
}

const SERVICE: &str = "service";
const SUMMARY: &str = "result in words";

const SEAL_KEY: u64 = 1;
const SERVICE_KEY: u64 = 2;
const CONCLUSION_KEY: u64 = 3;
const SUMMARY_KEY: u64 = 4;
const DOCUMENT_KEY: u64 = 5;
