package kz.qujat

import java.nio.file.Files
import java.nio.file.Path

/** `bindings/fixtures`: documents of invented people and what they are verified with. */
internal object Fixtures {
    /** When they were made: 2026-01-10T09:00:00+05:00. */
    const val NOW: Long = 1_768_017_600

    /** Whose they are. */
    const val IIN: String = "860314499992"

    /** Her daughter. */
    const val CHILD: String = "180601699893"

    /** The other parent. */
    const val OTHER: String = "841123399997"

    fun bytes(name: String): ByteArray = Files.readAllBytes(Path.of(System.getProperty("qujat.fixtures"), name))

    fun text(name: String): String = String(bytes(name), Charsets.UTF_8)

    val trust: TrustMaterial =
        TrustMaterial(signers = listOf(bytes("publisher.cose_key")), lists = listOf(bytes("issuers.trust_list")))

    fun verifier(): Verifier = Verifier(trust, NOW)
}
