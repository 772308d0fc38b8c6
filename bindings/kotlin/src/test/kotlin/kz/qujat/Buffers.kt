package kz.qujat

import java.nio.ByteBuffer

/** The same bytes in every sort of buffer there is, each surrounded by bytes that must not be read. */
internal object Buffers {
    fun of(bytes: ByteArray): Map<String, ByteBuffer> {
        val before = 13
        fun inside(buffer: ByteBuffer): ByteBuffer {
            for (index in 0 until buffer.capacity()) buffer.put(index, 0x5A)
            buffer.position(before)
            buffer.put(bytes)
            buffer.flip()
            buffer.position(before)
            return buffer
        }

        fun exact(buffer: ByteBuffer): ByteBuffer {
            buffer.put(bytes)
            buffer.flip()
            return buffer
        }

        val heap = inside(ByteBuffer.allocate(before + bytes.size + 7))
        val direct = inside(ByteBuffer.allocateDirect(before + bytes.size + 7))
        return mapOf(
            "heap" to exact(ByteBuffer.allocate(bytes.size)),
            "heap, from a position" to heap,
            "heap, a slice" to heap.slice(),
            "heap, read-only" to heap.asReadOnlyBuffer(),
            "wrapped from an offset" to ByteBuffer.wrap(heap.array(), before, bytes.size),
            "direct" to exact(ByteBuffer.allocateDirect(bytes.size)),
            "direct, from a position" to direct,
            "direct, a slice" to direct.slice(),
            "direct, read-only" to direct.asReadOnlyBuffer(),
            "direct, a duplicate" to direct.duplicate(),
        )
    }
}
