package androidx.annotation

public annotation class RequiresApi(val value: Int)
