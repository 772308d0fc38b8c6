//! The bits of data codewords to what the symbol says (ISO/IEC 18004 §7.4, §7.8, §12).

/// What a symbol says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::scan) struct Message {
    /// The content of its segments one after another, exactly as encoded: digits and letters in ASCII, kanji in Shift JIS.
    pub(in crate::scan) bytes: Vec<u8>,
    /// Which part of a message in several symbols it is.
    pub(in crate::scan) part: Option<Part>,
}

/// The header of structured append (ISO/IEC 18004 §8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which of the symbols it is, the first is 0.
    pub index: u8,
    /// How many there are, 1–16.
    pub count: u8,
    /// The exclusive or of all bytes of the whole message.
    pub parity: u8,
}

/// Reads the segments of `data`, the data codewords of a symbol of `version`. `None` where they are no message. The
/// second value counts filler codewords as ISO/IEC 18004 §7.4.10 wants them, where nothing but filler follows.
pub(super) fn read(data: &[u8], version: u8) -> Option<(Message, usize)> {
    let mut bits = Bits { data, at: 0 };
    let mut message = Message::default();
    let mut fnc1 = false;
    // ISO/IEC 18004 table 3.
    let count_width = |[small, middle, large]: [usize; 3]| match version {
        ..=9 => small,
        10..=26 => middle,
        _ => large,
    };
    while bits.left() >= 4 {
        match bits.take(4)? {
            0 => break,
            1 => {
                let count = bits.take(count_width([10, 12, 14]))?;
                numeric(&mut bits, count, &mut message.bytes)?;
            }
            2 => {
                let count = bits.take(count_width([9, 11, 13]))?;
                let from = message.bytes.len();
                alphanumeric(&mut bits, count, &mut message.bytes)?;
                if fnc1 {
                    separators(&mut message.bytes, from);
                }
            }
            3 => {
                let (index, last, parity) = (bits.take(4)?, bits.take(4)?, bits.take(8)?);
                message.part = Some(Part { index: index as u8, count: last as u8 + 1, parity: parity as u8 });
            }
            4 => {
                for _ in 0..bits.take(count_width([8, 16, 16]))? {
                    message.bytes.push(bits.take(8)? as u8);
                }
            }
            5 => fnc1 = true,
            7 => designator(&mut bits)?,
            8 => {
                let count = bits.take(count_width([8, 10, 12]))?;
                kanji(&mut bits, count, &mut message.bytes)?;
            }
            9 => {
                bits.take(8)?;
                fnc1 = true;
            }
            _ => return None,
        }
    }
    Some((message, bits.filler()))
}

/// §7.4.3: ten bits for three digits, seven for two, four for one.
fn numeric(bits: &mut Bits<'_>, mut count: u32, out: &mut Vec<u8>) -> Option<()> {
    while count > 0 {
        let (digits, width, below) = match count {
            1 => (1, 4, 10),
            2 => (2, 7, 100),
            _ => (3, 10, 1000),
        };
        let value = bits.take(width).filter(|value| *value < below)?;
        for place in [100, 10, 1].into_iter().skip(3 - digits as usize) {
            out.push(b'0' + (value / place % 10) as u8);
        }
        count -= digits;
    }
    Some(())
}

/// §7.4.4: eleven bits for two characters, six for one.
fn alphanumeric(bits: &mut Bits<'_>, mut count: u32, out: &mut Vec<u8>) -> Option<()> {
    let letter = |value: u32| LETTERS.get(value as usize).copied();
    while count > 1 {
        let value = bits.take(11)?;
        out.push(letter(value / 45)?);
        out.push(letter(value % 45)?);
        count -= 2;
    }
    if count == 1 {
        out.push(letter(bits.take(6)?)?);
    }
    Some(())
}

/// §7.4.8.2: with FNC1, `%` stands for the separator GS and `%%` for itself.
fn separators(out: &mut Vec<u8>, from: usize) {
    let letters = out.split_off(from.min(out.len()));
    let mut letters = letters.into_iter().peekable();
    while let Some(letter) = letters.next() {
        out.push(match letter {
            b'%' if letters.next_if_eq(&b'%').is_some() => b'%',
            b'%' => 0x1d,
            other => other,
        });
    }
}

/// §7.4.6: thirteen bits a character of Shift JIS.
fn kanji(bits: &mut Bits<'_>, count: u32, out: &mut Vec<u8>) -> Option<()> {
    for _ in 0..count {
        let value = bits.take(13)?;
        let joined = ((value / 0xc0) << 8) | (value % 0xc0);
        let code = joined + if joined < 0x1f00 { 0x8140 } else { 0xc140 };
        out.extend((code as u16).to_be_bytes());
    }
    Some(())
}

/// §7.4.2: an ECI designator of one, two or three bytes. Bytes are given as they are, whatever set it names.
fn designator(bits: &mut Bits<'_>) -> Option<()> {
    match bits.take(8)? {
        0..=0x7f => {}
        0x80..=0xbf => _ = bits.take(8)?,
        0xc0..=0xdf => _ = bits.take(16)?,
        _ => return None,
    }
    Some(())
}

struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn left(&self) -> usize {
        self.data.len() * 8 - self.at
    }

    /// The next `count` bits, 16 at most.
    fn take(&mut self, count: usize) -> Option<u32> {
        if self.left() < count {
            return None;
        }
        let byte = |index: usize| self.data.get(index).copied().map_or(0, u32::from);
        let first = self.at / 8;
        let three = byte(first) << 16 | byte(first + 1) << 8 | byte(first + 2);
        let value = three >> (24 - self.at % 8 - count) & ((1 << count) - 1);
        self.at += count;
        Some(value)
    }

    /// Codewords left, where they are the filler of the standard.
    fn filler(&self) -> usize {
        let rest = self.data.get(self.at.div_ceil(8)..).unwrap_or_default();
        let wanted = [0xec, 0x11].into_iter().cycle();
        if rest.iter().zip(wanted).all(|(byte, wanted)| *byte == wanted) { rest.len() } else { 0 }
    }
}

/// ISO/IEC 18004 table 5.
const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

#[cfg(test)]
mod tests {
    use super::*;

    /// Codewords of these fields, each a value and its bits.
    fn codewords(fields: &[(u32, usize)]) -> Vec<u8> {
        let bits: Vec<u8> = fields
            .iter()
            .flat_map(|(value, count)| (0..*count).rev().map(move |bit| (value >> bit & 1) as u8))
            .collect();
        bits.chunks(8)
            .map(|eight| eight.iter().enumerate().fold(0, |b, (i, bit)| b | bit << (7 - i)))
            .collect()
    }

    fn said(fields: &[(u32, usize)]) -> Option<Vec<u8>> {
        read(&codewords(fields), 1).map(|(message, _)| message.bytes)
    }

    #[test]
    fn every_mode() {
        let annex_i = [16, 32, 12, 86, 97, 128, 236, 17, 236, 17, 236, 17, 236, 17, 236, 17];
        let (message, filler) = read(&annex_i, 1).expect("a message");
        assert_eq!((message.bytes.as_slice(), message.part, filler), (&b"01234567"[..], None, 10));
        // ISO/IEC 18004 §7.4.4: AC-42.
        assert_eq!(
            said(&[(2, 4), (5, 9), (0b001_1100_1110, 11), (0b111_0011_1001, 11), (2, 6)]),
            Some(b"AC-42".into())
        );
        assert_eq!(said(&[(4, 4), (2, 8), (0xff, 8), (0, 8)]), Some(vec![0xff, 0]));
        // §7.4.6: 0x935f is 0xd9f, 0xe4aa is 0x1aaa.
        assert_eq!(said(&[(8, 4), (2, 8), (0xd9f, 13), (0x1aaa, 13)]), Some(vec![0x93, 0x5f, 0xe4, 0xaa]));
        for designator in [&[(26, 8)][..], &[(0x80, 8), (26, 8)], &[(0xc0, 8), (26, 16)]] {
            let fields = [&[(7, 4)], designator, &[(4, 4), (1, 8), (65, 8)]].concat();
            assert_eq!(said(&fields), Some(b"A".into()));
        }
        // A%B and A%%B.
        let with_separator = |fnc1: &[(u32, usize)]| {
            let pair = |a: u32, b: u32| (a * 45 + b, 11);
            said(&[fnc1, &[(2, 4), (7, 9), pair(10, 38), pair(11, 10), pair(38, 38), (11, 6)]].concat())
        };
        assert_eq!(with_separator(&[]), Some(b"A%BA%%B".into()));
        assert_eq!(with_separator(&[(5, 4)]), Some(b"A\x1dBA%B".into()));
        assert_eq!(with_separator(&[(9, 4), (37, 8)]), Some(b"A\x1dBA%B".into()));
        let parts = codewords(&[(3, 4), (2, 4), (4, 4), (0xa5, 8), (1, 4), (1, 10), (7, 4)]);
        let (message, _) = read(&parts, 1).expect("a message");
        assert_eq!(message.part, Some(Part { index: 2, count: 5, parity: 0xa5 }));
        assert_eq!(message.bytes, b"7");
    }

    #[test]
    fn what_is_no_message() {
        for none in [
            &[(1, 4), (3, 10), (1000, 10)][..],
            &[(1, 4), (2, 10), (100, 7)],
            &[(1, 4), (1, 10), (10, 4)],
            &[(1, 4), (1000, 10), (1, 10)],
            &[(2, 4), (2, 9), (2025, 11)],
            &[(2, 4), (1, 9), (45, 6)],
            &[(4, 4), (9, 8), (1, 8)],
            &[(7, 4), (0xe0, 8), (0, 24)],
            &[(6, 4), (0, 12)],
            &[(15, 4), (0, 12)],
        ] {
            assert_eq!(said(none), None, "{none:?}");
        }
        assert_eq!(said(&[]), Some(vec![]));
    }
}
