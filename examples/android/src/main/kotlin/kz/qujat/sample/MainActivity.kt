package kz.qujat.sample

import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Tab
import androidx.compose.material3.TabRow
import androidx.compose.material3.Text
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.lifecycle.lifecycleScope
import java.util.Locale
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kz.qujat.Holder
import kz.qujat.Language
import kz.qujat.PresentationReceiver
import kz.qujat.Qujat
import kz.qujat.Verifier

/** Two screens: the documents of whose phone this is, and the camera for those of others. */
class MainActivity : ComponentActivity() {
    private var app by mutableStateOf<App?>(null)

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        lifecycleScope.launch {
            // Loading the library takes about a tenth of a second: off the main thread.
            app = withContext(Dispatchers.Default) {
                Qujat.initialize()
                App(Service(assets))
            }
        }
        setContent {
            MaterialTheme {
                app?.let { Screens(it) }
            }
        }
    }

    override fun onDestroy() {
        super.onDestroy()
        // Documents leave memory with the screen.
        app?.close()
    }

    @androidx.compose.runtime.Composable
    private fun Screens(app: App) {
        var tab by remember { mutableIntStateOf(0) }
        Column(Modifier.safeDrawingPadding()) {
            TabRow(tab) {
                Tab(tab == 0, { tab = 0 }, text = { Text(stringResource(R.string.documents)) })
                Tab(tab == 1, { tab = 1 }, text = { Text(stringResource(R.string.verify)) })
            }
            // A challenge that the camera saw is answered by what the holder's screen shows.
            var asked by remember { mutableStateOf<String?>(null) }
            when (tab) {
                0 -> HolderScreen(app, asked) { asked = null }
                else -> VerifierScreen(app) { challenge ->
                    asked = challenge
                    tab = 0
                }
            }
        }
    }
}

/** What lives as long as the app's screen. One verifier serves both screens and all threads. */
class App(val service: Service) : AutoCloseable {
    val verifier = Verifier(service.trust(), service.time.now())
    val holder = Holder(verifier, service.subject).also { holder ->
        // Each document with its own verdict: one that is refused keeps no other out.
        holder.addAll(service.documents(), service.time.now()).forEach { it.destroy() }
    }

    /** Collects what other phones show without a network, and remembers it: nothing is taken twice. */
    val desk = PresentationReceiver(verifier)

    val now: Long get() = service.time.now()

    val language: Language
        get() = when (Locale.getDefault().language) {
            "kk" -> Language.KAZAKH
            "ru" -> Language.RUSSIAN
            else -> Language.ENGLISH
        }

    override fun close() {
        desk.close()
        holder.close()
        verifier.close()
    }
}
