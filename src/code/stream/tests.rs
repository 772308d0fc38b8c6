use hex_literal::hex;
use proptest::prelude::*;

use super::collected::Collected;
use super::frame::{Frame, OVERHEAD, StreamName};
use super::sender::largest_block;
use super::*;
use crate::code::symbol::{Level, Symbol, Use};
use crate::limits::{
    MAX_STREAM_BLOCKS, MAX_STREAM_BYTES, MAX_STREAMS_BYTES, MAX_SYMBOL_VERSION, MAX_SYMBOLS,
};

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| u8::try_from(self.below(256)).expect("a byte")).collect()
    }
}

fn sender(message: &[u8], version: u8) -> Sender {
    Sender::new(message, StreamPolicy { version, ..StreamPolicy::default() }).expect("sent")
}

/// The message, and how many frames were shown until it was whole, where `lost` per cent of them are missed.
fn through(sender: &Sender, lost: u64, chance: &mut Chance) -> (Vec<u8>, u32) {
    let mut receiver = Receiver::new();
    for index in 0..10_000 {
        if chance.below(100) >= lost
            && let Taken::Complete(message) = receiver.take(&sender.frame(index))
        {
            return (message, index + 1);
        }
    }
    panic!("nothing arrived")
}

/// A frame with a check sum that is right, whatever stands in it.
fn made(id: [u8; 8], length: u32, index: u32, block: &[u8]) -> Vec<u8> {
    let mut out = id.to_vec();
    out.extend(&length.to_be_bytes()[1..]);
    out.extend(index.to_be_bytes());
    out.extend(block);
    out.extend(crc32fast::hash(&out).to_be_bytes());
    out
}

/// A document of 20 KB is there in under four seconds at ten frames a second with 30 % of them missed.
#[test]
fn twenty_kilobytes_in_four_seconds() {
    let message = Chance(1).bytes(20 * 1024);
    let sender = sender(&message, MAX_SYMBOL_VERSION);
    assert_eq!((sender.block_bytes(), sender.frames_needed()), (931, 22));
    assert_eq!(sender.symbol(0).expect("a symbol").version(), 22);
    let mut shown: Vec<u32> = (0..300)
        .map(|seed| {
            let (arrived, shown) = through(&sender, 30, &mut Chance(seed));
            assert_eq!(arrived, message, "seed {seed}");
            shown
        })
        .collect();
    shown.sort_unstable();
    let tenths = |per_mille: usize| shown[per_mille * shown.len() / 1_000];
    assert!(tenths(500) <= 32 && tenths(950) < 40, "{} {}", tenths(500), tenths(950));
    assert_eq!(through(&sender, 0, &mut Chance(1)).1, 22, "without loss no frame is spare");
}

/// F1–F6: the bytes once published are read for ever. Computed apart, in another language.
#[test]
fn frames_are_pinned() {
    let sender = sender(b"presented in three", 2);
    assert_eq!(sender.frame(0), hex!("1d4711110a6f20570000120000000070726573656e746564f167eb7e"));
    assert_eq!(sender.frame(1), hex!("1d4711110a6f20570000120000000120696e207468726565ce5a6f22"));
    assert_eq!(sender.frame(5), hex!("1d4711110a6f20570000120000000515bf9ab41410ca22b629b575fb"));
    assert_eq!(sender.text(0), "QP1:PV3472GE1:34000IC2000M20ZKELQEG/D  CENUVYT");
}

#[test]
fn what_was_sent_arrives_from_any_frames() {
    for (length, version) in [(1, 40), (20, 2), (951, 22), (952, 22), (5_000, 10), (30_000, 5)] {
        let message = Chance(length as u64).bytes(length);
        let sender = sender(&message, version);
        assert_eq!(through(&sender, 50, &mut Chance(3)).0, message, "{length} in version {version}");
        // Who comes late, sees frames backwards, or after a wrap of the index, is no worse off.
        for start in [1_000_000, u32::MAX - 2_000] {
            let mut receiver = Receiver::new();
            let whole =
                (start..start + 1_000).rev().find_map(|index| match receiver.take(&sender.frame(index)) {
                    Taken::Complete(message) => Some(message),
                    _ => None,
                });
            assert_eq!(whole.as_ref(), Some(&message), "{length} from {start}");
        }
    }
}

/// F7: one more frame than there are blocks is seldom needed.
#[test]
fn few_frames_are_wasted() {
    let message = Chance(9).bytes(2_000);
    let sender = sender(&message, 10);
    let needed = u32::try_from(sender.frames_needed()).expect("few");
    let spare: u32 = (0..500)
        .map(|start| {
            let mut receiver = Receiver::new();
            let first = 1_000 * start + needed;
            let done = |index: &u32| matches!(receiver.take(&sender.frame(*index)), Taken::Complete(_));
            (first..first + 1_000).find(done).expect("it arrives") + 1 - first - needed
        })
        .sum();
    assert!(spare <= 8, "{spare} spare frames in 500 streams");
}

/// ISO/IEC 18004 table 7.
#[test]
fn symbols_are_filled() {
    for (version, level, chars) in [
        (1, Level::L, 25),
        (1, Level::H, 10),
        (9, Level::M, 262),
        (10, Level::L, 395),
        (22, Level::L, 1_460),
        (40, Level::L, 4_296),
    ] {
        assert_eq!(Symbol::alphanumeric_capacity(version, level), Some(chars), "version {version}");
        let text = "A".repeat(chars);
        if level == Level::L {
            let symbol = Symbol::encode_within(&text, Use::Screen, version).expect("it fits");
            assert_eq!((symbol.version(), symbol.level()), (version, level));
        }
    }
    assert_eq!(Symbol::alphanumeric_capacity(41, Level::L), None);
    let largest = sender(&Chance(2).bytes(951 * 3), 22);
    assert_eq!((largest.block_bytes(), largest.frames_needed()), (951, 3));
    assert_eq!(largest.text(0).len(), 1_459);
}

/// Whatever digits chance brings together, a frame fits the symbol its block was cut for.
#[test]
fn every_frame_fits_its_symbol() {
    for (version, length) in [(3, 500), (10, 3_000), (22, 18_000)] {
        // As long as a block can be.
        let sender = sender(&vec![0; length], version);
        let message = Chance(length as u64)
            .bytes(sender.frames_needed() * largest_block(version).expect("it holds one"));
        let sender = self::sender(&message, version);
        for index in (0..20).chain(1_000..1_040) {
            assert_eq!(sender.symbol(index).map(|symbol| symbol.version()), Ok(version), "frame {index}");
        }
    }
    // Zeros are digits in base45.
    let zeros = sender(&[0; 951], 22);
    assert!(zeros.symbol(0).expect("a symbol").version() <= 22);
}

#[test]
fn a_pace_is_kept() {
    let sender = sender(b"a", 22);
    assert_eq!([0, 99, 100, 1_999, 2_000].map(|ms| sender.due(ms)), [0, 0, 1, 19, 20]);
    assert_eq!(sender.due(u64::MAX), u32::MAX);
}

#[test]
fn what_cannot_be_sent_says_why() {
    let refusal = |message: &[u8], version, frames_per_second| {
        Sender::new(message, StreamPolicy { version, frames_per_second }).expect_err("refused").to_string()
    };
    assert_eq!(refusal(b"", 22, 10), "an empty message has no frames");
    let large = vec![0; MAX_STREAM_BYTES + 1];
    assert_eq!(refusal(&large, 22, 10), "the message has 266241 bytes, at most 266240 are sent");
    assert_eq!(
        refusal(&large[1..], 10, 10),
        "the message needs 1105 frames of symbols of version 10, at most 512 are sent"
    );
    for version in [0, 41, 255] {
        assert_eq!(refusal(b"a", version, 10), format!("no frame fits a QR symbol of version {version}"));
    }
    for rate in [0, 31] {
        assert_eq!(refusal(b"a", 22, rate), format!("{rate} frames a second, 1 to 30 are shown"));
    }
    let largest = sender(&large[1..], 22);
    assert_eq!(largest.frames_needed(), 280);
    assert!(format!("{largest:?}").starts_with("Sender(266240 bytes"));
}

/// Every frame but a whole one is dropped, and what was collected stays.
#[test]
fn damaged_frames_are_dropped() {
    let message = Chance(4).bytes(500);
    let sender = sender(&message, 10);
    let mut receiver = Receiver::new();
    assert!(matches!(
        receiver.take(&sender.frame(0)),
        Taken::New(Progress { have: 1, wanted: 3, frames: 1 })
    ));
    let whole = sender.frame(1);
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut frame = whole.clone();
            frame[at] ^= 1 << bit;
            assert_eq!(receiver.take(&frame), Taken::Damaged, "byte {at}");
        }
        assert_eq!(receiver.take(&whole[..at]), Taken::Damaged, "{at} bytes");
    }
    let mut longer = whole.clone();
    longer.push(0);
    assert_eq!(receiver.take(&longer), Taken::Damaged);
    let mut chance = Chance(5);
    for length in 0..2_000 {
        assert_eq!(receiver.take(&chance.bytes(length)), Taken::Damaged, "noise of {length}");
    }
    assert!(matches!(receiver.take(&whole), Taken::New(_)));
    assert_eq!(receiver.take(&whole), Taken::Known);
    assert_eq!(receiver.progress(), Progress { have: 2, wanted: 3, frames: 3 });
    assert!((receiver.progress().fraction() - 2.0 / 3.0).abs() < 1e-6);
    assert_eq!(receiver.take(&sender.frame(2)), Taken::Complete(message));
    assert_eq!(receiver.take(&sender.frame(7)), Taken::Known, "delivered once");
    assert_eq!(receiver.progress(), Progress::default());
    receiver.reset();
    assert!(matches!(receiver.take(&sender.frame(7)), Taken::New(_)));
}

/// Frames whose parts contradict one another, with a check sum that is right.
#[test]
fn frames_that_contradict_themselves_are_dropped() {
    let mut receiver = Receiver::new();
    let large = u32::try_from(MAX_STREAM_BYTES).expect("small");
    for (what, frame) in [
        ("no message", made([1; 8], 0, 0, &[1])),
        ("no block", made([1; 8], 5, 0, &[])),
        ("a message past the limit", made([1; 8], large + 1, 0, &[0; 900])),
        ("the longest there is", made([1; 8], 0x00ff_ffff, 0, &[0; 900])),
        ("more blocks than the limit", made([1; 8], 513, 0, &[0])),
        ("a block longer than the message", made([1; 8], 5, 0, &[0; 6])),
        ("a block longer than need be", made([1; 8], 10, 0, &[0; 6])),
    ] {
        assert_eq!(receiver.take(&frame), Taken::Damaged, "{what}");
    }
    assert!(matches!(receiver.take(&made([1; 8], 10, 0, &[0; 5])), Taken::New(_)));
    assert!(matches!(receiver.take(&made([1; 8], 512, u32::MAX, &[9])), Taken::New(_)));
}

/// The same id with another length or another block is another stream: it takes nothing away.
#[test]
fn contradictory_sizes_do_not_mix() {
    let message = Chance(6).bytes(600);
    let sender = sender(&message, 10);
    let id = *sender.frame(0).first_chunk().expect("an id");
    let mut receiver = Receiver::new();
    for index in 0..2 {
        assert!(matches!(receiver.take(&sender.frame(index)), Taken::New(_)));
        assert!(matches!(receiver.take(&made(id, 599, index, &[0; 200])), Taken::New(_)));
        assert!(matches!(receiver.take(&made(id, 600, index, &[0; 150])), Taken::New(_)));
    }
    assert_eq!(receiver.take(&sender.frame(2)), Taken::Complete(message));
}

/// F8: forged frames under a stream's own id never change what arrives; the stream starts again.
#[test]
fn forged_frames_do_not_get_through() {
    let message = Chance(7).bytes(600);
    let sender = sender(&message, 10);
    let id = *sender.frame(0).first_chunk().expect("an id");
    let mut receiver = Receiver::new();
    assert!(matches!(receiver.take(&made(id, 600, 1, &[0xee; 200])), Taken::New(_)));
    assert!(matches!(receiver.take(&sender.frame(0)), Taken::New(_)));
    assert_eq!(receiver.take(&sender.frame(1)), Taken::Known, "the forged one stands in its place");
    assert_eq!(receiver.take(&sender.frame(2)), Taken::Forged);
    assert_eq!(receiver.progress().have, 0);
    for index in 3..5 {
        assert!(matches!(receiver.take(&sender.frame(index)), Taken::New(_)));
    }
    assert_eq!(receiver.take(&sender.frame(5)), Taken::Complete(message));
}

#[test]
fn streams_side_by_side_all_arrive() {
    let messages: Vec<Vec<u8>> = (0..5).map(|seed| Chance(seed).bytes(3_000)).collect();
    let senders: Vec<Sender> = messages.iter().map(|message| sender(message, 10)).collect();
    let (mut receiver, mut arrived) = (Receiver::new(), Vec::new());
    for index in 0..40 {
        for sender in &senders {
            if let Taken::Complete(message) = receiver.take(&sender.frame(index)) {
                arrived.push(message);
            }
        }
    }
    assert_eq!(arrived, messages);
}

/// F9: neither a stream that stands still nearly done, nor a wall of still codes, nor new streams without end keep
/// another from arriving; and memory stays within its bound.
#[test]
fn strangers_do_not_block() {
    let message = Chance(8).bytes(5_000);
    let sender = sender(&message, 22);
    let mut receiver = Receiver::new();
    // Streams that nearly finish and then stand still, as large as they may be, more of them than are kept.
    let mut chance = Chance(10);
    let block = MAX_STREAM_BYTES.div_ceil(MAX_STREAM_BLOCKS);
    for stream in 0..12u8 {
        for index in 0..500 {
            receiver.take(&made([stream; 8], 266_240, index, &chance.bytes(block)));
        }
        assert!(receiver.bytes() <= MAX_STREAMS_BYTES, "{} bytes", receiver.bytes());
    }
    // Between two frames: one of those, and a picture of as many still codes as are read from one.
    for index in 0..6 {
        if let Taken::Complete(arrived) = receiver.take(&sender.frame(index)) {
            assert_eq!((index, arrived), (5, message));
            return;
        }
        receiver.take(&made([11; 8], 266_240, 600 + index, &chance.bytes(block)));
        for still in 100..100 + u8::try_from(MAX_SYMBOLS - 1).expect("few") {
            receiver.take(&made([still; 8], 900, 0, &[still; 300]));
        }
    }
    panic!("{:?}", receiver.progress());
}

/// F9: a stream that went away is forgotten.
#[test]
fn stale_streams_are_dropped() {
    let [first, second] = [1, 2].map(|seed| sender(&Chance(seed).bytes(600), 10));
    let mut receiver = Receiver::new();
    receiver.take(&first.frame(0));
    receiver.take(&first.frame(1));
    receiver.take(&second.frame(0));
    for _ in 0..STALE_FRAMES {
        assert_eq!(receiver.progress().have, 2);
        receiver.take(&second.frame(0));
    }
    receiver.take(&second.frame(1));
    assert_eq!(receiver.progress(), Progress { have: 1, wanted: 3, frames: 1 }, "both began anew");
}

#[test]
fn the_heaviest_stream_is_borne() {
    // The most blocks there may be, every coefficient in use.
    let message = Chance(11).bytes(MAX_STREAM_BLOCKS * 60);
    let stream = StreamName { id: [0; 8], length: message.len(), block: 60 };
    let mut collected = Collected::new(stream);
    for index in 0..520u32 {
        let frame = made([0; 8], u32::try_from(message.len()).expect("small"), 1_000 + index, &[1; 60]);
        collected.add(&Frame::parse(&frame).expect("a frame"));
    }
    assert!(collected.is_complete());
    assert_eq!(OVERHEAD, 19);
}

#[test]
fn debug_is_redacted() {
    let mut receiver = Receiver::new();
    let sender = sender(&[0x41; 600], 10);
    assert_eq!(format!("{:?}", receiver.take(&sender.frame(0))), "New(1 of 3)");
    assert_eq!(format!("{receiver:?}"), "[1 of 3 blocks]");
    assert_eq!(format!("{:?}", Taken::Complete(vec![0x41])), "Complete(1 bytes)");
}

proptest! {
    #[test]
    fn any_message_arrives(message in prop::collection::vec(any::<u8>(), 1..1_500), version in 4u8..=40, lost in 0u64..80, seed: u64) {
        let sender = sender(&message, version);
        prop_assert_eq!(through(&sender, lost, &mut Chance(seed)).0, message);
    }

    #[test]
    fn noise_does_no_harm(frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..40)) {
        let mut receiver = Receiver::new();
        for frame in &frames {
            let length = u32::try_from(frame.len()).expect("short");
            receiver.take(frame);
            receiver.take(&made([1; 8], length * 3, length, frame));
        }
    }
}
