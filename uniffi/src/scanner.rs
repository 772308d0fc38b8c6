use std::sync::{Mutex, MutexGuard, PoisonError};

use qujat::scan;

use crate::InputException;
use crate::values::to_usize;

/// Reads QR codes out of camera frames. One a camera session: it keeps its working memory between frames and knows which
/// code it told of last. Safe to call from any thread; frames given at the same time take turns.
#[derive(uniffi::Object, Default)]
pub struct Scanner {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    scanner: scan::Scanner,
    debounce: scan::Debounce,
}

/// A QR code in a picture.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct FoundCode {
    /// Its exact content.
    pub bytes: Vec<u8>,
    /// Its content as text, where it is UTF-8.
    pub text: Option<String>,
    /// The version of the symbol, 1 to 40.
    pub version: u32,
    /// Its corners in pixels of the picture, clockwise from the symbol's own top left.
    pub corners: Vec<Point>,
    /// Which carrier of ours it is, by its form alone: nothing of it has been checked.
    pub kind: CodeKind,
}

/// A point of a picture, in pixels from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// Which carrier a QR code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum CodeKind {
    /// What "Open access" makes (352/15). Send its text to the service whose host it names, if that is yours.
    Grant,
    /// A document's own matrix code (9/1.2.3): verify it with `Verifier.verifySeal`.
    Seal,
    /// One frame of a document shown without a network: give it to `PresentationReceiver`.
    PresentationFrame,
    /// What a verifier shows for a presentation to answer.
    Challenge,
    /// Something else.
    Unknown,
}

#[uniffi::export]
impl Scanner {
    /// A scanner for one camera session.
    #[uniffi::constructor]
    pub fn new() -> Self {
        Self::default()
    }

    /// Every code in a frame. `frame` is the camera's luma plane, one byte a pixel, top row first, read in place;
    /// `rowStride` is the distance in bytes from one row to the next, `width` at least.
    pub fn scan(
        &self,
        frame: &[u8],
        width: u32,
        height: u32,
        row_stride: u32,
    ) -> Result<Vec<FoundCode>, InputException> {
        let found =
            self.state().scanner.scan_luma(frame, to_usize(width), to_usize(height), to_usize(row_stride))?;
        Ok(found.iter().map(FoundCode::from).collect())
    }

    /// The code in a frame, if it is news: one code held up to the camera is told of once, and again only after another
    /// code, after a second without it, or after `forget`. Arguments as of `scan`.
    pub fn next_event(
        &self,
        frame: &[u8],
        width: u32,
        height: u32,
        row_stride: u32,
    ) -> Result<Option<FoundCode>, InputException> {
        let mut state = self.state();
        let state = &mut *state;
        let found =
            state.scanner.scan_luma(frame, to_usize(width), to_usize(height), to_usize(row_stride))?;
        Ok(state.debounce.event(&found).map(FoundCode::from))
    }

    /// Makes the next code news whatever it is: call it when the screen that showed the last one is closed.
    pub fn forget(&self) {
        self.state().debounce.forget();
    }

    /// Every code in a picture file, PNG or JPEG.
    pub fn scan_picture(&self, file: Vec<u8>) -> Result<Vec<FoundCode>, InputException> {
        Ok(self.state().scanner.scan_picture(&file)?.iter().map(FoundCode::from).collect())
    }
}

impl Scanner {
    /// The state holds scratch memory only, so one that a panic left behind is as good as any.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which carrier a text is, for apps whose own camera software reads the code: see `FoundCode.kind`.
#[uniffi::export]
pub fn code_kind(text: String) -> CodeKind {
    scan::Scanned::from_text(&text).kind().into()
}

impl From<scan::Kind> for CodeKind {
    fn from(kind: scan::Kind) -> Self {
        match kind {
            scan::Kind::Grant => Self::Grant,
            scan::Kind::Seal => Self::Seal,
            scan::Kind::PresentationFrame => Self::PresentationFrame,
            scan::Kind::Challenge => Self::Challenge,
            scan::Kind::Unknown => Self::Unknown,
        }
    }
}

impl From<&scan::Found> for FoundCode {
    fn from(found: &scan::Found) -> Self {
        Self {
            bytes: found.bytes.clone(),
            text: found.text().map(str::to_owned),
            version: u32::from(found.version),
            corners: found.corners.iter().map(|[x, y]| Point { x: *x, y: *y }).collect(),
            kind: found.scanned().kind().into(),
        }
    }
}
