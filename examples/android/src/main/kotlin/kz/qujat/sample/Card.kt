package kz.qujat.sample

import android.graphics.BitmapFactory
import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.ElevatedCard
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.unit.dp
import kz.qujat.ViewBadge
import kz.qujat.ViewEmphasis
import kz.qujat.ViewModel
import kz.qujat.ViewPortrait
import kz.qujat.ViewRow
import kz.qujat.ViewRowKind
import kz.qujat.ViewTone

/** A document as its view model says: a walk over the tree that decides nothing. */
@Composable
fun Card(view: ViewModel) {
    // A screen reader gets the document in sentences.
    ElevatedCard(Modifier.fillMaxWidth().clearAndSetSemantics { contentDescription = view.accessibility }) {
        Column(Modifier.verticalScroll(rememberScrollState()).padding(20.dp), Arrangement.spacedBy(12.dp)) {
            Text(view.title, style = MaterialTheme.typography.headlineSmall)
            Text(view.issuer, style = MaterialTheme.typography.bodySmall)
            Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) { view.badges.forEach { Badge(it) } }
            Text(view.validity, style = MaterialTheme.typography.bodySmall)
            Row(horizontalArrangement = Arrangement.spacedBy(16.dp)) {
                view.portrait?.let { Portrait(it) }
                Column { view.sections.filter { it.besidePortrait }.forEach { section -> section.rows.forEach { Line(it) } } }
            }
            view.sections.filter { !it.besidePortrait }.forEach { section ->
                section.title?.let { Text(it, style = MaterialTheme.typography.titleMedium) }
                section.rows.forEach { Line(it) }
            }
            view.statement?.let { Text("${it.text} (${it.clause})", style = MaterialTheme.typography.bodySmall) }
            view.signedBy?.let { Text(it, style = MaterialTheme.typography.bodySmall) }
            Text(view.shownAt, style = MaterialTheme.typography.bodySmall)
        }
    }
}

@Composable
private fun Badge(badge: ViewBadge) {
    val colour = when (badge.tone) {
        ViewTone.GOOD -> Color(0xFF0C6238)
        ViewTone.WARNING -> Color(0xFF7C4A00)
        ViewTone.BAD -> Color(0xFF9B1C1C)
        ViewTone.NEUTRAL -> Color(0xFF2F4A68)
    }
    Text(
        badge.text,
        Modifier.background(colour, RoundedCornerShape(50)).padding(horizontal = 12.dp, vertical = 4.dp),
        Color.White,
    )
}

@Composable
private fun Portrait(portrait: ViewPortrait) {
    val picture = remember(portrait) { BitmapFactory.decodeByteArray(portrait.bytes, 0, portrait.bytes.size) } ?: return
    Image(picture.asImageBitmap(), portrait.description, Modifier.width(104.dp).clip(RoundedCornerShape(14.dp)))
}

@Composable
private fun Line(row: ViewRow) {
    var revealed by remember(row.id) { mutableStateOf(false) }
    Column(Modifier.padding(vertical = 4.dp)) {
        Text(row.label, style = MaterialTheme.typography.labelSmall)
        when (val kind = row.kind) {
            is ViewRowKind.Table -> (listOf(kind.columns) + kind.lines).forEach { cells ->
                Row(horizontalArrangement = Arrangement.spacedBy(16.dp)) { cells.forEach { Text(it, Modifier.weight(1f)) } }
            }
            is ViewRowKind.Persons -> kind.members.forEach { person ->
                Text(person.name, style = MaterialTheme.typography.titleSmall)
                person.lines.forEach { Text("${it.label}: ${it.value}", style = MaterialTheme.typography.bodyMedium) }
            }
            else -> Text(
                // What waits for a tap is dots until then.
                if (revealed) row.value else row.masked ?: row.value,
                Modifier.clickable(row.masked != null) { revealed = !revealed },
                style = when (row.emphasis) {
                    ViewEmphasis.STRONG -> MaterialTheme.typography.titleMedium
                    ViewEmphasis.NORMAL -> MaterialTheme.typography.bodyLarge
                    ViewEmphasis.QUIET -> MaterialTheme.typography.bodyMedium
                },
            )
        }
    }
}
