package kz.qujat.sample

import android.os.SystemClock
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.UserNotAuthenticatedException
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.SecureRandom
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import kz.qujat.Clock
import kz.qujat.DeviceKey
import kz.qujat.PlatformException
import kz.qujat.RandomSource

/**
 * The device's key in the Android Keystore: a P-256 key that never leaves its chip, to be used within 10 seconds of the
 * person confirming with a finger, a face or the screen lock.
 *
 * @param confirm has the person confirm, and says whether they did; called where the library's call was made, and waits
 */
class KeystoreKey(private val confirm: () -> Boolean) : DeviceKey {
    private val store = KeyStore.getInstance("AndroidKeyStore").apply { load(null) }

    override fun publicKey(): ByteArray {
        if (!store.containsAlias(ALIAS)) make()
        return store.getCertificate(ALIAS).publicKey.encoded
    }

    override fun sign(message: ByteArray): ByteArray {
        if (!confirm()) throw PlatformException.Cancelled()
        val key = store.getKey(ALIAS, null) as? PrivateKey ?: throw PlatformException.Unavailable()
        return try {
            // The message itself goes in: the chip makes the digest.
            Signature.getInstance("SHA256withECDSA").run {
                initSign(key)
                update(message)
                sign()
            }
        } catch (_: KeyPermanentlyInvalidatedException) {
            // Another finger was enrolled: this key signs no more, and documents must be bound to a new one.
            store.deleteEntry(ALIAS)
            throw PlatformException.Unavailable()
        } catch (_: UserNotAuthenticatedException) {
            throw PlatformException.Unavailable()
        }
    }

    private fun make() {
        val spec = KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_SIGN)
            .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
            .setDigests(KeyProperties.DIGEST_SHA256)
            .setUserAuthenticationRequired(true)
            .setUserAuthenticationValidityDurationSeconds(10)
            .build()
        KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, "AndroidKeyStore").run {
            initialize(spec)
            generateKeyPair()
        }
    }

    private companion object {
        const val ALIAS = "qujat.device"
    }
}

/** Android's own generator. */
object AndroidRandom : RandomSource {
    override fun randomBytes(count: UInt): ByteArray = ByteArray(count.toInt()).also(SecureRandom()::nextBytes)
}

/** The clock on the screen, and one that nobody can set. */
object AndroidClock : Clock {
    override fun unixSeconds(): Long = System.currentTimeMillis() / 1000

    override fun elapsedSeconds(): Long = SystemClock.elapsedRealtime() / 1000
}
