use super::IssuerSigned;
use crate::document::{Document, DocumentError};

impl IssuerSigned<'_> {
    /// The same document with exactly the chosen elements, each by namespace and identifier: their bytes and the issuer's
    /// signature as received, the rest absent. An element chosen twice stands once. One that the document does not hold is
    /// refused by its name, and so is choosing nothing: whoever shows nothing says so without a document
    /// ([`super::ResponseDraft::decline`]).
    pub fn disclose_elements<'c>(
        &self,
        chosen: impl IntoIterator<Item = (&'c str, &'c str)>,
    ) -> Result<Vec<u8>, DocumentError> {
        let chosen: Vec<(&str, &str)> = chosen.into_iter().collect();
        if chosen.is_empty() {
            return Err(DocumentError::NothingChosen);
        }
        for (name_space, identifier) in &chosen {
            if !self.items().any(|(space, item)| space == *name_space && item.identifier == *identifier) {
                return Err(DocumentError::NotThere {
                    name_space: (*name_space).to_owned(),
                    identifier: (*identifier).to_owned(),
                });
            }
        }
        Ok(self.disclose(|name_space, identifier| chosen.contains(&(name_space, identifier))))
    }
}

impl Document {
    /// [`IssuerSigned::disclose_elements`] of a document that is kept. Its digest, and so its seal, stay the same.
    pub fn disclose<'c>(
        &self,
        chosen: impl IntoIterator<Item = (&'c str, &'c str)>,
    ) -> Result<Self, DocumentError> {
        Self::from_bytes(self.issuer_signed()?.disclose_elements(chosen)?)
    }
}
