package kz.qujat

/** The library as a whole. */
public object Qujat {
    /**
     * Loads the native library and checks that it is the one these classes were made for.
     *
     * Takes about a tenth of a second the first time and nothing after: call it when the app starts, off the main
     * thread. Whoever does not call it pays for the loading at the first use, unchecked.
     *
     * @throws IllegalStateException where the package holds no native library for this machine, or another version's
     */
    @JvmStatic
    public fun initialize() {
        try {
            uniffiEnsureInitialized()
        } catch (missing: LinkageError) {
            // Also what every later try throws, once the first has failed.
            throw IllegalStateException(
                "Qujat has no native library that loads on ${System.getProperty("os.name")} " +
                    "${System.getProperty("os.arch")}",
                missing,
            )
        } catch (other: RuntimeException) {
            throw IllegalStateException("the native library of Qujat and its classes are of different versions", other)
        }
    }
}
