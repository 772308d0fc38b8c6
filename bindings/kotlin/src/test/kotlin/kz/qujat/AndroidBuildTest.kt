package kz.qujat

import java.nio.file.Files
import java.nio.file.Path
import javax.xml.parsers.DocumentBuilderFactory
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.w3c.dom.Element

/** The Android builds are not run where these tests are: here they are read, and held against one another. */
class AndroidBuildTest {
    private val kotlin = Path.of(System.getProperty("qujat.fixtures")).resolveSibling("kotlin").normalize()
    private val sample = kotlin.resolve("../../examples/android").normalize()

    private fun text(file: Path): String = Files.readString(file)

    private fun files(folder: Path, vararg extensions: String): List<Path> = Files.walk(folder).use { all ->
        all.filter { file -> extensions.any { file.toString().endsWith(".$it") } && "target" !in file.map(Path::toString) }.toList()
    }

    /** The one place in a text that fits. */
    private fun String.found(pattern: String): String {
        val all = Regex(pattern).findAll(this).map { it.groupValues[1] }.toSet()
        return all.singleOrNull() ?: error("$pattern: $all")
    }

    private val library = text(kotlin.resolve("android/build.gradle.kts"))
    private val app = text(sample.resolve("build.gradle.kts"))
    private val native = text(kotlin.resolve("android/build-native.sh"))
    private val pom = text(kotlin.resolve("pom.xml"))

    @Test
    fun `what stands in several files is the same in all of them`() {
        val oldest = library.found("minSdk = (\\d+)")
        assertEquals(oldest, app.found("minSdk = (\\d+)"))
        assertEquals(oldest, native.found("platform=(\\d+) # minSdk"))
        assertEquals(library.found("compileSdk = (\\d+)"), app.found("compileSdk = (\\d+)"))
        val compiler = pom.found("<kotlin.version>(.+)</kotlin.version>")
        assertEquals(compiler, library.found("org.jetbrains.kotlin.android\"\\) version \"(.+)\""))
        assertEquals(compiler, app.found("org.jetbrains.kotlin.[a-z.]+\"\\) version \"(.+)\""))
        assertEquals(library.found("com.android.library\"\\) version \"(.+)\""), app.found("com.android.application\"\\) version \"(.+)\""))
        assertEquals(pom.found("<jna.version>(.+)</jna.version>"), library.found("net.java.dev.jna:jna:(.+)@aar"))
        assertEquals(libraryVersion(), library.found("version = \"([\\d.]+)\"\\n"))
        assertEquals(libraryVersion(), app.found("kz.qujat:qujat-android:([\\d.]+)"))
    }

    @Test
    fun `four sorts of processors, and pages of sixteen kilobytes`() {
        val targets = Regex("--target (\\S+)").findAll(native).map { it.groupValues[1] }.toSet()
        assertEquals(setOf("arm64-v8a", "armeabi-v7a", "x86", "x86_64"), targets)
        assertTrue("max-page-size=16384" in native && "0x4000" in native)
        // Each is linked, and gives out the facade's functions alone.
        assertEquals(targets, Regex("(?m)^link (\\S+)").findAll(native).map { it.groupValues[1] }.toSet())
        assertTrue("--version-script=uniffi/exports.map" in native)
    }

    @Test
    fun `every XML file is well-formed`() {
        val all = files(kotlin.resolve("android"), "xml") + files(sample, "xml")
        assertTrue(all.size >= 6, "$all")
        for (file in all) DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile())
    }

    @Test
    fun `the sample speaks three languages, and no word is missing or unused`() {
        fun words(folder: String): Map<String, String> {
            val file = sample.resolve("src/main/res/$folder/strings.xml").toFile()
            val strings = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file).getElementsByTagName("string")
            return (0 until strings.length).map { strings.item(it) as Element }.associate { it.getAttribute("name") to it.textContent }
        }
        val english = words("values")
        val holes = Regex("%\\d\\$\\w+")
        for (language in listOf("values-kk", "values-ru")) {
            val words = words(language)
            assertEquals(english.keys - "app_name", words.keys, language)
            for ((name, text) in words) assertEquals(holes.findAll(english.getValue(name)).count(), holes.findAll(text).count(), name)
        }
        val sources = files(sample.resolve("src/main/kotlin"), "kt").joinToString("\n", transform = ::text)
        val named = Regex("R\\.string\\.(\\w+)").findAll(sources).map { it.groupValues[1] }.toSet()
        assertEquals(english.keys - "app_name", named)
    }

    @Test
    fun `the sample's sources import what they use`() {
        for (file in files(sample.resolve("src/main/kotlin"), "kt")) {
            val (imports, code) = text(file).lines().partition { it.startsWith("import ") }
            val body = code.joinToString("\n")
            for (line in imports) {
                val name = line.removePrefix("import ").substringAfterLast('.')
                if (name in setOf("getValue", "setValue")) continue
                assertTrue(Regex("\\b$name\\b").containsMatchIn(body), "$file: $name is imported and not used")
            }
            assertEquals(imports, imports.sorted(), "$file")
            assertEquals(body.count { it == '{' }, body.count { it == '}' }, "$file")
            assertEquals(body.count { it == '(' }, body.count { it == ')' }, "$file")
        }
    }
}
