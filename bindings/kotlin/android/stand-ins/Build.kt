package android.os

public object Build {
    public object VERSION {
        @JvmField public val SDK_INT: Int = 0
    }

    public object VERSION_CODES {
        public const val UPSIDE_DOWN_CAKE: Int = 34
    }
}
