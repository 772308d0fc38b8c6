package kz.qujat

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.google.gson.JsonPrimitive
import java.lang.ref.Reference
import java.lang.reflect.Modifier
import java.nio.ByteBuffer
import java.nio.file.Files
import java.nio.file.Path
import java.util.HexFormat
import kotlin.math.floor
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** The shared vectors of `tests/vectors`, which Rust, Swift and Python replay too. The rules are in the README there. */
class VectorsTest {
    private val files: List<Path> = Files.list(Path.of(System.getProperty("qujat.vectors"))).use { all ->
        all.filter { it.fileName.toString() != "README.md" }.sorted().toList()
    }

    @TestFactory
    fun `every case is answered as written`(): List<DynamicTest> = files.map { file ->
        DynamicTest.dynamicTest(file.fileName.toString()) {
            val case = JsonParser.parseString(Files.readString(file)).asJsonObject
            val answer = JsonObject()
            try {
                answer.add("ok", answered(case["call"].asString, Given(case["given"].asJsonObject)))
            } catch (error: InputException) {
                answer.add("error", tree(error))
            } catch (error: DeviceException) {
                answer.add("error", tree(error))
            }
            assertEquals(case["expected"], answer, case["case"].asString)
        }
    }

    @Test
    fun `cases are there`() {
        println("${files.size} cases")
        assertTrue(files.size > 100)
        assertTrue(files.all { it.toString().endsWith(".json") })
    }

    private fun answered(call: String, given: Given): JsonElement = when (call) {
        "iin" -> nothing { Verifier(TrustMaterial(), 0).use { Holder(it, given.text("iin")).close() } }
        "bin" -> tree(binKind(given.text("bin")))
        "mobile_number" -> tree(mobileNumber(given.text("text")))
        "kind" -> tree(codeKind(given.text("text")))
        "symbol" -> QrSymbol(given.text("text"), given.choice<QrUse>("usage")).use(::tree)
        "frame" -> Scanner().use { tree(given.frame(given.bytes("frame"), it::scan)) }
        "picture" -> Scanner().use { tree(it.scanPicture(given.bytes("file"))) }
        "debounce" -> Scanner().use { debounce(it, given) }
        "document" -> given.verdict(given.now("now")).use { record("report" to it.report, "document" to it.document) }
        "seal" -> given.verifier().use {
            val digest = given.maybe("document_digest")?.let(::bytes)
            tree(it.verifySeal(given.text("text"), digest, given.choice<Language>("language"), given.now("now")))
        }
        "grant" -> given.verifier().use { tree(it.verifyGrant(given.text("link"), given.now("now"))) }
        "trust" -> nothing { given.verifier().close() }
        "view" -> {
            val form = given.form()
            given.shown { tree(it.view(given.choice("language"), given.choice("audience"), given.now("now"), form, given.look())) }
        }
        "card" -> {
            val seal = given.maybe("seal")?.let { QrSymbol(it.asString, QrUse.PRINT) }
            val form = given.form()
            val theme = given.choice<CardTheme>("theme")
            given.shown {
                tree(it.cardSvg(given.choice("language"), given.choice("audience"), theme, seal, given.now("now"), form, given.look()))
            }
        }
        "form" -> DisplayForm.fromJson(given.text("json")).use {
            record("doc_type" to it.docType(), "not_understood" to it.notUnderstood())
        }
        "shelf" -> given.holder { holder -> given.verifier().use { shelf(holder, it, given) } }
        "holder" -> given.holder { holder ->
            val reports = given.list("documents").map { holder.add(it, given.now("now")) }
            record("reports" to reports, "list" to holder.list())
        }
        "revocation" -> given.patient().use { verifier ->
            val now = given.now("now")
            verifier.verifyDocument(given.bytes("document"), given.maybe("expected_subject")?.asString, now).use {
                record("report" to it.report, "document" to it.document, "status_list" to it.statusList)
            }
        }
        "access" -> given.verifier(given.now("verified_at")).use { verifier ->
            val request = AccessRequest(given.viewer(), given.ground(), given.choice("channel"), given.admission())
            given.shown { tree(verifier.decide(it, request, given.choice("language"), given.now("now"))) }
        }
        "requisites" -> {
            val parts = given.inside("parts")
            val given4 = listOf("number", "received", "recipient", "matrix_code").map { parts.maybe(it)?.asString }
            val requisites = RequisiteParts(given4[0], given4[1], given4[2], given4[3])
            tree(completeRequisites(given.choice("service"), given.choice("channel"), requisites, given.choice("language")))
        }
        "lookup_request" -> given.lookup().use { tree(it.request()) }
        "lookup" -> given.lookup().use { lookup ->
            given.verifier().use {
                tree(it.verifyLookup(lookup, given.bytes("answer"), given.choice("language"), given.now("now")))
            }
        }
        "application" -> tree(signLinkingApplication(given.application(), given.key(), given.now("now")))
        "consent_question" -> given.verifier().use {
            val (until, now) = given.now("until") to given.now("now")
            tree(it.consentQuestion(given.consentRequest(), given.choice("way"), until, given.choice("language"), now))
        }
        "consent_reply" -> tree(consentReply(given.text("text")))
        "words" -> words(given.choice("language"))
        "journal" -> given.verifier().use { journal(it, given) }
        "child" -> given.holder { holder ->
            val now = given.now("now")
            val answers = given.list("records").map { holder.represent(it, now) }
            val verdict = holder.addChild(given.bytes("document"), given.choice("language"), now)
            record("answers" to answers, "verdict" to verdict, "children" to holder.children(now))
        }
        "access_screen" -> given.holder { holder ->
            holder.showAccess(given.text("link"), given.text("digits"), given.now("now")).use(::tree)
        }
        "present" -> given.holder(given.now(given.either("verified_at", "now"))) { present(it, given) }
        "presentation" -> given.verifier().use { verifier ->
            val (challenge, organisation, subject) =
                listOf("challenge", "organisation", "expected_subject").map { given.maybe(it)?.asString }
            verifier.verifyPresentation(given.bytes("presentation"), given.now("now"), challenge, organisation, subject).use(::tree)
        }
        "desk" -> given.verifier().use { verifier ->
            PresentationReceiver(verifier, given.maybe("organisation")?.asString).use { desk(it, given) }
        }
        else -> error("no call $call")
    }

    /** A holder's documents at `now`, seen before at `seen_at`. */
    private fun shelf(holder: Holder, verifier: Verifier, given: Given): JsonElement {
        val now = given.now("now")
        given.list("documents").forEach { holder.add(it, now) }
        val received = given.parts("received").map {
            val found = verifier.verifyDocument(it.bytes("document"), null, now).document
            ReceivedDocument(checkNotNull(found) { "what was received is valid" }, it.now("until"))
        }
        fun query(seen: List<SeenDocument>?) =
            ShelfQuery(given.choice("language"), given.choice<ShelfOrder>("order"), given.text("search"), received, seen)
        val before = given.maybe("seen_at")?.let { holder.shelf(query(null), it.asLong).seen }
        return tree(holder.shelf(query(before), now))
    }

    private fun present(holder: Holder, given: Given): JsonElement {
        holder.add(given.bytes("document"), given.now(given.either("verified_at", "now")))
        return holder.list().single().use { document ->
            holder.present(document, given.key(), given.options(), given.now("now")).use { shown ->
                val frames = given.counts("frames")
                record(
                    "organisation" to shown.organisation(),
                    "expires_at" to shown.expiresAt(),
                    "frames_needed" to shown.framesNeeded(),
                    "frames_per_second" to shown.framesPerSecond(),
                    "due" to given.counts("elapsed").map { shown.frameDue(it.toULong()) },
                    "texts" to frames.map(shown::frameText),
                    "versions" to frames.map { index -> shown.symbol(index).use { it.version() } },
                )
            }
        }
    }

    private fun desk(desk: PresentationReceiver, given: Given): JsonElement {
        val challenge = given.maybe("random")?.let { desk.makeChallenge(FixedRandom(bytes(it))) }
        val steps = given.texts("texts").map { text ->
            if (text == null) {
                desk.reset()
                JsonNull.INSTANCE
            } else {
                desk.take(text, given.now("now"), given.maybe("expected_subject")?.asString).use { step ->
                    val percent = floor(step.progress.toDouble() * 100 + 0.5).toLong()
                    record("is_new" to step.isNew, "percent" to percent, "verdict" to step.verdict)
                }
            }
        }
        return record("challenge" to challenge, "steps" to steps)
    }

    /** Every sentence that stands for a state. */
    private fun words(language: Language): JsonElement {
        val refusals = listOf(
            LinkingRefusal.WrongPassword(2u),
            LinkingRefusal.PasswordOver,
            LinkingRefusal.NotOpen,
            LinkingRefusal.TooSoon(45u),
            LinkingRefusal.NoMessagesLeft,
            LinkingRefusal.Linked,
        )
        return record(
            "linking_consents" to linkingConsents(language),
            "linking_refusals" to refusals.map { linkingRefusalText(it, language) },
            "registration_channels" to RegistrationChannel.entries.map { registrationChannelText(it, language) },
            "consent_states" to ConsentState.entries.map { consentStateText(it, language) },
            "consent_replies" to ConsentReply.entries.map { consentReplyText(it, language) },
        )
    }

    private fun journal(verifier: Verifier, given: Given): JsonElement {
        val language = given.choice<Language>("language")
        val checkpoint = given.maybe("checkpoint")?.let(::bytes)
        return verifier.verifyJournal(given.text("owner"), given.list("marks"), checkpoint, language, given.now("now")).use { found ->
            val journal = found.journal
            record(
                "marks" to journal?.marks(language),
                "csv" to journal?.csv(language),
                "json" to journal?.json(),
                "pairs" to given.all("pairs").map { journal?.hasPair(it.count("number"), it.bytes("other")) },
                "fault" to found.fault,
                "explanation" to found.explanation,
                "checkpoint" to found.checkpoint,
            )
        }
    }

    private fun debounce(scanner: Scanner, given: Given): JsonElement {
        val frames = given.list("frames")
        val events = mutableListOf<String?>()
        for (place in given.numbers("order")) {
            if (place < 0) scanner.forget() else events += given.frame(frames[place], scanner::nextEvent)?.text
        }
        return tree(events)
    }

    private fun nothing(call: () -> Unit): JsonElement {
        call()
        return JsonNull.INSTANCE
    }
}

/** The arguments of a case. */
private class Given(private val members: JsonObject) {
    fun text(name: String): String = members[name].asString

    fun bytes(name: String): ByteArray = bytes(members[name])

    fun maybe(name: String): JsonElement? = members[name].takeUnless(JsonElement::isJsonNull)

    fun list(name: String): List<ByteArray> = members[name].asJsonArray.map(::bytes)

    fun numbers(name: String): List<Int> = members[name].asJsonArray.map(JsonElement::getAsInt)

    fun now(name: String): Long = members[name].asLong

    fun count(name: String): UInt = members[name].asLong.toUInt()

    fun counts(name: String): List<UInt> = members[name].asJsonArray.map { it.asLong.toUInt() }

    fun texts(name: String): List<String?> = members[name].asJsonArray.map { it.takeUnless(JsonElement::isJsonNull)?.asString }

    /** The first name, where it is there. */
    fun either(first: String, second: String): String = if (members.has(first)) first else second

    inline fun <reified T : Enum<T>> choice(name: String): T = enumValueOf(text(name).uppercase())

    fun <T> frame(pixels: ByteArray, read: (ByteBuffer, UInt, UInt, UInt) -> T): T {
        val (width, height, rowStride) = listOf("width", "height", "row_stride").map { members[it].asLong.toUInt() }
        val memory = ByteBuffer.allocateDirect(pixels.size).put(pixels)
        memory.rewind()
        return read(memory, width, height, rowStride).also { Reference.reachabilityFence(memory) }
    }

    fun verifier(now: Long = now("now")): Verifier {
        val trust = Given(members["trust"].asJsonObject)
        return Verifier(TrustMaterial(trust.list("anchors"), trust.list("signers"), trust.list("lists")), now)
    }

    /** As patient about revocation as the case says. */
    fun patient(): Verifier {
        val trust = Given(members["trust"].asJsonObject)
        val lists = members["status_lists"].asJsonArray.map { Given(it.asJsonObject) }
        val material = TrustMaterial(
            trust.list("anchors"),
            trust.list("signers"),
            trust.list("lists"),
            statusLists = lists.map { StatusListFile(it.bytes("bytes"), it.now("fetched_at")) },
            trustedTime = maybe("trusted_time")?.asLong,
        )
        val policy = VerifierPolicy(revocationRequired = members["revocation_required"].asBoolean)
        return Verifier(material, now("now"), policy)
    }

    fun <T> holder(now: Long = now("now"), use: (Holder) -> T): T =
        verifier(now).use { verifier -> Holder(verifier, text("subject")).use(use) }

    /** A key that gives the signature of its case, or throws what it says. */
    fun key(): DeviceKey {
        val (name, fields) = chosen("key")
        fun part(part: String): ByteArray = when (name) {
            "signs" -> fields.bytes(part)
            "cancelled" -> throw PlatformException.Cancelled()
            "unavailable" -> throw PlatformException.Unavailable()
            "failed" -> throw PlatformException.Failed()
            else -> error("no key $name")
        }
        return object : DeviceKey {
            override fun publicKey(): ByteArray = part("public_key")

            override fun sign(message: ByteArray): ByteArray = part("signature")
        }
    }

    fun options(): PresentationOptions {
        val elements = members["elements"].asJsonArray.map { Given(it.asJsonObject) }
        return PresentationOptions(
            elements.map { ElementName(it.text("name_space"), it.text("identifier")) },
            maybe("answering")?.asString,
            maybe("organisation")?.asString,
            count("seconds"),
            count("symbol_version"),
            count("frames_per_second"),
        )
    }

    fun inside(name: String): Given = Given(members[name].asJsonObject)

    fun all(name: String): List<Given> = members[name].asJsonArray.map { Given(it.asJsonObject) }

    fun lookup(): ResultLookup = ResultLookup(text("number"), text("recipient"), FixedRandom(bytes("random")))

    fun application(): LinkingApplication = inside("application").run {
        LinkingApplication(
            text("number"),
            text("applicant"),
            text("surname"),
            text("first_name"),
            maybe("patronymic")?.asString,
            text("email"),
            text("phone"),
            choice("channel"),
        )
    }

    fun consentRequest(): ConsentRequest = inside("request").run {
        ConsentRequest(
            bytes("accreditation"),
            maybe("employee")?.let(::bytes),
            viewer(),
            text("aim"),
            text("subject"),
            all("documents").map { ConsentDocument(it.text("doc_type"), it.text("number")) },
        )
    }

    /** What an organisation brings, where the case says. */
    fun admission(): AccessAdmission? {
        if (!members.has("admission")) return null
        return inside("admission").run {
            AccessAdmission(
                bytes("accreditation"),
                text("aim"),
                maybe("employee")?.let(::bytes),
                maybe("presence")?.let(::bytes),
            )
        }
    }

    fun parts(name: String): List<Given> = members[name].asJsonArray.map { Given(it.asJsonObject) }

    /** How else a document is looked at; absent where nothing else is said. */
    fun look(): ViewOptions? = members["look"]?.asJsonObject?.let { look ->
        val latin = look["latin"].takeUnless(JsonElement::isJsonNull)?.asString
        ViewOptions(latin?.let { KazakhLatin.valueOf(it.uppercase()) }, look["revoked"].asBoolean, look["revealed"].asBoolean)
    }

    fun form(): DisplayForm? = maybe("form")?.let { DisplayForm.fromJson(it.asString) }

    fun viewer(): Viewer {
        val (name, fields) = chosen("viewer")
        return when (name) {
            "unknown" -> Viewer.Unknown
            "person" -> Viewer.Person(fields.text("iin"))
            "employee" -> Viewer.Employee(fields.text("organisation"), fields.text("person"))
            "system" -> Viewer.System(fields.text("organisation"))
            else -> error("no viewer $name")
        }
    }

    fun ground(): AccessGround {
        val (name, fields) = chosen("ground")
        return when (name) {
            "no_ground" -> AccessGround.NoGround
            "own" -> AccessGround.Own
            "representation" -> AccessGround.Representation(fields.bytes("record"))
            "grant" -> AccessGround.Grant
            "consent" -> AccessGround.Consent
            else -> error("no ground $name")
        }
    }

    /** A choice: its name, or an object of its name and its fields. */
    private fun chosen(name: String): Pair<String, Given> {
        val choice = members[name]
        if (choice.isJsonPrimitive) return choice.asString to Given(JsonObject())
        val (chosen, fields) = choice.asJsonObject.entrySet().single()
        return chosen to Given(fields.asJsonObject)
    }

    fun verdict(now: Long): DocumentVerdict =
        verifier(now).use { it.verifyDocument(bytes("document"), maybe("expected_subject")?.asString, now) }

    fun <T> shown(see: (VerifiedDocument) -> T): T =
        verdict(now("verified_at")).use { see(checkNotNull(it.document) { "a view is of a valid document" }) }
}

private class FixedRandom(private val bytes: ByteArray) : RandomSource {
    override fun randomBytes(count: UInt): ByteArray = bytes.copyOf(count.toInt())
}

private fun bytes(hex: JsonElement): ByteArray = HexFormat.of().parseHex(hex.asString)

private fun record(vararg fields: Pair<String, Any?>): JsonObject =
    JsonObject().apply { fields.forEach { (name, value) -> add(name, tree(value)) } }

/** What the library gives back, as JSON by the rules of the vectors. */
private fun tree(value: Any?): JsonElement = when (value) {
    null -> JsonNull.INSTANCE
    is JsonElement -> value
    is Boolean -> JsonPrimitive(value)
    is String -> JsonPrimitive(value)
    is Long -> JsonPrimitive(value)
    // As the field of a class, a UInt is an Int.
    is Int -> JsonPrimitive(Integer.toUnsignedLong(value))
    is UInt -> JsonPrimitive(value.toLong())
    is Float -> JsonPrimitive(floor(value + 0.5).toLong())
    is ByteArray -> JsonPrimitive(HexFormat.of().formatHex(value))
    is List<*> -> JsonArray().apply { value.forEach { add(tree(it)) } }
    is Enum<*> -> JsonPrimitive(value.name.lowercase())
    is VerifiedDocument -> record(
        "doc_type" to value.docType(),
        "subject" to value.subject(),
        "digest" to value.digest(),
        "valid_from" to value.validFrom(),
        "valid_until" to value.validUntil(),
    )
    is QrSymbol -> record("version" to value.version(), "size" to value.size(), "svg_path" to value.svgPath())
    else -> {
        val fields = fields(value)
        // The alternatives of a choice are classes below it; a record is below nothing.
        val name = JsonPrimitive(snake(value.javaClass.simpleName))
        when {
            value.javaClass.superclass == Any::class.java -> fields
            fields.size() == 0 -> name
            else -> JsonObject().apply { add(name.asString, fields) }
        }
    }
}

private fun fields(value: Any): JsonObject {
    val own = value.javaClass.declaredFields.filterNot { Modifier.isStatic(it.modifiers) }
    return JsonObject().apply {
        for (field in own) {
            field.isAccessible = true
            add(snake(field.name), tree(field.get(value)))
        }
    }
}

/** `ExpiresIn` and `expiresIn` are `expires_in`. */
private fun snake(name: String): String = name.replace(Regex("(?<=[a-z])(?=[A-Z])"), "_").lowercase()
