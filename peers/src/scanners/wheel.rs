//! zxing-cpp as PyPI has it, in a process of its own: that wheel is built better than the crate builds it, so it is the yardstick of
//! speed.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::compare::Answer;
use crate::frames::Frame;

/// A Python that has the wheel, reading frames one after another.
pub(crate) struct Wheel {
    child: Child,
    frames: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Wheel {
    /// The one of the interpreter that `QUJAT_WHEEL` names; none where it names none.
    pub(crate) fn start() -> Option<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/scanners/wheel.py");
        let mut python = Command::new(std::env::var_os("QUJAT_WHEEL")?);
        let piped = python.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.spawn().expect("the interpreter that QUJAT_WHEEL names");
        let frames = child.stdin.take().expect("a pipe");
        let answers = BufReader::new(child.stdout.take().expect("a pipe"));
        Some(Self { child, frames, answers })
    }

    pub(crate) fn read(&mut self, frame: &Frame) -> Answer {
        let side = |pixels: usize| u32::try_from(pixels).expect("a side").to_le_bytes();
        for part in [&side(frame.width)[..], &side(frame.height), &frame.pixels] {
            self.frames.write_all(part).expect("the wheel reads");
        }
        self.frames.flush().expect("the wheel reads");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the wheel answers");
        let mut words = line.split_whitespace();
        let ms = words.next().and_then(|ms| ms.parse().ok()).expect("the wheel says how long it took");
        let byte = |pair: &[u8]| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok();
        let bytes = |hex: &str| hex.as_bytes().chunks(2).map(byte).collect::<Option<Vec<u8>>>();
        Answer { found: words.map(|hex| bytes(hex).expect("hex")).collect(), ms }
    }
}

impl Drop for Wheel {
    fn drop(&mut self) {
        // Its work is done.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
