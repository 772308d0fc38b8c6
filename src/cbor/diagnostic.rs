use core::fmt::Write;

use super::{CborError, Decoder, Kind};
use crate::limits::MAX_CBOR_DEPTH;

/// Diagnostic notation (RFC 8949 §8) of one item, indented by two spaces; tag-24 content is shown decoded as
/// `<< … >>` (RFC 8610 appendix G.3). For people and tools; trusts nothing.
pub fn diagnostic(bytes: &[u8]) -> Result<String, CborError> {
    let mut decoder = Decoder::new(bytes);
    // First whole: the printing below may then recurse without a limit of its own.
    decoder.clone().skip()?;
    let mut out = String::new();
    item(&mut decoder, &mut out, 0, DEEPEST_EMBEDDED)?;
    decoder.finish()?;
    Ok(out)
}

fn item(
    decoder: &mut Decoder<'_>,
    out: &mut String,
    indent: usize,
    embedded: usize,
) -> Result<(), CborError> {
    match decoder.peek()? {
        Kind::Unsigned => push(out, decoder.unsigned()?),
        // One below the smallest 64-bit integer and further down are integers too.
        Kind::Negative => {
            let received = decoder.skip()?;
            let argument = received.get(1..).unwrap_or_default();
            let wide = argument.iter().fold(0, |value, byte| value << 8 | i128::from(*byte));
            let short = received.first().map_or(0, |first| i128::from(first & 0x1f));
            push(out, -1 - if argument.is_empty() { short } else { wide });
        }
        Kind::Bytes => {
            let bytes = decoder.bytes()?;
            hex(out, &bytes);
        }
        Kind::Text => push(out, format_args!("{:?}", decoder.text()?)),
        Kind::Bool => push(out, decoder.boolean()?),
        Kind::Null => {
            decoder.null()?;
            out.push_str("null");
        }
        Kind::Float => push(out, format_args!("{:?}", decoder.float()?)),
        Kind::Simple => match decoder.simple()? {
            23 => out.push_str("undefined"),
            other => push(out, format_args!("simple({other})")),
        },
        Kind::Tag(number) => {
            decoder.any_tag()?;
            push(out, format_args!("{number}("));
            if number == 24 && embedded > 0 && decoder.peek()? == Kind::Bytes {
                let content = decoder.bytes()?;
                let mut inner = Decoder::new(&content);
                if inner.clone().skip().is_ok_and(|whole| whole.len() == content.len()) {
                    out.push_str("<< ");
                    item(&mut inner, out, indent, embedded - 1)?;
                    out.push_str(" >>");
                } else {
                    hex(out, &content);
                }
            } else {
                item(decoder, out, indent, embedded)?;
            }
            out.push(')');
        }
        Kind::Array => {
            let mut members = decoder.array()?;
            let mut any = false;
            out.push('[');
            while decoder.more(&mut members)? {
                separate(out, indent + 1, &mut any);
                item(decoder, out, indent + 1, embedded)?;
            }
            end(out, indent, any, ']');
        }
        Kind::Map => {
            let mut map = decoder.map()?;
            let mut any = false;
            out.push('{');
            while let Some(mut key) = decoder.key(&mut map)? {
                separate(out, indent + 1, &mut any);
                item(&mut key, out, indent + 1, embedded)?;
                out.push_str(": ");
                item(decoder, out, indent + 1, embedded)?;
            }
            end(out, indent, any, '}');
        }
    }
    Ok(())
}

fn push(out: &mut String, value: impl core::fmt::Display) {
    // Writing to a `String` cannot fail.
    let _ = write!(out, "{value}");
}

fn hex(out: &mut String, bytes: &[u8]) {
    out.push_str("h'");
    for byte in bytes {
        push(out, format_args!("{byte:02x}"));
    }
    out.push('\'');
}

fn separate(out: &mut String, indent: usize, any: &mut bool) {
    out.push_str(if *any { ",\n" } else { "\n" });
    indentation(out, indent);
    *any = true;
}

fn end(out: &mut String, indent: usize, any: bool, bracket: char) {
    if any {
        out.push('\n');
        indentation(out, indent);
    }
    out.push(bracket);
}

/// No deeper than one item nests: embedded ones may nest as deep again, and whoever wrote them chooses how often.
fn indentation(out: &mut String, indent: usize) {
    out.extend(core::iter::repeat_n("  ", indent.min(MAX_CBOR_DEPTH)));
}

/// How many tag-24 wrappings are opened before the rest is shown as bytes: an mdoc response needs three.
const DEEPEST_EMBEDDED: usize = 8;
