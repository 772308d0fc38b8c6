// swift-tools-version: 6.0
import Foundation
import PackageDescription

// This is the package as `cargo xtask bindings swift` puts it together in target/shipped/Qujat, for Linux and for
// development on macOS: beside the sources in git it then holds the generated ones and the static library of the machine.
// What apps on iOS take is Package.release.swift.

// Tests lie beside only where the library was built for them. Among them is the sample app, which wants newer systems.
let isTested = FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/Tests")

let package = Package(
  name: "Qujat",
  platforms: isTested ? [.iOS(.v17), .macOS(.v14)] : [.iOS(.v15), .macOS(.v12)],
  products: [.library(name: "Qujat", targets: ["Qujat"])],
  targets: [
    // The C face of the library: a header and its module map, both generated.
    .systemLibrary(name: "QujatFFI"),
    .target(
      name: "Qujat",
      dependencies: ["QujatFFI"],
      resources: [.copy("PrivacyInfo.xcprivacy")],
      linkerSettings: [
        // Allowed in a root package and in one added by its path, not in one added by its version.
        .unsafeFlags(["-L\(Context.packageDirectory)/lib"]),
        .linkedLibrary("qujat_ffi"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)

if isTested {
  package.targets.append(
    .testTarget(name: "QujatTests", dependencies: ["Qujat"], resources: [.copy("Fixtures")]))
}
