import Foundation
import XCTest

@testable import Qujat

/// What is malformed is thrown, with a code an app can translate.
final class ErrorTests: XCTestCase {
  func testAMalformedIinIsNamedAndNotRepeated() throws {
    let verifier = try Fixtures.verifier()
    let error = try thrown {
      try verifier.verifyDocument(document: Data(), expectedSubject: "860314499993", now: Fixtures.now)
    }
    guard case .Malformed(let code, let reason) = error else { return XCTFail("\(error)") }
    XCTAssertEqual(code, "iin")
    XCTAssertFalse(reason.contains("860314499993"), "the reason names no person")
    XCTAssertThrowsError(try Holder(verifier: verifier, subject: "1"))
  }

  func testEachInputHasItsCode() throws {
    let verifier = try Fixtures.verifier()
    let seal = try Fixtures.text("identity_card.seal")
    let list = try Fixtures.bytes("issuers.trust_list")
    let cases: [(String, () throws -> Any)] = [
      ("link", { try verifier.verifyGrant(link: "https://a", now: Fixtures.now) }),
      (
        "digest",
        {
          try verifier.verifySeal(
            text: seal, documentDigest: Data(count: 31), language: .kazakh, now: Fixtures.now)
        }
      ),
      ("time", { try verifier.verifyDocument(document: Data(), expectedSubject: nil, now: .max) }),
      ("trust", { try Verifier(trust: TrustMaterial(lists: [list]), now: Fixtures.now) }),
      ("form", { try DisplayForm.fromJson(json: "{}") }),
      ("picture", { try Scanner().scanPicture(file: Data([1, 2])) }),
      ("symbol", { try QrSymbol(text: String(repeating: "a", count: 5000), usage: .screen) }),
    ]
    for (wanted, body) in cases {
      XCTAssertEqual(try thrown(body).code, wanted)
    }
  }

  func testAnErrorSaysItsReason() throws {
    let error = try thrown { try Scanner().scanPicture(file: Data([1, 2])) }
    XCTAssertEqual(error.reason, "not a PNG or JPEG picture")
    XCTAssertTrue(error.localizedDescription.contains(error.reason), error.localizedDescription)
  }

  /// A bug in the native library is an error here, and the app lives on.
  func testAPanicArrivesAsAnErrorAndTheNextCallWorks() throws {
    for _ in 0..<3 {
      XCTAssertThrowsError(try panicOnPurpose()) { error in
        XCTAssertFalse(error is InputError, "a panic is no answer of the library")
        XCTAssertTrue("\(error)".contains("on purpose"), "\(error)")
      }
      XCTAssertEqual(libraryVersion(), "0.1.0")
    }
  }
}
