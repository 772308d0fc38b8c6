//! Our scanner and our QR encoder beside others', all in one run; `cargo xtask figures` asks for figures by name. What each reader
//! made of each set goes to standard error.
//!
//! zxing-cpp's crate builds it less well than its Python wheel is built: recall is held against the crate, time against the wheel, where
//! `QUJAT_WHEEL` names a Python that has it (`cargo xtask figures` sees to that), else against the crate. `QUJAT_WITHOUT_SLOW`, set to anything, leaves rxing and rqrr out.

mod compare;
mod frames;
mod hostile;
mod optics;
mod pictures;
mod wheel;

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::Instant;

use compare::{Score, Set};
use qujat::code::{Symbol, Use};

/// Name, unit and value.
const FIGURES: [(&str, &str, fn() -> f64); 8] = [
    ("scan_recall_vs_zxingcpp", "ratio", || report().recall),
    ("scan_time_vs_zxingcpp", "ratio", || report().time),
    ("scan_negative_ms_720p", "ms", || report().negative),
    ("scan_stream_negative_ms_720p", "ms", || compare::stream()[0]),
    ("scan_stream_negative_vs_zxingcpp", "ratio", || compare::stream()[1]),
    ("scan_worst_ms_720p", "ms", || report().worst),
    ("scan_false_decodes", "frames", || report().wrong),
    ("qr_encode_vs_crate", "ratio", qr_encode),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    for (name, unit, measure) in FIGURES {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            println!("{name} {:.3} {unit}", measure());
        }
    }
}

/// A symbol of about 600 bytes, from its text to its modules: the median of ours, which chooses version and level, over that of
/// the crate it is made with.
fn qr_encode() -> f64 {
    let text = "https://egov.kz/#".to_owned() + &"abcdefghij".repeat(58);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..101 {
        let start = Instant::now();
        let symbol = Symbol::encode(black_box(&text), Use::Screen).expect("it fits");
        assert!(symbol.is_dark(0, 0));
        ours.push(start.elapsed());
        let start = Instant::now();
        let code = qrcode::QrCode::with_error_correction_level(black_box(&text), qrcode::EcLevel::L);
        assert!(code.expect("it fits").width() > 0);
        theirs.push(start.elapsed());
    }
    ours.sort();
    theirs.sort();
    eprintln!("QR symbol: ours {:?}, qrcode {:?}", ours[50], theirs[50]);
    ours[50].as_secs_f64() / theirs[50].as_secs_f64()
}

/// The figures of one run.
struct Report {
    /// Symbols read, ours over zxing-cpp's, of the set where that is least.
    recall: f64,
    /// The median time, ours over zxing-cpp's wheel's, of the set where that is most.
    time: f64,
    /// Milliseconds a 720p frame without a symbol takes in the median.
    negative: f64,
    /// Milliseconds the slowest 720p frame takes, those made to be slow among them.
    worst: f64,
    /// Frames in which we read what is not there.
    wrong: f64,
}

/// Compares once a run.
fn report() -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(measure)
}

fn measure() -> Report {
    let mut readers = compare::readers();
    let mut report = Report { recall: f64::MAX, time: 0.0, negative: 0.0, worst: 0.0, wrong: 0.0 };
    // Readers in pure Rust panic on some pictures, which is caught.
    std::panic::set_hook(Box::new(|_| ()));
    for set in compare::sets() {
        let scores = compare::compare(&set, &mut readers);
        if let [ours, theirs, others @ ..] = scores.as_slice() {
            let has_wheel = readers.last().is_some_and(|(name, _)| *name == compare::WHEEL);
            let quick = others.last().filter(|_| has_wheel).unwrap_or(theirs);
            report.take(&set, ours, theirs, quick);
        }
    }
    drop(std::panic::take_hook());
    let (worst, wrong) = compare::hostile();
    report.worst = report.worst.max(worst);
    report.wrong += wrong as f64;
    report
}

impl Report {
    /// Of a set: ours, zxing-cpp's, and what time is held against.
    fn take(&mut self, set: &Set, ours: &Score, theirs: &Score, quick: &Score) {
        self.time = self.time.max(ours.median() / quick.median());
        self.wrong += ours.wrong as f64;
        if set.name.ends_with("720p") {
            self.worst = self.worst.max(ours.worst());
        }
        if set.frames.iter().any(|frame| frame.text.is_some()) {
            self.recall = self.recall.min(ours.read as f64 / theirs.read.max(1) as f64);
        } else {
            self.negative = ours.median();
        }
    }
}
