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
import kz.qujat.QrSymbol
import kz.qujat.QrUse
import kz.qujat.Verifier

/** The subject's phone: their documents, and "Open access" with a QR code, six digits and how long both live. */
class HolderScreen(private val service: Service) : Phone(), AutoCloseable {
    private val verifier = Verifier(service.trust(), service.time.now())
    private val holder = Holder(verifier, service.subject)
    private val seal = QrSymbol(service.seal(), QrUse.PRINT)
    private var language = Language.KAZAKH
    private var access: AccessScreen? = null
    private var endsAt = 0L

    private val chosen = JComboBox<String>()
    private val card = SvgView()
    private val code = QrView()
    private val digits = label(34f, Font.BOLD)
    private val left = label(15f)
    private val button = JButton()
    private val pages = CardLayout()
    private val page = JPanel(pages)
    private val tick = Timer(250) { countDown() }

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
        below.add(button.apply { putClientProperty("JButton.buttonType", "roundRect") }, BorderLayout.CENTER)
        chosen.addActionListener { if (chosen.selectedIndex >= 0) showCard() }
        button.addActionListener { if (access == null) open() else shut() }
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

    /** Here a phone would also set the brightness back. */
    fun shut() {
        tick.stop()
        access?.destroy()
        access = null
        showState()
    }

    private fun countDown() {
        val seconds = (endsAt - service.time.now()).coerceAtLeast(0)
        if (seconds == 0L) return shut()
        left.text = Words.left.of(language).format(seconds / 60, seconds % 60)
    }

    private fun showState() {
        val open = access != null
        pages.show(page, if (open) "access" else "card")
        button.text = (if (open) Words.close else Words.open).of(language)
        chosen.isEnabled = !open
        if (open) countDown()
    }

    private fun showCard() {
        val document = holder.list()[chosen.selectedIndex.coerceAtLeast(0)]
        val its = seal.takeIf { document.docType() == "kz.gov.egov.identity_card.1" }
        card.show(document.cardSvg(language, Audience.HOLDER, CardTheme.LIGHT, its, service.time.now()))
    }

    override fun close() {
        shut()
        holder.close()
        verifier.close()
        seal.close()
    }

    private fun label(size: Float, style: Int = Font.PLAIN) =
        JLabel(" ", SwingConstants.CENTER).apply { font = font.deriveFont(style, size) }
}
