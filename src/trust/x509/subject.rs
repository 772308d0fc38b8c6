use core::fmt;

use super::Certificate;
use super::der::{self, Reader};
use crate::id::{Bin, Iin};

/// The parts of a subject's name that tell who it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Common name.
    pub common_name: Option<String>,
    /// Organisation.
    pub organisation: Option<String>,
    /// Organisational units, in the order they came.
    pub units: Vec<String>,
    /// Country, two letters.
    pub country: Option<String>,
    /// State or province.
    pub province: Option<String>,
    /// `serialNumber`, as it stands.
    pub serial_number: Option<String>,
    /// The BIN a certificate of the national centre puts into a unit as `BIN…`; absent where it is malformed.
    pub bin: Option<Bin>,
    /// The IIN such a certificate puts into `serialNumber` as `IIN…`; absent where it is malformed.
    pub iin: Option<Iin>,
}

/// Who signed and in what office, as a certificate of the national certification centre says (9/2.3). It is proven as far
/// as the certificate is.
#[derive(Clone, PartialEq, Eq)]
pub struct Signatory {
    /// The person's name: the subject's common name.
    pub name: Option<String>,
    /// The digits after `IIN` in `serialNumber`, as the certificate writes them: the centre's test certificates hold
    /// numbers that no one has, so they need not be an [`Iin`].
    pub iin: Option<String>,
    /// The organisation, where the certificate is one's.
    pub organisation: Option<String>,
    /// The digits after `BIN` in a unit, likewise as written.
    pub bin: Option<String>,
    /// Whether the certificate is a person's own or given to them for an organisation.
    pub holder: CertificateHolder,
    /// What they may do in the organisation, in the order the certificate names it; empty for a person's own.
    pub offices: Vec<Office>,
}

/// For whom the national centre made a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateHolder {
    /// Extended key usage `1.2.398.3.3.4.1.1`: a person, for themselves.
    Person,
    /// Extended key usage `1.2.398.3.3.4.1.2`: a person, for an organisation.
    Organisation,
}

/// What the national centre's certificate says a person is in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Office {
    /// `1.2.398.3.3.4.1.2.1`: the chief executive.
    ChiefExecutive,
    /// `1.2.398.3.3.4.1.2.2`: given the right to sign.
    MaySign,
    /// `1.2.398.3.3.4.1.2.5`: an employee, without the right to sign for the organisation.
    Employee,
}

impl Subject {
    /// Reads the content of a Name. One that cannot be read says nothing; it is no reason to refuse a signature.
    pub(super) fn read(name: &[u8]) -> Self {
        let mut subject = Self::default();
        let mut names = Reader::new(name);
        while let Ok(set) = names.expect(der::SET, "") {
            let mut set = Reader::new(set);
            while let Ok(pair) = set.expect(der::SEQUENCE, "") {
                let mut pair = Reader::new(pair);
                if let (Ok(oid), Ok(value)) = (pair.expect(der::OID, ""), pair.item())
                    && let Some(text) = der::text(value)
                {
                    subject.take(oid, text);
                }
            }
        }
        subject
    }

    fn take(&mut self, oid: &[u8], text: String) {
        match oid {
            COMMON_NAME => self.common_name = Some(text),
            ORGANISATION => self.organisation = Some(text),
            COUNTRY => self.country = Some(text),
            PROVINCE => self.province = Some(text),
            SERIAL_NUMBER => {
                self.iin = text.strip_prefix("IIN").and_then(|digits| Iin::parse(digits).ok()).or(self.iin);
                self.serial_number = Some(text);
            }
            UNIT => {
                self.bin = text.strip_prefix("BIN").and_then(|digits| Bin::parse(digits).ok()).or(self.bin);
                self.units.push(text);
            }
            _ => {}
        }
    }
}

impl Signatory {
    /// What a certificate says; `None` where it is none of the national centre's for persons and organisations.
    pub(super) fn read(certificate: &Certificate<'_>) -> Option<Self> {
        let holder = match () {
            () if certificate.has_usage(FOR_ORGANISATION) => CertificateHolder::Organisation,
            () if certificate.has_usage(FOR_PERSON) => CertificateHolder::Person,
            () => return None,
        };
        let subject = certificate.subject();
        let digits = |text: &str, prefix: &str| text.strip_prefix(prefix).map(str::to_owned);
        let offices = certificate
            .usages()
            .filter_map(|usage| OFFICES.iter().find(|(oid, _)| *oid == usage).map(|(_, office)| *office));
        let of_organisation = holder == CertificateHolder::Organisation;
        Some(Self {
            name: subject.common_name,
            iin: subject.serial_number.and_then(|text| digits(&text, "IIN")),
            organisation: subject.organisation.filter(|_| of_organisation),
            bin: subject.units.iter().find_map(|unit| digits(unit, "BIN")).filter(|_| of_organisation),
            holder,
            offices: if of_organisation { offices.collect() } else { Vec::new() },
        })
    }

    /// Whether they may sign for their organisation: as its chief executive, or by a right given to them.
    pub fn may_sign(&self) -> bool {
        self.holder == CertificateHolder::Organisation
            && self.offices.iter().any(|office| matches!(office, Office::ChiefExecutive | Office::MaySign))
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subject(…)")
    }
}

/// The office, not the person.
impl fmt::Debug for Signatory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signatory({:?}, {:?})", self.holder, self.offices)
    }
}

/// 2.5.4.n.
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const SERIAL_NUMBER: &[u8] = &[0x55, 0x04, 0x05];
const COUNTRY: &[u8] = &[0x55, 0x04, 0x06];
const PROVINCE: &[u8] = &[0x55, 0x04, 0x08];
const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0a];
const UNIT: &[u8] = &[0x55, 0x04, 0x0b];

/// 1.2.398.3.3.4.1.n, the national centre's extended key usages.
const FOR_PERSON: &[u8] = &[0x2a, 0x83, 0x0e, 0x03, 0x03, 0x04, 0x01, 0x01];
const FOR_ORGANISATION: &[u8] = &[0x2a, 0x83, 0x0e, 0x03, 0x03, 0x04, 0x01, 0x02];
const OFFICES: [(&[u8], Office); 3] = [
    (&[0x2a, 0x83, 0x0e, 0x03, 0x03, 0x04, 0x01, 0x02, 0x01], Office::ChiefExecutive),
    (&[0x2a, 0x83, 0x0e, 0x03, 0x03, 0x04, 0x01, 0x02, 0x02], Office::MaySign),
    (&[0x2a, 0x83, 0x0e, 0x03, 0x03, 0x04, 0x01, 0x02, 0x05], Office::Employee),
];
