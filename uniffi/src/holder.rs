use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qujat::code::ShortCode;
use qujat::id::Iin;
use qujat::time::Timestamp;

use crate::InputException;
use crate::symbol::{QrSymbol, QrUse};
use crate::values::Report;
use crate::verifier::{GrantStatement, VerifiedDocument, Verifier};

/// The documents of one person on their own device. Only what was verified, and is theirs, gets in (352/14). Safe to use
/// from any thread; close it to forget what it holds.
#[derive(uniffi::Object)]
pub struct Holder {
    verifier: Arc<Verifier>,
    subject: Iin,
    documents: Mutex<Vec<Arc<VerifiedDocument>>>,
}

/// What the screen shows after "Open access" (352/15): both doors of one grant and their one expiry.
#[derive(uniffi::Record)]
pub struct AccessScreen {
    /// What was found out about the grant. The rest is there only where the word is "valid".
    pub report: Report,
    /// What the grant says.
    pub grant: Option<GrantStatement>,
    /// Its QR symbol.
    pub symbol: Option<Arc<QrSymbol>>,
    /// Its six digits as shown: `123 456`.
    pub digits: Option<String>,
    /// Seconds until it ends; count down from here, and ask again when the app comes back to the front.
    pub seconds_left: u32,
}

#[uniffi::export]
impl Holder {
    /// The device of `subject`, whose documents `verifier` checks.
    #[uniffi::constructor]
    pub fn new(verifier: Arc<Verifier>, subject: Iin) -> Result<Self, InputException> {
        Ok(Self { verifier, subject, documents: Mutex::default() })
    }

    /// Verifies a document the service sent and keeps it if it is valid and the subject's own; the same document again
    /// takes the place of the one before.
    pub fn add(&self, document: Vec<u8>, now: Timestamp) -> Result<Report, InputException> {
        let checked = self.verifier.check(&document, Some(&self.subject), now);
        if let Some(document) = checked.document {
            let mut documents = self.documents();
            documents.retain(|kept| !kept.verified.claims().is_same_document(document.verified.claims()));
            documents.push(document);
        }
        Ok(checked.report)
    }

    /// The documents kept, in the order they were added.
    pub fn list(&self) -> Vec<Arc<VerifiedDocument>> {
        self.documents().clone()
    }

    /// What to show once the service has opened access: the link and the digits it answered with. The link is verified
    /// first, so that nobody's screen shows a code that leads elsewhere.
    pub fn show_access(
        &self,
        link: String,
        digits: String,
        now: Timestamp,
    ) -> Result<AccessScreen, InputException> {
        let code = ShortCode::parse(&digits)?;
        let checked = self.verifier.verify_grant(link.clone(), now)?;
        let (symbol, shown, seconds_left) = match &checked.grant {
            None => (None, None, 0),
            Some(grant) => (
                Some(Arc::new(QrSymbol::new(link, QrUse::Screen)?)),
                Some(code.shown()),
                u32::try_from(grant.expires_at.unix() - now.unix()).unwrap_or(0),
            ),
        };
        Ok(AccessScreen { report: checked.report, grant: checked.grant, symbol, digits: shown, seconds_left })
    }
}

impl Holder {
    fn documents(&self) -> MutexGuard<'_, Vec<Arc<VerifiedDocument>>> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
