//! What is asked, as JSON.

use qujat::grant::{
    Audience, DocumentRef, ElementName, ElementNames, GrantPurpose, OpenDocument, OpenElements, OpenRequest,
};
use qujat::id::{Bin, DocType, DocumentNumber, Iin};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::errors::Problem;

/// To open access.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Open {
    documents: Vec<Opening>,
    audience: Option<Whom>,
    lifetime_seconds: Option<u32>,
    views: Option<u8>,
    purpose: Option<String>,
    #[serde(default)]
    pub(crate) code_alone: bool,
}

/// A document to open, all of it or some of its elements.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    doc_type: String,
    number: String,
    elements: Option<Vec<Element>>,
}

/// A data element of a document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Element {
    namespace: String,
    identifier: String,
}

/// A document by its kind and number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reference {
    doc_type: String,
    number: String,
}

/// For whom: one of the two.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
enum Whom {
    Person(String),
    Organisation(String),
}

/// To redeem: a link, or an IIN with six digits, or the name of a question; and what for, where an organisation does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Redeem {
    pub(crate) link: Option<String>,
    pub(crate) iin: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) ask: Option<String>,
    #[serde(default)]
    pub(crate) aim: String,
}

/// Reads a request. What serde says of the place and the kind of a mistake holds nothing of a value but its type.
pub(crate) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let kind = match error.classify() {
            serde_json::error::Category::Data => "JSON of another shape than wanted",
            _ => "no JSON",
        };
        Problem::wrong("body", &format_args!("{kind}, line {}, column {}", error.line(), error.column()))
    })
}

impl Open {
    pub(crate) fn request(self) -> Result<OpenRequest, Problem> {
        let wrong = |what: &'static str| move |error| Problem::wrong(what, &error);
        let documents = self.documents.into_iter().map(Opening::open);
        let mut request = OpenRequest::new(Vec::new());
        request.documents = documents.collect::<Result<_, _>>()?;
        request.purpose = match self.purpose {
            None => None,
            Some(code) => {
                let purpose = GrantPurpose::from_code(&code);
                Some(purpose.ok_or_else(|| Problem::wrong("purpose", &"none of those there are"))?)
            }
        };
        request.audience = match self.audience {
            None => Audience::AnyoneAuthenticated,
            Some(Whom::Person(iin)) => Audience::Person(Iin::parse(&iin).map_err(wrong("person"))?),
            Some(Whom::Organisation(bin)) => {
                Audience::Organisation(Bin::parse(&bin).map_err(wrong("organisation"))?)
            }
        };
        request.lifetime_seconds = self.lifetime_seconds;
        request.views = self.views;
        Ok(request)
    }
}

impl Opening {
    fn open(self) -> Result<OpenDocument, Problem> {
        let document = reference(&self.doc_type, &self.number)?;
        let elements = match self.elements {
            None => OpenElements::All,
            Some(elements) => {
                let names = elements
                    .into_iter()
                    .map(|Element { namespace, identifier }| ElementName { namespace, identifier });
                let names = ElementNames::new(names.collect());
                OpenElements::Only(names.map_err(|error| Problem::wrong("elements", &error))?)
            }
        };
        Ok(OpenDocument { document, elements })
    }
}

impl Reference {
    pub(super) fn read(&self) -> Result<DocumentRef, Problem> {
        reference(&self.doc_type, &self.number)
    }
}

fn reference(doc_type: &str, number: &str) -> Result<DocumentRef, Problem> {
    let doc_type = DocType::parse(doc_type).map_err(|error| Problem::wrong("doc_type", &error))?;
    let number = DocumentNumber::parse(number).map_err(|error| Problem::wrong("number", &error))?;
    Ok(DocumentRef { doc_type, number })
}
