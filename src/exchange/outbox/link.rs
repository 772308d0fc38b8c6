use crate::cbor::{self, CborError, Decoder, Value};
use crate::exchange::store::StoreError;
use crate::time::Timestamp;

use super::OutboxPolicy;

/// How sending to one system goes: `[failures, next try or null, turn's token or null, turn's end or null, last turn or null]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LinkState {
    /// Failures in a row; 0 where the last turn went well.
    pub failures: u32,
    /// When to try again after a failure.
    pub next_try: Option<Timestamp>,
    /// Until when somebody is sending.
    pub sending_until: Option<Timestamp>,
    /// Who is.
    pub(super) token: Option<[u8; 16]>,
    /// When the last turn began: whoever waited longest is next.
    pub(super) last_turn: Option<Timestamp>,
}

impl LinkState {
    /// Whether a turn may be taken. A clock that was set back must not make anybody wait longer than they could have to by the
    /// policy: an end further away than that was written by another clock.
    pub(super) fn is_free(&self, policy: &OutboxPolicy, now: Timestamp) -> bool {
        let over = |until: Option<Timestamp>, longest: u32| {
            until.is_none_or(|until| until <= now || until > now.plus(i64::from(longest)))
        };
        over(self.next_try, policy.longest_wait_seconds) && over(self.sending_until, policy.turn_seconds)
    }

    pub(super) fn to_bytes(self) -> Vec<u8> {
        let time = |time: Option<Timestamp>| time.map_or(Value::Null, |time| Value::from(time.unix()));
        let members = vec![
            Value::from(self.failures),
            time(self.next_try),
            self.token.map_or(Value::Null, |token| Value::from(token.as_slice())),
            time(self.sending_until),
            time(self.last_turn),
        ];
        // Numbers and bytes: nothing of it fails to be written.
        cbor::encode(&Value::Array(members)).unwrap_or_default()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        Self::read(bytes)
            .ok()
            .flatten()
            .ok_or(StoreError::Broken { what: "a link's record that cannot be read" })
    }

    fn read(bytes: &[u8]) -> Result<Option<Self>, CborError> {
        let mut decoder = Decoder::new(bytes);
        let mut members = decoder.array_of(5, "a link is wanted")?;
        decoder.member(&mut members)?;
        let Ok(failures) = u32::try_from(decoder.unsigned()?) else { return Ok(None) };
        let time = |decoder: &mut Decoder<'_>| -> Result<Option<Timestamp>, CborError> {
            if decoder.null()? { Ok(None) } else { Ok(Timestamp::from_unix(decoder.integer()?).ok()) }
        };
        decoder.member(&mut members)?;
        let next_try = time(&mut decoder)?;
        decoder.member(&mut members)?;
        let token = if decoder.null()? { None } else { decoder.bytes()?.as_ref().try_into().ok() };
        decoder.member(&mut members)?;
        let sending_until = time(&mut decoder)?;
        decoder.member(&mut members)?;
        let last_turn = time(&mut decoder)?;
        decoder.close(members)?;
        decoder.finish()?;
        Ok(Some(Self { failures, next_try, sending_until, token, last_turn }))
    }
}
