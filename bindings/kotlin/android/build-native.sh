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
rm -rf "$native"
# Pages of 16 KB, as Android 15 and newer may have them: NDK r28 aligns to them by itself, r27 does not. The crate type is
# named here because cargo ignores `lto` where the manifest names `lib` beside it.
RUSTFLAGS="${RUSTFLAGS:-} -C link-arg=-Wl,-z,max-page-size=16384" \
    cargo ndk \
    --target arm64-v8a --target armeabi-v7a --target x86 --target x86_64 \
    --platform "$platform" --output-dir "$native" \
    rustc --package qujat-ffi --lib --locked --profile mobile --crate-type cdylib

# The segments of each 64-bit library must be aligned so, or it does not load where pages are that large.
readelf=$(find "$ANDROID_NDK_HOME" -name llvm-readelf | head -n 1)
for abi in arm64-v8a x86_64; do
    "$readelf" --program-headers --wide "$native/$abi/libqujat_ffi.so" |
        awk -v abi="$abi" '$1 == "LOAD" && $NF != "0x4000" { print abi ": a segment is aligned to " $NF; bad = 1 }
            END { exit bad }'
done

# From the library before Gradle strips it: the generator reads its symbols.
rm -rf "$here/target/sources"
cargo run --package qujat-ffi --locked --features bindgen --bin qujat-bindgen -- \
    generate --no-format --language kotlin --config "$here/uniffi.toml" \
    --out-dir "$here/target/sources" "$native/arm64-v8a/libqujat_ffi.so"
