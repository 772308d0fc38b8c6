package kz.qujat.sample

import android.content.res.AssetManager
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
    fun documents(): List<ByteArray> = listOf(bytes("identity_card.mdoc"), bytes("driving_licence.mdoc"))

    /** "Open access" (352/15): the link and the six digits. */
    fun open(): Pair<String, String> = bytes("grant.link").decodeToString() to bytes("grant.digits").decodeToString()

    /** A third party's phone redeems a grant: the service marks the view and sends the document (352/18, 352/19). */
    fun redeem(link: String): ByteArray? =
        if (link == bytes("grant.link").decodeToString()) bytes("identity_card.mdoc") else null

    private fun bytes(name: String): ByteArray = assets.open(name).use { it.readBytes() }
}
