use thiserror::Error;

use super::{
    Audience, DocumentRef, ElementName, ElementNames, Grant, GrantPurpose, OpenDocument, OpenElements,
};
use crate::cbor::{self, CborError, Decoder, Value};
use crate::id::{Bin, DocType, DocumentNumber, GrantId, Iin};
use crate::limits::{MAX_GRANT_RECORD_BYTES, MAX_SCOPE_DOCUMENTS, MAX_SCOPE_ELEMENTS};
use crate::time::{Timestamp, Validity};

/// Why bytes are no grant as [`Grant::to_bytes`] writes it. Holds nothing of what they say.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GrantRecordError {
    /// More bytes than a grant has.
    #[error("grant record has {found} bytes, at most {limit} allowed")]
    TooLarge {
        /// Bytes that came.
        found: usize,
        /// [`MAX_GRANT_RECORD_BYTES`].
        limit: usize,
    },
    /// Not CBOR of its shape.
    #[error("grant record: {0}")]
    Cbor(#[from] CborError),
    /// A member that is missing, unknown or of a value that it cannot have.
    #[error("grant record, {member}: {what}")]
    Member {
        /// Its name.
        member: &'static str,
        /// What is wrong.
        what: &'static str,
    },
}

/// How a store outside this process may keep a grant. It holds personal data: such a store encrypts it.
///
/// ```cddl
/// grant-record = {
///   1: bstr .size 16,                ; the grant id
///   2: tstr,                         ; the subject's IIN
///   3: [1*32 [tstr, tstr, ? [1* [tstr, tstr]]]], ; docType and number of each document; the namespaces and identifiers
///                                    ; of the elements that are open, absent: all
///   ? 4: tstr / 5: tstr,             ; the one person's IIN / the one organisation's BIN; absent: anyone authenticated
///   6: uint, 7: uint,                ; opened, expires: Unix seconds
///   8: 1..255,                       ; views
///   ? 9: tstr,                       ; the purpose's word
/// }
/// ```
impl Grant {
    /// Its bytes, always the same for the same grant.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CborError> {
        let name = |name: &ElementName| {
            Value::Array(vec![name.namespace.as_str().into(), name.identifier.as_str().into()])
        };
        let document = |OpenDocument { document, elements }: &OpenDocument| {
            let mut parts = vec![document.doc_type.as_str().into(), document.number.as_str().into()];
            if let OpenElements::Only(names) = elements {
                parts.push(Value::Array(names.as_slice().iter().map(name).collect()));
            }
            Value::Array(parts)
        };
        let mut members = vec![
            (ID, Value::from(self.id.as_bytes().as_slice())),
            (SUBJECT, self.subject.as_str().into()),
            (DOCUMENTS, Value::Array(self.documents.iter().map(document).collect())),
            (FROM, self.validity.from().unix().into()),
            (UNTIL, self.validity.until().unix().into()),
            (VIEWS, self.views.into()),
        ];
        members.extend(self.purpose.map(|purpose| (PURPOSE, purpose.code().into())));
        match &self.audience {
            Audience::AnyoneAuthenticated => {}
            Audience::Person(person) => members.push((PERSON, person.as_str().into())),
            Audience::Organisation(organisation) => {
                members.push((ORGANISATION, organisation.as_str().into()));
            }
        }
        cbor::encode(&Value::Map(members.into_iter().map(|(key, value)| (key.into(), value)).collect()))
    }

    /// Reads what [`Grant::to_bytes`] wrote, and nothing else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, GrantRecordError> {
        if bytes.len() > MAX_GRANT_RECORD_BYTES {
            return Err(GrantRecordError::TooLarge { found: bytes.len(), limit: MAX_GRANT_RECORD_BYTES });
        }
        let (mut id, mut subject, mut documents, mut views) = (None, None, None, None);
        let (mut audience, mut from, mut until, mut purpose) =
            (Audience::AnyoneAuthenticated, None, None, None);
        let mut decoder = Decoder::new(bytes);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            match key.integer()? {
                ID => id = Some(of("id", GrantId::from_bytes(&decoder.bytes()?))?),
                SUBJECT => subject = Some(of("subject", Iin::parse(&decoder.text()?))?),
                DOCUMENTS => documents = Some(read_documents(&mut decoder)?),
                member @ (PERSON | ORGANISATION) => {
                    if audience != Audience::AnyoneAuthenticated {
                        return Err(wrong("audience", "two of them"));
                    }
                    let text = decoder.text()?;
                    audience = if member == PERSON {
                        Audience::Person(of("audience", Iin::parse(&text))?)
                    } else {
                        Audience::Organisation(of("audience", Bin::parse(&text))?)
                    };
                }
                FROM => from = Some(read_time(&mut decoder)?),
                UNTIL => until = Some(read_time(&mut decoder)?),
                VIEWS => views = Some(of("views", u8::try_from(decoder.unsigned()?))?),
                PURPOSE => {
                    let code = decoder.text()?;
                    purpose = Some(GrantPurpose::from_code(&code).ok_or(wrong("purpose", "unknown"))?);
                }
                _ => return Err(wrong("member", "unknown")),
            }
        }
        decoder.finish()?;
        let from = from.ok_or(wrong("from", MISSING))?;
        Ok(Self {
            id: id.ok_or(wrong("id", MISSING))?,
            subject: subject.ok_or(wrong("subject", MISSING))?,
            documents: documents.ok_or(wrong("documents", MISSING))?,
            audience,
            validity: of("until", Validity::new(from, until.ok_or(wrong("until", MISSING))?))?,
            views: views.filter(|views| *views > 0).ok_or(wrong("views", MISSING))?,
            purpose,
        })
    }
}

fn read_documents(decoder: &mut Decoder<'_>) -> Result<Vec<OpenDocument>, GrantRecordError> {
    let mut documents = Vec::new();
    let mut members = decoder.array()?;
    while decoder.more(&mut members)? {
        if documents.len() == MAX_SCOPE_DOCUMENTS {
            return Err(wrong("documents", "more than 32"));
        }
        let mut parts = decoder.array()?;
        decoder.member(&mut parts)?;
        let doc_type = of("documents", DocType::parse(&decoder.text()?))?;
        decoder.member(&mut parts)?;
        let number = of("documents", DocumentNumber::parse(&decoder.text()?))?;
        let elements = if decoder.more(&mut parts)? {
            let names = read_names(decoder)?;
            decoder.close(parts)?;
            OpenElements::Only(names)
        } else {
            OpenElements::All
        };
        let document = DocumentRef { doc_type, number };
        if documents.iter().any(|before: &OpenDocument| before.document == document) {
            return Err(wrong("documents", "one stands twice"));
        }
        documents.push(OpenDocument { document, elements });
    }
    if documents.is_empty() { Err(wrong("documents", "none")) } else { Ok(documents) }
}

fn read_names(decoder: &mut Decoder<'_>) -> Result<ElementNames, GrantRecordError> {
    let mut names = Vec::new();
    let mut members = decoder.array()?;
    while decoder.more(&mut members)? {
        if names.len() == MAX_SCOPE_ELEMENTS {
            return Err(wrong("elements", "more than 128"));
        }
        let mut pair = decoder.array_of(2, "an element's name")?;
        decoder.member(&mut pair)?;
        let namespace = decoder.text()?.into_owned();
        decoder.member(&mut pair)?;
        let identifier = decoder.text()?.into_owned();
        decoder.close(pair)?;
        names.push(ElementName { namespace, identifier });
    }
    of("elements", ElementNames::new(names))
}

fn read_time(decoder: &mut Decoder<'_>) -> Result<Timestamp, GrantRecordError> {
    of("time", i64::try_from(decoder.unsigned()?)).and_then(|unix| of("time", Timestamp::from_unix(unix)))
}

fn of<T, E>(member: &'static str, value: Result<T, E>) -> Result<T, GrantRecordError> {
    value.map_err(|_| wrong(member, "not of its form"))
}

const fn wrong(member: &'static str, what: &'static str) -> GrantRecordError {
    GrantRecordError::Member { member, what }
}

const MISSING: &str = "missing";
const ID: i64 = 1;
const SUBJECT: i64 = 2;
const DOCUMENTS: i64 = 3;
const PERSON: i64 = 4;
const ORGANISATION: i64 = 5;
const FROM: i64 = 6;
const UNTIL: i64 = 7;
const VIEWS: i64 = 8;
const PURPOSE: i64 = 9;

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    fn grant(audience: Audience) -> Grant {
        let at = |unix| Timestamp::from_unix(unix).expect("a time");
        let document = |number| {
            let number = DocumentNumber::parse(number).expect("a number");
            DocumentRef { doc_type: DocType::IDENTITY_CARD, number }.into()
        };
        Grant {
            id: GrantId::from_bytes(&[7; 16]).expect("an id"),
            subject: Iin::parse("000000000101").expect("an IIN"),
            documents: vec![document("045123789"), document("АВ 1")],
            audience,
            validity: Validity::new(at(1_795_000_000), at(1_795_000_180)).expect("a window"),
            views: 3,
            purpose: None,
        }
    }

    fn every_audience() -> [Audience; 3] {
        let iin = Iin::parse("000000000101").expect("an IIN");
        let bin = Bin::parse("160440007161").expect("a BIN");
        [Audience::AnyoneAuthenticated, Audience::Person(iin), Audience::Organisation(bin)]
    }

    #[test]
    fn what_is_written_is_read() {
        for audience in every_audience() {
            let bytes = grant(audience.clone()).to_bytes().expect("written");
            assert_eq!(Grant::from_bytes(&bytes), Ok(grant(audience)));
        }
        for purpose in GrantPurpose::ALL {
            let mut grant = Grant { purpose: Some(purpose), ..grant(Audience::AnyoneAuthenticated) };
            let name =
                |identifier: &str| ElementName { namespace: "n".into(), identifier: identifier.into() };
            let names = ElementNames::new(vec![name("portrait"), name("iin")]).expect("names");
            grant.documents[1].elements = OpenElements::Only(names);
            assert_eq!(Grant::from_bytes(&grant.to_bytes().expect("written")), Ok(grant));
        }
    }

    /// The bytes once kept are read by the next version.
    #[test]
    fn the_record_is_pinned() {
        let bytes = grant(every_audience()[2].clone()).to_bytes().expect("written");
        let pinned = hex!(
            "a7"
            "01 50 07070707070707070707070707070707"
            "02 6c 303030303030303030313031"
            "03 82"
            "82 78 1b 6b7a2e676f762e65676f762e6964656e746974795f636172642e31 69 303435313233373839"
            "82 78 1b 6b7a2e676f762e65676f762e6964656e746974795f636172642e31 66 d090d0922031"
            "05 6c 313630343430303037313631"
            "06 1a 6afd86c0"
            "07 1a 6afd8774"
            "08 03"
        );
        assert_eq!(bytes, pinned);
    }

    /// Made by hand from the CDDL.
    #[test]
    fn a_record_of_a_part_and_a_purpose_is_read() {
        let bytes = hex!(
            "a7"
            "01 50 0102030405060708090a0b0c0d0e0f10"
            "02 6c 303030303030303030313031"
            "03 81 83 78 1b 6b7a2e676f762e65676f762e6964656e746974795f636172642e31 69 303435313233373839"
            "82 82 71 6f72672e69736f2e31383031332e352e31 68 706f727472616974"
            "82 71 6f72672e69736f2e31383031332e352e31 63 69696e"
            "06 1a 6a1ccb80"
            "07 1a 6a1ccc34"
            "08 01"
            "09 63 616765"
        );
        let grant = Grant::from_bytes(&bytes).expect("a grant");
        assert_eq!(grant.purpose, Some(GrantPurpose::Age));
        let elements = &grant.documents[0].elements;
        assert!(
            elements.admits("org.iso.18013.5.1", "portrait") && elements.admits("org.iso.18013.5.1", "iin")
        );
        assert!(!elements.admits("org.iso.18013.5.1", "family_name"));
        assert_eq!(grant.to_bytes().as_deref(), Ok(&bytes[..]));
    }

    #[test]
    fn anything_else_is_refused() {
        let whole = grant(every_audience()[1].clone()).to_bytes().expect("written");
        for length in 0..whole.len() {
            assert!(Grant::from_bytes(&whole[..length]).is_err(), "{length} bytes");
        }
        let mut longer = whole.clone();
        longer.push(0);
        assert!(Grant::from_bytes(&longer).is_err());
        let large = Grant::from_bytes(&vec![0; MAX_GRANT_RECORD_BYTES + 1]).expect_err("large").to_string();
        assert_eq!(large, "grant record has 65537 bytes, at most 65536 allowed");
        let refusal = |members: &[(i64, Value)]| {
            let map = members.iter().map(|(key, value)| (Value::from(*key), value.clone())).collect();
            let bytes = cbor::encode(&Value::Map(map)).expect("encoded");
            Grant::from_bytes(&bytes).expect_err("refused").to_string()
        };
        let document = || Value::Array(vec!["kz.gov.egov.x.1".into(), "1".into()]);
        assert_eq!(refusal(&[]), "grant record, from: missing");
        assert_eq!(refusal(&[(10, 1.into())]), "grant record, member: unknown");
        assert_eq!(refusal(&[(SUBJECT, "000000000102".into())]), "grant record, subject: not of its form");
        let both = [(PERSON, "000000000101".into()), (ORGANISATION, "160440007161".into())];
        assert_eq!(refusal(&both), "grant record, audience: two of them");
        assert_eq!(refusal(&[(DOCUMENTS, Value::Array(vec![]))]), "grant record, documents: none");
        let twice = Value::Array(vec![document(), document()]);
        assert_eq!(refusal(&[(DOCUMENTS, twice)]), "grant record, documents: one stands twice");
        let many = (0..33).map(|n| Value::Array(vec!["kz.gov.egov.x.1".into(), n.to_string().into()]));
        assert_eq!(
            refusal(&[(DOCUMENTS, Value::Array(many.collect()))]),
            "grant record, documents: more than 32"
        );
        let named = |names: Vec<Value>| {
            let document = vec!["kz.gov.egov.x.1".into(), "1".into(), Value::Array(names)];
            refusal(&[(DOCUMENTS, Value::Array(vec![Value::Array(document)]))])
        };
        let name = |n: usize| Value::Array(vec!["n".into(), n.to_string().into()]);
        assert_eq!(named(vec![]), "grant record, elements: not of its form");
        assert_eq!(named(vec![name(1), name(1)]), "grant record, elements: not of its form");
        assert_eq!(named((0..129).map(name).collect()), "grant record, elements: more than 128");
        let long =
            Value::Array(vec!["kz.gov.egov.x.1".into(), "1".into(), Value::Array(vec![name(1)]), 1.into()]);
        assert!(refusal(&[(DOCUMENTS, Value::Array(vec![long]))]).starts_with("grant record: "));
        assert_eq!(refusal(&[(PURPOSE, "love".into())]), "grant record, purpose: unknown");
        assert_eq!(refusal(&[(VIEWS, 256.into())]), "grant record, views: not of its form");
        assert_eq!(refusal(&[(FROM, u64::MAX.into())]), "grant record, time: not of its form");
    }
}
