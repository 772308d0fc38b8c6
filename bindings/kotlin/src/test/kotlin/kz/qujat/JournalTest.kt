package kz.qujat

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class JournalTest {
    private val marks = listOf("mother_1.mark", "mother_2.mark").map(Fixtures::bytes)

    private fun <T> withService(use: (Verifier) -> T): T {
        val lists = listOf("issuers.trust_list", "organisations.trust_list").map(Fixtures::bytes)
        val trust = TrustMaterial(signers = listOf(Fixtures.bytes("publisher.cose_key")), lists = lists)
        return Verifier(trust, Fixtures.NOW).use(use)
    }

    @Test
    fun `a whole journal is shown, and the other party's mark found`() = withService { verifier ->
        val checkpoint = Fixtures.bytes("mother.checkpoint")
        val verdict = verifier.verifyJournal(Fixtures.IIN, marks, checkpoint, Language.ENGLISH, Fixtures.NOW)
        assertNull(verdict.fault)
        checkNotNull(verdict.journal).use { journal ->
            assertEquals(listOf(1u, 2u), journal.marks(Language.KAZAKH).map { it.number })
            assertTrue(journal.hasPair(1u, Fixtures.bytes("child_1.mark")))
            assertFalse(journal.hasPair(2u, Fixtures.bytes("child_1.mark")))
            assertEquals(3, journal.csv(Language.RUSSIAN).trim().lines().size)
        }
    }

    @Test
    fun `a shortened journal is none, with a sentence`() = withService { verifier ->
        val checkpoint = Fixtures.bytes("mother.checkpoint")
        val verdict = verifier.verifyJournal(Fixtures.IIN, marks.take(1), checkpoint, Language.RUSSIAN, Fixtures.NOW)
        assertNull(verdict.journal)
        assertNotNull(verdict.fault)
        assertEquals("Журнал просмотров неполон или был изменён.", verdict.explanation)
    }
}
