package quickstart

import kz.qujat.*

/** The pieces of an app that docs/kotlin.md shows beside the quick start. */
internal abstract class Screens(private val verifier: Verifier, private val holder: Holder, private val time: ServiceTime) {
    abstract fun show(document: VerifiedDocument)

    abstract fun tell(sentence: String?)

    abstract fun redeemAtTheService()

    abstract fun draw(symbol: QrSymbol, digits: String?, secondsLeft: UInt)

    fun decide(document: VerifiedDocument, viewer: String) {
        val request = AccessRequest(Viewer.Person(viewer), AccessGround.Grant, AccessChannel.IN_PERSON)
        val decision = verifier.decide(document, request, Language.KAZAKH, time.now())
        when (decision.answer) {
            AccessAnswer.ALLOW -> show(document)
            AccessAnswer.REFUSE -> tell(decision.explanation)
            AccessAnswer.ASK_SERVICE -> redeemAtTheService()
        }
    }

    abstract fun askThePortal(request: ByteArray): ByteArray

    fun lookUp(number: String, recipient: String, random: RandomSource) {
        ResultLookup(number, recipient, random).use { lookup ->
            val verdict = verifier.verifyLookup(lookup, askThePortal(lookup.request()), Language.KAZAKH, time.now())
            tell(verdict.explanation)
            verdict.result?.let { tell("${it.service}: ${it.conclusionText} ${it.seal.body}, ${it.seal.official}") }
        }
    }

    fun link(application: LinkingApplication, key: DeviceKey, send: (ByteArray) -> LinkingRefusal?) {
        linkingConsents(Language.KAZAKH).forEach(::tell)
        send(signLinkingApplication(application, key, time.now()))?.let { tell(linkingRefusalText(it, Language.KAZAKH)) }
    }

    fun start(stored: List<ByteArray>) {
        for (verdict in holder.addAll(stored, time.now())) {
            verdict.use { if (it.document == null) tell("${it.report.decisive?.name}") }
        }
    }

    fun openAccess(link: String, digits: String) {
        holder.showAccess(link, digits, time.now()).use { screen ->
            screen.symbol?.let { draw(it, screen.digits, screen.secondsLeft) }
        }
    }

    abstract fun draw(symbol: QrSymbol)

    abstract fun nextRefresh()

    abstract fun showProgress(progress: Float)

    fun present(document: VerifiedDocument, key: DeviceKey, challenge: String?) {
        holder.present(document, key, PresentationOptions(answering = challenge), time.now()).use { shown ->
            val start = System.nanoTime()
            while (time.now() < shown.expiresAt()) {
                val elapsed = (System.nanoTime() - start) / 1_000_000
                shown.symbol(shown.frameDue(elapsed.toULong())).use(::draw)
                nextRefresh()
            }
        }
    }

    private val desk = PresentationReceiver(verifier)

    fun collect(frame: String) {
        val step = desk.take(frame, time.now())
        showProgress(step.progress)
        step.verdict?.use { verdict ->
            val document = verdict.document
            when {
                document != null -> show(document)
                verdict.isCompleteButExpired -> tell("Show it again")
                else -> tell("${verdict.report.decisive?.name}")
            }
        }
    }

    fun enrol(key: DeviceKey, random: RandomSource): ByteArray? =
        try {
            deviceKeyForIssuer(key, random)
        } catch (cancelled: DeviceException.Cancelled) {
            null
        } catch (failed: DeviceException) {
            tell(failed.message)
            null
        }
}
