//! What a grant, a seal or a presentation is carried in: a QR symbol for a camera, six digits for a voice or a keyboard.
//!
//! *Takes* text to draw, random bytes, or what a person typed. *Gives* [`Symbol`], drawn as luma, RGBA, PNG or an SVG
//! path, quiet zone included, [`ShortCode`], and [`OneTimePassword`] with the [`PasswordChallenge`] that is kept of it. *Refuses*
//! text that no symbol of the size allowed holds, anything but six decimal digits, and a password a second time. A message too large
//! for one symbol goes as a series of them: [`stream`].
//!
//! Carries out 352/2.2, 352/2.4, 352/2.12, 352/15 and 9/1.2.3 (matrix codes) by ISO/IEC 18004.

mod canvas;
pub(crate) mod layout;
mod mac_key;
mod one_time;
mod short_code;
pub mod stream;
mod symbol;

pub(crate) use mac_key::MacKey;
pub use one_time::{
    OneTimePassword, PasswordAttempt, PasswordChallenge, PasswordOver, PasswordPolicy, PasswordPolicyError,
    PasswordSecret,
};
pub use short_code::{ShortCode, ShortCodeError};
pub use symbol::{Level, Raster, Symbol, SymbolError, Use};
