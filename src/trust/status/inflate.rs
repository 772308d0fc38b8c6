use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use super::StatusError;

/// Unpacks one zlib stream (RFC 1950) with nothing after it, to at most `limit` bytes. The room grows with what comes out
/// and never past the limit: a small stream that would unpack to a large one costs no more than the limit.
pub(super) fn inflate(packed: &[u8], limit: usize) -> Result<Vec<u8>, StatusError> {
    let broken = StatusError::Member { member: "lst", what: "is not a whole zlib stream" };
    let flags =
        inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = Box::<DecompressorOxide>::default();
    let mut out = vec![0; (packed.len() * 2).clamp(1, limit)];
    let (mut read, mut written) = (0, 0);
    loop {
        let rest = packed.get(read..).unwrap_or_default();
        let (status, taken, given) = decompress(&mut state, rest, &mut out, written, flags);
        read += taken;
        written += given;
        match status {
            TINFLStatus::Done if read == packed.len() => {
                out.truncate(written);
                return Ok(out);
            }
            TINFLStatus::Done => {
                return Err(StatusError::Member { member: "lst", what: "goes on after its zlib stream" });
            }
            TINFLStatus::HasMoreOutput if out.len() >= limit => return Err(StatusError::TooLarge { limit }),
            TINFLStatus::HasMoreOutput => out.resize((out.len() * 2).min(limit), 0),
            _ => return Err(broken),
        }
    }
}
