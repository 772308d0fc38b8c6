use super::Found;

/// Tells a code that is new from the code the camera still sees, so that one code held up is one event.
#[derive(Debug, Clone, Default)]
pub struct Debounce {
    last: Option<Vec<u8>>,
    absent: u32,
}

impl Debounce {
    /// One that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The first code of a frame, if it is an event: its content is other than that of the event before, or the code
    /// had left the picture for [`FRAMES_UNTIL_FORGOTTEN`] frames. Call it for each frame, those without a code too.
    pub fn event<'a>(&mut self, found: &'a [Found]) -> Option<&'a Found> {
        let Some(last) = &self.last else { return self.remember(found.first()) };
        if found.iter().any(|code| code.bytes == *last) {
            self.absent = 0;
            return None;
        }
        self.absent += 1;
        if let Some(other) = found.first() {
            return self.remember(Some(other));
        }
        if self.absent >= FRAMES_UNTIL_FORGOTTEN {
            self.forget();
        }
        None
    }

    /// Makes the next code an event whatever it is: when the screen that was opened for the last one is closed.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    fn remember<'a>(&mut self, code: Option<&'a Found>) -> Option<&'a Found> {
        self.last = code.map(|code| code.bytes.clone());
        self.absent = 0;
        code
    }
}

/// Frames without the code until it counts as gone: a second at 30 frames a second, so that a hand that trembles does
/// not open the same document twice.
pub const FRAMES_UNTIL_FORGOTTEN: u32 = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_held_up_is_one_event() {
        let code = |text: &str| Found { bytes: text.into(), version: 1, corners: [[0.0; 2]; 4], part: None };
        let (one, other) = ([code("one")], [code("other")]);
        let mut debounce = Debounce::new();
        assert_eq!(debounce.event(&[]), None);
        assert_eq!(debounce.event(&one), one.first());
        assert_eq!(debounce.event(&one), None);
        // It flickers: unread for less than a second.
        for _ in 1..FRAMES_UNTIL_FORGOTTEN {
            assert_eq!(debounce.event(&[]), None);
        }
        assert_eq!(debounce.event(&one), None);
        // Another code is an event at once, beside the first one or without it.
        assert_eq!(debounce.event(&[code("one"), code("other")]), None);
        assert_eq!(debounce.event(&other), other.first());
        // Gone for a second: an event again.
        for _ in 0..FRAMES_UNTIL_FORGOTTEN {
            assert_eq!(debounce.event(&[]), None);
        }
        assert_eq!(debounce.event(&other), other.first());
        debounce.forget();
        assert_eq!(debounce.event(&other), other.first());
    }
}
