//! Who calls. A service of yours asks its own means of authentication here (352/11, 352/12, 352/18); this one has a list of bearer
//! tokens, of which it keeps only digests.

use std::collections::HashMap;

use qujat::id::{Bin, Iin, Party};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::common::{Failure, hex};
use crate::crowd;

/// Bytes of a file of people.
pub(crate) const MAX_BYTES: usize = 16 * 1024 * 1024;

/// An invented clinic, and a clerk of it.
pub(crate) const CLINIC: &str = "160440007161";
pub(crate) const CLERK: &str = "900101399998";

/// Everybody who may call.
pub(crate) struct People {
    by_digest: HashMap<[u8; 32], Party>,
    /// Names and tokens of invented people, to be told when the service starts.
    invented: Vec<(&'static str, &'static str)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    token_sha256: String,
    person: Option<String>,
    organisation: Option<String>,
}

impl People {
    /// Reads the list of those who may call.
    pub(crate) fn from_json(json: &[u8]) -> Result<Self, Failure> {
        let entries: Vec<Entry> =
            serde_json::from_slice(json).map_err(|error| Failure(format!("the file of people: {error}")))?;
        let mut by_digest = HashMap::with_capacity(entries.len());
        for (number, entry) in (1..).zip(&entries) {
            let wrong = |what: &str| Failure(format!("the file of people, entry {number}: {what}"));
            let digest = hex(&entry.token_sha256).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            let digest = digest.ok_or_else(|| wrong("token_sha256 is 64 hexadecimal digits"))?;
            let person = entry.person.as_deref().map(Iin::parse).transpose();
            let person = person.map_err(|_| wrong("person is an IIN"))?;
            let organisation = entry.organisation.as_deref().map(Bin::parse).transpose();
            let party = match (person, organisation.map_err(|_| wrong("organisation is a BIN"))?) {
                (Some(person), None) => Party::Person(person),
                (Some(employee), Some(organisation)) => Party::Employee { organisation, person: employee },
                (None, Some(organisation)) => Party::System(organisation),
                (None, None) => return Err(wrong("person or organisation is wanted")),
            };
            if by_digest.insert(digest, party).is_some() {
                return Err(wrong("its token stands before"));
            }
        }
        Ok(Self { by_digest, invented: Vec::new() })
    }

    /// The people of `examples/data`, each with a token that is their name; and so many more, where they are wanted: `holder-0`,
    /// `holder-1`, … and `viewer-0`, `viewer-1`, ….
    pub(crate) fn invented(holders: usize) -> Result<Self, Failure> {
        let person = |iin: &str| Iin::parse(iin).map(Party::Person);
        let clinic = Bin::parse(CLINIC)?;
        let invented = [
            ("a mother, whose documents there are", "mother", person("860314499992")?),
            ("a stranger, who looks at them", "stranger", person("920807399998")?),
            (
                "a clerk of a clinic, who looks at them or asks for consent by phone",
                "clerk",
                Party::Employee { organisation: clinic, person: Iin::parse(CLERK)? },
            ),
            ("the clinic's information system", "clinic", Party::System(clinic)),
        ];
        let viewers = if holders == 0 { 0 } else { crowd::VIEWERS };
        let names =
            (0..holders).map(|n| format!("holder-{n}")).chain((0..viewers).map(|n| format!("viewer-{n}")));
        let crowd = names.zip(crowd::people()).map(|(token, iin)| (digest(&token), Party::Person(iin)));
        let by_digest = invented.iter().map(|(_, token, party)| (digest(token), party.clone()));
        let by_digest = by_digest.chain(crowd).collect();
        Ok(Self { by_digest, invented: invented.map(|(who, token, _)| (who, token)).to_vec() })
    }

    /// Whose token it is.
    pub(crate) fn of(&self, token: &str) -> Option<&Party> {
        self.by_digest.get(&digest(token))
    }

    /// What to tell of invented people.
    pub(crate) fn shown(&self) -> impl Iterator<Item = String> {
        self.invented.iter().map(|(who, token)| format!("  {who}: Authorization: Bearer {token}"))
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
