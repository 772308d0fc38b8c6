//! Pictures other people took: QR photographs with what another reader made of them, and codes of health certificates.

use std::path::{Path, PathBuf};

use crate::compare::Set;
use crate::frames::Frame;

/// The sets that are there. Pictures without an expected answer are left out.
pub(crate) fn sets() -> Vec<Set> {
    let folder = std::env::var_os("QUJAT_VECTORS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors"), PathBuf::from);
    [("photographs", photographs(&folder)), ("certificates", certificates(&folder))]
        .into_iter()
        .filter_map(|(name, frames)| {
            let frames = frames.filter(|frames| !frames.is_empty());
            if frames.is_none() {
                println!("skipped: {name} are not there");
            }
            Some(Set { name, frames: frames? })
        })
        .collect()
}

fn photographs(folder: &Path) -> Option<Vec<Frame>> {
    let folder = folder.join("qr-photos");
    let expected = std::fs::read(folder.join("expected.json")).ok()?;
    let expected: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&expected).ok()?;
    let frames = expected.iter().filter_map(|(name, answer)| {
        let hex = answer["bytes"].as_str()?;
        let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        let text: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
        frame(&folder.join(name), text?)
    });
    Some(frames.collect())
}

/// Each has the text it was made from beside it: `PREFIX` of the JSON of its number, in `raw`.
fn certificates(folder: &Path) -> Option<Vec<Frame>> {
    let mut pictures = Vec::new();
    collect(&folder.join("dgc"), &mut pictures)?;
    pictures.sort();
    let frames = pictures.iter().filter_map(|picture| {
        let name = picture.with_extension("json");
        let country = picture.ancestors().find(|folder| folder.join("2DCode/raw").is_dir())?;
        let json = std::fs::read(country.join("2DCode/raw").join(name.file_name()?)).ok()?;
        let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&json);
        let map: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(json).ok()?;
        frame(picture, map.get("PREFIX")?.as_str()?.as_bytes().to_vec())
    });
    Some(frames.collect())
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) -> Option<()> {
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, out)?;
        } else if path.extension().is_some_and(|extension| extension == "png") {
            out.push(path);
        }
    }
    Some(())
}

/// The luma of a picture, what is transparent over white.
fn frame(path: &Path, text: Vec<u8>) -> Option<Frame> {
    let picture = image::open(path).ok()?.to_rgba8();
    let luma = |[red, green, blue, alpha]: [u8; 4]| {
        let [red, green, blue, alpha] = [red, green, blue, alpha].map(u32::from);
        let luma = (77 * red + 150 * green + 29 * blue + 128) >> 8;
        ((luma * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let pixels = picture.pixels().map(|pixel| luma(pixel.0)).collect();
    Some(Frame { pixels, width, height, text: Some(text) })
}
