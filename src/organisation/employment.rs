use core::fmt;

use super::{Accreditation, OrganisationError, Thing};
use crate::cbor::{self, Decoder, Value};
use crate::cose::{Purpose, Signer, Unsigned};
use crate::id::{Bin, Iin};
use crate::time::{Timestamp, Validity};

/// An organisation's statement that somebody acts for it (352/4). Signed by the key that its accreditation names.
///
/// ```cddl
/// employee-statement = {
///   1 => 1,                 ; version
///   2 => tstr .size 12,     ; BIN of the organisation
///   3 => tstr .size 12,     ; IIN of the employee
///   4 => int,               ; from, Unix seconds
///   5 => int,               ; until, Unix seconds, that second not in it
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct EmployeeStatement {
    /// The organisation.
    pub organisation: Bin,
    /// Who acts for it.
    pub employee: Iin,
    /// From when until when.
    pub validity: Validity,
}

/// An employee statement whose signature by the organisation's key was checked. Made only by [`Employment::open`].
#[derive(Clone, PartialEq, Eq)]
pub struct Employment(EmployeeStatement);

const THING: Thing = Thing(Purpose::EmployeeStatement);

impl EmployeeStatement {
    /// Signs the statement with the organisation's key.
    pub fn sign(&self, signer: &dyn Signer) -> Result<Vec<u8>, OrganisationError> {
        let values = [
            Value::from(1),
            self.organisation.as_str().into(),
            self.employee.as_str().into(),
            self.validity.from().unix().into(),
            self.validity.until().unix().into(),
        ];
        let payload = cbor::encode(&Value::Map((1_u64..).map(Value::from).zip(values).collect()));
        let payload = payload.map_err(|error| THING.cbor(error))?;
        let unsigned = Unsigned { purpose: Purpose::EmployeeStatement, payload: &payload };
        unsigned.sign(signer).map_err(|error| THING.cose(error))
    }
}

impl Employment {
    /// Opens a statement with the key the accreditation names. One about another organisation is refused.
    pub fn open(bytes: &[u8], accreditation: &Accreditation) -> Result<Self, OrganisationError> {
        let opened = THING.open(bytes, &accreditation.record().key)?;
        let (mut version, mut organisation, mut employee) = (None, None, None);
        let (mut from, mut until) = (None, None);
        let cut = |error| THING.cbor(error);
        let mut decoder = Decoder::new(opened.payload());
        let mut map = decoder.map().map_err(cut)?;
        while let Some(mut label) = decoder.key(&mut map).map_err(cut)? {
            match label.unsigned().map_err(cut)? {
                1 => version = Some(decoder.unsigned().map_err(cut)?),
                2 => organisation = Some(THING.bin(&mut decoder)?),
                3 => employee = Some(THING.iin(&mut decoder, "employee")?),
                4 => from = Some(THING.instant(&mut decoder, "from")?),
                5 => until = Some(THING.instant(&mut decoder, "until")?),
                _ => return Err(THING.member("an unknown member", "stands in it")),
            }
        }
        decoder.finish().map_err(cut)?;
        if version != Some(1) {
            return Err(THING.member("version", "is not 1"));
        }
        let statement = EmployeeStatement {
            organisation: organisation.ok_or(THING.missing("organisation"))?,
            employee: employee.ok_or(THING.missing("employee"))?,
            validity: THING.window(from, until)?,
        };
        if statement.organisation == accreditation.record().organisation {
            Ok(Self(statement))
        } else {
            Err(THING.member("organisation", "is another one"))
        }
    }

    /// Whether it says that `person` acts for `organisation` at `at`.
    pub fn binds(&self, organisation: &Bin, person: &Iin, at: Timestamp) -> bool {
        self.0.organisation == *organisation && self.0.employee == *person && self.0.validity.holds(at)
    }
}

impl fmt::Debug for EmployeeStatement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmployeeStatement({}, …)", self.organisation.as_str())
    }
}

impl fmt::Debug for Employment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Employment({}, …)", self.0.organisation.as_str())
    }
}
