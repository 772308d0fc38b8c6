package kz.qujat

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Results looked up by number, requisites, and the app's part in linking a phone number. */
class ResultsTest {
    @Test
    fun `an answer that does not hold says nothing either way`() = Fixtures.verifier().use { verifier ->
        ResultLookup("049990001", Fixtures.IIN, SystemBytes).use { lookup ->
            ResultLookup("049990001", Fixtures.IIN, SystemBytes).use {
                assertFalse(lookup.request().contentEquals(it.request()))
            }
            val verdict = verifier.verifyLookup(lookup, byteArrayOf(), Language.ENGLISH, Fixtures.NOW)
            assertEquals(LookupAnswerKind.UNPROVEN, verdict.answer)
            assertEquals("The answer could not be verified: do not rely on it.", verdict.explanation)
            assertNull(verdict.result)
        }
    }

    @Test
    fun `what was typed wrong is named`() {
        val number = assertThrows<DeviceException.Input> { ResultLookup("", Fixtures.IIN, SystemBytes) }
        assertEquals("number", number.code)
        val parts = RequisiteParts(number = "049990001", recipient = Fixtures.IIN)
        val missing = assertThrows<InputException.Malformed> {
            completeRequisites(RequisitesService.RESULT, RequisitesChannel.APP, parts, Language.KAZAKH)
        }
        assertEquals("requisites", missing.code)
        assertTrue(missing.reason.endsWith("date received, matrix code"))
    }

    @Test
    fun `a seal pasted onto another document proves nothing`() = Fixtures.verifier().use { verifier ->
        val seal = Fixtures.text("identity_card.seal")
        val alone = verifier.verifySeal(seal, null, Language.RUSSIAN, Fixtures.NOW)
        assertEquals(SealProof.PAPER, alone.proof)
        assertTrue(alone.explanation.contains("перенести на другой лист"))
        val pasted = verifier.verifySeal(seal, ByteArray(32), Language.RUSSIAN, Fixtures.NOW)
        assertEquals(SealProof.NOTHING, pasted.proof)
    }

    @Test
    fun `an application is signed by the device`() {
        val form = LinkingApplication(
            number = "58-1",
            applicant = Fixtures.IIN,
            surname = "Үлгібаева",
            firstName = "Айгүл",
            email = "a@example.kz",
            phone = "8 701 234 56 78",
            channel = RegistrationChannel.MOBILE_APPLICATION,
        )
        val signed = signLinkingApplication(form, BoundKey(), Fixtures.NOW)
        assertFalse(signed.contentEquals(signLinkingApplication(form, BoundKey(), Fixtures.NOW + 1)))
        val refused = assertThrows<DeviceException.Input> {
            signLinkingApplication(form.copy(email = "a"), BoundKey(), Fixtures.NOW)
        }
        assertEquals("application", refused.code)
        assertEquals(2, linkingConsents(Language.RUSSIAN).size)
    }
}
