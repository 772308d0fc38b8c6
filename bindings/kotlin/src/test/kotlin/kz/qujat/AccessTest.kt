package kz.qujat

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

class AccessTest {
    private fun decided(
        viewer: Viewer,
        ground: AccessGround,
        channel: AccessChannel = AccessChannel.IN_PERSON,
        document: String = "identity_card.mdoc",
        language: Language = Language.ENGLISH,
    ): AccessDecision = Fixtures.verifier().use { verifier ->
        verifier.verifyDocument(Fixtures.bytes(document), null, Fixtures.NOW).use { checked ->
            val request = AccessRequest(viewer, ground, channel)
            verifier.decide(checkNotNull(checked.document), request, language, Fixtures.NOW)
        }
    }

    @Test
    fun `one's own document is allowed`() {
        val own = decided(Viewer.Person(Fixtures.IIN), AccessGround.Own)
        assertEquals(AccessAnswer.ALLOW, own.answer)
        assertNull(own.reason)
        assertEquals("own document", own.rule)
        assertEquals(listOf("352/2.3", "352/11", "352/12"), own.clauses)
    }

    @Test
    fun `a refusal is an answer with a word, a sentence and its clauses`() {
        val languages = Language.entries.map { decided(Viewer.Person(Fixtures.OTHER), AccessGround.Own, language = it) }
        for (refusal in languages) {
            assertEquals(AccessAnswer.REFUSE to "not_own", refusal.answer to refusal.reason)
            assertEquals(listOf("352/2.3", "352/16"), refusal.clauses)
        }
        assertEquals("Этот документ выдан не на ваше имя.", languages[Language.RUSSIAN.ordinal].explanation)
        assertEquals(3, languages.map { it.explanation }.toSet().size)
        assertEquals("not_authenticated", decided(Viewer.Unknown, AccessGround.Own).reason)
        val clerk = Viewer.Employee("970240999995", Fixtures.OTHER)
        assertEquals("not_admitted", decided(clerk, AccessGround.Grant).reason)
    }

    @Test
    fun `whether a code still opens anything the service says`() {
        val grant = decided(Viewer.Person(Fixtures.OTHER), AccessGround.Grant)
        assertEquals(AccessAnswer.ASK_SERVICE, grant.answer)
        assertEquals(listOf(ObligationKind.MARK_VIEW, ObligationKind.VIEW_ONLY), grant.obligations.map { it.kind })
        assertEquals("channel_closed", decided(Viewer.Person(Fixtures.OTHER), AccessGround.Grant, AccessChannel.INTEGRATION).reason)
    }

    @Test
    fun `a mother sees her child's document by the register's answer`() {
        val record = Fixtures.bytes("mother.representation")
        fun by(iin: String, record: ByteArray) =
            decided(Viewer.Person(iin), AccessGround.Representation(record), document = "birth_certificate.mdoc")
        assertEquals(AccessAnswer.ALLOW, by(Fixtures.IIN, record).answer)
        assertEquals("not_representative", by(Fixtures.OTHER, record).reason)
        val forged = by(Fixtures.IIN, record.copyOf().also { it[it.lastIndex] = (it.last() + 1).toByte() })
        assertEquals("not_representative" to Verdict.INVALID, forged.reason to forged.evidence?.verdict)
        assertNotNull(by(Fixtures.OTHER, record).evidence)
    }

    @Test
    fun `a viewer that cannot be is thrown`() {
        val iin = assertThrows(InputException.Malformed::class.java) { decided(Viewer.Person("1"), AccessGround.Own) }
        assertEquals("iin", iin.code)
        val bin = assertThrows(InputException.Malformed::class.java) { decided(Viewer.System("1"), AccessGround.Own) }
        assertEquals("bin", bin.code)
    }
}
