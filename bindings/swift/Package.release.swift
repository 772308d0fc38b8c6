// swift-tools-version: 6.0
import PackageDescription

// The manifest that apps take. For a release it becomes Package.swift of the package that is tagged, beside Sources/Qujat
// with the generated source in it, and the two values below are filled in:
//
// 1. scripts/build-xcframework.sh, on a Mac, makes QujatFFI.xcframework.zip and prints its checksum;
// 2. the archive is attached to the release of that version: its address goes into `url`;
// 3. the checksum goes into `checksum`. Swift refuses an archive with another one, so nobody can change it afterwards.
//
// As they stand they name no archive, and Swift says so.

let package = Package(
  name: "Qujat",
  platforms: [.iOS(.v15)],
  products: [.library(name: "Qujat", targets: ["Qujat"])],
  targets: [
    .binaryTarget(
      name: "QujatFFI",
      url: "https://github.com/qujat/qujat/releases/download/VERSION/QujatFFI.xcframework.zip",
      checksum: "CHECKSUM"),
    .target(
      name: "Qujat",
      dependencies: ["QujatFFI"],
      resources: [.copy("PrivacyInfo.xcprivacy")]),
  ],
  swiftLanguageModes: [.v6]
)
