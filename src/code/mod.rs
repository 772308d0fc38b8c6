//! What a grant, a seal or a presentation is shown as: a QR symbol, and the six digits beside it.
//!
//! *Takes* text. *Gives* [`Symbol`], drawn as luma, RGBA, PNG or an SVG path, quiet zone included. *Refuses* text that no
//! symbol of the size allowed holds.
//!
//! Carries out 352/2.12 and 9/1.2.3 (matrix codes) by ISO/IEC 18004.

mod symbol;

pub use symbol::{Level, Raster, Symbol, SymbolError, Use};
