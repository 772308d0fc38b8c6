//! From one frame of a camera to the next a symbol moves little: where it was is looked at first.

use super::Found;
use super::luma::Luma;

/// Where the symbols of the frame before were.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// Left, top, right and bottom, in pixels, with room to move.
    window: Option<[usize; 4]>,
    /// How many there were.
    count: usize,
    /// Width and height of the frame.
    frame: [usize; 2],
    /// Frames since the whole of one was looked at.
    windows: u8,
}

impl Track {
    /// The part of this frame to look at first, and where in it that part begins; none where the whole is to be looked at.
    pub(super) fn window<'a>(&mut self, luma: Luma<'a>) -> Option<(Luma<'a>, [usize; 2])> {
        let window = self.window.filter(|_| self.frame == [luma.width(), luma.height()]);
        // A symbol that comes into view beside one that stays is seen before long.
        let window = window.filter(|_| self.windows < MOST_WINDOWS);
        self.windows = if window.is_some() { self.windows + 1 } else { 0 };
        let [left, top, right, bottom] = window?;
        let part = luma.part([left, top], right - left, bottom - top)?;
        Some((part, [left, top]))
    }

    /// Whether as many symbols are here as were in the frame before.
    pub(super) fn is_all(&self, found: &[Found]) -> bool {
        found.len() >= self.count
    }

    /// Remembers where the symbols of this frame are. A window that saves little is none.
    pub(super) fn remember(&mut self, luma: Luma<'_>, found: &[Found]) {
        let frame = [luma.width(), luma.height()];
        (self.count, self.frame, self.window) = (found.len(), frame, None);
        let corners = || found.iter().flat_map(|found| found.corners);
        let ends = [0, 1].map(|axis| {
            let at = || corners().filter_map(|corner| corner.get(axis).copied());
            let (least, most) = (at().fold(f32::MAX, f32::min), at().fold(f32::MIN, f32::max));
            let room = (most - least) / 2.0;
            let side = frame.get(axis).copied().unwrap_or_default() as f32;
            [least - room, most + room].map(|end| end.clamp(0.0, side) as usize)
        });
        let [[left, right], [top, bottom]] = ends;
        if !found.is_empty()
            && right > left
            && bottom > top
            && 2 * (right - left) * (bottom - top) < frame[0] * frame[1]
        {
            self.window = Some([left, top, right, bottom]);
        }
    }
}

/// Frames in a row of which only a part may be looked at: a third of a second.
const MOST_WINDOWS: u8 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn found(corners: [[f32; 2]; 4]) -> Found {
        Found { bytes: vec![1], version: 1, corners, part: None }
    }

    #[test]
    fn a_window_leaves_room_to_move_and_stays_in_the_frame() {
        let pixels = vec![0; 400 * 300];
        let luma = Luma::new(&pixels, 400, 300, 400).expect("a plane");
        let mut track = Track::default();
        assert!(track.window(luma).is_none());
        let one = found([[20.0, 100.0], [120.0, 100.0], [120.0, 200.0], [20.0, 200.0]]);
        track.remember(luma, std::slice::from_ref(&one));
        let (part, at) = track.window(luma).expect("a window");
        assert_eq!((at, part.width(), part.height()), ([0, 50], 170, 200));
        assert!(track.is_all(&[one]) && !track.is_all(&[]));
        // The whole is looked at again before long, and then the part.
        let windows = (0..20).filter(|_| track.window(luma).is_some()).count();
        assert_eq!(windows, 18);
        // Frames of another size are other frames.
        let smaller = Luma::new(&pixels, 300, 300, 400).expect("a plane");
        assert!(track.window(smaller).is_none());
        // Nothing found, or what fills the frame: the whole next time.
        track.remember(luma, &[]);
        assert!(track.window(luma).is_none());
        track.remember(luma, &[found([[10.0, 10.0], [290.0, 10.0], [290.0, 290.0], [10.0, 290.0]])]);
        assert!(track.window(luma).is_none());
        track.remember(luma, &[found([[f32::NAN; 2]; 4])]);
        assert!(track.window(luma).is_none());
    }
}
