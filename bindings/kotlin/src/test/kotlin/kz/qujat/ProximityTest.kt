package kz.qujat

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A document shown face to face (ISO/IEC 18013-5): both roles, talking. */
class ProximityTest {
    private val methods = ProximityMethods(ble = BleMethod(centralUuid = ByteArray(16) { 7 }))

    private fun meet(talk: (ProximityHolder, ProximityReader) -> Unit) {
        Fixtures.verifier().use { verifier ->
            ProximityHolder(methods, SystemBytes).use { holder ->
                ProximityReader(verifier, holder.engagementText(), SystemBytes).use { reader -> talk(holder, reader) }
            }
        }
    }

    private fun request(docType: String, vararg identifiers: String): ProximityRequest =
        ProximityRequest(docType, identifiers.map { ElementAsked(SPACE, it, willBeKept = it == "iin") })

    private fun <T> shown(vararg identifiers: String, use: (List<ProximityShown>) -> T): T = Fixtures.verifier().use { verifier ->
        val card = Fixtures.bytes("identity_card_of_device.mdoc")
        verifier.verifyDocument(card, null, Fixtures.NOW).document!!.use { document ->
            use(listOf(ProximityShown(document, identifiers.map { ElementName(SPACE, it) })))
        }
    }

    @Test
    fun `a document is asked for and shown`() = meet { holder, reader ->
        assertArrayEquals(methods.ble!!.centralUuid, reader.methods().ble!!.centralUuid)
        assertArrayEquals(holder.bleIdent(), reader.bleIdent())

        val wanted = request(SPACE, "iin", "portrait")
        val asked = holder.receive(reader.ask(listOf(wanted)), Fixtures.NOW).documents.single()
        assertEquals(wanted.elements, asked.elements)
        assertEquals(ReaderTrustLevel.ANONYMOUS, asked.reader.level)

        // The person cancels, thinks again, and shows one of the two.
        shown("iin") { assertThrows(DeviceException.Cancelled::class.java) { holder.answer(it, BoundKey { throw PlatformException.Cancelled() }, false) } }
        val more = shown("family_name") { assertThrows(DeviceException.Input::class.java) { holder.answer(it, BoundKey(), false) } }
        assertEquals("not_asked", more.code)
        val message = shown("iin") { holder.answer(it, BoundKey(), false) }
        val verdict = reader.receive(message, Fixtures.NOW, Fixtures.IIN).documents.single()
        assertEquals(Verdict.VALID, verdict.report.verdict)
        verdict.document!!.use { assertEquals(Fixtures.IIN, it.subject()) }

        // Asked again in the same session, for what the holder does not show.
        assertFalse(holder.receive(reader.ask(listOf(request("org.iso.18013.5.1.mDL", "iin"))), Fixtures.NOW).isOver)
        val nothing = reader.receive(holder.answer(emptyList(), BoundKey(), true), Fixtures.NOW)
        assertTrue(nothing.documents.isEmpty() && nothing.isOver)
        assertEquals(listOf("org.iso.18013.5.1.mDL"), nothing.declined)
    }

    @Test
    fun `what is not of the session ends it`() = meet { holder, reader ->
        val seen = holder.receive("noise".toByteArray(), Fixtures.NOW)
        assertTrue(seen.isOver && seen.documents.isEmpty())
        assertNotNull(seen.problem)
        val late = assertThrows(InputException.Malformed::class.java) { holder.receive(ByteArray(0), Fixtures.NOW) }
        assertEquals("turn", late.code)
        assertTrue(reader.receive(holder.end(), Fixtures.NOW).isOver)
        Fixtures.verifier().use { verifier ->
            val none = assertThrows(DeviceException.Input::class.java) { ProximityReader(verifier, "https://example.kz/", SystemBytes) }
            assertEquals("session", none.code)
        }
    }

    private companion object {
        const val SPACE = "kz.gov.egov.identity_card.1"
    }
}
