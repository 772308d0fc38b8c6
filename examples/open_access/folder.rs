//! What the story leaves behind, and where.

use std::cell::RefCell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::common::Failure;

/// The folder the story writes into.
pub struct Folder {
    root: PathBuf,
    written: RefCell<Vec<String>>,
}

impl Folder {
    /// `out`, or `target/open_access` of this checkout or, where it was moved away, of the current folder. What an
    /// earlier run left there goes.
    pub fn make(out: Option<&OsString>) -> Result<Self, Failure> {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = match out {
            Some(out) => PathBuf::from(out),
            None if checkout.is_dir() => checkout.join("target").join("open_access"),
            None => PathBuf::from("target/open_access"),
        };
        for part in PARTS {
            let path = root.join(part);
            if path.is_dir() {
                std::fs::remove_dir_all(&path).map_err(|error| at(&path, &error))?;
            }
            std::fs::create_dir_all(&path).map_err(|error| at(&path, &error))?;
        }
        Ok(Self { root, written: RefCell::default() })
    }

    /// Writes a file; `name` is under the folder.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
        let path = self.root.join(name);
        std::fs::write(&path, bytes).map_err(|error| at(&path, &error))?;
        let mut written = self.written.borrow_mut();
        if !written.iter().any(|known| known == name) {
            written.push(name.to_owned());
        }
        Ok(())
    }

    /// Reads a file back.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let path = self.root.join(name);
        std::fs::read(&path).map_err(|error| at(&path, &error))
    }

    /// The folder as a person would type it from where they are.
    pub fn shown(&self) -> String {
        let here = std::env::current_dir().ok();
        let near = here.and_then(|here| self.root.strip_prefix(here).ok().map(Path::to_path_buf));
        near.unwrap_or_else(|| self.root.clone()).display().to_string()
    }

    /// The names of the files written, in order.
    pub fn written(&self) -> Vec<String> {
        self.written.borrow().clone()
    }
}

fn at(path: &Path, error: &std::io::Error) -> Failure {
    Failure(format!("{}: {error}", path.display()))
}

const PARTS: [&str; 8] =
    ["cards", "certificates", "codes", "documents", "forms", "journals", "records", "trust"];
