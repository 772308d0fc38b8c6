package kz.qujat

import java.nio.ByteBuffer
import java.nio.file.Files
import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Test

/** Times two calls through this package, for `cargo xtask figures`: see `uniffi/examples/overhead.rs`. */
class OverheadTest {
    private fun read(name: String): ByteArray = Files.readAllBytes(Path.of(System.getProperty("qujat.figures"), name))

    @Test
    fun `verify and frame`() {
        val trust = TrustMaterial(signers = listOf(read("publisher.cose_key")), lists = listOf(read("issuers.trust_list")))
        val card = read("identity_card.mdoc")
        val verify = Verifier(trust, NOW).use { verifier ->
            median(2000) {
                verifier.verifyDocument(card, null, NOW).use { assertNotNull(it.document, "the card is valid") }
            }
        }
        // As a camera hands it over: memory outside the heap.
        val pixels = read("frame.luma")
        val memory = ByteBuffer.allocateDirect(pixels.size).put(pixels)
        memory.rewind()
        val frame = LumaFrame(memory, 1280, 720)
        val scan = FrameScanner().use { scanner ->
            median(200) { assertEquals(1, scanner.scan(frame).size, "codes in the frame") }
        }
        println("verify $verify\nframe $scan")
    }

    /** Nanoseconds of the middle one of so many runs, after as many again that do not count: code runs slowly at first. */
    private fun median(samples: Int, call: () -> Unit): Long {
        val taken = List(samples * 2) {
            val start = System.nanoTime()
            call()
            System.nanoTime() - start
        }
        return taken.drop(samples).sorted()[samples / 2]
    }

    private companion object {
        const val NOW: Long = 1_768_017_600
    }
}
