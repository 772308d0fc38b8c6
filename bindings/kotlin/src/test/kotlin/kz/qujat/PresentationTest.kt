package kz.qujat

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A document shown without any network: the holder's phone draws, a desk's camera collects and verifies. */
class PresentationTest {
    private fun <T> present(options: PresentationOptions = PresentationOptions(), key: DeviceKey = BoundKey(), use: (Presentation) -> T): T =
        holding("identity_card_of_device.mdoc") { holder, card -> holder.present(card, key, options, Fixtures.NOW).use(use) }

    private fun <T> holding(document: String, use: (Holder, VerifiedDocument) -> T): T = Fixtures.verifier().use { verifier ->
        Holder(verifier, Fixtures.IIN).use { holder ->
            assertEquals(Verdict.VALID, holder.add(Fixtures.bytes(document), Fixtures.NOW).verdict)
            holder.list().single().use { use(holder, it) }
        }
    }

    private fun <T> desk(organisation: String? = null, use: (PresentationReceiver) -> T): T =
        Fixtures.verifier().use { verifier -> PresentationReceiver(verifier, organisation).use(use) }

    /** Backwards from a late one, and every third is missed. */
    private fun show(shown: Presentation, desk: PresentationReceiver, now: Long): PresentationVerdict {
        var before = 0f
        for (index in (0u..<shown.framesNeeded() * 3u).reversed()) {
            if (index % 3u == 1u) continue
            val text = shown.frameText(index)
            val step = desk.take(text, now)
            assertTrue(step.progress >= before, "frame $index")
            before = step.progress
            assertFalse(desk.take(text, now).isNew, "seen twice")
            step.verdict?.let { return it }
        }
        error("nothing arrived")
    }

    private fun decisive(verdict: PresentationVerdict): CheckName? = verdict.report.decisive?.name

    @Test
    fun `a document crosses without a network`() = desk("970240999995") { desk ->
        val elements = listOf("iin", "portrait").map { ElementName("kz.gov.egov.identity_card.1", it) }
        present(PresentationOptions(elements, answering = desk.makeChallenge(SystemBytes))) { shown ->
            assertEquals("970240999995", shown.organisation(), "as the challenge says")
            assertEquals(Fixtures.NOW + 120, shown.expiresAt())
            assertEquals(10u to 19u, shown.framesPerSecond() to shown.frameDue(1_999u))
            assertTrue(shown.framesNeeded() > 1u)
            show(shown, desk, Fixtures.NOW).use { verdict ->
                assertEquals(Verdict.VALID to null, verdict.report.verdict to decisive(verdict))
                val document = checkNotNull(verdict.document)
                assertEquals(Fixtures.IIN, document.subject())
                val view = document.view(Language.ENGLISH, Audience.THIRD_PARTY, Fixtures.NOW)
                assertNotNull(view.portrait)
                assertFalse("Ulgibayeva" in view.accessibility, "the name was not chosen")
            }
            // The challenge was answered: a film of the answer answers the next one not.
            desk.makeChallenge(SystemBytes)
            show(shown, desk, Fixtures.NOW).use { film ->
                assertNull(film.document)
                assertEquals(CheckName.CHALLENGE, decisive(film))
            }
        }
    }

    @Test
    fun `what a camera sees is what the other phone drew`() = present { shown ->
        Scanner().use { camera ->
            for (index in listOf(0u, 7u, 100_000u)) {
                val code = shown.symbol(index).use { camera.scanPicture(it.png(4u)).single() }
                assertEquals(CodeKind.PRESENTATION_FRAME to shown.frameText(index), code.kind to code.text)
                assertTrue(code.version <= 22u)
            }
        }
    }

    @Test
    fun `late and again are told apart`() = present { shown ->
        desk { desk ->
            show(shown, desk, shown.expiresAt()).use { late ->
                assertTrue(late.isCompleteButExpired)
                assertNull(late.document)
                assertEquals(CheckName.FRESHNESS to shown.expiresAt(), decisive(late) to late.expiresAt)
            }
        }
        desk { desk ->
            show(shown, desk, shown.expiresAt() - 1).use { assertNotNull(it.document) }
            desk.reset()
            show(shown, desk, shown.expiresAt() - 1).use { again ->
                assertEquals(CheckName.REPLAY to false, decisive(again) to again.isCompleteButExpired)
            }
        }
    }

    @Test
    fun `what is for another, or of another, is refused`() {
        present(PresentationOptions(organisation = "970240999995")) { shown ->
            desk("000740000728") { other -> show(shown, other, Fixtures.NOW).use { assertEquals(CheckName.AUDIENCE, decisive(it)) } }
            desk { desk ->
                val step = (0u..10_000u).firstNotNullOf { desk.take(shown.frameText(it), Fixtures.NOW, Fixtures.OTHER).verdict }
                step.use { assertEquals(CheckName.SUBJECT, decisive(it)) }
            }
        }
    }

    @Test
    fun `other codes do no harm`() = desk { desk ->
        for (text in listOf("https://example.kz/", "QP1:", "QP1:0000", "")) {
            val step = desk.take(text, Fixtures.NOW)
            assertTrue(!step.isNew && step.progress == 0f && step.verdict == null, text)
        }
        assertEquals(0f, desk.progress())
    }

    @Test
    fun `a person who cancels shows nothing, and may try again`() = holding("identity_card_of_device.mdoc") { holder, card ->
        val cancelling = BoundKey { throw PlatformException.Cancelled() }
        val cancelled = assertThrows(DeviceException.Cancelled::class.java) {
            holder.present(card, cancelling, PresentationOptions(), Fixtures.NOW)
        }
        assertEquals("cancelled", cancelled.code)
        val gone = BoundKey { throw PlatformException.Unavailable() }
        assertThrows(DeviceException.Unavailable::class.java) { holder.present(card, gone, PresentationOptions(), Fixtures.NOW) }
        holder.present(card, BoundKey(), PresentationOptions(), Fixtures.NOW).close()
    }

    @Test
    fun `what cannot be shown says why`() {
        fun code(document: String, options: PresentationOptions, now: Long = Fixtures.NOW) = holding(document) { holder, card ->
            assertThrows(DeviceException.Input::class.java) { holder.present(card, BoundKey(), options, now) }.code
        }
        assertEquals("not_bound", code("identity_card.mdoc", PresentationOptions()))
        val card = "identity_card_of_device.mdoc"
        assertEquals("challenge", code(card, PresentationOptions(answering = "QC1:0")))
        assertEquals("presentation", code(card, PresentationOptions(seconds = 29u)))
        assertEquals("symbol", code(card, PresentationOptions(symbolVersion = 300u)))
        assertEquals("document", code(card, PresentationOptions(listOf(ElementName("n", "e")))))
        assertEquals("bin", code(card, PresentationOptions(organisation = "970240999994")))
        assertEquals("time", code(card, PresentationOptions(), now = Long.MAX_VALUE))
    }
}
