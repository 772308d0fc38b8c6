package kz.qujat

import java.util.concurrent.Callable
import java.util.concurrent.Executors
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class VerifierTest {
    private val card = Fixtures.bytes("identity_card.mdoc")

    private fun <T> verified(document: ByteArray, subject: String? = null, now: Long = Fixtures.NOW, see: (DocumentVerdict) -> T): T =
        Fixtures.verifier().use { it.verifyDocument(document, subject, now).use(see) }

    private fun <T> card(see: (VerifiedDocument) -> T): T = verified(card) { see(checkNotNull(it.document)) }

    @Test
    fun `a document of a trusted body is valid`() = verified(card, Fixtures.IIN) {
        assertEquals(Verdict.VALID, it.report.verdict)
        assertNull(it.report.decisive)
        assertTrue(CheckResult(CheckName.SUBJECT, CheckOutcome.PASSED, null) in it.report.checks)
        assertNotNull(it.document)
        Unit
    }

    @Test
    fun `a changed letter is told by its check, and nothing is shown`() =
        verified(Fixtures.bytes("identity_card_changed.mdoc")) {
            assertEquals(Verdict.INVALID, it.report.verdict)
            assertEquals(CheckName.DIGESTS, it.report.decisive?.name)
            assertEquals(CheckOutcome.FAILED, it.report.decisive?.outcome)
            assertNull(it.document)
        }

    @Test
    fun `another person's document is not valid`() = verified(card, "000000000101") {
        assertEquals(CheckName.SUBJECT to Verdict.INVALID, it.report.decisive?.name to it.report.verdict)
    }

    @Test
    fun `an ended document is not valid`() = verified(card, now = 2_000_000_000) {
        assertEquals(CheckName.VALIDITY, it.report.decisive?.name)
    }

    @Test
    fun `bytes that are no document are answered, not thrown`() = verified(byteArrayOf(1, 2, 3)) {
        assertEquals(CheckName.STRUCTURE to Verdict.INVALID, it.report.decisive?.name to it.report.verdict)
    }

    @Test
    fun `without trust nothing is valid`() = Verifier(TrustMaterial(), Fixtures.NOW).use { verifier ->
        verifier.verifyDocument(card, null, Fixtures.NOW).use { assertNull(it.document) }
    }

    @Test
    fun `many at once come back in order`() = Fixtures.verifier().use { verifier ->
        val documents = listOf(card, byteArrayOf(0), Fixtures.bytes("driving_licence.mdoc"))
        val verdicts = verifier.verifyDocuments(documents, Fixtures.NOW)
        assertEquals(listOf(Verdict.VALID, Verdict.INVALID, Verdict.VALID), verdicts.map { it.report.verdict })
        val kinds = verdicts.map { it.document?.docType() }
        assertEquals(listOf("kz.gov.egov.identity_card.1", null, "org.iso.18013.5.1.mDL"), kinds)
        verdicts.forEach(DocumentVerdict::destroy)
    }

    @Test
    fun `one verifier serves many threads`() = Fixtures.verifier().use { verifier ->
        val threads = Executors.newFixedThreadPool(8)
        val verdicts = threads.invokeAll(List(64) {
            Callable { verifier.verifyDocument(card, null, Fixtures.NOW).use { it.report.verdict } }
        })
        threads.shutdown()
        assertEquals(setOf(Verdict.VALID), verdicts.map { it.get() }.toSet())
    }

    @Test
    fun `a document is shown in each language`() = card {
        val shown = Language.entries.associateWith { language ->
            it.view(language, Audience.THIRD_PARTY, Fixtures.NOW)
        }
        assertEquals(3, shown.values.map(ViewModel::title).toSet().size)
        val english = checkNotNull(shown[Language.ENGLISH])
        assertEquals("kz.gov.egov.identity_card.1", english.docType)
        assertTrue(english.sections.isNotEmpty())
        assertEquals("image/jpeg", english.portrait?.mediaType)
        assertTrue("Ulgibayeva" in english.accessibility || "ULGIBAYEVA" in english.accessibility)
    }

    @Test
    fun `a document is drawn as a card`() = card { document ->
        QrSymbol(Fixtures.text("identity_card.seal"), QrUse.PRINT).use { seal ->
            val svg = document.cardSvg(Language.KAZAKH, Audience.HOLDER, CardTheme.LIGHT, seal, Fixtures.NOW)
            assertTrue(svg.startsWith("<svg"))
            assertTrue(seal.svgPath() in svg)
        }
    }

    @Test
    fun `a document knows whose it is and how long`() = card {
        assertEquals(Fixtures.IIN, it.subject())
        assertEquals(32, it.digest().size)
        assertArrayEquals(it.digest(), card(VerifiedDocument::digest))
        assertTrue(it.isCurrent(it.validFrom()))
        assertTrue(it.isCurrent(it.validUntil() - 1))
        assertEquals(false, it.isCurrent(it.validUntil()))
        assertEquals("Ministry of Internal Affairs", it.issuer(Language.ENGLISH))
    }

    @Test
    fun `a seal is of its document and of no other`() = Fixtures.verifier().use { verifier ->
        val seal = Fixtures.text("identity_card.seal")
        val its = verifier.verifySeal(seal, card(VerifiedDocument::digest), Language.RUSSIAN, Fixtures.NOW)
        assertEquals(Verdict.VALID, its.report.verdict)
        assertEquals(Fixtures.IIN to "МВД РК", its.seal?.recipient to its.seal?.body)
        val other = verifier.verifySeal(seal, ByteArray(32), Language.RUSSIAN, Fixtures.NOW)
        assertEquals(CheckName.SEAL_BINDING to null, other.report.decisive?.name to other.seal)
    }

    @Test
    fun `a grant's link is verified before it is followed`() = Fixtures.verifier().use { verifier ->
        val link = Fixtures.text("grant.link")
        val live = verifier.verifyGrant(link, Fixtures.NOW)
        assertEquals("documents.example", live.grant?.host)
        assertEquals(listOf("kz.gov.egov.identity_card.1"), live.grant?.docTypes)
        val ends = checkNotNull(live.grant).expiresAt
        assertNotNull(verifier.verifyGrant(link, ends - 1).grant)
        assertNull(verifier.verifyGrant(link, ends).grant)
        val elsewhere = verifier.verifyGrant(link.replace("documents.example", "evil.example"), Fixtures.NOW)
        assertEquals(CheckName.ISSUER_ENTITLED, elsewhere.report.decisive?.name)
    }

    @Test
    fun `what is malformed is thrown with a code an app can translate`() {
        val iin = assertThrows(InputException.Malformed::class.java) { verified(card, "860314499993") {} }
        assertEquals("iin", iin.code)
        assertTrue("860314499993" !in iin.reason, "the reason names no person")
        Fixtures.verifier().use { verifier ->
            val link = assertThrows(InputException.Malformed::class.java) { verifier.verifyGrant("https://a", 0) }
            assertEquals("link", link.code)
            val digest = assertThrows(InputException.Malformed::class.java) {
                verifier.verifySeal(Fixtures.text("identity_card.seal"), ByteArray(31), Language.KAZAKH, 0)
            }
            assertEquals("digest", digest.code)
        }
        val trust = TrustMaterial(lists = listOf(Fixtures.bytes("issuers.trust_list")))
        assertEquals("trust", assertThrows(InputException.Trust::class.java) { Verifier(trust, Fixtures.NOW) }.code)
        assertEquals("form", assertThrows(InputException.Form::class.java) { DisplayForm.fromJson("{}") }.code)
        assertEquals("time", assertThrows(InputException.Malformed::class.java) { verified(card, now = Long.MAX_VALUE) {} }.code)
    }

    @Test
    fun `what was closed is refused`() {
        val verifier = Fixtures.verifier()
        verifier.close()
        verifier.close()
        assertThrows(IllegalStateException::class.java) { verifier.verifyDocument(card, null, Fixtures.NOW) }
        val verdict = Fixtures.verifier().use { it.verifyDocument(card, null, Fixtures.NOW) }
        val document = checkNotNull(verdict.document)
        assertEquals(Fixtures.IIN, document.subject(), "a document outlives its verifier")
        verdict.destroy()
        assertThrows(IllegalStateException::class.java) { document.subject() }
    }
}
