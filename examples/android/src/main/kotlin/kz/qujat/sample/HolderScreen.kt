package kz.qujat.sample

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Color
import android.view.WindowManager
import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.pager.HorizontalPager
import androidx.compose.foundation.pager.rememberPagerState
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableLongStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.FilterQuality
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kz.qujat.AccessScreen
import kz.qujat.Audience
import kz.qujat.DeviceException
import kz.qujat.Presentation
import kz.qujat.PresentationOptions
import kz.qujat.QrSymbol

/** The subject's documents, one page each, "Open access", and the identity card shown without a network. */
@Composable
fun HolderScreen(app: App, asked: String?, answered: () -> Unit) {
    var access by remember { mutableStateOf<AccessScreen?>(null) }
    var shown by remember { mutableStateOf<Presentation?>(null) }
    val scope = rememberCoroutineScope()
    fun present(challenge: String?) = scope.launch { shown = withContext(Dispatchers.Default) { app.present(challenge) } }
    LaunchedEffect(asked) {
        asked?.let { present(it) }
        answered()
    }
    Column(Modifier.fillMaxSize().padding(16.dp), Arrangement.spacedBy(16.dp)) {
        val open = access
        val presentation = shown
        when {
            open != null -> Open(app, open) {
                access = null
                open.destroy()
            }
            presentation != null -> Shown(app, presentation) {
                shown = null
                presentation.close()
            }
            else -> {
                val documents = remember { app.holder.list() }
                HorizontalPager(rememberPagerState { documents.size }, Modifier.weight(1f), pageSpacing = 16.dp) { page ->
                    Card(documents[page].view(app.language, Audience.HOLDER, app.now))
                }
                Button({ access = app.open() }, Modifier.fillMaxWidth()) { Text(stringResource(R.string.open_access)) }
                OutlinedButton({ present(null) }, Modifier.fillMaxWidth()) { Text(stringResource(R.string.show_offline)) }
            }
        }
    }
}

/** The device's key signs, which may ask the person: never on the main thread. Nothing where they cancel. */
private fun App.present(challenge: String?): Presentation? = try {
    val card = holder.list().first { it.docType() == "kz.gov.egov.identity_card.1" }
    holder.present(card, service.key, PresentationOptions(answering = challenge), now)
} catch (_: DeviceException) {
    null
}

/** One code after another, until the presentation is over; the other camera may miss any. */
@Composable
private fun Shown(app: App, presentation: Presentation, close: () -> Unit) {
    var picture by remember { mutableStateOf<Bitmap?>(null) }
    LaunchedEffect(presentation) {
        val start = System.nanoTime()
        while (app.now < presentation.expiresAt()) {
            val elapsed = (System.nanoTime() - start) / 1_000_000
            picture = presentation.symbol(presentation.frameDue(elapsed.toULong())).use { it.bitmap() }
            delay(1_000L / presentation.framesPerSecond().toInt())
        }
        close()
    }
    Bright()
    Column(Modifier.fillMaxSize(), Arrangement.spacedBy(16.dp), Alignment.CenterHorizontally) {
        picture?.let { Image(it.asImageBitmap(), null, Modifier.fillMaxWidth().aspectRatio(1f), filterQuality = FilterQuality.None) }
        Button(close, Modifier.fillMaxWidth()) { Text(stringResource(R.string.close)) }
    }
}

/** Asks the service, and verifies what it answered before anybody is shown a code. */
private fun App.open(): AccessScreen? {
    val (link, digits) = service.open()
    return holder.showAccess(link, digits, now).takeIf { it.symbol != null }
}

/** The QR code, the six digits and the time both have left, on a bright screen. */
@Composable
private fun Open(app: App, screen: AccessScreen, close: () -> Unit) {
    val endsAt = remember { app.now + screen.secondsLeft.toLong() }
    var left by remember { mutableLongStateOf(screen.secondsLeft.toLong()) }
    LaunchedEffect(screen) {
        while (left > 0) {
            delay(250)
            // Asked anew each time: after a minute in the background a minute is gone.
            left = endsAt - app.now
        }
        close()
    }
    Bright()
    Column(Modifier.fillMaxSize(), Arrangement.spacedBy(16.dp), Alignment.CenterHorizontally) {
        val picture = remember { checkNotNull(screen.symbol).bitmap().asImageBitmap() }
        Image(picture, null, Modifier.fillMaxWidth().aspectRatio(1f), filterQuality = FilterQuality.None)
        Text(screen.digits.orEmpty(), style = MaterialTheme.typography.displayMedium)
        Text(stringResource(R.string.open_for, left / 60, left % 60))
        Button(close, Modifier.fillMaxWidth()) { Text(stringResource(R.string.close)) }
    }
}

/** Full brightness and no screenshots as long as this is shown. */
@Composable
private fun Bright() {
    val window = (LocalContext.current as Activity).window
    DisposableEffect(window) {
        val before = window.attributes.screenBrightness
        window.attributes = window.attributes.apply { screenBrightness = WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_FULL }
        window.addFlags(WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON or WindowManager.LayoutParams.FLAG_SECURE)
        onDispose {
            window.attributes = window.attributes.apply { screenBrightness = before }
            window.clearFlags(WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON or WindowManager.LayoutParams.FLAG_SECURE)
        }
    }
}

/** One pixel a module; the screen enlarges it without blurring. */
fun QrSymbol.bitmap(): Bitmap {
    val side = size().toInt()
    val colours = luma(1u).map { if (it.toInt() == 0) Color.BLACK else Color.WHITE }.toIntArray()
    return Bitmap.createBitmap(colours, side, side, Bitmap.Config.RGB_565)
}
