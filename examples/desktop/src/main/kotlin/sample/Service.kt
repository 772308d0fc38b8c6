package sample

import java.io.File
import kz.qujat.Clock
import kz.qujat.ServiceTime
import kz.qujat.TrustMaterial

/** What an app asks the documents service for over its network. Here it answers from `bindings/fixtures`. */
class Service(private val fixtures: File) {
    /** Whose phone the left one is. */
    val subject = "860314499992"

    /** Who looks at the right one. */
    val viewer = "920707399990"

    /** For the third picture: a letter of the name differs in what it sends. */
    var changesDocuments = false

    /** The fixtures' grant lives for three minutes of January 2026, so the service's time starts there. */
    val time = ServiceTime(DesktopClock).apply { set(1_768_017_600) }

    /** Fetched by the app now and then, and kept. */
    fun trust() = TrustMaterial(signers = listOf(bytes("publisher.cose_key")), lists = listOf(bytes("issuers.trust_list")))

    /** The subject's documents (352/12). */
    fun documents(): List<ByteArray> = listOf(bytes("identity_card.mdoc"), bytes("driving_licence.mdoc"))

    /** The text of a document's matrix code. */
    fun seal(): String = text("identity_card.seal")

    /** "Open access" (352/15): the link and the six digits. */
    fun open(): Pair<String, String> = text("grant.link") to text("grant.digits")

    /** The third party's phone redeems a grant; the service marks the view and sends the document (352/18, 352/19). */
    fun redeem(link: String): ByteArray? = when {
        link != text("grant.link") -> null
        changesDocuments -> bytes("identity_card_changed.mdoc")
        else -> bytes("identity_card.mdoc")
    }

    private fun bytes(name: String) = File(fixtures, name).readBytes()

    private fun text(name: String) = File(fixtures, name).readText()
}

private object DesktopClock : Clock {
    override fun unixSeconds(): Long = System.currentTimeMillis() / 1000

    override fun elapsedSeconds(): Long = System.nanoTime() / 1_000_000_000
}
