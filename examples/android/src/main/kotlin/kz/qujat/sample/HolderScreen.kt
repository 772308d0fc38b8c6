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
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableLongStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.FilterQuality
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.delay
import kz.qujat.AccessScreen
import kz.qujat.Audience
import kz.qujat.QrSymbol

/** The subject's documents, one page each, and "Open access". */
@Composable
fun HolderScreen(app: App) {
    var access by remember { mutableStateOf<AccessScreen?>(null) }
    Column(Modifier.fillMaxSize().padding(16.dp), Arrangement.spacedBy(16.dp)) {
        when (val open = access) {
            null -> {
                val documents = remember { app.holder.list() }
                HorizontalPager(rememberPagerState { documents.size }, Modifier.weight(1f), pageSpacing = 16.dp) { page ->
                    Card(documents[page].view(app.language, Audience.HOLDER, app.now))
                }
                Button({ access = app.open() }, Modifier.fillMaxWidth()) { Text(stringResource(R.string.open_access)) }
            }
            else -> Open(app, open) {
                access = null
                open.destroy()
            }
        }
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
private fun QrSymbol.bitmap(): Bitmap {
    val side = size().toInt()
    val colours = luma(1u).map { if (it.toInt() == 0) Color.BLACK else Color.WHITE }.toIntArray()
    return Bitmap.createBitmap(colours, side, side, Bitmap.Config.RGB_565)
}
