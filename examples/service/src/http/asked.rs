//! What is asked, as JSON.

use qujat::grant::{Audience, DocumentRef, OpenRequest};
use qujat::id::{Bin, DocType, DocumentNumber, Iin};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::errors::Problem;

/// To open access.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Open {
    documents: Vec<Reference>,
    audience: Option<Whom>,
    lifetime_seconds: Option<u32>,
    views: Option<u8>,
}

/// A document by its kind and number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
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

/// To redeem: a link, or an IIN with six digits.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Redeem {
    pub(crate) link: Option<String>,
    pub(crate) iin: Option<String>,
    pub(crate) code: Option<String>,
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
        let documents = self.documents.iter().map(|document| {
            let doc_type = DocType::parse(&document.doc_type).map_err(wrong("doc_type"))?;
            let number = DocumentNumber::parse(&document.number).map_err(wrong("number"))?;
            Ok::<_, Problem>(DocumentRef { doc_type, number })
        });
        let mut request = OpenRequest::new(documents.collect::<Result<_, _>>()?);
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
