import Foundation
import XCTest

@testable import Qujat

/// The shared vectors of `tests/vectors`, which Rust, Kotlin and Python replay too. The rules are in the README there.
final class VectorsTests: XCTestCase {
  func testEveryCaseIsAnsweredAsWritten() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Fixtures.url("vectors").path)
      .filter { $0 != "README.md" }.sorted()
    for name in names {
      XCTAssertTrue(name.hasSuffix(".json"), name)
      let object = try JSONDecoder().decode(Tree.self, from: Fixtures.bytes("vectors/\(name)"))
      guard case .object(let members) = object, let expected = members["expected"] else {
        XCTFail("\(name) is no case")
        continue
      }
      let about = try members["case"].text()
      let answer: Tree
      do {
        answer = .object(["ok": try answered(members["call"].text(), Given(members: members["given"].object()))])
      } catch let error as InputError {
        answer = .object(["error": try tree(error)])
      } catch let error as DeviceError {
        answer = .object(["error": try tree(error)])
      }
      XCTAssertEqual(answer, expected, "\(name): \(about)")
    }
    print("\(names.count) cases")
    XCTAssertGreaterThan(names.count, 100)
  }

  private func answered(_ call: String, _ given: Given) throws -> Tree {
    switch call {
    case "iin":
      _ = try Holder(verifier: Verifier(trust: TrustMaterial(), now: 0), subject: given.text("iin"))
      return .null
    case "bin":
      return try tree(binKind(bin: given.text("bin")))
    case "mobile_number":
      return try tree(mobileNumber(text: given.text("text")))
    case "kind":
      return try tree(codeKind(text: given.text("text")))
    case "symbol":
      return try tree(QrSymbol(text: given.text("text"), usage: given.choice("usage", [QrUse.screen, .print])))
    case "frame":
      return try tree(given.frame(given.bytes("frame")) { try Scanner().scan($0) })
    case "picture":
      return try tree(Scanner().scanPicture(file: given.bytes("file")))
    case "debounce":
      return try debounce(given)
    case "document":
      let verdict = try given.verdict(at: given.number("now"))
      return .object(["report": try tree(verdict.report), "document": try tree(verdict.document as Any)])
    case "seal":
      return try tree(
        given.verifier().verifySeal(
          text: given.text("text"), documentDigest: given.maybe("document_digest") { try given.bytes($0) },
          language: given.language(), now: given.number("now")))
    case "grant":
      return try tree(given.verifier().verifyGrant(link: given.text("link"), now: given.number("now")))
    case "trust":
      _ = try given.verifier()
      return .null
    case "view":
      let form = try given.form()
      return try tree(
        given.shown().view(
          language: given.language(), audience: given.audience(), now: given.number("now"), form: form,
          options: given.look()))
    case "card":
      let seal = try given.maybe("seal") { try QrSymbol(text: given.text($0), usage: .print) }
      let theme = try given.choice("theme", [CardTheme.auto, .light, .dark])
      let form = try given.form()
      return try tree(
        given.shown().cardSvg(
          language: given.language(), audience: given.audience(), theme: theme, seal: seal,
          now: given.number("now"), form: form, options: given.look()))
    case "form":
      let form = try DisplayForm.fromJson(json: given.text("json"))
      return .object(["doc_type": try tree(form.docType()), "not_understood": try tree(form.notUnderstood())])
    case "shelf":
      return try shelf(given)
    case "holder":
      let holder = try given.holder()
      let reports = try given.list("documents").map { try holder.add(document: $0, now: given.number("now")) }
      return .object(["reports": try tree(reports), "list": try tree(holder.list())])
    case "revocation":
      let now = try given.number("now")
      let verdict = try given.patient().verifyDocument(
        document: given.bytes("document"), expectedSubject: given.maybe("expected_subject", given.text), now: now)
      return .object([
        "report": try tree(verdict.report), "document": try tree(verdict.document as Any),
        "status_list": try tree(verdict.statusList as Any),
      ])
    case "access":
      let request = AccessRequest(
        viewer: try given.viewer(), ground: try given.ground(),
        channel: try given.choice("channel", [AccessChannel.inPerson, .remote, .integration]),
        admission: try given.admission())
      return try tree(
        given.verifier(at: given.number("verified_at")).decide(
          document: given.shown(), request: request, language: given.language(), now: given.number("now")))
    case "requisites":
      let parts = try given.inside("parts")
      return try tree(
        completeRequisites(
          service: given.choice("service", [RequisitesService.result, .informational]),
          channel: given.choice("channel", [RequisitesChannel.app, .message]),
          parts: RequisiteParts(
            number: parts.maybe("number", parts.text), received: parts.maybe("received", parts.text),
            recipient: parts.maybe("recipient", parts.text), matrixCode: parts.maybe("matrix_code", parts.text)),
          language: given.language()) as Any)
    case "lookup_request":
      return try tree(given.lookup().request())
    case "lookup":
      return try tree(
        given.verifier().verifyLookup(
          lookup: given.lookup(), answer: given.bytes("answer"), language: given.language(), now: given.number("now")))
    case "application":
      return try tree(
        signLinkingApplication(application: given.application(), key: given.key(), now: given.number("now")))
    case "consent_question":
      return try tree(
        given.verifier().consentQuestion(
          request: given.consentRequest(), way: given.choice("way", [ConsentWay.password, .reply]),
          until: given.number("until"), language: given.language(), now: given.number("now")))
    case "consent_reply":
      return try tree(consentReply(text: given.text("text")))
    case "words":
      return try words(given.language())
    case "journal":
      return try journal(given)
    case "child":
      let holder = try given.holder()
      let now = try given.number("now")
      let answers = try given.list("records").map { try holder.represent(record: $0, now: now) }
      let verdict = try holder.addChild(document: given.bytes("document"), language: given.language(), now: now)
      return .object([
        "answers": try tree(answers), "verdict": try tree(verdict), "children": try tree(holder.children(now: now)),
      ])
    case "access_screen":
      return try tree(
        given.holder().showAccess(
          link: given.text("link"), digits: given.text("digits"), now: given.number("now")))
    case "present":
      return try present(given)
    case "presentation":
      return try tree(
        given.verifier().verifyPresentation(
          presentation: given.bytes("presentation"), now: given.number("now"),
          challenge: given.maybe("challenge", given.text), organisation: given.maybe("organisation", given.text),
          expectedSubject: given.maybe("expected_subject", given.text)))
    case "desk":
      return try desk(given)
    default:
      throw Malformed(what: "no call \(call)")
    }
  }

  private func present(_ given: Given) throws -> Tree {
    let verifiedAt = try given.number(given.members["verified_at"] == nil ? "now" : "verified_at")
    let holder = try Holder(verifier: given.verifier(at: verifiedAt), subject: given.text("subject"))
    _ = try holder.add(document: given.bytes("document"), now: verifiedAt)
    let document = try XCTUnwrap(holder.list().first, "what is shown is valid")
    let shown = try holder.present(
      document: document, key: given.key(), options: given.options(), now: given.number("now"))
    let frames = try given.numbers("frames").map { UInt32($0) }
    return .object([
      "organisation": try tree(shown.organisation() as Any), "expires_at": try tree(shown.expiresAt()),
      "frames_needed": try tree(shown.framesNeeded()), "frames_per_second": try tree(shown.framesPerSecond()),
      "due": try tree(given.numbers("elapsed").map { shown.frameDue(elapsedMilliseconds: UInt64($0)) }),
      "texts": try tree(frames.map { shown.frameText(index: $0) }),
      "versions": try tree(frames.map { try shown.symbol(index: $0).version() }),
    ])
  }

  /// A holder's documents at `now`, seen before at `seen_at`.
  private func shelf(_ given: Given) throws -> Tree {
    let holder = try given.holder()
    let verifier = try given.verifier()
    let now = try given.number("now")
    for document in try given.list("documents") { _ = try holder.add(document: document, now: now) }
    let received = try given.parts("received").map { part in
      let found = try verifier.verifyDocument(document: part.bytes("document"), expectedSubject: nil, now: now)
      return ReceivedDocument(
        document: try XCTUnwrap(found.document, "what was received is valid"), until: try part.number("until"))
    }
    let order = try given.choice("order", [ShelfOrder.given, .title, .expiry, .newest])
    func query(_ seen: [SeenDocument]?) throws -> ShelfQuery {
      ShelfQuery(
        language: try given.language(), order: order, search: try given.text("search"), received: received, seen: seen)
    }
    let before = try given.maybe("seen_at") { try holder.shelf(query: query(nil), now: given.number($0)).seen }
    return try tree(holder.shelf(query: query(before), now: now))
  }

  private func desk(_ given: Given) throws -> Tree {
    let desk = try PresentationReceiver(
      verifier: given.verifier(), organisation: given.maybe("organisation", given.text))
    let random = try given.maybe("random", given.bytes)
    let challenge = try random.map { try desk.makeChallenge(random: FixedRandom(bytes: $0)) }
    let steps = try given.members["texts"].array().map { text -> Tree in
      if text == Tree.null {
        desk.reset()
        return .null
      }
      let step = try desk.take(
        text: text.text(), now: given.number("now"), expectedSubject: given.maybe("expected_subject", given.text))
      let percent = Int64((Double(step.progress) * 100 + 0.5).rounded(.down))
      return .object([
        "is_new": .boolean(step.isNew), "percent": .number(percent), "verdict": try tree(step.verdict as Any),
      ])
    }
    return .object(["challenge": try tree(challenge as Any), "steps": .array(steps)])
  }

  /// Every sentence that stands for a state.
  private func words(_ language: Language) throws -> Tree {
    let refusals: [LinkingRefusal] = [
      .wrongPassword(triesLeft: 2), .passwordOver, .notOpen, .tooSoon(afterSeconds: 45), .noMessagesLeft, .linked,
    ]
    let channels: [RegistrationChannel] = [.portal, .mobileApplication, .stateCorporation]
    let states: [ConsentState] = [.given, .waiting, .notGiven]
    let replies: [ConsentReply] = [.yes, .no, .unclear]
    return .object([
      "linking_consents": try tree(linkingConsents(language: language)),
      "linking_refusals": try tree(refusals.map { linkingRefusalText(refusal: $0, language: language) }),
      "registration_channels": try tree(channels.map { registrationChannelText(channel: $0, language: language) }),
      "consent_states": try tree(states.map { consentStateText(state: $0, language: language) }),
      "consent_replies": try tree(replies.map { consentReplyText(reply: $0, language: language) }),
    ])
  }

  private func journal(_ given: Given) throws -> Tree {
    let language = try given.language()
    let found = try given.verifier().verifyJournal(
      owner: given.text("owner"), marks: given.list("marks"), checkpoint: given.maybe("checkpoint", given.bytes),
      language: language, now: given.number("now"))
    let journal = found.journal
    let pairs = try given.members["pairs"].array().map { pair -> Tree in
      let pair = Given(members: try pair.object())
      let has = try journal?.hasPair(number: UInt32(pair.number("number")), other: pair.bytes("other"))
      return try tree(has as Any)
    }
    return .object([
      "marks": try tree(journal?.marks(language: language) as Any),
      "csv": try tree(journal?.csv(language: language) as Any), "json": try tree(journal?.json() as Any),
      "pairs": .array(pairs), "fault": try tree(found.fault as Any),
      "explanation": try tree(found.explanation as Any), "checkpoint": try tree(found.checkpoint as Any),
    ])
  }

  private func debounce(_ given: Given) throws -> Tree {
    let scanner = Scanner()
    let frames = try given.list("frames")
    var events: [String?] = []
    for place in try given.members["order"].array().map({ try $0.number() }) {
      if place < 0 {
        scanner.forget()
      } else {
        events.append(try given.frame(frames[Int(place)]) { try scanner.nextEvent($0) }?.text)
      }
    }
    return try tree(events)
  }
}

/// The arguments of a case.
private struct Given {
  let members: [String: Tree]

  func text(_ name: String) throws -> String { try members[name].text() }

  func number(_ name: String) throws -> Int64 { try members[name].number() }

  func numbers(_ name: String) throws -> [Int64] { try members[name].array().map { try $0.number() } }

  func bytes(_ name: String) throws -> Data { try members[name].bytes() }

  func list(_ name: String) throws -> [Data] { try members[name].array().map { try $0.bytes() } }

  func maybe<Value>(_ name: String, _ read: (String) throws -> Value) throws -> Value? {
    if members[name] == Tree.null { nil } else { try read(name) }
  }

  func choice<Value>(_ name: String, _ all: [Value]) throws -> Value {
    let word = try text(name)
    guard let value = all.first(where: { snake("\($0)") == word }) else { throw Malformed(what: "no \(word)") }
    return value
  }

  func language() throws -> Language { try choice("language", [.kazakh, .russian, .english]) }

  func audience() throws -> Audience { try choice("audience", [.holder, .thirdParty]) }

  func frame<Answer>(_ pixels: Data, _ read: (LumaFrame) throws -> Answer) throws -> Answer {
    let sizes = try ["width", "height", "row_stride"].map { Int(try number($0)) }
    return try pixels.withUnsafeBytes { bytes in
      try read(LumaFrame(bytes, width: sizes[0], height: sizes[1], rowStride: sizes[2]))
    }
  }

  func verifier(at now: Int64? = nil) throws -> Verifier {
    let trust = Given(members: try members["trust"].object())
    let material = TrustMaterial(
      anchors: try trust.list("anchors"), signers: try trust.list("signers"), lists: try trust.list("lists"))
    return try Verifier(trust: material, now: now ?? number("now"))
  }

  /// As patient about revocation as the case says.
  func patient() throws -> Verifier {
    let trust = Given(members: try members["trust"].object())
    let lists = try members["status_lists"].array().map { list in
      let list = Given(members: try list.object())
      return StatusListFile(bytes: try list.bytes("bytes"), fetchedAt: try list.number("fetched_at"))
    }
    let material = TrustMaterial(
      anchors: try trust.list("anchors"), signers: try trust.list("signers"), lists: try trust.list("lists"),
      statusLists: lists, trustedTime: try maybe("trusted_time", number))
    let policy = VerifierPolicy(revocationRequired: members["revocation_required"] == .boolean(true))
    return try Verifier(trust: material, now: number("now"), policy: policy)
  }

  func holder() throws -> Holder { try Holder(verifier: verifier(), subject: text("subject")) }

  func inside(_ name: String) throws -> Given { Given(members: try members[name].object()) }

  func lookup() throws -> ResultLookup {
    try ResultLookup(
      number: text("number"), recipient: text("recipient"), random: FixedRandom(bytes: bytes("random")))
  }

  func application() throws -> LinkingApplication {
    let form = try inside("application")
    let channels: [RegistrationChannel] = [.portal, .mobileApplication, .stateCorporation]
    return LinkingApplication(
      number: try form.text("number"), applicant: try form.text("applicant"), surname: try form.text("surname"),
      firstName: try form.text("first_name"), patronymic: try form.maybe("patronymic", form.text),
      email: try form.text("email"), phone: try form.text("phone"), channel: try form.choice("channel", channels))
  }

  func consentRequest() throws -> ConsentRequest {
    let asked = try inside("request")
    let documents = try asked.members["documents"].array().map { document in
      let document = Given(members: try document.object())
      return ConsentDocument(docType: try document.text("doc_type"), number: try document.text("number"))
    }
    return ConsentRequest(
      accreditation: try asked.bytes("accreditation"), employee: try asked.maybe("employee", asked.bytes),
      viewer: try asked.viewer(), aim: try asked.text("aim"), subject: try asked.text("subject"), documents: documents)
  }

  /// What an organisation brings, where the case says.
  func admission() throws -> AccessAdmission? {
    if members["admission"] == nil { return nil }
    let brought = try inside("admission")
    return AccessAdmission(
      accreditation: try brought.bytes("accreditation"), aim: try brought.text("aim"),
      employee: try brought.maybe("employee", brought.bytes), presence: try brought.maybe("presence", brought.bytes))
  }

  func parts(_ name: String) throws -> [Given] {
    try members[name].array().map { Given(members: try $0.object()) }
  }

  /// How else a document is looked at; absent where nothing else is said.
  func look() throws -> ViewOptions? {
    guard members["look"] != nil else { return nil }
    let look = Given(members: try members["look"].object())
    let latin = try look.maybe("latin") { try look.choice($0, [KazakhLatin.decree, .draft]) }
    return ViewOptions(
      latin: latin, revoked: look.members["revoked"] == .boolean(true),
      revealed: look.members["revealed"] == .boolean(true))
  }

  func form() throws -> DisplayForm? {
    try maybe("form") { try DisplayForm.fromJson(json: text($0)) }
  }

  /// A key that gives the signature of its case, or throws what it says.
  func key() throws -> FixedKey {
    let (name, fields) = try chosen("key")
    switch name {
    case "signs": return FixedKey(.success((try fields.bytes("public_key"), try fields.bytes("signature"))))
    case "cancelled": return FixedKey(.failure(.Cancelled))
    case "unavailable": return FixedKey(.failure(.Unavailable))
    case "failed": return FixedKey(.failure(.Failed))
    default: throw Malformed(what: "no key \(name)")
    }
  }

  func options() throws -> PresentationOptions {
    let elements = try members["elements"].array().map { element in
      let element = Given(members: try element.object())
      return ElementName(nameSpace: try element.text("name_space"), identifier: try element.text("identifier"))
    }
    return PresentationOptions(
      elements: elements, answering: try maybe("answering", text), organisation: try maybe("organisation", text),
      seconds: UInt32(try number("seconds")), symbolVersion: UInt32(try number("symbol_version")),
      framesPerSecond: UInt32(try number("frames_per_second")))
  }

  func viewer() throws -> Viewer {
    let (name, fields) = try chosen("viewer")
    switch name {
    case "unknown": return .unknown
    case "person": return .person(iin: try fields.text("iin"))
    case "employee":
      return .employee(organisation: try fields.text("organisation"), person: try fields.text("person"))
    case "system": return .system(organisation: try fields.text("organisation"))
    default: throw Malformed(what: "no viewer \(name)")
    }
  }

  func ground() throws -> AccessGround {
    let (name, fields) = try chosen("ground")
    switch name {
    case "no_ground": return .noGround
    case "own": return .own
    case "representation": return .representation(record: try fields.bytes("record"))
    case "grant": return .grant
    case "consent": return .consent
    default: throw Malformed(what: "no ground \(name)")
    }
  }

  /// A choice: its name, or an object of its name and its fields.
  private func chosen(_ name: String) throws -> (String, Given) {
    if case .text(let word) = members[name] { return (word, Given(members: [:])) }
    guard let one = try members[name].object().first else { throw Malformed(what: "no \(name)") }
    return (one.key, Given(members: try Optional(one.value).object()))
  }

  func verdict(at now: Int64) throws -> DocumentVerdict {
    try verifier(at: now).verifyDocument(
      document: bytes("document"), expectedSubject: maybe("expected_subject", text), now: now)
  }

  func shown() throws -> VerifiedDocument {
    try XCTUnwrap(verdict(at: number("verified_at")).document, "a view is of a valid document")
  }
}

private final class FixedKey: DeviceKey {
  private let parts: Result<(publicKey: Data, signature: Data), PlatformError>
  init(_ parts: Result<(publicKey: Data, signature: Data), PlatformError>) { self.parts = parts }
  func publicKey() throws -> Data { try parts.get().publicKey }
  func sign(message: Data) throws -> Data { try parts.get().signature }
}

private final class FixedRandom: RandomSource {
  private let bytes: Data
  init(bytes: Data) { self.bytes = bytes }
  func randomBytes(count: UInt32) -> Data { bytes.prefix(Int(count)) }
}

/// A case that is not well made.
private struct Malformed: Error {
  let what: String
}

/// JSON.
private indirect enum Tree: Equatable, Decodable {
  case null
  case boolean(Bool)
  case number(Int64)
  case text(String)
  case array([Tree])
  case object([String: Tree])

  init(from decoder: any Decoder) throws {
    let one = try decoder.singleValueContainer()
    if one.decodeNil() {
      self = .null
    } else if let value = try? one.decode(String.self) {
      self = .text(value)
    } else if let value = try? one.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? one.decode(Int64.self) {
      self = .number(value)
    } else if let value = try? one.decode([Tree].self) {
      self = .array(value)
    } else {
      self = .object(try one.decode([String: Tree].self))
    }
  }
}

extension Tree? {
  fileprivate func text() throws -> String {
    if case .text(let value) = self { return value }
    throw Malformed(what: "no text")
  }

  fileprivate func number() throws -> Int64 {
    if case .number(let value) = self { return value }
    throw Malformed(what: "no number")
  }

  fileprivate func array() throws -> [Tree?] {
    if case .array(let value) = self { return value }
    throw Malformed(what: "no list")
  }

  fileprivate func object() throws -> [String: Tree] {
    if case .object(let value) = self { return value }
    throw Malformed(what: "no object")
  }

  fileprivate func bytes() throws -> Data {
    let digits = Array(try text().utf8)
    return Data(
      try stride(from: 0, to: digits.count, by: 2).map { at in
        guard at + 1 < digits.count,
          let byte = UInt8(String(decoding: digits[at...at + 1], as: UTF8.self), radix: 16)
        else { throw Malformed(what: "no hexadecimal digits") }
        return byte
      })
  }
}

/// What the library gives back, as JSON by the rules of the vectors.
private func tree(_ value: Any) throws -> Tree {
  switch value {
  case let value as Bool: return .boolean(value)
  case let value as String: return .text(value)
  case let value as Int64: return .number(value)
  case let value as UInt32: return .number(Int64(value))
  case let value as Float: return .number(Int64((value + 0.5).rounded(.down)))
  case let value as Data: return .text(value.map { String(format: "%02x", $0) }.joined())
  case let value as VerifiedDocument:
    return .object([
      "doc_type": try tree(value.docType()), "subject": try tree(value.subject() as Any),
      "digest": try tree(value.digest()), "valid_from": try tree(value.validFrom()),
      "valid_until": try tree(value.validUntil()),
    ])
  case let value as QrSymbol:
    return .object([
      "version": try tree(value.version()), "size": try tree(value.size()), "svg_path": try tree(value.svgPath()),
    ])
  default: break
  }
  let mirror = Mirror(reflecting: value)
  switch mirror.displayStyle {
  case .optional:
    return try mirror.children.first.map { try tree($0.value) } ?? .null
  case .collection:
    return .array(try mirror.children.map { try tree($0.value) })
  case .struct:
    return try fields(mirror)
  case .enum:
    guard let chosen = mirror.children.first, let name = chosen.label else {
      return .text(snake("\(value)"))
    }
    return .object([snake(name): try fields(Mirror(reflecting: chosen.value))])
  default:
    throw Malformed(what: "\(type(of: value)) is none of what a tree is made of")
  }
}

private func fields(_ mirror: Mirror) throws -> Tree {
  .object(
    try mirror.children.reduce(into: [:]) { all, child in
      guard let label = child.label else { throw Malformed(what: "a field without a name") }
      all[snake(label)] = try tree(child.value)
    })
}

/// `ExpiresIn` and `expiresIn` are `expires_in`.
private func snake(_ name: String) -> String {
  var words = ""
  for letter in name {
    if letter.isUppercase && words.last?.isLowercase == true { words.append("_") }
    words.append(contentsOf: letter.lowercased())
  }
  return words
}
