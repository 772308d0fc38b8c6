package quickstart

import kotlin.concurrent.thread
import kz.qujat.CodeKind
import kz.qujat.FoundCode
import kz.qujat.Qujat

/** The pieces of an Android app that docs/kotlin.md shows. */
internal abstract class Android {
    abstract fun askTheService(link: String)

    abstract fun verifySeal(text: String)

    abstract fun collect(frame: String)

    abstract fun present(answering: String)

    fun start() {
        thread(name = "qujat") { Qujat.initialize() }
    }

    fun show(code: FoundCode) = when (code.kind) {
        CodeKind.GRANT -> askTheService(code.text!!)
        CodeKind.SEAL -> verifySeal(code.text!!)
        CodeKind.PRESENTATION_FRAME -> collect(code.text!!)
        CodeKind.CHALLENGE -> present(answering = code.text!!)
        CodeKind.UNKNOWN -> Unit
    }
}
