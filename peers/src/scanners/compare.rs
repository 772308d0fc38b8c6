//! Our scanner beside zxing-cpp, rxing and rqrr: on made frames whose seeds nothing was tuned on, and on pictures other people
//! took, all in one run.

use std::time::Instant;

use qujat::scan::Scanner;

use crate::frames::{Frame, empty, hard, usual, worn};
use crate::pictures;
use crate::wheel::Wheel;

/// What one reader made of one set.
#[derive(Default, Clone)]
pub(crate) struct Score {
    /// Frames whose symbol was read.
    pub(crate) read: usize,
    /// Frames in which something else was read.
    pub(crate) wrong: usize,
    /// Milliseconds a frame, ascending.
    pub(crate) times: Vec<f64>,
}

impl Score {
    pub(crate) fn median(&self) -> f64 {
        self.times.get(self.times.len() / 2).copied().unwrap_or_default()
    }

    pub(crate) fn worst(&self) -> f64 {
        self.times.last().copied().unwrap_or_default()
    }
}

/// What a reader makes of a frame.
pub(crate) struct Answer {
    /// The bytes of all symbols it finds.
    pub(crate) found: Vec<Vec<u8>>,
    /// How long it takes, in milliseconds: the quickest of three tries.
    pub(crate) ms: f64,
}

/// A reader of symbols.
pub(crate) type Read = Box<dyn FnMut(&Frame) -> Answer>;

/// Times a reader of this program.
fn timed(mut read: impl FnMut(&Frame) -> Vec<Vec<u8>> + 'static) -> Read {
    Box::new(move |frame| {
        let mut once = || {
            let start = Instant::now();
            let found = read(frame);
            (found, start.elapsed().as_secs_f64() * 1e3)
        };
        let ((found, first), (_, second), (_, third)) = (once(), once(), once());
        Answer { found, ms: first.min(second).min(third) }
    })
}

/// Readers by name, ours first, zxing-cpp's crate second, its wheel last where it is there.
pub(crate) fn readers() -> Vec<(&'static str, Read)> {
    let mut scanner = Scanner::new();
    let ours = move |frame: &Frame| {
        // Frame after frame it would look first where the symbol was: here each frame is the first.
        scanner.scan_luma(&[0], 1, 1, 1).expect("a frame");
        let found = scanner.scan_luma(&frame.pixels, frame.width, frame.height, frame.width);
        found.expect("a frame").into_iter().map(|it| it.bytes).collect()
    };
    let zxing = zxingcpp::read().formats([zxingcpp::BarcodeFormat::QRCode]);
    let theirs = move |frame: &Frame| {
        let luma = zxingcpp::ImageFormat::Lum;
        let view = zxingcpp::ImageView::from_slice(&frame.pixels, frame.width, frame.height, luma);
        let found = zxing.from(view.expect("a frame")).expect("an answer");
        found.into_iter().map(|it| it.bytes()).collect()
    };
    let mut readers = vec![("qujat", timed(ours)), ("zxing-cpp", timed(theirs))];
    if std::env::var_os("QUJAT_WITHOUT_SLOW").is_none() {
        readers.extend([("rxing", timed(rxing)), ("rqrr", timed(rqrr))]);
    }
    if let Some(mut wheel) = Wheel::start() {
        readers.push((WHEEL, Box::new(move |frame| wheel.read(frame))));
    }
    readers
}

/// The name of zxing-cpp's wheel.
pub(crate) const WHEEL: &str = "zxing-cpp's wheel";

fn rxing(frame: &Frame) -> Vec<Vec<u8>> {
    use rxing::Reader as _;
    use rxing::common::HybridBinarizer;
    let (Ok(width), Ok(height)) = (u32::try_from(frame.width), u32::try_from(frame.height)) else {
        return Vec::new();
    };
    // It asserts on geometry.
    let read = std::panic::catch_unwind(|| {
        let source = rxing::Luma8LuminanceSource::new(frame.pixels.clone(), width, height).ok()?;
        let mut bitmap = rxing::BinaryBitmap::new(HybridBinarizer::new(source));
        let hints = rxing::DecodeHints { TryHarder: Some(true), ..Default::default() };
        rxing::qrcode::cpp_port::QrReader.decode_with_hints(&mut bitmap, &hints).ok()
    });
    // Its bytes come as text, and one symbol at a time.
    read.ok().flatten().map(|it| it.getText().as_bytes().to_vec()).into_iter().collect()
}

fn rqrr(frame: &Frame) -> Vec<Vec<u8>> {
    let read = std::panic::catch_unwind(|| {
        let grey = |x: usize, y: usize| frame.pixels[y * frame.width + x];
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(frame.width, frame.height, grey);
        let content = |grid: rqrr::Grid<_>| {
            let mut out = Vec::new();
            grid.decode_to(&mut out).ok().map(|_| out)
        };
        picture.detect_grids().into_iter().filter_map(content).collect()
    });
    read.unwrap_or_default()
}

/// Frames to read, and their name.
pub(crate) struct Set {
    pub(crate) name: &'static str,
    pub(crate) frames: Vec<Frame>,
}

/// The sets of the report. Pictures of `../shared` are left out where they are not there.
pub(crate) fn sets() -> Vec<Set> {
    let of =
        |name, count: u64, make: &dyn Fn(u64) -> Frame| Set { name, frames: (0..count).map(make).collect() };
    let version = |index: u64| [3, 6, 10, 15, 20, 25, 30, 40][index as usize % 8];
    let mut sets = vec![
        of("usual, 720p", 160, &|index| usual(REPORT + index, version(index), 1280, 720)),
        of("usual, 1080p", 48, &|index| usual(REPORT + 500 + index, version(index), 1920, 1080)),
        of("hard, 720p", 120, &|index| hard(REPORT + 1000 + index, 1280, 720)),
        of("worn, 720p", 90, &|index| worn(REPORT + 3000 + index, 1280, 720)),
        of("without, 720p", 60, &|index| empty(REPORT + 2000 + index, 1280, 720)),
    ];
    sets.extend(pictures::sets());
    sets
}

/// Reads a set with every reader, each frame by all of them in turn.
pub(crate) fn compare(set: &Set, readers: &mut [(&'static str, Read)]) -> Vec<Score> {
    let mut scores = vec![Score::default(); readers.len()];
    for frame in &set.frames {
        for ((_, read), score) in readers.iter_mut().zip(&mut scores) {
            let Answer { found, ms } = read(frame);
            score.times.push(ms);
            score.read += usize::from(frame.text.as_ref().is_some_and(|text| found.contains(text)));
            score.wrong += usize::from(found.iter().any(|it| frame.text.as_ref() != Some(it)));
        }
    }
    for score in &mut scores {
        score.times.sort_by(f64::total_cmp);
    }
    for ((name, _), score) in readers.iter().zip(&scores) {
        let (read, all) = (score.read, set.frames.len());
        let (median, worst) = (score.median(), score.worst());
        eprintln!(
            "{}: {name} read {read} of {all}, {} wrong, median {median:.2} ms, worst {worst:.1} ms",
            set.name, score.wrong
        );
    }
    scores
}

/// Frames made to keep a reader busy, read by ours alone: milliseconds the slowest takes, and in how many something is read.
pub(crate) fn hostile() -> (f64, usize) {
    let mut readers = readers();
    readers.truncate(1);
    let set = Set { name: "hostile, 720p", frames: crate::hostile::frames(1280, 720) };
    let scores = compare(&set, &mut readers);
    scores.first().map_or((f64::NAN, 0), |ours| (ours.worst(), ours.wrong))
}

/// A camera that sees no symbol: milliseconds a frame of ours in the mean, one frame after another as they come, and that over what
/// zxing-cpp takes — its wheel where it is there.
pub(crate) fn stream() -> [f64; 2] {
    let frames: Vec<Frame> = (0..60).map(|index| empty(REPORT + 2000 + index, 1280, 720)).collect();
    let mut readers = readers();
    let mut scanner = Scanner::new();
    let (mut ours, mut theirs) = (0.0, 0.0);
    for frame in &frames {
        let start = Instant::now();
        let found = scanner.scan_luma(&frame.pixels, frame.width, frame.height, frame.width);
        ours += start.elapsed().as_secs_f64() * 1e3;
        assert!(found.expect("a frame").is_empty(), "a symbol where there is none");
        let quick = readers.iter_mut().rfind(|(name, _)| *name == WHEEL || *name == "zxing-cpp");
        theirs += quick.map_or(f64::NAN, |(_, read)| read(frame).ms);
    }
    let count = frames.len() as f64;
    eprintln!(
        "a stream without a symbol: ours {:.2} ms, zxing-cpp {:.2} ms in the mean",
        ours / count,
        theirs / count
    );
    [ours / count, ours / theirs]
}

/// The first seed of the frames that are reported on. Tuning was done on those from 1.
const REPORT: u64 = 900_001;
