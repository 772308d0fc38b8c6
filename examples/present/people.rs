//! Who there is: the body that issues, the holder's phone, the desk that verifies.

use qujat::cose::{PublicKey, SoftwareSigner};
use qujat::document::{Document, Issuance, Record};
use qujat::id::Bin;
use qujat::presentation::{Challenge, DEFAULT_SECONDS, Presentation, Presenting};
use qujat::text::LocalText;
use qujat::time::Timestamp;
use qujat::trust::{Issuer, TrustGround, TrustStore};
use qujat::verify::{PresentationExpect, ShownBefore};

use crate::common::{Failure, OsRandom};

/// The holder's phone. A real one's key never leaves its chip.
pub struct Phone {
    pub key: SoftwareSigner,
}

/// A desk of an organisation.
pub struct Desk {
    pub trust: TrustStore,
    pub bin: Bin,
    /// Another organisation.
    pub other: Bin,
}

/// The card of examples/data, signed for the phone with this key.
pub fn issue(ministry: &SoftwareSigner, device: &PublicKey, now: Timestamp) -> Result<Document, Failure> {
    let record = Record::from_json(include_bytes!("../data/identity_card.json"))?;
    let issuance = Issuance {
        signer: ministry,
        random: &mut OsRandom,
        signed_at: now.plus(-24 * 60 * 60),
        device_key: Some(device),
        status: None,
    };
    Ok(record.issue(issuance)?)
}

impl Phone {
    /// Shows the document now, in answer to a challenge where there is one.
    pub fn present(
        &self,
        document: &[u8],
        now: Timestamp,
        answer: Option<&Challenge>,
    ) -> Result<Presentation, Failure> {
        let presenting =
            Presenting { document, device: &self.key, now, seconds: DEFAULT_SECONDS, audience: None, answer };
        Ok(Presentation::sign(&presenting)?)
    }

    /// The same with a key the document is not bound to, which the library refuses to do: the structure is made by hand.
    pub fn forge(&self, document: &[u8], now: Timestamp) -> Result<Vec<u8>, Failure> {
        use qujat::cbor::{Value, encode};
        use qujat::cose::{Purpose, Unsigned};

        let payload = encode(&Value::Map(vec![
            (4.into(), (now.unix() + 60).into()),
            (6.into(), now.unix().into()),
            ((-70_010).into(), Value::Bytes(document.to_vec())),
        ]))?;
        Ok(Unsigned { purpose: Purpose::Presentation, payload: &payload }.sign(&self.key)?)
    }
}

impl Desk {
    /// One that trusts the ministry.
    pub fn trusting(ministry: &SoftwareSigner) -> Result<Self, Failure> {
        let mut trust = TrustStore::new();
        let name = LocalText { en: "Ministry".into(), ..LocalText::default() };
        trust
            .add_signer_key(ministry.public_key(), Issuer { name, bin: None, ground: TrustGround::Signer })?;
        Ok(Self { trust, bin: Bin::parse("160440007161")?, other: Bin::parse("000740000728")? })
    }

    /// What it expects of whatever it is shown.
    pub fn expect<'a>(&self, before: &'a ShownBefore) -> PresentationExpect<'a> {
        PresentationExpect { audience: Some(self.bin), shown: Some(before), ..PresentationExpect::default() }
    }
}
