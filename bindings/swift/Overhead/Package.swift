// swift-tools-version: 6.0
import PackageDescription

// Built by `cargo xtask figures` beside the package that is shipped.
let package = Package(
  name: "Overhead",
  platforms: [.macOS(.v12)],
  dependencies: [.package(path: "../Qujat")],
  targets: [.executableTarget(name: "Overhead", dependencies: ["Qujat"])]
)
