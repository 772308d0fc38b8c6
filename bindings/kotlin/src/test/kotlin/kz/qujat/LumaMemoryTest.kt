package kz.qujat

import java.nio.ByteBuffer
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What the native library is handed for each sort of buffer. */
class LumaMemoryTest {
    private val memory = LumaMemory()

    private fun bytes(buffer: ByteBuffer): ByteArray = ByteArray(buffer.remaining()).also { buffer.duplicate().get(it) }

    @Test
    fun `every sort of buffer gives the same bytes, direct and from its start`() {
        val wanted = ByteArray(12) { (it + 1).toByte() }
        for ((sort, buffer) in Buffers.of(wanted)) {
            val position = buffer.position()
            val limit = buffer.limit()
            val plane = memory.plane(LumaFrame(buffer, 4, 3))
            assertTrue(plane.pixels.isDirect, sort)
            assertEquals(0, plane.pixels.position(), sort)
            assertArrayEquals(wanted, bytes(plane.pixels), sort)
            assertEquals(4, plane.rowStride, sort)
            assertEquals(position to limit, buffer.position() to buffer.limit(), "$sort was moved")
        }
    }

    @Test
    fun `pixels that lie apart are brought together`() {
        // Two rows of three pixels, two bytes a pixel, seven a row; the last row ends with its last pixel.
        val interleaved = byteArrayOf(1, 0, 2, 0, 3, 0, 0, 4, 0, 5, 0, 6)
        for ((sort, buffer) in Buffers.of(interleaved)) {
            val plane = memory.plane(LumaFrame(buffer, 3, 2, rowStride = 7, pixelStride = 2))
            assertArrayEquals(byteArrayOf(1, 2, 3, 4, 5, 6), bytes(plane.pixels), sort)
            assertEquals(3, plane.rowStride, sort)
        }
    }

    @Test
    fun `a heap buffer is copied no further than its last row`() {
        val plane = memory.plane(LumaFrame(ByteBuffer.allocate(1000), 4, 3, rowStride = 10))
        assertEquals(24, plane.pixels.remaining())
    }

    @Test
    fun `what is not there is not made up`() {
        val short = ByteBuffer.allocate(5)
        assertEquals(5, memory.plane(LumaFrame(short, 4, 3)).pixels.remaining())
        assertEquals(0, memory.plane(LumaFrame(short, 4, 3, rowStride = 8, pixelStride = 2)).pixels.remaining())
        // Rows that overlap, and sides whose product is no number of bytes.
        assertEquals(0, memory.plane(LumaFrame(short, 2, 2, rowStride = 1, pixelStride = 2)).pixels.remaining())
        val most = Int.MAX_VALUE
        assertEquals(0, memory.plane(LumaFrame(short, most, most, most, most)).pixels.remaining())
        assertEquals(0, memory.plane(LumaFrame(short, 0, most, 0, 2)).pixels.remaining())
    }

    @Test
    fun `the memory of one frame serves the next`() {
        val first = memory.plane(LumaFrame(ByteArray(100), 10, 10)).pixels
        val second = memory.plane(LumaFrame(ByteArray(16) { 7 }, 4, 4)).pixels
        assertArrayEquals(ByteArray(16) { 7 }, bytes(second))
        assertEquals(7, first.get(0))
    }

    @Test
    fun `sizes that are none are refused`() {
        val pixels = ByteBuffer.allocate(4)
        assertThrows(IllegalArgumentException::class.java) { LumaFrame(pixels, -1, 2) }
        assertThrows(IllegalArgumentException::class.java) { LumaFrame(pixels, 2, -2) }
        assertThrows(IllegalArgumentException::class.java) { LumaFrame(pixels, 2, 2, rowStride = -2) }
        assertThrows(IllegalArgumentException::class.java) { LumaFrame(pixels, 2, 2, pixelStride = 0) }
    }

    @Test
    fun `a frame does not print what it shows`() {
        assertEquals(
            "LumaFrame(2 by 2, rows 2 and pixels 1 bytes apart, 4 bytes)",
            LumaFrame(byteArrayOf(65, 66, 67, 68), 2, 2).toString(),
        )
    }
}
