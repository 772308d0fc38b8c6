package kz.qujat

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
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
}
