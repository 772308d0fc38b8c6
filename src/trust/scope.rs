use crate::cose::Purpose;
use crate::id::DocType;
use crate::trust::TrustError;

/// What a key may sign: which things and, of documents and what belongs to them, which kinds (352/5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The things.
    pub purposes: Vec<Purpose>,
    /// The kinds, for documents, their seals and the lists of their status.
    pub doc_types: DocTypes,
}

/// Which kinds of document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocTypes {
    /// Every kind there is or will be.
    All,
    /// These, by their exact names.
    Only(Vec<DocType>),
}

impl Scope {
    /// Everything: for a key its owner was told about out of band.
    pub fn everything() -> Self {
        Self { purposes: Purpose::ALL.to_vec(), doc_types: DocTypes::All }
    }

    /// Documents, their seals and the lists that revoke them, of every kind: what an authority of document signers vouches
    /// for.
    pub fn documents() -> Self {
        let purposes = vec![Purpose::Document, Purpose::Seal, Purpose::StatusList];
        Self { purposes, doc_types: DocTypes::All }
    }

    /// 352/5: whether it covers `purpose` and, where the thing has a kind, the kind.
    pub fn covers(&self, purpose: Purpose, doc_type: Option<&DocType>) -> Result<(), TrustError> {
        if !self.purposes.contains(&purpose) {
            return Err(TrustError::Purpose { purpose: purpose.name() });
        }
        match (&self.doc_types, doc_type) {
            (DocTypes::Only(kinds), Some(kind))
                if matches!(purpose, Purpose::Document | Purpose::Seal | Purpose::StatusList)
                    && !kinds.contains(kind) =>
            {
                Err(TrustError::DocType { doc_type: kind.as_str().to_owned() })
            }
            _ => Ok(()),
        }
    }
}

/// The word for a purpose in lists: `document`, `seal`, `trust-list`, …
pub(super) fn purpose_word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::StatusList => "status-list",
        ours => {
            ours.media_type().and_then(|typ| typ.strip_prefix("application/vnd.qujat.")).unwrap_or("document")
        }
    }
}

/// The purpose of a word; `None` for one this version does not know.
pub(super) fn purpose_of(word: &str) -> Option<Purpose> {
    Purpose::ALL.into_iter().find(|purpose| purpose_word(*purpose) == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 352/5: an issuer of one kind is no issuer of another.
    #[test]
    fn covers_exactly_what_it_names() {
        let scope = Scope {
            purposes: vec![Purpose::Document, Purpose::Representation],
            doc_types: DocTypes::Only(vec![DocType::IDENTITY_CARD]),
        };
        assert_eq!(scope.covers(Purpose::Document, Some(&DocType::IDENTITY_CARD)), Ok(()));
        assert_eq!(scope.covers(Purpose::Representation, None), Ok(()));
        let refusal = |purpose, kind| scope.covers(purpose, kind).expect_err("refused").to_string();
        assert_eq!(
            refusal(Purpose::Document, Some(&DocType::DRIVING_LICENCE)),
            "the signer may not sign documents of the kind org.iso.18013.5.1.mDL"
        );
        assert_eq!(refusal(Purpose::Seal, Some(&DocType::IDENTITY_CARD)), "the signer may not sign a seal");
        assert_eq!(Scope::documents().covers(Purpose::Seal, Some(&DocType::DRIVING_LICENCE)), Ok(()));
        assert!(Scope::documents().covers(Purpose::Grant, None).is_err());
        // Who may sign driving licences may not say what became of identity cards.
        let licences = Scope {
            purposes: vec![Purpose::StatusList],
            doc_types: DocTypes::Only(vec![DocType::DRIVING_LICENCE]),
        };
        assert_eq!(licences.covers(Purpose::StatusList, None), Ok(()));
        assert!(licences.covers(Purpose::StatusList, Some(&DocType::IDENTITY_CARD)).is_err());
    }

    #[test]
    fn every_purpose_has_its_word() {
        for purpose in Purpose::ALL {
            assert_eq!(purpose_of(purpose_word(purpose)), Some(purpose));
        }
        assert_eq!(purpose_word(Purpose::TrustList), "trust-list");
        assert_eq!(purpose_of("time-machine"), None);
    }
}
