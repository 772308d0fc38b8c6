pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
        // Where `gradle publishToMavenLocal` of bindings/kotlin/android puts the library.
        mavenLocal()
    }
}

rootProject.name = "qujat-sample"
