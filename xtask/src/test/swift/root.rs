//! Debian 13 in a folder, for its Swift: Debian 12 and others have none.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{found, install_debian, quiet};
use crate::workspace::cache;

/// A root file system that holds Swift.
pub(super) struct Root(PathBuf);

impl Root {
    /// Takes the one in the cache, or makes it: a download of some 500 MB. Needs root, as everything that mounts.
    pub(super) fn obtain() -> Result<Self, String> {
        if !cfg!(target_os = "linux") {
            return Err("no Swift 6 on the PATH".to_owned());
        }
        if !is_root() {
            return Err("no Swift 6 on the PATH, and only root can set up a Debian root for it".to_owned());
        }
        let folder = cache()?.join("trixie");
        if !folder.is_dir() {
            bootstrap(&folder)?;
        }
        let root = Self(folder);
        // Where mounting is forbidden, as in most containers, this is where it shows.
        let works = quiet(&mut root.command(Path::new("/"), Path::new("/"), "swift", &["--version"]));
        works.map_err(|error| format!("Swift does not run in {}: {error}", root.0.display()))?;
        Ok(root)
    }

    /// A program run in the root: `lent` is a folder of this machine that is there under the same path, `folder`, in it,
    /// where the program runs.
    ///
    /// What is mounted is mounted in a namespace of its own, that ends with the program however it ends: nothing stays
    /// mounted and nothing has to be unmounted.
    pub(super) fn command(&self, lent: &Path, folder: &Path, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--fork", "--kill-child", "sh", "-euc", MOUNT_AND_RUN, "sh"]);
        command.arg(&self.0).arg(lent).arg(folder).arg(program).args(arguments);
        command
    }
}

/// $1 is the root, $2 what is lent, $3 where to run, the rest what to run. Swift finds its own libraries by /proc.
const MOUNT_AND_RUN: &str = r#"
root=$1 lent=$2
shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
if [ "$lent" != / ]; then
    mkdir -p "$root$lent"
    mount --bind "$lent" "$root$lent"
fi
exec chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/bin:/bin LANG=C.UTF-8 \
    sh -euc 'cd "$1"; shift; exec "$@"' sh "$@"
"#;

/// First beside its place: what is in place is whole.
fn bootstrap(folder: &Path) -> Result<(), String> {
    if !found("debootstrap") {
        install_debian(&["debootstrap"])?;
    }
    let part = folder.with_extension("part");
    let failed = |error: std::io::Error| format!("{}: {error}", part.display());
    if part.is_dir() {
        fs::remove_dir_all(&part).map_err(failed)?;
    }
    fs::create_dir_all(&part).map_err(failed)?;
    println!("    making Debian 13 with Swift in {}: 3.3 GB, some minutes", folder.display());
    // It mounts too: in a namespace of its own, so that nothing stays where it fails.
    let mut debootstrap = Command::new("unshare");
    debootstrap.args(["--mount", "--fork", "debootstrap", "--variant=minbase"]);
    debootstrap.args([&format!("--include={}", PACKAGES.join(",")), "trixie"]);
    quiet(debootstrap.arg(&part).arg(MIRROR))?;
    // The packages themselves, once unpacked.
    let downloads = part.join("var/cache/apt/archives");
    fs::remove_dir_all(&downloads).map_err(failed)?;
    fs::create_dir_all(downloads.join("partial")).map_err(failed)?;
    fs::rename(&part, folder).map_err(failed)
}

const PACKAGES: [&str; 5] = ["swiftlang", "libc6-dev", "libstdc++-14-dev", "git", "ca-certificates"];

const MIRROR: &str = "http://deb.debian.org/debian";

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
