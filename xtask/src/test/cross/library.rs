//! What a shared library of Android must be: of its processor, loadable where pages are of 16 KB, and giving out the
//! facade's functions and nothing else.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::process::quiet;

/// Reads a library by `readelf`, and gives the names it exports.
pub(super) fn check(library: &Path, machine: &str) -> Result<BTreeSet<String>, String> {
    let mut readelf = Command::new("readelf");
    readelf.args(["--wide", "--file-header", "--program-headers", "--dyn-syms"]).arg(library);
    let read = Read::of(&quiet(readelf.env("LC_ALL", "C"))?);
    if read.machine.as_deref() != Some(machine) {
        return Err(format!("it is for {:?}, {machine} wanted", read.machine));
    }
    if read.alignments.is_empty() {
        return Err("nothing of it would be loaded".to_owned());
    }
    // Of more than the page is as good: what counts is that no page holds parts of two segments.
    if let Some(alignment) =
        read.alignments.iter().find(|&alignment| alignment % PAGE != 0 || *alignment == 0)
    {
        return Err(format!("a segment is aligned to {alignment:#x}, {PAGE:#x} wanted"));
    }
    let stray: Vec<&str> = read.exported.iter().filter(|name| !is_ours(name)).map(String::as_str).collect();
    if let [first, ..] = stray.as_slice() {
        return Err(format!("it also exports {} other symbols: {first}", stray.len()));
    }
    // What every binding asks first.
    if !read.exported.contains("ffi_qujat_ffi_uniffi_contract_version") {
        return Err(format!("the facade is missing from the {} symbols it exports", read.exported.len()));
    }
    Ok(read.exported)
}

/// What uniffi's bindings call by name.
fn is_ours(name: &str) -> bool {
    name.starts_with("uniffi_") || name.starts_with("ffi_")
}

/// Pages of Android 15 and newer on devices that have them so large.
const PAGE: u64 = 16 * 1024;

#[derive(Debug, Default, PartialEq)]
struct Read {
    machine: Option<String>,
    /// Of the segments that are loaded.
    alignments: Vec<u64>,
    /// Dynamic symbols that are defined and not local.
    exported: BTreeSet<String>,
}

impl Read {
    fn of(lines: &[String]) -> Self {
        let mut read = Self::default();
        for line in lines {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["Machine:", machine @ ..] => read.machine = Some(machine.join(" ")),
                ["LOAD", .., alignment] => {
                    let digits = alignment.trim_start_matches("0x");
                    read.alignments.push(u64::from_str_radix(digits, 16).unwrap_or_default());
                }
                // Num: Value Size Type Bind Vis Ndx Name
                [number, _, _, _, bind, _, index, name, ..]
                    if is_number(number) && *bind != "LOCAL" && *index != "UND" =>
                {
                    read.exported.insert((*name).to_owned());
                }
                _ => {}
            }
        }
        read
    }
}

/// `12:`, as symbols are counted.
fn is_number(word: &str) -> bool {
    word.strip_suffix(':')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readelf_is_read() {
        let said = "ELF Header:
  Magic:   7f 45 4c 46 02 01 01 00 00 00 00 00 00 00 00 00
  Machine:                           AArch64
Program Headers:
  Type           Offset   VirtAddr           PhysAddr           FileSiz  MemSiz   Flg Align
  PHDR           0x000040 0x0000000000000040 0x0000000000000040 0x000230 0x000230 R   0x8
  LOAD           0x000000 0x0000000000000000 0x0000000000000000 0x0a2c34 0x0a2c34 R   0x4000
  LOAD           0x0a2c40 0x00000000000a6c40 0x00000000000a6c40 0x251c80 0x251c80 R E 0x1000

Symbol table '.dynsym' contains 5 entries:
   Num:    Value          Size Type    Bind   Vis      Ndx Name
     0: 0000000000000000     0 NOTYPE  LOCAL  DEFAULT  UND 
     1: 0000000000000000     0 NOTYPE  GLOBAL DEFAULT  UND malloc
     2: 00000000000012fc    11 FUNC    GLOBAL DEFAULT    7 uniffi_qujat_ffi_fn_func_code_kind
     3: 0000000000001307    11 FUNC    WEAK   DEFAULT    7 rust_eh_personality
     4: 0000000000001307    11 FUNC    LOCAL  DEFAULT    7 hidden";
        let lines: Vec<String> = said.lines().map(str::to_owned).collect();
        let exported = ["uniffi_qujat_ffi_fn_func_code_kind", "rust_eh_personality"];
        assert_eq!(
            Read::of(&lines),
            Read {
                machine: Some("AArch64".to_owned()),
                alignments: vec![0x4000, 0x1000],
                exported: exported.map(str::to_owned).into(),
            }
        );
    }

    #[test]
    fn only_the_facade_is_ours() {
        assert!(is_ours("uniffi_qujat_ffi_fn_func_code_kind"));
        assert!(is_ours("ffi_qujat_ffi_rustbuffer_free"));
        assert!(!is_ours("UNIFFI_META_QUJAT_FFI_RECORD_REPORT"));
        assert!(!is_ours("rust_eh_personality"));
    }
}
