package kz.qujat

import java.security.KeyPairGenerator
import java.security.SecureRandom
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What the app brings: keys, random sources and clocks that do their part, and such that do not. */
class PlatformTest {
    private val pair = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()

    /** A key as the Android Keystore has one, through the same interfaces. */
    private fun key(
        algorithm: String = "SHA256withECDSA",
        publicKey: () -> ByteArray = { pair.public.encoded },
        instead: () -> Unit = {},
    ): DeviceKey = object : DeviceKey {
        override fun publicKey(): ByteArray = publicKey()

        override fun sign(message: ByteArray): ByteArray {
            instead()
            return Signature.getInstance(algorithm).run {
                initSign(pair.private)
                update(message)
                sign()
            }
        }
    }

    private val random = object : RandomSource {
        override fun randomBytes(count: UInt): ByteArray = ByteArray(count.toInt()).also(SecureRandom()::nextBytes)
    }

    private fun random(bytes: (Int) -> ByteArray): RandomSource = object : RandomSource {
        override fun randomBytes(count: UInt): ByteArray = bytes(count.toInt())
    }

    private inline fun <reified T : DeviceException> refused(key: DeviceKey, random: RandomSource = this.random): T =
        assertThrows(T::class.java) { deviceKeyForIssuer(key, random) }

    @Test
    fun `a key that signs is given to the issuer, whichever way it writes signatures`() {
        val der = deviceKeyForIssuer(key(), random)
        assertArrayEquals(der, deviceKeyForIssuer(key("SHA256withECDSAinP1363Format"), random))
        // A COSE_Key: the point of the SubjectPublicKeyInfo is in it.
        val x = pair.public.encoded.copyOfRange(27, 59).toList()
        assertTrue(der.toList().windowed(32).any { it == x })
    }

    @Test
    fun `a person who cancels is no failure`() {
        val cancelled = refused<DeviceException.Cancelled>(key { throw PlatformException.Cancelled() })
        assertEquals("cancelled", cancelled.code)
        assertEquals("signing was declined by the holder of the key", cancelled.reason)
    }

    @Test
    fun `a key that is gone is told apart`() {
        assertEquals("key_unavailable", refused<DeviceException.Unavailable>(key { throw PlatformException.Unavailable() }).code)
        val lost = key(publicKey = { throw PlatformException.Unavailable() })
        assertEquals("key_unavailable", refused<DeviceException.Unavailable>(lost).code)
        assertEquals("key", refused<DeviceException.Failed>(key { throw PlatformException.Failed() }).code)
    }

    @Test
    fun `whatever else it throws is a failure, and its text stays in the app`() {
        for (thrown in listOf(IllegalStateException("IIN 860314499992"), OutOfMemoryError("860314499992"), InputException.Trust("a", "b"))) {
            val failed = refused<DeviceException.Failed>(key { throw thrown })
            assertEquals("key", failed.code, thrown.toString())
            assertEquals("the signing provider failed", failed.reason)
            assertTrue("860314499992" !in failed.stackTraceToString())
        }
        assertEquals("0.1.0", libraryVersion(), "the next call works")
    }

    @Test
    fun `a signature that is not true is refused where it was made`() {
        assertEquals("signature", refused<DeviceException.Failed>(key("SHA384withECDSA")).code)
        val another = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()
        assertEquals("signature", refused<DeviceException.Failed>(key(publicKey = { another.public.encoded })).code)
        assertEquals("device_key", refused<DeviceException.Input>(key(publicKey = { ByteArray(3) })).code)
    }

    @Test
    fun `a random source that does not do its part is refused`() {
        for (bytes in listOf<(Int) -> ByteArray>(::ByteArray, { ByteArray(0) }, { error("no generator") })) {
            assertEquals("random", refused<DeviceException.Failed>(key(), random(bytes)).code)
        }
    }

    private class Clocks(var wall: Long, var elapsed: Long) : Clock {
        override fun unixSeconds(): Long = wall

        override fun elapsedSeconds(): Long = elapsed
    }

    @Test
    fun `the service's time goes on whatever the clock is set to`() {
        val clock = Clocks(wall = 5_000, elapsed = 10)
        ServiceTime(clock).use { time ->
            assertEquals(5_000L to TimeSource.DEVICE, time.now() to time.source())
            time.set(Fixtures.NOW)
            clock.wall = 0
            clock.elapsed += 90
            assertEquals(Fixtures.NOW + 90 to TimeSource.SERVICE, time.now() to time.source())
            assertEquals("time", assertThrows(DeviceException.Input::class.java) { time.set(Long.MAX_VALUE) }.code)
        }
    }

    @Test
    fun `a clock that fails is told`() {
        val broken = object : Clock {
            override fun unixSeconds(): Long = throw PlatformException.Failed()

            override fun elapsedSeconds(): Long = 0
        }
        ServiceTime(broken).use { time ->
            assertEquals("clock", assertThrows(DeviceException.Failed::class.java) { time.now() }.code)
        }
    }

    @Test
    fun `a key may call the library while it signs`() = Fixtures.verifier().use { verifier ->
        Holder(verifier, Fixtures.IIN).use { holder ->
            var listed = -1
            deviceKeyForIssuer(key { listed = holder.list().size }, random)
            assertEquals(0, listed)
        }
    }
}
