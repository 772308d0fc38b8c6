#!/bin/sh
# Makes what the Gradle build takes and the tree does not hold:
#   target/native/ABI/libqujat_ffi.so   the native library for four kinds of processors, with cargo-ndk
#   target/sources/                     the Kotlin generated for Android
#
# Wanted: the Android NDK (r28 or newer; ANDROID_NDK_HOME), `cargo install cargo-ndk`, and
# `rustup target add aarch64-linux-android armv7-linux-androideabi i686-linux-android x86_64-linux-android`.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
native=$here/target/native
platform=26 # minSdk of build.gradle.kts

cd "$here/../../.."
built=${CARGO_TARGET_DIR:-target}
# Static libraries first: rustc would have a shared one export all that the generator reads, descriptions and documentation.
cargo ndk \
    --target arm64-v8a --target armeabi-v7a --target x86 --target x86_64 \
    --platform "$platform" \
    rustc --package qujat-ffi --lib --locked --profile mobile --crate-type staticlib

tools=$(find "$ANDROID_NDK_HOME/toolchains/llvm/prebuilt" -mindepth 1 -maxdepth 1 | head -n 1)/bin

# Makes the shared library of one ABI: what it exports is uniffi/exports.map, and its segments are aligned to pages of 16 KB,
# as Android 15 and newer may have them (NDK r28 does so by itself, r27 does not).
link() { # ABI, the target as Rust calls it, as clang calls it
    mkdir -p "$native/$1"
    "$tools/$3$platform-clang" -shared -o "$native/$1/libqujat_ffi.so" \
        -Wl,--version-script=uniffi/exports.map '-Wl,--undefined-glob=uniffi_*' '-Wl,--undefined-glob=ffi_*' \
        -Wl,--gc-sections -Wl,--no-undefined -Wl,-soname,libqujat_ffi.so -Wl,-z,max-page-size=16384 \
        "$built/$2/mobile/libqujat_ffi.a" -llog -ldl -lm
}
rm -rf "$native"
link arm64-v8a aarch64-linux-android aarch64-linux-android
link armeabi-v7a armv7-linux-androideabi armv7a-linux-androideabi
link x86 i686-linux-android i686-linux-android
link x86_64 x86_64-linux-android x86_64-linux-android

for library in "$native"/*/libqujat_ffi.so; do
    # A 64-bit library whose segments are aligned otherwise does not load where pages are that large.
    "$tools/llvm-readelf" --program-headers --wide "$library" |
        awk -v library="$library" '$1 == "LOAD" && $NF != "0x4000" { print library ": a segment is aligned to " $NF; bad = 1 }
            END { exit bad }'
    "$tools/llvm-nm" --dynamic --defined-only --format=just-symbols "$library" |
        awk -v library="$library" '!/^(uniffi|ffi)_/ { print library ": " $1 " is exported"; bad = 1 }
            END { if (NR == 0) print library ": nothing is exported"; exit bad || NR == 0 }'
done

# From a library with its symbols: the generator reads them.
rm -rf "$here/target/sources"
cargo run --package qujat-ffi --locked --features bindgen --bin qujat-bindgen -- \
    generate --no-format --language kotlin --config "$here/uniffi.toml" \
    --out-dir "$here/target/sources" "$built/aarch64-linux-android/mobile/libqujat_ffi.a"
