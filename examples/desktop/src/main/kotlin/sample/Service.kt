package sample

import java.io.File
import java.security.KeyFactory
import java.security.Signature
import java.security.spec.PKCS8EncodedKeySpec
import java.util.HexFormat
import kz.qujat.Clock
import kz.qujat.DeviceKey
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
    fun documents(): List<ByteArray> = listOf(bytes("identity_card_of_device.mdoc"), bytes("driving_licence.mdoc"))

    /** The key of the left phone, which its identity card is bound to. */
    val key: DeviceKey = DemoKey

    /** The text of a document's matrix code. */
    fun seal(): String = text("identity_card_of_device.seal")

    /** "Open access" (352/15): the link and the six digits. */
    fun open(): Pair<String, String> = text("grant.link") to text("grant.digits")

    /** The third party's phone redeems a grant; the service marks the view and sends the document (352/18, 352/19). */
    fun redeem(link: String): ByteArray? = when {
        link != text("grant.link") -> null
        changesDocuments -> bytes("identity_card_changed.mdoc")
        else -> bytes("identity_card_of_device.mdoc")
    }

    private fun bytes(name: String) = File(fixtures, name).readBytes()

    private fun text(name: String) = File(fixtures, name).readText()
}

private object DesktopClock : Clock {
    override fun unixSeconds(): Long = System.currentTimeMillis() / 1000

    override fun elapsedSeconds(): Long = System.nanoTime() / 1_000_000_000
}

/** In place of a key in a phone's chip: the fixtures' own, which everybody knows. */
private object DemoKey : DeviceKey {
    private val secret = KeyFactory.getInstance("EC")
        .generatePrivate(PKCS8EncodedKeySpec(hex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420" + "04".repeat(32))))

    override fun publicKey(): ByteArray =
        hex("0473103ec30b3ccf57daae08e93534aef144a35940cf6bbba12a0cf7cbd5d65a64d82c8c99e9d3c45f9245ba9b27982c9aea8ec1db94b19c44795942c0eb22aa32")

    override fun sign(message: ByteArray): ByteArray = Signature.getInstance("SHA256withECDSA").run {
        initSign(secret)
        update(message)
        sign()
    }

    private fun hex(digits: String): ByteArray = HexFormat.of().parseHex(digits)
}
