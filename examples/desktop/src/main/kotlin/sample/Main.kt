package sample

import com.formdev.flatlaf.FlatLightLaf
import java.awt.BorderLayout
import java.awt.Color
import java.awt.Component
import java.awt.Container
import java.awt.Dimension
import java.awt.GridLayout
import java.awt.RenderingHints
import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO
import javax.swing.BorderFactory
import javax.swing.JComboBox
import javax.swing.JFrame
import javax.swing.JLabel
import javax.swing.JPanel
import javax.swing.SwingUtilities
import kz.qujat.Language
import kz.qujat.Qujat

/** Two phones side by side: the subject's opens access, the other one's camera sees its screen. */
class Desk(service: Service) : JPanel(BorderLayout()), AutoCloseable {
    val holder = HolderScreen(service)
    val verifier = VerifierScreen(service, seen = holder)
    val languages = JComboBox(arrayOf("Қазақша", "Русский", "English"))

    init {
        background = Colours.desk
        val phones = JPanel(GridLayout(1, 2, 24, 0)).apply {
            isOpaque = false
            border = BorderFactory.createEmptyBorder(0, 24, 24, 24)
            add(holder)
            add(verifier)
        }
        val top = JPanel(BorderLayout()).apply {
            isOpaque = false
            border = BorderFactory.createEmptyBorder(14, 26, 10, 26)
            add(JLabel("Qujat").apply { font = font.deriveFont(java.awt.Font.BOLD, 18f) }, BorderLayout.WEST)
            add(languages, BorderLayout.EAST)
        }
        languages.addActionListener { speak(Language.entries[languages.selectedIndex]) }
        add(top, BorderLayout.NORTH)
        add(phones, BorderLayout.CENTER)
        preferredSize = Dimension(940, 1_000)
        speak(Language.KAZAKH)
    }

    fun speak(language: Language) {
        if (languages.selectedIndex != language.ordinal) languages.selectedIndex = language.ordinal
        holder.speak(language)
        verifier.speak(language)
    }

    override fun close() {
        holder.close()
        verifier.close()
    }
}

/** What a panel shows, drawn without a window. */
fun picture(panel: Container, size: Dimension = panel.preferredSize, scale: Int = 2): BufferedImage {
    panel.size = size
    layOut(panel)
    val image = BufferedImage(size.width * scale, size.height * scale, BufferedImage.TYPE_INT_RGB)
    image.createGraphics().apply {
        setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON)
        scale(scale.toDouble(), scale.toDouble())
        panel.printAll(this)
        dispose()
    }
    return image
}

private fun layOut(component: Component) {
    component.doLayout()
    if (component is Container) component.components.forEach(::layOut)
}

/** `FIXTURES` shows the window; `FIXTURES --pictures FOLDER` draws its states into files and needs no screen. */
fun main(arguments: Array<String>) {
    val fixtures = File(arguments.firstOrNull() ?: error("name the folder of the fixtures"))
    Qujat.initialize()
    FlatLightLaf.setup()
    if (arguments.getOrNull(1) == "--pictures") {
        pictures(Service(fixtures), File(arguments[2]))
        return
    }
    SwingUtilities.invokeLater { window(Desk(Service(fixtures))).defaultCloseOperation = JFrame.EXIT_ON_CLOSE }
}

/** The desk in a window on the screen. */
fun window(desk: Desk): JFrame = JFrame("Qujat").apply {
    contentPane.background = Color.WHITE
    add(desk)
    pack()
    setLocationRelativeTo(null)
    isVisible = true
}

/**
 * The story in four pictures: a document and its matrix code, access opened and used, a document changed on its way, a document shown
 * without a network.
 */
fun pictures(service: Service, folder: File): List<File> = Desk(service).use { desk ->
    folder.mkdirs()
    fun draw(name: String) = File(folder, "$name.png").also { ImageIO.write(picture(desk), "png", it) }
    desk.verifier.look()
    val kept = draw("kept")
    desk.verifier.again()
    desk.holder.open()
    picture(desk)
    desk.verifier.look()
    val shown = draw("shown")
    desk.speak(Language.ENGLISH)
    service.changesDocuments = true
    desk.verifier.again()
    picture(desk)
    desk.verifier.look()
    val refused = draw("refused")
    desk.verifier.again()
    desk.holder.shut()
    desk.holder.present()
    picture(desk)
    // The camera sees one code after another, until the document is whole.
    while (!desk.verifier.isAnswered) {
        Thread.sleep(50)
        desk.holder.countDown()
        desk.verifier.look()
    }
    listOf(kept, shown, refused, draw("presented"))
}
