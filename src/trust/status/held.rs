use std::collections::HashMap;
use std::sync::Arc;

use super::{SignedStatusList, StatusAnswer, StatusError, StatusList};
use crate::id::DocType;
use crate::time::{DEVICE_SKEW_SECONDS, Timestamp};
use crate::trust::Mandate;

/// The status lists at hand, by URI.
#[derive(Clone, Default)]
pub(in crate::trust) struct StatusLists {
    /// Of each URI one from each authority: none replaces another's.
    by_uri: HashMap<String, Vec<Arc<HeldStatusList>>>,
    /// When lists seen before this store was made were made.
    floors: HashMap<String, Timestamp>,
}

/// A status list at hand, and when it was fetched.
#[derive(Debug, Clone)]
pub struct HeldStatusList {
    signed: SignedStatusList,
    fetched: Timestamp,
}

impl StatusLists {
    /// Takes a list in place of an older one. The same list again counts as fetched anew.
    pub(in crate::trust) fn add(
        &mut self,
        signed: SignedStatusList,
        fetched: Timestamp,
    ) -> Result<(), StatusError> {
        let list = signed.list();
        let found = list.issued();
        if let Some(known) = self.floors.get(list.uri()).copied().filter(|known| found < *known) {
            return Err(StatusError::Older { found, known });
        }
        let of_uri = self.by_uri.entry(list.uri().to_owned()).or_default();
        let authority = signed.mandate().authority();
        let Some(held) = of_uri.iter_mut().find(|held| held.signed.mandate().authority() == authority) else {
            of_uri.push(Arc::new(HeldStatusList { signed, fetched }));
            return Ok(());
        };
        let known = held.list().issued();
        if found < known {
            return Err(StatusError::Older { found, known });
        }
        let same = list.digest() == held.list().digest();
        if found == known && !same {
            return Err(StatusError::Conflict { issued: found });
        }
        let fetched = if same { fetched.max(held.fetched) } else { fetched };
        *held = Arc::new(HeldStatusList { signed, fetched });
        Ok(())
    }

    /// Refuses lists of `uri` made before `issued` from now on.
    pub(in crate::trust) fn require_issued(&mut self, uri: &str, issued: Timestamp) {
        let floor = self.floors.entry(uri.to_owned()).or_insert(issued);
        *floor = issued.max(*floor);
    }

    pub(in crate::trust) fn iter(&self) -> impl Iterator<Item = &HeldStatusList> {
        self.by_uri.values().flatten().map(AsRef::as_ref)
    }

    /// What is known of entry `index` of the list at `uri`, for a document of `doc_type` signed under `document`.
    pub(in crate::trust) fn answer(
        &self,
        (uri, index): (&str, u64),
        doc_type: &DocType,
        document: &Mandate,
        now: Timestamp,
    ) -> StatusAnswer {
        let Some(of_uri) = self.by_uri.get(uri).filter(|of_uri| !of_uri.is_empty()) else {
            return StatusAnswer::NoList;
        };
        let may_tell = |held: &&Arc<HeldStatusList>| held.signed.mandate().may_tell_of(doc_type, document);
        let newest = of_uri.iter().filter(may_tell).max_by_key(|held| held.list().issued());
        newest.map_or(StatusAnswer::NotEntitled, |held| held.answer(index, now))
    }
}

impl HeldStatusList {
    /// The list.
    pub fn list(&self) -> &StatusList {
        self.signed.list()
    }

    /// When it was fetched, as the application said.
    pub fn fetched(&self) -> Timestamp {
        self.fetched
    }

    /// Whether it may still say that a document is valid. A copy that claims to have been fetched after now is of unknown
    /// age: it came in while the clock ran ahead.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now < self.fresh_until() && self.fetched <= now.plus(DEVICE_SKEW_SECONDS)
    }

    /// The first second it no longer may.
    pub fn fresh_until(&self) -> Timestamp {
        self.list().fresh_until(self.fetched)
    }

    fn answer(&self, index: u64, now: Timestamp) -> StatusAnswer {
        let list = self.list();
        match list.status(index) {
            None => StatusAnswer::NoEntry,
            Some(status) if self.is_fresh(now) => StatusAnswer::Fresh(status),
            Some(status) => {
                StatusAnswer::Stale { status, issued: list.issued(), until: self.fresh_until().min(now) }
            }
        }
    }
}
