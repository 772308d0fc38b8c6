#!/bin/sh
# Builds QujatFFI.xcframework.zip: the library for iPhones and for simulators on both sorts of Mac, static, without debug
# information, and prints the checksum that Package.release.swift wants. Beside it lies a package of the same to add by its
# path: bindings/swift/target/xcframework/Qujat.
#
# Needs a Mac with Xcode and, of rustup, the targets named below. It is not run where there is no Mac: what can be checked
# there is checked, namely that the facade compiles for these targets (`cargo xtask test cross`) and this script's syntax.
#
#   bindings/swift/scripts/build-xcframework.sh
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd)
out=$root/bindings/swift/target/xcframework
target=${CARGO_TARGET_DIR:-$root/target}
device=aarch64-apple-ios
simulators="aarch64-apple-ios-sim x86_64-apple-ios"

# The oldest system the packages name (`platforms` in Package.release.swift).
export IPHONEOS_DEPLOYMENT_TARGET=15.0

cd "$root"
rm -rf "$out"
# In a folder of the module's name: module maps of two frameworks side by side in one app would else meet.
headers=$out/headers/QujatFFI
mkdir -p "$out/device" "$out/simulator" "$headers"

# The generator reads the symbols of any build of the facade: that of this machine is at hand.
cargo xtask bindings swift
assembled=$root/bindings/swift/target/shipped/Qujat
cp "$assembled/Sources/QujatFFI/QujatFFI.h" "$assembled/Sources/QujatFFI/module.modulemap" "$headers/"

build() {
  cargo rustc --package qujat-ffi --lib --locked --profile mobile --crate-type staticlib --target "$1"
}

build "$device"
cp "$target/$device/mobile/libqujat_ffi.a" "$out/device/"
set --
for simulator in $simulators; do
  build "$simulator"
  set -- "$@" "$target/$simulator/mobile/libqujat_ffi.a"
done
# One library a platform: the simulator's is of both sorts of Mac.
xcrun lipo -create "$@" -output "$out/simulator/libqujat_ffi.a"

# An archive is linked by its symbols: only what describes lines and variables goes.
xcrun strip -S "$out/device/libqujat_ffi.a" "$out/simulator/libqujat_ffi.a"

xcodebuild -create-xcframework \
  -library "$out/device/libqujat_ffi.a" -headers "$out/headers" \
  -library "$out/simulator/libqujat_ffi.a" -headers "$out/headers" \
  -output "$out/QujatFFI.xcframework"

# The package of a release, but for where the library comes from.
mkdir -p "$out/Qujat/Sources"
cp -R "$assembled/Sources/Qujat" "$out/Qujat/Sources/"
cp -R "$out/QujatFFI.xcframework" "$out/Qujat/"
sed -e '/^ *url:/d' -e 's/^ *checksum:.*/      path: "QujatFFI.xcframework"),/' \
  "$root/bindings/swift/Package.release.swift" >"$out/Qujat/Package.swift"

# The same bytes for the same content: times are set and entries sorted, -X leaves out what is of this machine.
cd "$out"
find QujatFFI.xcframework -exec touch -t 202001010000 {} +
find QujatFFI.xcframework | LC_ALL=C sort | zip -X -q QujatFFI.xcframework.zip -@

printf 'archive  %s\nchecksum ' "$out/QujatFFI.xcframework.zip"
swift package compute-checksum QujatFFI.xcframework.zip
