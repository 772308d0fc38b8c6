// The Android library kz.qujat:qujat-android: the sources of the JVM package, generated for Android, and the native
// library for four kinds of processors. `./build-native.sh` makes what is not in the tree; see README.md.

plugins {
    id("com.android.library") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.4.21"
    `maven-publish`
}

group = "kz.qujat"
version = "0.1.0"

val made = layout.projectDirectory.dir("target")

android {
    namespace = "kz.qujat"
    compileSdk = 36

    defaultConfig {
        // Android 8. Below it JNA's and uniffi's code would need parts of Java that are not there.
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }

    sourceSets.named("main") {
        kotlin.srcDirs("../src/main/kotlin", made.dir("sources"))
        jniLibs.srcDirs(made.dir("native"))
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    lint {
        warningsAsErrors = true
        // What is generated is uniffi's to lint.
        lintConfig = file("lint.xml")
    }

    publishing {
        singleVariant("release") { withSourcesJar() }
    }
}

kotlin {
    compilerOptions {
        jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_17
    }
}

dependencies {
    // The AAR, which brings JNA's own native code. 5.18.1 is the oldest that does not crash on memory pages of 16 KB.
    api("net.java.dev.jna:jna:5.19.1@aar")
    // `RequiresApi` in what is generated.
    implementation("androidx.annotation:annotation:1.9.1")
}

publishing {
    publications {
        register<MavenPublication>("release") {
            artifactId = "qujat-android"
            afterEvaluate { from(components["release"]) }
        }
    }
}
