package kz.qujat.sample

import android.content.res.AssetManager
import java.security.KeyFactory
import java.security.Signature
import java.security.spec.PKCS8EncodedKeySpec
import kz.qujat.DeviceKey
import kz.qujat.ServiceTime
import kz.qujat.TrustMaterial

/** What an app asks the documents service for over its network. Here it answers from the files of `bindings/fixtures`. */
class Service(private val assets: AssetManager) {
    /** Whose phone this is. */
    val subject = "860314499992"

    /** The fixtures' grant lives for three minutes of January 2026, so the service's time starts there. */
    val time = ServiceTime(AndroidClock).apply { set(1_768_017_600) }

    fun trust() = TrustMaterial(signers = listOf(bytes("publisher.cose_key")), lists = listOf(bytes("issuers.trust_list")))

    /** The subject's documents (352/12). */
    fun documents(): List<ByteArray> = listOf(bytes("identity_card_of_device.mdoc"), bytes("driving_licence.mdoc"))

    /** What the identity card is bound to: an app has its [KeystoreKey], the fixtures have a key that everybody knows. */
    val key: DeviceKey = DemoKey

    /** "Open access" (352/15): the link and the six digits. */
    fun open(): Pair<String, String> = bytes("grant.link").decodeToString() to bytes("grant.digits").decodeToString()

    /** A third party's phone redeems a grant: the service marks the view and sends the document (352/18, 352/19). */
    fun redeem(link: String): ByteArray? =
        if (link == bytes("grant.link").decodeToString()) bytes("identity_card_of_device.mdoc") else null

    private fun bytes(name: String): ByteArray = assets.open(name).use { it.readBytes() }
}

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

    private fun hex(digits: String): ByteArray = digits.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
}
