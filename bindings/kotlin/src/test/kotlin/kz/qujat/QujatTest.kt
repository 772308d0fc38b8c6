package kz.qujat

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import quickstart.check

class QujatTest {
    @Test
    fun `the library loads, and again`() {
        Qujat.initialize()
        Qujat.initialize()
        assertEquals("0.1.0", libraryVersion())
    }

    @Test
    fun `the quick start does what it says`() {
        assertTrue("Ulgibayeva" in check(Fixtures.trust, Fixtures.bytes("identity_card.mdoc"), Fixtures.NOW))
        val changed = check(Fixtures.trust, Fixtures.bytes("identity_card_changed.mdoc"), Fixtures.NOW)
        assertEquals("INVALID: DIGESTS", changed)
    }
}
