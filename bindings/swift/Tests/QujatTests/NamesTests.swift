import Foundation
import Qujat
import XCTest

/// As an app's file has them: this module and Foundation side by side, neither `@testable`.
final class NamesTests: XCTestCase {
  let scanner: CodeScanner = CodeScanner()
  let clock: any Qujat.Clock = SystemClock()

  func testWhatCrossesTasksMay() {
    func crosses<Value: Sendable>(_: Value.Type) {}
    crosses(Verifier.self)
    crosses(VerifiedDocument.self)
    crosses(Holder.self)
    crosses(CodeScanner.self)
    crosses(QrSymbol.self)
    crosses(DisplayForm.self)
    crosses(ServiceTime.self)
    crosses((any DeviceKey).self)
    crosses((any RandomSource).self)
    crosses((any Qujat.Clock).self)
    crosses(TrustMaterial.self)
    crosses(DocumentVerdict.self)
    crosses(SealVerdict.self)
    crosses(GrantVerdict.self)
    crosses(ChildVerdict.self)
    crosses(AccessScreen.self)
    crosses(Presentation.self)
    crosses(PresentationOptions.self)
    crosses(PresentationReceiver.self)
    crosses(PresentationVerdict.self)
    crosses(MobileNumber.self)
    crosses(AccessRequest.self)
    crosses(AccessDecision.self)
    crosses(ResultLookup.self)
    crosses(LookupVerdict.self)
    crosses(CompleteRequisites.self)
    crosses(LinkingApplication.self)
    crosses(ConsentQuestion.self)
    crosses(ViewModel.self)
    crosses(ViewOptions.self)
    crosses(DocumentShelf.self)
    crosses(ShelfQuery.self)
    crosses(FoundCode.self)
    crosses(InputError.self)
    crosses(DeviceError.self)
    crosses(PlatformError.self)
    XCTAssertEqual(scanner as AnyObject === scanner as AnyObject, true)
    XCTAssertNoThrow(try clock.elapsedSeconds())
  }
}
