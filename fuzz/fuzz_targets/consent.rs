//! Stored questions for consent, replies by short message, and texts as networks count them: no panic; what is read is written
//! as it was, and nothing but a listed word is a reply.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::consent::{Challenge, REPLY_WORDS, Reply, segments};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(challenge) = Challenge::from_bytes(bytes) {
        let again = challenge.to_bytes().expect("what is read can be written");
        assert!(Challenge::from_bytes(&again).expect("ours") == challenge);
        assert!(!challenge.question().documents().is_empty());
    }
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Some(reply) = Reply::parse(text) {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .collect();
        assert!(REPLY_WORDS.iter().any(|known| known.reply == reply && known.word == words.join(" ")));
    }
    let (count, units) = (segments(text), text.encode_utf16().count());
    assert!(count >= 1 && count <= 1 + units.div_ceil(33));
});
