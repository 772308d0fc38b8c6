package kz.qujat

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class HolderTest {
    private fun <T> holder(subject: String = Fixtures.IIN, use: (Holder) -> T): T =
        Fixtures.verifier().use { verifier -> Holder(verifier, subject).use(use) }

    @Test
    fun `only valid documents of the subject get in, each once`() {
        val card = Fixtures.bytes("identity_card.mdoc")
        holder { holder ->
            assertEquals(Verdict.VALID, holder.add(card, Fixtures.NOW).verdict)
            assertEquals(Verdict.VALID, holder.add(Fixtures.bytes("driving_licence.mdoc"), Fixtures.NOW).verdict)
            assertEquals(Verdict.VALID, holder.add(card, Fixtures.NOW).verdict)
            assertEquals(Verdict.INVALID, holder.add(Fixtures.bytes("identity_card_changed.mdoc"), Fixtures.NOW).verdict)
            val kinds = holder.list().map { document -> document.use { it.docType() } }
            assertEquals(setOf("kz.gov.egov.identity_card.1", "org.iso.18013.5.1.mDL"), kinds.toSet())
            assertEquals(2, kinds.size)
        }
        holder("000000000101") { holder ->
            assertEquals(CheckName.SUBJECT, holder.add(card, Fixtures.NOW).decisive?.name)
            assertEquals(0, holder.list().size)
        }
    }

    @Test
    fun `open access is a code, digits and a countdown`() = holder { holder ->
        val link = Fixtures.text("grant.link")
        val digits = Fixtures.text("grant.digits")
        holder.showAccess(link, digits, Fixtures.NOW).use { screen ->
            assertEquals(180u, screen.secondsLeft)
            assertEquals(digits, screen.digits?.replace(" ", ""))
            val symbol = checkNotNull(screen.symbol)
            val side = (symbol.size() * 4u).toInt()
            val seen = FrameScanner().use { it.scan(LumaFrame(symbol.luma(4u), side, side)) }
            assertEquals(listOf(link to CodeKind.GRANT), seen.map { it.text to it.kind })
        }
        holder.showAccess(link, digits, Fixtures.NOW + 180).use { ended ->
            assertEquals(0u, ended.secondsLeft)
            assertNull(ended.symbol)
            assertNull(ended.digits)
        }
        val wrong = assertThrows(InputException.Malformed::class.java) { holder.showAccess(link, "12345", Fixtures.NOW) }
        assertEquals("digits", wrong.code)
    }

    @Test
    fun `a bundle is opened document by document`() = holder { holder ->
        val names = listOf("identity_card.mdoc", "identity_card_changed.mdoc", "birth_certificate.mdoc", "driving_licence.mdoc")
        val verdicts = holder.addAll(names.map(Fixtures::bytes), Fixtures.NOW)
        assertEquals(listOf(null, CheckName.DIGESTS, CheckName.SUBJECT, null), verdicts.map { it.report.decisive?.name })
        assertEquals(listOf(true, false, false, true), verdicts.map { it.document != null })
        assertEquals(2, holder.list().size)
        val card = checkNotNull(verdicts.first().document)
        assertTrue(holder.remove(card))
        assertFalse(holder.remove(card))
        assertEquals(listOf("org.iso.18013.5.1.mDL"), holder.list().map { it.docType() })
        assertEquals(Fixtures.IIN, card.subject(), "whoever holds the object still has it")
        verdicts.forEach(DocumentVerdict::destroy)
    }

    @Test
    fun `a child's document is there as long as the register's answer is fresh`() = holder { holder ->
        val certificate = Fixtures.bytes("birth_certificate.mdoc")
        holder.addChild(certificate, Language.ENGLISH, Fixtures.NOW).use { early ->
            assertEquals(AccessAnswer.REFUSE to "not_representative", early.decision?.let { it.answer to it.reason })
            assertNull(early.document)
        }
        val record = Fixtures.bytes("mother.representation")
        assertEquals(Verdict.VALID, holder.represent(record, Fixtures.NOW).verdict)
        holder.addChild(certificate, Language.ENGLISH, Fixtures.NOW).use { open ->
            assertEquals(AccessAnswer.ALLOW, open.decision?.answer)
            assertEquals(listOf(ObligationKind.MARK_VIEW), open.decision?.obligations?.map { it.kind })
            assertEquals(Fixtures.CHILD, open.document?.subject())
        }
        val day = 24 * 60 * 60L
        assertEquals(1, holder.children(Fixtures.NOW + day).size)
        assertEquals(0, holder.children(Fixtures.NOW + day + 1).size)
        assertEquals(0, holder.list().size)
    }
}
