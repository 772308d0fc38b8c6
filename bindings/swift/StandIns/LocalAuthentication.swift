// In place of Apple's LocalAuthentication: what Sources/Qujat/SecureEnclaveKey.swift uses. Nothing here is ever run.

open class LAContext {
  public init() {}
  public var localizedReason: String = ""
}
