package sample

import com.formdev.flatlaf.FlatLightLaf
import java.awt.Color
import java.awt.Component
import java.awt.Robot
import java.awt.event.InputEvent
import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO
import javax.swing.JButton
import javax.swing.JFrame
import javax.swing.SwingUtilities
import kz.qujat.CodeKind
import kz.qujat.Scanner
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The sample as a person has it: in a window on a screen, used by the mouse. Runs where there is a screen, see `pom.xml`. */
class WindowTest {
    private val service = Service(File(System.getProperty("fixtures")))
    private val folder = File(System.getProperty("pictures")).apply { mkdirs() }
    private val robot = Robot().apply { autoDelay = 50 }

    @Test
    fun `a document is opened and seen, with the service and without a network`() {
        FlatLightLaf.setup()
        val (desk, frame) = swing { Desk(service).let { it to window(it) } }
        try {
            waitFor("the window") { desk.isShowing && desk.holder.width > 0 }
            click(button(desk.holder, first = true))
            // Where the camera saw the matrix code of the card before: on to the next.
            click(button(desk.verifier, first = true))
            waitFor("the document") { desk.verifier.isAnswered }
            val opened = photograph(frame, "window")
            assertTrue(opened.second.verdictIs(Colours.good), "valid")
            assertTrue(CodeKind.GRANT in kinds(opened.first))

            click(button(desk.holder, first = true))
            click(button(desk.holder, first = false))
            click(button(desk.verifier, first = true))
            waitFor("the document, code by code") { desk.verifier.isAnswered }
            val presented = photograph(frame, "window_presented")
            assertTrue(presented.second.verdictIs(Colours.good), "valid")
            assertTrue(CodeKind.PRESENTATION_FRAME in kinds(presented.first))
        } finally {
            swing {
                frame.dispose()
                desk.close()
            }
        }
    }

    private fun kinds(file: File) = Scanner().use { scanner -> scanner.scanPicture(file.readBytes()).map { it.kind } }

    private fun button(phone: Phone, first: Boolean): JButton {
        val buttons = phone.below.components.filterIsInstance<JButton>()
        return if (first) buttons.first() else buttons.last()
    }

    private fun click(component: Component) {
        val place = swing { component.locationOnScreen.apply { translate(component.width / 2, component.height / 2) } }
        robot.mouseMove(place.x, place.y)
        robot.mousePress(InputEvent.BUTTON1_DOWN_MASK)
        robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK)
        robot.waitForIdle()
    }

    /** What the screen shows where the window is, in its own pixels. */
    private fun photograph(frame: JFrame, name: String): Pair<File, BufferedImage> {
        // Drawn, and the pointer out of the way.
        robot.mouseMove(0, 0)
        robot.waitForIdle()
        Thread.sleep(500)
        val pixels = robot.createMultiResolutionScreenCapture(swing { frame.bounds }).resolutionVariants.last()
        val picture = BufferedImage(pixels.getWidth(null), pixels.getHeight(null), BufferedImage.TYPE_INT_RGB)
        picture.createGraphics().apply { drawImage(pixels, 0, 0, null); dispose() }
        return File(folder, "$name.png").also { ImageIO.write(picture, "png", it) } to picture
    }

    private fun BufferedImage.verdictIs(colour: Color): Boolean =
        (0 until height / 4).any { y -> (width / 2 until width).count { x -> getRGB(x, y) == colour.rgb } > width / 4 }

    private fun waitFor(what: String, isSo: () -> Boolean) {
        repeat(600) {
            if (swing(isSo)) return
            Thread.sleep(100)
        }
        error("$what did not come within a minute")
    }

    private fun <T> swing(call: () -> T): T {
        var answer: Result<T>? = null
        SwingUtilities.invokeAndWait { answer = runCatching(call) }
        return checkNotNull(answer).getOrThrow()
    }
}
