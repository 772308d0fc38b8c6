package kz.qujat

import java.nio.ByteBuffer

/**
 * Reads QR codes out of a camera's frames, whatever sort of buffer they come in. One a camera session; safe to call from
 * any thread, frames given at the same time take turns.
 *
 * Holds memory of the native library: `use` it or [close] it, and after that call it no more.
 *
 * ```
 * override fun analyze(image: ImageProxy) = image.use {
 *     val luma = it.planes[0]
 *     scanner.nextEvent(LumaFrame(luma.buffer, it.width, it.height, luma.rowStride, luma.pixelStride))?.let(::show)
 * }
 * ```
 */
public class FrameScanner : AutoCloseable {
    private val scanner = Scanner()
    private val memory = LumaMemory()

    /** What the native library reads now: as long as it is here, its memory is not given back. */
    private var lent: ByteBuffer? = null

    /**
     * Every code in a frame.
     *
     * @throws InputException where the rows named do not lie in the frame, or it has more pixels than are looked at
     */
    @Throws(InputException::class)
    public fun scan(frame: LumaFrame): List<FoundCode> = lend(frame, scanner::scan)

    /**
     * The code in a frame, if it is news: one code held up to the camera is told of once, and again only after another
     * code, after a second without it, or after [forget]. Call it for every frame.
     *
     * @throws InputException where the rows named do not lie in the frame, or it has more pixels than are looked at
     */
    @Throws(InputException::class)
    public fun nextEvent(frame: LumaFrame): FoundCode? = lend(frame, scanner::nextEvent)

    /** Makes the next code news whatever it is: call it when the screen that showed the last one is closed. */
    public fun forget(): Unit = scanner.forget()

    /** Gives the native library's memory back. May be called more than once. */
    override fun close(): Unit = scanner.close()

    @Synchronized
    private fun <T> lend(frame: LumaFrame, read: (ByteBuffer, UInt, UInt, UInt) -> T): T {
        val plane = memory.plane(frame)
        lent = plane.pixels
        try {
            return read(plane.pixels, frame.width.toUInt(), frame.height.toUInt(), plane.rowStride.toUInt())
        } finally {
            lent = null
        }
    }
}
