package sample

import java.awt.BorderLayout
import java.awt.CardLayout
import java.awt.Font
import javax.swing.JButton
import javax.swing.JComboBox
import javax.swing.JLabel
import javax.swing.JPanel
import javax.swing.SwingConstants
import javax.swing.Timer
import kz.qujat.AccessScreen
import kz.qujat.Audience
import kz.qujat.CardTheme
import kz.qujat.Holder
import kz.qujat.Language
import kz.qujat.Presentation
import kz.qujat.PresentationOptions
import kz.qujat.QrSymbol
import kz.qujat.QrUse
import kz.qujat.Verifier

/**
 * The subject's phone: their documents; "Open access" with a QR code, six digits and how long both live; and a document shown without
 * a network.
 */
class HolderScreen(private val service: Service) : Phone(), AutoCloseable {
    private val verifier = Verifier(service.trust(), service.time.now())
    private val holder = Holder(verifier, service.subject)
    private val seal = QrSymbol(service.seal(), QrUse.PRINT)
    private var language = Language.KAZAKH
    private var access: AccessScreen? = null
    private var shown: Presentation? = null
    private var shownFrom = 0L
    private var endsAt = 0L
    private val isOpen get() = access != null || shown != null

    private val chosen = JComboBox<String>()
    private val card = SvgView()
    private val code = QrView()
    private val digits = label(34f, Font.BOLD)
    private val left = label(15f)
    private val button = JButton()
    private val present = JButton()
    private val pages = CardLayout()
    private val page = JPanel(pages)
    private val tick = Timer(50) { countDown() }

    init {
        // Each document with its own verdict: one that is refused keeps no other out.
        holder.addAll(service.documents(), service.time.now()).forEach { it.destroy() }
        page.isOpaque = false
        page.add(card, "card")
        page.add(JPanel(BorderLayout()).apply {
            isOpaque = false
            add(code, BorderLayout.CENTER)
            add(JPanel(BorderLayout()).apply {
                isOpaque = false
                add(digits, BorderLayout.CENTER)
                add(left, BorderLayout.SOUTH)
            }, BorderLayout.SOUTH)
        }, "access")
        above.add(chosen, BorderLayout.CENTER)
        body.add(page, BorderLayout.CENTER)
        for ((it, place) in listOf(button to BorderLayout.CENTER, present to BorderLayout.SOUTH)) {
            it.putClientProperty("JButton.buttonType", "roundRect")
            below.add(it, place)
        }
        chosen.addActionListener { if (chosen.selectedIndex >= 0) showCard() }
        button.addActionListener { if (isOpen) shut() else open() }
        present.addActionListener { present() }
    }

    fun speak(language: Language) {
        this.language = language
        title.text = Words.documents.of(language)
        val at = chosen.selectedIndex.coerceAtLeast(0)
        chosen.removeAllItems()
        holder.list().forEach { chosen.addItem(it.view(language, Audience.HOLDER, service.time.now()).title) }
        chosen.selectedIndex = at
        showCard()
        showState()
    }

    /** "Open access": the link is verified before it is shown, and counted down by the service's time. */
    fun open() {
        val (link, sixDigits) = service.open()
        val screen = holder.showAccess(link, sixDigits, service.time.now())
        val symbol = screen.symbol ?: return screen.destroy()
        access = screen
        endsAt = service.time.now() + screen.secondsLeft.toLong()
        code.show(symbol)
        digits.text = screen.digits
        tick.start()
        showState()
    }

    /** "Show without a network": the phone's key signs, then one code follows another until the presentation is over. */
    fun present() {
        val document = holder.list().first { it.docType() == BOUND }
        val presentation = holder.present(document, service.key, PresentationOptions(), service.time.now())
        shown = presentation
        shownFrom = System.nanoTime()
        endsAt = presentation.expiresAt()
        digits.text = " "
        tick.start()
        showState()
    }

    /** Here a phone would also set the brightness back. */
    fun shut() {
        tick.stop()
        access?.destroy()
        access = null
        shown?.close()
        shown = null
        showState()
    }

    /** What there is left of the time, and the code that is due. */
    fun countDown() {
        val seconds = (endsAt - service.time.now()).coerceAtLeast(0)
        if (seconds == 0L) return shut()
        shown?.let { presentation ->
            val elapsed = (System.nanoTime() - shownFrom) / 1_000_000
            presentation.symbol(presentation.frameDue(elapsed.toULong())).use(code::show)
        }
        left.text = Words.left.of(language).format(seconds / 60, seconds % 60)
    }

    private fun showState() {
        pages.show(page, if (isOpen) "access" else "card")
        button.text = (if (isOpen) Words.close else Words.open).of(language)
        present.text = Words.present.of(language)
        present.isVisible = !isOpen
        chosen.isEnabled = !isOpen
        if (isOpen) countDown()
    }

    private fun showCard() {
        val document = holder.list()[chosen.selectedIndex.coerceAtLeast(0)]
        val its = seal.takeIf { document.docType() == BOUND }
        card.show(document.cardSvg(language, Audience.HOLDER, CardTheme.LIGHT, its, service.time.now()))
    }

    override fun close() {
        shut()
        holder.close()
        verifier.close()
        seal.close()
    }

    private companion object {
        /** The kind that is bound to this phone's key. */
        const val BOUND = "kz.gov.egov.identity_card.1"
    }

    private fun label(size: Float, style: Int = Font.PLAIN) =
        JLabel(" ", SwingConstants.CENTER).apply { font = font.deriveFont(style, size) }
}
