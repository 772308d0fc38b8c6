package kz.qujat

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** A bug in the native library is an exception here, and the app lives on. */
class PanicTest {
    @Test
    fun `a panic arrives as an exception and the next call works`() {
        repeat(3) {
            val panic = assertThrows(InternalException::class.java) { panicOnPurpose() }
            assertEquals("on purpose", panic.message)
            assertEquals("0.1.0", libraryVersion())
        }
    }
}
