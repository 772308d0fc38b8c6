package kz.qujat

import java.security.MessageDigest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A signature algorithm that the app carries out. */
class ProviderTest {
    private fun sha256(bytes: ByteArray): ByteArray = MessageDigest.getInstance("SHA-256").digest(bytes)

    /** That of the fixtures, 1.3.101.127: SHA-256(key ‖ message) ‖ SHA-256(message ‖ key). */
    private fun provider(instead: () -> Unit = {}): SignatureProvider = object : SignatureProvider {
        override fun algorithms(): List<SignatureAlgorithm> {
            val identifier = byteArrayOf(6, 3, 0x2b, 0x65, 0x7f)
            return listOf(SignatureAlgorithm("nobody's", identifier, identifier, -70_001))
        }

        override fun verify(algorithm: String, key: ByteArray, message: ByteArray, signature: ByteArray): Boolean {
            assertEquals("nobody's", algorithm)
            instead()
            return signature.contentEquals(sha256(key + message) + sha256(message + key))
        }
    }

    private fun judge(provider: SignatureProvider): DocumentVerdict {
        val trust = TrustMaterial(anchors = listOf(Fixtures.bytes("provided_anchor.der")))
        return Verifier.withSignatureProvider(trust, provider, Fixtures.NOW)
            .verifyDocument(Fixtures.bytes("provided.mdoc"), null, Fixtures.NOW)
    }

    @Test
    fun `a document of the app's algorithm is verified`() {
        val verdict = judge(provider())
        assertEquals(Verdict.VALID, verdict.report.verdict)
        assertNotNull(verdict.document)
    }

    @Test
    fun `what the app throws leaves the question open`() {
        for (thrown in listOf(PlatformException.Unavailable(), IllegalStateException("a token was pulled"))) {
            val verdict = judge(provider { throw thrown })
            assertEquals(Verdict.UNKNOWN, verdict.report.verdict)
            assertNull(verdict.document)
            val decisive = verdict.report.decisive!!
            assertEquals(CheckName.ISSUER_TRUSTED to CheckOutcome.NOT_DONE, decisive.name to decisive.outcome)
            assertTrue("token" !in decisive.reason.orEmpty())
        }
    }

    /** A licensed one, as on the page. */
    private class LicensedProvider(private val licensed: (ByteArray, ByteArray, ByteArray) -> Boolean) : SignatureProvider {
        override fun algorithms(): List<SignatureAlgorithm> = listOf(gost512())

        override fun verify(algorithm: String, key: ByteArray, message: ByteArray, signature: ByteArray): Boolean =
            licensed(key, message, signature)
    }

    @Test
    fun `the national centre's algorithm is named`() {
        val verifier = Verifier.withSignatureProvider(Fixtures.trust, LicensedProvider { _, _, _ -> false }, Fixtures.NOW)
        val verdict = verifier.verifyDocument(Fixtures.bytes("identity_card.mdoc"), null, Fixtures.NOW)
        assertEquals(Verdict.VALID, verdict.report.verdict, "what needs no provider")
        assertEquals("GOST R 34.10-2015, 512 bits", gost512().name)
    }
}
