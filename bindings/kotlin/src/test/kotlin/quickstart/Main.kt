package quickstart

import java.io.File
import java.time.Instant
import kz.qujat.*

/** What a counter's screen says of a document. */
fun check(trust: TrustMaterial, document: ByteArray, now: Long): String =
    Verifier(trust, now).use { verifier ->
        verifier.verifyDocument(document, expectedSubject = null, now = now).use { checked ->
            when (val valid = checked.document) {
                null -> "${checked.report.verdict}: ${checked.report.decisive?.name}"
                else -> valid.view(Language.ENGLISH, Audience.THIRD_PARTY, now).accessibility
            }
        }
    }

fun main(arguments: Array<String>) {
    Qujat.initialize()
    val (publisher, list, document) = arguments.map { File(it).readBytes() }
    val trust = TrustMaterial(signers = listOf(publisher), lists = listOf(list))
    println(check(trust, document, Instant.now().epochSecond))
}
