//! Frames of streams from anybody, with whatever check sum or a right one: no panic; memory stays bounded; what arrives has
//! the digest its stream is named by; and a stream shown between them arrives all the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::code::stream::{Receiver, Sender, StreamPolicy, Taken};

fuzz_target!(|bytes: &[u8]| {
    let genuine = Sender::new(&[7; 700], StreamPolicy { version: 10, frames_per_second: 10 }).expect("small");
    let mut receiver = Receiver::new();
    let (mut index, mut arrived, mut rest) = (0, false, bytes);
    // The first byte of each frame: how long it is in units of 4, at most 16 of them between two of ours.
    for number in 0..256 {
        let Some((length, after)) = rest.split_first() else { break };
        let (frame, after) = after.split_at(after.len().min(usize::from(*length) * 4));
        rest = after;
        // Who knows the stream's own id may keep it from arriving (F8).
        if frame.starts_with(&genuine.frame(0)[..8]) {
            continue;
        }
        let mut summed = frame.to_vec();
        summed.extend(crc32fast::hash(frame).to_be_bytes());
        for frame in [frame, &summed] {
            let before = receiver.progress();
            assert!(before.have <= before.wanted && before.fraction() <= 1.0);
            if let Taken::Complete(message) = receiver.take(frame) {
                let sent = Sender::new(&message, StreamPolicy::default()).expect("within the limits");
                assert_eq!(sent.frame(0)[..8], frame[..8]);
            }
        }
        if number % 16 == 0 {
            arrived |= matches!(receiver.take(&genuine.frame(index)), Taken::Complete(message) if message == [7; 700]);
            index += 1;
            assert!(arrived || (index as usize) < genuine.frames_needed());
        }
    }
});
