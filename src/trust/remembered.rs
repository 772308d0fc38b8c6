//! What was found out about certificate chains, for as long as one batch of documents.
//!
//! *Takes* a question about a chain. *Gives* the answer found before to the very same one: the same certificates byte for
//! byte, algorithm, purpose, kind and instant, of a store that does not change meanwhile. *Refuses* to hold more than
//! [`MAX_REMEMBERED_CHAINS`]: what comes after is found anew each time.

use std::collections::HashMap;
use std::sync::Mutex;

use super::{TrustError, Trusted};
use crate::cose::{Algorithm, Header, Purpose};
use crate::id::DocType;
use crate::limits::{MAX_REMEMBERED_CHAIN_BYTES, MAX_REMEMBERED_CHAINS};
use crate::time::Timestamp;

#[derive(Default)]
pub(super) struct Remembered(Mutex<HashMap<Question, Answer>>);

type Answer = Result<Vec<Trusted>, TrustError>;

#[derive(PartialEq, Eq, Hash)]
pub(super) struct Question {
    chain: Vec<Vec<u8>>,
    algorithm: Option<Algorithm>,
    purpose: Purpose,
    doc_type: Option<DocType>,
    at: Timestamp,
}

impl Question {
    /// `None` where the header holds no chain, since a key id is looked up as quickly as this, or a huge one.
    pub(super) fn new(
        header: &Header<'_>,
        purpose: Purpose,
        doc_type: Option<&DocType>,
        at: Timestamp,
    ) -> Option<Self> {
        if header.x5chain().map(<[u8]>::len).sum::<usize>() > MAX_REMEMBERED_CHAIN_BYTES {
            return None;
        }
        let chain: Vec<Vec<u8>> = header.x5chain().map(<[u8]>::to_vec).collect();
        let (algorithm, doc_type) = (header.algorithm(), doc_type.cloned());
        (!chain.is_empty()).then_some(Self { chain, algorithm, purpose, doc_type, at })
    }
}

impl Remembered {
    /// The answer given before, or what `find` finds. Threads that ask at once may find it twice: it is the same.
    pub(super) fn answer(&self, question: Question, find: impl FnOnce() -> Answer) -> Answer {
        if let Some(answer) = self.0.lock().ok().and_then(|known| known.get(&question).cloned()) {
            return answer;
        }
        let answer = find().map(|mut all| {
            for trusted in &mut all {
                trusted.key = trusted.key.clone().prepared();
            }
            all
        });
        if let Ok(mut known) = self.0.lock()
            && known.len() < MAX_REMEMBERED_CHAINS
        {
            known.insert(question, answer.clone());
        }
        answer
    }
}
