// Times two calls through this package, for `cargo xtask figures`: see `uniffi/examples/overhead.rs`.

import Foundation
import Qujat

let now: Int64 = 1_768_017_600
let folder = URL(fileURLWithPath: CommandLine.arguments[1])

func read(_ name: String) throws -> Data {
  try Data(contentsOf: folder.appendingPathComponent(name))
}

/// Nanoseconds of the middle one of so many runs, after a quarter as many that do not count.
func median(_ samples: Int, _ call: () throws -> Void) rethrows -> UInt64 {
  var taken: [UInt64] = []
  for _ in 0..<samples + samples / 4 {
    let start = DispatchTime.now().uptimeNanoseconds
    try call()
    taken.append(DispatchTime.now().uptimeNanoseconds - start)
  }
  return taken.dropFirst(samples / 4).sorted()[samples / 2]
}

let trust = TrustMaterial(signers: [try read("publisher.cose_key")], lists: [try read("issuers.trust_list")])
let verifier = try Verifier(trust: trust, now: now)
let card = try read("identity_card.mdoc")
let verify = try median(2000) {
  let verdict = try verifier.verifyDocument(document: card, expectedSubject: nil, now: now)
  precondition(verdict.document != nil, "the card is valid")
}

let scanner = Scanner()
let frame = try read("frame.luma")
let scan = try frame.withUnsafeBytes { pixels in
  try median(200) {
    let found = try scanner.scan(LumaFrame(pixels, width: 1280, height: 720))
    precondition(found.count == 1, "codes in the frame")
  }
}
print("verify \(verify)\nframe \(scan)")
