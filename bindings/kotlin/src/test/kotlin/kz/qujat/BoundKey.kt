package kz.qujat

import java.math.BigInteger
import java.security.AlgorithmParameters
import java.security.KeyFactory
import java.security.PrivateKey
import java.security.SecureRandom
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.security.spec.ECParameterSpec
import java.security.spec.ECPrivateKeySpec
import java.util.HexFormat

/** The key that `identity_card_of_device.mdoc` is bound to. It may throw [instead] of signing. */
internal class BoundKey(private val instead: () -> Unit = {}) : DeviceKey {
    override fun publicKey(): ByteArray = HexFormat.of().parseHex(
        "0473103ec30b3ccf57daae08e93534aef144a35940cf6bbba12a0cf7cbd5d65a64" +
            "d82c8c99e9d3c45f9245ba9b27982c9aea8ec1db94b19c44795942c0eb22aa32",
    )

    override fun sign(message: ByteArray): ByteArray {
        instead()
        return Signature.getInstance("SHA256withECDSA").run {
            initSign(secret)
            update(message)
            sign()
        }
    }

    private companion object {
        val secret: PrivateKey = run {
            val curve = AlgorithmParameters.getInstance("EC").apply { init(ECGenParameterSpec("secp256r1")) }
            val number = BigInteger(1, ByteArray(32) { 4 })
            KeyFactory.getInstance("EC")
                .generatePrivate(ECPrivateKeySpec(number, curve.getParameterSpec(ECParameterSpec::class.java)))
        }
    }
}

/** The system's random bytes. */
internal object SystemBytes : RandomSource {
    override fun randomBytes(count: UInt): ByteArray = ByteArray(count.toInt()).also(SecureRandom()::nextBytes)
}
