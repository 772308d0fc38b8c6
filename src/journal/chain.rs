use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{Checkpoint, Mark, MarkError};
use crate::id::Recipient;
use crate::text::Language;

/// Where a cabinet's chain ends: how many marks, and the hash of the last; of none, the cabinet's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Head {
    /// Marks.
    pub count: u64,
    /// Hash of the last.
    pub hash: [u8; 32],
}

/// A cabinet's chain as far as it was checked, mark by mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    cabinet: [u8; 32],
    owner: Recipient,
    head: Head,
}

/// Why marks are no whole chain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ChainError {
    /// One was altered, or is no mark.
    #[error("mark {number}: {error}")]
    Mark {
        /// Its place, from 1.
        number: u64,
        /// What is wrong with it.
        error: MarkError,
    },
    /// One was removed, put in or moved: the mark at this place bears another number.
    #[error("mark {found} stands where mark {wanted} belongs")]
    Number {
        /// The number that came.
        found: u64,
        /// The number of the place.
        wanted: u64,
    },
    /// One does not follow from the mark before it: that one was replaced, or this belongs to another chain.
    #[error("mark {number} does not follow from the one before it")]
    Broken {
        /// Its number.
        number: u64,
    },
    /// One is of somebody else's cabinet.
    #[error("mark {number} belongs in another cabinet")]
    Cabinet {
        /// Its number.
        number: u64,
    },
    /// The checkpoint is of another cabinet.
    #[error("the checkpoint is of another cabinet")]
    OtherCabinet,
    /// Marks that the checkpoint counted are gone from the end.
    #[error("the chain has {found} marks, the checkpoint counted {counted}")]
    Shortened {
        /// Marks there are.
        found: u64,
        /// Marks there were.
        counted: u64,
    },
    /// The marks up to the checkpoint are not those it was made over.
    #[error("the first {counted} marks are not those the checkpoint was made over")]
    Rewritten {
        /// Marks there were.
        counted: u64,
    },
}

impl ChainError {
    /// The sentence to show to whose journal it is. Which of the causes it was, [`core::fmt::Display`] says.
    pub const fn text(&self, language: Language) -> &'static str {
        match language {
            Language::Kazakh => "Қараулар журналы толық емес немесе өзгертілген.",
            Language::Russian => "Журнал просмотров неполон или был изменён.",
            Language::English => "The journal of views is not whole, or was changed.",
        }
    }
}

impl Chain {
    /// The chain of `owner`'s cabinet before its first mark.
    pub fn new(owner: &Recipient) -> Self {
        let head = Head::empty(owner);
        Self { cabinet: head.hash, owner: owner.clone(), head }
    }

    /// The chain as far as a checkpoint says it went, to check what came after it alone.
    pub fn resume(owner: &Recipient, checkpoint: &Checkpoint) -> Result<Self, ChainError> {
        let start = Self::new(owner);
        if *checkpoint.cabinet() != start.cabinet {
            return Err(ChainError::OtherCabinet);
        }
        Ok(Self { head: checkpoint.head(), ..start })
    }

    /// Checks the next mark as it is stored, and goes on past it.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Mark, ChainError> {
        let number = self.head.count.saturating_add(1);
        let mark = Mark::from_bytes(bytes).map_err(|error| ChainError::Mark { number, error })?;
        if mark.number() != number {
            return Err(ChainError::Number { found: mark.number(), wanted: number });
        }
        if *mark.previous() != self.head.hash {
            return Err(ChainError::Broken { number });
        }
        if mark.view().cabinet(mark.side()) != self.owner {
            return Err(ChainError::Cabinet { number });
        }
        self.head = Head { count: number, hash: *mark.hash() };
        Ok(mark)
    }

    /// Where it ends.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The cabinet's name in checkpoints.
    pub fn cabinet(&self) -> &[u8; 32] {
        &self.cabinet
    }
}

impl Head {
    /// Of a cabinet without marks. Its hash is the cabinet's name, so that no cabinet's chain passes for another's.
    pub fn empty(owner: &Recipient) -> Self {
        let kind = match owner {
            Recipient::Person(_) => [1],
            Recipient::Organisation(_) => [2],
        };
        let hash = Sha256::new().chain_update(LABEL).chain_update(kind).chain_update(owner.as_str());
        Self { count: 0, hash: hash.finalize().into() }
    }
}

/// Checks a whole cabinet from its first mark: nothing altered, removed, put in or moved and, against the last
/// checkpoint there is, nothing gone from its end and nothing written anew before it.
pub fn verify_chain<B: AsRef<[u8]>>(
    owner: &Recipient,
    marks: impl IntoIterator<Item = B>,
    checkpoint: Option<&Checkpoint>,
) -> Result<(Chain, Vec<Mark>), ChainError> {
    let mut chain = Chain::new(owner);
    if checkpoint.is_some_and(|checkpoint| *checkpoint.cabinet() != chain.cabinet) {
        return Err(ChainError::OtherCabinet);
    }
    let counted = checkpoint.map(Checkpoint::head);
    let mut seen = counted.is_some_and(|head| head == chain.head());
    let mut read = Vec::new();
    for bytes in marks {
        read.push(chain.push(bytes.as_ref())?);
        seen |= counted == Some(chain.head());
    }
    match counted {
        Some(Head { count: counted, .. }) if chain.head().count < counted => {
            Err(ChainError::Shortened { found: chain.head().count, counted })
        }
        Some(Head { count: counted, .. }) if !seen => Err(ChainError::Rewritten { counted }),
        _ => Ok((chain, read)),
    }
}

const LABEL: &[u8] = b"qujat/cabinet/1\0";
