import Foundation
import XCTest

@testable import Qujat

/// `bindings/fixtures`: documents of invented people and what they are verified with.
enum Fixtures {
  /// When they were made: 2026-01-10T09:00:00+05:00.
  static let now: Int64 = 1_768_017_600

  /// Whose they are.
  static let iin = "860314499992"

  static func folder() throws -> URL {
    try XCTUnwrap(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
  }

  static func url(_ name: String) throws -> URL {
    try folder().appendingPathComponent(name)
  }

  static func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: url(name))
  }

  static func text(_ name: String) throws -> String {
    try XCTUnwrap(String(data: bytes(name), encoding: .utf8))
  }

  static func trust() throws -> TrustMaterial {
    TrustMaterial(signers: [try bytes("publisher.cose_key")], lists: [try bytes("issuers.trust_list")])
  }

  static func verifier() throws -> Verifier {
    try Verifier(trust: trust(), now: now)
  }

  /// The fixtures' identity card, verified.
  static func card() throws -> VerifiedDocument {
    let verdict = try verifier().verifyDocument(
      document: bytes("identity_card.mdoc"), expectedSubject: nil, now: now)
    return try XCTUnwrap(verdict.document)
  }
}

/// What `body` throws, which must be one of ours.
func thrown<Answer>(
  file: StaticString = #filePath, line: UInt = #line, _ body: () throws -> Answer
) throws -> InputError {
  try thrown(InputError.self, file: file, line: line, body)
}

/// What `body` throws, which must be of this type.
func thrown<Wanted: Error, Answer>(
  _: Wanted.Type, file: StaticString = #filePath, line: UInt = #line, _ body: () throws -> Answer
) throws -> Wanted {
  do {
    _ = try body()
  } catch let error as Wanted {
    return error
  }
  XCTFail("nothing was thrown", file: file, line: line)
  throw CancellationError()
}
