package sample

import com.formdev.flatlaf.FlatLightLaf
import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO
import kz.qujat.CodeKind
import kz.qujat.Scanner
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The whole sample without a screen: what it draws is looked at, by our own scanner too. */
class DeskTest {
    private val service = Service(File(System.getProperty("fixtures")))
    private val folder = File(System.getProperty("pictures"))

    /** Whether a colour covers a good part of a line near the top of the right-hand phone, where the verdict stands. */
    private fun BufferedImage.verdictIs(colour: java.awt.Color): Boolean =
        (0 until height / 4).any { y -> (width / 2 until width).count { x -> getRGB(x, y) == colour.rgb } > width / 4 }

    @Test
    fun `the story is drawn`() {
        FlatLightLaf.setup()
        val (kept, shown, refused, presented) = pictures(service, folder)
        fun kinds(file: File) = Scanner().use { scanner -> scanner.scanPicture(file.readBytes()).map { it.kind } }
        assertEquals(setOf(CodeKind.SEAL), kinds(kept).toSet(), "the card with its matrix code")
        assertTrue(CodeKind.GRANT in kinds(shown), "access opened")
        assertTrue(ImageIO.read(shown).verdictIs(Colours.good), "valid")
        assertTrue(ImageIO.read(refused).verdictIs(Colours.bad), "refused")
        assertTrue(!ImageIO.read(refused).verdictIs(Colours.good))
        assertTrue(CodeKind.PRESENTATION_FRAME in kinds(presented), "shown without a network")
        assertTrue(ImageIO.read(presented).verdictIs(Colours.good), "valid")
    }

    @Test
    fun `access ends by itself`() = Desk(service).use { desk ->
        desk.holder.open()
        service.time.set(service.time.now() + 180)
        desk.speak(kz.qujat.Language.RUSSIAN)
        picture(desk)
        desk.verifier.look()
        // Nothing is open any more: the card's own matrix code is what the camera sees.
        assertEquals("Открыть доступ", desk.holder.below.components.filterIsInstance<javax.swing.JButton>().first().text)
    }
}
