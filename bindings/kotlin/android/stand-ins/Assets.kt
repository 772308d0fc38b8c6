package android.content.res

import java.io.InputStream

public abstract class AssetManager {
    public abstract fun open(name: String): InputStream
}
