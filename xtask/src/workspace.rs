//! Where things are.

use std::fs;
use std::path::{Path, PathBuf};

/// The checkout this program was built from.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout of this program: the folder above its own.
    pub(crate) fn here() -> Self {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self { root: own.parent().unwrap_or(own).to_owned() }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// The path as written from the root, for messages.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// Where cargo builds: `CARGO_TARGET_DIR` or `target`.
    pub(crate) fn target(&self) -> PathBuf {
        // A relative `CARGO_TARGET_DIR` is relative to where cargo runs, which is the root.
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.path("target"), |dir| self.root.join(dir))
    }

    /// Every file below a folder with one of these extensions, in order of path; built things and hidden folders are
    /// passed over, a folder that is not there is empty.
    pub(crate) fn files(&self, below: &str, extensions: &[&str]) -> Vec<PathBuf> {
        let mut found = Vec::new();
        collect(&self.path(below), extensions, &mut found);
        found.sort();
        found
    }

    /// Reads a file as text.
    pub(crate) fn read(&self, path: &Path) -> Result<String, String> {
        fs::read_to_string(path).map_err(|error| format!("{}: {error}", self.shown(path)))
    }

    /// The examples of the core, by name: `examples/NAME.rs` or `examples/NAME/main.rs`.
    pub(crate) fn examples(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path("examples")) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "rs") || path.join("main.rs").is_file())
            .filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))
            .collect();
        names.sort();
        names
    }
}

/// Where toolchains lie that these commands set up for themselves: `qujat` in the user's cache, shared by all checkouts.
pub(crate) fn cache() -> Result<PathBuf, String> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")));
    caches
        .map(|caches| caches.join("qujat"))
        .ok_or_else(|| "neither XDG_CACHE_HOME nor HOME is set".to_owned())
}

fn collect(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && !BUILT.contains(&name.as_str()) {
                collect(&path, extensions, found);
            }
        } else if path.extension().is_some_and(|e| extensions.iter().any(|wanted| e == *wanted)) {
            found.push(path);
        }
    }
}

const BUILT: [&str; 4] = ["target", "build", "node_modules", "__pycache__"];
