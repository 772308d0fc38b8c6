package kz.qujat

import java.nio.Buffer
import java.nio.ByteBuffer

/**
 * The brightness of a camera's frame as it lies in memory: rows of pixels, one byte each, 0 is black.
 *
 * Of CameraX's `ImageProxy` and of `android.media.Image` in `YUV_420_888` it is the first plane:
 *
 * ```
 * val luma = image.planes[0]
 * LumaFrame(luma.buffer, image.width, image.height, luma.rowStride, luma.pixelStride)
 * ```
 *
 * A direct buffer, as cameras give it, is read in place. Any other one, and one whose pixels do not lie side by side, is
 * copied once.
 *
 * @property pixels from its position, the first pixel, to its limit; neither is moved. The last row may end with its last
 *   pixel. What it holds must not change while a scan reads it: close the image after.
 * @property width pixels in a row
 * @property height rows
 * @property rowStride bytes from one row to the next
 * @property pixelStride bytes from one pixel of a row to the next
 */
public class LumaFrame @JvmOverloads constructor(
    public val pixels: ByteBuffer,
    public val width: Int,
    public val height: Int,
    public val rowStride: Int = width,
    public val pixelStride: Int = 1,
) {
    /** @param pixels row by row, with nothing between them */
    public constructor(pixels: ByteArray, width: Int, height: Int) : this(ByteBuffer.wrap(pixels), width, height)

    init {
        require(width >= 0 && height >= 0) { "a frame of $width by $height pixels" }
        require(pixelStride >= 1) { "pixels $pixelStride bytes apart" }
        require(rowStride >= 0) { "rows $rowStride bytes apart" }
    }

    /** Never what it shows. */
    override fun toString(): String =
        "LumaFrame($width by $height, rows $rowStride and pixels $pixelStride bytes apart, ${pixels.remaining()} bytes)"
}

/**
 * Makes of any [LumaFrame] what the native library reads: a direct buffer at position 0 whose pixels lie side by side.
 * Keeps the memory it copies to for the next frame. For one thread at a time.
 */
internal class LumaMemory {
    /** What is read: where it begins is where its address points. */
    class Plane(val pixels: ByteBuffer, val rowStride: Int)

    private var own: ByteBuffer = ByteBuffer.allocateDirect(0)

    fun plane(frame: LumaFrame): Plane = when {
        frame.pixelStride > 1 -> Plane(gathered(frame), frame.width)
        // The address of a direct buffer is where its memory begins, whatever its position: a slice begins there.
        frame.pixels.isDirect -> Plane(frame.pixels.slice(), frame.rowStride)
        else -> Plane(copied(frame), frame.rowStride)
    }

    private fun copied(frame: LumaFrame): ByteBuffer {
        val from = frame.pixels.slice()
        from.cut(minOf(from.remaining().toLong(), span(frame)).toInt())
        return filled(from.remaining()) { put(from) }
    }

    private fun gathered(frame: LumaFrame): ByteBuffer {
        val from = frame.pixels.slice()
        val overlapping = frame.rowStride < (frame.width - 1L) * frame.pixelStride + 1
        // What is not there stays missing, for the scanner to refuse as it refuses every plane that is too short.
        if (overlapping || span(frame) !in 1..from.remaining()) return filled(0) {}
        return filled(frame.width * frame.height) {
            for (y in 0 until frame.height) {
                val row = y * frame.rowStride
                for (x in 0 until frame.width) put(from.get(row + x * frame.pixelStride))
            }
        }
    }

    /** Bytes from the first pixel to behind the last. */
    private fun span(frame: LumaFrame): Long =
        if (frame.width == 0 || frame.height == 0) {
            0
        } else {
            (frame.height - 1L) * frame.rowStride + (frame.width - 1L) * frame.pixelStride + 1
        }

    private inline fun filled(bytes: Int, fill: ByteBuffer.() -> Unit): ByteBuffer {
        if (own.capacity() < bytes) own = ByteBuffer.allocateDirect(bytes)
        own.start()
        own.fill()
        own.end()
        return own.slice()
    }
}

// By the type all buffers have in common: older Androids lack the methods of `ByteBuffer` that answer with a `ByteBuffer`.
private fun Buffer.cut(at: Int) { limit(at) }
private fun Buffer.start() { clear() }
private fun Buffer.end() { flip() }
