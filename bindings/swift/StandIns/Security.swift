// In place of Apple's Security and the parts of Core Foundation it hands out: what Sources/Qujat/SecureEnclaveKey.swift uses.
// Nothing here is ever run.

public final class CFString: Sendable {}
public final class CFError: Error {}
public final class SecAccessControl {}
public typealias CFAllocator = AnyObject
public typealias CFTypeRef = AnyObject

public struct SecAccessControlCreateFlags: OptionSet, Sendable {
  public let rawValue: UInt
  public init(rawValue: UInt) { self.rawValue = rawValue }
  public static let userPresence = SecAccessControlCreateFlags(rawValue: 1)
  public static let privateKeyUsage = SecAccessControlCreateFlags(rawValue: 1 << 30)
}

public let kSecAttrAccessibleWhenUnlockedThisDeviceOnly = CFString()

public func SecAccessControlCreateWithFlags(
  _: CFAllocator?, _: CFTypeRef, _: SecAccessControlCreateFlags, _: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> SecAccessControl? { nil }
