package sample

import com.github.weisj.jsvg.SVGDocument
import com.github.weisj.jsvg.parser.LoaderContext
import com.github.weisj.jsvg.parser.SVGLoader
import java.awt.BasicStroke
import java.awt.BorderLayout
import java.awt.Color
import java.awt.Font
import java.awt.Graphics
import java.awt.Graphics2D
import java.awt.Polygon
import java.awt.RenderingHints
import java.awt.image.BufferedImage
import javax.swing.BorderFactory
import javax.swing.JComponent
import javax.swing.JLabel
import javax.swing.JPanel
import kz.qujat.FoundCode
import kz.qujat.QrSymbol

object Colours {
    val desk = Color(0xE3EAF1)
    val screen = Color(0xF7FAFC)
    val quiet = Color(0xE6EDF3)
    val ink = Color(0x10233A)
    val good = Color(0x0C6238)
    val bad = Color(0x9B1C1C)
}

/** A screen with a title, and room above, in the middle and below. */
abstract class Phone : JPanel(BorderLayout(0, 12)) {
    val title = JLabel().apply { font = font.deriveFont(Font.BOLD, 20f) }
    val above = row()
    val body = row()
    val below = row()

    init {
        isOpaque = false
        border = BorderFactory.createEmptyBorder(20, 22, 20, 22)
        val top = row().apply {
            add(title, BorderLayout.NORTH)
            add(above, BorderLayout.SOUTH)
        }
        add(top, BorderLayout.NORTH)
        add(body, BorderLayout.CENTER)
        add(below, BorderLayout.SOUTH)
    }

    override fun paintComponent(g: Graphics) = g.smooth {
        color = Colours.screen
        fillRoundRect(0, 0, width, height, 36, 36)
    }

    private fun row() = JPanel(BorderLayout(0, 10)).apply { isOpaque = false }
}

/** A document's card, as large as there is room. */
class SvgView : JComponent() {
    private var card: SVGDocument? = null

    fun show(svg: String) {
        card = read(svg)
        repaint()
    }

    override fun paintComponent(g: Graphics) = g.smooth {
        val card = card ?: return@smooth
        val size = card.size()
        val scale = minOf(width / size.width, height / size.height).toDouble()
        translate((width - size.width * scale) / 2, 0.0)
        scale(scale, scale)
        card.render(null as JComponent?, this)
    }

    private fun read(svg: String): SVGDocument {
        // JSVG 2.0 knows selectors of one part, no @media and two weights of a font. There is one card in a document here,
        // so its rules need not name it.
        val root = svg.substringAfter("class=\"").substringBefore('"')
        val plain = svg.replace(".$root ", "")
            .replace(Regex("@media print\\{.*?\\}\\}"), "")
            .replace(";font-weight:400", "")
            .replace("font-weight:600", "font-weight:700")
        val loaded = SVGLoader().load(plain.byteInputStream(), null, LoaderContext.createDefault())
        return checkNotNull(loaded) { "the card is no SVG" }
    }
}

/** A QR code, sharp: a whole number of pixels for each module. */
class QrView : JComponent() {
    private var symbol: BufferedImage? = null

    fun show(symbol: QrSymbol) {
        val side = symbol.size().toInt()
        this.symbol = BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY).apply {
            raster.setDataElements(0, 0, side, side, symbol.luma(1u))
        }
        repaint()
    }

    override fun paintComponent(g: Graphics) {
        val symbol = symbol ?: return
        val side = minOf(width, height) / symbol.width * symbol.width
        g.drawImage(symbol, (width - side) / 2, (height - side) / 2, side, side, null)
    }
}

/** What the camera sees, and the code it found. */
class CameraView : JComponent() {
    private var frame: BufferedImage? = null
    private var code: FoundCode? = null

    fun show(frame: BufferedImage, code: FoundCode?) {
        this.frame = frame
        this.code = code
        repaint()
    }

    override fun paintComponent(g: Graphics) = g.smooth {
        color = Color.BLACK
        fillRoundRect(0, 0, width, height, 24, 24)
        val frame = frame ?: return@smooth
        val scale = minOf((width - 32.0) / frame.width, (height - 32.0) / frame.height)
        translate((width - frame.width * scale) / 2, (height - frame.height * scale) / 2)
        scale(scale, scale)
        drawImage(frame, 0, 0, null)
        code?.let {
            color = Color(0x36D07F)
            stroke = BasicStroke(5f)
            draw(Polygon(it.corners.map { p -> p.x.toInt() }.toIntArray(), it.corners.map { p -> p.y.toInt() }.toIntArray(), 4))
        }
    }
}

private fun Graphics.smooth(draw: Graphics2D.() -> Unit) {
    (create() as Graphics2D).apply {
        setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON)
        setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE)
        setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC)
        draw()
        dispose()
    }
}
