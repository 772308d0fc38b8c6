package kz.qujat

import java.nio.ByteBuffer
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

class FrameScannerTest {
    private val text = "құжат 123"

    /** A frame of [text] with rows [padding] bytes longer than their pixels. */
    private class Frame(text: String, padding: Int) {
        val side: Int
        val rowStride: Int
        val bytes: ByteArray

        init {
            val (pixels, size) = QrSymbol(text, QrUse.SCREEN).use { it.luma(4u) to (it.size() * 4u).toInt() }
            side = size
            rowStride = side + padding
            // The last row ends with its last pixel, as cameras hand it over.
            bytes = ByteArray(rowStride * (side - 1) + side)
            for (y in 0 until side) pixels.copyInto(bytes, y * rowStride, y * side, (y + 1) * side)
        }

        fun of(buffer: ByteBuffer): LumaFrame = LumaFrame(buffer, side, side, rowStride)
    }

    @Test
    fun `every sort of buffer is read alike`() = FrameScanner().use { scanner ->
        val frame = Frame(text, padding = 24)
        val answers = Buffers.of(frame.bytes).mapValues { (_, buffer) ->
            scanner.scan(frame.of(buffer)).map { Triple(it.text, it.version, it.corners) }
        }
        for ((sort, answer) in answers) {
            assertEquals(listOf(text), answer.map { it.first }, sort)
            assertEquals(answers.values.first(), answer, sort)
        }
    }

    @Test
    fun `pixels that lie apart are read too`() = FrameScanner().use { scanner ->
        val frame = Frame(text, padding = 0)
        val apart = ByteArray(frame.bytes.size * 2) { if (it % 2 == 0) frame.bytes[it / 2] else 0x33 }
        for ((sort, buffer) in Buffers.of(apart)) {
            val found = scanner.scan(LumaFrame(buffer, frame.side, frame.side, frame.side * 2, pixelStride = 2))
            assertEquals(listOf(text), found.map { it.text }, sort)
        }
    }

    @Test
    fun `a code held up is one event`() = FrameScanner().use { scanner ->
        val frame = Frame(text, padding = 0)
        val empty = LumaFrame(ByteArray(frame.side * frame.side) { -1 }, frame.side, frame.side)
        fun shown() = scanner.nextEvent(frame.of(ByteBuffer.wrap(frame.bytes)))?.text
        assertNull(scanner.nextEvent(empty))
        assertEquals(text, shown())
        repeat(5) { assertNull(shown()) }
        repeat(29) { assertNull(scanner.nextEvent(empty)) }
        assertNull(shown())
        repeat(30) { assertNull(scanner.nextEvent(empty)) }
        assertEquals(text, shown())
        scanner.forget()
        assertEquals(text, shown())
    }

    @Test
    fun `frames from many threads take turns`() = FrameScanner().use { scanner ->
        val frames = List(4) { Frame("code $it", padding = it) }
        val threads = Executors.newFixedThreadPool(8)
        val answers = threads.invokeAll(List(64) { index ->
            Callable {
                val frame = frames[index % 4]
                val sorts = Buffers.of(frame.bytes).values.toList()
                scanner.scan(frame.of(sorts[index % sorts.size])).map { it.text }
            }
        })
        threads.shutdown()
        assertEquals(List(64) { listOf("code ${it % 4}") }, answers.map { it.get() })
    }

    @Test
    fun `a plane that is too short is refused, not read past`() = FrameScanner().use { scanner ->
        for ((sort, buffer) in Buffers.of(ByteArray(99))) {
            val short = assertThrows(InputException.Picture::class.java, { scanner.scan(LumaFrame(buffer, 10, 10)) }, sort)
            assertEquals("picture", short.code)
            assertEquals("the luma plane has 99 bytes, 100 wanted", short.reason)
            assertThrows(InputException.Picture::class.java) { scanner.scan(LumaFrame(buffer, 10, 10, 20, 2)) }
        }
        assertThrows(InputException.Picture::class.java) { scanner.scan(LumaFrame(ByteArray(0), 0, 0)) }
        assertThrows(InputException.Picture::class.java) { scanner.nextEvent(LumaFrame(ByteArray(100), 10, 10)).let { scanner.scan(LumaFrame(ByteBuffer.allocate(100), 10, 10, rowStride = 9)) } }
        val most = Int.MAX_VALUE
        assertThrows(InputException.Picture::class.java) { scanner.scan(LumaFrame(ByteBuffer.allocate(100), most, most)) }
        Unit
    }

    @Test
    fun `a picture file is read`() = Scanner().use { scanner ->
        val png = QrSymbol(text, QrUse.PRINT).use { it.png(4u) }
        assertEquals(listOf(text), scanner.scanPicture(png).map { it.text })
        val none = assertThrows(InputException.Picture::class.java) { scanner.scanPicture(byteArrayOf(1, 2)) }
        assertEquals("not a PNG or JPEG picture", none.reason)
    }

    @Test
    fun `which carrier a code is shows from its text`() {
        assertEquals(CodeKind.SEAL, codeKind(Fixtures.text("identity_card.seal")))
        assertEquals(CodeKind.GRANT, codeKind(Fixtures.text("grant.link")))
        assertEquals(CodeKind.UNKNOWN, codeKind("hello"))
    }

    @Test
    fun `what was closed is refused`() {
        val scanner = FrameScanner()
        scanner.close()
        scanner.close()
        assertThrows(IllegalStateException::class.java) { scanner.scan(LumaFrame(ByteArray(100), 10, 10)) }
    }
}
