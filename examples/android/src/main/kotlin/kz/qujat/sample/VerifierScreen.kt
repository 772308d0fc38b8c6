package kz.qujat.sample

import android.Manifest
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts
import androidx.camera.core.CameraSelector
import androidx.camera.core.ImageAnalysis
import androidx.camera.core.ImageProxy
import androidx.camera.core.Preview
import androidx.camera.lifecycle.ProcessCameraProvider
import androidx.camera.lifecycle.awaitInstance
import androidx.camera.view.PreviewView
import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Button
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableFloatStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.FilterQuality
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.compose.ui.viewinterop.AndroidView
import androidx.lifecycle.compose.LocalLifecycleOwner
import java.util.concurrent.Executors
import kotlinx.coroutines.awaitCancellation
import kz.qujat.Audience
import kz.qujat.CheckName
import kz.qujat.CodeKind
import kz.qujat.FoundCode
import kz.qujat.FrameScanner
import kz.qujat.InputException
import kz.qujat.LumaFrame
import kz.qujat.QrSymbol
import kz.qujat.QrUse
import kz.qujat.Report
import kz.qujat.VerifiedDocument
import kz.qujat.ViewModel

/** What there is to show: the report, and a view only of a document that is valid. */
class Found(val report: Report, val view: ViewModel?)

/** The camera, and what it found. */
@Composable
fun VerifierScreen(app: App, challenged: (String) -> Unit) {
    var found by remember { mutableStateOf<Found?>(null) }
    var progress by remember { mutableFloatStateOf(0f) }
    // What the other phone may scan first: then no film of a presentation is taken, only one made for it.
    var challenge by remember { mutableStateOf<String?>(null) }
    Column(Modifier.fillMaxSize().padding(16.dp), Arrangement.spacedBy(16.dp)) {
        when (val result = found) {
            null -> {
                Text(stringResource(R.string.point_the_camera))
                Camera(Modifier.weight(1f)) { code ->
                    when (code.kind) {
                        CodeKind.PRESENTATION_FRAME -> {
                            val step = app.desk.take(code.text.orEmpty(), app.now)
                            progress = step.progress
                            found = step.verdict?.use { app.found(it.report, it.document) }
                        }
                        CodeKind.CHALLENGE -> challenged(code.text.orEmpty())
                        else -> app.verify(code)?.let { found = it }
                    }
                }
                if (progress > 0) LinearProgressIndicator({ progress }, Modifier.fillMaxWidth())
                challenge?.let { Challenge(it) }
                OutlinedButton({ challenge = app.desk.makeChallenge(AndroidRandom) }, Modifier.fillMaxWidth()) {
                    Text(stringResource(R.string.ask_offline))
                }
            }
            else -> {
                VerdictBar(result.report)
                Column(Modifier.weight(1f)) { result.view?.let { Card(it) } }
                val again = {
                    found = null
                    progress = 0f
                    challenge = null
                    app.desk.reset()
                }
                Button(again, Modifier.fillMaxWidth()) { Text(stringResource(R.string.again)) }
            }
        }
    }
}

/** What a code is, its text tells; what it is worth, the verifier. Runs on the camera's thread. */
private fun App.verify(code: FoundCode): Found? {
    val text = code.text ?: return null
    return when (code.kind) {
        CodeKind.GRANT -> {
            // Before the link is followed: is it our service's, and alive? Then this phone believes nobody, the service included.
            val grant = try {
                verifier.verifyGrant(text, now)
            } catch (_: InputException) {
                return null
            }
            val document = (if (grant.grant == null) null else service.redeem(text)) ?: return Found(grant.report, null)
            verifier.verifyDocument(document, null, now).use { found(it.report, it.document) }
        }
        CodeKind.SEAL -> Found(verifier.verifySeal(text, null, language, now).report, null)
        CodeKind.PRESENTATION_FRAME, CodeKind.CHALLENGE, CodeKind.UNKNOWN -> null
    }
}

private fun App.found(report: Report, document: VerifiedDocument?) =
    Found(report, document?.view(language, Audience.THIRD_PARTY, now))

@Composable
private fun Challenge(text: String) {
    val picture = remember(text) { QrSymbol(text, QrUse.SCREEN).use { it.bitmap().asImageBitmap() } }
    Image(picture, null, Modifier.size(180.dp), filterQuality = FilterQuality.None)
}

@Composable
private fun VerdictBar(report: Report) {
    val (words, colour) = when (val check = report.decisive) {
        null -> R.string.valid to Color(0xFF0C6238)
        else -> sentence(check.name) to Color(0xFF9B1C1C)
    }
    Text(stringResource(words), Modifier.fillMaxWidth().background(colour).padding(16.dp), Color.White)
}

private fun sentence(name: CheckName): Int = when (name) {
    CheckName.STRUCTURE -> R.string.not_a_document
    CheckName.ISSUER_TRUSTED, CheckName.ISSUER_ENTITLED -> R.string.unknown_issuer
    CheckName.SIGNATURE, CheckName.DIGESTS, CheckName.DOC_TYPE, CheckName.SEAL_BINDING -> R.string.changed
    CheckName.VALIDITY -> R.string.ended
    CheckName.SUBJECT, CheckName.DEVICE -> R.string.somebody_elses
    CheckName.REVOCATION -> R.string.revoked
    CheckName.FRESHNESS, CheckName.REPLAY, CheckName.CHALLENGE -> R.string.show_anew
    else -> R.string.unsure
}

/** CameraX: a preview, and every frame to the scanner. */
@Composable
private fun Camera(modifier: Modifier, found: (FoundCode) -> Unit) {
    var allowed by remember { mutableStateOf<Boolean?>(null) }
    val ask = rememberLauncherForActivityResult(ActivityResultContracts.RequestPermission()) { allowed = it }
    LaunchedEffect(Unit) { ask.launch(Manifest.permission.CAMERA) }
    when (allowed) {
        null -> return
        false -> return Text(stringResource(R.string.no_camera))
        true -> Unit
    }
    val context = LocalContext.current
    val owner = LocalLifecycleOwner.current
    val preview = remember { PreviewView(context) }
    AndroidView({ preview }, modifier.fillMaxWidth())
    LaunchedEffect(owner) {
        val cameras = ProcessCameraProvider.awaitInstance(context)
        val thread = Executors.newSingleThreadExecutor()
        val scanner = FrameScanner()
        val analysis = ImageAnalysis.Builder().setBackpressureStrategy(ImageAnalysis.STRATEGY_KEEP_ONLY_LATEST).build()
        analysis.setAnalyzer(thread) { image -> scanner.nextEvent(image)?.let(found) }
        try {
            val shown = Preview.Builder().build().apply { surfaceProvider = preview.surfaceProvider }
            cameras.unbindAll()
            cameras.bindToLifecycle(owner, CameraSelector.DEFAULT_BACK_CAMERA, shown, analysis)
            awaitCancellation()
        } finally {
            // Frames first, then what reads them.
            cameras.unbindAll()
            analysis.clearAnalyzer()
            thread.execute(scanner::close)
            thread.shutdown()
        }
    }
}

/** The luma plane as it lies in memory, without a copy; the image is closed after it was read. */
private fun FrameScanner.nextEvent(image: ImageProxy): FoundCode? = image.use {
    val luma = it.planes[0]
    nextEvent(LumaFrame(luma.buffer, it.width, it.height, luma.rowStride, luma.pixelStride))
}
