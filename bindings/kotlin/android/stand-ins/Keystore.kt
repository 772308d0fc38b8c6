package android.security.keystore

import java.security.InvalidKeyException
import java.security.spec.AlgorithmParameterSpec

public object KeyProperties {
    public const val PURPOSE_SIGN: Int = 4
    public const val DIGEST_SHA256: String = "SHA-256"
    public const val KEY_ALGORITHM_EC: String = "EC"
}

public class KeyPermanentlyInvalidatedException : InvalidKeyException()

public class UserNotAuthenticatedException : InvalidKeyException()

public class KeyGenParameterSpec private constructor() : AlgorithmParameterSpec {
    @Suppress("UNUSED_PARAMETER")
    public class Builder(alias: String, purposes: Int) {
        public fun setAlgorithmParameterSpec(spec: AlgorithmParameterSpec): Builder = this
        public fun setDigests(vararg digests: String): Builder = this
        public fun setUserAuthenticationRequired(required: Boolean): Builder = this
        public fun setUserAuthenticationValidityDurationSeconds(seconds: Int): Builder = this
        public fun build(): KeyGenParameterSpec = KeyGenParameterSpec()
    }
}
