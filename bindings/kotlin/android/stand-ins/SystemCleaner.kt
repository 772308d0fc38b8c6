package android.system

import java.lang.ref.Cleaner

public object SystemCleaner {
    @JvmStatic public fun cleaner(): Cleaner = Cleaner.create()
}
