//! The two forms a grant is carried in: a QR symbol for a camera, six digits for a voice or a keyboard.
//!
//! *Takes* random bytes or what a person typed. *Gives* [`ShortCode`]. *Refuses* anything but six decimal digits.
//!
//! 352/2.4, 352/15.

mod short_code;

pub use short_code::{ShortCode, ShortCodeError};
