//! Modules, data codewords and blocks of symbols, past the search for them in a picture: no panic; a symbol with as many wrong
//! modules as its level puts right says what it was made from; and what is put right stays within the bound.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::code::{Symbol, Use};
use qujat::scan::fuzzing;

/// Texts, the versions of their symbols and the modules, of some lengths and kinds. To make them takes longer than to read them.
static SYMBOLS: LazyLock<Vec<(String, usize, Vec<i8>)>> = LazyLock::new(|| {
    let lengths = [1, 9, 17, 30, 49, 77, 120, 240];
    let texts = lengths
        .into_iter()
        .flat_map(|length| ["8", "QS1:", "https://egov.kz/#", "құжат"].map(|it| (it, length)));
    let symbols = texts.map(|(text, length)| {
        let text: String = text.chars().cycle().take(length).collect();
        let symbol = Symbol::encode(&text, Use::Print).expect("it fits");
        let version = usize::from(symbol.version());
        let size = 17 + 4 * version;
        let dark = |at: usize| symbol.is_dark(at % size, at / size);
        let soft = (0..size * size).map(|at| if dark(at) { 100 } else { -100 }).collect();
        (text, version, soft)
    });
    symbols.collect()
});

fuzz_target!(|bytes: &[u8]| {
    let [how, number, rest @ ..] = bytes else { return };
    let number = usize::from(*number);
    match how % 4 {
        // Modules as they are, over and over until the symbol is full. Large ones are no different and take their time.
        0 if !rest.is_empty() => {
            let version = 1 + number % if how / 4 == 0 { 40 } else { 8 };
            let size = 17 + 4 * version;
            let soft = rest.iter().cycle().take(size * size).map(|byte| byte.cast_signed()).collect();
            drop(fuzzing::symbol(version, soft));
        }
        1 => {
            let Some((text, version, soft)) = SYMBOLS.get(number % SYMBOLS.len()) else { return };
            let mut soft = soft.clone();
            let wrong = rest.as_chunks::<3>().0;
            for [low, high, grey] in wrong {
                let at = usize::from(u16::from_le_bytes([*low, *high])) % soft.len();
                soft[at] = grey.cast_signed();
            }
            let said = fuzzing::symbol(*version, soft);
            // Level Q puts six codewords right at least, and format information three bits.
            if wrong.len() <= 3 {
                assert_eq!(said.as_deref(), Some(text.as_bytes()));
            }
        }
        2 => {
            let said = fuzzing::segments(how / 4 % 40 + 1, rest);
            // Three digits take ten bits.
            assert!(said.is_none_or(|said| said.len() <= rest.len() * 8 * 3 / 10 + 3));
        }
        _ => {
            let (correction, erasures) = (usize::from(how / 4) % 32, number % 8);
            let (erased, block) = rest.split_at(erasures.min(rest.len()));
            let mut right = block.to_vec();
            match fuzzing::block(&mut right, correction, erased) {
                Some(errors) => {
                    assert!(2 * errors + erased.len() <= correction || right == block);
                    let changed = right.iter().zip(block).filter(|(a, b)| a != b).count();
                    assert!(changed <= errors + erased.len());
                    assert_eq!(fuzzing::block(&mut right.clone(), correction, &[]), Some(0));
                }
                None => assert_eq!(right, block),
            }
        }
    }
});
