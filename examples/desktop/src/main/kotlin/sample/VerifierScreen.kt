package sample

import java.awt.BorderLayout
import java.awt.Color
import java.awt.Font
import java.awt.image.BufferedImage
import javax.swing.BorderFactory
import javax.swing.JButton
import javax.swing.JComponent
import javax.swing.JLabel
import javax.swing.Timer
import kz.qujat.Audience
import kz.qujat.CardTheme
import kz.qujat.CheckResult
import kz.qujat.CodeKind
import kz.qujat.FoundCode
import kz.qujat.FrameScanner
import kz.qujat.Language
import kz.qujat.LumaFrame
import kz.qujat.PresentationReceiver
import kz.qujat.Report
import kz.qujat.Verdict
import kz.qujat.VerifiedDocument
import kz.qujat.Verifier

/** The third party's phone. Its camera sees [seen]: frames of real pixels go through the same scanner as a phone's. */
class VerifierScreen(private val service: Service, private val seen: JComponent) : Phone(), AutoCloseable {
    private val verifier = Verifier(service.trust(), service.time.now())
    private val desk = PresentationReceiver(verifier)
    private val scanner = FrameScanner()
    private var language = Language.KAZAKH
    private var result: Result? = null
    val isAnswered get() = result != null

    private val camera = CameraView()
    private val verdict = JLabel().apply {
        isOpaque = true
        font = font.deriveFont(Font.BOLD, 15f)
        border = BorderFactory.createEmptyBorder(10, 14, 10, 14)
    }
    private val card = SvgView()
    private val button = JButton().apply { putClientProperty("JButton.buttonType", "roundRect") }
    private val frames = Timer(100) { look() }

    /** What there is to show: the report, and the document only where it is valid. */
    private class Result(val report: Report, val document: VerifiedDocument?)

    init {
        above.add(verdict, BorderLayout.CENTER)
        below.add(button, BorderLayout.CENTER)
        button.addActionListener { again() }
        camera.addHierarchyListener { if (camera.isShowing) frames.start() else frames.stop() }
        showState()
    }

    fun speak(language: Language) {
        this.language = language
        showState()
    }

    /** One frame of the camera. */
    fun look() {
        if (result != null || seen.width == 0) return
        val frame = BufferedImage(seen.width, seen.height, BufferedImage.TYPE_BYTE_GRAY)
        frame.createGraphics().apply { seen.printAll(this); dispose() }
        val luma = (frame.raster.dataBuffer as java.awt.image.DataBufferByte).data
        val code = scanner.nextEvent(LumaFrame(luma, frame.width, frame.height))
        camera.show(frame, code)
        if (code != null) take(code)
    }

    /** What a code is, its text tells; what it is worth, the verifier. */
    private fun take(code: FoundCode) {
        val now = service.time.now()
        when (code.kind) {
            CodeKind.GRANT -> {
                val link = checkNotNull(code.text)
                // Before the link is followed: is it our service's, and alive?
                val grant = verifier.verifyGrant(link, now)
                val document = if (grant.grant == null) null else service.redeem(link)
                // This phone believes nobody, the service included.
                val checked = document?.let { verifier.verifyDocument(it, null, now) }
                end(Result(checked?.report ?: grant.report, checked?.document))
            }
            CodeKind.SEAL -> end(Result(verifier.verifySeal(checkNotNull(code.text), null, language, now).report, null))
            CodeKind.PRESENTATION_FRAME -> {
                val step = desk.take(checkNotNull(code.text), now)
                verdict.text = Words.arriving.of(language).format((step.progress * 100).toInt())
                step.verdict?.let { end(Result(it.report, it.document)) }
            }
            CodeKind.CHALLENGE, CodeKind.UNKNOWN -> Unit
        }
    }

    private fun end(found: Result) {
        result = found
        showState()
    }

    /** Back to the camera; the same code is news again. */
    fun again() {
        result?.document?.close()
        result = null
        scanner.forget()
        desk.reset()
        showState()
    }

    private fun showState() {
        val found = result
        title.text = Words.verify.of(language)
        button.text = Words.again.of(language)
        button.isEnabled = found != null
        body.removeAll()
        val document = found?.document
        if (document != null) {
            card.show(document.cardSvg(language, Audience.THIRD_PARTY, CardTheme.LIGHT, null, service.time.now()))
            body.add(card, BorderLayout.CENTER)
        } else {
            body.add(camera, BorderLayout.CENTER)
        }
        verdict.text = when {
            found == null -> Words.point.of(language)
            found.report.verdict == Verdict.VALID -> Words.valid.of(language)
            else -> found.report.decisive?.let(::sentence)
        }
        val (ground, ink) = when {
            found == null -> Colours.quiet to Colours.ink
            found.report.verdict == Verdict.VALID -> Colours.good to Color.WHITE
            else -> Colours.bad to Color.WHITE
        }
        verdict.background = ground
        verdict.foreground = ink
        revalidate()
        repaint()
    }

    private fun sentence(check: CheckResult): String = Words.check(check.name).of(language)

    override fun close() {
        again()
        frames.stop()
        scanner.close()
        desk.close()
        verifier.close()
    }
}
